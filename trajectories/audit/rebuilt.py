"""Every projection as the history gives it, beside the one that is stored: which row differs, and in what.

The rows are made in memory, some trajectories or people at a time, by the functions that `rebuild` calls. A rebuild
within a transaction that is rolled back would say the same, and hold up every writer as long as it lasted: on SQLite it
locks the file, on PostgreSQL each row that it deletes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, delete, exists, func, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from trajectories.audit.halves import LARGE, Progress, in_halves
from trajectories.audit.stored import UNREADABLE, stored_rows, text_of
from trajectories.history.streams import OFFICE
from trajectories.people import rows
from trajectories.projections.projections import STAFF_TABLES, Projection, private_rows
from trajectories.projections.scratch_rows import in_memory
from trajectories.repository.among import among
from trajectories.repository.store import Store, UnitOfWork
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    EVENT,
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    PRIVATE,
    QUESTION,
    TRAJECTORY,
)
from trajectories.repository.trajectories import Dossiers
from workflows.errors import CaseworkError
from workflows.words import Words

AT_ONCE = 100
CLAIMS = frozenset(("token", "leased_until"))  # of a tick at work; rebuild leaves them alone
# By which column the rows of a stream are found, in the tables that follow from it.
OF_CASES = {TRAJECTORY: TRAJECTORY.c.id, DEADLINE: DEADLINE.c.trajectory, AGENDA: AGENDA.c.trajectory}
OF_PEOPLE = {
    PERSON: PERSON.c.id,
    HOUSEHOLD: HOUSEHOLD.c.id,
    MEMBERSHIP: MEMBERSHIP.c.household,
    QUESTION: QUESTION.c.id,
}
Rows = dict[tuple[str, ...], dict[str, bytes]]


class RowDiffers(NamedTuple):
    """key: of the row. columns: in which it differs; none where it is missing, or is one too many (is_surplus)."""

    table: str
    key: str
    columns: list[str]
    is_surplus: bool = False

    @property
    def brief(self) -> str:
        return f"{self.table} {self.key}" + (f" ({', '.join(self.columns)})" if self.columns else "")

    @property
    def words(self) -> Words:
        row = f"{self.table} {self.key}"
        if self.columns:
            listing = ", ".join(self.columns)
            return Words(
                f"{row}: {listing} is anders dan de geschiedenis geeft",
                f"{row}: {listing} differs from what the history gives",
            )
        if self.is_surplus:
            return Words(f"{row}: volgt niet uit de geschiedenis", f"{row}: does not follow from the history")
        return Words(f"{row}: ontbreekt", f"{row}: is missing")


def differences(
    uow: UnitOfWork,
    dossiers: Dossiers,
    projections: Sequence[Projection],
    progress: Callable[[int, int], None] = lambda done, total: None,
    store: Store | None = None,
    large: int = LARGE,
) -> Iterator[RowDiffers]:
    """In the order of streams, those of staff first. A history that cannot be read gives no rows.

    store: whose transaction it is, where another process may make half of those of a history of so many events.
    """
    total = int(uow.connection.execute(select(func.count()).select_from(TRAJECTORY)).scalar_one())
    with in_memory((*STAFF_TABLES, PRIVATE)) as apart:
        yield from _of_staff(uow, apart)
    here, there = partial(_of_streams, uow, dossiers, projections), partial(_of_streams_apart, projections)
    with in_halves(uow, store, here, there, lambda done: progress(min(done, total), total), large) as halves:
        for each in halves:
            yield from each
    yield from _of_nobody(uow)


def _of_streams_apart(
    projections: Sequence[Projection], uow: UnitOfWork, where: Any, progress: Progress, folder: Path
) -> list[RowDiffers]:
    """In another process."""
    return _of_streams(uow, Dossiers(), projections, where, progress)


def _of_streams(
    uow: UnitOfWork, dossiers: Dossiers, projections: Sequence[Projection], where: Any, progress: Progress | None
) -> list[RowDiffers]:
    """Of people and cases."""
    found: list[RowDiffers] = []
    with in_memory((*OF_CASES, *OF_PEOPLE, PRIVATE)) as apart:
        for some in _in_pieces(_streams(uow, "[phq]", where)):
            found += _of_some(uow, apart, OF_PEOPLE, some, lambda key: _project_people(uow, apart, key))

        def project(key: str) -> None:
            written = dossiers.load(uow, key)
            for each in projections:
                each(apart, written)

        for count, some in enumerate(_in_pieces(_streams(uow, "t", where))):
            if progress:
                progress(count * AT_ONCE)
            found += _of_some(uow, apart, OF_CASES, some, project)
    return found


def _streams(uow: UnitOfWork, kind: str, where: Any) -> Iterator[str]:
    """kind: the letter before their number, as a pattern."""
    named = re.compile(rf"{kind}[0-9]+")
    column = EVENT.c.stream
    every = (text_of(row[0]) for row in stored_rows(uow, (column,), column, where=where, group_by=(column,)))
    return (key for key in every if named.fullmatch(key))


def _of_some(
    uow: UnitOfWork,
    apart: UnitOfWork,
    tables: Mapping[Table, ColumnElement[str]],
    keys: Sequence[str],
    project: Callable[[str], None],
) -> Iterator[RowDiffers]:
    """A reference may have changed hands: where a row stands in the way of another, each is made by itself."""
    for table in tables:
        apart.connection.execute(delete(table))
    in_the_way: list[str] = []
    for key in keys:
        try:
            project(key)
        except IntegrityError:
            in_the_way.append(key)
        except (CaseworkError, SQLAlchemyError, *UNREADABLE):
            continue  # what it shows is then all too much, and verify says of the history why
    by_itself = in_the_way if len(keys) > 1 else []
    for table, column in tables.items():
        which = among(column, {*keys} - {*by_itself})
        yield from _compared(table, _rows(uow, table, which), _rows(apart, table, which))
    for key in by_itself:
        yield from _of_some(uow, apart, tables, [key], project)


def _of_staff(uow: UnitOfWork, apart: UnitOfWork) -> Iterator[RowDiffers]:
    with suppress(CaseworkError, SQLAlchemyError, *UNREADABLE):  # as above
        _project_people(uow, apart, OFFICE)
    for table in STAFF_TABLES:
        yield from _compared(table, _rows(uow, table), _rows(apart, table))


def _project_people(uow: UnitOfWork, apart: UnitOfWork, stream: str) -> None:
    history = uow.history(stream)
    apart.connection.execute(delete(PRIVATE))
    if private := private_rows(uow, history):
        apart.connection.execute(insert(PRIVATE), private)
    for recorded in history:
        rows.project(apart, recorded)


def _of_nobody(uow: UnitOfWork) -> Iterator[RowDiffers]:
    """Rows of streams that are not there."""
    for table, column in {**OF_CASES, **OF_PEOPLE}.items():
        stray = ~exists().where(EVENT.c.stream == column)
        for key in _rows(uow, table, stray):
            yield RowDiffers(table.name, " ".join(key), [], is_surplus=True)


def _rows(uow: UnitOfWork, table: Table, which: Any = None) -> Rows:
    """As bytes: a row that is no text any more differs as well."""
    columns = [column for column in table.columns if column.name not in CLAIMS]
    keys = [column.name for column in table.primary_key]
    found: Rows = {}
    for row in stored_rows(uow, columns, where=which):
        values = {column.name: value for column, value in zip(columns, row, strict=True)}
        found[tuple(text_of(values[name]) for name in keys)] = values
    return found


def _compared(table: Table, stored: Rows, wanted: Rows) -> Iterator[RowDiffers]:
    for key in sorted(stored.keys() | wanted.keys()):
        if stored.get(key) != wanted.get(key):
            both = key in stored and key in wanted
            columns = [name for name in wanted[key] if stored[key][name] != wanted[key][name]] if both else []
            yield RowDiffers(table.name, " ".join(key), columns, is_surplus=key not in wanted)


def _in_pieces(every: Iterator[str]) -> Iterator[list[str]]:
    while some := [*islice(every, AT_ONCE)]:
        yield some
