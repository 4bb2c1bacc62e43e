"""The calendar of a coordinator, read back by two libraries that calendar programs are made with."""

import shutil
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject

from scheduler.messages import calendar_feed
from scheduler.messages.calendar_feed import CalendarEntry, Feed
from tests.scheduler.offices import an_office, make_office, morning, reopened
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.people.clients import NewPerson, add_person, edit_person
from trajectories.people.staff import staff_on
from trajectories.service.office import adopt_calendar
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.errors import Refused

SECONDS_OF_SIXTEEN_YEARS = 508_928_400  # from 2010 to 16 February 2026, nine in the morning
MINUTE = timedelta(minutes=1)
DUE = date(2026, 5, 12)  # Tuesday, three months after 12 February 2026


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    path = tmp_path_factory.mktemp("office") / "office.db"
    an_office(f"sqlite:///{path}").app.store.close()
    return path


@pytest.fixture
def office(prepared, tmp_path):
    shutil.copy(prepared, tmp_path / "office.db")
    office = reopened(f"sqlite:///{tmp_path / 'office.db'}")
    yield office
    office.app.store.close()


@pytest.fixture
def anna():
    """The id of the coordinator."""
    return "s2"


def made(office, staff, municipality="", lang="nl", *, with_names=False):
    with office.app.read() as uow:
        member = staff_on(uow, office.by().today)[staff]
        return calendar_feed.feed(
            uow, office.app.dossiers, calendar_feed.FeedAsked(member, municipality, lang, with_names)
        )


def content(office, staff, **more):
    return calendar_feed.as_calendar(made(office, staff, **more), "Anna", "nl")


def events(office, staff, **more):
    """What a calendar program sees, by uid."""
    found = vobject.readOne(content(office, staff, **more).decode())
    listed = found.contents.get("vevent", [])
    assert len(listed) == len({each.uid.value for each in listed})
    return {each.uid.value: each for each in listed}


def one(office, staff, **more):
    [event] = events(office, staff, **more).values()
    return event


def gives(office, key, to):
    with office.app.write() as uow:
        office.app.casework.assign(uow, key, to, "coordinator", office.by().today, office.by())


# an entry


def test_a_deadline_lasts_its_whole_day_and_keeps_nobody_busy(office, anna):
    office.client("WL-0042", coordinator=anna)

    event = one(office, anna)

    assert (DUE, DUE + timedelta(1)) == (event.dtstart.value, event.dtend.value)
    assert ["DATE"] == event.dtstart.params["VALUE"]
    assert ("TRANSPARENT", "CONFIRMED") == (event.transp.value, event.status.value)
    assert "Proeftraject: Aanvragen (WL-0042)" == event.summary.value
    assert "Regel X1, Proefwet art. 1 (niet geverifieerd: ga dit eerst na)." in event.description.value
    assert "traject why 't1/aanvragen#2'" in event.description.value


def test_the_calendar_has_a_name_and_says_how_often_to_look(office, anna):
    office.client(coordinator=anna)

    found = icalendar.Calendar.from_ical(content(office, anna))

    assert ("PUBLISH", "2.0", "GREGORIAN") == (found["method"], found["version"], found["calscale"])
    assert "Termijnen Anna" == found["x-wr-calname"] == found["name"]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content(office, anna)
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in content(office, anna)


def test_it_speaks_english_too(office, anna):
    office.client("WL-0042", coordinator=anna)

    assert "Trial: Apply (WL-0042)" == one(office, anna, lang="en").summary.value


# the same entry


def test_a_moved_deadline_stays_one_entry_with_a_higher_sequence(office, anna):
    """Forward and back. The anchor is another event each time: the deadline's own id changes, and the uid may not."""
    office.client(coordinator=anna)
    seen = [one(office, anna)]
    for granted in ("2026-02-14", "2026-02-02"):
        office.now += MINUTE
        office.does("t1", "op", granted)
        seen.append(one(office, anna))

    assert 1 == len({each.uid.value for each in seen})
    assert [DUE, date(2026, 5, 14), date(2026, 5, 2)] == [each.dtstart.value for each in seen]
    numbers = [int(each.sequence.value) for each in seen]
    assert sorted(set(numbers)) == numbers


def test_a_corrected_day_moves_the_entry_too(office, anna):
    office.client(coordinator=anna)
    before = one(office, anna)
    office.now += MINUTE
    with office.app.write() as uow:
        office.app.casework.correct(uow, "t1", ask.Correct(2, value="2026-02-11"), office.by(), "verkeerd gelezen")

    after = one(office, anna)

    assert before.uid.value == after.uid.value
    assert date(2026, 5, 11) == after.dtstart.value
    assert int(before.sequence.value) < int(after.sequence.value)


