"""Guards as data: one thing that is asked (fact, tasks, stage …), or other guards put together."""

from collections.abc import Iterator
from typing import Annotated, Literal, assert_never

from pydantic import Field

from workflows.language.compared_days import TODAY, ComparedDay, FactDay, Order
from workflows.language.kinds import Kinds
from workflows.language.names import (
    DeadlineName,
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

Count = Annotated[int, Field(ge=1)]
Stand = Literal["over", "running", "met"]


class FactCondition(Frozen):
    """What is recorded. is: `set` asks only that it is known.

    before and after: the day itself does not count; from and until: it does.
    """

    fact: FactName
    is_: Scalar | None = Field(None, alias="is")
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: ComparedDay | None = None
    from_: ComparedDay | None = Field(None, alias="from")
    after: ComparedDay | None = None
    until: ComparedDay | None = None


class ParameterCondition(Frozen):
    """What the definition sets, here or for a municipality; asked as of a fact."""

    parameter: ParameterName
    is_: Scalar | None = Field(None, alias="is")
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: ComparedDay | None = None
    from_: ComparedDay | None = Field(None, alias="from")
    after: ComparedDay | None = None
    until: ComparedDay | None = None


class TasksCondition(Frozen):
    """Every task of the stage that is not optional is finished."""

    tasks: Literal["done"]


class TaskCondition(Frozen):
    """That task is finished. at_least: so much of it is done, which counts as TaskDone.amount does."""

    task: TaskName
    at_least: Count | None = None


class MissedCondition(Frozen):
    """Someone stayed away from the task. at_least: one and the same person did so often."""

    missed: TaskName
    at_least: Count | None = None


class DeadlineCondition(Frozen):
    """How the latest start of a term stands on the day of deciding.

    over: that day is after its last day, and it was not met; not while it stands still. running: known, neither over
    nor met, also while it stands still. met: in time or late. Unknown, absent and lapsed are none of the three.
    """

    deadline: DeadlineName
    is_: Stand = Field(alias="is")


class StageCondition(Frozen):
    """The stage was entered. for_at_least: so long ago, since it last began."""

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
    | MissedCondition
    | DeadlineCondition
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


def compared_days(asked: FactCondition | ParameterCondition) -> Iterator[tuple[Order, ComparedDay]]:
    """Each order that it asks for, with the day that this is asked of."""
    found: dict[Order, ComparedDay | None] = {
        "from": asked.from_,
        "after": asked.after,
        "until": asked.until,
        "before": asked.before,
    }
    yield from ((order, day) for order, day in found.items() if day is not None)


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
        case MissedCondition(missed=name):
            return "missed", name
        case DeadlineCondition(deadline=name):
            return "deadline", name
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


def words_of_a_day(condition: PlainCondition) -> list[str]:
    """The words in it that can be answered only of a day on which something is decided."""
    match condition:
        case FactCondition() | ParameterCondition():
            return [order for order, day in compared_days(condition) if day == TODAY or isinstance(day, FactDay)]
        case DeadlineCondition():
            return ["deadline"]
        case (
            TasksCondition()
            | TaskCondition()
            | MissedCondition()
            | StageCondition()
            | HouseholdCondition()
            | MemberCondition()
            | AssignedCondition()
        ):
            return []
        case _:
            assert_never(condition)
