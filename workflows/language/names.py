"""What every part of a definition is written in: names, days, terms, roles, and frozen records."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from workflows.language.terms import Term, parse_term

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


Role = Literal["volunteer", "coordinator", "jurist", "teamleider", "auditor", "administrator"]


Scalar = bool | int | str


Certainty = Literal["law", "page", "report", "proposal", "unverified"]


ForWhom = Literal["subject", "each_member", "each_adult", "each_child", "each_school_child", "each_young_child"]


Question = Literal["has_young_child", "has_school_child", "has_child", "adult", "leerplichtig"]


def _as_day(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f"{value} is no day; write one such as 2026-03-31")
    return value


def as_term(value: object) -> object:
    return parse_term(value) if isinstance(value, str) else value


def as_tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


Day = Annotated[date, BeforeValidator(_as_day)]


TermText = Annotated[Term, BeforeValidator(as_term), PlainSerializer(str, return_type=str)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
