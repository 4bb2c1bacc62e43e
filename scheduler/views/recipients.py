"""Who is told."""

from collections.abc import Mapping
from typing import NamedTuple

from scheduler.planning.recipients import Addressed
from trajectories.people.staff_member import StaffMember


class ToldView(NamedTuple):
    """role: the one in which they are told. name: None for who is not on the staff of that day."""

    staff: str
    name: str | None
    role: str


def told_view(to: Mapping[str, Addressed], staff: Mapping[str, StaffMember]) -> list[ToldView]:
    return [ToldView(key, staff[key].name, told.as_role) for key, told in to.items()]
