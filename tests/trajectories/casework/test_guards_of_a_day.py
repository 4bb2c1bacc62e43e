"""Guards about terms, days and numbers: what the engine says of any day is what one reads off the history by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CALENDAR, CONDITION, a_definition, a_history, asked, entered, opened
from trajectories.casework import commands as ask
from trajectories.casework import decide
from trajectories.casework.correct import illegal_moves
from trajectories.casework.tasks import Circle, seen_of
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import asking_again
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.replay import corrected, replay
from trajectories.history.state import Trajectory
from workflows.errors import CaseworkError, Reason, StepRefused
from workflows.machine.guards import unmet
from workflows.machine.state_machine import Compiled

FIRST = date(2024, 1, 1)  # a Monday
GUARDS: dict[str, dict[str, Any]] = {
    "over": {"deadline": "antwoord", "is": "over"},
    "loopt": {"deadline": "antwoord", "is": "running"},
    "gehaald": {"deadline": "antwoord", "is": "met"},
    "drie": {"missed": "dagdelen", "at_least": 3},
    "twee": {"task": "dagdelen", "at_least": 2},
    "gepland": {"fact": "getekend_op", "until": "today"},
    "straks": {"fact": "getekend_op", "after": "today"},
    "eerder": {"fact": "getekend_op", "before": {"fact": "brief_op"}},
    "lang": {"stage": "midden", "for_at_least": "10 days"},
    "niet": {"not": {"deadline": "antwoord", "is": "over"}},
}
ANSWER = {
    "rule": "X1", "label": {"nl": "Antwoord", "en": "Answer"}, "anchor": {"fact": "brief_op"}, "term": "10 days",
    "met_by": {"fact": "akkoord"},
}  # fmt: skip
DEFINITION = a_definition(
    subject="person",
    facts={
        "brief_op": {"type": "date", "label": {"nl": "Brief"}},
        "getekend_op": {"type": "date", "label": {"nl": "Getekend"}},
        "akkoord": {"type": "boolean", "label": {"nl": "Akkoord"}},
    },
    tasks={"dagdelen": {"label": {"nl": "Dagdelen"}, "amount": 4}},
    stages={
        "begin": {"label": {"nl": "Begin"}, "initial": True, "tasks": ["dagdelen"]},
        "midden": {"label": {"nl": "Midden"}},
        "einde": {"label": {"nl": "Einde"}, "final": True},
    },
    transitions={
        **{name: {"from": "any", "to": "midden", "when": guard} for name, guard in GUARDS.items()},
        "terug": {"from": "midden", "to": "begin"},
        "af": {"from": "any", "to": "einde"},
    },
    outcomes={},
    deadlines={"antwoord": ANSWER},
)


class Happened(NamedTuple):
    """One thing a day, so that its day says all about the order. day: from the first."""

    day: int
    what: str
    value: int = 0

    @property
    def on(self) -> date:
        return FIRST + timedelta(self.day)


WHAT = st.sampled_from(
    ["brief", "brief", "stil", "stil", "verder", "akkoord", "getekend", "gemist", "gedaan", "midden"]
)
HAPPENED = st.lists(
    st.builds(Happened, st.integers(1, 25), WHAT, st.integers(-8, 8)),
    min_size=2,
    max_size=12,
    unique_by=lambda each: each.day,
).map(sorted)


def history_of(happened: list[Happened]) -> list[Recorded]:
    """As recorded; a term stands still, and runs again, only while it runs."""
    entries: list[tuple[date, Event]] = [(FIRST, opened(tasks=("dagdelen",)))]
    stage = "begin"
    for each in happened:
        event: Event | None
        if each.what == "brief":
            event = ev.FactSet("brief_op", each.on.isoformat())
        elif each.what == "akkoord":
            event = ev.FactSet("akkoord", True)
        elif each.what == "getekend":
            event = ev.FactSet("getekend_op", (each.on + timedelta(each.value)).isoformat())
        elif each.what == "gemist":
            event = ev.TaskMissed("dagdelen")
        elif each.what == "gedaan":
            event = ev.TaskDone("dagdelen", "", 1)
        elif each.what == "midden":
            event, stage = entered("midden", stage, "af"), "midden"
        else:
            event = _standing_still(entries, each)
        entries += [(each.on, event)] if event else []
    return a_history(*entries)


def _standing_still(entries: list[tuple[date, Event]], each: Happened) -> Event | None:
    term = _by_hand(entries, each.on)
    occurrence = max((place for place, (_, event) in enumerate(entries, 1) if _is_letter(event)), default=0)
    if each.what == "stil" and term.stands == "running" and not term.still:
        return ev.DeadlineSuspended("antwoord", occurrence)
    if each.what == "verder" and term.still:
        return ev.DeadlineResumed("antwoord", occurrence)
    return None


def _is_letter(event: Event) -> bool:
    return isinstance(event, ev.FactSet) and event.name == "brief_op"


# by hand: day by day, from the recorded days alone


class ByHand(NamedTuple):
    stands: str
    still: bool = False


def _by_hand(entries: list[tuple[date, Event]], on: date) -> ByHand:
    """The term as one would count it on paper: ten days that count after the last letter, unless answered since."""
    until_then = [(day, event) for day, event in entries if day <= on]
    letters = [day for day, event in until_then if _is_letter(event)]
    if not letters:
        return ByHand("none")
    since = [(day, event) for day, event in until_then if day > letters[-1]]
    if any(isinstance(event, ev.FactSet) and event.name == "akkoord" for _, event in since):
        return ByHand("met")
    still, counted, day = False, 0, letters[-1]
    while day < on:
        day += timedelta(1)
        for changed in (event for when, event in since if when == day):
            still = isinstance(changed, ev.DeadlineSuspended) or (still and not isinstance(changed, ev.DeadlineResumed))
        counted += not still
    return ByHand("running" if still or counted <= 10 else "over", still)


def by_hand(name: str, history: list[Recorded], on: date) -> bool:
    entries = [(each.occurred_on, each.event) for each in history]
    then = [(day, event) for day, event in entries if day <= on]
    facts = {event.name: str(event.value) for _, event in then if isinstance(event, ev.FactSet)}
    stands, signed, letter = _by_hand(entries, on).stands, facts.get("getekend_op"), facts.get("brief_op")
    begun = [day for day, event in then if isinstance(event, ev.StageEntered) and event.stage == "midden"]
    done = sum(event.amount for _, event in then if isinstance(event, ev.TaskDone))
    answers: dict[str, Callable[[], bool]] = {
        "over": lambda: stands == "over",
        "loopt": lambda: stands == "running",
        "gehaald": lambda: stands == "met",
        "niet": lambda: stands != "over",
        "drie": lambda: sum(isinstance(event, ev.TaskMissed) for _, event in then) >= 3,
        "twee": lambda: done >= 2,
        "gepland": lambda: signed is not None and signed <= on.isoformat(),
        "straks": lambda: signed is not None and signed > on.isoformat(),
        "eerder": lambda: signed is not None and letter is not None and signed < letter,
        "lang": lambda: bool(begun) and on >= begun[-1] + timedelta(10),
    }
    return answers[name]()


@given(HAPPENED, st.sampled_from(sorted(GUARDS)))
def test_on_every_day_a_guard_says_what_one_reads_by_hand(happened: list[Happened], name: str):
    history = history_of(happened)
    guard = CONDITION.validate_python(GUARDS[name])

    for days in range(0, 45, 2):
        on = FIRST + timedelta(days)
        seen = seen_of(DEFINITION, replay("t1", history, as_of=on), on, Circle(), CALENDAR)
        holds = not unmet(guard, seen, DEFINITION.workflow, CALENDAR)
        assert holds is by_hand(name, history, on), (name, on, seen.terms)


# corrections agree with what would have been possible, had it been recorded so from the start


def now_after(history: list[Recorded]) -> Trajectory:
    now = replay("t1", history)
    return asking_again(DEFINITION, now, open_deadlines(DEFINITION, now, CALENDAR))


def step(history: list[Recorded], trigger: str, on: date) -> ev.StageEntered | None:
    """What the shell would record; None where it is refused."""
    then = replay("t1", history, as_of=on)
    actor = ask.Actor("s1", frozenset({"coordinator"}))
    try:
        found = decide.decide_advance(
            DEFINITION, now_after(history), then, ask.Advance("t1", trigger, on), actor, Circle(), CALENDAR
        )
    except CaseworkError:
        return None
    [taken] = found.events
    assert isinstance(taken, ev.StageEntered)
    return taken


def played(happened: list[Happened], steps: list[tuple[int, str]]) -> list[Recorded]:
    """The history with those of the steps that were possible on their day."""
    plain = [each for each in happened if each.what not in ("midden", "stil", "verder")]
    moves = {FIRST + timedelta(day): trigger for day, trigger in steps}
    days = {each.on: each for each in plain}
    written: list[tuple[date, Event]] = [(FIRST, opened(tasks=("dagdelen",)))]
    for on in sorted({*moves, *days}):
        if on in days:
            written += [(each.occurred_on, each.event) for each in history_of([days[on]])[1:]]
        elif taken := step(a_history(*written), moves[on], on):
            written.append((on, taken))
    return a_history(*written)


def is_possible_afresh(history: list[Recorded]) -> bool:
    """Every step taken anew on its day, after what happened before it."""
    played_again: list[Recorded] = []
    for each in sorted(corrected(history), key=lambda each: each.occurred_on):
        if isinstance(each.event, ev.StageEntered):
            taken = step(played_again, each.event.trigger, each.occurred_on)
            if taken is None or taken.stage != each.event.stage or taken.source != each.event.source:
                return False
        played_again.append(each)
    return True


STEPS = st.lists(
    st.tuples(st.integers(1, 45), st.sampled_from([*sorted(GUARDS), "terug"])), min_size=1, max_size=6,
    unique_by=lambda each: each[0],
)  # fmt: skip


@given(HAPPENED, STEPS, st.data())
def test_a_correction_judges_a_step_as_if_all_had_been_so_from_the_start(
    happened: list[Happened], steps: list[tuple[int, str]], data: st.DataObject
):
    history = played(happened, steps)
    assert [] == illegal_moves(DEFINITION, history, CALENDAR)
    facts = [each for each in history if not isinstance(each.event, ev.StageEntered | ev.TrajectoryOpened)]
    if not facts:
        return
    target = data.draw(st.sampled_from(facts))
    taken = {each.occurred_on for each in history}
    free = [FIRST + timedelta(day) for day in range(1, 50) if FIRST + timedelta(day) not in taken]
    on = data.draw(st.sampled_from([None, *free]))
    mend = ev.EventVoided(target.version) if on is None else ev.EventReplaced(target.version, on.isoformat())
    late = history[-1]._replace(version=history[-1].version + 1, event=mend)

    mended = [*history, late]

    assert is_possible_afresh(mended) is (illegal_moves(DEFINITION, mended, CALENDAR) == [])


def test_a_step_of_which_the_term_was_mended_away_would_not_have_been_possible():
    """The letter of 2 January was answered in time after all: the step of 15 January rested on no answer."""
    history = a_history(
        (FIRST, opened(tasks=("dagdelen",))),
        (date(2024, 1, 2), ev.FactSet("brief_op", "2024-01-02")),
        (date(2024, 1, 15), entered("midden", "begin", "over")),
        (date(2024, 1, 11), ev.FactSet("akkoord", True), date(2024, 1, 16)),
    )

    [reason] = illegal_moves(DEFINITION, history, CALENDAR)

    assert ("deadline", "antwoord") == (reason.kind, reason.name)
    assert "the term ‘Answer’ was met on 2024-01-11; needed is: over, unmet" == reason.text.en


def test_a_task_asked_again_by_its_term_was_not_done_for_a_step_of_before():
    """Checked for the letter of 2 January, not for that of the 8th: the step of the 10th was not possible."""
    compiled = a_definition(
        deadlines={"antwoord": {**ANSWER, "met_by": {"task": "nakijken"}}},
        transitions={"ga": {"from": "begin", "to": "midden", "when": {"task": "nakijken"}}},
    )
    letters = [(date(2024, 1, day), ev.FactSet("brief_op", f"2024-01-{day:02}")) for day in (2, 8)]
    done, step_taken = (date(2024, 1, 5), ev.TaskDone("nakijken", "", 1)), entered("midden", "begin", "ga")

    history = a_history((FIRST, opened()), letters[0], done, letters[1], (date(2024, 1, 10), step_taken))

    assert [("task", "nakijken")] == [(each.kind, each.name) for each in illegal_moves(compiled, history, CALENDAR)]
    assert [] == illegal_moves(compiled, [*history[:3], history[-1]], CALENDAR)


# what a refusal says


def refused(trigger: str, on: date, *entries: tuple[Any, ...], compiled: Compiled = DEFINITION) -> list[Reason]:
    history = a_history((FIRST, opened(tasks=("dagdelen",))), *entries)
    actor = ask.Actor("s1", frozenset({"coordinator"}))
    now, then = replay("t1", history), replay("t1", history, as_of=on)
    with pytest.raises(StepRefused) as caught:
        decide.decide_advance(compiled, now, then, ask.Advance("t1", trigger, on), actor, Circle(), CALENDAR)
    return caught.value.missing


LETTER = (date(2024, 1, 2), ev.FactSet("brief_op", "2024-01-02"))
ANSWERED = (date(2024, 1, 20), ev.FactSet("akkoord", True))
STILL = (date(2024, 1, 5), ev.DeadlineSuspended("antwoord", 2))


@pytest.mark.parametrize(
    "trigger, on, entries, nl, en",
    [
        ("over", date(2024, 1, 12), [LETTER], "loopt (laatste dag 2024-01-12)", "runs (last day 2024-01-12)"),
        ("over", date(2024, 1, 30), [LETTER, STILL], "staat stil sinds 2024-01-05", "stands still since 2024-01-05"),
        ("loopt", date(2024, 1, 13), [LETTER], "is verlopen sinds 2024-01-13", "is over since 2024-01-13"),
        ("loopt", date(2024, 1, 21), [LETTER, ANSWERED], "te laat gehaald, op 2024-01-20", "met late, on 2024-01-20"),
        ("gehaald", date(2024, 1, 5), [], "is onbekend: niet vastgelegd is ‘Brief’", "is unknown: not recorded is"),
        ("niet", date(2024, 1, 13), [LETTER], "die is verlopen sinds 2024-01-13", "it is over since 2024-01-13"),
        ("drie", date(2024, 1, 5), [(date(2024, 1, 3), ev.TaskMissed("dagdelen"))],
         "bleef nog niemand weg, ten minste 3 keer (1/3)", "at least 3 times (1/3)"),
        ("twee", date(2024, 1, 5), [(date(2024, 1, 3), ev.TaskDone("dagdelen", "", 1))],
         "is nog niet gedaan, ten minste 2 keer (1/2)", "is not done yet, at least 2 times (1/2)"),
        ("gepland", date(2024, 1, 5), [(date(2024, 1, 3), ev.FactSet("getekend_op", "2024-01-06"))],
         "nodig is tot en met de dag van de stap (2024-01-05)", "needed is until the day of the step (2024-01-05)"),
        ("eerder", date(2024, 1, 5), [(date(2024, 1, 3), ev.FactSet("getekend_op", "2024-01-03"))],
         "‘Brief’ is nog niet vastgelegd", "is not recorded yet"),
        ("eerder", date(2024, 1, 5), [LETTER, (date(2024, 1, 3), ev.FactSet("getekend_op", "2024-01-03"))],
         "nodig is voor ‘Brief’ (2024-01-02)", "needed is before ‘Brief’ (2024-01-02)"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_not_so_and_since_when(
    trigger: str, on: date, entries: list[tuple[Any, ...]], nl: str, en: str
):
    [reason] = refused(trigger, on, *entries)

    assert (nl in reason.text.nl, en in reason.text.en) == (True, True), reason.text


@pytest.mark.parametrize(
    "rule, entries, en",
    [
        ({"since": "midden"}, [LETTER], "is not there: ‘Midden’ is not reached yet"),
        ({"when": {"fact": "akkoord", "is": True}}, [LETTER], "is not there: it does not hold here, for ‘Akkoord’"),
        ({"anchor": {"missed": "dagdelen"}}, [LETTER], "is not there: what it is counted from has not happened yet"),
        ({"lapses_at": "midden"}, [LETTER, (date(2024, 1, 4), entered("midden", "begin", "af"))],
         "lapsed on 2024-01-04"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("trigger", ["over", "loopt", "gehaald"])
def test_a_term_that_is_not_there_or_lapsed_is_none_of_the_three(
    trigger: str, rule: dict[str, Any], entries: list[tuple[Any, ...]], en: str
):
    compiled = a_definition(
        **{**DEFINITION.workflow.model_dump(by_alias=True), "deadlines": {"antwoord": {**ANSWER, **rule}}}
    )

    [reason] = refused(trigger, date(2024, 1, 20), *entries, compiled=compiled)

    assert en in reason.text.en


def test_a_day_that_has_not_come_is_no_blank_to_fill_in():
    """A terminal asks for a fact that is missing; one that lies ahead is waited for."""
    ahead = (date(2024, 1, 3), ev.FactSet("getekend_op", "2024-01-06"))

    [unknown], [known] = refused("gepland", date(2024, 1, 5)), refused("gepland", date(2024, 1, 5), ahead)

    assert (("fact", "getekend_op"), ("day", "getekend_op")) == (
        (unknown.kind, unknown.name),
        (known.kind, known.name),
    )


def test_facts_given_with_the_step_count_for_the_term_too():
    """The answer comes with the step: as if it had been recorded just before."""
    history = a_history((FIRST, opened(tasks=("dagdelen",))), LETTER)
    command = ask.Advance("t1", "gehaald", date(2024, 1, 5), {"akkoord": True})
    now = replay("t1", history)
    actor = ask.Actor("s1", frozenset({"coordinator"}))

    found = decide.decide_advance(DEFINITION, now, now, command, actor, Circle(), CALENDAR)

    assert ["FactSet", "StageEntered"] == [type(each).__name__ for each in found.events]


def test_a_task_of_the_first_stage_may_ask_how_a_term_stands():
    """Opened with a letter of ten days ago it runs; of eleven it is over."""
    call = {"label": {"nl": "Bellen"}, "when": {"deadline": "antwoord", "is": "running"}}
    parts = DEFINITION.workflow.model_dump(by_alias=True)
    parts["tasks"] = {**parts["tasks"], "bellen": call}
    parts["stages"] = {**parts["stages"], "begin": {**parts["stages"]["begin"], "tasks": ["bellen"]}}
    compiled = a_definition(**parts)

    def tasks(letter: str) -> list[ev.AskedTask]:
        command = ask.Open("proef", "p1", "any", FIRST, FIRST, {"brief_op": letter})
        [first, *_] = decide.decide_open(compiled, command, Circle(), CALENDAR).events
        assert isinstance(first, ev.TrajectoryOpened)
        return first.tasks

    assert (asked("bellen"), []) == (tasks("2023-12-22"), tasks("2023-12-21"))


# of several people

HOUSEHOLD = a_definition(
    transitions={
        "genoeg": {"from": "any", "to": "midden", "when": {"task": "huisarts", "at_least": 2}},
        "ronde": {"from": "any", "to": "midden", "when": {"task": "maandronde", "at_least": 3}},
        "weg": {"from": "any", "to": "midden", "when": {"missed": "huisarts", "at_least": 2}},
    },
    tasks={
        "huisarts": {"label": {"nl": "Huisarts"}, "for": "each_member", "amount": 3},
        "maandronde": {"label": {"nl": "Ronde"}, "repeats": True},
    },
    stages={
        "begin": {"label": {"nl": "Begin"}, "initial": True, "tasks": ["huisarts", "maandronde"]},
        "midden": {"label": {"nl": "Midden"}},
        "einde": {"label": {"nl": "Einde"}, "final": True},
    },
)
DAY = date(2024, 1, 3)


def done(*counts: tuple[str, int]) -> list[Event]:
    return [ev.TaskDone("huisarts", member, count) for member, count in counts]


@pytest.mark.parametrize(
    "trigger, events, holds",
    [
        ("genoeg", done(("p1", 2)), False),  # p2, of whom it is asked too, did nothing
        ("genoeg", done(("p1", 3), ("p2", 1)), False),
        ("genoeg", done(("p1", 3), ("p2", 2)), True),
        ("genoeg", done(("p1", 2), ("p2", 3)), True),
        ("genoeg", [*done(("p1", 2)), ev.TaskWaived("huisarts", "p2")], True),
        ("genoeg", [*done(("p1", 2)), ev.MemberLeft("p2")], True),
        ("weg", [ev.TaskMissed("huisarts", "p1"), ev.TaskMissed("huisarts", "p2")], False),  # once each
        ("weg", [ev.TaskMissed("huisarts", "p2"), ev.TaskMissed("huisarts", "p2")], True),
        ("ronde", [ev.TaskDone("maandronde", "", 1)] * 2, False),
        ("ronde", [ev.TaskDone("maandronde", "", 1)] * 3, True),
    ],
)
def test_numbers_are_of_one_person(trigger: str, events: list[Event], holds: bool):
    begun = (FIRST, opened(tasks=("huisarts/p1", "huisarts/p2", "maandronde"), members=("p1", "p2")))
    history = a_history(begun, *((DAY, event) for event in events))
    [passage] = HOUSEHOLD.workflow.transitions[trigger]

    seen = seen_of(HOUSEHOLD, replay("t1", history), DAY, Circle(), CALENDAR)

    assert holds is (unmet(passage.when, seen, HOUSEHOLD.workflow, CALENDAR) == [])
