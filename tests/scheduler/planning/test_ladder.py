"""Which reminders are owed: working days, the ladder, what was said, and what is never said."""

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.planning.ladder import plan
from scheduler.planning.owed import come_due, standing
from scheduler.planning.reminder_id import iso
from tests.scheduler.cases import (
    CALENDAR,
    Told,
    a_case,
    a_workflow,
    a_workflow_that_waits,
    day,
    fact,
    folded,
    noon,
    sent,
)
from trajectories.deadlines.voice import is_suspended_openly
from trajectories.history import events as ev
from trajectories.local_time import AMSTERDAM


def planned(written):
    return {each.id.partition("/")[2]: str(each.day) for each in plan(written)}


def a_ladder(*rungs, **more):
    return a_workflow({"aanvragen": {"remind": list(rungs), **more}})


# days


def test_a_rung_before_counts_from_the_unmoved_day_and_goes_back_to_a_working_day():
    """Three months by law from Tue 10 February 2026 end on Sun 10 May, which moves to Monday; the rungs do not."""
    compiled = a_ladder({"before": "1 week"}, {"on_due": True}, legal="statutory")

    written = a_case(compiled, ("2026-02-10", fact("2026-02-10")))

    assert day("2026-05-11") == written.deadlines[0].due_on
    assert {"aanvragen#2/before-1w.0": "2026-05-01", "aanvragen#2/due.0": "2026-05-08"} == planned(written)


def test_a_rung_after_counts_from_the_moved_day_and_goes_on_to_a_working_day():
    """Due Mon 11 May 2026; three days later is Ascension Day, Thu 14 May, so Friday."""
    compiled = a_ladder({"overdue": "3 days"}, legal="statutory")

    written = a_case(compiled, ("2026-02-10", fact("2026-02-10")))

    assert {"aanvragen#2/overdue-3d.0": "2026-05-15"} == planned(written)


def test_a_decree_day_is_a_working_day():
    """Friday 15 May 2026, the day after Ascension, is a holiday for terms in law only."""
    compiled = a_ladder({"on_due": True})

    written = a_case(compiled, ("2026-02-15 < 2026-02-15", fact("2026-02-15")))

    assert {"aanvragen#2/due.0": "2026-05-15"} == planned(written)


def test_a_rung_on_new_year_goes_out_in_the_old_year():
    compiled = a_ladder({"before": "1 day"}, {"on_due": True}, term="1 month")

    written = a_case(compiled, ("2026-12-02", fact("2026-12-02")))

    assert {"aanvragen#2/before-1d.0": "2026-12-31", "aanvragen#2/due.0": "2026-12-31"} == planned(written)


def test_a_rung_after_the_anchor_moves_back_while_it_warns_and_forward_afterwards():
    """One month after Thu 1 January 2026 is Sun 1 February: Friday. Four months: Fri 1 May. Five: Mon 1 June."""
    compiled = a_ladder(
        {"after_anchor": "1 month"}, {"after_anchor": "123 days"}, {"after_anchor": "5 months"}, term="3 months"
    )

    written = a_case(compiled, ("2026-01-05", fact("2026-01-01")))

    assert {
        "aanvragen#2/anchor-1m.0": "2026-01-30",
        "aanvragen#2/anchor-123d.0": "2026-05-04",
        "aanvragen#2/anchor-5m.0": "2026-06-01",
    } == planned(written)


@pytest.mark.parametrize(
    "due_on, hour",
    [
        ("2026-10-23", "06:00"),  # Friday, summer time
        ("2026-10-26", "07:00"),  # Monday after the night of 25 October 2026
        ("2027-03-25", "07:00"),  # Thursday before Good Friday, winter time
        ("2027-03-30", "06:00"),  # Tuesday after Easter and the night of 28 March 2027
    ],
)
def test_eight_in_the_morning_is_local_time_on_both_sides_of_a_clock_change(due_on, hour):
    compiled = a_ladder({"on_due": True}, term="0 days")

    [only] = plan(a_case(compiled, ("2026-01-05", fact(due_on))))

    assert f"{due_on}T{hour}:00+00:00" == only.send_at.isoformat()


