"""Which open cases a list is about, and what was looked through, so that an empty one does not reassure wrongly."""

from typing import NamedTuple

from trajectories.people.staff_member import StaffMember
from trajectories.projections.caseload import count_in
from trajectories.projections.scope import Scope
from trajectories.repository.store import UnitOfWork
from workflows.catalogue.place_names import place_name
from workflows.language.municipalities import ANYWHERE
from workflows.language.roles import GIVEN, ROLES
from workflows.words import Words


class Whose(NamedTuple):
    """member: None for everyone's. role: in which they hold it; empty for any. place: a municipality, or empty."""

    member: StaffMember | None = None
    role: str = ""
    place: str = ""

    @property
    def scope(self) -> Scope:
        if self.member is None:
            return Scope(counted_in=self.place)
        roles = [self.role] if self.role else GIVEN
        return Scope(given=tuple((role, self.member.id) for role in roles), counted_in=self.place)


class Looked(NamedTuple):
    """How many open cases were looked through, in words; where there are none, why, and where to look instead."""

    cases: int
    words: Words


def looked_through(uow: UnitOfWork, whose: Whose) -> Looked:
    """As `70 open cases of Ria Valstar`."""
    count = count_in(uow, whose.scope)
    if count:
        one = Words("1 lopende zaak", "1 open case")
        cases = one if count == 1 else Words(f"{count} lopende zaken", f"{count} open cases")
        of, at = _of(whose), _at(whose)
        return Looked(count, Words(f"{cases.nl}{of.nl}{at.nl}", f"{cases.en}{of.en}{at.en}"))
    if whose.member is None:
        at = _at(whose)
        return Looked(0, Words(f"er loopt geen zaak{at.nl}", f"no case is open{at.en}"))
    return Looked(0, _nothing_given(uow, whose, whose.member))


def _of(whose: Whose) -> Words:
    if whose.member is None:
        return Words("", "")
    name, role = whose.member.name, ROLES[whose.role] if whose.role else None
    if role is None:
        return Words(f" van {name}", f" of {name}")
    return Words(f" van {name} als {role.nl}", f" of {name} as {role.en}")


def _at(whose: Whose) -> Words:
    if not whose.place:
        return Words("", "")
    if whose.place in ANYWHERE:
        return Words(" zonder gemeente", " without a municipality")
    place = place_name(whose.place)
    return Words(f" in {place.say('nl')}", f" in {place.say('en')}")


def _nothing_given(uow: UnitOfWork, whose: Whose, member: StaffMember) -> Words:
    elsewhere = count_in(uow, Whose(member).scope)
    if elsewhere:
        role, at = (ROLES[whose.role] if whose.role else None), _at(whose)
        nl = f"{member.name} heeft geen lopende zaak{f' als {role.nl}' if role else ''}{at.nl}"
        en = f"{member.name} has no open case{f' as {role.en}' if role else ''}{at.en}"
        more = f"--of '{member.name}'"
        return Words(
            f"{nl}, in alle rollen en gemeenten wel {elsewhere}: {more}", f"{en}, but {elsewhere} in all: {more}"
        )
    nl, en = f"aan {member.name} is geen lopende zaak toegewezen", f"no open case was given to {member.name}"
    if "teamleider" not in member.roles:
        return Words(nl, en)
    if member.municipality in ANYWHERE:
        return Words(f"{nl}; zonder naam ziet u alle zaken", f"{en}; without a name you see all cases")
    where = f"--municipality {member.municipality}"
    return Words(f"{nl}; alles van het team: {where}", f"{en}; all of the team: {where}")
