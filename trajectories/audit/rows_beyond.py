"""Rows that know more than the history: there events are missing, and no repair may hide that."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.audit.found import NOT_REPLAYED, Found, found, missing_before
from trajectories.audit.office_rows import NOT_COMPARED, unreadable
from trajectories.audit.private_values import NOWHERE
from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.history.events import EventsGone
from trajectories.history.office import is_recorded
from trajectories.history.streams import OFFICE, said_stream
from trajectories.repository import counters
from trajectories.repository.office_rows import deciding, in_force_now
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    EVENT,
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    PRIVATE,
    QUESTION,
    RUNG,
    STAFF,
    TRAJECTORY,
)
from workflows.errors import HistoryBroken
from workflows.words import Words

VERSIONED = (TRAJECTORY, PERSON, HOUSEHOLD)
NAMING_A_STREAM = (
    QUESTION.c.id,
    DEADLINE.c.trajectory,
    AGENDA.c.trajectory,
    MEMBERSHIP.c.household,
    MEMBERSHIP.c.person,
    RUNG.c.trajectory,
    PRIVATE.c.subject,
)
FIRST = (ev.OfficeBegun.__name__, ev.StaffAdded.__name__)  # the latter in databases of earlier releases
REBUILD = "'traject rebuild'"
UNREADABLE = (SQLAlchemyError, KeyError, TypeError, ValueError)


def judged(uow: UnitOfWork, problems: list[Found]) -> list[Found]:
    """What is wrong, and what is missing. Without what was recorded as lost; what rebuild would mend is not said of
    what it may not touch. Never stops at what it cannot read: the chain names that.
    """
    try:
        missing = events_missing(uow)
    except UNREADABLE:
        return problems if NOT_COMPARED in problems else [*problems, NOT_COMPARED]
    beyond = {each["stream"] for each in missing}
    left = [each for each in not_recorded(uow, problems) if not (each.stream in beyond and _rests_on_it(each))]
    return [*left, *(_found(each) for each in missing)]


def events_missing(uow: UnitOfWork) -> list[EventsGone]:
    """What must have been there, by what the rows know; each stream once. What was recorded as lost is no part.

    The rows were made again when that was recorded, so a version that one knows beyond the history is of a later loss.
    """
    lost = in_force_now(uow).lost
    gone = {each["stream"]: each for each in _versions_beyond(uow)}
    for each in _missing(uow, lost):
        if not is_recorded(lost, each["stream"], each["after"] + 1):
            gone.setdefault(each["stream"], each)
    return list(gone.values())


def known_beyond(uow: UnitOfWork) -> list[str]:
    """The streams of which rows know more than the history; none where the office's events cannot be read."""
    try:
        return [each["stream"] for each in events_missing(uow)]
    except (KeyError, TypeError, ValueError):
        return []


def must_not_know_more(uow: UnitOfWork) -> None:
    """Raises HistoryBroken, naming the first: to make the rows again would wipe out the only trace."""
    try:
        missing = events_missing(uow)
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable() from error
    if missing:
        key, more = missing[0]["stream"], len(missing) - 1
        others = Words(f" en {more} andere" if more else "", f" and {more} others" if more else "")
        raise HistoryBroken(
            Words(
                f"er ontbreken gebeurtenissen: van {key}{others.nl} is meer bekend dan de geschiedenis zegt, en "
                "opnieuw opbouwen zou dat spoor wissen. ‘traject audit verify’ noemt ze; zet een kopie terug waarin ze "
                "staan, of leg met ‘traject rebuild --accept-loss --reason …’ vast dat ze weg zijn",
                f"events are missing: more is known of {key}{others.en} than the history says, and rebuilding would "
                "wipe out that trace. 'traject audit verify' names them; put back a copy that has them, or record with "
                "'traject rebuild --accept-loss --reason …' that they are gone",
            )
        )


