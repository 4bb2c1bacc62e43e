"""Running cases that go by an answer of their own on what they leave to the person: others say something else."""

from collections.abc import Sequence
from typing import NamedTuple

from trajectories.casework.person_copies import held_in, own_now
from trajectories.people.legal_facts import known_of, with_own_answers
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers, open_of
from workflows.language.private_facts import left_to_person


class OwnAnswer(NamedTuple):
    """Where it stands, without its value."""

    trajectory: str
    fact: str


def facts_apart(uow: UnitOfWork, dossiers: Dossiers, broken: Sequence[str]) -> list[OwnAnswer]:
    """Nothing where a definition cannot be read: that comes first."""
    if broken:
        return []
    found = []
    for person in with_own_answers(uow, person_facts_in_force(uow).specs):
        known = known_of(uow, person)
        for key in open_of(uow, [person]):
            written = dossiers.load(uow, key)
            names = left_to_person(written.compiled.workflow)
            found += [OwnAnswer(key, name) for name in own_now(held_in(key, written.history, known, names))]
    return found
