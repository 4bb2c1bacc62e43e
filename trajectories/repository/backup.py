"""SQLite files as files: copied whole by SQLite's own backup, held by one alone, put in the place of another."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from workflows.errors import CaseworkError, HistoryBroken, NotFound, Refused, VersionConflict
from workflows.words import Words

BESIDE = ("-wal", "-shm", "-journal")
FOR_OWNER = 0o600
BUSY_SECONDS = 10
NOT_OURS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
PRIMARY = 0xFF  # of an SQLite code: what is left says more exactly what it was


def copied(source: Path, target: Path, check: Callable[[Path], None] = lambda made: None) -> None:
    """A copy of an SQLite file as it was at one moment, also while others write: one file, for its owner alone.

    It gets its name once it is whole, on the disk, and `check` is content with it; until then what had that name stays.
    Raises HistoryBroken for a damaged file, and leaves nothing.
    """
    part = target.with_name(f"{target.name}.part")
    with told(source, target):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER))
        try:
            with closing(_opened(source)) as old, closing(sqlite3.connect(part, isolation_level=None)) as new:
                old.backup(new)
                must_be_whole(new, source)
            check(part)
            one_file(part)
            part.replace(target)
            on_disk(target.parent)
        finally:
            forget(part)


def copied_from(held: sqlite3.Connection, target: Path) -> None:
    """As `copied`, of a file that is open here and to nobody else."""
    with told(target):
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER))
        with closing(sqlite3.connect(target, isolation_level=None)) as new:
            held.backup(new)
        on_disk(target)


@contextmanager
def held(path: Path, patience: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """The file, open here and to nobody else until this ends. What was in its log is in it.

    patience: seconds. Raises VersionConflict where someone else has it open so long; sqlite3.DatabaseError where it is
    no database, or damaged.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")
            connection.execute("PRAGMA main.locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # the lock stays until the connection is closed
        except sqlite3.OperationalError as error:
            if _primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise _in_use(path) from error
            if _primary(error) in NOT_OURS:
                raise _may_not(path) from error
            raise
        yield connection


def put_over(
    copy: Path,
    held: sqlite3.Connection,
    pages: int = -1,
    progress: Callable[[int, int, int], object] | None = None,
) -> None:
    """What is in the copy takes the place of what is in a file that is held, at once: who is killed in the middle finds
    the old one. pages: so many at a time, after which progress is called; all at once for -1.
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as new:
        new.backup(held, pages=pages, progress=progress)


def put_in_place(copy: Path, path: Path, aside: Path) -> None:
    """The copy gets the name of a file that cannot be opened, which is called `aside` from then on."""
    for suffix in BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    if path.exists():
        path.rename(aside)
    copy.rename(path)
    on_disk(path.parent)


def must_be_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raises HistoryBroken where a page or an index of it does not hold."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise damaged(path)


def one_file(path: Path) -> None:
    """With nothing beside it, and on the disk; whoever opened it may have begun a log."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    on_disk(path)


def on_disk(path: Path) -> None:
    """Also after a power cut: a file, or the names in a folder."""
    if path.is_dir() and os.name != "posix":
        return  # there the names of a folder are written with the file
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget(path: Path) -> None:
    for suffix in ("", *BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    """To read; never made by looking for it. A file on a disk that is only read has no log to look into."""
    if not path.is_file():
        raise NotFound(Words(f"er is geen bestand {path}", f"there is no file {path}"))
    for mode in ("rw", "ro", "ro&immutable=1"):
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if _primary(error) not in NOT_OURS:
                raise
        except sqlite3.Error:
            connection.close()
            raise
        else:
            return connection
    raise _may_not(path)


@contextmanager
def told(*paths: Path) -> Iterator[None]:
    """Trouble with these files in a sentence. The last is the one that is written."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, paths) from error
    except OSError as error:
        raise _of_system(error, paths[-1]) from error


def _of_sqlite(error: sqlite3.Error, paths: tuple[Path, ...]) -> CaseworkError:
    if _primary(error) in NOT_OURS:
        return _may_not(paths[-1])
    match _primary(error):
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return _full(paths[-1])
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _in_use(paths[0])
        case _:
            return damaged(paths[0])


def _of_system(error: OSError, path: Path) -> CaseworkError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _full(path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        folder = path.parent
        return NotFound(
            Words(f"er is geen map {folder}; maak die eerst", f"there is no folder {folder}; make it first")
        )
    return _may_not(path)


def _primary(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & PRIMARY


def damaged(path: Path) -> HistoryBroken:
    return HistoryBroken(
        Words(
            f"{path} is beschadigd, of geen database; neem een eerdere kopie",
            f"{path} is damaged, or no database; take an earlier copy",
        )
    )


def _in_use(path: Path) -> VersionConflict:
    return VersionConflict(
        Words(
            f"iemand anders werkt nu in {path}; laat alles stoppen dat haar open heeft, en doe het dan opnieuw",
            f"someone else works in {path} now; stop all that has it open, then do it again",
        )
    )


def _full(path: Path) -> Refused:
    return Refused(
        Words(
            f"de schijf van {path} is vol of weigert; er is niets veranderd. Maak ruimte en doe het dan opnieuw",
            f"the disk of {path} is full or refuses; nothing was changed. Make room, then do it again",
        )
    )


def _may_not(path: Path) -> Refused:
    return Refused(
        Words(
            f"u mag niet lezen of schrijven wat daarvoor nodig is: {path}; kijk van wie bestand en map zijn",
            f"you may not read or write what this takes: {path}; look who owns the file and its folder",
        )
    )
