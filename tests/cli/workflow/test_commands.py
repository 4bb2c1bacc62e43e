"""The workflows themselves through the command line, without a database."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.app import main

BUILTIN = ["gezinshereniging", "inburgering", "participatieverklaring", "verblijf", "vestiging"]

KLEIN = """\
workflow: klein
version: 1
label: {nl: Klein, en: Small}
subject: person
source: wet
sources:
  wet: {ref: Een wet, certainty: law, text_of: 2020-01-01}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true, source: wet}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  rond_af: {from: begin, to: einde, when: {fact: ontvangen_op, is: set}, source: wet}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}, success: true}
  gestopt: {label: {nl: Gestopt, en: Stopped}, leave: true}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord, en: Answer}
    anchor: {fact: ontvangen_op}
    term: 4 weeks
    legal: statutory
    suspendable: false
    met_by: {stage: einde}
    remind: [{before: 1 week, to: coordinator}]
    ends_silent: {nl: Klaar, en: Done}
    source: wet
scenarios:
  - name: the answer is due four weeks later
    opened: 2024-01-08
    given: [{on: 2024-01-09, fact: ontvangen_op, value: 2024-01-08}]
    expect: {on: 2024-02-01, deadlines: {antwoord: DUE}, reminders: {antwoord: [2024-01-29]}}
"""


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is needed: this one cannot be reached."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_DATABASE", "/nowhere/at/all.db")
    monkeypatch.setenv("COLUMNS", "80")


def answer(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert code == main(["workflow", *words, "--json"])
    return json.loads(capsys.readouterr().out)


def a_folder(tmp_path: Path, due: str = "2024-02-05") -> Path:
    """Mon 8 January 2024 and four weeks: Mon 5 February."""
    (tmp_path / "klein.yaml").write_text(KLEIN.replace("DUE", due))
    return tmp_path


# list and show


def test_the_list_names_every_workflow_with_its_programmes_and_variants(capsys: pytest.CaptureFixture[str]):
    listing = answer(capsys, "list")

    names = [each["workflow"] for each in listing]
    assert sorted(names) == names
    assert set(BUILTIN) <= set(names)
    vestiging = listing[names.index("vestiging")]
    assert {"workflow", "label", "subject", "version", "programmes", "variants", "certainty"} <= set(vestiging)
    assert [1, 3, 4, 5] == vestiging["programmes"]
    westland = [each for each in vestiging["variants"] if each["municipality"] == "westland"]
    assert [("westland-2017", None, "2017-12-31"), ("westland-2018", "2018-01-01", None)] == [
        (each["variant"], each["intake_from"], each["intake_until"]) for each in westland
    ]


def test_the_list_says_when_a_programme_took_its_last_clients(capsys: pytest.CaptureFixture[str]):
    """4xB stopped on 1 January 2020."""
    [one] = [each for each in answer(capsys, "list") if each["workflow"] == "vier_maal_b"]

    assert (None, "2019-12-31") == (one["opens_from"], one["opens_until"])
    main(["workflow", "list"])
    assert "new clients until 2019-12-31" in capsys.readouterr().out


def test_a_folder_of_ones_own_joins_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert "klein" in [each["workflow"] for each in answer(capsys, "list", "--workflows", str(a_folder(tmp_path)))]


def test_a_definition_is_shown_as_it_applies_on_the_day_of_intake(capsys: pytest.CaptureFixture[str]):
    old = answer(capsys, "show", "vestiging", "--municipality", "westland", "--intake", "2017-12-31")
    new = answer(capsys, "show", "vestiging", "--municipality", "westland", "--intake", "2018-01-01")

    assert ("westland-2017", "westland-2018") == (old["variant"], new["variant"])
    assert 12 == old["parameters"]["mb_duur_maanden"]
    [start] = [each for each in new["transitions"] if each["trigger"] == "start_begeleiding"]
    assert ["coordinator", "teamleider"] == start["roles"]
    assert "all tasks done and Registered (BRP) on recorded and Guidance in months one of 9, 15 and 21" == start["when"]


def test_a_rule_is_shown_with_its_versions_source_and_certainty(capsys: pytest.CaptureFixture[str]):
    rules = {each["name"]: each for each in answer(capsys, "show", "gezinshereniging")["deadlines"]}

    assert "unverified" == rules["twee_weken_na_ingebrekestelling"]["certainty"]
    assert [("N2", "90 days"), ("N2b", "9 months")] == [
        (each["rule"], each["term"]) for each in rules["ind_beslist"]["versions"]
    ]
    assert "statutory" == rules["ind_beslist"]["legal"]


def test_the_list_counts_the_worst_of_all_versions_of_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = KLEIN.replace(
        "    source: wet\nscenarios:",
        "    source: wet\n    version_key: {fact: ontvangen_op}\n    versions:\n"
        "      - {rule: X1, until: 2020-12-31, certainty: unverified}\n      - {rule: X1b, from: 2021-01-01}\n"
        "scenarios:",
    )
    (tmp_path / "klein.yaml").write_text(text.replace("DUE", "2024-02-05"))

    [small] = [each for each in answer(capsys, "list", "--workflows", str(tmp_path)) if each["workflow"] == "klein"]

    assert {"unverified": 1} == small["certainty"]


def test_the_ladder_is_shown_once_and_a_term_of_no_days_is_the_day_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("COLUMNS", "2000")
    assert 0 == main(["workflow", "show", "verblijf"])

    page = capsys.readouterr().out
    ladders = [line for line in page.splitlines() if "reminds: 9 months before" in line]
    assert 1 == len(ladders)
    assert "on that day itself, counted from" in page
    assert "0 days" not in page
    assert "every 1 " not in page


@pytest.mark.parametrize("name", BUILTIN)
@pytest.mark.parametrize("width", ["80", "200"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_definition_reads_well_on_paper(
    name: str, width: str, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("COLUMNS", width)

    assert 0 == main(["workflow", "show", name, "--lang", lang])

    page = capsys.readouterr().out
    assert [] == [line for line in page.splitlines() if len(line) > int(width) or line.endswith(" ")]
    assert "None" not in page


def test_the_unverified_is_marked_on_paper(capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "show", "gezinshereniging"])

    assert "(unverified: check this first)" in " ".join(capsys.readouterr().out.split())


def test_a_typo_is_answered_with_the_nearest_names(capsys: pytest.CaptureFixture[str]):
    assert 5 == main(["workflow", "show", "verblyf"])
    assert "verblijf" in capsys.readouterr().err
    assert 5 == main(["workflow", "show", "vestiging", "--municipality", "westlnd"])
    assert "westland" in capsys.readouterr().err
    assert 2 == main(["workflow", "show", "vestiging", "--intake", "soon"])


# check


def test_the_built_in_definitions_have_no_problems(capsys: pytest.CaptureFixture[str]):
    assert [] == [each for each in answer(capsys, "check") if each["severity"] == "error"]


def test_a_mistake_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "klein.yaml"
    path.write_text(KLEIN.replace("DUE", "2024-02-05").replace("to: einde", "to: eynde"))

    found = answer(capsys, "check", str(path), code=3)

    [error] = [each for each in found if each["code"] == "unknown_stage"]
    assert {"code", "severity", "file", "line", "column", "message"} == set(error)
    assert (str(path), 14) == (error["file"], error["line"])
    assert 3 == main(["workflow", "check", str(path)])
    shown = capsys.readouterr()
    assert f"{path}:14:" in shown.out
    assert "[unknown_stage]" in shown.out
    assert "Errors:" in shown.err


def test_a_named_file_is_looked_at_alone_and_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Also when it lies in the folder of --workflows, beside a file that is wrong."""
    folder = a_folder(tmp_path)
    (folder / "fout.yaml").write_text("workflow: fout\nversion: 1\nversion: 2\n")

    assert [] == answer(capsys, "check", str(folder / "klein.yaml"), "--workflows", str(folder))
    assert {str(folder / "fout.yaml")} == {
        each["file"] for each in answer(capsys, "check", "--workflows", str(folder), code=3)
    }


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path):
    assert 5 == main(["workflow", "check", str(tmp_path / "none.yaml")])


