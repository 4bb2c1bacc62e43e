"""May a correction be taken back: what held before it holds again, so that path must have been possible too."""

from collections.abc import Mapping, Sequence
from typing import Any

from trajectories.casework import commands as ask
from trajectories.casework.correct import must_be_possible, must_fit_its_term, must_follow_migrations, room_for
from trajectories.casework.refusals import Decision
from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS, subject_of, voided_in
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import in_present_words
from trajectories.history.replay import ORDER, corrected
from workflows.calendar import WorkCalendar
from workflows.errors import Refused
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def taken_back_by(history: Sequence[Recorded], command: ask.Correct) -> Recorded | None:
    """The correction that this command takes back; None where it is about any other event, or one not in force."""
    if not command.void or command.on is not None or command.value is not None:
        return None
    found = next((each for each in history if each.version == command.version), None)
    is_correction = found is not None and type(found.event) in CORRECTIONS
    return found if is_correction and command.version not in voided_in(history) else None


def decide_taking_back_correction(
    compiled: Compiled,
    history: Sequence[Recorded],
    correction: Recorded,
    calendar: WorkCalendar,
    under: Mapping[str, Compiled],
) -> Decision:
    """Voids a correction. Raises Refused where what it mended cannot hold as it did before."""
    event = ev.EventVoided(correction.version)
    last = history[-1]
    trial = last._replace(version=last.version + 1, event=event)
    after = [*history, trial]
    version = subject_of(history, correction.version)
    again = next((each for each in corrected(after) if each.version == version), None)
    if again is not None:
        told = in_present_words(history, again)
        must_follow_migrations(told, history)
        must_fit_its_term(compiled, after, told, told.occurred_on, calendar)
        _must_have_room(compiled, after, told, calendar)
        _must_not_close_twice(after)
    must_be_possible(compiled, history, trial, calendar, under)
    return Decision([event])


def _must_have_room(compiled: Compiled, after: Sequence[Recorded], told: Recorded, calendar: WorkCalendar) -> None:
    event: Any = told.event
    if not isinstance(event, ev.TaskDone) or event.task not in compiled.workflow.tasks:
        return
    room = room_for(compiled, after, told, calendar)
    if event.amount > room:
        label = compiled.workflow.tasks[event.task].label
        nl, en = label.say("nl"), label.say("en")
        raise Refused(
            Words(
                f"dan is ‘{nl}’ vaker gedaan dan gevraagd is: naast de rest is er ruimte voor {max(room, 0)}, en "
                f"gebeurtenis {told.version} is {event.amount}",
                f"then '{en}' would be done more often than was asked: beside the rest there is room for "
                f"{max(room, 0)}, and event {told.version} is {event.amount}",
            )
        )


def _must_not_close_twice(after: Sequence[Recorded]) -> None:
    closed_by = 0
    for each in sorted(corrected(after), key=ORDER):
        if isinstance(each.event, ev.StageEntered):
            closed_by = each.version if each.event.outcome else 0
        elif isinstance(each.event, ev.TrajectoryClosed):
            if closed_by:
                raise Refused(
                    Words(
                        f"dan zou het traject twee keer gesloten zijn, door {closed_by} en door {each.version}; maak "
                        "eerst een van beide ongedaan",
                        f"then the trajectory would be closed twice, by {closed_by} and by {each.version}; void one of "
                        "the two first",
                    )
                )
            closed_by = each.version
