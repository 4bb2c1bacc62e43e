"""A decision against the client, and what may be done about it: each remedy is a term of the definition."""

from typing import Annotated

from pydantic import BeforeValidator, model_validator

from workflows.language.names import DeadlineName, Frozen, as_tuple
from workflows.words import Words

Terms = Annotated[tuple[DeadlineName, ...], BeforeValidator(as_tuple)]
REMEDIES = ("view", "objection", "appeal", "higher_appeal", "notice_of_default")  # the fields that name a term


class Adverse(Frozen):
    """On a stage that such a decision leads to, or on the fact that records it.

    view: on an intended decision. notice_of_default: where no decision came. none: why nothing can be done, beside no
    other. Each names the terms that the decision starts; which of them runs the terms themselves say.
    """

    view: Terms = ()
    objection: Terms = ()
    appeal: Terms = ()
    higher_appeal: Terms = ()
    notice_of_default: Terms = ()
    none: Words | None = None

    @model_validator(mode="after")
    def _some_or_none(self) -> "Adverse":
        if bool(self.remedies) == bool(self.none):
            raise ValueError(f"name a remedy ({', '.join(REMEDIES)}), or say in 'none' why there is none")
        return self

    @property
    def remedies(self) -> dict[str, tuple[str, ...]]:
        """Kind of remedy -> the terms that it starts."""
        return {kind: terms for kind in REMEDIES if (terms := getattr(self, kind))}
