"""The legal facts of a person: declared once, in a file of their own, for every definition that says `from: person`."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from workflows.language.facts import FactSpec
from workflows.language.names import Frozen, Name

PERSON = "person"


class PersonFactsFile(Frozen):
    """What the file says. Each is declared as a fact of a definition is."""

    facts: dict[Name, FactSpec]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An edition. text: canonical JSON; hash: its SHA-256."""

    specs: Mapping[str, FactSpec]
    text: str
    hash: str


def edition_from(text: str) -> PersonFacts:
    """An edition as it was stored."""
    found = PersonFactsFile.model_validate_json(text, by_alias=True, by_name=False)
    return PersonFacts(found.facts, text, sha256(text.encode()).hexdigest())


def is_of_person(fact: object) -> bool:
    """Whether a definition leaves it to the person."""
    return isinstance(fact, dict) and fact.get("from") == PERSON
