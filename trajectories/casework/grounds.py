"""On what grounds a term may stand still or be made longer: which, how often, how long and by whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from trajectories.casework.commands import Actor
from trajectories.casework.parse_values import term_of
from trajectories.casework.without_ground import EXTENDED, SUSPENDED, Newer, no_ground, nothing_newer
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.reckoning import due
from trajectories.history.state import Extension, Hold, Trajectory
from workflows.calendar import WorkCalendar
from workflows.describe.ground_phrases import ground_words, times_words, turn_words
from workflows.errors import Refused
from workflows.language.grounds import AnyGround, Extending, Ground, LongerGround, Suspending
from workflows.language.roles import roles_said
from workflows.language.terms import Term
from workflows.machine.state_machine import Compiled
from workflows.typed_words import meant
from workflows.words import Words

ONE_DAY = timedelta(1)


class Bound(NamedTuple):
    """The last day to which an extension may go: this time, or with all before it. term: what it may come to."""

    last_on: date
    term: Term
    is_total: bool


class Left(NamedTuple):
    """What is still possible. times: how often, None where nothing says; grounds: those that may still be given.

    A ground that begins by itself is not among them: nobody decides it.
    """

    times: int | None
    grounds: tuple[str, ...]
    is_any_reason: bool = False


def holds_of(deadline: Deadline, now: Trajectory) -> list[Hold]:
    """Those that someone decided, not those of a stage."""
    return [each for each in now.holds if (each.rule, each.occurrence) == (deadline.name, deadline.occurrence)]


def extensions_of(deadline: Deadline, now: Trajectory) -> list[Extension]:
    return [each for each in now.extensions if (each.rule, each.occurrence) == (deadline.name, deadline.occurrence)]


# what is left


def suspensions_left(deadline: Deadline, now: Trajectory) -> Left:
    granting = deadline.reading.suspend
    reckoned = deadline.reckoned
    if not deadline.suspendable or _is_birthday(deadline) or (reckoned and (reckoned.back or reckoned.last_on)):
        return Left(0, ())  # a day counted back or granted holds, whatever stands still
    if granting is None:
        return _without_grounds(deadline)
    return _left(granting, holds_of(deadline, now))


def extensions_left(deadline: Deadline, now: Trajectory) -> Left:
    granting = deadline.reading.extend
    if _is_birthday(deadline):
        return Left(0, ())
    if granting is None:
        return _without_grounds(deadline)
    return _left(granting, extensions_of(deadline, now))


def _without_grounds(deadline: Deadline) -> Left:
    """Nothing for a term of law; any reason will do for another."""
    return Left(0, ()) if deadline.reading.legal == "statutory" else Left(None, (), True)


def _left(granting: Suspending | Extending, given: Iterable[Hold] | Iterable[Extension]) -> Left:
    counts = Counter(_pot(granting, each.ground) for each in given)
    times = None if granting.times is None else max(0, granting.times - counts.total())
    able = {name: ground for name, ground in granting.grounds.items() if times != 0}
    grounds = [name for name, ground in able.items() if _may_again(ground, counts[_pot(granting, name)])]
    return Left(times if grounds else 0, tuple(grounds))


def _pot(granting: Suspending | Extending, name: str) -> str:
    """What counts together with a ground: itself, or the word that it shares with others."""
    ground = granting.grounds.get(name)
    return (isinstance(ground, LongerGround) and ground.shares) or name


def _may_again(ground: AnyGround, given: int) -> bool:
    begins_itself = isinstance(ground, Ground) and ground.begins is not None
    return not begins_itself and (ground.times is None or given < ground.times)


# what is refused


def ground_to_suspend(
    compiled: Compiled, deadline: Deadline, now: Trajectory, actor: Actor, text: str, newer: Newer = nothing_newer
) -> tuple[str, Ground | None]:
    """Id and ground; nothing where the rule declares none and any reason will do.

    Raises Refused, also for a statutory term whose definition knows no ground.
    """
    _must_be_no_birthday(deadline, SUSPENDED)
    granting = deadline.reading.suspend
    if granting is None:
        if deadline.reading.legal == "statutory":
            raise no_ground(compiled, deadline, SUSPENDED, newer())
        return "", None
    name = _ground(compiled, deadline, granting, text, SUSPENDED)
    _must_be_for_someone_to_decide(compiled, deadline, granting.grounds[name])
    _must_hold_role(deadline, granting, actor, SUSPENDED)
    _must_be_left(compiled, deadline, granting, name, holds_of(deadline, now), SUSPENDED)
    return name, granting.grounds[name]


def ground_to_extend(
    compiled: Compiled, deadline: Deadline, now: Trajectory, actor: Actor, text: str, newer: Newer = nothing_newer
) -> tuple[str, LongerGround | None]:
    """Id and ground; nothing where the rule declares none and any reason will do.

    Raises Refused, also for a statutory term whose definition knows no ground.
    """
    _must_be_no_birthday(deadline, EXTENDED)
    granting = deadline.reading.extend
    if granting is None:
        if deadline.reading.legal == "statutory":
            raise no_ground(compiled, deadline, EXTENDED, newer())
        return "", None
    name = _ground(compiled, deadline, granting, text, EXTENDED)
    _must_hold_role(deadline, granting, actor, EXTENDED)
    _must_be_left(compiled, deadline, granting, name, extensions_of(deadline, now), EXTENDED)
    return name, granting.grounds[name]


def _is_birthday(deadline: Deadline) -> bool:
    """Nobody moves one, whatever grounds its rule declares."""
    return deadline.reckoned is not None and deadline.reckoned.born


def _must_be_no_birthday(deadline: Deadline, done: Words) -> None:
    if _is_birthday(deadline):
        raise Refused(
            Words(
                f"{deadline.id} is een verjaardag en wordt niet {done.nl}; klopt de geboortedatum niet, verbeter die "
                "dan bij de cliënt",
                f"{deadline.id} is a birthday and is not {done.en}; if the date of birth is wrong, correct it with the "
                "client",
            )
        )


def _ground(compiled: Compiled, deadline: Deadline, granting: Suspending | Extending, text: str, done: Words) -> str:
    """The ground meant, by its id or its label in either language."""
    if name := meant(text, {name: ground.label for name, ground in granting.grounds.items()}):
        return name
    if not granting.grounds:
        raise Refused(
            Words(
                f"{deadline.id} kan niet worden {done.nl}: daarvoor is geen grond",
                f"{deadline.id} cannot be {done.en}: there is no ground for it",
            )
        )
    nl, en = (_listed(granting, compiled, lang) for lang in ("nl", "en"))
    nl_text, en_text = (f"‘{text}’", f"'{text}'") if text else ("niets", "nothing")
    raise Refused(
        Words(
            f"{deadline.id} wordt alleen {done.nl} op een van deze gronden: {nl}; {nl_text} is er geen "
            "(de toelichting hoort bij --reason)",
            f"{deadline.id} is {done.en} only on one of these grounds: {en}; {en_text} is none of them "
            "(what explains it goes with --reason)",
        )
    )


def _listed(granting: Suspending | Extending, compiled: Compiled, lang: str) -> str:
    told = ((name, ground_words(ground, compiled.workflow)) for name, ground in granting.grounds.items())
    return ", ".join(f"{name} {words.say('en' if lang == 'en' else 'nl')}" for name, words in told)


def _must_be_for_someone_to_decide(compiled: Compiled, deadline: Deadline, ground: Ground) -> None:
    """A ground that begins by itself is recorded as what begins it."""
    if ground.begins is None:
        return
    label, begin = ground.label, turn_words(ground.begins, compiled.workflow)
    raise Refused(
        Words(
            f"‘{label.nl}’ begint vanzelf: leg ‘{begin.nl}’ vast, dan staat {deadline.id} stil vanaf de dag erna",
            f"'{label.say('en')}' begins by itself: record '{begin.say('en')}', and {deadline.id} stands still from "
            "the day after",
        )
    )


def _must_hold_role(deadline: Deadline, granting: Suspending | Extending, actor: Actor, done: Words) -> None:
    if granting.roles and not actor.roles & {"administrator", *granting.roles}:
        roles = roles_said(granting.roles)
        raise Refused(
            Words(
                f"{deadline.id} mag alleen worden {done.nl} door {roles.nl}",
                f"{deadline.id} may be {done.en} by {roles.say('en')} only",
            )
        )


def _must_be_left(
    compiled: Compiled,
    deadline: Deadline,
    granting: Suspending | Extending,
    name: str,
    given: Iterable[Hold] | Iterable[Extension],
    done: Words,
) -> None:
    counts, ground = Counter(_pot(granting, each.ground) for each in given), granting.grounds[name]
    source = _cited(compiled, deadline, ground)
    if granting.times is not None and counts.total() >= granting.times:
        times = times_words(granting.times)
        raise Refused(
            Words(
                f"{deadline.id} is al {counts.total()} keer {done.nl}, en dat mag {times.nl}{source}",
                f"{deadline.id} was {done.en} {times_words(counts.total()).en} already, and that may be done "
                f"{times.en}{source}",
            )
        )
    if ground.times is not None and counts[_pot(granting, name)] >= ground.times:
        times, label = times_words(ground.times), ground.label
        raise Refused(
            Words(
                f"{deadline.id} mag op grond van ‘{label.nl}’ {times.nl} worden {done.nl}, en dat is gebeurd{source}",
                f"{deadline.id} may be {done.en} {times.en} on the ground '{label.say('en')}', and was{source}",
            )
        )


# how long


def must_end_in_time(
    compiled: Compiled,
    deadline: Deadline,
    ground: Ground | None,
    first: date,
    until: date | None,
    calendar: WorkCalendar,
) -> None:
    """Raises Refused for a suspension longer than its ground allows, or without an end where it must have one."""
    if ground is None or ground.max is None:
        return
    last_on = calendar.add(first, ground.max) - ONE_DAY
    if until is not None and until <= last_on:
        return
    label, term, source = ground.label, ground.max.words, _cited(compiled, deadline, ground)
    raise Refused(
        Words(
            f"{deadline.id} mag op grond van ‘{label.nl}’ ten hoogste {term.nl} stilstaan{source}: zeg tot wanneer, "
            f"uiterlijk {last_on}",
            f"{deadline.id} may stand still for {term.en} at most on the ground '{label.say('en')}'{source}: say until "
            f"when, at the latest {last_on}",
        )
    )


def must_not_go_beyond(
    compiled: Compiled,
    deadline: Deadline,
    ground: LongerGround | None,
    by: str,
    until: date | None,
    given: Sequence[Extension],
    calendar: WorkCalendar,
) -> None:
    """Raises Refused for an extension that gives more than its ground, or than all of them together.

    given: the extensions of the term so far.
    """
    if ground is None or deadline.reckoned is None:
        return
    new_on = until or _with(deadline, term_of(by), calendar)
    for bound in bounds(deadline, ground, given, calendar):
        if new_on > bound.last_on:
            raise _beyond(compiled, deadline, ground, bound)


def bounds(deadline: Deadline, ground: LongerGround, given: Sequence[Extension], calendar: WorkCalendar) -> list[Bound]:
    """How far it may still go on this ground. given: the extensions of the term so far.

    Where the first day counts, who grants it may have read that otherwise: a day later is still within it.
    """
    reckoned, extend = deadline.reckoned, deadline.reading.extend
    assert reckoned
    reckoned = reckoned._replace(first_day=False)
    deadline = deadline._replace(reckoned=reckoned)
    found = []
    if longest := ground.max or ground.by:
        found.append(Bound(_with(deadline, longest, calendar), longest, is_total=False))
    if ground.total:
        found.append(Bound(_in_all(deadline, ground, given, calendar), ground.total, is_total=False))
    if extend and extend.total:
        whole = reckoned._replace(extensions=(extend.total,), last_on=None)
        found.append(Bound(due(whole, calendar).due_on, extend.total, is_total=True))
    return found


def _in_all(deadline: Deadline, ground: LongerGround, given: Sequence[Extension], calendar: WorkCalendar) -> date:
    """The last day with all that this ground may give on top of what others gave."""
    reckoned, extend = deadline.reckoned, deadline.reading.extend
    assert reckoned
    assert extend
    assert ground.total
    own = next(_pot(extend, name) for name, each in extend.grounds.items() if each == ground)
    others = [each for each in given if _pot(extend, each.ground) != own]
    granted = max((each.until for each in others if each.until), default=None)
    if granted:
        return calendar.add(granted, ground.total)
    terms = tuple(term_of(each.by) for each in others if each.by)
    return due(reckoned._replace(extensions=(*terms, ground.total), last_on=None), calendar).due_on


def must_be_within(
    compiled: Compiled, deadline: Deadline, ground: LongerGround | None, on: date, calendar: WorkCalendar
) -> None:
    """Raises Refused for an extension that comes before the law lets it: so long before the end, counted back."""
    if ground is None or ground.within is None or deadline.due_on is None:
        return
    first = calendar.add(deadline.due_on, ground.within, back=True)
    if on >= first:
        return
    label, term, source = ground.label, ground.within.words, _cited(compiled, deadline, ground)
    raise Refused(
        Words(
            f"{deadline.id} loopt tot en met {deadline.due_on} en kan op grond van ‘{label.nl}’ niet eerder dan "
            f"{term.nl} daarvoor worden verlengd, dus vanaf {first}; gevraagd is {on}{source}",
            f"{deadline.id} runs until {deadline.due_on} and may be extended on the ground '{label.say('en')}' not "
            f"earlier than {term.en} before that, so from {first} on; asked for is {on}{source}",
        )
    )


def _with(deadline: Deadline, term: Term, calendar: WorkCalendar) -> date:
    """The last day once the term is added."""
    reckoned = deadline.reckoned
    assert reckoned
    if reckoned.last_on:
        return calendar.add(reckoned.last_on, term)
    return due(reckoned._replace(extensions=(*reckoned.extensions, term)), calendar).due_on


def _beyond(compiled: Compiled, deadline: Deadline, ground: LongerGround, bound: Bound) -> Refused:
    source, label, term = _cited(compiled, deadline, ground), ground.label, bound.term.words
    if bound.is_total:
        return Refused(
            Words(
                f"{deadline.id} mag in totaal ten hoogste {term.nl} langer worden, dus tot en met {bound.last_on}"
                f"{source}",
                f"{deadline.id} may become {term.en} longer at most in all, so until {bound.last_on}{source}",
            )
        )
    return Refused(
        Words(
            f"{deadline.id} mag op grond van ‘{label.nl}’ ten hoogste {term.nl} langer worden, dus tot en met "
            f"{bound.last_on}{source}",
            f"{deadline.id} may become {term.en} longer at most on the ground '{label.say('en')}', so until "
            f"{bound.last_on}{source}",
        )
    )


def _cited(compiled: Compiled, deadline: Deadline, ground: AnyGround) -> str:
    found = compiled.workflow.sources.get(ground.source or deadline.reading.source or "")
    return f" ({found.ref})" if found else ""
