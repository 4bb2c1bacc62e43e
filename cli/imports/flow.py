"""A list brought in, whatever its kind: read, tried in a transaction, shown, and kept only where that was asked."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import typer

from cli.asked import Asked, may_ask
from cli.casework.correct import DryRun
from cli.casework.questions import say_questions
from cli.imports.given import Given
from cli.imports.mapping import Mapped, mapped
from cli.imports.page import Shown, report
from cli.past import ask_past, list_missed
from cli.people.clients import Desk, changing
from cli.progress import progress
from scheduler.explain.brought_in import Ahead, ahead_of
from scheduler.missed import by_batch, decide, must_be_decided
from trajectories.imports.cells import BadCell, ListSheet, Row
from trajectories.imports.fields import Kind
from trajectories.imports.reading import ReadList, read_list, with_days
from trajectories.imports.rejects import written_rejects
from trajectories.imports.workbook import USUAL, read_book
from trajectories.own_files import FOR_OWNER
from trajectories.people.questions import open_questions
from trajectories.service.import_batches import last_numbers, record_batch
from trajectories.service.import_by_number import by_number
from trajectories.service.importing import Bringing, BroughtIn
from workflows.errors import UsageError
from workflows.words import Words

REFUSED = 4

Bring = Callable[[Bringing, ReadList], BroughtIn]


class Beside(NamedTuple):
    """columns: by their headers, and what they hold. days: those that hold days."""

    columns: dict[str, str]
    days: list[str]


Further = Callable[[Mapped], Beside]


def no_further(found: Mapped) -> Beside:
    return Beside({}, [])


class Came(NamedTuple):
    """What it came to. batch: its number; None where nothing was kept."""

    brought: BroughtIn
    ahead: Ahead | None
    batch: int | None
    questions: list[str]


def bring_in(asked: Asked, kind: Kind, given: Given, bring: Bring, further: Further = no_further) -> None:
    """further: which columns beside those of the kind are read."""
    content = _content(given.file)
    found = mapped(asked, book := read_book(given.file.name, content), kind, given)
    beside = further(found)
    read = read_list(
        book, found.sheet, found.asked._replace(further=beside.columns), found.header, further_days=beside.days
    )
    came = _came(asked, given, read, by_number(bring), hashlib.sha256(content).hexdigest())
    if given.rejects and came.brought.bad:
        _reject(asked, given, found.sheet, read, came.brought.bad)
    report(asked, Shown(read, came.brought, came.ahead, came.batch, came.questions, given.apply), as_json=given.as_json)
    if came.brought.bad and not (given.good_rows and read.table.is_whole and not read.wrong):
        raise typer.Exit(REFUSED)


def _content(file: Path) -> bytes:
    """A device, or a pipe that never ends, is no list: one byte more than fits is enough to know."""
    with file.open("rb") as stream:
        return stream.read(USUAL.bytes + 1)


def _came(asked: Asked, given: Given, read: ReadList, bring: Bring, digest: str) -> Came:
    """Tried, and where rows are refused on the way and the good ones are asked for, tried again without them."""
    if read.wrong:
        return Came(BroughtIn({}, 0, read.bad), None, None, [])
    refused: dict[int, list[BadCell]] = {}
    while True:
        came = _tried(asked, given, read, bring, digest, refused)
        again = [each for each in came.brought.refused if each.row not in refused]
        for each in again:
            refused.setdefault(each.row, []).append(each)
        if not again or not given.apply or not given.good_rows:
            return came


def _tried(
    asked: Asked, given: Given, read: ReadList, bring: Bring, digest: str, refused: dict[int, list[BadCell]]
) -> Came:
    """In one transaction, which is left without a trace unless all of it may be kept."""
    came = Came(BroughtIn({}, 0, []), None, None, [])
    try:
        with changing(asked, given.on) as desk:
            before = last_numbers(desk.uow)
            with progress(asked.pick("Invoeren", "Importing")) as follow:
                into = Bringing(
                    desk.uow, desk.app.casework, desk.by, desk.day, given.update, given.sure, refused, follow
                )
                brought = bring(into, read)
            bad = [*brought.bad, *(each for several in refused.values() for each in several)]
            brought = brought._replace(bad=sorted(bad, key=lambda each: each.row))
            came = came._replace(brought=brought)
            may_be_kept = not brought.bad or (given.good_rows and read.table.is_whole)
            if not given.apply or not may_be_kept or brought.refused:
                came = came._replace(ahead=ahead_of(desk.app, desk.uow, brought.opened, desk.by))
                raise DryRun
            _decide_past(asked, desk, brought.opened, given)
            if brought.is_news:
                kind = read.asked.kind
                number = record_batch(desk.uow, desk.app.casework, desk.by, kind, digest, brought, before)
                came = came._replace(batch=number)
            came = came._replace(questions=_questions(asked, desk, before))
    except DryRun:
        pass
    return came


def _questions(asked: Asked, desk: Desk, before: dict[str, int]) -> list[str]:
    """About who was brought in, and the households that they form."""
    last = {kind: desk.uow.last_number(kind) for kind in before}
    new = {f"{kind}{number}" for kind in "ph" for number in range(before[kind] + 1, last[kind] + 1)}
    if not new:
        return []
    say_questions(asked, desk.uow, new, desk.by.today)
    return [each.id for each in open_questions(desk.uow) if each.subject in new]


def _decide_past(asked: Asked, desk: Desk, opened: list[str], given: Given) -> None:
    """What begins by a list may begin terms that are over already: how much is said of that is decided, not guessed."""
    missed = by_batch(desk.uow, desk.app.casework, opened)
    if not missed:
        return
    list_missed(asked, missed)
    refusal = must_be_decided(missed, by_upgrade=False)
    past = given.past
    if past is None and not may_ask(as_json=given.as_json):
        raise refusal
    if past is None:
        asked.talk(refusal.words)
        past = ask_past(asked)
    decide(desk.uow, desk.app.casework, missed, past.value, desk.by)


def _reject(asked: Asked, given: Given, sheet: ListSheet, read: ReadList, bad: list[BadCell]) -> None:
    """The bad rows, whole or not at all, for the account that asked alone."""
    path = given.rejects
    assert path
    if path.suffix.lower() != ".xlsx" or path.resolve() == given.file.resolve():
        raise UsageError(
            Words(
                f"{path} (--rejects) is een nieuw bestand dat eindigt op .xlsx",
                f"{path} (--rejects) is a new file that ends in .xlsx",
            )
        )
    by_row: dict[int, list[BadCell]] = {}
    for each in bad:
        by_row.setdefault(each.row, []).append(each)
    rows = [with_days(read, row) for row in sheet.rows if row.number in by_row]
    header = next((row for row in sheet.rows if row.number == read.table.header.number), Row(0, ()))
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_OWNER), "wb") as stream:
        stream.write(written_rejects(sheet.name, header, rows, by_row, asked.lang))
    beside.replace(path)
    asked.talk(Words(f"{len(rows)} foute regels staan in {path}", f"{len(rows)} bad rows are in {path}"))
