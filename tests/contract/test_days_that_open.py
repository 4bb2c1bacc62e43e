"""A day on which something opens is told on it or later, never earlier; that it may be open already is told too."""

from datetime import date

import pytest

from scheduler.messages.item import item_of
from scheduler.messages.item_text import item_in_full
from scheduler.planning.ladder import plan
from tests.builders import Desk

MON_2_NOVEMBER = date(2026, 11, 2)


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_NOVEMBER)
    return clock


def in_default(desk: Desk, on: str) -> str:
    """Asked for on 12 January 2026, so that the nine months ended on 12 October; told on that day."""
    key = desk.open("gezinshereniging", desk.client("C1", "1990-05-01"), date(2025, 12, 1))
    desk.advance(key, "rond_intake_af", date(2025, 12, 8), vergunning_verleend_op="2025-11-24", aanvragen=True)
    desk.advance(key, "dien_aanvraag_in", date(2026, 1, 12), aanvraag_ontvangen_op="2026-01-12")
    desk.fact(key, "ingebrekestelling_op", on)
    return key


def test_a_notice_of_a_saturday_opens_the_appeal_on_a_tuesday(desk: Desk, clock):
    """Saturday 31 October and two weeks: Saturday 14 November, moved to Monday; from Tuesday the 17th."""
    dossier = desk.dossier(in_default(desk, "2026-10-31"))

    [planned] = [each for each in plan(dossier) if each.name == "beroep_niet_tijdig" and each.rung == "due"]
    item = item_of(dossier, planned, "C1")

    assert (date(2026, 11, 17), date(2026, 11, 17)) == (planned.due_on, planned.day)
    text = " ".join(" ".join(item_in_full(1, item, MON_2_NOVEMBER, "nl")).split())
    assert "Dit kan vanaf dinsdag 17 november 2026; misschien al vanaf zondag 15 november 2026." in text


def test_a_notice_of_a_weekday_leaves_no_doubt(desk: Desk, clock):
    dossier = desk.dossier(in_default(desk, "2026-10-30"))

    [planned] = [each for each in plan(dossier) if each.name == "beroep_niet_tijdig" and each.rung == "due"]

    assert date(2026, 11, 14) == planned.due_on
    assert date(2026, 11, 16) == planned.day  # a Saturday: told on Monday, not on Friday
    assert item_of(dossier, planned, "C1").perhaps_on is None