# said


def test_what_was_said_is_not_planned_again():
    compiled = a_ladder({"before": "1 month"}, {"on_due": True})
    said = (("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),)

    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")), said=said)

    assert {"aanvragen#2/due.0": "2026-05-12"} == planned(written)


def test_folded_is_said_and_a_failed_delivery_is_not():
    compiled = a_ladder({"before": "1 month"}, {"before": "2 weeks"}, {"on_due": True})
    failed = ev.DeliveryFailed("t1/aanvragen#2/due.0", "2026-05-12", "s1", "smtp", "m1", "no answer")
    said = (
        ("2026-04-28", folded("t1/aanvragen#2/before-1m.0", "2026-05-12", "t1/aanvragen#2/before-2w.0")),
        ("2026-04-28", sent("t1/aanvragen#2/before-2w.0", "2026-05-12")),
        ("2026-05-12", failed),
    )

    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")), said=said)

    assert {"aanvragen#2/due.0": "2026-05-12"} == planned(written)


def test_a_moved_due_day_is_told_again_when_that_is_more_than_a_week_later():
    """Said on Fri 10 April for 12 May. Extended by two weeks: its new day is 24 April; by three days: 15 April."""
    compiled = a_ladder({"before": "1 month"})
    said = (("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),)

    def extended(term):
        extension = ("2026-04-13", ev.DeadlineExtended("aanvragen", 2, by=term))
        return planned(a_case(compiled, ("2026-02-12", fact("2026-02-12")), extension, said=said))

    assert {"aanvragen#2/before-1m.0": "2026-04-24"} == extended("2 weeks")
    assert {} == extended("3 days")


def test_a_rung_that_repeats_has_one_reminder_at_a_time():
    compiled = a_ladder({"overdue": "1 week", "every": "1 week"})
    told = ("2026-02-12", fact("2026-02-12"))
    said = (
        ("2026-06-02", folded("t1/aanvragen#2/overdue-1w.0", "2026-05-12", "t1/aanvragen#2/overdue-1w.2")),
        ("2026-06-02", folded("t1/aanvragen#2/overdue-1w.1", "2026-05-12", "t1/aanvragen#2/overdue-1w.2")),
        ("2026-06-02", sent("t1/aanvragen#2/overdue-1w.2", "2026-05-12")),
    )

    assert {"aanvragen#2/overdue-1w.0": "2026-05-19"} == planned(a_case(compiled, told))
    assert {"aanvragen#2/overdue-1w.3": "2026-06-09"} == planned(a_case(compiled, told, said=said))


def test_repeats_count_from_the_first_day_and_not_from_each_other():
    """Monthly from Tue 31 March 2026: the last day of April is the 30th, and May has its 31st again (a Sunday)."""
    compiled = a_ladder({"overdue": "1 day", "every": "1 month"}, term="0 days")
    written = a_case(compiled, ("2026-01-05", fact("2026-03-30")))

    ready = come_due(written, plan(written)[0], noon("2026-06-30"))

    assert ["2026-03-31", "2026-04-30", "2026-06-01", "2026-06-30"] == [str(each.day) for each in ready]


# the past


def test_of_a_late_entry_the_latest_rung_missed_is_said_and_no_other():
    """Due 12 May, written down on Mon 4 May: a month and two weeks before are past, five days before is not."""
    compiled = a_ladder({"before": "1 month"}, {"before": "2 weeks"}, {"before": "5 days"}, {"overdue": "1 day"})

    written = a_case(compiled, ("2026-05-04 < 2026-05-04", fact("2026-02-12")))

    assert {
        "aanvragen#2/before-2w.0": "2026-05-04",
        "aanvragen#2/before-5d.0": "2026-05-07",
        "aanvragen#2/overdue-1d.0": "2026-05-13",
    } == planned(written)


def test_no_term_that_lies_ahead_is_missed_silently():
    """Every warning was past when it was written down on Sat 9 May: the last one goes out on Monday."""
    compiled = a_ladder({"before": "1 month"}, {"before": "1 week"}, {"overdue": "1 day"})

    written = a_case(compiled, ("2026-05-09", fact("2026-02-12")))

    assert {"aanvragen#2/before-1w.0": "2026-05-11", "aanvragen#2/overdue-1d.0": "2026-05-13"} == planned(written)


def test_the_last_warning_never_waits_past_the_due_day():
    """Written down on Sat 9 May 2026 for Sun 10 May."""
    compiled = a_ladder({"before": "1 week"}, term="0 days")

    written = a_case(compiled, ("2026-05-09", fact("2026-05-10")))

    assert {"aanvragen#2/before-1w.0": "2026-05-10"} == planned(written)


def test_an_overdue_rung_of_long_ago_is_said_once_and_goes_on_at_its_next_repeat():
    """Due in 2016 and written down on Wed 11 March 2026: weekly on Tuesdays, and no ten years of mail."""
    compiled = a_ladder({"before": "1 week"}, {"overdue": "1 week", "every": "1 week"}, term="0 days")

    written = a_case(compiled, ("2026-03-11", fact("2016-05-10")))

    [missed] = plan(written)
    assert (day("2026-03-11"), 512) == (missed.day, missed.repeat)
    told = (("2026-03-11", sent("t1/aanvragen#2/overdue-1w.512", "2016-05-10")),)
    [following] = plan(a_case(compiled, ("2026-03-11", fact("2016-05-10")), said=told))
    assert (day("2026-03-17"), 513) == (following.day, following.repeat)


def test_of_all_that_was_missed_the_latest_is_told_and_not_the_one_whose_name_comes_last():
    """Written down on Mon 11 May 2026, due on Tuesday: nine and three months and one month before, in that order."""
    ladder = [{"before": "9 months"}, {"before": "3 months"}, {"before": "1 month"}]
    compiled = a_ladder(*ladder, term="12 months")
    written = a_case(compiled, ("2026-05-11", fact("2025-05-12")), ("2026-05-11", ev.PastDecided("all")))

    ready = [one for each in plan(written) for one in come_due(written, each, noon("2026-05-11"))]

    assert {"2026-05-11"} == {str(each.day) for each in plan(written)}
    assert ["before-9m", "before-3m", "before-1m"] == [each.rung for each in sorted(ready, key=lambda one: one.send_at)]


# what stands still, and what is over


def test_met_and_closed_plan_nothing():
    compiled = a_ladder({"on_due": True}, met_by={"fact": "ander_op"})
    told = ("2026-02-12", fact("2026-02-12"))

    assert {} == planned(a_case(compiled, told, ("2026-03-02", fact("2026-03-02", "ander_op"))))
    assert {} == planned(a_case(compiled, told, ("2026-03-02", ev.TrajectoryClosed("klaar"))))


def test_suspended_without_an_end_asks_whether_it_still_is_and_with_one_plans_from_the_moved_day():
    """Suspended on Mon 2 March: after twenty working days, Mon 30 March, someone is asked; silence would lose it."""
    compiled = a_ladder({"on_due": True})
    told = ("2026-02-12", fact("2026-02-12"))
    suspended = ("2026-03-02", ev.DeadlineSuspended("aanvragen", 2))
    resumed = ("2026-03-09", ev.DeadlineResumed("aanvragen", 2))

    assert {"aanvragen#2/held.0": "2026-03-30"} == planned(a_case(compiled, told, suspended))
    assert {"aanvragen#2/due.0": "2026-05-19"} == planned(a_case(compiled, told, suspended, resumed))


WAITING = ("2026-03-02", ev.StageEntered("wachten", "begin", "wacht"))  # Monday
RESTING = ("2026-03-02", ev.StageEntered("rusten", "begin", "rust"))


def test_a_term_that_waits_for_someone_outside_is_asked_about_and_one_that_just_rests_is_silent():
    """Still from Tue 3 March 2026, so twenty working days after; left on Mon 9 March it is six days later."""
    compiled = a_workflow_that_waits()
    told: tuple[Told, ...] = (("2026-02-12", fact("2026-02-12")),)
    back = ("2026-03-09", ev.StageEntered("begin", "wachten", "verder"))

    assert {"aanvragen#2/held.0": "2026-03-31"} == planned(a_case(compiled, *told, WAITING))
    assert {} == planned(a_case(compiled, *told, RESTING))
    assert {"aanvragen#2/due.0": "2026-05-18"} == planned(a_case(compiled, *told, WAITING, back))
    suspended = ("2026-02-26", ev.DeadlineSuspended("aanvragen", 2))
    assert {"aanvragen#2/held.0": "2026-03-26"} == planned(a_case(compiled, *told, suspended, RESTING))


def test_a_window_that_opened_is_still_mentioned_afterwards():
    compiled = a_ladder({"on_due": True}, {"overdue": "1 week", "every": "1 week"}, moment="opens")

    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))

    assert {"aanvragen#2/due.0": "2026-05-12", "aanvragen#2/overdue-1w.0": "2026-05-19"} == planned(written)


def test_a_window_is_never_said_to_be_open_before_it_is():
    """Three months from Mon 10 November 2025 end on Tue 10 February; from Wed 10 December on Tue 10 March. Of a day on
    Saturday 14 February the rung of the day waits for Monday, and the one before it stays before it.
    """
    rungs = ({"before": "1 week"}, {"on_due": True}, {"after_anchor": "3 months"}, {"overdue": "1 day"})
    told = ("2025-11-14 < 2026-01-05", fact("2025-11-14"))
    compiled = a_ladder(*rungs, moment="opens")

    written = a_case(compiled, told)

    assert day("2026-02-14") == written.deadlines[0].due_on
    days = {rung: planned(written)[f"aanvragen#2/{rung}.0"] for rung in ("before-1w", "due", "anchor-3m", "overdue-1d")}
    assert {
        "before-1w": "2026-02-06",
        "due": "2026-02-16",
        "anchor-3m": "2026-02-16",
        "overdue-1d": "2026-02-16",
    } == days


def test_a_window_of_a_term_in_law_opens_on_its_moved_day():
    """Three months by law from Sun 15 February 2026 end on Fri 15 May, a decree day: a working day, but in law nothing
    may be done before Monday the 18th.
    """
    compiled = a_ladder({"on_due": True}, moment="opens", legal="statutory")

    written = a_case(compiled, ("2026-02-15 < 2026-02-15", fact("2026-02-15")))

    assert {"aanvragen#2/due.0": "2026-05-18"} == planned(written)


# open questions


def test_a_fact_that_is_missing_is_asked_for_after_five_working_days():
    """Opened on Mon 5 January 2026, asked on Monday the 12th, and again ten working days later."""
    written = a_case(a_ladder({"on_due": True}))
    asked = (("2026-01-12", sent("t1/aanvragen#0/ask.0", "")),)

    assert {"aanvragen#0/ask.0": "2026-01-12"} == planned(written)
    assert {"aanvragen#0/ask.1": "2026-01-26"} == planned(a_case(a_ladder({"on_due": True}), said=asked))
    assert [None] == [each.due_on for each in plan(written)]


def test_one_question_per_fact_however_many_terms_wait_for_it():
    compiled = a_workflow(
        {
            "een": {"remind": [{"on_due": True}]},
            "twee": {"remind": [{"on_due": True}], "ask_to": "jurist"},
            "drie": {"anchor": {"fact": "ander_op"}, "ask_to": "jurist", "ask_after": "10 working days"},
        }
    )

    found = plan(a_case(compiled))

    assert ["t1/een#0/ask.0", "t1/drie#0/ask.0"] == [each.id for each in found]
    assert [("coordinator",), ("jurist",)] == [each.roles for each in found]


def test_a_case_entered_late_is_asked_about_from_then_on():
    """Opened on Mon 5 January, written down on Mon 2 March 2026: asked five working days after that, on 9 March."""
    written = a_case(a_ladder({"on_due": True}), opened="2026-03-02 < 2026-01-05")

    assert {"aanvragen#0/ask.0": "2026-03-09"} == planned(written)


# catching up


def test_after_downtime_the_latest_repeat_stands_for_the_earlier_ones():
    compiled = a_ladder({"overdue": "1 week", "every": "1 week"})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))
    [first] = plan(written)

    ready = come_due(written, first, noon("2026-06-03"))

    assert ["2026-05-19", "2026-05-26", "2026-06-02"] == [str(each.day) for each in ready]


