"""Terms: from which day, until which day, and how they stand on a day. Pure: definition, history, calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    CALENDAR,
    PROEF,
    a_definition,
    a_definition_with,
    a_history,
    a_rule,
    builtin,
    entered,
    opened,
)
from trajectories.deadlines.deadline import status
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.reckoning import explain, suspended_days
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.history.state import Hold

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
MON_15 = date(2024, 1, 15)
FRI_19 = date(2024, 1, 19)
MON_22 = date(2024, 1, 22)
SIGNED = ev.FactSet("getekend_op", "2024-01-10")  # Wednesday; four weeks on: Wednesday 7 February
WED_7_FEBRUARY = date(2024, 2, 7)


def deadlines(compiled, *entries) -> dict[str, Any]:
    trajectory = replay("t1", a_history(*entries))
    return {each.name: each for each in open_deadlines(compiled, trajectory, CALENDAR)}


def termijn(*entries, **rule) -> Any:
    """The one deadline of a definition with this rule, after this history."""
    return deadlines(a_definition_with(termijn=a_rule(**rule)), *entries).get("termijn")


# how a deadline stands


def test_a_term_that_cannot_be_computed_yet_is_an_open_question():
    """Unknown is not nothing: it says what it waits for, since when."""
    found = termijn((MON_8, opened()))

    assert ("unknown", 0, ("getekend_op",), MON_8, None) == (
        found.standing,
        found.occurrence,
        found.missing,
        found.asked_on,
        found.due_on,
    )
    assert "unknown" == status(found, date(2030, 1, 1))
    assert "t1/termijn#0" == found.id


def test_the_due_day_itself_is_still_in_time():
    """Open through Wednesday 7 February, overdue on Thursday."""
    found = termijn((MON_8, opened()), (WED_10, SIGNED))

    assert WED_7_FEBRUARY == found.due_on
    assert "open" == status(found, WED_7_FEBRUARY)
    assert "overdue" == status(found, date(2024, 2, 8))
    assert "t1/termijn#2" == found.id


@pytest.mark.parametrize("day, expected", [(WED_7_FEBRUARY, "met"), (date(2024, 2, 8), "met_late")])
def test_met_on_the_due_day_is_in_time_and_a_day_later_is_late(day, expected):
    """And it stays so, whatever day it is asked."""
    history = [(MON_8, opened()), (WED_10, SIGNED), (day, entered("midden", "begin", "ga"))]

    found = termijn(*history, met_by={"stage": "midden"})

    assert (day, expected, expected) == (found.met_on, status(found, day), status(found, date(2030, 1, 1)))


def test_a_window_that_opens_is_never_overdue_and_never_met_late():
    """It says from when something may be done."""
    rule = {"moment": "opens", "met_by": {"stage": "midden"}}
    late = date(2024, 6, 3)

    assert "open" == status(termijn((MON_8, opened()), (WED_10, SIGNED), **rule), late)
    met = termijn((MON_8, opened()), (WED_10, SIGNED), (late, entered("midden", "begin", "ga")), **rule)
    assert "met" == status(met, late)


def test_closing_ends_what_was_not_met():
    """Lapsed; an open question falls away."""
    closing = (MON_22, ev.TrajectoryClosed("gestopt"))

    assert "lapsed" == status(termijn((MON_8, opened()), (WED_10, SIGNED), closing), MON_22)
    assert None is termijn((MON_8, opened()), closing)


def test_a_stage_may_end_a_term_unmet():
    """lapses_at; but what was met before stays met."""
    rule = {"lapses_at": "pauze", "met_by": {"fact": "brief_op"}}
    moves = [(MON_15, entered("midden", "begin", "ga")), (MON_22, entered("pauze", "midden", "rust"))]

    assert "lapsed" == status(termijn((MON_8, opened()), (WED_10, SIGNED), *moves, **rule), MON_22)
    letter = (MON_15, ev.FactSet("brief_op", "2024-01-15"))
    assert "met" == status(termijn((MON_8, opened()), (WED_10, SIGNED), letter, *moves, **rule), MON_22)


def test_a_question_that_was_answered_otherwise_is_no_question():
    """Met before its anchor was known: nothing to ask."""
    moved = (WED_10, entered("midden", "begin", "ga"))

    assert None is termijn((MON_8, opened()), moved, met_by={"stage": "midden"})


# what meets it


def test_a_date_fact_meets_on_its_value_and_another_fact_on_its_day():
    """The letter of the fifteenth, entered on the twenty-second, was in time on the fifteenth."""
    start = [(MON_8, opened()), (WED_10, SIGNED)]

    by_date = termijn(*start, (MON_22, ev.FactSet("brief_op", "2024-01-15")), met_by={"fact": "brief_op"})
    by_answer = termijn(*start, (MON_22, ev.FactSet("akkoord", False)), met_by={"fact": "akkoord"})

    assert (MON_15, MON_22) == (by_date.met_on, by_answer.met_on)


def test_a_task_meets_on_the_day_its_amount_is_reached():
    """Four half days: the fourth is what counts."""
    work = [(WED_10, ev.TaskDone("dagdelen", "", 3)), (MON_22, ev.TaskDone("dagdelen", "", 1))]

    assert "running" == termijn((MON_8, opened()), (WED_10, SIGNED), work[0], met_by={"task": "dagdelen"}).standing
    found = termijn((MON_8, opened()), (WED_10, SIGNED), *work, met_by={"task": "dagdelen"})
    assert ("met", MON_22) == (found.standing, found.met_on)


def test_the_first_of_several_ways_counts():
    """Whatever order they are named in."""
    rule = {"met_by": [{"fact": "brief_op"}, {"stage": "midden"}]}
    moved = (MON_15, entered("midden", "begin", "ga"))

    found = termijn((MON_8, opened()), (WED_10, SIGNED), moved, (MON_22, ev.FactSet("brief_op", "2024-01-19")), **rule)

    assert MON_15 == found.met_on


# the day it is counted from


def test_the_trajectory_s_own_days():
    """Opened on Monday 8 January, intake on Monday 1 January."""
    assert date(2024, 2, 5) == termijn((MON_8, opened()), anchor={"opened": True}).due_on
    assert date(2024, 1, 29) == termijn((MON_8, opened()), anchor={"intake": True}).due_on


@pytest.mark.parametrize(
    "anchor, due_on, occurrence",
    [
        ({"fact": "getekend_op"}, date(2024, 2, 12), 3),
        ({"fact": "getekend_op", "on_change": "keep"}, WED_7_FEBRUARY, 2),
        ({"fact": "getekend_op", "pick": "first"}, WED_7_FEBRUARY, 2),
    ],
)
def test_a_later_value_restarts_the_term_unless_it_is_kept(anchor, due_on, occurrence):
    """follow: the latest counts, as another occurrence; keep: a later value changes nothing."""
    found = termijn(
        (MON_8, opened()), (WED_10, SIGNED), (MON_22, ev.FactSet("getekend_op", "2024-01-15")), anchor=anchor
    )

    assert (due_on, occurrence) == (found.due_on, found.occurrence)


def test_a_correction_always_moves_the_term_also_one_that_is_kept():
    """The day was written down wrongly; the occurrence stays, so what was granted stays."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_22, ev.EventReplaced(2, value="2024-01-15")),
        anchor={"fact": "getekend_op", "on_change": "keep"},
    )

    assert (date(2024, 2, 12), 2, MON_22) == (found.due_on, found.occurrence, found.known_on)


