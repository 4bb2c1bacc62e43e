"""Every open case of someone or somewhere: where it stands since when, its next day and what is to be done."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.casework.tasks import open_tasks
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.people.names import CalledClient
from trajectories.people.references import subject_ref
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.views.moment import MomentView
from trajectories.views.whose import Whose
from workflows.documents import ABSENT, Absent
from workflows.language.nothing_planned import rule_of
from workflows.machine.guards import OpenTask
from workflows.words import Lang


class CaseDayView(NamedTuple):
    """The term that asks for attention first: what is overdue longest, else what ends next. opens: as of DueRow."""

    deadline: str
    label: str
    due_on: date
    opens: bool
    status: str


class CaseTaskView(NamedTuple):
    """member: a reference."""

    task: str
    label: str
    member: str | None
    optional: bool


class CaseView(NamedTuple):
    """subject: a reference; name: of the client, or of who is first of a household. since: when the stage began.

    taken_over: it ran elsewhere and came in midway. roles: in which it was given to whom the list is of. assigned: by
    role the name of whoever has it. overdue, unknown: how many terms.
    """

    trajectory: str
    subject: str
    name: str | None
    workflow: str
    workflow_label: str
    stage: str
    stage_label: str
    since: date
    taken_over: bool
    municipality: str
    roles: list[str]
    assigned: dict[str, str]
    next: CaseDayView | None
    overdue: int
    unknown: int
    open_tasks: list[CaseTaskView]


class CaseloadView(NamedTuple):
    """of: a name; None for everyone's. municipality: None for all. looked_through: in words."""

    of: str | None
    municipality: str | None
    on: date
    looked_through: str
    cases: list[CaseView]
    moment: MomentView | Absent = ABSENT


def caseload_view(whose: Whose, looked: str, cases: Iterable[CaseView], on: date) -> CaseloadView:
    """What asks for attention first stands first; cases without any day last, as they were opened."""
    in_order = sorted(cases, key=lambda each: _urgency(each.next))
    return CaseloadView(whose.member.name if whose.member else None, whose.place or None, on, looked, in_order)


def _urgency(next_day: CaseDayView | None) -> tuple[bool, bool, date]:
    if next_day is None:
        return True, True, date.max
    return False, next_day.status != "overdue", next_day.due_on


def case_view(
    uow: UnitOfWork,
    written: Written,
    whose: Whose,
    names: Mapping[str, CalledClient],
    staff: Mapping[str, StaffMember],
    on: date,
    lang: Lang,
) -> CaseView:
    now, workflow = written.trajectory, written.compiled.workflow
    assert now.entered_on
    client = names.get(now.subject, CalledClient(now.subject))
    stands = [status(each, on) for each in written.deadlines]
    return CaseView(
        trajectory=now.id,
        subject=client.ref,
        name=client.name or None,
        workflow=now.workflow,
        workflow_label=workflow.label.say(lang),
        stage=now.stage,
        stage_label=written.compiled.stage_label(now.stage).say(lang),
        since=now.entered_on,
        taken_over=now.takeover is not None,
        municipality=now.municipality,
        roles=[role for role, staff in sorted(now.assigned.items()) if whose.member and staff == whose.member.id],
        assigned={role: staff[id].name for role, id in sorted(now.assigned.items()) if id in staff},
        next=_next(written, on, lang),
        overdue=stands.count("overdue"),
        unknown=stands.count("unknown"),
        open_tasks=[_task(uow, each, written, lang) for each in open_tasks(written.compiled, now)],
    )


def _next(written: Written, on: date, lang: Lang) -> CaseDayView | None:
    dated = [(each, status(each, on)) for each in written.deadlines if each.due_on]
    running = [each for each in dated if each[1] in ("overdue", "open", "suspended")]
    if not running:
        return None
    found, stands = min(running, key=lambda each: _first(each[0], each[1], on))
    assert found.due_on
    label = rule_of(written.compiled.workflow, found.name).label.say(lang)
    return CaseDayView(found.id, label, found.due_on, found.opens, stands)


def _first(deadline: Deadline, stands: str, on: date) -> tuple[int, date]:
    """A window that opened may be used, and is less pressing than what ends; what stands still comes last."""
    assert deadline.due_on
    if stands == "suspended":
        return 3, deadline.due_on
    if stands == "overdue":
        return 0, deadline.due_on
    return (2 if deadline.due_on < on else 1), deadline.due_on


def _task(uow: UnitOfWork, task: OpenTask, written: Written, lang: Lang) -> CaseTaskView:
    spec = written.compiled.workflow.tasks[task.task]
    member = subject_ref(uow, task.member) if task.member else None
    return CaseTaskView(task.task, spec.label.say(lang), member, spec.optional)
