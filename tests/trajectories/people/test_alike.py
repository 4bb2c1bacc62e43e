"""Whose names read much the same, without comparing everyone with everyone."""

import random
from datetime import date
from time import process_time

import pytest

from trajectories.people.alike import NamedPerson, alike, alike_among, may_be_one

FIRST = ("Amal", "Samir", "Noor", "Fatima", "Mohammed", "Ahmad", "Yusuf", "Layla", "Omar", "Hana", "Tesfay", "Mehret")
LAST = ("Haddad", "El-Haddad", "Bakir", "Al-Masri", "Khalil", "Hussein", "Tekle", "Ghebre", "Ahmadi", "Rahimi", "Noori")
BIRTHS = [date(1990, 5, 13), date(1990, 5, 14), None]


def a_name(dice: random.Random) -> str:
    """As a list has them, half of them with a slip of the pen; or signs at random, which are alike more often."""
    if dice.random() < 0.3:
        return "".join(dice.choice("abc ") for _ in range(dice.randrange(1, 18)))
    name = " ".join(dice.choice(names) for names in (FIRST, FIRST, LAST)[dice.randrange(2) :])
    place = dice.randrange(len(name))
    return name[:place] + dice.choice("aeiou") + name[place + dice.randrange(2) :] if dice.random() < 0.5 else name


@pytest.mark.parametrize("seed", range(12))
def test_the_same_are_found_as_by_comparing_everyone_with_everyone(seed: int):
    dice = random.Random(seed)
    people = [NamedPerson(place, a_name(dice), dice.choice(BIRTHS)) for place in range(250)]
    known = 60 * (seed % 3)

    expected = [
        (one.place, other.place)
        for other in people[known:]
        for one in people[: other.place]
        if may_be_one(one.born, other.born) and alike(one.name, other.name)
    ]

    assert expected
    assert expected == alike_among(people, known)


def test_a_name_of_many_of_one_sign_and_one_of_no_length_are_compared_too():
    names = ["a" * 40, "a" * 41, "", "b", "ö" * 40, *("c" * 9 + chr(97 + each) for each in range(20))]
    people = [NamedPerson(place, name, None) for place, name in enumerate(names)]

    found = alike_among(people)

    assert {(0, 1)} <= {*found}
    assert [each for each in found if alike(names[each[0]], names[each[1]])] == found


def test_four_thousand_of_one_birth_date_take_seconds():
    """Eight million comparisons took a minute."""
    dice = random.Random(7)
    signs = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{''.join(dice.choices(signs, k=7))} {dice.choice(LAST)} {dice.choice(FIRST)}" for _ in range(4000)]
    began = process_time()

    alike_among([NamedPerson(place, name, BIRTHS[0]) for place, name in enumerate(names)])

    assert process_time() - began < 10
