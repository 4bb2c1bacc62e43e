"""A scenario is played as the engine would: what comes true passes, and what does not is explained."""

from typing import Any

import pytest

from scheduler.rehearsal.scenarios import Failure, Play, play_out
from tests.builders import CALENDAR, PROEF, a_definition, a_rule
from workflows.language.scenarios import Scenario

MONDAY = "2024-01-08"
SIGNED = {"on": MONDAY, "fact": "getekend_op", "value": MONDAY}  # due Mon 5 February
LADDER = [
    {"before": "1 week", "to": "coordinator"},
    {"on_due": True, "to": "coordinator"},
    {"overdue": "1 week", "every": "1 week", "to": "teamleider"},
]


def played(*given: dict[str, Any], household: Any = (), facts: Any = None, **expect: Any) -> list[Failure]:
    """On a household workflow with one term of four weeks from the day of signing."""
    compiled = a_definition(deadlines={"termijn": a_rule(remind=LADDER, met_by={"stage": "einde"})})
    scenario = Scenario.model_validate(
        {
            "name": "a scenario",
            "opened": MONDAY,
            "facts": facts or {},
            "household": household,
            "given": given,
            "expect": {"on": "2024-01-31", **expect},
        }
    )
    return play_out(Play(compiled, scenario, CALENDAR))


def only(failures: list[Failure]) -> tuple[str, str, str]:
    [(what, expected, was)] = failures
    return what, expected.say("en"), was.say("en")


def advance(trigger: str, on: str = "2024-01-16", **more: Any) -> dict[str, Any]:
    return {"on": on, "advance": trigger, **more}


def test_what_comes_true_passes():
    assert [] == played(
        SIGNED,
        advance("ga"),
        household=[{"ref": "ouder", "born": "1990-01-01"}],
        stage="midden",
        open_tasks=["huisarts", "dagdelen", "folder"],
        deadlines={"termijn": "2024-02-05"},
    )


@pytest.mark.parametrize(
    "expect, told",
    [
        ({"stage": "einde"}, ("expect stage", "einde", "begin")),
        ({"outcome": "klaar"}, ("expect outcome", "klaar", "–")),
        ({"open_tasks": ["folder"]}, ("expect open_tasks", "folder", "–")),
        ({"started": ["verblijf"]}, ("expect started", "verblijf", "–")),
        ({"deadlines": {"termijn": "2024-02-13"}}, ("expect deadlines termijn", "2024-02-13", "2024-02-05")),
        ({"deadlines": {"termijn": "overdue"}}, ("expect deadlines termijn", "overdue", "open")),
        ({"deadlines": {"andere": "open"}}, ("expect deadlines andere", "open", "absent")),
        ({"reminders": {"termijn": []}}, ("expect reminders termijn", "–", "2024-01-29")),
    ],
)
def test_what_does_not_come_true_is_told_with_what_was(expect: dict[str, Any], told: tuple[str, str, str]):
    assert told == only(played(SIGNED, **expect))


def test_a_move_that_cannot_be_made_ends_the_scenario_and_names_what_is_missing():
    what, expected, was = only(played(advance("ga"), advance("rust"), stage="einde"))

    assert ("given 2024-01-16 advance ga", "possible") == (what, expected)
    assert "'ga' is not possible yet from 'Start'; ‘Signed on’ is not recorded yet" == was


def test_a_refusal_that_is_expected_must_name_what_it_misses():
    missing = {"advance": "ga", "missing": ["getekend_op"]}

    assert [] == played(refused=[missing])
    assert ("expect refused ga", "refused", "possible") == only(played(SIGNED, refused=[missing]))
    what, expected, was = only(played(refused=[{"advance": "ga", "missing": ["punten"]}]))
    assert ("expect refused ga", "punten") == (what, expected)
    assert "‘Signed on’" in was


def test_reminders_go_out_day_by_day_also_those_that_repeat():
    """Mon 29 January a week before, Mon 5 February on the day, then every Monday."""
    days = ["2024-01-29", "2024-02-05", "2024-02-12", "2024-02-19"]

    assert [] == played(SIGNED, on="2024-02-20", reminders={"termijn": days})


