"""`traject workflow diagram`: a workflow as a drawing."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.workflow.variant import FormatName, Intake, Municipality, Name, resolved_for
from workflows.describe.diagram import diagram as drawing
from workflows.views.definitions import DiagramTextView


def diagram(
    ctx: typer.Context,
    name: Name,
    municipality: Municipality = "any",
    intake: Intake = None,
    written: Annotated[FormatName, typer.Option("--format", help="How it is written.")] = FormatName.mermaid,
    as_json: AsJson = False,
) -> None:
    """A workflow as a diagram: stages, transitions with their guards, tasks, and terms beside their stage."""
    asked: Asked = ctx.obj
    drawn = drawing(resolved_for(asked, name, municipality, intake).workflow, asked.lang, written.value)
    if as_json:
        return print_json(DiagramTextView(name, written.value, drawn))
    typer.echo(drawn, nl=False)
