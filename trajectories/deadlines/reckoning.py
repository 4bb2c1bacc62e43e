"""The arithmetic: which days do not count, what was added, and the day that comes of it."""

from datetime import date, timedelta
from itertools import zip_longest
from typing import assert_never

from trajectories.deadlines.deadline import Deadline, Reckoned
from trajectories.deadlines.own_pauses import own_pauses
from trajectories.deadlines.rules import pin_of
from trajectories.history.state import Hold, Passage, Trajectory, left_on_no_day
from workflows.calendar import Reckoning, Step, WorkCalendar
from workflows.language.deadlines import DeadlineRule
from workflows.language.looked_up_terms import LookedInFact, LookedInParameter, TermSpec
from workflows.language.terms import Term, Unit, parse_term
from workflows.machine.state_machine import Compiled

ONE_DAY = timedelta(1)


def term_of(spec: TermSpec, compiled: Compiled, trajectory: Trajectory) -> tuple[Term | None, date, tuple[str, ...]]:
    """The term, the day its amount was written down, and the fact it waits for."""
    if isinstance(spec, Term):
        return spec, date.min, ()
    match spec.looked:
        case LookedInParameter(parameter=name):
            return Term(int(compiled.workflow.parameters[name]), spec.unit), date.min, ()
        case LookedInFact(fact=name):
            entries = trajectory.facts.get(name)
            if not entries or not _is_amount(entries[-1].value, spec.unit):
                return None, date.min, (name,)
            return Term(int(str(entries[-1].value)), spec.unit), entries[-1].known_on, ()
        case _:
            assert_never(spec.looked)


def _is_amount(value: object, unit: Unit) -> bool:
    """A number that a calendar can count with."""
    return type(value) is int and 0 <= value <= (999 if unit == "year" else 9999)


def running_term(
    blank: Deadline,
    rule: DeadlineRule,
    anchor_on: date,
    term: Term,
    trajectory: Trajectory,
    calendar: WorkCalendar,
    *,
    born: bool = False,
) -> Deadline:
    """born: the anchor is a birth date."""
    key = (blank.name, blank.occurrence)
    holds = [hold for hold in trajectory.holds if (hold.rule, hold.occurrence) == key]
    holds += [*_pauses(blank, rule, anchor_on, trajectory), *_stood_still(blank, trajectory)]
    holds.sort(key=lambda hold: hold.on)
    extended = [each for each in trajectory.extensions if (each.rule, each.occurrence) == key]
    until = [each.until for each in extended if each.until]
    reckoned = Reckoned(
        anchor_on,
        term,
        blank.reading.legal,
        rule.count == "back",
        suspended_days(holds, anchor_on),
        tuple(parse_term(each.by) for each in extended if each.by),
        max(until, default=None),
        born,
        rule.first_day_counts,
    )
    reckoned, holds = _with_own_pauses(blank, rule, reckoned, holds, trajectory, calendar)
    found = due(reckoned, calendar)
    return blank._replace(
        raw_on=found.raw_on,
        due_on=found.due_on,
        known_on=max([*(hold.known_on for hold in holds), *(each.known_on for each in extended)], default=date.min),
        holds=tuple((hold.on, hold.until) for hold in holds),
        reckoned=reckoned,
        opens=rule.moment == "opens",
        suspendable=rule.suspendable,
        standing="running",
    )


def _pauses(blank: Deadline, rule: DeadlineRule, anchor_on: date, trajectory: Trajectory) -> list[Hold]:
    """The stages that let it stand still, from the day after entering until the day before leaving (cf. Awb 4:15).

    Not for a day counted back, which rests on the term it is counted back from. Of a stay of which nobody said when it
    ended nothing is taken off: the term would end later than it may.
    """
    if not rule.paused_in or rule.count == "back":
        return []
    holds, entered = list[Hold](), None
    for passage, left in zip_longest(trajectory.path, trajectory.path[1:]):
        if passage.stage not in rule.paused_in:
            continue
        is_known = not left_on_no_day(passage, left)
        if is_known:
            entered = entered or passage
        elif passage.untold:
            entered = None
        if entered and not (is_known and left and left.stage in rule.paused_in):
            holds.append(_stay(blank, entered, left if is_known else passage, trajectory.closed_on))
            entered = None
    return [hold for hold in holds if hold.until is None or (hold.until >= hold.on and hold.until > anchor_on)]


def _with_own_pauses(
    blank: Deadline,
    rule: DeadlineRule,
    reckoned: Reckoned,
    holds: list[Hold],
    trajectory: Trajectory,
    calendar: WorkCalendar,
) -> tuple[Reckoned, list[Hold]]:
    """With what lets it stand still by itself, as long as the term was not over before that began."""
    if not rule.suspendable or reckoned.back or not blank.reading.suspend:
        return reckoned, holds
    carried = {(each.on, each.until) for each in holds}
    for pause in own_pauses(blank.reading.suspend, blank.name, blank.occurrence, trajectory):
        begins_in_it = reckoned.anchor_on < pause.on <= due(reckoned, calendar).due_on
        if begins_in_it and (pause.on, pause.until) not in carried:
            holds = sorted([*holds, pause], key=lambda each: each.on)
            reckoned = reckoned._replace(suspended_days=suspended_days(holds, reckoned.anchor_on))
    return reckoned, holds


def _stood_still(blank: Deadline, trajectory: Trajectory) -> list[Hold]:
    """The days that a migration carried over."""
    pin = pin_of(blank.name, trajectory)
    if pin is None or pin.occurrence != blank.occurrence:
        return []
    return [Hold(blank.name, blank.occurrence, on, until, date.min) for on, until in pin.stood_still]


def _stay(blank: Deadline, entered: Passage, left: Passage | None, closed_on: date | None) -> Hold:
    left_on = left.on if left else closed_on
    known_on = max(entered.known_on, left.known_on) if left else entered.known_on
    return Hold(blank.name, blank.occurrence, entered.on + ONE_DAY, left_on - ONE_DAY if left_on else None, known_on)


def due(reckoned: Reckoned, calendar: WorkCalendar) -> Reckoning:
    anchor_on, term, legal, back, suspended, extensions, last_on, born, first_day = reckoned
    return calendar.due(
        anchor_on,
        term,
        legal,
        back=back,
        suspended_days=suspended,
        extensions=extensions,
        last_on=last_on,
        born=born,
        first_day=first_day,
    )


def explain(reckoned: Reckoned, calendar: WorkCalendar) -> list[Step]:
    """Every step of the arithmetic behind `due`, in the same order."""
    anchor_on, term, legal, back, suspended, extensions, last_on, born, first_day = reckoned
    return calendar.explain(
        anchor_on,
        term,
        legal,
        back=back,
        suspended_days=suspended,
        extensions=extensions,
        last_on=last_on,
        born=born,
        first_day=first_day,
    )


def suspended_days(holds: list[Hold], anchor_on: date) -> int:
    """Days that do not count, each once also where holds overlap; an open hold counts only when it has ended."""
    last, count = anchor_on.toordinal(), 0
    for hold in sorted(holds, key=lambda each: each.on):
        if hold.until is None:
            continue
        first = max(hold.on.toordinal(), last + 1)
        count += max(0, hold.until.toordinal() - first + 1)
        last = max(last, hold.until.toordinal())
    return count