def test_a_reminder_no_longer_stands_when_its_due_day_moved():
    compiled = a_ladder({"on_due": True})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))

    assert standing(written, "t1/aanvragen#2/due.0", "2026-05-12")
    assert standing(written, "t1/aanvragen#2/due.0", "2026-05-13") is None
    assert standing(written, "t1/aanvragen#9/due.0", "2026-05-12") is None


# seen

NAGS = {"overdue": "1 week", "every": "1 week"}
KNOWN: Told = ("2026-02-12", fact("2026-02-12"))  # due on Tue 12 May 2026; weekly from Tue 19 May
FIRST_NAG: Told = ("2026-05-19", sent("t1/aanvragen#2/overdue-1w.0", "2026-05-12"))
SEEN: Told = ("2026-05-20", ev.ReminderAcknowledged("t1/aanvragen#2/overdue-1w.0"))  # Wednesday


def test_what_was_seen_is_not_repeated_for_twenty_working_days_and_other_rungs_go_on():
    """Ascension is past; Whit Monday, 25 May, is no working day: so Thu 18 June 2026."""
    compiled = a_ladder(NAGS, {"overdue": "2 weeks"})

    written = a_case(compiled, KNOWN, said=(FIRST_NAG, SEEN))

    assert {"aanvragen#2/overdue-2w.0": "2026-05-26", "aanvragen#2/overdue-1w.1": "2026-06-18"} == planned(written)


