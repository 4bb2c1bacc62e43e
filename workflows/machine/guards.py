"""Guards: conditions as data, looked at leaf by leaf, each saying in words why it does not hold."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol, assert_never

from workflows.describe.phrases import condition_words
from workflows.errors import Reason
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
    PlainCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
    asked_of,
    plain_conditions,
)
from workflows.language.roles import QUESTIONS, ROLES
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
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
    assigned: the roles that someone holds on the trajectory.
    """

    on: date
    facts: Mapping[str, object] = {}
    open_tasks: tuple[OpenTask, ...] = ()
    done_tasks: frozenset[str] = frozenset()
    entered: Mapping[str, date] = {}
    answers: Mapping[str, bool] = {}
    assigned: frozenset[str] = frozenset()


def asks_about_people(condition: Condition | None) -> bool:
    """Whether any part of it is answered by people."""
    return any(asked_of_people(plain) for plain in plain_conditions(condition))


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
        case FactCondition(fact=name):
            return _fact(condition, seen.facts.get(name), workflow)
        case AllCondition(all=parts):
            return [reason for part in parts for reason in unmet(part, seen, workflow, calendar)]
        case AnyCondition(any=parts):
            per_part = [unmet(part, seen, workflow, calendar) for part in parts]
            return [] if any(not reasons for reasons in per_part) else [r for reasons in per_part for r in reasons]
        case NotCondition(not_=inner):
            return [] if unmet(inner, seen, workflow, calendar) else [_must_not_hold(inner, workflow)]
        case TasksCondition():
            return [_task_reason(task, workflow) for task in seen.open_tasks if not workflow.tasks[task.task].optional]
        case TaskCondition(task=name):
            return [] if name in seen.done_tasks else [_task_reason(OpenTask(name, "", 0, 1), workflow)]
        case ParameterCondition(parameter=name):
            value = workflow.parameters.get(name)
            return [] if _holds(condition, value) else [_plain("parameter", name, f"= {value}")]
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


def _fact(condition: FactCondition, value: object, workflow: Workflow) -> list[Reason]:
    name = condition.fact
    label = workflow.facts[name].label
    if value is None:
        return [Reason("fact", name, _around(label, "", " is nog niet vastgelegd", " is not recorded yet"))]
    if _holds(condition, value):
        return []
    labels = workflow.facts[name].labels
    (nl, en), has = _wanted(condition, labels), _shown(value, labels)
    return [
        Reason("fact", name, _around(label, "", f" is {has.nl}; nodig is {nl}", f" is {has.say('en')}; needed is {en}"))
    ]


def _shown(value: object, labels: Mapping[str, Words]) -> Words:
    return labels.get(str(value)) or Words(str(value))


def _holds(condition: FactCondition | ParameterCondition, value: object) -> bool:
    """Dates are compared as ISO text, whose order is that of the days."""
    if value is None:
        return False
    wanted = condition.is_
    return (
        (wanted is None or wanted == "set" or (value == wanted and type(value) is type(wanted)))
        and (condition.one_of is None or value in condition.one_of)
        and (condition.at_least is None or (isinstance(value, int) and value >= condition.at_least))
        and (condition.before is None or str(value) < condition.before.isoformat())
        and (condition.from_ is None or str(value) >= condition.from_.isoformat())
    )


def _wanted(condition: FactCondition, labels: Mapping[str, Words]) -> tuple[str, str]:
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
    if condition.before is not None:
        nl.append(f"voor {condition.before}")
        en.append(f"before {condition.before}")
    if condition.from_ is not None:
        nl.append(f"vanaf {condition.from_}")
        en.append(f"from {condition.from_}")
    return listed(nl, "nl"), listed(en, "en")


def _stage(condition: StageCondition, seen: Seen, workflow: Workflow, calendar: Reckoner) -> list[Reason]:
    stage = condition.stage
    label = workflow.stages[stage].label
    entered = seen.entered.get(stage)
    if entered is None:
        return [Reason("stage", stage, _around(label, "", " is nog niet bereikt", " is not reached yet"))]
    term = condition.for_at_least
    if term is None or seen.on >= (ripe := calendar.add(entered, term)):
        return []
    nl, en = f" duurt nog tot {ripe}", f" lasts until {ripe}"
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


def _must_not_hold(condition: Condition, workflow: Workflow) -> Reason:
    held = condition_words(condition, workflow)
    text = Words(f"dit kan niet zolang geldt: {held.nl}", f"this is not possible while this holds: {held.say('en')}")
    match condition:
        case TasksCondition() | AllCondition() | AnyCondition() | NotCondition():
            return Reason("guard", "not", text)
        case _:
            return Reason(*asked_of(condition), text)


def _plain(kind: str, name: str, nl: str, en: str = "") -> Reason:
    return Reason(kind, name, Words(f"{name} {nl}", f"{name} {en or nl}"))


def _around(label: Words, before: str, nl: str, en: str) -> Words:
    return Words(f"{before}‘{label.say('nl')}’{nl}", f"{before}‘{label.say('en')}’{en}")