def test_the_same_value_written_down_again_is_no_new_term():
    """What was suspended and granted stays: a due date never moves earlier because someone typed twice."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_15, ev.DeadlineExtended("termijn", 2, "2 weeks")),
        (MON_22, SIGNED),
    )

    assert (2, date(2024, 2, 21)) == (found.occurrence, found.due_on)


def test_a_value_that_comes_back_after_another_is_a_new_term():
    """Tenth, fifteenth, tenth: the third entry is its own."""
    found = termijn(
        (MON_8, opened()), (WED_10, SIGNED), (MON_15, ev.FactSet("getekend_op", "2024-01-15")), (MON_22, SIGNED)
    )

    assert (4, WED_7_FEBRUARY) == (found.occurrence, found.due_on)


REENTERED = [
    (MON_8, opened()),
    (WED_10, entered("midden", "begin", "ga")),
    (MON_15, entered("pauze", "midden", "rust")),
    (MON_22, entered("midden", "pauze", "hervat")),
]


@pytest.mark.parametrize(
    "anchor, due_on, occurrence",
    [
        ({"stage": "midden"}, date(2024, 2, 19), 4),
        ({"stage": "midden", "pick": "first"}, WED_7_FEBRUARY, 2),
        ({"stage": "midden", "on_change": "keep"}, WED_7_FEBRUARY, 2),
    ],
)
def test_a_stage_entered_again_starts_its_own_term_unless_the_first_is_picked(anchor, due_on, occurrence):
    """A re-entered stage gets its own ladder."""
    found = termijn(*REENTERED, anchor=anchor)

    assert (due_on, occurrence) == (found.due_on, found.occurrence)


def test_a_stage_not_reached_and_a_task_not_asked_are_no_questions():
    """Nobody can answer them yet."""
    assert None is termijn((MON_8, opened()), anchor={"stage": "midden"})
    assert None is termijn((MON_8, opened()), anchor={"task": "nakijken"})


def test_a_task_asked_again_counts_from_that_day():
    """And what was done before does not meet the second asking."""
    history = [
        (MON_8, opened()),
        (MON_8, ev.TaskAsked("nakijken", "t2@1")),
        (WED_10, ev.TaskDone("nakijken")),
        (MON_15, ev.TaskAsked("nakijken", "t2@5")),
    ]
    rule = {"anchor": {"task": "nakijken"}, "term": "2 weeks", "met_by": {"task": "nakijken"}}

    first, second = termijn(*history[:3], **rule), termijn(*history, **rule)

    assert ("met", MON_22, 2) == (first.standing, first.due_on, first.occurrence)
    assert ("running", date(2024, 1, 29), 4) == (second.standing, second.due_on, second.occurrence)


def test_the_later_of_two_days_counts_once_both_are_known():
    """Ten weeks from notice or registration, whichever is later."""
    anchor = {"later_of": [{"fact": "getekend_op"}, {"fact": "brief_op"}]}
    letter = ev.FactSet("brief_op", "2024-01-08")

    waiting = termijn((MON_8, opened()), (WED_10, SIGNED), anchor=anchor)
    found = termijn((MON_8, opened()), (WED_10, SIGNED), (MON_15, letter), anchor=anchor)

    assert ("unknown", ("brief_op",)) == (waiting.standing, waiting.missing)
    assert (WED_7_FEBRUARY, 2, MON_15) == (found.due_on, found.occurrence, found.known_on)


def test_a_term_may_hang_on_another_deadline():
    """Two weeks back from the end; declared before the one it hangs on."""
    compiled = a_definition_with(
        open=a_rule(anchor={"deadline": "einde"}, term="2 weeks", count="back", moment="opens"), einde=a_rule()
    )

    unknown = deadlines(compiled, (MON_8, opened()))
    found = deadlines(compiled, (MON_8, opened()), (WED_10, SIGNED))

    assert ["open", "einde"] == list(found)
    assert ("unknown", ("getekend_op",)) == (unknown["open"].standing, unknown["open"].missing)
    assert (date(2024, 1, 24), 2) == (found["open"].due_on, found["open"].occurrence)


def test_an_extension_moves_what_hangs_on_it():
    """The window moves with the end."""
    compiled = a_definition_with(
        einde=a_rule(), open=a_rule(anchor={"deadline": "einde"}, term="2 weeks", count="back", moment="opens")
    )

    found = deadlines(
        compiled, (MON_8, opened()), (WED_10, SIGNED), (MON_15, ev.DeadlineExtended("einde", 2, "1 week"))
    )

    assert (date(2024, 2, 14), date(2024, 1, 31)) == (found["einde"].due_on, found["open"].due_on)


def test_the_later_of_a_day_and_a_deadline():
    """The one that hangs is reckoned after the one it hangs on, in whatever order they are declared."""
    compiled = a_definition_with(
        nazorg=a_rule(anchor={"later_of": [{"deadline": "einde"}, {"fact": "brief_op"}]}, term="1 week"),
        einde=a_rule(),
    )

    found = deadlines(compiled, (MON_8, opened()), (WED_10, SIGNED), (MON_15, ev.FactSet("brief_op", "2024-01-15")))

    assert date(2024, 2, 14) == found["nazorg"].due_on


# the term


def test_an_amount_looked_up_in_a_fact_or_a_parameter():
    """Fifteen months by assessment; six weeks by agreement."""
    by_fact = {"term": {"months": {"fact": "maanden"}}}
    start = [(MON_8, opened()), (WED_10, SIGNED)]

    waiting = termijn(*start, **by_fact)
    found = termijn(*start, (MON_15, ev.FactSet("maanden", 15)), **by_fact)

    assert ("unknown", ("maanden",)) == (waiting.standing, waiting.missing)
    assert (date(2025, 4, 10), MON_15) == (found.due_on, found.known_on)
    assert date(2024, 2, 21) == termijn(*start, term={"weeks": {"parameter": "weken"}}).due_on


def test_only_a_statutory_term_moves():
    """Four weeks from Friday 1 March 2024 end on Good Friday; a statutory term passes Easter as well."""
    start = [(MON_8, opened()), (date(2024, 3, 1), ev.FactSet("getekend_op", "2024-03-01"))]
    good_friday, tuesday = date(2024, 3, 29), date(2024, 4, 2)

    for legal, due_on in (("none", good_friday), ("norm", good_friday), ("statutory", tuesday)):
        found = termijn(*start, legal=legal)
        assert (good_friday, due_on) == (found.raw_on, found.due_on)


def test_every_step_of_the_arithmetic_ends_on_the_due_day():
    """What `why` reads out is what was reckoned."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_15, ev.DeadlineSuspended("termijn", 2, "2024-01-19")),
        (MON_22, ev.DeadlineExtended("termijn", 2, "1 week")),
        legal="statutory",
    )

    assert (date(2024, 2, 19), found.due_on) == (found.due_on, explain(found.reckoned, CALENDAR)[-1].on)


