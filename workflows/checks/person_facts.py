"""Facts that are left to the person: by whom they can be, and that nobody else gives them."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.language.person_facts import PERSON
from workflows.language.stages import FactSignal, Start


def facts_left_to_the_person(draft: Draft) -> Iterator[Finding]:
    for name, spec in draft.workflow.facts.items():
        if spec.from_ == PERSON and draft.workflow.subject != "person" and not draft.is_lost("subject"):
            text = "a household has members, each with their own; read it where each member is followed"
            yield Finding(("facts", name, "from"), "person_fact_of_household", text)
    for place, part in draft.parts:
        if isinstance(part, Start):
            for name in part.facts:
                if _is_of_person_there(draft, part.workflow, name):
                    yield Finding((*place, "facts", name), "person_fact_given", _given(name), key=True)
        elif isinstance(part, FactSignal) and _is_of_person_there(draft, part.to, part.fact):
            yield Finding((*place, "fact"), "person_fact_given", _given(part.fact))


def _is_of_person_there(draft: Draft, workflow: str, name: str) -> bool:
    there = (draft.neighbours or {}).get(workflow)
    return there is not None and name in there.of_person


def _given(name: str) -> str:
    return f"'{name}' is the person's own there and comes by itself; it cannot be given along"
