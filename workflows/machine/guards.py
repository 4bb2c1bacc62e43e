"""Guards: conditions as data, looked at leaf by leaf, each saying in words why it does not hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol, assert_never

from workflows.describe.compared_words import count_words, day_words, order_words
from workflows.describe.phrases import condition_words
from workflows.errors import Reason
from workflows.language.compared_days import TODAY, FactDay, day_text, is_in_order
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
    plain_conditions,
    words_of_a_day,
)
from workflows.language.roles import QUESTIONS, ROLES
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.machine.seen_terms import ABSENT_TERM, TermSeen, answers, stand_words, term_reason
from workflows.words import Words, listed


class Reckoner(Protocol):
    """What a guard needs of a calendar."""

    def add(self, day: date, term: Term, *, back: bool = False) -> date: ...


class OpenTask(NamedTuple):
    """A task not finished yet. member is a person's id, or empty."""

    task: str
    member: str
    done: int
    of: int


class Seen(NamedTuple):
    """All that a guard may look at, as it was on day `on`.

    answers: what was read from people, such as {"household.has_young_child": True}; a question not answered is False.
    assigned: the roles that someone holds on the trajectory. amounts: of each task what is done of it, by whoever it is
    asked of and did least, or where it is asked of nobody did most. missed: of each task how often the one person
    stayed away who did so most. terms: those that guards of the definition ask about, and that are there.
    """

    on: date
    facts: Mapping[str, object] = {}
    open_tasks: tuple[OpenTask, ...] = ()
    done_tasks: frozenset[str] = frozenset()
    entered: Mapping[str, date] = {}
    answers: Mapping[str, bool] = {}
    assigned: frozenset[str] = frozenset()
    amounts: Mapping[str, int] = {}
    missed: Mapping[str, int] = {}
    terms: Mapping[str, TermSeen] = {}


def asks_about_people(condition: Condition | None) -> bool:
    """Whether any part of it is answered by people."""
    return any(asked_of_people(plain) for plain in plain_conditions(condition))


def terms_asked(conditions: Iterable[Condition | None]) -> frozenset[str]:
    """The deadlines that guards ask about."""
    plain = (each for condition in conditions for each in plain_conditions(condition))
    return frozenset(each.deadline for each in plain if isinstance(each, DeadlineCondition))


def asked_of_people(condition: PlainCondition) -> str:
    """`household.has_child`, as in the answers of people; empty where it is asked of nobody."""
    match condition:
        case HouseholdCondition(household=question):
            return f"household.{question}"
        case MemberCondition(member=question):
            return f"member.{question}"
        case (
            FactCondition()
            | ParameterCondition()
            | TasksCondition()
            | TaskCondition()
            | MissedCondition()
            | DeadlineCondition()
            | StageCondition()
            | AssignedCondition()
        ):
            return ""
        case _:
            assert_never(condition)


def unmet(condition: Condition | None, seen: Seen, workflow: Workflow, calendar: Reckoner) -> list[Reason]:
    """Why `condition` does not hold; empty when it does. Every leaf is looked at, so the list is complete."""
    match condition:  # what comes most is asked first
        case None:
            return []
        case FactCondition():
            return _fact(condition, seen, workflow)
        case AllCondition(all=parts):
            return [reason for part in parts for reason in unmet(part, seen, workflow, calendar)]
        case AnyCondition(any=parts):
            per_part = [unmet(part, seen, workflow, calendar) for part in parts]
            return [] if any(not reasons for reasons in per_part) else [r for reasons in per_part for r in reasons]
        case NotCondition(not_=inner):
            return [] if unmet(inner, seen, workflow, calendar) else [_must_not_hold(inner, seen, workflow)]
        case TasksCondition():
            return [_task_reason(task, workflow) for task in seen.open_tasks if not workflow.tasks[task.task].optional]
        case TaskCondition():
            return _task(condition, seen, workflow)
        case MissedCondition(missed=name):
            return _missed(condition, seen.missed.get(name, 0), workflow)
        case DeadlineCondition(deadline=name):
            term = seen.terms.get(name, ABSENT_TERM)
            held = answers(term.stand) == condition.is_
            return [] if held else [term_reason(condition, term, workflow.deadlines[name].label)]
        case ParameterCondition(parameter=name):
            value = workflow.parameters.get(name)
            if _holds(condition, value, seen):
                return []
            return _other_facts_unknown(condition, seen, workflow) or [_plain("parameter", name, f"= {value}")]
        case StageCondition():
            return _stage(condition, seen, workflow, calendar)
        case AssignedCondition(assigned=role):
            return [] if role in seen.assigned else [_nobody(role)]
        case HouseholdCondition(household=question):
            return _people("household", question, condition.is_ is not False, seen)
        case MemberCondition(member=question):
            return _people("member", question, condition.is_ is not False, seen)
        case _:
            assert_never(condition)


