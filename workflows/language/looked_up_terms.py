"""Terms whose amount is looked up in a fact or a parameter."""

from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, model_validator

from workflows.language.names import Frozen, Name, as_term
from workflows.language.terms import Term, Unit


class Looked(Frozen):
    """An amount looked up in a fact or a parameter."""

    fact: Name | None = None
    parameter: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "Looked":
        if (self.fact is None) == (self.parameter is None):
            raise ValueError("look the amount up in a fact or in a parameter, one of the two")
        return self


class TermFrom(Frozen):
    """A term whose amount is looked up: {months: {fact: mb_maanden}}."""

    days: Looked | None = None
    weeks: Looked | None = None
    months: Looked | None = None
    years: Looked | None = None

    @model_validator(mode="after")
    def _one(self) -> "TermFrom":
        if sum(each is not None for each in (self.days, self.weeks, self.months, self.years)) != 1:
            raise ValueError("a term names exactly one of days, weeks, months, years")
        return self

    @property
    def unit(self) -> Unit:
        if self.days:
            return "day"
        return "week" if self.weeks else "month" if self.months else "year"

    @property
    def looked(self) -> Looked:
        found = self.days or self.weeks or self.months or self.years
        assert found is not None
        return found


TermSpec = Annotated[
    Term | TermFrom,
    BeforeValidator(as_term),
    PlainSerializer(lambda term: str(term) if isinstance(term, Term) else term.model_dump(exclude_none=True)),
]
