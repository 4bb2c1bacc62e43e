"""Terms whose amount is looked up in a fact or a parameter: {months: {fact: mb_maanden}}."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BeforeValidator, PlainSerializer

from workflows.language.kinds import Kinds
from workflows.language.names import FactName, Frozen, ParameterName, as_term
from workflows.language.terms import Term, Unit

if TYPE_CHECKING:
    from workflows.language.workflow import Workflow


class LookedInFact(Frozen):
    """An amount recorded for the client."""

    fact: FactName


class LookedInParameter(Frozen):
    """An amount that the definition sets, here or for a municipality."""

    parameter: ParameterName


AnyLooked = LookedInFact | LookedInParameter
Looked = Annotated[AnyLooked, Kinds("Looked", "look the amount up in a fact or in a parameter, one of the two")]


class DaysFrom(Frozen):
    days: Looked
    unit: ClassVar[Literal["day"]] = "day"

    @property
    def looked(self) -> AnyLooked:
        return self.days


class WeeksFrom(Frozen):
    weeks: Looked
    unit: ClassVar[Literal["week"]] = "week"

    @property
    def looked(self) -> AnyLooked:
        return self.weeks


class MonthsFrom(Frozen):
    months: Looked
    unit: ClassVar[Literal["month"]] = "month"

    @property
    def looked(self) -> AnyLooked:
        return self.months


class YearsFrom(Frozen):
    years: Looked
    unit: ClassVar[Literal["year"]] = "year"

    @property
    def looked(self) -> AnyLooked:
        return self.years


AnyTermFrom = DaysFrom | WeeksFrom | MonthsFrom | YearsFrom
TermFrom = Annotated[AnyTermFrom, Kinds("TermFrom", "a term names exactly one of {keys}")]
TermSpec = Annotated[
    Term | TermFrom,
    BeforeValidator(as_term),
    PlainSerializer(lambda term: str(term) if isinstance(term, Term) else term.model_dump(exclude_none=True)),
]


def units_counted_by(workflow: "Workflow", fact: str) -> frozenset[Unit]:
    """The units of the terms that are as long as the fact says."""
    rules = workflow.deadlines.values()
    specs = [spec for rule in rules for spec in (rule.term, *(each.term for each in rule.versions))]
    return frozenset(
        spec.unit
        for spec in specs
        if isinstance(spec, AnyTermFrom) and isinstance(spec.looked, LookedInFact) and spec.looked.fact == fact
    )
