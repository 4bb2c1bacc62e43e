"""A case in which nothing is planned is told of by every command that reads, in both languages."""

import pytest

from tests.builders import OWN_DEFINITIONS
from tests.stories.desk import Desk

LABEL = {"nl": "Er staat niets gepland", "en": "Nothing is planned"}


@pytest.mark.parametrize("lang", LABEL)
def test_every_reading_command_tells_of_it(desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch):
    """A case of an office's own making from Monday 2 March 2026, its only question answered."""
    monkeypatch.setenv("TRAJECT_WORKFLOWS", str(OWN_DEFINITIONS))
    desk.on("2026-03-02").ask("client", "add", "--ref", "C1", "--born", "1990-05-01")
    desk.ask("open", "proefmens", "C1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.ask("fact", "set", "t1", "getekend_op", "2026-02-20")
    desk.on("2026-03-30").ask("scheduler", "tick")

    for words in (
        ("show", "t1"),
        ("why-not", "C1", "niets_gepland"),
        ("why", "t1/niets_gepland#3"),
        ("forecast", "C1", "--until", "2026-06-01"),
        ("scheduler", "preview", "--until", "2026-05-15"),
    ):
        ran = desk.run(*words, "--lang", lang)
        assert 0 == ran.code, words
        assert LABEL[lang] in " ".join(ran.out.split()), words
    assert LABEL["nl"] in " ".join(desk.run("digest", "--lang", lang).out.split()), "in the recipient's language"
    assert "t1/niets_gepland#3" in desk.run("due", "--within", "2 weeks").out
    assert 0 == desk.run("history", "t1", "--lang", lang).code
    assert 0 == desk.run("scheduler", "ledger", "--lang", lang).code
    assert 0 == desk.run("overview", "--by", "Thea", "--lang", lang).code
    suspended = desk.run("suspend", "t1/niets_gepland#3", "--until", "2026-05-01", "--ground", "ziek", "--lang", "en")
    assert 4 == suspended.code
    assert "put it off with 'traject snooze t1/niets_gepland#3'" in " ".join(suspended.err.split())


SHOWN = {
    "nl": ("gevraagd na 20 werkdagen zonder iets nieuws gevraagd vanaf 2026-03-30", "S1: zo werkt dit programma"),
    "en": ("asked after 20 working days without anything new asked from 2026-03-30", "S1: how this product works"),
}


@pytest.mark.parametrize("lang", SHOWN)
def test_it_is_shown_as_a_question_and_not_as_a_term_with_days(desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch):
    """It said 'budget 28 days', 'due' and 'rule S1: –'."""
    monkeypatch.setenv("TRAJECT_WORKFLOWS", str(OWN_DEFINITIONS))
    desk.on("2026-03-02").ask("client", "add", "--ref", "C1", "--born", "1990-05-01")
    desk.ask("open", "proefmens", "C1", "--municipality", "westland")
    asked = " ".join(desk.run("show", "t1", "--lang", lang).out.split())
    assert {"nl": "getekend_op JJJJ-MM-DD", "en": "getekend_op YYYY-MM-DD"}[lang] in asked
    desk.ask("fact", "set", "t1", "getekend_op", "2026-02-20")

    days, rule = SHOWN[lang]
    shown = " ".join(desk.run("show", "t1/niets_gepland", "--lang", lang).out.split())
    why = " ".join(desk.run("why", "t1/niets_gepland", "--lang", lang).out.split())

    assert days in shown
    assert "budget" not in shown
    assert rule in why
    assert ("uiterlijk" if lang == "nl" else " due ") not in why.partition("Berekening" if lang == "nl" else "Arith")[0]


def test_an_unknown_task_is_refused_with_the_nearest_few(desk: Desk):
    desk.on("2026-03-02").ask("client", "add", "--ref", "C1", "--born", "1990-05-01")
    desk.household("H1", A1="1985-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    key = next(each["trajectory"] for each in desk.ask("show", "H1")["trajectories"] if each["workflow"] == "vestiging")

    near = desk.run("task", "done", key, "huisart", "--lang", "en").err
    far = desk.run("task", "done", key, "qqq", "--lang", "nl").err

    assert "there is no task 'huisart' here; did you mean huisarts" in " ".join(near.split())
    assert 5 == " ".join(far.split()).partition("kies uit ")[2].partition(" (en nog")[0].count(",")
