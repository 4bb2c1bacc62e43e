"""Clients from a CSV file: read and check every row first, then write them all in one transaction.

No reason repeats what a cell holds but the office's own reference: a shifted column may put a name anywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.local_time import may_be_two_days, typed_day
from trajectories.outside_text import outside, seems_bsn
from trajectories.people import clients
from trajectories.people.clients import NewPerson, Person, add_person, everyone
from trajectories.people.households import form_household, households_of, join_household
from trajectories.people.references import bsn_in, canonical_ref, new_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.service import people_changes
from trajectories.service.casework import Casework
from trajectories.service.import_file import Bad, decode, fields_of, records_in
from trajectories.service.recording import By
from workflows.errors import CaseworkError
from workflows.words import Words

COMPARED = {"name": "name", "born": "born", "gender": "gender", "nationality": "nationality", "route": "arrival_route"}
LABELS = {
    "name": "naam",
    "born": "geboortedatum",
    "gender": "geslacht",
    "nationality": "nationaliteit",
    "route": "route",
}


class CsvRow(NamedTuple):
    """A row that can be read. line: in the file, counted from 1. household: a reference, or empty.

    born_as: the birth date as it is written, where that may mean two days.
    """

    line: int
    person: NewPerson
    household: str
    born_as: str = ""


class CsvSheet(NamedTuple):
    """A file as it was read. is_whole: every row was seen, so that the good ones may be taken apart."""

    rows: list[CsvRow]
    bad: list[Bad]
    encoding: str
    is_whole: bool


class KnownClients(NamedTuple):
    """What the database has: clients by reference, every reference to its id, and the household of known clients."""

    people: Mapping[str, Person]
    ids: Mapping[str, str]
    homes: Mapping[str, str]


class Checked(NamedTuple):
    """new: rows to write; unchanged: how many say what is known; alike: (new reference, reference it resembles)."""

    new: list[CsvRow]
    unchanged: int
    bad: list[Bad]
    alike: list[tuple[str, str]]


# reading


def read(content: bytes, today: date, *, sure: bool = False) -> CsvSheet:
    """Every row, good or bad, with the line it starts on. sure: birth dates of very long ago are right."""
    text, encoding = decode(content)
    records, trouble = records_in(text)
    if not records:
        nothing = trouble or [Bad(1, Words("het bestand is leeg", "the file is empty"))]
        return CsvSheet([], nothing, encoding, False)
    first_line, header = records[0]
    columns, wrong = fields_of(first_line, header)
    if wrong:
        return CsvSheet([], [*wrong, *trouble], encoding, False)
    rows, bad = [], list(trouble)
    for line, cells in records[1:]:
        try:
            rows.append(_row(line, columns, cells, today, sure=sure))
        except WrongRow as found:
            bad += [Bad(line, reason) for reason in found.reasons]
    return CsvSheet(rows, bad, encoding, not trouble)


class WrongRow(Exception):
    """Never leaves this file."""

    def __init__(self, *reasons: Words) -> None:
        super().__init__()
        self.reasons = reasons


def _row(line: int, columns: Sequence[str], cells: Sequence[str], today: date, *, sure: bool) -> CsvRow:
    if any(cell.strip() for cell in cells[len(columns) :]) or len(cells) < len(columns):
        count, wanted = len(cells), len(columns)
        raise WrongRow(Words(f"{count} kolommen, en geen {wanted}", f"{count} columns, not {wanted}"))
    given = dict(zip(columns, cells, strict=False))
    told, wrong = dict[str, str](), list[Words]()
    for field, cell in given.items():
        try:
            told[field] = outside(cell, field)
        except CaseworkError as error:
            wrong.append(error.words)
    refs = [told[field] for field in ("ref", "household") if told.get(field)]
    wrong += dict.fromkeys(words for ref in refs if (words := bsn_in(ref)))
    if any(seems_bsn(value) for field, value in told.items() if field not in ("ref", "household", "born")):
        wrong.append(Words("dit lijkt een burgerservicenummer", "this looks like a citizen service number"))
    if wrong:
        raise WrongRow(*wrong)
    if reasons := [*_reasons(told), *_born_reasons(told.get("born", ""), today, sure=sure)]:
        raise WrongRow(*reasons)
    person = NewPerson(
        told["ref"],
        told.get("name", ""),
        typed_day(told.get("born", "")),
        clients.gender_typed(told.get("gender", "")),
        told.get("nationality", ""),
        clients.route_typed(told.get("route", "")),
    )
    born = told.get("born", "")
    return CsvRow(line, person, told.get("household", ""), born if may_be_two_days(born) else "")


def _fits(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except CaseworkError:
        return False
    return True


def _reasons(values: Mapping[str, str]) -> Iterator[Words]:
    if not values["ref"]:
        yield Words("het kenmerk ontbreekt", "the reference is missing")
    for field in ("ref", "household"):
        if values.get(field) and not _fits(new_ref, values[field]):
            nl, en = ("kenmerk", "reference") if field == "ref" else ("huishouden", "household")
            yield Words(
                f"het {nl} heeft niet de vorm van een kenmerk: letters, cijfers en streepjes, niet als t17",
                f"the {en} does not have the form of a reference: letters, digits and dashes, not like t17",
            )
    if not _fits(clients.gender_typed, values.get("gender", "")):
        yield _choose("geslacht", "gender", clients.GENDERS)
    if not _fits(clients.route_typed, values.get("route", "")):
        yield _choose("route", "route", clients.ROUTES)


def _choose(nl: str, en: str, choices: Mapping[str, Words]) -> Words:
    listing_nl = ", ".join(f"{code} ({label.nl})" if label.nl != code else code for code, label in choices.items())
    listing = ", ".join(choices)
    return Words(f"{nl} is een van {listing_nl}", f"{en} is one of {listing}")


def _born_reasons(text: str, today: date, *, sure: bool) -> Iterator[Words]:
    if not text:
        return
    day = typed_day(text)
    if day is None:
        yield Words(
            "de geboortedatum is geen dag als 1990-05-31 of 31-05-1990",
            "the birth date is no day as 1990-05-31 or 31-05-1990",
        )
    elif day > today:
        yield Words("de geboortedatum ligt in de toekomst", "the birth date lies in the future")
    elif day.year < 1900:
        yield Words("de geboortedatum ligt voor 1900", "the birth date lies before 1900")
    elif clients.is_long_ago(day, today) and not sure:
        yield clients.LONG_AGO


# checking


def spelled(uow: UnitOfWork, sheet: CsvSheet) -> CsvSheet:
    """The references as they are spelled here, else as the file has them first: in another case it is the same."""
    here = set(subject_refs(uow).values())
    spelling = {canonical_ref(ref): ref for ref in sorted(here)}

    def as_here(ref: str) -> str:
        return ref if not ref or ref in here else spelling.setdefault(canonical_ref(ref), ref)

    rows = [
        row._replace(person=row.person._replace(ref=as_here(row.person.ref)), household=as_here(row.household))
        for row in sheet.rows
    ]
    return sheet._replace(rows=rows)


def known(uow: UnitOfWork, sheet: CsvSheet, on: date) -> KnownClients:
    """What the database has of the clients in the file, and every reference in use."""
    ids = {ref: key for key, ref in subject_refs(uow).items()}
    refs = {key: ref for ref, key in ids.items()}
    people = {person.ref: person for person in everyone(uow)}
    mentioned = [people[row.person.ref] for row in sheet.rows if row.person.ref in people]
    homes = {each.ref: refs[home] for each in mentioned for home in households_of(uow, each.id, on)}
    return KnownClients(people, ids, homes)


def check(sheet: CsvSheet, have: KnownClients) -> Checked:
    """Which rows are new, which say what is known, and which are bad."""
    bad = [*sheet.bad, *_doubles(sheet.rows), *_mixed_up(sheet.rows, have)]
    lines = {each.line for each in bad}
    new, unchanged = [], 0
    for row in sheet.rows:
        if row.line in lines:
            continue
        person = have.people.get(row.person.ref)
        if person is None:
            new.append(row)
        elif differing := [*_differing(row, person), *_elsewhere(row, have)]:
            bad += [Bad(row.line, reason) for reason in differing]
        else:
            unchanged += 1
    return Checked(new, unchanged, sorted(bad, key=lambda each: each.line), _alike(new, have))


def _doubles(rows: Sequence[CsvRow]) -> Iterator[Bad]:
    """A reference twice in the file. Rows that say the same: the first stands; else nobody knows which is right."""
    by_ref: dict[str, list[CsvRow]] = {}
    for row in rows:
        by_ref.setdefault(row.person.ref, []).append(row)
    for ref, several in by_ref.items():
        is_same = len({(row.person, row.household) for row in several}) == 1
        for row in several[1:] if is_same else several if len(several) > 1 else []:
            listing = ", ".join(str(each.line) for each in several if each is not row)
            yield Bad(
                row.line,
                Words(f"kenmerk {ref} staat ook op regel {listing}", f"reference {ref} is on line {listing} too"),
            )


def _mixed_up(rows: Sequence[CsvRow], have: KnownClients) -> Iterator[Bad]:
    """One reference for a client and a household: they share their numbers."""
    in_file = {row.person.ref for row in rows}
    homes = {row.household for row in rows if row.household}
    for row in rows:
        ref, home = row.person.ref, row.household
        if ref in homes or have.ids.get(ref, "p").startswith("h"):
            yield Bad(row.line, Words(f"{ref} is al een huishouden", f"{ref} is a household already"))
        elif home and (home in in_file or have.ids.get(home, "h").startswith("p")):
            yield Bad(row.line, Words(f"{home} is een cliënt, geen huishouden", f"{home} is a client, not a household"))


def _differing(row: CsvRow, person: Person) -> Iterator[Words]:
    """What the row says otherwise; an empty cell says nothing."""
    given, stored = row.person._asdict(), person._asdict()
    fields = [each for each, key in COMPARED.items() if given[key] and given[key] != stored[key]]
    if fields:
        nl, en = ", ".join(LABELS[each] for each in fields), ", ".join(fields)
        yield Words(
            f"{person.ref} is al bekend met een andere waarde voor {nl}; ‘traject client edit’ wijzigt",
            f"{person.ref} is known with another {en}; 'traject client edit' changes that",
        )


def _elsewhere(row: CsvRow, have: KnownClients) -> Iterator[Words]:
    ref, home = row.person.ref, have.homes.get(row.person.ref, "")
    if row.household and row.household != home:
        yield Words(
            f"{ref} is al bekend en hoort niet bij huishouden {row.household}; ‘traject household join’ voegt toe",
            f"{ref} is known and not in household {row.household}; 'traject household join' adds",
        )


def _alike(new: Sequence[CsvRow], have: KnownClients) -> list[tuple[str, str]]:
    """New clients who read much like one with the same birth date, known or higher up in the file."""
    by_birth: dict[date, list[tuple[str, str]]] = {}
    for person in have.people.values():
        if person.born and person.name:
            by_birth.setdefault(person.born, []).append((person.ref, person.name))
    found = []
    for new_person in (row.person for row in new):
        if new_person.born and new_person.name:
            same_day = by_birth.setdefault(new_person.born, [])
            found += [(new_person.ref, ref) for ref, name in same_day if clients.alike(name, new_person.name)]
            same_day.append((new_person.ref, new_person.name))
    return found


# writing


def write(
    uow: UnitOfWork,
    casework: Casework,
    rows: Sequence[CsvRow],
    on: date,
    by: By,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[str]:
    """Adds the clients, then their households; who joins a known one arrives there. What was opened by that."""
    stamp, opened = casework.stamp(uow, by), list[str]()
    homes: dict[str, list[str]] = {}
    for done, row in enumerate(rows, 1):
        key = add_person(uow, row.person, on, stamp, sure=True)  # judged as it was read
        if row.household:
            homes.setdefault(row.household, []).append(key)
        progress(done, len(rows))
    ids = {ref: key for key, ref in subject_refs(uow).items()}
    for ref, members in homes.items():
        if ref not in ids:
            form_household(uow, ref, members, on, stamp)
        for member in members if ref in ids else ():
            join_household(uow, ids[ref], member, on, stamp)
            opened += [each.trajectory for each in people_changes.arrive(casework, uow, ids[ref], member, on, by)]
    return opened
