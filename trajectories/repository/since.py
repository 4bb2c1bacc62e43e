"""What was written behind an event, in whatever stream: by its place in the store, as two may have one instant."""

from collections.abc import Collection

from sqlalchemy import func, select

from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT


def written_since(uow: UnitOfWork, stream: str, version: int, but: Collection[str] = ()) -> dict[str, int]:
    """The first version behind that event in each stream that has one. Of a stream that its transaction wrote in that
    is what others wrote after it. but: events that do not count, as `t17@5`.
    """
    place = select(EVENT.c.position).where(EVENT.c.stream == stream, EVENT.c.version == version).scalar_subquery()
    query = select(EVENT.c.stream, func.min(EVENT.c.version)).where(EVENT.c.position > place).group_by(EVENT.c.stream)
    found = {str(row[0]): int(row[1]) for row in uow.connection.execute(query)}
    partly = sorted({name.partition("@")[0] for name in but} & found.keys())
    each = select(EVENT.c.stream, EVENT.c.version).where(EVENT.c.position > place, among(EVENT.c.stream, partly))
    counting: dict[str, int] = {}
    for row in uow.connection.execute(each.order_by(EVENT.c.version)) if partly else ():
        if f"{row.stream}@{row.version}" not in but:
            counting.setdefault(row.stream, row.version)
    return {key: counting.get(key, first) for key, first in found.items() if key in counting or key not in partly}
