"""Trajectories through the command line: what scripts rely on, what a coordinator is told, and refusals."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk
from tests.terminal import at_terminal

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    """Monday 8 January 2024; t1 is the vestiging of H1, with C1 and her child C2."""
    return a_desk(request, one_household).on("2024-01-08")


def one_household(desk: Desk) -> None:
    desk.on("2024-01-08").household("H1", C1="1990-05-01", C2="2021-06-06")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")


def test_opening_answers_what_scripts_rely_on(desk: Desk):
    desk.household("H2", C3="1990-05-01")

    opened = desk.ask("open", "vestiging", "H2", "--municipality", "westland", "--intake", "2017-12-18")

    started = opened.pop("started")
    assert {
        "trajectory": "t6",
        "workflow": "vestiging",
        "workflow_version": 6,
        "variant": "westland-2017",
        "stage": "koppeling",
        "version": 2,
    } == opened
    assert ["verblijf", "gezinshereniging", "inburgering"] == [each["workflow"] for each in started]
    assert {"C3"} == {each["subject"] for each in started}


@pytest.mark.parametrize(
    "words, code, hint",
    [
        (("vestigng", "H1", "--municipality", "any"), 5, "vestiging"),
        (("vestiging", "H1", "--municipality", "westlnd"), 5, "did you mean westland?"),
        (("vestiging", "H11", "--municipality", "any"), 5, "H1"),
        (("vestiging", "H1", "--municipality", "any"), 4, "t1"),
        (("vestiging", "C1", "--municipality", "any"), 4, "H1"),
        (("vestiging", "H1", "--municipality", "any", "--on", "tomorrow"), 2, "2026-03-31"),
        (("vestiging", "H1", "--municipality", "any", "--fact", "x"), 2, "NAME=VALUE"),
    ],
)
def test_opening_is_refused_with_what_would_work(desk: Desk, words: tuple[str, ...], code: int, hint: str):
    ran = desk.run("open", *words)

    assert code == ran.code
    assert hint in ran.err


def test_a_trajectory_may_be_named_by_its_subject(desk: Desk):
    by_household = desk.ask("advance", "H1", "plan_bezichtiging")
    by_client = desk.run("advance", "C1", "x", "--json")

    assert {"t1", "koppeling", "bezichtiging"} == {by_household[key] for key in ("trajectory", "from", "stage")}
    assert 2 == by_client.code
    assert "gezinshereniging" in by_client.error["message"]


def test_without_a_trigger_and_without_a_terminal_the_ways_are_listed(desk: Desk):
    told = desk.run("advance", "t1")
    listed = desk.run("advance", "t1", "--json")

    assert (2, 2) == (told.code, listed.code)
    assert "plan_bezichtiging" in told.err
    assert [{"trigger": "plan_bezichtiging", "to": "bezichtiging"}] == listed.error["possible"]
    assert ["huurcontract_op"] == [each["name"] for each in listed.error["missing"]]


def test_on_a_terminal_the_step_and_its_missing_fact_are_asked_for(desk: Desk):
    """The second way, start_coaching, waits for the day of the lease; a day that is none is asked again."""
    told = at_a_terminal(desk, ["advance", "t1"], ["2", "", "soon", "2024-01-08", "-", ""])

    assert "plan_bezichtiging" in told
    assert "Lease signed on" in told
    assert "does not fit huurcontract_op" in told
    assert "from 'Match' to 'Housing'" in told


def test_on_a_terminal_a_day_ahead_is_asked_again_and_an_unlikely_one_is_asked_about(desk: Desk):
    """Who says no gets another try; who says yes is taken at their word, for that fact only."""
    answers = ["2", "", "2042-01-08", "2003-01-08", "n", "2003-01-09", "y", "-", ""]
    told = at_a_terminal(desk, ["advance", "t1"], answers)

    assert "huurcontract_op cannot be on 2042-01-08" in told
    assert "huurcontract_op on 2003-01-08 is unlikely" in told
    assert "Is it right" in told
    assert "from 'Match' to 'Housing'" in told
    assert "2003-01-09" in desk.run("show", "t1").out


def test_on_a_terminal_the_day_is_asked_and_the_step_confirmed(desk: Desk):
    """A day that is none, or lies ahead, is asked again; who says no has recorded nothing."""
    left_alone = at_a_terminal(desk, ["advance", "t1"], ["1", "", "n"])
    assert "Nothing was recorded" in left_alone
    assert "koppeling" == desk.ask("show", "t1")["trajectories"][0]["stage"]

    told = at_a_terminal(desk, ["advance", "t1"], ["1", "soon", "9-1-2042", "8-1-2024", ""])
    assert "'soon' (--on) is no day" in told
    assert "2042-01-09 is after today" in told
    assert "Plan the viewing, 2024-01-08 [Y/n]" in told
    assert "from 'Match' to 'Viewing'" in told


def test_on_a_terminal_work_recorded_later_than_the_step_is_dated(desk: Desk):
    """The lease was recorded for today, the step is asked for last Friday."""
    desk.on("2024-01-12").ask("fact", "set", "t1", "huurcontract_op", "2024-01-08")
    asked = ["advance", "t1", "start_coaching", "--on", "10-1-2024"]

    told = at_a_terminal(desk, asked, ["y"])

    assert "done on 2024-01-12, and the step is asked for 2024-01-10" in " ".join(told.split())
    assert "from 'Match' to 'Housing'" in told


def test_on_a_terminal_the_outcome_of_leaving_is_asked_by_its_number(desk: Desk):
    told = at_a_terminal(desk, ["client", "leave", "C2"], ["1"])

    assert "1  Moved away (verhuisd)" in told
    assert "Client C2 left on 2024-01-08" in told


def test_on_a_terminal_the_housing_day_is_proposed_and_confirmed_in_the_same_step(desk: Desk):
    """The day of the dwelling where it is known; '-' leaves it out, and the duty to insure is never proposed."""
    desk.on("2024-01-15").ask("household", "house", "H1", "--municipality", "westland", "--dwelling", "W-1")
    desk.on("2024-01-18")

    told = at_a_terminal(desk, ["advance", "t1"], ["2", "", "2024-01-12", "", ""])

    assert "[2024-01-15]" in told
    assert "Care insurance duty since" not in told.partition("from 'Match'")[0]
    assert {"gevestigd_op": "2024-01-15"} == facts_named(desk, "gevestigd_op", "verzekeringsplichtig_op")


def test_on_a_terminal_the_day_of_the_step_is_proposed_where_no_dwelling_is_known(desk: Desk):
    """As given with --on, else today; another day may be typed."""
    desk.on("2024-01-18").ask("due")

    told = at_a_terminal(desk, ["advance", "t1", "--on", "2024-01-16"], ["2", "2024-01-12", "2024-01-15", "y"])

    assert "[2024-01-16]" in told
    assert {"gevestigd_op": "2024-01-15"} == facts_named(desk, "gevestigd_op", "verzekeringsplichtig_op")


def facts_named(desk: Desk, *names: str) -> dict[str, str]:
    facts = desk.ask("show", "t1")["trajectories"][0]["facts"]
    return {name: facts[name]["value"] for name in names if name in facts}


def at_a_terminal(desk: Desk, words: list[str], answers: list[str]) -> str:
    """All that the terminal shows."""
    told = at_terminal(["--database", str(desk.database), "--by", desk.who, *words], answers)
    assert 0 == told.code, told.shown
    return told.shown


def test_a_refusal_names_every_missing_thing_and_what_is_possible(desk: Desk):
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")

    refused = desk.run("advance", "t1", "start_begeleiding", "--json")

    assert 4 == refused.code
    missing = {(each["kind"], each["name"]) for each in refused.error["missing"]}
    assert {("task", "huisarts"), ("task", "consultatiebureau"), ("fact", "ingeschreven_brp_op")} <= missing
    assert [] == refused.error["possible"]


def test_a_task_goes_per_member_where_it_is_asked_so(desk: Desk):
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")

    assert 4 == desk.run("task", "done", "t1", "huisarts").code
    assert 4 == desk.run("task", "done", "t1", "huurtoeslag", "--member", "C1").code
    assert "t1" == desk.ask("task", "done", "t1", "huisarts", "--member", "C1")["trajectory"]
    assert 4 == desk.run("task", "done", "t1", "huisarts", "--member", "C1").code
    assert 5 == desk.run("task", "done", "t1", "huisart").code


def test_a_task_is_done_by_amount(desk: Desk):
    desk.ask("client", "add", "--ref", "C9", "--born", "1990-05-01")
    key = desk.ask("open", "participatieverklaring", "C9", "--municipality", "den_haag")["trajectory"]

    half = desk.run("task", "done", key, "workshops")
    too_much = desk.run("task", "done", key, "workshops", "--amount", "2")

    assert "(1/2)" in half.out
    assert 4 == too_much.code
    assert " × 1" in desk.run("history", key).out


def test_the_history_tells_the_new_value_of_a_correction(desk: Desk):
    fact = desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-12-01")["version"]
    desk.ask("correct", "t4", str(fact), "--value", "2023-12-15", "--reason", "misread")

    told = " ".join(desk.run("history", "t4").out.split())
    assert f"version {fact} (Asylum permit granted on): now 2023-12-15" in told


def test_a_fact_must_fit_its_type(desk: Desk):
    refused = desk.run("fact", "set", "t1", "mb_maanden", "12", "--json")
    unknown = desk.run("fact", "set", "t1", "maanden", "12", "--json")

    assert (2, 5) == (refused.code, unknown.code)
    assert "9, 15, 21" in refused.error["message"]
    assert "mb_maanden" in unknown.error["message"]


def test_a_fact_of_long_ago_says_what_is_overdue_and_what_is_still_said_of_it(desk: Desk):
    """The permit of July gave until October; of the reminders of the past only the last goes out, to all of them."""
    told = desk.run("fact", "set", "t4", "vergunning_verleend_op", "2023-07-10")
    quiet = desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-11-06")

    assert 0 == told.code
    assert "2023-10-10; is overdue already" in told.err
    assert "what was missed goes once, on 2024-01-08, to coordinator, jurist and team leader" in told.err
    assert "will not be sent" not in told.err, "it says one thing"
    assert "t4" == quiet["trajectory"]


def test_a_term_is_suspended_resumed_and_extended(desk: Desk):
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")
    ground = ("--ground", "letter of 8 January")

    stopped = desk.on("2024-01-09").run("suspend", "t1/coaching_einde", *ground)
    running = desk.on("2024-01-19").run("resume", "t1/coaching_einde", *ground)
    longer = desk.run("extend", "t1/coaching_einde", "--by", "2 weeks", *ground)
    until = desk.ask("extend", "t1/coaching_einde", "--until", "2024-05-31", *ground)

    assert (0, 0, 0) == (stopped.code, running.code, longer.code)
    assert "2024-04-08 → 2024-04-18" in running.err  # ten days
    assert "2024-04-18 → 2024-05-02" in longer.err
    assert "t1" == until["trajectory"]
    assert 2 == desk.run("extend", "t1/coaching_einde", *ground).code
    assert 2 == desk.run("extend", "coaching_einde", "--by", "2 weeks", *ground).code
    assert 5 == desk.run("extend", "t1/coaching_einde#99", "--by", "2 weeks", *ground).code
    assert 5 == desk.run("extend", "t1/coaching", "--by", "2 weeks", *ground).code


def test_a_term_is_suspended_for_a_term(desk: Desk):
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")

    stopped = desk.on("2024-01-09").run("suspend", "t1/coaching_einde", "--by", "2 weeks", "--ground", "letter")

    assert 0 == stopped.code
    assert "from 2024-01-09 up to and including 2024-01-22" in stopped.out
    assert "2024-04-08 → 2024-04-22" in stopped.err


def test_a_term_that_runs_for_the_client_is_not_suspended(desk: Desk):
    desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-12-01")

    assert 4 == desk.run("suspend", "t4/nareis_aanvragen", "--ground", "letter").code


def test_a_term_may_be_given_in_dutch(desk: Desk):
    desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-12-01")
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")
    ground = ("--ground", "brief", "--lang", "nl")

    longer = desk.run("extend", "t1/coaching_einde", "--by", "2 weken", *ground)
    bad = desk.run("extend", "t4/nareis_aanvragen", "--by", "2 manen", *ground)
    stopped = desk.run("suspend", "t4/nareis_aanvragen", "--by", "2 manen", *ground)

    assert "2024-04-08 → 2024-04-22" in longer.err
    assert "met 2 weken" in desk.run("history", "t1", "--lang", "nl").out
    assert (2, 2) == (bad.code, stopped.code)
    for each in (bad, stopped):
        assert "dagen, weken, maanden, jaren of werkdagen" in " ".join(each.err.split())


def test_who_is_assigned_must_hold_the_role(desk: Desk):
    given = desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    same = desk.run("assign", "t1", "Cora", "--as", "coordinator")
    refused = desk.run("assign", "t1", "Vera", "--as", "jurist")
    unknown = desk.run("assign", "t1", "Cora2", "--as", "coordinator")
    nobody = desk.ask("assign", "t1", "-", "--as", "coordinator")

    assert given["version"] + 1 == nobody["version"]
    assert "so already" in same.out
    assert (4, 5) == (refused.code, unknown.code)


def test_whoever_is_assigned_reads_what_goes_along(desk: Desk):
    """t1 started those beside it, and a household stays together."""
    ran = desk.run("assign", "t1", "Vera", "--as", "volunteer")

    assert "t1: the volunteer is Vera." in ran.out
    assert "follows along: t2" in ran.out + ran.err


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_nobody_is_assigned_as_one_who_does_no_casework(desk: Desk, role: str):
    assert 2 == desk.run("assign", "t1", "Cora", "--as", role).code


def test_closing_takes_an_outcome_for_leaving(desk: Desk):
    assert 4 == desk.run("close", "t1", "--outcome", "zelfredzaam").code
    assert 5 == desk.run("close", "t1", "--outcome", "weg").code
    assert "t1" == desk.ask("close", "t1", "--outcome", "verhuisd", "--reason", "to Breda")["trajectory"]
    assert 4 == desk.run("advance", "t1", "plan_bezichtiging").code
    assert "t1" == desk.ask("note", "t1", "moved to Breda")["trajectory"]
    assert 2 == desk.run("note", "t1", " ").code


def test_a_dry_run_writes_nothing(desk: Desk):
    fact = desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-12-01")["version"]

    trial = desk.ask("correct", "t4", str(fact), "--value", "2023-12-15", "--reason", "misread", "--dry-run")
    after = desk.ask("fact", "set", "t4", "alleen_subsidiair", "no")["version"]

    assert (True, fact, fact + 1) == (trial["dry_run"], trial["version"], after)
    (moved,) = trial["deadlines"]
    assert ("nareis_aanvragen", "2024-03-01", "2024-03-15") == (moved["name"], moved["from"], moved["to"])
    assert trial["reminders"]["planned"]


def test_a_dry_run_tells_people_what_was_and_what_would_be(desk: Desk):
    fact = desk.ask("fact", "set", "t4", "vergunning_verleend_op", "2023-12-01")["version"]

    told = desk.run("correct", "t4", str(fact), "--value", "2023-09-15", "--reason", "misread", "--dry-run")
    day = desk.run("correct", "t4", str(fact), "--on", "2024-01-02", "--reason", "late", "--dry-run")

    assert "2023-12-01 (the client's own)): 2023-12-01 → 2023-09-15" in told.out
    assert "2024-03-01 → 2023-12-15; is overdue already" in told.out
    assert "day 2024-01-08 → 2024-01-02" in day.out
    reminders = [line.split(":")[0] for line in told.out.splitlines() if line.startswith("reminder ")]
    assert reminders
    assert len(set(reminders)) == len(reminders)


def test_a_dry_run_names_the_tasks_that_open_again(desk: Desk):
    desk.advance("t1", "start_coaching", "--fact", "huurcontract_op=2024-01-08")
    done = desk.ask("task", "done", "t1", "huisarts", "--member", "C1")["version"]
    wanted = ("correct", "t1", str(done), "--void", "--reason", "other", "--dry-run")

    assert {"task": "huisarts", "member": "C1", "done": 0} in desk.ask(*wanted)["tasks_reopened"]
    told = desk.run(*wanted).out
    assert "is voided" in told
    assert "task open again: " in told


def test_a_correction_takes_one_change_and_a_reason(desk: Desk):
    assert 2 == desk.run("correct", "t1", "1", "--reason", "x").code
    assert 2 == desk.run("correct", "t1", "1", "--void").code
    assert 5 == desk.run("correct", "t1", "99", "--void", "--reason", "x").code


def test_dutch_is_spoken_to_who_asks_for_it(desk: Desk):
    told = desk.run("advance", "t1", "plan_bezichtiging", "--lang", "nl")

    assert "t1: van ‘Koppeling’ naar ‘Bezichtiging’." in told.out
