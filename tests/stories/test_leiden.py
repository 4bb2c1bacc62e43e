"""Leiden 2019: about one year, prolonged where needed, then the neighbourhood team."""

from tests.stories.desk import Desk


def test_a_household_is_prolonged_once_and_then_handed_over(desk: Desk):
    desk.on("2019-01-07").household("H1", C1="1988-08-08", C2="2013-05-05")  # Monday; C2 goes to school
    key = desk.ask("open", "vestiging", "H1", "--municipality", "leiden")["trajectory"]

    days = ("--fact", "huurcontract_op=2019-01-14", "--fact", "ingeschreven_brp_op=2019-01-14")
    facts = (*days, "--fact", "wacht_op_toeslagen=no")
    assert "coaching_vestiging" == desk.on("2019-01-14").advance(key, "start_coaching", *facts)
    desk.on("2019-02-04").tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1", school="C2")
    desk.tasks(key, huisarts="C2")
    assert "maatschappelijke_begeleiding" == desk.on("2019-05-01").advance(key, "start_begeleiding")
    assert "eindgesprek" == desk.on("2020-01-13").advance(key, "plan_eindgesprek")
    assert "verlengde_begeleiding" == desk.advance(key, "verlengen", "--fact", "verlengd_tot=2020-04-14")
    assert "eindgesprek" == desk.on("2020-04-06").advance(key, "plan_eindgesprek")
    last = desk.ask("advance", key, "overdragen")

    assert ("warme_overdracht", "overgedragen") == (last["stage"], last["outcome"])


def test_a_volunteer_may_not_close(desk: Desk):
    desk.on("2019-01-07").household("H1", C1="1988-08-08")
    key = desk.ask("open", "vestiging", "H1", "--municipality", "leiden")["trajectory"]
    desk.advance(key, "start_coaching", "--fact", "huurcontract_op=2019-01-07", "--fact", "wacht_op_toeslagen=no")
    desk.tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")
    desk.advance(key, "start_begeleiding", "--fact", "ingeschreven_brp_op=2019-01-07")
    desk.advance(key, "plan_eindgesprek")

    desk.who = "Vera"
    refused = desk.run("advance", key, "afsluiten", "--json")

    assert 4 == refused.code
    assert ["role"] == [each["kind"] for each in refused.error["missing"]]
