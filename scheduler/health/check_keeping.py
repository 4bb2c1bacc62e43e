"""Is there a backup, is there room for what is to be written, and does anything wait since a copy was put back?"""

import shutil
from pathlib import Path

from scheduler.bootstrap import App
from scheduler.health.finding import HealthFinding, local_text
from scheduler.health.queries import began_at
from scheduler.health.snapshot import Keeping, Room, Snapshot
from scheduler.messages.held import ANSWERS, that_it_waits
from scheduler.outbox.after_restore import count_held
from scheduler.restoring.backup import TOO_LONG, last_backup
from trajectories.repository.connect import sqlite_path
from trajectories.repository.store import UnitOfWork
from workflows.words import Words

LEAST_FREE = 200_000_000  # bytes
COPIES = 3  # the database, the copy that replaces it, and what it replaces: a restore needs room for two more
MEGABYTE = 1_000_000


def look_at_keeping(app: App, uow: UnitOfWork) -> Keeping:
    path = sqlite_path(app.settings.database)
    return Keeping(began_at(uow), last_backup(uow), room_beside(path) if path else None, count_held(uow))


def room_beside(path: Path) -> Room:
    return Room(shutil.disk_usage(path.parent).free, path.stat().st_size)


def no_backup(seen: Snapshot) -> HealthFinding | None:
    kept = seen.keeping
    if seen.is_sandbox or kept is None or kept.began_at is None:
        return None
    if seen.now - max(filter(None, (kept.began_at, kept.last_backup))) <= TOO_LONG:
        return None
    last = kept.last_backup
    text = (
        Words(f"De laatste reservekopie is van {local_text(last)}.", f"The last backup is of {local_text(last)}.")
        if last
        else Words("Van deze database is nog geen reservekopie gemaakt.", "No backup of this database was made yet.")
    )
    return HealthFinding(
        "no_backup",
        "problem",
        "likely",
        1,
        text,
        Words(
            "Maak er elke nacht een, op een andere schijf. Maakt een ander programma ze, zeg dat dan elke keer met "
            "--elsewhere.",
            "Make one each night, on another disk. Where another program does, say so each time with --elsewhere.",
        ),
        ("traject backup FILE", "traject backup --elsewhere"),
    )


def disk_nearly_full(seen: Snapshot) -> HealthFinding | None:
    """On SQLite; the disk of a PostgreSQL server is not seen from here."""
    room = seen.keeping.room if seen.keeping else None
    if room is None or room.free >= max(LEAST_FREE, (COPIES - 1) * room.database):
        return None
    free = room.free // MEGABYTE
    return HealthFinding(
        "disk_nearly_full",
        "problem",
        "certain",
        1,
        Words(
            f"Op de schijf van de database is nog {free} MB vrij.",
            f"The disk of the database has {free} MB left.",
        ),
        Words(
            "Maak ruimte: op een volle schijf wordt niets meer vastgelegd of gezegd, en een kopie kan niet worden "
            "teruggezet.",
            "Make room: on a full disk nothing is recorded or said any more, and no copy can be put back.",
        ),
        ("df -h",),
    )


def restore_unsettled(seen: Snapshot) -> HealthFinding | None:
    if seen.keeping is None or not seen.keeping.waiting:
        return None
    waits = that_it_waits(seen.keeping.waiting)
    return HealthFinding(
        "restore_unsettled",
        "problem",
        "certain",
        seen.keeping.waiting,
        Words(f"{waits.nl}.", f"{waits.say('en')}."),
        Words(
            "Niemand weet of ze toen al gezegd waren. Zeg dat ze gezegd zijn, of laat ze opnieuw zeggen.",
            "Nobody knows whether they had been said. Say that they were, or have them said again.",
        ),
        ANSWERS,
    )
