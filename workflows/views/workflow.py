"""A workflow as it applies to a municipality and a day of intake, as `workflow show` gives it."""

from datetime import date
from typing import NamedTuple

from workflows.catalogue.resolve import Resolved
from workflows.describe.ground_phrases import granting_words, turn_words
from workflows.describe.phrases import anchor_words, condition_words, label_of, rung_moment, term_words
from workflows.documents import ABSENT, Absent
from workflows.language.conditions import Condition
from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.grounds import AnyGround, Extending, Ground, LongerGround, Suspending, Turn
from workflows.language.names import Certainty
from workflows.language.rungs import Rung
from workflows.language.stage_graph import stages_in_order
from workflows.language.stages import given_by, waited_for
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.views.certainty import as_in_version, certainty_of
from workflows.words import Lang


class FactSpecView(NamedTuple):
    type: str
    label: str


class TaskSpecView(NamedTuple):
    """for: whom it is done for. when: in words."""

    task: str
    label: str
    for_: str
    when: str | None
    amount: int
    unit: str | None
    optional: bool


class StartView(NamedTuple):
    """What is opened beside it, for whom."""

    workflow: str
    for_: str


class SignalView(NamedTuple):
    workflow: str
    what: str | None


class StageView(NamedTuple):
    """remedies: kind of remedy -> terms, of a decision against the client. no_remedy: why there is none."""

    stage: str
    label: str
    initial: bool
    final: bool
    outcome: str | None
    tasks: list[TaskSpecView]
    starts: list[StartView]
    signals: list[SignalView]
    waits_for: str | None
    source: str | None
    remedies: dict[str, list[str]]
    no_remedy: str | None


class TransitionView(NamedTuple):
    """when: in words. roles: empty for all who write."""

    trigger: str
    label: str | None
    from_: list[str]
    to: str
    when: str | None
    roles: list[str]
    source: str | None


class RungSpecView(NamedTuple):
    """when: in words. to: roles."""

    rung: str
    when: str
    to: list[str]


class GroundSpecView(NamedTuple):
    """by, total, within: of what makes a term longer. begins, ends, last_day: of what lets it stand still; in words."""

    max: str | None
    by: str | Absent | None
    times: int | None
    total: str | Absent | None
    shares: str | Absent | None
    within: str | Absent | None
    begins: str | Absent | None
    ends: list[str] | Absent
    last_day: str | Absent | None
    ground: str
    label: str
    source: str | None
    certainty: str | None


class GrantingView(NamedTuple):
    """Whether a term may stand still or be made longer (then with `total`), how often, by whom, and why."""

    times: int | None
    total: str | Absent | None
    roles: list[str]
    text: str
    grounds: list[GroundSpecView]


class RuleVersionView(NamedTuple):
    """What it does not say itself is as the rule has it."""

    rule: str
    from_: date | None
    until: date | None
    term: str
    legal: str
    reminders: list[RungSpecView]
    source: str | None
    certainty: Certainty
    note: str | None
    suspend: GrantingView | None
    extend: GrantingView | None


class DeadlineRuleView(NamedTuple):
    """name: in the definition; rule: its id among the rules of law. anchor, term, when: in words."""

    name: str
    rule: str
    label: str
    anchor: str
    term: str
    legal: str
    opens: bool
    when: str | None
    reminders: list[RungSpecView]
    source: str | None
    certainty: Certainty
    note: str | None
    suspend: GrantingView | None
    extend: GrantingView | None
    versions: list[RuleVersionView]


class WorkflowView(NamedTuple):
    workflow: str
    label: str
    version: int
    variant: str
    municipality: str
    subject: str
    hash: str
    source: str | None
    parameters: dict[str, object]
    facts: dict[str, FactSpecView]
    stages: list[StageView]
    transitions: list[TransitionView]
    deadlines: list[DeadlineRuleView]
    outcomes: dict[str, str]


def workflow_view(resolved: Resolved, lang: Lang) -> WorkflowView:
    workflow = resolved.workflow
    return WorkflowView(
        workflow=workflow.workflow,
        label=workflow.label.say(lang),
        version=workflow.version,
        variant=workflow.variant,
        municipality=workflow.municipality,
        subject=workflow.subject,
        hash=resolved.hash,
        source=_ref(workflow.source, workflow),
        parameters=dict(workflow.parameters),
        facts={name: FactSpecView(spec.type, spec.label.say(lang)) for name, spec in workflow.facts.items()},
        stages=[_stage(name, workflow, lang) for name in stages_in_order(workflow)],
        transitions=[
            _transition(trigger, each, workflow, lang)
            for trigger, several in workflow.transitions.items()
            for each in several
        ],
        deadlines=[_deadline(name, rule, workflow, lang) for name, rule in workflow.deadlines.items()],
        outcomes={name: outcome.label.say(lang) for name, outcome in workflow.outcomes.items()},
    )


