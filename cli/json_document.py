"""The one JSON document of a command."""

import json

import typer

from workflows.documents import document
from workflows.words import Lang


def print_json(view: object, lang: Lang = "en") -> None:
    """On stdout. lang: for views that hold words."""
    typer.echo(json.dumps(document(view, lang), ensure_ascii=False, indent=2))
