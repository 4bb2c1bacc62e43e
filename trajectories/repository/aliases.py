"""Clients who are one: a client that was merged into another is another name for it, from a day on."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, literal_column, select

from trajectories.repository.among import among_named, as_list
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import PERSON

INTO = Prepared(select(PERSON.c.merged_into, PERSON.c.merged_on).where(PERSON.c.id == bindparam("key")))
NAMED_SO = Prepared(
    select(PERSON.c.id, PERSON.c.merged_on).where(PERSON.c.merged_into == bindparam("key")).order_by(PERSON.c.number)
)
MERGED_AMONG = Prepared(  # with a second look into the table, as an index serves one column
    select(PERSON.c.id)
    .where(PERSON.c.merged_into > literal_column("''"), among_named(PERSON.c.id, "people"))
    .union_all(select(PERSON.c.id).where(among_named(PERSON.c.merged_into, "people")))
)
NOBODY = as_list(())
MERGED = Prepared(select(PERSON.c.id).where(PERSON.c.merged_into > literal_column("''")))


class Alias(NamedTuple):
    """key is another name for `into`, from that day on."""

    key: str
    into: str
    on: date


def alias_of(uow: UnitOfWork, key: str) -> Alias | None:
    """None for a client by itself, and for a household."""
    if not key.startswith("p"):
        return None
    row = next(iter(uow.fetch(INTO, key=key)), ("", ""))
    return Alias(key, row[0], date.fromisoformat(row[1])) if row[0] else None


def stands_for(uow: UnitOfWork, key: str, on: date | None = None) -> str:
    """The client that this is another name for, in one or more steps, on that day; itself for most."""
    while (alias := alias_of(uow, key)) and (on is None or alias.on <= on):
        key = alias.into
    return key


def merged(uow: UnitOfWork) -> dict[str, str]:
    """Every client that is another name now -> the one it stands for."""
    return {key: stands_for(uow, key) for (key,) in uow.fetch(MERGED)}


def with_aliases(uow: UnitOfWork, keys: Iterable[str], on: date | None = None) -> list[str]:
    """Clients and households, each followed by the clients that were merged into it by that day."""
    found = list(dict.fromkeys(keys))
    for key in found:  # it grows while it is walked
        if key.startswith("p"):
            rows = uow.fetch(NAMED_SO, key=key)
            found += [other for other, day in rows if (on is None or day <= on.isoformat()) and other not in found]
    return found


def the_same(uow: UnitOfWork, keys: Iterable[str]) -> list[str]:
    """Clients and households, and every other name of each, whichever of its names is given."""
    keys = list(dict.fromkeys(keys))
    people = as_list(key for key in keys if key.startswith("p"))
    if people == NOBODY or not uow.fetch(MERGED_AMONG, people=people):
        return keys
    return with_aliases(uow, [stands_for(uow, key) for key in keys])