def not_recorded(uow: UnitOfWork, problems: list[Found]) -> list[Found]:
    """Without what was recorded as lost."""
    lost = lost_so_far(uow)
    left = [each for each in problems if not _has_lost_its_beginning(each, lost)]
    return [
        each for each in left if not (lost and _is_told_gap(each, _accepted_behind(uow, each.stream, each.version)))
    ]


def _accepted_behind(uow: UnitOfWork, stream: str, version: int) -> list[EventsGone]:
    """What was recorded as lost after that event was written: what is missing before one written later is new."""
    where = (EVENT.c.stream == stream) & (EVENT.c.version == version)
    written = uow.connection.execute(select(EVENT.c.position).where(where)).scalar()
    query = select(EVENT.c.type, EVENT.c.data).where(
        EVENT.c.stream == OFFICE, EVENT.c.type == ev.LossAccepted.__name__, EVENT.c.position > (written or 0)
    )
    try:
        accepted: Any = [decode(kind, data) for kind, data in uow.connection.execute(query)]
    except UNREADABLE:
        return []
    return [each for event in accepted for each in event.missing]


def lost_so_far(uow: UnitOfWork) -> tuple[EventsGone, ...]:
    """What was recorded as lost; nothing where the office's events cannot be read, as the chain says then."""
    try:
        return tuple(in_force_now(uow).lost)
    except UNREADABLE:
        return ()


def _rests_on_it(one: Found) -> bool:
    """What is said of rows and values by which it shows that events are missing."""
    return REBUILD in one.problem or one.problem == NOWHERE.say("en")


def _is_told_gap(one: Found, lost: Iterable[EventsGone]) -> bool:
    """A gap names the event behind it, and the first version that is not there."""
    starts = {each["after"] + 1 for each in lost if each["stream"] == one.stream}
    return any(
        one.problem == missing_before(start).say("en") and is_recorded(lost, one.stream, max(start, one.version - 1))
        for start in starts
    )


def _has_lost_its_beginning(one: Found, lost: Iterable[EventsGone]) -> bool:
    """A trajectory of which the first event is gone gives no state; all else of it is judged."""
    return one.problem.startswith(NOT_REPLAYED.say("en")) and one.stream != OFFICE and is_recorded(lost, one.stream, 1)


def gaps(uow: UnitOfWork) -> Iterator[EventsGone]:
    """Events that are gone from between others, or from before them; not what was recorded so."""
    count, last = func.count(), func.max(EVENT.c.version)
    query = select(EVENT.c.stream).group_by(EVENT.c.stream).having(count != last).order_by(EVENT.c.stream)
    for stream in uow.connection.execute(query).scalars().all():
        versions = select(EVENT.c.version).where(EVENT.c.stream == stream).order_by(EVENT.c.version)
        for before, after in pairwise([0, *uow.connection.execute(versions).scalars()]):
            if after != before + 1 and not is_recorded(_accepted_behind(uow, stream, after), stream, before + 1):
                yield EventsGone(stream=stream, after=before, known=after - 1)


def losses(uow: UnitOfWork) -> list[Found]:
    """What was recorded as gone, and when; told for ever."""
    try:
        history = deciding(uow)
    except UNREADABLE:
        return []
    return [
        found(each["stream"], each["after"], _recorded(each, recorded.occurred_on, number))
        for number, recorded in ((every.version, every) for every in history)
        if isinstance(recorded.event, ev.LossAccepted)
        for each in recorded.event.missing
    ]


def _recorded(each: EventsGone, on: date, number: int) -> Words:
    gone = _amount(each)
    return Words(
        f"{gone.nl}, vastgelegd op {on} ({OFFICE} {number})", f"{gone.say('en')}, recorded on {on} ({OFFICE} {number})"
    )


def _amount(each: EventsGone) -> Words:
    first, last = each["after"] + 1, each["known"]
    if last >= first:
        return Words(f"de gebeurtenissen {first} tot en met {last} zijn weg", f"events {first} to {last} are gone")
    if each["after"]:
        return Words(f"de gebeurtenissen na {each['after']} zijn weg", f"the events behind {each['after']} are gone")
    return Words("haar gebeurtenissen zijn weg", "its events are gone")


