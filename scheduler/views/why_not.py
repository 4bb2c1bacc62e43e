"""Why a rule does not remind, as `why-not` gives it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from scheduler.explain.why_not import Answer
from scheduler.views.preview import label_of
from scheduler.views.recipients import ToldView, told_view
from trajectories.deadlines.written import Written
from trajectories.people.staff_member import StaffMember
from workflows.documents import ABSENT, Absent
from workflows.words import Lang


class AnswerView(NamedTuple):
    """answer: `armed` where it reminds, else the first thing that fails. first_on, reminder, to: of its first rung."""

    trajectory: str
    subject: str
    name: str
    register: str
    deadline: str | None
    answer: str
    text: str
    on: date | None
    first_on: date | None
    reminder: str | None
    to: list[ToldView]


class WhyNotView(NamedTuple):
    """answer, text, workflows: only where no trajectory has the rule; workflows that do."""

    subject: str
    rule: str
    answer: str | Absent
    text: str | Absent
    workflows: list[str] | Absent
    trajectories: list[AnswerView]


class AnswerPage(NamedTuple):
    """label: of the rule, which the document does not have."""

    document: AnswerView
    label: str


def why_not_view(subject: str, rule: str, answers: list[AnswerView]) -> WhyNotView:
    return WhyNotView(subject, rule, ABSENT, ABSENT, ABSENT, answers)


def answer_page(answer: Answer, written: Written, ref: str, staff: Mapping[str, StaffMember], lang: Lang) -> AnswerPage:
    label = label_of(written.compiled.workflow, answer.name).say(lang)
    return AnswerPage(_answer(answer, ref, staff, lang), label)


def _answer(answer: Answer, ref: str, staff: Mapping[str, StaffMember], lang: Lang) -> AnswerView:
    return AnswerView(
        trajectory=answer.trajectory,
        subject=ref,
        name=answer.name,
        register=answer.register,
        deadline=answer.deadline or None,
        answer=answer.code,
        text=answer.words.say(lang),
        on=answer.on,
        first_on=answer.first.day if answer.first else None,
        reminder=answer.first.id if answer.first else None,
        to=told_view(answer.to, staff),
    )