def test_another_reference_is_a_change_as_well(office, anna):
    office.client("WL-0001", coordinator=anna)
    before = one(office, anna)
    office.now += MINUTE
    with office.app.write() as uow:
        edit_person(uow, "p1", {"ref": "WL-0002"}, office.by().today, office.stamp)

    after = one(office, anna)

    assert "WL-0002" in after.summary.value
    assert int(before.sequence.value) < int(after.sequence.value)


def test_a_new_edition_of_the_calendar_is_a_change_as_well(office, anna):
    """It may move any term in law, without a word in the trajectory's own history."""
    office.client(coordinator=anna)
    before = one(office, anna)
    text = builtin_calendar().text.replace('"2026-05-15"', '"2026-03-30","2026-05-15"')
    assert text != builtin_calendar().text
    office.now += MINUTE
    with office.app.write() as uow:
        adopt_calendar(office.app.casework, uow, WorkCalendar.from_text(text), office.by())

    after = one(office, anna)

    assert before.uid.value == after.uid.value
    assert int(before.sequence.value) < int(after.sequence.value)


def test_as_long_as_nothing_is_written_down_the_bytes_are_the_same(office, anna):
    """Whatever day it is: a calendar program that asks for what changed is told that nothing did."""
    office.client(coordinator=anna)
    before = content(office, anna)

    office.now = morning("2027-01-04")

    assert before == content(office, anna)


def test_no_two_databases_have_an_entry_in_common(office, anna, tmp_path):
    office.client(coordinator=anna)
    make_office(url := f"sqlite:///{tmp_path / 'other.db'}")
    other = reopened(url)
    other.client(coordinator=anna)

    assert not {*events(office, anna)} & {*events(other, anna)}
    other.app.store.close()


def test_a_deadline_with_another_name_after_a_migration_keeps_its_entry():
    history = [migrated(5, {"aanvragen": "indienen"}), migrated(9, {"indienen": "verzoek"})]

    assert "aanvragen" == calendar_feed._first_name(history, "verzoek")
    assert "beslissing" == calendar_feed._first_name(history, "beslissing")


def test_a_new_deadline_under_a_name_of_before_is_another_entry():
    history = [migrated(5, {"aanvragen": "indienen"})]

    assert "aanvragen-5" == calendar_feed._first_name(history, "aanvragen")


def migrated(version, deadlines):
    event = ev.Migrated("a", "b", 2, "", "plan", "begin", "begin", deadlines=deadlines)
    return Recorded("t1", version, DUE, datetime(2026, 2, 16, tzinfo=UTC), "s1", "administrator", "", "b", event)


# what has ended


def test_what_was_met_stays_as_cancelled(office, anna):
    office.client(coordinator=anna)
    before = one(office, anna)
    office.now = morning("2026-03-02")
    office.does("t1", "klaar_op", "2026-03-02")

    after = one(office, anna)

    assert ("CANCELLED", before.uid.value) == (after.status.value, after.uid.value)
    assert int(before.sequence.value) < int(after.sequence.value)
    assert "Gehaald op maandag 2 maart 2026." in after.description.value


def test_what_an_opening_taken_back_had_stays_as_cancelled(office, anna):
    """On the day that it had, so that a program that keeps entries strikes this one out."""
    office.client(coordinator=anna)
    before = one(office, anna)
    office.now += MINUTE
    with office.app.write() as uow:
        office.app.casework.correct(uow, "t1", ask.Correct(1, void=True), office.by(), "verkeerde cliënt")

    after = one(office, anna)

    assert ("CANCELLED", before.uid.value, DUE) == (after.status.value, after.uid.value, after.dtstart.value)
    assert int(before.sequence.value) < int(after.sequence.value)
    assert "De opening is teruggedraaid" in after.description.value
    assert (0, 0) == made(office, anna)[1:]


def test_what_a_closed_trajectory_still_had_stays_as_cancelled(office, anna):
    office.client(coordinator=anna)
    office.closes("t1")

    assert "CANCELLED" == one(office, anna).status.value


def test_a_term_that_stands_still_is_tentative(office, anna):
    office.client(coordinator=anna)
    with office.app.write() as uow:
        command = ask.Suspend("aanvragen", 2, office.by().today)
        office.app.casework.suspend(uow, "t1", command, office.by(), "wacht op papieren")

    event = one(office, anna)

    assert "TENTATIVE" == event.status.value
    assert "Staat stil sinds maandag 16 februari 2026" in event.description.value
    assert "papieren" not in event.description.value


