"""The last numbers given, recounted from the history: the row of each is the lock of whoever gives the next."""

import json
import re
from collections.abc import Iterable

from sqlalchemy import BigInteger, cast, func, select

from trajectories.history import events as ev
from trajectories.history.events import EventsGone
from trajectories.history.streams import OFFICE
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT, SETTING

KINDS = ("t", "p", "h", "q", "s")  # trajectories, clients, households, questions, staff
NUMBERED = re.compile(r"([tphqs])([1-9][0-9]{0,14})")


def counter(kind: str) -> str:
    """The setting in which the last number of that kind stands."""
    return f"last_{kind}"


def given(uow: UnitOfWork) -> dict[str, int]:
    """By kind the last number as the rows have it; 0 for what is no number."""
    keys = [counter(kind) for kind in KINDS]
    rows = uow.connection.execute(select(SETTING.c.key, SETTING.c.value).where(SETTING.c.key.in_(keys)))
    found = {str(row[0]): str(row[1]) for row in rows}
    texts = {kind: found.get(counter(kind), "") for kind in KINDS}
    return {kind: int(text) if re.fullmatch("[0-9]{1,15}", text) else 0 for kind, text in texts.items()}


def counted(uow: UnitOfWork, lost: Iterable[EventsGone]) -> dict[str, int]:
    """By kind the highest number in the history; also of what was recorded as lost, so that none is given twice."""
    found = dict.fromkeys(KINDS, 0) | _highest(uow)
    found["s"] = max((int(key[1:]) for key in staff_added(uow)), default=0)
    for each in lost:
        if match := NUMBERED.fullmatch(each["stream"]):
            found[match[1]] = max(found[match[1]], int(match[2]))
    return found


def _highest(uow: UnitOfWork) -> dict[str, int]:
    """Of what has a stream of its own; one look at the first event of each."""
    kind, number = func.substr(EVENT.c.stream, 1, 1), cast(func.substr(EVENT.c.stream, 2), BigInteger)
    like = EVENT.c.stream.bool_op
    is_numbered = like("GLOB")("[tphq][1-9]*") if uow.is_sqlite else like("~")("^[tphq][1-9][0-9]{0,14}$")
    query = select(kind, func.max(number)).where(EVENT.c.version == 1, is_numbered).group_by(kind)
    return {str(row[0]): int(row[1]) for row in uow.connection.execute(query)}


def staff_added(uow: UnitOfWork) -> set[str]:
    """The ids of all who ever joined the staff."""
    query = select(EVENT.c.data).where(EVENT.c.stream == OFFICE, EVENT.c.type == ev.StaffAdded.__name__)
    ids = (str(json.loads(data)["staff"]) for data in uow.connection.execute(query).scalars())
    return {key for key in ids if NUMBERED.fullmatch(key)}


def recount(uow: UnitOfWork, lost: Iterable[EventsGone]) -> None:
    """The rows as the history has them."""
    before = given(uow)
    for kind, number in counted(uow, lost).items():
        if number != before[kind]:
            uow.set_setting(counter(kind), str(number))
