"""Taking a running trajectory over to another definition, on paper: names, tasks, deadlines, and what is replayed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.explain.receipt import explain
from scheduler.planning.ladder import plan as reminders_of
from tests.builders import CALENDAR, PROEF, a_history, a_member, a_rule, a_workflow, entered, opened
from trajectories.audit.moves import broken_migrations, definitions_in_force, strays
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide
from trajectories.casework.tasks import Circle
from trajectories.deadlines.deadline import Deadline, Reckoned
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.voice import ruled
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.replay import replay
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft, plan_text, read_plan
from trajectories.migration.preview import Preview, preview, undecided
from workflows.errors import DefinitionError, Refused, StepRefused
from workflows.format.yaml_loader import read_text
from workflows.machine.state_machine import Compiled

JAN_8, FEB_5, MAR_4 = date(2024, 1, 8), date(2024, 2, 5), date(2024, 3, 4)
ONE, TWO, THREE = "d" * 64, "e" * 64, "f" * 64


def version(number: int, **changes: Any) -> Compiled:
    return Compiled(a_workflow(version=number, **changes), {1: ONE, 2: TWO, 3: THREE}[number])


def old(**rules: dict[str, Any]) -> Compiled:
    return version(1, deadlines=rules)


def new(**rules: dict[str, Any]) -> Compiled:
    return version(2, deadlines=rules)


def renamed(table: str, **names: str) -> dict[str, Any]:
    """A table of the definition with other names for some of it."""
    return {names.get(name, name): thing for name, thing in PROEF[table].items()}


def on_paper(compiled: Compiled, history: list[Recorded], said: list[Recorded] | None = None) -> Written:
    now = replay("t1", history)
    return Written(compiled, now, history, said or [], open_deadlines(compiled, now, CALENDAR), CALENDAR)


def in_midden(*more: tuple[Any, ...], signed: str = "2024-01-08") -> list[Recorded]:
    """Opened on 1 January, signed and moved to midden on 8 January 2024."""
    return a_history(
        (date(2024, 1, 1), opened(members=("p1",))),
        (JAN_8, ev.FactSet("getekend_op", signed)),
        (JAN_8, entered("midden", "begin", "ga", "dagdelen", "huisarts/p1", "folder")),
        *more,
    )


def a_wish(before: Compiled, after: Compiled, today: date = MAR_4, past: str = "", **course: Any) -> Wish:
    """course: deadline=how, or section=names."""
    found = draft([Pair(before, after)])
    names = {section: {**found.names[section], **course.pop(section, {})} for section in found.names}
    plan = found._replace(names=names, hows={**found.hows, **course}, guesses=frozenset())
    return Wish(plan, today, datetime.combine(today, time(12), UTC), past)


def move(written: Written, after: Compiled, today: date = MAR_4, past: str = "", **course: Any) -> Preview:
    wish = a_wish(written.compiled, after, today, past, **course)
    return preview(written, after, wish, Circle((a_member("p1"),)))


def moved(written: Written, after: Compiled, today: date = MAR_4, past: str = "", **course: Any) -> Written:
    found = move(written, after, today, past, **course)
    assert [] == found.hindrances
    assert found.after
    return found.after


def then(written: Written, *more: tuple[Any, ...]) -> Written:
    """What is recorded after it."""
    history = list(written.history)
    for on, event, *known in more:
        day = known[0] if known else on
        at = max(datetime.combine(day, time(13), UTC), history[-1].recorded_at)
        last = history[-1]
        history.append(last._replace(version=last.version + 1, occurred_on=on, recorded_at=at, event=event))
    return on_paper(written.compiled, history, written.said)._replace(said=written.said)


def the(written: Written, name: str) -> Deadline:
    return next(each for each in written.deadlines if each.name == name)


def reckoned(written: Written, name: str) -> Reckoned:
    found = the(written, name).reckoned
    assert found
    return found


def due(written: Written, name: str = "termijn") -> str:
    return str(the(written, name).due_on)


# names


def test_a_renamed_stage_is_renamed_on_the_whole_path():
    after = version(
        2,
        stages=renamed("stages", midden="hart"),
        transitions={
            "ga": {"from": "begin", "to": "hart"},
            "rust": {"from": "hart", "to": "pauze"},
            "hervat": {"from": "pauze", "to": "hart"},
            "rond_af": {"from": "hart", "to": "einde"},
        },
    )

    now = moved(on_paper(old(), in_midden()), after).trajectory

    assert ("hart", ["begin", "hart"]) == (now.stage, [each.stage for each in now.path])
    assert (TWO, 2, 1) == (now.definition, now.workflow_version, now.migrations)
    assert {"hart"} == {entry.stage for entry in now.asked.values()}


def renaming() -> Compiled:
    """Version 2 calls a stage, two facts and a task otherwise."""
    return version(
        2,
        facts=renamed("facts", brief_op="brief_van", punten="score"),
        tasks=renamed("tasks", dagdelen="uren"),
        stages={
            "begin": PROEF["stages"]["begin"],
            "hart": {"label": {"nl": "Hart"}, "tasks": ["huisarts", "uren", "folder"]},
            "pauze": PROEF["stages"]["pauze"],
            "einde": PROEF["stages"]["einde"],
        },
        transitions={
            "ga": {"from": "begin", "to": "hart", "when": {"fact": "getekend_op", "is": "set"}},
            "rust": {"from": "hart", "to": "pauze"},
            "hervat": {"from": "pauze", "to": "hart"},
            "rond_af": {"from": "hart", "to": "einde"},
        },
    )


RENAMES: dict[str, Any] = {
    "facts": {"brief_op": "brief_van", "punten": "score"},
    "tasks": {"dagdelen": "uren"},
    "stages": {"midden": "hart"},
}
DAYS = st.dates(date(2024, 1, 9), MAR_4)
WORK = st.lists(st.tuples(DAYS, st.sampled_from(["brief", "punten", "taak"]), st.integers(1, 28)), max_size=8)


def an_event(kind: str, number: int, *, is_new: bool) -> Event:
    if kind == "brief":
        return ev.FactSet("brief_van" if is_new else "brief_op", f"2024-01-{number:02}")
    if kind == "punten":
        return ev.FactSet("score" if is_new else "punten", number)
    return ev.TaskDone("uren" if is_new else "dagdelen", "", number)


@settings(max_examples=60)
@given(WORK, WORK, st.sampled_from([None, date(2024, 1, 20), date(2024, 2, 10), date(2024, 3, 3)]))
def test_what_is_recorded_before_and_after_makes_one_state(before, after, as_of):
    """In any order of recording, on any day: as if it had been written in one set of names from the start."""
    told = [(on, an_event(kind, number, is_new=False), MAR_4) for on, kind, number in before]
    written = moved(on_paper(old(), in_midden(*told)), renaming(), **RENAMES)
    late = [(on, an_event(kind, number, is_new=True), MAR_4) for on, kind, number in after]

    found = replay("t1", then(written, *late).history, as_of=as_of)

    names = as_of is None
    straight = replay(
        "t1",
        in_midden(*((on, an_event(kind, number, is_new=False), MAR_4) for on, kind, number in [*before, *after])),
        as_of=as_of,
    )
    called = {"brief_op": "brief_van", "punten": "score", "dagdelen": "uren"} if names else {}
    assert {called.get(name, name): [(e.value, e.on) for e in several] for name, several in straight.facts.items()} == {
        name: [(e.value, e.on) for e in several] for name, several in found.facts.items()
    }
    assert {called.get(name, name): [(e.amount, e.on) for e in several] for name, several in straight.done.items()} == {
        name: [(e.amount, e.on) for e in several] for name, several in found.done.items()
    }
    assert (ONE if as_of else TWO) == found.definition


def brief(number: int, name: str) -> Compiled:
    facts = {name if each == "brief_op" else each: spec for each, spec in PROEF["facts"].items()}
    return version(number, facts=facts)


LETTERS = st.lists(st.tuples(DAYS, st.integers(1, 28)), max_size=5)


@given(
    LETTERS, LETTERS, LETTERS, st.sampled_from([None, date(2024, 1, 20), FEB_5, date(2024, 2, 20), date(2024, 3, 3)])
)
def test_also_when_the_names_change_twice(first, second, third, as_of):
    """Recorded in three periods under three names, each dated on any day up to then."""
    names = ["brief_op", "brief_van", "brief_datum"]
    until = [FEB_5, date(2024, 2, 19), MAR_4]
    told = [[(min(on, last), n) for on, n in each] for each, last in zip((first, second, third), until, strict=True)]

    def letters(place: int) -> list[tuple[date, Event, date]]:
        return [(on, ev.FactSet(names[place], f"2024-01-{n:02}"), until[place]) for on, n in told[place]]

    written = on_paper(brief(1, "brief_op"), in_midden(*letters(0)))
    written = moved(written, brief(2, "brief_van"), until[0], facts={"brief_op": "brief_van"})
    written = then(written, *letters(1))
    written = moved(written, brief(3, "brief_datum"), until[1], facts={"brief_van": "brief_datum"})
    written = then(written, *letters(2))

    found = replay("t1", written.history, as_of=as_of)

    happened = [(on, place, f"2024-01-{n:02}") for place, each in enumerate(told) for on, n in each]
    wanted = [value for on, _, value in sorted(happened, key=lambda e: (e[0], e[1])) if not as_of or on <= as_of]
    called = names[sum(as_of is None or day <= as_of for day in until[:2])]
    assert wanted == [each.value for each in found.facts.get(called, ())]
    assert {called, "getekend_op"} >= set(found.facts)


def test_before_the_migration_the_words_are_those_of_the_old_definition():
    written = moved(on_paper(old(), in_midden((FEB_5, ev.FactSet("brief_op", "2024-02-01")))), renaming(), **RENAMES)
    written = then(written, (date(2024, 1, 10), ev.FactSet("brief_van", "2024-01-09"), MAR_4))

    before = replay("t1", written.history, as_of=FEB_5)

    assert ("midden", ONE) == (before.stage, before.definition)
    assert ["2024-01-09", "2024-02-01"] == [each.value for each in before.facts["brief_op"]]
    assert "brief_van" not in before.facts


def test_what_was_written_down_by_then_knows_nothing_of_it():
    written = moved(on_paper(old(), in_midden()), renaming(), **RENAMES)

    before = replay("t1", written.history, known_at=datetime(2024, 3, 1, tzinfo=UTC))

    assert (ONE, 0, ()) == (before.definition, before.migrations, before.pins)


def test_there_and_back_is_where_it_was():
    start = on_paper(old(), in_midden((FEB_5, ev.FactSet("punten", 3)), (FEB_5, ev.TaskDone("dagdelen", "", 2))))
    there = moved(start, renaming(), **RENAMES)

    back = moved(
        there,
        version(1),
        stages={"hart": "midden"},
        facts={"brief_van": "brief_op", "score": "punten"},
        tasks={"uren": "dagdelen"},
    ).trajectory

    was = start.trajectory
    assert (was.stage, was.facts, was.done) == (back.stage, back.facts, back.done)
    assert {key: entry.stage for key, entry in was.asked.items()} == {k: e.stage for k, e in back.asked.items()}
    assert (ONE, 2) == (back.definition, back.migrations)


# steps and corrections across it


def test_a_step_may_not_be_dated_before_it():
    written = moved(on_paper(old(), in_midden()), renaming(), **RENAMES)
    command = ask.Advance("t1", "rust", FEB_5)

    with pytest.raises(Refused, match="went over to another version"):
        decide.decide_advance(
            written.compiled, written.trajectory, written.trajectory, command, ANNA, Circle(), CALENDAR
        )


ANNA = ask.Actor("s1", frozenset(["administrator"]))


def correct(written: Written, version: int, under: list[Compiled], **change: Any) -> list[Event]:
    known = {each.hash: each for each in under}
    command = ask.Correct(version, **change)
    return corrections.decide_correction(written.compiled, written.history, command, MAR_4, CALENDAR, known).events


def test_a_fact_of_before_can_be_corrected_and_voided():
    start = on_paper(old(), in_midden((FEB_5, ev.FactSet("punten", 3))))
    written = moved(start, renaming(), **RENAMES)

    [mended] = correct(written, 4, [start.compiled, written.compiled], value="7")
    voided = correct(written, 4, [start.compiled, written.compiled], void=True)

    assert 7 == then(written, (MAR_4, mended)).trajectory.fact("score")
    assert then(written, (MAR_4, voided[0])).trajectory.fact("score") is None


def test_a_fact_that_a_step_of_before_needed_is_judged_by_the_definition_of_then():
    start = on_paper(old(), in_midden())
    written = moved(start, version(2, transitions={**PROEF["transitions"], "ga": {"from": "begin", "to": "midden"}}))

    with pytest.raises(StepRefused):
        correct(written, 2, [start.compiled, written.compiled], void=True)


def test_a_guard_that_came_later_does_not_judge_the_steps_of_before():
    start = on_paper(old(), in_midden((FEB_5, ev.FactSet("punten", 3))))
    guarded = {"from": "begin", "to": "midden", "when": {"fact": "brief_op", "is": "set"}}
    written = moved(start, version(2, transitions={**PROEF["transitions"], "ga": guarded}))

    assert 1 == len(correct(written, 4, [start.compiled, written.compiled], void=True))


@pytest.mark.parametrize("change", [{"void": True}, {"on": FEB_5}])
def test_a_migration_itself_is_not_corrected(change):
    start = on_paper(old(), in_midden())
    written = moved(start, renaming(), past="latest", **RENAMES)

    for version_ in (4, 5):
        with pytest.raises(Refused, match="the other way round"):
            correct(written, version_, [start.compiled, written.compiled], **change)


def test_a_step_of_before_is_not_voided_and_does_not_change_sides():
    start = on_paper(old(), in_midden())
    written = moved(start, renaming(), FEB_5, **RENAMES)

    with pytest.raises(Refused, match="rests on it"):
        correct(written, 3, [start.compiled, written.compiled], void=True)
    with pytest.raises(StepRefused) as refused:
        correct(written, 3, [start.compiled, written.compiled], on=MAR_4)
    assert "other side" in str(refused.value.missing[0].text)


def test_every_move_is_audited_by_the_definition_of_its_time():
    start = on_paper(old(), in_midden())
    written = moved(start, renaming(), FEB_5, **RENAMES)
    written = then(written, (MAR_4, ev.StageEntered("pauze", "hart", "rust")))
    under = {each.hash: each for each in (start.compiled, written.compiled)}

    in_force = definitions_in_force(written.history)
    assert [] == strays(under, in_force, written.history, written.trajectory)
    assert [] == broken_migrations(in_force, written.history)
    skipped: Any = written.history[4].event
    wrong = [*written.history[:4], written.history[4]._replace(event=skipped._replace(source="midden"))]
    assert [5] == [each.version for each in strays(under, in_force, wrong, replay("t1", wrong))]


# tasks of the present stage


def test_the_present_stage_asks_for_what_is_new_and_no_longer_for_what_is_gone():
    stages = {**PROEF["stages"], "midden": {"label": {"nl": "Midden"}, "tasks": ["huisarts", "nakijken"]}}
    found = moved(on_paper(old(), in_midden((FEB_5, ev.TaskDone("dagdelen", "", 1)))), version(2, stages=stages))

    assert {"huisarts/p1", "nakijken"} == set(found.trajectory.asked)
    assert MAR_4 == found.trajectory.asked["nakijken"].on
    assert JAN_8 == found.trajectory.asked["huisarts/p1"].on
    assert [1] == [each.amount for each in found.trajectory.done["dagdelen"]]


def test_what_a_migration_asked_for_goes_along_to_the_next_name():
    stages = {**PROEF["stages"], "midden": {"label": {"nl": "Midden"}, "tasks": ["huisarts", "nakijken"]}}
    later = {**PROEF["stages"], "midden": {"label": {"nl": "Midden"}, "tasks": ["huisarts", "controle"]}}
    second = moved(on_paper(old(), in_midden()), version(2, stages=stages), FEB_5)

    third = moved(
        second,
        version(3, stages=later, tasks=renamed("tasks", nakijken="controle")),
        tasks={"nakijken": "controle"},
    )

    assert {"huisarts/p1", "controle"} == set(third.trajectory.asked)
    assert FEB_5 == third.trajectory.asked["controle"].on


def test_a_task_for_every_member_that_becomes_one_for_all_is_asked_so():
    tasks = {**PROEF["tasks"], "huisarts": {"label": {"nl": "Huisarts"}}}
    found = moved(on_paper(old(), in_midden()), version(2, tasks=tasks))

    assert {"huisarts", "dagdelen", "folder"} == set(found.trajectory.asked)


# deadlines


def test_recompute_takes_the_new_term_and_keeps_every_day_that_was_suspended_and_granted():
    history = in_midden(
        (date(2024, 1, 10), ev.DeadlineSuspended("termijn", 2, "2024-01-19")),
        (date(2024, 1, 22), ev.DeadlineExtended("termijn", 2, "1 weeks")),
    )
    start = on_paper(old(termijn=a_rule(term="8 weeks")), history)

    found = moved(start, new(termijn=a_rule(term="10 weeks")), FEB_5)

    assert ("2024-03-21", "2024-04-04") == (due(start), due(found))
    assert 10 == reckoned(found, "termijn").suspended_days


def test_keep_keeps_the_day_and_still_counts_what_comes():
    start = on_paper(old(termijn=a_rule(term="8 weeks")), in_midden())

    found = moved(start, new(termijn=a_rule(term="20 weeks")), FEB_5, termijn="keep")
    suspended = then(found, (date(2024, 2, 6), ev.DeadlineSuspended("termijn", 2, "2024-02-15")))

    assert ("2024-03-04", "2024-03-04", "2024-03-14") == (due(start), due(found), due(suspended))
    assert "As in version 1" in str(the(found, "termijn").reading.note)


def test_what_is_kept_may_become_longer_as_it_was_said_and_else_as_it_is_said_now():
    one = {"grounds": {"advies": {"label": {"nl": "Advies"}, "max": "1 week"}}}
    other = {"grounds": {"overmacht": {"label": {"nl": "Overmacht"}, "max": "3 weeks"}}}

    for before, after, ground in ((one, other, "advies"), (None, other, "overmacht"), (one, None, "advies")):
        start = on_paper(old(termijn=a_rule(extend=before)), in_midden())
        found = moved(start, new(termijn=a_rule(term="20 weeks", extend=after)), FEB_5, termijn="keep")

        granting = the(found, "termijn").reading.extend
        assert granting
        assert [ground] == list(granting.grounds)


def test_what_is_kept_follows_a_correction_of_the_day_it_is_counted_from():
    start = on_paper(old(termijn=a_rule(term="8 weeks")), in_midden())
    found = moved(start, new(termijn=a_rule(term="20 weeks")), FEB_5, termijn="keep")

    mended = then(found, (FEB_5, ev.EventReplaced(2, value="2024-01-15")))

    assert "2024-03-11" == due(mended)


def test_what_is_kept_ends_with_its_own_event():
    """A new day of signing is a new term, and goes by the new rule."""
    start = on_paper(old(termijn=a_rule(term="8 weeks")), in_midden())
    found = moved(start, new(termijn=a_rule(term="20 weeks")), FEB_5, termijn="keep")

    again = then(found, (MAR_4, ev.FactSet("getekend_op", "2024-03-04")))

    assert ("2024-07-22", False) == (due(again), the(again, "termijn").kept)


def test_restart_counts_from_the_day_of_the_migration():
    start = on_paper(old(termijn=a_rule(term="8 weeks")), in_midden())

    found = moved(start, new(termijn=a_rule(term="4 weeks")), FEB_5, termijn="restart")

    assert ("2024-03-04", FEB_5) == (due(found), reckoned(found, "termijn").anchor_on)


def test_what_stands_still_goes_on_standing_still_with_its_days():
    history = in_midden(
        (date(2024, 1, 10), ev.DeadlineSuspended("termijn", 2, "2024-01-19")),
        (date(2024, 1, 24), ev.DeadlineSuspended("termijn", 2)),
    )
    start = on_paper(old(termijn=a_rule(term="8 weeks")), history)

    found = moved(start, new(termijn=a_rule(term="10 weeks")), FEB_5)
    resumed = then(found, (MAR_4, ev.DeadlineResumed("termijn", 2)))

    assert the(found, "termijn").is_suspended(FEB_5)
    assert 10 + 40 == reckoned(resumed, "termijn").suspended_days


PAUSED = (
    (date(2024, 1, 15), entered("pauze", "midden", "rust")),
    (date(2024, 1, 25), entered("midden", "pauze", "hervat")),
)


def old_rule_unpaused() -> Written:
    return on_paper(old(termijn=a_rule(term="8 weeks")), in_midden(*PAUSED))


@pytest.mark.parametrize("how", ["recompute", "keep"])
def test_days_that_a_stage_let_it_stand_still_are_not_lost_where_the_stage_no_longer_does(how):
    start = on_paper(old(termijn=a_rule(term="8 weeks", paused_in=["pauze"])), in_midden(*PAUSED))

    found = moved(start, new(termijn=a_rule(term="8 weeks")), FEB_5, termijn=how)
    further = moved(found, version(3, deadlines={"termijn": a_rule(term="10 weeks")}))

    assert due(old_rule_unpaused()) < due(start) == due(found)
    assert date.fromisoformat(due(further)) - date.fromisoformat(due(found)) == timedelta(14)


def test_a_stage_that_no_longer_lets_it_stand_still_does_so_up_to_the_migration():
    """As if the stage had been left on that day."""
    rule, left_on = a_rule(term="8 weeks", paused_in=["pauze"]), date(2024, 1, 22)
    start = on_paper(old(termijn=rule), in_midden(*PAUSED[:1]))

    found = moved(start, new(termijn=a_rule(term="8 weeks")), left_on)

    left = on_paper(old(termijn=rule), in_midden(PAUSED[0], (left_on, entered("midden", "pauze", "hervat"))))
    assert the(start, "termijn").held_since
    assert (due(left), the(left, "termijn").holds) == (due(found), the(found, "termijn").holds)


def test_also_where_that_stage_became_one_with_another():
    stages = {name: stage for name, stage in PROEF["stages"].items() if name != "pauze"}
    ways = {"ga": PROEF["transitions"]["ga"], "rond_af": {"from": "midden", "to": "einde"}}
    start = on_paper(old(termijn=a_rule(term="8 weeks", paused_in=["pauze"])), in_midden(*PAUSED))
    after = version(2, stages=stages, transitions=ways, deadlines={"termijn": a_rule(term="8 weeks")})

    found = moved(start, after, FEB_5, stages={"pauze": "midden"})

    assert due(old_rule_unpaused()) < due(start) == due(found)


def test_a_rule_with_another_name_and_another_anchor_takes_its_suspensions_along():
    """Counted from the stage instead of the fact: another event, the same term."""
    history = in_midden((date(2024, 1, 10), ev.DeadlineSuspended("termijn", 2)))
    start = on_paper(old(termijn=a_rule(term="8 weeks")), history)
    after = new(reactie=a_rule(term="8 weeks", anchor={"stage": "midden"}))

    found = moved(start, after, FEB_5, deadlines={"termijn": "reactie"})
    late = then(found, (date(2024, 1, 20), ev.DeadlineResumed("reactie", 3), FEB_5))

    assert "t1/reactie#3" == the(found, "reactie").id
    assert the(found, "reactie").is_suspended(FEB_5)
    assert ("2024-03-14", 10) == (due(late, "reactie"), reckoned(late, "reactie").suspended_days)


def test_what_was_met_in_time_stays_met_in_time():
    met = {"met_by": {"fact": "brief_op"}}
    history = in_midden((FEB_5, ev.FactSet("brief_op", "2024-02-05")))
    start = on_paper(old(termijn=a_rule(term="8 weeks", **met)), history)

    shorter = moved(start, new(termijn=a_rule(term="1 weeks", **met)))
    otherwise = moved(start, new(termijn=a_rule(term="8 weeks", met_by={"task": "folder"})))

    for found in (shorter, otherwise):
        assert ("met", "2024-03-04", FEB_5) == (
            the(found, "termijn").standing,
            due(found),
            the(found, "termijn").met_on,
        )


def test_what_was_kept_stays_kept_at_the_next_migration_that_leaves_the_rule_alone():
    start = on_paper(old(termijn=a_rule(term="8 weeks")), in_midden())
    second = moved(start, new(termijn=a_rule(term="20 weeks")), FEB_5, termijn="keep")

    third = moved(second, version(3, deadlines={"termijn": a_rule(term="20 weeks")}))
    other = moved(second, version(3, deadlines={"termijn": a_rule(term="30 weeks")}))

    assert ("2024-03-04", "2024-08-05") == (due(third), due(other))


def test_a_kept_term_that_hangs_on_a_moved_one_keeps_its_day():
    rules = {"eerst": a_rule(term="8 weeks"), "dan": a_rule(anchor={"deadline": "eerst"}, term="2 weeks")}
    start = on_paper(old(**rules), in_midden())
    after = new(**{**rules, "eerst": a_rule(term="20 weeks")})

    found = moved(start, after, FEB_5, dan="keep")

    assert ("2024-05-27", due(start, "dan")) == (due(found, "eerst"), due(found, "dan"))


@settings(max_examples=50)
@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=3),
    st.booleans(),
    st.sampled_from(["recompute", "keep"]),
)
def test_no_day_is_ever_lost(old_weeks, new_weeks, pauses, is_open, how):
    """Recomputed, it is what a trajectory would have that was under the new rule all the time; kept, what it was."""
    told: list[tuple[Any, ...]] = [
        (
            date.fromordinal(date(2024, 1, 9).toordinal() + start),
            ev.DeadlineSuspended("termijn", 2, date.fromordinal(JAN_8.toordinal() + 1 + start + length).isoformat()),
            FEB_5,
        )
        for start, length in pauses
    ]
    if is_open:
        told.append((FEB_5, ev.DeadlineSuspended("termijn", 2)))
    first, second = a_rule(term=f"{old_weeks} weeks"), a_rule(term=f"{new_weeks} weeks")
    start = on_paper(old(termijn=first), in_midden(*told))
    later = (date(2024, 3, 11), ev.DeadlineResumed("termijn", 2))

    found = moved(start, new(termijn=second), termijn=how)

    rule = second if how == "recompute" else first
    all_along = on_paper(old(termijn=rule), in_midden(*told))
    assert due(all_along) == due(found)
    assert the(all_along, "termijn").holds == the(found, "termijn").holds
    if is_open:
        straight = on_paper(old(termijn=rule), in_midden(*told, later))
        assert due(straight) == due(then(found, later))


# reminders

LADDER = [{"before": "6 weeks"}, {"before": "2 weeks"}, {"on_due": True}, {"overdue": "1 week", "every": "1 week"}]


def sent(*reminders: tuple[str, str], on: date = FEB_5) -> list[Recorded]:
    at = datetime.combine(on, time(8), UTC)
    return [
        Recorded("t1/said", place, on, at, "scheduler", "scheduler", "", ONE,
                 ev.ReminderSent(reminder, day, "s1", "coordinator", "console", "m", {"rule": "X1"}))
        for place, (reminder, day) in enumerate(reminders, 1)
    ]  # fmt: skip


def planned(written: Written) -> list[tuple[str, str]]:
    return [(each.id.rpartition("#")[2], each.day.isoformat()) for each in reminders_of(written)]


def test_what_was_said_of_a_deadline_is_said_of_it_under_its_new_name():
    rule = a_rule(term="8 weeks", remind=LADDER)  # due on 4 March
    start = on_paper(
        old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04"), on=date(2024, 1, 22))
    )

    found = moved(start, new(reactie=rule), FEB_5, deadlines={"termijn": "reactie"})

    assert planned(start) == planned(found)
    assert "2/before-6w.0" not in dict(planned(found))


@settings(max_examples=50)
@given(
    st.dates(date(2024, 1, 9), MAR_4),
    st.sets(st.sampled_from(["before-6w.0", "before-2w.0", "due.0"])),
    st.dates(date(2024, 1, 9), MAR_4),
)
def test_another_name_changes_nothing_of_what_is_still_to_be_said(today, rungs, said_on):
    rule = a_rule(term="8 weeks", remind=LADDER)
    told = [(f"t1/termijn#2/{rung}", "2024-03-04") for rung in sorted(rungs)]
    start = on_paper(old(termijn=rule), in_midden(), sent(*told, on=said_on))

    there = moved(start, new(reactie=rule), today, deadlines={"termijn": "reactie"})
    back = moved(there, version(1, deadlines={"termijn": rule}), today, deadlines={"reactie": "termijn"})

    assert planned(start) == planned(there) == planned(back)


def test_a_message_that_was_under_way_still_counts():
    """It went out under the old name and was written down after the migration."""
    rule = a_rule(term="8 weeks", remind=LADDER)
    found = moved(on_paper(old(termijn=rule), in_midden()), new(reactie=rule), FEB_5, deadlines={"termijn": "reactie"})

    late = found._replace(said=sent(("t1/termijn#2/before-6w.0", "2024-03-04")))

    assert "2/before-6w.0" in dict(planned(found))
    assert "2/before-6w.0" not in dict(planned(late))


def test_a_rule_that_takes_an_old_name_again_has_reminders_of_its_own():
    """What was said of the first `termijn` is not said of the one that is called so two versions later."""
    rule = a_rule(term="8 weeks", remind=LADDER)
    start = on_paper(old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04")))
    second = moved(start, new(reactie=rule), FEB_5, deadlines={"termijn": "reactie"})
    third = moved(second, version(3, deadlines={"reactie": rule, "termijn": rule}), FEB_5)

    later = third._replace(
        said=[*third.said, *sent(("t1/x#2/y.0", ""), ("t1/termijn#2/before-2w.0", "2024-03-04"))[1:]]
    )

    assert {"t1/reactie#2/before-2w.0", "t1/termijn#2/before-2w.0"} <= ids(third)
    assert "t1/reactie#2/before-2w.0" in ids(later)
    assert "t1/termijn#2/before-2w.0" not in ids(later)


def ids(written: Written) -> set[str]:
    return {each.id for each in reminders_of(written)}


def test_what_was_said_is_said_again_where_that_is_asked():
    rule = a_rule(term="8 weeks", remind=LADDER)
    start = on_paper(old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04")))
    wish = a_wish(start.compiled, new(termijn=rule), FEB_5, past="latest")._replace(repeat_said=True)

    found = preview(start, new(termijn=rule), wish, Circle())

    assert found.after
    assert ("2/before-6w.0", "2024-02-05") in planned(found.after)
    assert "2/before-6w.0" not in dict(planned(moved(start, new(termijn=rule), FEB_5, "latest")))


def test_why_finds_what_was_said_under_either_name():
    rule = a_rule(term="8 weeks", remind=LADDER)
    start = on_paper(old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04")))
    found = moved(start, new(reactie=rule), FEB_5, deadlines={"termijn": "reactie"})

    for asked in ("t1/termijn#2/before-6w.0", "t1/reactie#2/before-6w.0"):
        assert {"rule": "X1"} == explain(found, asked).receipt
    assert "said" == explain(found, "t1/reactie#2").rungs[0].state


def test_what_is_due_and_not_said_yet_is_not_lost():
    """Friday's reminder, with nobody to send it before the migration on Monday."""
    rule = a_rule(term="8 weeks", remind=LADDER)
    start = on_paper(old(termijn=rule), in_midden())

    assert planned(start) == planned(moved(start, new(termijn=rule), FEB_5))
    assert ("2/before-6w.0", "2024-01-22") in planned(start)


