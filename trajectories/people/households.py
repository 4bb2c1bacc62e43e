"""Households: who belongs to which from when until when, and where they live."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.local_time import read_day
from trajectories.people.clients import Person, person_in
from trajectories.people.references import must_be_free, must_be_no_bsn, new_ref, subject_ref
from trajectories.people.rows import PERSON_KEYS, write
from trajectories.repository.aliases import stands_for
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import (
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    lasts_after,
    lasts_on,
)
from workflows.errors import Refused, UsageError
from workflows.typed_words import one_of
from workflows.words import Words

MEMBERS = Prepared(
    select(PERSON)
    .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
    .where(
        MEMBERSHIP.c.household == bindparam("household"),
        MEMBERSHIP.c.from_on <= bindparam("day"),
        or_(MEMBERSHIP.c.until_on == bindparam("lasting"), MEMBERSHIP.c.until_on > bindparam("day")),
    )
    .order_by(PERSON.c.number)
)


EVER_MEMBERS = Prepared(
    select(PERSON, MEMBERSHIP.c.from_on, MEMBERSHIP.c.until_on)
    .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
    .where(MEMBERSHIP.c.household == bindparam("household"))
    .order_by(PERSON.c.number)
)
HOMES = Prepared(
    select(MEMBERSHIP.c.household)
    .where(MEMBERSHIP.c.person == bindparam("person"), lasts_on(MEMBERSHIP, bindparam("day")))
    .order_by(MEMBERSHIP.c.household)
)
NEVER = "9999"
FIRST_DAY = Prepared(
    select(func.min(MEMBERSHIP.c.from_on)).where(
        MEMBERSHIP.c.household == bindparam("household"), MEMBERSHIP.c.from_on > bindparam("after")
    )
)
HOMES_FROM_THEN_ON = Prepared(
    select(MEMBERSHIP.c.household)
    .where(MEMBERSHIP.c.person == bindparam("person"), lasts_after(MEMBERSHIP, bindparam("day")))
    .order_by(MEMBERSHIP.c.from_on)
)


DWELLINGS = {
    "gewoon": Words("gewoon", "ordinary"),
    "groepslocatie": Words("groepslocatie", "group location"),
    "woningdelen": Words("woningdelen", "shared"),
}


class Household(NamedTuple):
    id: str
    ref: str
    municipality: str
    dwelling: str
    dwelling_kind: str
    housed_on: date | None


def form_household(uow: UnitOfWork, ref: str, members: list[str], on: date, stamp: Stamp) -> str:
    """members: ids of persons."""
    ref = new_ref(ref)
    uow.last_number("p")  # whoever adds a client at the same time waits: they share their references
    key = f"h{uow.next_number('h')}"
    must_be_free(uow, ref)
    if not members:
        raise UsageError(Words("een huishouden heeft ten minste één lid", "a household has at least one member"))
    for member in members:
        _must_be_unhoused(uow, member, on)
    write(uow, key, [(ev.HouseholdFormed(uow.keep_private(key, "ref", ref), members), on)], stamp)
    return key


def join_household(uow: UnitOfWork, household: str, member: str, on: date, stamp: Stamp) -> None:
    _must_be_unhoused(uow, member, on)
    write(uow, household, [(ev.HouseholdJoined(member), on)], stamp)


def leave_household(uow: UnitOfWork, household: str, member: str, on: date, stamp: Stamp) -> None:
    """`on`: the first day that no longer counts."""
    if household not in households_of(uow, member, on):
        raise Refused(
            Words("deze persoon hoort dan niet bij dit huishouden", "this person is not in this household then")
        )
    write(uow, household, [(ev.HouseholdLeft(member), on)], stamp)


def house(uow: UnitOfWork, household: str, housed: ev.HouseholdHoused, on: date, stamp: Stamp) -> None:
    """The household gets a dwelling in a municipality; also a move."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", housed.dwelling):
        raise UsageError(
            Words(
                "een woning heeft een eigen sleutel als W-12 (letters, cijfers, streepjes); het adres is --address",
                "a dwelling has a key of its own such as W-12, of letters, digits and dashes; the address is --address",
            )
        )
    must_be_no_bsn(housed.dwelling)
    kind = one_of(Words("soort woning", "kind of dwelling"), housed.kind, DWELLINGS)
    write(uow, household, [(housed._replace(kind=kind), on)], stamp)


def housed(history: Iterable[Recorded]) -> list[Recorded]:
    """Each dwelling that a household was told to have, but for what was taken back."""
    found: list[Recorded] = []
    for each in history:
        if isinstance(each.event, ev.HouseholdHoused):
            found.append(each)
        elif isinstance(each.event, ev.DwellingTakenBack | ev.HouseholdVoided):
            found.clear()
    return found


