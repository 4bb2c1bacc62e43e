"""What cohort.yaml says, as frozen data: who works there, who comes, and the roads they go.

The names of the fields are the words of the file, whose head explains them.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from workflows.format.yaml_loader import read
from workflows.language.names import Frozen, Role
from workflows.words import Words

PATH = "WL-H-008"  # the household whose path is worth a look
REFUSED = "WL-H-062"  # the household that cannot go on yet


class RoadLine(Frozen):
    """When, by whom, in which trajectory, and on what luck."""

    after: str = ""
    before: str = ""
    of: str = ""
    on: date | None = None
    at_latest: date = date.max
    by: str = "coordinator"
    workflow: str = ""
    above: int = 0
    below: int = 100


class Opens(RoadLine):
    """The people are registered, and the first trajectory of theirs is opened."""

    open: str
    of: Literal["household", "person"]


class Begins(RoadLine):
    """Each goes a road of their own from here. dice: thrown alike for all of the household."""

    begin: str
    each: Literal["member", "adult", "first", "others"]
    dice: str = ""


class BeginsCourse(RoadLine):
    begin_course: str


class Advances(RoadLine):
    do: str
    facts: dict[str, bool | str] = {}


class AdvancesSomehow(RoadLine):
    do_one_of: tuple[str, ...]


class Houses(RoadLine):
    house: Literal[True]


class Plans(RoadLine):
    """Which tasks the visits are for: those needed, and so many others."""

    needed: tuple[str, ...]
    others: int


class Visits(RoadLine):
    visit: int


class DoesTask(RoadLine):
    """each: the first member, of whom it is asked."""

    task: str
    each: Literal["first", ""] = ""


class SetsFact(RoadLine):
    set: str
    to: str
    dated: str = "today"


class Corrects(RoadLine):
    """What this road recorded last."""

    correct: str
    reason: Words


class Suspends(RoadLine):
    suspend: str
    ground: str
    reason: Words


class Extends(RoadLine):
    extend: str
    term: str
    reason: Words


class Assigns(RoadLine):
    assign: str
    as_role: str = ""


class Notes(RoadLine):
    note: Words


class Closes(RoadLine):
    close: str


class Draws(RoadLine):
    draw: Literal[True]


class Waits(RoadLine):
    """Nothing is done."""


class Follows(Frozen):
    """Another road. on: the day of its first line, whatever that says."""

    go: str
    on: date | None = None


Act = (
    Opens
    | Begins
    | BeginsCourse
    | Advances
    | AdvancesSomehow
    | Houses
    | Plans
    | Visits
    | DoesTask
    | SetsFact
    | Corrects
    | Suspends
    | Extends
    | Assigns
    | Notes
    | Closes
    | Draws
    | Waits
)
Road = tuple[str | Follows | Act, ...]


class Nation(Frozen):
    """households: adults + children of each; names: given names of men and of women, and family names."""

    households: str
    men: str
    women: str
    families: str


class Intake(Frozen):
    """guidance: so many months, of so many households. reunions: the course, and the place about which it begins."""

    first_on: date
    last_on: date
    latecomers: tuple[date, ...]
    boys: int
    women_alone: int
    guidance: tuple[tuple[int, int], ...]
    reunions: tuple[tuple[str, int], ...]


class KnownHousehold(Frozen):
    """A household of which something is fixed. size: with its nationality, which one of the nation's it is."""

    nationality: str = ""
    size: str = ""
    months: int = 0
    permit_on: date | None = None
    head: str = ""
    course: str = ""
    road: Road


class Earlier(Frozen):
    opened_on: date
    nationality: str
    road: str
    course: str


class CohortFile(Frozen):
    municipality: str
    staff: dict[str, Role]
    nations: dict[str, Nation]
    intake: Intake
    households: dict[str, KnownHousehold]
    earlier: tuple[Earlier, ...]
    roads: dict[str, Road]
    courses: dict[str, Road]

    def colleagues(self, role: Role) -> list[str]:
        return [name for name, held in self.staff.items() if held == role]


@cache
def cohort() -> CohortFile:
    document = read(Path(__file__).with_name("cohort.yaml"))
    assert not document.problems, document.problems
    return CohortFile.model_validate(document.data)
