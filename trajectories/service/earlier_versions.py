"""How many cases run on a version from which a plan that comes with the product leads on."""

from trajectories.migration.shipped import outgrown
from trajectories.repository.definitions import kept_definitions
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_by_definition
from trajectories.views.database import OnEarlier

BASE = "base"


def on_earlier_versions(uow: UnitOfWork) -> list[OnEarlier]:
    """In the order of workflow and version."""
    counts = open_by_definition(uow)
    found: dict[tuple[str, int], int] = {}
    for workflow in sorted({outgrown()[digest] for digest in counts if digest in outgrown()}):
        kept = kept_definitions(uow, workflow)
        bases = {each.base_text: each.version for each in kept if each.variant == BASE}
        for each in kept:
            if each.hash in counts and each.hash in outgrown():
                key = (workflow, bases.get(each.base_text, each.version))
                found[key] = found.get(key, 0) + counts[each.hash]
    return [OnEarlier(workflow, version, count) for (workflow, version), count in sorted(found.items())]
