"""By what road a case taken over came: on paper."""

from datetime import date

import pytest

from tests.builders import a_definition, a_history, builtin
from trajectories.casework.road import must_fit_road, road_to, unsure_before
from trajectories.history import events as ev
from trajectories.history.replay import replay
from workflows.errors import NotFound, Refused
from workflows.language.road_facts import fact_label, fact_of
from workflows.machine.roads import sure_before

MON_1 = date(2024, 1, 1)
MON_8 = date(2024, 1, 8)
MON_15 = date(2024, 1, 15)


def test_what_every_road_leads_through_need_not_be_told():
    assert ("begin", "midden") == sure_before(a_definition(), "pauze")
    assert [{"stage": "begin", "on": ""}, {"stage": "midden", "on": ""}] == road_to(
        a_definition(), "pauze", MON_8, [], []
    )
    assert [] == road_to(a_definition(), "begin", MON_8, [], [])


def test_a_stage_that_it_came_back_to_stands_there_as_often_as_was_told():
    told = [("midden", MON_1), ("pauze", MON_8), ("begin", MON_1)]

    road = road_to(a_definition(), "midden", MON_15, told, [])

    assert [("begin", "2024-01-01"), ("midden", "2024-01-01"), ("pauze", "2024-01-08")] == [
        (each["stage"], each["on"]) for each in road
    ]


def test_a_stage_that_may_have_been_passed_is_unsure_unless_the_road_was_told_step_by_step():
    compiled = a_definition()
    road = road_to(compiled, "midden", MON_15, [("begin", MON_1)], [])
    whole = road_to(compiled, "midden", MON_15, [("begin", MON_1)], [])

    assert {"midden": "", "pauze": ""} == unsure_before(
        compiled, "midden", road_to(compiled, "midden", MON_15, [], []), []
    )
    assert {} == unsure_before(compiled, "midden", whole, ["begin"])
    assert ["begin"] == [each["stage"] for each in road]


def test_days_go_one_way():
    with pytest.raises(Refused, match="comes before"):
        road_to(a_definition(), "pauze", MON_8, [("begin", MON_15)], [])
    with pytest.raises(Refused, match="no road leads"):
        road_to(builtin("vestiging"), "koppeling", MON_8, [("warme_overdracht", MON_1)], [])
    with pytest.raises(NotFound, match="there is no stage"):
        road_to(a_definition(), "pauze", MON_8, [("nergens", MON_1)], [])


def test_an_answer_fits_between_its_neighbours():
    taken = ev.TakenOver(
        "proef", 1, "base", "any", "h1", "2024-01-01", "pauze",
        road=[{"stage": "begin", "on": "2024-01-08"}, {"stage": "midden", "on": ""}],
    )  # fmt: skip
    now = replay("t1", a_history((MON_15, taken)))

    assert [(MON_8, False), (MON_15, True), (MON_15, False)] == [(each.on, each.untold) for each in now.path]
    must_fit_road(a_definition(), now, "entered:midden", "2024-01-08")
    for day in ("2024-01-07", "2024-01-16"):
        with pytest.raises(Refused, match="comes before"):
            must_fit_road(a_definition(), now, "entered:midden", day)
    with pytest.raises(NotFound, match="not on the road"):
        must_fit_road(a_definition(), now, "entered:einde", "2024-01-08")


def test_an_answer_moves_the_stage_and_a_denial_takes_it_off_the_road():
    taken = ev.TakenOver(
        "proef", 1, "base", "any", "h1", "2024-01-01", "midden",
        road=[{"stage": "begin", "on": ""}], unsure={"pauze": ""},
    )  # fmt: skip
    begun, rested, not_rested = (
        ev.FactSet("entered:begin", "2024-01-01"), ev.FactSet("passed:pauze", True), ev.FactSet("passed:pauze", False)
    )  # fmt: skip

    answered = replay("t1", a_history((MON_15, taken), (MON_15, begun), (MON_15, rested)))
    denied = replay("t1", a_history((MON_15, taken), (MON_15, rested), (MON_15, not_rested)))
    before = replay("t1", a_history((MON_15, taken), (MON_8, begun)))

    assert ["begin", "pauze", "midden"] == [each.stage for each in answered.path]
    assert (MON_1, {}) == (answered.opened_on, dict(answered.takeover.unsure) if answered.takeover else None)
    assert ["begin", "midden"] == [each.stage for each in denied.path]
    assert (MON_1, False) == (before.path[0].on, before.path[0].untold)


def test_what_is_asked_of_a_road_has_a_label_and_a_type():
    workflow = a_definition().workflow

    assert ("Start of Middle", "Came through: Pause") == (
        fact_label(workflow, "entered:midden").say("en"),
        fact_label(workflow, "passed:pauze").say("en"),
    )
    assert fact_of(workflow, "entered:nergens") is None
    assert "weg" == fact_label(workflow, "weg").nl
