"""Which private values an event names, and of whom and of what it says that they are."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.repository.seats import SUBJECT as SEATS

FieldsOf = Callable[[int], frozenset[str]]
NAMED = re.compile(rb'"private":"([0-9a-f]+)"')
PEOPLE = ("member", "to", "staff", "into")  # fields that name someone a reason may be about


class Mention(NamedTuple):
    """digest: the whole salted hash; empty for a reason, of which the event has the id alone. is_fact: it may be a copy
    of what is kept under someone else. fields: none where the event cannot tell.
    """

    key: str
    digest: str
    subjects: frozenset[str]
    fields: frozenset[str]
    is_fact: bool = False


def names_any(recorded: Recorded) -> bool:
    """Whether it may name one: nearly all do not, and are not looked at further."""
    event: Any = recorded.event
    if recorded.reason or dict not in map(type, event):
        return bool(recorded.reason)
    return any("private" in value for value in event if isinstance(value, dict))


def mentions(recorded: Recorded, fact_of: FieldsOf, about: str = "") -> Iterator[Mention]:
    """fact_of: the names that the fact of an earlier version of this stream had. about: whom a question is about."""
    event: Any = recorded.event
    owner = recorded.stream.partition("/")[0]
    for name, value in zip(event._fields, event, strict=True):
        if isinstance(value, dict) and "private" in value:
            subject, fields, is_fact = _kept_as(event, owner, name, fact_of)
            yield Mention(str(value["private"]), str(value.get("hash", "")), frozenset([subject]), fields, is_fact)
    if recorded.reason:
        people = {str(getattr(event, name)) for name in PEOPLE if isinstance(getattr(event, name, None), str)}
        yield Mention(recorded.reason, "", frozenset({owner, about, *people}) - {""}, frozenset(["reason"]))


def keys_in(data: bytes, reason: bytes) -> Iterator[str]:
    """As `mentions`, of an event that cannot be read: the ids that stand in its bytes."""
    yield from (key.decode(errors="replace") for key in (*NAMED.findall(data), reason) if key)


def _kept_as(event: Any, owner: str, name: str, fact_of: FieldsOf) -> tuple[str, frozenset[str], bool]:
    if isinstance(event, ev.FactSet):
        return owner, frozenset([event.name]), True
    if isinstance(event, ev.EventReplaced):
        return owner, fact_of(event.version), True
    if isinstance(event, ev.PersonChanged):
        return owner, frozenset([event.field]), False
    if isinstance(event, ev.StaffChanged):
        return event.staff, frozenset([event.field]), False
    if isinstance(event, ev.StaffAdded):
        return event.staff, frozenset([name]), False
    if isinstance(event, ev.SeatSeen | ev.StaffBound):
        return SEATS, frozenset([name]), False
    if isinstance(event, ev.WitnessAdded):
        return event.witness, frozenset(["email"]), False
    return owner, frozenset([name]), False
