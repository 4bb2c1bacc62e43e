"""Staying away, coming round, opened again and going on, through the command line."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk

OWN = Path(__file__).parent.parent.parent / "contract" / "definitions"


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Monday 8 January 2024; t1 is the proefdossier of C1."""
    made = a_desk(request)
    monkeypatch.setenv("TRAJECT_WORKFLOWS", str(OWN))
    made.on("2024-01-08").ask("client", "add", "--ref", "C1", "--born", "1990-05-01")
    made.ask("open", "proefdossier", "C1", "--municipality", "any")
    return made


def test_an_absence_is_recorded_counted_and_shown(desk: Desk):
    said = desk.run("task", "missed", "t1", "gesprek")
    twice = desk.run("task", "missed", "t1", "gesprek", "--on", "2024-01-08")
    again = desk.on("2024-01-09").ask("task", "missed", "t1", "gesprek")

    assert "t1: 'Gesprek': stayed away, 1× in all." in said.out
    assert "t1/uitnodigen#2 (Opnieuw uitnodigen): 2024-01-15" in said.err
    assert 4 == twice.code, "of one day it stands already"
    assert {"trajectory": "t1", "version": 3} == again
    assert "missed 2×, last on 2024-01-09" in " ".join(desk.run("show", "t1").out.split())
    history = desk.run("history", "t1").out
    assert "stayed away: Gesprek" in history


def test_who_was_not_expected_cannot_stay_away(desk: Desk):
    refused = desk.run("task", "missed", "t1", "school", "--member", "C1", "--json")
    unknown = desk.run("task", "missed", "t1", "onzin")

    assert (4, "refused") == (refused.code, refused.error["code"])
    assert 5 == unknown.code
    assert "gesprek" in unknown.err


def test_a_task_that_comes_round_is_shown_with_its_last_day(desk: Desk):
    desk.ask("task", "done", "t1", "ronde")

    shown = " ".join(desk.run("show", "t1").out.split())

    assert "Tasks that come round Maandronde done 1×, last on 2024-01-08" in shown
    assert ["gesprek"] == [each["task"] for each in desk.ask("show", "t1")["trajectories"][0]["open_tasks"]]


def test_a_closed_dossier_says_what_opens_it_and_is_opened(desk: Desk):
    desk.advance("t1", "rond_af")

    assert "Possible now heropen → Juridisch" in " ".join(desk.run("show", "t1").out.split())
    assert "heropen opens it again" in desk.run("task", "done", "t1", "ronde").err
    opened = desk.run("advance", "t1", "heropen")
    assert "from 'Afgesloten' to 'Juridisch'; the trajectory is open again." in opened.out
    assert not desk.ask("show", "t1")["trajectories"][0]["closed"]


def test_what_goes_on_elsewhere_says_so_on_both_sides(desk: Desk):
    desk.ask("assign", "t1", "Vera", "--as", "volunteer")

    told = desk.run("advance", "t1", "stroom_door")

    assert "goes on in: t2 proefvervolg (C1)" in told.err
    assert "goes on in t2" in " ".join(desk.run("show", "t1").out.split())
    assert "goes on from t1" in " ".join(desk.run("show", "t2").out.split())
    assert "goes on from t1" in " ".join(desk.run("history", "t2").out.split())
    assert {"proefdossier": 1} == desk.ask("board")["started"]


def test_a_step_that_needs_someone_names_the_role(desk: Desk):
    refused = desk.run("advance", "t1", "stroom_door", "--json")

    assert (4, [("assigned", "volunteer")]) == (
        refused.code,
        [(each["kind"], each["name"]) for each in refused.error["missing"]],
    )
