"""Stages, what entering one starts and signals elsewhere, and what a trajectory comes to."""

from pydantic import Field, model_validator

from workflows.language.conditions import Condition
from workflows.language.names import ForWhom, Frozen, Name, Scalar
from workflows.words import Words


class Start(Frozen):
    """Opens another trajectory when the stage is entered. facts: name there -> name here.

    arrivals: also for a member who joins the household later, as long as the trajectory is open.
    continues: the other one goes on where this one ends, so that the two are counted once; in a final stage only.
    """

    workflow: Name
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    facts: dict[Name, Name] = {}
    arrivals: bool = False
    continues: bool = False


class Signal(Frozen):
    """Gives another trajectory of the same household a task, or records a fact there, when the stage is entered."""

    to: Name
    task: Name | None = None
    fact: Name | None = None
    value: Scalar | None = None

    @model_validator(mode="after")
    def _task_or_fact(self) -> "Signal":
        if (self.task is None) == (self.fact is None):
            raise ValueError("a signal gives either a task or a fact")
        return self


class Stage(Frozen):
    label: Words
    initial: bool = False
    final: bool = False
    outcome: Name | None = None  # of a final stage; declared under outcomes
    tasks: tuple[Name, ...] = ()
    starts: tuple[Start, ...] = ()
    signals: tuple[Signal, ...] = ()
    waits_for: Words | None = None  # someone outside, such as the IND, who must act before we can
    source: Name | None = None


class Outcome(Frozen):
    """leave: may be given from any stage by closing (moved away, died, stopped)."""

    label: Words
    success: bool = False
    leave: bool = False
