"""One trajectory as `show` and `replay` give it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from trajectories.casework.commands import Actor
from trajectories.casework.refusals import is_reopenable
from trajectories.casework.task_rules import waits_for
from trajectories.casework.tasks import LeftTask, left_tasks, open_tasks, repeating_tasks, seen_of
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.not_told import not_told_of
from trajectories.deadlines.written import Written
from trajectories.history.state import DoneEntry, Moment, Trajectory, done_entries, task_key
from trajectories.people.circle import circle_of
from trajectories.people.references import by_reference, subject_ref
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import running
from trajectories.views.loose_ends import LooseEndView, loose_ends_of
from trajectories.views.moment import MomentView
from trajectories.views.refusal import ReasonView
from workflows.documents import ABSENT, Absent
from workflows.errors import Possible, Reason
from workflows.language.nothing_planned import rule_of
from workflows.language.road_facts import fact_label
from workflows.language.stages import waited_for
from workflows.machine.guards import OpenTask, Seen
from workflows.machine.state_machine import Blocked, Compiled
from workflows.words import Lang, Words


class PassageView(NamedTuple):
    """A stage of the path. trigger: None where it began here.

    elsewhere: it was entered before the case was taken over, so that nobody took that step here. day_unknown: nobody
    said when; `on` is then the last day that it can have been.
    """

    stage: str
    label: str
    on: date
    trigger: str | None
    version: int
    elsewhere: bool
    day_unknown: bool


class NotToldView(NamedTuple):
    """A term that may run by what happened elsewhere, and nobody said whether it does. label: its own. needs: labels
    of what it hangs on; facts and tasks: their names.
    """

    rule: str
    label: str
    needs: list[str]
    facts: list[str]
    tasks: list[str]


class MidwayView(NamedTuple):
    """stage: where it stood, since that day. recorded_on: the day of taking over. unsure: stages that it may have come
    through as well. not_told: none once it is closed.
    """

    stage: str
    since: date
    recorded_on: date
    unsure: list[str]
    not_told: list[NotToldView]


class FactView(NamedTuple):
    """value: `erased` for a private one of which the row is gone."""

    value: object
    label: str
    on: date
    version: int


class TaskView(NamedTuple):
    """A task that is to be done. member: a reference; unit: of what `of` are asked. after: labels of the tasks that
    are to be done first. roles: who may record it; empty means everyone who may write.
    """

    task: str
    label: str
    member: str | None
    done: int
    of: int
    unit: str | None
    optional: bool
    missed: int
    last_missed_on: date | None
    after: list[str]
    roles: list[str]


class RepeatingTaskView(NamedTuple):
    """A task that may be done again and again: how often it was, and on which day last."""

    task: str
    label: str
    member: str | None
    missed: int
    last_missed_on: date | None
    times: int
    last_on: date | None


class LeftTaskView(NamedTuple):
    """An optional task that was left undone. stage: the one that asked for it; the rest as of TaskView."""

    stage: str
    stage_label: str
    task: str
    label: str
    member: str | None
    done: int
    of: int
    unit: str | None


class PossibleView(NamedTuple):
    trigger: str
    to: str
    label: str


class BlockedView(NamedTuple):
    trigger: str
    to: str
    because: list[ReasonView]


class DeadlineView(NamedTuple):
    """rule: its name in the definition; register: its id among the rules of law. raw_on: before the last day moved.

    provisional: facts of the person that nobody recorded, and whose answer decides whether it runs.
    """

    deadline: str
    rule: str
    register: str
    label: str
    due_on: date | None
    raw_on: date | None
    legal: str
    opens: bool
    status: str
    met_on: date | None
    missing: list[str]
    certainty: str
    provisional: list[str]


class TrajectoryView(NamedTuple):
    """taken_back_on: the day on which its opening was voided.

    equals_projection: whether the database shows the same, where that was asked.
    """

    trajectory: str
    workflow: str
    workflow_version: int
    variant: str
    municipality: str
    subject: str
    stage: str
    stage_label: str
    entered_on: date
    opened_on: date
    intake_on: date | None
    closed: bool
    closed_on: date | None
    outcome: str | None
    taken_back_on: date | None
    version: int
    path: list[PassageView]
    facts: dict[str, FactView]
    open_tasks: list[TaskView]
    repeating_tasks: list[RepeatingTaskView]
    left_tasks: list[LeftTaskView]
    possible: list[PossibleView]
    blocked: list[BlockedView]
    deadlines: list[DeadlineView]
    assigned: dict[str, str]
    loose_ends: list[LooseEndView]
    waits_for: str | None
    continues: str | None
    continued_by: list[str]
    taken_over: MidwayView | None
    equals_projection: bool | Absent = ABSENT
    moment: MomentView | Absent = ABSENT


def trajectory_view(uow: UnitOfWork, written: Written, actor: Actor, on: date, lang: Lang) -> TrajectoryView:
    """With what is possible and blocked for this actor on that day."""
    now, compiled = written.trajectory, written.compiled
    assert now.entered_on
    assert now.opened_on
    seen = seen_of(compiled, now, on, circle_of(uow, now.subject, on), written.calendar)
    possible, blocked = _ways_out(uow, written, actor, seen)
    return TrajectoryView(
        trajectory=now.id,
        workflow=now.workflow,
        workflow_version=now.workflow_version,
        variant=now.variant,
        municipality=now.municipality,
        subject=subject_ref(uow, now.subject),
        stage=now.stage,
        stage_label=compiled.stage_label(now.stage).say(lang),
        entered_on=now.entered_on,
        opened_on=now.opened_on,
        intake_on=now.intake_on,
        closed=now.closed_on is not None,
        closed_on=now.closed_on,
        outcome=now.outcome or None,
        taken_back_on=now.taken_back_on,
        version=now.version,
        path=[_passage(compiled, now, place, lang) for place in range(len(now.path))],
        facts=_facts(uow, written, lang),
        open_tasks=[_task(uow, each, written, lang) for each in open_tasks(compiled, now)],
        repeating_tasks=[_repeating(uow, each, written, lang) for each in repeating_tasks(compiled, now)],
        left_tasks=[_left(uow, each, written, lang) for each in left_tasks(compiled, now)],
        possible=[PossibleView(each.trigger, each.to, each.label.say(lang)) for each in possible],
        blocked=[BlockedView(each.trigger, each.to, _reasons(uow, each, lang)) for each in blocked],
        deadlines=[_deadline(deadline, written, on, lang) for deadline in written.deadlines],
        assigned={role: staff for role, staff in sorted(now.assigned.items()) if staff},
        loose_ends=loose_ends_of(uow, written, on),
        waits_for=_waits_for(written, lang),
        continues=now.continues or None,
        continued_by=list(now.continued_by),
        taken_over=_taken_over(written, lang),
    )


def _passage(compiled: Compiled, now: Trajectory, place: int, lang: Lang) -> PassageView:
    step, label = now.path[place], compiled.stage_label(now.path[place].stage).say(lang)
    elsewhere = bool(now.takeover and place < now.takeover.stages)
    return PassageView(step.stage, label, step.on, step.trigger or None, step.version, elsewhere, step.untold)


def _taken_over(written: Written, lang: Lang) -> MidwayView | None:
    now = written.trajectory
    takeover = now.takeover
    if takeover is None or now.known_on is None:
        return None
    return MidwayView(
        now.path[takeover.stages - 1].stage,
        takeover.on,
        now.known_on,
        sorted(takeover.unsure),
        not_told_views(written, lang),
    )


def not_told_views(written: Written, lang: Lang) -> list[NotToldView]:
    workflow = written.compiled.workflow
    return [
        NotToldView(
            each.rule,
            workflow.deadlines[each.rule].label.say(lang),
            [
                *(fact_label(workflow, name).say(lang) for name in each.facts),
                *(workflow.tasks[name].label.say(lang) for name in each.tasks),
            ],
            [*each.facts],
            [*each.tasks],
        )
        for each in not_told_of(written)
    ]


def _facts(uow: UnitOfWork, written: Written, lang: Lang) -> dict[str, FactView]:
    """Every fact that holds, by name. A private one is read from its row."""
    found: dict[str, FactView] = {}
    for name, entries in sorted(written.trajectory.facts.items()):
        value: Any = entries[-1].value
        if isinstance(value, dict):
            value = uow.private(value["private"]).get(value["private"], "erased")
        label = fact_label(written.compiled.workflow, name).say(lang)
        found[name] = FactView(value, label, entries[-1].on, entries[-1].version)
    return found


def _task(uow: UnitOfWork, open_task: OpenTask, written: Written, lang: Lang) -> TaskView:
    tasks = written.compiled.workflow.tasks
    spec, missed = tasks[open_task.task], _absences(open_task, written)
    first = waits_for(written.compiled.workflow, written.trajectory, open_task.task, open_task.member)
    return TaskView(
        open_task.task,
        spec.label.say(lang),
        subject_ref(uow, open_task.member) if open_task.member else None,
        open_task.done,
        open_task.of,
        spec.unit.say(lang) if spec.unit else None,
        spec.optional,
        len(missed),
        _last_day(missed),
        [tasks[each].label.say(lang) for each in first],
        list(spec.roles),
    )


def _absences(open_task: OpenTask, written: Written) -> tuple[Moment, ...]:
    return written.trajectory.absences.get(task_key(open_task.task, open_task.member), ())


def _repeating(uow: UnitOfWork, open_task: OpenTask, written: Written, lang: Lang) -> RepeatingTaskView:
    done = done_entries(written.trajectory, task_key(open_task.task, open_task.member))
    of = _task(uow, open_task, written, lang)
    return RepeatingTaskView(
        of.task, of.label, of.member, of.missed, of.last_missed_on, times=len(done), last_on=_last_day(done)
    )


def _left(uow: UnitOfWork, left: LeftTask, written: Written, lang: Lang) -> LeftTaskView:
    of, stage = _task(uow, left.open, written, lang), left.stage
    label = written.compiled.stage_label(stage).say(lang) if stage in written.compiled.workflow.stages else stage
    return LeftTaskView(stage, label, of.task, of.label, of.member, of.done, of.of, of.unit)


def _last_day(entries: Sequence[Moment | DoneEntry]) -> date | None:
    return entries[-1].on if entries else None


def _ways_out(uow: UnitOfWork, written: Written, actor: Actor, seen: Seen) -> tuple[list[Possible], list[Blocked]]:
    """A closed trajectory has none, unless a step leads out of the final stage it reached."""
    now, compiled = written.trajectory, written.compiled
    if now.closed_on and not is_reopenable(compiled, now):
        return [], []
    possible = compiled.possible(now.stage, seen, actor.roles, written.calendar)
    blocked = compiled.blocked(now.stage, seen, actor.roles, written.calendar)
    if now.closed_on and (others := running(uow, now.workflow, [now.subject])):
        blocked += [Blocked(each.trigger, each.to, [_runs_already(now, others[0])]) for each in possible]
        possible = []
    return possible, blocked


def _runs_already(now: Trajectory, other: str) -> Reason:
    words = Words(f"er loopt al een ander traject {now.workflow}: {other}", f"another {now.workflow} is open: {other}")
    return Reason("trajectory", other, words)


def _reasons(uow: UnitOfWork, blocked: Blocked, lang: Lang) -> list[ReasonView]:
    return [ReasonView(each.kind, each.name, by_reference(uow, each.text.say(lang))) for each in blocked.because]


def _deadline(deadline: Deadline, written: Written, on: date, lang: Lang) -> DeadlineView:
    return DeadlineView(
        deadline=deadline.id,
        rule=deadline.name,
        register=deadline.reading.rule,
        label=rule_of(written.compiled.workflow, deadline.name).label.say(lang),
        due_on=deadline.due_on,
        raw_on=deadline.raw_on,
        legal=deadline.reading.legal,
        opens=deadline.opens,
        status=status(deadline, on),
        met_on=deadline.met_on,
        missing=list(deadline.missing),
        certainty=deadline.reading.certainty,
        provisional=list(deadline.provisional),
    )


def _waits_for(written: Written, lang: Lang) -> str | None:
    stage = written.compiled.workflow.stages.get(written.trajectory.stage)
    who = waited_for(stage) if stage and not written.trajectory.closed_on else None
    return who.say(lang) if who else None
