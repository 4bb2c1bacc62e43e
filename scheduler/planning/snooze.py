"""What people answer to a reminder: seen, or not before that day. Never silent for ever, nor past a due day in law."""

from datetime import date
from typing import NamedTuple

from scheduler.planning.ladder import (
    Planned,
    Silence,
    Told,
    find,
    is_bound_by_law,
    no_such,
    parts_of,
    plan,
    silences_of,
    speaking,
    told_of,
)
from trajectories.casework import decide
from trajectories.deadlines.deadlines import Deadline
from trajectories.history import events as ev
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Written
from trajectories.service.casework import By, Casework
from workflows.errors import Refused, UsageError
from workflows.language.terms import Term
from workflows.words import Words

AT_MOST = Term(12, "week")  # a longer silence is forgetting
MAY_FOR_OTHERS = frozenset(("teamleider", "administrator"))


class Answered(NamedTuple):
    """silence: as it stands now; None where a snooze ended. is_new: something was recorded.

    next: what the same rung (acknowledged), or the deadline (snoozed), says next.
    """

    silence: Silence | None
    is_new: bool
    next: Planned | None


def acknowledge(casework: Casework, uow: UnitOfWork, asked: str, by: By) -> Answered:
    """Seen by `by`: not repeated for a while; all else goes on. Once seen it is seen: a second time changes nothing.

    asked: a reminder, or a deadline for what was said of it last. Raises NotFound for what was never said, Refused to
    who was not told it and leads nobody.
    """
    decide.must_write(by.actor)
    written = casework.load(uow, asked.partition("/")[0])
    reminder = _last_said(written, asked) if asked.count("/") == 1 else asked
    deadline, rung, _ = parts_of(reminder)
    told = _told(written, reminder)
    if by.actor.staff not in {each.to for each in told} and not by.actor.roles & MAY_FOR_OTHERS:
        raise Refused(
            Words(
                f"{reminder} is niet aan u gezegd; wie het hoorde, een teamleider of een beheerder kan zeggen dat het "
                "gezien is",
                f"{reminder} was not said to you; whoever was told, a team leader or an administrator can acknowledge "
                "it",
            )
        )
    known = _seen(written, reminder, told)
    if known is None:
        event = ev.ReminderAcknowledged(reminder)
        casework.say(uow, written.trajectory.id, [(event, by.today)], casework.stamp(uow, by))
        written = casework.load(uow, written.trajectory.id)
    following = (each for each in plan(written) if (each.deadline, each.rung) == (deadline, rung))
    seen = _seen(written, reminder, told)
    assert seen
    return Answered(seen, known is None, next(following, None))


def snooze(casework: Casework, uow: UnitOfWork, deadline: str, until: date, reason: str, by: By) -> Answered:
    """What is still to be said of the deadline waits until that working day; today or before ends it.

    Raises Refused past the due day of a term in law, further ahead than is wise, and where nothing is to be said.
    """
    decide.must_write(by.actor)
    written = casework.load(uow, deadline.partition("/")[0])
    found = find(written, deadline)
    ends = until <= by.today
    known = _snoozed(written, deadline)
    if ends and known is None:
        return Answered(None, False, _next_of(written, deadline))
    if not ends:
        _must_have_reason(reason)
        _must_speak(found, written)
        _must_not_be_long(until, by.today, written)
        _must_warn_in_time(found, until, by.today, written)
    event = ev.ReminderSnoozed(deadline, until.isoformat())
    key = written.trajectory.id
    casework.say(uow, key, [(event, by.today)], casework.stamp(uow, by, key, reason))
    written = casework.load(uow, key)
    return Answered(_snoozed(written, deadline), True, _next_of(written, deadline))


def _last_said(written: Written, deadline: str) -> str:
    """The reminder of the deadline that was said last by itself. Raises Refused where none was."""
    of_it = [
        (each.version, reminder)
        for reminder, several in told_of(written).items()
        for each in several
        if reminder.startswith(f"{deadline}/") and not each.folded
    ]
    if not of_it:
        raise Refused(
            Words(
                f"over {deadline} is nog niets gezegd; ‘traject why’ zegt wanneer, ‘traject snooze’ laat het wachten",
                f"nothing was said of {deadline} yet; 'traject why' tells when, 'traject snooze' lets it wait",
            )
        )
    return max(of_it)[1]


def _told(written: Written, reminder: str) -> list[Told]:
    """How it was said, for the due day that it spoke of last. Raises NotFound with what was said."""
    told = [each for each in told_of(written).get(reminder, []) if not each.again]
    if not told:
        if reminder in {each.id for each in plan(written)}:
            raise Refused(
                Words(
                    f"{reminder} is nog niet gezegd; ‘traject why’ zegt wanneer, ‘traject snooze’ laat het wachten",
                    f"{reminder} was not said yet; 'traject why' tells when, 'traject snooze' lets it wait",
                )
            )
        raise no_such(reminder, sorted(told_of(written)))
    return [each for each in told if each.due_on == told[-1].due_on]


def _seen(written: Written, reminder: str, told: list[Told]) -> Silence | None:
    """The first time that it was seen as it was said last."""
    seen = [each for each in silences_of(written) if each.kind == "acknowledged" and each.of == reminder]
    return next((each for each in seen if each.due_on == told[-1].due_on), None)


def _snoozed(written: Written, deadline: str) -> Silence | None:
    snoozed = (each for each in silences_of(written) if each.kind == "snoozed" and each.of == deadline)
    return next(snoozed, None)


def _next_of(written: Written, deadline: str) -> Planned | None:
    return next((each for each in plan(written) if each.deadline == deadline), None)


def _must_have_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError(Words("uitstellen heeft een reden nodig (--reason)", "a snooze needs a --reason"))


def _must_speak(deadline: Deadline, written: Written) -> None:
    if deadline not in speaking(written):
        raise Refused(
            Words(
                f"over {deadline.id} wordt niets meer gezegd, dus er valt niets uit te stellen; ‘traject due’ toont "
                "wat er loopt",
                f"nothing more is said of {deadline.id}, so there is nothing to snooze; 'traject due' shows what runs",
            )
        )


def _must_not_be_long(until: date, today: date, written: Written) -> None:
    last = written.calendar.add(today, AT_MOST)
    if until > last:
        raise Refused(
            Words(
                f"{until} is te ver weg; stel ten hoogste {AT_MOST.words.nl} uit: tot {last}",
                f"{until} is too far off; snooze for {AT_MOST.words.en} at most: until {last}",
            )
        )


def _must_warn_in_time(deadline: Deadline, until: date, today: date, written: Written) -> None:
    """A term in law may be silent until its due day, not beyond. A day that tells a private date is not named."""
    if not is_bound_by_law(deadline) or deadline.due_on is None:
        return
    day = "" if deadline.name in written.compiled.revealing else f" ({deadline.due_on})"
    if deadline.due_on <= today:
        raise Refused(
            Words(
                f"{deadline.id} is een termijn in de wet en de laatste dag is daar{day}; die kan niet worden "
                "uitgesteld, wel gezien met ‘traject acknowledge’",
                f"{deadline.id} is a term in law and its last day has come{day}; it cannot be snoozed, only "
                "acknowledged with 'traject acknowledge'",
            )
        )
    if written.calendar.next_working_day(until) > deadline.due_on:
        raise Refused(
            Words(
                f"{until} ligt na de laatste dag{day} van {deadline.id}, een termijn in de wet; kies een eerdere dag",
                f"{until} lies after the last day{day} of {deadline.id}, a term in law; choose an earlier day",
            )
        )
