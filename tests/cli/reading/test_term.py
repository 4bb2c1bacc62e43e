"""A term onto dates through the command line."""

import json

import pytest

from cli.app import main


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is needed: this one cannot be reached."""
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_DATABASE", "/nowhere/at/all.db")
    monkeypatch.setenv("COLUMNS", "80")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert 0 == main(["term", *words, "--json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_statutory_term_moves_past_easter(capsys: pytest.CaptureFixture[str]):
    """Sat 20 April 2019 is the day before Easter; Tue 23 April is the first ordinary day."""
    found = answer(capsys, "2019-01-20", "3 months", "--legal", "statutory")

    assert {"from", "term", "raw_on", "due_on", "steps"} == set(found)
    assert ("2019-01-20", "3 months") == (found["from"], found["term"])
    assert ("2019-04-20", "2019-04-23") == (found["raw_on"], found["due_on"])
    assert isinstance(found["steps"], list)
    assert ["2019-01-20", "2019-04-20", "2019-04-20", "2019-04-21", "2019-04-22", "2019-04-23"] == [
        step[:10] for step in found["steps"]
    ]


@pytest.mark.parametrize("legal", ["norm", "none"])
def test_any_other_term_stays_where_it_falls(legal: str, capsys: pytest.CaptureFixture[str]):
    assert "2019-04-20" == answer(capsys, "2019-01-20", "3 months", "--legal", legal)["due_on"]


def test_not_saying_what_kind_it_is_moves_nothing(capsys: pytest.CaptureFixture[str]):
    assert "2019-04-20" == answer(capsys, "2019-01-20", "3 months")["due_on"]


@pytest.mark.parametrize(
    "words, due_on",
    [
        (["1 week"], "2024-03-08"),
        (["10", "weeks"], "2024-05-10"),
        (["1 month"], "2024-04-01"),
        (["5 working days"], "2024-03-08"),
        (["0 days"], "2024-03-01"),
        (["2 years"], "2026-03-01"),
        (["6 months", "--before"], "2023-09-01"),
    ],
)
def test_singular_or_plural_with_or_without_quotes(words: list[str], due_on: str, capsys: pytest.CaptureFixture[str]):
    """Fri 1 March 2024."""
    assert due_on == answer(capsys, "2024-03-01", *words)["due_on"]


def test_people_read_the_day_and_every_step(capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["term", "2019-01-20", "3 months", "--legal", "statutory"])

    lines = capsys.readouterr().out.splitlines()
    assert "Tuesday 23 April 2019 (2019-04-23)" == lines[0]
    assert "  2019-04-22  Easter Monday (Atw art. 3 lid 1): moves on" in lines
    assert all(len(line) <= 80 for line in lines)


def test_dutch_is_spoken_where_asked_for(capsys: pytest.CaptureFixture[str]):
    assert 0 == main(["term", "2019-01-20", "3 months", "--lang", "nl"])

    out = capsys.readouterr().out
    assert "zaterdag 20 april 2019" in out
    assert "3 maanden verder" in out


@pytest.mark.parametrize("text", ["3 moons", "months", "some weeks", "1.5 weeks", ""])
def test_a_bad_term_says_what_would_work(text: str, capsys: pytest.CaptureFixture[str]):
    assert 2 == main(["term", "2019-01-20", text, "--json"])
    assert "working days" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_dutch_units_serve_and_a_bad_term_is_answered_in_dutch(capsys: pytest.CaptureFixture[str]):
    assert "2024-05-10" == answer(capsys, "2024-03-01", "10", "weken")["due_on"]

    assert 2 == main(["term", "2024-03-01", "3 manen", "--lang", "nl"])
    assert "dagen, weken, maanden, jaren of werkdagen" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("day", ["20/13/2019", "2019-02-30", "2019-W03", "yesterday"])
def test_a_bad_day_says_what_would_work(day: str, capsys: pytest.CaptureFixture[str]):
    assert 2 == main(["term", day, "3 months"])
    assert "2026-03-31" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["9990-01-20", "20 years"], ["0050-01-20", "100 years", "--before"]])
def test_a_day_outside_the_calendar_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert 2 == main(["term", *words])
    assert "choose a shorter term" in " ".join(capsys.readouterr().err.split())
