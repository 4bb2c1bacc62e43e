"""Every definition, calendar and edition that the history names is there, with the text of its hash."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from trajectories.audit.found import Found
from trajectories.audit.stored import DATA, TYPE, UNDER, Row, found_at, stored_rows, text_of
from trajectories.repository.edition_table import PERSON_FACTS
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import CALENDAR, DEFINITION
from workflows.words import Words

KEPT_BY_HASH = re.compile(rb'"hash":"([0-9a-f]{64})"')
KINDS = {
    b"DefinitionPublished": Words("definitie", "definition"),
    b"CalendarAdopted": Words("kalender", "calendar"),
    b"PersonFactsAdopted": Words("uitgave", "edition"),
}


class NamedTexts:
    """The texts that events name, each with the first event that does."""

    def __init__(self) -> None:
        self._decided: dict[bytes, Row] = {}
        self._published: dict[bytes, Row] = {}

    @classmethod
    def of_all(cls, several: Iterable["NamedTexts"]) -> "NamedTexts":
        """Of streams that follow each other."""
        together = cls()
        for each in several:
            together._decided = {**each._decided, **together._decided}
            together._published = {**each._published, **together._published}
        return together

    def see(self, row: Row) -> None:
        if row[UNDER]:
            self._decided.setdefault(row[UNDER], row)
        if row[TYPE] in KINDS and (found := KEPT_BY_HASH.search(row[DATA])):
            self._published.setdefault(found[1], row)

    def problems(self, uow: UnitOfWork) -> list[Found]:
        tables = (DEFINITION, CALENDAR, PERSON_FACTS)
        texts = {row[0]: row[1] for table in tables for row in stored_rows(uow, (table.c.hash, table.c.text))}
        problems = []
        for digest, row in {**self._published, **self._decided}.items():
            kind, name = KINDS.get(row[TYPE], KINDS[b"DefinitionPublished"]), text_of(digest[:12])
            if digest not in texts:
                problems.append(found_at(row, Words(f"{kind.nl} {name} ontbreekt", f"{kind.en} {name} is missing")))
            elif hashlib.sha256(texts[digest]).hexdigest().encode() != digest:
                words = Words(
                    f"de tekst van {kind.nl} {name} is veranderd", f"the text of {kind.en} {name} was changed"
                )
                problems.append(found_at(row, words))
        return problems + self._named_otherwise(uow)

    def _named_otherwise(self, uow: UnitOfWork) -> list[Found]:
        """Definitions that the table calls otherwise than their own text does."""
        columns = [DEFINITION.c[name] for name in ("hash", "text", "workflow", "variant", "version")]
        named = {**self._published, **self._decided}
        problems = []
        for digest, text, *called in stored_rows(uow, columns):
            if digest in named and (own := _own_name(text)) and own != [text_of(each) for each in called]:
                words = Words(
                    f"definitie {text_of(digest[:12])} heet in de tabel anders dan in haar tekst",
                    f"definition {text_of(digest[:12])} is called otherwise in the table than in its text",
                )
                problems.append(found_at(named[digest], words))
        return problems


def _own_name(text: bytes) -> list[str]:
    """Workflow, variant and version as the text says them; nothing where it is no definition."""
    try:
        read: Any = json.loads(text)
        return [str(read["workflow"]), str(read.get("variant", "base")), str(read["version"])]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []  # its hash says so
