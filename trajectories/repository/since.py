"""What was written behind an event, in whatever stream: by its place in the store, as two may have one instant."""

from collections.abc import Iterable

from sqlalchemy import select

from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT


def written_since(uow: UnitOfWork, stream: str, version: int, of: Iterable[str]) -> set[str]:
    """Which of these streams went on behind that event. Of a stream that its transaction wrote in that is what others
    wrote after it.
    """
    place = select(EVENT.c.position).where(EVENT.c.stream == stream, EVENT.c.version == version).scalar_subquery()
    query = select(EVENT.c.stream).where(among(EVENT.c.stream, of), EVENT.c.position > place).distinct()
    return {str(key) for key in uow.connection.execute(query).scalars()}


def versions_since(uow: UnitOfWork, stream: str, version: int, of: str) -> list[int]:
    """What one stream, `of`, has behind that event."""
    place = select(EVENT.c.position).where(EVENT.c.stream == stream, EVENT.c.version == version).scalar_subquery()
    query = select(EVENT.c.version).where(EVENT.c.stream == of, EVENT.c.position > place)
    return list(uow.connection.execute(query.order_by(EVENT.c.version)).scalars())
