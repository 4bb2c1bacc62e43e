"""What happened, in the past tense. Values are JSON's own (days as YYYY-MM-DD), so an event reads the same on paper.

A private value (a name, a note, a reason, a text fact) stands elsewhere; the event keeps its id and salted hash.
Nothing here identifies a person: `p12` is a key, `adult` a result.
"""

from datetime import date, datetime
from typing import NamedTuple

from trajectories.history.import_events import Imported as Imported
from trajectories.history.import_events import ImportUndone as ImportUndone
from trajectories.history.office_events import AddressBounced as AddressBounced
from trajectories.history.office_events import CalendarAdopted as CalendarAdopted
from trajectories.history.office_events import ChannelChosen as ChannelChosen
from trajectories.history.office_events import DefinitionPublished as DefinitionPublished
from trajectories.history.office_events import Erased as Erased
from trajectories.history.office_events import EventsGone as EventsGone
from trajectories.history.office_events import LossAccepted as LossAccepted
from trajectories.history.office_events import MissingFound as MissingFound
from trajectories.history.office_events import OfficeBegun as OfficeBegun
from trajectories.history.office_events import OfficeEvent as OfficeEvent
from trajectories.history.office_events import OfficeFound as OfficeFound
from trajectories.history.office_events import PersonFactsAdopted as PersonFactsAdopted
from trajectories.history.office_events import Restored as Restored
from trajectories.history.office_events import RestoreSettled as RestoreSettled
from trajectories.history.office_events import RoleGiven as RoleGiven
from trajectories.history.office_events import RoleTaken as RoleTaken
from trajectories.history.office_events import StaffAdded as StaffAdded
from trajectories.history.office_events import StaffAway as StaffAway
from trajectories.history.office_events import StaffBack as StaffBack
from trajectories.history.office_events import StaffChanged as StaffChanged
from trajectories.history.opening_events import Opening as Opening
from trajectories.history.opening_events import TakenOver as TakenOver
from trajectories.history.opening_events import TrajectoryOpened as TrajectoryOpened
from trajectories.history.people_events import DwellingTakenBack as DwellingTakenBack
from trajectories.history.people_events import HouseholdFormed as HouseholdFormed
from trajectories.history.people_events import HouseholdHoused as HouseholdHoused
from trajectories.history.people_events import HouseholdJoined as HouseholdJoined
from trajectories.history.people_events import HouseholdLeft as HouseholdLeft
from trajectories.history.people_events import HouseholdVoided as HouseholdVoided
from trajectories.history.people_events import KnownElsewhere as KnownElsewhere
from trajectories.history.people_events import PeopleEvent as PeopleEvent
from trajectories.history.people_events import PersonAdded as PersonAdded
from trajectories.history.people_events import PersonChanged as PersonChanged
from trajectories.history.people_events import PersonLeft as PersonLeft
from trajectories.history.people_events import PersonMerged as PersonMerged
from trajectories.history.people_events import PersonReturned as PersonReturned
from trajectories.history.people_events import PersonUnmerged as PersonUnmerged
from trajectories.history.people_events import PersonVoided as PersonVoided
from trajectories.history.people_events import QuestionAsked as QuestionAsked
from trajectories.history.people_events import QuestionSettled as QuestionSettled
from trajectories.history.seat_events import ClockConfirmed as ClockConfirmed
from trajectories.history.seat_events import ClockRepaired as ClockRepaired
from trajectories.history.seat_events import IdentityStrict as IdentityStrict
from trajectories.history.seat_events import SeatEvent as SeatEvent
from trajectories.history.seat_events import SeatSeen as SeatSeen
from trajectories.history.seat_events import SeatsKept as SeatsKept
from trajectories.history.seat_events import StaffBound as StaffBound
from trajectories.history.values import AskedTask as AskedTask
from trajectories.history.values import DecidedTerm as DecidedTerm
from trajectories.history.values import MemberSeen as MemberSeen
from trajectories.history.values import PassedStage as PassedStage
from trajectories.history.values import Pinned as Pinned
from trajectories.history.values import PrivateRef as PrivateRef
from trajectories.history.values import Signalled as Signalled
from trajectories.history.values import StartedOther as StartedOther
from trajectories.history.values import Value as Value
from trajectories.history.witness_events import CheckpointTaken as CheckpointTaken
from trajectories.history.witness_events import WitnessAdded as WitnessAdded
from trajectories.history.witness_events import WitnessRemoved as WitnessRemoved

