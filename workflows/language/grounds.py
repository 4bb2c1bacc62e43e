"""On what grounds a term may stand still or be made longer."""

from typing import Annotated

from pydantic import Field

from workflows.language.names import Certainty, Frozen, Name, Role, SourceName, TermText
from workflows.words import Words


class Ground(Frozen):
    """Why a term may stand still. max: the longest in one go. source: where it is not that of the rule."""

    label: Words
    source: SourceName | None = None
    certainty: Certainty | None = None  # where it differs from the source's own
    max: TermText | None = None


class LongerGround(Ground):
    """Why a term may be made longer. by: what it gives where nobody says how long. times: how often on this ground."""

    by: TermText | None = None
    times: Annotated[int, Field(ge=1)] | None = None


class Suspending(Frozen):
    """On what grounds a term may stand still; none of them means that it may not.

    times: how often in all. roles: who may decide it; empty means everyone who may write.
    """

    grounds: dict[Name, Ground] = {}
    times: Annotated[int, Field(ge=1)] | None = None
    roles: tuple[Role, ...] = ()


class Extending(Frozen):
    """On what grounds a term may be made longer; none of them means that it may not.

    times: how often in all. total: how much longer, all extensions together. roles: as for suspending.
    """

    grounds: dict[Name, LongerGround] = {}
    times: Annotated[int, Field(ge=1)] | None = None
    total: TermText | None = None
    roles: tuple[Role, ...] = ()
