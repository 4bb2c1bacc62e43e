"""The table of tamperings in docs/auditor.md: each row is made, and told by what really finds it.

An office of one small file, made once; each tampering is done to a copy.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from scheduler.health.collect import look
from scheduler.health.doctor import findings
from scheduler.health.finding import HealthFinding
from tests.builders import Desk
from tests.contract.tampered import Owner, make_office, the_desk
from tests.contract.tamperings import TAMPERINGS, Tampering
from trajectories.audit.checkpoint import compare, heads, settled_position, take
from trajectories.audit.found import Found
from trajectories.audit.kept_checkpoint import KeptCheckpoint
from trajectories.audit.reading import seen_in
from trajectories.audit.rebuilt import differences
from trajectories.audit.scratch import scratch
from trajectories.audit.verify import seen_apart, verdict_of, verify
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.errors import CaseworkError

PAGE = Path(__file__).parents[2] / "docs" / "auditor.md"
ROW = re.compile(
    r"^\| (?P<name>.+?) \| (?P<verify>\S+) \| (?P<projections>\S+) \| (?P<doctor>\S+) \| (?P<rebuild>.+?) \|"
    r" (?P<checkpoint>.+?) \|$"
)
FOUND, NOT_FOUND, DEEP, BY_HEADS = "found", "–", "`--deep`", "with heads"
History = list[list[tuple[object, ...]]]
NOW = datetime(2024, 3, 12, 11, 5, tzinfo=UTC)


class Finders(NamedTuple):
    """Who finds it. rebuild: refuses, mends, leaves it, or accepts it, when all then follows from what was forged.

    checkpoint: one that was taken before it and kept; with its root alone, or only where it has the heads of streams.
    """

    verify: str
    projections: str
    doctor: str
    rebuild: str
    checkpoint: str


pytestmark = pytest.mark.one_python


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.db"
    make_office(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def well(office: Path) -> list[HealthFinding]:
    """What the doctor says of the office as it is."""
    desk = the_desk(f"sqlite:///{office}")
    with desk.read() as uow:
        found = findings(look(desk.app, uow, NOW, lambda: NOW, []))
    desk.app.store.close()
    return found


@pytest.fixture(scope="module")
def before(office: Path) -> History:
    desk = the_desk(f"sqlite:///{office}")
    found = history(desk)
    desk.app.store.close()
    return found


@pytest.fixture(scope="module")
def kept(office: Path) -> KeptCheckpoint:
    """The end of the office's history as it was, with the heads of its streams."""
    desk = the_desk(f"sqlite:///{office}")
    position = settled_position(desk.app.store)
    with desk.read() as uow:
        found = KeptCheckpoint(take(uow, position), tuple(heads(uow, position)))
    desk.app.store.close()
    return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Of one path, at which each test has its own copy: statements are compiled once."""
    path = tmp_path_factory.mktemp("tampered") / "office.db"
    store = Store(f"sqlite:///{path}")
    yield store.engine
    store.close()


@pytest.fixture
def copied(office: Path, engine: Engine) -> Iterator[Desk]:
    path = Path(str(engine.url.database))
    shutil.copy(office, path)
    desk = the_desk(f"sqlite:///{path}")
    desk.app.store.engine = engine
    yield desk
    engine.dispose()
    for each in path.parent.iterdir():
        each.unlink()


def documented() -> dict[str, Finders]:
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("| what was changed |") :].splitlines()[2:]
    rows = [match for line in table if (match := ROW.match(line))]
    return {name: Finders(*cells) for name, *cells in (row.groups() for row in rows)}


def finders(desk: Desk, before: History, well: list[HealthFinding], kept: KeptCheckpoint) -> Finders:
    with desk.read() as uow:
        problems = verify(uow).problems
        assert [] == [each for each in problems if each.say("nl") == each.say("en")], "each in both languages"
        for since in ("office/said", "t2"):
            assert sorted(problems) == sorted(in_halves(uow, since)), f"two processes, from {since} on"
        by_verify = bool(problems)
        by_rows = any(differences(uow, desk.app.dossiers, desk.casework.projections))
        by_doctor = findings(look(desk.app, uow, NOW, lambda: NOW, [])) != well
    doctor = FOUND if by_doctor else DEEP if by_rows else NOT_FOUND  # which looks at the same rows
    by_checkpoint = _by_checkpoint(desk, kept)
    how = _rebuilt(desk, before)
    by_verify_or_rows = FOUND if by_verify or by_rows else NOT_FOUND
    return Finders(FOUND if by_verify else NOT_FOUND, by_verify_or_rows, doctor, how, by_checkpoint)


def in_halves(uow: UnitOfWork, since: str) -> list[Found]:
    """What two processes find, of which the second reads the streams from that one on."""
    with scratch() as place, TemporaryDirectory() as folder:
        first = seen_in(uow, place, EVENT.c.stream < since, None)
        second = seen_apart(uow, EVENT.c.stream >= since, None, Path(folder))
        assert min(first.events, second.events) > 0
        return verdict_of(uow, place, [first, second]).problems


def _by_checkpoint(desk: Desk, kept: KeptCheckpoint) -> str:
    position = settled_position(desk.app.store)
    with desk.read() as uow:
        if compare(uow, position, [kept._replace(heads=None)]).differences:
            return FOUND
        return BY_HEADS if compare(uow, position, [kept]).differences else NOT_FOUND


def _rebuilt(desk: Desk, before: History) -> str:
    try:
        desk.rebuild()
    except CaseworkError:
        return "refuses"
    with desk.read() as uow:
        if verify(uow).problems or any(differences(uow, desk.app.dossiers, desk.casework.projections)):
            return "leaves it"
    return "mends" if history(desk) == before else "accepts it"


def history(desk: Desk) -> History:
    """And the other rows that no rebuild makes."""
    tables = ("event", "private", "definition", "calendar", "person_facts", "delivery", "delivery_rung")
    return [sorted(desk.rows(f"select * from {table}")) for table in tables]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[each.name for each in TAMPERINGS])
def test_each_tampering_is_found_by_those_that_the_page_names(tampering: Tampering, copied, before, well, kept):
    owner = Owner(Path(str(copied.app.store.engine.url.database)))
    tampering.by(owner)
    owner.close()

    assert documented().get(tampering.name) == finders(copied, before, well, kept)


def test_every_row_of_the_page_is_a_tampering_and_the_other_way_round():
    assert [each.name for each in TAMPERINGS] == list(documented())
    assert len(TAMPERINGS) > 40


def test_nothing_is_found_in_an_office_that_nobody_tampered_with(copied, well, kept):
    with copied.read() as uow:
        found = verify(uow).problems, list(differences(uow, copied.app.dossiers, copied.casework.projections))

    assert ([], []) == found
    assert NOT_FOUND == _by_checkpoint(copied, kept)
    assert ["channel_not_set_up", "no_backup"] == [each.code for each in well if each.severity == "problem"]
