"""What a calendar program is told survives that it ignores the status, and that a copy of the database is put back."""

from datetime import date, timedelta

import pytest
import vobject

from scheduler.messages import calendar_feed
from scheduler.messages.calendar_feed import CalendarEntry, Feed, FeedAsked
from tests.scheduler.offices import BOTH, Office, an_office, morning
from trajectories.casework import commands as ask
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import staff_on
from trajectories.service.office import note_restored
from workflows.words import Lang

ANNA = "s2"
HOUR = timedelta(hours=1)


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest):
    office = an_office(request)
    yield office
    office.app.store.close()


@pytest.fixture(params=BOTH)
def twins(request: pytest.FixtureRequest):
    """The database that will be lost, and the copy of last night that is put back in its place."""
    lost, copy = an_office(request), None
    if request.param == "postgresql":
        copy = an_office(request)
    else:
        folder = request.getfixturevalue("tmp_path") / "copy.db"
        copy = an_office(f"sqlite:///{folder}")
    for office in (lost, copy):
        office.now = morning("2026-02-16")
        office.client("WL-0042", coordinator=ANNA)
    yield lost, copy
    for office in (lost, copy):
        office.app.store.close()


def events(office: Office, lang: Lang = "nl", staff: str = ANNA, *, with_names: bool = False):
    with office.app.read() as uow:
        member = staff_on(uow, office.by().today)[staff]
        found = calendar_feed.feed(uow, office.app.dossiers, FeedAsked(member, "", lang, with_names))
    written = calendar_feed.as_calendar(found, "Anna", lang)
    return vobject.readOne(written.decode()).contents["vevent"]


def title(office: Office, lang: Lang = "nl", staff: str = ANNA) -> str:
    [event] = events(office, lang, staff)
    return str(event.summary.value)


def sequence(office: Office) -> int:
    [event] = events(office)
    return int(event.sequence.value)


# the first word of a title


def test_what_runs_is_called_by_its_name(office: Office):
    office.client("WL-0042", coordinator=ANNA)

    assert "Proeftraject: Aanvragen (WL-0042)" == title(office)


def test_what_was_met_says_so_first(office: Office):
    office.client("WL-0042", coordinator=ANNA)
    office.does("t1", "klaar_op", "2026-02-16")

    assert "Gehaald: Proeftraject: Aanvragen (WL-0042)" == title(office)
    assert "Met: Trial: Apply (WL-0042)" == title(office, "en")


def test_what_was_handed_over_says_so_first_and_only_to_who_gave_it(office: Office):
    ben = office.joins("Ben", "coordinator")
    office.client("WL-0042", coordinator=ANNA)
    with office.app.write() as uow:
        office.app.casework.assign(uow, "t1", ben, "coordinator", office.by().today, office.by())

    assert "Overgedragen: Proeftraject: Aanvragen (WL-0042)" == title(office)
    assert "Handed over: Trial: Apply (WL-0042)" == title(office, "en")
    assert "Proeftraject: Aanvragen (WL-0042)" == title(office, staff=ben)


def test_what_a_closed_trajectory_had_says_so_first(office: Office):
    office.client("WL-0042", coordinator=ANNA)
    office.closes("t1")

    first = {title(office).partition(":")[0], title(office, "en").partition(":")[0]}
    assert first <= {"Vervallen", "Gesloten", "Lapsed", "Closed"}
    assert 2 == len(first)


def test_what_was_taken_back_says_so_first(office: Office):
    office.client("WL-0042", coordinator=ANNA)
    with office.app.write() as uow:
        office.app.casework.correct(uow, "t1", ask.Correct(1, void=True), office.by(), "verkeerde cliënt")

    assert "Teruggedraaid: Proeftraject: Aanvragen (WL-0042)" == title(office)
    assert "Taken back: Trial: Apply (WL-0042)" == title(office, "en")


def test_what_stands_still_says_so_first(office: Office):
    """A status of `tentative` is ignored as much as one of `cancelled`."""
    office.client("WL-0042", coordinator=ANNA)
    with office.app.write() as uow:
        office.app.casework.suspend(uow, "t1", ask.Suspend("aanvragen", 2, office.by().today), office.by(), "wacht")

    assert "Staat stil: Proeftraject: Aanvragen (WL-0042)" == title(office)


# a copy that was put back


def test_a_change_after_a_restore_is_later_than_any_before_it(twins: tuple[Office, Office]):
    """Ten changes were lost; the eleventh, in the copy, is followed all the same."""
    lost, copy = twins
    for number in range(10):
        lost.now += HOUR
        lost.does("t1", "op", f"2026-02-{number + 1:02}")
    seen = sequence(lost)
    copy.now = lost.now + HOUR

    copy.does("t1", "op", "2026-02-13")

    assert seen < sequence(copy)


def test_what_nobody_changed_since_is_as_late_as_the_restore(twins: tuple[Office, Office]):
    """What was lost stands in the programs that subscribed, until the copy says otherwise."""
    lost, copy = twins
    lost.now += HOUR
    lost.does("t1", "op", "2026-02-01")
    seen = sequence(lost)
    assert sequence(copy) < seen
    copy.now = lost.now + HOUR

    with copy.app.write() as uow:
        note_restored(copy.app.casework, uow, copy.by())

    assert seen < sequence(copy)


def test_a_later_change_is_later_than_the_restore(twins: tuple[Office, Office]):
    _, copy = twins
    copy.now += HOUR
    with copy.app.write() as uow:
        note_restored(copy.app.casework, uow, copy.by())
    restored = sequence(copy)
    copy.now += HOUR

    copy.does("t1", "op", "2026-02-13")

    assert restored < sequence(copy)


def test_it_fits_what_calendar_programs_hold():
    """Thirty-one bits."""
    entry = CalendarEntry("u", morning("2077-12-31"), "t1/a#2", date(2026, 5, 12), "CONFIRMED", "a", "b")

    assert 0 < entry.sequence < 2**31


# text


def test_text_holds_no_control_characters():
    """Of a name, a label or a source, whoever typed it; what ends a line in a text is one that is meant."""
    bad = "Ab\x00d\x1b[31m\u202ele\x7f \x85\u2028Ha\r\nan"
    entry = CalendarEntry("u", morning("2026-02-16"), "t1/a#2", date(2026, 5, 12), "CONFIRMED", bad, f"{bad}\ntwo")

    written = calendar_feed.as_calendar(Feed([entry], 0, 0), bad, "nl")

    text = written.decode().replace("\r\n", "")
    assert not [each for each in text if each < " " or "\x7f" <= each <= "\x9f" or each in "\u2028\u2029\u202e"]
    event = vobject.readOne(written.decode()).vevent
    assert "Ab d [31mle Ha an" == event.summary.value
    assert event.description.value.endswith("\ntwo")


def test_a_name_with_a_joiner_keeps_it(office: Office):
    """Persian names need the sign that keeps two letters apart."""
    with office.app.write() as uow:
        by = office.by()
        person = add_person(uow, NewPerson("WL-7", "Mehr\u200cdad", date(1990, 5, 1)), by.today, office.stamp)
        command = ask.Open("proef", person, "any", by.today, by.today, {"op": "2026-02-12"})
        key = office.app.casework.open(uow, command, by).trajectory.id
        office.app.casework.assign(uow, key, ANNA, "coordinator", by.today, by)

    [event] = events(office, with_names=True)

    assert "Proeftraject: Aanvragen (WL-7, Mehr\u200cdad)" == event.summary.value
