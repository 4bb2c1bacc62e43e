"""What happened to the staff, and to what the office works by. See events."""

from typing import NamedTuple, TypedDict

from trajectories.history.import_events import ImportEvent
from trajectories.history.seat_events import SeatEvent
from trajectories.history.values import PrivateRef, Value
from trajectories.history.witness_events import WitnessEvent


class StaffAdded(NamedTuple):
    staff: str
    name: PrivateRef
    email: PrivateRef | None = None
    municipality: str = ""
    lang: str = "nl"


class StaffChanged(NamedTuple):
    staff: str
    field: str
    value: Value | None


class RoleGiven(NamedTuple):
    """The day it happened on counts. until: the last day, empty for ever."""

    staff: str
    role: str
    until: str = ""


class RoleTaken(NamedTuple):
    """The day it happened on is the first without the role."""

    staff: str
    role: str


class StaffAway(NamedTuple):
    """from_on: the first day where it lies ahead; empty: the day it happened on is the first.

    until: the last day, empty as long as nobody knows. substitute: the id of a colleague who is told instead; empty
    where nobody was named.
    """

    staff: str
    until: str = ""
    substitute: str = ""
    from_on: str = ""


class StaffBack(NamedTuple):
    """on: the first day on which they are there again, where it lies ahead; empty: the day it happened on."""

    staff: str
    on: str = ""


class AddressBounced(NamedTuple):
    """A message to it came back: nothing goes there until an address is recorded again."""

    staff: str
    message: str


class DefinitionPublished(NamedTuple):
    """past: none, latest or all, where running trajectories would be overdue at once under it."""

    workflow: str
    variant: str
    version: int
    hash: str
    past: str = ""


class CalendarAdopted(NamedTuple):
    """name: as definitions name it; empty for the office's own."""

    hash: str
    name: str = ""


class PersonFactsAdopted(NamedTuple):
    """An edition of what is recorded of persons, by the hash of its text."""

    hash: str


class Restored(NamedTuple):
    """The database is a copy that was put back: what was recorded between the copy and this is not in it.

    source: the name of the copy's file, position: the last that it held; empty where it was put back by other means.
    waits: nobody could tell what was said since the copy, so what was due by now waits for RestoreSettled.
    """

    source: str = ""
    position: int = 0
    waits: bool = False


class RestoreSettled(NamedTuple):
    """What was due when a copy was put back counts as said, or is said again."""

    said: bool


class Erased(NamedTuple):
    """Private values of a person were removed, each by its id; counts: how many of each field. Also in the stream of
    that person.
    """

    person: str
    values: list[str]
    counts: dict[str, int]


class MissingFound(NamedTuple):
    """Once, when a database was first looked at for it: private values that were not there, by id. What goes after
    this has an `Erased`, or is missing.
    """

    values: list[str]


# what the office is: its rows follow from these, see office


class OfficeBegun(NamedTuple):
    """A new database. database: its id, by which a copy is told from another database."""

    database: str
    sandbox: bool
    channel: str


class OfficeFound(NamedTuple):
    """What the rows said on that day of what the history did not say: the database was made by an earlier release, or
    events are gone. calendars: hashes by the name that definitions give; published: hashes.
    """

    database: str
    sandbox: bool
    channel: str
    calendars: dict[str, str] = {}
    published: list[str] = []
    person_facts: str = ""


class ChannelChosen(NamedTuple):
    channel: str


class EventsGone(TypedDict):
    """Events that are gone from a stream: those behind version `after`, up to `known`; 0 where nobody can say."""

    stream: str
    after: int
    known: int


class LossAccepted(NamedTuple):
    """Events are gone, and an administrator has said why: no repair may hide it."""

    missing: list[EventsGone]


OfficeEvent = (
    StaffAdded
    | StaffChanged
    | RoleGiven
    | RoleTaken
    | StaffAway
    | StaffBack
    | AddressBounced
    | DefinitionPublished
    | CalendarAdopted
    | PersonFactsAdopted
    | Restored
    | OfficeBegun
    | OfficeFound
    | ChannelChosen
    | LossAccepted
    | WitnessEvent
    | SeatEvent
    | RestoreSettled
    | Erased
    | MissingFound
    | ImportEvent
)
