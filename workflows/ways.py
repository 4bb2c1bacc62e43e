"""Whether every stage can be reached, and left for a final one."""

from collections.abc import Iterator

from workflows.documents import Place
from workflows.findings import Draft, Finding, meant
from workflows.graph import Ways, reachable, turned_round, ways_out
from workflows.model import Stage


def stages_that_lead_nowhere(draft: Draft) -> Iterator[Finding]:
    if draft.is_lost("stages") or draft.is_lost("transitions"):
        return
    ways = _as_meant(draft)
    yield from _initial(draft)
    yield from _final(draft)
    yield from _unreachable(draft, ways)
    yield from _dead_ends(draft, ways)


def _as_meant(draft: Draft) -> dict[str, set[str]]:
    """A misspelt stage counts as the one most likely meant, so that the slip is not said again as a dead end."""
    known = draft.document.declares("stages")
    ways: dict[str, set[str]] = {}
    for source, targets in ways_out(draft.workflow).items():
        ways.setdefault(_near(source, known), set()).update(_near(target, known) for target in targets)
    return ways


def _near(name: str, known: set[str]) -> str:
    return name if name in known else meant(name, known) or name


def _initial(draft: Draft) -> Iterator[Finding]:
    initial = [name for name, stage in draft.workflow.stages.items() if stage.initial]
    if not _perhaps(draft, "initial"):
        yield Finding(("stages",), "no_initial", "no stage is initial", key=True)
    for name in initial[1:]:
        yield Finding(("stages", name, "initial"), "no_initial", f"'{initial[0]}' is the initial stage already")


def _final(draft: Draft) -> Iterator[Finding]:
    if not _perhaps(draft, "final"):
        yield Finding(("stages",), "no_final", "no stage is final", key=True)


def _unreachable(draft: Draft, ways: Ways) -> Iterator[Finding]:
    stages = draft.workflow.stages
    starts = {name for name, stage in stages.items() if stage.initial} or _perhaps(draft, "initial")
    if starts:
        for name in stages.keys() - reachable(ways, starts | _elsewhere(draft, ways)):
            yield Finding(("stages", name), "unreachable_stage", "no way leads here from the initial stage", key=True)


def _dead_ends(draft: Draft, ways: Ways) -> Iterator[Finding]:
    stages, final = draft.workflow.stages, _perhaps(draft, "final")
    stuck = {name for name in stages if name not in final and not ways.get(name)}
    for name in stuck:
        yield Finding(("stages", name), "dead_end", "no way leads out of this stage, and it is not final", key=True)
    leading_on = reachable(turned_round(ways), final | stuck | _elsewhere(draft, ways))
    for name in stages.keys() - leading_on if final else ():
        yield Finding(("stages", name), "dead_end", "from here one never comes to a final stage", key=True)


def _perhaps(draft: Draft, mark: str) -> set[str]:
    """Stages that are marked so, or on which something stood that we could not read and that may have said so."""
    marked = {name for name, stage in draft.workflow.stages.items() if getattr(stage, mark)}
    unread = {str(place[1]) for place in draft.document.lost if place[0] == "stages" and _may_say(place, mark)}
    return marked | unread


def _may_say(place: Place, mark: str) -> bool:
    """A whole stage, the mark itself, or a key that no stage has: perhaps the mark misspelt."""
    return len(place) == 2 or (len(place) == 3 and (place[2] == mark or place[2] not in Stage.model_fields))


def _elsewhere(draft: Draft, ways: Ways) -> set[str]:
    """Names that transitions use and that are no stage we can read: one may come from there, or end there."""
    used = ways.keys() | {target for targets in ways.values() for target in targets}
    return used - draft.workflow.stages.keys()
