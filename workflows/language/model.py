"""What a definition is: stages, transitions, tasks, facts, deadline rules and scenarios, as frozen data.

The names of the fields are the words of the definition files (docs/definitions.md explains each).
Names resolve among what the definition declares, never by import.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from workflows.language.terms import Term, Unit, parse_term
from workflows.words import Words

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Role = Literal["volunteer", "coordinator", "jurist", "teamleider", "auditor", "administrator"]
Scalar = bool | int | str
Certainty = Literal["law", "page", "report", "proposal", "unverified"]
ForWhom = Literal["subject", "each_member", "each_adult", "each_child", "each_school_child", "each_young_child"]
Question = Literal["has_young_child", "has_school_child", "has_child", "adult", "leerplichtig"]


def _as_day(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f"{value} is no day; write one such as 2026-03-31")
    return value


def _as_term(value: object) -> object:
    return parse_term(value) if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


Day = Annotated[date, BeforeValidator(_as_day)]
TermText = Annotated[Term, BeforeValidator(_as_term), PlainSerializer(str, return_type=str)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(Frozen):
    """Where a rule comes from, and how sure we are of it.

    law: read in the law; page: read on a public page; report: a municipality's annual report;
    proposal: ours, to be bettered; unverified: general knowledge, and said so wherever it speaks.
    text_of: the text that was read, by the day from which it held.
    """

    ref: str
    certainty: Certainty
    text_of: Day | None = None
    url: str = ""
    note: str = ""


class Condition(Frozen):
    """A guard as data: exactly one subject (fact, tasks, stage …), with what is asked of it."""

    fact: Name | None = None
    parameter: Name | None = None
    tasks: Literal["done"] | None = None
    task: Name | None = None
    stage: Name | None = None
    household: Question | None = None
    member: Question | None = None
    assigned: Role | None = None  # someone holds this role on the trajectory
    all: "tuple[Condition, ...] | None" = None
    any: "tuple[Condition, ...] | None" = None
    not_: "Condition | None" = Field(None, alias="not")

    is_: Scalar | None = Field(None, alias="is")  # `set` asks only that the fact is known
    one_of: tuple[Scalar, ...] | None = None
    at_least: int | None = None
    before: Day | None = None  # the day itself does not count
    from_: Day | None = Field(None, alias="from")  # the day itself counts
    for_at_least: TermText | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> "Condition":
        subjects = (self.fact, self.parameter, self.tasks, self.task, self.stage, self.household, self.member)
        if sum(subject is not None for subject in (*subjects, self.assigned, self.all, self.any, self.not_)) != 1:
            raise ValueError(
                "a guard names exactly one of fact, parameter, tasks, task, stage, household, member, assigned, "
                "all, any, not"
            )
        return self


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


class Task(Frozen):
    """amount: how many units must be done (4 dagdelen); when: whether it applies, decided on entering the stage.

    repeats: may be done again and again (a monthly round), so it is never finished and never blocks.
    """

    label: Words
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    amount: Annotated[int, Field(ge=1)] = 1
    unit: Words | None = None
    optional: bool = False  # an optional task never blocks `tasks: done`
    repeats: bool = False
    source: Name | None = None

    @model_validator(mode="after")
    def _no_amount_to_repeat(self) -> "Task":
        if self.repeats and self.amount > 1:
            raise ValueError("a task that repeats has no amount")
        return self


class Start(Frozen):
    """Opens another trajectory when the stage is entered. facts: name there -> name here.

    arrivals: also for a member who joins the household later, as long as the trajectory is open.
    continues: the other one goes on where this one ends, so that the two are counted once; in a final stage only.
    """

    workflow: Name
    for_: ForWhom = Field("subject", alias="for")
    when: Condition | None = None
    facts: dict[Name, Name] = {}
    arrivals: bool = False
    continues: bool = False


class Signal(Frozen):
    """Gives another trajectory of the same household a task, or records a fact there, when the stage is entered."""

    to: Name
    task: Name | None = None
    fact: Name | None = None
    value: Scalar | None = None

    @model_validator(mode="after")
    def _task_or_fact(self) -> "Signal":
        if (self.task is None) == (self.fact is None):
            raise ValueError("a signal gives either a task or a fact")
        return self


class Stage(Frozen):
    label: Words
    initial: bool = False
    final: bool = False
    outcome: Name | None = None  # of a final stage; declared under outcomes
    tasks: tuple[Name, ...] = ()
    starts: tuple[Start, ...] = ()
    signals: tuple[Signal, ...] = ()
    waits_for: Words | None = None  # someone outside, such as the IND, who must act before we can
    source: Name | None = None


class Transition(Frozen):
    """roles: who may fire it; empty means everyone who may write. reopens: out of a final stage, open again."""

    from_: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple), Field(min_length=1)] = Field(alias="from")
    to: Name
    when: Condition | None = None
    roles: tuple[Role, ...] = ()
    reopens: bool = False
    label: Words | None = None
    source: Name | None = None


class Outcome(Frozen):
    """leave: may be given from any stage by closing (moved away, died, stopped)."""

    label: Words
    success: bool = False
    leave: bool = False


class Anchor(Frozen):
    """The day a term is counted from; that day itself is not counted.

    fact: the date recorded; stage: the day it was entered; task: the day it was asked for;
    done: the day a task was last done; missed: the day someone last stayed away from it;
    assigned: the day on which who now holds the role was given it;
    opened / intake: the trajectory's own days; later_of: the latest of several, once all are known;
    latest_of: the latest of those that are known; deadline: the due day of another rule of the same trajectory.
    on_change keep: a later value of the fact does not restart the term (a correction always does).
    """

    fact: Name | None = None
    stage: Name | None = None
    task: Name | None = None
    done: Name | None = None
    missed: Name | None = None
    assigned: Role | None = None
    opened: Literal[True] | None = None
    intake: Literal[True] | None = None
    deadline: Name | None = None
    later_of: "tuple[Anchor, ...] | None" = None
    latest_of: "tuple[Anchor, ...] | None" = None
    pick: Literal["first", "latest"] = "latest"
    on_change: Literal["follow", "keep"] = "follow"

    @model_validator(mode="after")
    def _one_subject(self) -> "Anchor":
        own = (self.fact, self.stage, self.task, self.done, self.missed, self.assigned)
        given = (*own, self.opened, self.intake, self.deadline, self.later_of, self.latest_of)
        if sum(each is not None for each in given) != 1:
            raise ValueError(
                "an anchor names exactly one of fact, stage, task, done, missed, assigned, opened, intake, deadline, "
                "later_of, latest_of"
            )
        return self

    @property
    def parts(self) -> "tuple[Anchor, ...]":
        """The anchors that it chooses among; empty where it names its own day."""
        return self.later_of or self.latest_of or ()


class Looked(Frozen):
    """An amount looked up in a fact or a parameter."""

    fact: Name | None = None
    parameter: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "Looked":
        if (self.fact is None) == (self.parameter is None):
            raise ValueError("look the amount up in a fact or in a parameter, one of the two")
        return self


class TermFrom(Frozen):
    """A term whose amount is looked up: {months: {fact: mb_maanden}}."""

    days: Looked | None = None
    weeks: Looked | None = None
    months: Looked | None = None
    years: Looked | None = None

    @model_validator(mode="after")
    def _one(self) -> "TermFrom":
        if sum(each is not None for each in (self.days, self.weeks, self.months, self.years)) != 1:
            raise ValueError("a term names exactly one of days, weeks, months, years")
        return self

    @property
    def unit(self) -> Unit:
        if self.days:
            return "day"
        return "week" if self.weeks else "month" if self.months else "year"

    @property
    def looked(self) -> Looked:
        found = self.days or self.weeks or self.months or self.years
        assert found is not None
        return found


def _which_term(value: object) -> object:
    return parse_term(value) if isinstance(value, str) else value


TermSpec = Annotated[
    Term | TermFrom,
    BeforeValidator(_which_term),
    PlainSerializer(lambda term: str(term) if isinstance(term, Term) else term.model_dump(exclude_none=True)),
]


class Rung(Frozen):
    """One reminder of a ladder: before the day, on it, after it (with every: again and again), or after the anchor."""

    before: TermText | None = None
    on_due: Literal[True] | None = None
    overdue: TermText | None = None
    after_anchor: TermText | None = None
    every: TermText | None = None
    to: Annotated[tuple[Role, ...], BeforeValidator(_as_tuple)] = ("coordinator",)

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


class MetBy(Frozen):
    """What meets the deadline, on the day it happened: a stage entered, a fact recorded, a task done.

    attended: any work on the task on or after the anchor's day, as when someone who stayed away comes after all.
    """

    stage: Name | None = None
    fact: Name | None = None
    task: Name | None = None
    attended: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "MetBy":
        if sum(each is not None for each in (self.stage, self.fact, self.task, self.attended)) != 1:
            raise ValueError("met_by names exactly one of stage, fact, task, attended")
        return self


Legal = Literal["none", "norm", "statutory"]
Told = Literal["unknown", "open", "overdue", "suspended", "met", "met_late", "lapsed", "absent"]


class Ground(Frozen):
    """Why a term may stand still. max: the longest in one go. source: where it is not that of the rule."""

    label: Words
    source: Name | None = None
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


class RuleVersion(Frozen):
    """A rule as it reads for cases whose version key lies from `from` until `until`, both days included."""

    rule: str
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    term: TermSpec | None = None
    legal: Legal | None = None
    remind: tuple[Rung, ...] | None = None
    source: Name | None = None
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
    suspend and extend: on what grounds; left out, any reason will do, but a statutory term cannot be extended.
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
    since: Name | None = None
    met_by: Annotated[tuple[MetBy, ...], BeforeValidator(_as_tuple)] = ()
    lapses_at: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)] = ()
    paused_in: Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)] = ()
    in_days: bool = False
    remind: tuple[Rung, ...] = ()
    suspendable: bool = True  # may it stand still? A term that the law gives the client itself may not
    suspend: Suspending | None = None
    extend: Extending | None = None
    ask_after: TermText = Term(5, "working day")
    ask_to: Role = "coordinator"
    advice: Words | None = None  # what to do about it
    source: Name | None = None
    certainty: Certainty | None = None  # where it differs from the source's own
    version_key: Anchor | None = None
    versions: tuple[RuleVersion, ...] = ()
    note: Words | None = None


class PlainRule(Frozen):
    """A rule without a term of its own: it stands in the register of rules, and in what people are told.

    from_ and until: the first and last day on which it holds.
    """

    rule: str
    label: Words
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    source: Name
    certainty: Certainty | None = None
    note: Words | None = None


class ScenarioMember(Frozen):
    """born: left out, unknown."""

    ref: Name
    born: Day | None = None


class Move(Frozen):
    """One thing that happens in a scenario.

    One of advance, task, missed (a task nobody came to), fact, assign (a role to someone, or to nobody), suspend,
    resume, extend, signal, close.
    """

    on: Day
    advance: Name | None = None
    facts: dict[Name, Scalar | date] = {}
    task: Name | None = None
    missed: Name | None = None
    assign: Role | None = None
    to: Literal["nobody"] | None = None
    member: Name | None = None
    amount: int = 1
    fact: Name | None = None
    value: Scalar | date | None = None
    suspend: Name | None = None
    resume: Name | None = None
    extend: Name | None = None
    until: Day | None = None
    by: TermText | None = None
    ground: Name | None = None  # of suspending or extending
    signal: Name | None = None  # a task given by another trajectory
    close: Name | None = None
    as_: Role = Field("coordinator", alias="as")


class Refusal(Frozen):
    """A trigger that must be refused on the day asked about; missing: names that the refusal must mention."""

    advance: Name
    missing: tuple[str, ...] = ()
    as_: Role = Field("coordinator", alias="as")


class Expect(Frozen):
    """What must hold at the end of day `on`.

    deadlines: rule -> due day, or a status word. reminders: rule -> days on which its rungs go out, said or not,
    up to and including `on`. started: workflows opened so far.
    """

    on: Day
    stage: Name | None = None
    outcome: Name | None = None
    open_tasks: tuple[Name, ...] | None = None
    deadlines: dict[Name, date | Told] = {}
    reminders: dict[Name, tuple[date, ...]] = {}
    refused: tuple[Refusal, ...] = ()
    started: tuple[Name, ...] | None = None


class Scenario(Frozen):
    """municipality and intake pick the variant it is told about."""

    name: str
    municipality: Name = "any"
    opened: Day
    intake: Day | None = None
    facts: dict[Name, Scalar | date] = {}
    household: tuple[ScenarioMember, ...] = ()
    given: tuple[Move, ...] = ()
    expect: Expect


class Workflow(Frozen):
    """One workflow as it applies: a base definition, with the variant of a municipality laid over it.

    programmes: the rows of the field's list of programmes that it follows (docs/programmes.md).
    opens_from and opens_until: the first and last day on which it takes new clients; who is in stays in.
    """

    workflow: Name
    version: Annotated[int, Field(ge=1)]
    label: Words
    subject: Literal["person", "household"]
    source: Name | None = None
    programmes: tuple[int, ...] = ()
    opens_from: Day | None = None
    opens_until: Day | None = None
    sources: dict[Name, Source]
    parameters: dict[Name, Scalar] = {}
    facts: dict[Name, FactSpec] = {}
    tasks: dict[Name, Task] = {}
    stages: dict[Name, Stage]
    transitions: dict[Name, Annotated[tuple[Transition, ...], BeforeValidator(_as_tuple)]]
    outcomes: dict[Name, Outcome] = {}
    deadlines: dict[Name, DeadlineRule] = {}
    rules: dict[Name, PlainRule] = {}
    scenarios: tuple[Scenario, ...] = ()
    variant: str = "base"
    municipality: Name = "any"

    @property
    def initial(self) -> str:
        return next(name for name, stage in self.stages.items() if stage.initial)

    def takes_clients(self, on: date) -> bool:
        return (self.opens_from or on) <= on <= (self.opens_until or on)


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
