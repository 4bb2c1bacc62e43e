"""What a municipality does otherwise."""

from typing import Annotated, Any

from pydantic import Field

from workflows.language.names import Day, Frozen, Name
from workflows.words import Words

ANYWHERE = ("", "any")  # no municipality in particular: of a colleague, a case or a question


class Variant(Frozen):
    """What differs for a municipality and intake cohort. `change` is laid over it: mappings merge, null removes."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    workflow: Name
    version: Annotated[int, Field(ge=1)]
    intake_from: Day | None = None
    intake_until: Day | None = None
    change: dict[str, Any]


class Municipality(Frozen):
    municipality: Name
    label: Words
    variants: tuple[Variant, ...] = ()
