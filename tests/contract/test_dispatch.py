"""Ticks on both databases: who is told what, once, and what happens when something fails."""

from datetime import timedelta

import pytest

from scheduler.sending.problems import AnswerLost
from scheduler.sending.report import TickReport
from scheduler.sending.tick import LEASE, dispatch_due
from tests.builders import Clock
from tests.scheduler.offices import BOTH, DUE, MONTH_BEFORE, WEEK_BEFORE, an_office, moment
from trajectories.casework import commands as ask
from trajectories.clock import utc_now
from trajectories.deadlines.voice import is_voice
from trajectories.history import events as ev
from trajectories.service.office import rebuild_all
from workflows.errors import NotDelivered
from workflows.words import Words

LATER = timedelta(days=2)  # on the clock of leases, so that every lease and back-off has ended


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


def fails(message):
    raise NotDelivered(Words("de mailserver antwoordde niet", "the mail server did not answer"))


def loses_the_answer(message):
    raise AnswerLost(Words("geen antwoord", "no answer"))


class Crash(BaseException):
    """What SIGKILL does to a tick, as far as the database can tell."""


# who is told what


def test_a_reminder_is_said_once(office):
    office.client()

    first, second = office.tick("2026-04-10"), office.tick()

    assert TickReport(due=1, sent=1, failed=0, unknown=0, remaining=0) == first
    assert TickReport(due=0, sent=0, failed=0, unknown=0, remaining=0) == second
    assert ["Anna"] == office.to()
    assert [("Anna", "before-1m.0")] == office.told()


def test_nothing_is_said_before_eight_in_the_morning(office):
    office.client()

    office.now = office.now.replace(month=4, day=10, hour=5, minute=59)

    assert 0 == office.tick().due


def test_what_was_said_is_recorded_with_its_receipt(office):
    office.client()

    office.tick("2026-04-10")

    [sent] = office.said()
    assert (MONTH_BEFORE, DUE, "coordinator", "smtp") == (sent.reminder, sent.due_on, sent.as_role, sent.channel)
    assert office.outbox[0].key == sent.message
    assert ("X1", DUE) == (sent.receipt["rule"], sent.receipt["due_on"])


def test_one_message_per_person_however_much_there_is_to_say(office):
    office.joins("Jos", "jurist")
    office.clients(["WL-0001", "WL-0002", "WL-0003"], "2026-02-12", [])

    report = office.tick("2026-05-04")

    assert ["Anna", "Jos"] == sorted(office.to())
    assert 2 == report.sent
    assert all(ref in office.outbox[0].body for ref in ("WL-0001", "WL-0002", "WL-0003"))


def test_after_downtime_it_is_said_once_as_it_is_now(office):
    """Silence from April to Wed 3 June 2026: three weeks overdue, and the team leader hears the escalation too."""
    office.joins("Tea", "teamleider")
    office.joins("Jos", "jurist")
    office.client()

    office.tick("2026-06-03")

    assert {"Anna": "3 weken over tijd", "Jos": "3 weken over tijd", "Tea": "3 weken over tijd"} == {
        message.name: message.subject.removeprefix("Aanvragen: ").removesuffix(" (WL-0001)")
        for message in office.outbox
    }
    assert [("Anna", "overdue-1w.2"), ("Jos", "before-1w.0"), ("Tea", "overdue-1w.2")] == sorted(office.told())
    folded = office.folded()
    assert ["before-1m.0", "before-1w.0", "overdue-1w.0", "overdue-1w.1"] == sorted(
        r for to, r in folded if to == "Anna"
    )
    assert ["overdue-1w.0", "overdue-1w.1"] == sorted(r for to, r in folded if to == "Tea")
    assert 0 == office.tick().due


def test_who_is_assigned_is_told_and_not_the_others(office):
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=ben)

    office.tick("2026-04-10")

    assert ["Ben"] == office.to()


def test_a_successor_is_told_when_someone_left(office):
    """The one assigned left after the reminder was planned."""
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=ben)
    office.leaves(ben, "coordinator")

    office.tick("2026-04-10")

    assert ["Anna"] == office.to()


def test_without_a_holder_the_team_leader_is_told_and_why(office):
    office.joins("Tea", "teamleider")
    office.client()
    office.tick("2026-04-10")

    office.tick("2026-05-04")

    _, to_tea = office.mail_to("Tea")
    assert "geen juridisch begeleider" in to_tea.body
    assert {("Anna", "before-1w.0"), ("Tea", "before-1w.0")} <= set(office.told())


def test_without_a_team_leader_the_administrator_is_told(office):
    office.client()

    office.tick("2026-05-04")

    assert ["Anna", "Beheer"] == sorted(office.to())


def test_a_colleague_of_another_municipality_is_not_told(office):
    office.joins("Ben", "coordinator", municipality="leiden")
    office.client()

    office.tick("2026-04-10")

    assert ["Anna"] == office.to()