def test_the_repeats_that_were_skipped_are_one_when_it_asks_again():
    """On Thu 18 June 2026: those of 26 May and 2, 9 and 16 June; the latest is told and the others fold into it."""
    written = a_case(a_ladder(NAGS), KNOWN, said=(FIRST_NAG, SEEN))
    [waiting] = plan(written)

    ready = come_due(written, waiting, noon("2026-06-18"))

    assert ["2026-05-26", "2026-06-02", "2026-06-09", "2026-06-16"] == [str(each.day) for each in ready]


def test_what_was_seen_of_another_due_day_silences_nothing():
    """Extended by two weeks after it was seen: that it is overdue again, on Tue 2 June 2026, is news."""
    extended = ("2026-05-21", ev.DeadlineExtended("aanvragen", 2, "2 weeks"))

    written = a_case(a_ladder(NAGS), KNOWN, extended, said=(FIRST_NAG, SEEN))

    assert {"aanvragen#2/overdue-1w.0": "2026-06-02"} == planned(written)


def test_what_was_seen_before_it_was_said_of_another_due_day_was_not_seen_of_that_one():
    """Said again on Tue 2 June of Tue 26 May: the repeat of Tue 9 June comes on its own day."""
    extended = ("2026-05-21", ev.DeadlineExtended("aanvragen", 2, "2 weeks"))
    again = ("2026-06-02", sent("t1/aanvragen#2/overdue-1w.0", "2026-05-26"))

    written = a_case(a_ladder(NAGS), KNOWN, extended, said=(FIRST_NAG, SEEN, again))

    assert {"aanvragen#2/overdue-1w.1": "2026-06-09"} == planned(written)


