"""Clients from a list, with the households that they are in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from sys import intern
from typing import Any, NamedTuple

from trajectories.casework.far_back import BORN_LONG_AGO
from trajectories.imports.cells import BadCell
from trajectories.imports.reading import ReadList, RowReader, rows_that_are_bad
from trajectories.imports.table import ListRow
from trajectories.people import clients
from trajectories.people.alike import NamedPerson, alike_among
from trajectories.people.clients import NewPerson, Person, add_person, everyone
from trajectories.people.households import form_household, homes_on, join_household
from trajectories.people.references import bsn_in, canonical_ref, new_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.service import people_changes
from trajectories.service.import_differs import all_of, labelled, otherwise
from trajectories.service.importing import (
    Alike,
    Bringing,
    BroughtIn,
    ListPlan,
    Piece,
    SaysOtherwise,
    depends_on,
    together,
)
from workflows.errors import CaseworkError
from workflows.words import Words

COMPARED = {"name": "name", "born": "born", "gender": "gender", "nationality": "nationality", "route": "arrival_route"}
LABELS = {
    "name": Words("naam", "name"),
    "born": Words("geboortedatum", "birth date"),
    "gender": Words("geslacht", "gender"),
    "nationality": Words("nationaliteit", "nationality"),
    "route": Words("route", "route"),
    "household": Words("huishouden", "household"),
}
CHOICES = {"gender": clients.GENDERS, "route": clients.ROUTES}
NO_REFERENCE = Words(
    "dit heeft niet de vorm van een kenmerk: letters, cijfers en streepjes, niet als t17",
    "this does not have the form of a reference: letters, digits and dashes, not like t17",
)
BY_LIST = "gewijzigd met een lijst die is ingevoerd"  # the reason of a birth date that a list changes


class ClientRow(NamedTuple):
    """A row that can be read. household: a reference, or empty."""

    number: int
    person: NewPerson
    household: str


class KnownClients(NamedTuple):
    """What the database has: clients by reference, every reference to its id, and the household of known clients."""

    people: Mapping[str, Person]
    ids: Mapping[str, str]
    homes: Mapping[str, str]


class CheckedClients(NamedTuple):
    """new: to write. differing: known, and the row says otherwise."""

    new: list[ClientRow]
    differing: list[tuple[ClientRow, list[str]]]
    unchanged: int
    bad: list[BadCell]
    alike: list[Alike]


class FollowedRow(NamedTuple):
    """A client who is known, and gets what a row says otherwise. key: an id."""

    key: str
    fields: list[str]
    words: Words


# reading


class ReadClients(NamedTuple):
    """homes, refs: the household and the reference of rows that are bad, as far as they can be read: others in that
    household depend on them, and of two rows about one client nobody knows which is right.
    """

    rows: list[ClientRow]
    bad: list[BadCell]
    homes: dict[int, str]
    refs: dict[int, str]


def client_rows(read: ReadList, today: date, *, sure: bool) -> ReadClients:
    """Every row, good or bad. sure: birth dates of very long ago are right."""
    found = ReadClients([], [*read.bad], {}, {})
    for record in read.table.records:
        reader = RowReader(read, record)
        row = _row(reader, record, today, sure=sure)
        found.bad.extend(reader.bad)
        if reader.bad:
            found.homes[row.number] = row.household
            found.refs[row.number] = row.person.ref
        else:
            found.rows.append(row)
    return found


def _row(reader: RowReader, record: ListRow, today: date, *, sure: bool) -> ClientRow:
    ref, household = reference(reader, "ref"), reference(reader, "household")
    reader.needed("ref", ref)
    name, born = reader.plain("name") or _name_of_parts(reader), reader.day("born")
    if born and (reason := _unlikely(born, today, sure=sure)):
        reader.is_bad("born", reason)
        born = None
    person = NewPerson(ref, name, born)
    for field, key in (("gender", "gender"), ("nationality", "nationality"), ("route", "arrival_route")):
        try:
            typed: dict[str, Any] = {key: reader.plain(field)}
            known = getattr(clients.sound(NewPerson(ref, **typed), today), key)
            told: dict[str, Any] = {key: intern(known)}  # there are few, so that each is kept once
            person = person._replace(**told)
        except CaseworkError as error:
            reader.is_bad(field, _choices(field) or error.words)
    return ClientRow(record.number, person, household)


def _name_of_parts(reader: RowReader) -> str:
    """Of a list that has the parts of a name in columns of their own."""
    return " ".join(part for each in ("first_name", "infix", "last_name") if (part := reader.plain(each)))


def reference(reader: RowReader, field: str) -> str:
    """As it may be kept; empty where it may not, which is said."""
    typed = reader.text(field, "ref")
    try:
        return new_ref(typed) if typed else ""
    except CaseworkError:
        reader.is_bad(field, bsn_in(typed) or NO_REFERENCE)
        return ""


def _unlikely(born: date, today: date, *, sure: bool) -> Words | None:
    if born > today:
        return Words(
            "de geboortedatum ligt in de toekomst; controleer het jaar",
            "the birth date lies in the future; check the year",
        )
    if born.year < 1900:
        return Words(
            "de geboortedatum ligt voor 1900; controleer het jaar", "the birth date lies before 1900; check the year"
        )
    return BORN_LONG_AGO if clients.is_long_ago(born, today) and not sure else None


def _choices(field: str) -> Words | None:
    choices = CHOICES.get(field)
    if choices is None:
        return None
    nl = ", ".join(f"{code} ({label.nl})" if label.nl != code else code for code, label in choices.items())
    label = LABELS[field]
    return Words(f"{label.nl} is een van {nl}", f"{label.say('en')} is one of {', '.join(choices)}")


# checking


def spelled(uow: UnitOfWork, rows: Sequence[ClientRow]) -> list[ClientRow]:
    """The references as they are spelled here, else as the file has them first: in another case it is the same."""
    here = set(subject_refs(uow).values())
    spelling = {canonical_ref(ref): ref for ref in sorted(here)}

    def as_here(ref: str) -> str:
        return ref if not ref or ref in here else spelling.setdefault(canonical_ref(ref), ref)

    def spelled_here(row: ClientRow) -> ClientRow:
        ref, home = as_here(row.person.ref), as_here(row.household)
        if (ref, home) == (row.person.ref, row.household):
            return row
        return row._replace(person=row.person._replace(ref=ref), household=home)

    return [spelled_here(row) for row in rows]


def known(uow: UnitOfWork, rows: Sequence[ClientRow], on: date) -> KnownClients:
    """What the database has of the clients in the file, and every reference in use."""
    ids = {ref: key for key, ref in subject_refs(uow).items()}
    refs = {key: ref for ref, key in ids.items()}
    people = {person.ref: person for person in everyone(uow)}
    mentioned = [people[row.person.ref] for row in rows if row.person.ref in people]
    home_of = homes_on(uow, on) if mentioned else {}
    homes = {each.ref: refs[home_of[each.id]] for each in mentioned if each.id in home_of}
    return KnownClients(people, ids, homes)


def check(sheet: str, read: ReadClients, have: KnownClients) -> CheckedClients:
    """Which rows are new, which say what is known, and which are bad."""
    rows = read.rows
    bad = [*read.bad, *_doubles(sheet, rows), *_bad_elsewhere(sheet, read), *_mixed_up(sheet, rows, have)]
    bad += _half_a_household(sheet, rows, rows_that_are_bad(bad), read.homes, have)
    lines = rows_that_are_bad(bad)
    new, differing, unchanged = [], [], 0
    for row in rows:
        if row.number in lines:
            continue
        person = have.people.get(row.person.ref)
        if person is None:
            new.append(row)
        elif fields := _differing(row, person, have):
            differing.append((row, fields))
        else:
            unchanged += 1
    return CheckedClients(new, differing, unchanged, bad, _alike(new, have))


def _doubles(sheet: str, rows: Sequence[ClientRow]) -> Iterator[BadCell]:
    """A reference twice in the file. Rows that say the same: the first stands; else nobody knows which is right."""
    times = Counter(row.person.ref for row in rows)
    by_ref: dict[str, list[ClientRow]] = {}
    for row in rows:
        if times[row.person.ref] > 1:
            by_ref.setdefault(row.person.ref, []).append(row)
    for ref, several in by_ref.items():
        is_same = len({(row.person, row.household) for row in several}) == 1
        for row in several[1:] if is_same else several if len(several) > 1 else []:
            listing = ", ".join(str(each.number) for each in several if each is not row)
            nl, en = f"kenmerk {ref} staat ook op regel {listing}", f"reference {ref} is on row {listing} too"
            yield BadCell(sheet, row.number, "", "", Words(f"{nl}; houd er één", f"{en}; keep one of them"))


def _bad_elsewhere(sheet: str, read: ReadClients) -> Iterator[BadCell]:
    """A reference that a bad row has too."""
    wrong = {canonical_ref(ref): number for number, ref in read.refs.items() if ref}
    for row in read.rows:
        if number := wrong.get(canonical_ref(row.person.ref)):
            ref = row.person.ref
            nl = f"kenmerk {ref} staat ook op regel {number}, en die is fout; verbeter haar, of houd er één"
            en = f"reference {ref} is on row {number} too, which is bad; mend that, or keep one of them"
            yield BadCell(sheet, row.number, "", "", Words(nl, en))


def _mixed_up(sheet: str, rows: Sequence[ClientRow], have: KnownClients) -> Iterator[BadCell]:
    """One reference for a client and a household: they share their numbers."""
    in_file = {row.person.ref for row in rows}
    homes = {row.household for row in rows if row.household}
    for row in rows:
        ref, home = row.person.ref, row.household
        if ref in homes or have.ids.get(ref, "p").startswith("h"):
            words = Words(
                f"{ref} is al een huishouden; kies een ander kenmerk",
                f"{ref} is a household already; choose another reference",
            )
            yield BadCell(sheet, row.number, "", "", words)
        elif home and (home in in_file or have.ids.get(home, "h").startswith("p")):
            words = Words(f"{home} is een cliënt, geen huishouden", f"{home} is a client, not a household")
            yield BadCell(sheet, row.number, "", "", words)


def _half_a_household(
    sheet: str, rows: Sequence[ClientRow], bad: set[int], unread: Mapping[int, str], have: KnownClients
) -> Iterator[BadCell]:
    """A household that the file forms is formed whole or not at all."""
    homes = {**{row.number: row.household for row in rows}, **unread}
    wrong: dict[str, int] = {}
    for number in sorted(bad):
        wrong.setdefault(homes.get(number, ""), number)
    for row in rows:
        home = row.household
        if row.number not in bad and home and home in wrong and home not in have.ids:
            yield depends_on(sheet, row.number, Words(f"huishouden {home}", f"household {home}"), wrong[home])


def _differing(row: ClientRow, person: Person, have: KnownClients) -> list[str]:
    """What the row says otherwise; an empty cell says nothing."""
    given, stored = row.person._asdict(), person._asdict()
    fields = [each for each, key in COMPARED.items() if given[key] and given[key] != stored[key]]
    is_elsewhere = bool(row.household) and row.household != have.homes.get(row.person.ref, "")
    return [*fields, *(["household"] if is_elsewhere else [])]


def _alike(new: Sequence[ClientRow], have: KnownClients) -> list[Alike]:
    """New clients who may be one by birth date, and read much like one, known or higher up in the file."""
    known = [person for person in have.people.values() if person.name and not person.merged_into]
    rows = [row for row in new if row.person.name]
    people: list[Person | NewPerson] = [*known, *(row.person for row in rows)]
    named = [NamedPerson(place, each.name, each.born) for place, each in enumerate(people)]
    found = []
    for place, later in alike_among(named, first_new=len(known)):
        other, row = people[place], rows[later - len(known)]
        is_same = bool(other.born and row.person.born)
        found.append(Alike(row.number, row.person.ref, other.ref, place < len(known), is_same))
    return found


# writing


def plan_clients(into: Bringing, read: ReadList) -> ListPlan:
    """Who is in one household of the list is written with it; who joins a known one arrives there."""
    found = client_rows(read, into.by.today, sure=into.sure)
    found = found._replace(rows=spelled(into.uow, found.rows))
    have = known(into.uow, found.rows, into.day)
    checked = check(read.table.sheet, found, have)
    differing, shared = dict[int, FollowedRow](), dict[tuple[int, int], dict[str, int]]()
    said = BroughtIn({"clients": 0, "households": 0}, checked.unchanged, checked.bad, alike=checked.alike)
    for row, fields in checked.differing:
        person = have.people[row.person.ref]
        words = _otherwise(row, fields, person, have.homes.get(person.ref, ""))
        if into.update and fields != ["household"]:
            differing[row.number] = FollowedRow(person.id, fields, words)
        else:
            said.differing.append(SaysOtherwise(row.number, row.person.ref, words, False))
    rows = sorted([*checked.new, *(row for row, _ in checked.differing if row.number in differing)], key=_number)
    homes = {row.household: have.ids[row.household] for row in rows if row.household in have.ids}

    def piece(group: list[ClientRow]) -> Piece:
        is_sure = not any(row.number in differing or row.household in homes for row in group)
        count = len(group), len({row.household for row in group} - {""})
        adds = shared.setdefault(count, dict(zip(("clients", "households"), count, strict=True)))
        return Piece(tuple(row.number for row in group), group, adds if is_sure else None)

    def write(into: Bringing, piece: Piece, told: BroughtIn) -> None:
        rows = [row for row in piece.what if row.number not in into.leaving_out]
        try:
            _write(into, [row for row in rows if row.number not in differing], homes, told)
            for row in rows:
                if row.number in differing:
                    _follow(into, row, differing[row.number], told)
        except CaseworkError as error:
            sheet = read.table.sheet
            told.refused += [BadCell(sheet, row.number, "", row.person.ref, error.words) for row in rows]

    groups = together(rows, lambda row: [row.household or row.number])
    return ListPlan(said, [piece(group) for group in groups], write)


def _number(row: ClientRow) -> int:
    return row.number


def _write(into: Bringing, rows: Sequence[ClientRow], homes: Mapping[str, str], told: BroughtIn) -> None:
    """homes: the households that were there."""
    uow, stamp = into.uow, into.casework.stamp(into.uow, into.by)
    members: dict[str, list[str]] = {}
    for row in rows:
        key = add_person(uow, row.person, into.day, stamp, sure=True)  # judged as it was read
        if row.household:
            members.setdefault(row.household, []).append(key)
    told.count("clients", len(rows))
    for ref, keys in members.items():
        if ref not in homes:
            form_household(uow, ref, keys, into.day, stamp)
            told.count("households")
            continue
        for member in keys:
            told.opened += _joined(into, homes[ref], member)
            told.written.append(f"{homes[ref]}@{uow.head(homes[ref]).version}")


def _joined(into: Bringing, household: str, member: str) -> list[str]:
    join_household(into.uow, household, member, into.day, into.casework.stamp(into.uow, into.by))
    started = people_changes.arrive(into.casework, into.uow, household, member, into.day, into.by)
    return [each.trajectory for each in started]


def _follow(into: Bringing, row: ClientRow, followed: FollowedRow, told: BroughtIn) -> None:
    """The client that is known gets the values of the row."""
    key, fields, words = followed
    before = into.uow.head(key).version
    changes = {COMPARED[each]: str(getattr(row.person, COMPARED[each])) for each in fields if each != "household"}
    people_changes.edit(into.casework, into.uow, key, changes, into.day, into.by, reason=BY_LIST, sure=into.sure)
    told.written += [f"{key}@{each}" for each in range(before + 1, into.uow.head(key).version + 1)]
    told.differing.append(SaysOtherwise(row.number, row.person.ref, words, True))


def _otherwise(row: ClientRow, fields: list[str], person: Person, home: str) -> Words:
    """home: the household that they are in."""
    said = []
    for each in fields:
        here, listed = (home, row.household) if each == "household" else _both(row.person, person, COMPARED[each])
        labels = CHOICES.get(each, {})
        said.append(otherwise(LABELS[each], labelled(here, labels), labelled(listed, labels)))
    if "household" in fields:
        nl = "een ander huishouden gaat met ‘traject household join’"
        said.append(Words(nl, "another household takes 'traject household join'"))
    return all_of(said)


def _both(listed: NewPerson, known: Person, field: str) -> tuple[str, str]:
    return str(getattr(known, field) or ""), str(getattr(listed, field))
