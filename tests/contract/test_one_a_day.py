"""One message a day to everyone, within their hours; what waits, what cannot wait, and ticks that come in between."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from scheduler.outbox import agenda, ledger
from scheduler.sending.problems import AnswerLost
from scheduler.sending.tick import dispatch_due
from tests.scheduler.offices import BOTH, Office, an_office, moment, reopened
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.local_time import write_instant
from trajectories.repository.store import Store
from trajectories.repository.tables import TICK
from trajectories.service.office import digests, rebuild_all
from workflows.errors import NotDelivered, VersionConflict
from workflows.words import Words

BEFORE_WED_15_APRIL = "2026-02-15"  # due on Fri 15 May 2026, warned of on Wed 15 April and Fri 8 May
DUE_SAT_16_MAY = "2026-02-16"  # warned of on Thu 16 April and Fri 8 May
DUE_KINGS_DAY = "2026-01-27"  # Mon 27 April 2026, a holiday; warned of on Fri 27 March and Mon 20 April
MONDAYS, THURSDAYS = "1 08:00-17:00", "4 08:00-17:00"


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


def fails(message):
    raise NotDelivered(Words("het adres bestaat niet", "there is no such address"))


class Crash(BaseException):
    """What SIGKILL does to a tick, as far as the database can tell."""


def crashes(message):
    raise Crash


# one message a day


def test_what_comes_due_after_the_message_of_today_waits_for_that_of_the_next_day(office):
    """Friday 10 April 2026, and a client whose first warning falls on that day, recorded after Anna's message."""
    office.client("WL-0001")
    office.tick("2026-04-10T09:00")
    office.client("WL-0002")

    after, monday = office.tick("2026-04-10T15:00"), office.tick("2026-04-13T08:00")

    assert (0, 1) == (after.sent, after.later)
    assert (1, 0, 0) == (monday.sent, monday.later, monday.digests)
    assert [("Anna", "before-1m.0")] == office.told("t1") == office.told("t2")
    assert [("daily", "sent"), ("daily", "sent")] == office.ledger("Anna")
    assert "WL-0002" in office.outbox[-1].subject


def test_the_ledger_refuses_a_second_daily_message(office):
    office.tick("2026-04-10T09:00")

    with office.app.write() as uow:
        again = ledger.Delivery("again", "s2", [], kind="daily", day="2026-04-10")
        with pytest.raises(VersionConflict):
            ledger.begin(uow, [again], "smtp", "x", office.now, office.now)


# hours


def test_what_is_recorded_at_six_in_the_evening_waits_for_the_next_morning(office):
    office.now = office.now.replace(month=4, day=15, hour=16)
    office.client(granted=BEFORE_WED_15_APRIL)

    evening, night, morning = (office.tick(f"2026-04-{each}") for each in ("15T18:00", "16T07:59", "16T08:00"))

    assert [(0, 1), (0, 1), (1, 0)] == [(each.sent, each.later) for each in (evening, night, morning)]
    assert ["Anna"] == office.to()


def test_both_ends_of_the_hours_are_within(office):
    """Wednesday 15 April 2026 until five, and Thursday from eight."""
    office.client(granted=BEFORE_WED_15_APRIL)

    assert 1 == office.tick("2026-04-15T17:00").sent
    assert 1 == office.tick("2026-04-16T08:00").digests


def test_a_last_day_in_the_weekend_does_not_wait_for_monday(office):
    """No tick from Friday 8 May to Friday evening the 15th; the last day is the Saturday after."""
    office.client(granted=DUE_SAT_16_MAY)

    office.tick("2026-05-15T18:00")

    assert ["Anna", "Beheer"] == sorted(office.to())
    assert [("urgent", "sent")] == office.ledger("Anna")
    assert 0 == office.tick("2026-05-16T12:00").sent


def test_what_is_overdue_waits_for_the_next_opening(office):
    """The same, but the next tick is on the Sunday: one day over."""
    office.client(granted=DUE_SAT_16_MAY)

    sunday, monday = office.tick("2026-05-17T12:00"), office.tick("2026-05-18T08:00")

    assert (0, 2) == (sunday.sent, sunday.later)
    assert (2, 0) == (monday.sent, monday.later)


def test_a_last_day_before_the_next_opening_goes_beside_the_message_of_today(office):
    """Anna works on Mondays; she had that of 20 April, and the next one is a holiday: King's day is the last day."""
    office.works("s2", MONDAYS)
    office.tick("2026-04-20T09:00")
    office.client(granted=DUE_KINGS_DAY)

    office.tick("2026-04-20T10:00")

    assert [("daily", "sent"), ("urgent", "sent")] == office.ledger("Anna")


