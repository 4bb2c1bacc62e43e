"""Which terms run for a trajectory, and until when: a pure function of definition, folded state and calendar."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import groupby, takewhile, zip_longest
from typing import Any, Literal, NamedTuple, assert_never

from trajectories.history.state import AskedEntry, Hold, Holder, Moment, Passage, Pin, Trajectory, done_entries
from trajectories.local_time import is_within
from workflows.calendar import Reckoning, Step, WorkCalendar
from workflows.errors import Reason
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    OwnDayAnchor,
    StageAnchor,
    TaskAnchor,
    names_in,
    plain_anchors,
)
from workflows.language.deadlines import DeadlineRule, Legal, MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.grounds import Extending, Suspending
from workflows.language.looked_up_terms import LookedInFact, LookedInParameter, TermSpec
from workflows.language.names import Certainty
from workflows.language.rungs import Rung
from workflows.language.terms import Term, Unit, parse_term
from workflows.language.workflow import Workflow
from workflows.machine.guards import Seen, unmet
from workflows.machine.state_machine import Compiled
from workflows.words import Words

NEVER = (date.min, 0)
ONE_DAY = timedelta(1)
Standing = Literal["unknown", "running", "met", "lapsed"]
Status = Literal["unknown", "open", "overdue", "suspended", "met", "met_late", "lapsed"]


class Reading(NamedTuple):
    """A rule as it reads for this client, after its version was picked."""

    rule: str
    term: TermSpec
    legal: Legal
    remind: tuple[Rung, ...]
    source: str | None
    certainty: Certainty
    note: Words | None
    suspend: Suspending | None = None
    extend: Extending | None = None


class Reckoned(NamedTuple):
    """What the calendar was asked, so that the same question can be explained later."""

    anchor_on: date
    term: Term
    legal: Legal
    back: bool
    suspended_days: int
    extensions: tuple[Term, ...]
    last_on: date | None


class Deadline(NamedTuple):
    """A term of a trajectory.

    occurrence: version of the anchor event, 0 while it is unknown. raw_on: before the law moves it; due_on: the last
    day in time (for `opens`: the first day). known_on: the day we last wrote down something that it rests on.
    asked_on: the day from which the rule matters. missing: the facts that a term not known yet waits for.
    holds: when it stands still, by decision or by the stage. begun: day and event with which it began.
    rungs_known: reminders owed from another day than known_on. kept: it reads as it did before a migration;
    restarted: it is counted anew from the day of one.
    """

    trajectory: str
    name: str
    occurrence: int
    reading: Reading
    standing: Standing
    asked_on: date
    known_on: date
    raw_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None
    missing: tuple[str, ...] = ()
    holds: tuple[tuple[date, date | None], ...] = ()
    reckoned: Reckoned | None = None
    opens: bool = False
    suspendable: bool = True
    begun: tuple[date, int] = NEVER
    rungs_known: Mapping[str, date] = {}
    kept: bool = False
    restarted: bool = False

    @property
    def held_since(self) -> date | None:
        """The day since which it stands still until nobody knows when."""
        return next((on for on, until in self.holds if until is None), None)

    @property
    def id(self) -> str:
        return f"{self.trajectory}/{self.name}#{self.occurrence}"

    def is_suspended(self, today: date) -> bool:
        return is_within(today, self.holds)


class Anchored(NamedTuple):
    """A term's day zero, or the facts it waits for.

    passage: place on the path, where the anchor is a stage or something that happened; what was entered until then
    neither meets nor ends the term. begun: day and event that set the term going.
    """

    on: date | None
    occurrence: int = 0
    known_on: date = date.min
    missing: tuple[str, ...] = ()
    passage: int = -1
    begun: tuple[date, int] = NEVER


def status(deadline: Deadline, today: date) -> Status:
    """The due day itself is still in time. A window that opens is never overdue; suspended is never overdue."""
    if deadline.standing == "met":
        late = deadline.met_on and deadline.due_on and deadline.met_on > deadline.due_on and not deadline.opens
        return "met_late" if late else "met"
    if deadline.standing in ("unknown", "lapsed"):
        return "unknown" if deadline.standing == "unknown" else "lapsed"
    if deadline.is_suspended(today):
        return "suspended"
    assert deadline.due_on is not None
    return "overdue" if today > deadline.due_on and not deadline.opens else "open"


def open_deadlines(compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> list[Deadline]:
    """Every deadline that applies, in the order of the definition; also those met and lapsed.

    Of a trajectory that was opened again: what began before it closed stands as it did then.
    """
    found: dict[str, Deadline] = {}
    if not trajectory.path:
        return []
    before = _as_it_closed(trajectory)
    ended = {each.name: each for each in open_deadlines(compiled, before, calendar)} if before else {}
    seen = _seen(trajectory)
    waiting = [name for name, rule in compiled.workflow.deadlines.items() if _applies(rule, seen, compiled, calendar)]
    while waiting:  # a rule that counts from another one comes after it
        ready = [name for name in waiting if not _waits_for(name, compiled, trajectory) & set(waiting)]
        if not ready:
            break
        for name in ready:
            deadline = _deadline(name, compiled, trajectory, calendar, found)
            if before and not (deadline and deadline.begun > _last_move(before)):
                deadline = ended.get(name)
            if deadline is not None:
                found[name] = deadline
        waiting = [name for name in waiting if name not in ready]
    return [found[name] for name in compiled.workflow.deadlines if name in found]


class Absence(NamedTuple):
    """The first thing that keeps a rule from giving a deadline.

    condition: what must hold does not, see unmet. since: its stage is not reached. anchor: these, of which the day
    cannot be known yet. version: none reads for the key date `on`. met, closed, lapsed: it ended on `on` before its
    day was known. before: the trajectory was opened again, and it did not run when that closed.
    """

    kind: Literal["condition", "since", "anchor", "version", "met", "closed", "lapsed", "before"]
    unmet: tuple[Reason, ...] = ()
    anchors: tuple[OwnDayAnchor, ...] = ()
    on: date | None = None


def why_absent(name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar) -> Absence:
    """Why `open_deadlines` gives no deadline of that name, which the definition has."""
    rule = compiled.workflow.deadlines[name]
    if rule.when is not None and (reasons := unmet(rule.when, _seen(trajectory), compiled.workflow, calendar)):
        return Absence("condition", unmet=tuple(reasons))
    since = _since(rule, trajectory)
    if since is None:
        return Absence("since")
    others = {each.name: each for each in open_deadlines(compiled, trajectory, calendar)}
    pin = _pin(name, trajectory)
    found = _found_by(name, compiled, trajectory, others, pin)
    if found is None:
        return Absence("anchor", anchors=_unknowable(rule.anchor, trajectory, others))
    if _reading(name, compiled, trajectory, others, found.kept)[0] is None:
        key = _anchored(rule.version_key, trajectory, others) if rule.version_key else None
        return Absence("version", on=key.on if key else None)
    floor = max(found.since, found.anchored.passage, *trajectory.ended_at)
    if met_on := _met_on(found.rule.met_by, compiled, trajectory, floor, found.anchored.on):
        return Absence("met", on=met_on)
    if lapsed_on := _lapsed_on(found.rule, trajectory, floor):
        return Absence("lapsed", on=lapsed_on)
    return Absence("closed", on=trajectory.closed_on) if trajectory.closed_on else Absence("before")


def _unknowable(anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline]) -> tuple[OwnDayAnchor, ...]:
    """The parts of an anchor whose day cannot be known yet and is no question either."""
    return tuple(each for each in plain_anchors(anchor) if _anchored(each, trajectory, others) is None)


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
        facts=_until(trajectory.facts, end),
        done=_until(trajectory.done, end),
        absences=_until(trajectory.absences, end),
    )


def _until(entries: Mapping[str, tuple[Any, ...]], end: tuple[date, int]) -> dict[str, tuple[Any, ...]]:
    """What was there by then, in the order of the world."""
    kept = (
        (name, tuple(each for each in several if (each.on, each.version) <= end)) for name, several in entries.items()
    )
    return {name: several for name, several in kept if several}


def _last_move(trajectory: Trajectory) -> tuple[date, int]:
    return trajectory.path[-1].on, trajectory.path[-1].version


def _waits_for(name: str, compiled: Compiled, trajectory: Trajectory) -> set[str]:
    rule, pin = compiled.workflow.deadlines[name], _pin(name, trajectory)
    return _hangs_on(rule) | (_hangs_on(kept_rule(rule, pin.kept, pin.over)) if pin and pin.kept else set())


def _hangs_on(rule: DeadlineRule) -> set[str]:
    """The other deadlines that its days are counted from."""
    keys = (rule.anchor, rule.version_key) if rule.version_key else (rule.anchor,)
    return {name for anchor in keys for name in names_in(anchor, "deadline")}


def _seen(trajectory: Trajectory) -> Seen:
    """What the condition of a rule may look at."""
    return Seen(trajectory.path[-1].on, _plain_facts(trajectory), entered=trajectory.entered())


def _applies(rule: DeadlineRule, seen: Seen, compiled: Compiled, calendar: WorkCalendar) -> bool:
    return rule.when is None or not unmet(rule.when, seen, compiled.workflow, calendar)


def _plain_facts(trajectory: Trajectory) -> dict[str, object]:
    return {name: entries[-1].value for name, entries in trajectory.facts.items()}


def _deadline(
    name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, others: Mapping[str, Deadline]
) -> Deadline | None:
    pin = _pin(name, trajectory)
    found = _found_by(name, compiled, trajectory, others, pin)
    if found is None:
        return None
    rule, since, anchored, kept = found
    reading, waits = _reading(name, compiled, trajectory, others, kept)
    if reading is None:
        return None
    if pin and pin.counted_from and anchored.occurrence == pin.occurrence:
        anchored = anchored._replace(on=pin.counted_from)
    term, term_known_on, term_missing = _term(reading.term, compiled, trajectory)
    floor = max(since, anchored.passage, *trajectory.ended_at)
    missing = tuple(dict.fromkeys((*anchored.missing, *waits, *term_missing)))
    passage = trajectory.path[since]
    begun = max(anchored.begun, (passage.on, passage.version)) if rule.since else anchored.begun
    blank = Deadline(
        trajectory.id, name, 0, reading, "unknown", passage.on, passage.known_on, missing=missing, begun=begun
    )
    met_on = _met_on(rule.met_by, compiled, trajectory, floor, anchored.on)
    if missing or anchored.on is None or term is None:
        is_over = met_on or trajectory.closed_on or _lapsed_on(rule, trajectory, floor)
        return None if is_over else _owed_from(blank, trajectory, pin)
    running = _reckon(blank._replace(occurrence=anchored.occurrence), rule, anchored.on, term, trajectory, calendar)
    running = running._replace(known_on=max(anchored.known_on, term_known_on, running.known_on, passage.known_on))
    running = _owed_from(running._replace(kept=bool(kept)), trajectory, pin)
    return _stand(running, rule, met_on, trajectory, floor)


class Pinned(NamedTuple):
    """A rule with its place on the path and its anchor. kept: as it read before a migration, as JSON, or empty."""

    rule: DeadlineRule
    since: int
    anchored: Anchored
    kept: str = ""


def _found_by(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], pin: Pin | None
) -> Pinned | None:
    """By the rule as it read before a migration, for as long as that very term runs; else by the rule as it reads."""
    rule = compiled.workflow.deadlines[name]
    if pin and pin.kept:
        found = _placed(kept_rule(rule, pin.kept, pin.over), trajectory, others)
        if found and found.anchored.occurrence == pin.occurrence:
            return found._replace(kept=pin.kept)
    return _placed(rule, trajectory, others)


def _placed(rule: DeadlineRule, trajectory: Trajectory, others: Mapping[str, Deadline]) -> Pinned | None:
    since = _since(rule, trajectory)
    anchored = None if since is None else _anchored(rule.anchor, trajectory, others)
    return None if since is None or anchored is None else Pinned(rule, since, anchored)


def _pin(name: str, trajectory: Trajectory) -> Pin | None:
    return next((each for each in trajectory.pins if each.rule == name), None)


def _owed_from(deadline: Deadline, trajectory: Trajectory, pin: Pin | None) -> Deadline:
    """Reminders of before a migration are owed as they were; of what it brought, from that day on."""
    if trajectory.migrated_on is None:
        return deadline
    if pin is None or pin.occurrence != deadline.occurrence:
        return deadline._replace(known_on=max(deadline.known_on, trajectory.migrated_on))
    return deadline._replace(
        known_on=max(deadline.known_on, pin.known_on),
        rungs_known=pin.rungs,
        restarted=pin.counted_from is not None and not pin.kept,
    )


COUNTING = (  # what says until when
    "rule", "anchor", "term", "count", "moment", "legal", "version_key", "versions", "paused_in", "in_days",
    "source", "certainty", "note",
)  # fmt: skip
ENDING = ("since", "met_by", "lapses_at")  # what says how it ended
GRANTING = ("suspend", "extend")  # what says on what grounds it may become longer


@lru_cache(maxsize=512)
def kept_rule(rule: DeadlineRule, kept: str, over: bool) -> DeadlineRule:
    """The rule that counts as it did before; who is reminded when is said by the rule as it reads."""
    before = DeadlineRule.model_validate_json(kept)
    said = [field for field in GRANTING if getattr(before, field) is not None]
    fields = (*COUNTING, *said, *(ENDING if over else ()))
    return rule.model_copy(update={field: getattr(before, field) for field in fields})


def _since(rule: DeadlineRule, trajectory: Trajectory) -> int | None:
    """Place on the path from which the rule matters; None as long as it does not."""
    if rule.since is None:
        return 0
    places = [place for place, passage in enumerate(trajectory.path) if passage.stage == rule.since]
    return places[-1] if places else None


def _anchored(anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline]) -> Anchored | None:
    """None: the day cannot be known yet and is no question either (a stage not reached, a task not asked)."""
    match anchor:
        case LaterOfAnchor(later_of=parts):
            return _later_of([_anchored(part, trajectory, others) for part in parts])
        case LatestOfAnchor(latest_of=parts):
            return _latest_of([_anchored(part, trajectory, others) for part in parts])
        case DeadlineAnchor(deadline=name):
            return _from_deadline(others.get(name))
        case _:
            return _own_day(anchor, trajectory)


def _from_deadline(other: Deadline | None) -> Anchored | None:
    return other and Anchored(other.due_on, other.occurrence, other.known_on, other.missing, begun=other.begun)


def _own_day(anchor: OwnDayAnchor, trajectory: Trajectory) -> Anchored | None:
    match anchor:
        case FactAnchor():
            return _from_fact(anchor, trajectory)
        case StageAnchor():
            return _from_stage(anchor, trajectory.path)
        case OpenedAnchor():
            return _from_opening(trajectory.opened_on, trajectory)
        case IntakeAnchor():
            return _from_opening(trajectory.intake_on, trajectory)
        case TaskAnchor(task=name):
            return _from_moment(trajectory.asked.get(name), trajectory)
        case DoneAnchor(done=name):
            return _from_moment(trajectory.last_done.get(name), trajectory)
        case MissedAnchor(missed=name):
            return _from_moment(_last_absence(name, trajectory)[1], trajectory)
        case AssignedAnchor(assigned=role):
            return _from_moment(trajectory.holders.get(role), trajectory)
        case DeadlineAnchor():
            raise AssertionError("a day of another deadline")
        case _:
            assert_never(anchor)


def _from_opening(on: date | None, trajectory: Trajectory) -> Anchored:
    begun = (trajectory.opened_on or date.min, trajectory.opened_version)
    return Anchored(on, trajectory.opened_version, trajectory.known_on or date.min, begun=begun)


def _from_moment(moment: AskedEntry | Moment | Holder | None, trajectory: Trajectory) -> Anchored | None:
    """The latest event of its kind; None where there was none, or it no longer holds."""
    if moment is None:
        return None
    begun = (moment.on, moment.version)
    return Anchored(moment.on, moment.version, moment.known_on, passage=_stood_at(begun, trajectory.path), begun=begun)


def _stood_at(moment: tuple[date, int], path: tuple[Passage, ...]) -> int:
    """Place on the path where it stood then; -1 before all of it."""
    return sum((passage.on, passage.version) <= moment for passage in path) - 1


def _last_absence(task: str, trajectory: Trajectory) -> tuple[str, Moment | None]:
    """Key and moment of the last time that someone stayed away from the task: of those who have not come since, if any.

    So that the coming of one member does not end the term of another. Who left is waited for no more.
    """
    named = ((key, *key.partition("/")[::2], several[-1]) for key, several in trajectory.absences.items())
    absences = [(key, last) for key, name, member, last in named if name == task and member not in trajectory.gone]
    return max(
        absences,
        key=lambda each: (not _came_since(each[0], each[1], trajectory), each[1].on, each[1].version),
        default=("", None),
    )


def _came_since(key: str, absence: Moment, trajectory: Trajectory) -> bool:
    return any(each.on >= absence.on for each in trajectory.done.get(key, ()))


def _from_fact(anchor: FactAnchor, trajectory: Trajectory) -> Anchored:
    """The same value written down again changes nothing: the entry first written counts, with all that was granted."""
    entries = trajectory.facts.get(anchor.fact)
    if not entries:
        return Anchored(None, missing=(anchor.fact,))
    ordered = entries if anchor.on_change == "keep" or anchor.pick == "first" else entries[::-1]
    same = takewhile(lambda each: each.value == ordered[0].value, ordered)
    entry = min(same, key=lambda each: each.version)
    if not isinstance(entry.value, str):
        return Anchored(None, missing=(anchor.fact,))
    begun = (entry.on, entry.version)
    return Anchored(date.fromisoformat(entry.value), entry.version, entry.known_on, begun=begun)


def _from_stage(anchor: StageAnchor, path: tuple[Passage, ...]) -> Anchored | None:
    places = [place for place, passage in enumerate(path) if passage.stage == anchor.stage]
    if not places:
        return None
    place = places[0] if anchor.pick == "first" or anchor.on_change == "keep" else places[-1]
    begun = (path[place].on, path[place].version)
    return Anchored(path[place].on, path[place].version, path[place].known_on, passage=place, begun=begun)


def _later_of(parts: list[Anchored | None]) -> Anchored | None:
    known = [part for part in parts if part is not None]
    if not parts or len(known) < len(parts):
        return None
    missing = tuple(name for part in known for name in part.missing)
    if missing:
        return Anchored(None, missing=missing)
    latest = _latest(known)
    return latest._replace(known_on=max(part.known_on for part in known), begun=max(part.begun for part in known))


def _latest_of(parts: list[Anchored | None]) -> Anchored | None:
    """Of those known; a question only where none is and one could be."""
    possible = [part for part in parts if part is not None]
    known = [part for part in possible if part.on is not None]
    if known:
        return _latest(known)
    return Anchored(None, missing=tuple(name for part in possible for name in part.missing)) if possible else None


def _latest(known: list[Anchored]) -> Anchored:
    return max(known, key=lambda part: (part.on or date.min, part.occurrence))


def _reading(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], kept: str = ""
) -> tuple[Reading | None, tuple[str, ...]]:
    """The rule as the version key picks it, and the facts that the key waits for."""
    if kept:
        return _kept_reading(name, compiled, trajectory, others, kept)
    rule = compiled.workflow.deadlines[name]
    return _picked(rule, partial(_read, compiled, name), trajectory, others)


def _kept_reading(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], kept: str
) -> tuple[Reading | None, tuple[str, ...]]:
    """As it read before a migration, with the ladder of now."""
    rule = kept_rule(compiled.workflow.deadlines[name], kept, over=False)
    reading, waits = _picked(rule, partial(_read_rule, rule, compiled.workflow), trajectory, others)
    now = _reading(name, compiled, trajectory, others)[0]
    ladder = now.remind if now else rule.remind
    return reading and reading._replace(remind=ladder), waits


def _picked(
    rule: DeadlineRule, read: Callable[[int | None], Reading], trajectory: Trajectory, others: Mapping[str, Deadline]
) -> tuple[Reading | None, tuple[str, ...]]:
    base = read(None)
    if not rule.versions:
        return base, ()
    assert rule.version_key is not None
    key = _anchored(rule.version_key, trajectory, others)
    if key is None or key.on is None:
        return base, key.missing if key else ()
    day = key.on
    for place, version in enumerate(rule.versions):
        if (version.from_ is None or version.from_ <= day) and (version.until is None or day <= version.until):
            return read(place), ()
    return None, ()


@lru_cache(maxsize=2048)
def _read(compiled: Compiled, name: str, place: int | None) -> Reading:
    """A rule, or one of its versions by place: the same for every trajectory of a definition, so it is kept."""
    return _read_rule(compiled.workflow.deadlines[name], compiled.workflow, place)


def _read_rule(rule: DeadlineRule, workflow: Workflow, place: int | None) -> Reading:
    version = None if place is None else rule.versions[place]
    source = (version and version.source) or rule.source
    found = workflow.sources.get(source) if source else None
    certainty = (version and version.certainty) or rule.certainty or (found.certainty if found else "unverified")
    return Reading(
        version.rule if version else rule.rule,
        (version and version.term) or rule.term,
        (version and version.legal) or rule.legal,
        version.remind if version and version.remind is not None else rule.remind,
        source,
        certainty,
        (version and version.note) or rule.note,
        version.suspend if version and version.suspend is not None else rule.suspend,
        version.extend if version and version.extend is not None else rule.extend,
    )


def _term(spec: TermSpec, compiled: Compiled, trajectory: Trajectory) -> tuple[Term | None, date, tuple[str, ...]]:
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


def _reckon(
    blank: Deadline, rule: DeadlineRule, anchor_on: date, term: Term, trajectory: Trajectory, calendar: WorkCalendar
) -> Deadline:
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
    )
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

    Not for a day counted back, which rests on the term it is counted back from.
    """
    if not rule.paused_in or rule.count == "back":
        return []
    stays = [list(stay) for _, stay in groupby(trajectory.path, lambda each: each.stage in rule.paused_in)]
    following = [stay[0] for stay in stays[1:]]
    holds = [
        _stay(blank, stay[0], left, trajectory.closed_on)
        for stay, left in zip_longest(stays, following)
        if stay[0].stage in rule.paused_in
    ]
    return [hold for hold in holds if hold.until is None or (hold.until >= hold.on and hold.until > anchor_on)]


