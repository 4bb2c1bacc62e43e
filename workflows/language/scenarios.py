"""Short stories with fixed dates, and what must hold at their end."""

from datetime import date
from typing import Literal

from pydantic import Field

from workflows.language.names import Day, Frozen, Name, Role, Scalar, TermText

Told = Literal["unknown", "open", "overdue", "suspended", "met", "met_late", "lapsed", "absent"]


class ScenarioMember(Frozen):
    """born: left out, unknown."""

    ref: Name
    born: Day | None = None


class Move(Frozen):
    """One thing that happens in a scenario.

    One of advance, task, missed (a task nobody came to), fact, assign (a role to someone, or to nobody), suspend,
    resume, extend, signal, close.
    """

    on: Day
    advance: Name | None = None
    facts: dict[Name, Scalar | date] = {}
    task: Name | None = None
    missed: Name | None = None
    assign: Role | None = None
    to: Literal["nobody"] | None = None
    member: Name | None = None
    amount: int = 1
    fact: Name | None = None
    value: Scalar | date | None = None
    suspend: Name | None = None
    resume: Name | None = None
    extend: Name | None = None
    until: Day | None = None
    by: TermText | None = None
    ground: Name | None = None  # of suspending or extending
    signal: Name | None = None  # a task given by another trajectory
    close: Name | None = None
    as_: Role = Field("coordinator", alias="as")


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
    stage: Name | None = None
    outcome: Name | None = None
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