def _stage(name: str, workflow: Workflow, lang: Lang) -> StageView:
    stage = workflow.stages[name]
    return StageView(
        stage=name,
        label=stage.label.say(lang),
        initial=stage.initial,
        final=stage.final,
        outcome=stage.outcome,
        tasks=[_task(task, workflow, lang) for task in stage.tasks],
        starts=[StartView(each.workflow, each.for_) for each in stage.starts],
        signals=[SignalView(each.to, given_by(each)) for each in stage.signals],
        waits_for=who.say(lang) if (who := waited_for(stage)) else None,
        source=_ref(stage.source, workflow),
        remedies={kind: list(terms) for kind, terms in stage.adverse.remedies.items()} if stage.adverse else {},
        no_remedy=stage.adverse.none.say(lang) if stage.adverse and stage.adverse.none else None,
    )


def _task(name: str, workflow: Workflow, lang: Lang) -> TaskSpecView:
    task = workflow.tasks[name]
    return TaskSpecView(
        task=name,
        label=task.label.say(lang),
        for_=task.for_,
        when=_when(task.when, workflow, lang),
        amount=task.amount,
        unit=task.unit.say(lang) if task.unit else None,
        optional=task.optional,
    )


def _transition(trigger: str, transition: Transition, workflow: Workflow, lang: Lang) -> TransitionView:
    return TransitionView(
        trigger=trigger,
        label=transition.label.say(lang) if transition.label else None,
        from_=list(transition.from_),
        to=transition.to,
        when=_when(transition.when, workflow, lang),
        roles=list(transition.roles),
        source=_ref(transition.source, workflow),
    )


def _when(condition: Condition | None, workflow: Workflow, lang: Lang) -> str | None:
    return condition_words(condition, workflow).say(lang) if condition else None


def _deadline(name: str, rule: DeadlineRule, workflow: Workflow, lang: Lang) -> DeadlineRuleView:
    return DeadlineRuleView(
        name=name,
        rule=rule.rule,
        label=rule.label.say(lang),
        anchor=anchor_words(rule.anchor, workflow).say(lang),
        term=term_words(rule, workflow).say(lang),
        legal=rule.legal,
        opens=rule.moment == "opens",
        when=_when(rule.when, workflow, lang),
        reminders=[_rung(rung, lang) for rung in rule.remind],
        source=_ref(rule.source, workflow),
        certainty=certainty_of(rule, workflow),
        note=rule.note.say(lang) if rule.note else None,
        suspend=_granting(rule.suspend, workflow, lang) if rule.suspendable else None,
        extend=_granting(rule.extend, workflow, lang),
        versions=[_version(each, rule, workflow, lang) for each in rule.versions],
    )


def _version(version: RuleVersion, rule: DeadlineRule, workflow: Workflow, lang: Lang) -> RuleVersionView:
    read = rule.model_copy(update=as_in_version(rule, version))
    remind = rule.remind if version.remind is None else version.remind
    return RuleVersionView(
        rule=version.rule,
        from_=version.from_,
        until=version.until,
        term=term_words(read, workflow).say(lang),
        legal=version.legal or rule.legal,
        reminders=[_rung(rung, lang) for rung in remind],
        source=_ref(read.source, workflow),
        certainty=certainty_of(read, workflow),
        note=version.note.say(lang) if version.note else None,
        suspend=_granting(version.suspend or rule.suspend, workflow, lang) if rule.suspendable else None,
        extend=_granting(version.extend or rule.extend, workflow, lang),
    )


def _granting(granting: Suspending | Extending | None, workflow: Workflow, lang: Lang) -> GrantingView | None:
    """None where the rule names no ground."""
    if granting is None:
        return None
    total = granting.total if isinstance(granting, Extending) else ABSENT
    return GrantingView(
        times=granting.times,
        total=None if total is None else total if total is ABSENT else str(total),
        roles=list(granting.roles),
        text=granting_words(granting, workflow).say(lang),
        grounds=[_ground(name, ground, workflow, lang) for name, ground in granting.grounds.items()],
    )


def _ground(name: str, ground: AnyGround, workflow: Workflow, lang: Lang) -> GroundSpecView:
    longer = ground if isinstance(ground, LongerGround) else None
    still = ground if isinstance(ground, Ground) else None
    return GroundSpecView(
        max=_length(ground.max),
        by=_length(longer.by) if longer else ABSENT,
        times=ground.times,
        total=_length(longer.total) if longer else ABSENT,
        shares=longer.shares if longer else ABSENT,
        within=_length(longer.within) if longer else ABSENT,
        begins=_turn(still.begins, workflow, lang) if still else ABSENT,
        ends=[turn_words(each, workflow).say(lang) for each in still.ends] if still else ABSENT,
        last_day=still.last_day and label_of(still.last_day, workflow.facts).say(lang) if still else ABSENT,
        ground=name,
        label=ground.label.say(lang),
        source=_ref(ground.source, workflow),
        certainty=ground.certainty,
    )


def _turn(turn: Turn | None, workflow: Workflow, lang: Lang) -> str | None:
    return turn_words(turn, workflow).say(lang) if turn else None


def _length(term: object) -> str | None:
    return None if term is None else str(term)


def _rung(rung: Rung, lang: Lang) -> RungSpecView:
    return RungSpecView(rung.id, rung_moment(rung).say(lang), list(rung.to))


def _ref(source: str | None, workflow: Workflow) -> str | None:
    found = workflow.sources.get(source or "")
    return found.ref if found else None
