"""Making and upgrading a database."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scheduler.bootstrap import App, no_clock
from scheduler.missed import Missed, by_upgrade, decide, must_be_decided
from trajectories.audit import verify
from trajectories.casework.commands import Actor
from trajectories.casework.person_copies import OwnAnswers
from trajectories.history.streams import INSTALLER
from trajectories.local_time import local_day, write_instant
from trajectories.own_files import make_folder, open_to_others
from trajectories.people.birthdays import SEEN_UNTIL
from trajectories.people.legal_facts import with_own_answers
from trajectories.people.staff import add_staff, staff_on
from trajectories.projections.projections import FORM
from trajectories.repository import counters, office_rows
from trajectories.repository.connect import make_sqlite_file, sqlite_path, translated
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.door import standing
from trajectories.repository.revision import newest_revision
from trajectories.repository.sqlite_copy import copied_aside
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.schema import upgrade_within
from trajectories.service import erasing, identity, office
from trajectories.service.binding import must_be_at_own_seat
from trajectories.service.recording import By
from workflows.calendar import builtin_calendar
from workflows.catalogue.person_facts import builtin_person_facts
from workflows.errors import CaseworkError, Refused
from workflows.words import Words

MOUNTS = Path("/proc/mounts")
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph", "fuse.glusterfs"}


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
        for words in () if sandbox else open_to_others(path.absolute().parent, path):  # of real people alone
            report(words)
        make_folder(path.parent)
        with translated(app.settings.database):
            make_sqlite_file(path)
    copies: list[Path] = []
    try:
        made, remarks = _prepared(app, copies, sandbox=sandbox, clock_at=clock_at, past=past)
    except CaseworkError:
        for copy in copies:
            copy.unlink(missing_ok=True)
        raise
    for copy in copies:
        report(Words(f"de database is eerst gekopieerd naar {copy}", f"the database was first copied to {copy}"))
    for words in remarks:
        report(words)
    return made


def _prepared(
    app: App, copies: list[Path], *, sandbox: bool, clock_at: datetime | None, past: str
) -> tuple[DatabaseMade, list[Words]]:
    """All in one transaction, the schema included; whoever else prepares it waits for that. Also what whoever asked
    should know of it. copies: what was put aside before the schema changed.
    """
    missed: list[Missed] = []
    path = sqlite_path(app.settings.database)
    with app.store.upgrade() as uow:
        if path is not None and standing(uow.connection)[1] not in ("", newest_revision()):
            copies.append(copied_aside(path, app.clock()))
        upgrade_within(uow.connection)
        is_new = _settle(app, uow, sandbox=sandbox, clock_at=clock_at)
        by = _caller(app, uow, is_new=is_new)
        app.settle_doubt(uow, by)
        app.keep_seats(uow, by)
        is_outdated = uow.setting("projections") != FORM
        if not is_new:
            identity.must_agree(uow, is_remade=is_outdated)
            identity.note_found(app.casework, uow, by)
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
    return DatabaseMade(is_new, missed, differing), uow.remarks


def _lifted(app: App, uow: UnitOfWork, by: By) -> list[OwnAnswers]:
    """What all that runs for a person agrees on becomes the person's; the rest comes back."""
    names = person_facts_in_force(uow).specs
    return [each for person in with_own_answers(uow, names) for each in app.casework.lift(uow, person, by)]


def _settle(app: App, uow: UnitOfWork, *, sandbox: bool, clock_at: datetime | None) -> bool:
    """Writes what a new database needs to know of itself; True when it is new."""
    kind = uow.setting(office_rows.SANDBOX)
    if not kind:
        for kind_of_number in ("t", "p", "h", "s"):
            uow.set_setting(counters.counter(kind_of_number), "0")
        begun = clock_at or app.clock()
        identity.begin(uow, begun, sandbox=sandbox)
        uow.set_setting("clock", write_instant(begun))
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
    now = app.right_now(uow)
    today = local_day(now)
    name = app.settings.actor
    if is_new:
        stamp = Stamp(now, "s1", "administrator")
        key = add_staff(uow, name, ["administrator"], today, stamp, lang=app.settings.lang)
        return By(Actor(key, frozenset(["administrator"])), now)
    known = next((each for each in staff_on(uow, today).values() if each.name == name), None)
    if known and app.account:
        must_be_at_own_seat(uow, known.id, known.name, app.account)
    return By(Actor(known.id, known.roles) if known else Actor(INSTALLER, frozenset(["administrator"])), now)
