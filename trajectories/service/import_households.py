"""Households from a list: who is in them, a row for each member or all in one cell, and where they live."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.history.events import HouseholdHoused
from trajectories.imports.cells import BadCell
from trajectories.imports.reading import ReadList, RowReader
from trajectories.imports.table import ListRow
from trajectories.people import households
from trajectories.people.households import form_household, household_by_id, households_of, join_household
from trajectories.people.references import canonical_ref, must_be_no_bsn, subject_refs
from trajectories.service import asking, people_changes
from trajectories.service.import_clients import reference
from trajectories.service.importing import Bringing, BroughtIn, ListPlan, Piece, SaysOtherwise, depends_on, together
from workflows.errors import CaseworkError
from workflows.typed_words import one_of
from workflows.words import Words

BETWEEN_MEMBERS = re.compile(r"\s*(?:[,;+&\n]|\s(?:en|and)\s)\s*")
NO_CLIENT = Words(
    "dit kenmerk is van geen cliënt; voer die eerst in, met ‘traject import clients’",
    "this is the reference of no client; bring them in first, with 'traject import clients'",
)
NO_DWELLING = Words(
    "zeg ook welke woning het is, of sla deze kolom over met --column ‘naam van de kolom=-’",
    "say which dwelling it is too, or leave this column out with --column 'name of the column=-'",
)


class Dwelling(NamedTuple):
    housed: HouseholdHoused
    address: str
    on: date


class ListedHousehold(NamedTuple):
    """members: ids."""

    number: int
    ref: str
    members: list[str]
    dwelling: Dwelling | None


class Formed(NamedTuple):
    """What the rows of one household say together."""

    ref: str
    rows: list[int]
    members: list[str]
    dwelling: Dwelling | None


def plan_households(into: Bringing, read: ReadList, municipality: Callable[[str], str]) -> ListPlan:
    """Households that name the same client are written together, so that one of them is refused beforehand."""
    ids: dict[str, str] = {}
    for key, ref in subject_refs(into.uow).items():
        ids.setdefault(canonical_ref(ref), key)
    rows, bad, named = [], read.bad, dict[int, str]()
    for record in read.table.records:
        reader = RowReader(read, record)
        row = _row(reader, record, ids, municipality, into.by.today)
        named[record.number] = canonical_ref(reader.text("ref"))
        bad += reader.bad
        rows += [] if reader.bad else [row]
    bad += _two_dwellings(read.table.sheet, rows)
    bad += _half(read.table.sheet, rows, {each.row for each in bad}, named)
    wrong = {each.row for each in bad}

    def write(into: Bringing, piece: Piece, told: BroughtIn) -> None:
        for each in piece.what:
            if {*each.rows} & {*into.leaving_out}:
                continue
            try:
                _bring(into, each, ids.get(canonical_ref(each.ref), ""), told)
            except CaseworkError as error:
                told.refused += [BadCell(read.table.sheet, row, "", each.ref, error.words) for row in each.rows]

    formed = _together([row for row in rows if row.number not in wrong])
    groups = together(formed, lambda each: [canonical_ref(each.ref), *each.members])
    pieces = [Piece(tuple(row for each in group for row in each.rows), group) for group in groups]
    return ListPlan(BroughtIn({"households": 0, "members": 0, "dwellings": 0}, bad=bad), pieces, write)


def _row(
    reader: RowReader, record: ListRow, ids: dict[str, str], municipality: Callable[[str], str], today: date
) -> ListedHousehold:
    ref = reference(reader, "ref")
    reader.needed("ref", ref)
    if ids.get(canonical_ref(ref), "h").startswith("p"):
        reader.is_bad("ref", Words("dit is een cliënt, geen huishouden", "this is a client, not a household"))
    members = []
    for typed in filter(None, BETWEEN_MEMBERS.split(reader.text("member"))):
        key = ids.get(canonical_ref(typed), "")
        if key.startswith("p"):
            members.append(key)
        else:
            reader.is_bad("member", NO_CLIENT)
    return ListedHousehold(record.number, ref, members, _dwelling(reader, municipality, today))


def _dwelling(reader: RowReader, municipality: Callable[[str], str], today: date) -> Dwelling | None:
    place, key, address = reader.text("municipality"), reader.text("dwelling"), reader.text("address")
    on = reader.day("housed_on")
    if on and on > today:
        reader.is_bad("housed_on", Words("deze dag ligt in de toekomst", "this day lies in the future"))
    if not key:
        for field, told in (("municipality", place), ("address", address)):
            if told:
                reader.is_bad(field, NO_DWELLING)
        return None
    reader.needed("municipality", place)
    try:
        must_be_no_bsn(key)
        kind = one_of(Words("soort woning", "kind of dwelling"), reader.text("kind") or "gewoon", households.DWELLINGS)
        known = municipality(place) if place else ""
    except CaseworkError as error:
        reader.is_bad("dwelling", error.words)
        return None
    return Dwelling(HouseholdHoused(known, key, kind, True), address, on or today)


def _two_dwellings(sheet: str, rows: Sequence[ListedHousehold]) -> list[BadCell]:
    """One household lives in one place: of rows that say otherwise, one would be followed without a word."""
    first: dict[str, ListedHousehold] = {}
    bad = []
    for row in rows:
        said = first.setdefault(canonical_ref(row.ref), row) if row.dwelling else row
        if said.dwelling != row.dwelling:
            nl = f"regel {said.number} zegt van dit huishouden een andere woning, adres of dag; maak ze gelijk"
            en = f"row {said.number} says another dwelling, address or day of this household; make them the same"
            bad.append(BadCell(sheet, row.number, "", row.ref, Words(nl, en)))
    return bad


def _half(sheet: str, rows: Sequence[ListedHousehold], bad: set[int], named: dict[int, str]) -> list[BadCell]:
    """A household is taken with all of its rows, or not at all."""
    wrong: dict[str, int] = {}
    for number in sorted(bad):
        wrong.setdefault(named.get(number, ""), number)
    return [
        depends_on(sheet, row.number, Words(f"huishouden {row.ref}", f"household {row.ref}"), wrong[form])
        for row in rows
        if (form := canonical_ref(row.ref)) in wrong
    ]


def _together(rows: Sequence[ListedHousehold]) -> list[Formed]:
    found: dict[str, Formed] = {}
    for row in rows:
        one = found.setdefault(canonical_ref(row.ref), Formed(row.ref, [], [], None))
        members = [*one.members, *(each for each in row.members if each not in one.members)]
        found[canonical_ref(row.ref)] = one._replace(
            rows=[*one.rows, row.number], members=members, dwelling=one.dwelling or row.dwelling
        )
    return list(found.values())


def _bring(into: Bringing, formed: Formed, key: str, told: BroughtIn) -> None:
    """key: of a household that is there; empty for a new one."""
    uow, stamp = into.uow, into.casework.stamp(into.uow, into.by)
    news = 0
    if not key:
        key = form_household(uow, formed.ref, formed.members, into.day, stamp)
        told.count("households")
        news += 1
    for member in formed.members:
        if key in households_of(uow, member, into.day):
            continue
        join_household(uow, key, member, into.day, stamp)
        told.written.append(f"{key}@{uow.head(key).version}")
        started = people_changes.arrive(into.casework, uow, key, member, into.day, into.by)
        told.opened.extend(each.trajectory for each in started)
        told.count("members")
        news += 1
    if formed.dwelling:
        news += _housed(into, key, formed, formed.dwelling, told)
    told.unchanged += 0 if news else len(formed.rows)


def _housed(into: Bringing, key: str, formed: Formed, dwelling: Dwelling, told: BroughtIn) -> int:
    """How much is news of it."""
    uow, now, housed = into.uow, household_by_id(into.uow, key), dwelling.housed
    if now.housed_on is None:
        kept = uow.keep_private(key, "address", dwelling.address) if dwelling.address else None
        stamp = into.casework.stamp(uow, into.by)
        households.house(uow, key, housed._replace(address=kept), dwelling.on, stamp)
        told.written.append(f"{key}@{uow.head(key).version}")
        asking.after_moving(uow, key, housed.municipality, dwelling.on, stamp)
        told.count("dwellings")
        return 1
    if (now.municipality, now.dwelling) == (housed.municipality, housed.dwelling):
        return 0
    where = f"{now.dwelling}, {now.municipality}"
    words = Words(
        f"woont in {where}; verhuizen gaat met ‘traject household move’",
        f"lives in {where}; moving takes 'traject household move'",
    )
    told.differing.append(SaysOtherwise(formed.rows[0], formed.ref, words, False))
    return 1