def test_what_waits_goes_at_once_when_it_cannot_wait_any_more(office):
    """Warned of on Friday 8 May for Saturday the 16th: it waits for a Monday, which then becomes a Tuesday."""
    office.works("s2", MONDAYS)
    office.client(granted=DUE_SAT_16_MAY)
    office.tick("2026-05-08T09:00")
    before = office.ledger("Anna")
    office.works("s2", "2 08:00-09:00")

    office.tick("2026-05-13T12:00")

    assert [("waiting", "waiting")] == before
    assert [("urgent", "sent")] == office.ledger("Anna")


@pytest.mark.parametrize("day", ["2026-10-26", "2027-03-30"])
def test_the_working_day_after_a_clock_change_begins_at_eight_in_amsterdam(office, day):
    """After the nights of 25 October 2026 and 28 March 2027, which is Easter."""
    assert (0, 1) == (office.tick(f"{day}T07:59").sent, office.tick(f"{day}T08:00").sent)


@pytest.mark.parametrize("night", ["2026-10-25", "2027-03-28"])
def test_nothing_is_said_twice_in_the_night_of_a_clock_change(office, night):
    """Someone who wants to hear at night: a tick every half hour from eleven on Saturday evening."""
    office.works("s2", "1234567 00:00-23:59")
    eleven = moment(f"{night}T00:00") - timedelta(hours=1)

    for count in range(12):
        office.now = eleven + timedelta(minutes=30 * count)
        office.tick()

    assert 2 == len(office.mail_to("Anna"))  # that of Saturday, and that of Sunday


# waiting per recipient


def test_the_other_recipient_is_not_forgotten_while_they_wait(office):
    """Monday 4 May 2026: Anna is told at once; Jos works on Thursdays. Tuesday is Liberation day."""
    office.works(office.joins("Jos", "jurist"), THURSDAYS)
    office.client()

    reports = [office.tick(f"2026-05-0{day}") for day in (4, 5, 6, 7)]

    assert [1, 1, 1, 0] == [each.later for each in reports]
    assert [("Anna", "before-1w.0"), ("Jos", "before-1w.0")] == office.told()
    assert 1 == len(office.mail_to("Jos"))


def test_what_was_met_while_it_waited_is_not_said(office):
    office.works(office.joins("Jos", "jurist"), THURSDAYS)
    key = office.client()
    office.tick("2026-05-04")
    office.does(key, "klaar_op", "2026-05-04")

    thursday = office.tick("2026-05-07")

    assert [] == office.mail_to("Jos") == office.ledger("Jos")
    assert 0 == thursday.later


def test_what_waits_for_someone_who_left_goes_to_the_successor(office):
    jos = office.joins("Jos", "jurist")
    office.works(jos, THURSDAYS)
    office.client()
    office.tick("2026-05-04")
    office.joins("Kim", "jurist")
    office.leaves(jos, "jurist")

    office.tick("2026-05-06")

    assert [("Anna", "before-1w.0"), ("Kim", "before-1w.0")] == office.told()
    assert [] == office.ledger("Jos")


def test_what_waits_for_someone_who_went_away_goes_to_the_substitute(office):
    jos, kim = office.joins("Jos", "jurist"), office.joins("Kim", "volunteer")
    office.works(jos, THURSDAYS)
    office.client()
    office.tick("2026-05-04")
    office.goes_away(jos, "2026-05-29", kim)

    office.tick("2026-05-06")

    assert [("Anna", "before-1w.0"), ("Kim", "before-1w.0")] == office.told()


def test_what_waits_is_kept_while_nobody_is_there_to_tell(office):
    jos = office.joins("Jos", "jurist")
    office.works(jos, THURSDAYS)
    office.client()
    office.tick("2026-05-04")
    with office.app.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM staff_role")

    thursday = office.tick("2026-05-07")

    assert (0, 1, 1) == (thursday.sent, thursday.later, thursday.unaddressed)
    office.joins("Kim", "jurist")
    office.tick("2026-05-08")
    assert [("Anna", "before-1w.0"), ("Kim", "before-1w.0")] == office.told()