# suspending and extending


def test_suspended_days_are_added_when_the_hold_has_ended():
    """From Monday up to and including Friday: five days. While it is open, it stands still."""
    start = [(MON_8, opened()), (WED_10, SIGNED), (MON_15, ev.DeadlineSuspended("termijn", 2))]

    still = termijn(*start)
    ended = termijn(*start, (date(2024, 1, 20), ev.DeadlineResumed("termijn", 2)))

    assert (WED_7_FEBRUARY, "open", "suspended") == (
        still.due_on,
        status(still, date(2024, 1, 14)),
        status(still, MON_15),
    )
    assert "suspended" == status(still, date(2025, 1, 1))
    assert (date(2024, 2, 12), "suspended", "open") == (
        ended.due_on,
        status(ended, FRI_19),
        status(ended, date(2024, 1, 20)),
    )


def test_overlapping_holds_count_each_day_once():
    """15–19 January and 18–22 January: eight days."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_15, ev.DeadlineSuspended("termijn", 2, "2024-01-19")),
        (date(2024, 1, 18), ev.DeadlineSuspended("termijn", 2, "2024-01-22")),
    )

    assert (8, WED_7_FEBRUARY + timedelta(8)) == (found.reckoned.suspended_days, found.due_on)


def test_days_before_the_term_began_do_not_count():
    """The day of signing itself is not counted, so suspending it gives nothing."""
    found = termijn(
        (MON_8, opened()), (WED_10, SIGNED), (MON_8, ev.DeadlineSuspended("termijn", 2, "2024-01-11"), MON_15)
    )

    assert 1 == found.reckoned.suspended_days


HOLDS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=6)


@given(HOLDS)
def test_the_budget_is_the_number_of_different_days(spans):
    """Against counting them one by one."""
    holds: list[Any] = [
        Hold("termijn", 2, WED_10 + timedelta(first - 5), WED_10 + timedelta(first - 5 + length), WED_10)
        for first, length in spans
    ]
    days = {hold.on + timedelta(n) for hold in holds for n in range((hold.until - hold.on).days + 1)}

    assert len({day for day in days if day > WED_10}) == suspended_days(holds, WED_10)


def test_a_hold_of_another_occurrence_does_not_count():
    """A new anchor starts with an empty budget."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_15, ev.DeadlineSuspended("termijn", 2, "2024-01-19")),
        (MON_22, ev.FactSet("getekend_op", "2024-01-22")),
    )

    assert (date(2024, 2, 19), 4) == (found.due_on, found.occurrence)


