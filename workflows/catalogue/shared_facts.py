"""Which values make sense, by the name of the fact: the shared list, and a definition with what it takes from there."""

from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from workflows.catalogue.person_facts import as_person_has_it, wrongly_left
from workflows.format.yaml_document import Document, Plain
from workflows.format.yaml_loader import read
from workflows.language.facts import SENSE, FactSpec
from workflows.language.person_facts import is_of_person


@cache
def shared_facts() -> dict[str, dict[str, Plain]]:
    """Name -> its type, and what it says of sense."""
    table = read(Path(str(files("workflows") / "shared" / "facts.yaml"))).table("facts")
    return {name: said for name, said in table.items() if isinstance(said, dict)}


def with_shared_sense(document: Document) -> Document:
    """Each date and number that says nothing of sense itself says what the shared list says of its name; what is left
    to the person says what the person's facts say of it.
    """
    table = document.table("facts")
    taken = {name: _as_said(name, fact) for name, fact in table.items() if isinstance(fact, dict)}
    if not isinstance(document.data, dict) or all(table[name] == fact for name, fact in taken.items()):
        return document
    problems = (*document.problems, *wrongly_left(document))
    return replace(document, data={**document.data, "facts": {**table, **taken}}, problems=problems)


def spec_with_shared_sense(name: str, spec: FactSpec) -> FactSpec:
    """The same for a fact of a text that was stored before it was asked."""
    data: dict[str, Plain] = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return FactSpec.model_validate({**data, **_sense_of(name, data)}, by_alias=True, by_name=False)


def _as_said(name: str, fact: dict[str, Plain]) -> dict[str, Plain]:
    if is_of_person(fact):
        return as_person_has_it(name, fact)
    return {**fact, **_sense_of(name, fact)}


def _sense_of(name: str, fact: dict[str, Plain]) -> dict[str, Plain]:
    shared = shared_facts().get(name, {})
    if any(key in fact for key in SENSE) or fact.get("type") != shared.get("type"):
        return {}
    return {key: shared[key] for key in SENSE if key in shared}
