"""What is recorded of two clients who turn out to be one, in the order in which it was written down."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.casework.person_copies import PersonFact, current
from trajectories.people.legal_facts import facts_of
from trajectories.service import people_changes

MON_6_JULY = date(2026, 7, 6)
FACT = "alleen_subsidiair"


@pytest.fixture
def clock(clock):
    """Monday 6 July 2026."""
    clock.noon(MON_6_JULY)
    return clock


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """A1 has a permit (t1); A9 is the same woman, entered again, with a family that may come (t2)."""
    desk.client("A1", "1990-05-01", "Amal Haddad")
    desk.client("A9", "1990-05-01", "Amal Hadad")
    desk.open("verblijf", "p1")
    desk.open("gezinshereniging", "p2")
    return desk


def of_client(desk: Desk, person: str, value: str) -> None:
    with desk.write() as uow:
        desk.casework.set_person_fact(uow, person, FACT, value, desk.by.today, desk.by)


def merge(desk: Desk) -> None:
    with desk.write() as uow:
        people_changes.merge(desk.casework, uow, "p2", "p1", desk.by.today, desk.by, "twee keer ingevoerd")


def unmerge(desk: Desk) -> None:
    with desk.write() as uow:
        people_changes.unmerge(desk.casework, uow, "p2", desk.by.today, desk.by, "toch een ander")


def held(desk: Desk, key: str) -> object:
    return desk.dossier(key).trajectory.fact(FACT)


def of_person(desk: Desk, person: str) -> object:
    with desk.read() as uow:
        assert [] == verify(uow).problems
        return current(facts_of(uow, person))[FACT].value


def test_what_was_recorded_last_counts_however_long_the_history_of_the_other_name(twice: Desk):
    """The number of an event says nothing about one of another client: what was opened later had the old answer."""
    for value in ("no", "yes", "no", "yes"):
        of_client(twice, "p2", value)
    of_client(twice, "p1", "yes")
    merge(twice)
    of_client(twice, "p1", "no")
    twice.close("t2", "gestopt")

    later = twice.open("gezinshereniging", "p1")

    assert [False] * 3 == [of_person(twice, "p1"), held(twice, "t1"), held(twice, later)]


def test_an_answer_that_was_given_again_is_the_last_one_after_they_are_two(twice: Desk):
    """Yes, no and yes once more, of one day: what each keeps of it ends with the yes."""
    merge(twice)
    for value in ("yes", "no", "yes"):
        of_client(twice, "p1", value)

    unmerge(twice)
    twice.close("t2", "gestopt")
    later = twice.open("gezinshereniging", "p2")

    assert [True] * 3 == [of_person(twice, "p1"), of_person(twice, "p2"), held(twice, later)]


def test_what_one_keeps_of_the_other_is_taken_back_everywhere(twice: Desk):
    """It was voided with the client, and what ran went on by it."""
    merge(twice)
    of_client(twice, "p1", "yes")
    unmerge(twice)
    [kept] = facts(twice, "p2")

    correct(twice, kept.ref, void=True)

    assert (None, True) == (held(twice, "t2"), held(twice, "t1"))
    assert [] == facts(twice, "p2")


def test_what_was_closed_while_they_became_two_is_corrected_by_itself(twice: Desk):
    """It knows what was recorded of the other, and goes on by it when it is opened again."""
    reopened = opened_again_after_they_are_two(twice)
    copy = next(each for each in twice.dossier(reopened).history if "p1@" in str(each.event))

    twice.correct(reopened, copy.version, value="2018-04-15")

    assert "2018-04-15" == twice.dossier(reopened).trajectory.fact("inburgeringsplichtig_op")
    with twice.read() as uow:
        assert "2018-03-15" == current(facts_of(uow, "p1"))["inburgeringsplichtig_op"].value


def opened_again_after_they_are_two(desk: Desk) -> str:
    key = desk.open("alfabetisering", "p2")
    merge(desk)
    with desk.write() as uow:
        desk.casework.set_person_fact(uow, "p1", "inburgeringsplichtig_op", "2018-03-15", desk.by.today, desk.by)
    desk.advance(key, "stroom_uit")
    unmerge(desk)
    desk.advance(key, "hervat")
    return key


def facts(desk: Desk, person: str) -> list[PersonFact]:
    with desk.read() as uow:
        return facts_of(uow, person)


def correct(desk: Desk, ref: str, **what: Any) -> None:
    with desk.write() as uow:
        version = int(ref.partition("@")[2])
        desk.casework.correct_person_fact(uow, ref, ask.Correct(version, **what), desk.by, "typefout")


@pytest.mark.parametrize("which", ["p1", "p2"])
def test_of_two_of_the_same_day_what_is_corrected_says_the_same_everywhere(twice: Desk, which: str):
    """Both had it, of one day; the one followed the correction and the other did not."""
    of_client(twice, "p1", "yes")
    of_client(twice, "p2", "yes")
    merge(twice)

    correct(twice, f"{which}@2", value="no")

    assert [of_person(twice, "p1")] * 2 == [held(twice, "t1"), held(twice, "t2")]
    assert is_up_to_date(twice, "t1", "t2")


def is_up_to_date(desk: Desk, *keys: str) -> bool:
    """Nothing is written a second time."""
    versions = [desk.dossier(key).trajectory.version for key in keys]
    with desk.write() as uow:
        desk.casework.bring_up_to_date(uow, "p1", desk.by)
    return versions == [desk.dossier(key).trajectory.version for key in keys]
