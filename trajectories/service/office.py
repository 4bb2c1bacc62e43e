"""What an administrator puts into force, and projections made again."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trajectories.audit import verify
from trajectories.audit.rows_beyond import must_not_know_more
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.projections.projections import rebuild
from trajectories.repository import definitions, held, office_rows
from trajectories.repository.office_rows import calendar_setting
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import identity
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.calendar import OFFICES, WorkCalendar
from workflows.language.person_facts import PersonFacts
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved


PUT_BACK = ev.Restored(waits=True)  # by other means than ours: nobody can tell what was said since
CLAIMS = ("token", "leased_until")  # of a tick at work; rebuild leaves them alone


def publish(casework: Casework, uow: UnitOfWork, resolved: "Resolved", by: By, past: str = "") -> bool:
    """Publishes a definition, and adopts the calendar that it names; False if it was published.

    Raises DefinitionError for another text of that version.

    past: what was answered about reminders that lie in the past for running trajectories.
    """
    definitions.keep_definition(uow, resolved)
    name, calendar = resolved.workflow.calendar, resolved.calendar
    if calendar and adopt_calendar(casework, uow, calendar, by, name):
        nl, en = (
            f"kalender {name} is nu uitgave {calendar.edition}",
            f"calendar {name} is edition {calendar.edition} now",
        )
        uow.remark(Words(nl, en))
    if definitions.is_published(uow, resolved.hash):
        return False
    workflow = resolved.workflow
    event = ev.DefinitionPublished(workflow.workflow, workflow.variant, workflow.version, resolved.hash, past)
    office_rows.record(uow, event, by.today, casework.stamp(uow, by))
    return True


def adopt_calendar(casework: Casework, uow: UnitOfWork, calendar: WorkCalendar, by: By, name: str = OFFICES) -> bool:
    """Takes an edition into force, for the definitions that name that calendar; False when it is already.

    Deadlines and reminders follow in the same transaction. Whoever opens something at the same time waits.
    """
    before = uow.setting(calendar_setting(name))
    if before == calendar.hash:
        return False
    uow.last_number("t")
    definitions.keep_calendar(uow, calendar)
    event = ev.CalendarAdopted(calendar.hash, "" if name == OFFICES else name)
    office_rows.record(uow, event, by.today, casework.stamp(uow, by))
    if before:
        rebuild_all(casework, uow)
    return True


def adopt_person_facts(casework: Casework, uow: UnitOfWork, edition: PersonFacts, by: By) -> bool:
    """Takes an edition of what is recorded of persons into force; False when it is already."""
    if uow.setting("person_facts") == edition.hash:
        return False
    definitions.keep_person_facts(uow, edition)
    office_rows.record(uow, ev.PersonFactsAdopted(edition.hash), by.today, casework.stamp(uow, by))
    return True


def choose_channel(casework: Casework, uow: UnitOfWork, name: str, by: By) -> bool:
    """How this database reaches people from now on; False when it does so already."""
    if uow.setting(office_rows.CHANNEL) == name:
        return False
    office_rows.record(uow, ev.ChannelChosen(name), by.today, casework.stamp(uow, by))
    return True


def note_restored(casework: Casework, uow: UnitOfWork, by: By, restored: ev.Restored = PUT_BACK) -> datetime:
    """Records that the database is a copy that was put back; returns when."""
    [recorded] = uow.append(OFFICE, [(restored, by.today)], casework.stamp(uow, by))
    held.follow(uow, recorded)
    return recorded.recorded_at


def settle_restored(casework: Casework, uow: UnitOfWork, by: By, *, said: bool) -> None:
    """Records whether what was due when it was put back counts as said; nothing waits for that any longer."""
    [recorded] = uow.append(OFFICE, [(ev.RestoreSettled(said), by.today)], casework.stamp(uow, by))
    held.follow(uow, recorded)


def rebuild_all(casework: Casework, uow: UnitOfWork, progress: Callable[[int, int], None] | None = None) -> int:
    """Makes every projection again from the history; sends nothing. Returns the number of trajectories.

    Raises HistoryBroken, and changes nothing, where the history itself does not verify, or rows know more than it.
    """
    verify.must_verify(uow)
    must_not_know_more(uow)
    return remade(casework, uow, progress)


def remade(casework: Casework, uow: UnitOfWork, progress: Callable[[int, int], None] | None = None) -> int:
    """Of a history that was looked at."""
    identity.remake(uow)
    held.remake(uow)
    return rebuild(uow, casework.dossiers, casework.projections, progress)


def digests(uow: UnitOfWork) -> dict[str, str]:
    """Per projection a SHA-256 of what it holds; the agenda's claims are no part of it."""
    return {table.name: _digest(uow, table) for table in PROJECTIONS}


def _digest(uow: UnitOfWork, table: Any) -> str:
    names = [column.name for column in table.columns if column.name not in CLAIMS]
    listing = ", ".join(names)
    digest = hashlib.sha256()
    for row in uow.connection.exec_driver_sql(f"SELECT {listing} FROM {table.name} ORDER BY {listing}"):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