def test_what_was_seen_before_a_migration_that_lets_it_be_said_again_silences_nothing():
    """Migrated on Mon 25 May: the repeat of Tuesday comes on its own day."""
    over = ev.Migrated("d" * 64, "d" * 64, 1, "base", "f" * 64, "begin", "begin", said=2, repeat_said=True)

    written = a_case(a_ladder(NAGS), KNOWN, ("2026-05-25", over), said=(FIRST_NAG, SEEN))

    assert {"aanvragen#2/overdue-1w.1": "2026-05-26"} == planned(written)


def test_a_question_that_was_seen_is_asked_again_after_twenty_working_days():
    """Asked on Mon 12 January and seen on Tuesday: Tue 10 February 2026, and not on 26 January."""
    said = (
        ("2026-01-12", sent("t1/aanvragen#0/ask.0", "")),
        ("2026-01-13", ev.ReminderAcknowledged("t1/aanvragen#0/ask.0")),
    )

    assert {"aanvragen#0/ask.1": "2026-02-10"} == planned(a_case(a_ladder({"on_due": True}), said=said))


# snoozed


def snoozed(on, until, deadline="t1/aanvragen#2"):
    return on, ev.ReminderSnoozed(deadline, until)


def test_a_snooze_keeps_back_what_is_still_to_be_said_until_its_day():
    """Until Sun 10 May 2026, so Monday; the rungs of 10 April and 4 May wait, that of the day itself does not."""
    compiled = a_ladder({"before": "1 month"}, {"before": "1 week"}, {"on_due": True})

    written = a_case(compiled, KNOWN, said=(snoozed("2026-04-07", "2026-05-10"),))

    assert {
        "aanvragen#2/before-1m.0": "2026-05-11",
        "aanvragen#2/before-1w.0": "2026-05-11",
        "aanvragen#2/due.0": "2026-05-12",
    } == planned(written)
    assert all(time(8) == each.send_at.astimezone(AMSTERDAM).time() for each in plan(written))


