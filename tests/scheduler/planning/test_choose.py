"""The chooser, from given agenda, ledger, staff and moment: what goes, what waits until when, what nobody is told."""

import pytest

from scheduler.planning.batching import Carried
from scheduler.planning.choose import (
    Circumstances,
    Goes,
    Holds,
    Outcome,
    Over,
    Reminder,
    Stays,
    TakenUp,
    Unaddressed,
    Waits,
    choose,
    goes_again,
    is_taken_up,
    told_themselves,
    whom_now,
)
from scheduler.planning.ladder import plan
from scheduler.planning.open_messages import Lapsed, OpenMessage, OpenMessages
from scheduler.planning.reminder_id import iso
from tests.scheduler.cases import CALENDAR, a_case, a_colleague, a_workflow, fact, sent
from tests.scheduler.offices import moment
from trajectories.deadlines.written import Written
from trajectories.local_time import write_instant
from trajectories.people.staff_member import StaffMember

LADDER = [{"before": "1 month"}, {"before": "1 week"}]
COMPILED = a_workflow({"aanvragen": {"remind": LADDER}})
KNOWN = ("2026-02-13", fact("2026-02-12"))  # due on Tue 12 May 2026; warned of on Fri 10 April and on Mon 4 May (5 May)
MONTH, WEEK = "t1/aanvragen#2/before-1m.0", "t1/aanvragen#2/before-1w.0"
DUE = "2026-05-12"
CORA = a_colleague("Cora", id="cora")
THEA = a_colleague("Thea", "teamleider", id="thea")
JOOST = a_colleague("Joost", "jurist", id="joost")  # is not told every day
NOTHING = OpenMessages(frozenset(), [], [], {})
FRIDAY, MONDAY = "2026-04-10", "2026-05-04"


def at(when: str, *staff: StaffMember, channel: str = "console") -> Circumstances:
    return Circumstances(moment(when), {each.id: each for each in staff}, CALENDAR, channel)


def chosen(
    when: str,
    *staff: StaffMember,
    messages: OpenMessages = NOTHING,
    written: Written | None = None,
    channel: str = "console",
) -> list[Outcome]:
    """Of one trajectory, whose agenda is its plan."""
    written, now = a_case(COMPILED, KNOWN), moment(when)
    due = [Reminder(each.id, each.trajectory, iso(each.due_on)) for each in plan(written) if each.send_at <= now]
    return choose(due, messages, {"t1": written}, at(when, *staff, channel=channel))


def rung(reminder: str = MONTH, into: str = "", **more: str) -> Carried:
    return Carried(reminder, DUE, "t1", "coordinator", into)._replace(**more)


def waiting(to: str, *rungs: Carried, open_at: str = "2026-04-13T08:00") -> OpenMessage:
    return OpenMessage("m1", to, "waiting", "", write_instant(moment(open_at)), list(rungs))


def pending(message: OpenMessage, had: frozenset[str] = frozenset()) -> OpenMessages:
    return OpenMessages(had, [message], [], {"t1/aanvragen#2": DUE})


def test_what_has_come_due_goes_in_the_message_of_today_and_was_due_since_its_hour():
    assert [Goes("cora", "daily", [rung()], moment("2026-04-10T08:00"))] == chosen(FRIDAY, CORA)


def test_of_several_rungs_the_latest_is_told_and_the_others_are_folded_into_it():
    assert [Goes("cora", "daily", [rung(WEEK), rung(MONTH, WEEK)], moment("2026-04-10T08:00"))] == chosen(MONDAY, CORA)


def test_whoever_is_told_every_day_is_told_also_that_there_is_nothing():
    assert [Goes("cora", "daily", [], None)] == chosen("2026-04-09", CORA, JOOST)


def test_outside_their_hours_it_waits_until_they_open():
    evening = chosen("2026-04-10T18:00", CORA)

    assert [Waits("cora", [rung()], moment("2026-04-13T08:00"))] == evening


def test_after_the_message_of_today_it_waits_for_that_of_their_next_day():
    had = NOTHING._replace(had=frozenset(["cora"]))

    assert [Waits("cora", [rung()], moment("2026-04-13T08:00"))] == chosen(FRIDAY, CORA, messages=had)


def test_a_last_day_before_they_open_goes_at_once():
    [found] = chosen("2026-05-12T18:00", CORA)

    assert isinstance(found, Goes)
    assert ("cora", "urgent") == (found.to, found.kind)


