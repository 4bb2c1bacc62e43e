"""Folding a history: two clocks, corrections, late entries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_definition, a_history, a_member, asked, entered, one_of_each, opened, recorded
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.history.state import (
    AskedEntry,
    DoneEntry,
    FactEntry,
    Hold,
    Holder,
    Moment,
    Trajectory,
    continued,
    corrected,
    done_entries,
    evolve,
    replay,
)

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)
FRI_19 = date(2024, 1, 19)
MON_22 = date(2024, 1, 22)


def folded(*entries, **cut) -> Trajectory:
    return replay("t1", a_history(*entries), **cut)


# evolve


@pytest.mark.parametrize("event", one_of_each(), ids=lambda event: type(event).__name__)
def test_evolve_is_total(event):
    """It happened, so it is never refused: not on a blank trajectory, not on one in full swing."""
    busy = folded(*[(MON_8, each) for each in one_of_each()])

    for before in (Trajectory("t1"), busy):
        after = evolve(before, recorded(99, MON_15, event))
        assert "t1" == after.id


NO_CASEWORK = [each for each in one_of_each() if not isinstance(each, ev.CaseEvent)]


@pytest.mark.parametrize("event", NO_CASEWORK, ids=lambda event: type(event).__name__)
def test_what_was_said_and_what_the_office_did_is_no_casework(event):
    """A reminder never changes where a client stands."""
    before = folded((MON_8, opened()))

    assert before == evolve(before, recorded(2, MON_15, event))


def test_a_history_without_events_is_a_blank_trajectory():
    """Version 0, no stage, no path."""
    assert Trajectory("t1") == replay("t1", [])


def test_stages_follow_each_other_with_their_days():
    """The path says from where and by which trigger; the stage is the last."""
    now = folded(
        (MON_8, opened()), (WED_10, entered("midden", "begin", "ga")), (MON_15, entered("pauze", "midden", "rust"))
    )

    assert [("begin", MON_8, ""), ("midden", WED_10, "ga"), ("pauze", MON_15, "rust")] == [
        (each.stage, each.on, each.trigger) for each in now.path
    ]
    assert ("pauze", MON_15, 3, None) == (now.stage, now.entered_on, now.version, now.closed_on)


def test_an_outcome_closes():
    """By a final stage or by leaving."""
    by_stage = folded((MON_8, opened()), (MON_15, entered("einde", "begin", "x", outcome="klaar")))
    by_leaving = folded((MON_8, opened()), (MON_15, ev.TrajectoryClosed("verhuisd")))

    assert (MON_15, "klaar") == (by_stage.closed_on, by_stage.outcome)
    assert (MON_15, "verhuisd", "begin") == (by_leaving.closed_on, by_leaving.outcome, by_leaving.stage)


def test_a_step_out_of_a_final_stage_opens_again():
    """Closed no more; on a day in between it was."""
    entries = (
        (MON_8, opened("midden")),
        (WED_10, entered("einde", "midden", "rond_af", outcome="klaar")),
        (MON_15, entered("midden", "einde", "heropen")),
    )

    now = folded(*entries)
    assert (None, "", "midden") == (now.closed_on, now.outcome, now.stage)
    assert (WED_10, "klaar") == ((then := folded(*entries, as_of=FRI_12)).closed_on, then.outcome)
    assert WED_10 == folded(*entries, (MON_22, ev.EventVoided(3))).closed_on


def test_absences_stand_beside_what_was_done():
    """By member, in the order of the world."""
    now = folded(
        (MON_8, opened(members=("p1",))),
        (MON_15, ev.TaskMissed("huisarts", "p1")),
        (WED_10, ev.TaskMissed("huisarts", "p1"), FRI_19),
    )

    assert {"huisarts/p1": (Moment(WED_10, 3, FRI_19), Moment(MON_15, 2, MON_15))} == now.absences
    assert {} == now.done


def test_who_holds_a_role_keeps_the_day_on_which_it_began():
    """Named again changes nothing; nobody takes it away; a correction of that day moves it."""
    given_twice = ((MON_8, opened()), (WED_10, ev.Assigned("jurist", "s2")), (MON_15, ev.Assigned("jurist", "s2")))

    assert {"jurist": Holder("s2", WED_10, 2, WED_10)} == folded(*given_twice).holders
    assert {} == folded(*given_twice, (MON_22, ev.Assigned("jurist", ""))).holders
    assert FRI_12 == folded(*given_twice, (MON_22, ev.EventReplaced(2, "2024-01-12"))).holders["jurist"].on


def test_what_goes_on_from_another_says_so_and_so_does_the_other():
    """On the one by its opening, on the other by what followed from its last step."""
    started: list[ev.Started] = [
        {"workflow": "vip", "subject": "p1", "trajectory": "t2", "continues": True},
        {"workflow": "verblijf", "subject": "p1", "trajectory": "t3"},
    ]

    assert "t1" == folded((MON_8, opened()._replace(continues="t1"))).continues
    assert ["t2"] == folded((MON_8, opened()), (WED_10, ev.OthersFollowed(1, started))).continued_by


# the order of the world


def test_the_later_day_wins_and_then_the_later_entry():
    """A fact entered late for an earlier day does not overrule what held later."""
    now = folded(
        (MON_8, opened()),
        (MON_15, ev.FactSet("maanden", 15)),
        (WED_10, ev.FactSet("maanden", 9), FRI_19),
        (MON_15, ev.FactSet("maanden", 21), FRI_19),
    )

    assert 21 == now.fact("maanden")
    assert [9, 15, 21] == [entry.value for entry in now.facts["maanden"]]


def test_a_fact_may_be_older_than_its_stage_and_than_the_trajectory():
    """Folding by day puts it before the opening, and the opening leaves it be."""
    now = folded((MON_15, opened()), (MON_8, ev.FactSet("getekend_op", "2024-01-08"), MON_15))

    assert (FactEntry("2024-01-08", MON_8, 2, MON_15),) == now.facts["getekend_op"]


def test_a_task_done_before_it_was_asked_counts():
    """Work done early is work done."""
    now = folded(
        (MON_8, opened()),
        (WED_10, ev.TaskDone("dagdelen", "", 4)),
        (MON_15, entered("midden", "begin", "ga", "dagdelen")),
    )

    assert (DoneEntry(4, WED_10, 2),) == done_entries(now, "dagdelen")


def test_a_task_asked_again_counts_from_that_day():
    """What was done the first time does not count for the second; that day itself does."""
    now = folded(
        (MON_8, opened()),
        (WED_10, ev.TaskAsked("nakijken", "t2@1")),
        (FRI_12, ev.TaskDone("nakijken")),
        (MON_15, ev.TaskAsked("nakijken", "t2@9")),
        (MON_15, ev.TaskDone("nakijken")),
    )

    assert AskedEntry("", MON_15, 4, MON_15, True) == now.asked["nakijken"]
    assert (DoneEntry(1, MON_15, 5),) == done_entries(now, "nakijken")


# the two clocks


def test_as_of_is_what_held_at_the_end_of_that_day():
    """Inclusive: the move of Wednesday is seen on Wednesday, not on Tuesday."""
    entries = ((MON_8, opened()), (WED_10, entered("midden", "begin", "ga")))

    assert "begin" == folded(*entries, as_of=date(2024, 1, 9)).stage
    assert "midden" == folded(*entries, as_of=WED_10).stage
    assert Trajectory("t1", 2) == folded(*entries, as_of=date(2024, 1, 7))


def test_known_at_is_what_was_written_down_by_that_instant():
    """Inclusive to the microsecond."""
    entries = ((MON_8, opened()), (WED_10, ev.FactSet("akkoord", True), MON_15))
    noon = datetime(2024, 1, 15, 12, 0, tzinfo=UTC)

    assert True is folded(*entries, known_at=noon).fact("akkoord")
    assert None is folded(*entries, known_at=noon - timedelta(microseconds=1)).fact("akkoord")


def test_both_clocks_at_once():
    """What held on the tenth, as we knew it on the twelfth."""
    entries = (
        (MON_8, opened()),
        (WED_10, ev.FactSet("maanden", 9)),
        (WED_10, ev.FactSet("maanden", 15), MON_15),
        (MON_15, ev.FactSet("maanden", 21)),
    )

    then = folded(*entries, as_of=WED_10, known_at=datetime(2024, 1, 12, 20, tzinfo=UTC))

    assert (9, 2) == (then.fact("maanden"), then.version)
    assert 15 == folded(*entries, as_of=FRI_12).fact("maanden")


def test_a_correction_is_not_known_before_it_was_made():
    """The day of a move as we believed it, and as we know it now."""
    entries = (
        (MON_8, opened()),
        (WED_10, entered("midden", "begin", "ga")),
        (MON_22, ev.EventReplaced(2, "2024-01-12")),
    )

    assert WED_10 == folded(*entries, known_at=datetime(2024, 1, 21, tzinfo=UTC)).entered_on
    assert FRI_12 == folded(*entries).entered_on
    assert "begin" == folded(*entries, as_of=WED_10).stage


# corrections


def test_a_voided_move_is_gone_and_its_tasks_with_it():
    """As if it had not been written."""
    with_move = ((MON_8, opened()), (WED_10, entered("midden", "begin", "ga", "dagdelen")))

    now = folded(*with_move, (MON_15, ev.EventVoided(2)))

    assert folded(with_move[0])._replace(version=3) == now


def test_a_replaced_value_keeps_its_place_and_is_known_from_its_correction():
    """Version and day stay; what rests on it was written down later."""
    now = folded((MON_8, opened()), (WED_10, ev.FactSet("maanden", 9)), (MON_15, ev.EventReplaced(2, value=15)))

    assert (FactEntry(15, WED_10, 2, MON_15),) == now.facts["maanden"]


def test_a_replaced_amount_of_work():
    """Half a day was entered as two."""
    now = folded((MON_8, opened()), (WED_10, ev.TaskDone("dagdelen", "", 2)), (MON_15, ev.EventReplaced(2, value=1)))

    assert (DoneEntry(1, WED_10, 2),) == now.done["dagdelen"]


def test_a_second_correction_goes_over_the_first():
    """And voiding ends it."""
    entries = ((MON_8, opened()), (WED_10, ev.FactSet("maanden", 9)), (MON_15, ev.EventReplaced(2, value=15)))

    assert 21 == folded(*entries, (MON_22, ev.EventReplaced(2, value=21))).fact("maanden")
    assert FRI_12 == folded(*entries, (MON_22, ev.EventReplaced(2, "2024-01-12"))).facts["maanden"][0].on
    assert None is folded(*entries, (MON_22, ev.EventVoided(2))).fact("maanden")
    assert [1] == [each.version for each in corrected(a_history(*entries, (MON_22, ev.EventVoided(2))))]


# members


def test_a_member_who_joins_gets_tasks_and_one_who_leaves_takes_them_along():
    """Only the tasks of that member: p1 is not p11."""
    entries = (
        (MON_8, opened("midden", tasks=("huisarts/p1", "huisarts/p11"), members=("p1", "p11"))),
        (WED_10, ev.MemberJoined(a_member("p2"), asked("huisarts/p2"))),
        (MON_15, ev.MemberLeft("p1")),
    )

    assert ["p1", "p11", "p2"] == sorted(folded(*entries, as_of=WED_10).members)
    now = folded(*entries)
    assert ["p11", "p2"] == sorted(now.members)
    assert ["huisarts/p11", "huisarts/p2"] == sorted(now.asked)


def test_a_member_whose_leaving_was_entered_late_blocks_nothing():
    """p2 had left before the stage asked a task for p2: nobody can do it, so it is not open."""
    now = folded(
        (MON_8, opened(members=("p1", "p2"))),
        (MON_15, entered("midden", "begin", "ga", "huisarts/p1", "huisarts/p2")),
        (WED_10, ev.MemberLeft("p2"), FRI_19),
    )

    assert ["p1"] == [each.member for each in open_tasks(a_definition(), now)]


def test_a_member_who_left_before_the_opening_is_no_member():
    """The household was smaller already when the trajectory was opened; we heard of it later."""
    now = folded(
        (MON_15, opened("midden", tasks=("huisarts/p2",), members=("p1", "p2"))), (MON_8, ev.MemberLeft("p2"), FRI_19)
    )

    assert ["p1"] == sorted(now.members)
    assert () == open_tasks(a_definition(), now)


def test_a_member_who_comes_back_is_a_member_again():
    """Left on the tenth, back on the fifteenth."""
    now = folded(
        (MON_8, opened("midden", members=("p1", "p2"))),
        (WED_10, ev.MemberLeft("p2")),
        (MON_15, ev.MemberJoined(a_member("p2"), asked("huisarts/p2"))),
    )

    assert ["p1", "p2"] == sorted(now.members)
    assert ["p2"] == [each.member for each in open_tasks(a_definition(), now)]


def test_the_tasks_of_a_member_entered_late_belong_to_the_stage_they_were_asked_in():
    """p2 came on the tenth, before the middle stage; entered on the nineteenth, p2's tasks are those of the middle."""
    now = folded(
        (MON_8, opened(members=("p1",))),
        (MON_15, entered("midden", "begin", "ga", "huisarts/p1")),
        (WED_10, ev.MemberJoined(a_member("p2"), asked("huisarts/p2"), "midden"), FRI_19),
    )

    assert ["p1", "p2"] == [each.member for each in open_tasks(a_definition(), now)]


