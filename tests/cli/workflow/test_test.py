"""`traject workflow test` says what no scenario reaches, in a sentence and as JSON."""

import json
from pathlib import Path

import pytest

from cli.app import main
from tests.scheduler.rehearsal.test_coverage import KLEIN, REFUSED, TO_THE_END


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One workflow whose only scenario takes one transition of three."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "klein.yaml").write_text(KLEIN + TO_THE_END)
    return str(tmp_path)


def test_what_is_missing_is_named(folder: str, capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "test", "klein", "--workflows", folder])

    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "transitions 33 % 1/3 ga: begin → midden; rond_af: midden → einde" in shown
    assert "guards 50 % 1/2 rond_af → einde: never refuses" in shown
    assert "reminders 50 % 1/2 antwoord due" in shown
    assert "outcomes 50 % 1/2 gestopt" in shown


def test_only_the_first_few_are_named_unless_all_are_asked_for(folder: str, capsys: pytest.CaptureFixture[str]):
    path = Path(folder) / "klein.yaml"
    path.write_text(KLEIN.replace("scenarios:\n", ""))
    further = "\n  ".join(f"ga{n}: {{from: begin, to: midden}}" for n in range(3))
    path.write_text(path.read_text().replace("transitions:\n", f"transitions:\n  {further}\n"))

    assert 0 == main(["workflow", "test", "klein", "--workflows", folder])
    assert "… +3 (--missing)" in capsys.readouterr().out
    assert 0 == main(["workflow", "test", "klein", "--workflows", folder, "--missing"])
    assert "rond_af: midden → einde" in capsys.readouterr().out


def test_too_little_coverage_is_wrong_when_it_is_asked_for(folder: str, capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "test", "klein", "--workflows", folder, "--cover", "33"])
    assert 3 == main(["workflow", "test", "klein", "--workflows", folder, "--cover", "34"])

    assert "Under 34 % of transitions: klein." in capsys.readouterr().err


def test_each_scenario_comes_with_the_coverage_of_its_workflow(folder: str, capsys: pytest.CaptureFixture[str]):
    (Path(folder) / "klein.yaml").write_text(KLEIN + TO_THE_END + REFUSED.replace("WHO", "jurist"))

    assert 0 == main(["workflow", "test", "klein", "--workflows", folder, "--json"])

    first, second = json.loads(capsys.readouterr().out)
    assert ["workflow", "variant", "scenario", "ok", "failures", "coverage"] == list(first)
    assert first["coverage"] == second["coverage"]
    assert {"percent": 33, "reached": 1, "of": 3} == {
        key: value for key, value in first["coverage"]["transitions"].items() if key != "missing"
    }
    assert {"trigger": "ga", "from": "begin", "to": "midden"} in first["coverage"]["transitions"]["missing"]
    assert [{"deadline": "antwoord", "rung": "due"}] == first["coverage"]["rungs"]["missing"]


def test_a_workflow_without_scenarios_is_told_too(folder: str, capsys: pytest.CaptureFixture[str]):
    (Path(folder) / "klein.yaml").write_text(KLEIN.replace("scenarios:\n", ""))

    assert 3 == main(["workflow", "test", "klein", "--workflows", folder, "--json", "--cover", "1"])

    [row] = json.loads(capsys.readouterr().out)
    assert (None, True, 0) == (row["scenario"], row["ok"], row["coverage"]["transitions"]["percent"])
    assert row["coverage"]["guards"]["missing"][0]["when"] == "Received on recorded"
