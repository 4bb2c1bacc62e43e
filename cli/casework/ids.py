"""Trajectories and deadlines as the command line names them."""

import re
from typing import Annotated

import typer

from scheduler.bootstrap import App
from trajectories.people.references import exactly_this_person, has_ref, one_of_these, person_by_ref, subject_by_ref
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_of
from trajectories.service.casework import find_deadline
from workflows.errors import NotFound, UsageError
from workflows.words import Words

Id = Annotated[
    str, typer.Argument(metavar="ID", help="t17; or the reference of a client or household with one open trajectory.")
]
MaybeId = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="As for one trajectory: t17, or a reference; left out where many are chosen."),
]
Expect = Annotated[
    int | None, typer.Option(metavar="VERSION", help="Refuse when the trajectory is no longer at this version.")
]
DeadlineId = Annotated[
    str, typer.Argument(metavar="DEADLINE", help="t17/rule#occurrence; #occurrence may be left out.")
]


def trajectory_id(app: App, uow: UnitOfWork, asked: str) -> str:
    """A trajectory's id; or the one open trajectory of a client or household. Raises NotFound and UsageError."""
    if re.fullmatch(r"t\d+", asked):
        return asked
    if re.fullmatch(r"T\d+", asked) and not has_ref(uow, asked):
        return asked.lower()
    found = open_of(uow, [subject_by_ref(uow, asked)])
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(Words(f"{asked} heeft geen lopend traject", f"{asked} has no open trajectory"))
    listing = ", ".join(f"{key} {app.dossiers.load(uow, key).trajectory.workflow}" for key in found)
    raise UsageError(
        Words(
            f"{asked} heeft meer dan één lopend traject; noem er een: {listing}",
            f"{asked} has several; name one: {listing}",
        )
    )


def member_id(app: App, uow: UnitOfWork, key: str, ref: str) -> str:
    """Whom a task of that trajectory is about: a client that was merged, where it knows them by that name."""
    members = app.dossiers.load(uow, key).trajectory.members
    if one := one_of_these(uow, ref, members):
        return one
    itself = exactly_this_person(uow, ref)
    return itself if itself in members else person_by_ref(uow, ref)


def deadline_id(app: App, uow: UnitOfWork, asked: str) -> tuple[str, str, int]:
    """Trajectory, rule and occurrence. Raises UsageError for another form, NotFound with those there are."""
    found = re.fullmatch(r"(t\d+)/([a-z][a-z0-9_]*)(?:#(\d+))?", asked.lower())
    if not found:
        raise UsageError(
            Words(
                f"‘{asked}’ is geen termijn; schrijf t17/regel, of t17/regel#3 zoals ‘traject show’ ze noemt",
                f"'{asked}' is no deadline; write t17/rule, or t17/rule#3 as 'traject show' names them",
            )
        )
    key, name, occurrence = found.groups()
    written = app.dossiers.load(uow, key)
    standing = [each.occurrence for each in written.deadlines if each.name == name]
    if occurrence is None and len(standing) == 1:
        return key, name, standing[0]
    return key, name, find_deadline(written, name, int(occurrence or 0)).occurrence
