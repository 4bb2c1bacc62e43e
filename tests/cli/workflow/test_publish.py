"""From a draft to what counts: `traject workflow publish` in a real office."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from cli.app import main

DRAFT = """\
workflow: proef
version: 1
label: {nl: Proef, en: Trial}
subject: person
source: wet
sources: {wet: {ref: Proefwet art. 1, certainty: law, text_of: 2026-01-01}}
facts:
  op: {type: date, lies: any, label: {nl: Verleend op, en: Granted on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true, review: 6 months}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  afronden: {from: begin, to: einde, when: {fact: op, is: set}, label: {nl: Afronden, en: Finish}}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
scenarios:
  - name: finished in a day
    opened: 2026-03-02
    given: [{on: 2026-03-02, advance: afronden, facts: {op: 2026-03-02}}]
    expect: {on: 2026-03-02, stage: einde}
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real database, no sandbox, with Ada its administrator; drafts lie in a folder beside it."""
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    monkeypatch.setenv("TRAJECT_DATABASE", str(tmp_path / "office.db"))
    monkeypatch.setenv("TRAJECT_WORKFLOWS", str(drafts))
    monkeypatch.setenv("TRAJECT_ACTOR", "Ada")
    monkeypatch.setenv("TRAJECT_LANG", "en")
    assert 0 == main(["init"])
    assert 0 == main(["client", "add", "--ref", "P-1"])
    return drafts


def draft(office: Path, *changes: tuple[str, str]) -> Path:
    text = DRAFT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = office / "proef.yaml"
    path.write_text(text)
    return path


def opening() -> int:
    return main(["open", "proef", "P-1", "--municipality", "any"])


def test_a_draft_opens_only_once_it_is_published(office, capsys):
    draft(office)
    assert 4 == opening()
    assert "not published" in capsys.readouterr().err

    assert 0 == main(["workflow", "publish", "proef"])

    assert "proef 1 (base) was published." in capsys.readouterr().out
    assert 0 == opening()


def test_a_file_elsewhere_is_published_by_its_name(office, tmp_path, capsys):
    elsewhere = draft(office).rename(tmp_path / "proef.yaml")

    assert 0 == main(["workflow", "publish", str(elsewhere), "--json"])

    [found] = json.loads(capsys.readouterr().out)
    assert ("proef", "base", 1, True) == tuple(found[key] for key in ("workflow", "variant", "version", "is_new"))


def test_publishing_again_is_safe(office, capsys):
    draft(office)
    assert 0 == main(["workflow", "publish", "proef"])

    assert 0 == main(["workflow", "publish", "proef"])

    assert "was published already" in capsys.readouterr().out


def test_another_text_under_the_same_version_is_refused(office, capsys):
    draft(office)
    assert 0 == main(["workflow", "publish", "proef"])
    draft(office, ("en: Trial", "en: Another trial"))

    assert 3 == main(["workflow", "publish", "proef"])

    assert "raise the version" in capsys.readouterr().err


def test_a_warning_is_enough_to_refuse(office, capsys):
    draft(office, (", text_of: 2026-01-01", ""))

    assert 3 == main(["workflow", "publish", "proef"])

    assert "law_without_text" in capsys.readouterr().err
    assert 4 == opening()


def test_a_scenario_that_does_not_come_true_is_refused_and_nothing_is_published(office, capsys):
    draft(office, ("stage: einde}", "stage: begin}"))

    assert 4 == main(["workflow", "publish", "proef"])

    assert "finished in a day" in capsys.readouterr().err
    assert 4 == opening()


def test_nothing_is_published_over_a_history_that_does_not_verify(office, tmp_path, capsys):
    draft(office)
    with contextlib.closing(sqlite3.connect(tmp_path / "office.db")) as database, database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE event SET occurred_on = '2020-01-01' WHERE stream = 'p1' AND version = 1")

    assert 8 == main(["workflow", "publish", "proef"])

    assert "p1 1" in capsys.readouterr().err


def test_only_an_administrator_publishes(office, capsys):
    draft(office)
    assert 0 == main(["staff", "add", "Cora", "--role", "coordinator"])

    assert 4 == main(["--by", "Cora", "workflow", "publish", "proef"])

    assert "only an administrator" in capsys.readouterr().err


RULE = """\
deadlines:
  bezwaar:
    rule: X1
    label: {nl: Bezwaar, en: Objection}
    anchor: {fact: op}
    term: 6 weeks
    legal: statutory
    suspendable: false
    remind: [{before: 1 week, to: coordinator}]
    ends_silent: {nl: Klaar, en: Done}
    source: wet
scenarios:
"""


def test_a_rule_already_past_for_clients_is_published_only_with_an_answer(office, capsys):
    """Permit of 2 March 2020: six weeks were over in April 2020."""
    assert 4 == published_late(office)
    assert "overdue at once for 1 " in capsys.readouterr().err

    assert 0 == main(["workflow", "publish", "proef", "--past", "none"])
    assert "proef 2 (base) was published." in capsys.readouterr().out


def to_version_two(office: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The plan made, then carried out; exit code and answer."""
    given = ["workflow", "migrate", "proef@1", "proef", "--plan", str(office.parent / "plan.yaml")]
    if not (office.parent / "plan.yaml").exists():
        assert 0 == main(given)
    capsys.readouterr()
    code = main([*given, "--apply", *words])
    out, err = capsys.readouterr()
    return code, out + err


def published_late(office: Path, *words: str) -> int:
    """A client of 2020 under version 1, and version 2 with a rule that is past for that client."""
    draft(office)
    assert 0 == main(["workflow", "publish", "proef"])
    assert 0 == main(["open", "proef", "P-1", "--municipality", "any", "--fact", "op=2020-03-02"])
    draft(office, ("version: 1", "version: 2"), ("scenarios:\n", RULE))
    return main(["workflow", "publish", "proef", *words])


def test_what_was_answered_at_publishing_holds_when_people_go_over(office, capsys):
    assert 0 == published_late(office, "--past", "latest")

    code, answer = to_version_two(office, capsys)

    assert (0, True) == (code, "Missed reminders: latest, as was said when it was published" in answer)
    assert 0 == main(["history", "t1", "--json"])
    [decided] = [each for each in json.loads(capsys.readouterr().out) if each["type"] == "PastDecided"]
    assert {"mode": "latest"} == decided["data"]


def test_another_answer_may_be_given_then(office, capsys):
    assert 0 == published_late(office, "--past", "latest")

    code, answer = to_version_two(office, capsys, "--past", "none", "--json")

    assert (0, "none") == (code, json.loads(answer)["past"])


def test_what_was_late_for_nobody_when_it_was_published_still_asks(office, capsys):
    draft(office)
    assert 0 == main(["workflow", "publish", "proef"])
    assert 0 == opening()
    draft(office, ("version: 1", "version: 2"), ("scenarios:\n", RULE))
    assert 0 == main(["workflow", "publish", "proef"])
    assert 0 == main(["fact", "set", "t1", "op", "2020-03-02"])

    code, answer = to_version_two(office, capsys)

    assert (4, True) == (code, "overdue at once for 1" in answer)


def test_who_cannot_go_over_does_not_stand_in_the_way(office):
    """A client of a municipality whose file is not in the folder any more."""
    draft(office)
    town = office / "proefstad.yaml"
    town.write_text("municipality: proefstad\nlabel: {nl: Proefstad}\n")
    assert 0 == main(["workflow", "publish", "proef"])
    assert 0 == main(["open", "proef", "P-1", "--municipality", "proefstad"])
    town.unlink()
    draft(office, ("version: 1", "version: 2"), ("scenarios:\n", RULE))

    assert 0 == main(["workflow", "publish", "proef"])


def test_a_rule_that_is_past_for_nobody_asks_nothing(office):
    draft(office)
    assert 0 == main(["workflow", "publish", "proef"])
    assert 0 == opening()
    draft(office, ("version: 1", "version: 2"), ("scenarios:\n", RULE))

    assert 0 == main(["workflow", "publish", "proef"])


def test_what_nobody_tried_is_not_published(office, capsys):
    """A file without scenarios opens only in a sandbox; the refusal says what to do."""
    path = draft(office)
    path.write_text(DRAFT.partition("scenarios:")[0])

    assert 4 == main(["workflow", "publish", "proef"])

    assert "proef has no scenario, so nobody tried it" in " ".join(capsys.readouterr().err.split())
    assert 4 == opening()
    assert "'traject workflow publish proef'" in " ".join(capsys.readouterr().err.split())
