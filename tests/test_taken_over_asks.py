"""Of a case taken over no term is silent: it runs, it is asked for, or it is listed with what it hangs on."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from typing import Any

import pytest

from tests.builders import CALENDAR, a_definition, a_member, a_rule, shipped
from trajectories.casework import commands as ask
from trajectories.casework.take_over import decide_take_over
from trajectories.casework.tasks import Circle, open_tasks
from trajectories.deadlines.deadlines import open_deadlines, why_absent
from trajectories.deadlines.not_told import NotTold, not_told
from trajectories.deadlines.rules import since_of
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.replay import replay
from trajectories.history.state import Trajectory
from trajectories.local_time import local_instant
from workflows.language.anchors import names_in
from workflows.language.deadlines import stages_meeting
from workflows.machine.state_machine import Compiled

SINCE, RECORDED, INTAKE = date(2026, 2, 2), date(2026, 3, 2), date(2025, 6, 2)


def taken_over(compiled: Compiled, stage: str, *more: tuple[date, Event], **told: Any) -> Trajectory:
    """Since SINCE, and nothing told but `told`; `more` is recorded afterwards."""
    member, until = a_member("p1"), compiled.workflow.opens_until
    of_person = compiled.workflow.subject == "person"
    intake = min(INTAKE, until) if until else INTAKE  # while it took clients
    circle = Circle((member,), member if of_person else None)
    command = ask.TakeOver(
        compiled.workflow.workflow, "p1" if of_person else "h1", "any", stage, SINCE, intake, told.pop("facts", {}),
        **told,
    )  # fmt: skip
    taking = decide_take_over(compiled, command, circle, CALENDAR)
    events = [(SINCE, each) for each in taking.decision.events] + [(day, fact) for fact, day in taking.dated]
    at = local_instant(RECORDED, time(12))
    history = [
        Recorded("t1", version, on, at, "s1", "coordinator", "", compiled.hash, event)
        for version, (on, event) in enumerate((*events, *more), 1)
    ]
    return replay("t1", history)


def terms(compiled: Compiled, now: Trajectory) -> dict[str, tuple[str, date | None, tuple[str, ...]]]:
    return {each.name: (each.standing, each.due_on, each.missing) for each in open_deadlines(compiled, now, CALENDAR)}


@cache
def every_definition() -> list[tuple[str, Compiled]]:
    catalogue, found = shipped(), dict[str, tuple[str, Compiled]]()
    for name in catalogue.workflows:
        for place in ("any", *catalogue.municipalities):
            resolved = catalogue.resolve(name, place, SINCE)
            found.setdefault(resolved.hash, (f"{name} {place}", Compiled(resolved.workflow, resolved.hash)))
    return [*found.values()]


def later_stages() -> Iterator[tuple[str, Compiled, str]]:
    for name, compiled in every_definition():
        for stage, spec in compiled.workflow.stages.items():
            if not spec.final and stage != compiled.workflow.initial:
                yield name, compiled, stage


def how_it_stands(
    name: str, compiled: Compiled, now: Trajectory, shown: dict[str, Any], told: dict[str, NotTold]
) -> str:
    """Of one rule; `silent` where none of the others holds."""
    rule = compiled.workflow.deadlines[name]
    since = since_of(rule, now)
    if name in shown:
        return str(shown[name][0])
    if name in told:
        return "told of"
    if since is None:
        return "its stage is not reached"
    ending = stages_meeting(rule) | {*rule.lapses_at}
    if ending & {each.stage for each in now.path}:
        return "ended elsewhere"
    if any(how_it_stands(each, compiled, now, shown, told) in ("told of", "its stage is not reached")
           for each in names_in(rule.anchor, "deadline")):  # fmt: skip
        return "hangs on another"
    takeover = now.takeover
    assert takeover
    why = why_absent(name, compiled, now, CALENDAR)
    stages = {*names_in(rule.anchor, "stage")} - {each.stage for each in now.path}
    if why.kind == "anchor" and stages and not stages & {*takeover.unsure}:
        return "counts from what comes later"
    if why.kind == "anchor" and stages:
        return "its stage would have ended it"
    return f"silent: {why.kind}"


def test_at_no_later_stage_of_any_definition_is_a_term_silent():
    """Nothing is told but where it stands and since when; by what is counted here one may be sought after."""
    found: Counter[str] = Counter()
    silent = []
    for name, compiled, stage in later_stages():
        now = taken_over(compiled, stage)
        shown, told = terms(compiled, now), {each.rule: each for each in not_told(compiled, now, CALENDAR)}
        for rule in compiled.workflow.deadlines:
            how = how_it_stands(rule, compiled, now, shown, told)
            found[how.partition(":")[0]] += 1
            if how.startswith("silent"):
                silent.append((name, stage, rule, how))

    assert [] == silent
    assert min(found["running"], found["unknown"], found["told of"], found["ended elsewhere"]) > 100


def definition(**rules: dict[str, Any]) -> Compiled:
    return a_definition(deadlines=rules)


def test_a_term_that_counts_from_one_that_ended_elsewhere_asks_for_its_day():
    """As the decision on an objection counts from the last day for the objection itself, which was made."""
    compiled = definition(
        eerst=a_rule(met_by={"stage": "midden"}),
        daarna=a_rule(rule="X2", anchor={"deadline": "eerst"}, met_by={"stage": "einde"}),
    )
    now = taken_over(compiled, "midden")
    told = taken_over(compiled, "midden", facts={"getekend_op": "2026-01-05"})

    assert {"daarna": ("unknown", None, ("getekend_op",))} == terms(compiled, now)
    assert ("running", date(2026, 3, 2), ()) == terms(compiled, told)["daarna"]


def test_a_stage_entered_before_is_listed_where_a_term_counts_from_the_first_time():
    """`midden` can be come back to from `pauze`: the term may have begun in a time before. It runs meanwhile, until the
    last day that it can: what is over by then is over however it was.
    """
    compiled = definition(t=a_rule(anchor={"stage": "midden", "pick": "first"}, met_by={"stage": "einde"}))
    now = taken_over(compiled, "midden")
    never = taken_over(compiled, "midden", (SINCE, ev.FactSet("passed:midden", False)))
    before = taken_over(compiled, "midden", (SINCE, ev.FactSet("passed:midden", True)))
    day = ev.FactSet("entered:midden", "2026-01-05")
    since_then = taken_over(compiled, "midden", (SINCE, ev.FactSet("passed:midden", True)), (SINCE, day))
    said = taken_over(compiled, "midden", passed=[("midden", date(2026, 1, 5))])
    latest = definition(t=a_rule(anchor={"stage": "midden"}, met_by={"stage": "einde"}))

    assert {"t": ("running", date(2026, 3, 2), ())} == terms(compiled, now) == terms(compiled, never)
    assert ([NotTold("t", ("passed:midden",))], []) == (
        not_told(compiled, now, CALENDAR),
        not_told(compiled, never, CALENDAR),
    )
    assert {"t": ("unknown", None, ("entered:midden",))} == terms(compiled, before)
    assert {"t": ("running", date(2026, 2, 2), ())} == terms(compiled, since_then) == terms(compiled, said)
    assert {"t": ("running", date(2026, 3, 2), ())} == terms(latest, taken_over(latest, "midden"))


def test_what_was_done_in_an_earlier_time_of_a_stage_does_not_meet_its_term_unasked():
    compiled = definition(
        t=a_rule(anchor={"stage": "midden"}, since="midden", met_by={"fact": "getekend_op", "ahead": True})
    )
    now = taken_over(compiled, "midden", (date(2026, 1, 5), ev.FactSet("getekend_op", "2026-01-05")))

    assert ("unknown", None, ("passed:midden",)) == terms(compiled, now)["t"]


def test_a_stage_that_was_told_brings_those_that_every_road_to_it_leads_through():
    """Only from `midden` it came to `pauze`; it is in `midden` again."""
    compiled = definition(t=a_rule(anchor={"stage": "midden", "pick": "first"}, met_by={"stage": "einde"}))
    now = taken_over(compiled, "midden", passed=[("pauze", date(2026, 1, 12))])

    assert ["begin", "midden", "pauze", "midden"] == [each.stage for each in now.path]
    assert {"t": ("unknown", None, ("entered:midden",))} == terms(compiled, now)


@pytest.mark.parametrize("unsure", [True, False])
def test_a_stage_in_which_a_term_stands_still_is_listed_where_nobody_said_whether_it_came_there(unsure: bool):
    """As reckoned it ends the sooner."""
    compiled = definition(t=a_rule(anchor={"stage": "begin"}, paused_in=["pauze"], met_by={"stage": "einde"}))
    passed = [("begin", date(2026, 1, 5))]
    more = [] if unsure else [(SINCE, ev.FactSet("passed:pauze", False))]
    came_through = ["midden"] if unsure else []
    now = taken_over(compiled, "midden", *more, passed=passed, came_through=came_through)

    assert ("running", date(2026, 2, 2)) == terms(compiled, now)["t"][:2]
    assert ([NotTold("t", ("passed:pauze",))] if unsure else []) == not_told(compiled, now, CALENDAR)


def test_a_stay_of_which_nobody_said_when_it_ended_is_not_taken_off():
    """Else the day on which it was left would be the last it can have been, and the term end later than it may."""
    compiled = definition(t=a_rule(anchor={"stage": "begin"}, paused_in=["midden"], met_by={"stage": "einde"}))
    passed = [("begin", date(2026, 1, 5)), ("midden", date(2026, 1, 12))]
    now = taken_over(compiled, "midden", passed=passed, came_through=["pauze"])
    told = taken_over(compiled, "midden", passed=[*passed, ("pauze", date(2026, 1, 20))])

    assert ("running", date(2026, 2, 2)) == terms(compiled, now)["t"][:2]
    assert [NotTold("t", ("entered:pauze",))] == not_told(compiled, now, CALENDAR)
    assert ("running", date(2026, 2, 9)) == terms(compiled, told)["t"][:2]  # seven days, 13 to 19 January
    assert [] == not_told(compiled, told, CALENDAR)


def test_between_two_times_of_one_stage_it_did_not_stand_still_all_along():
    """It was in `midden` before, and came back: what lay between nobody told."""
    compiled = definition(t=a_rule(anchor={"stage": "begin"}, paused_in=["midden"], met_by={"stage": "einde"}))
    begun, was, day = [("begin", date(2026, 1, 5))], ev.FactSet("passed:midden", True), "2026-01-12"
    leaves = (date(2026, 2, 9), ev.StageEntered("pauze", "midden", "rust", "", []))
    once = taken_over(compiled, "midden", leaves, passed=begun)
    twice = taken_over(
        compiled, "midden", (SINCE, was), (SINCE, ev.FactSet("entered:midden", day)), leaves, passed=begun
    )

    assert (
        terms(compiled, once)["t"][1] == terms(compiled, twice)["t"][1] == date(2026, 2, 8)
    )  # six days, from 3 February


def test_work_that_an_earlier_stage_asked_does_not_count_for_a_later_one_that_asks_it_too():
    """As of one walked: done before, and told here; asked anew by the stage that it goes on to."""
    stage = ev.StageEntered("midden", "pauze", "hervat", "", [{"task": "dagdelen", "member": ""}])
    done, later = ev.TaskDone("dagdelen", "", 4), date(2026, 2, 16)
    now = taken_over(a_definition(), "pauze", (date(2026, 1, 12), done), (later, stage))

    assert [("dagdelen", 0)] == [(each.task, each.done) for each in open_tasks(a_definition(), now)]


def test_what_is_listed_goes_as_it_is_told():
    compiled = definition(t=a_rule(when={"fact": "getekend_op", "is": "set"}, met_by={"stage": "einde"}))
    now = taken_over(compiled, "midden")
    after = taken_over(compiled, "midden", (SINCE, ev.FactSet("getekend_op", "2026-01-20")))
    walked = replay("t1", [])

    assert [NotTold("t", ("getekend_op",))] == not_told(compiled, now, CALENDAR)
    assert [] == not_told(compiled, after, CALENDAR) == not_told(compiled, walked, CALENDAR)
    assert {"t": ("running", date(2026, 2, 17), ())} == terms(compiled, after)
