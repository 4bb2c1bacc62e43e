"""What was found by trying to lose a reminder: each is a way in which someone would not have heard."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from scheduler.outbox import ledger
from scheduler.planning.batching import Carried
from scheduler.sending.tick import dispatch_due
from tests.contract.grounds import Crash, a_ground
from tests.scheduler.offices import BOTH, MONTH_BEFORE, an_office
from trajectories.clock import utc_now
from trajectories.people.staff import staff_on
from trajectories.repository.store import Store
from trajectories.service import staff_changes
from workflows.errors import DeliveryFailed
from workflows.words import Words

RECEIVED = "2026-02-16"  # Monday; 'beslissing' is due on Mon 13 April 2026, Anna and Jos are told on Mon 30 March
TWO_WEEKS = "t1/beslissing#2/before-2w.0"
JOS_TOLD = {"waiting": "2026-04-02", "failed": "2026-03-31"}  # on Thursday, in his hours; or with the next day's


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


@pytest.fixture(params=BOTH)
def ground(request):
    ground = a_ground(request)
    ground.opens(RECEIVED)
    ground.assigns("t1", "Anna", "coordinator")
    yield ground
    ground.app.store.close()


def fails(message):
    raise DeliveryFailed(Words("het adres bestaat niet", "there is no such address"))


def fails_for(name):
    def channel(message):
        if message.name == name:
            fails(message)

    return channel


def jos_did_not_hear_it(ground, why="waiting"):
    """On Monday 30 March 2026 Anna is told that the term ends in two weeks, and Jos is not."""
    if why == "waiting":
        with ground.app.write() as uow:
            jos = staff_on(uow, ground.today)[ground.staff["Jos"]]
            staff_changes.set_hours(uow, jos, "4 08:00-17:00", ground.by)
    ground.on("2026-03-30").tick(fails_for("Jos") if why == "failed" else lambda message: None)
    assert ["Anna"] == heard(ground, "before-2w.0")


def told(ground):
    """Who was told what for which due day, in names."""
    names = {key: name for name, key in ground.staff.items()}
    return [(names[to], reminder, due_on) for to, reminder, due_on in ground.said("t1") if to in names]


def heard(ground, rung):
    """Who was told that rung of the decision, under either of its names."""
    return sorted(to for to, reminder, _ in told(ground) if reminder.endswith(f"/{rung}") and "/bes" in reminder)


# one of two has not heard it yet, and the ground moves


@pytest.mark.parametrize("why", ["waiting", "failed"])
def test_a_term_that_is_extended_is_still_told_to_who_had_not_heard_of_it(ground, why):
    """To Mon 20 April: for Anna that is no news so shortly after, and for Jos it is the first that he hears."""
    jos_did_not_hear_it(ground, why)
    ground.on("2026-03-31").extends("t1", "beslissing", "1 week")

    ground.on(JOS_TOLD[why]).tick()

    assert ["Anna", "Jos"] == heard(ground, "before-2w.0")
    assert ("Jos", TWO_WEEKS, "2026-04-20") in told(ground)


def test_a_message_tried_again_speaks_of_the_due_day_of_now(ground):
    """The first attempt fails, the term is extended within the hour, the second attempt does not."""
    jos_did_not_hear_it(ground, "failed")
    ground.extends("t1", "beslissing", "1 week")
    ground.in_time()

    ground.tick()

    assert ("Jos", TWO_WEEKS, "2026-04-20") in told(ground)


def test_a_term_that_stood_still_for_some_days_is_still_told_to_who_had_not_heard_of_it(ground):
    """Suspended from Tuesday to Friday: on the Thursday between, Jos need not hear; on the next one he must."""
    jos_did_not_hear_it(ground)
    ground.on("2026-03-31").suspends("t1", "beslissing")
    ground.on("2026-04-02").tick()
    between = heard(ground, "before-2w.0")
    ground.on("2026-04-03").resumes("t1", "beslissing")

    ground.on("2026-04-09").tick()

    assert (["Anna"], ["Anna", "Jos"]) == (between, heard(ground, "before-2w.0"))


@pytest.mark.parametrize("why", ["waiting", "failed"])
def test_a_term_that_gets_another_name_is_still_told_to_who_had_not_heard_of_it(ground, why):
    jos_did_not_hear_it(ground, why)
    ground.on("2026-03-31").goes_over("t1", 2, how="keep")

    ground.on(JOS_TOLD[why]).tick()

    assert ["Anna", "Jos"] == heard(ground, "before-2w.0")


def test_a_term_that_turns_out_to_end_before_the_next_opening_is_told_at_once(ground):
    """Received twelve days earlier than thought: due on Wed 1 April, the day before Jos works again."""
    jos_did_not_hear_it(ground)
    ground.on("2026-03-31").corrects("t1", 2, value="2026-02-04")

    ground.tick()

    assert ("Jos", TWO_WEEKS, "2026-04-01") in told(ground)


def test_a_term_that_moves_far_is_told_to_everyone_in_its_time(ground):
    """Extended by eight weeks, to 8 June: what Jos had not heard is told to both on Fri 22 May."""
    jos_did_not_hear_it(ground)
    ground.on("2026-03-31").extends("t1", "beslissing", "8 weeks")
    ground.on("2026-04-02").tick()
    before = heard(ground, "before-2w.0")

    for day in ("2026-05-22", "2026-05-28"):
        ground.on(day).tick()

    assert (["Anna"], ["Anna", "Anna", "Jos"]) == (before, heard(ground, "before-2w.0"))


def test_what_waits_keeps_its_latest_due_day_and_stands_there_once(office):
    """A reminder that waits for an earlier due day, and is to wait for a later one too."""
    first, second = (Carried(MONTH_BEFORE, day, "t1", "coordinator") for day in ("2026-05-12", "2026-06-12"))

    with office.app.write() as uow:
        ledger.wait(uow, "one", "s2", [first, first], office.now, office.now)
        ledger.wait(uow, "two", "s2", [second, second], office.now, office.now)

        assert [second] == ledger.carried_by(uow, "one")


# one message that cannot be made


def breaks_for(office, name):
    def channel(message):
        if message.name == name:
            raise ValueError(message.name)
        office.outbox.append(message)

    return channel


@pytest.mark.parametrize("name", ["Anna", "Ben", "Cas"])
def test_a_message_that_breaks_the_tick_keeps_nobody_else_from_theirs(office, name):
    """Whoever of the three it is, and at the next tick too."""
    given = ["s2", office.joins("Ben", "coordinator"), office.joins("Cas", "coordinator")]
    office.clients(["WL-0001", "WL-0002", "WL-0003"], "2026-02-12", given)

    for _ in range(2):
        with pytest.raises(ValueError, match=name):
            office.tick("2026-04-10", breaks_for(office, name))
        office.leases_end()

    assert sorted({"Anna", "Ben", "Cas"} - {name}) == sorted(office.to())
    assert [("daily", "unknown")] == office.ledger(name)


# clocks


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


class Dying(Store):
    """A node that dies between its claim and writing down: when it reads for the second time."""

    reads = 0

    @contextmanager
    def read(self):
        self.reads += 1
        if self.reads > 1:
            raise Crash
        with super().read() as uow:
            yield uow


@on_sqlite
def test_a_machine_whose_clock_was_three_days_ahead_for_a_moment_holds_up_nobody(office):
    """It claims, dies, and its clock is put right: on SQLite that clock is what leases run on."""
    office.client()
    office.now = office.now.replace(month=4, day=10)
    dying, ahead = Dying(office.app.settings.database), timedelta(days=3)
    with pytest.raises(Crash):
        dispatch_due(dying, office.app.casework, fails, "smtp", office.now, lambda: utc_now() + ahead)
    dying.close()

    assert ["Anna"] * office.tick().sent == office.to() == ["Anna"]


@on_sqlite
def test_a_message_claimed_by_a_clock_three_days_ahead_goes_out_when_it_is_put_right(office):
    office.client()

    def crashes(message):
        raise Crash

    with pytest.raises(Crash):
        office.tick("2026-04-10", crashes, later=timedelta(days=3))

    report = office.tick()

    assert (1, 1) == (report.sent, report.unknown)


# a row that someone is changing


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_a_row_that_someone_is_changing_at_the_claim_does_not_come_a_day_later(office):
    """One of Anna's two clients is being worked on; a moment later she has one message with both."""
    office.clients(["WL-0001", "WL-0002"], "2026-02-12", [])

    with office.app.write() as uow:
        uow.connection.exec_driver_sql("SELECT id FROM agenda WHERE trajectory = 't1' FOR UPDATE")
        meanwhile = office.tick("2026-04-10")
    report = office.tick()

    assert [0, 1] == [meanwhile.sent, report.sent]
    assert [("Anna", "before-1m.0")] == office.told("t1") == office.told("t2")


