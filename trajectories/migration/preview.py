"""What going over to another definition does to one running trajectory: names, tasks, deadlines. Pure.

How is said by the plan; see migration_plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from trajectories.casework import decide, parse_values
from trajectories.casework.decide import Circle
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.reckoning import ONE_DAY
from trajectories.deadlines.rules import kept_rule
from trajectories.deadlines.written import Written, deadlines_of
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state import AskedEntry, Pin, Trajectory
from trajectories.migration.plan import (
    DROP,
    HINT,
    SECTIONS,
    STAY,
    WORD,
    How,
    Pair,
    Plan,
    counts_alike,
    fixed_term,
    in_new_names,
    renames,
)
from workflows.errors import Problem, UsageError
from workflows.format.yaml_document import Document, Place
from workflows.language.grounds import Extending, Suspending
from workflows.language.private_facts import taken_from_person
from workflows.language.tasks import Task
from workflows.language.workflow import Workflow
from workflows.machine.guards import OpenTask
from workflows.machine.state_machine import Compiled
from workflows.words import Words

Granting = TypeVar("Granting", Suspending, Extending)


class Wish(NamedTuple):
    """How to move. now: when it is written down. past: what of missed reminders goes out, empty where not decided."""

    plan: Plan
    today: date
    now: datetime
    past: str = ""
    repeat_said: bool = False


class Hindrance(NamedTuple):
    """Why one trajectory cannot be moved. place: the part of the plan that leaves it open."""

    words: Words
    place: Place = ()


class Shift(NamedTuple):
    """A deadline before and after; None where it comes or goes."""

    before: Deadline | None
    after: Deadline | None
    how: How


class Preview(NamedTuple):
    """What would become of one trajectory. after and event: None where it cannot be moved.

    overdue: the deadlines that would be overdue at once and are not now. lost: tasks that are asked for no longer.
    """

    before: Written
    after: Written | None
    events: list[ev.Event]
    hindrances: list[Hindrance]
    shifts: list[Shift]
    overdue: list[Deadline]

    @property
    def migrated(self) -> ev.Migrated | None:
        return next((each for each in self.events if isinstance(each, ev.Migrated)), None)


def preview(
    written: Written, after: Compiled, wish: Wish, circle: Circle, born: ev.PrivateRef | None = None
) -> Preview:
    """What would become of it. Nothing is written.

    written: with the private dates that terms of either definition are counted from; born: the birth date of the
    person followed, for a definition that newly counts from it.
    """
    hindrances = list(_hindrances(written, after, wish))
    if hindrances:
        return Preview(written, None, [], hindrances, [], [])
    blank = _blank(written, after, wish)
    tasks = _tasks(written, after, blank, wish, circle)
    event = blank._replace(asked=tasks[0], gone=tasks[1])
    facts = _from_person(written, after, blank, wish, born)
    event, problems = _with_terms(written, after, event, facts, wish)
    if problems:
        return Preview(written, None, [], problems, [], [])
    events: list[ev.Event] = [event, *facts, *([ev.PastDecided(wish.past)] if wish.past else [])]
    moved = trial(written, after, events, wish)
    shifts = _shifts(written, moved, event)
    overdue = [
        shift.after
        for shift in shifts
        if shift.after
        and status(shift.after, wish.today) == "overdue"
        and not (shift.before and status(shift.before, wish.today) == "overdue")
    ]
    return Preview(written, moved, events, [], shifts, overdue)


def trial(written: Written, after: Compiled, events: Sequence[ev.Event], wish: Wish) -> Written:
    """The trajectory as if the events had been recorded."""
    last = written.history[-1]
    at = max(wish.now, last.recorded_at)
    new = [
        Recorded(last.stream, last.version + place, wish.today, at, "", "", "", after.hash, event)
        for place, event in enumerate(events, 1)
    ]
    history = [*written.history, *new]
    now = replay(last.stream, history)
    deadlines = deadlines_of(after, now, written.calendar, written.private)
    return written._replace(compiled=after, trajectory=now, history=history, deadlines=deadlines)


def _from_person(
    written: Written, after: Compiled, blank: ev.Migrated, wish: Wish, born: ev.PrivateRef | None
) -> list[ev.FactSet]:
    """The birth date, where the new definition takes it from the person and the trajectory does not have it yet."""
    names = taken_from_person(after.workflow) if born else []
    now = trial(written, after, [blank], wish).trajectory if names else written.trajectory
    return [ev.FactSet(name, born) for name in names if born and now.fact(name) != born]


def _hindrances(written: Written, after: Compiled, wish: Wish) -> Iterator[Hindrance]:
    now, plan = written.trajectory, wish.plan
    if now.closed_on:
        yield Hindrance(Words(f"gesloten op {now.closed_on}", f"closed on {now.closed_on}"))
        return
    if after.workflow.subject != written.compiled.workflow.subject:
        yield Hindrance(Words("de nieuwe versie volgt iemand anders", "the new version follows another subject"))
    if any(each.occurred_on > wish.today for each in written.history):
        yield Hindrance(Words("er is iets vastgelegd van na vandaag", "something is recorded of after today"))
    yield from _stage_hindrances(now, written.compiled, after, plan)
    yield from _name_hindrances(now, plan)
    yield from _fact_hindrances(now, after, plan)
    for key, entry in now.asked.items():
        task = key.partition("/")[0]
        if not entry.stage and _is_open(written, key) and _left_open("tasks", task, after, plan):
            yield _open_in_plan("tasks", task)
    for deadline in written.deadlines:
        is_alive = deadline.standing in ("running", "unknown")
        if is_alive and _left_open("deadlines", deadline.name, after, plan):
            yield _open_in_plan("deadlines", deadline.name)


def _left_open(section: str, name: str, after: Compiled, plan: Plan) -> bool:
    """Whether the plan neither gives it a name that the new definition has, nor lets it go."""
    to = plan.names[section].get(name)
    return to != DROP and to not in getattr(after.workflow, section)


def _open_in_plan(section: str, name: str) -> Hindrance:
    word = WORD[section]
    words = Words(
        f"het plan zegt niet wat er wordt van {word.nl} {name}", f"the plan leaves {word.say('en')} {name} open"
    )
    return Hindrance(words, (section, name))


def _stage_hindrances(now: Trajectory, before: Compiled, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    to, label = plan.names["stages"].get(now.stage), before.stage_label(now.stage)
    if to == STAY:
        yield Hindrance(
            Words(
                f"wie in ‘{label.say('nl')}’ staat, blijft volgens het plan op de oude versie",
                f"the plan leaves those in '{label.say('en')}' on the old version",
            )
        )
    elif to is None:
        yield _open_in_plan("stages", now.stage)
    elif to not in after.workflow.stages:
        yield Hindrance(
            Words(
                f"deze variant van de nieuwe versie heeft geen stadium {to}",
                f"this variant of the new version has no stage {to}",
            )
        )


def _name_hindrances(now: Trajectory, plan: Plan) -> Iterator[Hindrance]:
    """A new name that this trajectory used before, under an earlier version, for something else."""
    used = {
        "facts": set(now.facts),
        "tasks": {key.partition("/")[0] for key in (*now.asked, *now.done, *now.absences)},
        "deadlines": {hold.rule for hold in now.holds} | {each.rule for each in now.extensions},
    }
    for section, names in used.items():
        for old in names:
            new = plan.new_name(section, old)
            if new and new != old and new in names:
                yield Hindrance(
                    Words(
                        f"{WORD[section].nl} {new} werd hier eerder voor iets anders gebruikt",
                        f"{WORD[section].say('en')} {new} was used for something else here before",
                    )
                )


def _fact_hindrances(now: Trajectory, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    """What was recorded and does not fit any more; only what holds now counts."""
    for old, entries in now.facts.items():
        name = plan.names["facts"].get(old, old)
        spec = after.workflow.facts.get(name or "")
        value = entries[-1].value
        if spec is None or isinstance(value, dict):
            continue
        try:
            parse_values.checked(spec, old, value)
        except UsageError as error:
            yield Hindrance(error.words)


def _is_open(written: Written, key: str) -> bool:
    return key in {_key({"task": e.task, "member": e.member}) for e in _open_tasks(written)}


def _open_tasks(written: Written) -> tuple[OpenTask, ...]:
    now = written.trajectory
    return (*decide.open_tasks(written.compiled, now), *decide.repeating_tasks(written.compiled, now))


def _blank(written: Written, after: Compiled, wish: Wish) -> ev.Migrated:
    """The migration with its names; what depends on the new state comes later."""
    now, plan, workflow = written.trajectory, wish.plan, after.workflow
    renamed = {section: renames(section, written.compiled, after, plan) for section in SECTIONS}
    return ev.Migrated(
        now.definition,
        after.hash,
        workflow.version,
        workflow.variant,
        plan.hash,
        now.stage,
        str(plan.new_name("stages", now.stage)),
        renamed["stages"],
        renamed["facts"],
        renamed["tasks"],
        renamed["deadlines"],
        said=written.said[-1].version if written.said else 0,
        repeat_said=wish.repeat_said,
    )


# tasks of the present stage


def _tasks(
    written: Written, after: Compiled, blank: ev.Migrated, wish: Wish, circle: Circle
) -> tuple[list[ev.Asked], list[ev.Asked]]:
    """What the present stage asks for newly, and what it asks for no longer."""
    moved = trial(written, after, [blank], wish)
    now, stage = moved.trajectory, after.workflow.stages[blank.stage]
    seen = decide.seen_of(after, now, wish.today, circle)
    fresh = [name for name in stage.tasks if _is_fresh(name, written.compiled, after, blank)]
    partial_stage = stage.model_copy(update={"tasks": tuple(fresh)})
    wanted = decide.asked_on_entering(after, partial_stage, circle, seen, written.calendar)
    asked = [each for each in wanted if (entry := now.asked.get(_key(each))) is None or entry.stage != blank.stage]
    unwanted = {key for key in now.asked if key.partition("/")[0] in fresh} - {_key(each) for each in wanted}
    gone = [key for key, each in now.asked.items() if _is_gone(key, each, after, blank.stage, unwanted)]
    return asked, [_asked(key) for key in gone]


def _is_fresh(name: str, before: Compiled, after: Compiled, blank: ev.Migrated) -> bool:
    """Whether the stage did not ask for it, or for someone else."""
    old_name = {new: old for old, new in blank.tasks.items()}.get(name, name)
    if old_name not in before.workflow.stages[blank.source].tasks:
        return True
    was, now = before.workflow.tasks[old_name], after.workflow.tasks[name]
    return _for_whom(was) != _for_whom(now)


def _for_whom(task: Task) -> tuple[str, object]:
    return task.for_, task.when


def _is_gone(key: str, entry: AskedEntry, after: Compiled, stage: str, unwanted: set[str]) -> bool:
    task = key.partition("/")[0]
    if entry.stage == "":
        return task not in after.workflow.tasks  # given by another trajectory, and let go by the plan
    return entry.stage == stage and (task not in after.workflow.stages[stage].tasks or key in unwanted)


def _key(asked: ev.Asked) -> str:
    return f"{asked['task']}/{asked['member']}" if asked["member"] else asked["task"]


def _asked(key: str) -> ev.Asked:
    task, _, member = key.partition("/")
    return {"task": task, "member": member}


# deadlines


def _with_terms(
    written: Written, after: Compiled, event: ev.Migrated, facts: Sequence[ev.FactSet], wish: Wish
) -> tuple[ev.Migrated, list[Hindrance]]:
    """The migration with what it carries over of each deadline.

    Their events may change, and with one deadline another that hangs on it: until nothing changes any more.
    """
    carried = [_carried(each, written, after, event, wish) for each in written.deadlines]
    terms = [each for each in carried if each is not None]
    for _ in range(len(terms) + 2):
        found = trial(written, after, [event._replace(terms=terms), *facts], wish)
        again = [_adjusted(each, written, after, found, event) for each in terms]
        if again == terms:
            return _owed(written, found, event, terms, wish), list(_not_kept(written, found, event, terms))
        terms = again
    return event, [Hindrance(Words("de termijnen hangen onderling vast", "its deadlines hang on one another"))]


def _carried(deadline: Deadline, written: Written, after: Compiled, event: ev.Migrated, wish: Wish) -> ev.Pinned | None:
    """A first shot: as the plan says, and as an earlier migration left it."""
    name = event.deadlines.get(deadline.name, deadline.name)
    if name not in after.workflow.deadlines:
        return None
    how = wish.plan.hows.get(deadline.name, "recompute") if deadline.standing == "running" else "recompute"
    pin = _pin_of(deadline, written)
    reading: dict[str, object] = {}
    counted_from = pin.counted_from.isoformat() if pin and pin.counted_from else ""
    alike = counts_alike(Pair(written.compiled, after), wish.plan, deadline.name, name)
    if how == "keep" or (pin and pin.kept and alike):
        reading = _reading(deadline, written, event)
    elif pin and pin.kept:
        counted_from = ""
    if how == "restart":
        counted_from = wish.today.isoformat()
    return {
        "rule": name,
        "occurrence": deadline.occurrence,
        "was": deadline.occurrence,
        "how": how,
        "known_on": wish.today.isoformat(),
        "rungs": {},
        "counted_from": counted_from,
        "reading": reading,
        "over": bool(pin and pin.over and reading),
        "stood_still": [],
    }


def _pin_of(deadline: Deadline, written: Written) -> Pin | None:
    """What an earlier migration left of it."""
    key = (deadline.name, deadline.occurrence)
    return next((each for each in written.trajectory.pins if (each.rule, each.occurrence) == key), None)


def _adjusted(pinned: ev.Pinned, written: Written, after: Compiled, found: Written, event: ev.Migrated) -> ev.Pinned:
    """Its event as it is now; no day that it stood still is lost; and what is over stays as it ended."""
    was, now = _before(pinned, written, event), _named(found, pinned["rule"])
    if was.standing in ("met", "lapsed") and not (now and _ended_alike(was, now)) and not pinned["reading"]:
        return {**pinned, "how": "keep", "reading": _reading(was, written, event), "over": True}
    if now and was.occurrence and now.occurrence and now.occurrence != pinned["occurrence"]:
        return {**pinned, "occurrence": now.occurrence}
    if now and now.reckoned and not pinned["stood_still"] and (lost := _stood_still(was, now, found)):
        return {**pinned, "stood_still": lost}
    may_tell = was.name not in written.compiled.revealing
    if _slipped(pinned, was, now) and not pinned["counted_from"] and was.reckoned and may_tell:
        return {**pinned, "counted_from": was.reckoned.anchor_on.isoformat()}
    return pinned


def _stood_still(was: Deadline, now: Deadline, found: Written) -> list[list[str]]:
    """The days on which a stage let it stand still, where it would not do so by the new rule: they were granted."""
    today = found.trajectory.migrated_on
    assert today
    spans = [(on, until or today - ONE_DAY) for on, until in was.holds if (on, until) not in now.holds]
    return [[on.isoformat(), until.isoformat()] for on, until in spans if on <= until]


def _slipped(pinned: ev.Pinned, was: Deadline, now: Deadline | None) -> bool:
    """Kept, and yet it has another day: what it hangs on moved."""
    return bool(pinned["reading"]) and was.standing == "running" and (now is None or now.due_on != was.due_on)


def _not_kept(written: Written, found: Written, event: ev.Migrated, terms: Sequence[ev.Pinned]) -> Iterator[Hindrance]:
    for pinned in terms:
        was = _before(pinned, written, event)
        if _slipped(pinned, was, _named(found, pinned["rule"])):
            yield Hindrance(
                Words(
                    f"termijn {was.name} kan niet blijven zoals hij was; kies recompute of restart",
                    f"deadline {was.name} cannot be kept as it was; choose recompute or restart",
                )
            )


def _owed(written: Written, found: Written, event: ev.Migrated, terms: Sequence[ev.Pinned], wish: Wish) -> ev.Migrated:
    """From which day the reminders of each are owed: as before, where nothing moved and the rung was there."""
    done: list[ev.Pinned] = []
    for pinned in terms:
        was, now = _before(pinned, written, event), _named(found, pinned["rule"])
        if now is not None and _alike(was, now) and not wish.repeat_said:
            old = {rung.id for rung in was.reading.remind}
            rungs = {rung: day.isoformat() for rung, day in was.rungs_known.items()}
            rungs |= {e.id: wish.today.isoformat() for e in now.reading.remind if e.id not in old}
            done.append({**pinned, "known_on": was.known_on.isoformat(), "rungs": rungs})
        else:
            done.append(pinned)
    return event._replace(terms=[each for each in done if _says_something(each, written, event)])


def _says_something(pinned: ev.Pinned, written: Written, event: ev.Migrated) -> bool:
    """What is over and is not changed by it needs no word, except where its suspensions hang on another event."""
    is_over = _before(pinned, written, event).standing in ("met", "lapsed")
    same = pinned["occurrence"] == pinned["was"] and not pinned["reading"] and not pinned["counted_from"]
    same = same and not pinned["stood_still"]
    return not (is_over and same)


def _alike(was: Deadline, now: Deadline) -> bool:
    """The same day, counted from the same day: every rung hangs where it hung."""
    zero = (was.reckoned and was.reckoned.anchor_on, now.reckoned and now.reckoned.anchor_on)
    return (was.standing, was.raw_on, was.due_on, zero[0]) == (now.standing, now.raw_on, now.due_on, zero[1])


def _ended_alike(was: Deadline, now: Deadline) -> bool:
    return (was.standing, was.due_on, was.met_on) == (now.standing, now.due_on, now.met_on)


def _before(pinned: ev.Pinned, written: Written, event: ev.Migrated) -> Deadline:
    back = {new: old for old, new in event.deadlines.items()}
    name = back.get(pinned["rule"], pinned["rule"])
    return next(each for each in written.deadlines if (each.name, each.occurrence) == (name, pinned["was"]))


def _named(written: Written, name: str) -> Deadline | None:
    return next((each for each in written.deadlines if each.name == name), None)


def _shifts(written: Written, moved: Written, event: ev.Migrated) -> list[Shift]:
    hows = {each["rule"]: each["how"] for each in event.terms}
    found = []
    for was in written.deadlines:
        name = event.deadlines.get(was.name, was.name)
        found.append(Shift(was, _named(moved, name), hows.get(name, "recompute")))
    there = {event.deadlines.get(each.name, each.name) for each in written.deadlines}
    return [*found, *(Shift(None, each, "new") for each in moved.deadlines if each.name not in there)]


# the rule as it read


def _reading(deadline: Deadline, written: Written, event: ev.Migrated) -> dict[str, object]:
    """The rule as it reads now for this deadline, in the names to come, so that it goes on reading so."""
    now, workflow = written.trajectory, written.compiled.workflow
    rule = workflow.deadlines[deadline.name]
    pin = _pin_of(deadline, written)
    if pin and pin.kept:
        rule = kept_rule(rule, pin.kept, pin.over)
    versions = tuple(
        each.model_copy(
            update={
                "term": each.term and fixed_term(each.term, workflow),
                "certainty": each.certainty or rule.certainty or _certainty(each.source or rule.source, workflow),
                "remind": None,
                "note": each.note and _as_before(each.note, each.source or rule.source, now, workflow),
                "suspend": each.suspend and _with_certainty(each.suspend, each.source or rule.source, workflow),
                "extend": each.extend and _with_certainty(each.extend, each.source or rule.source, workflow),
            }
        )
        for each in rule.versions
    )
    plain = rule.model_copy(
        update={
            "term": fixed_term(rule.term, workflow),
            "versions": versions,
            "certainty": rule.certainty or _certainty(rule.source, workflow),
            "note": rule.note if pin and pin.kept else _as_before(rule.note, rule.source, now, workflow),
            "suspend": rule.suspend and _with_certainty(rule.suspend, rule.source, workflow),
            "extend": rule.extend and _with_certainty(rule.extend, rule.source, workflow),
            "when": None,
            "remind": (),
            "advice": None,
        }
    )
    data = plain.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    names = {"facts": event.facts, "stages": event.stages, "tasks": event.tasks, "deadlines": event.deadlines}
    found: dict[str, object] = in_new_names(data, names)
    return found


def _as_before(note: Words | None, source: str | None, now: Trajectory, workflow: Workflow) -> Words:
    found = workflow.sources.get(source or workflow.source or "")
    ref = f" ({found.ref})" if found else ""
    nl = f"Zoals in versie {now.workflow_version}{ref}, behouden bij de overgang."
    en = f"As in version {now.workflow_version}{ref}, kept by the migration."
    return Words(f"{note.say('nl')} {nl}", f"{note.say('en')} {en}") if note else Words(nl, en)


def _with_certainty(granting: Granting, source: str | None, workflow: Workflow) -> Granting:
    """Each ground with its own certainty, as its source may be called otherwise from now on."""
    grounds = {
        name: ground.model_copy(update={"certainty": ground.certainty or _certainty(ground.source or source, workflow)})
        for name, ground in granting.grounds.items()
    }
    return granting.model_copy(update={"grounds": grounds})


def _certainty(source: str | None, workflow: Workflow) -> str:
    found = workflow.sources.get(source or "")
    return found.certainty if found else "unverified"


# what the plan leaves open


def undecided(previews: Iterable[Preview], document: Document) -> list[Problem]:
    """What the plan leaves open and a running trajectory needs, each once, with the trajectories."""
    needing: dict[Place, list[str]] = {}
    for each in previews:
        for hindrance in each.hindrances:
            if hindrance.place:
                needing.setdefault(hindrance.place, []).append(each.before.trajectory.id)
    return [document.problem(place, "plan_open", _needed_by(place, keys)) for place, keys in needing.items()]


def _needed_by(place: Place, keys: list[str]) -> str:
    few = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
    return f"not decided, and {few} need it: write {HINT[str(place[0])]}"
