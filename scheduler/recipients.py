"""Who is told: a pure function of the trajectory, the role and who works here today."""

from collections.abc import Mapping
from typing import NamedTuple

from trajectories.dossier import Written
from trajectories.people import StaffMember

GIVEN_OUT = ("coordinator", "volunteer", "jurist")  # the roles that a trajectory is given
ANYWHERE = ("", "any")


class Addressed(NamedTuple):
    """Why someone is told: in which role, and for which roles that nobody holds."""

    as_role: str
    stands_in_for: tuple[str, ...] = ()


def recipients(written: Written, roles: tuple[str, ...], staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Who is told now: who was given the role here, else the colleagues in that role, who are told so.

    For a role that nobody holds the team leader, else an administrator.
    """
    found: dict[str, Addressed] = {}
    for role in roles:
        not_given = (role,) if role in GIVEN_OUT and not _given(written, role, staff) else ()
        for to in _holders(written, role, staff):
            found.setdefault(to, Addressed(role, not_given))
    missing = [role for role in roles if not _holders(written, role, staff)]
    if found and "volunteer" in missing:
        missing.remove("volunteer")  # not every household has one, and someone else is told
    for role in missing:
        as_role, instead = _instead(written, role, staff)
        for to in instead:
            told = found.get(to, Addressed(as_role))
            found[to] = told._replace(stands_in_for=(*told.stands_in_for, role))
    return found


def _given(written: Written, role: str, staff: Mapping[str, StaffMember]) -> str:
    """Whoever was given the role here, while still on the staff in it; empty for nobody."""
    assigned = staff.get(written.trajectory.assigned.get(role, ""))
    return assigned.id if assigned and role in assigned.roles else ""


def _holders(written: Written, role: str, staff: Mapping[str, StaffMember]) -> list[str]:
    """Whoever was given the role; else everyone of the municipality in that role, but never all its volunteers."""
    if given := _given(written, role, staff):
        return [given]
    if role == "volunteer":
        return []
    places = (*ANYWHERE, written.trajectory.municipality)
    return [each.id for each in staff.values() if role in each.roles and each.municipality in places]


def _instead(written: Written, role: str, staff: Mapping[str, StaffMember]) -> tuple[str, list[str]]:
    for other in ("teamleider", "administrator"):
        found = _holders(written, other, staff) if other != role else []
        if found:
            return other, found
    return "administrator", [each.id for each in staff.values() if "administrator" in each.roles]