def test_nobody_to_tell_loses_nothing(office):
    """Every role has run out."""
    office.client()
    with office.app.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM staff_role")

    report = office.tick("2026-04-10")

    assert TickReport(due=1, sent=0, failed=0, unknown=0, remaining=1, unaddressed=1) == report
    office.joins("Ben", "coordinator")
    assert 1 == office.tick().sent
    assert ["Ben"] == office.to()


def test_a_missing_fact_is_asked_for(office):
    """Opened on Mon 16 February 2026 without the day of the permit: asked on Monday the 23rd."""
    office.client(granted="")

    office.tick("2026-02-23")

    assert "Verleend op: nog niet vastgelegd (WL-0001)" == office.outbox[0].subject
    assert [("Anna", "ask.0")] == office.told()


# moving ground


def test_what_is_met_or_closed_is_not_said(office):
    met, closed = office.clients(["WL-0001", "WL-0002"], "2026-02-12", [])
    office.does(met, "klaar_op", "2026-02-16")
    office.closes(closed)

    office.tick("2026-06-03")

    said = [each for key in (met, closed) for each in office.said(key) if isinstance(each, ev.ReminderSent)]
    assert said, "it is asked how the one stands in which nothing is planned any more"
    assert all(is_voice(each.reminder) and each.reminder.startswith(f"{met}/") for each in said)


def test_what_is_met_between_claim_and_message_is_not_said(office):
    """Two clients for two people; while the first message goes out, the other client's term is met."""
    ben = office.joins("Ben", "coordinator")
    first, second = office.clients(["WL-0001", "WL-0002"], "2026-02-12", ["s2", ben])
    office.now = office.now.replace(month=4, day=10)

    def meanwhile(message):
        office.outbox.append(message)
        office.does(second if message.name == "Anna" else first, "klaar_op", "2026-04-10")

    report = office.tick(channel=meanwhile)

    assert (2, 1) == (report.sent, report.digests)
    said, unsaid = office.outbox
    assert ("WL-000" in said.subject, "WL-000" in unsaid.subject) == (True, False)
    assert 1 == len(office.told(first)) + len(office.told(second))
    assert 0 == office.tick(later=LATER).due


# what fails


def test_a_failed_message_is_tried_again_with_the_same_key(office):
    office.client()
    keys = []

    def keeps_the_key_and_fails(message):
        keys.append(message.key)
        fails(message)

    report = office.tick("2026-04-10", keeps_the_key_and_fails)

    assert TickReport(due=1, sent=0, failed=1, unknown=0, remaining=1, waiting=1) == report
    assert 0 == office.tick().sent  # its time has not come yet
    assert TickReport(due=1, sent=1, failed=0, unknown=0, remaining=0) == office.tick(**in_time(office))
    assert keys == [message.key for message in office.outbox]
    assert [ev.DeliveryFailed, ev.ReminderSent] == [type(event) for event in office.said()]


def test_one_that_fails_does_not_hold_up_the_others(office):
    office.joins("Jos", "jurist")
    office.client()

    def only_jos(message):
        if message.name != "Jos":
            fails(message)
        office.outbox.append(message)

    report = office.tick("2026-05-04", only_jos)

    assert (1, 1) == (report.sent, report.failed)
    assert ["Jos"] == office.to()
    office.tick(**in_time(office))
    assert ["Jos", "Anna"] == office.to()


def test_a_failed_message_goes_to_the_successor(office):
    """It was never delivered, and the one it was for has left. Anna has her message of Friday; she hears on Monday."""
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=ben)
    office.tick("2026-04-10", fails)
    office.leaves(ben, "coordinator")

    friday = office.tick(**in_time(office))
    monday = office.tick("2026-04-13", **in_time(office))

    assert (1, 1, 1) == (friday.sent, friday.digests, friday.later)
    assert (1, 0, 0, 0) == (monday.sent, monday.digests, monday.later, monday.remaining)
    assert [("Anna", "before-1m.0")] == office.told()
    assert 0 == office.tick(**in_time(office)).due


def test_a_failed_message_is_dropped_when_its_term_is_met(office):
    key = office.client()
    office.tick("2026-04-10", fails)
    office.does(key, "klaar_op", "2026-04-10")

    report = office.tick(**in_time(office))

    assert TickReport(due=0, sent=1, failed=0, unknown=0, remaining=0, digests=1) == report
    assert [] == office.told()
    assert "WL-0001" not in office.outbox[0].subject


def test_a_lost_answer_is_unknown_and_goes_out_again(office):
    office.client()
    office.tick("2026-04-10", loses_the_answer)

    report = office.tick(**in_time(office))

    assert (1, 1) == (report.sent, report.unknown)


# crashes


def test_a_tick_that_dies_while_handing_over_is_taken_over_with_the_same_key(office):
    office.client()
    keys = []

    def keeps_the_key_and_crashes(message):
        keys.append(message.key)
        raise Crash

    with pytest.raises(Crash):
        office.tick("2026-04-10", keeps_the_key_and_crashes)

    early = office.tick()
    report = office.tick(**in_time(office))

    assert (0, 0, 1) == (early.sent, early.unknown, early.remaining)
    assert TickReport(due=1, sent=1, failed=0, unknown=1, remaining=0) == report
    assert keys == [message.key for message in office.outbox]
    assert [("Anna", "before-1m.0")] == office.told()