def test_several_things_wait_as_one_message(office):
    office.works(office.joins("Jos", "jurist"), THURSDAYS)
    office.clients(["WL-0001", "WL-0002"], "2026-02-12", [])
    office.tick("2026-05-04")
    office.client("WL-0003", granted="2026-02-12")
    office.tick("2026-05-06")

    office.tick("2026-05-07")

    [to_jos] = office.mail_to("Jos")
    assert all(ref in to_jos.body for ref in ("WL-0001", "WL-0002", "WL-0003"))


def test_of_one_deadline_the_latest_is_told_and_what_waited_is_folded(office):
    """Tea waits from Tuesday 19 May, a week overdue, until she works again, on Wednesday the 27th."""
    tea = office.joins("Tea", "teamleider")
    office.joins("Jos", "jurist")
    office.works(tea, "3 08:00-17:00")
    office.client()
    office.tick("2026-05-19")
    office.works(tea, "4 08:00-17:00")
    office.tick("2026-05-26")
    office.works(tea, "3 08:00-17:00")

    office.tick("2026-05-27")

    assert [("Tea", "overdue-1w.1")] == [each for each in office.told() if each[0] == "Tea"]
    assert [("Tea", "overdue-1w.0")] == [each for each in office.folded() if each[0] == "Tea"]


def test_who_takes_over_while_the_messages_go_out_hears_it_too(office):
    """The jurist was told, then the case went from Ben to Anna: nothing is left in the agenda, and Anna still hears."""
    jos, ben = office.joins("Jos", "jurist"), office.joins("Ben", "coordinator")
    office.now = office.now.replace(month=4, day=15)
    _, second = office.clients(["WL-0001", "WL-0002"], "2026-02-12", ["s2", ben])
    office.tick()
    office.now = office.now.replace(month=5, day=4)

    def goes_over(message):
        office.outbox.append(message)
        if message.name == office.staff[jos]:
            with office.app.write() as uow:
                office.app.casework.assign(uow, second, "s2", "coordinator", office.by().today, office.by())

    report = office.tick(channel=goes_over)
    office.tick("2026-05-06")

    assert 1 == report.later
    assert [("Ben", "before-1m.0"), ("Jos", "before-1w.0"), ("Anna", "before-1w.0")] == office.told(second)


def test_a_stopped_tick_loses_nothing_that_had_waited(office):
    """Jos is all that is left of the reminder: Anna was told on Monday."""
    office.works(office.joins("Jos", "jurist"), THURSDAYS)
    office.client()
    office.tick("2026-05-04")

    stopped = office.tick("2026-05-07", is_stopped=lambda: True)
    office.tick()

    assert (0, 1) == (stopped.sent, stopped.later)
    assert [("Anna", "before-1w.0"), ("Jos", "before-1w.0")] == office.told()


# failed and unknown


def test_a_failed_message_is_taken_up_in_that_of_the_next_day(office):
    """Friday 10 April, one minute before five; not tried again that evening nor in the weekend."""
    office.client()
    office.tick("2026-04-10T16:59", fails)
    office.leases_end()

    quiet = [office.tick(f"2026-04-{each}", fails) for each in ("10T17:30", "11T12:00")]
    monday = office.tick("2026-04-13T08:00")

    assert [(0, 0), (0, 0)] == [(each.sent, each.failed) for each in quiet]
    assert (1, 0) == (monday.sent, monday.waiting)
    assert [("daily", "dropped"), ("daily", "sent")] == office.ledger("Anna")
    assert [("Anna", "before-1m.0")] == office.told()


@pytest.mark.slow
def test_two_years_of_a_wrong_address_become_one_message(office):
    """A tick every six weeks, to an address that is mended on Monday 15 May 2028."""
    office.clients(["WL-0001", "WL-0002"], "2026-02-12", [])
    day = date(2026, 4, 13)
    while day < date(2028, 5, 15):
        office.tick(f"{day}T09:00", fails)
        day += timedelta(weeks=6)

    office.leases_end()
    report = office.tick("2028-05-15T09:00")

    assert 1 == len(office.mail_to("Anna"))
    assert all(ref in office.outbox[0].body for ref in ("WL-0001", "WL-0002"))
    assert 0 == report.waiting
    *before, last = office.ledger("Anna")
    assert ({("daily", "dropped")}, ("daily", "sent")) == (set(before), last)
    assert 0 == office.tick("2028-05-15T10:00").sent


