"""Several people at the facts of one client at once, on both databases: each ends with the same, everywhere."""

from datetime import date
from functools import partial
from threading import Thread
from time import monotonic

import pytest

from tests.builders import Clock, Desk, given_database
from tests.contract.test_concurrency import at_once
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.people.legal_facts import facts_of
from workflows.errors import VersionConflict

DAYS = [date(2024, 1, day) for day in (2, 3, 4, 5)]


@pytest.fixture
def family(desk: Desk) -> Desk:
    """A-1 with a permit (t1), family that may come (t2) and a duty (t3)."""
    desk.household("H-1", desk.client("A-1", "1990-05-31"), desk.client("A-2", "1988-08-08"))
    for workflow in ("verblijf", "gezinshereniging", "inburgering"):
        desk.open(workflow, "p1")
    return desk


def is_one(desk: Desk, name: str, *keys: str) -> bool:
    """What the person has is what each trajectory has, with its days, and the history verifies."""
    with desk.read() as uow:
        known = [(each.value, each.on) for each in facts_of(uow, "p1") if each.name == name]
        assert [] == verify(uow).problems
    held = [[(each.value, each.on) for each in desk.dossier(key).trajectory.facts[name]] for key in keys]
    return bool(known) and all(each == known for each in held)


@pytest.mark.slow
def test_two_who_record_the_same_fact_in_two_places_end_with_one_order(family: Desk):
    def work(key: str, answer: str, days: list[date]) -> None:
        for day in days:
            family.fact(key, "alleen_subsidiair", answer, on=day)

    outcomes = at_once(partial(work, "t1", "yes", DAYS[::2]), partial(work, "t2", "no", DAYS[1::2]))

    assert [None, None] == outcomes
    assert is_one(family, "alleen_subsidiair", "t1", "t2")


@pytest.mark.slow
def test_what_is_opened_while_a_fact_is_recorded_has_it(family: Desk):
    """By hand and by a step: whoever is second sees the other."""
    family.fact("t3", "inburgeringsplichtig_op", "2018-03-15", on=DAYS[0])

    outcomes = at_once(
        partial(family.advance, "t3", "start_inburgering"),
        partial(family.open, "alfabetisering", "p1"),
        partial(family.fact, "t3", "inburgeringsplichtig_op", "2018-03-20", DAYS[1]),
        partial(family.fact, "t3", "inburgeringsplichtig_op", "2018-03-21", DAYS[2]),
    )

    assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, VersionConflict)]
    running = [key for (key,) in family.rows("SELECT id FROM trajectory WHERE number > 2 AND closed_on = ''")]
    assert {"t3", "t4"} <= set(running)
    assert is_one(family, "inburgeringsplichtig_op", *running)


@pytest.mark.slow
def test_a_correction_and_another_value_leave_every_copy_the_same(family: Desk):
    family.fact("t1", "alleen_subsidiair", "yes", on=DAYS[0])
    version = family.dossier("t2").history[-1].version

    outcomes = at_once(
        partial(family.correct, "t2", version, value="no"),
        partial(family.fact, "t1", "alleen_subsidiair", "yes", DAYS[1]),
        partial(family.correct, "t1", family.dossier("t1").history[-1].version, on=DAYS[2]),
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert is_one(family, "alleen_subsidiair", "t1", "t2")


def test_what_was_begun_first_and_is_saved_last_has_the_fact(postgres_url: str, clock: Clock):
    """Someone opens a trajectory and has not saved it when the fact is recorded, so that it cannot be seen yet."""
    given_database(postgres_url)
    desk = Desk(postgres_url, clock)
    desk.client("A-1", "1990-05-31")
    desk.open("inburgering", "p1")
    record = Thread(target=desk.fact, args=("t1", "inburgeringsplichtig_op", "2018-03-20", DAYS[0]))

    with desk.write() as uow:
        command = ask.Open("ontheffing_inburgering", "p1", "any", DAYS[3], DAYS[3])
        desk.casework.open(uow, command, desk.by)
        record.start()
        until_someone_waits(desk)
    record.join()

    assert is_one(desk, "inburgeringsplichtig_op", "t1", "t2")


def until_someone_waits(desk: Desk) -> None:
    """Asks the server, for half a minute at most, whether a transaction of this database waits for another."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = monotonic() + 30
    while not desk.rows(asked)[0][0]:
        assert monotonic() < end
