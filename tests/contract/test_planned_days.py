"""A planned day is reminded of before; when it is over, it is asked whether it took place, until that is told."""

from datetime import date

import pytest

from scheduler.planning.ladder import plan
from tests.builders import Desk
from tests.contract.test_late_knowledge_speaks import Office
from trajectories.casework.commands import Again

MON_2 = date(2026, 3, 2)


@pytest.fixture
def clock(clock):
    clock.noon(MON_2)
    return clock


def told(desk: Desk, key: str, rule: str) -> list[str]:
    return [f"{each.day} {each.rung}" for each in plan(desk.dossier(key)) if each.name == rule]


def standing(desk: Desk, key: str, rule: str) -> str:
    return next((each.standing for each in desk.dossier(key).deadlines if each.name == rule), "none")


def a_household(desk: Desk, municipality: str = "any") -> str:
    person = desk.client("C1", "1990-05-01")
    return desk.open("vestiging", desk.household("H1", person), municipality=municipality)


def test_a_viewing_is_reminded_of_and_then_asked_after(desk: Desk):
    """Planned for Thursday 12 March: the Thursday and the day before, and from Friday the 13th once a week."""
    key = a_household(desk)

    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")

    assert ["2026-03-05 before-1w", "2026-03-11 before-1d", "2026-03-13 overdue-1d"] == told(
        desk, key, "bezichtiging_gepland"
    )


@pytest.mark.parametrize("trigger", ["accepteer_woning", "weiger_woning", "niet_verschenen"])
def test_what_came_of_a_viewing_answers_the_question(desk: Desk, clock, trigger: str):
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 16))

    desk.advance(key, trigger)

    assert "met" == standing(desk, key, "bezichtiging_gepland")


def test_a_viewing_put_off_has_a_day_of_its_own(desk: Desk, clock):
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 13))

    desk.fact(key, "bezichtiging_gepland_op", "2026-03-26")

    assert ["2026-03-19 before-1w", "2026-03-25 before-1d", "2026-03-27 overdue-1d"] == told(
        desk, key, "bezichtiging_gepland"
    )


def test_a_second_viewing_after_a_refusal_is_reminded_of_too(desk: Desk, clock):
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 13))
    desk.advance(key, "weiger_woning")
    clock.noon(date(2026, 3, 16))

    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-04-02")

    assert ["2026-03-26 before-1w", "2026-04-01 before-1d", "2026-04-07 overdue-1d"] == told(
        desk, key, "bezichtiging_gepland"
    )


PLANNED = [("any", "plan_bezichtiging", "bezichtiging_gepland"), ("den_haag", "plan_regeldag", "regeldag_gepland")]


@pytest.mark.parametrize("place, trigger, rule", PLANNED)
def test_what_was_planned_without_a_day_is_asked_for_its_day(desk: Desk, clock, place: str, trigger: str, rule: str):
    """From the working day after the step; no question before it. Once the day is known it is reminded of."""
    key = a_household(desk, place)
    assert "none" == standing(desk, key, rule)

    desk.advance(key, trigger)

    assert ("unknown", ["2026-03-03 ask"]) == (standing(desk, key, rule), told(desk, key, rule))
    clock.noon(date(2026, 3, 4))
    desk.fact(key, f"{rule}_op", "2026-03-12")
    assert ["2026-03-05 before-1w", "2026-03-11 before-1d", "2026-03-13 overdue-1d"] == told(desk, key, rule)


def test_a_viewing_entered_again_without_a_new_day_is_asked_for_a_day_of_its_own(desk: Desk, clock):
    """It asked whether the viewing of the first time took place."""
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 13))
    desk.advance(key, "weiger_woning")
    assert ("met", []) == (standing(desk, key, "bezichtiging_gepland"), told(desk, key, "bezichtiging_gepland"))
    clock.noon(date(2026, 3, 16))

    desk.advance(key, "plan_bezichtiging")

    assert "unknown" == standing(desk, key, "bezichtiging_gepland")
    assert ["2026-03-17 ask"] == told(desk, key, "bezichtiging_gepland")
    desk.fact(key, "bezichtiging_gepland_op", "2026-03-26")
    assert ["2026-03-19 before-1w", "2026-03-25 before-1d", "2026-03-27 overdue-1d"] == told(
        desk, key, "bezichtiging_gepland"
    )


