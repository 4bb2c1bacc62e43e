"""Two versions of a workflow compared through the command line: files, names, and what the database keeps."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from tests.stories.desk import Desk, a_desk

KLEIN = """\
workflow: klein
version: 1
label: {nl: Klein, en: Small}
subject: person
source: wet
sources:
  wet: {ref: Een wet, certainty: law}
parameters: {weken: 6}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  midden: {label: {nl: Midden, en: Middle}}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  ga: {from: begin, to: midden}
  rond_af: {from: midden, to: einde}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}, success: true}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord, en: Answer}
    anchor: {fact: ontvangen_op}
    term: 4 weeks
    met_by: {stage: einde}
    remind: [{before: 1 week, to: coordinator}, {on_due: true}]
    source: wet
"""
CHANGES = [
    ("version: 1", "version: 2"),
    ("term: 4 weeks", "term: 3 weeks"),
    ("midden", "helft"),
    ("to: einde}", "to: einde, when: {fact: ontvangen_op, is: set}}"),
    (", {on_due: true}]", "]"),
    (
        "deadlines:\n",
        "deadlines:\n  bezwaar: {rule: X2, label: {nl: Bezwaar, en: Objection}, anchor: {fact: ontvangen_op}, "
        "term: 6 weeks, legal: statutory, source: wet}\n",
    ),
]
DORP = """\
municipality: dorp
label: {nl: Dorp}
variants:
  - id: dorp-oud
    workflow: klein
    version: 1
    intake_until: 2019-12-31
    change: {parameters: {weken: 8}}
  - id: dorp
    workflow: klein
    version: 1
    intake_from: 2020-01-01
    change: {deadlines: {antwoord: {term: 5 weeks, source: wet}}, stages: {midden: {label: {nl: Half, en: Half}}}}
"""


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is needed for files and names: this one cannot be reached."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_DATABASE", "/nowhere/at/all.db")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shelf of ones own: a workflow, and a municipality with two cohorts."""
    made = tmp_path / "shelf"
    made.mkdir()
    (made / "klein.yaml").write_text(KLEIN)
    (made / "dorp.yaml").write_text(DORP)
    return made


def second(folder: Path, *changes: tuple[str, str]) -> str:
    """The file of a second version."""
    text = KLEIN
    for old, new in changes or CHANGES:
        assert old in text
        text = text.replace(old, new)
    path = folder.parent / "second.yaml"
    path.write_text(text)
    return str(path)


