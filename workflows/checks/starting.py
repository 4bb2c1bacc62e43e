"""Whether opening one trajectory comes to an end: what a first stage starts may not start it again."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.language.stage_graph import reachable


def starts_in_circles(draft: Draft) -> Iterator[Finding]:
    if draft.neighbours is None:
        return
    own = draft.workflow.workflow
    first = [(name, stage) for name, stage in draft.workflow.stages.items() if stage.initial and stage.starts]
    leads = {name: set(each.opening) for name, each in draft.neighbours.items() if each} if first else {}
    for name, stage in first:
        for index, start in enumerate(stage.starts):
            if own in reachable(leads, [start.workflow]):
                text = f"'{start.workflow}' starts '{own}' again when it opens, and so on; let one of them start later"
                yield Finding(("stages", name, "starts", index, "workflow"), "circular_start", text)
