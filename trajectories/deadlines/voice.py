"""Whether an open case will ever be spoken of again; where not, the question how it stands."""

from collections.abc import Iterable
from datetime import date

from trajectories.deadlines.deadline import Deadline, Reading
from trajectories.deadlines.deadlines import decided_of
from trajectories.deadlines.reckoning import running_term
from trajectories.history.state import Trajectory
from workflows.calendar import WorkCalendar
from workflows.language.nothing_planned import NOTHING_PLANNED, RULE, TWENTY_WORKING_DAYS
from workflows.language.sources import Source
from workflows.language.stages import Stage, waited_for
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def voice_of(
    compiled: Compiled, trajectory: Trajectory, deadlines: Iterable[Deadline], calendar: WorkCalendar
) -> Deadline | None:
    """None where the case is closed, or something in it speaks by itself."""
    if not trajectory.path or trajectory.closed_on or any(speaks(each, compiled, trajectory) for each in deadlines):
        return None
    on, version, known_on = _last_done(trajectory)
    reading = Reading(RULE.rule, TWENTY_WORKING_DAYS, "none", RULE.remind, None, "proposal", None)
    blank = Deadline(
        trajectory.id,
        NOTHING_PLANNED,
        version,
        reading,
        "running",
        on,
        known_on,
        begun=(on, version),
        start=(on, version),
    )
    running = running_term(blank, RULE, on, TWENTY_WORKING_DAYS, trajectory, calendar)
    again = decided_of(NOTHING_PLANNED, version, trajectory)
    return running._replace(known_on=max(known_on, again.known_on) if again else known_on)


def speaks(deadline: Deadline, compiled: Compiled, trajectory: Trajectory) -> bool:
    """Whether someone will hear of it, or has it in the daily message until it is answered."""
    match deadline.standing:
        case "unknown":
            return True  # a question is put again and again
        case "running":
            if deadline.held_since:
                return asks_whether(deadline, compiled, trajectory)
            return bool(deadline.reading.remind)
        case "met" | "lapsed":
            return False


def asks_whether(deadline: Deadline, compiled: Compiled, trajectory: Trajectory) -> bool:
    """Of a term that stands still: whether anyone can say that it may run again, who suspended it, or someone outside
    whom the stage waits for. A stage that just lasts is seen for what it is.
    """
    return is_suspended_openly(deadline, trajectory) or bool(waits_for(compiled, trajectory))


def is_suspended_openly(deadline: Deadline, trajectory: Trajectory) -> bool:
    """Whether someone suspended it and nobody let it run again; a stage that lets it stand still is another matter."""
    key = (deadline.name, deadline.occurrence)
    return any((hold.rule, hold.occurrence) == key and hold.until is None for hold in trajectory.holds)


def waits_for(compiled: Compiled, trajectory: Trajectory) -> Words | None:
    """Who outside must act before the stage can be left."""
    stage: Stage | None = compiled.workflow.stages.get(trajectory.stage)
    return waited_for(stage) if stage else None


def _last_done(trajectory: Trajectory) -> tuple[date, int, date]:
    """Day and event of what was done last in the case, and the day on which it was written down, at the earliest."""
    passage = trajectory.path[-1]
    points = [(passage.on, passage.version, passage.known_on)]
    points += [(each.on, each.version, each.known_on) for several in trajectory.facts.values() for each in several]
    points += [(each.on, each.version, each.known_on) for each in trajectory.last_done.values()]
    points += [(each.on, each.version, each.known_on) for several in trajectory.absences.values() for each in several]
    on, version, _ = max(points)
    return on, version, max(known_on for _, _, known_on in points)


def is_voice(deadline: str) -> bool:
    """By the id of a deadline."""
    return f"/{NOTHING_PLANNED}#" in deadline


def source_of(workflow: Workflow, deadline: Deadline) -> Source | None:
    """What the term rests on; of a term kept from another version only what it said itself."""
    if is_voice(deadline.id):
        return None
    return workflow.sources.get(deadline.reading.source or (not deadline.kept and workflow.source) or "")


def ruled(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Those that a definition writes, so without the question how it stands."""
    return [each for each in deadlines if each.name != NOTHING_PLANNED]
