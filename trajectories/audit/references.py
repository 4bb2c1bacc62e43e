"""What an event says of another one is so: that one is there, and a trajectory that was started says by whom."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import func

from trajectories.audit.accepted_losses import AcceptedLosses
from trajectories.audit.found import Found, found
from trajectories.audit.stored import UNREADABLE, PlacedEvent, Stream, stored_rows, text_of
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.words import Words

AT_ONCE = 1000


class Pointer(NamedTuple):
    """stream and version: where; at least that version is there. started_by: what the opening there must name."""

    stream: str
    version: int = 1
    started_by: str = ""


class Pointing(NamedTuple):
    stream: str
    version: int
    to: Pointer


class References:
    def __init__(self, uow: UnitOfWork, losses: AcceptedLosses) -> None:
        self._uow = uow
        self._losses = losses
        self._pointing: list[Pointing] = []
        self.wrong: list[tuple[str, Found]] = []  # with the stream it points at; no problem where that is broken

    def see(self, stream: Stream) -> Iterator[Found]:
        for each in stream.events if stream.is_whole else ():
            key, version = stream.key, each.recorded.version
            if not _corrects_an_earlier_one(each):
                yield found(key, version, NOTHING_TO_CORRECT)
            kind: Any = type(each.recorded.event)
            if _may_point(kind):
                self._pointing += [Pointing(key, version, to) for to in _pointers(each)]
        if len(self._pointing) >= AT_ONCE:
            self.wrong += self._judged()

    def rest(self) -> Iterator[Found]:
        self.wrong += self._judged()
        yield from ()

    def _judged(self) -> Iterator[tuple[str, Found]]:
        pointing, self._pointing = self._pointing, []
        which = among(EVENT.c.stream, {each.to.stream for each in pointing})
        ends = (EVENT.c.stream, func.max(EVENT.c.version))
        rows = stored_rows(self._uow, ends, where=which, group_by=(EVENT.c.stream,))
        last = {text_of(row[0]): int(row[1]) for row in rows if row[1].isdigit()}
        openings = self._openings({each.to.stream for each in pointing if each.to.started_by})
        for stream, version, to in pointing:
            if last.get(to.stream, 0) < to.version:
                if self._losses.covers(to.stream, to.version):
                    continue  # that is told as a loss
                yield to.stream, found(stream, version, _not_there(to))
            elif to.started_by and openings.get(to.stream) not in (to.started_by, None):
                yield to.stream, found(stream, version, _started_otherwise(to))

    def _openings(self, streams: set[str]) -> dict[str, str]:
        """What each of these trajectories says that it was started by; nothing of one that cannot be read."""
        which = among(EVENT.c.stream, streams) & (EVENT.c.version == 1)
        origins = {}
        for stream, kind, data in stored_rows(self._uow, (EVENT.c.stream, EVENT.c.type, EVENT.c.data), where=which):
            try:
                opened = decode(kind.decode(), data.decode())
            except UNREADABLE:
                continue  # its own stream says so
            origins[text_of(stream)] = opened.origin if isinstance(opened, ev.TrajectoryOpened) else ""
        return origins


def _corrects_an_earlier_one(each: PlacedEvent) -> bool:
    event = each.recorded.event
    if not isinstance(event, ev.EventVoided | ev.EventReplaced):
        return True
    return 0 < event.version < each.recorded.version


def _pointers(each: PlacedEvent) -> Iterator[Pointer]:
    event: Any = each.recorded.event
    kind: Any = type(event)
    own = each.recorded.stream
    for name in _naming(kind):
        value = getattr(event, name)
        if isinstance(value, dict):
            value = value.get("member", "")  # a member as it was seen
        if value:
            yield Pointer(str(value))
    origin = getattr(event, "origin", "")
    for part in origin.split():
        stream, _, version = part.partition("@")
        yield Pointer(stream, int(version) if version.isdecimal() else 1)
    if isinstance(event, ev.PersonMerged):
        yield Pointer(event.into)
    if isinstance(event, ev.HouseholdFormed):
        yield from (Pointer(member) for member in event.members)
    if isinstance(event, ev.OthersFollowed):
        by = f"{own}@{event.cause}"
        yield from (Pointer(started["trajectory"], started_by=by) for started in event.started)
        yield from (Pointer(given["trajectory"]) for given in event.signalled if given["trajectory"])


@cache
def _may_point(kind: Any) -> bool:
    """Whether such an event can name anything: most kinds have no field for it."""
    return (
        bool(_naming(kind))
        or "origin" in kind._fields
        or kind in (ev.PersonMerged, ev.HouseholdFormed, ev.OthersFollowed)
    )


@cache
def _naming(kind: Any) -> tuple[str, ...]:
    """The fields of such an event that name a stream."""
    return tuple(name for name in ("subject", "continues", "trajectory", "member") if name in kind._fields)


def _not_there(to: Pointer) -> Words:
    place = f"{to.stream}@{to.version}" if to.version > 1 else to.stream
    return Words(f"noemt {place}, en dat is er niet", f"it names {place}, which is not there")


def _started_otherwise(to: Pointer) -> Words:
    return Words(
        f"zou {to.stream} hebben geopend, en dat zegt zelf van niet",
        f"it says that it opened {to.stream}, which itself says otherwise",
    )


NOTHING_TO_CORRECT = Words(
    "verbetert een gebeurtenis die niet ervoor staat", "it corrects an event that does not stand before it"
)
