"""How each running term goes over: kept, counted anew, and the days it stood still."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.reckoning import ONE_DAY
from trajectories.deadlines.rules import kept_rule
from trajectories.deadlines.voice import ruled
from trajectories.deadlines.written import Written, asking_again, deadlines_of
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state import Pin, Trajectory
from trajectories.migration.alike import counts_alike, fixed_term, in_new_names
from trajectories.migration.hindrances import Hindrance
from trajectories.migration.plan import How, Pair, Wish
from workflows.language.grounds import Extending, Suspending
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Words

Granting = TypeVar("Granting", Suspending, Extending)


class Shift(NamedTuple):
    """A deadline before and after; None where it comes or goes. because: why, where the plan says so."""

    before: Deadline | None
    after: Deadline | None
    how: How
    because: Words | None = None


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
    now = asking_again(after, now, deadlines)
    return written._replace(compiled=after, trajectory=now, history=history, deadlines=deadlines)


def with_terms(
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


def shifts_between(written: Written, moved: Written, event: ev.Migrated, reasons: Mapping[str, Words]) -> list[Shift]:
    hows = {each["rule"]: each["how"] for each in event.terms}
    found = []
    for was in ruled(written.deadlines):
        name = event.deadlines.get(was.name, was.name)
        found.append(Shift(was, _named(moved, name), hows.get(name, "recompute"), reasons.get(name)))
    there = {event.deadlines.get(each.name, each.name) for each in written.deadlines}
    return [
        *found,
        *(
            Shift(None, each, "new", reasons.get(each.name))
            for each in ruled(moved.deadlines)
            if each.name not in there
        ),
    ]


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
