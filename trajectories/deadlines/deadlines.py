"""Which terms run for a trajectory, and until when: a pure function of definition, folded state and calendar."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

from trajectories.deadlines.anchors import day_zero
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.ends import first_lapsed, first_met, last_extended, standing_of, started
from trajectories.deadlines.perhaps import with_perhaps
from trajectories.deadlines.provisional import asking_the_person, is_decided_by, shortest
from trajectories.deadlines.reckoning import running_term, term_of
from trajectories.deadlines.rules import kept_rule, pin_of, reading_of, rule_in_force, since_of
from trajectories.deadlines.unsure_road import as_question, asked_where_it_stood, had_it_passed, stages_in_question
from trajectories.history.state import Decided, Pin, Trajectory
from workflows.calendar import WorkCalendar
from workflows.errors import Reason
from workflows.language.anchors import (
    Anchor,
    OwnDayAnchor,
    names_in,
    plain_anchors,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.private_facts import is_birthday
from workflows.machine.guards import Seen, unmet
from workflows.machine.state_machine import Compiled


def open_deadlines(compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> list[Deadline]:
    """Every deadline that applies, in the order of the definition; also those met and lapsed.

    Of a trajectory that was opened again: what began before it closed stands as it did then. Of one that was taken
    back none: it was never there.
    """
    kept = {name: each for name, each in reckoned(compiled, trajectory, calendar).items() if not ended_elsewhere(each)}
    if trajectory.takeover and trajectory.takeover.unsure:
        kept = {**kept, **_asked_of_road(kept, compiled, trajectory, calendar)}
    return [kept[name] for name in compiled.workflow.deadlines if name in kept]


def ended_elsewhere(deadline: Deadline) -> bool:
    """Over before it was taken over, and nobody said from which day it ran: only what counts from it asks for that."""
    return deadline.standing in ("met", "lapsed") and deadline.due_on is None


def reckoned(compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> dict[str, Deadline]:
    """As open_deadlines, and what ended elsewhere; without the questions about the road."""
    found: dict[str, Deadline] = {}
    if not trajectory.path or trajectory.taken_back_on:
        return {}
    before = _as_it_closed(trajectory)
    ended = reckoned(compiled, before, calendar) if before else {}
    seen = _seen(trajectory)
    open_ = _open_to_answers(seen, compiled, calendar)
    waiting = [
        name for name in compiled.workflow.deadlines if name in open_ or _applies(name, seen, compiled, calendar)
    ]
    while waiting:  # a rule that counts from another one comes after it
        ready = [name for name in waiting if not _waits_for(name, compiled, trajectory).intersection(waiting)]
        if not ready:
            break
        for name in ready:
            deadline = _deadline(name, compiled, trajectory, calendar, found)
            if before and not (deadline and deadline.begun > _last_move(before)):
                deadline = ended.get(name)
            if deadline is not None:
                found[name] = deadline._replace(provisional=open_[name]) if name in open_ else deadline
        waiting = [name for name in waiting if name not in ready]
    only_if = frozenset(name for name in open_ if not _applies(name, seen, compiled, calendar))
    return shortest(found, only_if) if only_if else found


def _asked_of_road(
    found: Mapping[str, Deadline], compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar
) -> dict[str, Deadline]:
    """The rules that give no deadline, and would if it came through a stage of which nobody said whether it did; and
    those that may give another than they do.
    """
    asked = {}
    for name, each in found.items():
        if again := asked_where_it_stood(compiled.workflow.deadlines[name], each, trajectory):
            asked[name] = again
    for name in compiled.workflow.deadlines:
        stages = stages_in_question(name, compiled, trajectory)
        if name in found or not stages:
            continue
        perhaps = had_it_passed(trajectory, stages)
        if not _applies(name, _seen(perhaps), compiled, calendar):
            continue
        deadline = _deadline(name, compiled, perhaps, calendar, found)
        if deadline and (question := as_question(deadline, stages)):
            asked[name] = question
    return asked


def _open_to_answers(seen: Seen, compiled: Compiled, calendar: WorkCalendar) -> dict[str, tuple[str, ...]]:
    """The rules on which facts of the person decide that nobody recorded, with those facts."""
    found = {}
    for name, asked in asking_the_person(compiled).items():
        waits = tuple(fact for fact in asked if fact not in seen.facts)
        if waits and is_decided_by(waits, seen, partial(_applies, name, compiled=compiled, calendar=calendar)):
            found[name] = waits
    return found


Absence = Literal["condition", "since", "anchor", "version", "met", "closed", "lapsed", "before", "taken_back"]


class WhyAbsent(NamedTuple):
    """The first thing that keeps a rule from giving a deadline.

    condition: what must hold does not, see unmet. since: its stage is not reached. anchor: these, of which the day
    cannot be known yet. version: none reads for the key date `on`. met, closed, lapsed: it ended on `on` before its
    day was known. before: the trajectory was opened again, and it did not run when that closed. taken_back: its opening
    was voided on `on`.
    """

    kind: Absence
    unmet: tuple[Reason, ...] = ()
    anchors: tuple[OwnDayAnchor, ...] = ()
    on: date | None = None


def why_absent(name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> WhyAbsent:
    """Why `open_deadlines` gives no deadline of that name, which the definition has."""
    if trajectory.taken_back_on:
        return WhyAbsent("taken_back", on=trajectory.taken_back_on)
    rule = compiled.workflow.deadlines[name]
    if rule.when is not None and (reasons := unmet(rule.when, _seen(trajectory), compiled.workflow, calendar)):
        return WhyAbsent("condition", unmet=tuple(reasons))
    since = since_of(rule, trajectory)
    if since is None:
        return WhyAbsent("since")
    others = reckoned(compiled, trajectory, calendar)
    pin = pin_of(name, trajectory)
    found = rule_in_force(name, compiled, trajectory, others, pin)
    if found is None:
        return WhyAbsent("anchor", anchors=_unknowable(rule.anchor, trajectory, others))
    if reading_of(name, compiled, trajectory, others, found.kept)[0] is None:
        key = day_zero(rule.version_key, trajectory, others) if rule.version_key else None
        return WhyAbsent("version", on=key.on if key else None)
    floor = max(found.since, found.anchored.passage, *trajectory.ended_at)
    extended = last_extended(name, found.anchored.occurrence, trajectory)
    start = started(found.rule, found.since, found.anchored, extended, compiled, trajectory, floor)
    if met_on := first_met(found.rule.met_by, compiled, trajectory, floor, found.anchored.on, start):
        return WhyAbsent("met", on=met_on)
    if lapsed_on := first_lapsed(found.rule, trajectory, floor, start):
        return WhyAbsent("lapsed", on=lapsed_on)
    return WhyAbsent("closed", on=trajectory.closed_on) if trajectory.closed_on else WhyAbsent("before")


def _unknowable(anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline]) -> tuple[OwnDayAnchor, ...]:
    """The parts of an anchor whose day cannot be known yet and is no question either."""
    return tuple(each for each in plain_anchors(anchor) if day_zero(each, trajectory, others) is None)


def _as_it_closed(trajectory: Trajectory) -> Trajectory | None:
    """As it was when it had closed and was not yet opened again, the last time; None where it never was."""
    if not trajectory.ended_at:
        return None
    past = trajectory.path[: trajectory.ended_at[-1] + 1]
    end = (past[-1].on, past[-1].version)
    return trajectory._replace(
        ended_at=trajectory.ended_at[:-1],
        stage=past[-1].stage,
        path=past,
        closed_on=past[-1].on,
        facts=_until(_facts_at(trajectory, end), end),
        forgotten=_until(trajectory.forgotten, end),
        done=_until(trajectory.done, end),
        absences=_until(trajectory.absences, end),
    )


def _facts_at(trajectory: Trajectory, end: tuple[date, int]) -> dict[str, tuple[Any, ...]]:
    """With those that a later step ended."""
    ended = {
        name: next((each.entries for each in several if (each.on, each.version) > end), ())
        for name, several in trajectory.forgotten.items()
    }
    return {**trajectory.facts, **{name: entries for name, entries in ended.items() if entries}}


def _until(entries: Mapping[str, tuple[Any, ...]], end: tuple[date, int]) -> dict[str, tuple[Any, ...]]:
    """What was there by then, in the order of the world."""
    kept = (
        (name, tuple(each for each in several if (each.on, each.version) <= end)) for name, several in entries.items()
    )
    return {name: several for name, several in kept if several}


def _last_move(trajectory: Trajectory) -> tuple[date, int]:
    return trajectory.path[-1].on, trajectory.path[-1].version


def _waits_for(name: str, compiled: Compiled, trajectory: Trajectory) -> frozenset[str]:
    pin, own = pin_of(name, trajectory), _hangs_on(compiled, name)
    if not pin or not pin.kept:
        return own
    return own | _counts_from(kept_rule(compiled.workflow.deadlines[name], pin.kept, pin.over))


@lru_cache(maxsize=2048)
def _hangs_on(compiled: Compiled, name: str) -> frozenset[str]:
    """The same for every trajectory of a definition, so it is kept."""
    return _counts_from(compiled.workflow.deadlines[name])


def _counts_from(rule: DeadlineRule) -> frozenset[str]:
    """The other deadlines that its days are counted from."""
    keys = (rule.anchor, rule.version_key) if rule.version_key else (rule.anchor,)
    return frozenset(name for anchor in keys for name in names_in(anchor, "deadline"))


def _seen(trajectory: Trajectory) -> Seen:
    """What the condition of a rule may look at."""
    return Seen(trajectory.path[-1].on, _plain_facts(trajectory), entered=trajectory.entered())


def _applies(name: str, seen: Seen, compiled: Compiled, calendar: WorkCalendar) -> bool:
    rule = compiled.workflow.deadlines[name]
    return rule.when is None or not unmet(rule.when, seen, compiled.workflow, calendar)


def _plain_facts(trajectory: Trajectory) -> dict[str, object]:
    return {name: entries[-1].value for name, entries in trajectory.facts.items()}


def _deadline(
    name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, others: Mapping[str, Deadline]
) -> Deadline | None:
    pin = pin_of(name, trajectory)
    found = rule_in_force(name, compiled, trajectory, others, pin)
    if found is None:
        return None
    rule, since, anchored, kept = found
    reading, waits = reading_of(name, compiled, trajectory, others, kept)
    if reading is None:
        return None
    if pin and pin.counted_from and anchored.occurrence == pin.occurrence:
        anchored = anchored._replace(on=pin.counted_from)
    term, term_known_on, term_missing = term_of(reading.term, compiled, trajectory)
    floor = max(since, anchored.passage, *trajectory.ended_at)
    missing = tuple(dict.fromkeys((*anchored.missing, *waits, *term_missing)))
    passage = trajectory.path[since]
    begun = max(anchored.begun, (passage.on, passage.version)) if rule.since else anchored.begun
    extended = last_extended(name, anchored.occurrence, trajectory)
    start = started(rule, since, anchored, extended, compiled, trajectory, floor)
    asking = next((each for each in trajectory.path if each.version == anchored.asked_by), passage)
    blank = Deadline(
        trajectory.id,
        name,
        anchored.asked_by,
        reading,
        "unknown",
        max(passage.on, asking.on),
        max(passage.known_on, asking.known_on),
        missing=missing,
        begun=begun,
        renewed=max(start.renewed, extended),
        start=start.at,
        again=not start.first,
    )
    met_on = first_met(rule.met_by, compiled, trajectory, floor, anchored.on, start)
    if missing or anchored.on is None or term is None:
        if over_on := met_on or trajectory.closed_on or first_lapsed(rule, trajectory, floor, start):
            return blank._replace(standing="met", met_on=over_on) if trajectory.takeover else None
        return _owed_from(blank, trajectory, pin)
    running = running_term(
        blank._replace(occurrence=anchored.occurrence),
        rule,
        anchored.on,
        term,
        trajectory,
        calendar,
        born=is_birthday(rule.anchor, compiled.workflow),
    )
    running = with_perhaps(running, rule.anchor, trajectory, others, calendar)
    running = running._replace(
        known_on=max(anchored.known_on, term_known_on, running.known_on, passage.known_on),
        recorded_on=max(anchored.recorded_on, term_known_on),
        noticed_on=max(anchored.noticed_on, term_known_on, passage.known_on),
    )
    running = _owed_from(running._replace(kept=bool(kept)), trajectory, pin)
    return standing_of(running, rule, met_on, trajectory, floor, start)


def run_as_if_it_applied(
    name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, others: Mapping[str, Deadline]
) -> Deadline | None:
    """Whatever its condition says. others: those that it may count from."""
    return _deadline(name, compiled, trajectory, calendar, others)


def _owed_from(deadline: Deadline, trajectory: Trajectory, pin: Pin | None) -> Deadline:
    """Reminders of before a migration or an upgrade are owed as they were; of what it brought, from that day on."""
    deadline = _owed_since_migration(deadline, trajectory, pin)
    if decided := decided_of(deadline.name, deadline.occurrence, trajectory):
        return _not_before(deadline, decided.known_on, is_new=True)._replace(rungs_known=decided.rungs)
    return deadline


def _owed_since_migration(deadline: Deadline, trajectory: Trajectory, pin: Pin | None) -> Deadline:
    if trajectory.migrated_on is None:
        return deadline
    if pin is None or pin.occurrence != deadline.occurrence:
        return _not_before(deadline, trajectory.migrated_on, is_new=True)
    return _not_before(deadline, pin.known_on)._replace(
        rungs_known=pin.rungs,
        restarted=pin.counted_from is not None and not pin.kept,
    )


def decided_of(name: str, occurrence: int, trajectory: Trajectory) -> Decided | None:
    """What was last decided of what it says of the past, after an upgrade or a batch."""
    key = (name, occurrence)
    return next((each for each in trajectory.decided if (each.rule, each.occurrence) == key), None)


def _not_before(deadline: Deadline, day: date, *, is_new: bool = False) -> Deadline:
    """Owed from that day on at the earliest; what was recorded before it is no longer late knowledge.

    is_new: the day brought the deadline, so that what was recorded on it is not late knowledge either.
    """
    recorded = [deadline.recorded_on, deadline.noticed_on]
    late, noticed = (each if each > day or (each == day and not is_new) else date.min for each in recorded)
    return deadline._replace(known_on=max(deadline.known_on, day), recorded_on=late, noticed_on=noticed)
