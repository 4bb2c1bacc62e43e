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
