"""A statement that every command runs, built and compiled once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Delete, Dialect, Insert, Select, TextClause, Update

from trajectories.repository.round_trips import Sent


class Prepared:
    """A statement that is built and compiled once, and run past SQLAlchemy; for the few that every command runs.

    There is more work in each of these than in the statement itself. Every parameter is named with bindparam.
    """

    def __init__(self, statement: Select[Any] | CompoundSelect[Any] | Insert | Update | Delete | TextClause) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Sequence[str] | None]] = {}

    def on(self, dialect: Dialect) -> tuple[str, Sequence[str] | None]:
        """The text for this database; also the order of the parameters, where its driver takes them by place."""
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect)
            names = compiled.positiontup if compiled.positional else None
            self._compiled[dialect.name] = str(compiled), names
        return self._compiled[dialect.name]

    def sent(self, dialect: Dialect, rows: Sequence[Mapping[str, object]]) -> Sent:
        """As the driver takes it, with these rows of parameters."""
        text, names = self.on(dialect)
        return Sent(text, rows if names is None else [tuple(row[name] for name in names) for row in rows])
