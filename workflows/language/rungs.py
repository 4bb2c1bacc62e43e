"""The reminders of a term: its ladder."""

from typing import Annotated, Literal, assert_never

from pydantic import BeforeValidator, model_validator

from workflows.language.kinds import Kinds
from workflows.language.names import Frozen, Role, TermText, as_tuple
from workflows.language.terms import Term

Told = Annotated[tuple[Role, ...], BeforeValidator(as_tuple)]
COORDINATOR: tuple[Role, ...] = ("coordinator",)


class BeforeRung(Frozen):
    """So long before the day."""

    before: TermText
    to: Told = COORDINATOR

    @property
    def id(self) -> str:
        return f"before-{self.before.short}"


class DueRung(Frozen):
    """On the day itself."""

    on_due: Literal[True]
    to: Told = COORDINATOR

    @property
    def id(self) -> str:
        return "due"


class OverdueRung(Frozen):
    """So long after the day; with every, again and again."""

    overdue: TermText
    every: TermText | None = None
    to: Told = COORDINATOR

    @model_validator(mode="after")
    def _some_time_between(self) -> "OverdueRung":
        if self.every and self.every.amount == 0:
            raise ValueError("a repeat needs a term longer than zero")
        return self

    @property
    def id(self) -> str:
        return f"overdue-{self.overdue.short}"


class AfterAnchorRung(Frozen):
    """So long after the anchor, whenever the day is."""

    after_anchor: TermText
    to: Told = COORDINATOR

    @property
    def id(self) -> str:
        return f"anchor-{self.after_anchor.short}"


AnyRung = BeforeRung | DueRung | OverdueRung | AfterAnchorRung
Rung = Annotated[
    AnyRung, Kinds("Rung", "a rung names exactly one of {keys}", {"every": "only an overdue rung repeats"})
]


def every(rung: Rung) -> "Term | None":
    """How often it comes back; None where once is all."""
    match rung:
        case OverdueRung():
            return rung.every
        case BeforeRung() | DueRung() | AfterAnchorRung():
            return None
        case _:
            assert_never(rung)