def _found(each: EventsGone) -> Found:
    known, after = each["known"], each["after"]
    if known > after > 0:
        words = Words(
            f"een rij kent versie {known}, en de geschiedenis eindigt met {after}: er ontbreken gebeurtenissen",
            f"a row knows version {known}, and the history ends with {after}: events are missing",
        )
    elif each["stream"] == OFFICE:
        words = Words(
            "het kantoor begint niet met zijn eerste gebeurtenis: er ontbreken gebeurtenissen",
            "the office does not begin with its first event: events are missing",
        )
    else:
        words = Words(
            "er zijn rijen van, en er is geen geschiedenis: er ontbreken gebeurtenissen",
            "rows know of it, and it has no history: events are missing",
        )
    return found(each["stream"], after, words)


def _missing(uow: UnitOfWork, lost: Iterable[EventsGone]) -> Iterator[EventsGone]:
    yield from _office(uow)
    for column in NAMING_A_STREAM:
        yield from (EventsGone(stream=key, after=0, known=0) for key in _without_history(uow, column))
    yield from _said_of_nothing(uow)
    staff = counters.staff_added(uow)
    known = set(uow.connection.execute(select(STAFF.c.id)).scalars()) | set(_subjects(uow, "s"))
    yield from (EventsGone(stream=key, after=0, known=0) for key in sorted(known - staff))
    given, counted = counters.given(uow), counters.counted(uow, lost)
    for kind, number in given.items():
        if number > counted[kind]:
            yield EventsGone(stream=f"{kind}{number}", after=0, known=0)


def _versions_beyond(uow: UnitOfWork) -> Iterator[EventsGone]:
    for table in VERSIONED:
        is_there = exists().where(EVENT.c.stream == table.c.id, EVENT.c.version == table.c.version)
        query = select(table.c.id, table.c.version).where(~is_there).order_by(table.c.number)
        rows: Any = uow.connection.execute(query)
        for key, version in rows.all():
            if version > (after := uow.head(key).version):  # else it is a gap, which the chain names
                yield EventsGone(stream=key, after=after, known=version)


def _office(uow: UnitOfWork) -> Iterator[EventsGone]:
    """It begins with the making of the database."""
    query = select(EVENT.c.version, EVENT.c.type).where(EVENT.c.stream == OFFICE).order_by(EVENT.c.version).limit(1)
    first: Any = uow.connection.execute(query).first()
    if first is None:
        yield EventsGone(stream=OFFICE, after=0, known=0)
    elif first.version != 1 or first.type not in FIRST:
        yield EventsGone(stream=OFFICE, after=0, known=max(first.version - 1, 1))


def _without_history(uow: UnitOfWork, column: Any) -> list[str]:
    """What rows call a trajectory, client, household or question, and of which there is no event."""
    named = select(column.label("key")).distinct().subquery()  # few, where the rows are many
    query = select(named.c.key).where(~exists().where(EVENT.c.stream == named.c.key))
    keys = (str(key) for key in uow.connection.execute(query).scalars())
    return sorted(key for key in keys if (match := counters.NUMBERED.fullmatch(key)) and match[1] != "s")


def _subjects(uow: UnitOfWork, kind: str) -> Iterator[str]:
    query = select(PRIVATE.c.subject).where(PRIVATE.c.subject.startswith(kind)).distinct()
    keys = (str(key) for key in uow.connection.execute(query).scalars())
    yield from (key for key in keys if counters.NUMBERED.fullmatch(key))


def _said_of_nothing(uow: UnitOfWork) -> Iterator[EventsGone]:
    """What was said of a trajectory of which there is no casework."""
    said = said_stream("")
    case = func.replace(EVENT.c.stream, said, "")
    casework = EVENT.alias()
    is_there: ColumnElement[bool] = exists().where(casework.c.stream == case)
    query = select(case).where(EVENT.c.version == 1, EVENT.c.stream.endswith(said), ~is_there)
    for key in uow.connection.execute(query).scalars():
        yield EventsGone(stream=str(key), after=0, known=0)