def test_the_last_snooze_counts_and_one_that_does_not_lie_ahead_ends_it():
    compiled = a_ladder({"before": "1 month"})
    first, longer = snoozed("2026-04-07", "2026-04-20"), snoozed("2026-04-08", "2026-04-28")
    ended = snoozed("2026-04-09", "2026-04-09")

    assert {"aanvragen#2/before-1m.0": "2026-04-28"} == planned(a_case(compiled, KNOWN, said=(first, longer)))
    assert {"aanvragen#2/before-1m.0": "2026-04-10"} == planned(a_case(compiled, KNOWN, said=(first, ended)))


def test_a_term_in_law_is_warned_of_by_its_due_day_whatever_was_snoozed():
    """Snoozed until Mon 4 May; then the decision turned out to be of 20 January, so it is due on Mon 20 April 2026.

    What was kept back goes along with the rung of the day itself.
    """
    compiled = a_ladder({"before": "1 week"}, {"on_due": True}, {"overdue": "1 week"}, legal="statutory")
    moved = ("2026-04-02", ev.EventReplaced(2, value="2026-01-20"))

    written = a_case(compiled, KNOWN, moved, said=(snoozed("2026-04-01", "2026-05-04"),))

    assert day("2026-04-20") == written.deadlines[0].due_on
    assert {
        "aanvragen#2/before-1w.0": "2026-04-20",
        "aanvragen#2/due.0": "2026-04-20",
        "aanvragen#2/overdue-1w.0": "2026-04-28",  # Monday is the day of the King
    } == planned(written)


def test_any_other_term_waits_also_past_its_due_day():
    compiled = a_ladder({"on_due": True}, NAGS)

    written = a_case(compiled, KNOWN, said=(snoozed("2026-05-11", "2026-06-01"),))

    assert {"aanvragen#2/due.0": "2026-06-01", "aanvragen#2/overdue-1w.0": "2026-06-01"} == planned(written)


def test_an_open_question_may_wait_and_its_answer_does_not():
    """A snooze is of one deadline: that of the question is over once the day is known."""
    compiled, asked_later = a_ladder({"before": "1 month"}), snoozed("2026-01-08", "2026-03-02", "t1/aanvragen#0")

    assert {"aanvragen#0/ask.0": "2026-03-02"} == planned(a_case(compiled, said=(asked_later,)))
    assert {"aanvragen#2/before-1m.0": "2026-04-10"} == planned(a_case(compiled, KNOWN, said=(asked_later,)))


