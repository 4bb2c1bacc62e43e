"""What will be said and what not, through the command line: why-not, forecast, and the messages of days to come."""

import pytest

from tests.stories.desk import Desk, a_desk


def a_family(desk: Desk) -> None:
    """t1 is the vestiging of H-1; t2 verblijf, t3 gezinshereniging and t4 inburgering of C-1; t5 fietslessen of C-2."""
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--name", "Amina Voorbeeld", "--born", "1990-01-01")
    desk.ask("client", "add", "--ref", "C-2", "--born", "2000-01-01")
    desk.ask("household", "add", "--ref", "H-1", "--member", "C-1")
    desk.ask("open", "vestiging", "H-1", "--municipality", "westland")
    for key in ("t1", "t2", "t3", "t4"):
        desk.ask("assign", key, "Cora", "--as", "coordinator")
    desk.ask("fact", "set", "t3", "vergunning_verleend_op", "2018-01-05")
    desk.ask("open", "fietslessen", "C-2", "--municipality", "any")


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "100")
    made = a_desk(request, a_family)
    made.now = ""
    return made


# why not


def test_why_not_says_when_the_first_rung_goes_out_and_to_whom(desk: Desk):
    answer = desk.ask("why-not", "C-1", "nareis_aanvragen")

    assert {"subject", "rule", "trajectories"} <= set(answer)
    [found] = answer["trajectories"]
    assert ("t3", "armed", "N1", "C-1") == tuple(found[key] for key in ("trajectory", "answer", "register", "subject"))
    assert [{"staff": "s2", "name": "Cora", "role": "coordinator"}] == found["to"]
    assert f"armed, first rung on {found['first_on']}" == found["text"]
    assert f"armed, first rung on {found['first_on']} → coordinator (Cora)" in desk.run("why-not", "C-1", "N1").out


def test_a_household_is_asked_with_its_members(desk: Desk):
    assert ["t3"] == [each["trajectory"] for each in desk.ask("why-not", "H-1", "N1")["trajectories"]]
    assert ["t3"] == [each["trajectory"] for each in desk.ask("why-not", "t3", "N1")["trajectories"]]


def test_what_does_not_run_says_the_first_thing_that_fails(desk: Desk):
    answers = desk.ask("why-not", "C-1", "N2")["trajectories"]

    assert [("t3", "stage")] == [(each["trajectory"], each["answer"]) for each in answers]
    assert "not reached yet" in answers[0]["text"]
    assert "unknown" == desk.ask("why-not", "C-1", "inburgering_einde")["trajectories"][0]["answer"]


def test_who_follows_no_workflow_with_the_rule_is_told_which_have_it(desk: Desk):
    answer = desk.ask("why-not", "C-2", "N1")

    assert ("no_trajectory", ["gezinshereniging"], []) == (
        answer["answer"],
        answer["workflows"],
        answer["trajectories"],
    )
    assert "C-2 follows no workflow with N1; the rule is in gezinshereniging.\n" == desk.run("why-not", "C-2", "N1").out


def test_a_rule_that_no_workflow_has_is_not_found_and_the_nearest_is_named(desk: Desk):
    ran = desk.run("why-not", "C-1", "nareis_aanvraag", "--json")

    assert (5, "not_found") == (ran.code, ran.error["code"])
    assert "nareis_aanvragen" in ran.error["message"]
    assert 5 == desk.run("why-not", "C-9", "N1").code


def test_of_a_closed_trajectory_it_is_told_where_no_open_one_has_the_rule(desk: Desk):
    desk.on("2018-02-05").ask("close", "t3", "--outcome", "gestopt")

    [found] = desk.ask("why-not", "C-1", "N1")["trajectories"]

    assert ("closed", "2018-02-05") == (found["answer"], found["on"])


# forecast


def test_a_forecast_tells_both_courses_and_what_they_assume(desk: Desk):
    found = desk.ask("forecast", "t3", "--until", "2018-06-30")

    assert ("2018-01-08", "2018-06-30", "C-1") == (found["from"], found["until"], found["subject"])
    assert {"if_nothing_happens", "if_all_goes_on_time"} == set(found["assumptions"])
    [last] = [each for each in found["if_nothing_happens"] if each["kind"] == "due"]
    assert ("2018-04-05", "t3/nareis_aanvragen#3", None) == (last["day"], last["deadline"], last["reminder"])
    after = [each for each in found["if_nothing_happens"] if each["day"] > "2018-04-05" and each["reminder"]]
    assert any(each["deadline"] == last["deadline"] for each in after)
    on_time = [each for each in found["if_all_goes_on_time"] if each["deadline"] == last["deadline"]]
    assert "2018-04-05" == max(each["day"] for each in on_time)
    assert {"Cora"} == {to["name"] for each in on_time for to in each["to"] if to["role"] == "coordinator"}


