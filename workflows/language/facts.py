"""What is recorded about a client."""

from typing import Literal

from pydantic import Field, model_validator

from workflows.language.names import Frozen, Scalar
from workflows.words import Words


class FactSpec(Frozen):
    """Something recorded about the client. Text is private: it is kept apart from the history.

    private: of a date, that it is kept apart too; a term counted from it shows its days only outside the history.
    from born: the date is the birth date of the person followed, taken over when the trajectory opens.
    """

    type: Literal["date", "integer", "boolean", "text"]
    label: Words
    one_of: tuple[Scalar, ...] | None = None
    labels: dict[str, Words] = {}  # how the values of one_of are written
    private: bool = False
    from_: Literal["born"] | None = Field(None, alias="from")

    @model_validator(mode="after")
    def _private_date(self) -> "FactSpec":
        if self.private and self.type != "date":
            raise ValueError("only a date is marked private; text always is")
        if self.from_ and not self.private:
            raise ValueError("what is taken over from the person is a private date")
        return self