# suspensions


def test_resuming_ends_every_hold_that_runs_and_that_day_counts_again():
    """Two holds of one deadline, and one of another."""
    now = folded(
        (MON_8, opened()),
        (MON_8, ev.DeadlineSuspended("a", 1)),
        (WED_10, ev.DeadlineSuspended("a", 1, "2024-02-01")),
        (WED_10, ev.DeadlineSuspended("b", 1)),
        (MON_15, ev.DeadlineResumed("a", 1)),
    )

    sunday = date(2024, 1, 14)
    assert [("a", MON_8, sunday), ("a", WED_10, sunday), ("b", WED_10, None)] == [
        (each.rule, each.on, each.until) for each in now.holds
    ]


def test_resuming_leaves_a_hold_that_was_over_or_has_not_begun():
    """Its budget stays as it was."""
    now = folded(
        (MON_8, opened()),
        (MON_8, ev.DeadlineSuspended("a", 1, "2024-01-09")),
        (FRI_12, ev.DeadlineSuspended("a", 1)),
        (MON_15, ev.DeadlineResumed("a", 1)),
        (FRI_19, ev.DeadlineSuspended("a", 1)),
    )

    assert [date(2024, 1, 9), date(2024, 1, 14), None] == [each.until for each in now.holds]
    assert isinstance(now.holds[0], Hold)


