"""Stages, what entering one starts and signals elsewhere, and what a trajectory comes to."""

from typing import Annotated, assert_never

from pydantic import Field

from workflows.language.adverse import Adverse
from workflows.language.conditions import Condition
from workflows.language.kinds import Kinds
from workflows.language.names import (
    FactName,
    ForWhom,
    Frozen,
    Name,
    OutcomeName,
    Role,
    Scalar,
    SourceName,
    TaskName,
    TermText,
    WorkflowName,
)
from workflows.words import Words


class Start(Frozen):
    """Opens another trajectory when the stage is entered. facts: name there -> name here.

    arrivals: also for a member who joins the household later, as long as the trajectory is open.
    continues: the other one goes on where this one ends, so that the two are counted once; in a final stage only.
    """

    workflow: WorkflowName
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    facts: dict[Name, FactName] = {}
    arrivals: bool = False
    continues: bool = False


class TaskSignal(Frozen):
    """Gives another trajectory of the same household a task when the stage is entered.

    if_open: where none is open nothing is said.
    """

    to: WorkflowName
    task: Name
    if_open: bool = False


class FactSignal(Frozen):
    """Records a fact in another trajectory of the same household when the stage is entered.

    from_: the fact here whose value is passed on, instead of a value of its own. if_open: where none is open nothing is
    said.
    """

    to: WorkflowName
    fact: Name
    value: Scalar | None = None
    from_: FactName | None = Field(None, alias="from")
    if_open: bool = False


AnySignal = TaskSignal | FactSignal
Signal = Annotated[AnySignal, Kinds("Signal", "a signal gives either a task or a fact")]


class Outside(Frozen):
    """Someone outside for whom the stage waits, such as the IND; to asks after it every `review`."""

    party: Words
    review: TermText
    to: Role = "coordinator"


class Stage(Frozen):
    """waits_for: who outside must act before we can; by itself that is no voice, with a review it is.

    review: how often someone looks how it stands, where nothing else in the stage asks for it. keeps: who comes back to
    it goes on with what was done of its tasks. adverse: a decision against the client led here, and what may be done
    about it.
    """

    label: Words
    initial: bool = False
    final: bool = False
    outcome: OutcomeName | None = None  # of a final stage; declared under outcomes
    tasks: tuple[TaskName, ...] = ()
    starts: tuple[Start, ...] = ()
    signals: tuple[Signal, ...] = ()
    waits_for: Words | Outside | None = None
    review: TermText | None = None
    adverse: Adverse | None = None
    keeps: bool = False
    source: SourceName | None = None


class Outcome(Frozen):
    """leave: may be given from any stage by closing (moved away, died, stopped)."""

    label: Words
    success: bool = False
    leave: bool = False


def waited_for(stage: Stage) -> Words | None:
    return stage.waits_for.party if isinstance(stage.waits_for, Outside) else stage.waits_for


def given_by(signal: Signal) -> str:
    """The task or the fact."""
    match signal:
        case TaskSignal(task=name) | FactSignal(fact=name):
            return name
        case _:
            assert_never(signal)
