"""How many running cases rest on each reading of a rule."""

from collections import Counter

from trajectories.projections.queries import every_open
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.describe.law_register import reading_key


def resting_on(uow: UnitOfWork, dossiers: Dossiers) -> Counter[tuple[str, ...]]:
    """By reading_key: the open trajectories in which such a term runs, each once. Of a closed one nothing runs."""
    found: Counter[tuple[str, ...]] = Counter()
    for key in every_open(uow):
        written = dossiers.load(uow, key)
        name = written.compiled.workflow.workflow
        found.update(
            {
                reading_key(name, each.name, each.reading.rule, each.reading.source, each.reading.term)
                for each in written.deadlines
                if each.standing == "running"
            }
        )
    return found
