"""A trajectory as it lies in the database: its history, folded, with the definition and calendar it is read under."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select

from trajectories.deadlines.written import Written, asking_again, deadlines_of
from trajectories.history.both_clocks import lines_of
from trajectories.history.events import Recorded
from trajectories.history.known import known_by
from trajectories.history.replay import replay
from trajectories.history.state import Trajectory, ever_recorded
from trajectories.history.streams import said_stream, split
from trajectories.repository.aliases import the_same
from trajectories.repository.among import among, among_named, as_list
from trajectories.repository.at_hand import AtHand
from trajectories.repository.office_rows import calendar_known_at, calendar_setting
from trajectories.repository.prepared import Prepared
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import CALENDAR, DEFINITION, EVENT, TRAJECTORY, opening_stands
from workflows.calendar import OFFICES, WorkCalendar
from workflows.errors import HistoryBroken, NotFound
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Words

IS_OPEN = TRAJECTORY.c.closed_on == literal_column("''")
OF_SUBJECTS = among_named(TRAJECTORY.c.subject, "subjects")
OF_WORKFLOW = TRAJECTORY.c.workflow.concat(literal_column("''")) == bindparam("workflow")  # by the subject's index
OPEN = Prepared(select(TRAJECTORY.c.id).where(IS_OPEN, OF_SUBJECTS).order_by(TRAJECTORY.c.number))
WHOSE = Prepared(select(TRAJECTORY.c.subject, TRAJECTORY.c.definition).where(TRAJECTORY.c.id == bindparam("key")))
RUNNING = Prepared(select(TRAJECTORY.c.id).where(IS_OPEN, OF_WORKFLOW, OF_SUBJECTS).order_by(TRAJECTORY.c.number))
AHEAD = 50  # histories that are asked for at once
DEFINITIONS_AT_HAND = 128  # definitions in all databases that a process has open


@lru_cache(DEFINITIONS_AT_HAND)
def _compiled(text: str, digest: str) -> Compiled:
    """By the text itself: another database may hold another text under a digest."""
    return Compiled(Workflow.model_validate_json(text), digest)


def _not_here_then(known: Trajectory) -> NotFound:
    """One that was taken over ran elsewhere by then. known: all that was."""
    key, day = known.id, known.here_from
    if known.takeover:
        return NotFound(
            Words(
                f"{key} liep toen elders en wordt hier gevolgd vanaf {day}",
                f"{key} ran elsewhere then, and is followed here from {day} on",
            )
        )
    return NotFound(Words(f"{key} was toen nog niet geopend", f"{key} was not open yet then"))


class Dossiers:
    """Reads trajectories. Compiled definitions and calendars are kept by hash: they never change."""

    def __init__(self) -> None:
        self.at_hand = AtHand()
        self._compiled: dict[str, Compiled] = {}
        self._calendars: dict[str, WorkCalendar] = {}

    def load(self, uow: UnitOfWork, key: str, as_of: date | None = None, known_at: datetime | None = None) -> Written:
        """Raises NotFound where there is no such trajectory, or none yet on that day and by that instant."""
        is_of_now = as_of is None and known_at is None
        if is_of_now and (kept := self.at_hand.find(uow, key)):
            return kept
        history, said = split(uow.history(key, said_stream(key)), key)
        if not history:
            raise NotFound(Words(f"er is geen traject {key}", f"there is no trajectory {key}"))
        trajectory = replay(key, history, as_of, known_at)
        if not trajectory.path:
            raise _not_here_then(replay(key, history, None, known_at))
        compiled = self.compiled(uow, trajectory.definition)
        history, said = known_by(history, known_at), lines_of(said, as_of, known_at)
        said = _readable(uow, said) if compiled.revealing or trajectory.migrations else said
        written = self.written(uow, compiled, trajectory, history, said, known_at)
        if is_of_now:
            self.at_hand.keep(uow, key, written)
        return written

    def asked_ahead(self, uow: UnitOfWork, keys: Iterable[str]) -> Iterator[str]:
        """The same keys, for whoever loads them in that order: of some at once is asked what `load` will ask."""
        every = iter(keys)
        while some := [*islice(every, AHEAD)]:
            for key in some:
                if self.at_hand.as_kept(key) is None:
                    uow.ask_history(key, said_stream(key))
            yield from some

    def written(
        self,
        uow: UnitOfWork,
        compiled: Compiled,
        trajectory: Trajectory,
        history: list[Recorded],
        said: list[Recorded],
        known_at: datetime | None = None,
    ) -> Written:
        calendar = self.calendar_of(uow, compiled.workflow, known_at)
        private = private_dates(uow, trajectory) if compiled.revealing else {}
        deadlines = deadlines_of(compiled, trajectory, calendar, private)
        now = asking_again(compiled, trajectory, deadlines)
        return Written(compiled, now, history, said, deadlines, calendar, private)

    def compiled(self, uow: UnitOfWork, digest: str) -> Compiled:
        """Raises HistoryBroken when the database no longer holds the definition."""
        if digest not in self._compiled:
            text = uow.connection.execute(select(DEFINITION.c.text).where(DEFINITION.c.hash == digest)).scalar()
            if text is None:
                raise HistoryBroken(
                    Words(f"definitie {digest[:12]} ontbreekt in de database", f"definition {digest[:12]} is missing")
                )
            self._compiled[digest] = _compiled(str(text), digest)
        return self._compiled[digest]

    def under(self, uow: UnitOfWork, history: Iterable[Recorded]) -> dict[str, Compiled]:
        """The definitions that the events of a history were decided under, by hash."""
        return {digest: self.compiled(uow, digest) for digest in dict.fromkeys(e.definition for e in history) if digest}

    def calendar_of(self, uow: UnitOfWork, workflow: Workflow, known_at: datetime | None = None) -> WorkCalendar:
        """By which its terms are reckoned, in an office that works by its own."""
        office = self.calendar(uow, known_at)
        if workflow.calendar == OFFICES:
            return office
        own = self.calendar(uow, known_at, workflow.calendar)
        key = f"{own.hash} {office.hash}"
        if key not in self._calendars:
            self._calendars[key] = own.beside(office)
        return self._calendars[key]

    def calendar(self, uow: UnitOfWork, known_at: datetime | None = None, name: str = OFFICES) -> WorkCalendar:
        """The edition in force, or the one that was by that instant."""
        digest = uow.setting(calendar_setting(name)) if known_at is None else calendar_known_at(uow, known_at, name)
        if digest not in self._calendars:
            text = uow.connection.execute(select(CALENDAR.c.text).where(CALENDAR.c.hash == digest)).scalar()
            if text is None:
                raise HistoryBroken(Words("de kalender ontbreekt in de database", "the calendar is missing"))
            self._calendars[digest] = WorkCalendar.from_text(str(text))
        return self._calendars[digest]


def private_dates(uow: UnitOfWork, trajectory: Trajectory) -> dict[str, str]:
    names = dict.fromkeys((*trajectory.facts, *trajectory.forgotten))
    entries = [entry.value for name in names for entry in ever_recorded(trajectory, name)]
    return uow.private(*(value["private"] for value in entries if isinstance(value, dict)))


def _readable(uow: UnitOfWork, said: list[Recorded]) -> list[Recorded]:
    """What was said of private days, with those days; an erased one reads `erased`."""
    events: list[Any] = [each.event for each in said]
    hidden = [value for event in events for value in event if isinstance(value, dict) and "private" in value]
    if not hidden:
        return said
    values = uow.private(*(str(value["private"]) for value in hidden))
    return [each._replace(event=_with_days(each.event, values)) for each in said]


def _with_days(event: Any, values: Mapping[str, str]) -> Any:
    found: dict[str, object] = {}
    if isinstance(getattr(event, "due_on", None), dict):
        found["due_on"] = values.get(event.due_on["private"], "erased")
    if "private" in (receipt := getattr(event, "receipt", {})):
        found["receipt"] = json.loads(values.get(receipt["private"], "{}"))
    return event._replace(**found) if found else event


def whose(uow: UnitOfWork, key: str) -> tuple[str, str]:
    """Subject and definition of a trajectory; empty where there is none. Only a migration changes the definition."""
    found = uow.fetch(WHOSE, key=key)
    return found[0] if found else ("", "")


def running(uow: UnitOfWork, workflow: str, subjects: Iterable[str]) -> list[str]:
    """The open trajectories of a workflow for any of these subjects, or whoever is the same, oldest first."""
    rows = uow.fetch(RUNNING, workflow=workflow, subjects=as_list(the_same(uow, subjects)))
    return [key for (key,) in rows]


def ask_running(uow: UnitOfWork, workflow: str, subject: str) -> None:
    """What `running` will ask of one whom nobody was merged into."""
    uow.ask_anew(RUNNING, workflow=workflow, subjects=as_list([subject]))


class Had(NamedTuple):
    """A trajectory that a subject has or had. outcome: empty while it runs, and at an end without one."""

    id: str
    definition: str
    closed_on: str
    outcome: str


HAD = Prepared(
    select(*(TRAJECTORY.c[name] for name in Had._fields))
    .where(
        OF_WORKFLOW,
        OF_SUBJECTS,
        opening_stands(),
    )
    .order_by(TRAJECTORY.c.number)
)


def had(uow: UnitOfWork, workflow: str, subject: str) -> list[Had]:
    """Every trajectory of this kind, open or closed, oldest first; an opening taken back is none."""
    rows = uow.fetch(HAD, workflow=workflow, subjects=as_list(the_same(uow, [subject])))
    return [Had(*row) for row in rows]


KINDS_HAD = Prepared(
    select(TRAJECTORY.c.subject, TRAJECTORY.c.workflow).where(OF_SUBJECTS, opening_stands()).distinct()
)


def kinds_had(uow: UnitOfWork, subjects: Iterable[str]) -> set[tuple[str, str]]:
    """Each of these subjects with each workflow that they, or whoever is the same, had: one question for all."""
    keys = list(dict.fromkeys(subjects))
    uow.ask_anew(KINDS_HAD, subjects=as_list(keys))  # as it will be asked, where nobody was merged
    every = the_same(uow, keys)
    found = {(str(row[0]), str(row[1])) for row in uow.fetch(KINDS_HAD, subjects=as_list(every))}
    if len(every) == len(keys):
        return found
    names = {key: {*the_same(uow, [key])} for key in keys}
    return {(key, workflow) for key in keys for subject, workflow in found if subject in names[key]}


class KeptCase(NamedTuple):
    """Where an open trajectory is counted, and who looks after it: a staff id, or empty."""

    id: str
    subject: str
    municipality: str
    coordinator: str
    workflow: str


KEPT = Prepared(
    select(*(TRAJECTORY.c[name] for name in KeptCase._fields)).where(IS_OPEN, OF_SUBJECTS).order_by(TRAJECTORY.c.number)
)


def kept_of(uow: UnitOfWork, subjects: Iterable[str]) -> list[KeptCase]:
    return [KeptCase(*row) for row in uow.fetch(KEPT, subjects=as_list(the_same(uow, subjects)))]


def every_case(uow: UnitOfWork) -> list[tuple[str, str, str, str, str]]:
    """Id, subject, workflow, definition and day of closing (empty while open) of all whose opening stands."""
    columns = (TRAJECTORY.c.id, TRAJECTORY.c.subject, TRAJECTORY.c.workflow, TRAJECTORY.c.definition)
    rows = uow.connection.execute(select(*columns, TRAJECTORY.c.closed_on).where(opening_stands())).all()
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4])) for row in rows]


def open_of(uow: UnitOfWork, subjects: Iterable[str]) -> list[str]:
    """Every open trajectory of these subjects, and of whoever is the same, oldest first."""
    return [key for (key,) in uow.fetch(OPEN, subjects=as_list(the_same(uow, subjects)))]


def any_of(uow: UnitOfWork, subjects: Iterable[str]) -> bool:
    """Whether these subjects have or had a trajectory; an opening taken back is none."""
    query = select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.subject, the_same(uow, subjects)), opening_stands())
    return uow.connection.execute(query.limit(1)).first() is not None


def opened_since(uow: UnitOfWork, subject: str, stream: str, event: str) -> list[str]:
    """Those of open_of(subject) that were opened after the last event of that type in the stream, oldest first."""
    since = select(func.max(EVENT.c.position)).where(EVENT.c.stream == stream, EVENT.c.type == event).scalar_subquery()
    query = select(EVENT.c.stream).where(EVENT.c.version == 1, EVENT.c.position > since)
    return _open_ids(uow, among(TRAJECTORY.c.subject, the_same(uow, [subject])), TRAJECTORY.c.id.in_(query))


def _open_ids(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> list[str]:
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.closed_on == "", *conditions)
    return list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())


def open_by_definition(uow: UnitOfWork) -> dict[str, int]:
    """The hash of each definition -> how many open trajectories run under it."""
    query = select(TRAJECTORY.c.definition, func.count()).where(TRAJECTORY.c.closed_on == "")
    return {row[0]: row[1] for row in uow.connection.execute(query.group_by(TRAJECTORY.c.definition))}
