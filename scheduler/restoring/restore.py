"""A copy put back in the place of the database: checked first, at once or not at all, and the replaced one is kept.

Nothing is said twice: what the replaced database had said comes along, or, where it cannot be read, what was due by now
waits until an administrator says whether it was said.

The copy is made ready beside the database, with all that is written into it; then it takes the place of the database in
one transaction of SQLite, or, where that cannot be opened, by its name. Who is killed in between finds the old one.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scheduler.bootstrap import App
from scheduler.installation import prepare
from scheduler.outbox.after_restore import at_work_until, count_held
from scheduler.restoring.carry import CannotBeRead, carry
from scheduler.restoring.lost import Lost, lost_in
from scheduler.restoring.settle import settle
from scheduler.sending.daemon import only_one
from trajectories.audit import verify
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.people.staff import must_administer
from trajectories.projections.projections import FORM
from trajectories.repository import backup, dumps
from trajectories.repository.connect import sqlite_path, translated
from trajectories.repository.replaced_file import OtherDatabase, Replaced, looks_like, read_since
from trajectories.schema import is_current, is_known, revision_of
from trajectories.service.office import note_restored
from workflows.errors import CaseworkError, HistoryBroken, NotFound, Refused, UsageError, VersionConflict
from workflows.words import Words

STAGED = "restoring"


class PutBack(NamedTuple):
    """position: of the last event that the copy held. kept: where the replaced database lies; None without one.

    said: reminders that the replaced one had said and that count as said. waiting: reminders that wait for an answer;
    None where what was said could be read. lost: what is to be recorded again. upgraded: the copy was of an earlier
    release.
    """

    at: datetime
    position: int
    kept: Path | None
    said: int
    waiting: int | None
    lost: list[Lost]
    upgraded: bool


class RestoreAnswer(NamedTuple):
    """What was said beforehand. said: whether what was due counts as said; None: nothing. past: as `init` asks it."""

    said: bool | None = None
    past: str = ""


NOTHING_SAID = RestoreAnswer()


def restore(
    app: App, copy: Path, answer: RestoreAnswer = NOTHING_SAID, *, patience: float = backup.BUSY_SECONDS
) -> PutBack:
    """For an administrator, in the copy and in what it replaces. Raises HistoryBroken for a copy that does not verify,
    Refused for one of a newer release or of another database; then nothing was changed. patience: seconds for whoever
    has the database open.
    """
    path = sqlite_path(app.settings.database)
    if path is None:
        return _into_postgres(app, copy, answer)
    if path.exists() and copy.exists() and copy.samefile(path):
        raise Refused(Words(f"{copy} is de database zelf", f"{copy} is the database itself"))
    with backup.told(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = path.with_name(f"{path.name}.{STAGED}")
    with _without_scheduler(path):
        try:
            backup.copied(copy, staged)
            return _put_back(app, path, copy, staged, answer, patience)
        finally:
            for each in path.parent.glob(f"{staged.name}*"):
                each.unlink()


@contextmanager
def _without_scheduler(path: Path) -> Iterator[None]:
    try:
        with only_one(path):
            yield
    except Refused as error:
        if isinstance(error.__cause__, OSError):
            raise Refused(
                Words(
                    f"er draait een scheduler op {path}; stop die eerst, anders zegt zij door wat hier veranderd wordt",
                    f"a scheduler runs on {path}; stop it first, or it goes on saying what is changed here",
                )
            ) from error
        raise


def _put_back(app: App, path: Path, copy: Path, staged: Path, answer: RestoreAnswer, patience: float) -> PutBack:
    other = app.on_database(f"sqlite:///{staged}")
    with closing(other.store):
        ready = _made_ready(other, copy, answer)
        if not path.exists():
            made = _written(other, copy, None, answer, ready)
            with backup.told(path):
                backup.put_in_place(_closed(other, staged), path, path)
            return made
        aside = _aside(path, app.clock())
        try:
            with backup.held(path, patience) as held:
                replaced = read_since(held, staged)
                _must_administer_there(replaced, other)
                _must_not_be_at_work(path, at_work_until(replaced.ledger, app.clock()))
                made = _written(other, copy, replaced, answer, ready)
                backup.copied_from(held, aside)
                with backup.told(path):
                    backup.put_over(_closed(other, staged), held)
        except OtherDatabase as error:
            raise _of_another(copy, path) from error
        except (sqlite3.DatabaseError, CannotBeRead):
            made = _written(other, copy, None, answer, ready)
            with backup.told(path):
                backup.put_in_place(_closed(other, staged), path, aside)
    return made._replace(kept=aside)


class CopyAsFound(NamedTuple):
    """position: of the last event. upgraded: it was of an earlier release."""

    position: int
    upgraded: bool


def _made_ready(other: App, copy: Path, answer: RestoreAnswer) -> CopyAsFound:
    """Raises what makes it unfit; nothing of the copy itself is changed."""
    with translated(other.settings.database):
        revision = revision_of(other.store.engine)
        if revision and not is_known(revision):
            raise _newer(copy)
        if not revision:
            raise NotFound(
                Words(
                    f"{copy} is geen kopie van een database van traject", f"{copy} is no copy of a database of traject"
                )
            )
        found = looks_like(other.store.engine)
        is_old = found.form != FORM or not is_current(other.store.engine)
    if is_old:
        prepare(other, sandbox=False, past=answer.past)
    with other.store.read() as uow:
        problems = verify.verify(uow).problems
        if problems:
            raise _does_not_verify(copy, f"{problems[0].stream} {problems[0].version}")
    return CopyAsFound(found.position, is_old)


def _must_administer_there(replaced: Replaced, other: App) -> None:
    """Who lost the role since the copy was made does not get it back by putting that back."""
    with other.store.read() as uow:
        me = other.by_for_reading(uow).actor.staff
    for gone in replaced.gone:
        is_taken = gone.type == ev.RoleTaken.__name__
        if is_taken and decode(gone.type, gone.data) == ev.RoleTaken(me, "administrator"):
            raise Refused(
                Words(
                    "u bent sinds die kopie geen beheerder meer; laat een beheerder van nu haar terugzetten",
                    "you are no administrator any more since that copy; let one of now put it back",
                )
            )


def _must_not_be_at_work(path: Path, until: str) -> None:
    """A tick by hand takes no lock: it would go on with a message that the copy knows nothing of."""
    if until:
        nl = (
            f"een ronde verstuurt nu berichten uit {path}; wacht tot die klaar is, of tot {until} als zij is afgebroken"
        )
        en = f"a tick hands over messages from {path} now; wait until it is done, or until {until} where it was killed"
        raise VersionConflict(Words(nl, en))


def _written(other: App, copy: Path, replaced: Replaced | None, answer: RestoreAnswer, ready: CopyAsFound) -> PutBack:
    """All that is written into the copy, in one transaction."""
    with other.write() as uow:
        if replaced is not None and other.is_sandbox(uow) and replaced.clock > uow.setting("clock"):
            uow.set_setting("clock", replaced.clock)  # a sandbox's never goes back
        by = other.by(uow)
        must_administer(by.actor)
        restored = ev.Restored(copy.name, ready.position, waits=replaced is None)
        at = note_restored(other.casework, uow, by, restored)
        if replaced is not None:
            said = carry(uow, other.casework, replaced, by)
            return PutBack(at, ready.position, None, said, None, lost_in(replaced), ready.upgraded)
        waiting = count_held(uow)
        if answer.said is not None:
            settle(uow, other.casework, by, said=answer.said)
    still = waiting if answer.said is None else 0
    return PutBack(at, ready.position, None, 0, still, [], ready.upgraded)


def _closed(other: App, staged: Path) -> Path:
    """One file again, with nothing beside it."""
    other.store.close()
    with backup.told(staged):
        backup.one_file(staged)
    return staged


def _aside(path: Path, now: datetime) -> Path:
    """A name that nothing has yet."""
    aside = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.replaced")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}-{number}.replaced")
    return aside


def _into_postgres(app: App, copy: Path, answer: RestoreAnswer) -> PutBack:
    """Into an empty database, beside the one that it replaces, which nobody can read from here."""
    url = app.settings.database
    with translated(url):
        dumps.must_be_empty(app.store.engine)
    if not is_known(dumps.revision_in(copy)):
        raise _newer(copy)
    dumps.load(url, copy)
    try:
        return _written(app, copy, None, answer, _made_ready(app, copy, answer))
    except CaseworkError:
        dumps.empty_again(app.store.engine)
        raise


def _newer(copy: Path) -> Refused:
    return Refused(
        Words(
            f"{copy} is van een nieuwere versie dan deze traject; installeer die versie en zet haar dan terug",
            f"{copy} is of a newer release than this traject; install that release, then put it back",
        )
    )


def _of_another(copy: Path, path: Path) -> Refused:
    return Refused(
        Words(
            f"{copy} is een kopie van een andere database dan {path}; zet haar met --database elders terug",
            f"{copy} is a copy of another database than {path}; put it back elsewhere with --database",
        )
    )


def _does_not_verify(copy: Path, where: str) -> HistoryBroken:
    return HistoryBroken(
        Words(
            f"de geschiedenis in {copy} klopt niet: {where}; neem een eerdere kopie",
            f"the history in {copy} does not verify: {where}; take an earlier copy",
        )
    )


def must_say_one(*, again: bool, said: bool) -> bool | None:
    """What was answered; None where nothing was."""
    if again and said:
        raise UsageError(Words("kies --say-again of --said, niet beide", "choose --say-again or --said, not both"))
    return said if again or said else None
