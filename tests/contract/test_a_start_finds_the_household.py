"""A workflow of a person that starts one of a household: for the household of that day, or someone is told."""

from datetime import date

import pytest

from tests.builders import Desk

MON_15_JUNE = date(2026, 6, 15)


@pytest.fixture
def clock(clock):
    clock.noon(MON_15_JUNE)
    return clock


def turned_eighteen(desk: Desk, person: str) -> str:
    key = desk.open("amv_achttien", person, date(2025, 6, 2))
    desk.advance(key, "wordt_achttien", date(2026, 3, 16))
    desk.advance(key, "vind_woning", date(2026, 6, 8), huisvesting_op="2026-06-08")
    desk.task(key, "warme_overdracht", date(2026, 6, 15))
    return key


def test_who_turned_eighteen_gets_the_settlement_of_their_household(desk: Desk, clock):
    person = desk.client("J1", "2008-03-15")
    key = turned_eighteen(desk, person)
    home = desk.household("H1", person)

    told = desk.advance(key, "draag_over")

    assert "vestiging" in [each.workflow for each in told.started]
    assert [home] == [each.subject for each in told.started if each.workflow == "vestiging"]
    assert [] == told.notices


def test_without_a_household_it_is_said_what_to_do(desk: Desk, clock):
    key = turned_eighteen(desk, desk.client("J1", "2008-03-15"))

    told = desk.advance(key, "draag_over")

    assert [] == told.started
    assert [
        "vestiging follows a household, and there is none yet; form it with 'traject household add' and open vestiging "
        "then"
    ] == [each.say("en") for each in told.notices]
    [left] = desk.dossier(key).trajectory.followed[-1].signalled
    assert "no_household" == left["problem"]
