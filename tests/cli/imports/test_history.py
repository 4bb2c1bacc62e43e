"""What happened in cases elsewhere, on the command line: judged first, then stored as far as it fits."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.fine_logs import FINES, PAID_AT_ONCE, Fine, a_fine, as_list, as_xes, fines
from tests.stories.desk import Desk, a_desk

RULES = str(Path(__file__).parents[3] / "docs" / "example_log")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


@pytest.fixture
def planted() -> list[Fine]:
    """Of fourteen fines four deviate: too soon, an unknown step, twice to the collector, back in time."""
    odd = [
        a_fine("X1", FINES, gaps=(0, 30, 14, 59, 200)),
        a_fine("X2", ("Create Fine", "Frame driver", "Payment")),
        a_fine("X3", (*FINES, FINES[-1]), gaps=(0, 30, 14, 60, 200, 1)),
        a_fine("X4", FINES, gaps=(0, 30, -3, 63, 200)),
    ]
    return [*fines(10), *odd]


def judged(desk: Desk, path: Path, *words: str) -> Any:
    return desk.ask("--workflows", RULES, "import", "history", str(path), "--workflow", "verkeersboete", *words)


def a_file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_the_example_is_without_a_mistake_and_its_scenarios_hold(desk: Desk):
    tested = desk.ask("--workflows", RULES, "workflow", "test", "verkeersboete")

    assert [] == desk.ask("workflow", "check", f"{RULES}/verkeersboete.yaml")
    assert [True, True] == [each["ok"] for each in tested]


def test_a_list_and_a_log_in_xes_come_to_the_same(desk: Desk, tmp_path: Path, planted: list[Fine]):
    xes = judged(desk, a_file(tmp_path, "boetes.xes", as_xes(planted)))
    rows = judged(desk, a_file(tmp_path, "boetes.csv", as_list(planted).encode()))

    for found in (xes, rows):
        assert (14, 9, 1, 4) == (found["cases"], found["fitting"], found["running"], found["deviating"])
        kinds = {each["kind"]: each["cases"] for each in found["deviations"]}
        assert {"not_here": 1, "unknown_step": 1, "refused": 1, "backwards": 1, "ended_early": 1} == kinds
        assert found["stored"] is None
    assert [] == desk.ask("import", "list")


def test_without_a_database_it_is_judged_and_told_in_dutch_too(
    desk: Desk, tmp_path: Path, planted: list[Fine], monkeypatch: pytest.MonkeyPatch
):
    desk.database = tmp_path / "nergens.db"
    path = a_file(tmp_path, "boetes.xes", as_xes(planted))
    monkeypatch.setenv("TRAJECT_LANG", "nl")

    ran = desk.run("--workflows", RULES, "import", "history", str(path), "--workflow", "Verkeersboete")

    assert (0, False) == (ran.code, desk.database.exists())
    assert "9 passen tot het einde, 1 passen en lopen nog, 4 wijken af" in ran.out
    assert "voorwaarde niet vervuld ‘Add penalty’: 1 keer, in 1 zaak" in ran.out
    assert "Er is niets opgeslagen" in ran.err


def test_what_fits_is_stored_once_and_a_tick_says_nothing_of_the_past(desk: Desk, tmp_path: Path, planted: list[Fine]):
    path, desk.who = a_file(tmp_path, "boetes.xes", as_xes(planted)), "Ada"
    told = ("--apply", "--new-clients", "--actor", "org:resource", "--fact", "kwijting=dismissal")

    first = judged(desk, path, *told)["stored"]
    again = judged(desk, path, *told)["stored"]
    ticked = desk.ask("--workflows", RULES, "scheduler", "tick")

    assert ([1], {"clients": 10, "cases": 10, "beside": 0}, []) == (
        first["batches"],
        first["added"],
        first["not_stored"],
    )
    assert ([], 10) == (again["batches"], again["known"])
    assert 0 == ticked["due"]
    assert {"ok": True, "problems": []} == {key: desk.ask("audit", "verify")[key] for key in ("ok", "problems")}
    assert "incasso" == desk.ask("--workflows", RULES, "show", "A0")["trajectories"][0]["outcome"]
    assert {"cases": 10, "clients": 10} == desk.ask("import", "undo", "1", "--reason", "proef")["taken_back"]


def test_attributes_of_xes_are_kept_in_a_profile_too(desk: Desk, tmp_path: Path):
    path = a_file(tmp_path, "boetes.xes", as_xes([a_fine("A1")]).replace(b"concept:name", b"naam"))
    told = ("--case", "naam", "--step", "naam", "--profiles", str(tmp_path), "--profile", "xes")

    first = judged(desk, path, *told, "--fact", "kwijting=dismissal")
    again = judged(desk, path, *told[4:])

    assert 1 == first["fitting"] == again["fitting"]
    kept = desk.ask("import", "profile", "show", "xes", "--profiles", str(tmp_path))
    assert {"case:naam": "case", "naam": "step", "dismissal": "fact:kwijting"} == kept["columns"]


def test_a_case_that_is_no_clients_is_not_stored_and_the_command_says_so(desk: Desk, tmp_path: Path):
    path = a_file(tmp_path, "boetes.csv", as_list([a_fine("A1"), a_fine("A2")]).encode())
    desk.ask("client", "add", "--ref", "A1")

    ran = desk.run("--workflows", RULES, "import", "history", str(path), "--workflow", "verkeersboete", "--apply")

    assert 4 == ran.code
    assert "not stored: A2: this reference is not known" in ran.out
    assert "Import 1: 1 case new; 0 known already, 1 not stored." in ran.out


def test_beforehand_it_says_for_whom_nobody_is_known_here(desk: Desk, tmp_path: Path, planted: list[Fine]):
    """It said that all ten fit, and --apply stored none of them."""
    desk.who = "Ada"
    path = a_file(tmp_path, "boetes.xes", as_xes(planted))
    words = ("--lang", "nl", "--workflows", RULES, "import", "history", str(path), "--workflow", "verkeersboete")

    none = desk.run(*words)
    one = a_file(tmp_path, "een.xes", as_xes(planted[:1]))
    desk.run(*words[:6], str(one), *words[7:], "--apply", "--new-clients")
    then = desk.run(*words, "--new-clients")

    assert "10 zaken zijn van niemand die hier bekend is (" in none.out
    assert "+7): voer die eerst in, of geef --new-clients" in none.out
    assert "1 zaak is hier al bekend\n9 zaken zijn van niemand die hier bekend is (" in then.out
    assert "+6): wie dat is wordt cliënt" in then.out
    assert {"known": 1, "lacking": 9} == judged(desk, path)["ahead"]
    assert "ahead" not in judged(desk, path, "--apply", "--new-clients")


def test_other_names_of_columns_and_steps_are_said_and_kept_in_a_profile(desk: Desk, tmp_path: Path):
    text = "Nr;Wat;Wanneer;Ptn\nA1;aangemaakt;2026-01-05;nil\nA1;geld binnen;2026-01-19;\n"
    path, folder = a_file(tmp_path, "log.csv", text.encode()), ("--profiles", str(tmp_path), "--profile", "boetes")
    told = ("--case", "Nr", "--step", "Wat", "--at", "Wanneer", "--fact", "kwijting=Ptn")
    means = ("--means", "aangemaakt=opgemaakt", "--means", "Geld binnen=betaal")

    first = judged(desk, path, *told, *means, *folder)
    again = judged(desk, path, *folder)

    assert 1 == first["fitting"] == again["fitting"]
    kept = desk.ask("import", "profile", "show", "boetes", "--profiles", str(tmp_path))
    assert {"Nr": "case", "Wat": "step", "Wanneer": "at", "Ptn": "fact:kwijting"} == kept["columns"]
    assert {"aangemaakt": "opgemaakt", "Geld binnen": "betaal"} == kept["steps"]


@pytest.mark.parametrize("suffix", ["csv", "xes"])
def test_the_municipality_is_kept_in_a_profile_too(desk: Desk, tmp_path: Path, suffix: str):
    content = as_list(fines(2)).encode() if suffix == "csv" else as_xes(fines(2))
    path, folder = a_file(tmp_path, f"log.{suffix}", content), ("--profiles", str(tmp_path), "--profile", "boetes")
    desk.who = "Ada"

    judged(desk, path, *folder, "--municipality", "Den Haag")
    first = desk.ask("import", "profile", "show", "boetes", "--profiles", str(tmp_path))["municipality"]
    judged(desk, path, *folder, "--apply", "--new-clients")
    stored = {each["municipality"] for each in desk.ask("show", "t1")["trajectories"]}
    judged(desk, path, *folder, "--municipality", "any")
    last = desk.ask("import", "profile", "show", "boetes", "--profiles", str(tmp_path))["municipality"]

    assert ({first}, None) == (stored, last)


@pytest.mark.parametrize(
    "name, content, words, why",
    [
        ("boetes.xes", b"zaak;stap\n", (), "cannot be read as XES"),
        ("boetes.xes.gz", b"\x1f\x8b", (), "cannot be unpacked"),
        ("boetes.xes", b'<!DOCTYPE log [<!ENTITY a "b">]><log/>', (), "DOCTYPE"),
        ("boetes.csv", b"zaak;stap\nA1;x\n", (), "no column is called at; say with --at what the file calls it"),
        ("boetes.csv", b"zaak;stap;datum\nA1;x;morgen\n", (), "'morgen' is no moment"),
        ("boetes.csv", b"zaak;stap;datum\nA1;x;2026-01-05\n", ("--fact", "kleur=x"), "has no fact 'kleur'"),
        ("boetes.csv", b"zaak;stap;datum\nA1;x;2026-01-05\n", ("--fact", "kwijting=x"), "no column 'x'"),
        ("boetes.csv", b"zaak;stap;datum\nA1;x;2026-01-05\n", ("--means", "x=weg"), "'weg' is no step, task or stage"),
        ("boetes.csv", b"zaak;stap;datum\nA1;x;2026-01-05\n", ("--means", "x"), "is not like step=name"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    desk: Desk, tmp_path: Path, name: str, content: bytes, words: tuple[str, ...], why: str
):
    path = a_file(tmp_path, name, content)

    ran = desk.run("--workflows", RULES, "import", "history", str(path), "--workflow", "verkeersboete", *words)

    assert 2 == ran.code
    assert why in " ".join(ran.err.split())


def test_killed_between_two_transactions_the_same_command_goes_on(desk: Desk, tmp_path: Path):
    """As if each of the two were a run of its own: what was stored is known, the rest is added."""
    cases = [a_fine(f"A{one}", PAID_AT_ONCE, date(2006, 7, 24)) for one in range(4)]
    judged(desk, a_file(tmp_path, "half.xes", as_xes(cases[:2])), "--apply", "--new-clients")

    rest = judged(desk, a_file(tmp_path, "heel.xes", as_xes(cases)), "--apply", "--new-clients")["stored"]

    assert (2, 2, [2]) == (rest["known"], rest["added"]["cases"], rest["batches"])


def test_a_batch_is_taken_back_but_for_the_case_that_somebody_went_on_with(desk: Desk, tmp_path: Path):
    path, desk.who = a_file(tmp_path, "boetes.xes", as_xes([a_fine(f"A{one}") for one in range(3)])), "Ada"
    judged(desk, path, "--apply", "--new-clients")
    desk.ask("--workflows", RULES, "note", "t2", "belt vrijdag")

    undone = desk.ask("--workflows", RULES, "import", "undo", "1", "--reason", "verkeerd logboek")
    again = judged(desk, path, "--apply", "--new-clients")["stored"]

    assert ({"cases": 2, "clients": 2}, {"A1"}) == (undone["taken_back"], {each["ref"] for each in undone["kept"]})
    assert (1, 2) == (again["known"], again["added"]["cases"])
    assert desk.ask("audit", "verify")["ok"]
