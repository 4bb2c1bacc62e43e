"""What someone who owns the database can do to it, past the product."""

import hashlib
from datetime import datetime

from sqlalchemy import text

from tests.builders import Desk
from trajectories.audit import verify
from trajectories.history import events as ev
from trajectories.local_time import local_day, write_instant
from trajectories.repository import definitions, office_rows
from trajectories.repository.store import Stamp, UnitOfWork
from workflows.catalogue.resolve import Resolved

EVENT_COLUMNS = (
    "stream",
    "version",
    "type",
    "occurred_on",
    "recorded_at",
    "actor",
    "role",
    "reason",
    "definition",
    "data",
    "hash",
)
KEPT = ("event_no_update", "event_no_delete", "event_no_replace", "private_no_update")


def publish(uow: UnitOfWork, resolved: Resolved, stamp: Stamp) -> None:
    """As `workflow publish` does, without its questions."""
    definitions.keep_definition(uow, resolved)
    named = resolved.workflow
    event = ev.DefinitionPublished(named.workflow, named.variant, named.version, resolved.hash)
    office_rows.record(uow, event, local_day(stamp.recorded_at), stamp)


def becomes_a_sandbox(uow: UnitOfWork, at: datetime, stamp: Stamp) -> None:
    """No database of ours does; then commands go by its own clock, not by today's."""
    event = ev.OfficeFound(uow.setting("database_id"), True, uow.setting("channel"))
    office_rows.record(uow, event, local_day(stamp.recorded_at), stamp)
    uow.set_setting("clock", write_instant(at))


def by_hand(desk: Desk, *statements: str, **values: object) -> None:
    """As the owner: triggers dropped first."""
    with desk.write() as uow:
        drop = [f"drop trigger if exists {name}" for name in KEPT]
        if not uow.is_sqlite:
            drop = ["drop trigger if exists event_no_change on event"]
            drop += ["drop trigger if exists private_no_update on private"]
        for statement in drop:
            uow.connection.execute(text(statement))
        for statement in statements:
            uow.connection.execute(text(statement), values)
    desk.app.store.door.forget()  # as whoever comes next, in a process of their own


def problems(desk: Desk) -> list[str]:
    with desk.read() as uow:
        return [f"{each.stream}: {each.problem}" for each in verify.verify(uow).problems]


def chained_anew(desk: Desk, stream: str) -> None:
    """Numbers its events from one, and chains them again."""
    listing = ", ".join(EVENT_COLUMNS)
    query = f"select position, {listing} from event where stream = :stream order by version"
    rows = desk.rows(query, {"stream": stream})
    previous = "0" * 64
    for version, (position, _, _, *fields, _) in enumerate(rows, 1):
        lines = [previous, stream, str(version), *(str(each) for each in fields)]
        previous = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        by_hand(
            desk,
            "update event set version = :version, hash = :hash where position = :position",
            version=version,
            hash=previous,
            position=position,
        )
