"""Which terms run for a trajectory, and until when: a pure function of definition, folded state and calendar."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from trajectories.state import Hold, Passage, Trajectory, done_entries
from workflows.calendar import Reckoning, Step, WorkCalendar
from workflows.compiler import Compiled
from workflows.guards import Seen, unmet
from workflows.model import Anchor, Certainty, DeadlineRule, Legal, MetBy, Rung, TermSpec
from workflows.terms import Term, Unit, parse_term
from workflows.words import Words

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

    @property
    def held_since(self) -> date | None:
        """The day since which it stands still until nobody knows when."""
        return next((on for on, until in self.holds if until is None), None)

    @property
    def id(self) -> str:
        return f"{self.trajectory}/{self.name}#{self.occurrence}"

    def is_suspended(self, today: date) -> bool:
        return any(on <= today and (until is None or today <= until) for on, until in self.holds)


class Anchored(NamedTuple):
    """A term's day zero, or the facts it waits for. passage: place on the path, where the anchor is a stage."""

    on: date | None
    occurrence: int = 0
    known_on: date = date.min
    missing: tuple[str, ...] = ()
    passage: int = -1


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
    """Every deadline that applies, in the order of the definition; also those met and lapsed."""
    found: dict[str, Deadline] = {}
    if not trajectory.path:
        return []
    seen = Seen(trajectory.path[-1].on, _plain_facts(trajectory), entered=trajectory.entered())
    waiting = [name for name, rule in compiled.workflow.deadlines.items() if _applies(rule, seen, compiled, calendar)]
    while waiting:  # a rule that counts from another one comes after it
        ready = [name for name in waiting if not _hangs_on(compiled.workflow.deadlines[name]) & set(waiting)]
        if not ready:
            break
        for name in ready:
            deadline = _deadline(name, compiled, trajectory, calendar, found)
            if deadline is not None:
                found[name] = deadline
        waiting = [name for name in waiting if name not in ready]
    return [found[name] for name in compiled.workflow.deadlines if name in found]


def _hangs_on(rule: DeadlineRule) -> set[str]:
    """The other deadlines that its days are counted from."""
    anchors = [rule.anchor, *(rule.anchor.later_of or ()), *([rule.version_key] if rule.version_key else ())]
    return {anchor.deadline for anchor in anchors if anchor.deadline is not None}


def _applies(rule: DeadlineRule, seen: Seen, compiled: Compiled, calendar: WorkCalendar) -> bool:
    return rule.when is None or not unmet(rule.when, seen, compiled.workflow, calendar)


def _plain_facts(trajectory: Trajectory) -> dict[str, object]:
    return {name: entries[-1].value for name, entries in trajectory.facts.items()}


def _deadline(
    name: str, compiled: Compiled, trajectory: Trajectory, calendar: WorkCalendar, others: Mapping[str, Deadline]
) -> Deadline | None:
    rule = compiled.workflow.deadlines[name]
    since = _since(rule, trajectory)
    if since is None:
        return None
    anchored = _anchored(rule.anchor, trajectory, others)
    if anchored is None:
        return None
    reading, waits = _reading(name, compiled, trajectory, others)
    if reading is None:
        return None
    term, term_known_on, term_missing = _term(reading.term, compiled, trajectory)
    floor = max(since, anchored.passage)
    missing = tuple(dict.fromkeys((*anchored.missing, *waits, *term_missing)))
    passage = trajectory.path[since]
    blank = Deadline(trajectory.id, name, 0, reading, "unknown", passage.on, passage.known_on, missing=missing)
    met_on = _met_on(rule.met_by, compiled, trajectory, floor)
    if missing or anchored.on is None or term is None:
        is_over = met_on or trajectory.closed_on or _lapsed_on(rule, trajectory, floor)
        return None if is_over else blank
    running = _reckon(blank._replace(occurrence=anchored.occurrence), rule, anchored.on, term, trajectory, calendar)
    running = running._replace(known_on=max(anchored.known_on, term_known_on, running.known_on, passage.known_on))
    return _stand(running, rule, met_on, trajectory, floor)


def _since(rule: DeadlineRule, trajectory: Trajectory) -> int | None:
    """Place on the path from which the rule matters; None as long as it does not."""
    if rule.since is None:
        return 0
    places = [place for place, passage in enumerate(trajectory.path) if passage.stage == rule.since]
    return places[-1] if places else None


def _anchored(anchor: Anchor, trajectory: Trajectory, others: Mapping[str, Deadline]) -> Anchored | None:
    """None: the day cannot be known yet and is no question either (a stage not reached, a task not asked)."""
    if anchor.later_of is not None:
        return _later_of([_anchored(part, trajectory, others) for part in anchor.later_of])
    if anchor.fact is not None:
        return _from_fact(anchor, anchor.fact, trajectory)
    if anchor.stage is not None:
        return _from_stage(anchor, trajectory.path)
    if anchor.task is not None:
        asked = trajectory.asked.get(anchor.task)
        return Anchored(asked.on, asked.version, asked.known_on) if asked else None
    if anchor.deadline is not None:
        other = others.get(anchor.deadline)
        if other is None:
            return None
        return Anchored(other.due_on, other.occurrence, other.known_on, other.missing)
    on = trajectory.intake_on if anchor.intake else trajectory.opened_on
    return Anchored(on, trajectory.opened_version, trajectory.known_on or date.min)


