"""What each event makes of a trajectory."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, assert_never

from trajectories.history import events as ev
from trajectories.history.codec import canonical
from trajectories.history.events import Recorded
from trajectories.history.road import on_road
from trajectories.history.state import (
    AskedEntry,
    Decided,
    DoneEntry,
    Extension,
    FactEntry,
    Forgotten,
    Hold,
    Holder,
    Moment,
    Passage,
    Pin,
    Takeover,
    Trajectory,
    task_key,
)
from trajectories.local_time import local_day, read_day
from workflows.language.road_facts import road_stage


def evolve(trajectory: Trajectory, recorded: Recorded) -> Trajectory:
    """The trajectory after one recorded event. Never refuses: it happened."""
    match recorded.event:  # what comes most is asked first
        case ev.StageEntered() as event:
            return _stage_entered(trajectory, recorded, event)
        case ev.TaskDone() as event:
            return _task_done(trajectory, recorded, event)
        case ev.FactSet() as event:
            return _fact_set(trajectory, recorded, event)
        case ev.TrajectoryOpened() as event:
            return _opened(trajectory, recorded, event)
        case ev.TakenOver() as event:
            return _taken_over(trajectory, recorded, event)
        case ev.Assigned() as event:
            return _assigned(trajectory, recorded, event)
        case ev.Transferred() as event:
            return _with(trajectory, municipality=event.municipality)
        case ev.TaskAsked() as event:
            return _task_asked(trajectory, recorded, event)
        case ev.TaskMissed() as event:
            return _task_missed(trajectory, recorded, event)
        case ev.TaskWaived() as event:
            return _task_waived(trajectory, recorded, event)
        case ev.DeadlineSuspended() as event:
            return _suspended(trajectory, recorded, event)
        case ev.DeadlineResumed() as event:
            return _resumed(trajectory, recorded, event)
        case ev.DeadlineExtended() as event:
            return _extended(trajectory, recorded, event)
        case ev.NoteAdded() as event:
            return _noted(trajectory, recorded, event)
        case ev.TrajectoryClosed() as event:
            return _closed(trajectory, recorded, event)
        case ev.MemberJoined() as event:
            return _member_joined(trajectory, recorded, event)
        case ev.MemberChanged() as event:
            return _member_changed(trajectory, recorded, event)
        case ev.MemberLeft() as event:
            return _member_left(trajectory, recorded, event)
        case ev.OthersFollowed() as event:
            return _others_followed(trajectory, recorded, event)
        case ev.Migrated() as event:
            return _migrated(trajectory, recorded, event)
        case ev.PastDecided() as event:
            return _past_decided(trajectory, recorded, event)
        case ev.EventVoided() | ev.EventReplaced():
            return trajectory  # carried out before the fold, see corrected
        case (
            ev.ReminderSent()
            | ev.ReminderFolded()
            | ev.DeliveryFailed()
            | ev.ReminderAcknowledged()
            | ev.ReminderSnoozed()
            | ev.DigestSent()
            | ev.MessageBounced()
        ):
            return trajectory
        case _:
            if isinstance(recorded.event, ev.PeopleEvent | ev.OfficeEvent):
                return trajectory
            assert_never(recorded.event)


def _opened(was: Trajectory, recorded: Recorded, event: ev.TrajectoryOpened) -> Trajectory:
    return _begun(was, recorded, event)._replace(origin=event.origin, continues=event.continues)


def _begun(was: Trajectory, recorded: Recorded, event: ev.Opening) -> Trajectory:
    on, known_on = recorded.occurred_on, local_day(recorded.recorded_at)
    return was._replace(
        workflow=event.workflow,
        workflow_version=event.workflow_version,
        variant=event.variant,
        municipality=event.municipality,
        subject=event.subject,
        definition=recorded.definition,
        intake_on=date.fromisoformat(event.intake_on),
        opened_on=on,
        opened_version=recorded.version,
        known_on=known_on,
        stage=event.stage,
        path=(Passage(event.stage, on, recorded.version, known_on, "", ""),),
        asked=_asked(was, event.tasks, event.stage, recorded),
        members={
            **was.members,
            **{member["member"]: member for member in event.members if member["member"] not in was.gone},
        },
    )


def _taken_over(was: Trajectory, recorded: Recorded, event: ev.TakenOver) -> Trajectory:
    """opened_on stays the day from which on it stood where it was taken over, unless its first day was told."""
    begun = _begun(was, recorded, event)
    takeover = Takeover(recorded.occurred_on, recorded.version + event.facts, 1, event.unsure, tuple(event.again))
    asked = {
        key: entry._replace(again=entry.again or key.partition("/")[0] in event.again)
        for key, entry in begun.asked.items()
    }
    return on_road(begun._replace(takeover=takeover, asked=asked), event.road)


def _stage_entered(was: Trajectory, recorded: Recorded, event: ev.StageEntered) -> Trajectory:
    passage = Passage(
        event.stage,
        recorded.occurred_on,
        recorded.version,
        local_day(recorded.recorded_at),
        event.source,
        event.trigger,
    )
    if was.closed_on and not event.outcome:
        was = _with(was, closed_on=None, outcome="", ended_at=(*was.ended_at, len(was.path) - 1))
    was = _with(was, stage=event.stage, path=(*was.path, passage))
    if event.forgets:
        was = _forgot(was, event.forgets, passage)
    if event.counts_from:
        was = _with(was, kept={**was.kept, recorded.version: event.counts_from}, asked=_asked_on(was, event, recorded))
    elif event.tasks:
        was = _with(was, asked=_asked(was, event.tasks, event.stage, recorded))
    return _with(was, closed_on=recorded.occurred_on, outcome=event.outcome) if event.outcome else was


def _forgot(was: Trajectory, names: Iterable[str], step: Passage) -> Trajectory:
    """Where nothing is recorded there is nothing to end."""
    ended = {
        name: (*was.forgotten.get(name, ()), Forgotten(step.on, step.version, step.known_on, was.facts[name]))
        for name in names
        if name in was.facts
    }
    facts = {name: entries for name, entries in was.facts.items() if name not in ended}
    return _with(was, facts=facts, forgotten={**was.forgotten, **ended}) if ended else was


def _asked_on(was: Trajectory, event: ev.StageEntered, recorded: Recorded) -> Mapping[str, AskedEntry]:
    """The tasks of a stage come back to, asked since they first were; of what another stage asked meanwhile, what was
    done since the earlier time counts.
    """
    asked = dict(_asked(was, event.tasks, event.stage, recorded))
    since = next((each for each in was.path if each.version == event.counts_from), None)
    if since is None:
        return asked
    for task in event.tasks:
        key = task_key(task["task"], task["member"])
        before = was.asked.get(key)
        if before is None or key not in asked:
            continue
        is_kept = before.stage == event.stage and before.version >= since.version
        earlier = AskedEntry(event.stage, since.on, since.version, since.known_on, again=True)
        asked[key] = before if is_kept else earlier
    return asked


def _fact_set(was: Trajectory, recorded: Recorded, event: ev.FactSet) -> Trajectory:
    entry = FactEntry(event.value, recorded.occurred_on, recorded.version, local_day(recorded.recorded_at))
    now = _with(was, facts={**was.facts, event.name: (*was.facts.get(event.name, ()), entry)})
    return on_road(now) if was.takeover and road_stage(event.name) else now


def _task_asked(was: Trajectory, recorded: Recorded, event: ev.TaskAsked) -> Trajectory:
    return was._replace(asked=_asked(was, [{"task": event.task, "member": ""}], "", recorded))


def _task_done(was: Trajectory, recorded: Recorded, event: ev.TaskDone) -> Trajectory:
    key = task_key(event.task, event.member)
    entry = DoneEntry(event.amount, recorded.occurred_on, recorded.version)
    last = Moment(recorded.occurred_on, recorded.version, local_day(recorded.recorded_at))
    done = {**was.done, key: (*was.done.get(key, ()), entry)}
    return _with(was, done=done, last_done={**was.last_done, event.task: last})


def _task_missed(was: Trajectory, recorded: Recorded, event: ev.TaskMissed) -> Trajectory:
    key = task_key(event.task, event.member)
    moment = Moment(recorded.occurred_on, recorded.version, local_day(recorded.recorded_at))
    return _with(was, absences={**was.absences, key: (*was.absences.get(key, ()), moment)})


def _task_waived(was: Trajectory, recorded: Recorded, event: ev.TaskWaived) -> Trajectory:
    moment = Moment(recorded.occurred_on, recorded.version, local_day(recorded.recorded_at))
    return was._replace(waived={**was.waived, task_key(event.task, event.member): moment})


def _member_joined(was: Trajectory, recorded: Recorded, event: ev.MemberJoined) -> Trajectory:
    key = event.member["member"]
    was = was._replace(members={**was.members, key: event.member}, gone=tuple(each for each in was.gone if each != key))
    return _asked_of_member(was, recorded, event)


def _member_changed(was: Trajectory, recorded: Recorded, event: ev.MemberChanged) -> Trajectory:
    key = event.member["member"]
    if key in was.gone:
        return was
    gone = {task_key(each["task"], each["member"]) for each in event.gone}
    asked = {name: entry for name, entry in was.asked.items() if name not in gone}
    return _asked_of_member(was._replace(members={**was.members, key: event.member}, asked=asked), recorded, event)


def _asked_of_member(was: Trajectory, recorded: Recorded, event: ev.MemberJoined | ev.MemberChanged) -> Trajectory:
    was = was._replace(asked=_asked(was, event.tasks, event.stage or was.stage, recorded))
    return was._replace(asked=_asked(was, event.settling, "", recorded)) if event.settling else was


def _member_left(was: Trajectory, recorded: Recorded, event: ev.MemberLeft) -> Trajectory:
    gone = f"/{event.member}"
    return was._replace(
        members={key: member for key, member in was.members.items() if key != event.member},
        asked={key: entry for key, entry in was.asked.items() if not key.endswith(gone)},
        gone=(*was.gone, event.member),
    )


def _others_followed(was: Trajectory, recorded: Recorded, event: ev.OthersFollowed) -> Trajectory:
    return was._replace(followed=(*was.followed, event))


def _assigned(was: Trajectory, recorded: Recorded, event: ev.Assigned) -> Trajectory:
    """Who held the role already keeps the day on which it began."""
    holders = was.holders
    if was.assigned.get(event.as_role, "") != event.staff:
        others = {role: holder for role, holder in holders.items() if role != event.as_role}
        holder = Holder(event.staff, recorded.occurred_on, recorded.version, local_day(recorded.recorded_at))
        holders = {**others, event.as_role: holder} if event.staff else others
    return was._replace(assigned={**was.assigned, event.as_role: event.staff}, holders=holders)


def _suspended(was: Trajectory, recorded: Recorded, event: ev.DeadlineSuspended) -> Trajectory:
    until = read_day(event.until)
    known_on = local_day(recorded.recorded_at)
    hold = Hold(event.rule, event.occurrence, recorded.occurred_on, until, known_on, event.ground)
    return was._replace(holds=(*was.holds, hold))


def _resumed(was: Trajectory, recorded: Recorded, event: ev.DeadlineResumed) -> Trajectory:
    """Ends every hold of the deadline that runs on the day it happened; that day counts again."""
    last = date.fromordinal(recorded.occurred_on.toordinal() - 1)

    def ended(hold: Hold) -> Hold:
        runs = (hold.rule, hold.occurrence) == (event.rule, event.occurrence) and hold.on <= recorded.occurred_on
        if not runs or (hold.until and hold.until <= last):
            return hold
        return hold._replace(until=last, known_on=local_day(recorded.recorded_at))

    return was._replace(holds=tuple(ended(hold) for hold in was.holds))


def _extended(was: Trajectory, recorded: Recorded, event: ev.DeadlineExtended) -> Trajectory:
    until = read_day(event.until)
    known_on = local_day(recorded.recorded_at)
    entry = Extension(
        event.rule,
        event.occurrence,
        event.by,
        until,
        known_on,
        event.ground,
    )
    at = recorded.occurred_on, recorded.version
    return was._replace(extensions=(*was.extensions, entry), extended_at=(*was.extended_at, at))


def _noted(was: Trajectory, recorded: Recorded, event: ev.NoteAdded) -> Trajectory:
    return was._replace(note_count=was.note_count + 1)


def _closed(was: Trajectory, recorded: Recorded, event: ev.TrajectoryClosed) -> Trajectory:
    return was._replace(closed_on=recorded.occurred_on, outcome=event.outcome)


def _migrated(was: Trajectory, recorded: Recorded, event: ev.Migrated) -> Trajectory:
    """The names were changed in every event already; see vocabulary."""
    gone = {task_key(each["task"], each["member"]) for each in event.gone}
    was = was._replace(
        workflow_version=event.workflow_version,
        variant=event.variant,
        definition=event.after,
        asked={key: entry for key, entry in was.asked.items() if key not in gone},
        migrations=was.migrations + 1,
        migrated_on=recorded.occurred_on,
        pins=tuple(_pin(each) for each in event.terms),
        decided=(),  # carried over by the pins
    )
    return was._replace(asked=_asked(was, event.asked, event.stage, recorded))


def _pin(pinned: ev.Pinned) -> Pin:
    counted_from = pinned["counted_from"]
    return Pin(
        pinned["rule"],
        pinned["occurrence"],
        date.fromisoformat(pinned["known_on"]),
        {rung: date.fromisoformat(day) for rung, day in pinned["rungs"].items()},
        read_day(counted_from),
        canonical(pinned["reading"]) if pinned["reading"] else "",
        pinned["over"],
        tuple((date.fromisoformat(on), date.fromisoformat(until)) for on, until in pinned["stood_still"]),
    )


def _past_decided(was: Trajectory, recorded: Recorded, event: ev.PastDecided) -> Trajectory:
    day = local_day(recorded.recorded_at)
    new = [
        Decided(
            each["rule"], each["occurrence"], day, {rung: date.fromisoformat(on) for rung, on in each["rungs"].items()}
        )
        for each in event.terms
    ]
    return was._replace(past={**was.past, day.isoformat(): event.mode}, decided=(*new, *was.decided))


PLACE = {name: place for place, name in enumerate(Trajectory._fields)}


def _with(was: Trajectory, **changes: object) -> Trajectory:
    """_replace for the events that come most: it looks at the fields that change only, which halves a replay's fold."""
    fields: list[Any] = list(was)
    for name, value in changes.items():
        fields[PLACE[name]] = value
    return tuple.__new__(Trajectory, fields)


def _asked(was: Trajectory, tasks: Iterable[ev.AskedTask], stage: str, recorded: Recorded) -> Mapping[str, AskedEntry]:
    if not tasks:
        return was.asked
    asked, known_on = dict(was.asked), local_day(recorded.recorded_at)
    for task in tasks:
        if task["member"] in was.gone:
            continue
        key = task_key(task["task"], task["member"])
        is_again = key in was.asked or bool(was.takeover and task["task"] in was.takeover.asked_before)
        asked[key] = AskedEntry(stage, recorded.occurred_on, recorded.version, known_on, is_again)
    return asked
