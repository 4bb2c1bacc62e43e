"""Several writers at once, on both databases: nothing lost, nothing doubled, nobody waits for ever.

Threads meet at a barrier and are then left to the scheduler; every assertion holds whatever the order.
"""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from tests.builders import Desk
from trajectories.casework import commands as ask
from trajectories.history.replay import replay
from workflows.errors import Refused, VersionConflict

MON_8 = date(2024, 1, 8)
FRI_5 = date(2024, 1, 5)


def at_once(*jobs: Callable[[], object]) -> list[Any]:
    """What each came to: its result or its exception."""
    barrier = threading.Barrier(len(jobs))
    outcomes: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            outcomes[place] = job()
        except BaseException as error:
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


@pytest.fixture
def family(desk: Desk) -> Desk:
    """H-1 with two adults."""
    desk.household("H-1", desk.client("A-1", "1990-05-31"), desk.client("A-2", "1988-08-08"))
    return desk


def is_whole(desk: Desk, key: str) -> bool:
    """Versions without gaps, a projection that equals its history."""
    history = desk.dossier(key).history
    stored = desk.rows("select version, stage from trajectory where id = :id", {"id": key})
    now = replay(key, history)
    return [each.version for each in history] == list(range(1, len(history) + 1)) and stored == [
        (now.version, now.stage)
    ]


@pytest.mark.slow
def test_four_at_one_trajectory_lose_nothing(family):
    """Each does five half things; every one is written, once."""
    key = family.open("inburgering", "p1", inburgeringsplichtig_op="2024-01-02", pip_op="2024-01-02")

    def work(name: str) -> None:
        for count in range(5):
            if name == "pvt":
                family.task(key, "pvt_uren")
            elif name == "feit":
                family.fact(key, "kennisgeving_duo_op", f"2024-01-0{count + 1}")
            elif name == "notitie":
                family.note(key, f"notitie {count}")
            else:
                family.task(key, "pvt_uren", on=FRI_5)

    outcomes = at_once(*[partial(work, name) for name in ("pvt", "feit", "notitie", "uren")])

    assert [None] * 4 == outcomes
    written = family.dossier(key)
    assert 10 == sum(each.amount for each in written.trajectory.done["pvt_uren"])
    assert (5, 5) == (len(written.trajectory.facts["kennisgeving_duo_op"]), written.trajectory.note_count)
    assert is_whole(family, key)


@pytest.mark.slow
def test_of_four_the_same_steps_one_is_taken(family):
    """The others are decided on the new state, and refused."""
    key = family.open("vestiging", "h1")

    outcomes = at_once(*[lambda: family.advance(key, "plan_bezichtiging")] * 4)

    assert 1 == sum(not isinstance(each, Exception) for each in outcomes)
    assert 3 == sum(isinstance(each, Refused) for each in outcomes)
    assert is_whole(family, key)


@pytest.mark.slow
def test_of_two_who_saw_the_same_version_one_wins(family):
    """The other learns what changed, and nothing of it is written."""
    key = family.open("verblijf", "p1")

    outcomes = at_once(
        lambda: family.task(key, "stukken_verlenging", expect=1),
        lambda: family.fact(key, "geldig_tot", "2028-01-01", expect=1),
    )

    [lost] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(lost, VersionConflict)
    assert "is at version 2 now, not 1" in str(lost)
    assert 2 == family.dossier(key).trajectory.version
    assert is_whole(family, key)


@pytest.mark.slow
def test_a_client_gets_one_trajectory_of_a_kind_however_many_open_it(family):
    """Four colleagues after the same meeting."""
    outcomes = at_once(*[lambda: family.open("verblijf", "p1")] * 4)

    assert 1 == sum(isinstance(each, str) for each in outcomes)
    assert 3 == sum(isinstance(each, Refused) for each in outcomes)
    assert [(1,)] == family.rows("select count(*) from trajectory")