def test_what_was_said_before_a_term_was_met_stays_said():
    """Met on Tue 30 January, so nothing goes out on the day itself."""
    moves = [
        SIGNED,
        advance("ga", facts={"akkoord": True}),
        {"on": "2024-01-17", "task": "huisarts", "member": "ouder"},
        {"on": "2024-01-17", "task": "dagdelen", "amount": 4},
        advance("rond_af", "2024-01-30", **{"as": "teamleider"}),
    ]

    assert [] == played(
        *moves,
        household=[{"ref": "ouder"}],
        on="2024-03-01",
        outcome="klaar",
        deadlines={"termijn": "met"},
        reminders={"termijn": ["2024-01-29"]},
    )


def test_a_fact_that_is_not_known_is_asked_for():
    """Five working days after Mon 8 January, and again ten working days later."""
    assert [] == played(
        deadlines={"termijn": "unknown"}, on="2024-01-30", reminders={"termijn": ["2024-01-15", "2024-01-29"]}
    )


def test_a_moved_term_is_announced_on_its_own_days():
    """Extended by two weeks on Thu 25 January, before anything was said: due Mon 19 February."""
    moves = [SIGNED, {"on": "2024-01-25", "extend": "termijn", "by": "2 weeks"}]

    assert [] == played(
        *moves,
        on="2024-02-20",
        deadlines={"termijn": "2024-02-19"},
        reminders={"termijn": ["2024-02-12", "2024-02-19"]},
    )


def test_a_suspended_term_is_silent_until_it_is_resumed():
    """Suspended from Mon 22 January until it is resumed on Mon 5 February: fourteen days that do not count."""
    moves: list[dict[str, Any]] = [SIGNED, {"on": "2024-01-22", "suspend": "termijn"}]
    resumed = {"on": "2024-02-05", "resume": "termijn"}

    assert [] == played(*moves, deadlines={"termijn": "suspended"}, on="2024-02-12", reminders={"termijn": []})
    assert [] == played(*moves, resumed, on="2024-02-12", deadlines={"termijn": "2024-02-19"})


def test_what_is_told_late_is_reminded_of_from_the_day_it_was_told():
    """The fact of 8 January comes to us on Tue 6 February, a day after the term ended: until then it was asked for,
    then it is said that it is over, and after that what is still to come. A move dated before an earlier one is told
    in its turn.
    """
    moves: list[dict[str, Any]] = [{"on": "2024-02-06", "fact": "punten", "value": 3}, SIGNED]
    days = ["2024-01-15", "2024-01-29", "2024-02-06", "2024-02-12"]

    assert [] == played(*moves, on="2024-02-13", reminders={"termijn": days})


def test_each_member_has_the_age_of_the_day():
    """A guard reads it on the day of the move: the boy turns eighteen on 1 March 2024."""
    compiled = a_definition(
        stages={
            "begin": {"label": {"nl": "Begin"}, "initial": True},
            "midden": {"label": {"nl": "Midden"}, "tasks": ["school"]},
            "einde": {"label": {"nl": "Einde"}, "final": True, "outcome": "klaar"},
        },
        tasks={"school": {"label": {"nl": "School"}, "for": "each_child"}},
        transitions={"ga": {"from": "begin", "to": "midden"}, "rond_af": {"from": "midden", "to": "einde"}},
    )

    def asked(on: str) -> list[Failure]:
        told = {
            "name": "a boy",
            "opened": MONDAY,
            "household": [{"ref": "zoon", "born": "2006-03-01"}],
            "given": [{"on": on, "advance": "ga"}],
            "expect": {"on": "2024-03-04", "open_tasks": ["school"]},
        }
        return play_out(Play(compiled, Scenario.model_validate(told), CALENDAR))

    assert [] == asked("2024-02-29")
    assert ("expect open_tasks", "school", "–") == only(asked("2024-03-01"))