def _stood_still(blank: Deadline, trajectory: Trajectory) -> list[Hold]:
    """The days that a migration carried over."""
    pin = _pin(blank.name, trajectory)
    if pin is None or pin.occurrence != blank.occurrence:
        return []
    return [Hold(blank.name, blank.occurrence, on, until, date.min) for on, until in pin.stood_still]


def _stay(blank: Deadline, entered: Passage, left: Passage | None, closed_on: date | None) -> Hold:
    left_on = left.on if left else closed_on
    known_on = max(entered.known_on, left.known_on) if left else entered.known_on
    return Hold(blank.name, blank.occurrence, entered.on + ONE_DAY, left_on - ONE_DAY if left_on else None, known_on)


def due(reckoned: Reckoned, calendar: WorkCalendar) -> Reckoning:
    anchor_on, term, legal, back, suspended, extensions, last_on = reckoned
    return calendar.due(
        anchor_on, term, legal, back=back, suspended_days=suspended, extensions=extensions, last_on=last_on
    )


def explain(reckoned: Reckoned, calendar: WorkCalendar) -> list[Step]:
    """Every step of the arithmetic behind `due`, in the same order."""
    anchor_on, term, legal, back, suspended, extensions, last_on = reckoned
    return calendar.explain(
        anchor_on, term, legal, back=back, suspended_days=suspended, extensions=extensions, last_on=last_on
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


def _met_on(
    ways: tuple[MetBy, ...], compiled: Compiled, trajectory: Trajectory, floor: int, anchor_on: date | None
) -> date | None:
    """The first day on which one of the ways was fulfilled; a stage counts only when entered after `floor`."""
    days = [_fulfilled_on(way, compiled, trajectory, floor, anchor_on) for way in ways]
    return min((day for day in days if day is not None), default=None)


def _fulfilled_on(
    way: MetBy, compiled: Compiled, trajectory: Trajectory, floor: int, anchor_on: date | None
) -> date | None:
    match way:
        case MetByStage(stage=stage):
            return next((passage.on for passage in trajectory.path[floor + 1 :] if passage.stage == stage), None)
        case MetByFact(fact=name):
            return _recorded_day(name, trajectory)
        case MetByTask(task=name):
            return _done_on(name, compiled, trajectory)
        case MetByAttending(attended=name):
            return _attended_on(name, trajectory, anchor_on)
        case _:
            assert_never(way)


def _recorded_day(name: str, trajectory: Trajectory) -> date | None:
    """A date fact happened on its value, any other on the day it holds from."""
    entries = trajectory.facts.get(name)
    if not entries:
        return None
    value = entries[-1].value
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return entries[-1].on


def _done_on(task: str, compiled: Compiled, trajectory: Trajectory) -> date | None:
    """The day on which its amount was reached."""
    done = 0
    for entry in done_entries(trajectory, task):
        done += entry.amount
        if done >= compiled.workflow.tasks[task].amount:
            return entry.on
    return None


def _attended_on(task: str, trajectory: Trajectory, anchor_on: date | None) -> date | None:
    """The first work on it from the anchor's day on; by who stayed away last, where someone did."""
    if anchor_on is None:
        return None
    absent = _last_absence(task, trajectory)[0]
    keys = [absent] if absent else [key for key in trajectory.done if key.partition("/")[0] == task]
    days = [each.on for key in keys for each in trajectory.done.get(key, ()) if each.on >= anchor_on]
    return min(days, default=None)


def _lapsed_on(rule: DeadlineRule, trajectory: Trajectory, floor: int) -> date | None:
    return next((each.on for each in trajectory.path[floor + 1 :] if each.stage in rule.lapses_at), None)


def _stand(running: Deadline, rule: DeadlineRule, met_on: date | None, trajectory: Trajectory, floor: int) -> Deadline:
    if met_on is not None:
        return running._replace(standing="met", met_on=met_on)
    if trajectory.closed_on or _lapsed_on(rule, trajectory, floor):
        return running._replace(standing="lapsed")
    return running
