"""The stages of a definition as a graph: who leads where, what can be reached, and the order to read them in."""

from collections.abc import Iterable, Mapping

from workflows.language.workflow import Workflow

Ways = Mapping[str, set[str]]


def ways_out(workflow: Workflow) -> dict[str, set[str]]:
    """Stage -> the stages a transition leads to from there; names as written, declared or not."""
    ways: dict[str, set[str]] = {name: set() for name in workflow.stages}
    for transition in (each for several in workflow.transitions.values() for each in several):
        for stage in transition.from_:
            ways.setdefault(stage, set()).add(transition.to)
    return ways


def turned_round(ways: Ways) -> dict[str, set[str]]:
    back: dict[str, set[str]] = {name: set() for name in ways}
    for source, targets in ways.items():
        for target in targets:
            back.setdefault(target, set()).add(source)
    return back


def reachable(ways: Ways, starts: Iterable[str]) -> set[str]:
    """Where one can come from `starts`, those included."""
    seen = set(starts)
    todo = list(seen)
    while todo:
        fresh = ways.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen


def stages_in_order(workflow: Workflow) -> list[str]:
    """Stages as a household meets them along the longest road, final stages last.

    The same for a file and for a stored text, which keeps its keys sorted.
    """
    stages = workflow.stages
    ways = {name: sorted(targets & stages.keys()) for name, targets in ways_out(workflow).items()}
    starts = [name for name in sorted(stages) if stages[name].initial]
    left = _order_of_leaving(ways, [*starts, *sorted(stages)])
    return sorted(left, key=lambda name: stages[name].final)


def _order_of_leaving(ways: Mapping[str, list[str]], starts: Iterable[str]) -> list[str]:
    """Depth first, a stage before all that follow from it; ways back to where one came from do not count."""
    seen: set[str] = set()
    done: list[list[str]] = []
    for start in starts:
        finished: list[str] = []
        _walk(start, ways, seen, finished)
        done.append(finished[::-1])
    return [name for several in done for name in several]


def _walk(start: str, ways: Mapping[str, list[str]], seen: set[str], finished: list[str]) -> None:
    """Adds to `finished` in the order in which everything beyond a stage has been seen."""
    todo = [(start, False)]
    while todo:
        here, is_done = todo.pop()
        if is_done:
            finished.append(here)
        elif here not in seen:
            seen.add(here)
            todo += [(here, True), *((name, False) for name in reversed(ways.get(here, [])) if name not in seen)]
