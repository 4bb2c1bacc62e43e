"""`traject audit checkpoint`: the head of the history, to be kept where nobody of the office can change it."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app, reading
from trajectories.audit import checkpoint as audit
from trajectories.audit.checkpoint import ComparedHistory
from trajectories.audit.found import Found
from trajectories.audit.kept_checkpoint import Checkpoint, KeptCheckpoint, StreamHead, kept_in
from trajectories.audit.verify import Verdict
from trajectories.views.checkpoint import checkpoint_view
from workflows.documents import document
from workflows.errors import Refused, UsageError
from workflows.words import Words

FOR_OWNER = 0o600
Since = Annotated[
    list[Path] | None,
    typer.Option(
        "--since",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Is the history up to a checkpoint what it was then? What was kept of it; may be given more than once.",
    ),
]


def checkpoint(
    ctx: typer.Context,
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it there, with the last event of every stream. A new file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The end of the history as it is now, to be kept elsewhere; 'audit verify --since' compares with it later."""
    asked: Asked = ctx.obj
    if heads is not None and heads.exists():
        raise _is_there(heads)
    position = settled(asked)
    with reading(asked) as (_, uow, _by):
        taken = audit.take(uow, position)
        if heads is not None:
            _write(heads, taken, audit.heads(uow, position))
    if as_json:
        return print_json(checkpoint_view(taken))
    typer.echo(asked.say(_told(taken)))
    if heads is not None:
        asked.talk(
            asked.pick(
                f"Geschreven in {heads}, met het laatste van elke reeks. Bewaar het buiten het kantoor.",
                f"Written to {heads}, with the last of every stream. Keep it outside the office.",
            )
        )


def settled(asked: Asked) -> int:
    """Before the transaction that reads up to it."""
    with open_app(asked) as app, app.read():
        return audit.settled_position(app.store)


def kept_since(files: Iterable[Path]) -> list[KeptCheckpoint]:
    return [kept for file in files for kept in kept_in(file.read_bytes().decode(errors="replace"), str(file))]


def with_differences(asked: Asked, verdict: Verdict, compared: ComparedHistory, *, as_json: bool) -> Verdict:
    """Among the problems of `audit verify`; in JSON in English, as those are."""
    found = [
        Found(each.stream, each.version, each.words.say("en") if as_json else asked.say(each.words))
        for each in compared.differences
    ]
    return verdict._replace(problems=[*verdict.problems, *found])


def _told(taken: Checkpoint) -> Words:
    before = taken.before or "–"
    return Words(
        f"Database {taken.database}, tot en met positie {taken.position}: {taken.events} gebeurtenissen.\n"
        f"Boomhash    {taken.root}\nHiervoor    {before}\nHash        {taken.hash}",
        f"Database {taken.database}, up to position {taken.position}: {taken.events} events.\n"
        f"Tree hash   {taken.root}\nBefore      {before}\nHash        {taken.hash}",
    )


def _write(path: Path, taken: Checkpoint, heads: Iterable[StreamHead]) -> None:
    """One stream a line, so that it can be laid beside another."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f'{{"checkpoint": {json.dumps(document(checkpoint_view(taken)))},\n"heads": [')
            for number, each in enumerate(heads):
                file.write(f"{',' if number else ''}\n{json.dumps(document(each))}")
            file.write("\n]}\n")
    except FileExistsError as error:
        raise _is_there(path) from error
    except OSError as error:
        raise UsageError(
            Words(
                f"{path} kan niet worden geschreven; geef een bestand in een map waarin u mag schrijven",
                f"{path} cannot be written; give a file in a folder that you may write in",
            )
        ) from error


def _is_there(path: Path) -> Refused:
    return Refused(
        Words(
            f"{path} bestaat al, en een bewaard controlepunt wordt niet overschreven; geef een andere naam",
            f"{path} is there already, and a checkpoint that is kept is not overwritten; give another name",
        )
    )
