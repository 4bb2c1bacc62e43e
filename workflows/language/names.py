"""What every part of a definition is written in: names, days, terms, roles, and frozen records."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from workflows.language.terms import Term, TermTooLong, parse_term, typed_term

TOO_LONG = "term_too_long"  # the kind of error of a term that no calendar reckons with

Declared = Literal[
    "stage", "fact", "task", "parameter", "outcome", "source", "deadline", "trigger", "workflow", "member"
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


@dataclass(frozen=True, slots=True)
class Refers:
    """Beside a name: what it must be the name of. So a kind that names something is checked from its first day."""

    to: Declared


StageName = Annotated[Name, Refers("stage")]
FactName = Annotated[Name, Refers("fact")]
TaskName = Annotated[Name, Refers("task")]
ParameterName = Annotated[Name, Refers("parameter")]
OutcomeName = Annotated[Name, Refers("outcome")]
SourceName = Annotated[Name, Refers("source")]
DeadlineName = Annotated[Name, Refers("deadline")]
TriggerName = Annotated[Name, Refers("trigger")]
WorkflowName = Annotated[Name, Refers("workflow")]
MemberName = Annotated[Name, Refers("member")]
Role = Literal["volunteer", "coordinator", "jurist", "teamleider", "auditor", "administrator"]
Scalar = bool | int | str
Certainty = Literal["law", "page", "report", "proposal", "unverified"]
ForWhom = Literal["subject", "each_member", "each_adult", "each_child", "each_school_child", "each_young_child"]
Question = Literal["has_young_child", "has_school_child", "has_child", "adult", "leerplichtig"]


def _as_day(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f"{value} is no day; write one such as 2026-03-31")
    return value


def as_term(value: object, info: ValidationInfo) -> object:
    """A definition stored before is read however long its terms are; a file is not."""
    if not isinstance(value, str):
        return value
    if info.mode == "json":
        return parse_term(value)
    try:
        return typed_term(value)
    except TermTooLong as error:
        raise PydanticCustomError(TOO_LONG, "{text}", {"text": str(error)}) from error


def as_tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


Day = Annotated[date, BeforeValidator(_as_day)]
TermText = Annotated[Term, BeforeValidator(as_term), PlainSerializer(str, return_type=str)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
