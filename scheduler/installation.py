"""Making and upgrading a database."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scheduler.bootstrap import App, no_clock
from scheduler.missed import Missed, by_upgrade, decide, must_be_decided
from trajectories.audit import verify
from trajectories.casework.commands import Actor
from trajectories.casework.person_copies import OwnAnswers
from trajectories.local_time import local_day, write_instant
from trajectories.people.birthdays import SEEN_UNTIL
from trajectories.people.legal_facts import with_own_answers
from trajectories.people.staff import add_staff, staff_on
from trajectories.projections.projections import FORM
from trajectories.repository.connect import sqlite_path, translated
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.schema import is_current, upgrade_within
from trajectories.service import erasing, office
from trajectories.service.recording import By
from workflows.calendar import builtin_calendar
from workflows.catalogue.person_facts import builtin_person_facts
from workflows.errors import Refused
from workflows.words import Words

MOUNTS = Path("/proc/mounts")
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph", "fuse.glusterfs"}
BESIDE = ("-wal", "-shm")


class DatabaseMade(NamedTuple):
    """missed: what would have spoken of the past by the upgrade, and was decided about.

    differing: facts of persons on which what runs for them differs; each goes on with its own until someone says.
    """

    is_new: bool
    missed: list[Missed]
    differing: list[OwnAnswers]


def is_on_network_share(path: Path, mounts: str) -> bool:
    """Whether the deepest mount above the file is a network file system. mounts: the text of /proc/mounts."""
    found = [line.split(" ")[1:3] for line in mounts.splitlines() if line.count(" ") >= 2]
    above = [(len(point), kind) for point, kind in found if path.is_relative_to(point.replace("\\040", " "))]
    return bool(above) and max(above)[1] in NETWORK


def prepare(
    app: App,
    *,
    sandbox: bool,
    clock_at: datetime | None = None,
    past: str = "",
    report: Callable[[Words], None] = lambda words: None,
) -> DatabaseMade:
    """Makes or upgrades the database. Safe to repeat.

    An SQLite file is copied aside before its schema changes. The first time the caller becomes administrator.
    A sandbox stays a sandbox, and no other database becomes one. clock_at: where a new sandbox's clock starts.
    Projections are made again where the calendar, or the form in which they are kept, is not what it was.
    past: none, latest or all: what is sent of the reminders that lie in the past and that the release before did not
    plan. Raises MustBeDecided, and changes nothing, where there are any and it is not said.
    """
    path = sqlite_path(app.settings.database)
    if path is not None and MOUNTS.exists() and is_on_network_share(path, MOUNTS.read_text(errors="replace")):
        raise Refused(
            Words(
                "deze map staat op een netwerkschijf, waar SQLite niet veilig is; kies een lokale map of PostgreSQL",
                "this folder is on a network share, where SQLite is not safe; choose a local folder or PostgreSQL",
            )
        )
    was_there = path is None or path.exists()
    if not was_there and not sandbox and clock_at is not None:
        raise no_clock()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    copy = None
    with translated(app.settings.database):
        if path is not None and was_there and not is_current(app.store.engine):
            copy = _copied_aside(path, app.clock())
    try:
        made = _prepared(app, sandbox=sandbox, clock_at=clock_at, past=past)
    except Refused:
        if copy:
            _forget(copy)
        raise
    if copy:
        report(Words(f"de database is eerst gekopieerd naar {copy}", f"the database was first copied to {copy}"))
    return made


def _prepared(app: App, *, sandbox: bool, clock_at: datetime | None, past: str) -> DatabaseMade:
    """All in one transaction, the schema included."""
    missed: list[Missed] = []
    with app.store.write() as uow:
        upgrade_within(uow.connection)
        is_new = _settle(app, uow, sandbox=sandbox, clock_at=clock_at)
        by = _caller(app, uow, is_new=is_new)
        is_outdated = uow.setting("projections") != FORM
        if is_outdated and not is_new:
            verify.must_verify(uow)
            missed = by_upgrade(uow, app.casework, by.today)
            if missed and not past:
                raise must_be_decided(missed, by_upgrade=True)
            decide(uow, app.casework, missed, past, by)
        adopted = office.adopt_calendar(app.casework, uow, builtin_calendar(), by)
        office.adopt_person_facts(app.casework, uow, builtin_person_facts(), by)
        for resolved in app.load_catalogue(None).all_resolved():
            office.publish(app.casework, uow, resolved, by)
        if is_outdated and not is_new and not adopted:
            office.rebuild_all(app.casework, uow)
        if is_outdated:
            uow.set_setting("projections", FORM)
        erasing.note_missing(app.casework, uow, by)
        differing = _lifted(app, uow, by)
        if not uow.setting(SEEN_UNTIL):
            uow.set_setting(SEEN_UNTIL, by.today.isoformat())  # the first tick may be weeks away
    return DatabaseMade(is_new, missed, differing)


def _lifted(app: App, uow: UnitOfWork, by: By) -> list[OwnAnswers]:
    """What all that runs for a person agrees on becomes the person's; the rest comes back."""
    names = person_facts_in_force(uow).specs
    return [each for person in with_own_answers(uow, names) for each in app.casework.lift(uow, person, by)]


def _copied_aside(path: Path, now: datetime) -> Path:
    copy = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before")
    shutil.copy2(path, copy)
    for suffix in BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            shutil.copy2(beside, copy.with_name(copy.name + suffix))
    return copy


def _forget(copy: Path) -> None:
    for suffix in ("", *BESIDE):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _settle(app: App, uow: UnitOfWork, *, sandbox: bool, clock_at: datetime | None) -> bool:
    """Writes what a new database needs to know of itself; True when it is new."""
    kind = uow.setting("sandbox")
    if not kind:
        for counter in ("t", "p", "h", "s"):
            uow.set_setting(f"last_{counter}", "0")
        uow.set_setting("sandbox", "yes" if sandbox else "no")
        uow.set_setting("clock", write_instant(clock_at or app.clock()))
        uow.set_setting("channel", "console")
        return True
    if sandbox != (kind == "yes") and sandbox:
        raise Refused(
            Words(
                "dit is een echte database; die wordt geen oefendatabase. Kies een ander bestand met --database",
                "this is a real database; it never becomes a sandbox. Choose another file with --database",
            )
        )
    return False


def _caller(app: App, uow: UnitOfWork, *, is_new: bool) -> By:
    """The first caller becomes administrator; later ones need not be on the staff to upgrade."""
    now = app.now(uow)
    today = local_day(now)
    name = app.settings.actor
    if is_new:
        stamp = Stamp(now, "s1", "administrator")
        key = add_staff(uow, name, ["administrator"], today, stamp, lang=app.settings.lang)
        return By(Actor(key, frozenset(["administrator"])), now)
    known = next((each for each in staff_on(uow, today).values() if each.name == name), None)
    return By(Actor(known.id, known.roles) if known else Actor("scheduler", frozenset(["administrator"])), now)