def test_what_is_kept_back_stands_only_for_who_heard_it_already():
    """A message that was under way goes on to the second of two, not to the first of all."""
    compiled = a_ladder({"before": "1 month"})
    later, heard = snoozed("2026-04-10", "2026-04-28"), ("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12"))
    asked = ("t1/aanvragen#2/before-1m.0", "2026-05-12", day("2026-04-10"))

    assert standing(a_case(compiled, KNOWN, said=(later,)), *asked) is None
    assert standing(a_case(compiled, KNOWN, said=(heard, later)), *asked)
    assert standing(a_case(compiled, KNOWN, said=(later,)), *asked[:2], day("2026-04-28"))


# properties

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
terms = st.builds(
    lambda amount, unit: f"{amount} {unit}", st.integers(0, 40), st.sampled_from(["days", "weeks", "months"])
)
warnings = st.one_of(st.builds(lambda term: {"before": term}, terms), st.just({"on_due": True}))
nags = st.builds(
    lambda term, every: {"overdue": term, **({"every": every} if every else {})},
    terms,
    st.sampled_from([None, "1 week", "1 month", "3 working days"]),
)
legals = st.sampled_from(["none", "statutory"])


@example([{"on_due": True}], "1 months", "statutory", date(2025, 12, 1), 31)  # recorded before it mattered
@given(st.lists(st.one_of(warnings, nags), min_size=1, max_size=5), terms, legals, days, st.integers(0, 900))
def test_every_reminder_goes_out_at_eight_on_a_working_day_and_a_warning_never_after_its_day(
    rungs, term, legal, anchor, delay
):
    written = a_case(a_ladder(*rungs, term=term, legal=legal), known(anchor, delay))

    for each in plan(written):
        local = each.send_at.astimezone(AMSTERDAM)
        assert time(8) == local.time()
        assert each.day == local.date() >= written.deadlines[0].known_on
        assert CALENDAR.is_working_day(each.day) or each.day == each.due_on
        was_overdue = iso(each.due_on) < iso(written.deadlines[0].known_on)
        if not each.rung.startswith("overdue") and not was_overdue:
            assert iso(each.day) <= iso(each.due_on)


@given(st.lists(st.one_of(warnings, nags), min_size=1, max_size=5), terms, days, st.integers(0, 900))
def test_said_in_the_order_of_the_plan_every_reminder_is_said_once(rungs, term, anchor, delay):
    compiled = a_ladder(*rungs, term=term)
    said: list[Told] = []
    for _ in range(12):
        waiting = plan(a_case(compiled, known(anchor, delay), said=tuple(said)))
        if not waiting:
            break
        said.append((str(waiting[0].day), sent(waiting[0].id, str(waiting[0].due_on))))

    ids = [event.reminder for _, event in said if isinstance(event, ev.ReminderSent)]
    assert len(set(ids)) == len(ids)
    assert sorted(day for day, _ in said) == [day for day, _ in said]


@given(warnings, terms, days, st.integers(0, 900))
def test_a_term_that_lies_ahead_always_has_a_warning_to_come(rung, term, anchor, delay):
    written = a_case(a_ladder(rung, term=term), known(anchor, delay))
    deadline = written.deadlines[0]

    if iso(deadline.due_on) >= iso(deadline.known_on):
        assert plan(written)


def known(anchor, delay):
    """The anchor, written down so many days later."""
    return f"{anchor + timedelta(delay)} < {anchor}", fact(str(anchor))


def test_only_what_someone_suspended_without_an_end_is_asked_about():
    """Of two terms one was suspended until further notice; the other until a day, or not at all."""
    compiled = a_workflow({name: {"remind": [{"on_due": True}]} for name in ("een", "twee", "drie")})
    openly, until = ev.DeadlineSuspended("een", 2), ev.DeadlineSuspended("twee", 2, "2026-04-01")

    written = a_case(compiled, ("2026-02-10", fact("2026-02-10")), ("2026-03-02", openly), ("2026-03-02", until))

    assert {"een"} == {each.name for each in written.deadlines if is_suspended_openly(each, written.trajectory)}
