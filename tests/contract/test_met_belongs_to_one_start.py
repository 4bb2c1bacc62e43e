"""What meets a term belongs to one start of it: a new start asks anew, a mended day does not."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from trajectories.casework.commands import Again, WasWrong
from trajectories.casework.starts_again import WhichIsIt
from trajectories.deadlines.deadline import Deadline
from workflows.errors import Refused, UsageError

MON_5_OCTOBER = date(2026, 10, 5)


@pytest.fixture
def clock(clock):
    """Monday 2 November 2026."""
    clock.noon(date(2026, 11, 2))
    return clock


def term(desk: Desk, key: str, rule: str) -> Deadline:
    return next(each for each in desk.dossier(key).deadlines if each.name == rule)


def asked_for(desk: Desk, key: str) -> list[str]:
    from trajectories.casework.tasks import open_tasks

    written = desk.dossier(key)
    return [each.task for each in open_tasks(written.compiled, written.trajectory)]


def integrating(desk: Desk) -> str:
    """Obliged under the law of 2021; the plan was drawn up on Monday 9 May 2022, within its ten weeks."""
    obliged: dict[str, Any] = {"inburgeringsplichtig_op": "2022-02-14", "ingeschreven_brp_op": "2022-02-14"}
    key = desk.open("inburgering", desk.client("C1", "1990-05-01"), date(2022, 2, 21), **obliged)
    desk.advance(key, "start_inburgering", date(2022, 2, 28), kennisgeving_duo_op="2022-02-28")
    desk.advance(key, "stel_pip_vast", date(2022, 5, 9), pip_op="2022-05-09")
    return key


def housed(desk: Desk) -> str:
    """Moved in, and registered at once, on Wednesday 1 April 2026."""
    person = desk.client("C1", "1990-05-01", on=date(2026, 1, 5))
    key = desk.open("vestiging", desk.household("H1", person, on=date(2026, 1, 5)), date(2026, 1, 5))
    desk.advance(key, "plan_bezichtiging", date(2026, 2, 2))
    desk.advance(key, "accepteer_woning", date(2026, 3, 2))
    moved: dict[str, Any] = {
        "huurcontract_op": "2026-04-01",
        "gevestigd_op": "2026-04-01",
        "ingeschreven_brp_op": "2026-04-01",
    }
    desk.advance(key, "start_coaching", date(2026, 4, 1), **moved)
    return key


def test_the_plan_after_a_move_is_due_ten_weeks_later_whatever_plan_there_was(desk: Desk):
    """Registered in the new municipality on Monday 5 October 2026: a plan by Monday 14 December."""
    key = integrating(desk)
    before = term(desk, key, "pip_vaststellen")

    desk.fact(key, "ingeschreven_brp_op", "2026-10-05", MON_5_OCTOBER, meant=Again())

    after = term(desk, key, "pip_vaststellen")
    assert ("met", date(2022, 5, 9)) == (before.standing, before.met_on)
    assert ("running", date(2026, 12, 14), None) == (after.standing, after.due_on, after.met_on)


def test_the_plan_after_a_move_is_met_by_a_new_plan(desk: Desk):
    key = integrating(desk)
    desk.fact(key, "ingeschreven_brp_op", "2026-10-05", MON_5_OCTOBER, meant=Again())

    desk.fact(key, "pip_op", "2026-10-26")

    assert ("met", date(2026, 10, 26)) == (
        term(desk, key, "pip_vaststellen").standing,
        term(desk, key, "pip_vaststellen").met_on,
    )
    assert date(2025, 5, 9) == term(desk, key, "inburgering_2021_einde").due_on, "the three years stay with the first"


def test_a_plan_from_before_the_registration_counts_for_the_first_start_only(desk: Desk):
    """`ahead`: the plan was there before the day of registration came in."""
    key = desk.open(
        "inburgering", desk.client("C1", "1990-05-01"), date(2022, 2, 21), inburgeringsplichtig_op="2022-02-14"
    )
    desk.advance(key, "start_inburgering", date(2022, 2, 28), kennisgeving_duo_op="2022-02-28")
    desk.advance(key, "stel_pip_vast", date(2022, 5, 9), pip_op="2022-05-09")

    desk.fact(key, "ingeschreven_brp_op", "2022-05-16", date(2022, 5, 16))
    first = term(desk, key, "pip_vaststellen")
    desk.fact(key, "ingeschreven_brp_op", "2026-10-05", MON_5_OCTOBER, meant=Again())
    second = term(desk, key, "pip_vaststellen")

    assert ("met", date(2022, 5, 9)) == (first.standing, first.met_on)
    assert "running" == second.standing


def test_after_a_second_move_one_registers_again(desk: Desk):
    """Moved on Friday 30 October 2026: five days later is Wednesday 4 November."""
    key = housed(desk)
    first = term(desk, key, "brp_inschrijven")

    desk.fact(key, "gevestigd_op", "2026-10-30", date(2026, 10, 30), meant=Again())
    second = term(desk, key, "brp_inschrijven")
    desk.fact(key, "ingeschreven_brp_op", "2026-11-02")

    assert ("met", date(2026, 4, 1)) == (first.standing, first.met_on)
    assert ("running", date(2026, 11, 4)) == (second.standing, second.due_on)
    assert ("met", date(2026, 11, 2)) == (
        term(desk, key, "brp_inschrijven").standing,
        term(desk, key, "brp_inschrijven").met_on,
    )


def test_registering_before_the_move_meets_the_term(desk: Desk):
    key = housed(desk)
    desk.correct(key, _version(desk, key, "ingeschreven_brp_op"), value="2026-03-25")

    assert ("met", date(2026, 3, 25)) == (
        term(desk, key, "brp_inschrijven").standing,
        term(desk, key, "brp_inschrijven").met_on,
    )


def test_an_old_refusal_does_not_meet_the_appeal_against_a_new_silence(desk: Desk):
    """Refused, objected, appealed and upheld; the IND is silent once more and gets a notice of default."""
    key = desk.open("gezinshereniging", desk.client("C1", "1990-05-01"), date(2025, 1, 6),
                    vergunning_verleend_op="2024-12-02", aanvragen=True)  # fmt: skip
    desk.advance(key, "rond_intake_af", date(2025, 1, 7))
    desk.advance(key, "dien_aanvraag_in", date(2025, 1, 13), aanvraag_ontvangen_op="2025-01-13")
    desk.advance(key, "wijs_af", date(2025, 6, 2), afwijzing_bekend_op="2025-06-02")
    desk.advance(key, "maak_bezwaar", date(2025, 6, 9))
    desk.advance(key, "wijs_bezwaar_af", date(2025, 11, 3), beslissing_bezwaar_op="2025-11-03")
    desk.advance(key, "stel_beroep_in", date(2025, 11, 10))
    desk.advance(key, "beroep_gegrond", date(2026, 6, 1))

    desk.fact(key, "ingebrekestelling_op", "2026-10-19", date(2026, 10, 19))  # Monday

    assert ("running", date(2026, 11, 3)) == (
        term(desk, key, "beroep_niet_tijdig").standing,
        term(desk, key, "beroep_niet_tijdig").due_on,
    )
    desk.advance(key, "willig_in", date(2026, 11, 2), beslissing_op="2026-11-02")
    assert "met" == term(desk, key, "beroep_niet_tijdig").standing


def test_money_help_that_begins_again_is_asked_for_again(desk: Desk):
    """Benefits again from Monday 3 August 2026; the task was done once, and is asked for once more."""
    key = integrating(desk)
    desk.fact(key, "bijstand_sinds", "2022-03-01", date(2022, 5, 16))
    desk.task(key, "ontzorgen_afronden", date(2022, 8, 29))
    assert "met" == term(desk, key, "ontzorgen_einde").standing

    desk.fact(key, "bijstand_sinds", "2026-08-03", meant=Again())

    assert "running" == term(desk, key, "ontzorgen_einde").standing
    assert "ontzorgen_afronden" in asked_for(desk, key)
    desk.task(key, "ontzorgen_afronden")
    assert ("met", date(2026, 11, 2)) == (
        term(desk, key, "ontzorgen_einde").standing,
        term(desk, key, "ontzorgen_einde").met_on,
    )
    assert "ontzorgen_afronden" not in asked_for(desk, key)
    with pytest.raises(Refused, match="already 1 of 1"):
        desk.task(key, "ontzorgen_afronden")


def test_a_search_that_begins_again_has_ten_weeks_of_its_own(desk: Desk):
    """Placed elsewhere after the lease was offered: ten weeks from the second search, not from the first."""
    key = desk.open("vestiging", desk.household("H1", desk.client("C1", "1990-05-01")), date(2026, 1, 5))
    desk.advance(key, "plan_bezichtiging", date(2026, 2, 2))
    desk.advance(key, "accepteer_woning", date(2026, 2, 16))
    first = term(desk, key, "woning_norm")
    desk.advance(key, "herplaatsen", date(2026, 9, 7))

    assert ("met", date(2026, 3, 16)) == (first.standing, first.due_on)
    assert ("running", date(2026, 11, 16)) == (
        term(desk, key, "woning_norm").standing,
        term(desk, key, "woning_norm").due_on,
    )


def test_a_window_that_an_extension_moves_begins_anew(desk: Desk):
    """DUO grants two years more: the next extension may be asked for from 15 September 2022."""
    key = desk.open(
        "inburgering", desk.client("C1", "1990-05-01"), date(2018, 4, 3), inburgeringsplichtig_op="2018-03-15"
    )
    desk.advance(key, "start_inburgering", date(2018, 4, 9))
    desk.advance(key, "vraag_verlenging", date(2020, 10, 5), verlenging_gevraagd_op="2020-10-05")
    assert "met" == term(desk, key, "verlenging_open").standing
    desk.advance(key, "duo_beslist", date(2020, 11, 23))
    desk.extend(key, "inburgering_einde", date(2020, 11, 23), until=date(2023, 3, 15), ground="alfabetisering")

    assert ("running", date(2022, 9, 15)) == (
        term(desk, key, "verlenging_open").standing,
        term(desk, key, "verlenging_open").due_on,
    )
    desk.advance(key, "vraag_verlenging", date(2022, 10, 3), verlenging_gevraagd_op="2022-10-03")
    assert ("met", date(2022, 10, 3)) == (
        term(desk, key, "verlenging_open").standing,
        term(desk, key, "verlenging_open").met_on,
    )


def test_a_permit_is_renewed_in_every_round(desk: Desk):
    """Counted back from the printed day: a round begins where the permit is watched again."""
    key = desk.open("verblijf", desk.client("C1", "1990-05-01"), date(2021, 1, 4), geldig_tot="2022-01-10")
    desk.advance(key, "vraag_verlenging_aan", date(2021, 9, 6))
    assert "met" == term(desk, key, "verlenging_uiterlijk").standing
    desk.advance(key, "leg_besluit_vast", date(2021, 12, 6), geldig_tot="2027-01-11")
    desk.task(key, "geldig_tot_noteren", date(2021, 12, 6))
    desk.advance(key, "bewaak_opnieuw", date(2021, 12, 6))

    assert ("running", date(2027, 1, 11)) == (
        term(desk, key, "verlenging_uiterlijk").standing,
        term(desk, key, "verlenging_uiterlijk").due_on,
    )


# mistake, or again


def _version(desk: Desk, key: str, fact: str) -> int:
    return desk.dossier(key).trajectory.facts[fact][-1].version


def test_another_day_for_a_term_that_was_met_is_not_taken_without_saying_which(desk: Desk):
    key = housed(desk)

    with pytest.raises(WhichIsIt) as refused:
        desk.fact(key, "gevestigd_op", "2026-10-30")

    for lang in ("nl", "en"):
        assert {"--was-wrong", "--again"} <= set(refused.value.say(lang).split())
    assert "2026-04-01" in refused.value.say("en")
    assert "2026-04-01" == desk.dossier(key).trajectory.fact("gevestigd_op"), "nothing was written"


def test_a_day_that_was_wrong_is_mended_and_begins_nothing(desk: Desk):
    """Recorded as a correction, with its reason; the registration of 1 April counts for the day that was meant."""
    key = housed(desk)

    desk.fact(key, "gevestigd_op", "2026-03-31", meant=WasWrong("typefout"))

    found = term(desk, key, "brp_inschrijven")
    assert ("met", date(2026, 4, 1)) == (found.standing, found.met_on)
    assert 1 == len(desk.dossier(key).trajectory.facts["gevestigd_op"])
    assert "EventReplaced" == type(desk.dossier(key).history[-1].event).__name__


def test_a_day_written_down_twice_is_mended_both_times(desk: Desk):
    key = housed(desk)
    desk.fact(key, "gevestigd_op", "2026-04-01")

    desk.fact(key, "gevestigd_op", "2026-03-31", meant=WasWrong("typefout"))

    assert ["2026-03-31"] * 2 == [each.value for each in desk.dossier(key).trajectory.facts["gevestigd_op"]]


def test_nothing_recorded_cannot_have_been_wrong(desk: Desk):
    key = desk.open("inburgering", desk.client("C1", "1990-05-01"))

    with pytest.raises(UsageError, match="not recorded yet"):
        desk.fact(key, "bijstand_sinds", "2026-08-03", meant=WasWrong("typefout"))


def test_what_no_term_was_met_by_is_taken_without_asking(desk: Desk):
    """Nothing is counted from it, what is counted from it still runs, or the same day is written down again."""
    key = housed(desk)
    desk.fact(key, "gevestigd_op", "2026-04-01")
    desk.fact(key, "uitkering_aangevraagd_op", "2026-10-05")
    desk.fact(key, "uitkering_aangevraagd_op", "2026-10-06")

    assert "running" == term(desk, key, "uitkering_besluit").standing


def test_a_day_that_only_the_first_time_counts_is_not_asked_about(desk: Desk):
    """The three years stay with the first plan, so that a second one begins nothing."""
    key = integrating(desk)

    desk.fact(key, "pip_op", "2022-09-01", date(2022, 9, 1))

    assert date(2025, 5, 9) == term(desk, key, "inburgering_2021_einde").due_on


def test_a_second_value_from_before_is_one_start_as_long_as_what_met_it_is_not_earlier(desk: Desk):
    """Written down in the days when nobody was asked; moved on 30 March, no: on 31 March."""
    key = housed(desk)
    desk.fact(key, "gevestigd_op", "2026-03-31", date(2026, 4, 2), meant=Again())

    assert ("met", date(2026, 4, 1)) == (
        term(desk, key, "brp_inschrijven").standing,
        term(desk, key, "brp_inschrijven").met_on,
    )
