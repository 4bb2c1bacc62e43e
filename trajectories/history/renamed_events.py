"""A history that spans several definitions, told in the names of one of them.

An event is written in the names of the definition that held when it was recorded. Which one that was follows from its
version alone: each migration before it in the stream changed the names once. So an event that is entered late, dated
before a migration, is read as well as one that was recorded before it.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, assert_never

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from workflows.language.road_facts import road_stage

Section = Literal["facts", "tasks"]
Key = tuple[str, int]  # a deadline: name and occurrence


class Names(NamedTuple):
    """From one definition to the next: only what is called otherwise. terms: deadlines counted from another event."""

    stages: Mapping[str, str]
    facts: Mapping[str, str]
    tasks: Mapping[str, str]
    rules: Mapping[str, str]
    terms: Mapping[Key, Key]

    def stage(self, name: str) -> str:
        return self.stages.get(name, name)

    def fact(self, name: str) -> str:
        """Also of one that is about a stage; see road_facts."""
        stage = road_stage(name)
        return name.removesuffix(stage) + self.stage(stage) if stage else self.facts.get(name, name)

    def task(self, name: str) -> str:
        return self.tasks.get(name, name)

    def asked(self, tasks: Iterable[ev.AskedTask]) -> list[ev.AskedTask]:
        return [{"task": self.task(each["task"]), "member": each["member"]} for each in tasks]

    def deadline(self, rule: str, occurrence: int) -> Key:
        return self.terms.get((rule, occurrence), (self.rules.get(rule, rule), occurrence))


def names_of(event: ev.Migrated) -> Names:
    back = {new: old for old, new in event.deadlines.items()}
    terms = {
        (back.get(each["rule"], each["rule"]), each["was"]): (each["rule"], each["occurrence"]) for each in event.terms
    }
    return Names(event.stages, event.facts, event.tasks, event.deadlines, terms)


def names_back(event: ev.Migrated) -> Names:
    """The other way round. Of stages that became one, it is the one where the trajectory stood."""
    stages = {**_turned(event.stages), **({event.stage: event.source} if event.stage != event.source else {})}
    terms = {new: old for old, new in names_of(event).terms.items()}
    return Names(stages, _turned(event.facts), _turned(event.tasks), _turned(event.deadlines), terms)


def _turned(names: Mapping[str, str]) -> dict[str, str]:
    """A name that was given up may have come back since, for something else: that was nothing yet before."""
    return {**{old: f"{old}@later" for old in names}, **{new: old for old, new in names.items()}}


def migrations_in(history: Iterable[Recorded]) -> list[Recorded]:
    """In the order of writing."""
    return [each for each in history if type(each.event) is ev.Migrated]


def in_words_of(history: Iterable[Recorded], migrations: Sequence[Recorded], upto: int) -> list[Recorded]:
    """The events with the names that held after the first `upto` migrations of the stream."""
    versions = [each.version for each in migrations]
    return [_told(each, migrations, bisect_left(versions, each.version), upto) for each in history]


def in_present_words(history: Sequence[Recorded], recorded: Recorded) -> Recorded:
    """One event of a history, with the names of the definition that the trajectory is under."""
    migrations = migrations_in(history)
    return in_words_of([recorded], migrations, len(migrations))[0]


def _told(recorded: Recorded, migrations: Sequence[Recorded], since: int, upto: int) -> Recorded:
    """since: how many migrations lay before it. What a migration itself says is in the names it brought."""
    event: Any = recorded.event
    since += type(event) is ev.Migrated
    for each in migrations[since:upto]:
        event = _renamed(event, names_of(_migrated(each)))
    for each in reversed(migrations[upto:since]):
        event = _renamed(event, names_back(_migrated(each)))
    return recorded if event is recorded.event else recorded._replace(event=event)


def said_as(key: Key, said: int, migrations: Sequence[Recorded], upto: int, known: Container[str]) -> Key:
    """The present name of a deadline that was spoken of by the event `said` of the stream of what was said.

    known: the rules there are now. A message that was under way during a migration still has the name of before.
    """
    since = sum(said > _migrated(each).said for each in migrations)
    for place in range(since, -1, -1):
        rule, occurrence = key
        for each in migrations[place:upto]:
            rule, occurrence = names_of(_migrated(each)).deadline(rule, occurrence)
        for each in reversed(migrations[upto:place]):
            rule, occurrence = names_back(_migrated(each)).deadline(rule, occurrence)
        if rule in known:
            return rule, occurrence
    return key


def present_name(section: Section, name: str, history: Iterable[Recorded], known: Container[str]) -> str:
    """What something is called by now that another workflow still knows by an earlier name."""
    for each in migrations_in(history):
        if name not in known:
            name = getattr(_migrated(each), section).get(name, name)
    return name


def _migrated(recorded: Recorded) -> ev.Migrated:
    assert isinstance(recorded.event, ev.Migrated)
    return recorded.event


def _renamed(event: ev.Event, names: Names) -> ev.Event:
    match event:
        case ev.DeadlineSuspended() | ev.DeadlineResumed() | ev.DeadlineExtended():
            rule, occurrence = names.deadline(event.rule, event.occurrence)
            return event._replace(rule=rule, occurrence=occurrence)
        case ev.TrajectoryOpened():
            return event._replace(stage=names.stage(event.stage), tasks=names.asked(event.tasks))
        case ev.StageEntered():
            stage, source = names.stage(event.stage), names.stage(event.source)
            forgets = [names.facts.get(name, name) for name in event.forgets]
            return event._replace(stage=stage, source=source, tasks=names.asked(event.tasks), forgets=forgets)
        case ev.TakenOver():
            road: list[ev.PassedStage] = [{**each, "stage": names.stage(each["stage"])} for each in event.road]
            stage, tasks = names.stage(event.stage), names.asked(event.tasks)
            unsure = {names.stage(each): names.stage(before) for each, before in event.unsure.items()}
            again = [names.task(each) for each in event.again]
            return event._replace(stage=stage, tasks=tasks, road=road, unsure=unsure, again=again)
        case ev.FactSet():
            return event._replace(name=names.fact(event.name))
        case ev.TaskAsked() | ev.TaskDone() | ev.TaskMissed() | ev.TaskWaived():
            return event._replace(task=names.task(event.task))
        case ev.MemberJoined():
            tasks, settling = names.asked(event.tasks), names.asked(event.settling)
            return event._replace(stage=names.stage(event.stage), tasks=tasks, settling=settling)
        case ev.MemberChanged():
            tasks, settling = names.asked(event.tasks), names.asked(event.settling)
            stage, gone = names.stage(event.stage), names.asked(event.gone)
            return event._replace(stage=stage, tasks=tasks, settling=settling, gone=gone)
        case ev.Migrated():
            asked, gone = names.asked(event.asked), names.asked(event.gone)
            return event._replace(stage=names.stage(event.stage), asked=asked, gone=gone)
        case (
            ev.Assigned()
            | ev.Transferred()
            | ev.MemberLeft()
            | ev.OthersFollowed()
            | ev.NoteAdded()
            | ev.TrajectoryClosed()
            | ev.PastDecided()
            | ev.EventVoided()
            | ev.EventReplaced()
        ):
            return event  # names nothing of its own definition
        case (
            ev.ReminderSent()
            | ev.ReminderFolded()
            | ev.DeliveryFailed()
            | ev.ReminderAcknowledged()
            | ev.ReminderSnoozed()
            | ev.DigestSent()
            | ev.MessageBounced()
        ):
            return event  # stands in no trajectory's own stream
        case _:
            if isinstance(event, ev.PeopleEvent | ev.OfficeEvent):
                return event  # stands in no trajectory's own stream
            assert_never(event)