# the order of recording does not matter


NAMES = ("maanden", "akkoord", "punten")
DAYS = [MON_8 + timedelta(days) for days in range(6)]


def blurred(trajectory: Any) -> object:
    """Without what may differ by the order of entry: versions, and the days things became known."""
    return trajectory._replace(
        version=0,
        known_on=None,
        path=tuple(each._replace(version=0, known_on=MON_8) for each in trajectory.path),
        facts={name: [(each.value, each.on) for each in entries] for name, entries in trajectory.facts.items()},
        done={key: sorted((each.amount, each.on) for each in entries) for key, entries in trajectory.done.items()},
        asked={key: each._replace(version=0, known_on=MON_8) for key, each in trajectory.asked.items()},
        last_done={task: each.on for task, each in trajectory.last_done.items()},
        absences={key: sorted(each.on for each in several) for key, several in trajectory.absences.items()},
        holders={role: (each.staff, each.on) for role, each in trajectory.holders.items()},
    )


ENTRIES = st.dictionaries(st.tuples(st.sampled_from(NAMES), st.sampled_from(DAYS)), st.integers(0, 9), max_size=8).map(
    lambda found: [(on, ev.FactSet(name, value)) for (name, on), value in found.items()]
)
WORK = st.dictionaries(
    st.tuples(st.sampled_from(["dagdelen", "folder"]), st.sampled_from(DAYS)), st.integers(1, 3), max_size=6
).map(lambda found: [(on, ev.TaskDone(task, "", amount)) for (task, on), amount in found.items()])


