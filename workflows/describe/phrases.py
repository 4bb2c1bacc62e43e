"""Parts of a definition in plain words: guards, anchors, terms, rungs, tasks. An unknown name stands as it is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, assert_never

from workflows.describe.compared_words import STANDS, count_words, day_words, order_words
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
    compared_days,
)
from workflows.language.deadlines import DeadlineRule, MetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.looked_up_terms import LookedInFact, LookedInParameter, TermFrom
from workflows.language.names import Scalar
from workflows.language.roles import QUESTIONS, ROLES
from workflows.language.rungs import AfterAnchorRung, BeforeRung, DueRung, OverdueRung, Rung
from workflows.language.terms import UNITS, Term
from workflows.language.workflow import Workflow
from workflows.words import Words, listed


class Labelled(Protocol):
    @property
    def label(self) -> Words: ...


YES, NO = Words("ja", "yes"), Words("nee", "no")
ANYWHERE = Words("elk stadium", "any stage")  # of `from: any`
ITSELF = Words("op die dag zelf", "on that day itself")
NOT_KNOWN = Words("onbekend", "unknown")
CERTAINTY: Mapping[str, Words] = {
    "law": Words("nagezien in de wet", "verified in the law"),
    "page": Words("gelezen op een openbare pagina", "read on a public page"),
    "report": Words("uit een jaarverslag", "from an annual report"),
    "proposal": Words("een voorstel van onszelf, geen wet", "our own proposal, not law"),
    "unverified": Words("niet geverifieerd: ga dit eerst na", "unverified: check this first"),
}
LEGAL = {
    "statutory": Words("termijn uit de wet", "set by law"),
    "norm": Words("een norm, geen termijn uit de wet", "a norm, not set by law"),
    "none": Words("geen wettelijke termijn", "not set by law"),
}
LAST_DAY_OF_NONE = Words("geen uiterste dag: vanaf deze dag kan het", "no last day: from this day on it may be done")
FOR_WHOM = {
    "subject": Words("wie gevolgd wordt", "who is followed"),
    "each_member": Words("elk lid", "each member"),
    "each_adult": Words("elke volwassene", "each adult"),
    "each_child": Words("elk kind", "each child"),
    "each_school_child": Words("elk leerplichtig kind", "each child of school age"),
    "each_young_child": Words("elk kind onder de vier", "each child under four"),
}


def effect_words(legal: str, *, opens: bool) -> Words:
    """What force its day has. opens: on that day something begins to be possible, which no law sets a last day for."""
    return LAST_DAY_OF_NONE if opens and legal == "none" else LEGAL[legal]


def both(nl: str, en: str, /, **parts: Words) -> Words:
    """The two texts with the parts filled in, each in its own language."""
    return Words(
        nl.format(**{name: words.say("nl") for name, words in parts.items()}),
        en.format(**{name: words.say("en") for name, words in parts.items()}),
    )


def list_words(several: Iterable[Words]) -> Words:
    items = list(several)
    return Words(listed([each.say("nl") for each in items], "nl"), listed([each.say("en") for each in items], "en"))


def label_of(name: str, table: Mapping[str, Labelled]) -> Words:
    return table[name].label if name in table else Words(name)


# Guards


def opening_words(first: object, last: object) -> Words | None:
    """When a workflow takes new clients; None where that is always."""
    nl = [f"vanaf {first}"] if first else []
    en = [f"from {first}"] if first else []
    nl += [f"tot en met {last}"] if last else []
    en += [f"until {last}"] if last else []
    return Words(f"nieuwe cliënten {' '.join(nl)}", f"new clients {' '.join(en)}") if nl else None


def condition_words(condition: Condition, workflow: Workflow) -> Words:
    """What a guard asks, whole."""
    match condition:
        case AllCondition(all=parts):
            return _joined(parts, Words(" en ", " and "), workflow)
        case AnyCondition(any=parts):
            return _joined(parts, Words(" of ", " or "), workflow)
        case NotCondition(not_=inner):
            return both("niet ({inner})", "not ({inner})", inner=condition_words(inner, workflow))
        case _:
            return _plain(condition, workflow)


def _joined(parts: Iterable[Condition], word: Words, workflow: Workflow) -> Words:
    found = []
    for part in parts:
        inner = condition_words(part, workflow)
        match part:
            case AllCondition() | AnyCondition():
                found.append(both("({inner})", "({inner})", inner=inner))
            case (
                AssignedCondition()
                | DeadlineCondition()
                | FactCondition()
                | HouseholdCondition()
                | MemberCondition()
                | MissedCondition()
                | NotCondition()
                | ParameterCondition()
                | StageCondition()
                | TaskCondition()
                | TasksCondition()
            ):
                found.append(inner)
            case _:
                assert_never(part)
    return Words(word.nl.join(each.say("nl") for each in found), word.en.join(each.say("en") for each in found))


def _plain(condition: PlainCondition, workflow: Workflow) -> Words:
    match condition:
        case FactCondition(fact=name):
            label, asked = label_of(name, workflow.facts), _asked(condition, workflow)
            return both("{label} {asked}", "{label} {asked}", label=label, asked=asked)
        case ParameterCondition(parameter=name):
            return both("{name} {asked}", "{name} {asked}", name=Words(name), asked=_asked(condition, workflow))
        case TasksCondition():
            return Words("alle taken gedaan", "all tasks done")
        case TaskCondition(task=name):
            label, count = label_of(name, workflow.tasks), count_words(condition, workflow.tasks.get(name))
            return both("{label} gedaan{count}", "{label} done{count}", label=label, count=count)
        case MissedCondition(missed=name):
            label, count = label_of(name, workflow.tasks), count_words(condition, workflow.tasks.get(name))
            return both("{label} gemist{count}", "{label} missed{count}", label=label, count=count)
        case DeadlineCondition(deadline=name, is_=stand):
            label = label_of(name, workflow.deadlines)
            return both("termijn ‘{label}’ {it}", "term ‘{label}’ {it}", label=label, it=STANDS[stand])
        case StageCondition(stage=name):
            return _stage(condition, label_of(name, workflow.stages))
        case AssignedCondition(assigned=role):
            return both("er is een {role}", "there is a {role}", role=ROLES[role])
        case HouseholdCondition(household=question) | MemberCondition(member=question):
            if condition.is_ is False:
                return both("niet als {question}", "not if {question}", question=QUESTIONS[question])
            return both("als {question}", "if {question}", question=QUESTIONS[question])
        case _:
            assert_never(condition)


def _stage(condition: StageCondition, label: Words) -> Words:
    if condition.for_at_least:
        term = condition.for_at_least.words
        return both("{label} begon het laatst ten minste {term} geleden", "{label} last began at least {term} ago",
                    term=term, label=label)  # fmt: skip
    return both("{label} bereikt", "{label} reached", label=label)


def _asked(condition: FactCondition | ParameterCondition, workflow: Workflow) -> Words:
    spec = workflow.facts.get(condition.fact) if isinstance(condition, FactCondition) else None
    labels = spec.labels if spec else {}
    found = []
    if condition.is_ == "set" or _only_named(condition):
        found.append(Words("vastgelegd", "recorded"))
    elif condition.is_ is not None:
        found.append(both("= {value}", "= {value}", value=value_words(condition.is_, labels)))
    if condition.one_of is not None:
        choices = list_words(value_words(each, labels) for each in condition.one_of)
        found.append(both("een van {all}", "one of {all}", all=choices))
    if condition.at_least is not None:
        found.append(Words(f"ten minste {condition.at_least}", f"at least {condition.at_least}"))
    days = compared_days(condition)
    found += [order_words(order, day_words(day, workflow.facts), briefly=True) for order, day in days]
    return Words(" ".join(each.nl for each in found), " ".join(each.say("en") for each in found))


def _only_named(condition: FactCondition | ParameterCondition) -> bool:
    asked = (condition.is_, condition.one_of, condition.at_least)
    return all(each is None for each in asked) and not [*compared_days(condition)]


def value_words(value: Scalar, labels: Mapping[str, Words] = MappingProxyType({})) -> Words:
    """labels: of the values of the fact."""
    if label := labels.get(str(value)):
        return label
    if isinstance(value, bool):
        return YES if value else NO
    return Words(str(value))


# Terms


def anchor_words(anchor: Anchor, workflow: Workflow) -> Words:
    """What a term is counted from."""
    match anchor:
        case LaterOfAnchor(later_of=several):
            parts = list_words(anchor_words(part, workflow) for part in several)
            return both("de laatste van {parts}", "the latest of {parts}", parts=parts)
        case LatestOfAnchor(latest_of=several):
            parts = list_words(anchor_words(part, workflow) for part in several)
            return both("de laatste die bekend is van {parts}", "the latest known of {parts}", parts=parts)
        case _:
            return _day_words(anchor, workflow)


def _day_words(anchor: OwnDayAnchor, workflow: Workflow) -> Words:
    match anchor:
        case FactAnchor(fact=name, anew_in=stage):
            it = label_of(name, workflow.facts)
            if stage is None:
                return it
            name_of = label_of(stage, workflow.stages)
            return both("{it} (elke keer opnieuw in {stage})", "{it} (anew each time in {stage})", it=it, stage=name_of)
        case StageAnchor(stage=name):
            return both("begin van {it}", "start of {it}", it=label_of(name, workflow.stages))
        case DeadlineAnchor(deadline=name):
            return both("laatste dag van {it}", "last day of {it}", it=label_of(name, workflow.deadlines))
        case AssignedAnchor(assigned=role):
            return both("aanwijzing van de {role}", "assignment of the {role}", role=ROLES[role])
        case TaskAnchor(task=name):
            return both("gevraagd: {it}", "asked for: {it}", it=label_of(name, workflow.tasks))
        case DoneAnchor(done=name):
            return both("laatst gedaan: {it}", "last done: {it}", it=label_of(name, workflow.tasks))
        case MissedAnchor(missed=name):
            return both("laatst weggebleven: {it}", "last missed: {it}", it=label_of(name, workflow.tasks))
        case IntakeAnchor():
            return Words("intake", "intake")
        case OpenedAnchor():
            return Words("opening van het traject", "opening of the trajectory")
        case _:
            assert_never(anchor)


def term_words(rule: DeadlineRule, workflow: Workflow) -> Words:
    """`3 months`, or `2 weeks before`; a term of no length is the day itself."""
    if isinstance(rule.term, Term) and rule.term.amount == 0:
        return ITSELF
    amount = amount_words(rule.term, workflow)
    return both("{term} vóór", "{term} before", term=amount) if rule.count == "back" else amount


def amount_words(term: Term | TermFrom, workflow: Workflow) -> Words:
    """A term looked up in a parameter is known; in a fact, its name stands for the amount."""
    if isinstance(term, Term):
        return term.words
    match term.looked:
        case LookedInParameter(parameter=name):
            amount = workflow.parameters.get(name)
            return Term(amount, term.unit).words if type(amount) is int else _amount_of(NOT_KNOWN, term)
        case LookedInFact(fact=name):
            fact = workflow.facts.get(name)
            return _amount_of(fact.label if fact else NOT_KNOWN, term)
        case _:
            assert_never(term.looked)


def _amount_of(label: Words, term: TermFrom) -> Words:
    plural = next(more for unit, _, more in UNITS.values() if unit == term.unit)
    return both("{label} ({nl})", "{label} ({en})", label=label, nl=Words(plural), en=Words(f"{term.unit}s"))


def rung_words(rung: Rung) -> Words:
    """When a reminder goes out and to whom: `8 weeks before → coordinator`."""
    return both("{when} → {to}", "{when} → {to}", when=rung_moment(rung), to=roles_words(rung.to))


def roles_words(roles: Iterable[str]) -> Words:
    return list_words(ROLES[role] for role in roles)


def rung_moment(rung: Rung) -> Words:
    """`8 weeks before`, `on the day`, `1 week after, then every week`."""
    match rung:
        case BeforeRung(before=term):
            return both("{term} ervoor", "{term} before", term=term.words)
        case AfterAnchorRung(after_anchor=term):
            return both("{term} na het begin", "{term} after the start", term=term.words)
        case OverdueRung(overdue=term, every=again):
            after = both("{term} erna", "{term} after", term=term.words)
            return both("{it}, dan {every}", "{it}, then {every}", it=after, every=_every(again)) if again else after
        case DueRung():
            return Words("op de dag zelf", "on the day")
        case _:
            assert_never(rung)


def _every(term: Term) -> Words:
    """`every month`, `every 2 weeks`."""
    if term.amount != 1:
        return Words(f"elke {term.words.nl}", f"every {term}")
    unit = term.words.nl.removeprefix("1 ")
    return Words(f"{'elk' if term.unit == 'year' else 'elke'} {unit}", f"every {term.unit}")


def met_words(met: MetBy, workflow: Workflow) -> Words:
    """What meets a deadline."""
    match met:
        case MetByStage(stage=name):
            return both("{it} bereikt", "{it} reached", it=label_of(name, workflow.stages))
        case MetByFact(fact=name):
            return both("{it} vastgelegd", "{it} recorded", it=label_of(name, workflow.facts))
        case MetByTask(task=name):
            return both("{it} gedaan", "{it} done", it=label_of(name, workflow.tasks))
        case MetByAttending(attended=name):
            return both("{it} toch bijgewoond", "{it} attended after all", it=label_of(name, workflow.tasks))
        case _:
            assert_never(met)
