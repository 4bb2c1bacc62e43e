"""`traject schema`: the shape of what a command answers with --json."""

import json
from difflib import get_close_matches
from typing import Annotated

import typer

from cli.views import VIEWS
from workflows.documents import schema_of
from workflows.errors import NotFound
from workflows.words import Words


def schema(
    view: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VIEW]", help="A command, such as show or staff list."),
    ] = None,
) -> None:
    """The shape of what a command answers with --json, as a JSON Schema; by itself the names of all."""
    name = " ".join(view or [])
    if not name:
        return typer.echo("\n".join(VIEWS))
    if name not in VIEWS:
        raise _no_view(name)
    typer.echo(written(name), nl=False)


def written(name: str) -> str:
    """As it stands in docs/schema."""
    return json.dumps(schema_of(VIEWS[name], f"traject {name} --json"), indent=1, ensure_ascii=False) + "\n"


def _no_view(name: str) -> NotFound:
    near = ", ".join(get_close_matches(name, VIEWS, 3, cutoff=0.5))
    nl = f"bedoelt u {near}?" if near else "‘traject schema’ noemt ze"
    en = f"did you mean {near}?" if near else "'traject schema' names them"
    return NotFound(Words(f"er is geen antwoord ‘{name}’; {nl}", f"no command answers as '{name}'; {en}"))
