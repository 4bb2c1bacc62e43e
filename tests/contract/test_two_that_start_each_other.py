"""Two workflows that start each other when they open: a mistake that the check finds, and that nobody is stuck on."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from cli.app import main

WRONG = 3
DEFINITION = """\
workflow: NAME
version: 1
label: {nl: NAME}
subject: person
source: ons
sources: {ons: {ref: Ons voorstel, certainty: proposal}}
stages:
  begin: {label: {nl: Begin}, initial: true, review: 6 months, starts: [{workflow: OTHER}]}
  einde: {label: {nl: Einde}, final: true}
transitions:
  sluit: {from: begin, to: einde}
"""
CIRCLES = [{"een": "een"}, {"een": "twee", "twee": "een"}, {"een": "twee", "twee": "drie", "drie": "een"}]


def run(url: str, folder: Path, *words: str) -> tuple[int, str]:
    out = io.StringIO()
    front = ["--database", url, "--by", "Beheer", "--lang", "en", "--workflows", str(folder)]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*front, *words])
    return code, out.getvalue()


@pytest.fixture(params=CIRCLES, ids=lambda each: f"{len(each)}_round")
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "definitions"
    place.mkdir()
    for name, other in request.param.items():
        (place / f"{name}.yaml").write_text(DEFINITION.replace("NAME", name).replace("OTHER", other))
    return place


def test_each_is_opened_once(empty_url: str, folder: Path):
    """In a sandbox, which opens drafts; it went round until Python gave up."""
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    assert 0 == run(empty_url, folder, "init", "--sandbox")[0]
    assert 0 == run(empty_url, folder, "client", "add", "--ref", "C-1")[0]

    code, said = run(empty_url, folder, "open", "een", "C-1", "--municipality", "any", "--json")

    assert 0 == code
    opened = json.loads(said)
    assert names == sorted(["een", *(each["workflow"] for each in opened["started"])])


def test_the_check_says_so_of_each(folder: Path):
    code, said = run("sqlite:///unused.db", folder, "workflow", "check", "--json")

    assert WRONG == code
    found = [(Path(each["file"]).stem, each["line"], each["code"]) for each in json.loads(said)]
    assert [(path.stem, 8, "circular_start") for path in sorted(folder.glob("*.yaml"))] == found
