"""A volunteer leaves while forty reminders are planned for them: none is lost, and everyone told knows why.

Granted on Thursday 12 February 2026: the volunteers are reminded on Friday 10 April, and on Monday 4 May together
with the coordinator.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from scheduler.messages.message import Message
from tests.scheduler.offices import BOTH, GRANTED, Office, an_office
from trajectories.service import staff_changes
from workflows.errors import DeliveryFailed
from workflows.words import Words

on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)
FORTY = [f"WL-{number:04}" for number in range(1, 41)]
FRI_10_APRIL, MON_13_APRIL, MON_4_MAY = "2026-04-10", "2026-04-13", "2026-05-04"


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """Forty clients of Vera's, whose coordinator is Anna; Wim is a volunteer too, and Thea leads the team."""
    made = an_office(request)
    made.joins("Vera", "volunteer")
    made.joins("Wim", "volunteer")
    made.joins("Thea", "teamleider")
    keys = made.clients(FORTY, GRANTED, [named(made, "Anna")], "bezoek")
    with made.app.write() as uow:
        for key in keys:
            made.app.casework.assign(uow, key, named(made, "Vera"), "volunteer", made.by().today, made.by())
    yield made
    made.app.store.close()


def named(office: Office, name: str) -> str:
    return next(key for key, each in office.staff.items() if each == name)


def hands_over(office: Office, to: str) -> None:
    with office.app.write() as uow:
        held = staff_changes.held_by(uow, named(office, "Vera"))
        staff_changes.hand_over(office.app.casework, uow, held, named(office, to), office.by().today, office.by())


def clients_in(messages: list[str]) -> list[str]:
    return [ref for ref in FORTY if any(ref in body for body in messages)]


def bodies(office: Office, name: str) -> list[str]:
    return [" ".join(message.body.split()) for message in office.outbox if message.name == name]


def said_to(office: Office, name: str) -> int:
    """How many of the forty clients' reminders of a month before were said to someone, by their own history."""
    return sum((name, "before-1m.0") in office.told(f"t{number}") for number in range(1, 41))


def test_the_successor_gets_all_forty_in_one_message(office: Office):
    leaves(office, "Wim")

    office.tick(FRI_10_APRIL)

    [body] = bodies(office, "Wim")
    assert FORTY == clients_in([body])
    assert (40, 0, 0) == (said_to(office, "Wim"), said_to(office, "Vera"), said_to(office, "Thea"))
    assert [] == bodies(office, "Vera")
    assert "krijgt u omdat" not in body


def test_left_without_a_successor_the_team_leader_gets_them_and_reads_why(office: Office):
    leaves(office, "")

    office.tick(FRI_10_APRIL)

    [body] = bodies(office, "Thea")
    assert FORTY == clients_in([body])
    assert "40 hiervan krijgt u omdat daar geen vrijwilliger is aangewezen" in body
    assert "U krijgt dit omdat dit traject geen vrijwilliger heeft" in body
    assert (40, 0) == (said_to(office, "Thea"), said_to(office, "Vera"))
    assert [] == bodies(office, "Vera")


@on_sqlite
def test_on_holiday_with_a_substitute_who_reads_for_whom(office: Office):
    office.goes_away(named(office, "Vera"), "2026-04-30", named(office, "Wim"))

    office.tick(FRI_10_APRIL)
    office.tick(MON_4_MAY)

    body, *rest = bodies(office, "Wim")
    assert FORTY == clients_in([body])
    assert "40 hiervan krijgt u omdat u Vera vervangt, tot en met donderdag 30 april 2026" in body
    assert [] == rest
    assert FORTY == clients_in(bodies(office, "Vera"))  # back on Monday 4 May, for what comes then


@on_sqlite
def test_on_holiday_without_a_substitute_the_team_leader_reads_that_the_volunteer_is_away(office: Office):
    """Never what for."""
    office.goes_away(named(office, "Vera"))

    office.tick(FRI_10_APRIL)

    [body] = bodies(office, "Thea")
    assert "40 hiervan krijgt u omdat wie daar vrijwilliger is, afwezig is zonder vervanger" in body
    assert 40 == said_to(office, "Thea")


@pytest.mark.parametrize("heir", ["Wim", ""])
def test_left_between_claim_and_handing_over(office: Office, heir: str):
    """On 4 May Anna's message goes out first; while it does, Vera leaves. Wim is told the same, as his now; without
    him Anna alone is, as she is told anyway.
    """
    office.tick(FRI_10_APRIL)
    office.outbox.clear()

    def meanwhile(message: Message) -> None:
        office.outbox.append(message)
        if len(office.outbox) == 1:
            leaves(office, heir)

    office.tick(MON_4_MAY, meanwhile)
    office.tick("2026-05-04T11:30")

    assert "Anna" == office.outbox[0].name
    assert FORTY == clients_in(bodies(office, "Anna")[:1])
    assert [] == bodies(office, "Vera")
    assert (FORTY if heir else []) == clients_in(bodies(office, "Wim"))
    told = [who for number in range(1, 41) for who, rung in office.told(f"t{number}") if rung == "before-1w.0"]
    assert {"Anna": 40, **({"Wim": 40} if heir else {})} == Counter(told)


def leaves(office: Office, heir: str) -> None:
    """Vera, with or without a successor."""
    if heir:
        hands_over(office, heir)
    office.leaves(named(office, "Vera"), "volunteer")


@on_sqlite
def test_a_message_that_failed_goes_to_the_successor(office: Office):
    """The mail server refused it on Friday; by Monday Wim has the clients."""

    def refuses(message: Message) -> None:
        raise DeliveryFailed(Words("de mailserver weigerde", "the mail server refused"))

    office.tick(FRI_10_APRIL, refuses)
    leaves(office, "Wim")

    office.leases_end()
    office.tick(MON_13_APRIL)

    assert FORTY == clients_in(bodies(office, "Wim"))
    assert (40, 0) == (said_to(office, "Wim"), said_to(office, "Vera"))
