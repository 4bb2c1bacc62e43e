"""Guards as data: one thing that is asked (fact, tasks, stage …), or other guards put together."""

from typing import Annotated, Literal, assert_never

from pydantic import Field

from workflows.language.kinds import Kinds
from workflows.language.names import (
    Day,
    FactName,
    Frozen,
    ParameterName,
    Question,
    Role,
    Scalar,
    StageName,
    TaskName,
    TermText,
)


class FactCondition(Frozen):
    """What is recorded. is: `set` asks only that it is known. before: the day itself does not count; from: it does."""

    fact: FactName
    is_: Scalar | None = Field(None, alias="is")
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: Day | None = None
    from_: Day | None = Field(None, alias="from")


class ParameterCondition(Frozen):
    """What the definition sets, here or for a municipality; asked as of a fact."""

    parameter: ParameterName
    is_: Scalar | None = Field(None, alias="is")
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: Day | None = None
    from_: Day | None = Field(None, alias="from")


class TasksCondition(Frozen):
    """Every task of the stage that is not optional is finished."""

    tasks: Literal["done"]


class TaskCondition(Frozen):
    """That task is finished."""

    task: TaskName


class StageCondition(Frozen):
    """The stage was entered, that long ago."""

    stage: StageName
    for_at_least: TermText | None = None


class HouseholdCondition(Frozen):
    """It is so of the household; is false: it is not."""

    household: Question
    is_: Scalar | None = Field(None, alias="is")


class MemberCondition(Frozen):
    """It is so of the member whom it is about; is false: it is not."""

    member: Question
    is_: Scalar | None = Field(None, alias="is")


class AssignedCondition(Frozen):
    """Someone holds this role on the trajectory."""

    assigned: Role


class AllCondition(Frozen):
    all: "tuple[Condition, ...]"


class AnyCondition(Frozen):
    any: "tuple[Condition, ...]"


class NotCondition(Frozen):
    not_: "Condition" = Field(alias="not")


PlainCondition = (
    FactCondition
    | ParameterCondition
    | TasksCondition
    | TaskCondition
    | StageCondition
    | HouseholdCondition
    | MemberCondition
    | AssignedCondition
)
AnyKindOfCondition = PlainCondition | AllCondition | AnyCondition | NotCondition
Condition = Annotated[AnyKindOfCondition, Kinds("Condition", "a guard names exactly one of {keys}")]
for _each in (AllCondition, AnyCondition, NotCondition):
    _each.model_rebuild()


def plain_conditions(condition: Condition | None) -> list[PlainCondition]:
    """Every plain question in it, also those that must not be so."""
    match condition:
        case None:
            return []
        case AllCondition(all=parts) | AnyCondition(any=parts):
            return [plain for part in parts for plain in plain_conditions(part)]
        case NotCondition(not_=inner):
            return plain_conditions(inner)
        case _:
            return [condition]


def asked_of(condition: PlainCondition) -> tuple[str, str]:
    """The word of the definition files for what it asks, and what it asks after: `fact`, X."""
    match condition:
        case FactCondition(fact=name):
            return "fact", name
        case ParameterCondition(parameter=name):
            return "parameter", name
        case TasksCondition(tasks=done):
            return "tasks", done
        case TaskCondition(task=name):
            return "task", name
        case StageCondition(stage=name):
            return "stage", name
        case HouseholdCondition(household=question):
            return "household", question
        case MemberCondition(member=question):
            return "member", question
        case AssignedCondition(assigned=role):
            return "assigned", role
        case _:
            assert_never(condition)
