"""May a term stand still, run again, or be made longer?"""

from datetime import date

from trajectories.casework import commands as ask
from trajectories.casework import grounds
from trajectories.casework.parse_values import (
    must_be_reckonable,
    term_of,
)
from trajectories.casework.refusals import (
    Decision,
    must_not_be_granted,
    must_run,
)
from trajectories.casework.without_ground import Newer, nothing_newer
from trajectories.deadlines.deadline import Deadline
from trajectories.history import events as ev
from trajectories.history.state import Hold, Trajectory
from trajectories.local_time import is_within, write_day
from workflows.calendar import WorkCalendar
from workflows.errors import Refused, UsageError
from workflows.machine.state_machine import Compiled
from workflows.words import Words

OUR_QUESTIONS = ("S1", "S2")  # how does it stand: asked by ourselves, and no term of anyone


def decide_suspend(
    compiled: Compiled,
    deadline: Deadline,
    now: Trajectory,
    command: ask.Suspend,
    actor: ask.Actor,
    calendar: WorkCalendar,
    newer: Newer = nothing_newer,
) -> Decision:
    """Raises Refused when the term does not run, is counted back, or stands still already on that day.

    Also where its rule says on what grounds it may stand still, and this is none of them; and a statutory term whose
    rule says none. newer: what the newest version of the definition says of that.
    """
    must_run(deadline)
    if not deadline.suspendable and deadline.reading.rule in OUR_QUESTIONS:
        raise Refused(
            Words(
                f"{deadline.name} vraagt hoe het staat en is geen termijn; stel uit met ‘traject snooze {deadline.id}’",
                f"{deadline.name} asks how it stands and is no term; put it off with 'traject snooze {deadline.id}'",
            )
        )
    if not deadline.suspendable:
        raise Refused(
            Words(
                f"{deadline.name} kan niet worden opgeschort: deze termijn loopt voor de cliënt zelf door",
                f"{deadline.name} cannot be suspended: this term runs on for the client",
            )
        )
    if deadline.reckoned and deadline.reckoned.back:
        raise Refused(
            Words(
                "een teruggerekende dag kan niet worden opgeschort; schort de termijn op waar hij van afhangt",
                "a day counted back cannot be suspended; suspend the term it rests on",
            )
        )
    must_not_be_granted(deadline)
    if deadline.is_suspended(command.on):
        raise Refused(Words("de termijn staat dan al stil", "the term is suspended already on that day"))
    must_be_reckonable(command.until)
    must_stand_within(deadline, command.on, command.until)
    name, ground = grounds.ground_to_suspend(compiled, deadline, now, actor, command.ground, newer)
    grounds.must_end_in_time(compiled, deadline, ground, command.on, command.until, calendar)
    until = write_day(command.until)
    return Decision([ev.DeadlineSuspended(command.rule, command.occurrence, until, name)])


def must_stand_within(deadline: Deadline, on: date, until: date | None) -> None:
    """Raises Refused where it would stand still from a day that is not of the term; UsageError if it ends before."""
    if deadline.reckoned and on <= deadline.reckoned.anchor_on:
        raise Refused(
            Words(
                f"de termijn begint pas na {deadline.reckoned.anchor_on}",
                f"the term begins only after {deadline.reckoned.anchor_on}",
            )
        )
    if deadline.due_on and on > deadline.due_on:
        raise Refused(
            Words(f"de termijn liep al af op {deadline.due_on}", f"the term ended already on {deadline.due_on}")
        )
    if until and until < on:
        raise UsageError(Words("het einde ligt voor het begin", "the end lies before the start"))


def decide_resume(deadline: Deadline, now: Trajectory, command: ask.Resume) -> Decision:
    """Raises Refused where it does not stand still, or only because of the stage."""
    if not deadline.is_suspended(command.on):
        raise Refused(Words("de termijn staat op die dag niet stil", "the term is not suspended on that day"))
    if not any(_is_held(hold, command) for hold in now.holds):
        raise Refused(
            Words(
                "de termijn staat stil door de stap waar het traject dan staat; hij loopt weer zodra die voorbij is",
                "the term stands still because of the stage it is then in; it runs again once that is over",
            )
        )
    return Decision([ev.DeadlineResumed(command.rule, command.occurrence)])


def _is_held(hold: Hold, command: ask.Resume) -> bool:
    own = (hold.rule, hold.occurrence) == (command.rule, command.occurrence)
    return own and is_within(command.on, [(hold.on, hold.until)])


def decide_extend(
    compiled: Compiled,
    deadline: Deadline,
    now: Trajectory,
    command: ask.Extend,
    actor: ask.Actor,
    calendar: WorkCalendar,
    newer: Newer = nothing_newer,
) -> Decision:
    """Raises Refused when the term does not run or would end earlier: due dates never move earlier.

    Also where its rule says on what grounds it may be made longer, and this is none of them or goes beyond.
    newer: as for suspending.
    """
    must_run(deadline)
    name, ground = grounds.ground_to_extend(compiled, deadline, now, actor, command.ground, newer)
    if ground and ground.by and not command.by and not command.until:
        command = command._replace(by=str(ground.by))
    if bool(command.by) == bool(command.until):
        raise UsageError(
            Words("geef óf een termijn (--by) óf een dag (--until)", "give either a term (--by) or a day (--until)")
        )
    must_be_reckonable(command.until)
    if command.until and deadline.due_on and command.until <= deadline.due_on:
        raise Refused(
            Words(
                f"{command.until} is niet later dan {deadline.due_on}; een verlenging maakt een termijn langer",
                f"{command.until} is not later than {deadline.due_on}; an extension makes a term longer",
            )
        )
    by = _longer(deadline, command.by) if command.by else ""
    grounds.must_be_within(compiled, deadline, ground, command.on, calendar)
    given = grounds.extensions_of(deadline, now)
    grounds.must_not_go_beyond(compiled, deadline, ground, by, command.until, given, calendar)
    until = write_day(command.until)
    return Decision([ev.DeadlineExtended(command.rule, command.occurrence, by, until, name)])


def _longer(deadline: Deadline, text: str) -> str:
    """A term that makes the deadline longer. Raises Refused where it would change nothing."""
    must_not_be_granted(deadline)
    term = term_of(text)
    if term.amount == 0:
        raise Refused(Words(f"{text} maakt geen termijn langer", f"{text} makes no term longer"))
    return str(term)