def test_nobody_is_forgotten_when_a_tick_dies_after_telling_the_first(office):
    """The rung is said to one of two; the other still hears it."""
    office.joins("Jos", "jurist")
    office.client()

    def dies_at_the_second(message):
        if office.outbox:
            raise Crash
        office.outbox.append(message)

    with pytest.raises(Crash):
        office.tick("2026-05-04", dies_at_the_second)
    office.tick(**in_time(office))

    assert ["Anna", "Jos"] == sorted(office.to())
    assert [("Anna", "before-1w.0"), ("Jos", "before-1w.0")] == sorted(office.told())


def test_a_tick_that_slept_past_its_lease_records_nothing(office):
    """Another tick took the message over and recorded it; the sleeper wakes up after the server's answer."""
    office.client()

    def sleeps(message):
        office.tick(**in_time(office))

    report = office.tick("2026-04-10", sleeps)

    assert 0 == report.sent
    assert [("Anna", "before-1m.0")] == office.told()


def test_a_long_tick_renews_its_lease(office):
    """Each of four messages takes half a lease; whoever looks meanwhile finds that all of it is still held."""
    staff = ["s2", *(office.joins(name, "coordinator") for name in ("Ben", "Cas", "Dirk"))]
    office.clients([f"WL-{number}" for number in range(4)], "2026-02-12", staff)
    clock, held_until, meanwhile = Clock(office.now.date()), [], []
    clock.at = utc_now()

    def takes_long(message):
        office.outbox.append(message)
        held_until.append(leases(office))
        clock.at += LEASE / 2
        if office.app.store.is_sqlite:  # on PostgreSQL leases run on the server's clock, which nobody moves
            meanwhile.append(a_tick(office, clock, office.outbox.append))

    office.now = moment("2026-04-10")
    report = a_tick(office, clock, takes_long)

    assert 4 == report.sent == len(office.outbox)
    assert [0] * len(meanwhile) == [each.sent + each.unknown for each in meanwhile]
    assert held_until[0] < held_until[1] < held_until[2] < held_until[3]


def a_tick(office, machine, channel):
    return dispatch_due(office.app.store, office.app.casework, channel, "smtp", office.now, machine)


def leases(office):
    """Until when what is to be told is held."""
    with office.app.read() as uow:
        query = "SELECT min(leased_until) FROM delivery WHERE state = 'claimed'"
        return uow.connection.exec_driver_sql(query).scalar_one()


def test_a_stopped_tick_gives_back_what_it_did_not_say(office):
    ben = office.joins("Ben", "coordinator")
    office.clients(["WL-0001", "WL-0002"], "2026-02-12", ["s2", ben])

    stopped = office.tick("2026-04-10", is_stopped=lambda: bool(office.outbox))
    rest = office.tick()

    assert (1, 1) == (stopped.sent, stopped.remaining)
    assert (1, 0, 0) == (rest.sent, rest.unknown, rest.remaining)
    assert ["Anna", "Ben"] == sorted(office.to())


def test_rebuild_changes_no_reminder_and_sends_nothing(office):
    office.client()
    office.tick("2026-04-10")
    with office.app.write() as uow:
        rebuild_all(office.app.casework, uow)

    assert 0 == office.tick().due
    assert WEEK_BEFORE not in [event.reminder for event in office.said()]
    assert 2 == office.tick("2026-05-04").sent


def in_time(office):
    """As if every lease and back-off had ended: the machine's clock goes on, the server's cannot, so its rows do."""
    if office.app.store.is_sqlite:
        return {"later": LATER}
    office.leases_end()
    return {}


def test_who_stands_in_for_a_colleague_who_left_is_told_so(office):
    """Ben was given the trajectory and left; Anna is a coordinator too."""
    ben = office.joins("Ben", "coordinator")
    office.client(coordinator=ben)
    office.leaves(ben, "coordinator")

    office.tick("2026-04-10")

    assert "geen coördinator heeft" in " ".join(office.outbox[0].body.split())


def test_a_term_that_stands_still_is_not_forgotten(office):
    """Suspended on Mon 16 February 2026 without an end: after twenty working days someone is asked, not silence."""
    key = office.client()
    with office.app.write() as uow:
        command = ask.Suspend("aanvragen", 2, office.by().today)
        office.app.casework.suspend(uow, key, command, office.by(), "wacht op stukken")

    office.tick("2026-03-16")

    assert ["aanvragen#2/held.0"] == [event.reminder.removeprefix("t1/") for event in office.said()]
    assert "staat stil sinds maandag 16 februari 2026" in office.outbox[0].body
    assert "traject resume 't1/aanvragen#2' --ground REDEN" in office.outbox[0].body