def take_dwelling_back(uow: UnitOfWork, household: str, on: date, stamp: Stamp) -> None:
    """For a first dwelling that was told by mistake."""
    write(uow, household, [(ev.DwellingTakenBack(), on)], stamp)


def void_household(uow: UnitOfWork, household: str, on: date, stamp: Stamp) -> None:
    """For one that was formed by mistake: whom it was formed with was never there; the reference may be used again."""
    formed_on = uow.history(household)[0].occurred_on
    at_first = {each.id for each in members_of(uow, household, formed_on)}
    now = [each.id for each in members_of(uow, household, on)]
    gone = [(ev.HouseholdLeft(each), formed_on if each in at_first else on) for each in now]
    write(uow, household, [*gone, (ev.HouseholdVoided(), on)], stamp)


def _must_be_unhoused(uow: UnitOfWork, member: str, on: date) -> None:
    """From that day on: someone who is in a household later cannot be in another until then and after."""
    if found := uow.fetch(HOMES_FROM_THEN_ON, person=member, day=on.isoformat()):
        ref = household_by_id(uow, found[0][0]).ref
        raise Refused(
            Words(
                f"{subject_ref(uow, member)} hoort al bij huishouden {ref}; laat het eerst vertrekken",
                f"{subject_ref(uow, member)} is in household {ref} already; let it leave there first",
            )
        )


def household_by_id(uow: UnitOfWork, key: str) -> Household:
    row = uow.connection.execute(select(HOUSEHOLD).where(HOUSEHOLD.c.id == key)).one()._asdict()
    housed_on = read_day(row["housed_on"])
    return Household(key, row["ref"], row["municipality"], row["dwelling"], row["dwelling_kind"], housed_on)


def households_of(uow: UnitOfWork, person: str, on: date) -> list[str]:
    return [home for (home,) in uow.fetch(HOMES, person=person, day=on.isoformat())]


def homes_on(uow: UnitOfWork, on: date) -> dict[str, str]:
    """Of everyone who is in a household on that day, which: one question for all."""
    query = select(MEMBERSHIP.c.person, MEMBERSHIP.c.household).where(lasts_on(MEMBERSHIP, on.isoformat()))
    return {str(row[0]): str(row[1]) for row in uow.connection.execute(query)}


def members_of(uow: UnitOfWork, household: str, on: date) -> list[Person]:
    """Its members on that day, the eldest first."""
    rows = uow.fetch(MEMBERS, household=household, day=on.isoformat(), lasting="")
    return [person_in(dict(zip(PERSON_KEYS, row, strict=True))) for row in rows]


def ask_members(uow: UnitOfWork, household: str, on: date) -> None:
    """What `members_at_first` and `members_of` will ask."""
    uow.ask_anew(EVER_MEMBERS, household=household)
    uow.ask_anew(MEMBERS, household=household, day=on.isoformat(), lasting="")


def is_formed(uow: UnitOfWork, household: str, on: date) -> bool:
    """Whether anyone had become a member by that day, whoever left since."""
    return _first_day(uow, household, "") <= on.isoformat()


def members_at_first(uow: UnitOfWork, household: str, on: date) -> list[Person]:
    """Its members on that day; of a household not formed yet by then, those it was formed with."""
    rows = uow.fetch(EVER_MEMBERS, household=household)

    def there(day: str) -> list[Person]:
        found = [row for *row, from_on, until_on in rows if from_on <= day and (not until_on or until_on > day)]
        return [person_in(dict(zip(PERSON_KEYS, row, strict=True))) for row in found]

    day = on.isoformat()
    return there(day) or there(min((from_on for *_, from_on, _ in rows if from_on > day), default=day))


def _first_day(uow: UnitOfWork, household: str, after: str) -> str:
    """On which someone became a member, after that day: NEVER where nobody did."""
    [(day,)] = uow.fetch(FIRST_DAY, household=household, after=after)
    return str(day or NEVER)


def homes_of(uow: UnitOfWork, person: str, on: date) -> list[str]:
    """The household on that day, else the first one after it; of a client that was merged that of the one it is."""
    person = stands_for(uow, person)
    if found := households_of(uow, person, on):
        return found
    later = (
        select(MEMBERSHIP.c.household)
        .where(MEMBERSHIP.c.person == person, MEMBERSHIP.c.from_on > on.isoformat())
        .order_by(MEMBERSHIP.c.from_on)
        .limit(1)
    )
    return list(uow.connection.execute(later).scalars())