@pytest.mark.slow
def test_a_reference_is_given_once_however_many_add_it(desk):
    """And the others are told so, in words."""
    outcomes = at_once(*[lambda: desk.client("A-1", "1990-05-31")] * 4)

    assert 1 == sum(isinstance(each, str) for each in outcomes)
    assert 3 == sum(isinstance(each, Refused) for each in outcomes)


@pytest.mark.slow
def test_a_colleague_is_added_once_however_many_do_it(desk):
    """Every one of them gets the same id, or is told that someone was first."""
    outcomes = at_once(*[lambda: desk.colleague("Vera", "volunteer")] * 4)

    assert all(each == "s2" or isinstance(each, VersionConflict) for each in outcomes)
    assert "s2" in outcomes


@pytest.mark.slow
def test_numbers_are_given_once(desk):
    """Four at a time, without a gap."""
    outcomes = at_once(*[lambda place=place: [desk.client(f"A-{place}{n}") for n in range(4)] for place in range(4)])

    assert [f"p{number}" for number in range(1, 17)] == sorted(
        [key for keys in outcomes for key in keys], key=lambda key: int(key[1:])
    )


@pytest.mark.slow
def test_two_of_a_household_signal_it_at_once_and_neither_waits_for_the_other(family):
    """Both lock in id order: the household's file gets both, time after time."""
    house = family.open("proefhuis", "h1", getekend_op="2024-01-08")
    one, other = (key for _, key in family.started(house))

    for trigger in ("geef_taak", "geef_feit") * 4:
        outcomes = at_once(partial(family.advance, one, trigger), partial(family.advance, other, trigger))
        assert not [each for each in outcomes if isinstance(each, Exception)]

    assert is_whole(family, house)
    history = [type(each.event).__name__ for each in family.dossier(house).history]
    assert (8, 8) == (history.count("TaskAsked"), history.count("FactSet") - 1)


@pytest.mark.slow
def test_arrivals_and_steps_at_once_leave_a_whole_history(family):
    """A member joins while the household's file is stepped along and its people's files are worked on."""
    house = family.open("proefhuis", "h1", getekend_op="2024-01-08")
    one, other = (key for _, key in family.started(house))
    newcomers = [family.client(f"B-{number}") for number in range(3)]

    def join() -> None:
        for each in newcomers:
            family.join("h1", each)

    def step() -> None:
        for _ in range(3):
            family.advance(house, "ga")
            family.advance(house, "terug")

    outcomes = at_once(join, step, lambda: family.advance(one, "geef_taak"), lambda: family.advance(other, "geef_taak"))

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert [(6,)] == family.rows("select count(*) from trajectory")
    assert all(is_whole(family, f"t{number}") for number in range(1, 7))


@pytest.mark.slow
def test_a_refusal_halfway_leaves_nothing_of_what_it_had_started(family):
    """Beside others who write: the numbers it took are given to the next."""

    def half() -> None:
        with family.write() as uow:
            family.casework.open(uow, ask.Open("vestiging", "h1", "any", MON_8, MON_8), family.by)
            raise ZeroDivisionError

    outcomes = at_once(half, lambda: family.open("inburgering", "p2"))

    assert isinstance(outcomes[0], ZeroDivisionError)
    key = outcomes[1]
    assert [(key,)] == family.rows("select id from trajectory")
    assert [("t1",)] == family.rows("select distinct stream from event where type = 'TrajectoryOpened'")


@pytest.mark.slow
def test_a_wrong_opening_is_taken_back_or_worked_on_and_never_both(family):
    """Whoever comes second is refused: nobody works in a case that never was, and no case with work is taken back."""
    key = family.open("vestiging", "h1")
    started = [found for _, found in family.started(key)]

    outcomes = at_once(
        lambda: family.correct(key, 1, void=True),
        lambda: family.fact(started[0], "geldig_tot", "2028-01-01"),
    )

    [lost] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(lost, Refused), outcomes
    backs = {family.dossier(each).trajectory.taken_back_on for each in (key, *started)}
    assert 1 == len(backs), "all of it, or nothing"
    assert (None in backs) == bool(family.dossier(started[0]).trajectory.fact("geldig_tot"))
    assert all(is_whole(family, each) for each in (key, *started))
