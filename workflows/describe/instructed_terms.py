"""The terms of a work instruction: until when, because of what, and who is told."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from workflows.describe.blanks import blank
from workflows.describe.ground_phrases import giving_way
from workflows.describe.instruction import StageTerm, TermReminder, Version
from workflows.describe.phrases import (
    both,
    label_of,
    list_words,
    rung_moment,
)
from workflows.describe.rule_register import readings
from workflows.describe.sentences import grounds, met_sentence, moment, only_if, quoted, term_sentence
from workflows.language.anchors import names_in
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AssignedCondition,
    Condition,
    DeadlineCondition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    MissedCondition,
    NotCondition,
    ParameterCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
)
from workflows.language.deadlines import DeadlineRule, stages_meeting
from workflows.language.looked_up_terms import Looked, LookedInFact, LookedInParameter
from workflows.language.private_facts import is_birthday
from workflows.language.roles import ROLES
from workflows.language.rungs import Rung
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.words import Words


def instructed_term(name: str, workflow: Workflow) -> StageTerm:
    rule = workflow.deadlines[name]
    known = _taken_as_known(rule.when)
    facts = [fact for fact in _facts_behind(rule) if workflow.facts[fact].from_ != "born" and fact not in known]
    ladders = {read.remind for read, _ in readings(rule)}
    return StageTerm(
        name,
        rule.label,
        tuple(_versions(rule, workflow, tells=len(ladders) > 1)),
        only_if(rule.when, workflow) if rule.when else None,
        met_sentence(rule.met_by, workflow) if rule.met_by else None,
        tuple(_notes(rule, workflow)),
        rule.advice,
        tuple(_told(next(iter(ladders)))) if len(ladders) == 1 else (),
        _asked(rule) if facts else None,
        tuple(_record(fact, workflow) for fact in facts),
    )


def _versions(rule: DeadlineRule, workflow: Workflow, *, tells: bool) -> Iterator[Version]:
    """tells: they do not all tell the same people on the same days."""
    for read, (first, last) in readings(rule):
        source = workflow.sources.get(read.source or "")
        certainty = read.certainty or (source.certainty if source else "unverified")
        whose = moment(rule.version_key, workflow) if rule.version_key else None
        yield Version(
            _range(whose, str(first or ""), str(last or "")) if whose else None,
            term_sentence(read, workflow),
            grounds(source, certainty, read.legal, opens=read.moment == "opens"),
            read.rule,
            certainty == "unverified",
            read.note,
            tuple(_told(read.remind)) if tells else (),
        )


def _range(whose: Words, first: str, last: str) -> Words:
    if first and last:
        return both(f"Ligt {{it}} van {first} tot en met {last}:", f"Is {{it}} from {first} until {last}:", it=whose)
    if first:
        return both(f"Ligt {{it}} op of na {first}:", f"Is {{it}} on or after {first}:", it=whose)
    return both(f"Ligt {{it}} op of vóór {last}:", f"Is {{it}} on or before {last}:", it=whose)


def _notes(rule: DeadlineRule, workflow: Workflow) -> Iterator[Words]:
    if rule.paused_in:
        stages = list_words(quoted(label_of(stage, workflow.stages)) for stage in rule.paused_in)
        yield both("Deze termijn staat stil tijdens {it}.", "This term stands still during {it}.", it=stages)
    lapses_at = [stage for stage in rule.lapses_at if stage not in stages_meeting(rule)]  # else: if it begins there
    if lapses_at:
        stages = list_words(quoted(label_of(stage, workflow.stages)) for stage in lapses_at)
        yield both("De termijn vervalt bij {it}.", "The term lapses at {it}.", it=stages)
    if rule.versions and (all(each.from_ for each in rule.versions) or all(each.until for each in rule.versions)):
        yield Words("Valt de dag daarbuiten, dan geldt deze termijn niet.", "On any other day this term does not hold.")
    if rule.ends_silent:
        yield both("Na de laatste herinnering is het stil: {it}", "After the last reminder it is silent: {it}",
                   it=rule.ends_silent)  # fmt: skip
    yield from _grants(rule, workflow)


def _grants(rule: DeadlineRule, workflow: Workflow) -> Iterator[Words]:
    """On what grounds it may stand still or be made longer; by version where these differ."""
    told = [(_granted(read, workflow), dates) for read, dates in readings(rule)]
    if all(sentences == told[0][0] for sentences, _ in told):
        yield from told[0][0]
        return
    for sentences, (first, last) in told:
        whose = moment(rule.version_key, workflow) if rule.version_key else None
        range_ = _range(whose, str(first or ""), str(last or "")) if whose else None
        yield from (
            both("{range} {it}", "{range} {it}", range=range_, it=each) if range_ else each for each in sentences
        )


def _granted(read: DeadlineRule, workflow: Workflow) -> list[Words]:
    return giving_way(
        read.legal,
        read.suspend,
        read.extend,
        workflow,
        may_stand_still=read.suspendable and read.count != "back",
        is_birthday=is_birthday(read.anchor, workflow),
        opens=read.moment == "opens",
    )


def _told(ladder: Iterable[Rung]) -> Iterator[TermReminder]:
    """Reminders one after another to the same people are said together."""
    for roles, rungs in groupby(ladder, key=lambda rung: rung.to):
        yield TermReminder(list_words(ROLES[role] for role in roles), _all_of([rung_moment(rung) for rung in rungs]))


def _all_of(moments: list[Words]) -> Words:
    return Words("; ".join(each.say("nl") for each in moments), "; ".join(each.say("en") for each in moments))


def _asked(rule: DeadlineRule) -> Words:
    return both(
        "Is de dag nog niet bekend? Na {term} vragen we die aan de {role}.",
        "Is the day not known yet? After {term} we ask the {role}.",
        term=rule.ask_after.words,
        role=ROLES[rule.ask_to],
    )


def _facts_behind(rule: DeadlineRule) -> list[str]:
    """The facts without which the days cannot be known."""
    looked = [] if isinstance(rule.term, Term) else _facts_looked_in(rule.term.looked)
    key = names_in(rule.version_key, "fact") if rule.version_key else []
    return list(dict.fromkeys([*names_in(rule.anchor, "fact"), *looked, *key]))


def _facts_looked_in(looked: Looked) -> list[str]:
    match looked:
        case LookedInFact(fact=name):
            return [name]
        case LookedInParameter():
            return []
        case _:
            assert_never(looked)


def _taken_as_known(when: Condition | None) -> set[str]:
    """The facts without which the term does not hold at all, so that nobody is asked for them."""
    match when:
        case FactCondition(fact=name):
            return {name}
        case AllCondition(all=parts):
            return {fact for part in parts for fact in _taken_as_known(part)}
        case (
            None
            | AnyCondition()
            | NotCondition()
            | ParameterCondition()
            | TasksCondition()
            | TaskCondition()
            | MissedCondition()
            | DeadlineCondition()
            | StageCondition()
            | HouseholdCondition()
            | MemberCondition()
            | AssignedCondition()
        ):
            return set()
        case _:
            assert_never(when)


def _record(fact: str, workflow: Workflow) -> Words:
    it = blank(workflow.facts[fact])
    return both(f"traject fact set ID {fact} {{it}}", f"traject fact set ID {fact} {{it}}", it=it)
