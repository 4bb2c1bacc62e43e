"""A household opened by mistake, taken back by its coordinator: what every command then says of it."""

import json

import pytest

from tests.stories.desk import Desk


@pytest.fixture
def mistaken(desk: Desk) -> Desk:
    """t1 to t5 are opened for H1 on Monday 5 February 2018, and Cora was asked for what is missing a week later."""
    desk.on("2018-02-05").household("H1", C1="1990-05-01", C2="2015-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.ask("fact", "set", "t1", "gevestigd_op", "2018-02-05")
    desk.ask("correct", "t1", "4", "--void", "--reason", "hoort bij een ander")
    desk.on("2018-02-12").run("scheduler", "tick", "--by", "Ada")
    return desk


def test_a_trial_shows_what_goes_with_it_and_writes_nothing(mistaken: Desk):
    told = mistaken.run("correct", "t1", "1", "--void", "--reason", "verkeerd huishouden", "--dry-run")
    tried = mistaken.ask("correct", "t1", "1", "--void", "--reason", "verkeerd huishouden", "--dry-run")

    assert "Dry run: nothing was written." in told.out
    assert "taken back with it: t2 (verblijf), t3 (verblijf), t4 (gezinshereniging), t5 (inburgering)" in told.err
    assert ["t2", "t3", "t4", "t5"] == [each["trajectory"] for each in tried["taken_back"]]
    assert ["woning_norm"] == [each["name"] for each in tried["deadlines"]]
    assert not mistaken.ask("show", "t1")["trajectories"][0]["closed"]


def test_it_is_told_as_of_an_opening_taken_back(mistaken: Desk):
    """By history, show, replay and the pictures."""
    done = mistaken.run("correct", "t1", "1", "--void", "--reason", "verkeerd huishouden")
    history = mistaken.run("history", "t1").out
    dutch = mistaken.run("history", "t4", "--lang", "nl").out
    before = mistaken.run("history", "t1", "--known-at", "2018-02-11").out
    events = mistaken.ask("history", "t4")

    assert "t1: the opening was taken back; it counts as if it had never been." in done.out
    assert "version 1, the opening (reason: verkeerd huishouden)" in " ".join(history.split())
    assert "[of an opening taken back]" in " ".join(history.split())
    assert "[van een teruggedraaide opening]" in " ".join(dutch.split())
    assert "taken back" not in before
    assert {"TrajectoryOpened": True, "Assigned": True, "ReminderSent": True, "EventVoided": False} == {
        each["type"]: each["taken_back"] for each in events
    }
    assert "opening taken back" in " ".join(mistaken.run("show", "t1").out.split())
    assert "opening teruggedraaid" in " ".join(mistaken.run("show", "H1", "--lang", "nl").out.split())
    assert "opening taken back on 2018-02-12" in mistaken.run("show", "t1", "--diagram", "timeline").out
    shown = mistaken.ask("replay", "t1")
    assert (True, "2018-02-12", None) == (shown["equals_projection"], shown["taken_back_on"], shown["outcome"])
    assert not mistaken.ask("replay", "t1", "--known-at", "2018-02-11")["closed"]
    assert 0 == mistaken.run("audit", "verify").code


def test_it_counts_nowhere_and_the_same_may_be_opened_anew(mistaken: Desk):
    mistaken.ask("correct", "t1", "1", "--void", "--reason", "verkeerd huishouden")

    assert {} == mistaken.ask("board")["stages"] == mistaken.ask("board")["started"]
    assert [] == mistaken.ask("due")
    assert "t1" not in json.dumps(mistaken.ask("overview"))
    assert [] == mistaken.ask("forecast", "H1", "--until", "2018-12-31")["if_nothing_happens"]
    assert "taken_back" == mistaken.ask("why-not", "t1", "woning_norm")["trajectories"][0]["answer"]

    opened = mistaken.ask("open", "vestiging", "H1", "--municipality", "westland")
    assert ("t6", ["t7", "t8", "t9", "t10"]) == (
        opened["trajectory"],
        [each["trajectory"] for each in opened["started"]],
    )


def test_what_was_said_is_still_explained_and_the_telling_rests_on_no_term(mistaken: Desk):
    [said] = [each for each in mistaken.ask("history", "t4") if each["type"] == "ReminderSent"]
    mistaken.ask("correct", "t1", "1", "--void", "--reason", "verkeerd huishouden")
    preview = mistaken.run("scheduler", "preview", "--until", "2018-02-14").out
    mistaken.on("2018-02-13").run("scheduler", "tick", "--by", "Ada")
    ledger = mistaken.ask("scheduler", "ledger")

    assert "4 taken back" in preview
    assert 0 == mistaken.run("why", said["data"]["reminder"]).code
    why = mistaken.run("why", "t4/taken-back#1/told.0")
    assert "says that the opening of t4 was taken back" in why.err
    message = max(each["message"] for each in ledger if each["rungs"] == 4 and each["day"] == "2018-02-13")
    told = mistaken.ask("scheduler", "ledger", message)
    page = mistaken.run("scheduler", "ledger", message).out
    assert "taken-back" in json.dumps(told)
    assert "taken-back" in page
    assert 0 != mistaken.run("acknowledge", "t4/taken-back#1").code
    assert 0 != mistaken.run("snooze", "t4/taken-back#1", "--until", "2018-02-20", "--reason", "x").code
    assert 0 == mistaken.run("rebuild", "--by", "Ada").code
    assert "teruggedraaid" not in mistaken.run("digest", "--lang", "nl").out.lower()


def test_work_stands_in_the_way_and_the_refusal_says_what_would_do(mistaken: Desk):
    mistaken.ask("fact", "set", "t4", "aanvraag_ontvangen_op", "2018-01-22")

    ran = mistaken.run("correct", "t1", "1", "--void", "--reason", "fout", "--json", "--lang", "nl")

    assert [("fact", "aanvraag_ontvangen_op")] == [(e["kind"], e["name"]) for e in ran.error["missing"]]
    assert "t4, gebeurtenis 3 op 2018-02-12: feit ‘" in ran.error["missing"][0]["text"]
    assert "2018-01-22" not in ran.out
    assert "traject close t1 --outcome" in ran.error["message"]
    assert 0 == mistaken.run("correct", "t4", "3", "--void", "--reason", "fout").code
    assert 0 == mistaken.run("correct", "t1", "1", "--void", "--reason", "fout").code
