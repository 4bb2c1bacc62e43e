"""Whole sentences about a definition, for who follows it: what a guard needs, when a term ends, what it rests on."""

from collections.abc import Iterable

from workflows.describe.phrases import LEGAL, amount_words, both, label_of, list_words, value_words
from workflows.describe.rule_register import VERIFIED
from workflows.language.anchors import Anchor
from workflows.language.conditions import Condition
from workflows.language.deadlines import DeadlineRule, Legal, MetBy
from workflows.language.looked_up_terms import TermFrom
from workflows.language.names import Certainty
from workflows.language.roles import QUESTIONS, ROLES
from workflows.language.sources import Source
from workflows.language.terms import UNITS, Term
from workflows.language.workflow import Workflow
from workflows.words import Words

# what a guard needs


def needs(condition: Condition | None, workflow: Workflow) -> list[Words]:
    """One sentence for each thing that must be so; none when nothing is asked."""
    if condition is None:
        return []
    if condition.all is not None:
        return [sentence for part in condition.all for sentence in needs(part, workflow)]
    if condition.any is not None:
        return [both("{ways}", "{ways}", ways=_either([_together(part, workflow) for part in condition.any]))]
    if condition.not_ is not None:
        return [_not(condition.not_, workflow)]
    return [_leaf(condition, workflow)]


def only_if(condition: Condition, workflow: Workflow) -> Words:
    """`only if there is a child under four`, `not if …`, `only if: …`: a whole guard as a remark."""
    inner = condition.not_ or condition
    question = inner.household or inner.member
    if question:
        wanted = (inner.is_ is not False) is (condition.not_ is None)
        text = Words("alleen als {it}", "only if {it}") if wanted else Words("niet als {it}", "not if {it}")
        return both(text.nl, text.en, it=QUESTIONS[question])
    return both("alleen als: {it}", "only if: {it}", it=_together(condition, workflow))


def _together(condition: Condition, workflow: Workflow) -> Words:
    return list_words(needs(condition, workflow))


def _either(ways: list[Words]) -> Words:
    return Words(", of ".join(each.say("nl") for each in ways), ", or ".join(each.say("en") for each in ways))


def _not(condition: Condition, workflow: Workflow) -> Words:
    question = condition.household or condition.member
    if question:
        return _people(question, wanted=condition.is_ is False)
    if condition.fact is not None:
        return _fact(condition, quoted(label_of(condition.fact, workflow.facts)), workflow, denied=True)
    text = Words("niet samen: {it}", "not together: {it}") if condition.all else Words("niet: {it}", "not: {it}")
    return both(text.nl, text.en, it=_together(condition, workflow))


def _leaf(condition: Condition, workflow: Workflow) -> Words:
    if condition.tasks is not None:
        return Words("alle taken van deze stap zijn gedaan", "all tasks of this stage are done")
    if condition.fact is not None:
        return _fact(condition, quoted(label_of(condition.fact, workflow.facts)), workflow)
    if condition.parameter is not None:
        return _fact(condition, Words(condition.parameter), workflow)
    if condition.task is not None:
        return both("{it} is gedaan", "{it} is done", it=quoted(label_of(condition.task, workflow.tasks)))
    if condition.stage is not None:
        return _stage(condition, quoted(label_of(condition.stage, workflow.stages)))
    if condition.assigned is not None:
        return both("er is een {role} toegewezen", "a {role} is assigned", role=ROLES[condition.assigned])
    return _people(str(condition.household or condition.member), wanted=condition.is_ is not False)


def _people(question: str, *, wanted: bool) -> Words:
    if wanted:
        return both("dit geldt alleen als {it}", "this holds only if {it}", it=QUESTIONS[question])
    return both("dit geldt niet als {it}", "this does not hold if {it}", it=QUESTIONS[question])


def _stage(condition: Condition, label: Words) -> Words:
    if condition.for_at_least:
        term = condition.for_at_least.words
        return both("{it} duurt al ten minste {term}", "{it} has lasted at least {term}", it=label, term=term)
    return both("{it} is bereikt", "{it} is reached", it=label)


