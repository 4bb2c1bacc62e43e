"""Cases taken over midway beside the same ones walked step by step: from that day on they come to the same.

The cases are the scenarios that our definitions carry. Each is walked with its own days; then the same case is taken
over where it made its last step, told by what road it came and with what was recorded by then, and goes on alike.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest

from scheduler.planning.ladder import ASK, plan
from scheduler.rehearsal.scenarios import HOUSEHOLD, KEY, Play, scenarios_of
from tests.builders import CALENDAR, shipped
from trajectories.casework import commands as ask
from trajectories.casework.refusals import Decision
from trajectories.casework.take_over import decide_take_over
from trajectories.casework.tasks import open_tasks, repeating_tasks
from trajectories.deadlines.deadline import status
from trajectories.deadlines.not_told import not_told_of
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.replay import replay
from workflows.errors import CaseworkError
from workflows.language.scenarios import Scenario
from workflows.machine.state_machine import Compiled

MUNICIPALITIES = {"den_haag", "hillegom", "leiden", "leidschendam_voorburg", "westland"}
KEPT_UP = (
    ev.TaskDone,
    ev.TaskMissed,
    ev.TaskAsked,
    ev.Assigned,
    ev.DeadlineSuspended,
    ev.DeadlineResumed,
    ev.DeadlineExtended,
)  # told with their own days, as by commands of their own


class Case(NamedTuple):
    compiled: Compiled
    scenario: Scenario
    calendar: Any

    @property
    def last_day(self) -> date:
        return self.scenario.expect.on


class Standing(NamedTuple):
    """What someone has to do with it on the last day of the scenario. terms: by name, how it stands and until when."""

    tasks: list[tuple[str, str, int, int]]
    terms: dict[str, tuple[str, date | None]]
    reminders: list[tuple[str, str, int, date | None, date]]


def walked(case: Case) -> Play | None:
    """None where the scenario tells no step, or an end."""
    play = Play(case.compiled, case.scenario, case.calendar)
    try:
        play.open()
        for move in case.scenario.given:
            play.make(move)
    except CaseworkError:
        return None
    play.tick_until(case.last_day)
    return play if len(play.now.path) > 1 and not play.now.closed_on else None


def steps(play: Play) -> list[Recorded]:
    return [each for each in play.written.history if isinstance(each.event, ev.StageEntered)]


def taken_over(case: Case, before: Play, *, knows_days: bool = True, at: int = -1) -> Play:
    """As it was right after one of its steps, by default the last; what happened later happens here too."""
    step, history = steps(before)[at], before.written.history
    then = replay(KEY, [each for each in history if each.version <= step.version])
    play = Play(case.compiled, case.scenario, case.calendar)
    workflow, since = case.compiled.workflow, step.occurred_on
    command = ask.TakeOver(
        workflow.workflow,
        HOUSEHOLD if workflow.subject == "household" else play.household[0].ref,
        case.scenario.municipality,
        then.stage,
        since,
        case.scenario.intake or case.scenario.opened,
        {name: entries[-1].value for name, entries in then.facts.items()},
        [(each.stage, each.on) for each in then.path[:-1]] if knows_days else [],
    )
    taking = decide_take_over(case.compiled, command, play.circle_on(since), case.calendar)
    record(play, taking.decision.events, since, taking.dated)
    for each in history:
        if each.version <= step.version and isinstance(each.event, KEPT_UP):
            record(play, [of_its_term(each.event, play)], each.occurred_on)
    for each in history[step.version :]:
        play.tick_until(each.occurred_on)
        record(play, [of_its_term(each.event, play)], each.occurred_on)
    play.tick_until(case.last_day)
    return play


def record(play: Play, events: list[Event], on: date, dated: list[Any] | None = None) -> None:
    play._record(Decision(events), on, "coordinator")
    history, at = list(play.written.history), play.written.history[-1].recorded_at
    for event, day in dated or []:
        history.append(play._recorded(KEY, len(history) + 1, day, at, "coordinator", event))
    play.written = play.written._replace(history=history)
    play._record(Decision([]), on, "coordinator")


def of_its_term(event: Any, play: Play) -> Event:
    """A pause or an extension of the term as it is called here."""
    if not isinstance(event, ev.DeadlineSuspended | ev.DeadlineResumed | ev.DeadlineExtended):
        return event  # type: ignore[no-any-return]
    return event._replace(occurrence=play.deadline(event.rule).occurrence)


def standing(play: Play, on: date) -> Standing:
    open_now = (*open_tasks(play.compiled, play.now), *repeating_tasks(play.compiled, play.now))
    running = [each for each in play.written.deadlines if each.standing in ("running", "unknown")]
    return Standing(
        sorted((each.task, each.member, each.done, each.of) for each in open_now),
        {each.name: (status(each, on), each.due_on) for each in running},
        sorted(
            (each.name, each.rung, each.repeat, each.due_on, each.day)
            for each in plan(play.written)
            if each.day > on and each.rung != ASK
        ),
    )


def cases() -> Iterator[Case]:
    """Those of a municipality first, then the first few of each workflow, put in one municipality after another."""
    catalogue, places = shipped(), cycle(sorted(MUNICIPALITIES))
    named = [(name, each) for name in catalogue.workflows for each in scenarios_of(catalogue, name)]
    own = [each for each in named if each[1].municipality in MUNICIPALITIES]
    firsts = [each for name in catalogue.workflows for each in islice((one for one in named if one[0] == name), 4)]
    spread = [(name, each.model_copy(update={"municipality": next(places)})) for name, each in firsts]
    yield from (_case(*each) for each in [*own, *spread])


def every_case() -> Iterator[Case]:
    catalogue = shipped()
    yield from (_case(name, each) for name in catalogue.workflows for each in scenarios_of(catalogue, name))


def _case(name: str, scenario: Scenario) -> Case:
    found = shipped().resolve(name, scenario.municipality, scenario.intake or scenario.opened)
    calendar = found.calendar.beside(CALENDAR) if found.calendar else CALENDAR
    return Case(Compiled(found.workflow, found.hash), scenario, calendar)


def both(some: Iterable[Case], *, days: bool) -> Iterator[tuple[Case, Play, Play]]:
    for case in some:
        if before := walked(case):
            yield case, before, taken_over(case, before, knows_days=days)


@cache
def forty() -> list[tuple[Case, Play, Play]]:
    return list(islice(both(cases(), days=True), 40))


def test_forty_cases_come_to_the_same_tasks_terms_and_reminders():
    """Of five municipalities, at ten stages and more. Only a question is asked anew, see below."""
    different = [
        (case.scenario.name, standing(before, case.last_day), standing(after, case.last_day))
        for case, before, after in forty()
        if standing(before, case.last_day) != standing(after, case.last_day)
    ]

    assert [] == different
    assert 40 == len(forty())
    assert MUNICIPALITIES == {case.scenario.municipality for case, _, _ in forty()}
    assert 10 <= len({(case.compiled.workflow.workflow, after.now.stage) for case, _, after in forty()})


def test_an_open_question_is_asked_from_the_taking_over_on():
    """The one difference: how often it was asked elsewhere nobody knows, so here it is asked for the first time."""
    for case, before, after in forty():
        asked = [{each.name for each in plan(play.written) if each.rung == ASK} for play in (before, after)]
        assert asked[0] == asked[1], case.scenario.name


def test_of_a_road_without_days_no_term_is_silent():
    """What is counted from a stage on an untold day is asked for, and so is a road that may have gone otherwise."""
    silent = [
        (case.scenario.name, name)
        for case, before, after in islice(both(cases(), days=False), 40)
        for name in standing(before, case.last_day).terms.keys() - standing(after, case.last_day).terms.keys()
    ]

    assert [] == silent


@pytest.mark.soak
def test_at_whichever_step_and_without_days_no_term_is_silent_and_none_is_later_unsaid():
    """What is not asked is listed, and so is what may end sooner; else one on an untold road ends too soon at most."""
    wrong = []
    for case, before, at in every_step():
        after = taken_over(case, before, knows_days=False, at=at)
        walked_terms, terms = standing(before, case.last_day).terms, standing(after, case.last_day).terms
        listed = {each.rule for each in not_told_of(after.written)}
        wrong += [(case.scenario.name, name) for name in walked_terms.keys() - terms.keys() - listed]
        for name in walked_terms.keys() & terms.keys() - listed:
            told, here = walked_terms[name][1], terms[name][1]
            wrong += [(case.scenario.name, name)] if told and here and here > told else []

    assert [] == wrong


@pytest.mark.soak
def test_taken_over_at_whichever_step_every_scenario_comes_to_the_same():
    """Stages come back to, pauses and extensions of before, families and persons, own additions: all of them."""
    different = [
        (case.scenario.name, at)
        for case, before, at in every_step()
        if standing(before, case.last_day) != standing(taken_over(case, before, at=at), case.last_day)
    ]

    assert [] == different
    assert 1_000 < sum(1 for _ in every_step())


def every_step() -> Iterator[tuple[Case, Play, int]]:
    """Of every scenario each step to a stage that is no end."""
    for case in every_case():
        before = walked(case)
        for at, step in enumerate(steps(before) if before else ()):
            assert before
            assert isinstance(step.event, ev.StageEntered)
            if not case.compiled.workflow.stages[step.event.stage].final:
                yield case, before, at
