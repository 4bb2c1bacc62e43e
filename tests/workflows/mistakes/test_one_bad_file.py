"""A file that cannot be used says so itself, and stands in the way of no other."""

import json
from pathlib import Path

import pytest

from cli.app import main
from tests.workflows.mistakes.planted import FILES

WRONG = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The right files, and everything that can lie beside them."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "kapot.yaml").write_text("workflow: kapot\nversion: [1\n")
    (tmp_path / "leeg.yaml").write_text("")
    (tmp_path / "latin.yaml").write_bytes(b"workflow: latin\nlabel: Gezinshereniging \xe9\n")
    (tmp_path / "groot.yaml").write_text("#" * 1_000_001)
    (tmp_path / "weg.yaml").symlink_to(tmp_path / "nergens.yaml")
    (tmp_path / "map.yaml").mkdir()
    (tmp_path / "dorp.yaml").write_text(FILES["dorp"].replace("huisbezoek]", "huisbezoeken]"))
    return tmp_path


def test_check_goes_on_after_a_file_that_it_cannot_use(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert WRONG == main(["--lang", "nl", "--workflows", str(folder), "workflow", "check", "--json"])

    said = [(Path(each["file"]).name, each["line"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert [
        ("dorp.yaml", 14, "unknown_task"),
        ("groot.yaml", 1, "syntax"),
        ("kapot.yaml", 2, "syntax"),
        ("latin.yaml", 2, "syntax"),
        ("leeg.yaml", 1, "wrong_type"),
        ("weg.yaml", 1, "syntax"),
    ] == said


def test_list_shows_what_can_be_used_and_says_what_cannot(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert WRONG == main(["--lang", "nl", "--workflows", str(folder), "workflow", "list"])

    shown = capsys.readouterr()
    assert "schuldhulp" in shown.out
    assert "maatje" in shown.out
    assert "kapot.yaml:2:10: ‘[’ wordt niet gesloten" in shown.err
    assert "weg.yaml:1:1: het bestand is niet te openen" in shown.err


def test_what_is_right_works_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["--lang", "nl", "--workflows", str(folder), "workflow", "explain", "schuldhulp"])

    assert "Debt" not in capsys.readouterr().out
