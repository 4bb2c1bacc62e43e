"""Who is told: a pure function of the trajectory, the role and who works here today."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from scheduler.planning.taken_back import to_be_told
from trajectories.deadlines.written import Written
from trajectories.people.mail_address import is_mail_address
from trajectories.people.staff_member import StaffMember
from workflows.language.municipalities import ANYWHERE
from workflows.language.roles import GIVEN

GIVEN_OUT = tuple(role for role in GIVEN if role != "teamleider")  # a team leader is told of every case of the team
FALL_BACK = ("teamleider", "administrator")


class Addressed(NamedTuple):
    """Why someone is told: in which role, and in whose place.

    stands_in_for: roles that nobody was given here. away: roles whose holders are away, with nobody in their place.
    substitutes_for: the name of the colleague who is away and named them, until that day where it is known.
    unreachable: roles of whose holders no mail address is known.
    """

    as_role: str
    stands_in_for: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    substitutes_for: str = ""
    substitutes_until: date | None = None
    unreachable: tuple[str, ...] = ()


def recipients(
    written: Written, roles: tuple[str, ...], staff: Mapping[str, StaffMember], channel: str
) -> dict[str, Addressed]:
    """To whom a message goes: who was given the role here, else the colleagues in that role, who are told so.

    Whoever is away is replaced by their substitute. For a role in which nobody is there: the team leader, else an
    administrator. Where it would reach none of them, beside them whoever it would go to without them. Nobody at all
    only where there is nobody to tell. Of an opening taken back: who heard of it, while any of them works here.
    """
    found = _who_heard(written, staff) if written.trajectory.taken_back_on else {}
    found = found or _in_any_role(written, roles, staff)
    if not found or reached(found, staff, channel):
        return found
    others = _in_any_role(written, roles, {key: each for key, each in staff.items() if reaches(channel, each)})
    return found | {to: Addressed(told.as_role, unreachable=roles) for to, told in others.items()}


def _who_heard(written: Written, staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Whoever is away is replaced by their substitute; with nobody in their place they read it when they are back."""
    found: dict[str, Addressed] = {}
    for to, as_role in to_be_told(written).items():
        if to in staff and staff[to].roles:
            now = _there([staff[to]], Addressed(as_role), staff) or {to: Addressed(as_role)}
            found = {**now, **found}
    return found


def reached(found: Mapping[str, Addressed], staff: Mapping[str, StaffMember], channel: str) -> dict[str, Addressed]:
    """Those of them to whom the channel can bring a message: mail only to an address."""
    return {to: told for to, told in found.items() if reaches(channel, staff[to])}


def reaches(channel: str, member: StaffMember) -> bool:
    return channel != "smtp" or is_mail_address(member.email)


def _in_any_role(written: Written, roles: tuple[str, ...], staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    found: dict[str, Addressed] = {}
    for role in roles:
        for to, told in _in_role(written, role, staff).items():
            found.setdefault(to, told)
    missing = [role for role in roles if not _in_role(written, role, staff)]
    if found and "volunteer" in missing:
        missing.remove("volunteer")  # not every household has one, and someone else is told
    for role in missing:
        for to, instead in _instead(written, role, staff).items():
            told = found.get(to, instead._replace(stands_in_for=(), away=()))
            found[to] = told._replace(
                stands_in_for=(*told.stands_in_for, *instead.stands_in_for), away=(*told.away, *instead.away)
            )
    return found


def _in_role(written: Written, role: str, staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Who is there in that role: whoever was given it, or their substitute; else the colleagues of the municipality."""
    given = _given(written, role, staff)
    if given and (found := _there([given], Addressed(role), staff)):
        return found
    if role == "volunteer":
        return {}  # never all volunteers
    not_given = (role,) if role in GIVEN_OUT else ()
    why = Addressed(role, away=(role,)) if given else Addressed(role, not_given)
    return _there(_colleagues(written, role, staff), why, staff)


def _given(written: Written, role: str, staff: Mapping[str, StaffMember]) -> StaffMember | None:
    """Whoever was given the role here, while still on the staff in it."""
    assigned = staff.get(written.trajectory.assigned.get(role, ""))
    return assigned if assigned and role in assigned.roles else None


def _colleagues(written: Written, role: str, staff: Mapping[str, StaffMember]) -> list[StaffMember]:
    places = (*ANYWHERE, written.trajectory.municipality)
    return [each for each in staff.values() if role in each.roles and each.municipality in places]


def _there(members: Iterable[StaffMember], why: Addressed, staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Those of them who are there, and the substitutes of the others."""
    found = {each.id: why for each in members if not each.away}
    for each in members:
        if each.away and (substitute := substitute_of(each, staff)):
            to, until = substitute
            found.setdefault(to, why._replace(substitutes_for=each.name, substitutes_until=until))
    return found


def substitute_of(absent: StaffMember, staff: Mapping[str, StaffMember]) -> tuple[str, date | None] | None:
    """Who stands in, by id, and until when: the substitute of a substitute who is away too; None when nobody does."""
    passed = {absent.id}
    until, now = None, absent
    while now.away:
        following = staff.get(now.substitute)
        if following is None or following.id in passed or not following.roles:
            return None
        until = min(filter(None, (until, now.away_until)), default=None)
        passed.add(following.id)
        now = following
    return now.id, until


def _instead(written: Written, role: str, staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Who is told for a role in which nobody is there, and why. Where nobody is there at all: as if all were."""
    is_held = _given(written, role, staff) or (role != "volunteer" and _colleagues(written, role, staff))
    away, missing = ((role,), ()) if is_held else ((), (role,))
    others = [other for other in FALL_BACK if other != role]
    found = next(filter(None, (_in_role(written, other, staff) for other in others)), None)
    anyone = found or _there(_all_in("administrator", staff), Addressed("administrator"), staff)
    told = anyone or _anyway(written, role, staff)
    return {to: each._replace(away=away, stands_in_for=missing) for to, each in told.items()}


def _anyway(written: Written, role: str, staff: Mapping[str, StaffMember]) -> dict[str, Addressed]:
    """Better someone who is away than nobody: administrators, else team leaders, else whoever holds the role."""
    given = _given(written, role, staff)
    holders = [given] if given else ([] if role == "volunteer" else _colleagues(written, role, staff))
    for as_role, members in (
        ("administrator", _all_in("administrator", staff)),
        ("teamleider", _all_in("teamleider", staff)),
        (role, holders),
    ):
        if members:
            return {each.id: Addressed(as_role) for each in members}
    return {}


def _all_in(role: str, staff: Mapping[str, StaffMember]) -> list[StaffMember]:
    return [each for each in staff.values() if role in each.roles]