def test_extensions_by_a_term_are_counted_from_the_anchor():
    """Never chained: a month and a month from 31 January is 31 March, not 29 March."""
    found = termijn(
        (MON_8, opened()),
        (date(2024, 1, 31), ev.FactSet("getekend_op", "2024-01-31")),
        (date(2024, 2, 1), ev.DeadlineExtended("termijn", 2, "1 month")),
        term="1 month",
    )

    assert date(2024, 3, 31) == found.due_on


def test_an_extension_until_a_day_holds_as_granted():
    """Also on a Sunday, also where the term is statutory."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_15, ev.DeadlineExtended("termijn", 2, "", "2024-03-10")),
        legal="statutory",
    )

    assert (date(2024, 3, 10), date(2024, 3, 10)) == (found.raw_on, found.due_on)


def test_of_two_days_granted_the_later_counts_in_whatever_order_they_were_entered():
    """An extension makes a term longer, so one entered late for an earlier day never shortens it."""
    found = termijn(
        (MON_8, opened()),
        (WED_10, SIGNED),
        (MON_22, ev.DeadlineExtended("termijn", 2, "", "2024-03-10")),
        (MON_15, ev.DeadlineExtended("termijn", 2, "", "2024-04-10"), MON_22),
    )

    assert date(2024, 4, 10) == found.due_on


# versions of the law


@pytest.mark.parametrize(
    "received, rule, due_on",
    [
        (date(2025, 3, 27), "N2", date(2025, 6, 25)),  # ninety days: Wednesday
        (date(2025, 3, 28), "N2b", date(2025, 12, 28)),  # nine months: a Sunday, and too long to move
    ],
)
def test_the_day_of_receipt_picks_ninety_days_or_nine_months(received, rule, due_on):
    """Art. 2u, both sides of 28 March 2025."""
    compiled = builtin("gezinshereniging")
    start = date(2025, 3, 10)
    history = [
        (start, opened("intake")),
        (start, entered("voorbereiding", "intake", "rond_intake_af")),
        (received, ev.FactSet("aanvraag_ontvangen_op", received.isoformat())),
        (received, entered("aanvraag_ingediend", "voorbereiding", "dien_aanvraag_in")),
    ]

    found = deadlines(compiled, *history)["ind_beslist"]

    assert (rule, due_on) == (found.reading.rule, found.due_on)


VERSIONS = {
    "version_key": {"fact": "brief_op"},
    "versions": [
        {"rule": "A", "until": "2024-01-14"},
        {"rule": "B", "from": "2024-01-15", "until": "2024-01-21", "term": "1 week"},
    ],
}


def test_while_the_key_is_unknown_the_term_is_a_question():
    """Which law applies is part of the answer."""
    found = termijn((MON_8, opened()), (WED_10, SIGNED), **VERSIONS)

    assert ("unknown", ("brief_op",)) == (found.standing, found.missing)


@pytest.mark.parametrize(
    "key, rule", [("2024-01-14", "A"), ("2024-01-15", "B"), ("2024-01-21", "B"), ("2024-01-22", None)]
)
def test_both_ends_of_a_version_are_included_and_outside_all_there_is_no_term(key, rule):
    """From and until."""
    found = termijn((MON_8, opened()), (WED_10, SIGNED), (MON_22, ev.FactSet("brief_op", key)), **VERSIONS)

    assert rule == (found and found.reading.rule)


# whether, and since when


def test_a_rule_may_not_apply_at_all():
    """`when` is asked of what holds now."""
    rule = {"when": {"not": {"fact": "akkoord", "is": True}}}

    assert None is not termijn((MON_8, opened()), **rule)
    assert None is termijn((MON_8, opened()), (WED_10, ev.FactSet("akkoord", True)), **rule)


def test_before_its_stage_a_rule_is_no_question():
    """`since`: then it is, from the day that stage was entered."""
    rule = {"since": "midden"}

    assert None is termijn((MON_8, opened()), **rule)
    found = termijn((MON_8, opened()), (WED_10, entered("midden", "begin", "ga")), **rule)
    assert ("unknown", WED_10) == (found.standing, found.asked_on)


def test_a_stage_entered_again_opens_what_was_met_before():
    """Met by resting; back in the middle it runs once more, until the next rest."""
    start = [(MON_8, opened()), (WED_10, SIGNED), *REENTERED[1:]]
    rule = {"since": "midden", "met_by": {"stage": "pauze"}}

    assert "met" == termijn(*start[:4], **rule).standing
    assert "running" == termijn(*start, **rule).standing
    assert "met" == termijn(*start, (date(2024, 1, 29), entered("pauze", "midden", "rust")), **rule).standing


def test_entering_the_anchor_stage_does_not_meet_its_own_term():
    """A stage meets only when it was entered after."""
    rule = {"anchor": {"stage": "midden"}, "met_by": {"stage": "midden"}}

    assert "running" == termijn(*REENTERED[:2], **rule).standing


def test_deadlines_come_in_the_order_of_the_definition():
    """Whatever hangs on what."""
    found = deadlines(
        a_definition_with(c=a_rule(anchor={"deadline": "b"}), b=a_rule(), a=a_rule()),
        (MON_8, opened()),
        (WED_10, SIGNED),
    )

    assert ["c", "b", "a"] == list(found)


def test_what_a_term_rests_on_became_known_on_the_last_day_of_writing():
    """So that nothing is said about what we could not have known."""
    start = [(MON_8, opened()), (WED_10, SIGNED, MON_15)]

    assert MON_15 == termijn(*start).known_on
    assert MON_22 == termijn(*start, (MON_15, ev.DeadlineExtended("termijn", 2, "1 week"), MON_22)).known_on


def test_without_a_history_there_are_no_deadlines():
    """A blank trajectory promises nothing."""
    assert [] == open_deadlines(a_definition_with(termijn=a_rule()), replay("t1", []), CALENDAR)


def test_a_definition_without_rules_has_no_deadlines():
    """Nothing is made up."""
    assert {} == deadlines(a_definition(), (MON_8, opened()))
    assert "deadlines" not in PROEF
