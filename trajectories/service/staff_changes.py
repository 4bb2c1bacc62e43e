"""What changes in who works here: absence, hours, and handing over a caseload. The caller holds the transaction."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from trajectories.casework.commands import Actor
from trajectories.casework.permission import must_write, not_after, role_of
from trajectories.casework.split import SplitCase, SplitPerson, SplitRule, split
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import OFFICE
from trajectories.local_time import write_day
from trajectories.people import absences
from trajectories.people.households import homes_of
from trajectories.people.rows import project
from trajectories.people.staff import roles_on, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.among import among
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import TRAJECTORY
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused, UsageError
from workflows.language.roles import roles_said
from workflows.words import Words

KEEPERS = ("administrator", "teamleider")  # who may record it for someone else
PLANNED_AHEAD = timedelta(days=3 * 366)


class Handed(NamedTuple):
    """A trajectory that has another holder."""

    trajectory: str
    subject: str
    as_role: str


def must_look_after(actor: Actor, member: StaffMember, keepers: tuple[str, ...] = KEEPERS) -> None:
    """Raises Refused for anyone but the keepers and the person themself."""
    must_write(actor)
    if actor.staff != member.id and not actor.roles & set(keepers):
        said = roles_said(keepers)
        raise Refused(
            Words(
                f"dat mag alleen een {said.nl}, of de medewerker zelf",
                f"only an {said.en} may do this, or the colleague themself",
            )
        )


# absence


def go_away(uow: UnitOfWork, staff: str, from_on: date, until: date | None, substitute: str, by: By) -> None:
    """until: the last day, None as long as nobody knows. substitute: an id, or empty. The first day may lie ahead."""
    today = by.today
    if until and until < from_on:
        raise UsageError(Words("de laatste dag ligt voor de eerste", "the last day lies before the first"))
    if from_on > today + PLANNED_AHEAD or (until and until > max(from_on, today) + PLANNED_AHEAD):
        raise UsageError(
            Words(
                "dat is meer dan drie jaar; controleer het jaar, of laat de laatste dag weg",
                "that is more than three years; check the year, or leave the last day out",
            )
        )
    not_after(min(from_on, today), today)
    if substitute:
        _must_stand_in(uow, staff, substitute, today)
    ahead = from_on.isoformat() if from_on > today else ""
    event = ev.StaffAway(staff, write_day(until), substitute, ahead)
    _write(uow, [(event, min(from_on, today))], _stamp(uow, by))


def _must_stand_in(uow: UnitOfWork, staff: str, substitute: str, today: date) -> None:
    if substitute == staff:
        raise UsageError(Words("niemand vervangt zichzelf", "nobody stands in for themself"))
    if not roles_on(uow, substitute, today):
        name = staff_on(uow, today)[substitute].name
        raise Refused(
            Words(
                f"{name} heeft geen rol meer en krijgt dus geen berichten; kies iemand anders",
                f"{name} has no role any more and so gets no messages; choose someone else",
            )
        )


def come_back(uow: UnitOfWork, staff: str, on: date, by: By) -> None:
    """on: the first day there again, which may lie ahead. Raises Refused for someone who is not away that day."""
    if staff not in absences.absent_on(uow, on):
        raise Refused(
            Words(
                f"deze medewerker is op {on} niet afwezig; ‘traject staff list’ toont wie dat wel is",
                f"this colleague is not away on {on}; 'traject staff list' shows who is",
            )
        )
    ahead = on.isoformat() if on > by.today else ""
    _write(uow, [(ev.StaffBack(staff, ahead), min(on, by.today))], _stamp(uow, by))


# hours


def set_hours(uow: UnitOfWork, member: StaffMember, hours: str, by: By) -> bool:
    """hours: as the product writes them, empty for the usual. False where they were so already."""
    if member.hours == hours:
        return False
    _write(uow, [(ev.StaffChanged(member.id, "hours", hours), by.today)], _stamp(uow, by))
    return True


def _write(uow: UnitOfWork, events: list[tuple[Event, date]], stamp: Stamp) -> None:
    for recorded in uow.append(OFFICE, events, stamp):
        project(uow, recorded)


def _stamp(uow: UnitOfWork, by: By) -> Stamp:
    return Stamp(by.now, by.actor.staff, role_of(by.actor, KEEPERS))


# handing over


def held_by(uow: UnitOfWork, staff: str) -> list[Handed]:
    """The running trajectories that someone was given, in any role, also one no longer held; oldest first."""
    columns = (TRAJECTORY.c.id, TRAJECTORY.c.subject, TRAJECTORY.c.state)
    named = TRAJECTORY.c.state.contains(f'":"{staff}"', autoescape=True)
    query = select(*columns).where(TRAJECTORY.c.closed_on == "", named).order_by(TRAJECTORY.c.number)
    return [
        Handed(row.id, row.subject, role)
        for row in uow.connection.execute(query)
        for role, holder in sorted(json.loads(row.state)["assigned"].items())
        if holder == staff
    ]


def split_over(
    uow: UnitOfWork, keys: Sequence[str], people: Sequence[StaffMember], rule: SplitRule, on: date
) -> Mapping[str, str]:
    """Who gets which trajectory; see split. Whoever is away on that day is passed over, which is said.

    Raises Refused where nobody is left.
    """
    away = absences.absent_on(uow, on)
    here = [each for each in people if each.id not in away]
    if passed := [each for each in people if each.id in away]:
        listing = ", ".join(each.name for each in passed)
        if not here:
            raise Refused(
                Words(
                    f"op {on} is iedereen afwezig ({listing}); noem ook iemand die er is",
                    f"everyone is away on {on} ({listing}); name someone who is there too",
                )
            )
        uow.remark(Words(f"afwezig op {on}, en overgeslagen: {listing}", f"away on {on}, and passed over: {listing}"))
    rows = uow.connection.execute(
        select(TRAJECTORY.c.id, TRAJECTORY.c.subject, TRAJECTORY.c.municipality, TRAJECTORY.c.workflow)
        .where(among(TRAJECTORY.c.id, keys))
        .order_by(TRAJECTORY.c.number)
    ).all()
    cases = [SplitCase(row.id, _home(uow, row.subject, on), row.municipality, row.workflow) for row in rows]
    return split(cases, [SplitPerson(each.id, each.municipality) for each in here], rule)


def _home(uow: UnitOfWork, subject: str, on: date) -> str:
    homes = [] if subject.startswith("h") else homes_of(uow, subject, on)
    return homes[0] if homes else subject


def hand_over(
    casework: Casework,
    uow: UnitOfWork,
    held: list[Handed],
    successor: str | Mapping[str, str],
    on: date,
    by: By,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Gives each of these to the successor; one that was opened later, from its first day on. successor: an id, or by
    trajectory.

    Raises Refused, naming the trajectory, where one cannot be given: the caller writes nothing then.
    """
    uow.lock(*(each.trajectory for each in held))
    for count, (key, _, role) in enumerate(held, 1):
        here_from = casework.dossiers.load(uow, key).trajectory.here_from
        to = successor if isinstance(successor, str) else successor[key]
        done = casework.assign(uow, key, to, role, max(on, here_from or on), by, alone=True)
        if done.trajectory.assigned.get(role) != to:
            raise Refused(
                Words(
                    f"{key} is na {on} nog aan iemand toegewezen; draag over op een latere dag (--on)",
                    f"{key} was assigned to someone after {on}; hand over on a later day (--on)",
                )
            )
        progress(count, len(held))
