"""The comparisons of a fact, and how a term stands, in words."""

from collections.abc import Mapping

from workflows.language.compared_days import ComparedDay, FactDay, Order
from workflows.language.conditions import MissedCondition, Stand, TaskCondition
from workflows.language.facts import FactSpec
from workflows.language.tasks import Task
from workflows.words import Words

ORDERS: Mapping[Order, Words] = {
    "from": Words("op of na {day}", "on or after {day}"),
    "after": Words("na {day}", "after {day}"),
    "until": Words("op of vóór {day}", "on or before {day}"),
    "before": Words("vóór {day}", "before {day}"),
}
BRIEFLY: Mapping[Order, Words] = {
    **ORDERS,
    "from": Words("vanaf {day}", "from {day}"),
    "until": Words("tot en met {day}", "until {day}"),
    "before": Words("voor {day}", "before {day}"),
}
STANDS: Mapping[Stand, Words] = {
    "over": Words("verlopen zonder gehaald te zijn", "over, unmet"),
    "running": Words("lopend", "running"),
    "met": Words("gehaald", "met"),
}
STANDS_SO: Mapping[Stand, Words] = {
    "over": Words("de laatste dag van {it} is voorbij, en hij is niet gehaald",
                  "the last day of {it} has passed, and it was not met"),
    "running": Words("de termijn {it} loopt nog, of staat stil", "the term {it} still runs, or stands still"),
    "met": Words("de termijn {it} is gehaald, op tijd of te laat", "the term {it} was met, in time or late"),
}  # fmt: skip


def day_words(day: ComparedDay, facts: Mapping[str, FactSpec]) -> Words:
    """2024-03-01, `today`, or the name of the other fact."""
    match day:
        case FactDay(fact=name):
            label = facts[name].label if name in facts else Words(name)
            return Words(f"‘{label.say('nl')}’", f"‘{label.say('en')}’")
        case "today":
            return Words("vandaag", "today")
        case _:
            return Words(day.isoformat())


def order_words(order: Order, day: Words, *, briefly: bool = False) -> Words:
    text = (BRIEFLY if briefly else ORDERS)[order]
    return Words(text.nl.format(day=day.say("nl")), text.say("en").format(day=day.say("en")))


def count_words(condition: TaskCondition | MissedCondition, task: Task | None) -> Words:
    """`, at least 3 workshops`, behind what was done or missed; nothing where it asks for no number."""
    count = condition.at_least
    if count is None:
        return Words("", "")
    unit = task.unit if task and isinstance(condition, TaskCondition) else None
    unit = unit or Words("keer", "time" if count == 1 else "times")
    return Words(f", ten minste {count} {unit.say('nl')}", f", at least {count} {unit.say('en')}")
