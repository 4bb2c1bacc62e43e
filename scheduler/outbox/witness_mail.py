"""What is mailed to witnesses outside the office, by the promises of the ledger: fixed and claimed before it is handed
over, and how that ended written down after it. What may have arrived goes out again as the same message.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, assert_never

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update

from scheduler.outbox.leases import INSTANT, has_ended
from scheduler.planning.pace import LOST_PACE, again_after_lost, again_at
from trajectories.audit.kept_checkpoint import Checkpoint
from trajectories.audit.witnesses import Witness
from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork
from trajectories.repository.witness_table import WITNESS_MAIL

Kind = Literal["checkpoint", "removed"]
How = Literal["sent", "failed", "lost", "given_back"]
OPEN = ("waiting", "claimed", "failed", "unknown")
TRIED_FOR = timedelta(days=14)  # that someone is no witness any more, where it cannot be mailed

DIED = "the scheduler died over it"

its = WITNESS_MAIL.c


class WitnessMail(NamedTuple):
    """A mail in hand. attempts, lost: before this one."""

    message: str
    witness: str
    kind: Kind
    day: str
    checkpoint: Checkpoint
    attempts: int
    lost: int


class Unreached(NamedTuple):
    """problem: in English, empty where nothing was tried."""

    witness: str
    problem: str


def without_one(uow: UnitOfWork, known: Iterable[Witness], day: str) -> list[Witness]:
    """Those for whom there is no checkpoint of that day yet."""
    query = select(its.witness).where(its.kind == "checkpoint", its.day == day)
    have = set(uow.connection.execute(query).scalars())
    return [each for each in known if each.id not in have]


def is_any_blank(uow: UnitOfWork) -> bool:
    """Whether anyone is to be told that they are a witness no more, and was given no last checkpoint yet."""
    query = select(its.message).where(its.checkpoint == "", its.state == "waiting")
    return uow.connection.execute(query.limit(1)).first() is not None


def tell_removed(uow: UnitOfWork, witness: Witness, day: str) -> None:
    """What was still to be mailed to them is not."""
    _drop(uow, its.witness == witness.id)
    _insert(uow, witness.id, "removed", day, "")


def fill(uow: UnitOfWork, wanted: Iterable[Witness], day: str, taken: Checkpoint) -> None:
    """Fixes what each of these is mailed of that day; of an earlier day that did not arrive, this one says more."""
    told = json.dumps(taken._asdict(), sort_keys=True)
    uow.connection.execute(update(WITNESS_MAIL).where(its.checkpoint == "").values(checkpoint=told))
    for each in wanted:
        _drop(uow, (its.witness == each.id) & (its.kind == "checkpoint"))
        _insert(uow, each.id, "checkpoint", day, told)


def _insert(uow: UnitOfWork, witness: str, kind: Kind, day: str, checkpoint: str) -> None:
    row = dict.fromkeys(("token", "leased_until", "ended_at", "problem"), "")
    row |= {"message": secrets.token_hex(12), "witness": witness, "kind": kind, "day": day}
    row |= {"checkpoint": checkpoint, "state": "waiting"}
    uow.connection.execute(insert(WITNESS_MAIL), [{**row, "attempts": 0, "lost": 0}])


def _drop(uow: UnitOfWork, which: ColumnElement[bool]) -> None:
    ours = update(WITNESS_MAIL).where(which, its.state.in_(OPEN))
    uow.connection.execute(ours.values(state="dropped", token="", leased_until=""))


def is_any_due(uow: UnitOfWork, real_now: datetime) -> bool:
    return uow.connection.execute(_due(real_now).limit(1)).first() is not None


def _due(real_now: datetime) -> Select[Any]:
    """A lease that lies further ahead than any is given was written by a clock that has gone back since."""
    is_over = has_ended(its.leased_until, real_now, timedelta(hours=1) + LOST_PACE[-1])
    is_open = its.state.in_(OPEN) & (its.checkpoint > "")
    return select(WITNESS_MAIL).where(is_open, is_over).order_by(its.day, its.witness)


def claim(uow: UnitOfWork, token: str, real_now: datetime, until: datetime, today: date) -> WitnessMail | None:
    """The next one. One that was claimed and not ended may have arrived: that is an answer that was lost."""
    too_old = (today - TRIED_FOR).isoformat()
    _drop(uow, (its.kind == "removed") & (its.day < too_old))
    while (row := uow.connection.execute(_due(real_now).limit(1)).first()) is not None:
        is_lost = row.state == "claimed"
        ours = update(WITNESS_MAIL).where(its.message == row.message)
        if is_lost and again_after_lost(row.lost + 1, real_now) is None:
            uow.connection.execute(ours.values(state="uncertain", token="", leased_until="", problem=DIED))
            continue
        held: dict[str, Any] = {
            "state": "claimed",
            "token": token,
            "leased_until": write_instant(until),
            "lost": row.lost + is_lost,
        }
        uow.connection.execute(ours.values(**held))
        checkpoint = Checkpoint(**json.loads(row.checkpoint))
        return WitnessMail(row.message, row.witness, row.kind, row.day, checkpoint, row.attempts, row.lost + is_lost)
    return None


def write_down(uow: UnitOfWork, mail: WitnessMail, token: str, real_now: datetime, how: How, problem: str = "") -> None:
    """How an attempt ended; only who holds the mail does. given_back: it was not handed over, by no fault of its own.
    lost: it may have arrived; it goes out again as the same message, and after three times it ends so.
    """
    attempts, again = mail.attempts + 1, None
    match how:
        case "sent":
            values: dict[str, Any] = {"state": "sent", "ended_at": write_instant(real_now)}
        case "failed":
            values, again = {"state": "failed"}, again_at(attempts, real_now)
        case "lost":
            again = again_after_lost(mail.lost + 1, real_now)
            values = {"state": "unknown" if again else "uncertain", "lost": mail.lost + 1}
        case "given_back":
            values, attempts = {"state": "waiting"}, mail.attempts
        case _:
            assert_never(how)
    lease = {"token": "", "leased_until": write_instant(again) if again else ""}
    ours = update(WITNESS_MAIL).where(its.message == mail.message, its.token == token)
    uow.connection.execute(ours.values(**values, **lease, attempts=attempts, problem=problem))


def let_go_on(uow: UnitOfWork, real_now: datetime) -> int:
    """Makes what failed due at once; how many mails."""
    ours = update(WITNESS_MAIL).where(its.state == "failed")
    return uow.connection.execute(ours.values(leased_until=write_instant(real_now - INSTANT))).rowcount


# to be told


def last_mailed(uow: UnitOfWork) -> dict[str, str]:
    """By witness the day of the last checkpoint that was sent."""
    query = select(its.witness, func.max(its.day)).where(its.kind == "checkpoint", its.state == "sent")
    return {row[0]: row[1] for row in uow.connection.execute(query.group_by(its.witness))}


def unreached(uow: UnitOfWork, known: Iterable[Witness], since: date) -> list[Unreached]:
    """Witnesses to whom the last mail did not go, and those who were mailed nothing from that day on, nor added."""
    failing = select(its.witness, its.problem).where(
        its.problem > "",
        or_(
            its.state.in_(("failed", "unknown", "waiting")),
            (its.state == "uncertain") & (its.day >= since.isoformat()),
        ),
    )
    found = {row.witness: row.problem for row in uow.connection.execute(failing.order_by(its.day))}
    mailed = last_mailed(uow)
    for each in known:
        last = max(mailed.get(each.id, ""), each.since.isoformat())
        if last < since.isoformat():
            found.setdefault(each.id, "")
    return [Unreached(*each) for each in sorted(found.items())]
