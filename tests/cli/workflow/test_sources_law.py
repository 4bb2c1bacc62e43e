"""`traject workflow sources --law`: what the definitions say of the law, and how many running cases rest on it."""

import json

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    """Two who are obliged under the law of 2013; of one the duty is met."""
    made = a_desk(request)
    made.on("2018-04-03")
    for number, ref in enumerate(("C1", "C2"), start=1):
        made.ask("client", "add", "--ref", ref, "--born", "1990-05-01")
        made.ask("open", "inburgering", ref, "--municipality", "any", "--fact", "inburgeringsplichtig_op=2018-03-15")
        made.advance(f"t{number if number == 1 else 3}", "start_inburgering")
    return made


def test_each_term_of_law_is_told_whole_with_the_cases_that_rest_on_it(desk: Desk):
    before, now = desk.ask("workflow", "sources", "inburgering", "--law", "--rule", "I1")

    assert (0, 2) == (before["running"], now["running"])
    assert ("2013-01-01", "2021-12-31") == (now["from"], now["until"])
    assert (True, "3 years", False) == (now["first_day_counts"], now["length"], now["moves"])
    assert ("Wet inburgering art. 7b", "unverified") == (now["source"], now["certainty"])
    assert "Learning to read" in now["extensions"]
    assert "never" == now["pauses"]


def test_what_a_decision_starts_and_what_is_a_remedy_is_said(desk: Desk):
    [first, second] = desk.ask("workflow", "sources", "gezinshereniging", "--law", "--rule", "N2b")[:1] + desk.ask(
        "workflow", "sources", "gezinshereniging", "--law", "--rule", "N8"
    )

    assert "objection: Object to the rejection" == first["remedy"]
    assert "is itself a remedy" == second["remedy"]
    assert True is second["moves"]


def test_since_a_day_only_what_holds_then_or_later(desk: Desk):
    ended = desk.ask("workflow", "sources", "gezinshereniging", "--law", "--since", "2025-03-28")
    all_of_it = desk.ask("workflow", "sources", "gezinshereniging", "--law", "--since", "2025-03-27")

    assert ["N2"] == [each["rule"] for each in all_of_it if each not in ended]
    assert 2 == desk.run("workflow", "sources", "--since", "2025-03-28").code
    assert 2 == desk.run("workflow", "sources", "--law", "--since", "soon").code


def test_people_read_it_in_both_languages(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    english = " ".join(desk.run("workflow", "sources", "inburgering", "--law", "--rule", "J11").out.split())
    monkeypatch.setenv("TRAJECT_LANG", "nl")
    dutch = " ".join(desk.run("workflow", "sources", "inburgering", "--law", "--rule", "j11").out.split())

    assert "from 2022-01-01 6 months, counted from Income support since, that day counts" in english
    assert "article: Participatiewet art. 56a (text of 2026-07-01); verified in the law" in english
    assert "longer: never" in english
    assert "running cases: 0" in english
    assert "vanaf 2022-01-01 6 maanden, gerekend vanaf Bijstand sinds, die dag telt mee" in dutch
    assert "lopende zaken: 0" in dutch


def test_it_is_one_document_for_scripts(desk: Desk):
    found = json.loads(desk.run("workflow", "sources", "--law", "--json").out)

    assert {"N1", "J3", "H6", "P6"} <= {each["rule"] for each in found}
    assert 5 == desk.run("workflow", "sources", "--law", "--rule", "N99").code
