"""On what grounds a term may stand still or be made longer: how often, how long, from when to when, and in all."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from workflows.language.kinds import Kinds
from workflows.language.names import Certainty, FactName, Frozen, Name, Role, SourceName, StageName, TermText, as_tuple
from workflows.words import Words


class AtStage(Frozen):
    """On the day a stage is entered."""

    stage: StageName


class AtFact(Frozen):
    """On the day that a date fact holds."""

    fact: FactName


AnyTurn = AtStage | AtFact
Turn = Annotated[AnyTurn, Kinds("Turn", "this names exactly one of {keys}")]


class Ground(Frozen):
    """Why a term may stand still.

    max: the longest in one go. times: how often on this ground. source: where it is not that of the rule.
    begins: what lets it stand still by itself, from the day after; nobody decides it then. ends: what lets it run
    again, on that very day (cf. Awb 4:15 lid 1); left out, leaving the stage does. last_day: the fact with the last day
    on which it stands still whatever comes, as a letter gives it.
    """

    label: Words
    source: SourceName | None = None
    certainty: Certainty | None = None  # where it differs from the source's own
    max: TermText | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    begins: Turn | None = None
    ends: Annotated[tuple[Turn, ...], BeforeValidator(as_tuple)] = ()
    last_day: FactName | None = None


class LongerGround(Frozen):
    """Why a term may be made longer.

    max: the longest in one go. by: what it gives where nobody says how long. times: how often on this ground.
    total: how much longer, all extensions on this ground together. within: only in so long before the end of the term
    as it then stands, the first day of it included; counted back, so that no law moves it. shares: a word; grounds with
    the same have their times and total in common, as does what was once recorded under that word itself.
    """

    label: Words
    source: SourceName | None = None
    certainty: Certainty | None = None  # where it differs from the source's own
    max: TermText | None = None
    by: TermText | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    total: TermText | None = None
    shares: Name | None = None
    within: TermText | None = None


AnyGround = Ground | LongerGround


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
