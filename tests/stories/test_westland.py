"""Westland: intake up to 2017 has a fixed year; from 2018 an assessment decides 9, 15 or 21 months."""

import pytest

from tests.stories.desk import Desk


def in_housing(desk: Desk, intake: str, moved_in: str) -> str:
    """Up to the last task of the housing phase."""
    desk.on(intake).household("H1", C1="1988-08-08")
    key = str(desk.ask("open", "vestiging", "H1", "--municipality", "westland")["trajectory"])
    assert "bezichtiging" == desk.advance(key, "plan_bezichtiging")
    assert "huurcontract" == desk.advance(key, "accepteer_woning")
    facts = ("--fact", f"huurcontract_op={moved_in}", "--fact", f"ingeschreven_brp_op={moved_in}")
    assert "coaching_vestiging" == desk.on(moved_in).advance(key, "start_coaching", *facts)
    desk.tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")
    return key


def test_intake_of_2017_walks_three_and_twelve_months(desk: Desk):
    key = in_housing(desk, "2017-12-18", "2018-01-08")  # two Mondays

    started = desk.on("2018-04-06").run("advance", key, "start_begeleiding")
    assert "eindgesprek" == desk.on("2019-04-01").advance(key, "plan_eindgesprek")
    last = desk.ask("advance", key, "afsluiten")

    assert "mb_einde" in started.err
    assert "2019-04-06" in started.err
    assert ("afgesloten", "zelfredzaam") == (last["stage"], last["outcome"])


@pytest.mark.parametrize("months, ends", [("9", "2019-01-30"), ("15", "2019-07-30"), ("21", "2020-01-30")])
def test_the_assessment_of_2018_decides_the_months(desk: Desk, months: str, ends: str):
    key = in_housing(desk, "2018-01-08", "2018-02-01")  # Monday, Thursday

    unassessed = desk.on("2018-04-30").run("advance", key, "start_begeleiding", "--json")
    started = desk.run("advance", key, "start_begeleiding", "--fact", f"mb_maanden={months}")
    assert "eindgesprek" == desk.on(ends).advance(key, "plan_eindgesprek")
    last = desk.ask("advance", key, "overdragen")

    assert [("fact", "mb_maanden")] == [(each["kind"], each["name"]) for each in unassessed.error["missing"]]
    assert ends in started.err
    assert ("warme_overdracht", "overgedragen") == (last["stage"], last["outcome"])


def test_vitis_sends_a_legal_question_back(desk: Desk):
    key = in_housing(desk, "2018-01-08", "2018-02-01")

    assert "maatschappelijke_begeleiding" == desk.advance(key, "start_begeleiding", "--fact", "mb_maanden=9")
    assert "eindgesprek" == desk.on("2018-10-29").advance(key, "plan_eindgesprek")
    assert "vitis" == desk.advance(key, "naar_vitis")
    assert "juridische_hulp" == desk.on("2019-03-04").advance(key, "juridische_vraag")
    desk.who = "Joost"
    assert "vitis" == desk.on("2019-03-18").advance(key, "vraag_beantwoord")
    desk.who = "Cora"
    assert "afgesloten" == desk.on("2019-06-03").advance(key, "afsluiten")


def test_a_legal_question_opens_a_closed_household_again(desk: Desk):
    key = in_housing(desk, "2018-01-08", "2018-02-01")
    desk.advance(key, "start_begeleiding", "--fact", "mb_maanden=9")
    desk.on("2018-10-29").advance(key, "plan_eindgesprek")
    assert "afgesloten" == desk.advance(key, "afsluiten")

    assert "juridische_hulp" == desk.on("2019-03-04").advance(key, "juridische_vraag")
    desk.who = "Joost"
    last = desk.on("2019-03-18").ask("advance", key, "vraag_beantwoord")

    assert ("afgesloten", "zelfredzaam") == (last["stage"], last["outcome"])