def test_what_is_overdue_waits():
    [found] = chosen("2026-05-13T18:00", CORA)

    assert isinstance(found, Waits)


def test_where_there_is_nobody_it_is_unaddressed():
    assert [Unaddressed(MONTH)] == chosen(FRIDAY, JOOST)


@pytest.mark.parametrize("channel, told", [("console", {"cora"}), ("smtp", {"cora", "thea"})])
def test_by_mail_whoever_would_be_told_without_those_it_does_not_reach_is_told_beside_them(
    channel: str, told: set[str]
):
    found = chosen(FRIDAY, CORA._replace(email=""), THEA, channel=channel)

    assert told == {each.to for each in found if isinstance(each, Goes) and each.carried}


def test_what_is_under_way_in_a_message_is_not_said_in_another():
    failed = OpenMessage("m1", "cora", "failed", FRIDAY, "", [rung()])

    assert [] == chosen(FRIDAY, CORA, messages=OpenMessages(frozenset(["cora"]), [], [failed], {}))


def test_a_row_whose_deadline_moved_meanwhile_is_left_alone():
    written = a_case(COMPILED, KNOWN)

    assert [] == choose([Reminder(MONTH, "t1", "2026-06-12")], NOTHING, {"t1": written}, at(FRIDAY, JOOST))


def test_what_someone_is_told_in_another_message_is_not_told_them_twice():
    """Joost waits for nothing more: he is told of it in a message that failed today."""
    message, failed = waiting("cora", rung()), OpenMessage("m2", "joost", "failed", "2026-04-13", "", [rung()])
    away = CORA._replace(away=True, substitute="joost")
    messages = pending(message)._replace(tried=[failed])

    assert [TakenUp(message)] == chosen("2026-04-13T10:00", away, JOOST, messages=messages)


def test_what_waits_is_taken_up_when_they_open_and_keeps_since_when():
    message = waiting("cora", rung())

    assert [TakenUp(message), Goes("cora", "daily", [rung()], moment("2026-04-13T08:00"))] == chosen(
        "2026-04-13T10:00", CORA, messages=pending(message)
    )
    assert [] == chosen("2026-04-12T10:00", CORA, messages=pending(message))


def test_what_was_folded_goes_along_with_what_it_is_told_through():
    message = waiting("cora", rung(WEEK), rung(MONTH, WEEK), open_at="2026-05-04T08:00")

    outcomes = chosen(MONDAY, CORA, messages=pending(message))

    assert [
        TakenUp(message),
        Goes("cora", "daily", [rung(WEEK), rung(MONTH, WEEK)], moment("2026-05-04T08:00")),
    ] == outcomes
    assert [(rung(WEEK), [rung(MONTH, WEEK)])] == list(told_themselves(message.carried))


def test_a_message_of_yesterday_that_said_nothing_and_was_refused_ends():
    refused = OpenMessage("m1", "joost", "failed", "2026-04-09", "", [])

    assert [TakenUp(refused)] == chosen("2026-04-09T23:00", JOOST, messages=pending(refused))


def test_what_waits_for_someone_who_is_not_there_goes_to_whoever_is_told_instead():
    message = waiting("cora", rung())
    away = CORA._replace(away=True, substitute="joost")

    assert [TakenUp(message), Waits("joost", [rung()], moment("2026-04-13T08:00"))] == chosen(
        "2026-04-11T10:00", away, JOOST, messages=pending(message)
    )
    assert [TakenUp(message), Unaddressed(MONTH), Waits("cora", [rung()], moment("2026-04-13T08:00"))] == chosen(
        "2026-04-11T10:00", CORA._replace(roles=frozenset()), JOOST, messages=pending(message)
    )


def test_what_waits_and_cannot_wait_any_more_is_taken_up_at_once():
    message = waiting("cora", rung())
    outcomes = chosen(
        "2026-05-12T18:00", CORA, messages=OpenMessages(frozenset(), [message], [], {"t1/aanvragen#2": DUE})
    )

    assert [TakenUp(message), "urgent"] == [outcomes[0], outcomes[1].kind if isinstance(outcomes[1], Goes) else None]


