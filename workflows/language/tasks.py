"""What is asked of people in a stage."""

from typing import Annotated

from pydantic import Field, model_validator

from workflows.language.conditions import Condition
from workflows.language.names import ForWhom, Frozen, SourceName
from workflows.words import Words


class Task(Frozen):
    """amount: how many units must be done (4 dagdelen); when: whether it applies, decided on entering the stage.

    repeats: may be done again and again (a monthly round), so it is never finished and never blocks.
    """

    label: Words
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    amount: Annotated[int, Field(ge=1)] = 1
    unit: Words | None = None
    optional: bool = False  # an optional task never blocks `tasks: done`
    repeats: bool = False
    source: SourceName | None = None

    @model_validator(mode="after")
    def _no_amount_to_repeat(self) -> "Task":
        if self.repeats and self.amount > 1:
            raise ValueError("a task that repeats has no amount")
        return self