def test_a_new_rung_that_would_lie_in_the_past_is_not_sent():
    rule = a_rule(term="8 weeks", remind=LADDER)
    start = on_paper(old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04")))
    found = moved(start, new(termijn=a_rule(term="8 weeks", remind=[{"before": "7 weeks"}, *LADDER])), FEB_5)

    assert planned(start) == planned(found)


def test_a_rung_in_place_of_one_that_was_said_is_not_sent_for_the_same_day():
    start = on_paper(
        old(termijn=a_rule(term="8 weeks", remind=[{"before": "6 weeks"}])),
        in_midden(),
        sent(("t1/termijn#2/before-6w.0", "2024-03-04")),
    )

    assert [] == planned(moved(start, new(termijn=a_rule(term="8 weeks", remind=[{"before": "7 weeks"}])), FEB_5))


def test_a_new_rule_says_nothing_of_the_past_unless_asked():
    start = on_paper(old(), in_midden(signed="2023-01-09"))
    after = new(termijn=a_rule(term="8 weeks", remind=LADDER))  # was due on 6 March 2023

    none, latest, everything = (planned(moved(start, after, FEB_5, past)) for past in ("none", "latest", "all"))

    assert [("2/overdue-1w.47", "2024-02-05")] == planned(moved(start, after, FEB_5)) == none
    assert [("2/overdue-1w.46", "2024-02-05")] == latest
    assert {"2/before-6w.0", "2/before-2w.0", "2/due.0", "2/overdue-1w.0"} == {each for each, _ in everything}
    assert {"2024-02-05"} == {day for _, day in everything}


@settings(max_examples=50)
@given(st.integers(-400, 60), st.integers(1, 12), st.sampled_from(["", "none", "latest", "all"]))
def test_what_of_the_past_goes_out_is_what_was_decided(signed_in, weeks, mode):
    """none: never a day before the migration; latest: at most one more; all: every rung, none before the migration."""
    signed = date.fromordinal(FEB_5.toordinal() + signed_in)
    start = on_paper(old(), in_midden(signed=signed.isoformat()))
    after = new(termijn=a_rule(term=f"{weeks} weeks", remind=LADDER))

    quiet, found = moved(start, after, FEB_5), moved(start, after, FEB_5, mode)

    at_most = {"": 0, "none": 0, "latest": 1, "all": 4}[mode]
    assert all(day >= FEB_5.isoformat() for _, day in planned(found))
    if mode in ("", "none"):
        assert planned(quiet) == planned(found)
    elif mode == "all":
        assert 4 == len(planned(found))
    else:
        extra = {each for each, _ in planned(found)} - {each for each, _ in planned(quiet)}
        assert len(extra) <= at_most


def test_a_deadline_that_moves_into_the_past_does_not_mail_about_it():
    start = on_paper(old(termijn=a_rule(term="20 weeks", remind=LADDER)), in_midden())

    found = moved(start, new(termijn=a_rule(term="2 weeks", remind=LADDER)), FEB_5)

    assert ("2024-01-22", [("2/overdue-1w.1", "2024-02-05")]) == (due(found), planned(found))


@pytest.mark.parametrize("mode", ["none", "latest"])
def test_one_warning_of_a_day_to_come_goes_out_whatever_was_decided(mode):
    """Due on 12 February; both warnings lie in the past, the last of them goes out and no other."""
    start = on_paper(old(), in_midden(signed="2024-01-15"))
    after = new(termijn=a_rule(term="4 weeks", remind=[{"before": "3 weeks"}, {"before": "2 weeks"}]))

    assert [("2/before-2w.0", "2024-02-05")] == planned(moved(start, after, FEB_5, mode))


def test_overdue_at_once_names_what_was_not_overdue_before():
    rules = {"lang": a_rule(term="20 weeks"), "kort": a_rule(term="1 weeks")}
    start = on_paper(old(**rules), in_midden())

    found = move(start, new(lang=a_rule(term="2 weeks"), kort=a_rule(term="1 weeks")), FEB_5)

    assert ["lang"] == [each.name for each in found.overdue]


# what cannot be moved


def test_a_stage_that_is_gone_must_be_decided_about():
    stages = {name: stage for name, stage in PROEF["stages"].items() if name != "pauze"}
    after = version(
        2, stages=stages, transitions={"ga": PROEF["transitions"]["ga"], "af": {"from": "midden", "to": "einde"}}
    )
    start = on_paper(old(), in_midden((FEB_5, entered("pauze", "midden", "rust"))))

    left_open, stay = move(start, after), move(start, after, stages={"pauze": "STAY"})

    assert [("stages", "pauze")] == [each.place for each in left_open.hindrances]
    assert [()] == [each.place for each in stay.hindrances]
    assert "midden" == moved(start, after, stages={"pauze": "midden"}).trajectory.stage


def test_a_running_deadline_does_not_vanish_without_a_word():
    start = on_paper(old(termijn=a_rule()), in_midden())

    assert [("deadlines", "termijn")] == [each.place for each in move(start, new()).hindrances]
    assert [] == ruled(moved(start, new(), deadlines={"termijn": "DROP"}).deadlines)


def test_a_value_that_no_longer_fits_holds_it_back():
    facts = {**PROEF["facts"], "maanden": {**PROEF["facts"]["maanden"], "one_of": [9, 15]}}
    start = on_paper(old(), in_midden((FEB_5, ev.FactSet("maanden", 21))))

    [hindrance] = move(start, version(2, facts=facts)).hindrances

    assert "21" in hindrance.words.en


def said_of(name: str) -> dict[str, dict[str, Any]]:
    """Per table a definition in which something has that name."""
    stage = {"label": {"nl": "Midden"}, "tasks": ["huisarts", name]}
    return {
        "facts": {"facts": renamed("facts", punten=name)},
        "tasks": {"tasks": renamed("tasks", dagdelen=name), "stages": {**PROEF["stages"], "midden": stage}},
        "deadlines": {"deadlines": {name: a_rule()}},
    }


@pytest.mark.parametrize(
    "table, now, before",
    [
        ("facts", "punten", [ev.FactSet("anders", 3), ev.FactSet("punten", 5)]),
        ("tasks", "dagdelen", [ev.TaskAsked("anders", "t2@3")]),
        ("deadlines", "termijn", [ev.DeadlineExtended(name, 2, "1 week") for name in ("anders", "termijn")]),
    ],
)
def test_a_name_that_meant_something_else_before_holds_it_back(table: str, now: str, before: list[Event]):
    """`anders` was written down under a still earlier version; the next one calls so what has another name now."""
    start = on_paper(version(1, **said_of(now)[table]), in_midden(*((FEB_5, event) for event in before)))

    course: dict[str, Any] = {table: {now: "anders"}}
    [hindrance] = move(start, version(2, **said_of("anders")[table]), **course).hindrances

    assert " anders was used for something else here before" in hindrance.words.en


def test_what_is_closed_stays():
    start = on_paper(old(), in_midden((FEB_5, ev.TrajectoryClosed("gestopt"))))

    assert "closed on 2024-02-05" == move(start, new()).hindrances[0].words.en


# the plan on paper


def pair(**changes: Any) -> Pair:
    return Pair(old(), version(2, **changes))


def test_a_plan_is_written_read_and_the_same():
    found = pair(deadlines={"termijn": a_rule()}, facts=renamed("facts", brief_op="brief_van"))

    plan = draft([found])
    read = read_plan(read_text(plan_text(plan, [found]), "plan.yaml"), [found])

    assert plan == read
    assert plan.hash == read.hash
    assert {("facts", "brief_op")} == plan.guesses


def test_a_changed_term_is_said_in_the_plan():
    both = Pair(old(termijn=a_rule(term="8 weeks")), new(termijn=a_rule(term="10 weeks")))

    assert "THE TERM CHANGES: 8 weeks -> 10 weeks" in plan_text(draft([both]), [both])


def codes(text: str, found: Pair) -> list[tuple[str, int]]:
    with pytest.raises(DefinitionError) as refused:
        read_plan(read_text(text, "plan.yaml"), [found])
    return [(each.code, each.line) for each in refused.value.problems]


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(words))


