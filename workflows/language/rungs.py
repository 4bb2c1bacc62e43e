"""The reminders of a term: its ladder."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from workflows.language.names import Frozen, Role, TermText, as_tuple


class Rung(Frozen):
    """One reminder of a ladder: before the day, on it, after it (with every: again and again), or after the anchor."""

    before: TermText | None = None
    on_due: Literal[True] | None = None
    overdue: TermText | None = None
    after_anchor: TermText | None = None
    every: TermText | None = None
    to: Annotated[tuple[Role, ...], BeforeValidator(as_tuple)] = ("coordinator",)

    @model_validator(mode="after")
    def _one_moment(self) -> "Rung":
        if sum(each is not None for each in (self.before, self.on_due, self.overdue, self.after_anchor)) != 1:
            raise ValueError("a rung names exactly one of before, on_due, overdue, after_anchor")
        if self.every and not self.overdue:
            raise ValueError("only an overdue rung repeats")
        if self.every and self.every.amount == 0:
            raise ValueError("a repeat needs a term longer than zero")
        return self

    @property
    def id(self) -> str:
        """`before-8w`, `due`, `overdue-1w`, `anchor-60d`: stable as long as the rung means the same."""
        if self.on_due:
            return "due"
        for word, term in (("before", self.before), ("overdue", self.overdue), ("anchor", self.after_anchor)):
            if term:
                return f"{word}-{term.short}"
        raise AssertionError("a rung has a moment")