def compared(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> Any:
    assert 0 == main(["workflow", "diff", *words, "--workflows", str(folder), "--json"])
    return json.loads(capsys.readouterr().out)


def shown(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    assert 0 == main(["workflow", "diff", *words, "--workflows", str(folder)])
    return capsys.readouterr().out


def test_every_change_between_two_files_is_named(folder: Path, capsys: pytest.CaptureFixture[str]):
    """One term, a stage renamed, a guard, a rung dropped, a statutory rule; what follows from the name is no change."""
    answer = compared(capsys, folder, str(folder / "klein.yaml"), second(folder))

    assert ("file", 1, "file", 2) == tuple(
        answer[side][key] for side in ("before", "after") for key in ("origin", "version")
    )
    assert [
        ("workflow_version_changed", "klein"),
        ("stage_renamed", "helft"),
        ("transition_guard_added", "rond_af"),
        ("deadline_added", "bezwaar"),
        ("deadline_term_changed", "antwoord"),
        ("rung_removed", "antwoord/due"),
    ] == [(each["kind"], each["name"]) for each in answer["differences"]]
    assert {"kind", "what", "name", "before", "after", "text"} == set(answer["differences"][0])


def test_people_read_it_in_groups_with_a_sign_at_each_change(folder: Path, capsys: pytest.CaptureFixture[str]):
    text = shown(capsys, folder, "klein", second(folder), "--municipality", "any")

    for line in (
        "Stages",
        "  ~  stage ‘Middle’ (helft): probably renamed, was midden",
        "  +  transition rond_af: guard added: Received on recorded",
        "  deadline ‘Answer’ (antwoord)",
        "    ~  term: 4 weeks → 3 weeks",
        "    -  reminder on the day: removed, to coordinator",
        "  +  deadline ‘Objection’ (bezwaar): added (6 weeks, from Received on, set by law)",
        "+ 2 added, - 1 removed, ~ 3 changed",
    ):
        assert line in text.splitlines()


def test_two_that_are_the_same_have_no_differences(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert "No differences." in shown(capsys, folder, "klein", "klein")
    assert "Geen verschillen." in shown(capsys, folder, "klein", "klein", "--lang", "nl")


def test_a_municipality_compares_its_variants_for_the_day_of_intake(folder: Path, capsys: pytest.CaptureFixture[str]):
    after = second(folder, ("weken: 6", "weken: 7"), ("term: 4 weeks", "term: 3 weeks"))

    def kinds(intake: str) -> list[str]:
        answer = compared(capsys, folder, "klein", after, "--municipality", "dorp", "--intake", intake)
        return [each["kind"] for each in answer["differences"]]

    assert ["deadline_term_changed"] == kinds("2019-12-31")
    assert ["parameter_changed"] == kinds("2020-01-01")


def test_without_a_municipality_each_variant_is_told_where_it_differs(folder: Path, capsys: pytest.CaptureFixture[str]):
    """The new cohort has a term of its own; the old one changes as the base does and goes unmentioned."""
    [dorp] = compared(capsys, folder, "klein", second(folder, ("term: 4 weeks", "term: 3 weeks")))["variants"]

    assert ("dorp", "dorp", []) == (dorp["municipality"], dorp["variant"], dorp["also"])
    assert ["deadline_term_changed"] == [each["kind"] for each in dorp["not_here"]]


def test_a_variant_that_no_longer_fits_its_base_is_named_with_the_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    """The municipality patches a stage that the new version calls otherwise."""
    after = second(folder, ("midden", "helft"))

    [dorp] = compared(capsys, folder, "klein", after)["variants"]
    text = shown(capsys, folder, "klein", after)

    assert any("dorp.yaml:" in problem and "midden" in problem for problem in dorp["problems"])
    assert "No longer fits its base:" in text


@pytest.mark.parametrize("written, head", [("mermaid", "flowchart TD\n"), ("dot", 'digraph "Small" {\n')])
def test_one_diagram_shows_both_versions(written: str, head: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    drawn = shown(capsys, folder, "klein", second(folder), "--diagram", written)

    assert drawn.startswith(head)
    assert "[+] rond_af" not in drawn
    assert "[~] rond_af" in drawn
    assert "[~] Middle" in drawn


def test_the_diagram_is_answered_as_json_too(folder: Path, capsys: pytest.CaptureFixture[str]):
    answer = compared(capsys, folder, "klein", second(folder), "--diagram", "dot")

    assert answer["diagram"].startswith("digraph")
    assert answer["differences"]


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["klien", "klein"], 5, "klein"),
        (["klein", "none.yaml"], 5, "none.yaml"),
        (["klein@first", "klein"], 2, "NAME@2"),
        (["klein@1", "klein"], 5, "traject init"),
        (["klein", "klein", "--intake", "today"], 2, "--intake"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    words: list[str], code: int, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert code == main(["workflow", "diff", *words, "--workflows", str(folder)])
    assert said in capsys.readouterr().err


def test_the_file_of_a_municipality_is_no_workflow(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert 2 == main(["workflow", "diff", str(folder / "dorp.yaml"), "klein", "--workflows", str(folder)])
    assert "--workflows" in capsys.readouterr().err


# What the database keeps


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request)


def kept_version(desk: Desk, name: str) -> int:
    [found] = [each for each in desk.ask("workflow", "list") if each["workflow"] == name]
    return int(found["version"])


def test_what_was_published_is_compared_with_the_file_of_today(desk: Desk, tmp_path: Path):
    """Published by init; meanwhile someone wrote a longer term in a folder of their own."""
    version = kept_version(desk, "vestiging")
    source = Path(__file__).parent.parent.parent.parent / "workflows" / "definitions" / "vestiging.yaml"
    (tmp_path / "own").mkdir()
    text = source.read_text().replace(f"version: {version}", f"version: {version + 1}", 1)
    (tmp_path / "own" / "vestiging.yaml").write_text(text.replace("term: 4 months", "term: 5 months", 1))

    kept, own = f"vestiging@{version}", ["--workflows", str(tmp_path / "own")]
    same = desk.ask("workflow", "diff", kept, "vestiging")
    later = desk.ask("workflow", "diff", kept, "vestiging", *own)

    assert ("database", "shelf", [], []) == (
        same["before"]["origin"], same["after"]["origin"], same["differences"], same["variants"],
    )  # fmt: skip
    assert same["before"]["hash"] == same["after"]["hash"]
    assert ["workflow_version_changed", "deadline_term_changed"] == [each["kind"] for each in later["differences"]]


def test_the_variant_of_a_municipality_is_read_from_the_database_too(desk: Desk):
    kept = f"vestiging@{kept_version(desk, 'vestiging')}"

    found = [
        desk.ask("workflow", "diff", kept, "vestiging", "--municipality", "westland", "--intake", day)
        for day in ("2017-06-01", "2018-06-01")
    ]

    assert ["westland-2017", "westland-2018"] == [each["before"]["variant"] for each in found]
    assert [[], []] == [each["differences"] for each in found]


def test_a_version_that_was_never_kept_is_refused_with_those_that_were(desk: Desk):
    ran = desk.run("workflow", "diff", "vestiging@99", "vestiging")

    assert 5 == ran.code
    assert f"kept: {kept_version(desk, 'vestiging')}" in ran.err


def test_reading_the_database_asks_who_reads(desk: Desk):
    desk.who = "Nobody"

    assert 5 == desk.run("workflow", "diff", f"vestiging@{kept_version(desk, 'vestiging')}", "vestiging").code


def test_two_drafts_of_one_version_in_a_sandbox_are_not_guessed_between(desk: Desk, folder: Path):
    """A sandbox opens drafts, and keeps each that was opened."""
    own = ["--workflows", str(folder)]
    for ref, term in (("K1", "4 weeks"), ("K2", "5 weeks")):
        (folder / "klein.yaml").write_text(KLEIN.replace("4 weeks", term))
        desk.ask("client", "add", "--ref", ref, "--born", "1990-01-01")
        desk.ask("open", "klein", ref, "--municipality", "any", *own)
        if ref == "K1":
            assert [] == desk.ask("workflow", "diff", "klein@1", "klein", *own)["differences"]

    ran = desk.run("workflow", "diff", "klein@1", "klein", *own)

    assert (2, True) == (ran.code, "2 drafts of klein 1" in ran.err)