def test_open_questions_stand_apart_with_the_day_they_are_asked(desk: Desk):
    found = desk.ask("forecast", "C-1", "--until", "2018-06-30")

    asked = {each["deadline"]: each for each in found["open_questions"]}
    assert ["inburgeringsplichtig_op"] == asked["t4/inburgering_einde#0"]["missing"]
    assert "2018-01-15" == asked["t4/inburgering_einde#0"]["asked_on"]


def test_a_coordinator_sees_all_that_was_given_to_them(desk: Desk):
    found = desk.ask("forecast", "--coordinator", "Cora", "--until", "2018-06-30")

    assert {"t1", "t2", "t3", "t4"} == {each["trajectory"] for each in found["if_nothing_happens"]}
    assert ("Cora", None) == (found["coordinator"], found["subject"])


def test_a_forecast_for_people_goes_by_month(desk: Desk):
    page = desk.run("forecast", "t3", "--until", "2018-06-30").out

    assert "If nothing happens, until 2018-06-30" in page
    assert "April 2018" in page
    assert "Assumed: every term is met on its last day" in page
    desk.run("--lang", "nl", "forecast", "t3", "--until", "2018-06-30")
    assert "april 2018" in desk.run("--lang", "nl", "forecast", "t3", "--until", "2018-06-30").out


@pytest.mark.parametrize(
    "words",
    [
        ["forecast", "--until", "2018-06-30"],
        ["forecast", "C-1", "--coordinator", "Cora", "--until", "2018-06-30"],
        ["forecast", "C-1", "--until", "2017-06-30"],
        ["forecast", "C-1", "--until", "2118-06-30"],
        ["forecast", "C-1", "--until", "June"],
        ["forecast", "C-1"],
    ],
)
def test_a_forecast_asks_for_one_subject_and_a_day_to_come(desk: Desk, words: list[str]):
    assert 2 == desk.run(*words).code


# preview


def test_a_preview_lists_each_message_and_sends_nothing(desk: Desk):
    before = desk.ask("history", "t3")

    found = desk.ask("scheduler", "preview", "--until", "2018-01-31")

    full = [each for each in found if each["reminders"]]
    assert {"day", "to", "reminders"} <= set(found[0])
    assert ("2018-01-15", "Cora", False) == (full[0]["day"], full[0]["name"], full[0]["urgent"])
    assert {"question": len(full[0]["reminders"])} == {key: n for key, n in full[0]["counts"].items() if n}
    assert len({(each["day"], each["to"]) for each in found if not each["urgent"]}) == len(found)  # one a day
    assert [] == desk.ask("scheduler", "ledger")
    assert before == desk.ask("history", "t3")


def test_a_preview_is_what_the_tick_then_sends(desk: Desk):
    [expected] = [
        each for each in desk.ask("scheduler", "preview", "--until", "2018-01-15", "--for", "Cora") if each["reminders"]
    ]

    desk.on("2018-01-15").ask("scheduler", "tick")

    said = [
        event["data"]["reminder"]
        for key in ("t1", "t2", "t3", "t4", "t5")
        for event in desk.ask("history", key)
        if event["type"] == "ReminderSent" and event["data"]["to"] == expected["to"]
    ]
    assert sorted(said) == sorted(each["reminder"] for each in expected["reminders"])


def test_a_preview_for_people_tells_how_much_and_what_first(desk: Desk):
    ran = desk.run("scheduler", "preview", "--until", "2018-01-31", "--for", "Cora")

    assert "2018-01-15  Cora" in ran.out
    assert "question: " in ran.out
    assert "Nothing was sent." in ran.err
    assert 5 == desk.run("scheduler", "preview", "--until", "2018-01-31", "--for", "Nobody").code


# why, in detail


def test_why_tells_who_recorded_the_anchor_and_who_would_be_told(desk: Desk):
    found = desk.ask("why", "t3/nareis_aanvragen")

    assert ("FactSet", "Cora") == (found["anchor"]["event"], found["anchor"]["recorded_by"])
    assert found["anchor"]["recorded_at"].startswith("2018-01-08")
    assert {"counted_on", "moved_by", "heard", "would_go_to"} <= set(found["rungs"][0])
    assert "Cora" in {to["name"] for rung in found["rungs"] for to in rung["would_go_to"]}
    page = desk.run("why", "t3/nareis_aanvragen").out
    assert "2018-01-08 10:00 by Cora" in page
    assert "coordinator (Cora)" in page
