"""What people answer to a reminder: seen, or not before that day. Never silent for ever, nor past a due day in law."""

from datetime import date

from scheduler.planning.ladder import is_bound_by_law, plan, speaking
from scheduler.planning.reminder_id import find, no_such
from scheduler.planning.said import SaidReminder, Silence, said_of, silences_of
from trajectories.casework.commands import Actor
from trajectories.casework.permission import must_write
from trajectories.deadlines.deadlines import Deadline
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from workflows.errors import Refused, UsageError
from workflows.language.terms import Term
from workflows.words import Words

AT_MOST = Term(12, "week")  # a longer silence is forgetting
MAY_FOR_OTHERS = frozenset(("teamleider", "administrator"))


def decide_acknowledge(written: Written, asked: str, actor: Actor) -> ev.ReminderAcknowledged:
    """Seen by `actor`: not repeated for a while; all else goes on.

    asked: a reminder, or a deadline for what was said of it last. Raises NotFound for what was never said, Refused to
    who was not told it and leads nobody.
    """
    must_write(actor)
    reminder = _last_said(written, asked) if asked.count("/") == 1 else asked
    if actor.staff not in {each.to for each in _told(written, reminder)} and not actor.roles & MAY_FOR_OTHERS:
        raise Refused(
            Words(
                f"{reminder} is niet aan u gezegd; wie het hoorde, een teamleider of een beheerder kan zeggen dat het "
                "gezien is",
                f"{reminder} was not said to you; whoever was told, a team leader or an administrator can acknowledge "
                "it",
            )
        )
    return ev.ReminderAcknowledged(reminder)


def seen(written: Written, reminder: str) -> Silence | None:
    """The first time that it was seen as it was said last."""
    last = _told(written, reminder)[-1].due_on
    found = [each for each in silences_of(written) if each.kind == "acknowledged" and each.of == reminder]
    return next((each for each in found if each.due_on == last), None)


def decide_snooze(
    written: Written, deadline: str, until: date, reason: str, actor: Actor, today: date
) -> ev.ReminderSnoozed | None:
    """What is still to be said of the deadline waits until that working day; today or before ends it.

    None: there is no snooze to end. Raises Refused past the due day of a term in law, further ahead than is wise, and
    where nothing is to be said.
    """
    must_write(actor)
    found = find(written, deadline)
    if until > today:
        _must_have_reason(reason)
        _must_speak(found, written)
        _must_not_be_long(until, today, written)
        _must_warn_in_time(found, until, today, written)
    elif snoozed(written, deadline) is None:
        return None
    return ev.ReminderSnoozed(deadline, until.isoformat())


def snoozed(written: Written, deadline: str) -> Silence | None:
    found = (each for each in silences_of(written) if each.kind == "snoozed" and each.of == deadline)
    return next(found, None)


def _last_said(written: Written, deadline: str) -> str:
    """The reminder of the deadline that was said last by itself. Raises Refused where none was."""
    of_it = [
        (each.version, reminder)
        for reminder, several in said_of(written).items()
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


def _told(written: Written, reminder: str) -> list[SaidReminder]:
    """How it was said, for the due day that it spoke of last. Raises NotFound with what was said."""
    told = [each for each in said_of(written).get(reminder, []) if not each.again]
    if not told:
        if reminder in {each.id for each in plan(written)}:
            raise Refused(
                Words(
                    f"{reminder} is nog niet gezegd; ‘traject why’ zegt wanneer, ‘traject snooze’ laat het wachten",
                    f"{reminder} was not said yet; 'traject why' tells when, 'traject snooze' lets it wait",
                )
            )
        raise no_such(reminder, sorted(said_of(written)))
    return [each for each in told if each.due_on == told[-1].due_on]


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
