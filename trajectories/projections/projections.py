"""Rows that follow from the history, written in its transaction: where a trajectory stands, and its deadlines."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlalchemy import (
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from trajectories.casework.tasks import left_tasks
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.history.codec import canonical
from trajectories.history.events import Recorded
from trajectories.history.opening_events import OPENINGS
from trajectories.history.state_text import state_text
from trajectories.local_time import read_day, write_day
from trajectories.people import rows
from trajectories.people.rows import clear
from trajectories.people.staff import OFFICE
from trajectories.projections.scratch_rows import in_memory
from trajectories.repository.among import among
from trajectories.repository.connect import of_another_release
from trajectories.repository.store import COLUMNS, Prepared, UnitOfWork, read_row
from trajectories.repository.tables import (
    ABSENCE,
    AGENDA,
    DEADLINE,
    EVENT,
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    PRIVATE,
    QUESTION,
    STAFF,
    STAFF_ROLE,
    TRAJECTORY,
)
from trajectories.repository.trajectories import Dossiers
from workflows.language.roles import GIVEN

DEADLINE_KEYS = tuple(column.name for column in DEADLINE.columns)
FORM = "7"  # raise it when the folded state or a row takes another shape: `init` then makes them all again
NOTHING = "[]"  # of what is mostly not there
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


def must_be_of_this_form(uow: UnitOfWork) -> None:
    """Raises Refused while the rows are those of another release: nothing is said or written between the two."""
    if uow.setting("projections") != FORM:
        raise of_another_release()


def rebuild(
    uow: UnitOfWork,
    dossiers: Dossiers,
    projections: list[Projection],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Makes every projection again from the history; sends nothing. Returns the number of trajectories."""
    clear(uow)
    for recorded in events_of_people(uow):
        rows.project(uow, recorded)
    uow.connection.execute(delete(TRAJECTORY))
    uow.connection.execute(delete(DEADLINE))
    without_history = ~exists().where(EVENT.c.stream == AGENDA.c.trajectory)  # the others keep their lease
    uow.connection.execute(delete(AGENDA).where(without_history))
    opened = select(EVENT.c.stream).where(EVENT.c.type.in_(OPENINGS)).order_by(EVENT.c.position)
    keys = list(uow.connection.execute(opened).scalars())
    for count, key in enumerate(keys, 1):
        written = dossiers.load(uow, key)
        for project in projections:
            project(uow, written)
        if progress:
            progress(count, len(keys))
    return len(keys)


def events_of_people(uow: UnitOfWork) -> list[Recorded]:
    """Every event of no trajectory, in the order of writing down: a reference may change hands."""
    like = EVENT.c.stream.bool_op
    is_trajectory = like("GLOB")("t[0-9]*") if uow.is_sqlite else like("~")("^t[0-9]")
    others = select(*COLUMNS).where(~is_trajectory).order_by(EVENT.c.position)
    return [read_row(row) for row in uow.connection.execute(others).all()]


def project_trajectory(uow: UnitOfWork, written: Written) -> None:
    row = _trajectory_row(written)
    if row["id"] in uow.beginning:
        uow.run_later(INSERT_TRAJECTORY, row)
    elif not uow.run(UPDATE_TRAJECTORY, {**row, "key": row["id"]}):
        uow.run(INSERT_TRAJECTORY, row)


def _trajectory_row(written: Written) -> dict[str, object]:
    now = written.trajectory
    return {
        "id": now.id,
        "number": int(now.id[1:]),
        "workflow": now.workflow,
        "workflow_version": now.workflow_version,
        "variant": now.variant,
        "municipality": now.municipality,
        "subject": now.subject,
        "definition": now.definition,
        "stage": now.stage,
        "entered_on": write_day(now.entered_on),
        "opened_on": write_day(now.opened_on),
        "intake_on": write_day(now.intake_on),
        "closed_on": write_day(now.closed_on),
        "outcome": now.outcome,
        "version": now.version,
        **{role: now.assigned.get(role, "") for role in GIVEN},
        "state": state_text(now),
        "left_behind": canonical([[e.stage, e.open.task, e.open.member] for e in left_tasks(written.compiled, now)]),
    }


