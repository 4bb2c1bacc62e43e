"""A second request for papers leaves the first as it was."""

from datetime import date

import pytest

from tests.builders import Desk, a_history, opened
from trajectories.deadlines.own_pauses import own_pauses
from trajectories.history import events as ev
from trajectories.history.replay import replay
from workflows.language.grounds import Suspending

THU_1_MARCH = date(2018, 3, 1)
TUE_3_APRIL = date(2018, 4, 3)
MON_9_APRIL = date(2018, 4, 9)


@pytest.fixture
def clock(clock):
    """Monday 22 January 2018."""
    clock.noon(date(2018, 1, 22))
    return clock


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Asked for on Thursday 1 March, with Thursday 15 March as last day; they came on Tuesday 3 April only."""
    desk.client("A1", "1990-05-01")
    desk.open("gezinshereniging", "p1", vergunning_verleend_op="2018-01-02")
    desk.advance("t1", "rond_intake_af", aanvragen=True)
    desk.advance("t1", "dien_aanvraag_in", aanvraag_ontvangen_op="2018-01-22")
    desk.clock.noon(THU_1_MARCH)
    desk.advance("t1", "vraag_herstel", herstel_verzuim_uiterlijk="2018-03-15")
    desk.clock.noon(TUE_3_APRIL)
    desk.advance("t1", "vul_aan")
    return desk


def pauses(desk: Desk, rule: str = "ind_beslist") -> list[tuple[str, str]]:
    found = next(each for each in desk.dossier("t1").deadlines if each.name == rule)
    return [(str(on), str(until)) for on, until in found.holds]


def test_the_last_day_of_the_second_request_does_not_lengthen_the_first(desk: Desk):
    """The term of the first letter had passed unused, and the days after it counted."""
    before = pauses(desk)
    assert [("2018-03-02", "2018-03-15")] == before

    desk.clock.noon(MON_9_APRIL)
    desk.advance("t1", "vraag_herstel", herstel_verzuim_uiterlijk="2018-04-23")

    assert [*before, ("2018-04-10", "2018-04-23")] == pauses(desk)


def test_a_first_letter_that_gave_more_time_afterwards_counts_as_it_reads_then(desk: Desk):
    """Until Thursday 29 March after all, told on the first of March; and again a second request."""
    letter = next(each.version for each in desk.dossier("t1").history if "2018-03-15" in str(each.event))
    desk.correct("t1", letter, value="2018-03-29")
    desk.clock.noon(MON_9_APRIL)

    desk.advance("t1", "vraag_herstel", herstel_verzuim_uiterlijk="2018-04-23")

    assert [("2018-03-02", "2018-03-29"), ("2018-04-10", "2018-04-23")] == pauses(desk)


def test_the_same_letter_recorded_once_more_is_no_second_one():
    """Nor does it undo the time given since. `getekend_op` stands for the letter, `brief_op` for its last day."""
    asked = {"label": {"nl": "Stukken gevraagd"}, "begins": {"fact": "getekend_op"}, "last_day": "brief_op"}
    told = [
        (THU_1_MARCH, opened()),
        (THU_1_MARCH, ev.FactSet("getekend_op", "2018-03-01")),
        (THU_1_MARCH, ev.FactSet("brief_op", "2018-03-15")),
        (date(2018, 3, 12), ev.FactSet("brief_op", "2018-03-29")),
        (TUE_3_APRIL, ev.FactSet("getekend_op", "2018-03-01")),
    ]

    found = own_pauses(
        Suspending.model_validate({"grounds": {"aanvullen": asked}}), "x", 1, replay("t1", a_history(*told))
    )

    assert {("2018-03-02", "2018-03-29")} == {(str(each.on), str(each.until)) for each in found}
