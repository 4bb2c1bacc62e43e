"""A private value that an event names is the one that was recorded, of the one and as what the event says; one that is
not there any more was erased, and the office has recorded that.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from trajectories.audit.accepted_losses import AcceptedLosses
from trajectories.audit.erased import recorded_as_erased
from trajectories.audit.found import Found, found
from trajectories.audit.mentions import Mention, keys_in, mentions, names_any
from trajectories.audit.scratch import Scratch
from trajectories.audit.stored import DATA, REASON, PlacedEvent, Row, Stream, stored_rows, text_of, version_of
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import in_present_words
from trajectories.repository.among import among
from trajectories.repository.store import PRIVATE_KEY, UnitOfWork
from trajectories.repository.tables import EVENT, PRIVATE
from workflows.errors import CaseworkError
from workflows.words import Words

AT_ONCE = 1000


class NamedValue(NamedTuple):
    """recorded, mention: where, and as what; none where the event that names it cannot be read."""

    stream: str
    version: int
    key: str
    recorded: Recorded | None = None
    mention: Mention | None = None


class PrivateValues:
    """Every value that an event names. With a scratch, which is told of each, it also says which are missing.

    missing: the ids of those that are not there, recorded as erased or not, in the order in which they are named.
    """

    def __init__(self, uow: UnitOfWork, scratch: Scratch | None = None) -> None:
        self._uow = uow
        self._scratch = scratch
        self._named: list[NamedValue] = []
        self._erased = recorded_as_erased(uow) if scratch else frozenset()
        self._told: set[tuple[str, int]] = set()
        self.missing: dict[str, None] = {}

    def see(self, stream: Stream) -> Iterator[Found]:
        about = _whom_it_asks_about(stream.events)
        names = _FactNames(stream.events)
        for each in stream.events:
            if not names_any(each.recorded):
                continue
            self._named += [
                NamedValue(each.recorded.stream, each.recorded.version, one.key, each.recorded, one)
                for one in mentions(each.recorded, names.before(each), about)
            ]
        for row in stream.unread:
            self._named += [NamedValue(stream.key, version_of(row), key) for key in keys_in(row[DATA], row[REASON])]
        if len(self._named) >= AT_ONCE:
            yield from self._judged()

    def rest(self) -> Iterator[Found]:
        yield from self._judged()

    def _judged(self) -> Iterator[Found]:
        named, self._named = self._named, []
        if self._scratch is not None:
            self._scratch.mention(each.key for each in named)
        columns = (PRIVATE.c.id, PRIVATE.c.subject, PRIVATE.c.field, PRIVATE.c.salt, PRIVATE.c.value)
        which = among(PRIVATE.c.id, {each.key for each in named})
        rows = {text_of(row[0]): row for row in stored_rows(self._uow, columns, where=which)}
        for each in named:
            row = rows.get(each.key)
            if row is None:
                self.missing[each.key] = None
                yield from self._unrecorded(each)
            elif each.recorded and each.mention and (words := self._wrong(each.recorded, each.mention, row)):
                yield found(each.stream, each.version, words)

    def _unrecorded(self, each: NamedValue) -> Iterator[Found]:
        """Once of an event, however many of its values are missing."""
        place = (each.stream, each.version)
        if self._scratch is not None and each.key not in self._erased and place not in self._told:
            self._told.add(place)
            yield found(*place, MISSING)

    def _wrong(self, recorded: Recorded, mention: Mention, row: Row) -> Words | None:
        _, subject, field, salt, value = row
        digest = hashlib.sha256(salt + value).hexdigest()
        if digest[:PRIVATE_KEY] != mention.key or mention.digest not in ("", digest):
            return CHANGED
        is_right = self._is_kept_as_said(recorded, mention, text_of(subject), text_of(field))
        return None if is_right else MISLAID

    def _is_kept_as_said(self, recorded: Recorded, mention: Mention, subject: str, field: str) -> bool:
        """Also where it is a copy of what the events of that subject have under that name."""
        if not mention.fields or (subject in mention.subjects and field in mention.fields):
            return True
        if mention.is_fact:
            return self._has_it(subject, field, mention.key)
        return field in mention.fields and self._are_one(subject, recorded.stream)

    def _has_it(self, subject: str, field: str, key: str) -> bool:
        """Whether the events of that subject have the value under that name; a copy keeps it where it was."""
        try:
            history = self._uow.history(subject)
        except CaseworkError:
            return False  # its own stream says what is wrong
        events = [PlacedEvent(each, 0) for each in history]
        names = _FactNames(events)
        own = (one for each in events for one in mentions(each.recorded, names.before(each)))
        return any(one.key == key and subject in one.subjects and field in one.fields for one in own)

    def _are_one(self, one: str, other: str) -> bool:
        """Whether either was ever another name for the other."""
        which = among(EVENT.c.stream, (one, other)) & (EVENT.c.type == ev.PersonMerged.__name__)
        merged = stored_rows(self._uow, (EVENT.c.stream, EVENT.c.data), where=which)
        return any(f'"{one if text_of(key) == other else other}"' in text_of(data) for key, data in merged)


def named_nowhere(uow: UnitOfWork, scratch: Scratch, losses: AcceptedLosses) -> Iterator[Found]:
    """The values that no event names, but for those that were left of what is recorded as gone."""
    for rows in _in_pieces(stored_rows(uow, (PRIVATE.c.id, PRIVATE.c.subject), PRIVATE.c.id)):
        subjects = {text_of(key): text_of(subject) for key, subject in rows}
        for key in scratch.not_mentioned(subjects):
            if key not in losses.values:
                yield found(subjects[key], 0, NOWHERE)


class _FactNames:
    """What the facts of a stream were called, for those that replace their values."""

    def __init__(self, events: Sequence[PlacedEvent]) -> None:
        self._history = [each.recorded for each in events]

    def before(self, each: PlacedEvent) -> Any:
        def names(version: int) -> frozenset[str]:
            written = [one for one in self._history if one.version < each.recorded.version]
            target = next((one for one in written if one.version == version), None)
            if target is None or not isinstance(target.event, ev.FactSet):
                return frozenset()
            told: Any = in_present_words(written, target).event
            return frozenset((target.event.name, told.name))

        return names


def _whom_it_asks_about(events: Sequence[PlacedEvent]) -> str:
    asked = (each.recorded.event for each in events[:1])
    return next((event.subject for event in asked if isinstance(event, ev.QuestionAsked)), "")


def _in_pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    for row in rows:
        piece.append(row)
        if len(piece) == AT_ONCE:
            yield piece
            piece = []
    yield piece


MISSING = Words(
    "een persoonlijke waarde is er niet meer, en niemand heeft vastgelegd dat zij gewist is",
    "a private value is missing, and nobody recorded that it was erased",
)
CHANGED = Words("een private waarde is niet wat er is vastgelegd", "a private value is not the one that was recorded")
MISLAID = Words(
    "een private waarde staat op naam van een ander, of als iets anders, dan de gebeurtenis zegt",
    "a private value is kept under another subject or field than the event says",
)
NOWHERE = Words("een private waarde wordt door geen gebeurtenis genoemd", "no event names a private value of it")