def test_the_due_day_of_now_says_whether_it_can_wait():
    """It was written down for another day."""
    message = waiting("cora", rung())._replace(carried=[rung(due_on="2026-05-13")])

    later = OpenMessages(frozenset(), [message], [], {"t1/aanvragen#2": "2026-06-12"})
    moved = OpenMessages(frozenset(), [message], [], {"t1/aanvragen#2": DUE})

    assert not [each for each in chosen("2026-05-12T18:00", CORA, messages=later) if isinstance(each, TakenUp)]
    assert [each for each in chosen("2026-05-12T18:00", CORA, messages=moved) if isinstance(each, TakenUp)]


# of what was to be said to someone


def now(written: Written | None, before: str, *staff: StaffMember) -> list[str] | Stays | Over:
    """Who is told."""
    found = whom_now(rung(), before, written, at("2026-04-13T10:00", *staff))
    return list(found.who) if isinstance(found, Holds) else found


def test_who_it_was_for_is_told_as_long_as_they_are_told_such_things():
    written = a_case(COMPILED, KNOWN)

    assert ["cora"] == now(written, "cora", CORA, THEA)
    assert ["thea"] == now(written, "cora", CORA._replace(away=True), THEA)


def test_by_mail_who_cannot_be_reached_is_tried_again_and_whoever_is_told_beside_them_once():
    """In the name of a coordinator without an address the team leader heard it of the day that counted then."""
    staff, written = (CORA._replace(email=""), THEA), a_case(COMPILED, KNOWN)
    heard = a_case(COMPILED, KNOWN, said=(("2026-04-10", sent(MONTH, DUE, "thea")),))
    by_mail = at("2026-04-13T10:00", *staff, channel="smtp")

    first, then = (whom_now(rung(), "cora", each, by_mail) for each in (written, heard))

    assert [["cora", "thea"], ["cora"]] == [list(each.who) for each in (first, then) if isinstance(each, Holds)]


def test_what_they_heard_is_over_and_who_heard_it_is_not_told_in_their_place():
    written = a_case(COMPILED, KNOWN, said=(("2026-04-10", sent(MONTH, DUE, "cora")),))

    assert Over() == now(written, "cora", CORA)
    assert [] == now(written, "thea", CORA)


def test_what_cannot_be_read_or_has_nobody_stays():
    assert Stays(is_addressed=False) == now(None, "cora", CORA)
    assert Stays(is_addressed=False) == now(a_case(COMPILED, KNOWN), "cora", JOOST)


# again


@pytest.mark.parametrize(
    "when, kind, due_on, goes",
    [
        ("2026-04-10T17:00", "daily", DUE, True),
        ("2026-04-10T17:01", "daily", DUE, False),
        ("2026-04-10T17:01", "urgent", DUE, True),
        ("2026-04-10T17:01", "daily", "2026-04-12", True),
        ("2026-04-10T17:01", "daily", "2026-04-13", False),
        ("2026-04-10T17:01", "daily", "2026-04-09", False),
        ("2026-04-10T17:01", "daily", "", False),
    ],
)
def test_what_was_begun_goes_on_within_their_hours_or_where_it_must(when: str, kind: str, due_on: str, goes: bool):
    assert goes == goes_again(Lapsed("m1", "cora", "unknown", kind, [due_on]), at(when, CORA))


def test_what_was_begun_for_someone_who_went_away_does_not_wait_for_their_hours():
    mondays = CORA._replace(hours="1 08:00-17:00")
    lapsed = Lapsed("m1", "cora", "unknown", "daily", [DUE])

    assert not goes_again(lapsed, at(FRIDAY, mondays))
    assert goes_again(lapsed, at(FRIDAY, mondays._replace(away=True)))


@pytest.mark.parametrize("when, goes", [("22:59", True), ("23:00", False), ("07:59", False), ("08:00", True)])
def test_what_cannot_wait_is_tried_again_until_eleven_in_the_evening(when: str, goes: bool):
    """Saturday 11 April is the last day, and Cora is back on Monday."""
    lapsed = Lapsed("m1", "cora", "failed", "urgent", ["2026-04-11"])
    message = OpenMessage("m2", "cora", "failed", FRIDAY, "", [rung(due_on="2026-04-11")])

    assert goes == goes_again(lapsed, at(f"2026-04-11T{when}", CORA))
    assert goes == is_taken_up(message, NOTHING, at(f"2026-04-11T{when}", CORA))
