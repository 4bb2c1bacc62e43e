"""Does the history verify? Hashes the stored bytes, and never stops at text it cannot read."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text, cast, func, select

from trajectories.dossier import DEFINITION, Dossiers, Written, state_text
from trajectories.state import Passage
from trajectories.store import CALENDAR, COLUMNS, EVENT, PRIVATE, TRAJECTORY, UnitOfWork
from workflows.errors import CaseworkError

GENESIS = b"0" * 64


class Found(NamedTuple):
    """Something wrong with one event. version 0: with the stream as a whole."""

    stream: str
    version: int
    problem: str


class Verdict(NamedTuple):
    streams: int
    events: int
    problems: list[Found]

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(uow: UnitOfWork, progress: Callable[[int], None] | None = None) -> Verdict:
    """Every chain, every definition and every projection against the history.

    Without a witness outside, a removed tail or a removed stream cannot be seen.
    """
    problems: list[Found] = []
    streams, count = set(), 0
    stream, expected, previous = b"", 0, GENESIS
    for row in _stored(uow):
        if row[0] != stream:
            stream, expected, previous = row[0], 1, GENESIS
            streams.add(stream)
        problems += _wrong_with(row, expected, previous)
        expected, previous = int(row[1]) + 1, row[-1]
        count += 1
        if progress and count % 500 == 0:
            progress(count)
    problems += _definitions(uow) + _private_values(uow) + _projections(uow, {each.stream for each in problems})
    return Verdict(len(streams), count, problems)


def _stored(uow: UnitOfWork) -> Iterator[tuple[bytes, ...]]:
    """The rows as bytes, in the order of the chain; SQLite would refuse to read broken text as text."""
    columns = [_as_bytes(column, is_sqlite=uow.is_sqlite) for column in COLUMNS]
    query = (
        select(*columns).order_by(EVENT.c.stream, EVENT.c.version).execution_options(stream_results=True, yield_per=500)
    )
    for row in uow.connection.execute(query):
        yield tuple(bytes(value) for value in row)


def _as_bytes(column: Any, *, is_sqlite: bool) -> Any:
    if is_sqlite:
        return cast(cast(column, Text), LargeBinary)
    return func.convert_to(cast(column, Text), "UTF8")


def _wrong_with(row: tuple[bytes, ...], expected: int, previous: bytes) -> list[Found]:
    stream, version, *fields, digest = row
    where = (stream.decode(errors="replace"), int(version))
    found = []
    if int(version) != expected:
        found.append(Found(*where, f"version {expected} is missing before it"))
    chained = hashlib.sha256(b"\n".join((previous, stream, version, *fields))).hexdigest().encode()
    if chained != digest:
        found.append(Found(*where, "what is stored does not match its hash, or the event before it was changed"))
    return found


def _definitions(uow: UnitOfWork) -> list[Found]:
    """Every definition and calendar that the history names is there, and its text has its hash."""
    texts = {row.hash: row.text for row in uow.connection.execute(select(DEFINITION.c.hash, DEFINITION.c.text))}
    texts |= {row.hash: row.text for row in uow.connection.execute(select(CALENDAR.c.hash, CALENDAR.c.text))}
    changed = {digest for digest, text in texts.items() if hashlib.sha256(text.encode()).hexdigest() != digest}
    query = select(EVENT.c.definition, func.min(EVENT.c.stream), func.min(EVENT.c.version))
    found = []
    for digest, stream, version in uow.connection.execute(
        query.where(EVENT.c.definition != "").group_by(EVENT.c.definition)
    ):
        if digest not in texts:
            found.append(Found(stream, version, f"definition {digest[:12]} is missing"))
        elif digest in changed:
            found.append(Found(stream, version, f"the text of definition {digest[:12]} was changed"))
    return found


def _private_values(uow: UnitOfWork) -> list[Found]:
    """A private value that is still there is the one that the event recorded."""
    kept = {
        row.id: hashlib.sha256((row.salt + row.value).encode()).hexdigest()
        for row in uow.connection.execute(select(PRIVATE))
    }
    found = []
    query = select(EVENT.c.stream, EVENT.c.version, EVENT.c.data).where(EVENT.c.data.contains('"private":"'))
    for stream, version, data in _readable(uow, query):
        for piece in data.split('"hash":"')[1:]:
            digest, _, rest = piece.partition('"')
            key = rest.partition('"private":"')[2][:16]
            if key in kept and kept[key] != digest:
                found.append(Found(stream, version, "a private value is not the one that was recorded"))
    return found


def _readable(uow: UnitOfWork, query: Any) -> list[Any]:
    try:
        return list(uow.connection.execute(query).all())
    except Exception:
        return []


def _projections(uow: UnitOfWork, broken: set[str]) -> list[Found]:
    """Replay from events alone equals the stored projection, byte for byte; also the path against its definition."""
    dossiers, found = Dossiers(), []
    for key, state in uow.connection.execute(
        select(TRAJECTORY.c.id, TRAJECTORY.c.state).order_by(TRAJECTORY.c.number)
    ).all():
        if key in broken or f"{key}/said" in broken:
            continue
        try:
            written = dossiers.load(uow, key)
        except (CaseworkError, KeyError, ValueError) as error:
            found.append(Found(key, 0, f"cannot be replayed: {error}"))
            continue
        if state_text(written.trajectory) != state:
            found.append(
                Found(
                    key,
                    written.trajectory.version,
                    "the projection differs from the history; 'traject rebuild' mends it",
                )
            )
        found += [Found(key, each.version, "this move is not in its definition") for each in strays(written)]
    return found


def strays(written: Written) -> list[Passage]:
    """The passages of a path that its definition does not have; guards are not judged again."""
    path = written.trajectory.path
    compiled = written.compiled
    return [
        step
        for before, step in pairwise(path)
        if step.source != before.stage or step.stage not in compiled.leads(step.source, step.trigger)
    ]
