"""May a wrong opening be taken back: only where nobody has worked on what it opened."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, assert_never

from trajectories.casework.refusals import Decision
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import in_present_words
from trajectories.history.replay import corrected
from trajectories.history.state import Trajectory
from workflows.errors import Reason, Refused, StepRefused
from workflows.language.duplicate import ways_to_leave
from workflows.language.road_facts import fact_of
from workflows.language.roles import ROLES
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def decide_taking_back(tree: Sequence[Written]) -> list[Decision]:
    """One decision for each trajectory. tree: the one that was opened by mistake, then all that it started in turn.

    Raises StepRefused with everything that someone recorded in any of them.
    """
    in_the_way = [reason for written in tree for reason in _recorded_by_someone(written)]
    if in_the_way:
        raise _worked_on(tree[0], in_the_way)
    return [Decision([ev.EventVoided(each.trajectory.opened_version)]) for each in tree]


def must_not_be_taken_back(now: Trajectory) -> None:
    if now.taken_back_on:
        day, workflow = now.taken_back_on, now.workflow
        raise Refused(
            Words(
                f"{now.id} is op {day} teruggedraaid, alsof het nooit was geopend; open {workflow} zo nodig opnieuw "
                "met ‘traject open’",
                f"{now.id} was taken back on {day}, as if it had never been opened; open {workflow} anew with "
                "'traject open' where it is needed",
            )
        )


def _worked_on(written: Written, in_the_way: list[Reason]) -> StepRefused:
    key, workflow = written.trajectory.id, written.compiled.workflow
    leaving = "|".join(ways_to_leave(workflow))
    close = f"traject close {key} --outcome {leaving}"
    is_closed = written.trajectory.closed_on is not None
    nl, en = ("", "") if is_closed else (f"sluit het met ‘{close}’, of ", f"close it with '{close}', or ")
    return StepRefused(
        Words(
            f"{key} kan niet worden teruggedraaid, want er is al iets vastgelegd in wat deze opening begon; {nl}maak "
            "eerst ongedaan wat hier staat, als ook dat een vergissing was",
            f"{key} cannot be taken back, because something was recorded in what this opening began; {en}first void "
            "what stands here, where that was a mistake too",
        ),
        in_the_way,
    )


def versions_recorded(written: Written) -> list[int]:
    """The events that someone recorded after the opening, and that still stand."""
    return [each.version for each, _ in _work_on(written)]


def built_on(written: Written, since: Collection[int]) -> Iterator[tuple[int, Words]]:
    """What somebody recorded in these events of a case that a list brought in, and that still stands; in words.

    Who has a case, where it belongs and its version are no work on what was opened by mistake, but a case of a list
    was no mistake to whoever gave it to a colleague or moved it.
    """
    given = _opened_with(written.history)
    for each in corrected(written.history):
        if each.version not in since or each.version in given:
            continue
        told = in_present_words(written.history, each)
        if found := _own_work(told.event, written.compiled):
            yield each.version, _in_words(written, each, found[2])
        elif what := _carried_on(told.event):
            yield each.version, _in_words(written, each, what)


def _carried_on(event: ev.Event) -> Words | None:
    match event:
        case ev.Assigned(as_role=role, staff=staff):
            label = ROLES[role]
            if not staff:
                return Words(f"{label.nl} weggehaald", f"{label.say('en')} taken away")
            return Words(f"{label.nl} toegewezen", f"{label.say('en')} assigned")
        case ev.Transferred():
            return Words("overgedragen aan een gemeente", "transferred to a municipality")
        case ev.Migrated():
            return Words("overgezet naar een andere versie", "migrated to another version")
        case _:
            return None


def _work_on(written: Written) -> Iterator[tuple[Recorded, tuple[str, str, Words]]]:
    given = _opened_with(written.history)
    for each in corrected(written.history):
        told = in_present_words(written.history, each)
        if each.version not in given and (found := _own_work(told.event, written.compiled)):
            yield each, found


def _recorded_by_someone(written: Written) -> Iterator[Reason]:
    for each, (kind, name, what) in _work_on(written):
        yield Reason(kind, name, _in_words(written, each, what))


def _in_words(written: Written, each: Recorded, what: Words) -> Words:
    key, version, day = written.trajectory.id, each.version, each.occurred_on
    return Words(
        f"{key}, gebeurtenis {version} op {day}: {what.nl}", f"{key}, event {version} on {day}: {what.say('en')}"
    )


def _opened_with(history: Sequence[Recorded]) -> set[int]:
    """The versions of the facts that the trajectory was opened with.

    Where they were not counted: those right behind the opening that were written down with it.
    """
    opening = next(each for each in history if isinstance(each.event, ev.Opening))
    event: Any = opening.event
    if event.facts is not None:
        return set(range(opening.version + 1, opening.version + 1 + event.facts))
    found: set[int] = set()
    for each in history[opening.version :]:
        if not isinstance(each.event, ev.FactSet) or each.recorded_at != opening.recorded_at:
            break
        found.add(each.version)
    return found


def _own_work(event: ev.Event, compiled: Compiled) -> tuple[str, str, Words] | None:
    """What someone recorded, by kind, name and words; None for what came with the opening or from elsewhere."""
    workflow = compiled.workflow
    match event:
        case ev.StageEntered(stage=stage):
            label = compiled.stage_label(stage)
            return "stage", stage, Words(f"stap naar ‘{label.nl}’", f"step to '{label.say('en')}'")
        case ev.TrajectoryClosed(outcome=outcome):
            return "stage", outcome, Words("gesloten", "closed")
        case ev.TaskDone(task=task) | ev.TaskMissed(task=task) | ev.TaskWaived(task=task):
            label = workflow.tasks[task].label if task in workflow.tasks else Words(task)
            return "task", task, Words(f"taak ‘{label.nl}’", f"task '{label.say('en')}'")
        case ev.NoteAdded():
            return "note", "", Words("notitie", "note")
        case ev.DeadlineSuspended(rule=rule) | ev.DeadlineResumed(rule=rule) | ev.DeadlineExtended(rule=rule):
            label = workflow.deadlines[rule].label if rule in workflow.deadlines else Words(rule)
            return "deadline", rule, Words(f"besluit over ‘{label.nl}’", f"decision on '{label.say('en')}'")
        case ev.FactSet(name=name, origin=origin):
            spec = fact_of(workflow, name)
            if origin or (spec and spec.from_ == "born"):
                return None  # given by another trajectory, or taken over from the client
            label = spec.label if spec else Words(name)
            return "fact", name, Words(f"feit ‘{label.nl}’", f"fact '{label.say('en')}'")
        case (
            ev.TrajectoryOpened()
            | ev.TakenOver()
            | ev.TaskAsked()
            | ev.MemberJoined()
            | ev.MemberChanged()
            | ev.MemberLeft()
            | ev.OthersFollowed()
            | ev.Assigned()
            | ev.Transferred()
            | ev.Migrated()
            | ev.PastDecided()
            | ev.EventVoided()
            | ev.EventReplaced()
        ):
            return None
        case (
            ev.ReminderSent()
            | ev.ReminderFolded()
            | ev.DeliveryFailed()
            | ev.ReminderAcknowledged()
            | ev.ReminderSnoozed()
            | ev.DigestSent()
            | ev.MessageBounced()
        ):
            return None  # never in a stream of casework
        case _:
            if isinstance(event, ev.PeopleEvent | ev.OfficeEvent):
                return None  # never in a stream of casework
            assert_never(event)
