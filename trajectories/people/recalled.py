"""Every reference in use, read once for a command of many transactions, as long as nobody else records of people."""

from collections import ChainMap

from sqlalchemy import bindparam, exists, func, or_, select, text

from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import EVENT

LAST = Prepared(select(func.max(EVENT.c.position)))
OF_PEOPLE = [EVENT.c.stream.like(text(each)) for each in ("'p%'", "'h%'")]
OTHERS_WROTE = Prepared(select(exists().where(EVENT.c.position > bindparam("last"), or_(*OF_PEOPLE))))


class Recalled:
    """References by canonical form, as `uow.references` has them; see references."""

    def __init__(self) -> None:
        self._known: dict[str, str] | None = None
        self._last = 0

    def recall(self, uow: UnitOfWork) -> None:
        """For a transaction that begins. What it adds counts for the next only once it is remembered."""
        if self._known is not None and uow.fetch(OTHERS_WROTE, last=self._last)[0][0]:
            self._known = None
        uow.references = None if self._known is None else ChainMap({}, self._known)

    def remember(self, uow: UnitOfWork) -> None:
        """Of a transaction that is about to be committed."""
        match uow.references:
            case ChainMap(maps=[new, known]) if known is self._known:
                self._known |= new
            case ChainMap() | None:
                self._known = None
            case known:
                self._known = dict(known)
        self._last = int(uow.fetch(LAST)[0][0] or 0)
