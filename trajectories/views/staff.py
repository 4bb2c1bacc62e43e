"""The staff as commands answer about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.people.absences import Absence
from trajectories.people.staff_member import StaffMember


class AbsenceView(NamedTuple):
    """substitute: a name."""

    from_: date
    until: date | None
    substitute: str | None


class ColleagueView(NamedTuple):
    staff: str
    name: str
    roles: list[str]
    municipality: str | None
    email: str | None
    language: str
    hours: str | None
    away: bool
    absences: list[AbsenceView]


class StaffAddedView(NamedTuple):
    staff: str
    name: str


class RoleEndedView(NamedTuple):
    """trajectories, reminders: how many are left to hand over."""

    staff: str
    name: str
    trajectories: int
    reminders: int


class HandedView(NamedTuple):
    trajectory: str
    subject: str
    role: str
    to: str


class HandedOverView(NamedTuple):
    """to: of several successors their names, with commas between."""

    from_: str
    to: str
    dry_run: bool
    reminders: int
    trajectories: list[HandedView]


class AwayView(NamedTuple):
    staff: str
    name: str
    from_: date
    until: date | None
    substitute: str | None


class BackView(NamedTuple):
    staff: str
    name: str
    on: date


class HoursView(NamedTuple):
    staff: str
    name: str
    hours: str | None


def colleague_view(member: StaffMember, staff: Mapping[str, StaffMember], away: Iterable[Absence]) -> ColleagueView:
    """staff: by id, for the names of substitutes."""
    return ColleagueView(
        staff=member.id,
        name=member.name,
        roles=sorted(member.roles),
        municipality=member.municipality or None,
        email=member.email or None,
        language=member.lang,
        hours=member.hours or None,
        away=member.away,
        absences=[
            AbsenceView(each.from_on, each.until, staff[each.substitute].name if each.substitute else None)
            for each in away
            if each.staff == member.id
        ],
    )
