"""Answering a reminder through the command line: seen, and not before that day."""

import pytest

from tests.stories.desk import Desk, a_desk

ASKED = "t1/nareis_aanvragen#0/ask.0"


def a_client_whose_permit_was_asked_for(desk: Desk) -> None:
    """t1 is their gezinshereniging; on Mon 15 January 2018 Cora was asked for the day of the permit."""
    desk.on("2018-01-08")
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-01-01")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.on("2018-01-15").ask("scheduler", "tick")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_client_whose_permit_was_asked_for)


def said(desk: Desk) -> list[str]:
    events = [event for event in desk.ask("history", "t1") if event["type"] == "ReminderSent"]
    return [event["data"]["reminder"].rpartition("/")[2] for event in events]


def test_who_was_told_says_so_and_is_not_asked_again_for_twenty_working_days(desk: Desk):
    ran = desk.on("2018-01-16").run("acknowledge", ASKED)

    assert (0, f"{ASKED}: seen on 2018-01-16; next: ask.1 on 2018-02-13.\n") == (ran.code, ran.out)
    desk.on("2018-02-12").ask("scheduler", "tick")
    assert ["ask.0"] == said(desk)
    desk.on("2018-02-13").ask("scheduler", "tick")
    assert ["ask.0", "ask.2"] == said(desk)


def test_a_deadline_means_what_was_said_of_it_last(desk: Desk):
    assert ASKED == desk.on("2018-01-16").ask("acknowledge", "t1/nareis_aanvragen")["reminder"]


def test_a_second_time_changes_nothing(desk: Desk):
    first = desk.on("2018-01-16").ask("acknowledge", ASKED)

    again = desk.on("2018-01-22").ask("acknowledge", ASKED)

    assert (True, False) == (first["is_new"], again["is_new"])
    assert ("2018-01-16", "2018-02-13") == (again["on"], again["until"])


def test_only_who_was_told_or_leads_acknowledges(desk: Desk):
    for who, code in (("Vera", 4), ("Joost", 4), ("Otto", 4), ("Thea", 0)):
        desk.who = who
        assert code == desk.on("2018-01-16").run("acknowledge", ASKED, "--json").code, who


def test_what_was_not_said_is_not_acknowledged(desk: Desk):
    not_yet = desk.on("2018-01-16").run("acknowledge", "t1/nareis_aanvragen#0/ask.1", "--json")
    never = desk.run("acknowledge", "t1/nareis_aanvragen#7/ask.0", "--json")

    assert (4, True) == (not_yet.code, "traject snooze" in not_yet.error["message"])
    assert (5, True) == (never.code, f"there is {ASKED}" in never.error["message"])


def test_a_snooze_waits_with_a_reason_that_the_history_tells_and_no_event_holds(desk: Desk):
    words = ["snooze", "t1/nareis_aanvragen", "--until", "2018-03-12", "--reason", "wacht op de advocaat"]
    ran = desk.on("2018-01-16").run(*words)

    assert "t1/nareis_aanvragen#0: snoozed until 2018-03-12; next: ask.1 on 2018-03-12.\n" == ran.out
    desk.on("2018-03-09").ask("scheduler", "tick")
    assert ["ask.0"] == said(desk)
    told = " ".join(desk.run("history", "t1").out.split())
    assert "snoozed" in told
    assert "reason: wacht op de advocaat" in told
    lines = desk.ask("history", "t1")
    assert "advocaat" not in str([each["data"] for each in lines])
    assert {"reason": "wacht op de advocaat"} in [each["values"] for each in lines]
    assert "snoozed by Cora on 2018-01-16, until 2018-03-12" in " ".join(
        desk.run("why", "t1/nareis_aanvragen").out.split()
    )
    desk.on("2018-03-12").ask("scheduler", "tick")
    assert ["ask.0", "ask.4"] == said(desk)
    assert 0 == desk.run("audit", "verify").code


def test_a_snooze_is_ended(desk: Desk):
    desk.on("2018-01-16").ask("snooze", "t1/nareis_aanvragen", "--until", "2018-03-12", "--reason", "wacht")

    ended = desk.on("2018-01-17").ask("snooze", "t1/nareis_aanvragen", "--end")
    again = desk.ask("snooze", "t1/nareis_aanvragen", "--end")

    assert (True, None, "2018-01-29") == (ended["is_new"], ended["until"], ended["next"]["on"])
    assert not again["is_new"]


def test_a_term_in_law_is_not_snoozed_past_its_last_day_which_is_named(desk: Desk):
    """The permit was granted on Mon 8 January 2018: due on Mon 9 April."""
    desk.on("2018-01-16").ask("fact", "set", "t1", "vergunning_verleend_op", "2018-01-08")

    late = desk.run("snooze", "t1/nareis_aanvragen", "--until", "2018-04-10", "--reason", "wacht", "--json")
    just = desk.run("snooze", "t1/nareis_aanvragen", "--until", "2018-04-09", "--reason", "wacht", "--json")

    assert (4, True) == (late.code, "2018-04-09" in late.error["message"])
    assert (0, "2018-04-09") == (just.code, just.json["until"])
    passed = desk.on("2018-04-10").run(
        "snooze", "t1/nareis_aanvragen", "--until", "2018-04-12", "--reason", "x", "--json"
    )
    assert (4, True) == (passed.code, "traject acknowledge" in passed.error["message"])


@pytest.mark.parametrize(
    "words, code",
    [
        (["--until", "2018-04-30", "--reason", "wacht"], 4),  # more than twelve weeks
        (["--until", "2018-02-01"], 2),  # no reason
        (["--until", "2018-02-01", "--end"], 2),
        ([], 2),
    ],
)
def test_a_snooze_says_until_when_and_why(desk: Desk, words: list[str], code: int):
    assert code == desk.on("2018-01-16").run("snooze", "t1/nareis_aanvragen", *words).code


def test_of_what_is_over_nothing_is_snoozed(desk: Desk):
    desk.on("2018-01-16").ask("fact", "set", "t1", "vergunning_verleend_op", "2018-01-08")
    desk.ask("close", "t1", "--outcome", "verhuisd")

    ran = desk.run("snooze", "t1/nareis_aanvragen", "--until", "2018-02-01", "--reason", "wacht", "--json")

    assert (4, True) == (ran.code, "nothing to snooze" in ran.error["message"])
