"""What a guard asks about people, where a case of a log is judged: a log knows no people, a client known here is one.

Whoever the case is about is one person there; what would be answered of a whole household is answered by that one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from trajectories.casework.tasks import Circle
from trajectories.history.events import MemberSeen
from workflows.language.conditions import Condition, plain_conditions
from workflows.language.roles import QUESTIONS
from workflows.machine.guards import asked_of_people, asks_about_people
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed

SOMEBODY = "p0"


class Flags(NamedTuple):
    """None: not known."""

    adult: bool | None = None
    school_age: bool | None = None
    young_child: bool | None = None

    @property
    def seen(self) -> MemberSeen:
        return MemberSeen(member=SOMEBODY, adult=self.adult, school_age=self.school_age, young_child=self.young_child)


NOBODY = Flags()
WHOEVER = (Flags(True, False, False), Flags(False, False, False), Flags(False, True, False), Flags(False, False, True))
A_HOUSEHOLD = (*WHOEVER, Flags(False, True, True))


def flags_of(circle: Circle) -> Flags | None:
    """Of whom a person's case is about, or of the household as one; None where an age that matters is not known."""
    if circle.self_:
        one = circle.self_
        return None if one["adult"] is None else Flags(one["adult"], one["school_age"], one["young_child"])
    members = circle.members
    if not members or any(each["adult"] is None for each in members):
        return None
    return Flags(
        all(each["adult"] for each in members),
        any(each["school_age"] for each in members),
        any(each["young_child"] for each in members),
    )


def possible_people(compiled: Compiled, guards: list[Condition | None], known: Flags | None) -> tuple[Flags, ...]:
    """Of whom it may be; one where nothing is asked about people, or they are known."""
    if known is not None or not any(asks_about_people(each) for each in guards):
        return (known or NOBODY,)
    return WHOEVER if compiled.workflow.subject == "person" else A_HOUSEHOLD


def needs_to_be_known(guards: list[Condition | None]) -> tuple[str, Words]:
    """The questions by name, and in words."""
    names = dict.fromkeys(_questions(guards))
    texts = [QUESTIONS[each.partition(".")[2]] for each in names]
    nl, en = listed([each.nl for each in texts], "nl"), listed([each.say("en") for each in texts], "en")
    return ",".join(names), Words(
        f"niet beoordeeld: daarvoor moet bekend zijn of {nl}", f"not judged: needs to be known whether {en}"
    )


def _questions(guards: list[Condition | None]) -> Iterator[str]:
    return (name for guard in guards for each in plain_conditions(guard) if (name := asked_of_people(each)))
