"""Terms that stand still in a stage, end with a life, or count from what people did. Pure."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CALENDAR, a_definition_with, a_history, a_rule, entered, opened
from trajectories.deadlines.deadline import status
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.reckoning import explain
from trajectories.history import events as ev
from trajectories.history.replay import replay

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)
TUE_16 = date(2024, 1, 16)
WED_17 = date(2024, 1, 17)
FRI_19 = date(2024, 1, 19)
MON_22 = date(2024, 1, 22)
MON_29 = date(2024, 1, 29)
SIGNED = ev.FactSet("getekend_op", "2024-01-10")  # Wednesday; four weeks on: Wednesday 7 February
WED_7_FEBRUARY = date(2024, 2, 7)
REST, BACK, GO = entered("pauze", "midden", "rust"), entered("midden", "pauze", "hervat"), entered("midden", "x", "ga")
END, AGAIN = entered("einde", "midden", "rond_af", outcome="klaar"), entered("midden", "einde", "heropen")
START = [(MON_8, opened()), (WED_10, SIGNED), (WED_10, GO)]


def termijn(*entries, **rule) -> Any:
    trajectory = replay("t1", a_history(*entries))
    found = open_deadlines(a_definition_with(termijn=a_rule(**rule)), trajectory, CALENDAR)
    return found[0] if found else None


# standing still in a stage


def test_a_stage_lets_a_term_stand_still_from_the_day_after_entering_until_the_day_before_leaving():
    """Entered on Monday 15, left on Friday 19: 16, 17 and 18. While it lasts it is suspended, however long."""
    still = termijn(*START, (MON_15, REST), paused_in="pauze")
    over = termijn(*START, (MON_15, REST), (FRI_19, BACK), paused_in="pauze")

    days = (MON_15, TUE_16, date(2030, 1, 1))
    assert ["open", "suspended", "suspended"] == [status(still, day) for day in days]
    assert (((TUE_16, None),), TUE_16) == (still.holds, still.held_since)
    assert ((TUE_16, date(2024, 1, 18)),) == over.holds
    assert (3, WED_7_FEBRUARY + timedelta(3)) == (over.reckoned.suspended_days, over.due_on)
    assert ("suspended", "open") == (status(over, date(2024, 1, 18)), status(over, FRI_19))
    assert (FRI_19, None) == (over.known_on, over.held_since)


def test_a_pause_whose_last_day_is_the_one_counted_from_takes_no_day_away():
    """Day zero, the tenth, is not counted anyway; a day more of it is one day."""
    start = [(MON_8, opened()), (MON_8, GO), (MON_8, REST), (WED_10, SIGNED)]
    until_the_tenth = termijn(*start, (date(2024, 1, 11), BACK), paused_in="pauze")
    until_the_eleventh = termijn(*start, (FRI_12, BACK), paused_in="pauze")

    assert ((), 0) == (until_the_tenth.holds, until_the_tenth.reckoned.suspended_days)
    assert 1 == until_the_eleventh.reckoned.suspended_days


def test_the_arithmetic_says_how_many_days_did_not_count():
    """As after a suspension."""
    found = termijn(*START, (MON_15, REST), (FRI_19, BACK), paused_in="pauze")

    steps = {step.words.en for step in explain(found.reckoned, CALENDAR)}
    assert {"suspended for 3 days: that much later"} <= steps


def test_days_both_suspended_and_paused_count_once():
    """Suspended from 12 up to and including 16, in the stage from 15 up to and including 18: seven days."""
    suspended = (FRI_12, ev.DeadlineSuspended("termijn", 2, "2024-01-16"))

    found = termijn(*START, suspended, (MON_15, REST), (FRI_19, BACK), paused_in="pauze")

    assert 7 == found.reckoned.suspended_days


def test_a_pause_before_the_term_began_does_not_count_and_one_under_way_counts_from_the_day_after():
    """Signed on the tenth: a pause over by then is no pause of this term; of one until the fifteenth, 11–14 count."""
    start = [(MON_8, opened()), (MON_8, GO), (MON_8, REST)]
    before = termijn(*start, (WED_10, BACK), (WED_10, SIGNED), paused_in="pauze")
    under_way = termijn(*start, (WED_10, SIGNED), (MON_15, BACK), paused_in="pauze")

    assert ((), 0) == (before.holds, before.reckoned.suspended_days)
    assert 4 == under_way.reckoned.suspended_days


@pytest.mark.parametrize("left_on", [MON_15, TUE_16])
def test_entered_and_left_on_one_day_or_the_next_is_no_pause(left_on):
    """No whole day lies between."""
    assert () == termijn(*START, (MON_15, REST), (left_on, BACK), paused_in="pauze").holds


def test_a_stage_that_follows_another_goes_on_standing_still():
    """From one pausing stage into the next it is one stay: the days of passing count as still too."""
    stays = [*START, (MON_15, REST), (WED_17, BACK), (FRI_19, REST)]
    still = termijn(*stays, paused_in=["pauze", "midden"])
    over = termijn(*stays, (MON_22, entered("elders", "pauze", "ga")), paused_in=["pauze", "midden"])

    assert (((date(2024, 1, 11), None),), 0) == (still.holds, still.reckoned.suspended_days)
    assert 11 == over.reckoned.suspended_days  # 11 up to and including 21


def test_closing_ends_the_pause():
    """A term that stood still has lapsed, and is not suspended any more."""
    found = termijn(*START, (MON_15, REST), (FRI_19, ev.TrajectoryClosed("gestopt")), paused_in="pauze")

    assert ("lapsed", ((TUE_16, date(2024, 1, 18)),)) == (status(found, MON_22), found.holds)


def test_a_day_counted_back_stands_on_its_own_term():
    """Only what it is counted back from stands still."""
    assert () == termijn(*START, (MON_15, REST), paused_in="pauze", count="back").holds


STAYS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5)  # days outside, then days inside
HELD = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=3)


@given(STAYS, HELD, st.integers(0, 20), st.booleans())
def test_what_stood_still_is_what_a_reader_counts_day_by_day(stays, held, anchored, is_still_there):
    """On paper: cross out each day in the stage, and each day suspended; of those after the anchor, count what is out.

    A stay that is not over gives nothing yet, as with a suspension.
    """
    entries: list[Any] = [(MON_8, opened()), (MON_8, GO)]
    anchor_on = MON_8 + timedelta(anchored)
    entries.append((anchor_on, ev.FactSet("getekend_op", anchor_on.isoformat())))
    crossed, day = set(), MON_8
    for outside, inside in stays:
        entered_on = day + timedelta(outside)
        day = entered_on + timedelta(inside)
        entries += [(entered_on, REST), (day, BACK)]
        crossed |= {entered_on + timedelta(each) for each in range(1, inside)}
    if is_still_there:
        entries.append((day, REST))
    for first, length in held:
        on, until = MON_8 + timedelta(first), MON_8 + timedelta(first + length)
        entries.append((on, ev.DeadlineSuspended("termijn", 3, until.isoformat()), MON_8 + timedelta(99)))
        crossed |= {on + timedelta(each) for each in range(length + 1)}

    found = termijn(*entries, paused_in="pauze")

    count = len({each for each in crossed if each > anchor_on})
    assert (count, anchor_on + timedelta(28 + count)) == (found.reckoned.suspended_days, found.due_on)
    assert is_still_there == (found.held_since is not None)


# a life that ended, and another


def test_what_ran_when_it_closed_stays_lapsed_when_it_is_opened_again():
    """Also when what would have met it comes afterwards."""
    lived = [*START, (MON_15, END), (MON_22, AGAIN)]

    assert "lapsed" == status(termijn(*lived, met_by={"fact": "brief_op"}), MON_29)
    letter = (MON_29, ev.FactSet("brief_op", "2024-01-29"))
    assert "lapsed" == status(termijn(*lived, letter, met_by={"fact": "brief_op"}), MON_29)
    assert "lapsed" == status(termijn(*lived, (MON_29, REST), met_by={"stage": "pauze"}), MON_29)


def test_what_was_met_stays_met():
    """By the closing itself."""
    found = termijn(*START, (MON_15, END), (MON_22, AGAIN), met_by={"stage": "einde"})

    assert ("met", MON_15) == (status(found, MON_29), found.met_on)


def test_an_open_question_that_fell_away_is_not_put_again_unless_its_stage_is_entered_again():
    """The rule matters from a stage: that one was entered in the second life."""
    lived = [(MON_8, opened()), (WED_10, GO), (MON_15, END)]

    assert None is termijn(*lived, (MON_22, AGAIN))
    asked = termijn(*lived, (MON_22, AGAIN), since="midden")
    assert ("unknown", MON_22) == (asked.standing, asked.asked_on)


@pytest.mark.parametrize(
    "rule, entry",
    [
        ({"since": "midden"}, None),
        ({"anchor": {"stage": "midden"}}, None),
        ({}, ev.FactSet("getekend_op", "2024-01-22")),
        ({"anchor": {"done": "folder"}}, ev.TaskDone("folder")),
        ({"anchor": {"missed": "dagdelen"}}, ev.TaskMissed("dagdelen")),
        ({"anchor": {"task": "nakijken"}}, ev.TaskAsked("nakijken", "t2@1")),
        ({"anchor": {"assigned": "jurist"}}, ev.Assigned("jurist", "s2")),
        ({"anchor": {"latest_of": [{"fact": "getekend_op"}, {"stage": "midden"}]}}, None),
    ],
)
def test_what_begins_after_the_reopening_runs(rule, entry):
    """A stage entered, a fact, a task, an absence, an assignment of the second life."""
    lived = [*START, (MON_15, END), (MON_22, AGAIN), *([(MON_22, entry)] if entry else [])]

    assert "running" == termijn(*lived, **rule).standing


@pytest.mark.parametrize("rule, ended", [({"met_by": {"stage": "einde"}}, "met"), ({"lapses_at": "einde"}, "lapsed")])
def test_the_end_of_the_first_life_neither_meets_nor_ends_a_term_of_the_second(rule, ended):
    """Signed anew a week after the file was opened again: that term runs until it closes again."""
    lived = [*START, (MON_15, END), (MON_22, AGAIN), (MON_29, ev.FactSet("getekend_op", "2024-01-29"))]

    assert ("running", date(2024, 2, 26)) == ((found := termijn(*lived, **rule)).standing, found.due_on)
    assert ended == termijn(*lived, (date(2024, 2, 5), END), **rule).standing


def test_a_third_life_keeps_what_each_life_came_to():
    """Closed and opened twice: the term of the second is lapsed too, the third has its own."""
    lived = [*START, (MON_15, END), (WED_17, AGAIN), (FRI_19, END), (MON_22, AGAIN)]

    assert ("running", 7) == ((found := termijn(*lived, anchor={"stage": "midden"})).standing, found.occurrence)
    assert "lapsed" == termijn(*lived[:-1], anchor={"stage": "midden"}).standing
    assert "lapsed" == termijn(*lived).standing


# counted from what people did


def test_the_last_time_a_task_was_done_counts_whoever_it_was_for():
    """Each time anew, in the order of the world: an entry made late for an earlier day changes nothing."""
    rule = {"anchor": {"done": "huisarts"}, "term": "1 month"}
    done = [(MON_15, ev.TaskDone("huisarts", "p1")), (WED_10, ev.TaskDone("huisarts", "p2"), MON_22)]

    assert None is termijn((MON_8, opened()), **rule)
    found = termijn((MON_8, opened()), *done, **rule)
    assert (date(2024, 2, 15), 2, MON_15) == (found.due_on, found.occurrence, found.known_on)


def test_a_term_from_an_absence_is_met_by_coming_from_that_day_on():
    """By who stayed away: the coming of another, or of the week before, does not count."""
    rule = {"anchor": {"missed": "huisarts"}, "term": "1 week", "met_by": {"attended": "huisarts"}}
    missed = [
        (MON_8, opened()),
        (WED_10, ev.TaskDone("huisarts", "p1")),
        (MON_15, ev.TaskMissed("huisarts", "p1")),
        (WED_17, ev.TaskDone("huisarts", "p2")),
    ]

    assert None is termijn(*missed[:2], **rule)
    assert ("running", MON_22, 3) == (
        (found := termijn(*missed, **rule)).standing,
        found.due_on,
        found.occurrence,
    )
    assert FRI_19 == termijn(*missed, (FRI_19, ev.TaskDone("huisarts", "p1")), **rule).met_on
    again = termijn(*missed, (FRI_19, ev.TaskMissed("huisarts", "p1")), **rule)
    assert (date(2024, 1, 26), 5) == (again.due_on, again.occurrence)


def test_of_two_who_stayed_away_the_one_who_has_not_come_yet_is_waited_for():
    """p2, who stayed away last, comes: the term of p1 must not end with it. A member who left is waited for no more."""
    rule = {"anchor": {"missed": "huisarts"}, "term": "1 week", "met_by": {"attended": "huisarts"}}
    missed = [
        (MON_8, opened()),
        (WED_10, ev.TaskMissed("huisarts", "p1")),
        (MON_15, ev.TaskMissed("huisarts", "p2")),
    ]
    p2_came = [*missed, (WED_17, ev.TaskDone("huisarts", "p2"))]

    assert MON_22 == termijn(*missed, **rule).due_on
    assert ("running", WED_17) == ((found := termijn(*p2_came, **rule)).standing, found.due_on)
    assert (
        FRI_19
        == termijn(*missed, (FRI_19, ev.TaskDone("huisarts", "p1")), (MON_22, ev.MemberLeft("p2")), **rule).met_on
    )
    assert WED_17 == termijn(*p2_came, (FRI_19, ev.TaskDone("huisarts", "p1")), **rule).met_on
    assert WED_17 == termijn(*p2_came, (FRI_19, ev.MemberLeft("p1")), **rule).met_on


@pytest.mark.parametrize(
    "anchor, began",
    [
        ({"done": "folder"}, ev.TaskDone("folder")),
        ({"missed": "dagdelen"}, ev.TaskMissed("dagdelen")),
        ({"task": "nakijken"}, ev.TaskAsked("nakijken", "t2@1")),
        ({"assigned": "jurist"}, ev.Assigned("jurist", "s2")),
        ({"later_of": [{"opened": True}, {"missed": "dagdelen"}]}, ev.TaskMissed("dagdelen")),
    ],
)
def test_a_stage_entered_before_the_term_began_neither_ends_nor_meets_it(anchor, began):
    """A second course was entered in January; the lesson missed there after it is still to be made up for."""
    before = [(MON_8, opened()), (WED_10, GO), (MON_15, REST), (WED_17, began)]

    assert "running" == termijn(*before, anchor=anchor, lapses_at="pauze").standing
    assert "running" == termijn(*before, anchor=anchor, met_by={"stage": "pauze"}).standing
    later = [*before, (FRI_19, BACK)]
    assert "lapsed" == termijn(*later, anchor=anchor, lapses_at=["pauze", "midden"]).standing
    assert FRI_19 == termijn(*later, anchor=anchor, met_by={"stage": "midden"}).met_on


def test_what_happened_before_the_stage_lapses_there_also_when_it_is_written_down_late():
    """The order of the world counts; on one day, that of writing."""
    rule = {"anchor": {"missed": "dagdelen"}, "lapses_at": "pauze"}
    before = [(MON_8, opened()), (WED_10, GO), (MON_15, REST)]

    assert "lapsed" == termijn(*before, (FRI_12, ev.TaskMissed("dagdelen"), MON_22), **rule).standing
    assert "running" == termijn(*before, (MON_15, ev.TaskMissed("dagdelen")), **rule).standing


def test_the_stage_that_asks_for_a_task_does_not_end_the_term_counted_from_it():
    """It is entered with the asking, not after it."""
    asked = entered("midden", "start", "ga", "folder")
    rule = {"anchor": {"task": "folder"}, "lapses_at": "midden"}

    assert "running" == termijn((MON_8, opened()), (WED_10, asked), **rule).standing


def test_who_holds_a_role_starts_a_term_and_another_starts_another():
    """The same person entered for an earlier day too has had it since then; nobody: no term."""
    rule = {"anchor": {"assigned": "volunteer"}, "term": "6 months"}
    one = [(MON_8, opened()), (MON_15, ev.Assigned("volunteer", "s2"))]

    assert None is termijn(*one[:1], **rule)
    assert date(2024, 7, 15) == termijn(*one, **rule).due_on
    assert date(2024, 7, 10) == termijn(*one, (WED_10, ev.Assigned("volunteer", "s2"), MON_22), **rule).due_on
    other = termijn(*one, (MON_22, ev.Assigned("volunteer", "s3")), **rule)
    assert (date(2024, 7, 22), 3) == (other.due_on, other.occurrence)
    assert None is termijn(*one, (MON_22, ev.Assigned("volunteer", "")), **rule)


def test_the_latest_of_what_is_known_counts_and_only_nothing_known_is_a_question():
    """Against later_of, which waits for all."""
    rule = {"anchor": {"latest_of": [{"fact": "getekend_op"}, {"fact": "brief_op"}, {"stage": "midden"}]}}
    start = [(MON_8, opened())]

    assert ("getekend_op", "brief_op") == termijn(*start, **rule).missing
    assert (WED_7_FEBRUARY, 2) == (
        (found := termijn(*start, (WED_10, SIGNED), **rule)).due_on,
        found.occurrence,
    )
    entered_late = termijn(*start, (WED_10, SIGNED), (MON_15, GO), **rule)
    assert (date(2024, 2, 12), 3) == (entered_late.due_on, entered_late.occurrence)
    assert None is termijn(*start, anchor={"latest_of": [{"stage": "midden"}, {"task": "nakijken"}]})


# the last day that a letter gave


@pytest.mark.parametrize("forgets", [[], ["brief_op"]])
def test_a_last_day_holds_for_the_wait_that_it_was_given_for_also_where_a_step_ends_it(forgets: list[str]):
    """Until 17 January, back on the 22nd: 16 and 17. From the 29th until the 31st, back on 5 February: two more."""
    ground = {"label": {"nl": "Stukken"}, "begins": {"stage": "pauze"}, "last_day": "brief_op"}
    back = ev.StageEntered("midden", "pauze", "hervat", forgets=forgets)
    first = [*START, (MON_15, ev.FactSet("brief_op", "2024-01-17")), (MON_15, REST), (MON_22, back)]
    second = [(MON_29, ev.FactSet("brief_op", "2024-01-31")), (MON_29, REST), (date(2024, 2, 5), back)]

    found = [termijn(*each, suspend={"grounds": {"stukken": ground}}) for each in (first, first + second)]

    assert [2, 4] == [each.reckoned.suspended_days for each in found]
