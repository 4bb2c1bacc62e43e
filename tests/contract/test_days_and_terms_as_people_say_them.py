"""Days and terms as people say and write them, at every door; and what was read where it could mean two things."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import Desk
from tests.contract.test_words_in_as_people_write_them import Run, run
from trajectories.casework.parse_values import term_of
from trajectories.local_time import parse_instant, typed_day, write_instant
from trajectories.outside_text import seems_bsn
from trajectories.people.references import must_be_no_bsn
from workflows.errors import UsageError
from workflows.language.terms import Term

__all__ = ["run"]

MON_2_MARCH = date(2026, 3, 2)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


SAID = [
    "31/1/2026",
    "31-1-2026",
    "31.1.2026",
    "2026/01/31",
    "31 januari 2026",
    "31 Januari 2026",
    "31 jan 2026",
    "31 jan. 2026",
    "31-jan-2026",
    "zaterdag 31 januari 2026",
    "za 31 januari 2026",
    "31 January 2026",
    "31st January 2026",
    "January 31 2026",
    "January 31, 2026",
    "Jan 31st, 2026",
    "Saturday 31 January 2026",
]


@pytest.mark.parametrize("text", SAID)
def test_a_day_is_read_as_people_say_it(text):
    assert date(2026, 1, 31) == typed_day(text)


@pytest.mark.parametrize(
    "text, day",
    [
        ("1 mrt 2026", date(2026, 3, 1)),
        ("1 maart 2026", date(2026, 3, 1)),
        ("1 mei 2026", date(2026, 5, 1)),
        ("May 1 2026", date(2026, 5, 1)),
        ("3 okt 2026", date(2026, 10, 3)),
        ("29 februari 2028", date(2028, 2, 29)),
        ("3 sept. 2026", date(2026, 9, 3)),
        ("3/4/2026", date(2026, 4, 3)),
    ],
)
def test_months_by_their_names_in_either_language_and_the_day_before_the_month(text, day):
    assert day == typed_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "31/1/26",
        "31 januari",
        "januari 2026",
        "31 januar 2026",
        "30 februari 2026",
        "1/31/2026",
        "vrijdag 31 januari 2026",
        "31-1/2026",
        "20260131",
        "31 1 2026",
    ],
)
def test_what_is_no_day_stays_none(text):
    """A weekday that it is not, American order, two forms at once."""
    assert None is typed_day(text)


def test_an_instant_has_such_a_day_too():
    at = parse_instant("2026-01-31 08:00")
    assert at == parse_instant("31 januari 2026 08:00") == parse_instant("31/1/2026T08:00")


def test_every_command_and_an_import_read_such_a_day(desk: Desk, run: Run, tmp_path: Path):
    file = tmp_path / "new.csv"
    file.write_text("ref,born\nN-2,3 april 1991\nN-3,31/1/1990\n", encoding="utf-8")
    desk.open("vestiging", desk.household("H-1", desk.client("B-7", "1990-05-01")), municipality="westland")
    for words in (
        ("advance", "t1", "plan_bezichtiging", "--on", "2 maart 2026"),
        ("fact", "set", "t1", "bezichtiging_gepland_op", "9 mrt 2026"),
        ("client", "add", "--ref", "N-1", "--born", "3 april 1991"),
        ("show", "t1", "--as-of", "2/3/2026"),
        ("term", "2 maart 2026", "twee weken"),
        ("staff", "away", "Beheer", "--from", "9 maart 2026", "--until", "March 13, 2026"),
        ("due", "--within", "een jaar"),
        ("import", "clients", str(file), "--apply"),
    ):
        code, _, err = run(*words)
        assert 0 == code, (words, err)
    assert "2026-03-09" == desk.dossier("t1").trajectory.fact("bezichtiging_gepland_op")
    born = desk.rows("SELECT born FROM person WHERE ref IN ('N-2', 'N-3') ORDER BY ref", {})
    assert ["1991-04-03", "1990-01-31"] == [str(row[0]) for row in born]


def now_is(desk: Desk) -> None:
    with desk.write() as uow:
        uow.set_setting("clock", write_instant(desk.clock()))


def test_what_could_be_two_days_is_said_back(desk: Desk, run: Run):
    """3/2/2026 is the third of February here, and the second of March elsewhere."""
    desk.clock.noon(date(2026, 1, 5))
    desk.open("vestiging", desk.household("H-1", desk.client("B-7", "1990-05-01")), municipality="westland")
    desk.clock.noon(MON_2_MARCH)
    now_is(desk)
    code, _, err = run("advance", "t1", "plan_bezichtiging", "--on", "3/2/2026")
    assert (0, True) == (code, "‘3/2/2026’ is gelezen als dinsdag 3 februari 2026" in err)
    code, _, err = run("--lang", "en", "fact", "set", "t1", "bezichtiging_gepland_op", "9/4/2026")
    assert (0, True) == (code, "'9/4/2026' was read as Thursday 9 April 2026" in err)
    for plain in ("3-2-2026", "31/1/2026", "2/2/2026"):
        assert "gelezen als" not in run("show", "t1", "--as-of", plain)[2]


@pytest.mark.parametrize(
    "text, term",
    [
        ("twee weken", Term(2, "week")),
        ("2 weken", Term(2, "week")),
        ("6 maanden", Term(6, "month")),
        ("een jaar", Term(1, "year")),
        ("één jaar", Term(1, "year")),
        ("a year", Term(1, "year")),
        ("Drie Werkdagen", Term(3, "working day")),
        ("six months", Term(6, "month")),
        ("half jaar", Term(6, "month")),
        ("een half jaar", Term(6, "month")),
        ("half a year", Term(6, "month")),
        ("anderhalf jaar", Term(18, "month")),
        ("2weken", Term(2, "week")),
        ("twaalf maanden", Term(12, "month")),
    ],
)
def test_a_term_is_read_as_people_say_it(text, term):
    assert term == term_of(text)


@pytest.mark.parametrize("text", ["weken", "een paar weken", "twee", "half", "anderhalve week", "-2 weken"])
def test_what_is_no_term_is_refused_with_what_would_work(text):
    with pytest.raises(UsageError, match="is not a term"):
        term_of(text)


# a number that looks like a citizen service number


def test_eight_digits_alone_are_refused_with_the_way_out_and_with_a_letter_taken(desk: Desk, run: Run):
    """One in eleven numbers of eight digits passes the test: an office that numbers so was sent away for good."""
    assert seems_bsn("12345672")

    code, _, err = run("client", "add", "--ref", "12345672")
    said = " ".join(err.split())
    assert 2 == code
    assert "zet er dan een letter voor, zoals K-…" in said
    assert "12345672" not in said, "a number that may be someone's is not repeated"
    assert 0 == run("client", "add", "--ref", "K-12345672")[0]
    assert 0 == run("client", "add", "--ref", "12345673")[0], "which passes no test"


@pytest.mark.parametrize("ref", ["123456782", "K-123456782", "1234.56.782", "bsn123456782", "012345672"])
def test_nine_digits_are_refused_in_any_spelling_and_the_refusal_says_what_to_give(ref):
    with pytest.raises(UsageError, match="such as K-1"):
        must_be_no_bsn(ref)
