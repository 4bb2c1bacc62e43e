"""The ways from stage to stage."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from workflows.language.conditions import Condition
from workflows.language.names import FactName, Frozen, Role, SourceName, StageName, as_tuple
from workflows.words import Words


class Transition(Frozen):
    """roles: who may fire it; empty means everyone who may write. reopens: out of a final stage, open again.

    forgets: facts that hold until the step, and no longer from it on.
    """

    from_: Annotated[tuple[StageName, ...], BeforeValidator(as_tuple), Field(min_length=1)] = Field(alias="from")
    to: StageName
    when: Condition | None = None
    roles: tuple[Role, ...] = ()
    reopens: bool = False
    forgets: tuple[FactName, ...] = ()
    label: Words | None = None
    source: SourceName | None = None
