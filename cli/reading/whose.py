"""Whose cases a list is about: --of NAME, --mine, --municipality."""

from shlex import quote
from typing import Annotated

import typer

from cli.asked import Asked
from cli.options import known_municipality
from scheduler.bootstrap import App
from scheduler.planning.recipients import substitute_of
from trajectories.people.staff import staff_by_name, staff_on
from trajectories.projections.caseload import count_in
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import By
from trajectories.views.whose import Whose
from workflows.errors import UsageError
from workflows.words import Words


def _not_empty(context: typer.Context, param: typer.CallbackParam, typed: str | None) -> str | None:
    """What was given empty, as `--of "$NAME"` where that is not set, is not taken for not given: for everyone."""
    source = context.get_parameter_source(param.name or "")
    if typed is not None and not typed.strip() and source is not None and source.name == "COMMANDLINE":
        what = param.opts[0]
        raise UsageError(
            Words(f"{what} is leeg; laat het weg of zeg wie of welke", f"{what} is empty; leave it out or say which")
        )
    return typed


Municipality = Annotated[str, typer.Option(callback=_not_empty, help="Only this one.")]
Name = Annotated[str | None, typer.Argument(callback=_not_empty, metavar="NAME", help="Whose; default who asks.")]
Of = Annotated[
    str,
    typer.Option(
        "--of", callback=_not_empty, metavar="NAME", help="Only what was given to this colleague, in any role."
    ),
]
Mine = Annotated[bool, typer.Option("--mine", help="Only what was given to you, in any role.")]
Coordinator = Annotated[
    str, typer.Option(callback=_not_empty, help="Only what was given to this colleague as coordinator, by name.")
]


def name_of(app: App, of: str, *, mine: bool, name: str = "") -> str:
    """The colleague that was named, in whichever way; empty for none. Raises UsageError for two."""
    given = [each for each in (name, of, app.settings.actor if mine else "") if each]
    if len(given) > 1:
        raise UsageError(
            Words("noem één collega: NAME, --of NAME of --mine", "name one colleague: NAME, --of NAME or --mine")
        )
    return given[0] if given else ""


def whose(app: App, uow: UnitOfWork, by: By, name: str, coordinator: str = "", municipality: str = "") -> Whose:
    """Raises NotFound for someone who is not on the staff, and for a municipality that nobody knows."""
    if name and coordinator:
        raise UsageError(
            Words(
                "noem één collega: --of, --mine of --coordinator", "name one colleague: --of, --mine or --coordinator"
            )
        )
    place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
    if not name and not coordinator:
        return Whose(place=place)
    return Whose(staff_by_name(uow, name or coordinator, by.today), "coordinator" if coordinator else "", place)


def say_stand_ins(asked: Asked, uow: UnitOfWork, by: By, found: Whose, command: str) -> None:
    """Of whom they stand in for, the cases are another list."""
    if found.member is None:
        return
    staff = staff_on(uow, by.today)
    for other in staff.values():
        substitute = substitute_of(other, staff) if other.away and other.id != found.member.id else None
        if substitute and substitute[0] == found.member.id and count_in(uow, Whose(other).scope):
            ask = f"traject {command} --of {quote(other.name)}"
            asked.talk(
                Words(
                    f"{found.member.name} neemt waar voor {other.name}: {ask}",
                    f"{found.member.name} stands in for {other.name}: {ask}",
                )
            )
