"""Short stories with fixed dates, and what must hold at their end."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from workflows.language.kinds import Kinds
from workflows.language.names import (
    Day,
    DeadlineName,
    FactName,
    Frozen,
    MemberName,
    Name,
    OutcomeName,
    Role,
    Scalar,
    StageName,
    TaskName,
    TermText,
    TriggerName,
)

Told = Literal["unknown", "open", "overdue", "suspended", "met", "met_late", "lapsed", "absent"]


class ScenarioMember(Frozen):
    """born: left out, unknown."""

    ref: Name
    born: Day | None = None


class AdvanceMove(Frozen):
    on: Day
    advance: TriggerName
    facts: dict[Name, Scalar | date] = {}
    as_: Role = Field("coordinator", alias="as")


class TaskMove(Frozen):
    """Someone did it."""

    on: Day
    task: TaskName
    member: MemberName | None = None
    amount: int = 1
    as_: Role = Field("coordinator", alias="as")


class MissedMove(Frozen):
    """Nobody came to the task."""

    on: Day
    missed: TaskName
    member: MemberName | None = None
    as_: Role = Field("coordinator", alias="as")


class FactMove(Frozen):
    on: Day
    fact: FactName
    value: Scalar | date | None = None
    as_: Role = Field("coordinator", alias="as")


class AssignMove(Frozen):
    """A role to someone, each time to someone else, or to nobody."""

    on: Day
    assign: Role
    to: Literal["nobody"] | None = None
    as_: Role = Field("coordinator", alias="as")


class SuspendMove(Frozen):
    on: Day
    suspend: DeadlineName
    until: Day | None = None
    ground: Name | None = None
    as_: Role = Field("coordinator", alias="as")


class ResumeMove(Frozen):
    on: Day
    resume: DeadlineName
    as_: Role = Field("coordinator", alias="as")


class ExtendMove(Frozen):
    on: Day
    extend: DeadlineName
    until: Day | None = None
    by: TermText | None = None
    ground: Name | None = None
    as_: Role = Field("coordinator", alias="as")


class SignalMove(Frozen):
    """A task given by another trajectory."""

    on: Day
    signal: TaskName
    as_: Role = Field("coordinator", alias="as")


class CloseMove(Frozen):
    on: Day
    close: OutcomeName
    as_: Role = Field("coordinator", alias="as")


AnyMove = (
    AdvanceMove
    | TaskMove
    | MissedMove
    | FactMove
    | AssignMove
    | SuspendMove
    | ResumeMove
    | ExtendMove
    | SignalMove
    | CloseMove
)
Move = Annotated[AnyMove, Kinds("Move", "a move is one of {keys}", {"to": "only a role is assigned to nobody"})]


class Refusal(Frozen):
    """A trigger that must be refused on the day asked about; missing: names that the refusal must mention."""

    advance: Name
    missing: tuple[str, ...] = ()
    as_: Role = Field("coordinator", alias="as")


class Expect(Frozen):
    """What must hold at the end of day `on`.

    deadlines: rule -> due day, or a status word. reminders: rule -> days on which its rungs go out, said or not,
    up to and including `on`. started: workflows opened so far.
    """

    on: Day
    stage: StageName | None = None
    outcome: OutcomeName | None = None
    open_tasks: tuple[Name, ...] | None = None
    deadlines: dict[Name, date | Told] = {}
    reminders: dict[Name, tuple[date, ...]] = {}
    refused: tuple[Refusal, ...] = ()
    started: tuple[Name, ...] | None = None


class Scenario(Frozen):
    """municipality and intake pick the variant it is told about."""

    name: str
    municipality: Name = "any"
    opened: Day
    intake: Day | None = None
    facts: dict[Name, Scalar | date] = {}
    household: tuple[ScenarioMember, ...] = ()
    given: tuple[Move, ...] = ()
    expect: Expect
