"""A list brought in, whatever its kind: read, brought in as far as that was asked, and shown."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import typer

from cli.asked import Asked
from cli.imports.given import Given
from cli.imports.mapping import Mapped, mapped
from cli.imports.page import Shown, report
from cli.imports.run import Came, Run
from cli.late import by_name
from cli.session import open_app
from scheduler.bootstrap import App
from trajectories.imports.cells import BadCell, ListSheet, Row
from trajectories.imports.fields import Kind
from trajectories.imports.reading import ReadList, read_list, with_days
from trajectories.imports.workbook import USUAL, read_book
from trajectories.own_files import FOR_OWNER
from trajectories.service.import_batches import OfBatch
from trajectories.service.import_by_number import by_number
from trajectories.service.importing import Bringing, BroughtIn, ListPlan
from workflows.errors import UsageError
from workflows.words import Words

REFUSED = 4

Planned = Callable[[Bringing, ReadList], ListPlan]


class Beside(NamedTuple):
    """columns: by their headers, and what they hold. days: those that hold days."""

    columns: dict[str, str]
    days: list[str]


Further = Callable[[Mapped, App], Beside]


def no_further(found: Mapped, app: App) -> Beside:
    return Beside({}, [])


def bring_in(asked: Asked, kind: Kind, given: Given, planning: Planned, further: Further = no_further) -> None:
    """further: which columns beside those of the kind are read."""
    content = _content(given.file)
    if given.rejects:
        _must_take_rejects(given.rejects, given.file)
    found = mapped(asked, book := read_book(given.file.name, content), kind, given)
    with open_app(asked) as app:
        beside = further(found, app)
        read = read_list(
            book, found.sheet, found.asked._replace(further=beside.columns), found.header, further_days=beside.days
        )
        came = _came(asked, app, given, read, planning, hashlib.sha256(content).hexdigest())
    if given.rejects and came.brought.bad:
        _reject(asked, given, found.sheet, read, came.brought.bad)
    report(
        asked,
        Shown(read, came.brought, came.ahead, came.batch, came.questions, given.apply, came.past, given.good_rows),
        as_json=given.as_json,
    )
    if came.brought.bad and not (given.good_rows and read.table.is_whole and not read.wrong):
        raise typer.Exit(REFUSED)


def _content(file: Path) -> bytes:
    """A device, or a pipe that never ends, is no list: one byte more than fits is enough to know."""
    with file.open("rb") as stream:
        return stream.read(USUAL.bytes + 1)


def _came(asked: Asked, app: App, given: Given, read: ReadList, planning: Planned, digest: str) -> Came:
    if read.wrong:
        return Came(BroughtIn(bad=read.bad), None, None, [])
    batch = OfBatch(read.asked.kind, digest)
    run = Run(asked, app, given, batch, is_whole=read.table.is_whole)
    return run.all(lambda into: by_number(planning)(into, read))


def _must_take_rejects(path: Path, file: Path) -> None:
    """Before anything is written: what comes in must not come in while its bad rows are lost."""
    if path.suffix.lower() != ".xlsx" or path.resolve() == file.resolve():
        raise UsageError(
            Words(
                f"{path} (--rejects) is een nieuw bestand dat eindigt op .xlsx",
                f"{path} (--rejects) is a new file that ends in .xlsx",
            )
        )
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise UsageError(
            Words(
                f"in {path} (--rejects) valt niets te schrijven; noem een bestand in een map die er is en van u is",
                f"nothing can be written to {path} (--rejects); name a file in a folder that is there and yours",
            )
        )


def _reject(asked: Asked, given: Given, sheet: ListSheet, read: ReadList, bad: list[BadCell]) -> None:
    """The bad rows, whole or not at all, for the account that asked alone."""
    path = given.rejects
    assert path
    by_row: dict[int, list[BadCell]] = {}
    for each in bad:
        by_row.setdefault(each.row, []).append(each)
    rows = [with_days(read, row) for row in sheet.rows if row.number in by_row]
    header = next((row for row in sheet.rows if row.number == read.table.header.number), Row(0, ()))
    beside = path.with_name(f"{path.name}.new")
    written_rejects = by_name(
        "trajectories.imports.rejects:written_rejects"
    )  # its library is slow, and seldom asked for
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_OWNER), "wb") as stream:
        stream.write(written_rejects(sheet.name, header, rows, by_row, asked.lang))
    beside.replace(path)
    of_one = len(rows) == 1
    nl, en = ("foute regel staat", "bad row is") if of_one else ("foute regels staan", "bad rows are")
    asked.talk(Words(f"{len(rows)} {nl} in {path}", f"{len(rows)} {en} in {path}"))
