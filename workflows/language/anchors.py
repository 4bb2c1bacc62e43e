"""The day a term is counted from; that day itself is not counted.

pick: which of several times; of a stage, `first` is the first since the term was last met. on_change keep: a later
value of the fact does not restart it (a correction does). Only what may happen more than once, a fact and a stage, has
a choice; beside another kind the two say nothing.
"""

from typing import Annotated, Literal, assert_never

from workflows.language.kinds import Kinds
from workflows.language.names import DeadlineName, Declared, FactName, Frozen, Role, StageName, TaskName

Pick = Literal["first", "latest"]
OnChange = Literal["follow", "keep"]


class FactAnchor(Frozen):
    """The date recorded.

    anew_in: a stage that wants a day of its own each time; what was recorded before it was last left is of before.
    """

    fact: FactName
    pick: Pick = "latest"
    on_change: OnChange = "follow"
    anew_in: StageName | None = None


class StageAnchor(Frozen):
    """The day the stage was entered."""

    stage: StageName
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class TaskAnchor(Frozen):
    """The day the task was asked for."""

    task: TaskName
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class DoneAnchor(Frozen):
    """The day the task was last done."""

    done: TaskName
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class MissedAnchor(Frozen):
    """The day someone last stayed away from the task."""

    missed: TaskName
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class AssignedAnchor(Frozen):
    """The day on which who now holds the role was given it."""

    assigned: Role
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class OpenedAnchor(Frozen):
    """The day of opening."""

    opened: Literal[True]
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class IntakeAnchor(Frozen):
    """The day of intake."""

    intake: Literal[True]
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class DeadlineAnchor(Frozen):
    """The due day of another rule of the same trajectory."""

    deadline: DeadlineName
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class LaterOfAnchor(Frozen):
    """The latest of several, once all are known."""

    later_of: "tuple[Anchor, ...]"
    pick: Pick = "latest"
    on_change: OnChange = "follow"


class LatestOfAnchor(Frozen):
    """The latest of those that are known."""

    latest_of: "tuple[Anchor, ...]"
    pick: Pick = "latest"
    on_change: OnChange = "follow"


OwnDayAnchor = (
    FactAnchor
    | StageAnchor
    | TaskAnchor
    | DoneAnchor
    | MissedAnchor
    | AssignedAnchor
    | OpenedAnchor
    | IntakeAnchor
    | DeadlineAnchor
)
AnyAnchor = OwnDayAnchor | LaterOfAnchor | LatestOfAnchor
Anchor = Annotated[AnyAnchor, Kinds("Anchor", "an anchor names exactly one of {keys}")]
for _each in (LaterOfAnchor, LatestOfAnchor):
    _each.model_rebuild()


def plain_anchors(anchor: Anchor) -> list[OwnDayAnchor]:
    """The anchor itself, or all that it chooses among."""
    match anchor:
        case LaterOfAnchor(later_of=parts) | LatestOfAnchor(latest_of=parts):
            return [plain for part in parts for plain in plain_anchors(part)]
        case _:
            return [anchor]


def named_by(anchor: OwnDayAnchor) -> tuple[Declared, str] | None:
    """What it names, and the name; None where its day needs none."""
    match anchor:
        case FactAnchor(fact=name):
            return "fact", name
        case StageAnchor(stage=name):
            return "stage", name
        case TaskAnchor(task=name) | DoneAnchor(done=name) | MissedAnchor(missed=name):
            return "task", name
        case DeadlineAnchor(deadline=name):
            return "deadline", name
        case AssignedAnchor() | OpenedAnchor() | IntakeAnchor():
            return None
        case _:
            assert_never(anchor)


def names_in(anchor: Anchor, kind: Declared) -> list[str]:
    """The stages, facts, tasks or deadlines that it names, itself or in its parts."""
    named = (named_by(plain) for plain in plain_anchors(anchor))
    return [each[1] for each in named if each and each[0] == kind]
