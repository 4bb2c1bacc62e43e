"""May a wrong opening be taken back: on paper."""

from datetime import date

import pytest

from tests.builders import CALENDAR, a_definition, a_history, opened
from trajectories.casework.take_back import built_on, decide_taking_back, must_not_be_taken_back
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.replay import corrected, replay, taken_back
from workflows.errors import Refused, StepRefused

MON_8 = date(2024, 1, 8)
TUE_9 = date(2024, 1, 9)


def written(*entries) -> Written:
    history = a_history((MON_8, opened()), *entries)
    return Written(a_definition(), replay("t1", history), history, [], [], CALENDAR)


def signed() -> ev.FactSet:
    return ev.FactSet("getekend_op", "2024-01-05")


def test_facts_written_down_with_an_opening_of_before_they_were_counted_came_with_it():
    """Those of a later instant are someone's own."""
    with_it = written((MON_8, signed()), (MON_8, ev.FactSet("maanden", 9)))
    later = written((MON_8, signed()), (TUE_9, ev.FactSet("maanden", 9)))

    assert [ev.EventVoided(1)] == decide_taking_back([with_it])[0].events
    with pytest.raises(StepRefused) as refused:
        decide_taking_back([later])
    assert ["maanden"] == [each.name for each in refused.value.missing]


def test_what_was_voided_or_came_from_elsewhere_does_not_stand_in_the_way():
    found = written(
        (TUE_9, ev.Assigned("coordinator", "s2")),
        (TUE_9, ev.FactSet("akkoord", True, "t7@3")),
        (TUE_9, ev.TaskAsked("nakijken", "t7@3")),
        (TUE_9, ev.MemberLeft("p1")),
        (TUE_9, ev.TaskDone("nakijken")),
        (TUE_9, ev.EventVoided(6)),
    )

    assert [ev.EventVoided(1)] == decide_taking_back([found])[0].events


def test_the_whole_tree_is_judged_and_each_thing_named():
    """In both languages."""
    tree = [written((TUE_9, ev.NoteAdded({"private": "x", "hash": "y"}))), written((TUE_9, ev.TaskMissed("nakijken")))]

    with pytest.raises(StepRefused) as refused:
        decide_taking_back(tree)

    error = refused.value
    assert ["note", "task"] == [each.kind for each in error.missing]
    assert "t1, event 2 on 2024-01-09: task 'Check'" == error.missing[1].text.en
    assert "t1, gebeurtenis 2 op 2024-01-09: taak ‘Nakijken’" == error.missing[1].text.nl
    assert "traject close t1 --outcome gestopt|verhuisd" in error.say("nl")


def test_taken_back_it_stands_closed_without_an_outcome_and_all_else_as_it_was():
    """On every day since its opening, as known from then on."""
    history = a_history((MON_8, opened()), (MON_8, signed()), (TUE_9, ev.EventVoided(1)))

    now, then = replay("t1", history), replay("t1", history[:2])

    assert (TUE_9, "", TUE_9) == (now.closed_on, now.outcome, now.taken_back_on)
    assert then == now._replace(closed_on=None, taken_back_on=None, version=2)
    assert TUE_9 == replay("t1", history, as_of=MON_8).taken_back_on
    assert None is replay("t1", history, as_of=date(2024, 1, 5)).taken_back_on
    assert [1, 2] == [each.version for each in corrected(history)]
    assert history[2] == taken_back(history)
    with pytest.raises(Refused, match="was taken back on 2024-01-09"):
        must_not_be_taken_back(now)


def test_of_a_case_of_a_list_who_has_it_where_it_is_counted_and_its_version_are_work_of_somebody():
    """Not what came with it, and not what was voided since."""
    moved = ev.Migrated("d" * 64, "e" * 64, 2, "base", "f" * 64, "begin", "begin")
    found = written(
        (MON_8, ev.Assigned("coordinator", "s2")),
        (TUE_9, ev.Assigned("coordinator", "s3")),
        (TUE_9, ev.Assigned("volunteer", "")),
        (TUE_9, ev.Transferred("leiden")),
        (TUE_9, moved),
        (TUE_9, ev.EventVoided(4)),
        (TUE_9, ev.PastDecided("none")),
    )

    told = [(version, words.nl, words.en) for version, words in built_on(found, range(3, 9))]

    assert [
        (
            3,
            "t1, gebeurtenis 3 op 2024-01-09: coördinator toegewezen",
            "t1, event 3 on 2024-01-09: coordinator assigned",
        ),
        (
            5,
            "t1, gebeurtenis 5 op 2024-01-09: overgedragen aan een gemeente",
            "t1, event 5 on 2024-01-09: transferred to a municipality",
        ),
        (
            6,
            "t1, gebeurtenis 6 op 2024-01-09: overgezet naar een andere versie",
            "t1, event 6 on 2024-01-09: migrated to another version",
        ),
    ] == told
