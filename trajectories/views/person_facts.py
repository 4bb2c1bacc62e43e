"""What is recorded of a person, as commands answer about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from trajectories.casework.person_copies import OwnAnswers
from trajectories.history.events import Value
from trajectories.people.legal_facts import facts_of
from trajectories.people.rows import ERASED
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import UnitOfWork
from trajectories.views.casework import VersionView
from trajectories.views.moment import MomentView
from workflows.documents import ABSENT, Absent
from workflows.words import Lang, Words


class PersonFactView(NamedTuple):
    """event: what records it, `p12@5`. value: `erased` once it was removed. on: the day from which it holds."""

    event: str
    name: str
    label: str
    value: bool | int | str
    on: date
    moment: MomentView | Absent = ABSENT


class PersonFactSetView(NamedTuple):
    """trajectories: those that have a copy, with their version."""

    client: str
    ref: str
    trajectories: list[VersionView]


class GivenAnswerView(NamedTuple):
    """trajectory: empty for what is recorded of the person."""

    trajectory: str
    value: bool | int | str


class AnswersView(NamedTuple):
    """A fact of a person that is not answered in one way. client: the office's own reference."""

    client: str
    name: str
    label: str
    answers: list[GivenAnswerView]


def person_fact_views(
    uow: UnitOfWork, person: str, lang: Lang, as_of: date | None = None, known_at: datetime | None = None
) -> list[PersonFactView]:
    """By day; what was recorded and is not in force any more is left out."""
    specs = person_facts_in_force(uow).specs
    facts = facts_of(uow, person, as_of, known_at)
    labels = {name: spec.label.say(lang) for name, spec in specs.items()}
    return [
        PersonFactView(each.ref, each.name, labels.get(each.name, each.name), _shown(uow, each.value), each.on)
        for each in facts
    ]


def answers_view(uow: UnitOfWork, ref: str, found: OwnAnswers, lang: Lang) -> AnswersView:
    specs = person_facts_in_force(uow).specs
    label = specs[found.name].label.say(lang) if found.name in specs else found.name
    answers = [GivenAnswerView(key, _shown(uow, each.value)) for key, each in found.values.items()]
    if found.of_person:
        answers.insert(0, GivenAnswerView("", _shown(uow, found.of_person.value)))
    return AnswersView(ref, found.name, label, answers)


def in_words(value: bool | int | str, lang: Lang) -> str:
    if isinstance(value, bool):
        return (Words("ja", "yes") if value else Words("nee", "no")).say(lang)
    return str(value)


def choices(found: AnswersView) -> Sequence[bool | int | str]:
    """Each answer once, in the order of the trajectories."""
    return list({repr(each.value): each.value for each in found.answers}.values())


def _shown(uow: UnitOfWork, value: Value) -> bool | int | str:
    if isinstance(value, dict):
        return uow.private(value["private"]).get(value["private"], ERASED)
    return value