# test


def test_the_scenarios_of_a_workflow_are_played(capsys: pytest.CaptureFixture[str]):
    played = answer(capsys, "test", "verblijf")

    assert len(played) >= 3
    assert {("verblijf", True)} == {(each["workflow"], each["ok"]) for each in played}
    assert 0 == main(["workflow", "test", "verblijf"])
    assert f"  ✓ {played[0]['scenario']}" in capsys.readouterr().out


def test_a_scenario_that_does_not_come_true_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = str(a_folder(tmp_path, due="2024-02-06"))

    [played] = answer(capsys, "test", "klein", "--workflows", folder, code=3)

    assert [{"what": "expect deadlines antwoord", "expected": "2024-02-06", "was": "2024-02-05"}] == played["failures"]
    assert 3 == main(["workflow", "test", "klein", "--workflows", folder])
    shown = capsys.readouterr()
    assert "  ✗ the answer is due four weeks later (base)" in shown.out
    assert "expected  2024-02-06" in shown.out
    assert "Scenarios: 1; failed: 1." in shown.err


def test_a_workflow_that_is_not_there_has_no_scenarios():
    assert 5 == main(["workflow", "test", "nothing"])


# diagram


def test_a_diagram_is_mermaid_on_stdout(capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "diagram", "vestiging", "--municipality", "den_haag", "--lang", "nl"])

    shown = capsys.readouterr()
    assert shown.out.startswith("flowchart TD\n")
    assert "start --> s_koppeling" in shown.out
    assert "" == shown.err


def test_a_diagram_is_answered_as_json_too(capsys: pytest.CaptureFixture[str]):
    drawn = answer(capsys, "diagram", "vestiging")

    assert ("vestiging", "mermaid") == (drawn["workflow"], drawn["format"])
    assert drawn["diagram"].startswith("flowchart TD")