# casework: a trajectory's own stream


class StageEntered(NamedTuple):
    """outcome: of a final stage, which closes it; a step out of that opens it again. answers: what guards read.

    forgets: facts that no longer hold. counts_from: the event from which on what is done of its tasks counts, where
    that is an earlier time in the stage; 0: from this one on.
    """

    stage: str
    source: str
    trigger: str
    outcome: str = ""
    tasks: list[AskedTask] = []
    answers: dict[str, bool] = {}
    forgets: list[str] = []
    counts_from: int = 0


class FactSet(NamedTuple):
    """origin: `t3@5`, the event elsewhere that gave it, or `p12@5`, the event of the person that this is a copy of.
    In a person's own stream: the events of trajectories, with spaces between, that are its copies from then on; behind
    `p12@5` of that stream they are copies of that one, and this one tells nothing itself.
    """

    name: str
    value: Value
    origin: str = ""


class TaskAsked(NamedTuple):
    task: str
    origin: str


class TaskDone(NamedTuple):
    task: str
    member: str = ""
    amount: int = 1


class TaskMissed(NamedTuple):
    """Someone was expected for the task and stayed away."""

    task: str
    member: str = ""


class TaskWaived(NamedTuple):
    """An optional task that need not be done any more; why stands beside the event."""

    task: str
    member: str = ""


class MemberJoined(NamedTuple):
    """stage: the one whose tasks these are, also where the joining is entered late.

    settling: tasks of stages gone by, asked of the newcomer until they are done, whatever the stage.
    """

    member: MemberSeen
    tasks: list[AskedTask] = []
    stage: str = ""
    settling: list[AskedTask] = []


class MemberChanged(NamedTuple):
    """Another answer about a member: a birthday that matters, or another birth date. gone: tasks no longer asked.

    tasks, stage and settling: as of MemberJoined.
    """

    member: MemberSeen
    tasks: list[AskedTask] = []
    stage: str = ""
    settling: list[AskedTask] = []
    gone: list[AskedTask] = []


class MemberLeft(NamedTuple):
    member: str


class OthersFollowed(NamedTuple):
    """What the event `cause` of this stream started and signalled elsewhere."""

    cause: int
    started: list[StartedOther] = []
    signalled: list[Signalled] = []


class Transferred(NamedTuple):
    """Counted from another municipality from that day on; the definition stays."""

    municipality: str


class Assigned(NamedTuple):
    """staff: empty when nobody holds the role any more."""

    as_role: str
    staff: str


class DeadlineSuspended(NamedTuple):
    """until: the last day that does not count; empty as long as it is open.

    ground: one of those the rule declares; empty where it declares none, and the reason says it.
    """

    rule: str
    occurrence: int
    until: str = ""
    ground: str = ""


class DeadlineResumed(NamedTuple):
    """The day it happened on counts again."""

    rule: str
    occurrence: int


class DeadlineExtended(NamedTuple):
    """Either by a term or until a day. ground: as of a suspension."""

    rule: str
    occurrence: int
    by: str = ""
    until: str = ""
    ground: str = ""


class NoteAdded(NamedTuple):
    note: PrivateRef


class TrajectoryClosed(NamedTuple):
    outcome: str