def is_met(condition: Condition | None, seen: Seen, workflow: Workflow, calendar: Reckoner) -> bool:
    """Whether `unmet` would say nothing, without its words; it stops at the part that decides."""
    match condition:
        case None:
            return True
        case FactCondition(fact=name):
            return _holds(condition, seen.facts.get(name), seen)
        case AllCondition(all=parts):
            return all(is_met(part, seen, workflow, calendar) for part in parts)
        case AnyCondition(any=parts):
            return any(is_met(part, seen, workflow, calendar) for part in parts)
        case NotCondition(not_=inner):
            return not is_met(inner, seen, workflow, calendar)
        case _:
            return not unmet(condition, seen, workflow, calendar)


def _fact(condition: FactCondition, seen: Seen, workflow: Workflow) -> list[Reason]:
    name, value = condition.fact, seen.facts.get(condition.fact)
    if value is not None and _holds(condition, value, seen):
        return []
    own = [] if value is not None else [_not_recorded(name, workflow)]
    if unknown := [*own, *_other_facts_unknown(condition, seen, workflow)]:
        return unknown
    spec = workflow.facts[name]
    nl, en = _wanted(condition, seen, workflow)
    has, kind = _shown(value, spec.labels), "day" if words_of_a_day(condition) else "fact"
    # of a day nobody is asked to record another on the spot
    return [
        Reason(
            kind, name, _around(spec.label, "", f" is {has.nl}; nodig is {nl}", f" is {has.say('en')}; needed is {en}")
        )
    ]


def _shown(value: object, labels: Mapping[str, Words]) -> Words:
    return labels.get(str(value)) or Words(str(value))


def _not_recorded(name: str, workflow: Workflow) -> Reason:
    label = workflow.facts[name].label
    return Reason("fact", name, _around(label, "", " is nog niet vastgelegd", " is not recorded yet"))


def _other_facts_unknown(condition: FactCondition | ParameterCondition, seen: Seen, workflow: Workflow) -> list[Reason]:
    """The facts that it is compared with and that are not recorded."""
    others = [day.fact for _, day in compared_days(condition) if isinstance(day, FactDay)]
    return [_not_recorded(name, workflow) for name in dict.fromkeys(others) if seen.facts.get(name) is None]


def _holds(condition: FactCondition | ParameterCondition, value: object, seen: Seen) -> bool:
    """Dates are compared as ISO text, whose order is that of the days; with a day that is not known it does not."""
    if value is None:
        return False
    wanted = condition.is_
    return (
        (wanted is None or wanted == "set" or (value == wanted and type(value) is type(wanted)))
        and (condition.one_of is None or value in condition.one_of)
        and (condition.at_least is None or (isinstance(value, int) and value >= condition.at_least))
        and _lies_right(condition, str(value), seen)
    )


def _lies_right(condition: FactCondition | ParameterCondition, value: str, seen: Seen) -> bool:
    for order, day in compared_days(condition):
        other = day_text(day, seen.on.isoformat(), seen.facts)
        if other is None or not is_in_order(value, order, other):
            return False
    return True


def _wanted(condition: FactCondition, seen: Seen, workflow: Workflow) -> tuple[str, str]:
    labels = workflow.facts[condition.fact].labels
    nl, en = [], []
    if condition.is_ is not None:
        yes = isinstance(condition.is_, bool)
        nl.append(("ja" if condition.is_ else "nee") if yes else _shown(condition.is_, labels).nl)
        en.append(("yes" if condition.is_ else "no") if yes else _shown(condition.is_, labels).say("en"))
    if condition.one_of is not None:
        choices = [_shown(value, labels) for value in condition.one_of]
        nl.append(f"een van {', '.join(each.nl for each in choices)}")
        en.append(f"one of {', '.join(each.say('en') for each in choices)}")
    if condition.at_least is not None:
        nl.append(f"ten minste {condition.at_least}")
        en.append(f"at least {condition.at_least}")
    for order, day in compared_days(condition):
        words = day_words(day, workflow.facts)
        if day == TODAY:
            words = Words(f"de dag van de stap ({seen.on})", f"the day of the step ({seen.on})")
        elif isinstance(day, FactDay):
            known = seen.facts.get(day.fact)
            words = Words(f"{words.nl} ({known})", f"{words.say('en')} ({known})")
        asked = order_words(order, words, briefly=True)
        nl.append(asked.nl)
        en.append(asked.say("en"))
    return listed(nl, "nl"), listed(en, "en")


