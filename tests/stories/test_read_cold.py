"""Read cold: `why` says the length, how it stands and what to do; a refusal says where to look."""

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request) -> Desk:
    return a_desk(request)


def refused_on_a_friday(desk: Desk) -> str:
    """Refused on Friday 3 March 2017: four weeks for the objection, to Friday the 31st."""
    desk.ask("client", "add", "--ref", "K-1", "--born", "1988-05-31")
    key = str(desk.ask("open", "gezinshereniging", "K-1", "--municipality", "westland")["trajectory"])
    desk.ask("advance", key, "rond_intake_af", "--fact", "vergunning_verleend_op=2016-12-20", "--fact", "aanvragen=ja")
    desk.ask("advance", key, "dien_aanvraag_in", "--fact", "aanvraag_ontvangen_op=2017-01-02")
    desk.now = "2017-03-06T10:00"
    desk.ask("advance", key, "wijs_af", "--fact", "afwijzing_bekend_op=2017-03-03")
    return key


def read(desk: Desk, term: str, lang: str = "nl") -> str:
    return " ".join(desk.run("--lang", lang, "why", term).out.split())


def test_a_term_tells_its_length_and_that_it_runs(desk: Desk):
    key = refused_on_a_friday(desk)

    said = read(desk, f"{key}/bezwaar_maken")

    assert "uiterlijk 2017-03-31 termijn 4 weken stand loopt regel N8" in said
    assert "wat te doen Schakel een advocaat in" in said
    assert "zekerheid nagezien in de wet werking termijn uit de wet" in said
    assert "uitstel Niemand kan deze termijn stilzetten of verlengen." in said
    assert "Wat ervan gebruikt is en wat nog kan: traject show" in said
    assert "due 2017-03-31 term 4 weeks status open rule N8" in read(desk, f"{key}/bezwaar_maken", "en")


def test_a_term_of_others_says_on_what_grounds_it_gives_way(desk: Desk):
    key = refused_on_a_friday(desk)

    said = read(desk, f"{key}/ind_beslist")

    assert "uitstel Stilzetten: " in said
    assert "art. 4:15" in said
    assert "Verlengen: " in said


def test_a_day_on_which_something_begins_has_no_last_day(desk: Desk):
    key = refused_on_a_friday(desk)

    said = read(desk, f"{key}/ingebrekestelling_kan")

    assert "zekerheid nagezien in de wet werking geen uiterste dag: vanaf deze dag kan het" in said
    assert "geen wettelijke termijn" not in said


def test_what_is_over_and_what_was_met_is_said(desk: Desk):
    key = refused_on_a_friday(desk)
    desk.now = "2017-04-03T10:00"
    assert "stand over tijd" in read(desk, f"{key}/bezwaar_maken")

    desk.ask("advance", key, "maak_bezwaar", "--on", "2017-03-30")

    assert "stand gehaald op 2017-03-30" in read(desk, f"{key}/bezwaar_maken")
    document = desk.ask("why", f"{key}/bezwaar_maken")
    assert ("4 weeks", "met", "2017-03-30") == (document["term"], document["status"], document["met_on"])


def test_a_day_of_the_week_within_a_sentence_has_no_capital_in_dutch(desk: Desk):
    key = refused_on_a_friday(desk)

    assert "2017-04-01 zaterdag" in read(desk, f"{key}/bezwaar_maken")
    assert "2017-04-01 Saturday" in read(desk, f"{key}/bezwaar_maken", "en")


def test_a_wrong_number_of_a_fact_of_the_client_names_the_list_that_has_it(desk: Desk):
    refused_on_a_friday(desk)

    said = desk.run(
        "--lang", "nl", "client", "fact", "correct", "K-1", "9", "--value", "2016-12-21", "--reason", "brief"
    )

    assert "‘traject client fact list’ toont ze" in " ".join(said.err.split())
