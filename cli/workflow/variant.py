"""Which workflow is meant: its name, the municipality, the day of intake."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.options import known_municipality, known_workflow, maybe_day
from trajectories.clock import utc_now
from trajectories.local_time import local_day
from workflows.catalogue.resolve import Resolved

Name = Annotated[str, typer.Argument(help="Name of the workflow.")]
Municipality = Annotated[str, typer.Option(help="Picks the variant; 'any' for none.")]
Intake = Annotated[str | None, typer.Option(help="Day of intake, which picks the cohort; default today.")]


def resolved_for(asked: Asked, name: str, municipality: str, intake: str | None) -> Resolved:
    intake_on = maybe_day(intake, "--intake") or local_day(utc_now())
    catalogue = catalogue_of(asked)
    place = known_municipality(catalogue.municipalities, municipality)
    return catalogue.resolve(known_workflow(catalogue, name), place, intake_on)


class FormatName(StrEnum):
    """How a diagram is written."""

    mermaid = "mermaid"
    dot = "dot"
