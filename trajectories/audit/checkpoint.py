"""A checkpoint of the history, and whether the history still is what it was at one that was kept elsewhere.

Only the hashes of events are in it: what was erased of private values changes nothing.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text, cast, func, select

from trajectories.audit.kept_checkpoint import Checkpoint, KeptCheckpoint, StreamHead
from trajectories.audit.tree_hash import Tree
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.history.streams import OFFICE
from trajectories.repository.connect import of_another_release
from trajectories.repository.office_rows import database_id
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.errors import VersionConflict
from workflows.words import Words

AT_ONCE = 5000  # events
TURNS = 50  # short waits for those who write
ALL = "history"  # instead of a stream, where none can be named


class ChangedSince(NamedTuple):
    """What is not as it was at a checkpoint. version 0: the stream, or the history, as a whole."""

    stream: str
    version: int
    words: Words


class HistoryUpTo(NamedTuple):
    """The history up to a position."""

    events: int
    root: str


class ComparedHistory(NamedTuple):
    now: Checkpoint
    differences: list[ChangedSince]


Progress = Callable[[int], None]


def settled_position(store: Store) -> int:
    """The position of the last event, before which nothing is recorded any more. Asked before the transaction that
    reads up to it begins, which on PostgreSQL might not see the last of them otherwise.

    Raises VersionConflict where someone goes on writing.
    """
    for _ in range(TURNS - 1):
        with suppress(VersionConflict):
            return _settled(store)
    return _settled(store)


def _settled(store: Store) -> int:
    with store.without_writers() as uow:
        return int(uow.connection.execute(select(func.max(EVENT.c.position))).scalar() or 0)


def take(uow: UnitOfWork, position: int, progress: Progress = lambda done: None) -> Checkpoint:
    """position: settled before the transaction began."""
    return compare(uow, position, [], progress).now


def compare(
    uow: UnitOfWork, position: int, kept: Sequence[KeptCheckpoint], progress: Progress = lambda done: None
) -> ComparedHistory:
    """The checkpoint of now, and what is not as it was at those that were kept. The history is read once for all."""
    if not (own := database_id(uow)):
        raise of_another_release()
    positions = [position, *(each.checkpoint.position for each in kept)]
    found = reckoned(uow, positions, progress)
    now = Checkpoint(own, position, *found[position], _before(uow, position))
    in_order = sorted(kept, key=lambda each: each.checkpoint.position)
    differences = [*_of_another(in_order, own), *_of_roots(in_order, found, position)]
    for each in in_order:
        if each.heads is not None:
            differences += _of_heads(uow, each.checkpoint.position, each.heads)
    return ComparedHistory(now, list(dict.fromkeys(differences)))


def reckoned(uow: UnitOfWork, positions: Iterable[int], progress: Progress) -> dict[int, HistoryUpTo]:
    """The history up to each of these positions."""
    wanted = sorted(set(positions))
    tree, found = Tree(), {}
    for rows in _hashes(uow, wanted[-1]):
        at, done = [row[0] for row in rows], 0
        while wanted[0] < at[-1]:
            upto = bisect_right(at, wanted[0])
            tree.extend([row[1] for row in rows[done:upto]])
            found[wanted.pop(0)] = HistoryUpTo(tree.size, tree.root())
            done = upto
        tree.extend([row[1] for row in rows[done:]])
        progress(tree.size)
    return {**found, **dict.fromkeys(wanted, HistoryUpTo(tree.size, tree.root()))}


def _hashes(uow: UnitOfWork, upto: int) -> Iterator[Sequence[Any]]:
    """Position and hash, as it is stored, of every event up to there, in order of position."""
    query = select(EVENT.c.position, _stored(uow, EVENT.c.hash)).where(EVENT.c.position <= upto)
    with _streamed(uow, query.order_by(EVENT.c.position)) as found:
        yield from found.partitions()


def _streamed(uow: UnitOfWork, query: Any) -> Any:
    return uow.connection.execute(query.execution_options(stream_results=True, yield_per=AT_ONCE))


def _stored(uow: UnitOfWork, column: Any) -> Any:
    """As bytes; SQLite would refuse to read broken text as text."""
    as_text = cast(column, Text)
    return cast(as_text, LargeBinary) if uow.is_sqlite else func.convert_to(as_text, "UTF8")


def _before(uow: UnitOfWork, position: int) -> str:
    """The hash of the checkpoint that was recorded last."""
    kind = ev.CheckpointTaken.__name__
    of_office = (EVENT.c.stream == OFFICE) & (EVENT.c.type == kind) & (EVENT.c.position <= position)
    query = select(EVENT.c.data).where(of_office).order_by(EVENT.c.position.desc()).limit(1)
    found = uow.connection.execute(query).scalar()
    taken = decode(kind, found) if found else None
    return taken.hash if isinstance(taken, ev.CheckpointTaken) else ""


# against those that were kept


def _of_another(kept: Sequence[KeptCheckpoint], own: str) -> Iterator[ChangedSince]:
    for database in dict.fromkeys(each.checkpoint.database for each in kept):
        if database != own:
            nl = f"het controlepunt is van database {database}, en dit is {own}"
            en = f"the checkpoint is of database {database}, and this is {own}"
            yield ChangedSince(ALL, 0, Words(nl, en))


def _of_roots(kept: Sequence[KeptCheckpoint], found: dict[int, HistoryUpTo], last: int) -> Iterator[ChangedSince]:
    """kept: by position. Of a checkpoint that does not agree, between which two the change lies."""
    checkpoints = [each.checkpoint for each in kept]
    agreeing = [each for each in checkpoints if found[each.position] == (each.events, each.root)]
    for each, by_stream in kept:
        if each in agreeing:
            continue
        later = next((other for other in agreeing if other.position > each.position), None)
        earlier = next((other for other in reversed(agreeing) if other.position < each.position), None)
        if later:
            yield ChangedSince(ALL, 0, _not_of_this(each, later))
        else:
            yield ChangedSince(
                ALL, 0, _changed(each, found[each.position], last, earlier, tells_where=by_stream is not None)
            )


def _not_of_this(each: Checkpoint, later: Checkpoint) -> Words:
    return Words(
        f"het controlepunt van positie {each.position} hoort niet bij deze geschiedenis, want dat van positie "
        f"{later.position}, waar het in zit, klopt wel",
        f"the checkpoint of position {each.position} is not of this history, as that of position {later.position}, "
        "which covers it, does agree",
    )


def _changed(each: Checkpoint, now: HistoryUpTo, last: int, earlier: Checkpoint | None, *, tells_where: bool) -> Words:
    nl, en = (
        f"de geschiedenis tot en met positie {each.position} is niet wat zij bij dat controlepunt was",
        f"the history up to position {each.position} is not what it was at that checkpoint",
    )
    if now.events != each.events:
        nl += f": {now.events} gebeurtenissen, en toen {each.events}"
        en += f": {now.events} events, and {each.events} then"
    if last < each.position:
        nl += f"; zij houdt op bij positie {last}: het einde is weg, of er is een oudere kopie teruggezet"
        en += f"; it ends at position {last}: its end was removed, or an older copy was put back"
    if earlier:
        nl += f". Tot en met positie {earlier.position} klopt zij, dus de verandering ligt daarna"
        en += f". Up to position {earlier.position} it agrees, so that the change lies after that"
    elif not tells_where:
        nl += ". Waar de verandering ligt zegt dit controlepunt niet"
        en += ". Where the change lies this checkpoint does not tell"
    return Words(nl, en)


# by stream


def heads(uow: UnitOfWork, position: int) -> Iterator[StreamHead]:
    """The last event of every stream up to a position, by the names of the streams."""
    columns = (EVENT.c.stream, EVENT.c.version, EVENT.c.hash)
    query = select(*(_stored(uow, each) for each in columns)).where(EVENT.c.position <= position)
    last: tuple[bytes, ...] = ()
    for row in _streamed(uow, query.order_by(EVENT.c.stream, EVENT.c.version)):
        if last and row[0] != last[0]:
            yield _head(last)
        last = tuple(row)
    if last:
        yield _head(last)


def _head(row: tuple[bytes, ...]) -> StreamHead:
    stream, version, digest = (each.decode(errors="replace") for each in row)
    return StreamHead(stream, int(version) if version.isdecimal() else 0, digest)


def _of_heads(uow: UnitOfWork, position: int, kept: Iterable[StreamHead]) -> Iterator[ChangedSince]:
    now = {each.stream: each for each in heads(uow, position)}
    for then in kept:
        found = now.pop(then.stream, None)
        if found is None:
            yield ChangedSince(then.stream, 0, GONE)
        elif found.version < then.version:
            yield ChangedSince(then.stream, found.version + 1, SHORTER)
        elif found.version > then.version:
            yield ChangedSince(then.stream, then.version + 1, LONGER)
        elif found.hash != then.hash:
            yield ChangedSince(then.stream, then.version, OTHER)
    for each in now:
        yield ChangedSince(each, 0, NEW)


GONE = Words(
    "deze reeks was er bij het controlepunt en is nu helemaal weg",
    "this stream was there at the checkpoint and is gone",
)
SHORTER = Words(
    "vanaf hier zijn gebeurtenissen weg die er bij het controlepunt waren",
    "from here on events are gone that were there at the checkpoint",
)
LONGER = Words(
    "vanaf hier staan gebeurtenissen die er bij het controlepunt niet waren, op posities van daarvoor",
    "from here on there are events that were not there at the checkpoint, at positions before it",
)
OTHER = Words(
    "deze gebeurtenis, of een van daarvoor in de reeks, is niet wat zij bij het controlepunt was",
    "this event, or one before it in the stream, is not what it was at the checkpoint",
)
NEW = Words(
    "deze reeks was er bij het controlepunt niet, en staat op posities van daarvoor",
    "this stream was not there at the checkpoint, and stands at positions before it",
)