ABSENCES = st.sets(st.tuples(st.sampled_from(["dagdelen", "folder"]), st.sampled_from(DAYS)), max_size=4).map(
    lambda found: [(on, ev.TaskMissed(task)) for task, on in sorted(found)]
)
GIVEN = st.dictionaries(
    st.tuples(st.sampled_from(["jurist", "volunteer"]), st.sampled_from(DAYS)),
    st.sampled_from(["s2", "s3", ""]),
    max_size=5,
).map(lambda found: [(on, ev.Assigned(role, staff)) for (role, on), staff in found.items()])
OTHERS = st.tuples(ABSENCES, GIVEN).map(lambda found: [*found[0], *found[1]])
LIVES = [
    entered("einde", "midden", "rond_af", outcome="klaar"),
    entered("midden", "einde", "heropen", "folder"),
]


@given(ENTRIES, WORK, OTHERS, st.data())
def test_the_order_of_recording_what_is_no_move_does_not_matter(facts, work, others, data):
    """One value per name and day: the state of every day is the same in whatever order it was written down."""
    moves = [(MON_8, opened()), (WED_10, entered("midden", "begin", "ga", "dagdelen"))]
    entries = [*facts, *work, *others]
    other = data.draw(st.permutations(entries))
    late = DAYS[-1]

    first = a_history(*moves, *[(on, event, late) for on, event in entries])
    second = a_history(moves[0], *[(on, event, late) for on, event in other], (*moves[1], late))

    for day in [*DAYS, None]:
        assert blurred(replay("t1", first, as_of=day)) == blurred(replay("t1", second, as_of=day))