def _from_fact(anchor: Anchor, name: str, trajectory: Trajectory) -> Anchored:
    """The same value written down again changes nothing: the entry first written counts, with all that was granted."""
    entries = trajectory.facts.get(name)
    if not entries:
        return Anchored(None, missing=(name,))
    ordered = entries if anchor.on_change == "keep" or anchor.pick == "first" else entries[::-1]
    same = takewhile(lambda each: each.value == ordered[0].value, ordered)
    entry = min(same, key=lambda each: each.version)
    if not isinstance(entry.value, str):
        return Anchored(None, missing=(name,))
    return Anchored(date.fromisoformat(entry.value), entry.version, entry.known_on)


def _from_stage(anchor: Anchor, path: tuple[Passage, ...]) -> Anchored | None:
    places = [place for place, passage in enumerate(path) if passage.stage == anchor.stage]
    if not places:
        return None
    place = places[0] if anchor.pick == "first" or anchor.on_change == "keep" else places[-1]
    return Anchored(path[place].on, path[place].version, path[place].known_on, passage=place)


def _later_of(parts: list[Anchored | None]) -> Anchored | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    missing = tuple(name for part in known for name in part.missing)
    if missing:
        return Anchored(None, missing=missing)
    latest = max(known, key=lambda part: (part.on or date.min, part.occurrence))
    return latest._replace(known_on=max(part.known_on for part in known))


def _reading(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline]
) -> tuple[Reading | None, tuple[str, ...]]:
    """The rule as the version key picks it, and the facts that the key waits for."""
    rule = compiled.workflow.deadlines[name]
    base = _read(compiled, name, None)
    if not rule.versions:
        return base, ()
    assert rule.version_key is not None
    key = _anchored(rule.version_key, trajectory, others)
    if key is None or key.on is None:
        return base, key.missing if key else ()
    day = key.on
    for place, version in enumerate(rule.versions):
        if (version.from_ is None or version.from_ <= day) and (version.until is None or day <= version.until):
            return _read(compiled, name, place), ()
    return None, ()


@lru_cache(maxsize=2048)
def _read(compiled: Compiled, name: str, place: int | None) -> Reading:
    """A rule, or one of its versions by place: the same for every trajectory of a definition, so it is kept."""
    rule = compiled.workflow.deadlines[name]
    version = None if place is None else rule.versions[place]
    source = (version and version.source) or rule.source
    found = compiled.workflow.sources.get(source) if source else None
    certainty = (version and version.certainty) or rule.certainty or (found.certainty if found else "unverified")
    return Reading(
        version.rule if version else rule.rule,
        (version and version.term) or rule.term,
        (version and version.legal) or rule.legal,
        version.remind if version and version.remind is not None else rule.remind,
        source,
        certainty,
        (version and version.note) or rule.note,
    )


def _term(spec: TermSpec, compiled: Compiled, trajectory: Trajectory) -> tuple[Term | None, date, tuple[str, ...]]:
    """The term, the day its amount was written down, and the fact it waits for."""
    if isinstance(spec, Term):
        return spec, date.min, ()
    looked = spec.looked
    if looked.parameter is not None:
        return Term(int(compiled.workflow.parameters[looked.parameter]), spec.unit), date.min, ()
    assert looked.fact is not None
    entries = trajectory.facts.get(looked.fact)
    if not entries or not _is_amount(entries[-1].value, spec.unit):
        return None, date.min, (looked.fact,)
    return Term(int(str(entries[-1].value)), spec.unit), entries[-1].known_on, ()


def _is_amount(value: object, unit: Unit) -> bool:
    """A number that a calendar can count with."""
    return type(value) is int and 0 <= value <= (999 if unit == "year" else 9999)


def _reckon(
    blank: Deadline, rule: DeadlineRule, anchor_on: date, term: Term, trajectory: Trajectory, calendar: WorkCalendar
) -> Deadline:
    key = (blank.name, blank.occurrence)
    holds = [hold for hold in trajectory.holds if (hold.rule, hold.occurrence) == key]
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


def _met_on(ways: tuple[MetBy, ...], compiled: Compiled, trajectory: Trajectory, floor: int) -> date | None:
    """The first day on which one of the ways was fulfilled; a stage counts only when entered after `floor`."""
    days = [day for way in ways if (day := _fulfilled_on(way, compiled, trajectory, floor)) is not None]
    return min(days, default=None)


def _fulfilled_on(way: MetBy, compiled: Compiled, trajectory: Trajectory, floor: int) -> date | None:
    if way.stage is not None:
        return next((passage.on for passage in trajectory.path[floor + 1 :] if passage.stage == way.stage), None)
    if way.fact is not None:
        return _recorded_day(way.fact, trajectory)
    return _done_on(str(way.task), compiled, trajectory)


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


def _lapsed_on(rule: DeadlineRule, trajectory: Trajectory, floor: int) -> date | None:
    return next((each.on for each in trajectory.path[floor + 1 :] if each.stage in rule.lapses_at), None)


def _stand(running: Deadline, rule: DeadlineRule, met_on: date | None, trajectory: Trajectory, floor: int) -> Deadline:
    if met_on is not None:
        return running._replace(standing="met", met_on=met_on)
    if trajectory.closed_on or _lapsed_on(rule, trajectory, floor):
        return running._replace(standing="lapsed")
    return running
