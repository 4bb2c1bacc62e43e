"""Which column is which: by name, by a profile, by what is typed, and else asked on a terminal."""

from typing import NamedTuple

import typer

from cli.asked import Asked, may_ask
from cli.imports.given import Given
from cli.imports.profiles import keep_profile, profile_named
from trajectories.imports.cells import ListSheet
from trajectories.imports.fields import FIELDS, KEY, Kind
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
    try:
        found = must_name_all(header, asked.fields, asked.given)
    except NoHeader as missing:
        if missing.header is None or not may_ask(as_json=given.as_json):
            raise
        answers = _ask(settings, kind, missing.header)
        profile = profile._replace(columns={**profile.columns, **answers})
        asked = asked._replace(columns=profile.by_header)
        found = must_name_all(find_header(sheet, asked.fields, asked.columns), asked.fields, asked.given)
    if given.profile and (path := keep_profile(given.profile, given.profiles, profile)):
        settings.talk(Words(f"profiel bewaard in {path}", f"profile kept in {path}"))
    return Mapped(sheet, found, asked)


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
    return {column.header: _answer(settings, column, [each.name for each in fields]) for column in header.unknown}


def _answer(settings: Asked, column: ListColumn, names: list[str]) -> str:
    question = settings.pick(
        f"Kolom {column.shown} is (nummer, 0 voor overslaan)", f"Column {column.shown} is (number, 0 to leave it out)"
    )
    while True:
        answer = str(typer.prompt(question, default="0", err=True))
        if answer.isdigit() and int(answer) <= len(names):
            return names[int(answer) - 1] if int(answer) else LEFT_OUT
