"""What is recorded about a client."""

from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from workflows.language.adverse import Adverse
from workflows.language.fact_spans import Birth, Bound
from workflows.language.names import Frozen, Scalar
from workflows.words import Words

SENSE = ("lies", "not_before", "not_after", "at_least", "at_most")  # the fields that say which values make sense
FactType = Literal["date", "integer", "boolean", "text", "choice"]


def _left_to_person(schema: dict[str, Any]) -> None:
    """For editors: what is left to the person says neither type nor label."""
    wanted = schema.pop("required")
    schema["if"] = {"not": {"required": ["from"], "properties": {"from": {"const": "person"}}}}
    schema["then"] = {"required": wanted}


class FactSpec(Frozen):
    """Something recorded about the client. Text is private: it is kept apart from the history. A choice is one of a
    few words, which `one_of` has, and which people read by their labels.

    private: of a date, that it is kept apart too; a term counted from it shows its days only outside the history.
    from born: the date is the birth date of the person followed, taken over when the trajectory opens.
    from person: a legal fact of the person followed, recorded once for all that is followed for them; a file says
    nothing else of it, for what it is stands with the person's facts.
    lies past: a date that has come already when it is recorded. Unset only in texts of before it was asked: as any.
    not_before, not_after: first and last day that are likely. at_least, at_most: smallest and largest number there is.
    propose housed: a step to a stage with terms counted from it asks for it on a terminal, and proposes the day on
    which the household came to its dwelling.
    """

    model_config = ConfigDict(json_schema_extra=_left_to_person)

    type: FactType
    label: Words
    one_of: tuple[Scalar, ...] | None = None
    labels: dict[str, Words] = {}  # how the values of one_of are written
    private: bool = False
    from_: Literal["born", "person"] | None = Field(None, alias="from")
    lies: Literal["past", "any"] | None = None
    not_before: Bound | None = None
    not_after: Bound | None = None
    at_least: int | None = None
    at_most: int | None = None
    propose: Literal["housed"] | None = None
    adverse: Adverse | None = None  # it records a decision against the client

    @model_validator(mode="after")
    def _choice_of_words(self) -> "FactSpec":
        if self.type != "choice":
            return self
        if not self.one_of:
            raise ValueError("a choice says between what, in 'one_of'")
        if len(set(self.one_of)) < len(self.one_of):
            raise ValueError("'one_of' names a value twice")
        if unknown := [name for name in self.labels if name not in self.one_of]:
            raise ValueError(f"'labels' has {', '.join(unknown)}, which 'one_of' has not")
        return self

    @model_validator(mode="after")
    def _private_date(self) -> "FactSpec":
        if self.private and self.type != "date":
            raise ValueError("only a date is marked private; text always is")
        if self.propose and self.type != "date":
            raise ValueError("only a date is proposed")
        if self.from_ == "born" and not self.private:
            raise ValueError("what is taken over from the person is a private date")
        return self

    @model_validator(mode="after")
    def _sense_of_its_type(self) -> "FactSpec":
        if self.type != "date" and (self.lies or self.not_before or self.not_after):
            raise ValueError("only a date says 'lies', 'not_before' and 'not_after'")
        if self.type != "integer" and not (self.at_least is None and self.at_most is None):
            raise ValueError("only a whole number says 'at_least' and 'at_most'")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("'at_least' is more than 'at_most'")
        if isinstance(self.not_after, Birth):
            raise ValueError("'born' is a bound for 'not_before'")
        return self