def test_what_may_have_arrived_is_sent_again_and_never_taken_up(office):
    """Killed on Friday 10 April while handing over; the next tick is on Monday."""
    office.client()
    keys = []

    def keeps_the_key_and_crashes(message):
        keys.append(message.key)
        raise Crash

    with pytest.raises(Crash):
        office.tick("2026-04-10", keeps_the_key_and_crashes)
    office.leases_end()

    report = office.tick("2026-04-13")

    assert (2, 1, 1) == (report.sent, report.unknown, report.digests)
    assert keys[0] in [message.key for message in office.outbox]
    assert [("Anna", "before-1m.0")] == office.told()


def test_one_that_may_have_arrived_stays_so_when_it_fails_for_certain(office):
    office.client()

    def loses_the_answer(message):
        raise AnswerLost(Words("geen antwoord", "no answer"))

    office.tick("2026-04-10", loses_the_answer)
    office.leases_end()
    office.tick("2026-04-10T12:00", fails)

    assert [("daily", "unknown")] == office.ledger("Anna")


# every day


def test_a_coordinator_hears_daily_that_there_is_nothing(office):
    """Monday 2 to Sunday 8 March 2026, with a tick every hour of the afternoon."""
    for day in range(2, 9):
        for hour in (12, 13, 14):
            office.tick(f"2026-03-0{day}T{hour}:00")

    assert ["Anna"] * 5 == office.digests() == [message.name for message in office.outbox]


def test_only_who_coordinates_or_leads_hears_that_there_is_nothing(office):
    office.joins("Jos", "jurist")
    office.joins("Vera", "volunteer")
    office.joins("Tea", "teamleider")

    report = office.tick("2026-03-02")

    assert (2, 2) == (report.sent, report.digests)
    assert ["Anna", "Tea"] == sorted(office.digests())


def test_who_is_away_or_left_hears_nothing(office):
    ben = office.joins("Ben", "coordinator")
    office.goes_away(ben)
    office.leaves("s2", "coordinator")

    assert 0 == office.tick("2026-03-02").sent


def test_a_coordinator_with_days_of_their_own_hears_on_those(office):
    office.works("s2", "67 10:00-12:00")

    sent = [office.tick(f"2026-03-0{day}T11:00").digests for day in range(2, 9)]

    assert [0, 0, 0, 0, 0, 1, 1] == sent


def test_a_digest_that_failed_is_dropped_the_next_day(office):
    office.tick("2026-03-02", fails)

    office.tick("2026-03-03")

    assert [("daily", "dropped"), ("daily", "sent")] == office.ledger("Anna")
    assert ["Anna"] == office.digests()


def test_a_team_leader_has_the_week_in_their_first_message_of_it(office):
    """Weeks of Monday 2 and Monday 9 March 2026; Tea's hours begin on Tuesdays."""
    office.works(office.joins("Tea", "teamleider"), "2345 08:00-17:00")

    for day in (2, 3, 4, 9, 10):
        office.tick(f"2026-03-{day:02}")

    assert [True, False, True] == ["weekoverzicht" in message.subject for message in office.mail_to("Tea")]


# many nodes


class Sleeper(Store):
    """A node that sleeps between its claim and writing down, once; it reads for birthdays too, before either."""

    def __init__(self, url, meanwhile):
        super().__init__(url)
        self.meanwhile = [meanwhile, lambda: None, lambda: None]

    @contextmanager
    def read(self):
        if self.meanwhile:
            self.meanwhile.pop()()
        with super().read() as uow:
            yield uow


def sleeping_tick(office: Office, meanwhile):
    """A tick by a node that sleeps after its claim; its report."""
    sleeper = Sleeper(office.app.settings.database, meanwhile)
    report = dispatch_due(sleeper, office.app.casework, office.outbox.append, "smtp", office.now, utc_now)
    sleeper.close()
    return report


def test_a_node_that_slept_between_claim_and_write_down_writes_nothing(office):
    office.client()
    office.now = office.now.replace(month=4, day=10)
    others = []

    def meanwhile():
        office.leases_end()
        others.append(office.tick())

    report = sleeping_tick(office, meanwhile)

    assert ([1], 0) == ([each.sent for each in others], report.sent)
    assert [("daily", "sent")] == office.ledger("Anna")
    assert [("Anna", "before-1m.0")] == office.told()


