"""Terms on which an answer decides that nobody gave yet: the shortest of them counts until it is given."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from itertools import product

from trajectories.deadlines.deadline import Deadline
from workflows.language.conditions import FactCondition, plain_conditions
from workflows.language.private_facts import left_to_person
from workflows.machine.guards import Seen
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed

Holds = Callable[[Seen], bool]


@lru_cache(maxsize=512)
def asking_the_person(compiled: Compiled) -> Mapping[str, tuple[str, ...]]:
    """By rule the yes-or-no facts of the person that it asks; the same for every trajectory, so it is kept."""
    workflow = compiled.workflow
    yes_or_no = {fact for fact in left_to_person(workflow) if workflow.facts[fact].type == "boolean"}
    found = {}
    for name, rule in workflow.deadlines.items() if yes_or_no else ():
        plain = [each.fact for each in plain_conditions(rule.when) if isinstance(each, FactCondition)]
        if asked := tuple(fact for fact in dict.fromkeys(plain) if fact in yes_or_no):
            found[name] = asked
    return found


def is_decided_by(facts: tuple[str, ...], seen: Seen, holds: Holds) -> bool:
    """Whether it holds for some answers and not for others."""
    every = product((True, False), repeat=len(facts))
    found = [holds(seen._replace(facts={**seen.facts, **dict(zip(facts, each, strict=True))})) for each in every]
    return any(found) and not all(found)


def shortest(found: Mapping[str, Deadline], only_if: frozenset[str]) -> dict[str, Deadline]:
    """Without those that are not the shortest on which the same answer decides. only_if: those that do not hold now.

    What holds now stays, however long: it is only said of it that it is provisional. Of several that end on the same
    day one stays: that which holds now, else the first. What was met or lapsed is in nobody's way.
    """
    kept: dict[str, Deadline] = {}
    for name, each in found.items():
        if name not in only_if or _is_shortest(each, found, {*found} - only_if | {*kept}):
            kept[name] = each
    return kept


def _is_shortest(one: Deadline, found: Mapping[str, Deadline], before: Collection[str]) -> bool:
    """before: those that go first when they end on the same day."""
    if one.due_on is None:
        return False
    others = [each for each in found.values() if each.name != one.name and each.standing not in ("met", "lapsed")]
    sooner = [each for each in others if each.due_on and (each.due_on, each.name not in before) < (one.due_on, True)]
    return not any(set(each.provisional) & set(one.provisional) for each in sooner)


def provisional_words(deadline: Deadline, compiled: Compiled) -> Words:
    """Why it is provisional. Empty where it is not."""
    facts = compiled.workflow.facts
    labels = [facts[name].label for name in deadline.provisional if name in facts]
    if not labels:
        return Words("", "")
    nl = listed([f"‘{each.say('nl')}’" for each in labels], "nl")
    en = listed([f"'{each.say('en')}'" for each in labels], "en")
    return Words(
        f"voorlopig: zolang {nl} niet is vastgelegd, telt de kortste termijn",
        f"provisional: as long as {en} is not recorded, the shortest term counts",
    )


def noted(note: Words | None, deadline: Deadline, compiled: Compiled) -> Words | None:
    """What is to be minded of a term: the note of its rule, and that it is provisional."""
    parts = [each for each in (note, provisional_words(deadline, compiled)) if each and each.nl]
    if not parts:
        return None
    return Words("; ".join(each.say("nl") for each in parts), "; ".join(each.say("en") for each in parts))
