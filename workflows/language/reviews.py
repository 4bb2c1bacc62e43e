"""Looking how it stands: what a stage's review makes, a task and a term like any other."""

from workflows.language.anchors import DoneAnchor, LatestOfAnchor, StageAnchor
from workflows.language.deadlines import DeadlineRule
from workflows.language.names import Role
from workflows.language.rungs import DueRung, OverdueRung
from workflows.language.stages import Outside, Stage
from workflows.language.tasks import Task
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

DONE = "traject task done"
ANY: dict[Lang, str] = {"nl": "NUMMER", "en": "ID"}


def with_reviews(workflow: Workflow) -> Workflow:
    """The definition with the tasks and terms of its reviews written out, so that its text stands by itself."""
    fresh = {
        name: stage
        for name, stage in workflow.stages.items()
        if review_of(stage) and review_name(name) not in workflow.deadlines
    }
    if not fresh:
        return workflow
    tasks = {review_name(name): _task(stage, workflow) for name, stage in fresh.items()}
    deadlines = {review_name(name): _rule(name, stage, workflow) for name, stage in fresh.items()}
    stages = {
        name: stage.model_copy(update={"tasks": (*stage.tasks, review_name(name))}) if name in fresh else stage
        for name, stage in workflow.stages.items()
    }
    return workflow.model_copy(
        update={
            "stages": stages,
            "tasks": {**workflow.tasks, **tasks},
            "deadlines": {**workflow.deadlines, **deadlines},
        }
    )


def review_name(stage: str) -> str:
    return f"review_{stage}"


def advice_in(advice: Words | None, trajectory: str) -> Words | None:
    """What can be done, with the id of the trajectory in its command; a text speaks of any trajectory."""
    if advice is None:
        return None
    nl, en = (advice.say(lang).replace(f"{DONE} {any_} ", f"{DONE} {trajectory} ") for lang, any_ in ANY.items())
    return Words(nl, en)


def is_review(workflow: Workflow, deadline: str) -> bool:
    """Whether the term was made from what a stage says of its review."""
    return any(review_of(stage) and deadline == review_name(name) for name, stage in workflow.stages.items())


def review_of(stage: Stage) -> tuple[Term, Role] | None:
    """How often, and by whom."""
    if isinstance(stage.waits_for, Outside):
        return stage.waits_for.review, stage.waits_for.to
    return (stage.review, "coordinator") if stage.review else None


def _label(stage: Stage) -> Words:
    if isinstance(stage.waits_for, Outside):
        party = stage.waits_for.party
        return Words(f"Navraag bij {party.say('nl')}", f"Ask {party.say('en')}")
    return Words(f"Hoe het staat ({stage.label.say('nl')})", f"How it stands ({stage.label.say('en')})")


def _task(stage: Stage, workflow: Workflow) -> Task:
    return Task(label=_label(stage), optional=True, repeats=True, source=stage.source or workflow.source)


def _rule(name: str, stage: Stage, workflow: Workflow) -> DeadlineRule:
    found = review_of(stage)
    assert found
    term, role = found
    return DeadlineRule(
        rule="S2",
        label=_label(stage),
        anchor=LatestOfAnchor(latest_of=(StageAnchor(stage=name), DoneAnchor(done=review_name(name)))),
        term=term,
        since=name,
        lapses_at=tuple(each for each in workflow.stages if each != name),
        suspendable=False,
        remind=(DueRung(on_due=True, to=(role,)), OverdueRung(overdue=term, every=term, to=(role,))),
        source=stage.source or workflow.source,
        certainty="proposal",
        advice=Words(
            f"Vraag na hoe het staat, en leg dat vast: {DONE} {ANY['nl']} {review_name(name)}",
            f"Ask how it stands, and record it: {DONE} {ANY['en']} {review_name(name)}",
        ),
    )
