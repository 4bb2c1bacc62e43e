"""The one JSON document of a command."""

import json

import typer


def print_json(value: object) -> None:
    """On stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
