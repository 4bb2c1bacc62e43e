"""What was seen is not said again for a while, and what is not pressing may wait: by whom, and until when. Pure."""

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.planning.snooze import decide_acknowledge, decide_snooze
from tests.scheduler.cases import a_case, a_workflow, day, fact, folded, sent
from trajectories.casework.commands import Actor
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from workflows.errors import NotFound, Refused, UsageError

ANNA, BEN = (Actor(staff, frozenset(["coordinator"])) for staff in ("s1", "s2"))
THEA = Actor("s3", frozenset(["teamleider"]))
TERM = "t1/aanvragen#2"
MONTH, WEEK = f"{TERM}/before-1m.0", f"{TERM}/before-1w.0"
TOLD_TWICE = (("2026-04-10", sent(MONTH, "2026-05-12")), ("2026-05-04", sent(WEEK, "2026-05-12")))
DUE = day("2026-05-12")  # Tuesday, three months after Thu 12 February 2026
MON_16_MARCH = day("2026-03-16")
TWELVE_WEEKS = timedelta(weeks=12)


def a_term(*said: Any, **rule: Any) -> Written:
    remind = [{"before": "1 month"}, {"before": "1 week"}, {"on_due": True}]
    compiled = a_workflow({"aanvragen": {"remind": remind, **rule}})
    return a_case(compiled, ("2026-02-12", fact("2026-02-12")), said=said)


def until(day_: date, today: date = MON_16_MARCH, **rule: Any) -> ev.ReminderSnoozed | None:
    return decide_snooze(a_term(**rule), TERM, day_, "wacht op stukken", ANNA, today)


# seen


def test_of_a_deadline_what_was_said_last_is_acknowledged_and_of_a_reminder_that_one():
    written = a_term(*TOLD_TWICE)

    assert ev.ReminderAcknowledged(WEEK) == decide_acknowledge(written, TERM, ANNA)
    assert ev.ReminderAcknowledged(MONTH) == decide_acknowledge(written, MONTH, ANNA)


def test_what_was_told_within_another_reminder_is_not_the_last():
    written = a_term(TOLD_TWICE[0], ("2026-05-04", folded(WEEK, "2026-05-12", MONTH)))

    assert ev.ReminderAcknowledged(MONTH) == decide_acknowledge(written, TERM, ANNA)


def test_only_who_was_told_or_leads_can_say_that_it_was_seen():
    written = a_term(*TOLD_TWICE)

    assert ev.ReminderAcknowledged(WEEK) == decide_acknowledge(written, WEEK, THEA)
    with pytest.raises(Refused):
        decide_acknowledge(written, WEEK, BEN)


def test_what_was_never_said_cannot_have_been_seen():
    """What is still to come says so; what there is not is not found."""
    written = a_term(TOLD_TWICE[0])

    with pytest.raises(Refused, match="was not said yet"):
        decide_acknowledge(written, WEEK, ANNA)
    with pytest.raises(NotFound):
        decide_acknowledge(written, f"{TERM}/before-9w.0", ANNA)
    with pytest.raises(Refused, match="nothing was said"):
        decide_acknowledge(a_term(), TERM, ANNA)


# snoozed


def test_a_snooze_lasts_twelve_weeks_at_most():
    assert ev.ReminderSnoozed(TERM, "2026-06-08") == until(MON_16_MARCH + TWELVE_WEEKS)
    with pytest.raises(Refused, match="12 weeks"):
        until(MON_16_MARCH + TWELVE_WEEKS + timedelta(days=1))


def test_a_term_in_law_may_be_silent_until_its_last_day_and_no_longer():
    """The last day is Tue 12 May 2026; of one that is no law a day more is no matter."""
    assert ev.ReminderSnoozed(TERM, "2026-05-12") == until(DUE, legal="statutory")
    with pytest.raises(Refused, match=r"after the last day \(2026-05-12\)"):
        until(DUE + timedelta(days=1), legal="statutory")
    assert until(DUE + timedelta(days=1))


def test_on_its_last_day_a_term_in_law_cannot_be_snoozed():
    before, last = DUE - timedelta(days=1), DUE

    assert until(DUE, before, legal="statutory")
    with pytest.raises(Refused, match="its last day has come"):
        until(DUE + timedelta(days=1), last, legal="statutory")


def test_a_snooze_has_a_reason_and_something_that_is_still_to_be_said():
    signed, closed = ("2026-02-12", fact("2026-02-12")), ("2026-03-02", ev.TrajectoryClosed("klaar"))
    ended = a_case(a_workflow({"aanvragen": {"remind": [{"on_due": True}]}}), signed, closed)

    with pytest.raises(UsageError):
        decide_snooze(a_term(), TERM, DUE, " ", ANNA, MON_16_MARCH)
    with pytest.raises(Refused, match="nothing more is said"):
        decide_snooze(ended, TERM, DUE, "vakantie", ANNA, MON_16_MARCH)


def test_today_ends_a_snooze_and_where_there_is_none_nothing_happens():
    snoozed = a_term(("2026-03-09", ev.ReminderSnoozed(TERM, "2026-04-01")))

    ended = decide_snooze(snoozed, TERM, MON_16_MARCH, "", ANNA, MON_16_MARCH)

    assert ev.ReminderSnoozed(TERM, "2026-03-16") == ended
    assert None is until(MON_16_MARCH)
