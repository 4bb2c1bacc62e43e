"""The ledger: which message goes to whom, who is at it, and how it ended. Never rebuilt: history does not know it all.

A message is under way as long as it has a lease: claimed (someone is at it), unknown (someone was, and may have handed
it over), failed (the lease ends when it is tried again) or waiting (nobody tried it yet; it is what someone is to be
told in a later message of theirs). Once sent, uncertain after three lost answers, or no longer needed, it has none.
Only who holds its token may record how it ended.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from scheduler.outbox import notices
from scheduler.planning.batching import Carried
from scheduler.planning.open_messages import OpenMessage, OpenMessages
from trajectories.local_time import write_instant
from trajectories.repository.among import among
from trajectories.repository.held import is_free
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import DEADLINE, DELIVERY, MAIL, RUNG
from workflows.errors import VersionConflict
from workflows.words import Words

TAKEN_UP = "taken up in the message of a later day"

AGAIN = ("failed", "unknown")  # goes out again by itself
NOT_HEARD = ("dropped", "bounced")
UNDER_WAY = ("claimed", "unknown", "failed", "waiting")

Ended = Literal["sent", "failed", "unknown", "uncertain", "dropped"]


# What every message asks, built once.
IDENTITIES = Prepared(
    select(MAIL.c.message_id).where(MAIL.c.message == bindparam("message")).order_by(MAIL.c.at, MAIL.c.message_id)
)
IDENTIFY = Prepared(
    insert(MAIL).from_select(
        list(MAIL.c.keys()),
        select(*(bindparam(each.name, type_=each.type) for each in MAIL.c)).where(
            exists().where(DELIVERY.c.message == bindparam("message"), DELIVERY.c.token == bindparam("token")),
            not_(
                exists()
                .where(MAIL.c.message == bindparam("message"), MAIL.c.message_id == bindparam("message_id"))
                .correlate(None)
            ),
        ),
    )
)
FORGET_IDENTITY = Prepared(
    delete(MAIL).where(
        MAIL.c.message == bindparam("message"),
        MAIL.c.message_id == bindparam("message_id"),
        MAIL.c.at == bindparam("at"),
    )
)
FINISH = Prepared(
    update(DELIVERY)
    .where(DELIVERY.c.message == bindparam("key"), DELIVERY.c.token == bindparam("held_by"))
    .values(token=literal_column("''"))
    .values({name: bindparam(name) for name in ("state", "leased_until", "ended_at", "problem", "tried_with", "lost")})
    .returning(DELIVERY.c.message)
)
FORGET_DAYS = Prepared(update(RUNG).where(RUNG.c.message == bindparam("key")).values(due_on=literal_column("''")))


class Delivery(NamedTuple):
    """One message to one recipient. attempts: this one included. was_unknown: it may have arrived before.

    kind: daily (one a day to a person), or urgent; empty for one of before there were kinds. day: the Amsterdam day it
    belongs to. since: the hour of what has waited longest in it; None for one that was tried before. lost: how many of
    its answers were lost before. problem: of the attempt before, where it went wrong.
    """

    message: str
    recipient: str
    carried: list[Carried]
    attempts: int = 1
    was_unknown: bool = False
    kind: str = ""
    day: str = ""
    since: datetime | None = None
    lost: int = 0
    problem: str = ""


class LedgerEntry(NamedTuple):
    """A message as the ledger has it. ended_at: empty while it is under way; leased_until: on real time."""

    message: str
    recipient: str
    channel: str
    state: str
    attempts: int
    claimed_at: str
    ended_at: str
    problem: str
    kind: str
    day: str
    open_at: str
    leased_until: str
    rung_count: int

    @property
    def again_at(self) -> str:
        """When it is tried again, or what waits opens; empty where nothing more is to be done, or someone is at it."""
        return self.open_at if self.state == "waiting" else self.leased_until if self.state in AGAIN else ""


def ledger(
    uow: UnitOfWork, *, message: str = "", recipient: str = "", states: Sequence[str] = (), since: str = ""
) -> list[LedgerEntry]:
    """The messages, in the order in which they were last tried; all of them, or those asked for.

    message: how its key begins. since: an instant.
    """
    columns = [DELIVERY.c[name] for name in LedgerEntry._fields[:-1]]
    joined = DELIVERY.outerjoin(RUNG, RUNG.c.message == DELIVERY.c.message)
    query = select(*columns, func.count(RUNG.c.reminder)).select_from(joined).group_by(*columns)
    query = query.where(DELIVERY.c.claimed_at >= since)
    if message:
        query = query.where(DELIVERY.c.message.startswith(message, autoescape=True))
    if recipient:
        query = query.where(DELIVERY.c.recipient == recipient)
    if states:
        query = query.where(DELIVERY.c.state.in_(states))
    rows = uow.connection.execute(query.order_by(DELIVERY.c.claimed_at, DELIVERY.c.message))
    return [LedgerEntry._make(row) for row in rows]


def carried_by(uow: UnitOfWork, message: str) -> list[Carried]:
    """What a message carries."""
    return carried_of(uow, [message])[message]


def identities(uow: UnitOfWork, message: str) -> list[str]:
    """The Message-IDs under which it was handed over, or may have been, the first first."""
    return [row[0] for row in uow.fetch(IDENTITIES, message=message)]


def identify(uow: UnitOfWork, message: str, message_id: str, token: str, at: datetime) -> bool:
    """Writes down under which Message-ID the tick of this token hands a message over; once for each, as the last of
    this transaction. False, and nothing written, where it is listed already, or another tick has the message.
    """
    row = {"message": message, "message_id": message_id, "at": write_instant(at), "token": token}
    return uow.run_last(IDENTIFY, row) == 1


def forget_identity(uow: UnitOfWork, message: str, message_id: str, at: datetime) -> None:
    """Of a message that did not leave after all; what an earlier attempt wrote down stays."""
    uow.run_later(FORGET_IDENTITY, {"message": message, "message_id": message_id, "at": write_instant(at)})


def begin(
    uow: UnitOfWork, deliveries: Sequence[Delivery], channel: str, token: str, at: datetime, leased_until: datetime
) -> None:
    """Writes the messages down with the rungs they carry, before any is handed over. at: the product's clock.

    Raises VersionConflict when someone else has written down a daily message to one of them meanwhile.
    """
    rows = [_row(each, "claimed", channel, token, at, leased_until) for each in deliveries]
    try:
        _insert(uow, rows, [(each.message, rung) for each in deliveries for rung in each.carried])
    except IntegrityError as error:
        raise VersionConflict(
            Words("een andere tick was net eerder; kijk opnieuw", "another tick was just before; look again")
        ) from error


def _row(
    each: Delivery, state: str, channel: str, token: str, at: datetime, leased_until: datetime, open_at: str = ""
) -> dict[str, object]:
    return {
        "message": each.message,
        "recipient": each.recipient,
        "channel": channel,
        "state": state,
        "attempts": each.attempts,
        "token": token,
        "leased_until": write_instant(leased_until),
        "claimed_at": write_instant(at),
        "ended_at": "",
        "problem": "",
        "kind": each.kind,
        "day": each.day,
        "open_at": open_at,
    }


def _insert(uow: UnitOfWork, rows: list[dict[str, object]], rungs: list[tuple[str, Carried]]) -> None:
    if rows:
        uow.connection.execute(insert(DELIVERY), rows)
    if rungs:
        uow.connection.execute(insert(RUNG), [{"message": message, **rung._asdict()} for message, rung in rungs])


# one message a day


def recipients_of_day(uow: UnitOfWork, day: str) -> set[str]:
    """Whose daily message of that day is written down."""
    query = select(DELIVERY.c.recipient).where(DELIVERY.c.kind == "daily", DELIVERY.c.day == day)
    return set(uow.connection.execute(query.where(DELIVERY.c.state.not_in(NOT_HEARD))).scalars())


def had_daily_since(uow: UnitOfWork, recipient: str, day: str, apart_from: str) -> bool:
    """Whether another daily message of theirs belongs to that day or a later one."""
    query = select(DELIVERY.c.message).where(
        DELIVERY.c.kind == "daily",
        DELIVERY.c.recipient == recipient,
        DELIVERY.c.day >= day,
        DELIVERY.c.state.not_in(NOT_HEARD),
        DELIVERY.c.message != apart_from,
    )
    return uow.connection.execute(query.limit(1)).first() is not None


# what waits


def open_messages(uow: UnitOfWork, today: str) -> OpenMessages:
    """As they stand on that day."""
    pending, is_open = _is_pending(today), DELIVERY.c.state.in_(UNDER_WAY) & (DELIVERY.c.leased_until > "")
    waits, tried = _open(uow, pending), _open(uow, is_open & not_(pending))
    had = frozenset(recipients_of_day(uow, today))
    return OpenMessages(had, waits, tried, _due_days(uow, today) if waits else {}, notices.whom(uow))


def _open(uow: UnitOfWork, which: ColumnElement[bool]) -> list[OpenMessage]:
    its = DELIVERY.c
    query = select(its.message, its.recipient, its.state, its.day, its.open_at, its.token, its.leased_until)
    query = query.where(which, is_free(its.claimed_at)).order_by(its.claimed_at, its.message)
    rows = list(uow.connection.execute(query))
    carried = carried_of(uow, [row.message for row in rows])
    return [
        OpenMessage(*row[:5], carried[row.message], row.leased_until if row.state in AGAIN and not row.token else "")
        for row in rows
    ]


def _is_pending(today: str) -> ColumnElement[bool]:
    failed = (DELIVERY.c.state == "failed") & (DELIVERY.c.day != today) & (DELIVERY.c.leased_until > "")
    return or_(DELIVERY.c.state == "waiting", failed)


def _due_days(uow: UnitOfWork, today: str) -> dict[str, str]:
    """The due day of now of every deadline of a trajectory of which something is pending."""
    joined = RUNG.join(DELIVERY, RUNG.c.message == DELIVERY.c.message)
    trajectories = select(RUNG.c.trajectory).select_from(joined).where(_is_pending(today))
    query = select(DEADLINE.c.id, DEADLINE.c.due_on).where(DEADLINE.c.trajectory.in_(trajectories))
    return {row.id: row.due_on for row in uow.connection.execute(query)}


def wait(
    uow: UnitOfWork, message: str, recipient: str, rungs: Sequence[Carried], at: datetime, open_at: datetime
) -> None:
    """Writes down what someone is to be told later, with what waits for them already; each reminder once, for the due
    day that came last. message: the id of a new row.
    """
    query = select(DELIVERY.c.message).where(DELIVERY.c.recipient == recipient, DELIVERY.c.state == "waiting")
    found = uow.connection.execute(query.where(is_free(DELIVERY.c.claimed_at)).limit(1)).scalar()
    if found is None:
        new = Delivery(message, recipient, [], attempts=0, kind="waiting")
        _insert(uow, [_row(new, "waiting", "", "", at, open_at, write_instant(open_at))], [])
    latest = {rung.reminder: rung for rung in rungs}
    ours = RUNG.c.message == (found or message)
    uow.connection.execute(delete(RUNG).where(ours, among(RUNG.c.reminder, latest)))
    _insert(uow, [], [(found or message, rung) for rung in latest.values()])


def take_up(uow: UnitOfWork, taken: Sequence[OpenMessage], at: datetime) -> None:
    """Ends what goes on in other messages: what waited is gone, what failed is dropped."""
    waited = [each.message for each in taken if each.state == "waiting"]
    failed = [each.message for each in taken if each.state != "waiting"]
    for table in (RUNG, DELIVERY):
        uow.connection.execute(delete(table).where(among(table.c.message, waited)))
    ended = {"state": "dropped", "leased_until": "", "ended_at": write_instant(at), "problem": TAKEN_UP}
    uow.connection.execute(update(DELIVERY).where(among(DELIVERY.c.message, failed)).values(ended))
    forget_days(uow, failed)


def forget_days(uow: UnitOfWork, messages: Sequence[str]) -> None:
    """Once it ended: the history has the days, and here one may tell a private date."""
    uow.connection.execute(update(RUNG).where(among(RUNG.c.message, messages)).values(due_on=""))


def carried_of(uow: UnitOfWork, messages: Iterable[str]) -> dict[str, list[Carried]]:
    """What each of these messages carries."""
    found: dict[str, list[Carried]] = {message: [] for message in messages}
    if not found:
        return {}
    query = select(RUNG).where(among(RUNG.c.message, found)).order_by(RUNG.c.message, RUNG.c.reminder)
    for row in uow.connection.execute(query):
        found[row.message].append(Carried(row.reminder, row.due_on, row.trajectory, row.as_role, row.folded_into))
    return found


def finish(
    uow: UnitOfWork,
    message: str,
    token: str,
    state: Ended,
    at: datetime,
    problem: str = "",
    again_at: datetime | None = None,
    tried_with: str = "",
    lost: int = 0,
) -> bool:
    """Writes how it ended; False, and nothing written, when another tick took it over. again_at: on real time."""
    ended = {"state": state, "ended_at": write_instant(at), "problem": problem, "tried_with": tried_with, "lost": lost}
    leased_until = write_instant(again_at) if again_at else ""
    is_ours = bool(uow.fetch(FINISH, key=message, held_by=token, leased_until=leased_until, **ended))
    if again_at is None and is_ours:
        uow.run_later(FORGET_DAYS, {"key": message})
    return is_ours


def is_any_under_way(uow: UnitOfWork) -> bool:
    """Whether any message has no end yet, or waits."""
    query = select(DELIVERY.c.message).where(DELIVERY.c.state.in_(UNDER_WAY), DELIVERY.c.leased_until > "")
    return uow.connection.execute(query.limit(1)).first() is not None


def count_waiting(uow: UnitOfWork) -> int:
    """The messages that failed and will be tried again."""
    return _count(uow, "failed")


def count_later(uow: UnitOfWork) -> int:
    """The people for whom something waits until they are open, or until their next daily message."""
    return _count(uow, "waiting")


def _count(uow: UnitOfWork, state: str) -> int:
    query = select(func.count()).where(DELIVERY.c.state == state, DELIVERY.c.leased_until > "")
    return int(uow.connection.execute(query).scalar_one())


def under_way() -> Select[Any]:
    """The reminders, with their due days, that stand in a message without an end: it goes out again by itself."""
    joined = RUNG.join(DELIVERY, RUNG.c.message == DELIVERY.c.message)
    query = select(RUNG.c.reminder, RUNG.c.due_on).select_from(joined)
    return query.where(DELIVERY.c.state.in_(UNDER_WAY), DELIVERY.c.leased_until > "")


def carries_a_last_day(uow: UnitOfWork, today: str) -> bool:
    """Whether anything under way was to be said for that day, as its due day."""
    query = under_way().where(RUNG.c.due_on == today)
    return uow.connection.execute(query.limit(1)).first() is not None


def recipients_under_way(uow: UnitOfWork) -> set[tuple[str, str, str]]:
    """Recipient, reminder and due day of everything that is under way."""
    rows = uow.connection.execute(under_way().add_columns(DELIVERY.c.recipient))
    return {(recipient, reminder, due_on) for reminder, due_on, recipient in rows}