@pytest.mark.parametrize(
    "name, value, code",
    [
        ("brief_op: null", "brief_op: getekend_op", "plan_chain"),  # is in both
        ("punten: punten", "punten: brief_van", "plan_chain"),  # is in both, so stays itself
        ("brief_op: null", "brief_op: maanden", "plan_chain"),  # the two would be mixed
        ("brief_op: null", "brief_op: nergens", "plan_name"),
        ("brief_op: null", "briefje: brief_van", "plan_name"),
        ("brief_op: null", "brief_op: aantal", "plan_meaning"),  # a day cannot become a number
        ("begin: begin", "begin: null", "plan_name"),
        ("begin: begin", "begin: [begin]", "plan_shape"),
    ],
)
def test_a_plan_that_cannot_be_told_apart_later_is_refused_at_its_line(name, value, code):
    facts = {each: spec for each, spec in PROEF["facts"].items() if each != "brief_op"}
    facts |= {"brief_van": {"type": "date", "label": {"nl": "Iets anders"}}}
    facts |= {"aantal": {"type": "integer", "label": {"nl": "Aantal"}}}
    found = pair(facts=facts)
    text = plan_text(draft([found]), [found])
    assert name in text

    wrong = text.replace(name, value, 1)

    assert (code, line_of(wrong, value)) in codes(wrong, found)


