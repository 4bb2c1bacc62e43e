"""The command line on either database, at a desk whose office goes by its own clock."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from tests.builders import Desk
from tests.contract.history_by_hand import becomes_a_sandbox


class TypedAtADesk:
    """Commands by Beheer, in English unless they say otherwise; lists are files in a folder of the test."""

    def __init__(self, desk: Desk, request: pytest.FixtureRequest) -> None:
        self.desk = desk
        self.folder: Path = request.getfixturevalue("tmp_path")
        self.capsys: pytest.CaptureFixture[str] = request.getfixturevalue("capsys")
        monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
        monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
        monkeypatch.setenv("TRAJECT_LANG", "en")
        monkeypatch.setenv("COLUMNS", "400")
        with desk.write() as uow:
            becomes_a_sandbox(uow, desk.clock(), desk.stamp)

    def run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["--database", self.desk.app.settings.database, *words])
        return code, *self.capsys.readouterr()

    def ask(self, *words: str) -> Any:
        """The JSON answer of a command that succeeds."""
        code, out, err = self.run(*words, "--json")
        assert 0 == code, (words, out, err)
        return json.loads(out)

    @staticmethod
    def read(out: str) -> Any:
        return json.loads(out)

    def a_list(self, *lines: str, name: str = "lijst.csv") -> str:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return str(path)

    def bring(self, kind: str, *lines: str, past: str = "none") -> Any:
        return self.ask("import", kind, self.a_list(*lines), "--apply", "--past", past)
