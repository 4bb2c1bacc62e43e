"""Den Haag 2019: an ordinary dwelling, or a group location."""

from tests.stories.desk import Desk


def opened(desk: Desk) -> str:
    desk.on("2019-03-04").household("H1", C1="1988-08-08")  # Monday
    answer = desk.ask("open", "vestiging", "H1", "--municipality", "den_haag")
    assert ("den_haag", "koppeling") == (answer["variant"], answer["stage"])
    return str(answer["trajectory"])


def test_a_household_in_an_ordinary_dwelling_ends_at_the_front_office(desk: Desk):
    key = opened(desk)

    facts = ("--fact", "gevestigd_op=2019-04-01", "--fact", "ingeschreven_brp_op=2019-04-01")
    assert "coaching_vestiging" == desk.on("2019-04-01").advance(key, "start_coaching", *facts)
    desk.on("2019-04-10").tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")
    assert "maatschappelijke_begeleiding" == desk.on("2019-07-01").advance(key, "start_begeleiding")
    assert "eindgesprek" == desk.on("2020-03-30").advance(key, "plan_eindgesprek")
    last = desk.on("2020-04-01").ask("advance", key, "naar_frontoffice")

    assert ("eindgesprek", "frontoffice") == (last["from"], last["stage"])
    assert (True, "frontoffice") == (last["closed"], last["outcome"])


def test_a_group_location_is_handed_over_after_the_five_tasks_of_the_regeldag(desk: Desk):
    key = opened(desk)
    five = ["afspraak_woningcorporatie", "tekenen_huurcontract", "inschrijving_brp", "lening_kredietbank"]
    five.append("aanvraag_toeslagen")

    assert "regeldag" == desk.on("2019-03-11").advance(key, "plan_regeldag")
    too_early = desk.run("advance", key, "rond_regeldag_af", "--json")
    desk.on("2019-03-12").tasks(key, *five)
    last = desk.ask("advance", key, "rond_regeldag_af")

    assert 4 == too_early.code
    assert five == [each["name"] for each in too_early.error["missing"]]
    assert ("overgedragen_aanbieder", "andere_aanbieder") == (last["stage"], last["outcome"])
