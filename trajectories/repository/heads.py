"""The end of a stream, and of several: version, hash and when it was recorded."""

from typing import Any

from sqlalchemy import BindParameter, Integer, Select, String, bindparam, func, literal_column, select

from trajectories.repository.among import each_of
from trajectories.repository.tables import EVENT

ENDS = EVENT.c.version, EVENT.c.hash, EVENT.c.recorded_at
NO, ONE = (literal_column(number, Integer) for number in "01")


def head_of(stream: BindParameter[str]) -> Select[Any]:
    """No row of a stream without events."""
    last = select(func.max(EVENT.c.version)).where(EVENT.c.stream == stream).correlate(None)
    return select(*ENDS).where(EVENT.c.stream == stream, EVENT.c.version == last.scalar_subquery())


def heads_of(name: str) -> Select[Any]:
    """With the stream before it; nulls of one without events. name: of the parameter, a list as `as_list` writes it.

    Each is looked up by itself: in a join PostgreSQL reads the whole history for two of them.
    """
    asked = each_of(bindparam(name, type_=String)).table_valued("value")
    last = select(*ENDS).where(EVENT.c.stream == asked.c.value).order_by(EVENT.c.version.desc()).limit(ONE).offset(NO)
    return select(asked.c.value, *(last.with_only_columns(each).correlate(asked).scalar_subquery() for each in ENDS))
