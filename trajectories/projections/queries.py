"""The read side: what people and machines are shown. Status is asked with a date; nothing here writes."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select

from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.codec import encode
from trajectories.history.events import Recorded
from trajectories.history.known import dated
from trajectories.history.state_text import state_text
from trajectories.history.streams import OFFICE, said_stream, split
from trajectories.people.households import members_of
from trajectories.people.references import has_ref, subject_by_ref, subject_ref
from trajectories.people.staff import staff_on
from trajectories.repository.aliases import with_aliases
from trajectories.repository.among import among
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DEADLINE, EVENT, TRAJECTORY
from trajectories.repository.trajectories import Dossiers
from workflows.errors import NotFound
from workflows.words import Words

MARK = 12  # characters


def trajectories_of(uow: UnitOfWork, asked: str, on: date) -> tuple[str, list[str]]:
    """The subject's reference and the trajectories to show: one by its id, or all of a client or household.

    A household brings those of its members. Raises NotFound.
    """
    subject, key = subject_asked(uow, asked, on)
    return subject_ref(uow, subject), [key] if key else cases_around(uow, uow, subject, on)


def subject_asked(uow: UnitOfWork, asked: str, on: date) -> tuple[str, str]:
    """The id of a client or household, and that of the trajectory where that was asked for. Raises NotFound."""
    asked = asked.lower() if re.fullmatch(r"T\d+", asked) and not has_ref(uow, asked) else asked
    row = uow.connection.execute(select(TRAJECTORY.c.subject).where(TRAJECTORY.c.id == asked)).first()
    if row:
        return str(row.subject), asked
    if asked.startswith("t") and asked[1:].isdigit():
        raise NotFound(Words(f"er is geen traject {asked}", f"there is no trajectory {asked}"))
    return subject_by_ref(uow, asked, on), ""


def cases_around(uow: UnitOfWork, people: UnitOfWork, subject: str, on: date) -> list[str]:
    """All of a client, or of a household and its members of that day. people: where the rows of these stand."""
    subjects = [subject]
    if subject.startswith("h"):
        subjects += [person.id for person in members_of(people, subject, on)]
    subjects = with_aliases(people, subjects, on)
    query = select(TRAJECTORY.c.id).where(among(TRAJECTORY.c.subject, subjects)).order_by(TRAJECTORY.c.number)
    return list(uow.connection.execute(query).scalars())


def cases_of(uow: UnitOfWork, subject: str) -> list[str]:
    """Every trajectory of one client or household itself, closed ones included, the oldest first."""
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.subject == subject).order_by(TRAJECTORY.c.number)
    return list(uow.connection.execute(query).scalars())


def every_open(uow: UnitOfWork) -> list[str]:
    """Every open trajectory, the oldest first."""
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.closed_on == "").order_by(TRAJECTORY.c.number)
    return list(uow.connection.execute(query).scalars())


def still_running(uow: UnitOfWork) -> set[str]:
    """The ids of the deadlines that run or are not known yet, as they stand."""
    query = select(DEADLINE.c.id).where(DEADLINE.c.standing.in_(("running", "unknown")))
    return set(uow.connection.execute(query).scalars())


def history(uow: UnitOfWork, key: str) -> list[Recorded]:
    """Casework and what was said, in the order of writing. Raises NotFound."""
    found = uow.history(key, said_stream(key))
    if not found:
        raise NotFound(Words(f"er is geen traject {key}", f"there is no trajectory {key}"))
    at = {(each.stream, each.version): at for part in split(found, key) for each, at in dated(part)}
    return sorted(found, key=lambda each: (at[each.stream, each.version], each.stream, each.version))


def definitions_on_board(uow: UnitOfWork, municipality: str = "") -> dict[str, list[str]]:
    """Per workflow the hashes of the definitions that its open trajectories are under."""
    query = select(TRAJECTORY.c.workflow, TRAJECTORY.c.definition).where(TRAJECTORY.c.closed_on == "").distinct()
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    found: dict[str, list[str]] = {}
    for row in uow.connection.execute(query.order_by(TRAJECTORY.c.workflow, TRAJECTORY.c.definition)):
        found.setdefault(row.workflow, []).append(row.definition)
    return found


def ever_assigned(uow: UnitOfWork, as_role: str, staff: str, municipality: str = "") -> list[str]:
    """The trajectories that this colleague was ever given in that role, closed ones and others' of now included."""
    kind, data = encode(ev.Assigned(as_role, staff))
    given = select(EVENT.c.stream).where(EVENT.c.type == kind, EVENT.c.data == data)
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.id.in_(given))
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    return list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())


def database_mark(uow: UnitOfWork) -> str:
    """Tells this database from every other: the start of the hash of its first event. A restored copy keeps it."""
    query = select(EVENT.c.hash).where(EVENT.c.stream == OFFICE, EVENT.c.version == 1)
    return str(uow.connection.execute(query).scalar_one())[:MARK]


def ground_laid_at(uow: UnitOfWork) -> datetime:
    """When an edition of the calendar was last taken into use or, where that is later, a copy was last put back."""
    kinds = (ev.CalendarAdopted.__name__, ev.Restored.__name__)
    query = select(func.max(EVENT.c.recorded_at)).where(EVENT.c.stream == OFFICE, EVENT.c.type.in_(kinds))
    return datetime.fromisoformat(uow.connection.execute(query).scalar_one())


def equals_projection(uow: UnitOfWork, written: Written) -> bool:
    """Whether the state replayed from events is the stored one, byte for byte."""
    query = select(TRAJECTORY.c.state).where(TRAJECTORY.c.id == written.trajectory.id)
    return bool(uow.connection.execute(query).scalar() == state_text(written.trajectory))


def names_of(uow: UnitOfWork, on: date) -> dict[str, str]:
    """Staff names by id, for people's eyes only."""
    return {key: member.name for key, member in staff_on(uow, on).items()}


def load_many(
    uow: UnitOfWork, dossiers: Dossiers, keys: Iterable[str], as_of: date | None, known_at: datetime | None
) -> list[Written]:
    """The trajectories as of a day and as known by an instant; those not open yet then are left out."""
    found = []
    for key in keys:
        try:
            found.append(dossiers.load(uow, key, as_of, known_at))
        except NotFound:
            if as_of is None and known_at is None:
                raise
    return found
