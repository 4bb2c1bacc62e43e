"""What the scenarios of a workflow reach, over all its variants: transitions, guards, rungs and outcomes.

Read from what a rehearsal did: the events it decided, the reminders it said, and what its guards answered.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple, assert_never

from trajectories.history import events as ev
from trajectories.history.events import Recorded
from workflows.catalogue.resolve import Selection
from workflows.errors import Possible, Reason
from workflows.language.conditions import Condition
from workflows.language.deadlines import DeadlineRule
from workflows.language.reviews import is_review
from workflows.language.rungs import Rung
from workflows.language.transitions import ANY_STAGE, Transition
from workflows.language.workflow import Workflow
from workflows.machine.guards import Reckoner, Seen
from workflows.machine.state_machine import Compiled

Kind = Literal["transitions", "guards", "rungs", "outcomes"]
KINDS: tuple[Kind, ...] = ("transitions", "guards", "rungs", "outcomes")


class Part(NamedTuple):
    """Something that a scenario may reach.

    names: of a transition its trigger, from and to, where `from: any` is told once; of a rung its deadline and id; of
    an outcome its name; of a guard the trigger, where that leads, and `holds` or `refuses`: each guard counts twice.
    when: the guard itself.
    """

    kind: Kind
    names: tuple[str, ...]
    when: Condition | None = None


class Coverage(NamedTuple):
    """parts: all that is there, in the order of the definition; missing: what no scenario reaches."""

    workflow: Workflow
    parts: tuple[Part, ...]
    missing: tuple[Part, ...]

    def of(self, kind: Kind) -> "Coverage":
        """The part of it that is about one kind."""
        parts = tuple(each for each in self.parts if each.kind == kind)
        return Coverage(self.workflow, parts, tuple(each for each in self.missing if each.kind == kind))

    @property
    def reached(self) -> int:
        return len(self.parts) - len(self.missing)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all; 100 too where there is nothing to reach."""
        return self.reached * 100 // len(self.parts) if self.parts else 100


class Watched(Compiled):
    """A definition that notes what the guards of a step answer. What else would be possible then is not noted."""

    def __init__(self, workflow: Workflow, digest: str) -> None:
        super().__init__(workflow, digest)
        self.asked_for = ""
        self.answered: set[Part] = set()

    def step(self, stage: str, trigger: str, seen: Seen, roles: Collection[str], calendar: Reckoner) -> Transition:
        self.asked_for = trigger
        return super().step(stage, trigger, seen, roles, calendar)

    def possible(self, stage: str, seen: Seen, roles: Collection[str], calendar: Reckoner) -> list[Possible]:
        self.asked_for = ""
        return super().possible(stage, seen, roles, calendar)

    def hindrances(self, passage: Transition, seen: Seen, roles: Collection[str], calendar: Reckoner) -> list[Reason]:
        found = super().hindrances(passage, seen, roles, calendar)
        if self.asked_for and passage.when is not None:
            answer = "refuses" if any(reason.kind != "role" for reason in found) else "holds"
            self.answered.add(_guard(self.asked_for, passage, passage.when, answer))
        return found


def reached(compiled: Watched, history: Iterable[Recorded], said: Iterable[tuple[str, str]]) -> frozenset[Part]:
    """What one scenario came past. said: deadline and rung of each reminder that went out."""
    moves = [part for recorded in history for part in _of_event(recorded.event)]
    moves += [part for each in moves if each.kind == "transitions" for part in _from_anywhere(each, compiled.workflow)]
    return frozenset([*moves, *(Part("rungs", names) for names in said), *compiled.answered])


def coverage(catalogue: Selection, name: str, found: Iterable[frozenset[Part]]) -> Coverage:
    """found: what each scenario of the workflow reached. Raises NotFound, DefinitionError."""
    workflows = [each.workflow for each in catalogue.resolved_of(name)]
    every = (part for workflow in workflows for part in parts(workflow))
    known = tuple(dict.fromkeys(every))
    reached_by_any: frozenset[Part] = frozenset().union(*found)
    return Coverage(workflows[0], known, tuple(part for part in known if part not in reached_by_any))


def parts(workflow: Workflow) -> Iterator[Part]:
    """All that a scenario may reach in one definition."""
    passages = [(trigger, each) for trigger, several in workflow.transitions.items() for each in several]
    for trigger, passage in passages:
        stages = (ANY_STAGE,) if passage.from_any else passage.from_
        yield from (Part("transitions", (trigger, stage, passage.to)) for stage in stages)
    for trigger, passage in passages:
        if passage.when is not None:
            yield _guard(trigger, passage, passage.when, "holds")
            yield _guard(trigger, passage, passage.when, "refuses")
    for name, rule in workflow.deadlines.items():
        if not is_review(workflow, name):  # written out from a stage, the same everywhere
            yield from (Part("rungs", (name, rung.id)) for rung in _rungs(rule))
    yield from (Part("outcomes", (outcome,)) for outcome in workflow.outcomes)


def _from_anywhere(taken: Part, workflow: Workflow) -> Iterator[Part]:
    """A transition from any stage, once it was taken from one of them."""
    trigger, source, to = taken.names
    for passage in workflow.transitions.get(trigger, ()):
        if passage.from_any and passage.to == to and source in passage.from_:
            yield Part("transitions", (trigger, ANY_STAGE, to))


def _guard(trigger: str, passage: Transition, when: Condition, answer: str) -> Part:
    return Part("guards", (trigger, passage.to, answer), when)


def _rungs(rule: DeadlineRule) -> Iterator[Rung]:
    """Of a rule with versions those of the versions, as the rule itself never speaks."""
    if not rule.versions:
        yield from rule.remind
    for version in rule.versions:
        yield from rule.remind if version.remind is None else version.remind


def _of_event(event: ev.Event) -> Iterator[Part]:
    match event:
        case ev.StageEntered(trigger=trigger, source=source, stage=stage, outcome=outcome):
            yield Part("transitions", (trigger, source, stage))
            yield from _ended(outcome)
        case ev.TrajectoryClosed(outcome=outcome):
            yield from _ended(outcome)
        case (
            ev.TrajectoryOpened()
            | ev.TakenOver()
            | ev.FactSet()
            | ev.TaskAsked()
            | ev.TaskDone()
            | ev.TaskMissed()
            | ev.TaskWaived()
            | ev.MemberJoined()
            | ev.MemberChanged()
            | ev.MemberLeft()
            | ev.OthersFollowed()
            | ev.Transferred()
            | ev.Assigned()
            | ev.DeadlineSuspended()
            | ev.DeadlineResumed()
            | ev.DeadlineExtended()
            | ev.NoteAdded()
            | ev.Migrated()
            | ev.PastDecided()
            | ev.EventVoided()
            | ev.EventReplaced()
            | ev.ReminderSent()
            | ev.ReminderFolded()
            | ev.DeliveryFailed()
            | ev.ReminderAcknowledged()
            | ev.ReminderSnoozed()
            | ev.DigestSent()
            | ev.MessageBounced()
        ):
            return
        case _:
            if isinstance(event, ev.PeopleEvent | ev.OfficeEvent):
                return
            assert_never(event)


def _ended(outcome: str) -> Iterator[Part]:
    """outcome: empty where it goes on."""
    if outcome:
        yield Part("outcomes", (outcome,))
