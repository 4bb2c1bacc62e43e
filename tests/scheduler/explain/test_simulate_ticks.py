"""What ticks to come will say, foretold: exactly what the ticks then say, message by message."""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from scheduler.explain.simulate_ticks import moments, prepared
from scheduler.outbox import agenda, ledger
from tests.scheduler.offices import Office, an_office, moment
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.local_time import local_day
from trajectories.people.staff import staff_on
from trajectories.repository.store import UnitOfWork
from trajectories.service import staff_changes
from workflows.language.names import Role

MON_16_FEBRUARY = "2026-02-16"


class Said(NamedTuple):
    """A reminder said, or folded into another, to someone on a day."""

    day: str
    to: str
    reminder: str
    into: str = ""


@pytest.fixture
def office(sqlite_url: str) -> Office:
    return an_office(sqlite_url)


def foretold(office: Office, looks: list[datetime]) -> tuple[set[Said], set[tuple[str, str, bool]]]:
    """The reminders, and the messages: day, to whom, urgent or not. Only read."""
    said, messages = set(), set()
    with office.app.read() as uow:
        staff_at = cache(lambda day: staff_on(uow, day))
        simulation = prepared(uow, office.app.dossiers, looks[0], local_day(looks[-1]), staff_at, "smtp")
        for now in looks:
            for told in simulation.look(now):
                messages.add((str(told.day), told.to, told.urgent))
                for line in told.lines:
                    said.add(Said(str(told.day), told.to, line.reminder))
                    said |= {Said(str(told.day), told.to, each, line.reminder) for each in line.folded}
    return said, messages


def told(office: Office, looks: list[datetime], keys: list[str]) -> tuple[set[Said], set[tuple[str, str, bool]]]:
    """The same, as the ticks at these moments really say it."""
    for now in looks:
        office.now = now
        office.tick()
    said = set()
    with office.app.read() as uow:
        for key in keys:
            for each in uow.history(said_stream(key)):
                event = each.event
                if isinstance(event, ev.ReminderSent | ev.ReminderFolded):
                    into = event.into if isinstance(event, ev.ReminderFolded) else ""
                    said.add(Said(str(each.occurred_on), event.to, event.reminder, into))
        messages = {(each.day, each.recipient, each.kind == "urgent") for each in ledger.ledger(uow, states=("sent",))}
    return said, messages


def mornings(first: str, days: int) -> list[datetime]:
    """Nine o'clock in UTC, on every day of the week."""
    return [moment(first) + timedelta(count) for count in range(days)]


def a_busy_office(office: Office) -> list[str]:
    """Colleagues with hours of their own and absences to come; terms that pass, are overdue, or are not known."""
    boris = office.joins("Boris", "coordinator")
    office.joins("Thea", "teamleider")
    joost = office.joins("Joost", "jurist")
    office.works(joost, "24 13:00-16:00")
    keys = [
        *office.clients(["WL-1", "WL-2"], "2026-02-12", ["s2", boris]),
        *office.clients(["WL-3"], "2025-10-20", ["s2"]),  # overdue within days
        *office.clients(["WL-4"], "", [boris]),
        *office.clients(["WL-5"], "2025-11-29", []),  # due on a Saturday, of nobody in particular
    ]
    with office.app.write() as uow:
        staff_changes.go_away(uow, boris, date(2026, 4, 8), date(2026, 4, 24), "s2", office.by())
    return keys


@pytest.mark.slow
def test_every_message_of_ten_weeks_is_foretold(office: Office):
    keys = a_busy_office(office)
    looks = mornings(MON_16_FEBRUARY, 70)

    expected = foretold(office, looks)

    assert expected == told(office, looks, keys)
    assert {"s1", "s2", "s3", "s4", "s5"} >= {each.to for each in expected[0]} > {"s2", "s3", "s4"}


@pytest.mark.slow
def test_looking_at_each_opening_is_what_ticks_all_day_long_say(office: Office):
    keys = a_busy_office(office)
    first = moment(MON_16_FEBRUARY)
    until = date(2026, 2, 25)
    with office.app.read() as uow:
        looks = list(moments(first, until, lambda day: staff_on(uow, day)))
    hours = [
        first + timedelta(hours=count) for count in range(10 * 24) if local_day(first + timedelta(hours=count)) <= until
    ]

    expected = foretold(office, looks)

    assert expected == told(office, hours, keys)
    assert [each for each in expected[0] if each.to == "s4"]  # the afternoons of Joost


def test_what_waits_already_is_foretold(office: Office):
    """A tick in the evening leaves it for the morning."""
    keys = a_busy_office(office)
    office.tick("2026-02-23T20:00")
    looks = mornings("2026-02-24", 20)

    expected = foretold(office, looks)

    assert expected[0]
    before = said_before(office, keys)
    found = told(office, looks, keys)
    assert expected[0] == found[0] - before
    assert expected[1] == {each for each in found[1] if each[0] >= "2026-02-24"}


def said_before(office: Office, keys: list[str]) -> set[Said]:
    return told(office, [], keys)[0]


def test_foretelling_writes_nothing(office: Office):
    a_busy_office(office)
    office.tick("2026-02-23T20:00")
    with office.app.read() as uow:
        before = state_of(uow)

    assert foretold(office, mornings("2026-02-24", 30))[0]

    with office.app.read() as uow:
        assert before == state_of(uow)


def state_of(uow: UnitOfWork) -> tuple[object, ...]:
    """All that a tick changes: the ledger, what is still to be said, and what was said."""
    keys = [f"t{number}" for number in range(1, 6)]
    return ledger.ledger(uow), agenda.look(uow, moment("2027-01-01")), [uow.history(said_stream(key)) for key in keys]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30))
def test_any_office_is_foretold(office: Office, seed: int):
    """Staff, hours, absences, terms and the times of ticks by chance."""
    chance = Random(seed)
    staff = ["s2"]
    roles: dict[str, Role] = {"Boris": "coordinator", "Thea": "teamleider", "Joost": "jurist"}
    for name, role in roles.items():
        staff += [office.joins(name, role)] if chance.random() < 0.8 else []
    for each in staff:
        if chance.random() < 0.5:
            days = "".join(sorted(chance.sample("1234567", chance.randint(1, 5))))
            office.works(each, f"{days} {chance.choice(['07:00-09:30', '08:30-12:00', '13:00-17:00', '00:00-23:59'])}")
        if chance.random() < 0.5:
            away_on = date(2026, 2, 16) + timedelta(chance.randint(0, 60))
            until = away_on + timedelta(chance.randint(0, 30)) if chance.random() < 0.8 else None
            substitute = chance.choice(["", *(other for other in staff if other != each)])
            with office.app.write() as uow:
                staff_changes.go_away(uow, each, away_on, until, substitute, office.by())
    coordinators = [each for each in staff if office.staff[each] in ("Anna", "Boris")]
    keys = []
    for number in range(6):
        granted = str(date(2026, 2, 16) - timedelta(chance.randint(0, 200))) if chance.random() < 0.8 else ""
        keys += office.clients(
            [f"WL-{number}"], granted, [chance.choice(coordinators)] if chance.random() < 0.7 else []
        )
    first = moment("2026-02-16T11:00")
    looks = [first + timedelta(hours=hour) for hour in sorted(chance.sample(range(75 * 24), 130))]

    expected = foretold(office, looks)

    assert expected == told(office, looks, keys), f"seed {seed}"
