"""Whole sentences about a definition, for who follows it: what a guard needs, when a term ends, what it rests on."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from workflows.describe.compared_words import STANDS_SO, count_words, day_words, order_words
from workflows.describe.phrases import amount_words, both, effect_words, label_of, list_words, value_words
from workflows.describe.rule_register import VERIFIED
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    OwnDayAnchor,
    StageAnchor,
    TaskAnchor,
)
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
    PlainCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
    asked_of,
    compared_days,
)
from workflows.language.deadlines import (
    DeadlineRule,
    Legal,
    MetBy,
    MetByAttending,
    MetByFact,
    MetByStage,
    MetByTask,
    counts_ahead,
)
from workflows.language.looked_up_terms import LookedInFact, LookedInParameter, TermFrom
from workflows.language.names import Certainty
from workflows.language.roles import QUESTIONS, ROLES
from workflows.language.sources import Source
from workflows.language.terms import UNITS, Term
from workflows.language.workflow import Workflow
from workflows.words import Words

# what a guard needs


def needs(condition: Condition | None, workflow: Workflow) -> list[Words]:
    """One sentence for each thing that must be so; none when nothing is asked."""
    match condition:
        case None:
            return []
        case AllCondition(all=parts):
            return [sentence for part in parts for sentence in needs(part, workflow)]
        case AnyCondition(any=parts):
            return [both("{ways}", "{ways}", ways=_either([_together(part, workflow) for part in parts]))]
        case NotCondition(not_=inner):
            return [_not(inner, workflow)]
        case _:
            return [_plain(condition, workflow)]


def only_if(condition: Condition, workflow: Workflow) -> Words:
    """`only if there is a child under four`, `not if …`, `only if: …`: a whole guard as a remark."""
    inner = condition.not_ if isinstance(condition, NotCondition) else condition
    match inner:
        case HouseholdCondition() | MemberCondition():
            wanted = (inner.is_ is not False) is (inner is condition)
            text = Words("alleen als {it}", "only if {it}") if wanted else Words("niet als {it}", "not if {it}")
            return both(text.nl, text.en, it=QUESTIONS[asked_of(inner)[1]])
        case (
            AllCondition()
            | AnyCondition()
            | AssignedCondition()
            | DeadlineCondition()
            | FactCondition()
            | MissedCondition()
            | NotCondition()
            | ParameterCondition()
            | StageCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return both("alleen als: {it}", "only if: {it}", it=_together(condition, workflow))
        case _:
            assert_never(inner)


def _together(condition: Condition, workflow: Workflow) -> Words:
    return list_words(needs(condition, workflow))


def _either(ways: list[Words]) -> Words:
    return Words(", of ".join(each.say("nl") for each in ways), ", or ".join(each.say("en") for each in ways))


def _not(condition: Condition, workflow: Workflow) -> Words:
    match condition:
        case HouseholdCondition() | MemberCondition():
            return _people(condition, wanted=condition.is_ is False)
        case FactCondition():
            return _fact(condition, workflow, denied=True)
        case AllCondition():
            return both("niet samen: {it}", "not together: {it}", it=_together(condition, workflow))
        case (
            AnyCondition()
            | AssignedCondition()
            | DeadlineCondition()
            | MissedCondition()
            | NotCondition()
            | ParameterCondition()
            | StageCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return both("niet: {it}", "not: {it}", it=_together(condition, workflow))
        case _:
            assert_never(condition)


def _plain(condition: PlainCondition, workflow: Workflow) -> Words:
    match condition:
        case TasksCondition():
            return Words("alle taken van deze stap zijn gedaan", "all tasks of this stage are done")
        case FactCondition():
            return _fact(condition, workflow)
        case ParameterCondition(parameter=name):
            return _compared(condition, Words(name), {}, workflow)
        case TaskCondition(task=name):
            it, count = quoted(label_of(name, workflow.tasks)), count_words(condition, workflow.tasks.get(name))
            return both("{it} is gedaan{count}", "{it} is done{count}", it=it, count=count)
        case MissedCondition(missed=name):
            it, count = quoted(label_of(name, workflow.tasks)), count_words(condition, workflow.tasks.get(name))
            return both("bij {it} bleef iemand weg{count}", "someone stayed away from {it}{count}", it=it, count=count)
        case DeadlineCondition(deadline=name, is_=stand):
            text = STANDS_SO[stand]
            return both(text.nl, text.say("en"), it=quoted(label_of(name, workflow.deadlines)))
        case StageCondition(stage=name):
            return _stage(condition, quoted(label_of(name, workflow.stages)))
        case AssignedCondition(assigned=role):
            return both("er is een {role} toegewezen", "a {role} is assigned", role=ROLES[role])
        case HouseholdCondition() | MemberCondition():
            return _people(condition, wanted=condition.is_ is not False)
        case _:
            assert_never(condition)


def _people(asked: HouseholdCondition | MemberCondition, *, wanted: bool) -> Words:
    if wanted:
        return both("dit geldt alleen als {it}", "this holds only if {it}", it=QUESTIONS[asked_of(asked)[1]])
    return both("dit geldt niet als {it}", "this does not hold if {it}", it=QUESTIONS[asked_of(asked)[1]])


def _stage(condition: StageCondition, label: Words) -> Words:
    if condition.for_at_least:
        term = condition.for_at_least.words
        return both("{it} begon het laatst ten minste {term} geleden", "{it} last began at least {term} ago",
                    it=label, term=term)  # fmt: skip
    return both("{it} is bereikt", "{it} is reached", it=label)


def _fact(condition: FactCondition, workflow: Workflow, *, denied: bool = False) -> Words:
    spec = workflow.facts.get(condition.fact)
    label = quoted(label_of(condition.fact, workflow.facts))
    return _compared(condition, label, spec.labels if spec else {}, workflow, denied=denied)


def _compared(
    condition: FactCondition | ParameterCondition,
    label: Words,
    labels: Mapping[str, Words],
    workflow: Workflow,
    *,
    denied: bool = False,
) -> Words:
    asked: list[Words] = []
    if condition.is_ is not None and condition.is_ != "set":
        asked.append(value_words(condition.is_, labels))
    if condition.one_of is not None:
        choices = [value_words(value, labels) for value in condition.one_of]
        asked.append(both("een van {all}", "one of {all}", all=list_words(choices)))
    if condition.at_least is not None:
        asked.append(Words(f"ten minste {condition.at_least}", f"at least {condition.at_least}"))
    asked += [order_words(order, day_words(day, workflow.facts)) for order, day in compared_days(condition)]
    if not asked:
        asked.append(Words("vastgelegd", "recorded"))
    text = (
        Words("{it} is niet {asked}", "{it} is not {asked}") if denied else Words("{it} is {asked}", "{it} is {asked}")
    )
    return both(text.nl, text.en, it=label, asked=list_words(asked))


def quoted(label: Words) -> Words:
    return Words(f"‘{label.say('nl')}’", f"‘{label.say('en')}’")


# when a term ends


def term_sentence(rule: DeadlineRule, workflow: Workflow) -> Words:
    """`Within 3 months of the start of ‘Match’.`"""
    start = moment(rule.anchor, workflow)
    if isinstance(rule.term, Term) and rule.term.amount == 0:
        if rule.moment == "opens":
            return both("Dit kan vanaf {start}.", "This can be done from {start}.", start=start)
        return both("De laatste dag is {start}.", "The last day is {start}.", start=start)
    term = _length(rule.term, workflow)
    if rule.moment == "opens":
        side = Words("vóór", "before") if rule.count == "back" else Words("na", "after")
        text = Words("Dit kan vanaf {term} {side} {start}.", "This can be done from {term} {side} {start}.")
        return both(text.nl, text.en, term=term, side=side, start=start)
    if rule.count == "back":
        return both("Uiterlijk {term} vóór {start}.", "At the latest {term} before {start}.", term=term, start=start)
    if rule.first_day_counts:
        text = Words("Binnen {term} vanaf {start}; die dag telt mee.", "Within {term} from {start}; that day counts.")
        return both(text.nl, text.en, term=term, start=start)
    return both("Binnen {term} na {start}.", "Within {term} of {start}.", term=term, start=start)


def _length(term: Term | TermFrom, workflow: Workflow) -> Words:
    """An amount that is recorded per client is named after its fact."""
    if isinstance(term, Term):
        return amount_words(term, workflow)
    match term.looked:
        case LookedInFact(fact=name) if fact := workflow.facts.get(name):
            plural = next(more for unit, _, more in UNITS.values() if unit == term.unit)
            text = f"het aantal {plural} bij {{it}}"
            return both(text, f"the number of {term.unit}s in {{it}}", it=quoted(fact.label))
        case LookedInFact() | LookedInParameter():
            return amount_words(term, workflow)
        case _:
            assert_never(term.looked)


def moment(anchor: Anchor, workflow: Workflow) -> Words:
    """What a term is counted from, to stand inside a sentence."""
    match anchor:
        case LatestOfAnchor(latest_of=several):
            parts = list_words([moment(part, workflow) for part in several])
            text = Words("de laatste bekende dag van deze: {parts}", "the latest known day of these: {parts}")
            return both(text.nl, text.en, parts=parts)
        case LaterOfAnchor(later_of=several):
            parts = list_words([moment(part, workflow) for part in several])
            return both("de laatste van deze dagen: {parts}", "the latest of these days: {parts}", parts=parts)
        case _:
            return _day(anchor, workflow)


def _day(anchor: OwnDayAnchor, workflow: Workflow) -> Words:
    match anchor:
        case FactAnchor(fact=name):
            return both("de dag bij {it}", "the day of {it}", it=quoted(label_of(name, workflow.facts)))
        case StageAnchor(stage=name):
            return both("het begin van {it}", "the start of {it}", it=quoted(label_of(name, workflow.stages)))
        case DeadlineAnchor(deadline=name):
            it = quoted(label_of(name, workflow.deadlines))
            return both("de laatste dag van {it}", "the last day of {it}", it=it)
        case AssignedAnchor(assigned=role):
            return both("de dag waarop de {role} is toegewezen", "the day the {role} was assigned", role=ROLES[role])
        case TaskAnchor(task=name):
            it = quoted(label_of(name, workflow.tasks))
            return both("de dag waarop {it} is gevraagd", "the day {it} was asked for", it=it)
        case DoneAnchor(done=name):
            it = quoted(label_of(name, workflow.tasks))
            return both("de dag waarop {it} het laatst is gedaan", "the day {it} was last done", it=it)
        case MissedAnchor(missed=name):
            it = quoted(label_of(name, workflow.tasks))
            return both("de dag waarop iemand wegbleef bij {it}", "the day someone stayed away from {it}", it=it)
        case IntakeAnchor():
            return Words("de intake", "the intake")
        case OpenedAnchor():
            return Words("de start", "the opening")
        case _:
            assert_never(anchor)


def met_sentence(ways: Iterable[MetBy], workflow: Workflow) -> Words:
    return _either([_met_when(way, workflow) for way in ways])


def _met_when(way: MetBy, workflow: Workflow) -> Words:
    if counts_ahead(way):
        return both("{it}, ook al eerder", "{it}, also beforehand", it=_met(way, workflow))
    return _met(way, workflow)


def _met(way: MetBy, workflow: Workflow) -> Words:
    match way:
        case MetByStage(stage=name):
            return both("{it} is bereikt", "{it} is reached", it=quoted(label_of(name, workflow.stages)))
        case MetByFact(fact=name):
            return both("{it} is vastgelegd", "{it} is recorded", it=quoted(label_of(name, workflow.facts)))
        case MetByTask(task=name):
            return both("{it} is gedaan", "{it} is done", it=quoted(label_of(name, workflow.tasks)))
        case MetByAttending(attended=name):
            it = quoted(label_of(name, workflow.tasks))
            return both("{it} is geheel of deels gedaan", "{it} is done, in whole or in part", it=it)
        case _:
            assert_never(way)


# what it rests on


def grounds(source: Source | None, certainty: Certainty, legal: Legal | None = None, *, opens: bool = False) -> Words:
    """The source, how sure we are of it and what force it has; in words that leave no doubt where nobody checked."""
    parts = [Words(source.ref)] if source else []
    parts.append(VERIFIED[certainty])
    parts += [effect_words(legal, opens=opens)] if legal else []
    return Words("; ".join(each.say("nl") for each in parts), "; ".join(each.say("en") for each in parts))


CHECK_FIRST = Words(
    "Let op: niemand heeft dit nagezien. Ga het eerst na.", "Mind: nobody has verified this. Check it first."
)
