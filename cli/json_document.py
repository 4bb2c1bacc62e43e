"""The one JSON document of a command."""

import json

import typer

from workflows.documents import document


def print_json(view: object) -> None:
    """On stdout."""
    typer.echo(json.dumps(document(view), ensure_ascii=False, indent=2))
