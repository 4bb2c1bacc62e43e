"""Does the history verify? Hashes the stored bytes, and never stops at text it cannot read."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text, cast, func, select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.audit.erased import unrecorded
from trajectories.audit.found import Found as Found
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from trajectories.history.state import Passage, Trajectory
from trajectories.history.state_text import state_text
from trajectories.projections.projections import FORM
from trajectories.repository.edition_table import PERSON_FACTS
from trajectories.repository.store import COLUMNS, PRIVATE_KEY, UnitOfWork
from trajectories.repository.tables import CALENDAR, DEFINITION, EVENT, PRIVATE, TRAJECTORY
from trajectories.repository.trajectories import Dossiers
from workflows.errors import CaseworkError, HistoryBroken
from workflows.machine.state_machine import Compiled
from workflows.words import Words

GENESIS = b"0" * 64
STREAM, VERSION, TYPE, REASON, UNDER, DATA = 0, 1, 2, 7, 8, 9  # places in COLUMNS
NUMBER = re.compile(rb"[1-9][0-9]*")
KEPT_BY_HASH = re.compile(rb'"hash":"([0-9a-f]{64})"')
NAMES_A_TEXT = {b"DefinitionPublished": "definition", b"CalendarAdopted": "calendar", b"PersonFactsAdopted": "edition"}
Row = tuple[bytes, ...]


class Verdict(NamedTuple):
    streams: int
    events: int
    problems: list[Found]

    @property
    def ok(self) -> bool:
        return not self.problems


class Link(NamedTuple):
    """The end of a chain so far. computed: what its hash should have been, where it is not what is stored."""

    stream: bytes
    version: int = 0
    stored: bytes = GENESIS
    computed: bytes = GENESIS


def verify(uow: UnitOfWork, progress: Callable[[int], None] | None = None) -> Verdict:
    """Every chain, every definition and every projection against the history.

    Without a witness outside, a removed tail or a removed stream cannot be seen.
    """
    verdict, streams = _history(uow, progress)
    broken = {each.stream for each in verdict.problems}
    found = [*verdict.problems, *unrecorded(uow), *_projections(uow, streams, broken)]
    return verdict._replace(problems=found)


def event_count(uow: UnitOfWork) -> int:
    """How many there are to verify."""
    return int(uow.connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def must_verify(uow: UnitOfWork) -> None:
    """Raises HistoryBroken, naming the first event: nothing is made from a history that was tampered with."""
    problems = _history(uow)[0].problems
    if problems:
        first = problems[0]
        raise HistoryBroken(
            Words(
                f"de geschiedenis klopt niet: {first.stream} {first.version}; ‘traject audit verify’ zegt meer",
                f"the history does not verify: {first.stream} {first.version}; 'traject audit verify' says more",
            )
        )


def _history(uow: UnitOfWork, progress: Callable[[int], None] | None = None) -> tuple[Verdict, set[bytes]]:
    """The chains, definitions, calendars and private values; and the streams there are."""
    problems: list[Found] = []
    streams: set[bytes] = set()
    count = 0
    decided: dict[bytes, Row] = {}
    published: dict[bytes, Row] = {}
    last = Link(b"")
    for row in _stored(uow):
        if row[STREAM] != last.stream:
            last = Link(row[STREAM])
            streams.add(row[STREAM])
        last, wrong = _next(last, row)
        problems += wrong
        decided.setdefault(row[UNDER], row)
        if row[TYPE] in NAMES_A_TEXT and (found := KEPT_BY_HASH.search(row[DATA])):
            published.setdefault(found[1], row)
        count += 1
        if progress and count % 500 == 0:
            progress(count)
    problems += _texts(uow, {**published, **decided}) + _private_values(uow)
    return Verdict(len(streams), count, problems), streams


def _stored(uow: UnitOfWork) -> Iterator[Row]:
    """The events as bytes, in the order of the chain."""
    yield from _bytes(uow, COLUMNS, EVENT.c.stream, EVENT.c.version)


def _bytes(uow: UnitOfWork, columns: Any, *order: Any) -> Iterator[Row]:
    """Rows as the bytes that are stored; SQLite would refuse to read broken text as text."""
    query = select(*(_as_bytes(column, is_sqlite=uow.is_sqlite) for column in columns)).order_by(*order)
    for row in uow.connection.execute(query.execution_options(stream_results=True, yield_per=500)):
        yield tuple(bytes(value) for value in row)


def _as_bytes(column: Any, *, is_sqlite: bool) -> Any:
    if is_sqlite:
        return cast(cast(column, Text), LargeBinary)
    return func.convert_to(cast(column, Text), "UTF8")


def _text(value: bytes) -> str:
    return value.decode(errors="replace")


def _found(row: Row, problem: str) -> Found:
    return Found(_text(row[STREAM]), int(row[VERSION]) if NUMBER.fullmatch(row[VERSION]) else 0, problem)


def _next(last: Link, row: Row) -> tuple[Link, list[Found]]:
    """The chain with one more event, and what is wrong with that.

    It may hang on what the hash before it should have been, so that a changed hash names its own event only.
    """
    if not NUMBER.fullmatch(row[VERSION]):
        return last, [_found(row, f"its version is '{_text(row[VERSION])}', which is no number")]
    version, digest = int(row[VERSION]), row[-1]
    computed = _digest(last.stored, row)
    if version != last.version + 1:
        missing = f"version {last.version + 1} is missing before it"
        return Link(last.stream, version, digest, computed), [_found(row, missing)]
    if digest in (computed, _digest(last.computed, row)):
        return Link(last.stream, version, digest, digest), []
    changed = "what is stored does not match its hash, or the event before it was changed"
    return Link(last.stream, version, digest, computed), [_found(row, changed)]


def _digest(previous: bytes, row: Row) -> bytes:
    return hashlib.sha256(b"\n".join((previous, *row[:-1]))).hexdigest().encode()


def _texts(uow: UnitOfWork, named: dict[bytes, Row]) -> list[Found]:
    """Every definition, calendar and edition that the history names is there, and its text has its hash."""
    tables = (DEFINITION, CALENDAR, PERSON_FACTS)
    texts = {row[0]: row[1] for table in tables for row in _bytes(uow, (table.c.hash, table.c.text))}
    found = []
    for digest, row in named.items():
        kind = NAMES_A_TEXT.get(row[TYPE], "definition")
        if digest and digest not in texts:
            found.append(_found(row, f"{kind} {_text(digest[:12])} is missing"))
        elif digest and hashlib.sha256(texts[digest]).hexdigest().encode() != digest:
            found.append(_found(row, f"the text of {kind} {_text(digest[:12])} was changed"))
    return found


def _private_values(uow: UnitOfWork) -> list[Found]:
    """A private value that is still there is the one that was recorded: its key, which the event holds, says so."""
    rows = _bytes(uow, (PRIVATE.c.id, PRIVATE.c.salt, PRIVATE.c.value))
    changed = {key for key, salt, value in rows if _private_key(salt + value) != key}
    if not changed:
        return []
    problem = "a private value is not the one that was recorded"
    mentions = ((row, key) for row in _stored(uow) for key in changed if row[REASON] == key or key in row[DATA])
    return [_found(row, problem) for row in dict(mentions)]


def _private_key(salted: bytes) -> bytes:
    return hashlib.sha256(salted).hexdigest()[:PRIVATE_KEY].encode()


def _projections(uow: UnitOfWork, streams: set[bytes], broken: set[str]) -> list[Found]:
    """Replay from events alone equals the stored projection, byte for byte; also the path against its definition."""
    dossiers, found = Dossiers(), []
    if uow.setting("projections") != FORM:
        return [Found("projections", 0, "made by an earlier release; 'traject init' makes them again")]
    states = {row[0]: row[1] for row in _bytes(uow, (TRAJECTORY.c.id, TRAJECTORY.c.state), TRAJECTORY.c.number)}
    opened = sorted(each for each in streams if re.fullmatch(rb"t[0-9]+", each) and each not in states)
    found += [Found(_text(each), 0, "it has no projection; 'traject rebuild' makes it") for each in opened]
    for stored, state in states.items():
        key = _text(stored)
        if key not in broken and f"{key}/said" not in broken:
            found += _projection(uow, dossiers, key, state)
    return found


def _projection(uow: UnitOfWork, dossiers: Dossiers, key: str, state: bytes) -> Iterator[Found]:
    """One trajectory: its stored state, its moves and its migrations against its history."""
    try:
        history = uow.history(key)
        trajectory = replay(key, history)
        in_force = definitions_in_force(history)
        under = {digest: dossiers.compiled(uow, digest) for digest in set(in_force.values())}
    except (CaseworkError, SQLAlchemyError, KeyError, TypeError, ValueError) as error:
        why = "what it rests on is no text" if isinstance(error, SQLAlchemyError) else str(error)
        yield Found(key, 0, f"cannot be replayed: {why}")
        return
    if state_text(trajectory).encode() != state:
        yield Found(key, trajectory.version, "the projection differs from the history; 'traject rebuild' mends it")
    for step in strays(under, in_force, history, trajectory):
        yield Found(key, step.version, "this move is not in its definition")
    for migration in broken_migrations(in_force, history):
        yield Found(key, migration.version, "this migration does not start from the definition that held")


def strays(
    under: Mapping[str, Compiled], in_force: Mapping[int, str], history: Sequence[Recorded], trajectory: Trajectory
) -> list[Passage]:
    """The passages of a path that the definition of their time does not have; guards are not judged again."""
    moves: dict[int, Any] = {each.version: each.event for each in history}
    return [
        step
        for before, step in pairwise(trajectory.path)
        if step.source != before.stage or not _leads(under[in_force[step.version]], moves[step.version])
    ]


def _leads(compiled: Compiled, move: ev.StageEntered) -> bool:
    """In the names that it was recorded in."""
    return move.stage in compiled.leads(move.source, move.trigger)


def definitions_in_force(history: Sequence[Recorded]) -> dict[int, str]:
    """By version of an event, the definition that held when it was recorded."""
    digest = next((each.definition for each in history if isinstance(each.event, ev.TrajectoryOpened)), "")
    found: dict[int, str] = {}
    for each in sorted(history, key=lambda each: each.version):
        found[each.version] = digest
        if isinstance(each.event, ev.Migrated):
            digest = each.event.after
    return {**found, 0: digest}


def broken_migrations(in_force: Mapping[int, str], history: Sequence[Recorded]) -> list[Recorded]:
    """Those from another definition than the one that held, or written under another than they name."""
    return [
        each
        for each in history
        if isinstance(each.event, ev.Migrated)
        and (each.event.before != in_force[each.version] or each.event.after != each.definition)
    ]