def project_deadlines(uow: UnitOfWork, written: Written) -> None:
    """Writes only what differs."""
    key, wanted = written.trajectory.id, {deadline.id: _deadline_row(deadline) for deadline in written.deadlines}
    stored = {row[0]: row for row in ([] if key in uow.beginning else uow.fetch(DEADLINES, trajectory=key))}
    gone = [key for key in stored if stored[key] != wanted.get(key)]
    new = [key for key in wanted if wanted[key] != stored.get(key)]
    if gone:
        uow.run_later(DELETE_DEADLINE, *({"id": key} for key in gone))
    if new:
        uow.run_later(INSERT_DEADLINE, *(dict(zip(DEADLINE_KEYS, wanted[key], strict=True)) for key in new))


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
        write_day(deadline.raw_on),
        write_day(deadline.due_on),
        write_day(deadline.met_on),
        deadline.asked_on.isoformat(),
        canonical([[write_day(on), write_day(until)] for on, until in deadline.holds]) if deadline.holds else NOTHING,
        _listed(deadline.missing),
        deadline.reading.certainty,
        _listed(deadline.provisional),
    )


def _listed(names: tuple[str, ...]) -> str:
    return canonical(list(names)) if names else NOTHING


def read_holds(text: str) -> tuple[tuple[date, date | None], ...]:
    """The suspensions of a deadline, from its row."""
    return tuple((date.fromisoformat(on), read_day(until)) for on, until in json.loads(text))


def deadlines_differ(uow: UnitOfWork, written: Written) -> bool:
    """Whether the stored deadlines are other ones than the history gives."""
    stored = {row[0]: row for row in uow.fetch(DEADLINES, trajectory=written.trajectory.id)}
    return stored != {deadline.id: _deadline_row(deadline) for deadline in written.deadlines}


def trajectory_differs(uow: UnitOfWork, written: Written) -> bool:
    """Whether the stored row of a trajectory is another one than the history gives, or is not there."""
    found = uow.connection.execute(select(TRAJECTORY).where(TRAJECTORY.c.id == written.trajectory.id)).one_or_none()
    return found is None or found._asdict() != _trajectory_row(written)


STAFF_TABLES = (STAFF, STAFF_ROLE, ABSENCE)
PEOPLE_TABLES = (*STAFF_TABLES, PERSON, HOUSEHOLD, MEMBERSHIP, QUESTION)


def people_who_differ(uow: UnitOfWork, *, only_staff: bool) -> list[str]:
    """The ids of staff, and of persons and households, whose stored rows are other ones than the history gives."""
    history = uow.history(OFFICE) if only_staff else events_of_people(uow)
    tables = STAFF_TABLES if only_staff else PEOPLE_TABLES
    wanted = _projected(uow, history, tables)
    found: set[str] = set()
    for table in tables:
        stored = {tuple(row) for row in uow.connection.execute(select(table))}
        found |= {str(row[0]) for row in stored ^ wanted[table.name]}
    return sorted(found, key=lambda key: (key[0], len(key), key))


def _projected(uow: UnitOfWork, history: list[Recorded], tables: Iterable[Table]) -> dict[str, set[tuple[object, ...]]]:
    """The rows that a history gives, made in memory: nothing is written."""
    with in_memory((*PEOPLE_TABLES, PRIVATE)) as apart:
        if private := private_rows(uow, history):
            apart.connection.execute(insert(PRIVATE), private)
        for recorded in history:
            rows.project(apart, recorded)
        return {table.name: {tuple(row) for row in apart.connection.execute(select(table))} for table in tables}


def private_rows(uow: UnitOfWork, history: Iterable[Recorded]) -> list[Mapping[str, object]]:
    """What the events point at, as far as it was not erased."""
    values: Iterable[object] = (value for each in history for value in each.event)
    keys = {str(value["private"]) for value in values if isinstance(value, dict) and "private" in value}
    return [row._asdict() for row in uow.connection.execute(select(PRIVATE).where(among(PRIVATE.c.id, keys)))]
