"""What an office calls its columns: asked on a terminal in its language, kept, used again, and mended by hand."""

import os
from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk
from tests.terminal import at_terminal

LINES = "Dossier;Heet;Wie\nC1;Amal;x\nC2;Samir;y\n"


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "lijst.csv"
    path.write_text(LINES)
    return str(path)


@pytest.mark.one_python
@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_on_a_terminal_each_column_is_asked_once_and_the_answers_are_used_again(desk: Desk, file: str, tmp_path: Path):
    """Nothing that is no number of the list is taken, nor one field for two columns."""
    front = ["--database", str(desk.database), "--by", "Cora", "--now", desk.now]
    words = ["import", "clients", file, "--profiles", str(tmp_path / "profielen")]

    dutch = at_terminal([*front, "--lang", "nl", *words, "--profile", "waterweg"], ["1", "Heet", "99", "1", "2", ""])
    english = at_terminal([*front, "--lang", "en", *words], ["1", "2", "0"])
    nothing = at_terminal([*front, "--lang", "en", *words], ["0", "0", "0"])
    assert (0, 0, 2) == (dutch.code, english.code, nothing.code), dutch.shown
    kept = (tmp_path / "profielen" / "waterweg.yaml").read_text()
    again = desk.ask(*words, "--profile", "waterweg", "--apply")

    for said in (
        "kenmerk (nodig)",
        "Kolom A (Dossier) is",
        "Kies 0 tot en met",
        "Dat is kolom Dossier al",
        "2 cliënten",
    ):
        assert said in dutch.shown, dutch.shown
    for said in ("reference (needed)", "Column B (Heet) is", "--profile NAME keeps this", "2 clients new"):
        assert said in english.shown, english.shown
    assert 'import: clients\ncolumns:\n  "Dossier": "ref"\n  "Heet": "name"\n  "Wie": "-"\n' == kept
    assert "no column is called reference" in " ".join(nothing.shown.split())
    assert {"clients": 2, "households": 0} == again["added"]


def profile(tmp_path: Path, *lines: str) -> tuple[str, ...]:
    (tmp_path / "profielen").mkdir(exist_ok=True)
    (tmp_path / "profielen" / "waterweg.yaml").write_text("\n".join(lines) + "\n")
    return ("--profiles", str(tmp_path / "profielen"), "--profile", "waterweg")


@pytest.mark.parametrize(
    "lines, line, said",
    [
        (["import: clients", "columns:", '  "Dossier": kenmrk'], 3, "'kenmrk' is no column here"),
        (["import: klanten", "columns: {}"], 1, "'import:' is one of clients"),
        (["import: clients", "dates: y-m-d", "columns: {}"], 2, "'dates:' is one of d-m-y, m-d-y"),
        (["import: clients", "columns: {}", "kolommen: {}"], 3, "'kolommen:' is unknown"),
        (["import: clients", "columns: ref"], 2, "'columns:' names a field for each column"),
        (["import: clients", "columns:", '  "Dossier: ref'], 3, ""),
    ],
)
def test_a_mistake_in_a_profile_is_said_with_its_file_and_line(
    desk: Desk, file: str, tmp_path: Path, lines: list[str], line: int, said: str
):
    given = profile(tmp_path, *lines)

    told = desk.run("import", "clients", file, *given)
    dutch = desk.run("--lang", "nl", "import", "clients", file, *given)

    assert (2, 2) == (told.code, dutch.code)
    assert f"waterweg.yaml,line{line}:{said}".replace(" ", "") in "".join(told.err.split())
    assert f"waterweg.yaml,regel{line}:" in "".join(dutch.err.split())


def test_a_column_that_the_file_lacks_is_said_and_one_that_was_typed_is_refused(desk: Desk, file: str, tmp_path: Path):
    given = profile(tmp_path, "import: clients", "columns:", "  Dossier: ref", "  Geboren: born", "  Notitie: '-'")

    told = desk.run("import", "clients", file, *given)
    typed = desk.run("import", "clients", file, *given, "--column", "Geboortedag=geboortedatum")
    key = desk.run("import", "clients", file, *given, "--key", "Oud nummer")

    assert (0, 2, 2) == (told.code, typed.code, key.code)
    assert "not in this file, though in the profile: column Geboren\n" in told.err
    assert "the file has no column 'Geboortedag'; there is Dossier, Heet, Wie" in " ".join(typed.err.split())
    assert "the file has no column 'Oud nummer'" in " ".join(key.err.split())


@pytest.mark.parametrize("name", ["../elders", "/etc/passwd", "a.b", "", "x" * 61, "a b"])
def test_a_profile_has_a_name_and_no_path(desk: Desk, file: str, tmp_path: Path, name: str):
    told = desk.run("import", "profile", "show", name, "--profiles", str(tmp_path))

    assert 2 == told.code
    assert "cannot be the name of a profile" in " ".join(told.err.split())
    if name:
        assert 2 == desk.run("import", "clients", file, "--profile", name, "--profiles", str(tmp_path)).code
    assert ["desk.db", "lijst.csv"] == sorted(each.name for each in tmp_path.iterdir() if "desk.db-" not in each.name)


def test_a_profile_of_another_kind_of_list_is_refused(desk: Desk, file: str, tmp_path: Path):
    given = profile(tmp_path, "import: cases", "columns: {}")

    told = desk.run("import", "clients", file, *given)

    assert (2, True) == (told.code, "that of another kind of list: cases" in " ".join(told.err.split()))
