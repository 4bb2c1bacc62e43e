"""Lists with nothing in them where something must be, and the same thing twice in one."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.format.yaml_document import short
from workflows.language.anchors import LaterOfAnchor, LatestOfAnchor
from workflows.language.conditions import AllCondition, AnyCondition, FactCondition, ParameterCondition
from workflows.language.facts import FactSpec

CHOOSING = {
    FactSpec: ("one_of",),
    FactCondition: ("one_of",),
    ParameterCondition: ("one_of",),
    AllCondition: ("all",),
    AnyCondition: ("any",),
    LaterOfAnchor: ("later_of",),
    LatestOfAnchor: ("latest_of",),
}


def empty_lists(draft: Draft) -> Iterator[Finding]:
    for place, part in draft.parts:
        for word in CHOOSING.get(type(part), ()):
            where, values = (*place, word), getattr(part, word)
            if values == () and not draft.lost_below(*where):
                yield Finding(
                    where, "empty_list", f"'{word}' with nothing in it; name something, or leave it out", key=True
                )
            for index, value in enumerate(values or ()):
                if word == "one_of" and value in values[:index]:
                    yield Finding((*where, index), "bad_value", f"{short(value)} stands here twice")
