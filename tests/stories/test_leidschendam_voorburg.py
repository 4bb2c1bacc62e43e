"""Leidschendam-Voorburg 2017: placement, half a year of coaching, and on to the end of the second year."""

from tests.stories.desk import Desk

PLACED = ("huurcontract_voorbereiden", "uitkering", "inschrijving_gemeente")


def opened(desk: Desk) -> str:
    desk.on("2017-01-09").household("H1", C1="1988-08-08")  # Monday
    return str(desk.ask("open", "vestiging", "H1", "--municipality", "leidschendam_voorburg")["trajectory"])


def test_a_placement_that_fails_is_repeated_and_guidance_lasts_two_years(desk: Desk):
    key = opened(desk)

    assert "plaatsing" == desk.on("2017-01-16").advance(key, "plan_plaatsing")
    assert "herplaatsing" == desk.advance(key, "herplaatsen")
    assert "plaatsing" == desk.on("2017-01-23").advance(key, "plan_plaatsing")
    desk.tasks(key, *PLACED)
    facts = ("--fact", "gevestigd_op=2017-01-23", "--fact", "huurcontract_op=2017-01-23")
    assert "coaching_vestiging" == desk.advance(key, "start_coaching", *facts)
    desk.ask("fact", "set", key, "ingeschreven_brp_op", "2017-01-23")
    desk.on("2017-02-06").tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")
    assert "maatschappelijke_begeleiding" == desk.on("2017-07-21").advance(key, "start_begeleiding")
    assert "begeleiding_jaar_2" == desk.on("2018-01-22").advance(key, "start_jaar_2")
    assert "eindgesprek" == desk.on("2019-01-21").advance(key, "plan_eindgesprek")
    last = desk.ask("advance", key, "overdragen")

    assert ("warme_overdracht", "overgedragen") == (last["stage"], last["outcome"])


def test_who_shares_a_dwelling_is_rehoused_when_the_family_has_come(desk: Desk):
    key = opened(desk)
    desk.advance(key, "plan_plaatsing")
    desk.tasks(key, *PLACED)

    assert "woningdelen" == desk.advance(key, "deel_woning")
    too_early = desk.run("advance", key, "herhuisvesten")
    family_is_here = ("--fact", "gezin_ingereisd_op=2017-06-12")
    rehoused = desk.on("2017-06-12").advance(key, "herhuisvesten", *family_is_here)

    assert (4, "plaatsing") == (too_early.code, rehoused)
