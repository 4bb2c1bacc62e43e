"""The plans that come with the product, from each version shipped before to today's, and who waits for one."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from trajectories.migration.plan_file import plan_in
from trajectories.repository.definitions import kept_definitions
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_by_definition
from trajectories.views.database import OnEarlier
from workflows.errors import NotFound
from workflows.format.yaml_document import Document
from workflows.format.yaml_loader import read
from workflows.words import Words

BASE = "base"
PLANS = Path(str(files("workflows") / "plans"))


def shipped_plan(workflow: str) -> Document:
    """Raises NotFound where none comes with the product."""
    path = PLANS / f"{workflow}.yaml"
    if not path.is_file():
        raise NotFound(
            Words(
                f"voor {workflow} wordt geen plan meegeleverd; maak er een met --plan BESTAND",
                f"no plan comes with the product for {workflow}; make one with --plan FILE",
            )
        )
    return read(path)


@cache
def outgrown() -> Mapping[str, str]:
    """The hash of each definition from which a shipped plan leads on -> its workflow."""
    plans = [plan_in(read(path)) for path in sorted(PLANS.glob("*.yaml"))]
    return {digest: plan.workflow for plan in plans for digest in plan.start.values()}


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
