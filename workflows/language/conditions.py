"""Guards as data."""

from typing import Literal

from pydantic import Field, model_validator

from workflows.language.names import Day, Frozen, Name, Question, Role, Scalar, TermText


class Condition(Frozen):
    """A guard as data: exactly one subject (fact, tasks, stage …), with what is asked of it."""

    fact: Name | None = None
    parameter: Name | None = None
    tasks: Literal["done"] | None = None
    task: Name | None = None
    stage: Name | None = None
    household: Question | None = None
    member: Question | None = None
    assigned: Role | None = None  # someone holds this role on the trajectory
    all: "tuple[Condition, ...] | None" = None
    any: "tuple[Condition, ...] | None" = None
    not_: "Condition | None" = Field(None, alias="not")

    is_: Scalar | None = Field(None, alias="is")  # `set` asks only that the fact is known
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: Day | None = None  # the day itself does not count
    from_: Day | None = Field(None, alias="from")  # the day itself counts
    for_at_least: TermText | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> "Condition":
        subjects = (self.fact, self.parameter, self.tasks, self.task, self.stage, self.household, self.member)
        if sum(subject is not None for subject in (*subjects, self.assigned, self.all, self.any, self.not_)) != 1:
            raise ValueError(
                "a guard names exactly one of fact, parameter, tasks, task, stage, household, member, assigned, "
                "all, any, not"
            )
        return self
