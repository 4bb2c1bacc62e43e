"""What a step ends, and what a stage keeps for who comes back."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.language.stage_graph import reachable, ways_out


def facts_not_ours_to_forget(draft: Draft) -> Iterator[Finding]:
    """Steps that end what is the person's own, and not of one trajectory."""
    for trigger, several in draft.workflow.transitions.items():
        for index, passage in enumerate(several):
            for at, name in enumerate(passage.forgets):
                spec = draft.fact(name)
                if spec and spec.from_:
                    text = f"'{name}' is the person's own; a step of one trajectory cannot end it"
                    yield Finding(("transitions", trigger, index, "forgets", at), "bad_value", text)


def stages_that_keep_nothing(draft: Draft) -> Iterator[Finding]:
    """Stages marked `keeps` that have no tasks, or that nobody comes back to."""
    ways = ways_out(draft.workflow)
    for name, stage in draft.workflow.stages.items():
        if not stage.keeps or draft.lost_below("stages", name) or draft.lost_below("transitions"):
            continue
        if not stage.tasks:
            text = "this stage has no tasks, so there is nothing to keep"
            yield Finding(("stages", name, "keeps"), "keeps_nothing", text, "warning", key=True)
        elif name not in reachable(ways, ways.get(name, set())):
            text = "nobody comes back to this stage, so there is nothing to keep"
            yield Finding(("stages", name, "keeps"), "keeps_nothing", text, "warning", key=True)
