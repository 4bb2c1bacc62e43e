"""A work instruction made from a definition: per stage who does what, by when, because of which rule, and what follows.

Everything is said in both languages, for people who know the work and not the definition.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from workflows.describe.blanks import blank
from workflows.describe.ground_phrases import stands_still_in
from workflows.describe.instructed_terms import instructed_term
from workflows.describe.instruction import (
    Instruction,
    Kind,
    Leaving,
    PlainDuty,
    StageInstruction,
    StepOut,
    Todo,
)
from workflows.describe.phrases import (
    FOR_WHOM,
    both,
    label_of,
    list_words,
    opening_words,
    value_words,
)
from workflows.describe.sentences import grounds, needs, only_if, quoted
from workflows.language.anchors import names_in
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AssignedCondition,
    Condition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    NotCondition,
    ParameterCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
)
from workflows.language.deadlines import DeadlineRule, stages_meeting
from workflows.language.roles import ROLES
from workflows.language.sources import Source
from workflows.language.stage_graph import reachable, stages_in_order, ways_out
from workflows.language.stages import FactSignal, Signal, Start, TaskSignal, waited_for
from workflows.language.tasks import Task
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

LANGS: tuple[Lang, Lang] = ("nl", "en")
Others = Mapping[str, Workflow]
Homes = Mapping[str, list[str]]  # a rule -> the stages in which its term begins


def instruction(workflow: Workflow, others: Others | None = None) -> Instruction:
    """others: the workflows that this one starts or tells, for their labels."""
    homes = {name: _homes(rule, workflow) for name, rule in workflow.deadlines.items()}
    asked = {task for stage in workflow.stages.values() for task in stage.tasks}
    return Instruction(
        workflow.workflow,
        workflow.version,
        workflow.variant,
        workflow.label,
        _intro(workflow),
        tuple(_stage(name, homes, workflow, others or {}) for name in stages_in_order(workflow)),
        tuple(_todo(name, task, workflow) for name, task in workflow.tasks.items() if name not in asked),
        tuple(instructed_term(name, workflow) for name, home in homes.items() if not home),
        tuple(_leaving(workflow)),
        tuple(_known(workflow)),
    )


def _intro(workflow: Workflow) -> tuple[Words, ...]:
    who = {
        "household": Words("Dit gaat over een huishouden.", "This is about a household."),
        "person": Words("Dit gaat over één persoon.", "This is about one person."),
    }[workflow.subject]
    when = opening_words(workflow.opens_from, workflow.opens_until)
    return (
        who,
        *([both("Dit is alleen voor {when}.", "This is only for {when}.", when=when)] if when else []),
        Words(
            "ID is het nummer van het traject, zoals t17; REF dat van een cliënt.",
            "ID is the number of the trajectory, such as t17; REF that of a client.",
        ),
        Words(
            "Staat er geen rol bij, dan mag iedereen het doen die met het traject werkt.",
            "Where no role is named, everyone who works with the trajectory may do it.",
        ),
    )


def _homes(rule: DeadlineRule, workflow: Workflow) -> list[str]:
    """The stages in which a term begins; none when a task brings it that no stage asks for."""
    if rule.since:
        return [rule.since]
    if stages := names_in(rule.anchor, "stage"):
        return list(dict.fromkeys(stages))
    if tasks := set(names_in(rule.anchor, "task")):
        return [name for name, stage in workflow.stages.items() if tasks & set(stage.tasks)]
    return [workflow.initial]


# a stage


def _stage(name: str, homes: Homes, workflow: Workflow, others: Others) -> StageInstruction:
    stage = workflow.stages[name]
    source = workflow.sources.get(stage.source or "")
    return StageInstruction(
        name,
        stage.label,
        tuple(_about(name, source, workflow)),
        source is not None and source.certainty == "unverified",
        tuple(_todo(task, workflow.tasks[task], workflow) for task in stage.tasks),
        tuple(instructed_term(rule, workflow) for rule, home in homes.items() if name in home),
        tuple(_ways(name, homes, workflow)),
        (
            *(_started(each, workflow, others) for each in stage.starts),
            *(_told_to(each, others) for each in stage.signals),
        ),
    )


def _about(name: str, source: Source | None, workflow: Workflow) -> Iterator[Words]:
    stage = workflow.stages[name]
    if stage.initial:
        yield Words("Hier begint het.", "This is where it begins.")
    if stage.final:
        outcome = workflow.outcomes.get(stage.outcome or "")
        yield both(
            "Hier eindigt het: {it}.", "This is where it ends: {it}.", it=outcome.label if outcome else stage.label
        )
    if who := waited_for(stage):
        yield both("We wachten op {it}.", "We wait for {it}.", it=who)
    yield from _against(name, workflow)
    resting = (rule for rule in workflow.deadlines.values() if stands_still_in(rule, name))
    still = [quoted(rule.label) for rule in resting]
    if still:
        yield both("Termijnen die hier stilstaan: {it}.", "Terms that stand still here: {it}.", it=list_words(still))
    if source:
        yield both("Bron van deze stap: {why}.", "Source of this stage: {why}.", why=grounds(source, source.certainty))


def _against(name: str, workflow: Workflow) -> Iterator[Words]:
    """What may be done about the decision that led here."""
    adverse = workflow.stages[name].adverse
    if adverse is None:
        return
    if adverse.none:
        yield both("Hiertegen is niets te doen: {why}.", "Nothing can be done about it: {why}.", why=adverse.none)
        return
    terms = [quoted(workflow.deadlines[term].label) for several in adverse.remedies.values() for term in several]
    yield both(
        "Een besluit tegen de cliënt. Hiertegen: {terms}.",
        "A decision against the client. Against it: {terms}.",
        terms=list_words(terms),
    )


def _todo(name: str, task: Task, workflow: Workflow) -> Todo:
    return Todo(name, task.label, tuple(_task_notes(task, workflow)), _kind(task), _task_command(name, task))


def _kind(task: Task) -> Kind:
    return "repeated" if task.repeats else "optional" if task.optional else "needed"


def _task_notes(task: Task, workflow: Workflow) -> Iterator[Words]:
    if task.for_ != "subject":
        yield both("voor {whom}", "for {whom}", whom=FOR_WHOM[task.for_])
    if task.amount > 1:
        times = task.unit or Words("keer", "times")
        yield both("{n} {unit}", "{n} {unit}", n=Words(str(task.amount)), unit=times)
    if task.when:
        yield only_if(task.when, workflow)
    source = workflow.sources.get(task.source or "")
    if source and source.certainty == "unverified":
        yield Words("niet geverifieerd", "unverified")


def _task_command(name: str, task: Task) -> Words:
    member = " --member REF" if task.for_ != "subject" else ""
    nl, en = (" --amount AANTAL", " --amount NUMBER") if task.amount > 1 else ("", "")
    return Words(f"traject task done ID {name}{member}{nl}", f"traject task done ID {name}{member}{en}")


def _started(start: Start, workflow: Workflow, others: Others) -> Words:
    label = quoted(others[start.workflow].label if start.workflow in others else Words(start.workflow))
    if start.continues:
        text = Words(
            "Het gaat verder als {it}; samen tellen ze als één traject",
            "It goes on as {it}; together they count as one trajectory",
        )
    else:
        text = Words("{it} begint vanzelf", "{it} begins by itself")
    return _with(both(text.nl, text.en, it=label), _start_notes(start, workflow))


def _start_notes(start: Start, workflow: Workflow) -> Iterator[Words]:
    if start.for_ != "subject":
        yield both("voor {whom}", "for {whom}", whom=FOR_WHOM[start.for_])
    if start.arrivals:
        yield Words("ook voor wie er later bij komt", "also for who joins later")
    if start.when:
        yield only_if(start.when, workflow)


def _with(text: Words, notes: Iterable[Words]) -> Words:
    parts = [text, *notes]
    return Words(f"{', '.join(each.say('nl') for each in parts)}.", f"{', '.join(each.say('en') for each in parts)}.")


def _told_to(signal: Signal, others: Others) -> Words:
    other = others.get(signal.to)
    label = quoted(other.label if other else Words(signal.to))
    match signal:
        case TaskSignal(task=name):
            it = quoted(label_of(name, other.tasks if other else {}))
            return both("{to} krijgt de taak {it}.", "{to} gets the task {it}.", to=label, it=it)
        case FactSignal(fact=name):
            it = quoted(label_of(name, other.facts if other else {}))
            return both("Bij {to} wordt vastgelegd: {it}.", "In {to} this is recorded: {it}.", to=label, it=it)
        case _:
            assert_never(signal)


# the ways out


def _ways(stage: str, homes: Homes, workflow: Workflow) -> Iterator[StepOut]:
    for trigger, several in workflow.transitions.items():
        for transition in several:
            if stage in transition.from_:
                yield _way(trigger, transition, _met_by(stage, transition.to, homes, workflow), workflow)


def _met_by(stage: str, to: str, homes: Homes, workflow: Workflow) -> Iterator[Words]:
    """The terms that may still be running here and that are met by going there."""
    for name, rule in workflow.deadlines.items():
        meeting = stages_meeting(rule)
        if rule.moment == "ends" and to in meeting and stage in _running_in(rule, meeting, homes[name], workflow):
            yield rule.label


def _running_in(rule: DeadlineRule, meeting: set[str], begins: list[str], workflow: Workflow) -> set[str]:
    """Where one may be before the term is met or has lapsed."""
    over = meeting | set(rule.lapses_at)
    ways = {source: targets - over for source, targets in ways_out(workflow).items()}
    return reachable(ways, begins or [workflow.initial])


def _way(trigger: str, transition: Transition, meets: Iterable[Words], workflow: Workflow) -> StepOut:
    return StepOut(
        trigger,
        transition.label or Words(trigger),
        label_of(transition.to, workflow.stages),
        tuple(needs(transition.when, workflow)),
        _who(transition),
        tuple(_way_notes(transition)),
        tuple(meets),
        _advance(trigger, transition, workflow),
    )


def _who(transition: Transition) -> Words | None:
    if not transition.roles:
        return None
    *others, last = (ROLES[role] for role in transition.roles)
    if not others:
        return last
    nl, en = ", ".join(each.nl for each in others), ", ".join(each.say("en") for each in others)
    return Words(f"{nl} of {last.nl}", f"{en} or {last.say('en')}")


def _way_notes(transition: Transition) -> Iterator[Words]:
    if transition.reopens:
        yield Words("Hiermee gaat het traject weer open.", "This opens the trajectory again.")


def _advance(trigger: str, transition: Transition, workflow: Workflow) -> Words:
    """With the facts that the guard asks to be recorded, as they may be given along."""
    facts = {leaf.fact: leaf for leaf in _facts_of(transition.when) if not workflow.facts[leaf.fact].from_}
    nl, en = (
        "".join(f" --fact {name}={_filled(leaf, workflow).say(lang)}" for name, leaf in facts.items()) for lang in LANGS
    )
    return Words(f"traject advance ID {trigger}{nl}", f"traject advance ID {trigger}{en}")


def _facts_of(condition: Condition | None) -> list[FactCondition]:
    """What is asked of facts; not what must not be so."""
    match condition:
        case FactCondition():
            return [condition]
        case AllCondition(all=parts) | AnyCondition(any=parts):
            return [leaf for part in parts for leaf in _facts_of(part)]
        case (
            None
            | NotCondition()
            | ParameterCondition()
            | TasksCondition()
            | TaskCondition()
            | StageCondition()
            | HouseholdCondition()
            | MemberCondition()
            | AssignedCondition()
        ):
            return []
        case _:
            assert_never(condition)


def _filled(leaf: FactCondition, workflow: Workflow) -> Words:
    """The value where only one will do."""
    if leaf.is_ is None or leaf.is_ == "set":
        return blank(workflow.facts[leaf.fact])
    return value_words(leaf.is_)


# whatever the stage


def _leaving(workflow: Workflow) -> Iterator[Leaving]:
    for name, outcome in workflow.outcomes.items():
        if outcome.leave:
            yield Leaving(outcome.label, Words(f"traject close ID --outcome {name}"))


def _known(workflow: Workflow) -> Iterator[PlainDuty]:
    for rule in workflow.rules.values():
        source = workflow.sources[rule.source]
        certainty = rule.certainty or source.certainty
        days = _holds(str(rule.from_ or ""), str(rule.until or ""))
        text = rule.note or Words("")
        yield PlainDuty(rule.label, Words(f"{days.nl} {text.nl}".strip(), f"{days.say('en')} {text.say('en')}".strip()),
                    grounds(source, certainty), certainty == "unverified")  # fmt: skip


def _holds(first: str, last: str) -> Words:
    parts = [Words(f"vanaf {first}", f"from {first}")] if first else []
    parts += [Words(f"tot en met {last}", f"until {last}")] if last else []
    if not parts:
        return Words("")
    nl, en = " ".join(each.nl for each in parts), " ".join(each.en for each in parts)
    return Words(f"Geldt {nl}.", f"Holds {en}.")
