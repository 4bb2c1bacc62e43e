"""Clients and their households out of a file."""

from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked, may_ask, read_as
from cli.casework.questions import say_questions
from cli.json_document import print_json
from cli.options import AsJson, On
from cli.past import PAST_NAMES, PastName, ask_past, list_missed, past_typed
from cli.people.clients import Desk, SureOfBirth, changing
from cli.progress import progress
from scheduler.missed import by_batch, decide, must_be_decided
from trajectories.people.questions import open_questions
from trajectories.people.references import subject_refs
from trajectories.service import import_csv
from trajectories.service.import_csv import Checked, CsvSheet
from trajectories.views.people import BadLineView, ImportedView
from workflows.errors import UsageError
from workflows.words import Words

LARGEST_BYTES = 50_000_000
REFUSED = 4


def import_clients(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header line.")],
    good_rows: Annotated[bool, typer.Option("--good-rows", help="Take the good rows when others are bad.")] = False,
    sure: SureOfBirth = False,
    past: Annotated[
        PastName | None,
        typer.Option(
            "--past",
            parser=past_typed,
            metavar=PAST_NAMES,
            help="Which reminders that lie in the past are sent of what begins by it.",
        ),
    ] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in clients and their households; nothing unless every row is good. A second time adds nothing.

    Columns: ref, name, born, gender, nationality, route, household; or kenmerk, naam, geboortedatum, geslacht,
    nationaliteit, route, huishouden. Only ref is needed.
    """
    asked: Asked = ctx.obj
    content = _read(file)
    with changing(asked, on) as desk:
        sheet = import_csv.spelled(desk.uow, import_csv.read(content, desk.by.today, sure=sure))
        checked = import_csv.check(sheet, import_csv.known(desk.uow, sheet, desk.day))
        wanted = checked.new if not checked.bad or (good_rows and sheet.is_whole) else []
        with progress(asked.pick("Invoeren", "Importing")) as follow:
            opened = import_csv.write(desk.uow, desk.app.casework, wanted, desk.day, desk.by, follow)
        _decide_past(asked, desk, opened, past, as_json=as_json)
        refs = {row.person.ref for row in wanted}
        new = [key for key, ref in subject_refs(desk.uow).items() if ref in refs] if refs else []
        say_questions(asked, desk.uow, new, desk.by.today)
        waiting = [each.id for each in open_questions(desk.uow) if each.subject in new]
    _report(asked, sheet, checked, len(wanted), waiting, as_json=as_json)
    if checked.bad and not wanted and not (good_rows and checked.unchanged):
        raise typer.Exit(REFUSED)


def _read(file: Path) -> bytes:
    """A device, or a pipe that never ends, is no file of clients."""
    with file.open("rb") as stream:
        content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise UsageError(
            Words(
                f"{file} is groter dan {LARGEST_BYTES // 10**6} MB; dat is geen lijst van cliënten. Deel haar op",
                f"{file} is larger than {LARGEST_BYTES // 10**6} MB; that is no list of clients. Divide it",
            )
        )
    return content


def _decide_past(asked: Asked, desk: Desk, opened: list[str], past: PastName | None, *, as_json: bool) -> None:
    """Who joins a household that is known here may begin terms that are over already."""
    missed = by_batch(desk.uow, desk.app.casework, opened)
    if not missed:
        return
    list_missed(asked, missed)
    refusal = must_be_decided(missed, by_upgrade=False)
    if past is None and not may_ask(as_json=as_json):
        raise refusal
    if past is None:
        asked.talk(refusal.words)
        past = ask_past(asked)
    decide(desk.uow, desk.app.casework, missed, past.value, desk.by)


def _say_how_days_were_read(asked: Asked, sheet: CsvSheet) -> None:
    """The first of those that may mean two days, and how many more: all of them are read alike."""
    either = [row for row in sheet.rows if row.born_as]
    if not either:
        return
    first, more = either[0], len(either) - 1
    assert first.person.born
    said = asked.say(read_as(first.born_as, first.person.born))
    asked.talk(asked.pick(f"regel {first.line}: {said}", f"line {first.line}: {said}"))
    if more:
        asked.talk(asked.pick(f"en nog {more} zo", f"and {more} more like that"))


def _report(
    asked: Asked, sheet: CsvSheet, checked: Checked, imported: int, waiting: list[str], *, as_json: bool
) -> None:
    bad = [BadLineView(each.line, asked.say(each.reason)) for each in checked.bad]
    if as_json:
        return print_json(ImportedView(imported, checked.unchanged, bad, sheet.encoding, waiting))
    for row in bad:
        asked.talk(asked.pick(f"regel {row.line}: {row.reason}", f"line {row.line}: {row.reason}"))
    for ref, twin in checked.alike:
        asked.talk(asked.pick(f"{ref} lijkt op {twin}", f"{ref} resembles {twin}"))
    _say_how_days_were_read(asked, sheet)
    typer.echo(
        asked.pick(
            f"{imported} toegevoegd, {checked.unchanged} al bekend, {len(bad)} fout; gelezen als {sheet.encoding}.",
            f"{imported} added, {checked.unchanged} known already, {len(bad)} bad; read as {sheet.encoding}.",
        )
    )
    if bad and not imported and checked.new:
        text = asked.pick(
            "Er is niets ingevoerd. Verbeter de regels, of neem met --good-rows alleen de goede.",
            "Nothing was imported. Mend the rows, or take only the good ones with --good-rows.",
        )
        asked.talk(text)