def _fact(condition: Condition, label: Words, workflow: Workflow, *, denied: bool = False) -> Words:
    asked: list[Words] = []
    spec = workflow.facts.get(condition.fact or "")
    labels = spec.labels if spec else {}
    if condition.is_ is not None and condition.is_ != "set":
        asked.append(labels.get(str(condition.is_)) or value_words(condition.is_))
    if condition.one_of is not None:
        choices = [labels.get(str(value)) or value_words(value) for value in condition.one_of]
        asked.append(both("een van {all}", "one of {all}", all=list_words(choices)))
    if condition.at_least is not None:
        asked.append(Words(f"ten minste {condition.at_least}", f"at least {condition.at_least}"))
    if condition.from_ is not None:
        asked.append(Words(f"op of na {condition.from_}", f"on or after {condition.from_}"))
    if condition.before is not None:
        asked.append(Words(f"vóór {condition.before}", f"before {condition.before}"))
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
    return both("Binnen {term} na {start}.", "Within {term} of {start}.", term=term, start=start)


def _length(term: Term | TermFrom, workflow: Workflow) -> Words:
    """An amount that is recorded per client is named after its fact."""
    fact = None if isinstance(term, Term) else workflow.facts.get(term.looked.fact or "")
    if fact is None:
        return amount_words(term, workflow)
    plural = next(more for unit, _, more in UNITS.values() if unit == term.unit)
    text = f"het aantal {plural} bij {{it}}"
    return both(text, f"the number of {term.unit}s in {{it}}", it=quoted(fact.label))


def moment(anchor: Anchor, workflow: Workflow) -> Words:
    """What a term is counted from, to stand inside a sentence."""
    if anchor.parts:
        parts = _either_day([moment(part, workflow) for part in anchor.parts])
        if anchor.latest_of:
            return both(
                "de laatste bekende dag van deze: {parts}", "the latest known day of these: {parts}", parts=parts
            )
        return both("de laatste van deze dagen: {parts}", "the latest of these days: {parts}", parts=parts)
    if anchor.fact:
        it = quoted(label_of(anchor.fact, workflow.facts))
        return both("de dag bij {it}", "the day of {it}", it=it)
    if anchor.stage:
        it = quoted(label_of(anchor.stage, workflow.stages))
        return both("het begin van {it}", "the start of {it}", it=it)
    if anchor.deadline:
        it = quoted(label_of(anchor.deadline, workflow.deadlines))
        return both("de laatste dag van {it}", "the last day of {it}", it=it)
    if anchor.assigned:
        role = ROLES[anchor.assigned]
        return both("de dag waarop de {role} is toegewezen", "the day the {role} was assigned", role=role)
    if task := anchor.task or anchor.done or anchor.missed:
        return _task_moment(anchor, quoted(label_of(task, workflow.tasks)))
    return Words("de intake", "the intake") if anchor.intake else Words("de start", "the opening")


def _task_moment(anchor: Anchor, label: Words) -> Words:
    if anchor.task:
        return both("de dag waarop {it} is gevraagd", "the day {it} was asked for", it=label)
    if anchor.done:
        return both("de dag waarop {it} het laatst is gedaan", "the day {it} was last done", it=label)
    return both("de dag waarop iemand wegbleef bij {it}", "the day someone stayed away from {it}", it=label)


def _either_day(days: list[Words]) -> Words:
    return list_words(days)


def met_sentence(ways: Iterable[MetBy], workflow: Workflow) -> Words:
    return _either([_met(way, workflow) for way in ways])


def _met(way: MetBy, workflow: Workflow) -> Words:
    if way.stage:
        return both("{it} is bereikt", "{it} is reached", it=quoted(label_of(way.stage, workflow.stages)))
    if way.fact:
        return both("{it} is vastgelegd", "{it} is recorded", it=quoted(label_of(way.fact, workflow.facts)))
    if way.task:
        return both("{it} is gedaan", "{it} is done", it=quoted(label_of(way.task, workflow.tasks)))
    label = quoted(label_of(way.attended or "", workflow.tasks))
    return both("{it} is geheel of deels gedaan", "{it} is done, in whole or in part", it=label)


# what it rests on


def grounds(source: Source | None, certainty: Certainty, legal: Legal | None = None) -> Words:
    """The source, how sure we are of it and what force it has; in words that leave no doubt where nobody checked."""
    parts = [Words(source.ref)] if source else []
    parts.append(VERIFIED[certainty])
    parts += [LEGAL[legal]] if legal else []
    return Words("; ".join(each.say("nl") for each in parts), "; ".join(each.say("en") for each in parts))


CHECK_FIRST = Words(
    "Let op: niemand heeft dit nagezien. Ga het eerst na.", "Mind: nobody has verified this. Check it first."
)
