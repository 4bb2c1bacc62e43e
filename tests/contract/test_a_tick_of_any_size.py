"""A tick of any size: after weeks without one, to one person or to hundreds, with no parameter a row."""

import resource
import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.scheduler.offices import BOTH, Office, an_office
from trajectories.repository.trajectories import kept_of, open_of

FEW = 30  # parameters, where stock SQLite takes 32 766 and PostgreSQL 65 535
FIVE = 5  # reminders of each client, all on one day


@pytest.fixture
def few_parameters() -> Iterator[None]:
    """SQLite that refuses a statement with more parameters than that."""

    def hold_down(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, FEW)

    event.listen(Pool, "connect", hold_down)
    yield
    event.remove(Pool, "connect", hold_down)


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest, few_parameters: None) -> Iterator[Office]:
    office = an_office(request)
    yield office
    office.app.store.close()


def crowd(office: Office, clients: int, coordinators: list[str]) -> list[str]:
    refs = [f"WL-{number:05}" for number in range(clients)]
    keys = []
    for start in range(0, clients, 500):
        keys += office.clients(refs[start : start + 500], "2026-02-12", coordinators, "drukte")
    return keys


def test_more_rungs_than_a_statement_takes_parameters_go_to_one_person(office: Office):
    keys = crowd(office, 9, [office.joins("Bea", "coordinator")])

    report = office.tick("2026-04-10")

    assert (len(keys) * FIVE, 0) == (report.due, report.remaining)
    assert ["Bea"] == office.to()
    assert 0 == office.tick().due
    assert all(5 == len(office.told(key)) for key in keys)


def test_they_go_to_hundreds(office: Office):
    """And with hundreds of colleagues nobody's message carries a parameter for each of the others."""
    people = [office.joins(f"C{number}", "coordinator") for number in range(FEW + 20)]
    keys = crowd(office, len(people), people)

    report = office.tick("2026-04-10")

    assert len(keys) * FIVE == report.due
    assert (len(people), 0) == (len(set(office.to())), report.remaining)


def test_what_fails_and_what_a_killed_tick_left_is_taken_over_whole(office: Office):
    people = [office.joins(f"C{number}", "coordinator") for number in range(FEW + 20)]
    crowd(office, len(people), people)

    def stops(message: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.tick("2026-04-10", stops)
    office.leases_end()
    report = office.tick(later=timedelta(minutes=40))

    assert (0, 0) == (report.failed, report.remaining)
    assert set(office.staff.values()) >= set(office.to()) >= {f"C{number}" for number in range(FEW + 20)}


def test_reading_carries_no_parameter_a_client_or_text(office: Office):
    keys = crowd(office, FEW + 20, [office.joins("C", "coordinator")])
    clients = [f"p{number}" for number in range(1, FEW + 21)]

    with office.app.read() as uow:
        open_ones, kept = open_of(uow, clients), kept_of(uow, clients)
        texts = uow.private(*(f"{number:032}" for number in range(FEW + 20)))

    assert keys == open_ones == [each.id for each in kept]
    assert {} == texts


@pytest.mark.soak
@pytest.mark.parametrize("people", [1, 500])
def test_seventy_thousand_rungs_after_two_weeks_without_a_tick(office: Office, people: int):
    """They are told in one tick, and the process does not grow with what it has read."""
    coordinators = [office.joins(f"C{number}", "coordinator") for number in range(people)]
    keys = crowd(office, 14_000, coordinators)
    before = megabytes()

    report = office.tick("2026-04-24", lambda message: None)

    assert (len(keys) * FIVE, 0) == (report.due, report.remaining)
    assert megabytes() - before < 500


def megabytes() -> float:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