def _task(condition: TaskCondition, seen: Seen, workflow: Workflow) -> list[Reason]:
    name, wanted = condition.task, condition.at_least
    if wanted is None:
        return [] if name in seen.done_tasks else [_task_reason(OpenTask(name, "", 0, 1), workflow)]
    done, task = seen.amounts.get(name, 0), workflow.tasks[name]
    if done >= wanted:
        return []
    asked = count_words(condition, task)
    nl = f" is nog niet gedaan{asked.nl} ({done}/{wanted})"
    en = f" is not done yet{asked.say('en')} ({done}/{wanted})"
    return [Reason("task", name, _around(task.label, "", nl, en))]


def _missed(condition: MissedCondition, times: int, workflow: Workflow) -> list[Reason]:
    name, wanted = condition.missed, condition.at_least or 1
    if times >= wanted:
        return []
    asked, label = count_words(condition, workflow.tasks[name]), workflow.tasks[name].label
    nl = f"bij ‘{label.say('nl')}’ bleef nog niemand weg{asked.nl} ({times}/{wanted})"
    en = f"nobody stayed away from ‘{label.say('en')}’ yet{asked.say('en')} ({times}/{wanted})"
    return [Reason("missed", name, Words(nl, en))]


def _stage(condition: StageCondition, seen: Seen, workflow: Workflow, calendar: Reckoner) -> list[Reason]:
    stage = condition.stage
    label = workflow.stages[stage].label
    entered = seen.entered.get(stage)
    if entered is None:
        return [Reason("stage", stage, _around(label, "", " is nog niet bereikt", " is not reached yet"))]
    term = condition.for_at_least
    if term is None or seen.on >= (ripe := calendar.add(entered, term)):
        return []
    nl = f" begon het laatst op {entered}; {term.words.nl} daarna is {ripe}"
    en = f" last began on {entered}; {term.words.say('en')} after that is {ripe}"
    return [Reason("stage", stage, _around(label, "", nl, en))]


def _nobody(role: str) -> Reason:
    nl, en = ROLES[role].say("nl"), ROLES[role].say("en")
    words = Words(
        f"er is nog geen {nl}; wijs iemand aan met ‘traject assign … --as {role}’",
        f"there is no {en} yet; name one with 'traject assign … --as {role}'",
    )
    return Reason("assigned", role, words)


def _people(kind: str, question: str, wanted: bool, seen: Seen) -> list[Reason]:
    if seen.answers.get(f"{kind}.{question}", False) is wanted:
        return []
    text = QUESTIONS[question]
    if wanted:
        words = Words(f"dit geldt alleen als {text.nl}", f"this holds only if {text.en}")
    else:
        words = Words(f"dit geldt niet als {text.nl}", f"this does not hold if {text.en}")
    return [Reason(kind, question, words)]


def _task_reason(task: OpenTask, workflow: Workflow) -> Reason:
    label = workflow.tasks[task.task].label
    done = f" ({task.done}/{task.of})" if task.of > 1 else ""
    who = f" [{task.member}]" if task.member else ""
    text = _around(label, "", f"{who} is nog niet gedaan{done}", f"{who} is not done yet{done}")
    return Reason("task", task.task, text, task.member)


def _must_not_hold(condition: Condition, seen: Seen, workflow: Workflow) -> Reason:
    held = condition_words(condition, workflow)
    text = Words(f"dit kan niet zolang geldt: {held.nl}", f"this is not possible while this holds: {held.say('en')}")
    match condition:
        case TasksCondition() | AllCondition() | AnyCondition() | NotCondition():
            return Reason("guard", "not", text)
        case DeadlineCondition(deadline=name):
            how = stand_words(seen.terms[name])
            return Reason("deadline", name, Words(f"{text.nl}: die {how.nl}", f"{text.en}: it {how.say('en')}"))
        case _:
            return Reason(*asked_of(condition), text)


def _plain(kind: str, name: str, nl: str, en: str = "") -> Reason:
    return Reason(kind, name, Words(f"{name} {nl}", f"{name} {en or nl}"))


def _around(label: Words, before: str, nl: str, en: str) -> Words:
    return Words(f"{before}‘{label.say('nl')}’{nl}", f"{before}‘{label.say('en')}’{en}")
