"""May what was recorded be corrected: the path as it would then have been, judged again by its own definitions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from trajectories.casework import commands as ask
from trajectories.casework import grounds
from trajectories.casework.correct_to_same import changes_nothing, must_change_something, not_in_force
from trajectories.casework.decide import not_from_client
from trajectories.casework.far_back import is_within, must_be_likely
from trajectories.casework.parse_values import checked, spec_of
from trajectories.casework.permission import not_after
from trajectories.casework.refusals import Decision
from trajectories.casework.road import must_stay_in_order
from trajectories.casework.suspend import decide_resume, must_stand_within
from trajectories.casework.task_rules import disordered_tasks
from trajectories.casework.tasks import Circle, seen_of
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import asking_again
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.renamed_events import in_present_words, migrations_in
from trajectories.history.replay import ORDER, corrected, replay
from trajectories.history.state import Hold, Trajectory, done_entries, task_key
from workflows.calendar import WorkCalendar
from workflows.errors import Reason, Refused, StepRefused, UsageError
from workflows.language.grounds import Ground
from workflows.machine.guards import unmet
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def decide_correction(
    compiled: Compiled,
    history: Sequence[Recorded],
    command: ask.Correct,
    today: date,
    calendar: WorkCalendar,
    under: Mapping[str, Compiled] | None = None,
) -> Decision:
    """Voids or replaces one event. Raises Refused when the corrected path would not have been possible.

    under: the definitions that the events were decided under, by hash, where they are not all `compiled`.
    """
    under = under or {}
    target = next((each for each in corrected(history) if each.version == command.version), None)
    if target is None:
        raise not_in_force(history, command.version)
    told = in_present_words(history, target)
    correction = _correction(declaring(told, target, compiled, under), history, told, command, today, calendar)
    if command.on is not None:
        must_fit_its_term(compiled, history, told, command.on, calendar)
    trial = target._replace(version=history[-1].version + 1, event=correction, recorded_at=history[-1].recorded_at)
    must_be_possible(compiled, history, trial, calendar, under)
    must_stay_in_order(compiled, replay(target.stream, [*history, trial]))
    return Decision([correction])


def must_be_possible(
    compiled: Compiled,
    history: Sequence[Recorded],
    trial: Recorded,
    calendar: WorkCalendar,
    under: Mapping[str, Compiled],
) -> None:
    """Raises StepRefused where a step of the past would not have been possible after `trial`, and was before it."""
    already = impossible_now(compiled, history, calendar, under)  # a late fact may have made a past step impossible
    problems = [each for each in impossible_now(compiled, [*history, trial], calendar, under) if each not in already]
    if problems:
        raise StepRefused(
            Words(
                "na deze correctie zou een eerdere stap niet mogelijk zijn geweest",
                "after this correction an earlier step would not have been possible",
            ),
            problems,
        )


def declaring(told: Recorded, target: Recorded, compiled: Compiled, under: Mapping[str, Compiled]) -> Compiled:
    """The definition that says what may be recorded: the present one, or where that no longer knows it, the old."""
    event: Any = told.event
    knows_it = (
        event.name in compiled.workflow.facts
        if isinstance(event, ev.FactSet)
        else event.task in compiled.workflow.tasks
        if isinstance(event, ev.TaskDone)
        else True
    )
    return compiled if knows_it else under.get(target.definition, compiled)


def _correction(
    compiled: Compiled,
    history: Sequence[Recorded],
    target: Recorded,
    command: ask.Correct,
    today: date,
    calendar: WorkCalendar,
) -> Event:
    if command.void + (command.on is not None) + (command.value is not None) != 1:
        raise UsageError(Words("kies één van --void, --on en --value", "choose one of --void, --on and --value"))
    event: Any = target.event
    if isinstance(event, ev.FactSet) and command.on is None:
        not_from_client(compiled.workflow, [event.name])
    if command.void:
        _may_void(replay(target.stream, history), target, history)
        return ev.EventVoided(target.version)
    if command.on is not None:
        not_after(command.on, today)
        now = replay(target.stream, history)
        must_be_likely(command.on, today, sure=command.sure or is_within(now, command.on))
        _must_not_be_migration(target)
        if command.on == target.occurred_on:
            raise changes_nothing(history, target)
        return ev.EventReplaced(target.version, command.on.isoformat())
    if isinstance(event, ev.FactSet):
        value = checked(spec_of(compiled, event.name), event.name, command.value)
        must_change_something(history, target, event.value, value)
        return ev.EventReplaced(target.version, value=value)
    if isinstance(event, ev.TaskDone):
        amount = _amount(compiled, history, target, command.value, calendar)
        must_change_something(history, target, event.amount, amount)
        return ev.EventReplaced(target.version, value=amount)
    raise Refused(
        Words(
            "alleen een feit of een taak heeft een waarde om te vervangen",
            "only a fact or a task has a value to replace",
        )
    )


def _amount(
    compiled: Compiled, history: Sequence[Recorded], target: Recorded, value: object, calendar: WorkCalendar
) -> int:
    """What fits beside the other entries of the task."""
    amount = int(str(value)) if str(value).isdecimal() else 0
    room = room_for(compiled, history, target, calendar)
    if not 1 <= amount <= room:
        raise UsageError(Words(f"geef een getal van 1 tot en met {room}", f"give a number from 1 to {room}"))
    return amount


def room_for(compiled: Compiled, history: Sequence[Recorded], target: Recorded, calendar: WorkCalendar) -> int:
    """How much of a task this entry may be, beside the others."""
    event: Any = target.event
    now = replay(target.stream, history)
    now = asking_again(compiled, now, open_deadlines(compiled, now, calendar))
    entries = done_entries(now, task_key(event.task, event.member))
    if compiled.workflow.tasks[event.task].repeats or compiled.workflow.tasks[event.task].again:
        entries = ()
    others = [each.amount for each in entries if each.version != target.version]
    return compiled.workflow.tasks[event.task].amount - (sum(others) if len(others) < len(entries) else 0)


def must_fit_its_term(
    compiled: Compiled, history: Sequence[Recorded], target: Recorded, on: date, calendar: WorkCalendar
) -> None:
    """A term stands still, runs again or becomes longer on another day only where that could be decided for it."""
    event: Any = target.event
    if not isinstance(event, ev.DeadlineSuspended | ev.DeadlineResumed | ev.DeadlineExtended):
        return
    voided = target._replace(version=history[-1].version + 1, event=ev.EventVoided(target.version))
    without = replay(target.stream, [*history, voided])
    hold = _held(history, target) if isinstance(event, ev.DeadlineSuspended) else None
    key = (hold.rule, hold.occurrence) if hold else (event.rule, event.occurrence)
    deadline = next((e for e in open_deadlines(compiled, without, calendar) if (e.name, e.occurrence) == key), None)
    if deadline is None:
        return  # what it was decided for is no more
    if isinstance(event, ev.DeadlineExtended):
        granting = deadline.reading.extend
        ground = granting.grounds.get(event.ground) if granting else None
        grounds.must_be_within(compiled, deadline, ground, on, calendar)
        return
    if hold is None:
        decide_resume(deadline, without, ask.Resume(*key, on))
        return
    must_stand_within(deadline, on, hold.until)
    grounds.must_end_in_time(compiled, deadline, _ground_of(deadline, hold.ground), on, hold.until, calendar)


def _ground_of(deadline: Deadline, name: str) -> Ground | None:
    granting = deadline.reading.suspend
    return granting.grounds.get(name) if granting else None


def _held(history: Sequence[Recorded], suspended: Recorded) -> Hold:
    """How it stands still by this decision, until it ran again."""
    happened = sorted(corrected(history), key=ORDER)
    versions = [each.version for each in happened if isinstance(each.event, ev.DeadlineSuspended)]
    return replay(suspended.stream, history).holds[versions.index(suspended.version)]


def _must_not_be_migration(target: Recorded) -> None:
    if isinstance(target.event, ev.Migrated | ev.PastDecided):
        raise Refused(
            Words(
                "de overgang naar een andere versie blijft staan, want wat daarna gebeurde rust erop; ga terug met "
                "‘traject workflow migrate’ in de andere richting",
                "the migration to another version stays, for what happened after it rests on it; go back with "
                "'traject workflow migrate' the other way round",
            )
        )


def must_follow_migrations(target: Recorded, history: Sequence[Recorded]) -> None:
    """What a migration carried over rests on the stage that the trajectory was in."""
    later = [each for each in migrations_in(history) if each.version > target.version]
    if later and isinstance(target.event, ev.StageEntered | ev.TrajectoryClosed):
        day = later[0].occurred_on
        raise Refused(
            Words(
                f"deze stap is van voor de overgang naar een andere versie op {day}, die erop rust; zet een gewone "
                "stap, of verbeter de dag met --on",
                f"this step is from before the migration of {day}, which rests on it; take an ordinary step, or mend "
                "its day with --on",
            )
        )


def _may_void(now: Trajectory, target: Recorded, history: Sequence[Recorded]) -> None:
    """A stage move only if it is the last. The opening is for take_back.decide_taking_back: more goes with it."""
    _must_not_be_migration(target)
    must_follow_migrations(target, history)
    match target.event:
        case ev.TrajectoryOpened() | ev.TakenOver():
            raise AssertionError("an opening is voided with all that it started")
        case ev.MemberJoined() | ev.MemberChanged() | ev.MemberLeft() | ev.OthersFollowed():
            raise Refused(
                Words(
                    "deze gebeurtenis kan niet ongedaan worden gemaakt; sluit het traject of verbeter het huishouden",
                    "this event cannot be voided; close the trajectory or mend the household",
                )
            )
        case ev.StageEntered(outcome=outcome):
            _may_void_step(now, target.version, outcome)
        case (
            ev.FactSet()
            | ev.TaskAsked()
            | ev.TaskDone()
            | ev.TaskMissed()
            | ev.TaskWaived()
            | ev.Assigned()
            | ev.Transferred()
            | ev.DeadlineSuspended()
            | ev.DeadlineResumed()
            | ev.DeadlineExtended()
            | ev.NoteAdded()
            | ev.TrajectoryClosed()
            | ev.Migrated()
            | ev.PastDecided()
            | ev.EventVoided()
            | ev.EventReplaced()
            | ev.ReminderSent()
            | ev.ReminderFolded()
            | ev.DeliveryFailed()
            | ev.ReminderAcknowledged()
            | ev.ReminderSnoozed()
            | ev.DigestSent()
            | ev.MessageBounced()
        ):
            return
        case _:
            if isinstance(target.event, ev.PeopleEvent | ev.OfficeEvent):
                return
            assert_never(target.event)


def _may_void_step(now: Trajectory, version: int, outcome: str) -> None:
    """outcome: of the step, where it closed the trajectory."""
    last = now.path[-1].version
    if version != last:
        raise Refused(
            Words(
                f"alleen de laatste stap ({last}) kan ongedaan worden gemaakt; begin daar",
                f"only the last stage move ({last}) can be voided; start there",
            )
        )
    if now.closed_on and not outcome:
        raise Refused(
            Words(
                "het traject is gesloten; maak eerst het sluiten ongedaan",
                "the trajectory is closed; void the closing first",
            )
        )


def impossible_now(
    compiled: Compiled, history: Sequence[Recorded], calendar: WorkCalendar, under: Mapping[str, Compiled]
) -> list[Reason]:
    """The moves, and the work on tasks, that would not have been possible on their day."""
    return [*illegal_moves(compiled, history, calendar, under), *disordered_tasks(compiled, history, under)]


def illegal_moves(
    compiled: Compiled,
    history: Sequence[Recorded],
    calendar: WorkCalendar,
    under: Mapping[str, Compiled] | None = None,
) -> list[Reason]:
    """The stage moves that would not have been possible on their day, as known now. Roles are not judged.

    Each is judged by the definition it was decided under; see decide_correction.
    """
    happened = sorted(corrected(history), key=lambda each: (each.occurred_on, each.version))
    moves = [each for each in happened if isinstance(each.event, ev.StageEntered)]
    reasons: list[Reason] = []
    last_version = 0
    for move in moves:
        if move.version < last_version:
            reasons.append(_out_of_order(compiled, move))
        last_version = max(last_version, move.version)
        reasons.extend(_why_impossible((under or {}).get(move.definition, compiled), happened, move, calendar))
    return reasons + _after_closing(happened) + _across_migrations(happened)


def _across_migrations(happened: list[Recorded]) -> list[Reason]:
    """The steps that would change sides with a migration."""
    places = {each.version: place for place, each in enumerate(happened)}
    steps = [e for e in happened if isinstance(e.event, ev.Opening | ev.StageEntered | ev.TrajectoryClosed)]
    return [
        _changes_sides(step, migration)
        for migration in migrations_in(happened)
        for step in steps
        if (step.version < migration.version) != (places[step.version] < places[migration.version])
    ]


def _changes_sides(step: Recorded, migration: Recorded) -> Reason:
    day = migration.occurred_on
    nl = f"stap {step.version} op {step.occurred_on} valt aan de andere kant van de overgang naar een andere versie"
    en = f"step {step.version} on {step.occurred_on} would be on the other side of the migration"
    return Reason("stage", str(step.version), Words(f"{nl} ({day})", f"{en} ({day})"))


def _after_closing(happened: list[Recorded]) -> list[Reason]:
    """Where the opening or a move comes after the closing."""
    steps = (ev.Opening, ev.StageEntered)
    last = max((place for place, each in enumerate(happened) if isinstance(each.event, steps)), default=-1)
    closing = next((each for each in happened[: max(last, 0)] if isinstance(each.event, ev.TrajectoryClosed)), None)
    if closing is None:
        return []
    nl = f"sluiting {closing.version} op {closing.occurred_on} zou voor een stap vallen"
    en = f"closing {closing.version} on {closing.occurred_on} would come before a step"
    return [Reason("stage", str(closing.version), Words(nl, en))]


def _why_impossible(
    compiled: Compiled, happened: list[Recorded], move: Recorded, calendar: WorkCalendar
) -> list[Reason]:
    event: Any = move.event
    then = replay(move.stream, happened, as_of=move.occurred_on, before=move.version)
    if then.path:
        then = asking_again(compiled, then, open_deadlines(compiled, then, calendar))
    seen = seen_of(compiled, then, move.occurred_on, Circle(), calendar)._replace(answers=event.answers)
    if then.stage != event.source or not then.path:
        return [_out_of_order(compiled, move)]
    passages = [each for each in compiled.passages[event.source].get(event.trigger, ()) if each.to == event.stage]
    found = [unmet(each.when, seen, compiled.workflow, calendar) for each in passages]
    if not passages:
        return [_out_of_order(compiled, move)]
    return [] if any(not reasons for reasons in found) else found[0]


def _out_of_order(compiled: Compiled, move: Recorded) -> Reason:
    event: Any = move.event
    label = compiled.stage_label(event.stage)
    return Reason(
        "stage",
        event.stage,
        Words(
            f"stap {move.version} naar ‘{label.say('nl')}’ op {move.occurred_on} zou uit de volgorde raken",
            f"move {move.version} to '{label.say('en')}' on {move.occurred_on} would be out of order",
        ),
    )
