"""What was written behind an event, in whatever stream: by its place in the store, as two may have one instant."""

from sqlalchemy import func, select

from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT


def written_since(uow: UnitOfWork, stream: str, version: int) -> dict[str, int]:
    """The first version behind that event in each stream that has one. Of a stream that its transaction wrote in that
    is what others wrote after it.
    """
    place = select(EVENT.c.position).where(EVENT.c.stream == stream, EVENT.c.version == version).scalar_subquery()
    query = select(EVENT.c.stream, func.min(EVENT.c.version)).where(EVENT.c.position > place).group_by(EVENT.c.stream)
    return {str(row[0]): int(row[1]) for row in uow.connection.execute(query)}


def versions_since(uow: UnitOfWork, stream: str, version: int, of: str) -> list[int]:
    """What one stream, `of`, has behind that event."""
    place = select(EVENT.c.position).where(EVENT.c.stream == stream, EVENT.c.version == version).scalar_subquery()
    query = select(EVENT.c.version).where(EVENT.c.stream == of, EVENT.c.position > place)
    return list(uow.connection.execute(query.order_by(EVENT.c.version)).scalars())
