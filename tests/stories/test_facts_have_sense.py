"""A year mistyped is noticed where it is typed, and a length of time that no calendar reckons with is no length."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk


def a_client_with_a_permit_to_record(desk: Desk) -> None:
    """On Monday 2 February 2026 t1 is the gezinshereniging of C-1, born on 1 May 1990; Cora looks after it."""
    desk.on("2026-02-02")
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-05-01")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_client_with_a_permit_to_record).on("2026-02-02")


def due_days(desk: Desk) -> list[str]:
    return [
        each["due_on"]
        for each in desk.ask("due", "--within", "100 years")
        if each["due_on"] and not each["rule"].startswith("review_")
    ]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_2062_for_2026_is_refused_and_nareis_is_due_in_time(desk: Desk):
    """It was taken, nareis was due on 2062-04-20, and the case was gone from every list."""
    desk.advance("t1", "rond_intake_af", "--fact", "aanvragen=yes")

    for front, told in (
        (("--lang", "nl"), "vergunning_verleend_op kan niet op 2062-01-20: dat is na vandaag (2026-02-02)"),
        ((), "vergunning_verleend_op cannot be on 2062-01-20: that is after today (2026-02-02)"),
    ):
        for sure in ((), ("--sure",)):
            ran = desk.run(*front, "fact", "set", "t1", "vergunning_verleend_op", "2062-01-20", *sure)
            assert (4, True) == (ran.code, told in flat(ran.err))
    assert [] == due_days(desk)

    desk.ask("fact", "set", "t1", "vergunning_verleend_op", "2026-01-20")
    assert ["2026-04-20"] == due_days(desk)


def test_a_correction_cannot_mistype_it_either(desk: Desk):
    desk.advance("t1", "rond_intake_af", "--fact", "aanvragen=yes", "--fact", "vergunning_verleend_op=2026-01-20")

    ran = desk.run("correct", "t1", "3", "--value", "2062-01-20", "--reason", "overgenomen", "--sure")

    assert (4, True) == (ran.code, "cannot be on 2062-01-20" in flat(ran.err))
    assert ["2026-04-20"] == due_days(desk)


def test_a_permit_of_before_birth_is_asked_about_and_the_birth_date_is_not_told(desk: Desk):
    ran = desk.run("fact", "set", "t1", "vergunning_verleend_op", "1962-01-20")

    assert 4 == ran.code
    assert "before the client's birth; check it, or repeat it with --sure if it is right" in flat(ran.err)
    assert "1990" not in ran.err
    desk.ask("fact", "set", "t1", "vergunning_verleend_op", "1962-01-20", "--sure")


def test_a_document_may_be_valid_for_years_and_beyond_ten_it_is_asked(desk: Desk):
    for value, sure, code in (("2036-02-02", (), 0), ("2036-02-03", (), 4), ("2036-02-03", ("--sure",), 0)):
        ran = desk.run("open", "verblijf", "C-1", "--municipality", "any", "--fact", f"geldig_tot={value}", *sure)
        assert code == ran.code, ran
        if code == 0:
            desk.ask("close", ran.out.split()[0], "--outcome", "gestopt")


def test_what_is_planned_may_lie_ahead(desk: Desk):
    """As the letter or the office says it: none of these is refused for a day to come."""
    desk.ask("open", "naturalisatie", "C-1", "--municipality", "any", "--fact", "ceremonie_op=2026-05-20")
    desk.ask("open", "staatsexamen_nt2", "C-1", "--municipality", "any", "--fact", "examen_op=2026-04-20")
    desk.ask("open", "ona", "C-1", "--municipality", "any", "--fact", "termijn_tot=2028-04-20")
    desk.ask("fact", "set", "t1", "herstel_verzuim_uiterlijk", "2026-03-02")
    inburgering = desk.ask("open", "inburgering", "C-1", "--municipality", "any")["trajectory"]
    for fact in ("oproep_op", "voortgangsgesprek_op"):
        desk.ask("fact", "set", inburgering, fact, "2026-03-02")
    repeated = desk.ask("open", "herhaalde_asielaanvraag", "C-1", "--municipality", "any")["trajectory"]
    desk.ask("fact", "set", repeated, "ind_uiterlijk", "2026-08-03")


def test_the_figures_of_a_number_are_its_bounds(desk: Desk):
    desk.ask("household", "add", "--ref", "H-1", "--member", "C-1")
    key = desk.ask("open", "vestiging", "H-1", "--municipality", "westland")["trajectory"]

    ran = desk.run("fact", "set", key, "mb_maanden", "99999")

    assert (2, True) == (ran.code, "give one of 9, 15, 21" in flat(ran.err))


LONG = ["99999 years", "99999 months", "99999 weeks", "9999999 days", "99999999 working days", "99999 jaar"]


@pytest.mark.parametrize("length", LONG)
def test_what_no_calendar_reckons_with_is_refused_at_every_door(desk: Desk, length: str):
    desk.advance("t1", "rond_intake_af", "--fact", "aanvragen=yes", "--fact", "vergunning_verleend_op=2026-01-20")
    doors = [
        ("term", "2026-01-20", length),
        ("due", "--within", length),
        ("extend", "t1/nareis_aanvragen", "--by", length, "--ground", "brief"),
        ("suspend", "t1/nareis_aanvragen", "--by", length, "--ground", "brief"),
    ]
    for words in doors:
        assert (2, True) == _refused(desk, *words)


def _refused(desk: Desk, *words: str) -> tuple[int, bool]:
    ran, also = desk.run(*words), desk.run("--lang", "nl", *words)
    said = "is too long to reckon with: at most" in flat(ran.err)
    return ran.code, said and "is te lang om mee te rekenen: ten hoogste" in flat(also.err)


def test_a_snooze_to_the_end_of_days_is_refused(desk: Desk):
    desk.advance("t1", "rond_intake_af", "--fact", "aanvragen=yes", "--fact", "vergunning_verleend_op=2026-01-20")

    ran = desk.run("snooze", "t1/nareis_aanvragen", "--until", "9999-12-31", "--reason", "later")

    assert (4, True) == (ran.code, "too far off; snooze for 12 weeks at most" in flat(ran.err))


def test_a_birth_of_over_a_hundred_years_ago_is_asked_about(desk: Desk, tmp_path: Path):
    """1920 for 2020: the child would be followed as an adult. A file is refused whole, with the line."""
    file = tmp_path / "clients.csv"
    file.write_text("ref,born\nC-8,1990-05-31\nC-9,01-02-1926\n")
    asked = "more than a hundred years back; check the year, or repeat it with --sure if it is right"

    for words in (
        ("client", "add", "--ref", "C-7", "--born", "1926-02-01"),
        ("client", "edit", "C-1", "--born", "1926-02-01"),
        ("import", "clients", str(file), "--dates", "d-m-y"),
    ):
        ran = desk.run(*words)
        assert (4, True) == (ran.code, asked in flat(ran.err))
        assert "meer dan honderd jaar terug" in flat(desk.run("--lang", "nl", *words).err)
    assert "row 3" in flat(desk.run("import", "clients", str(file), "--dates", "d-m-y").err)
    assert ["C-1"] == [each["ref"] for each in desk.ask("client", "find", "C-")]

    again = ("import", "clients", str(file), "--dates", "d-m-y", "--sure", "--apply")
    assert 2 == desk.ask(*again)["added"]["clients"]
    desk.ask("client", "edit", "C-1", "--born", "1926-02-01", "--sure", "--reason", "paspoort")
    desk.ask("client", "add", "--ref", "C-7", "--born", "1926-02-02")


def test_doctor_names_what_stands_recorded_by_case_fact_and_event(desk: Desk):
    """The clock ran a year ahead when it was recorded."""
    desk.on("2027-02-01").ask("fact", "set", "t1", "vergunning_verleend_op", "2027-01-20")
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("update setting set value = '2026-02-02T09:00:00.000000Z' where key = 'clock'")

    desk.on("2026-02-03")
    ran = desk.run("doctor", "--json")

    [found] = [each for each in ran.json["findings"] if each["code"] == "fact_impossible"]
    assert (7, "problem", 1, ["t1 vergunning_verleend_op (3)"]) == (
        ran.code,
        found["severity"],
        found["count"],
        found["examples"],
    )
    assert ["traject correct t1 3 --value VALUE --reason REASON"] == found["commands"]
    assert "2027" not in f"{found['text']} {found['todo']}"
    assert "Recorded facts that cannot be" in flat(desk.run("doctor").out)
    assert "Vastgelegde feiten die niet kunnen" in flat(desk.run("--lang", "nl", "doctor").out)
