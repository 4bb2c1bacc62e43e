"""`traject workflow schema`: the shape of a definition file."""

from enum import StrEnum
from typing import Annotated

import typer

from workflows.catalogue.json_schema import shipped


class Shape(StrEnum):
    """The two kinds of definition file."""

    workflow = "workflow"
    municipality = "municipality"


def schema(kind: Annotated[Shape, typer.Argument(help="Of which kind of file.")] = Shape.workflow) -> None:
    """The shape of a definition file as a JSON Schema, for an editor that completes and checks."""
    typer.echo(shipped(kind.value), nl=False)
