"""Rows that follow from the history, written in its transaction: where a trajectory stands, and its deadlines."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, insert, select, update

from trajectories import events as ev
from trajectories import people
from trajectories.codec import canonical
from trajectories.deadlines import Deadline
from trajectories.dossier import Dossiers, Written, state_text
from trajectories.store import COLUMNS, EVENT, TRAJECTORY, Prepared, UnitOfWork, read_row
from trajectories.tables import AgendaRow, DeadlineRow

DEADLINE: Table = DeadlineRow.__table__  # type: ignore[attr-defined]
AGENDA: Table = AgendaRow.__table__  # type: ignore[attr-defined]
DEADLINE_KEYS = tuple(column.name for column in DEADLINE.columns)
FORM = "2"  # raise it when the folded state or a row takes another shape: `init` then makes them all again
Projection = Callable[[UnitOfWork, Written], None]

INSERT_TRAJECTORY = Prepared(insert(TRAJECTORY).values({each.name: bindparam(each.name) for each in TRAJECTORY.c}))
UPDATE_TRAJECTORY = Prepared(
    update(TRAJECTORY)
    .where(TRAJECTORY.c.id == bindparam("key"))
    .values({each.name: bindparam(each.name) for each in TRAJECTORY.c if each.name != "id"})
)
DEADLINES = Prepared(select(DEADLINE).where(DEADLINE.c.trajectory == bindparam("trajectory")))
DELETE_DEADLINE = Prepared(delete(DEADLINE).where(DEADLINE.c.id == bindparam("id")))
INSERT_DEADLINE = Prepared(insert(DEADLINE).values({name: bindparam(name) for name in DEADLINE_KEYS}))


def rebuild(
    uow: UnitOfWork,
    dossiers: Dossiers,
    projections: list[Projection],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Makes every projection again from the history; sends nothing. Returns the number of trajectories."""
    people.clear(uow)
    like = EVENT.c.stream.bool_op
    is_trajectory = like("GLOB")("t[0-9]*") if uow.is_sqlite else like("~")("^t[0-9]")
    others = select(*COLUMNS).where(~is_trajectory).order_by(EVENT.c.position)  # a reference may change hands
    for row in uow.connection.execute(others).all():
        people.project(uow, read_row(row))
    uow.connection.execute(delete(TRAJECTORY))
    uow.connection.execute(delete(DEADLINE))
    uow.connection.execute(delete(AGENDA).where(~_has_history(AGENDA.c.trajectory)))  # the others keep their lease
    opened = select(EVENT.c.stream).where(EVENT.c.type == ev.TrajectoryOpened.__name__).order_by(EVENT.c.position)
    keys = list(uow.connection.execute(opened).scalars())
    for count, key in enumerate(keys, 1):
        written = dossiers.load(uow, key)
        for project in projections:
            project(uow, written)
        if progress:
            progress(count, len(keys))
    return len(keys)


def _has_history(key: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(EVENT.c.stream == key)


def project_trajectory(uow: UnitOfWork, written: Written) -> None:
    now = written.trajectory
    row = {
        "id": now.id,
        "number": int(now.id[1:]),
        "workflow": now.workflow,
        "workflow_version": now.workflow_version,
        "variant": now.variant,
        "municipality": now.municipality,
        "subject": now.subject,
        "definition": now.definition,
        "stage": now.stage,
        "entered_on": _iso(now.entered_on),
        "opened_on": _iso(now.opened_on),
        "intake_on": _iso(now.intake_on),
        "closed_on": _iso(now.closed_on),
        "outcome": now.outcome,
        "version": now.version,
        "coordinator": now.assigned.get("coordinator", ""),
        "state": state_text(now),
    }
    if not uow.run(UPDATE_TRAJECTORY, {**row, "key": now.id}):
        uow.run(INSERT_TRAJECTORY, row)


def project_deadlines(uow: UnitOfWork, written: Written) -> None:
    """Writes only what differs."""
    wanted = {deadline.id: _deadline_row(deadline) for deadline in written.deadlines}
    stored = {row[0]: row for row in uow.fetch(DEADLINES, trajectory=written.trajectory.id)}
    gone = [key for key in stored if stored[key] != wanted.get(key)]
    new = [key for key in wanted if wanted[key] != stored.get(key)]
    if gone:
        uow.run(DELETE_DEADLINE, *({"id": key} for key in gone))
    if new:
        uow.run(INSERT_DEADLINE, *(dict(zip(DEADLINE_KEYS, wanted[key], strict=True)) for key in new))


def _deadline_row(deadline: Deadline) -> tuple[object, ...]:
    """In the order of the table's columns."""
    return (
        deadline.id,
        deadline.trajectory,
        deadline.name,
        deadline.occurrence,
        deadline.reading.rule,
        deadline.reading.legal,
        deadline.standing,
        int(deadline.opens),
        _iso(deadline.raw_on),
        _iso(deadline.due_on),
        _iso(deadline.met_on),
        deadline.asked_on.isoformat(),
        canonical([[_iso(on), _iso(until)] for on, until in deadline.holds]),
        canonical(list(deadline.missing)),
        deadline.reading.certainty,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def deadlines_differ(uow: UnitOfWork, written: Written) -> bool:
    """Whether the stored deadlines are other ones than the history gives."""
    stored = {row[0]: row for row in uow.fetch(DEADLINES, trajectory=written.trajectory.id)}
    return stored != {deadline.id: _deadline_row(deadline) for deadline in written.deadlines}