def test_what_was_handed_over_is_cancelled_for_one_and_there_for_the_other(office, anna):
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=anna)
    was = one(office, anna)
    office.now += MINUTE
    gives(office, "t1", ben)

    hers, his = one(office, anna), one(office, ben)

    assert was.uid.value == hers.uid.value == his.uid.value
    assert ("CANCELLED", "CONFIRMED") == (hers.status.value, his.status.value)
    assert int(was.sequence.value) < int(hers.sequence.value)
    assert "Iemand anders is nu coördinator." in hers.description.value


def test_who_handed_over_is_not_told_what_happened_since(office, anna):
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=anna)
    gives(office, "t1", ben)
    before = content(office, anna)

    office.now = morning("2026-03-02")
    office.does("t1", "op", "2026-02-20")

    assert before == content(office, anna)
    assert date(2026, 5, 20) == one(office, ben).dtstart.value


def test_what_comes_back_is_there_again(office, anna):
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=anna)
    gives(office, "t1", ben)
    away = one(office, anna)
    office.now += MINUTE
    gives(office, "t1", anna)

    back = one(office, anna)

    assert "CONFIRMED" == back.status.value
    assert int(away.sequence.value) < int(back.sequence.value)


# what is left out


def test_it_names_nobody_unless_asked_to(office, anna):
    with office.app.write() as uow:
        by = office.by()
        person = add_person(uow, NewPerson("WL-7", "Invented Näme", date(1990, 5, 1)), by.today, office.stamp)
        command = ask.Open("proef", person, "any", by.today, by.today, {"op": "2026-02-12"})
        key = office.app.casework.open(uow, command, by).trajectory.id
    gives(office, key, anna)

    plain, named = content(office, anna).decode(), one(office, anna, with_names=True)

    assert "Näme" not in plain
    assert "1990" not in plain
    assert "Proeftraject: Aanvragen (WL-7, Invented Näme)" == named.summary.value


def test_a_day_that_tells_a_birth_date_is_left_out_and_counted(office, anna):
    """Turning eighteen is the birth date with another year, and so is what is counted from it."""
    office.clients(["WL-0001"], "", [anna], workflow="achttien")

    plain, whole = made(office, anna), made(office, anna, with_names=True)

    assert ([], 2) == (plain.entries, plain.hidden)
    assert (2, 0) == (len(whole.entries), whole.hidden)


def test_a_day_that_nobody_knows_is_left_out_and_counted(office, anna):
    office.client(granted="", coordinator=anna)

    found = made(office, anna)

    assert ([], 1) == (found.entries, found.unknown)


def test_it_holds_what_is_asked_for_only(office, anna):
    ben = office.joins("Ben", "coordinator")
    office.client("WL-0001", coordinator=ben)
    office.client("WL-0002")

    assert {} == events(office, anna)
    assert {} == events(office, ben, municipality="westland")
    assert 1 == len(events(office, ben, municipality="any"))


@pytest.mark.parametrize("actor", [Actor("s7", frozenset(["coordinator"])), Actor("s1", frozenset(["teamleider"]))])
def test_names_are_for_the_coordinator_and_who_leads(actor):
    calendar_feed.must_know_names(actor, "s7")


@pytest.mark.parametrize("role", ["coordinator", "volunteer", "auditor", "scheduler"])
def test_names_are_not_for_anyone_else(role):
    with pytest.raises(Refused):
        calendar_feed.must_know_names(Actor("s2", frozenset([role])), "s7")


# the format


def test_long_lines_are_folded_and_every_letter_comes_back():
    summary = "Gezinshereniging: één; of, misschien \\ meer – " * 12 + "(WL-0042)"
    description = "Regel één,\ntwee; drie \\ vier"
    at = datetime(2026, 2, 16, 9, 0, 0, 123456, tzinfo=UTC)
    written = Feed([CalendarEntry("t1-a@b.traject", at, "t1/a#2", DUE, "CONFIRMED", summary, description)], 0, 0)

    found = calendar_feed.as_calendar(written, "Ånna", "en")

    lines = found.split(b"\r\n")
    assert 75 >= max(map(len, lines))
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    by_one = vobject.readOne(found.decode()).vevent
    [by_other] = icalendar.Calendar.from_ical(found).walk("vevent")
    assert summary == by_one.summary.value == str(by_other["summary"])
    assert description == by_one.description.value == str(by_other["description"])
    assert str(SECONDS_OF_SIXTEEN_YEARS) == by_one.sequence.value
    assert at.replace(microsecond=0) == by_one.dtstamp.value == by_other.decoded("dtstamp")
    assert "Deadlines Ånna" == str(icalendar.Calendar.from_ical(found)["x-wr-calname"])
