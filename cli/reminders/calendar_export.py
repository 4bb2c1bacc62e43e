"""What leaves the database for other programs: the calendar of a coordinator."""

import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, known_municipality
from cli.reading.lists import sentence
from cli.session import reading
from scheduler.messages import calendar_feed
from scheduler.messages.calendar_feed import Feed
from scheduler.views.calendar import CalendarWrittenView, calendar_entry_view
from trajectories.own_files import FOR_OWNER
from trajectories.people.staff import staff_by_name
from trajectories.views.whose import Whose, looked_through
from workflows.errors import UsageError
from workflows.words import Words

FOR_GROUP = 0o640


def calendar(
    ctx: typer.Context,
    coordinator: Annotated[str, typer.Option(help="Whose trajectories, by name.")],
    municipality: Annotated[str, typer.Option(help="Only this one.")] = "",
    to: Annotated[
        str,
        typer.Option("--to", metavar="FILE", help="Written at once and whole, and left alone when nothing changed."),
    ] = "-",
    names: Annotated[
        bool, typer.Option("--names", help="With the names of clients: the file is personal data.")
    ] = False,
    group: Annotated[
        str, typer.Option("--group", help="Also for this group of the machine, such as that of a web server.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """The deadlines of a coordinator as a calendar (iCalendar) that calendar programs subscribe to."""
    asked: Asked = ctx.obj
    _must_fit(to, group, names=names)
    with reading(asked) as (app, uow, by):
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        whose = staff_by_name(uow, coordinator, by.today)
        if names:
            calendar_feed.must_know_names(by.actor, whose.id)
        looked = looked_through(uow, Whose(whose, "coordinator", place))
        found = calendar_feed.feed(uow, app.dossiers, calendar_feed.FeedAsked(whose, place, asked.lang, names))
    content = calendar_feed.as_calendar(found, whose.name, asked.lang)
    if to != "-":
        _warn_of_later(asked, to, content)
        is_new = _write(to, content, group, is_private=names)
        _say_written(asked, to, found, is_new=is_new, as_json=as_json)
    elif as_json:
        print_json([calendar_entry_view(each) for each in found.entries])
    else:
        typer.echo(content, nl=False)
    if not looked.cases:
        asked.talk(sentence(asked.say(looked.words)))
    _say_left_out(asked, found, names=names)


def _warn_of_later(asked: Asked, to: str, content: bytes) -> None:
    """Of a file that told of later changes than this database knows: programs would keep what they have."""
    path = Path(to).expanduser()
    with suppress(OSError):
        if _latest(path.read_bytes()) > _latest(content):
            asked.talk(
                asked.pick(
                    f"{to} kende latere wijzigingen dan deze database; is zij een teruggezette kopie? Leg dat vast: "
                    "traject audit restored",
                    f"{to} knew of later changes than this database; is it a copy that was put back? Then record that: "
                    "traject audit restored",
                )
            )


def _latest(content: bytes) -> int:
    return max(map(int, re.findall(rb"^SEQUENCE:(\d+)", content, re.MULTILINE)), default=0)


def _say_written(asked: Asked, to: str, found: Feed, *, is_new: bool, as_json: bool) -> None:
    cancelled = sum(each.status == "CANCELLED" for each in found.entries)
    running = len(found.entries) - cancelled
    if as_json:
        return print_json(CalendarWrittenView(to, is_new, running, cancelled))
    if not is_new:
        return typer.echo(asked.pick(f"{to}: niets veranderd.", f"{to}: nothing changed."))
    nl = f"{to}: {running} termijnen die lopen, {cancelled} die zijn afgelopen."
    typer.echo(asked.pick(nl, f"{to}: {running} deadlines that run, {cancelled} that have ended."))


def _say_left_out(asked: Asked, found: Feed, *, names: bool) -> None:
    if found.unknown:
        nl = f"Niet erin, want de dag is nog niet bekend: {found.unknown}; ‘traject due’ noemt ze."
        asked.talk(asked.pick(nl, f"Left out, their day is not known yet: {found.unknown}; 'traject due' names them."))
    if found.hidden:
        nl = f"Niet erin, want de dag verraadt een geboortedatum of een andere privédatum: {found.hidden}."
        en = f"Left out, their day would tell a birth date or another private date: {found.hidden}."
        asked.talk(asked.pick(nl, en))
    if names:
        nl = "Er staan namen van cliënten in: bewaar dit waar alleen de coördinator erbij kan."
        asked.talk(asked.pick(nl, "This holds names of clients: keep it where only the coordinator can reach it."))


def _must_fit(to: str, group: str, *, names: bool) -> None:
    if group and (names or to == "-"):
        raise UsageError(
            Words(
                "--group hoort bij --to, en gaat niet samen met --names: met namen is het bestand voor u alleen",
                "--group goes with --to, and not with --names: with names the file is for you alone",
            )
        )


def _write(to: str, content: bytes, group: str, *, is_private: bool) -> bool:
    """Whether anything changed. Who reads meanwhile gets the old file or the new one, never half of one."""

    path = Path(to).expanduser().resolve()
    try:
        if path.exists() and path.read_bytes() == content:
            _give(path, group, is_private=is_private)
            return False
        _replace(path, content, group, is_private=is_private)
    except (OSError, LookupError) as error:
        raise UsageError(
            Words(
                f"{to} kan niet worden geschreven; geef een bestand in een map waarin u mag schrijven, en een groep "
                "waar u in zit",
                f"{to} cannot be written; give a file in a folder that you may write in, and a group that you are in",
            )
            if group
            else Words(
                f"{to} kan niet worden geschreven; geef een bestand in een map waarin u mag schrijven",
                f"{to} cannot be written; give a file in a folder that you may write in",
            )
        ) from error
    return True


def _replace(path: Path, content: bytes, group: str, *, is_private: bool) -> None:
    """A new file is for its owner alone, and for the group named; one without names keeps its rights."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FOR_OWNER)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not is_private:
            shutil.copymode(path, new)
        _give(new, group, is_private=is_private)
        os.replace(new, path)
    except (OSError, LookupError):
        with suppress(OSError):
            os.unlink(new)
        raise


def _give(path: Path, group: str, *, is_private: bool) -> None:
    if is_private:
        path.chmod(FOR_OWNER)
    elif group:
        shutil.chown(path, group=group)
        path.chmod(FOR_GROUP)
