"""The rows of an office as they were: made in memory from the history by the same projections, and thrown away.

So whatever reads rows answers about a moment as it does about now. Nothing is written to the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Table, create_engine, exists, insert, or_, select

from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS
from trajectories.history.events import Recorded
from trajectories.history.known import dated, known_by
from trajectories.history.opening_events import OPENINGS
from trajectories.history.streams import OFFICE
from trajectories.local_time import local_day, write_day, write_instant
from trajectories.people import rows
from trajectories.projections.projections import PEOPLE_TABLES, events_of_people
from trajectories.repository.aliases import the_same
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    DEFINITION,
    DELIVERY,
    EVENT,
    MEMBERSHIP,
    RUNG,
    SETTING,
    TRAJECTORY,
)
from trajectories.repository.trajectories import Dossiers
from workflows.errors import NotFound

OTHER_TABLES = (SETTING, TRAJECTORY, DEADLINE, AGENDA, DEFINITION, EVENT, RUNG, DELIVERY)
Project = Callable[[UnitOfWork, Written], None]
Progress = Callable[[int, int], None]


class AsItWas(NamedTuple):
    """What held on a day, as known at an instant; both inclusive, None for all of it. on: the day it is asked for."""

    as_of: date | None
    known_at: datetime | None
    on: date

    @property
    def is_now(self) -> bool:
        return self.as_of is None and self.known_at is None

    def holds(self, recorded: Recorded) -> bool:
        """Whether what was known belongs to the rows of people. What has its day in the row itself counts once it was
        known; so does a birth date, which is right or wrong on every day.
        """
        return self.as_of is None or recorded.occurred_on <= self.as_of or not _holds_from_its_day(recorded.event)


def _holds_from_its_day(event: ev.Event) -> bool:
    """What a client is called and is, and where a household lives; not the reference that we know them by."""
    if isinstance(event, ev.PersonChanged):
        return event.field not in ("born", "ref")
    return isinstance(
        event, ev.PersonLeft | ev.PersonReturned | ev.PersonMerged | ev.PersonUnmerged | ev.HouseholdHoused
    )


class Then(UnitOfWork):
    """The rows are those of the moment; what they were made from is read in the database itself."""

    def __init__(self, connection: Connection, database: UnitOfWork, known_at: datetime | None) -> None:
        super().__init__(connection, is_sqlite=True)
        self._database, self._known_at = database, known_at
        self._values: dict[str, str | None] = {}

    def history(self, stream: str, other: str = "") -> list[Recorded]:
        return known_by(self._database.history(stream, other), self._known_at)

    def private(self, *keys: str) -> dict[str, str]:
        if all(key in self._values for key in keys):
            return {key: value for key in keys if (value := self._values[key]) is not None}
        return self._database.private(*keys)

    def read_together(self, history: Iterable[Recorded]) -> None:
        """What these events have apart is asked for at once, and not event by event."""
        fields: Iterator[Any] = (value for each in history for value in each.event)
        keys = {str(value["private"]) for value in fields if isinstance(value, dict) and "private" in value}
        self._values |= dict.fromkeys(keys) | self._database.private(*keys)


@contextmanager
def people_then(uow: UnitOfWork, asked: AsItWas, subjects: Iterable[str] = ()) -> Iterator[Then]:
    """With the rows of the staff, and of these clients and households with all whom they ever lived with."""
    streams = _around(uow, subjects)
    found = [each for stream in (OFFICE, *streams) for each in dated(uow.history(stream))]
    history = [each for each, _ in sorted(found, key=_written)]
    with _in_memory((*PEOPLE_TABLES, *OTHER_TABLES)) as connection:
        yield _with_people(uow, connection, history, asked)


@contextmanager
def office_then(
    uow: UnitOfWork, dossiers: Dossiers, project: Project, asked: AsItWas, progress: Progress | None = None
) -> Iterator[Then]:
    """With every row of people and of trajectories, their deadlines and what is still to be said. project: writes the
    rows of one trajectory.
    """
    with _in_memory((*PEOPLE_TABLES, *OTHER_TABLES)) as connection:
        apart = _with_people(uow, connection, events_of_people(uow), asked)
        keys = _perhaps_open(uow, asked)
        definitions: set[str] = set()
        beside = _Beside([], [], [])
        for count, key in enumerate(dossiers.asked_ahead(uow, keys), 1):
            try:
                written = dossiers.load(uow, key, asked.as_of, asked.known_at)
            except NotFound:
                continue  # not open yet then
            project(apart, written)
            beside.last_written(written, asked.on)
            beside.said(written)
            definitions.add(written.compiled.hash)
            if progress:
                progress(count, len(keys))
        for table, rows_of_it in zip((EVENT, RUNG, DELIVERY), beside, strict=True):
            _copy(apart, table, rows_of_it)
        texts = uow.connection.execute(select(DEFINITION).where(among(DEFINITION.c.hash, definitions)))
        _copy(apart, DEFINITION, [row._asdict() for row in texts])
        yield apart


def _perhaps_open(uow: UnitOfWork, asked: AsItWas) -> list[str]:
    """The trajectories of which anything was written down by then, of that day or one before; where a day was
    corrected, whatever that is. In the order of opening.
    """
    own, corrections = EVENT.alias(), [each.__name__ for each in CORRECTIONS]
    opened = select(EVENT.c.stream).where(EVENT.c.type.in_(OPENINGS))
    if asked.known_at is not None:
        opened = opened.where(_any(own, own.c.recorded_at <= write_instant(asked.known_at)))
    if asked.as_of is not None:
        opened = opened.where(_any(own, own.c.occurred_on <= write_day(asked.as_of), own.c.type.in_(corrections)))
    return list(uow.connection.execute(opened.order_by(EVENT.c.position)).scalars())


def _any(own: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(own.c.stream == EVENT.c.stream, or_(*conditions)).correlate(EVENT)


def _with_people(uow: UnitOfWork, connection: Connection, history: Sequence[Recorded], asked: AsItWas) -> Then:
    then = Then(connection, uow, asked.known_at)
    then.read_together(history)
    _copy(then, SETTING, [row._asdict() for row in uow.connection.execute(select(SETTING))])
    for each in known_by(history, asked.known_at):
        if asked.holds(each):
            rows.project(then, each)
    return then


def _around(uow: UnitOfWork, subjects: Iterable[str]) -> list[str]:
    """The streams of these, of every household that they were ever in, and of everyone who was ever in one of those."""
    found = the_same(uow, subjects)
    homes = select(MEMBERSHIP.c.household).where(among(MEMBERSHIP.c.person, found)).distinct()
    found = list(dict.fromkeys([*found, *uow.connection.execute(homes).scalars()]))
    people = select(MEMBERSHIP.c.person).where(among(MEMBERSHIP.c.household, found)).distinct()
    return list(dict.fromkeys([*found, *uow.connection.execute(people).scalars()]))


def _written(event: tuple[Recorded, datetime]) -> tuple[datetime, str, int]:
    recorded, at = event
    return at, recorded.stream, recorded.version


class _Beside(NamedTuple):
    """Rows of what was written down last and of what was said, written together at the end."""

    events: list[dict[str, object]]
    rungs: list[dict[str, object]]
    deliveries: list[dict[str, object]]

    def last_written(self, written: Written, on: date) -> None:
        """When something was last written down of it by that day, under the version that its row has."""
        by_then = [each for each in written.history if local_day(each.recorded_at) <= on]
        if by_then:
            last = by_then[-1]
            row = _blank(EVENT) | {"stream": last.stream, "version": written.trajectory.version, "position": None}
            self.events.append({**row, "recorded_at": write_instant(last.recorded_at)})

    def said(self, written: Written) -> None:
        """That a message with each of these was sent."""
        key = written.trajectory.id
        told: Sequence[Any] = [each.event for each in written.said if isinstance(each.event, ev.ReminderSent)]
        numbered = [(f"{key} {number}", each) for number, each in enumerate(told, 1)]
        of_rung, of_message = _blank(RUNG), _blank(DELIVERY)
        self.rungs.extend({**of_rung, "message": m, "reminder": e.reminder, "trajectory": key} for m, e in numbered)
        self.deliveries.extend({**of_message, "message": m, "recipient": e.to, "state": "sent"} for m, e in numbered)


def _blank(table: Table) -> dict[str, object]:
    return {each.name: 0 if isinstance(each.type, Integer) else "" for each in table.columns}


def _copy(apart: UnitOfWork, table: Table, values: Sequence[Mapping[str, object]]) -> None:
    if values:
        apart.connection.execute(insert(table), list(values))


@contextmanager
def _in_memory(tables: Iterable[Table]) -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            for table in tables:
                table.create(connection)
            yield connection
    finally:
        engine.dispose()
