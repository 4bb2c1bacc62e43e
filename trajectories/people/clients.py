"""Clients: added, changed, found."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select

from trajectories.casework.far_back import BORN_LONG_AGO, YEARS_OF_LIFE, is_years_back
from trajectories.history import events as ev
from trajectories.local_time import typed_day, write_day
from trajectories.outside_text import outside
from trajectories.people.alike import alike, may_be_one
from trajectories.people.references import canonical_ref, must_be_free, new_ref
from trajectories.people.rows import ERASED, PERSON_KEYS, PRIVATE_FIELDS, is_erased, write
from trajectories.repository.among import among
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import (
    PERSON,
)
from workflows.errors import Refused, UsageError
from workflows.typed_words import folded, is_part, one_of
from workflows.words import Words

GENDERS = {"m": Words("man", "male"), "v": Words("vrouw", "female"), "x": Words("x", "x")}
GENDER_TOO = {"mannelijk": "m", "man": "m", "vrouwelijk": "v", "woman": "v", "f": "v"}
ROUTES = {
    "asiel": Words("asiel", "asylum"),
    "nareis": Words("nareis", "family reunification"),
    "hervestiging": Words("hervestiging", "resettlement"),
}


class Person(NamedTuple):
    id: str
    ref: str
    name: str
    born: date | None
    gender: str
    nationality: str
    arrival_route: str
    status: str
    merged_into: str = ""


class NewPerson(NamedTuple):
    ref: str
    name: str = ""
    born: date | None = None
    gender: str = ""
    nationality: str = ""
    arrival_route: str = ""


def add_person(uow: UnitOfWork, new: NewPerson, on: date, stamp: Stamp, *, sure: bool = False) -> str:
    """Adds a client; returns the id. Raises Refused for a reference in use, UsageError for a value that cannot be.

    sure: a birth date of very long ago is right; Refused without it.
    """
    new = sound(new._replace(ref=new_ref(new.ref)), on)
    _must_be_likely(new.born, on, sure=sure)
    key = f"p{uow.next_number('p')}"
    must_be_free(uow, new.ref)
    event = ev.PersonAdded(
        uow.keep_private(key, "ref", new.ref),
        uow.keep_private(key, "name", new.name) if new.name else None,
        uow.keep_private(key, "born", new.born.isoformat()) if new.born else None,
        uow.keep_private(key, "gender", new.gender) if new.gender else "",
        uow.keep_private(key, "nationality", new.nationality) if new.nationality else "",
        new.arrival_route,
    )
    write(uow, key, [(event, on)], stamp)
    return key


def sound(new: NewPerson, today: date) -> NewPerson:
    """With codes for what was typed. Raises UsageError with what would work. The reference is not looked at."""
    if new.born and new.born > today:
        raise UsageError(Words("de geboortedatum ligt in de toekomst", "the birth date lies in the future"))
    if new.born and new.born.year < 1900:
        raise UsageError(Words("de geboortedatum ligt voor 1900", "the birth date lies before 1900"))
    nationality = outside(new.nationality, "nationality")
    if nationality and not re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}", nationality):
        raise UsageError(Words("een nationaliteit is een woord als Syrisch", "a nationality is a word such as Syrian"))
    return new._replace(
        name=outside(new.name, "name"),
        gender=gender_typed(new.gender),
        nationality=nationality,
        arrival_route=route_typed(new.arrival_route),
    )


def gender_typed(text: str) -> str:
    """The code; empty for nothing. Raises UsageError with what would work."""
    plain = folded(text)
    if not plain:
        return ""
    return GENDER_TOO.get(plain) or one_of(Words("geslacht", "gender"), text, GENDERS)


def route_typed(text: str) -> str:
    """As gender_typed."""
    return one_of(Words("aankomstroute", "arrival route"), text, ROUTES) if text.strip() else ""


def is_long_ago(born: date, today: date) -> bool:
    """More than a hundred years: possible, but more often a mistyped year."""
    return is_years_back(born, today, YEARS_OF_LIFE)


def _must_be_likely(born: date | None, today: date, *, sure: bool) -> None:
    if born and is_long_ago(born, today) and not sure:
        raise Refused(BORN_LONG_AGO)


def edit_person(
    uow: UnitOfWork, key: str, changes: Mapping[str, str], on: date, stamp: Stamp, *, sure: bool = False
) -> int:
    """Changes name, born, gender, nationality, arrival_route or ref; only what differs. Returns how many changed.

    sure: as for adding.
    """
    written = changed_in(uow, key, changes, on, sure=sure)
    write(uow, key, [(each, on) for each in written], stamp)
    return len(written)


def changed_in(
    uow: UnitOfWork, key: str, changes: Mapping[str, str], on: date, *, sure: bool
) -> list[ev.PersonChanged]:
    """What is to be written for it; see edit_person."""
    row = uow.connection.execute(select(PERSON).where(PERSON.c.id == key)).one()._asdict()
    known: dict[str, Any] = {field: "" if is_erased(row[field]) else row[field] for field in NewPerson._fields}
    merged: dict[str, Any] = {field: changes.get(field, known[field]) for field in NewPerson._fields}
    born = _born(merged["born"])
    wanted = sound(NewPerson(**{**merged, "born": born}), on)
    _must_be_likely(born if merged["born"] != row["born"] else None, on, sure=sure)
    if merged["ref"] != known["ref"]:
        uow.last_number("p")  # whoever adds one at the same time waits
        uow.references = None
        wanted = wanted._replace(ref=new_ref(wanted.ref))
        must_be_free(uow, wanted.ref, but=key)
    written = []
    for field in changes:
        value = write_day(wanted.born) if field == "born" else str(getattr(wanted, field))
        if value != row[field]:
            kept = uow.keep_private(key, field, value) if field in PRIVATE_FIELDS else value
            written.append(ev.PersonChanged(field, kept))
    return written


def _born(text: str) -> date | None:
    if text and typed_day(text) is None:
        raise UsageError(
            Words(
                f"‘{text}’ is geen dag; schrijf een dag die bestaat, zoals 1990-05-31 of 31-5-1990",
                f"'{text}' is no day; write one that exists, such as 1990-05-31 or 31-5-1990",
            )
        )
    return typed_day(text)


def born_ref(uow: UnitOfWork, key: str) -> ev.PrivateRef | None:
    """Where the birth date stands; None where none was ever given."""
    found: Any = None
    for recorded in uow.history(key):
        event: Any = recorded.event
        if isinstance(event, ev.PersonAdded):
            found = event.born
        elif isinstance(event, ev.PersonChanged) and event.field == "born":
            found = event.value
    return found  # type: ignore[no-any-return]


def likely_duplicates(uow: UnitOfWork, new: NewPerson) -> list[Person]:
    """Clients who may be this one by birth date, whose name reads much the same."""
    if not new.name:
        return []
    query = select(PERSON).where(PERSON.c.status != "void", PERSON.c.name != "", PERSON.c.merged_into == "")
    if new.born:  # nobody else is read
        query = query.where(or_(PERSON.c.born == new.born.isoformat(), PERSON.c.born == ""))
    people = [person_in(row._asdict()) for row in uow.connection.execute(query)]
    others = [person for person in people if person.ref != new.ref and may_be_one(new.born, person.born)]
    return [person for person in others if alike(person.name, new.name)]


def find_people(uow: UnitOfWork, text: str) -> list[Person]:
    """Clients whose reference or name holds the text, without accents and capitals, in order of reference; all of them
    for no text.
    """
    form, wanted = canonical_ref(text), folded(text)
    return [each for each in everyone(uow) if form in canonical_ref(each.ref) or is_part(wanted, folded(each.name))]


def everyone(uow: UnitOfWork) -> list[Person]:
    """Every client but those taken back, in order of reference."""
    rows = uow.connection.execute(select(PERSON).where(PERSON.c.status != "void").order_by(PERSON.c.ref))
    return [person_in(row._asdict()) for row in rows]


BY_ID = Prepared(select(PERSON).where(PERSON.c.id == bindparam("key")))


def person_by_id(uow: UnitOfWork, key: str) -> Person:
    [row] = uow.fetch(BY_ID, key=key)
    return person_in(dict(zip(PERSON_KEYS, row, strict=True)))


def birth_dates(uow: UnitOfWork, keys: Collection[str]) -> dict[str, str]:
    """By client, as text: empty where none is known, `erased` where it was removed."""
    rows = uow.connection.execute(select(PERSON.c.id, PERSON.c.born).where(among(PERSON.c.id, keys)))
    return {row.id: row.born for row in rows}


def person_in(row: Mapping[str, Any]) -> Person:
    values = {field: row[field] for field in Person._fields}
    values["born"] = date.fromisoformat(row["born"]) if row["born"] not in ("", ERASED) else None
    return Person(**values)
