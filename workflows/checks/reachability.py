"""Whether every stage can be reached, and left for a final one."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding, meant
from workflows.format.validation import LOST
from workflows.format.yaml_document import Place
from workflows.language.stage_graph import Ways, reachable, turned_round, ways_out
from workflows.language.stages import Stage
from workflows.language.transitions import FROM_ANY, Transition

WHO_ONLY_READ = {"auditor"}


def stages_that_lead_nowhere(draft: Draft) -> Iterator[Finding]:
    if draft.is_lost("stages") or draft.is_lost("transitions"):
        return
    ways = _as_meant(draft)
    yield from _initial(draft)
    yield from _final(draft)
    yield from _unreachable(draft, ways)
    yield from _dead_ends(draft, ways)


def ways_out_of_the_end(draft: Draft) -> Iterator[Finding]:
    """What is closed is left only by opening it again, and only there may another trajectory go on in its place."""
    for trigger, several in draft.workflow.transitions.items():
        for index, transition in enumerate(several):
            place: Place = ("transitions", trigger, index)
            if draft.document.nearest((*place, FROM_ANY))[-1:] == (FROM_ANY,):
                yield Finding((*place, FROM_ANY), "unknown_key", "write 'from: any'", key=True)
            if not draft.is_lost(*place, "reopens"):
                yield from _reopening(draft, transition, place)
    for name, stage in draft.workflow.stages.items():
        for index, start in enumerate(stage.starts):
            if start.continues and name not in _perhaps(draft, "final"):
                text = "another trajectory goes on where this one ends, so only in a final stage"
                yield Finding(("stages", name, "starts", index, "continues"), "continues_outside_final", text)


def _reopening(draft: Draft, transition: Transition, place: Place) -> Iterator[Finding]:
    stages, perhaps = draft.workflow.stages, _perhaps(draft, "final")
    for name in transition.from_:
        if transition.reopens and name in stages and name not in perhaps:
            text = f"'{name}' is not final, so there is nothing to open again"
            yield Finding((*place, "reopens"), "leaves_final", text)
        elif name in stages and stages[name].final and not transition.reopens:
            text = f"'{name}' is final; write 'reopens: true' if this opens the trajectory again"
            yield Finding((*place, "reopens"), "leaves_final", text)


def stages_that_nobody_can_leave(draft: Draft) -> Iterator[Finding]:
    if draft.lost_below("transitions"):
        return
    for name, stage in draft.workflow.stages.items():
        roles = [each.roles for each in _ways_from(draft, name)]
        if roles and not stage.final and all(each and set(each) <= WHO_ONLY_READ for each in roles):
            text = "every way out asks for a role that may only read"
            yield Finding(("stages", name), "no_role_can_leave", text, key=True)


def _ways_from(draft: Draft, stage: str) -> list[Transition]:
    several = draft.workflow.transitions.values()
    return [each for transitions in several for each in transitions if stage in each.from_]


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
    leads_anywhere = any(LOST in targets for targets in ways.values())  # a way of which the end could not be read
    if starts and not leads_anywhere:
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
