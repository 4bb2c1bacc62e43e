"""A plan that comes with the product, as far as the definitions at hand need it."""

from collections.abc import Collection, Mapping, Sequence

from trajectories.migration.plan import DROP, SECTIONS, STAY, Pair, Plan
from trajectories.migration.plan_file import label_of, plan_in, read_plan
from workflows.errors import Refused
from workflows.format.yaml_document import Document
from workflows.words import Words


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
    there = {name for each in (*befores, *afters) for name in each.deadlines}
    because = {name: words for name, words in plan.because.items() if name in there}
    return read_plan(document, pairs, decided=plan._replace(names=names, hows=hows, because=because))


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
