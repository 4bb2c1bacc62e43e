"""Deadline rules: a term, what it is counted from, what meets it and who is told.

What meets a term belongs to one start of it, see DeadlineRule. ahead, of a way of being met: what happened before the
term first began meets it too.
"""

from typing import Annotated, Literal, assert_never

from pydantic import BeforeValidator, Field, model_validator

from workflows.language.anchors import Anchor
from workflows.language.conditions import Condition
from workflows.language.grounds import Extending, Suspending
from workflows.language.kinds import Kinds
from workflows.language.looked_up_terms import TermSpec
from workflows.language.names import (
    Certainty,
    Day,
    FactName,
    Frozen,
    Role,
    SourceName,
    StageName,
    TaskName,
    TermText,
    as_tuple,
)
from workflows.language.rungs import Rung
from workflows.language.terms import Term
from workflows.words import Words


class MetByStage(Frozen):
    """On the day it was entered."""

    stage: StageName
    ahead: bool = False


class MetByFact(Frozen):
    """On the date recorded; of a fact that is no date, on the day from which it holds."""

    fact: FactName
    ahead: bool = False


class MetByTask(Frozen):
    """On the day on which its whole amount was done."""

    task: TaskName
    ahead: bool = False


class MetByAttending(Frozen):
    """By any work on the task on or after the anchor's day, as when someone who stayed away comes after all."""

    attended: TaskName


AnyMetBy = MetByStage | MetByFact | MetByTask | MetByAttending
MetBy = Annotated[AnyMetBy, Kinds("MetBy", "met_by names exactly one of {keys}")]
Legal = Literal["none", "norm", "statutory"]


class RuleVersion(Frozen):
    """A rule as it reads for cases whose version key lies from `from` until `until`, both days included."""

    rule: str
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    term: TermSpec | None = None
    legal: Legal | None = None
    remind: tuple[Rung, ...] | None = None
    source: SourceName | None = None
    certainty: Certainty | None = None
    note: Words | None = None
    suspend: Suspending | None = None
    extend: Extending | None = None


class DeadlineRule(Frozen):
    """A term and who is told about it.

    rule: its id in the register of rules (N1, J2 …). count back: the term is counted back from the anchor.
    moment opens: the day is the first on which something may be done, so it is never overdue.
    since: the stage from which the rule matters (default: from the start); before that it is no open question.
    when: whether it applies to this client at all. lapses_at: stages that end it unmet.
    paused_in: stages during which it stands still; neither the day of entering nor that of leaving is still.
    in_days: the rule itself says days where months are usual (ninety days).
    first_day_counts: the rule counts the anchor's own day, as in "te rekenen vanaf de datum van verzending".
    ends_silent: why nothing is said after the last rung; without it the last rung repeats.
    suspend and extend: on what grounds; left out, any reason will do, but a statutory term gives way on none.
    version_key: the date that picks the version; a working assumption where its source says so.
    """

    rule: str
    label: Words
    anchor: Anchor
    term: TermSpec
    count: Literal["forward", "back"] = "forward"
    moment: Literal["ends", "opens"] = "ends"
    legal: Legal = "none"
    when: Condition | None = None
    since: StageName | None = None
    met_by: Annotated[tuple[MetBy, ...], BeforeValidator(as_tuple)] = ()
    lapses_at: Annotated[tuple[StageName, ...], BeforeValidator(as_tuple)] = ()
    paused_in: Annotated[tuple[StageName, ...], BeforeValidator(as_tuple)] = ()
    in_days: bool = False
    first_day_counts: bool = False
    remind: tuple[Rung, ...] = ()
    ends_silent: Words | None = None
    suspendable: bool = True  # may it stand still? A term that the law gives the client itself may not
    suspend: Suspending | None = None
    extend: Extending | None = None
    ask_after: TermText = Term(5, "working day")
    ask_to: Role = "coordinator"
    advice: Words | None = None  # what to do about it
    source: SourceName | None = None
    certainty: Certainty | None = None  # where it differs from the source's own
    version_key: Anchor | None = None
    versions: tuple[RuleVersion, ...] = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _has_a_first_day(self) -> "DeadlineRule":
        if self.first_day_counts and (self.count == "back" or self.moment == "opens"):
            raise ValueError("first_day_counts is for a term that is counted forward to its last day")
        return self


def counts_ahead(way: MetBy) -> bool:
    match way:
        case MetByStage(ahead=ahead) | MetByFact(ahead=ahead) | MetByTask(ahead=ahead):
            return ahead
        case MetByAttending():
            return False
        case _:
            assert_never(way)


def stages_meeting(rule: DeadlineRule) -> set[str]:
    """The stages that meet it when they are entered."""
    return {name for name in map(_stage_of, rule.met_by) if name}


def _stage_of(way: MetBy) -> str:
    match way:
        case MetByStage(stage=name):
            return name
        case MetByFact() | MetByTask() | MetByAttending():
            return ""
        case _:
            assert_never(way)
