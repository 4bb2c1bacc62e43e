"""The person's facts as their file says them, and what a definition that leaves a fact to the person makes of it."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from workflows.checks.finding import unknown
from workflows.errors import Problem
from workflows.format.yaml_document import Document, Plain
from workflows.format.yaml_loader import read
from workflows.language.person_facts import PERSON, PersonFacts, PersonFactsFile, edition_from, is_of_person


@cache
def builtin_person_facts() -> PersonFacts:
    """The edition that comes with the product."""
    found = PersonFactsFile.model_validate({"facts": declared_of_person()}, by_alias=True, by_name=False)
    data = found.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return edition_from(json.dumps(data, separators=(",", ":"), ensure_ascii=False))


@cache
def declared_of_person() -> dict[str, dict[str, Plain]]:
    """Name -> what is said of it, as the file has it."""
    table = read(Path(str(files("workflows") / "shared" / "person_facts.yaml"))).table("facts")
    return {name: said for name, said in table.items() if isinstance(said, dict)}


def as_person_has_it(name: str, fact: dict[str, Plain]) -> dict[str, Plain]:
    """With what the person's facts say of it; one that no person has is taken for a day, so that reading goes on."""
    unheard: dict[str, Plain] = {"type": "date", "lies": "past", "label": {"nl": name, "en": name}}
    return {**declared_of_person().get(name, unheard), **fact}


def wrongly_left(document: Document) -> Iterator[Problem]:
    """Facts left to the person that no person has, or of which the definition says something else."""
    for name, fact in document.table("facts").items():
        if not isinstance(fact, dict) or not is_of_person(fact):
            continue
        for each in unknown("person_fact", name, set(declared_of_person()), ("facts", name)):
            yield document.problem(each.place, "unknown_person_fact", each.text, "error", key=True)
        told = {"from": PERSON, **declared_of_person().get(name, {})}
        said = fact.keys() - {"adverse"}  # what may be done about it is the definition's own
        if any(fact[key] != told.get(key) for key in said):  # a text that is written out whole says the same
            text = "what it is stands with the person's facts; say 'from: person' and nothing else"
            yield document.problem(("facts", name), "person_fact_restated", text, "error", key=True)
