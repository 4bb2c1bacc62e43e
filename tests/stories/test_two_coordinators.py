"""Who saw an older version is told what changed; late entries and corrections keep the history true."""

import pytest

from tests.stories.desk import Desk


@pytest.fixture
def key(desk: Desk) -> str:
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday
    return str(desk.ask("open", "vestiging", "H1", "--municipality", "any")["trajectory"])


def test_the_second_who_saw_the_same_version_is_refused_with_what_changed(desk: Desk, key: str):
    seen = str(desk.ask("fact", "set", key, "huurcontract_op", "2024-01-08")["version"])

    first = desk.run("advance", key, "plan_bezichtiging", "--expect", seen)
    desk.who = "Thea"
    second = desk.run("advance", key, "plan_bezichtiging", "--expect", seen, "--json")
    third = desk.run("advance", key, "accepteer_woning")

    assert (0, 6, 0) == (first.code, second.code, third.code)
    assert "conflict" == second.error["code"]
    assert "StageEntered" in second.error["message"]


def test_without_expect_the_second_is_decided_on_the_new_state(desk: Desk, key: str):
    desk.advance(key, "plan_bezichtiging")

    desk.who = "Thea"
    second = desk.run("advance", key, "plan_bezichtiging", "--json")

    assert (4, "refused") == (second.code, second.error["code"])
    assert "accepteer_woning" in [each["trigger"] for each in second.error["possible"]]


def test_a_late_entry_is_taken_and_one_before_the_last_move_names_correct(desk: Desk, key: str):
    desk.on("2024-02-05").advance(key, "plan_bezichtiging", "--on", "2024-01-15")

    too_early = desk.run("advance", key, "accepteer_woning", "--on", "2024-01-12")
    in_order = desk.ask("advance", key, "accepteer_woning", "--on", "2024-01-22")

    assert 4 == too_early.code
    assert f"traject correct {key}" in too_early.err
    assert ("bezichtiging", "huurcontract") == (in_order["from"], in_order["stage"])


def test_the_day_of_a_move_is_corrected_and_its_deadline_moves(desk: Desk, key: str):
    desk.advance(key, "plan_bezichtiging")
    desk.advance(key, "accepteer_woning")
    desk.on("2024-02-05").ask("fact", "set", key, "huurcontract_op", "2024-02-01", "--on", "2024-02-01")
    version = str(desk.ask("advance", key, "start_coaching")["version"])
    change = ("correct", key, version, "--on", "2024-02-01", "--reason", "signed on Thursday")

    trial = desk.ask(*change, "--dry-run")
    corrected = desk.run(*change)
    again = desk.run(*change, "--dry-run")

    assert [("2024-05-05", "2024-05-01")] == [(each["from"], each["to"]) for each in trial["deadlines"]]
    assert 0 == corrected.code
    assert "2024-05-05 → 2024-05-01" in corrected.err
    assert (4, True) == (again.code, "this changes nothing" in again.err)


def test_a_correction_that_makes_an_earlier_step_impossible_is_refused(desk: Desk, key: str):
    desk.advance(key, "plan_bezichtiging")
    desk.advance(key, "accepteer_woning")
    signed = str(desk.ask("fact", "set", key, "huurcontract_op", "2024-01-08")["version"])
    desk.advance(key, "start_coaching")

    refused = desk.run("correct", key, signed, "--void", "--reason", "another client", "--json")

    assert 4 == refused.code
    assert ["huurcontract_op"] == [each["name"] for each in refused.error["missing"]]


def test_voiding_a_step_leaves_running_what_it_started_unless_named(desk: Desk):
    desk.on("2018-04-09").household("H1", C1="1990-05-01")
    key = desk.ask("open", "inburgering", "C1", "--municipality", "any")["trajectory"]
    obliged = ("--fact", "inburgeringsplichtig_op=2018-03-15")
    moved = desk.ask("advance", key, "start_inburgering", *obliged)
    (started,) = (each["trajectory"] for each in moved["started"])
    void = ("correct", key, str(moved["version"] - 1), "--void", "--reason", "wrong client")

    left = desk.run(*void, "--dry-run")
    named = desk.run(*void, "--also", started)

    assert (0, 0) == (left.code, named.code)
    assert f"--also {started}" in left.err
    assert 4 == desk.run("advance", started, "nodig_uit").code
