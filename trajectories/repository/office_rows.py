"""The rows that follow from the office's own events: what it is, and what it works by."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.known import dated
from trajectories.history.office import InForce, followed, in_force
from trajectories.history.streams import OFFICE
from trajectories.local_time import write_instant
from trajectories.repository.store import COLUMNS, Stamp, UnitOfWork, read_row
from trajectories.repository.tables import DEFINITION, EVENT, SETTING
from workflows.calendar import OFFICES

DATABASE, SANDBOX, CHANNEL, FACTS = "database_id", "sandbox", "channel", "person_facts"
CALENDAR, NAMED = "calendar", "calendar:"
DECIDING = (
    ev.OfficeBegun,
    ev.OfficeFound,
    ev.ChannelChosen,
    ev.CalendarAdopted,
    ev.DefinitionPublished,
    ev.PersonFactsAdopted,
    ev.LossAccepted,
)


class Differs(NamedTuple):
    """A row that says something else than the history. what: its name; for people who mend it."""

    what: str
    row: str
    history: str


def calendar_setting(name: str) -> str:
    """Under which stands which edition of a calendar is in force."""
    return CALENDAR if name == OFFICES else f"{NAMED}{name}"


def database_id(uow: UnitOfWork) -> str:
    """By what this database is told from every other; a copy that is put back keeps it. Empty until `init` made it."""
    return uow.setting(DATABASE)


def record(uow: UnitOfWork, event: ev.OfficeEvent, on: date, stamp: Stamp) -> Recorded:
    """Writes an event of the office, and the rows that follow from it."""
    [recorded] = uow.append(OFFICE, [(event, on)], stamp)
    _write(uow, followed(InForce(), event))
    return recorded


def deciding(uow: UnitOfWork, *kinds: type[ev.OfficeEvent]) -> list[Recorded]:
    """The office's events from which these rows follow, or of those kinds alone, in the order of writing."""
    names = [each.__name__ for each in kinds or DECIDING]
    query = select(*COLUMNS).where(EVENT.c.stream == OFFICE, EVENT.c.type.in_(names)).order_by(EVENT.c.version)
    return [read_row(tuple(row)) for row in uow.connection.execute(query)]


def has_history(uow: UnitOfWork) -> bool:
    """Whether there is any event at all."""
    return uow.connection.execute(select(EVENT.c.position).limit(1)).first() is not None


def in_force_now(uow: UnitOfWork) -> InForce:
    """By the history, whatever the rows say."""
    return _folded(deciding(uow))


def calendar_known_at(uow: UnitOfWork, known_at: datetime, name: str) -> str:
    """The hash of the edition that was in force by that instant; the first one where there was none yet. Read once by
    whoever only reads.
    """
    asked = (write_instant(known_at), name)
    if uow.is_reading and asked in uow.calendars_known:
        return uow.calendars_known[asked]
    uow.calendars_known[asked] = found = _calendar_by(uow, known_at, name)
    return found


def _calendar_by(uow: UnitOfWork, known_at: datetime, name: str) -> str:
    found = ""
    now = InForce()
    for each, at in dated(deciding(uow, ev.CalendarAdopted, ev.OfficeFound, ev.ClockRepaired)):
        event: Any = each.event
        now = followed(now, event)
        if found and at > known_at:
            break
        found = now.calendars.get(name, "")
    return found


def _folded(history: list[Recorded]) -> InForce:
    events: list[Any] = [each.event for each in history]
    return in_force(events)


def rows_found(uow: UnitOfWork) -> InForce:
    """What the rows say, whatever the history does."""
    settings = {str(row[0]): str(row[1]) for row in uow.connection.execute(select(SETTING.c.key, SETTING.c.value))}
    published = uow.connection.execute(select(DEFINITION.c.hash).where(DEFINITION.c.published == 1)).scalars()
    return InForce(
        settings.get(DATABASE, ""),
        settings[SANDBOX] == "yes" if settings.get(SANDBOX) else None,
        settings.get(CHANNEL, ""),
        {name: settings[calendar_setting(name)] for name in _calendars_in(settings)},
        frozenset(str(each) for each in published),
        settings.get(FACTS, ""),
    )


def _calendars_in(settings: dict[str, str]) -> list[str]:
    """The names of those that a row names an edition of."""
    named = [key.removeprefix(NAMED) for key in settings if key.startswith(NAMED)]
    return [name for name in (OFFICES, *named) if settings.get(calendar_setting(name))]


def differing(uow: UnitOfWork) -> list[Differs]:
    """Where the rows say something else than the history; the same order each time."""
    row, wanted = rows_found(uow), in_force_now(uow)
    pairs = [
        (DATABASE, row.database, wanted.database),
        (SANDBOX, _yes(row.sandbox), _yes(wanted.sandbox)),
        (CHANNEL, row.channel, wanted.channel),
        (FACTS, row.person_facts, wanted.person_facts),
    ]
    for name in sorted({*row.calendars, *wanted.calendars}):
        pairs.append((calendar_setting(name), row.calendars.get(name, ""), wanted.calendars.get(name, "")))
    for digest in sorted(row.published ^ wanted.published):
        pairs.append((f"definition {digest[:12]}", *_published(by_row=digest in row.published)))
    return [Differs(*each) for each in pairs if each[1] != each[2]]


def _yes(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"


def _published(*, by_row: bool) -> tuple[str, str]:
    return ("published", "not published") if by_row else ("not published", "published")


def remake(uow: UnitOfWork) -> None:
    """These rows as the history has them. What it does not say of the database itself stays as it is."""
    wanted = in_force_now(uow)
    for name in rows_found(uow).calendars.keys() - wanted.calendars.keys():
        uow.set_setting(calendar_setting(name), "")
    uow.connection.execute(update(DEFINITION).where(DEFINITION.c.published == 1).values(published=0))
    _write(uow, wanted)


def _write(uow: UnitOfWork, wanted: InForce) -> None:
    rows = {DATABASE: wanted.database, SANDBOX: _yes(wanted.sandbox), CHANNEL: wanted.channel}
    rows |= {FACTS: wanted.person_facts}
    rows |= {calendar_setting(name): digest for name, digest in wanted.calendars.items()}
    for key, value in rows.items():
        if value and uow.setting(key) != value:
            uow.set_setting(key, value)
    for digest in sorted(wanted.published):
        uow.connection.execute(update(DEFINITION).where(DEFINITION.c.hash == digest).values(published=1))
