"""A sandbox with the intake of Westland in 2018, built through the engine's own commands. Every person is invented.

The counts are those of the municipality's annual report of 2018. Every working day on which something is due begins
with a tick, so that reminders went out in time. The other mornings are passed over: on those nobody got the message
that there is nothing to do, which a scheduler that runs would have sent.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

from scheduler.bootstrap import App
from scheduler.demo.desk import LAST_DAY, WORK, OfficeDay
from scheduler.demo.people import SEED, earlier, families
from scheduler.demo.roads import settle
from scheduler.installation import prepare
from scheduler.outbox.agenda import count_due
from scheduler.sending.tick import dispatch_due
from trajectories.local_time import local_instant
from trajectories.repository.connect import shown_place, sqlite_path, translated
from trajectories.repository.office_rows import in_force_now
from trajectories.repository.tables import EVENT
from workflows.errors import Refused
from workflows.words import Words

MORNING = time(8, 5)
OPENS_AT = local_instant(date(2017, 1, 2), WORK)
ENDS_AT = local_instant(date(2018, 12, 31), time(16))  # a Monday

# what the history says it is; nothing in a database of an earlier release
SAID = "select data from event where type in ('OfficeBegun', 'OfficeFound') order by position desc limit 1"

Progress = Callable[[int, int], None]


# the database


def holds_sandbox(app: App) -> bool:
    """False where there is nothing yet. Raises Refused for a real database and for anything else."""
    path = sqlite_path(app.settings.database)
    if path is None:
        return _schema_holds_sandbox(app)
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return False
    if not _is_sandbox_file(path):
        raise _not_a_sandbox(str(path))
    return True


def _is_sandbox_file(path: Path) -> bool:
    """Looks without touching: opening it the usual way would change a file."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("select value from setting where key = 'sandbox'").fetchone()
            said = connection.execute(SAID).fetchone()
    except sqlite3.Error:
        return False
    return bool(row == ("yes",)) and (said is None or json.loads(said[0])["sandbox"] is True)


def _schema_holds_sandbox(app: App) -> bool:
    where = "table_schema = current_schema()"
    with translated(app.settings.database), app.store.engine.connect() as connection:
        query = f"select table_name from information_schema.tables where {where}"
        names = set(connection.exec_driver_sql(query).scalars())
        if not names:
            return False
    if "setting" in names and "event" in names:
        with app.store.read() as uow:
            if app.is_sandbox(uow) and in_force_now(uow).sandbox is not False:
                return True
    raise _not_a_sandbox(shown_place(app.store.engine.url))


def clear(app: App) -> None:
    """Removes the sandbox that is there."""
    app.store.door.forget()
    path = sqlite_path(app.settings.database)
    if path:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return
    names = ", ".join(f'"{name}"' for name in (*EVENT.metadata.tables, "alembic_version"))
    with translated(app.settings.database), app.store.engine.begin() as connection:
        connection.exec_driver_sql(f"drop table if exists {names} cascade")
        connection.exec_driver_sql("drop function if exists history_is_kept() cascade")


def _not_a_sandbox(what: str) -> Refused:
    return Refused(
        Words(
            f"{what} is geen oefendatabase; de demonstratie bouwt alleen in een nieuw bestand of over een "
            "oefendatabase heen. Kies een ander met --database",
            f"{what} is no sandbox; the demonstration builds only in a new file or over a sandbox. "
            "Choose another with --database",
        )
    )


# the build


def build(app: App, *, seed: int = SEED, progress: Progress = lambda done, total: None) -> None:
    """Makes the sandbox and plays two years in it, up to `ENDS_AT`. The same seed gives the same people and days.

    The database must not exist, or be empty.
    """
    with app.store.in_a_row():
        _build(app, seed, progress)


def _build(app: App, seed: int, progress: Progress) -> None:
    prepare(app, sandbox=True, clock_at=OPENS_AT)
    with app.write() as uow:
        desk = OfficeDay(app, seed, app.by(uow))
        desk.open_day(uow, OPENS_AT.date())
        desk.hire()
    for family in (*earlier(seed), *families(seed)):
        desk.begin(settle(desk, family))
    _play(app, desk, progress)
    app.asked_now = ENDS_AT
    with app.write() as uow:
        app.by(uow)
    app.asked_now = None


def _play(app: App, desk: OfficeDay, progress: Progress) -> None:
    first = OPENS_AT.date()
    days = [first + timedelta(days=after) for after in range((LAST_DAY - first).days + 1)]
    for number, day in enumerate(days, 1):
        if desk.calendar.is_working_day(day):
            _tick(app, local_instant(day, MORNING))
            if desk.has_work(day):
                app.asked_now = local_instant(day, WORK)
                with app.write() as uow:
                    app.by(uow)
                    desk.open_day(uow, day)
                    desk.work()
        progress(number, len(days))


def _tick(app: App, now: datetime) -> None:
    """The messages of a morning go out, to nobody's screen. A morning on which nothing is due is passed over."""
    with app.read() as uow:
        due_count = count_due(uow, now)
    if due_count:
        dispatch_due(app.store, app.casework, lambda message: None, "console", now, app.clock)
