"""Checking definitions through the command line, and the schema for editors."""

import json
from pathlib import Path

import pytest

from cli.app import main

KLEIN = """\
workflow: klein
version: 1
label: {nl: Klein, en: Small}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  einde: {label: {nl: Einde, en: End}, final: true}
transitions:
  rond_af: {from: begin, to: einde}
deadlines:
  antwoord:
    rule: X1
    label: {nl: Antwoord, en: Answer}
    anchor: {fact: ontvangen_op}
    term: TERM
    met_by: {stage: einde}
    remind: [{before: 1 week, to: coordinator}]
    ends_silent: {nl: Klaar, en: Done}
    source: ons
"""


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is needed: this one cannot be reached."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_DATABASE", "/nowhere/at/all.db")


def a_file(folder: Path, term: str) -> str:
    path = folder / "klein.yaml"
    path.write_text(KLEIN.replace("TERM", term))
    return str(path)


def test_a_warning_fails_only_where_asked_to_be_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = a_file(tmp_path, "90 days")

    assert 0 == main(["workflow", "check", path, "--json"])
    [warning] = json.loads(capsys.readouterr().out)
    assert ("months_as_days", "warning", 20) == (warning["code"], warning["severity"], warning["line"])
    assert 3 == main(["workflow", "check", path, "--strict"])
    assert 3 == main(["workflow", "check", path, "--strict", "--json"])


def test_a_clean_file_passes_strictly(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "check", a_file(tmp_path, "3 months"), "--strict"])

    assert ("", "Nothing is wrong.\n") == capsys.readouterr()


def test_the_page_of_a_code_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = Path(a_file(tmp_path, "90 days"))
    path.write_text(path.read_text().replace("remind:", "in_day: true\n    reminds: []\n    remind:"))

    assert 3 == main(["workflow", "check", str(path)])

    shown = capsys.readouterr()
    assert 2 == shown.out.count("[unknown_key]")
    assert 1 == shown.err.count("docs/checks/unknown_key.md")
    assert "docs/checks/months_as_days.md" in shown.err


@pytest.mark.parametrize("words, key", [([], "stages"), (["workflow"], "stages"), (["municipality"], "variants")])
def test_the_schema_is_printed(words: list[str], key: str, capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["workflow", "schema", *words])

    assert key in json.loads(capsys.readouterr().out)["properties"]
