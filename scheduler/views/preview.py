"""The messages of the days to come, as `scheduler preview` gives them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from scheduler.explain.simulate_ticks import GROUPS, MessageToCome
from scheduler.views.birthdays import BirthdayView
from trajectories.history.taken_back import is_it
from trajectories.people.staff_member import StaffMember
from workflows.language.nothing_planned import rule_of
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words


class PreviewLineView(NamedTuple):
    """folded: what is told through it."""

    reminder: str
    folded: list[str]
    group: str
    role: str
    trajectory: str
    subject: str
    deadline: str
    label: str
    due_on: date | None


class PreviewView(NamedTuple):
    """One message. to: a staff id. urgent: by itself, it cannot wait.

    birthdays: since the message before, of those whom they look after; what these open is said from then on.
    """

    day: date
    at: datetime
    to: str
    name: str
    urgent: bool
    counts: dict[str, int]
    reminders: list[PreviewLineView]
    birthdays: list[BirthdayView]


def preview_view(
    told: MessageToCome,
    staff_at: Callable[[date], Mapping[str, StaffMember]],
    refs: Mapping[str, str],
    birthdays: Sequence[BirthdayView],
    lang: Lang,
) -> PreviewView:
    return PreviewView(
        day=told.day,
        at=told.at,
        to=told.to,
        name=staff_at(told.day)[told.to].name,
        urgent=told.urgent,
        counts=counts_of(told),
        reminders=[
            PreviewLineView(
                reminder=line.reminder,
                folded=list(line.folded),
                group=line.group,
                role=line.as_role,
                trajectory=line.written.trajectory.id,
                subject=refs.get(line.written.trajectory.subject, line.written.trajectory.subject),
                deadline=line.deadline.id,
                label=label_of(line.written.compiled.workflow, line.deadline.name).say(lang),
                due_on=line.deadline.due_on,
            )
            for line in told.lines
        ],
        birthdays=list(birthdays),
    )


def counts_of(told: MessageToCome) -> dict[str, int]:
    """How many of each group, in the order of urgency."""
    return {group: sum(line.group == group for line in told.lines) for group in GROUPS}


def label_of(workflow: Workflow, name: str) -> Words:
    """Of a deadline, of a rule that no deadline has, or of the whole, where that was taken back."""
    if is_it(name):
        return workflow.label
    return workflow.rules[name].label if name in workflow.rules else rule_of(workflow, name).label
