"""Clients from a CSV file: read and check every row first, then write them all in one transaction.

No reason repeats what a cell holds but the office's own reference: a shifted column may put a name anywhere.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.people import clients
from trajectories.people.clients import GENDERS, ROUTES, NewPerson, Person, add_person, find_people
from trajectories.people.households import form_household, households_of, join_household
from trajectories.people.references import is_bsn, must_be_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.service import people_changes
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import CaseworkError
from workflows.words import Words

COLUMNS = {
    "ref": "ref",
    "kenmerk": "ref",
    "name": "name",
    "naam": "name",
    "born": "born",
    "geboortedatum": "born",
    "gender": "gender",
    "geslacht": "gender",
    "nationality": "nationality",
    "nationaliteit": "nationality",
    "route": "route",
    "household": "household",
    "huishouden": "household",
}
DELIMITERS = ",;\t"
COMPARED = {"name": "name", "born": "born", "gender": "gender", "nationality": "nationality", "route": "arrival_route"}
LABELS = {
    "name": "naam",
    "born": "geboortedatum",
    "gender": "geslacht",
    "nationality": "nationaliteit",
    "route": "route",
}
UNREADABLE = Words(
    "de aanhalingstekens kloppen niet; vanaf hier is niets gelezen",
    "the quotes do not match; nothing was read from here on",
)


class CsvRow(NamedTuple):
    """A row that can be read. line: in the file, counted from 1. household: a reference, or empty."""

    line: int
    person: NewPerson
    household: str


class Bad(NamedTuple):
    line: int
    reason: Words


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
    records, trouble = _records(text)
    if not records:
        nothing = trouble or [Bad(1, Words("het bestand is leeg", "the file is empty"))]
        return CsvSheet([], nothing, encoding, False)
    first_line, header = records[0]
    columns, wrong = _header(first_line, header)
    if wrong:
        return CsvSheet([], [*wrong, *trouble], encoding, False)
    rows, bad = [], list(trouble)
    for line, cells in records[1:]:
        try:
            rows.append(_row(line, columns, cells, today, sure=sure))
        except WrongRow as found:
            bad += [Bad(line, reason) for reason in found.reasons]
    return CsvSheet(rows, bad, encoding, not trouble)


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was read in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    for encoding, name in (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "Latin-1"


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[Bad]]:
    """The filled rows with the line each starts on; and where quotes do not match, so that the rest cannot be read."""
    skipped, delimiter, body = _delimiter(text)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = skipped + reader.line_num + 1
    except csv.Error:
        return records, [Bad(line, UNREADABLE)]
    return records, []


def _delimiter(text: str) -> tuple[int, str, str]:
    """How many lines come before the header, the delimiter, and the rest. A first line `sep=;` says it itself."""
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    if said:
        return 1, said[1], rest
    header = next((line for line in text.splitlines() if line.strip()), "")
    return 0, max(DELIMITERS, key=header.count), text


def _header(line: int, cells: Sequence[str]) -> tuple[list[str], list[Bad]]:
    """The fields of the columns, and what is wrong with them. The cells are not repeated: they may be data."""
    names = [unicodedata.normalize("NFC", cell).strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    fields = [COLUMNS.get(name, "") for name in names]
    unknown = [str(place) for place, field in enumerate(fields, 1) if not field]
    doubles = sorted({field for field in fields if field and fields.count(field) > 1})
    bad = []
    if unknown:
        places, choices = ", ".join(unknown), ", ".join(COLUMNS)
        bad.append(
            Bad(
                line,
                Words(
                    f"kolom {places} heeft in de kopregel geen bekende naam; kies uit {choices}",
                    f"column {places} has no known name in the header; choose from {choices}",
                ),
            )
        )
    if doubles:
        listing = ", ".join(doubles)
        bad.append(
            Bad(line, Words(f"{listing} staat twee keer in de kopregel", f"{listing} stands twice in the header"))
        )
    if "ref" not in fields:
        bad.append(Bad(line, Words("de kolom kenmerk (ref) ontbreekt", "the column ref is missing")))
    return fields, bad


class WrongRow(Exception):
    """Never leaves this file."""

    def __init__(self, *reasons: Words) -> None:
        super().__init__()
        self.reasons = reasons


def _row(line: int, columns: Sequence[str], cells: Sequence[str], today: date, *, sure: bool) -> CsvRow:
    if any(cell.strip() for cell in cells[len(columns) :]) or len(cells) < len(columns):
        count, wanted = len(cells), len(columns)
        raise WrongRow(Words(f"{count} kolommen, en geen {wanted}", f"{count} columns, not {wanted}"))
    values = {field: _clean(cell) for field, cell in zip(columns, cells, strict=False)}
    if reasons := [*_reasons(values), *_born_reasons(values.get("born", ""), today, sure=sure)]:
        raise WrongRow(*reasons)
    person = NewPerson(
        values["ref"],
        values.get("name", ""),
        birth_day(values.get("born", "")),
        values.get("gender", "").lower(),
        values.get("nationality", ""),
        values.get("route", "").lower(),
    )
    return CsvRow(line, person, values.get("household", ""))


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _reasons(values: Mapping[str, str]) -> Iterator[Words]:
    if any(unicodedata.category(sign) == "Cc" or sign == "\ufffd" for value in values.values() for sign in value):
        yield Words("er staat een teken dat geen tekst is", "there is a character that is no text")
    if any(is_bsn(value) for value in values.values()):
        yield Words("dit lijkt een burgerservicenummer", "this looks like a citizen service number")
        return
    if not values["ref"]:
        yield Words("het kenmerk ontbreekt", "the reference is missing")
    for field in ("ref", "household"):
        if values.get(field):
            yield from _ref_reasons(values[field], field)
    if values.get("gender", "").lower() not in ("", *GENDERS):
        yield _choose("geslacht", "gender", GENDERS)
    if values.get("route", "").lower() not in ("", *ROUTES):
        yield _choose("route", "route", ROUTES)


def _ref_reasons(ref: str, field: str) -> Iterator[Words]:
    try:
        must_be_ref(ref)
    except CaseworkError:
        nl, en = ("kenmerk", "reference") if field == "ref" else ("huishouden", "household")
        yield Words(
            f"het {nl} heeft niet de vorm van een kenmerk: letters, cijfers en streepjes, niet als t17",
            f"the {en} does not have the form of a reference: letters, digits and dashes, not like t17",
        )


def _choose(nl: str, en: str, choices: Iterable[str]) -> Words:
    listing = ", ".join(choices)
    return Words(f"{nl} is een van {listing}", f"{en} is one of {listing}")


def _born_reasons(text: str, today: date, *, sure: bool) -> Iterator[Words]:
    if not text:
        return
    day = birth_day(text)
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


def birth_day(text: str) -> date | None:
    """YYYY-MM-DD or DD-MM-YYYY, with one digit where a spreadsheet leaves the zero out; None where it is no day."""
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})",
    ):
        found = re.fullmatch(pattern, text, re.ASCII)
        if found:
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


# checking


def known(uow: UnitOfWork, sheet: CsvSheet, on: date) -> KnownClients:
    """What the database has of the clients in the file, and every reference in use."""
    ids = {ref: key for key, ref in subject_refs(uow).items()}
    refs = {key: ref for ref, key in ids.items()}
    everyone = {person.ref: person for person in find_people(uow, "")}
    mentioned = [everyone[row.person.ref] for row in sheet.rows if row.person.ref in everyone]
    homes = {each.ref: refs[home] for each in mentioned for home in households_of(uow, each.id, on)}
    return KnownClients(everyone, ids, homes)


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
    for _, new_person, _ in new:
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
