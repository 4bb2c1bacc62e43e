"""What is asked of the road that a case taken over came along: facts that no definition declares.

`entered:STAGE` is the day on which a stage before it was entered, `passed:STAGE` whether it came through one at all.
"""

from workflows.language.facts import FactSpec
from workflows.language.workflow import Workflow
from workflows.words import Words

ENTERED, PASSED = "entered:", "passed:"


def entered(stage: str) -> str:
    return f"{ENTERED}{stage}"


def passed(stage: str) -> str:
    return f"{PASSED}{stage}"


def road_stage(name: str) -> str:
    """The stage that such a fact is about; empty for any other fact."""
    for kind in (ENTERED, PASSED):
        if name.startswith(kind):
            return name.removeprefix(kind)
    return ""


def road_label(name: str, stage: Words) -> Words:
    nl, en = stage.nl, stage.say("en")
    if name.startswith(ENTERED):
        return Words(f"Begin van {nl}", f"Start of {en}")
    return Words(f"Doorlopen: {nl}", f"Came through: {en}")


def fact_of(workflow: Workflow, name: str) -> FactSpec | None:
    """The fact as declared, or as it is asked of the road; None for what is neither."""
    if name in workflow.facts:
        return workflow.facts[name]
    stage = workflow.stages.get(road_stage(name))
    if stage is None:
        return None
    label = road_label(name, stage.label)
    return FactSpec(type="date", label=label, lies="past") if name.startswith(ENTERED) else _yes_or_no(label)


def _yes_or_no(label: Words) -> FactSpec:
    return FactSpec(type="boolean", label=label)


def fact_label(workflow: Workflow, name: str) -> Words:
    """The name itself where no definition says what it is any more."""
    spec = fact_of(workflow, name)
    return spec.label if spec else Words(name)
