"""The plans that come with the product: from each version that it shipped before to the one of today."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from trajectories.migration.plan import DROP, SECTIONS, STAY, Pair, Plan
from trajectories.migration.plan_file import label_of, plan_in, read_plan
from workflows.errors import NotFound, Refused
from workflows.format.yaml_document import Document
from workflows.format.yaml_loader import read
from workflows.words import Words

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


def read_shipped(document: Document, pairs: Sequence[Pair]) -> Plan:
    """As far as these pairs need it. Raises Refused for a definition that never came with the product."""
    plan = plan_in(document)
    for ends, known in (
        ([pair.before for pair in pairs], plan.start),
        ([pair.after for pair in pairs], plan.target),
    ):
        for each in ends:
            if each.hash not in known.values():
                raise _not_ours(label_of(each.workflow))
    befores = [pair.before.workflow for pair in pairs]
    afters = [pair.after.workflow for pair in pairs]
    names = {
        section: _needed(
            plan.names[section],
            {name for each in befores for name in getattr(each, section)},
            {name for each in afters for name in getattr(each, section)},
        )
        for section in SECTIONS
    }
    hows = {name: how for name, how in plan.hows.items() if name in names["deadlines"]}
    return read_plan(document, pairs, decided=plan._replace(names=names, hows=hows))


def _needed(table: Mapping[str, str | None], old: Collection[str], new: Collection[str]) -> dict[str, str | None]:
    """Another variant may have names that these do not."""
    kept = {name: to for name, to in table.items() if name in old}
    return {name: to if to in (STAY, DROP) or to in new else None for name, to in kept.items()}


def _not_ours(label: str) -> Refused:
    return Refused(
        Words(
            f"het meegeleverde plan kent {label} niet; maak een eigen plan met --plan BESTAND",
            f"the plan that comes with the product does not know {label}; make one of your own with --plan FILE",
        )
    )
