"""A step passes on the day of a fact to another trajectory of the household, or someone is told why not."""

from datetime import date

import pytest

from scheduler.planning.ladder import plan
from tests.builders import Desk

MON_14_SEPTEMBER = date(2026, 9, 14)


@pytest.fixture
def clock(clock):
    clock.noon(MON_14_SEPTEMBER)
    return clock


def arrives(desk: Desk, person: str) -> list[str]:
    """The family enters on 14 September 2026; what a person is told to see to."""
    [[key]] = desk.rows("SELECT id FROM trajectory WHERE workflow = 'gezinshereniging'")
    desk.advance(key, "rond_intake_af", date(2025, 6, 3), vergunning_verleend_op="2025-05-26", aanvragen=True)
    desk.advance(key, "dien_aanvraag_in", date(2025, 7, 7), aanvraag_ontvangen_op="2025-07-07")
    desk.advance(key, "willig_in", date(2026, 6, 1), beslissing_op="2026-06-01")
    desk.advance(key, "haal_mvv_op", date(2026, 8, 3), mvv_afgegeven_op="2026-08-03")
    done = desk.advance(key, "reis_in", ingereisd_op="2026-09-14")
    return [each.say("en") for each in done.notices]


def test_who_shares_a_dwelling_is_followed_by_the_arrival_of_the_family(desk: Desk, clock):
    person = desk.client("P1", "1990-05-01")
    home = desk.household("H1", person)
    desk.open("vestiging", home, date(2025, 6, 2))
    shared = desk.open("woningdelen", person, date(2025, 6, 2))

    assert [] == arrives(desk, person)

    dossier = desk.dossier(shared)
    assert "2026-09-14" == dossier.trajectory.fact("gezin_ingereisd_op")
    assert "gezin_is_er" in [each.name for each in plan(dossier)]


def test_who_shares_no_dwelling_is_told_nothing_of_one(desk: Desk, clock):
    person = desk.client("P1", "1990-05-01")
    desk.open("vestiging", desk.household("H1", person), date(2025, 6, 2))

    assert [] == arrives(desk, person)
