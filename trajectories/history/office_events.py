"""What happened to the staff, and to what the office works by. See events."""

from typing import NamedTuple

from trajectories.history.values import PrivateRef, Value


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
    | RestoreSettled
    | Erased
    | MissingFound
)
