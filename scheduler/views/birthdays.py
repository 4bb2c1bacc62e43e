"""Birthdays to come on which something else counts, as `forecast` and `scheduler preview` give them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.service.coming_of_age import ComingOfAge
from workflows.words import Words, listed


class BirthdayView(NamedTuple):
    """age: in years. trajectory: the household's, that opens and asks. opens: workflows; asks: tasks."""

    day: date
    subject: str
    age: int
    trajectory: str
    opens: list[str]
    asks: list[str]


def birthday_views(coming: Iterable[ComingOfAge], refs: Mapping[str, str]) -> list[BirthdayView]:
    return [
        BirthdayView(each.on, refs.get(each.person, each.person), each.age, each.case, each.opens, each.asks)
        for each in coming
    ]


def birthday_words(each: BirthdayView) -> Words:
    """As `A2 turns 18: opens inburgering`."""
    nl = [f"opent {listed(each.opens, 'nl')}"] if each.opens else []
    en = [f"opens {listed(each.opens, 'en')}"] if each.opens else []
    nl += [f"vraagt {listed(each.asks, 'nl')} ({each.trajectory})"] if each.asks else []
    en += [f"asks {listed(each.asks, 'en')} ({each.trajectory})"] if each.asks else []
    return Words(
        f"{each.subject} wordt {each.age}: {'; '.join(nl)}", f"{each.subject} turns {each.age}: {'; '.join(en)}"
    )
