"""A deadline as it was typed, made whole."""

from scheduler.planning.reminder_id import no_such
from trajectories.deadlines.written import Written


def completed(asked: str, written: Written) -> str:
    """The id; without its #occurrence, that of the latest. Raises NotFound with the deadlines there are."""
    name = asked.partition("/")[2]
    if not name:
        raise no_such(asked, [each.id for each in written.deadlines])
    found = [each.id for each in written.deadlines if each.name == name]
    return found[-1] if found else asked
