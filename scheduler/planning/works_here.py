"""Who works here on a day, with what every message asks of all of them, counted once for everyone."""

from collections.abc import Mapping
from functools import cached_property

from scheduler.planning.recipients import substitute_of
from trajectories.people.staff_member import StaffMember


class WorksHere(dict[str, StaffMember]):
    """By id. Nobody is added or changed afterwards."""

    @cached_property
    def stood_in_for(self) -> Mapping[str, list[StaffMember]]:
        """By substitute, those who are away and whose messages they get, in the order of the staff."""
        found: dict[str, list[StaffMember]] = {}
        for each in self.values():
            if each.away and (now := substitute_of(each, self)):
                found.setdefault(now[0], []).append(each)
        return found

    @cached_property
    def not_reached(self) -> frozenset[str]:
        """Whoever is no coordinator, or one that is away with nobody in their place; and nobody at all."""
        return frozenset(each.id for each in self.values() if not self._is_reached(each)) | {""}

    def _is_reached(self, member: StaffMember) -> bool:
        """Whether someone is told of what was given to this coordinator."""
        return "coordinator" in member.roles and (not member.away or substitute_of(member, self) is not None)


def works_here(staff: Mapping[str, StaffMember]) -> WorksHere:
    return staff if isinstance(staff, WorksHere) else WorksHere(staff)