def test_a_plan_for_other_texts_is_refused():
    found = pair()
    text = plan_text(draft([found]), [found])

    assert [("plan_outdated", line_of(text, "to:"))] == codes(text, Pair(old(), version(3)))
    assert [("plan_outdated", line_of(text, "from:"))] == codes(text, Pair(version(3), version(2)))


def test_what_stays_is_not_let_go_by_a_plan():
    """As if nothing was said: the plan is refused, and else it goes on with all that it had."""
    rule = a_rule(term="8 weeks", remind=LADDER)
    found = Pair(old(termijn=rule), new(termijn=rule))
    text = plan_text(draft([found]), [found]).replace("{to: termijn,", "{to: DROP,")
    start = on_paper(old(termijn=rule), in_midden(), sent(("t1/termijn#2/before-6w.0", "2024-03-04")))

    assert [("plan_name", line_of(text, "termijn"))] == codes(text, found)
    assert planned(start) == planned(moved(start, new(termijn=rule), FEB_5, deadlines={"termijn": "DROP"}))
    assert ("2/due.0", "2024-03-04") in planned(start)


def test_nobody_is_moved_into_a_stage_that_closes():
    stages = {name: stage for name, stage in PROEF["stages"].items() if name != "pauze"}
    found = pair(stages=stages, transitions={"ga": PROEF["transitions"]["ga"], "af": {"from": "midden", "to": "einde"}})
    text = plan_text(draft([found]), [found]).replace("pauze: null", "pauze: einde")

    assert [("plan_meaning", line_of(text, "pauze"))] == codes(text, found)


def test_what_is_left_open_and_needed_is_named_with_who_needs_it():
    both = Pair(old(termijn=a_rule()), new())
    document = read_text(plan_text(draft([both]), [both]), "plan.yaml")
    found = move(on_paper(both.before, in_midden()), both.after)

    [problem] = undecided([found], document)

    assert ("plan_open", "t1" in problem.message, "DROP" in problem.message) == (problem.code, True, True)
