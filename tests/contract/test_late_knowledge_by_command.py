"""Late knowledge through the command line, and where a term stands still, was made longer, or is nobody's."""

from datetime import date
from pathlib import Path

import pytest

from cli.app import main
from tests.builders import Desk
from tests.contract.history_by_hand import becomes_a_sandbox
from tests.contract.test_late_knowledge_speaks import Office, as_it_was

MON_2_MARCH, TUE_3_MARCH = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Office:
    """With a clock of its own, so that commands are given on its days."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    return Office(desk)


def by_its_own_clock(office: Office, day: date) -> None:
    """Its commands are given on that day; set before its rows are made those of the release before."""
    office.desk.clock.noon(day)
    with office.desk.write() as uow:
        becomes_a_sandbox(uow, office.desk.clock(), office.desk.stamp)


def run(office: Office, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    capsys.readouterr()
    code = main(["--database", office.desk.app.settings.database, *words])
    out, err = capsys.readouterr()
    return code, " ".join((out + err).split())


def recorded(office: Office, key: str, fact: str) -> int:
    """The event that says so."""
    history = office.desk.dossier(key).history
    return next(each.version for each in history if getattr(each.event, "name", "") == fact)


# of many at once somebody says how much


@pytest.mark.parametrize("past, told", [("none", set()), ("latest", {"Jo", "Thea"}), ("all", {"Cora", "Jo", "Thea"})])
def test_init_after_an_upgrade_sends_as_much_of_the_past_as_is_said(
    office: Office, capsys: pytest.CaptureFixture[str], past: str, told: set[str]
):
    """Due on 10 February; the release before held it for met. Cora had reminders before that day, the others after."""
    key = office.nareis("C1", "2025-11-10")
    by_its_own_clock(office, TUE_3_MARCH)
    as_it_was(office.desk, key)

    code, unanswered = run(office, capsys, "init")
    assert (4, True) == (code, "C1 Apply for family reunion 2026-02-10, statutory: runs again" in unanswered)
    assert "1 term, of which 1 statutory; say with --past none, latest or all" in unanswered
    code, said = run(office, capsys, "init", "--past", past)

    assert 0 == code, said
    office.tick(TUE_3_MARCH)
    assert told == {to for _, to, _ in office.told(key)}


@pytest.mark.parametrize("past", ["none", "all"])
def test_an_import_asks_how_much_of_the_past_is_sent_of_what_it_opens(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path, past: str
):
    """A2 has been in the household of a running settlement since June; her family reunion is to be asked about."""
    desk, in_june = office.desk, date(2025, 6, 2)
    home = desk.household("H1", desk.client("A1", "1985-05-01", on=in_june), on=in_june)
    key = desk.open("vestiging", home, municipality="westland", on=in_june)
    desk.assign(key, office.ids["Cora"])
    file = tmp_path / "clients.csv"
    file.write_text("ref;born;household\nA2;1988-08-08;H1\n")
    by_its_own_clock(office, MON_2_MARCH)
    words = ("import", "clients", str(file), "--on", "2025-06-02", "--apply")

    code, unanswered = run(office, capsys, *words)
    assert (4, True) == (code, "A2 How it stands (Establish the duty) 2025-12-02" in unanswered), unanswered
    assert [("0",)] == desk.rows("select count(*) || '' from person where ref = 'A2'")
    code, said = run(office, capsys, *words, "--past", past)

    assert 0 == code, said
    [(new,)] = desk.rows("select id from trajectory where workflow = 'inburgering' and subject = 'p2'")
    office.tick(MON_2_MARCH)
    assert (past != "none") == bool(office.told(new, "review_intake"))


def test_a_case_in_which_nothing_is_planned_is_listed_with_what_shows_it(
    office: Office, capsys: pytest.CaptureFixture[str]
):
    """'Nothing is planned: nothing is planned', it said."""
    desk = office.desk
    key = desk.open("proefmens", desk.client("C1", "1990-05-01"))
    desk.fact(key, "getekend_op", "2026-02-20")
    by_its_own_clock(office, date(2026, 4, 1))
    as_it_was(desk, key, name="niets_gepland")

    code, said = run(office, capsys, "--lang", "nl", "init")

    assert 4 == code
    assert f"{key}/niets_gepland#2 C1 Er staat niets gepland: traject show {key}" in said
    assert "1 zaak waarin niets gepland staat" in said


# where a term stands still, was made longer, or is nobody's


def test_what_is_recorded_late_of_a_term_that_stands_still_is_told_once_it_runs_again(office: Office):
    """Income support asked for on 1 December, not on 19 January: over since 26 January, but for the days it stood."""
    desk, term = office.desk, "uitkering_besluit"
    key = desk.open("vestiging", desk.household("H1", desk.client("C1", "1990-05-01")), municipality="westland")
    desk.assign(key, office.ids["Cora"])
    desk.fact(key, "uitkering_aangevraagd_op", "2026-01-19")
    office.tick(MON_2_MARCH)
    before = office.told(key, term)
    desk.suspend(key, term, ground="overmacht")
    desk.clock.noon(date(2026, 3, 16))

    desk.correct(key, recorded(office, key, "uitkering_aangevraagd_op"), value="2025-12-01")

    for day in (16, 17, 24):
        office.tick(date(2026, 3, day))
    assert before == office.told(key, term), "it does not run, so nothing of it is over"
    desk.clock.noon(date(2026, 3, 25))
    desk.resume(key, term)
    office.tick(date(2026, 3, 31))
    assert [("2026-03-31", "Cora", "overdue-1w.2")] == [each for each in office.told(key, term) if each not in before]


def test_what_is_recorded_late_of_a_term_that_was_made_longer_counts_with_what_was_granted(office: Office):
    """Four weeks more: a permit until 16 March is asked about by 13 April; until 26 January, by 23 February."""
    desk, term = office.desk, "verlenging_uiterlijk"
    key = desk.open("verblijf", desk.client("C1", "1990-05-01"))
    desk.assign(key, office.ids["Cora"])
    desk.fact(key, "geldig_tot", "2026-03-16")
    desk.extend(key, term, by="4 weeks")
    office.tick(MON_2_MARCH)
    assert [("2026-03-02", "Cora", "before-2m.0")] == office.told(key, term), "the latest one missed"
    desk.clock.noon(date(2026, 3, 16))

    desk.correct(key, recorded(office, key, "geldig_tot"), value="2026-01-26")

    office.tick(date(2026, 3, 16))
    told = [(to, rung) for day, to, rung in office.told(key, term) if day == "2026-03-16"]
    assert {"Cora", "Jo", "Thea"} == {to for to, _ in told}, told


def test_what_is_recorded_late_in_a_case_that_nobody_holds_goes_to_who_is_coordinator_there(office: Office):
    """As any reminder of it does; the jurist hears it anyway."""
    key = office.desk.open("gezinshereniging", office.desk.client("C1", "1990-05-01"))

    office.grants(key, "2025-12-12")
    office.tick(MON_2_MARCH)

    assert [("Cora", "before-14d.0"), ("Jo", "before-14d.0")] == [(to, rung) for _, to, rung in office.told(key)]
