"""Profiles: what an office calls its columns, in a folder of its choice."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_data_path

from cli.asked import Asked
from cli.imports.given import ProfileFolder
from cli.json_document import print_json
from cli.options import AsJson
from trajectories.imports.profile import Profile, as_text, profile_in
from trajectories.own_files import FOR_OWNER, make_folder
from trajectories.views.imports import ProfileView
from workflows.documents import ABSENT
from workflows.errors import NotFound, UsageError
from workflows.format.yaml_loader import read
from workflows.words import Words

Name = Annotated[str, typer.Argument(help="Name of the profile.")]


def folder_of(folder: Path | None) -> Path:
    return folder or user_data_path("traject", appauthor=False) / "profiles"


def path_of(name: str, folder: Path | None) -> Path:
    """Raises UsageError for a name that is no name of a file."""
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise UsageError(
            Words(
                f"‘{name}’ kan geen profiel heten; gebruik letters, cijfers en streepjes",
                f"'{name}' cannot be the name of a profile; use letters, digits and dashes",
            )
        )
    return folder_of(folder) / f"{name}.yaml"


def profile_named(name: str, folder: Path | None) -> Profile | None:
    """None where there is none yet. Raises UsageError where it cannot be read."""
    path = path_of(name, folder)
    if not path.exists():
        return None
    document = read(path)
    if document.problems:
        problem = document.problems[0]
        raise UsageError(
            Words(
                f"profiel {path}, regel {problem.line}: dit is zo niet te lezen ({problem.message})",
                f"profile {path}, line {problem.line}: {problem.message}",
            )
        )
    return profile_in(document)


def keep_profile(name: str, folder: Path | None, profile: Profile) -> Path | None:
    """Where it was written; None where it stood there like that."""
    path = path_of(name, folder)
    text = as_text(profile)
    if path.exists() and path.read_text("utf-8") == text:
        return None
    make_folder(path.parent)
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_OWNER), "w", encoding="utf-8") as stream:
        stream.write(text)
    beside.replace(path)
    return path


def show_profile(ctx: typer.Context, name: Name, profiles: ProfileFolder = None, as_json: AsJson = False) -> None:
    """A profile as it is kept, and where; it may be edited there."""
    asked: Asked = ctx.obj
    found = profile_named(name, profiles)
    if found is None:
        there = sorted(each.stem for each in folder_of(profiles).glob("*.yaml"))
        listing = ", ".join(there)
        hint = (
            Words(f"wel {listing}", f"there is {listing}")
            if there
            else Words("--profile maakt er een", "--profile makes one")
        )
        raise NotFound(
            Words(f"er is geen profiel ‘{name}’; {hint.nl}", f"there is no profile '{name}'; {hint.say('en')}")
        )
    path = path_of(name, profiles)
    if as_json:
        columns = dict(found.columns)
        steps = dict(found.steps) if found.kind == "history" else ABSENT
        place = (found.municipality or None) if found.kind == "history" else ABSENT
        return print_json(
            ProfileView(name, str(path), found.kind, found.sheet or None, found.order, columns, steps, place)
        )
    asked.talk(str(path))
    typer.echo(as_text(found), nl=False)