@given(ENTRIES, WORK)
def test_known_at_the_end_is_all_there_is(facts, work):
    """And known before the beginning is nothing."""
    history = a_history((MON_8, opened()), *facts, *work)
    end = max(each.recorded_at for each in history)

    assert replay("t1", history) == replay("t1", history, known_at=end)
    assert Trajectory("t1") == replay("t1", history, known_at=datetime(2024, 1, 1, tzinfo=UTC))


@given(ENTRIES, WORK, OTHERS, st.data())
def test_going_on_from_a_folded_state_is_the_same_as_folding_all_again(facts, work, others, data):
    """Late entries and corrections among them, closed and opened again: wherever the history is cut in two."""
    work = [*work, *others, (DAYS[3], LIVES[0]), (DAYS[4], LIVES[1])]
    moves = [(MON_8, opened()), (WED_10, entered("midden", "begin", "ga", "dagdelen"))]
    corrections = [(DAYS[-1], ev.EventVoided(2)), (DAYS[-1], ev.EventReplaced(3, DAYS[0].isoformat()))]
    history = a_history(moves[0], *data.draw(st.permutations([*facts, *work, moves[1], *corrections])))
    cut = data.draw(st.integers(1, len(history) - 1))

    before, after = history[:cut], history[cut:]

    assert replay("t1", history) == continued(replay("t1", before), before, after)
