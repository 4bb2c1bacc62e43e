"""What is asked of people in a stage."""

from typing import Annotated

from pydantic import Field, model_validator

from workflows.language.conditions import Condition
from workflows.language.names import ForWhom, Frozen, Role, SourceName, TaskName
from workflows.words import Words


class Task(Frozen):
    """amount: how many units must be done (4 dagdelen); when: whether it applies, decided on entering the stage.

    repeats: may be done again and again (a monthly round), so it is never finished and never blocks.
    again: must be done once and may be redone, each time on a day of its own. after: what must be done before it is
    recorded. roles: who may record it; empty means everyone who may write.
    """

    label: Words
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    amount: Annotated[int, Field(ge=1)] = 1
    unit: Words | None = None
    optional: bool = False  # an optional task never blocks `tasks: done`
    repeats: bool = False
    again: bool = False
    after: tuple[TaskName, ...] = ()
    roles: tuple[Role, ...] = ()
    source: SourceName | None = None

    @model_validator(mode="after")
    def _no_amount_to_repeat(self) -> "Task":
        if self.repeats and self.amount > 1:
            raise ValueError("a task that repeats has no amount")
        if self.roles and set(self.roles) <= {"auditor"}:
            raise ValueError("an auditor only reads; name a role that may write")
        if self.again and self.amount > 1:
            raise ValueError("a task that may be redone has no amount; each time is one")
        if self.again and self.repeats:
            raise ValueError("a task 'repeats' or may be done 'again': the first is never finished, the second is")
        return self
