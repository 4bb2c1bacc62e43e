"""Which reminders a trajectory still owes: a pure function of what was written down.

A deadline has a ladder of rungs. A rung before or on the day counts from raw_on and moves to the working day before;
a rung after it counts from due_on and moves to the working day after. Of a day on which something opens the rung of
the day itself counts from due_on too and moves to the working day after: never too early.
All go out from 08:00 in Amsterdam.
What someone has seen or snoozed is kept back for a while, never for ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count, takewhile
from typing import NamedTuple, assert_never

from scheduler.planning import taken_back
from scheduler.planning.reminder_id import iso, parts_of
from scheduler.planning.said import SaidReminder, Silence, said_of, silences_of
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.voice import asks_whether
from trajectories.deadlines.written import Written
from trajectories.local_time import local_instant
from workflows.calendar import WorkCalendar
from workflows.language.nothing_planned import rule_of
from workflows.language.rungs import AfterAnchorRung, BeforeRung, DueRung, OverdueRung, Rung, every
from workflows.language.terms import Term

FROM_HOUR = time(8)
ASK = "ask"  # the rung of an open question
ASK_AGAIN = Term(10, "working day")
HELD = "held"  # the rung of a term that stands still until nobody knows when: is that still so?
HELD_AGAIN = Term(20, "working day")
ON_DUE = "due"  # the rung of the due day itself
TOLD_LATELY = timedelta(days=7)


class Planned(NamedTuple):
    """A reminder still to be said. due_on: None for a question. send_at: aware UTC, 08:00 of `day` in Amsterdam."""

    id: str
    trajectory: str
    deadline: str
    name: str
    rung: str
    repeat: int
    due_on: date | None
    day: date
    send_at: datetime
    roles: tuple[str, ...]
    is_late: bool = False  # it was missed, as what it rests on was recorded after its day


class Late(NamedTuple):
    """What of a ladder was missed, as someone recorded what it rests on after its day; the others stay silent.

    repeat: of the rung that it hangs on. day: on which it goes out all the same.
    """

    repeat: int
    roles: tuple[str, ...]
    day: date


class Hung(NamedTuple):
    """A rung hung on its deadline. first_on: its day, moved; counted_on: the day before that move."""

    id: str
    roles: tuple[str, ...]
    first_on: date
    counted_on: date
    every: Term | None = None
    late: Late | None = None

    def day(self, repeat: int, calendar: WorkCalendar) -> date:
        """Repeats are counted from the first, never from one another. They always move to the working day after."""
        if not repeat or self.every is None:
            return self.first_on
        later = Term(self.every.amount * repeat, self.every.unit)
        return calendar.next_working_day(calendar.add(self.counted_on, later))


# plan


def plan(written: Written) -> list[Planned]:
    """Every reminder still to be said, in the order in which they go out. Of a rung that repeats only the next one.

    Of an opening taken back only that it was.
    """
    if written.trajectory.taken_back_on:
        return [told_of(written)] if taken_back.since(written) else []
    said, silences = said_of(written), silences_of(written)
    found = [each for deadline in speaking(written) for each in unsaid(deadline, written, said, silences)]
    return sorted(found, key=lambda each: (each.send_at, each.id))


def told_of(written: Written) -> Planned:
    """That the opening was taken back, as a reminder. It is told from the next working day on, and once."""
    deadline = taken_back.as_deadline(written)
    assert deadline
    day = written.calendar.next_working_day(deadline.known_on)
    return Planned(
        f"{deadline.id}/{taken_back.RUNG}.0",
        deadline.trajectory,
        deadline.id,
        deadline.name,
        taken_back.RUNG,
        0,
        None,
        day,
        local_instant(day, FROM_HOUR),
        taken_back.TOLD_AS,
    )


def speaking(written: Written) -> list[Deadline]:
    """The deadlines that remind: those that run, and of those not known yet the first that misses each fact."""
    if written.trajectory.closed_on:
        return []
    asking = {pin.rule for pin in written.trajectory.pins if not pin.occurrence}
    askers = _askers(sorted(written.deadlines, key=lambda each: each.name not in asking))
    return [each for each in written.deadlines if _runs(each) or each.id in askers]


def _runs(deadline: Deadline) -> bool:
    return deadline.standing == "running"


def _askers(deadlines: list[Deadline]) -> set[str]:
    """One question per missing fact, however many terms wait for it: that of the first."""
    by_fact: dict[str, str] = {}
    for deadline in deadlines:
        if deadline.standing == "unknown":
            by_fact.setdefault(deadline.missing[0] if deadline.missing else deadline.id, deadline.id)
    return set(by_fact.values())


def unsaid(
    deadline: Deadline, written: Written, said: Mapping[str, list[SaidReminder]], silences: Sequence[Silence]
) -> Iterator[Planned]:
    ladder = hang(deadline, written)
    latest = _last_missed(deadline, ladder, written)
    for rung in ladder:
        since = owed_from(deadline, rung.id)
        until = silent_until(deadline, rung, ladder, written.calendar, silences)
        for planned in _repeats(deadline, rung, written.calendar):
            is_owed = planned.day >= since
            if planned.is_late and not _was_spoken_of(planned, deadline, said):
                planned, is_owed = _on(planned, rung), True
            elif not is_owed and planned.id != latest and _past(written, since) != "all":
                continue
            if _is_new(planned, said.get(planned.id, [])):
                yield _kept_back(planned if is_owed else _at_once(planned, since, written.calendar), until)
                break


def silent_until(
    deadline: Deadline, rung: Hung, ladder: list[Hung], calendar: WorkCalendar, silences: Sequence[Silence]
) -> date:
    """The first day on which the rung speaks again; the first of all days where nobody asked for silence."""
    days = [date.min]
    for each in silences:
        if each.kind == "snoozed" and each.of == deadline.id:
            days.append(min(calendar.next_working_day(each.until), _speaks_by(deadline, ladder)))
        elif each.kind == "acknowledged" and each.due_on == iso(deadline.due_on):
            days += [each.until] if parts_of(each.of)[:2] == (deadline.id, rung.id) else []
    return max(days)


def _speaks_by(deadline: Deadline, ladder: list[Hung]) -> date:
    """The day past which a snooze keeps nothing back: of a term in law its due day, or the rung of that day."""
    if not is_bound_by_law(deadline):
        return date.max
    assert deadline.due_on
    return min([deadline.due_on, *(rung.first_on for rung in ladder if rung.id == ON_DUE)])


def is_bound_by_law(deadline: Deadline) -> bool:
    """Whether it has a due day in law to come; a term that stands still has none that anyone knows."""
    return deadline.reading.legal == "statutory" and deadline.reckoned is not None and not deadline.held_since


def _kept_back(planned: Planned, until: date) -> Planned:
    return planned._replace(day=until, send_at=local_instant(until, FROM_HOUR)) if planned.day < until else planned


def owed_from(deadline: Deadline, rung: str) -> date:
    """The day from which a rung is said: that on which we came to know of its deadline, or of the rung itself."""
    return deadline.rungs_known.get(rung, deadline.known_on)


def _past(written: Written, since: date) -> str:
    """What of the missed reminders goes out, where that was decided for what came to be known on that day."""
    return written.trajectory.past.get(since.isoformat(), "none")


def _last_missed(deadline: Deadline, ladder: list[Hung], written: Written) -> str:
    """The reminder that was missed last, where that one goes out; empty where none does."""
    missed = []
    for rung in ladder:
        since = owed_from(deadline, rung.id)
        if _past(written, since) == "latest":
            days = _repeats(deadline, rung, written.calendar)
            missed += list(takewhile(partial(_is_before, since), days))[-1:]
    return max(missed, key=lambda each: (each.day, each.id)).id if missed else ""


def _was_spoken_of(late: Planned, deadline: Deadline, said: Mapping[str, list[SaidReminder]]) -> bool:
    """Whether something else was said of it since it was recorded: what moved it after that is no late knowledge."""
    others = (
        each
        for reminder, several in said.items()
        if reminder.startswith(f"{deadline.id}/")
        for each in several
        if reminder != late.id or each.due_on != iso(late.due_on)
    )
    return any(each.on > deadline.noticed_on and not each.again for each in others)


def _on(planned: Planned, rung: Hung) -> Planned:
    """On the day on which what was missed goes out."""
    assert rung.late
    return planned._replace(day=rung.late.day, send_at=local_instant(rung.late.day, FROM_HOUR))


def _is_before(since: date, planned: Planned) -> bool:
    return planned.day < since


def _at_once(planned: Planned, since: date, calendar: WorkCalendar) -> Planned:
    day = calendar.next_working_day(since)
    return planned._replace(day=day, send_at=local_instant(day, FROM_HOUR))


def _is_new(planned: Planned, said: list[SaidReminder]) -> bool:
    """Said for this due day is said. Said for another one is said again, unless that was only just now."""
    said = [each for each in said if not each.again]
    if any(each.due_on == iso(planned.due_on) for each in said):
        return False
    return not said or planned.day > max(each.on for each in said) + TOLD_LATELY


def _repeats(deadline: Deadline, rung: Hung, calendar: WorkCalendar) -> Iterator[Planned]:
    """Once, or for ever."""
    for repeat in count() if rung.every else (0,):
        yield planned_of(deadline, rung, repeat, calendar)


def planned_of(deadline: Deadline, rung: Hung, repeat: int, calendar: WorkCalendar) -> Planned:
    day = rung.day(repeat, calendar)
    late = rung.late if rung.late and rung.late.repeat == repeat else None
    return Planned(
        f"{deadline.id}/{rung.id}.{repeat}",
        deadline.trajectory,
        deadline.id,
        deadline.name,
        rung.id,
        repeat,
        deadline.due_on,
        day,
        local_instant(day, FROM_HOUR),
        late.roles if late else rung.roles,
        late is not None,
    )


# the ladder


def hang(deadline: Deadline, written: Written) -> list[Hung]:
    """Every rung of the deadline with its day, whether said, past or still to come."""
    if deadline.reckoned is None:
        return [_question(deadline, written)]
    if deadline.held_since:
        return (
            [_still_held(deadline, deadline.held_since, written)]
            if asks_whether(deadline, written.compiled, written.trajectory)
            else []
        )
    rungs = {rung.id: _hung(rung, deadline, written.calendar) for rung in deadline.reading.remind}
    ladder = list(rungs.values())
    with_late = _late(ladder, deadline, written.calendar)
    return (
        with_late
        if with_late and deadline.known_on <= deadline.noticed_on
        else _rescued(with_late or ladder, deadline, written)
    )


def _question(deadline: Deadline, written: Written) -> Hung:
    rule = rule_of(written.compiled.workflow, deadline.name)
    counted_on = written.calendar.add(max(deadline.asked_on, deadline.known_on), rule.ask_after)
    return Hung(ASK, (rule.ask_to,), written.calendar.next_working_day(counted_on), counted_on, ASK_AGAIN)


def _still_held(deadline: Deadline, since: date, written: Written) -> Hung:
    """A term that stands still has no day to remind of, but silence would let it be forgotten."""
    rule = rule_of(written.compiled.workflow, deadline.name)
    counted_on = written.calendar.add(since, HELD_AGAIN)
    return Hung(HELD, (rule.ask_to,), written.calendar.next_working_day(counted_on), counted_on, HELD_AGAIN)


def _hung(rung: Rung, deadline: Deadline, calendar: WorkCalendar) -> Hung:
    assert deadline.reckoned
    assert deadline.raw_on
    assert deadline.due_on
    match rung:
        case OverdueRung(overdue=term):
            counted_on, after = calendar.add(deadline.due_on, term), True
        case AfterAnchorRung(after_anchor=term):
            counted_on, after = calendar.add(deadline.reckoned.anchor_on, term), False
        case BeforeRung(before=term):
            counted_on, after = calendar.add(deadline.raw_on, term, back=True), False
        case DueRung():
            counted_on, after = (deadline.due_on, True) if deadline.opens else (deadline.raw_on, False)
        case _:
            assert_never(rung)
    is_late = after or counted_on > deadline.raw_on or (deadline.opens and counted_on == deadline.raw_on)
    moved = calendar.next_working_day(counted_on) if is_late else calendar.previous_working_day(counted_on)
    return Hung(rung.id, rung.to, moved, counted_on, every(rung))


def _late(ladder: list[Hung], deadline: Deadline, calendar: WorkCalendar) -> list[Hung]:
    """The ladder with what was missed as its anchor or length was recorded late; empty where nothing was.

    The rung missed last goes out: of what was overdue by then to the roles of all whose day had come. By a step to
    another stage only what was overdue by it speaks.
    """
    assert deadline.due_on
    was_overdue = deadline.due_on < deadline.noticed_on and not deadline.opens
    since = deadline.noticed_on if was_overdue else deadline.recorded_on
    missed: list[tuple[date, str, int]] = []
    for rung in ladder:
        if deadline.rungs_known.get(rung.id, since) <= since and rung.first_on < since:
            day, repeat = _last_before(since, rung, calendar)
            missed.append((day, rung.id, repeat))
    if not missed:
        return []
    last_on, last, repeat = max(missed)
    heard_by = {rung for day, rung, _ in missed if was_overdue or day == last_on}
    roles = tuple(dict.fromkeys(role for rung in ladder if rung.id in heard_by for role in rung.roles))
    day = calendar.next_working_day(max(since, deadline.noticed_on))
    late = Late(repeat, roles, day if was_overdue or deadline.opens else min(day, deadline.due_on))
    return [rung._replace(late=late) if rung.id == last else rung for rung in ladder]


def _last_before(since: date, rung: Hung, calendar: WorkCalendar) -> tuple[date, int]:
    """The last repeat that was missed, and its day."""
    numbers = count() if rung.every else (0,)
    days = ((rung.day(repeat, calendar), repeat) for repeat in numbers)
    *_, last = takewhile(lambda each: each[0] < since, days)
    return last


def _rescued(ladder: list[Hung], deadline: Deadline, written: Written) -> list[Hung]:
    """No term is missed silently: when we came to know of it after every rung that warns of it, the last of these
    goes out at once. The past is else left alone: a late entry, an import or a moved day never mails about it.
    """
    due_on, since = deadline.due_on, {rung.id: owed_from(deadline, rung.id) for rung in ladder}
    assert due_on
    missed = [rung for rung in ladder if rung.first_on < since[rung.id]]
    if not missed or any(since[rung.id] <= rung.first_on <= due_on for rung in ladder):
        return ladder
    last = max(missed, key=lambda rung: rung.first_on)
    known_on = since[last.id]
    if known_on > due_on or _past(written, known_on) != "none" or _was_warned(last, deadline, written):
        return ladder
    at_once = min(written.calendar.next_working_day(known_on), due_on)
    return [rung._replace(first_on=at_once, late=None) if rung is last else rung for rung in ladder]


def _was_warned(rung: Hung, deadline: Deadline, written: Written) -> bool:
    """Whether a rung that came with a migration finds the same due day spoken of already."""
    if rung.id not in deadline.rungs_known:
        return False
    said = (each for key, several in said_of(written).items() if key.startswith(f"{deadline.id}/") for each in several)
    return any(each.due_on == iso(deadline.due_on) for each in said)
