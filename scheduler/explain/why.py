"""Where a reminder comes from, in detail: who wrote down what it rests on, each day that moved it, who heard it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.explain.entry import HistoryOf, HowEntered, entry_of, mended_too
from scheduler.explain.gave_way import Granted, Stood, granted, stood_still
from scheduler.explain.receipt import Explanation, RungStanding
from scheduler.explain.who_hears import WhoHears
from scheduler.outbox.attempts_at import AttemptAt
from scheduler.planning.arrived import arrived
from scheduler.planning.ladder import Hung, hang, speaking
from scheduler.planning.recipients import Addressed
from scheduler.planning.reminder_id import parts_of
from scheduler.planning.said import name_of_now
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from workflows.calendar import WEEKEND, Step, WorkCalendar
from workflows.describe.ground_phrases import giving_way
from workflows.describe.phrases import amount_words
from workflows.language.nothing_planned import rule_of
from workflows.language.private_facts import is_birthday
from workflows.language.reviews import advice_in
from workflows.language.terms import Term
from workflows.words import Words

ONE_DAY = timedelta(1)


class Heard(NamedTuple):
    """One time that a reminder was told to someone. into: the reminder that it was folded into, or empty.

    is_certain: False where it counts as told, and the mail server's answer was lost each time.
    """

    on: date
    to: str
    as_role: str
    due_on: str
    into: str
    is_certain: bool = True


class TracedRung(NamedTuple):
    """counted_on: its day before it was moved to a working day; None where the deadline is no more.

    moved_by: each day that was none, as it was passed. to: who will hear it, where it is still to come. attempts: at
    telling those who have not heard it.
    """

    standing: RungStanding
    counted_on: date | None
    moved_by: list[Step]
    heard: list[Heard]
    to: Mapping[str, Addressed]
    attempts: list[AttemptAt] = []


class Trace(NamedTuple):
    """deadline: None where it is no more. anchor: the event that it is counted from; entry: how that came to be.
    mended: what else it rests on that was corrected, and what that is called.

    not_counted: holidays within a term of working days. length: of the term, in words. advice: what to do about it.
    giving_way: whether it may stand still or become longer, and on what grounds.
    """

    deadline: Deadline | None
    anchor: Recorded | None
    entry: HowEntered | None
    mended: list[tuple[Words, HowEntered]]
    not_counted: list[Step]
    stood: list[Stood]
    extensions: tuple[Term, ...]
    granted: list[Granted]
    rungs: list[TracedRung]
    length: Words | None
    advice: Words | None
    giving_way: list[Words]

    @property
    def opens(self) -> bool:
        """Its day is the first on which something may be done."""
        return self.deadline is not None and self.deadline.opens


def trace(
    written: Written,
    explanation: Explanation,
    hears: WhoHears,
    attempts: Sequence[AttemptAt] = (),
    elsewhere: HistoryOf = lambda _: (),
) -> Trace:
    """attempts: at the reminders of the trajectory, see attempts_at. elsewhere: see entry_of."""
    deadline = next((each for each in written.deadlines if each.id == explanation.deadline), None)
    anchor = _anchor(written, explanation)
    hung = _ladder(deadline, written) if deadline else {}
    return Trace(
        deadline,
        anchor,
        entry_of(written.history, anchor.version, elsewhere) if anchor else None,
        mended_too(written, deadline, anchor.version if anchor else None, elsewhere) if deadline else [],
        _not_counted(deadline, written.calendar) if deadline else [],
        stood_still(deadline, written) if deadline else [],
        deadline.reckoned.extensions if deadline and deadline.reckoned else (),
        granted(deadline, written) if deadline else [],
        [_with_attempts(_rung(each, hung, written, hears), written, attempts) for each in explanation.rungs],
        _length(deadline, written) if deadline else None,
        advice_in(rule_of(written.compiled.workflow, deadline.name).advice, written.trajectory.id)
        if deadline
        else None,
        _giving_way(deadline, written) if deadline else [],
    )


def entries_of(trace: Trace) -> list[HowEntered]:
    return [*([trace.entry] if trace.entry else []), *(entry for _, entry in trace.mended)]


def _length(deadline: Deadline, written: Written) -> Words:
    """Also of one whose days are not known yet."""
    term = deadline.reckoned.term if deadline.reckoned else deadline.reading.term
    return amount_words(term, written.compiled.workflow)


def _giving_way(deadline: Deadline, written: Written) -> list[Words]:
    reading = deadline.reading
    is_back = deadline.reckoned is not None and deadline.reckoned.back
    return giving_way(
        reading.legal,
        reading.suspend,
        reading.extend,
        written.compiled.workflow,
        may_stand_still=deadline.suspendable and not is_back,
        is_birthday=is_birthday(rule_of(written.compiled.workflow, deadline.name).anchor, written.compiled.workflow),
        opens=deadline.opens,
    )


def _ladder(deadline: Deadline, written: Written) -> dict[str, Hung]:
    if deadline.reckoned is None and deadline not in speaking(written):
        return {}
    return {each.id: each for each in hang(deadline, written)}


def _anchor(written: Written, explanation: Explanation) -> Recorded | None:
    anchor = explanation.receipt.get("anchor")
    version = anchor.get("event") if isinstance(anchor, dict) else None
    return next((each for each in written.history if each.version == version), None)


def _not_counted(deadline: Deadline, calendar: WorkCalendar) -> list[Step]:
    """Weekends go without saying."""
    reckoned = deadline.reckoned
    if reckoned is None or reckoned.term.unit != "working day" or deadline.raw_on is None:
        return []
    first, last = sorted((reckoned.anchor_on, deadline.raw_on))
    days = (first + timedelta(count) for count in range(1, (last - first).days))
    return [Step(day, _why_closed(day, calendar)) for day in days if calendar.holiday(day) and day.weekday() < 5]


def _rung(standing: RungStanding, hung: Mapping[str, Hung], written: Written, hears: WhoHears) -> TracedRung:
    _, rung_id, repeat = parts_of(standing.reminder)
    rung, calendar = hung.get(rung_id), written.calendar
    counted_on = _counted_on(rung, repeat, calendar) if rung else None
    moved = list(_passed(counted_on, rung.day(repeat, calendar), calendar)) if rung and counted_on else []
    to = hears.on(standing.day, written, standing.roles) if standing.state == "planned" else {}
    return TracedRung(standing, counted_on, moved, _heard(standing.reminder, written), to)


def _with_attempts(rung: TracedRung, written: Written, attempts: Sequence[AttemptAt]) -> TracedRung:
    """Nothing of what ended: nobody tells that any more."""
    if rung.standing.state in ("past", "dropped"):
        return rung
    heard = {each.to for each in rung.heard if each.due_on == rung.heard[-1].due_on}
    found = attempts_of(rung.standing.reminder, written, attempts)
    return rung._replace(attempts=[each for each in found if each.to not in heard])


def attempts_of(reminder: str, written: Written, attempts: Sequence[AttemptAt]) -> list[AttemptAt]:
    """By its name of now. Of one that came back only until it is tried again for the same person."""
    of_it = [each for each in attempts if reminder in (each.reminder, name_of_now(written, each.reminder))]
    again = {each.to for each in of_it if each.state != "bounced"}
    back = {each.to: each for each in of_it if each.state == "bounced" and each.to not in again}
    return [*back.values(), *(each for each in of_it if each.state != "bounced")]


def _counted_on(rung: Hung, repeat: int, calendar: WorkCalendar) -> date:
    if not repeat or rung.every is None:
        return rung.counted_on
    return calendar.add(rung.counted_on, Term(rung.every.amount * repeat, rung.every.unit))


def _passed(counted_on: date, day: date, calendar: WorkCalendar) -> Iterator[Step]:
    """Each day passed on the way to a working day, forward or back."""
    step = ONE_DAY if day > counted_on else -ONE_DAY
    while counted_on != day and not calendar.is_working_day(counted_on):
        yield Step(counted_on, _why_closed(counted_on, calendar))
        counted_on += step


def _why_closed(day: date, calendar: WorkCalendar) -> Words:
    """`Saturday`, `Easter Monday`; a holiday in the weekend by both names."""
    names = [each for each in (WEEKEND.get(day.weekday()), calendar.holiday(day)) if each]
    return Words(", ".join(each.say("nl") for each in names), ", ".join(each.say("en") for each in names))


def _heard(reminder: str, written: Written) -> list[Heard]:
    """By the name it had when it was said."""
    found = []
    for recorded in arrived(written.said):
        event = recorded.event
        if isinstance(event, ev.ReminderSent) and event.reminder == reminder:
            told = Heard(recorded.occurred_on, event.to, event.as_role, str(event.due_on), "", event.is_certain)
            found.append(told)
        elif isinstance(event, ev.ReminderFolded) and event.reminder == reminder:
            found.append(Heard(recorded.occurred_on, event.to, "", str(event.due_on), event.into))
    return found
