"""The product on the database that was asked for: opened, read or written, and closed at the end."""

import getpass
import os
import platform
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from cli.asked import Asked
from cli.definitions import load_catalogue
from cli.locks import lock_named, named_in
from scheduler.bootstrap import App
from trajectories.local_time import parse_instant
from trajectories.repository.seats import Account
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import By
from trajectories.settings import Settings, database_url, read_smtp
from workflows.catalogue.resolve import Selection
from workflows.errors import UsageError
from workflows.words import Words

try:
    import pwd
except ImportError:  # Windows, where only the environment tells
    pwd = None  # type: ignore[assignment]


class DryRun(Exception):
    """Leaves a transaction so that nothing is written."""


@contextmanager
def open_app(asked: Asked) -> Iterator[App]:
    """Nothing is opened yet, and whatever is, is closed at the end."""
    database = asked.database or str(user_data_path("traject", appauthor=False) / "traject.db")
    workflows = Path(asked.workflows) if asked.workflows else None
    settings = Settings(
        database_url(database), asked.by or getpass.getuser(), asked.lang, workflows, read_smtp(os.environ)
    )
    app = App(settings, _catalogue, asked_now=_asked_now(asked), clock_is_right=asked.clock_is_right, account=account())
    with closing(app.store):
        yield app


def account() -> Account:
    """By the uid that counts for what this process may do, and the machine's own name: no variable changes them."""
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name if pwd else getpass.getuser()
    except KeyError:
        user = f"uid {os.geteuid()}"
    return Account(user, platform.node())


def _catalogue(further: Path | None) -> Selection:
    return load_catalogue([further] if further else [])


def _asked_now(asked: Asked) -> datetime | None:
    try:
        return parse_instant(asked.now) if asked.now else None
    except ValueError as error:
        raise UsageError(
            Words(
                f"‘{asked.now}’ (--now) is geen tijdstip; schrijf 2026-03-31T09:00",
                f"'{asked.now}' (--now) is no instant; write 2026-03-31T09:00",
            )
        ) from error


@contextmanager
def writing(asked: Asked, *typed: str) -> Iterator[tuple[App, UnitOfWork, By]]:
    """One command, one transaction: the app, the open transaction, and who asks when.

    typed: what was typed for the trajectory that is written to: whoever is at work on it is waited for before it is
    asked what time it is.
    """
    with open_app(asked) as app, written_in(asked, app, *typed) as (uow, by):
        yield app, uow, by


@contextmanager
def written_in(
    asked: Asked, app: App, *typed: str, heard: list[Words] | None = None
) -> Iterator[tuple[UnitOfWork, By]]:
    """One of the transactions of a command that has several. heard: what was remarked in those before."""
    with app.write(*named_in(typed)) as uow, _remarking(asked, uow, heard):
        lock_named(uow, typed)
        yield uow, app.by(uow)


@contextmanager
def repairing(asked: Asked) -> Iterator[tuple[App, UnitOfWork, By]]:
    """As `writing`, for the one command that may run while the clock lies before what was recorded."""
    with open_app(asked) as app, app.write() as uow, _remarking(asked, uow):
        yield app, uow, app.by_repairing(uow)


@contextmanager
def reading(asked: Asked) -> Iterator[tuple[App, UnitOfWork, By]]:
    """The same for reading; who asks must be on the staff here too."""
    with open_app(asked) as app, read_in(asked, app) as (uow, by):
        yield app, uow, by


@contextmanager
def read_in(asked: Asked, app: App) -> Iterator[tuple[UnitOfWork, By]]:
    """As `written_in`, for reading."""
    if app.asked_now is not None or app.clock_is_right:
        with app.write() as uow, _remarking(asked, uow):
            app.by(uow, reads=True)
    with app.read() as uow, _remarking(asked, uow):
        yield uow, app.by_for_reading(uow)


@contextmanager
def _remarking(asked: Asked, uow: UnitOfWork, heard: list[Words] | None = None) -> Iterator[None]:
    """Says what came up on the way, also where the answer is a refusal; but for what was heard before."""
    try:
        yield
    finally:
        for words in uow.remarks:
            if heard is None or words not in heard:
                asked.talk(words)
        if heard is not None:
            heard += [words for words in uow.remarks if words not in heard]
