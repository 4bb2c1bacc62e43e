"""Which column is which: by name, by a profile, by what is typed, and else asked on a terminal."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import typer

from cli.asked import Asked, may_ask
from cli.imports.given import Given
from cli.imports.profiles import keep_profile, profile_named
from trajectories.imports.cells import ListSheet
from trajectories.imports.fields import FIELDS, KEY, Field, Kind
from trajectories.imports.profile import Profile, column_field
from trajectories.imports.reading import ListAsked, sheet_of
from trajectories.imports.table import LEFT_OUT, Header, ListColumn, NoHeader, find_header, must_name_all
from trajectories.imports.workbook import Book
from workflows.errors import UsageError
from workflows.typed_words import folded
from workflows.words import Words


class Mapped(NamedTuple):
    sheet: ListSheet
    header: Header
    asked: ListAsked


def mapped(settings: Asked, book: Book, kind: Kind, given: Given) -> Mapped:
    """The sheet and its columns. What was typed or answered is kept where a profile is named."""
    known = profile_named(given.profile, given.profiles) if given.profile else None
    if known and known.kind != kind:
        raise UsageError(
            Words(
                f"profiel {given.profile} is van een lijst van een andere soort: {known.kind}",
                f"profile {given.profile} is that of another kind of list: {known.kind}",
            )
        )
    profile = known or Profile(kind)
    typed = dict(_typed(kind, each) for each in given.column or ())
    typed |= {given.key: KEY} if given.key else {}
    profile = profile._replace(
        sheet=given.sheet or profile.sheet,
        order=given.dates or profile.order,
        columns={**profile.columns, **typed},
    )
    asked = ListAsked(kind, profile.sheet, profile.by_header, given.given, profile.order)
    sheet = sheet_of(book, asked)
    header = find_header(sheet, asked.fields, asked.columns)
    if header and kind != "history":  # a log says it by the option that named the column
        _must_be_there(header, typed)
        _say_not_there(settings, header, known)
    try:
        found = must_name_all(header, asked.fields, asked.given)
    except NoHeader as missing:
        if missing.header is None or not may_ask(as_json=given.as_json):
            raise
        answers = _ask(settings, kind, missing.header)
        if not given.profile:
            settings.talk(Words("--profile NAAM bewaart dit voor een volgende keer", "--profile NAME keeps this"))
        profile = profile._replace(columns={**profile.columns, **answers})
        asked = asked._replace(columns=profile.by_header)
        found = must_name_all(find_header(sheet, asked.fields, asked.columns), asked.fields, asked.given)
    if given.profile and (path := keep_profile(given.profile, given.profiles, profile)):
        settings.talk(Words(f"profiel bewaard in {path}", f"profile kept in {path}"))
    return Mapped(sheet, found, asked)


def _names(header: Header) -> dict[str, str]:
    """As written, by how they are compared."""
    columns = (*header.columns.values(), *header.unknown)
    return {folded(each.header): each.header for each in columns}


def _must_be_there(header: Header, typed: Mapping[str, str]) -> None:
    """Raises UsageError with the columns there are. Leaving out what is not there is no mistake."""
    there = _names(header)
    for column, field in typed.items():
        if field != LEFT_OUT and folded(column) not in there:
            listing = ", ".join(there.values())
            raise UsageError(
                Words(
                    f"het bestand heeft geen kolom ‘{column}’; wel {listing}",
                    f"the file has no column '{column}'; there is {listing}",
                )
            )


def _say_not_there(settings: Asked, header: Header, profile: Profile | None) -> None:
    there = _names(header)
    columns = profile.columns.items() if profile else ()
    gone = [column for column, field in columns if field != LEFT_OUT and folded(column) not in there]
    if gone:
        listing = ", ".join(gone)
        settings.talk(
            Words(
                f"niet in dit bestand, wel in het profiel: kolom {listing}",
                f"not in this file, though in the profile: column {listing}",
            )
        )


def _typed(kind: Kind, text: str) -> tuple[str, str]:
    header, is_there, field = text.rpartition("=")
    if not is_there or not folded(header):
        raise UsageError(
            Words(
                f"‘{text}’ (--column) is niet als ‘naam in het bestand=naam hier’",
                f"'{text}' (--column) is not like 'name in the file=name here'",
            )
        )
    return header, column_field(kind, field.strip())


def _ask(settings: Asked, kind: Kind, header: Header) -> dict[str, str]:
    """Of each column that has no meaning yet, by the number of a field; nothing leaves it out."""
    fields = [each for each in FIELDS[kind] if each.name not in header.columns]
    for number, each in enumerate(fields, 1):
        needed = settings.pick(" (nodig)", " (needed)") if each.is_needed else ""
        typer.echo(f"{number:>3}  {settings.say(each.label)}{needed}", err=True)
    answers: dict[str, str] = {}
    for column in header.unknown:
        answers[column.header] = _answer(settings, column, fields, answers)
    return answers


def _answer(settings: Asked, column: ListColumn, fields: Sequence[Field], before: Mapping[str, str]) -> str:
    """Asks again until it is a number of the list, of something that no other column is."""
    question = settings.pick(
        f"Kolom {column.shown} is (nummer, 0 voor overslaan)", f"Column {column.shown} is (number, 0 to leave it out)"
    )
    while True:
        answer = str(typer.prompt(question, default="0", err=True)).strip()
        if not (answer.isascii() and answer.isdigit() and int(answer) <= len(fields)):
            last = len(fields)
            typer.echo(settings.pick(f"Kies 0 tot en met {last}.", f"Choose 0 to {last}."), err=True)
            continue
        field = fields[int(answer) - 1].name if int(answer) else LEFT_OUT
        other = next((header for header, name in before.items() if name == field != LEFT_OUT), None)
        if other is None:
            return field
        typer.echo(settings.pick(f"Dat is kolom {other} al.", f"Column {other} is that already."), err=True)