# nobody to reach


def test_a_reminder_for_people_without_an_address_goes_to_the_team_leader_too(office):
    """Anna's address is not known: what is sent to her alone would be read by nobody."""
    office.joins("Tea", "teamleider")
    office.client()
    with office.app.write() as uow:
        uow.connection.exec_driver_sql("UPDATE staff SET email = '' WHERE id = 's2'")

    office.tick("2026-04-10", fails_for_the_unreachable(office))

    assert [("Tea", "before-1m.0")] == office.told()
    assert [("daily", "failed")] == office.ledger("Anna")


def fails_for_the_unreachable(office):
    def channel(message):
        if not message.to:
            fails(message)
        office.outbox.append(message)

    return channel


# who is not there any more


def test_what_may_have_arrived_at_someone_who_left_does_not_wait_for_their_hours(office):
    """A tick dies over Jos's message on a Monday, his only day; he leaves on Wednesday, and Kim hears the day after."""
    jos = office.joins("Jos", "jurist")
    office.works(jos, "1 08:00-17:00")
    office.client()

    def dies_over_jos(message):
        if message.name == "Jos":
            raise Crash

    with pytest.raises(Crash):
        office.tick("2026-05-04", dies_over_jos)
    office.tick("2026-05-06")
    office.joins("Kim", "jurist")
    office.leaves(jos, "jurist")
    office.leases_end()

    for moment in ("2026-05-06T15:00", "2026-05-07T15:00"):
        office.tick(moment)

    assert "Kim" in [to for to, _ in office.told()]
