"""The ways from stage to stage."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from workflows.language.conditions import Condition
from workflows.language.names import FactName, Frozen, Role, SourceName, StageName, as_tuple
from workflows.words import Words

ANY_STAGE = "any"
FROM_ANY = "from_any"  # the key that a published text keeps of it


class Transition(Frozen):
    """roles: who may fire it; empty means everyone who may write. reopens: out of a final stage, open again.

    forgets: facts that hold until the step, and no longer from it on. from_any: `from` was written as `any`, and holds
    every stage that is not final; no file writes it.
    """

    from_: Annotated[tuple[StageName, ...], BeforeValidator(as_tuple), Field(min_length=1)] = Field(alias="from")
    to: StageName
    when: Condition | None = None
    roles: tuple[Role, ...] = ()
    reopens: bool = False
    forgets: tuple[FactName, ...] = ()
    label: Words | None = None
    source: SourceName | None = None
    from_any: SkipJsonSchema[bool] = False


def from_everywhere(transition: Transition, finals: Mapping[str, bool]) -> Transition:
    """With `from: any` written out. finals: each stage, and whether it is final."""
    if transition.from_ != (ANY_STAGE,) or ANY_STAGE in finals:
        return transition
    stages = tuple(name for name, is_final in finals.items() if not is_final)
    return transition.model_copy(update={"from_": stages or transition.from_, "from_any": True})
