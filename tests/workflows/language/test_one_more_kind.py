"""A kind that nobody handles cannot pass the type checker: a copy of the product with one more, for every union."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[3]
PACKAGES = ("workflows", "trajectories", "scheduler", "cli")
RECORD = "class OneMore(Frozen):\n    one_more: str\n\n\n"
EVENT = "class OneMore(NamedTuple):\n    one_more: str\n\n\n"
PLAIN = "class OneMore:\n    one_more: str\n\n\n"
COMPLAINT = re.compile(r"^(\S+\.py):\d+: error:", re.MULTILINE)
UNHANDLED = re.compile(r"^(\S+\.py):(\d+): error: Argument 1 to \"assert_never\"", re.MULTILINE)


WORD = ""  # a word of a Literal is no record


class Union(NamedTuple):
    """What a kind is added to."""

    file: str
    name: str
    record: str = RECORD

    @property
    def begins(self) -> str:
        """The line that names its kinds, up to the first of them."""
        return f"\n{self.name} = " + ("" if self.record else "Literal[")

    @property
    def more(self) -> str:
        return "OneMore | " if self.record else '"one_more", '


UNIONS = (
    Union("workflows/language/anchors.py", "OwnDayAnchor"),
    Union("workflows/language/anchors.py", "AnyAnchor"),
    Union("workflows/language/conditions.py", "PlainCondition"),
    Union("workflows/language/conditions.py", "AnyKindOfCondition"),
    Union("workflows/language/compared_days.py", "Order", WORD),
    Union("workflows/language/compared_days.py", "ComparedDay"),
    Union("workflows/machine/seen_terms.py", "StandSeen", WORD),
    Union("trajectories/deadlines/deadline.py", "Status", WORD),
    Union("trajectories/deadlines/deadlines.py", "Absence", WORD),
    Union("workflows/language/deadlines.py", "AnyMetBy"),
    Union("workflows/language/rungs.py", "AnyRung"),
    Union("workflows/language/scenarios.py", "AnyMove"),
    Union("workflows/language/stages.py", "AnySignal"),
    Union("workflows/language/looked_up_terms.py", "AnyLooked"),
    Union("workflows/language/looked_up_terms.py", "AnyTermFrom"),
    Union("workflows/language/fact_spans.py", "AnyBound", PLAIN),
    Union("workflows/language/facts.py", "FactType", WORD),
    Union("trajectories/history/events.py", "Event", EVENT),
    Union("trajectories/history/people_events.py", "QuestionKind", WORD),
    Union("trajectories/history/people_events.py", "Because", WORD),
    Union("trajectories/casework/commands.py", "Meant", EVENT),
    Union("trajectories/casework/fact_sense.py", "Judgement", EVENT),
    Union("scheduler/planning/choose.py", "Outcome", EVENT),
    Union("scheduler/planning/choose.py", "ToldNow", EVENT),
    Union("scheduler/demo/cohort.py", "Act"),
)
every_union = pytest.mark.parametrize("union", UNIONS, ids=[each.name for each in UNIONS])


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one_more")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def with_one_more(union: Union, text: str) -> str:
    before, begins, after = text.partition(union.begins)
    assert begins, f"no {union.name} in {union.file}"
    return f"{before}\n{union.record}{begins[1:]}{union.more}{after}"


@cache
def complaints(folder: Path, union: Union) -> str:
    path = folder / union.file
    kept = path.read_text("utf-8")
    try:
        path.write_text(with_one_more(union, kept), "utf-8")
        asked = [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty", *PACKAGES]
        done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    finally:
        path.write_text(kept, "utf-8")
    assert not done.stderr
    return done.stdout


def unhandled(folder: Path, union: Union) -> set[tuple[str, int]]:
    """File and line of every match that does not know the new kind, as the lines are without it."""
    above = (folder / union.file).read_text("utf-8").partition(union.begins)[0].count("\n")
    found = ((file, int(line)) for file, line in UNHANDLED.findall(complaints(folder, union)))
    return {
        (file, line - union.record.count("\n") if file == union.file and line > above else line) for file, line in found
    }


@every_union
def test_one_more_kind_does_not_pass(union: Union, copied: Path) -> None:
    said = complaints(copied, union)

    assert "OneMore" in said or "one_more" in said
    files = sorted(set(COMPLAINT.findall(said)))
    print(f"\n{union.name}: {len(unhandled(copied, union))} matches; {', '.join(files)}")  # the table, with -s


def test_every_match_that_ends_in_assert_never_is_named(copied: Path) -> None:
    """Each of them hears of a new kind in at least one of the unions, so none is there for show."""
    found = {place for union in UNIONS for place in unhandled(copied, union)}

    assert sorted(found) == sorted(
        (str(path.relative_to(copied)), number)
        for package in PACKAGES
        for path in (copied / package).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "assert_never(" in line
    )
