"""A copy of the whole database in one file: made while all goes on, looked through, and remembered."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from scheduler.bootstrap import App
from trajectories.audit import verify
from trajectories.local_time import write_instant
from trajectories.repository import dumps
from trajectories.repository.backup import copied
from trajectories.repository.connect import no_database, sqlite_path
from trajectories.repository.replaced_file import looks_like
from trajectories.repository.store import Store, UnitOfWork
from trajectories.schema import is_current
from workflows.errors import CaseworkError, HistoryBroken, Refused, VersionConflict
from workflows.words import Words

BACKED_UP = "backed_up"  # the setting with the instant of the last one; a fact of these machines, and in no history
TOO_LONG = timedelta(weeks=1)


class BackedUp(NamedTuple):
    """events: that the copy holds, where the copy itself was read; remarks: what else should be known."""

    file: Path
    at: datetime
    events: int | None
    remarks: list[Words]


def make(app: App, file: Path, *, replace: bool = False) -> BackedUp:
    """Raises Refused where the file is there already, HistoryBroken where what was copied does not hold; then there is
    no new file, and an old one of that name is as it was.
    """
    if file.exists() and not replace:
        raise Refused(
            Words(
                f"{file} is er al; kies een andere naam, of zeg met --replace dat de nieuwe kopie die vervangt",
                f"{file} is there already; choose another name, or say with --replace that the new copy replaces it",
            )
        )
    path = sqlite_path(app.settings.database)
    at, counted, remarks = app.clock(), list[int](), list[Words]()
    if path is None:
        with app.store.read() as uow:
            verify.must_verify(uow)
        dumps.dump(app.settings.database, file)
    else:
        _must_be_another(path, file)
        if not path.exists():
            raise no_database(app.settings.database)
        copied(path, file, lambda made: counted.append(_verified(made, remarks)))
    remember(app, at, remarks)
    return BackedUp(file, at, counted[0] if counted else None, remarks)


def made_elsewhere(app: App) -> datetime:
    """Another program made one just now; returns when that was. Raises what stands in the way of writing it down."""
    with app.write() as uow:
        at = app.now(uow)
        uow.set_setting(BACKED_UP, write_instant(at))
    return at


def remember(app: App, at: datetime, remarks: list[Words]) -> None:
    """That there is a backup of that moment; a copy is no worse where that could not be written down."""
    try:
        with app.store.write() as uow:
            if uow.setting(BACKED_UP) < write_instant(at):
                uow.set_setting(BACKED_UP, write_instant(at))
    except CaseworkError as error:
        nl, en = error.words.nl, error.words.say("en")
        remarks.append(
            Words(
                f"de kopie is goed, maar dat zij gemaakt is kon niet worden vastgelegd: {nl}",
                f"the copy is good, but that it was made could not be written down: {en}",
            )
        )


def last_backup(uow: UnitOfWork) -> datetime | None:
    kept = uow.setting(BACKED_UP)
    return datetime.fromisoformat(kept) if kept else None


def _must_be_another(path: Path, file: Path) -> None:
    if file.exists() and path.exists() and file.samefile(path):
        raise Refused(Words(f"{file} is de database zelf", f"{file} is the database itself"))


def _verified(copy: Path, remarks: list[Words]) -> int:
    """How many events the copy holds. One of an earlier release is not ours to judge: only that the file is whole."""
    store = Store(f"sqlite:///{copy}")
    try:
        if is_current(store.engine):
            with store.read() as uow:
                verify.must_verify(uow)
        else:
            remarks.append(
                Words(
                    "de kopie is van een eerdere versie: het bestand is heel, de geschiedenis is niet nagegaan",
                    "the copy is of an earlier release: the file is whole, the history was not verified",
                )
            )
        return looks_like(store.engine).events
    except VersionConflict as error:  # nobody else has it open
        raise HistoryBroken(error.words) from error
    finally:
        store.close()
