"""May a term stand still, or be made longer? With what the newest version of its definition says of that."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from trajectories.casework import commands as ask
from trajectories.casework.refusals import Decision
from trajectories.casework.suspend import decide_extend, decide_suspend
from trajectories.casework.without_ground import Newer, NewerText, Wish, newer_text
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from workflows.errors import CaseworkError

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Selection

Definitions = Callable[[], "Selection"]


def suspended(now: Definitions, written: Written, deadline: Deadline, command: ask.Suspend, by: ask.Actor) -> Decision:
    """See decide_suspend. now: the definitions as their files say them now."""
    compiled, trajectory, calendar = written.compiled, written.trajectory, written.calendar
    return decide_suspend(
        compiled, deadline, trajectory, command, by, calendar, _newest(now, written, deadline, "suspend")
    )


def extended(now: Definitions, written: Written, deadline: Deadline, command: ask.Extend, by: ask.Actor) -> Decision:
    """See decide_extend."""
    compiled, trajectory, calendar = written.compiled, written.trajectory, written.calendar
    return decide_extend(
        compiled, deadline, trajectory, command, by, calendar, _newest(now, written, deadline, "extend")
    )


def _newest(definitions: Definitions, written: Written, deadline: Deadline, wish: Wish) -> Newer:
    """Read only where it is asked for: it takes a file. None where there is no such definition any more."""

    def read() -> NewerText | None:
        now = written.trajectory
        assert now.intake_on
        try:
            found = definitions().resolve(now.workflow, now.municipality, now.intake_on)
        except CaseworkError:
            return None
        return newer_text(found.workflow, deadline.name, deadline.reading.rule, wish)

    return read
