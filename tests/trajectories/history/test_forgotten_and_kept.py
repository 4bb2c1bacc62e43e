"""Walks with steps that forget and a stage that keeps, corrected at random, against a reckoning by hand of each day."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CALENDAR, a_circle, a_definition, a_history, a_member, builtin, opened
from tests.pages import fragment
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide
from trajectories.casework.correct import illegal_moves
from trajectories.history import events as ev
from trajectories.history.codec import decode, encode
from trajectories.history.events import Recorded
from trajectories.history.replay import ORDER, continued, corrected, replay
from trajectories.history.state import done_entries
from trajectories.history.state_text import state_text
from workflows.errors import CaseworkError

COURSE = builtin("proefcursus")
MON_8 = date(2024, 1, 8)
LAST = MON_8 + timedelta(25)
ADMINISTRATOR = ask.Actor("s1", frozenset({"administrator"}))
CIRCLE = a_circle(a_member("p1"))
OPENED = (MON_8, ev.TrajectoryOpened("proefcursus", 1, "base", "any", "p1", "2024-01-08", "intake"))

DAYS = st.integers(0, 20).map(lambda days: MON_8 + timedelta(days))
STEPS = st.sampled_from(["begin", "begin", "onderbreek", "hervat", "opnieuw", "rond_af", "heropen"])
WISHES = st.one_of(
    st.tuples(st.just("step"), STEPS, DAYS),
    st.tuples(st.just("fact"), st.sampled_from(["toets_op", "gemeld_op"]), DAYS),
    st.tuples(st.just("task"), st.sampled_from(["lessen", "folder", "gesprek", "advies"]), DAYS),
    st.tuples(st.just("void"), st.integers(2, 20), DAYS),
    st.tuples(st.just("date"), st.integers(2, 20), DAYS),
)


def decided(history: list[Recorded], wish: tuple[str, Any, date]) -> tuple[date, list[ev.Event]]:
    kind, what, on = wish
    now, then = replay("t1", history), replay("t1", history, as_of=on)
    if kind == "step":
        facts = (
            {"uitkomst": "herkansing"} if what == "opnieuw" else {"uitkomst": "gehaald"} if what == "rond_af" else {}
        )
        command = ask.Advance("t1", what, on, facts)
        return on, decide.decide_advance(COURSE, now, then, command, ADMINISTRATOR, CIRCLE, CALENDAR).events
    if kind == "fact":
        return on, decide.decide_fact(COURSE, now, ask.SetFact("t1", what, on.isoformat(), on)).events
    if kind == "task":
        return on, decide.decide_task(COURSE, now, then, ask.DoTask("t1", what, on), ADMINISTRATOR).events
    correction = ask.Correct(what, void=True) if kind == "void" else ask.Correct(what, on=on)
    return LAST, corrections.decide_correction(COURSE, history, correction, LAST, CALENDAR).events


def walked(wishes: list[tuple[str, Any, date]]) -> list[Recorded]:
    entries: list[tuple[date, ev.Event]] = [OPENED]
    for wish in wishes:
        try:
            on, events = decided(a_history(*entries), wish)
        except CaseworkError:
            continue
        entries += [(on, event) for event in events]
    return a_history(*entries)


def by_hand(history: list[Recorded], day: date) -> dict[str, Any]:
    """What is known on a day: the last value by day and event, unless a step ended it since."""
    known: dict[str, Any] = {}
    for each in sorted(corrected(history), key=ORDER):
        if each.occurred_on <= day and isinstance(each.event, ev.FactSet):
            known[each.event.name] = each.event.value
        if each.occurred_on <= day and isinstance(each.event, ev.StageEntered):
            known = {name: value for name, value in known.items() if name not in each.event.forgets}
    return known


def lessons_by_hand(history: list[Recorded]) -> int:
    """All that was done, for nothing asks for them but the course, which keeps."""
    done = [each.event for each in corrected(history) if isinstance(each.event, ev.TaskDone)]
    return sum(each.amount for each in done if each.task == "lessen")


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(st.lists(WISHES, max_size=16))
def test_every_day_shows_what_was_known_then_and_the_course_goes_on(wishes):
    history = walked(wishes)

    for days in range(26):
        then = replay("t1", history, as_of=MON_8 + timedelta(days))
        assert by_hand(history, MON_8 + timedelta(days)) == {name: then.fact(name) for name in then.facts}
    now = replay("t1", history)
    assert lessons_by_hand(history) == sum(each.amount for each in done_entries(now, "lessen"))
    assert [] == illegal_moves(COURSE, history, CALENDAR)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(WISHES, max_size=16))
def test_a_history_replays_to_the_byte_however_it_is_read(wishes):
    """At once, event by event, and out of its stored text; by no more than the history itself."""
    history = walked(wishes)
    stored = [each._replace(event=decode(*encode(each.event))) for each in history]

    grown = replay("t1", history[:1])
    for place in range(1, len(history)):
        grown = continued(grown, history[:place], history[place : place + 1])
    assert state_text(replay("t1", history)) == state_text(grown) == state_text(replay("t1", stored))


def test_a_migration_renames_what_was_forgotten_and_keeps_from_when_tasks_count():
    """Under the new names now, under the old on a day before; the event from which tasks count is the same one."""
    moved = ev.Migrated(
        "a" * 64, "b" * 64, 2, "base", "p" * 64, "cursus", "les",
        stages={"cursus": "les"}, facts={"toets_op": "examen_op"}, tasks={"lessen": "uren"},
    )  # fmt: skip
    asked: list[ev.AskedTask] = [{"task": "lessen", "member": ""}]
    days = [MON_8 + timedelta(days) for days in range(8)]
    told = a_history(
        OPENED,
        (days[1], ev.StageEntered("cursus", "intake", "begin", tasks=asked)),
        (days[1], ev.TaskDone("lessen", "", 2)),
        (days[2], ev.FactSet("toets_op", "2024-01-20")),
        (days[3], ev.StageEntered("onderbroken", "cursus", "onderbreek", forgets=["toets_op"])),
        (days[4], ev.StageEntered("cursus", "onderbroken", "hervat", tasks=asked, counts_from=2)),
        (days[6], moved),
    )

    now, then = replay("t1", told), replay("t1", told, as_of=days[5])
    assert ["examen_op"] == list(now.forgotten)
    assert ["toets_op"] == list(then.forgotten)
    assert {6: 2} == dict(now.kept)
    assert ("les", 2) == (now.asked["uren"].stage, sum(each.amount for each in done_entries(now, "uren")))


def test_a_task_that_another_stage_asked_meanwhile_counts_from_the_first_time_in_the_stage():
    """What was done before that was for someone else."""
    asked: list[ev.AskedTask] = [{"task": "gesprek", "member": ""}]
    days = [MON_8 + timedelta(days) for days in range(8)]
    told = a_history(
        OPENED,
        (days[1], ev.TaskDone("gesprek")),
        (days[2], ev.StageEntered("cursus", "intake", "begin", tasks=asked)),
        (days[3], ev.TaskDone("gesprek")),
        (days[4], ev.StageEntered("onderbroken", "cursus", "onderbreek", tasks=asked)),
        (days[5], ev.StageEntered("cursus", "onderbroken", "hervat", tasks=asked, counts_from=3)),
    )

    assert [days[3]] == [each.on for each in done_entries(replay("t1", told), "gesprek")]
    assert () == done_entries(replay("t1", told, as_of=days[4]), "gesprek")


def test_the_example_in_the_docs_does_what_it_says():
    parts = fragment("docs/definitions.md", "reden_onderbreking")
    text = {"type": "text", "label": {"nl": "Reden"}}
    labels = {name: {"label": {"nl": name}} for name in ("lessen", "toets")}
    stages = {"begin": {"label": {"nl": "Begin"}, "initial": True}, **parts["stages"]}
    ways = {"start": {"from": "begin", "to": "cursus"}, **parts["transitions"]}
    course = a_definition(
        facts={"reden_onderbreking": text}, tasks=labels, stages=stages, transitions=ways, deadlines={}
    )
    history: list[tuple[date, ev.Event]] = [(MON_8, opened())]
    for days, trigger in enumerate(["start", "onderbreek", "hervat"], start=1):
        now, on = replay("t1", a_history(*history)), MON_8 + timedelta(days)
        facts = {"reden_onderbreking": "ziek"} if trigger == "onderbreek" else {}
        command = ask.Advance("t1", trigger, on, facts)
        events = decide.decide_advance(course, now, now, command, ADMINISTRATOR, CIRCLE, CALENDAR).events
        history += [(on, each) for each in events]

    step: Any = history[-1][1]
    assert (["reden_onderbreking"], 2) == (step.forgets, step.counts_from)
    assert replay("t1", a_history(*history)).fact("reden_onderbreking") is None
