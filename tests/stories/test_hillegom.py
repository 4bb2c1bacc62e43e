"""Hillegom 2017: a lease about two weeks after the viewing, two years with one contact, then the walk-in hours."""

from tests.stories.desk import Desk


def test_a_household_walks_from_the_match_to_the_walk_in_hours(desk: Desk):
    desk.on("2017-02-06").household("H1", C1="1988-08-08")  # Monday
    key = desk.ask("open", "vestiging", "H1", "--municipality", "hillegom")["trajectory"]

    planned = desk.on("2017-02-13").run("advance", key, "plan_bezichtiging")
    viewed = desk.run("fact", "set", key, "bezichtigd_op", "2017-02-13")
    assert "huurcontract" == desk.on("2017-02-14").advance(key, "accepteer_woning")
    desk.on("2017-02-27").tasks(key, "dossier_aanleggen")
    facts = ("--fact", "huurcontract_op=2017-02-27", "--fact", "gevestigd_op=2017-02-27")
    assert "coaching_vestiging" == desk.advance(key, "start_coaching", *facts)
    desk.on("2017-03-13").tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")
    registered = ("--fact", "ingeschreven_brp_op=2017-03-01")
    assert "maatschappelijke_begeleiding" == desk.on("2017-05-29").advance(key, "start_begeleiding", *registered)
    assert "begeleiding_jaar_2" == desk.on("2018-02-26").advance(key, "start_jaar_2")
    assert "spreekuur" == desk.on("2019-02-25").advance(key, "naar_spreekuur")
    last = desk.ask("advance", key, "afsluiten")

    assert "not known yet" in planned.err
    assert "2017-02-27" in viewed.err  # two weeks, a Monday
    assert ("afgesloten", "zelfredzaam") == (last["stage"], last["outcome"])