def test_a_task_of_another_trajectory_is_told_as_a_signal():
    assert [] == played({"on": "2024-01-10", "signal": "nakijken"}, open_tasks=["nakijken"])
    assert "given 2024-01-10 signal onbekend" == only(played({"on": "2024-01-10", "signal": "onbekend"}))[0]


def test_who_may_only_read_makes_no_move():
    assert "you may only read here" in only(played({**SIGNED, "as": "auditor"}))[2]


def test_leaving_is_a_move_too():
    assert [] == played({"on": "2024-01-10", "close": "verhuisd"}, outcome="verhuisd", open_tasks=[])


def test_a_programme_that_took_no_clients_on_the_day_opens_nothing():
    compiled = a_definition(opens_until="2023-12-31")
    story = Scenario.model_validate({"name": "x", "opened": MONDAY, "expect": {"on": MONDAY, "stage": "begin"}})

    told = "proef takes no new clients any more after 2023-12-31"
    assert ("opened", "possible", told) == only(play_out(Play(compiled, story, CALENDAR)))


def test_staying_away_and_naming_someone_are_moves_and_a_final_stage_may_be_left_by_one():
    """Missed on Wed 10 January: to be invited again by Wed 17; the second volunteer starts the term anew; reopened
    on Tue 23, and nothing of the first life is asked for any more.
    """
    reopening = {"heropen": {"from": "einde", "to": "begin", "reopens": True, "when": {"assigned": "jurist"}}}
    compiled = a_definition(
        stages={**PROEF["stages"], "begin": {**PROEF["stages"]["begin"], "tasks": ["folder"]}},
        transitions={"rond_af": {"from": "begin", "to": "einde"}, "ga": {"from": "begin", "to": "midden"}, **reopening},
        deadlines={
            "uitnodigen": a_rule(anchor={"missed": "folder"}, term="1 week", met_by={"attended": "folder"}),
            "koppeling": a_rule(anchor={"assigned": "volunteer"}, term="6 months"),
        },
    )

    def told(*given: dict[str, Any], **expect: Any) -> list[Failure]:
        story = {"name": "x", "opened": MONDAY, "given": given, "expect": {"on": "2024-01-24", **expect}}
        return play_out(Play(compiled, Scenario.model_validate(story), CALENDAR))

    moves = [
        {"on": "2024-01-10", "missed": "folder"},
        {"on": "2024-01-11", "assign": "volunteer"},
        {"on": "2024-01-15", "assign": "volunteer"},
    ]
    nobody = {"on": "2024-01-16", "assign": "volunteer", "to": "nobody"}
    closed = advance("rond_af")
    again = [{"on": "2024-01-23", "assign": "jurist"}, advance("heropen", "2024-01-23")]

    assert [] == told(*moves, deadlines={"uitnodigen": "2024-01-17", "koppeling": "2024-07-15"})
    assert [] == told(*moves, nobody, deadlines={"koppeling": "absent"})
    assert [] == told(*moves, closed, outcome="klaar", refused=[{"advance": "heropen", "missing": ["jurist"]}])
    assert [] == told(*moves, closed, *again, stage="begin", deadlines={"koppeling": "lapsed"}, open_tasks=["folder"])


def test_a_task_that_a_new_start_of_its_term_asks_again_is_to_be_done_again():
    """Checked for the letter of 16 January, not for that of the 18th: the step is refused, as at a desk."""
    compiled = a_definition(
        deadlines={"termijn": a_rule(anchor={"fact": "brief_op"}, met_by={"task": "nakijken"})},
        transitions={"ga": {"from": "begin", "to": "einde", "when": {"task": "nakijken"}}},
    )
    letters = ({"on": day, "fact": "brief_op", "value": day} for day in ("2024-01-16", "2024-01-18"))
    first, second = letters
    given = [first, {"on": "2024-01-17", "task": "nakijken"}, second]
    expect = {"on": "2024-01-19", "refused": [{"advance": "ga", "missing": ["nakijken"]}]}
    told = {"name": "a scenario", "opened": MONDAY, "given": given, "expect": expect}

    assert [] == play_out(Play(compiled, Scenario.model_validate(told), CALENDAR))