def test_a_day_that_was_asked_for_the_first_time_is_asked_for_anew_the_second_time(desk: Desk, clock):
    """Nobody answered before the dwelling was refused; the second question does not wait for the first."""
    office = Office(desk)
    key = a_household(desk)
    desk.assign(key, office.ids["Cora"])
    desk.advance(key, "plan_bezichtiging")
    office.tick(date(2026, 3, 3))
    clock.noon(date(2026, 3, 4))
    desk.advance(key, "weiger_woning")
    for day in (4, 5, 17, 18):
        office.tick(date(2026, 3, day))
    assert [("2026-03-03", "Cora", "ask.0")] == office.told(key, "bezichtiging_gepland")

    desk.advance(key, "plan_bezichtiging")
    office.tick(date(2026, 3, 19))

    assert ("2026-03-19", "Cora", "ask.0") in office.told(key, "bezichtiging_gepland")


def test_a_day_agreed_before_the_step_is_that_of_the_viewing_to_come(desk: Desk, clock):
    """After the refusal of the first dwelling; the step itself says no day."""
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging", bezichtiging_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 13))
    desk.advance(key, "weiger_woning")
    clock.noon(date(2026, 3, 16))
    desk.fact(key, "bezichtiging_gepland_op", "2026-03-26", meant=Again())

    desk.advance(key, "plan_bezichtiging")

    assert "2026-03-25 before-1d" in told(desk, key, "bezichtiging_gepland")


def test_the_regeldag_of_a_group_location_ends_with_what_was_done(desk: Desk, clock):
    key = a_household(desk, "den_haag")
    desk.advance(key, "plan_regeldag", regeldag_gepland_op="2026-03-12")
    assert 3 == len(told(desk, key, "regeldag_gepland"))
    clock.noon(date(2026, 3, 12))

    desk.task(key, "tekenen_huurcontract")

    assert "met" == standing(desk, key, "regeldag_gepland")


def test_a_regeldag_that_did_not_take_place_is_planned_anew(desk: Desk, clock):
    key = a_household(desk, "den_haag")
    desk.advance(key, "plan_regeldag", regeldag_gepland_op="2026-03-12")
    clock.noon(date(2026, 3, 13))

    desk.advance(key, "regeldag_ging_niet_door")

    assert "met" == standing(desk, key, "regeldag_gepland")
    desk.advance(key, "plan_regeldag", regeldag_gepland_op="2026-03-26")
    assert ["2026-03-19 before-1w", "2026-03-25 before-1d", "2026-03-27 overdue-1d"] == told(
        desk, key, "regeldag_gepland"
    )


def test_a_final_talk_is_held_when_its_task_is_ticked(desk: Desk, clock):
    """Also where it was planned with the step that leads to it."""
    key = a_household(desk)
    desk.advance(key, "plan_bezichtiging")
    desk.advance(key, "accepteer_woning")
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02", ingeschreven_brp_op="2026-03-02")
    for task in ("huurtoeslag", "zorgtoeslag"):
        desk.task(key, task)
    desk.task(key, "huisarts", member="p1")
    desk.advance(key, "start_begeleiding")

    desk.advance(key, "plan_eindgesprek", eindgesprek_gepland_op="2026-03-12")

    assert 3 == len(told(desk, key, "eindgesprek_gepland"))
    clock.noon(date(2026, 3, 16))
    assert ["2026-03-05 before-1w", "2026-03-11 before-1d", "2026-03-13 overdue-1d"] == told(
        desk, key, "eindgesprek_gepland"
    ), "nobody looked meanwhile"
    desk.task(key, "eindgesprek", date(2026, 3, 12))
    assert "met" == standing(desk, key, "eindgesprek_gepland")


def test_an_interview_at_ind_is_held_when_its_task_is_ticked_and_the_next_has_its_own(desk: Desk, clock):
    key = desk.open("gezinshereniging", desk.client("C1", "1990-05-01"))
    desk.advance(key, "rond_intake_af", aanvragen=True, vergunning_verleend_op="2026-02-20")
    desk.advance(key, "dien_aanvraag_in")
    desk.fact(key, "ind_gesprek_op", "2026-03-12")
    assert 3 == len(told(desk, key, "ind_gesprek"))
    clock.noon(date(2026, 3, 12))

    desk.task(key, "ind_gesprek")

    assert ("met", []) == (standing(desk, key, "ind_gesprek"), told(desk, key, "ind_gesprek"))
    desk.fact(key, "ind_gesprek_op", "2026-04-16", meant=Again())
    assert ["2026-04-09 before-1w", "2026-04-15 before-1d", "2026-04-17 overdue-1d"] == told(desk, key, "ind_gesprek")