class Migrated(NamedTuple):
    """Goes on under another definition, `after`, which workflow_version and variant name.

    plan: SHA-256 of the plan. source and stage: where it stood, in the old name and the new. stages, facts, tasks and
    deadlines: what is called otherwise, old name to new. asked: tasks that the stage asks for newly; gone: those that
    it asks for no longer. said: how many events of what was said there were by then. repeat_said: they may be said
    again.
    """

    before: str
    after: str
    workflow_version: int
    variant: str
    plan: str
    source: str
    stage: str
    stages: dict[str, str] = {}
    facts: dict[str, str] = {}
    tasks: dict[str, str] = {}
    deadlines: dict[str, str] = {}
    terms: list[Pinned] = []
    asked: list[AskedTask] = []
    gone: list[AskedTask] = []
    said: int = 0
    repeat_said: bool = False


class PastDecided(NamedTuple):
    """About deadlines that came to be known on the day of recording: what of their missed reminders goes out.

    mode: none (only a warning that is still in time), latest (the last missed one) or all. terms: those that count as
    known from that day on; none of them after a migration, which says so itself.
    """

    mode: str
    terms: list[DecidedTerm] = []


class EventVoided(NamedTuple):
    version: int  # of the opening: see state.Trajectory.taken_back_on


class EventReplaced(NamedTuple):
    """The event `version` holds for another day, or with another value or amount."""

    version: int
    occurred_on: str = ""
    value: Value | None = None


# what was said: the stream ID/said


class ReminderSent(NamedTuple):
    """receipt: definition, rule, source, anchor, calendar and every step of the arithmetic, as it was said.

    Where the day would tell a private date, day and receipt stand in private rows. is_certain: False where the mail
    server's answer was lost each time: it counts as told, and may not have arrived. replaced: the database that a copy
    took the place of had said it, as its ledger or an administrator told; also of what was folded.
    """

    reminder: str
    due_on: str | PrivateRef
    to: str
    as_role: str
    channel: str
    message: str
    receipt: dict[str, object]
    is_certain: bool = True
    replaced: bool = False


class ReminderFolded(NamedTuple):
    """Not said by itself: it was overtaken by `into`, which went to the same person."""

    reminder: str
    due_on: str | PrivateRef
    to: str
    into: str
    replaced: bool = False


class DeliveryFailed(NamedTuple):
    reminder: str
    due_on: str | PrivateRef
    to: str
    channel: str
    message: str
    problem: str


class ReminderAcknowledged(NamedTuple):
    """Someone who was told has seen it: it is not repeated for a while. What else the deadline says goes on."""

    reminder: str


class ReminderSnoozed(NamedTuple):
    """What is still to be said of the deadline waits until that day; a day not after that of the event ends it."""

    deadline: str
    until: str


class DigestSent(NamedTuple):
    """The daily message to someone for whom there was nothing to say. trajectories: how many were looked at."""

    to: str
    channel: str
    message: str
    trajectories: int


class MessageBounced(NamedTuple):
    """The message came back: what it carried was not said to that person after all."""

    message: str
    to: str


CaseEvent = (
    TrajectoryOpened
    | TakenOver
    | StageEntered
    | FactSet
    | TaskAsked
    | TaskDone
    | TaskMissed
    | TaskWaived
    | MemberJoined
    | MemberChanged
    | MemberLeft
    | OthersFollowed
    | Transferred
    | Assigned
    | DeadlineSuspended
    | DeadlineResumed
    | DeadlineExtended
    | NoteAdded
    | TrajectoryClosed
    | Migrated
    | PastDecided
    | EventVoided
    | EventReplaced
)
SaidEvent = (
    ReminderSent
    | ReminderFolded
    | DeliveryFailed
    | ReminderAcknowledged
    | ReminderSnoozed
    | DigestSent
    | MessageBounced
)
Event = CaseEvent | SaidEvent | PeopleEvent | OfficeEvent


class Recorded(NamedTuple):
    """occurred_on: Amsterdam calendar day in the world. recorded_at: aware UTC, never decreasing within a stream.
    reason: id of a private row, or empty. hash: chained to the event before.
    """

    stream: str
    version: int
    occurred_on: date
    recorded_at: datetime
    actor: str
    role: str
    reason: str
    definition: str
    event: Event
    hash: str = ""
    seat: str = ""
