"""`traject client fact …`: what is one for all that is followed for a client, in words and as JSON."""

import pytest

from tests.stories.desk import Desk, a_desk


def permit_and_family(desk: Desk) -> None:
    """P-1 with a permit (t1) and family that may come (t2), on Monday 6 July 2026."""
    desk.on("2026-07-06").ask("client", "add", "--ref", "P-1", "--born", "1990-05-31")
    desk.ask("open", "verblijf", "P-1", "--municipality", "any")
    desk.ask("open", "gezinshereniging", "P-1", "--municipality", "any")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request, permit_and_family)
    return made.on("2026-07-06")


def test_what_is_recorded_with_the_client_says_where_it_is_written(desk: Desk):
    ran = desk.run("client", "fact", "set", "P-1", "Subsidiary protection only", "yes")

    assert [
        "P-1: 'Subsidiary protection only' was recorded.",
        "recorded too in t1 (verblijf), t2 (gezinshereniging)",
    ] == ran.out.splitlines()


def test_in_dutch_too(desk: Desk):
    ran = desk.run("--lang", "nl", "client", "fact", "set", "P-1", "alleen_subsidiair", "ja")

    assert "P-1: ‘Alleen subsidiaire bescherming’ is vastgelegd." in ran.out
    listed = desk.run("--lang", "nl", "client", "fact", "list", "P-1").out
    assert listed.split() == ["p1@2", "2026-07-06", "Alleen", "subsidiaire", "bescherming", "ja"]


def test_the_list_tells_what_held_and_what_was_known_then(desk: Desk):
    desk.ask("client", "fact", "set", "P-1", "vergunning_bekend_op", "2026-07-01", "--on", "2026-07-03")
    desk.on("2026-07-13").ask("client", "fact", "correct", "P-1", "2", "--value", "2026-07-02", "--reason", "envelop")

    now = desk.ask("client", "fact", "list", "P-1")
    then = desk.ask("client", "fact", "list", "P-1", "--known-at", "2026-07-10")

    assert ["2026-07-02"] == [each["value"] for each in now]
    assert ["2026-07-01"] == [each["value"] for each in then]
    assert [] == desk.ask("client", "fact", "list", "P-1", "--as-of", "2026-07-02")


def test_a_correction_without_a_reason_or_of_nothing_is_refused(desk: Desk):
    desk.ask("client", "fact", "set", "P-1", "alleen_subsidiair", "yes")

    assert 2 == desk.run("client", "fact", "correct", "P-1", "2", "--void", "--reason", " ").code
    for typed in ("abc", "e2", "1.5", "@"):
        no_number = desk.run("client", "fact", "correct", "P-1", typed, "--void", "--reason", "typo")
        assert (2, True) == (no_number.code, f"'{typed}' is no event" in no_number.err), "it is not called event 0"
    unknown = desk.run("client", "fact", "correct", "P-1", "9", "--void", "--reason", "typo")
    assert 5 == unknown.code
    assert "'traject client fact list' shows them" in " ".join(unknown.err.split()), (
        "the history of a client is no command"
    )
    assert 5 == desk.run("client", "fact", "set", "P-1", "alleen_subsidair", "yes").code
    assert 4 == desk.run("client", "fact", "settle", "P-1", "alleen_subsidiair", "no", "--reason", "typo").code


def test_an_event_of_somebody_else_is_not_corrected_here(desk: Desk):
    desk.ask("client", "add", "--ref", "P-2", "--born", "1991-05-31")
    desk.ask("client", "fact", "set", "P-2", "alleen_subsidiair", "yes")

    ran = desk.run("client", "fact", "correct", "P-1", "p2@2", "--void", "--reason", "typo")

    assert 5 == ran.code
    assert [True] == [each["value"] for each in desk.ask("client", "fact", "list", "P-2")]


def test_who_only_reads_records_nothing(desk: Desk):
    desk.who = "Otto"

    assert 4 == desk.run("client", "fact", "set", "P-1", "alleen_subsidiair", "yes").code


def test_a_term_that_hangs_on_an_answer_is_shown_as_provisional(desk: Desk):
    desk.ask("client", "fact", "set", "P-1", "vergunning_bekend_op", "2026-07-03", "--on", "2026-07-03")

    shown, due = desk.run("show", "t1").out, desk.run("due", "--within", "2 months").out
    assert "(provisional)" in shown
    assert "(provisional)" in due
    assert "Subsidiary protection only" in desk.run("why", "t1/beroep_status").out
    assert "(voorlopig)" in desk.run("--lang", "nl", "show", "t1").out
