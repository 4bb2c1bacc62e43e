"""Why a rule does not remind, as `why-not` gives it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.explain.why_not import Answer
from scheduler.outbox.attempts_at import AttemptAt
from scheduler.views.attempts import AttemptView, attempt_views, state_of
from scheduler.views.preview import label_of
from scheduler.views.recipients import ToldView, told_view
from trajectories.deadlines.written import Written
from trajectories.people.names import CalledClient
from trajectories.people.staff_member import StaffMember
from trajectories.views.moment import MomentView
from workflows.documents import ABSENT, Absent
from workflows.words import Lang


class AnswerView(NamedTuple):
    """answer: `armed` where it reminds, else the first thing that fails. first_on, reminder, to: of its first rung.

    Where a message with that rung was tried and did not arrive for certain, answer is how that stands: failed, unknown,
    bounced, claimed or waiting; attempts: each of them. subject: a reference; client: the name.
    """

    trajectory: str
    subject: str
    client: str | None
    name: str
    register: str
    deadline: str | None
    answer: str
    text: str
    on: date | None
    first_on: date | None
    reminder: str | None
    to: list[ToldView]
    attempts: list[AttemptView]


class WhyNotView(NamedTuple):
    """answer, text, workflows: only where no trajectory has the rule; workflows that do."""

    subject: str
    rule: str
    answer: str | Absent
    text: str | Absent
    workflows: list[str] | Absent
    trajectories: list[AnswerView]
    moment: MomentView | Absent = ABSENT


class AnswerPage(NamedTuple):
    """label: of the rule, which the document does not have."""

    document: AnswerView
    label: str


def why_not_view(subject: str, rule: str, answers: list[AnswerView]) -> WhyNotView:
    return WhyNotView(subject, rule, ABSENT, ABSENT, ABSENT, answers)


def answer_page(
    answer: Answer,
    written: Written,
    of: CalledClient,
    staff: Mapping[str, StaffMember],
    lang: Lang,
    attempts: Sequence[AttemptAt] = (),
) -> AnswerPage:
    """attempts: at its first rung."""
    label = label_of(written.compiled.workflow, answer.name).say(lang)
    return AnswerPage(_answer(answer, of, staff, lang, attempts), label)


def _answer(
    answer: Answer, of: CalledClient, staff: Mapping[str, StaffMember], lang: Lang, attempts: Sequence[AttemptAt]
) -> AnswerView:
    tried = attempt_views(attempts, {key: member.name for key, member in staff.items()}, lang)
    tells = answer.code == "armed" and tried
    return AnswerView(
        trajectory=answer.trajectory,
        subject=of.ref,
        client=of.name or None,
        name=answer.name,
        register=answer.register,
        deadline=answer.deadline or None,
        answer=state_of(tried, answer.code) if tells else answer.code,
        text="; ".join(each.text for each in tried) if tells else answer.words.say(lang),
        on=answer.on,
        first_on=answer.first.day if answer.first else None,
        reminder=answer.first.id if answer.first else None,
        to=told_view(answer.to, staff),
        attempts=tried,
    )