def test_a_node_whose_claim_was_taken_over_tells_nobody_that_there_is_nothing(office):
    """It slept past its lease, and another holds the rows and has not written them down yet. A digest of the first
    would make Anna wait a day for what the other has to tell her.
    """
    office.client()
    office.now = office.now.replace(month=4, day=10)

    def meanwhile():
        office.leases_end()
        with office.app.write() as uow:
            assert agenda.claim_due(uow, office.now, utc_now(), "another", utc_now() + timedelta(minutes=5))

    asleep = sleeping_tick(office, meanwhile)
    office.leases_end()  # the other dies as well
    after = office.tick()

    assert (0, 1) == (asleep.sent, after.sent)
    assert [("Anna", "before-1m.0")] == office.told()


def test_while_a_node_is_between_claim_and_write_down_another_begins_nothing(office):
    """So that whatever is due for someone comes in one message."""
    office.client()
    office.now = office.now.replace(month=4, day=10)
    others = []

    report = sleeping_tick(office, lambda: others.append(office.tick()))

    assert ([(0, 1)], (1, 0)) == (
        [(each.sent, each.remaining) for each in others],
        (report.sent, report.remaining),
    )


def test_a_slow_mail_server_keeps_nothing_new_waiting_for_the_other_nodes(office):
    """While Anna's message is handed over, something comes due for Ben, and another node tells him."""
    ben = office.joins("Ben", "coordinator")
    office.works(ben, "5 12:00-17:00")
    office.client("WL-0001", coordinator="s2")
    office.client("WL-0002", coordinator=ben)
    reports = []

    def slowly(message):
        office.outbox.append(message)
        if message.name == "Anna":
            reports.append(office.tick("2026-04-10T12:00"))

    office.tick("2026-04-10T09:00", slowly)

    assert [1] == [each.sent for each in reports]
    assert ["Anna", "Ben"] == office.to()


def test_two_nodes_make_one_digest(office):
    office.joins("Tea", "teamleider")
    nodes = [reopened(office.app.settings.database) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda each: each.tick("2026-03-02"), nodes))

    assert 2 == sum(each.digests for each in reports)
    assert ["Anna", "Tea"] == sorted(office.digests())
    assert ["Anna", "Tea"] == sorted(message.name for each in nodes for message in each.outbox)
    for each in nodes:
        each.app.store.close()


# ticks kept


def kept(office):
    """The latest first."""
    with office.app.read() as uow:
        return uow.connection.execute(TICK.select().order_by(TICK.c.started_at.desc(), TICK.c.token)).all()


def test_a_tick_is_kept_with_its_figures(office):
    """The warning of eight o'clock is said at half past nine."""
    office.client()

    office.tick("2026-04-10T09:30", node="here:1")

    [tick] = kept(office)
    assert ("here:1", 1, 1, 0, 5400, "") == (
        tick.node,
        tick.due,
        tick.sent,
        tick.failed,
        tick.late_seconds,
        tick.problem,
    )
    assert tick.started_at <= tick.ended_at
    assert "2026-04-10T07:30:00.000000Z" == tick.at


def test_what_waited_for_its_opening_is_not_late(office):
    office.works("s2", "45 10:00-17:00")
    office.client()
    office.tick("2026-04-10T08:00")

    office.tick("2026-04-10T10:01")

    assert [60, 0] == [tick.late_seconds for tick in kept(office)]


def test_a_tick_that_breaks_off_says_why_and_one_that_dies_has_no_end(office):
    office.client()

    def breaks(message):
        raise ValueError("someone's name")

    with pytest.raises(Crash):
        office.tick("2026-04-10", crashes)
    office.leases_end()
    with pytest.raises(ValueError, match="someone"):
        office.tick("2026-04-10", breaks)

    broken, dead = kept(office)
    assert ("ValueError", "") == (broken.problem, dead.problem)
    assert (True, False) == (bool(broken.ended_at), bool(dead.ended_at))


def test_ticks_are_kept_for_ninety_days(office):
    """On real time, by which they began."""
    office.tick("2026-04-10")
    old = write_instant(utc_now() - timedelta(days=91))
    with office.app.write() as uow:
        uow.connection.exec_driver_sql(f"UPDATE tick SET started_at = '{old}'")

    office.tick("2026-04-13")

    assert ["2026-04-13"] == [tick.at[:10] for tick in kept(office)]


def test_the_history_of_the_office_verifies_with_its_digests(office):
    office.tick("2026-03-02")
    with office.app.write() as uow:
        before = digests(uow)
        rebuild_all(office.app.casework, uow)

        assert before == digests(uow)
        assert [ev.DigestSent] == [type(each.event) for each in uow.history("office/said")][-1:]
