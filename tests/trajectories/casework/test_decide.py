"""May this be done, and what then happens: pure decisions and the refusals that explain themselves."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    CALENDAR,
    PROEF,
    a_circle,
    a_definition,
    a_definition_with,
    a_history,
    a_member,
    a_rule,
    asked,
    entered,
    opened,
)
from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide as decisions
from trajectories.casework import follow
from trajectories.casework.permission import must_write, not_after, role_of
from trajectories.casework.suspend import decide_extend, decide_resume, decide_suspend
from trajectories.casework.tasks import Circle, StartWish, open_tasks, repeating_tasks, whom
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.history import events as ev
from trajectories.history.replay import replay
from workflows.errors import NotFound, Refused, StepRefused, UsageError

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)
FRI_19 = date(2024, 1, 19)
MON_22 = date(2024, 1, 22)
COORDINATOR = ask.Actor("s1", frozenset({"coordinator"}))
TEAMLEIDER = ask.Actor("s2", frozenset({"teamleider"}))
P1 = a_member("p1")
TOGETHER = a_circle(P1, a_member("p2", adult=False, school=True), a_member("p3", adult=False, young=True))
IN_THE_MIDDLE = [
    (MON_8, opened(members=("p1",))),
    (WED_10, ev.FactSet("getekend_op", "2024-01-10")),
    (WED_10, entered("midden", "begin", "ga", "huisarts/p1", "dagdelen")),
]


def folded(*entries):
    return replay("t1", a_history(*entries))


def advance(history, trigger, on, *, actor=COORDINATOR, circle=None, compiled=None, **facts) -> Any:
    """Decided on what held on that day, as the shell does."""
    written = a_history(*history)
    command = ask.Advance("t1", trigger, on, facts)
    now, then = replay("t1", written), replay("t1", written, as_of=on)
    return decisions.decide_advance(
        compiled or a_definition(), now, then, command, actor, circle or a_circle(P1), CALENDAR
    )


def refused(kind, function, *given, **named):
    with pytest.raises(kind) as caught:
        function(*given, **named)
    return caught.value


# who may do what, and when


@pytest.mark.parametrize("roles", [set(), {"auditor"}, {"scheduler"}])
def test_who_may_only_read_writes_nothing(roles):
    """An auditor looks; somebody whose role has ended, too."""
    error = refused(Refused, must_write, ask.Actor("s9", frozenset(roles)))

    assert "only read" in str(error)


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "jurist", "teamleider", "administrator"])
def test_every_other_role_may_write(role):
    """Also beside the role of auditor."""
    must_write(ask.Actor("s9", frozenset({role, "auditor"})))


def test_an_event_is_written_under_the_role_the_step_asks_for():
    """Else under the highest that someone has."""
    actor = ask.Actor("s1", frozenset({"volunteer", "jurist", "teamleider"}))

    assert ("jurist", "teamleider", "") == (
        role_of(actor, ["jurist"]),
        role_of(actor),
        role_of(ask.Actor("s1", frozenset())),
    )


def test_nothing_is_dated_after_today():
    """Today itself may be."""
    not_after(MON_8, MON_8)
    not_after(date(1900, 1, 1), MON_8)
    refused(UsageError, not_after, date(1899, 12, 31), MON_8)
    assert "record what has happened" in str(refused(Refused, not_after, date(2024, 1, 9), MON_8))


# opening


def test_opening_records_facts_members_and_the_tasks_of_the_first_stage():
    """Members by key and results only: adult, of school age, young."""
    stages = {**PROEF["stages"], "begin": {**PROEF["stages"]["begin"], "tasks": ["huisarts"]}}
    command = ask.Open("proef", "h1", "any", MON_8, MON_8, {"maanden": "15"})

    decision = decisions.decide_open(a_definition(stages=stages), command, TOGETHER, CALENDAR)

    first: Any
    first, fact = decision.events
    assert asked("huisarts/p1", "huisarts/p2", "huisarts/p3") == first.tasks
    assert list(TOGETHER.members) == first.members
    assert ev.FactSet("maanden", 15) == fact


@pytest.mark.parametrize(
    "on, said",
    [
        (date(2024, 1, 7), "proef takes clients only from 2024-01-08"),
        (MON_8, ""),
        (FRI_12, ""),
        (date(2024, 1, 13), "proef takes no new clients any more after 2024-01-12"),
    ],
)
def test_a_programme_takes_clients_from_its_first_day_until_its_last(on, said):
    """Both days included."""
    compiled = a_definition(opens_from=MON_8, opens_until=FRI_12)
    command = ask.Open("proef", "h1", "any", on, on)

    if said:
        assert said == refused(Refused, decisions.decide_open, compiled, command, TOGETHER, CALENDAR).say("en")
    else:
        assert decisions.decide_open(compiled, command, TOGETHER, CALENDAR).events


STARTS = [
    {"workflow": "verblijf", "for": "each_member", "arrivals": True},
    {"workflow": "gezinshereniging", "for": "each_adult"},
    {"workflow": "inburgering", "for": "each_adult", "when": {"not": {"member": "leerplichtig"}}, "arrivals": True},
    {"workflow": "school", "for": "each_school_child"},
    {"workflow": "huis", "facts": {"daar": "getekend_op"}},
]
OPENING = {**PROEF["stages"], "begin": {**PROEF["stages"]["begin"], "starts": STARTS}}


def test_a_stage_starts_other_trajectories_for_whom_they_are_meant():
    """Facts that are known go along under their name there."""
    command = ask.Open("proef", "h1", "any", MON_8, MON_8, {"getekend_op": "2024-01-05"})

    starts = decisions.decide_open(a_definition(stages=OPENING), command, TOGETHER, CALENDAR).starts

    assert [
        ("verblijf", "p1"),
        ("verblijf", "p2"),
        ("verblijf", "p3"),
        ("gezinshereniging", "p1"),
        ("inburgering", "p1"),
        ("school", "p2"),
        ("huis", ""),
    ] == [(each.workflow, each.subject) for each in starts]
    assert StartWish("huis", "", {"daar": "2024-01-05"}) == starts[-1]


def test_someone_whose_age_is_not_known_counts_as_an_adult():
    """So that no term is missed."""
    nobody_knows = a_circle({"member": "p1", "adult": None, "school_age": None, "young_child": None})
    command = ask.Open("proef", "h1", "any", MON_8, MON_8)

    starts = decisions.decide_open(a_definition(stages=OPENING), command, nobody_knows, CALENDAR).starts

    assert ["verblijf", "gezinshereniging", "inburgering", "huis"] == [each.workflow for each in starts]


def test_a_member_who_joins_later_gets_what_is_meant_for_arrivals():
    """And the tasks of the stage that the trajectory is in, for that member alone."""
    compiled = a_definition(stages=OPENING)
    now = folded(*IN_THE_MIDDLE)
    late = a_member("p4")

    decision = follow.decide_arrival(compiled, now, follow.Followed(MON_15, late, a_circle(P1, late), True), CALENDAR)

    assert [ev.MemberJoined(late, asked("huisarts/p4"), "midden")] == decision.events
    assert [("verblijf", "p4"), ("inburgering", "p4")] == [(each.workflow, each.subject) for each in decision.starts]


def test_a_fact_that_does_not_exist_or_fit_opens_nothing():
    """With what would work."""
    command = ask.Open("proef", "h1", "any", MON_8, MON_8)

    unknown = refused(
        NotFound, decisions.decide_open, a_definition(), command._replace(facts={"maand": 9}), TOGETHER, CALENDAR
    )
    wrong = refused(
        UsageError, decisions.decide_open, a_definition(), command._replace(facts={"maanden": 10}), TOGETHER, CALENDAR
    )

    assert "did you mean maanden?" in str(unknown)
    assert "one of 9, 15, 21" in str(wrong)


# advancing


def test_a_step_records_its_facts_first_then_the_stage_with_its_tasks():
    """For every member as they are on that day."""
    decision = advance([(MON_8, opened())], "ga", WED_10, circle=TOGETHER, getekend_op="2024-01-10")

    assert [
        ev.FactSet("getekend_op", "2024-01-10"),
        entered("midden", "begin", "ga", "huisarts/p1", "huisarts/p2", "huisarts/p3", "dagdelen", "folder"),
    ] == decision.events


def test_a_refusal_names_all_that_is_missing_and_what_is_possible():
    """Tasks with their member and amount, the fact, the role."""
    error = refused(StepRefused, advance, [*IN_THE_MIDDLE, (FRI_12, ev.TaskDone("dagdelen", "", 3))], "rond_af", MON_15)

    assert [("task", "huisarts"), ("task", "dagdelen"), ("fact", "akkoord"), ("role", "teamleider")] == [
        (each.kind, each.name) for each in error.missing
    ]
    assert "[p1]" in error.missing[0].text.en
    assert "(3/4)" in error.missing[1].text.en
    assert ["rust"] == [each.trigger for each in error.possible]


def test_a_step_on_a_day_is_decided_on_what_held_that_day():
    """The lease is of Friday: on Thursday it did not hold yet, on Friday it does, entered when it may be."""
    history = [(MON_8, opened()), (FRI_12, ev.FactSet("getekend_op", "2024-01-12"))]

    refused(StepRefused, advance, history, "ga", date(2024, 1, 11))
    assert "midden" == advance(history, "ga", FRI_12).events[0].stage


def test_a_fact_entered_late_holds_on_its_day():
    """As known now: written down on Monday, it held on Wednesday."""
    history = [(MON_8, opened()), (WED_10, ev.FactSet("getekend_op", "2024-01-10"), MON_15)]

    assert "midden" == advance(history, "ga", WED_10).events[0].stage


def test_a_move_dated_before_the_last_is_refused_with_the_way_to_correct_it():
    """On the same day it is fine."""
    error = refused(Refused, advance, IN_THE_MIDDLE, "rust", date(2024, 1, 9))

    assert "midden on 2024-01-10" in str(error)
    assert "traject correct t1 3 --on" in str(error)
    assert "pauze" == advance(IN_THE_MIDDLE, "rust", WED_10).events[0].stage


def test_nothing_is_done_on_a_closed_trajectory():
    """Whatever it is; a note is no part of this."""
    now = folded((MON_8, opened()), (WED_10, ev.TrajectoryClosed("gestopt")))
    compiled = a_definition()

    task = ask.DoTask("t1", "folder", MON_15)
    assert "was closed" in str(refused(StepRefused, decisions.decide_task, compiled, now, now, task, COORDINATOR))
    for decide, command in (
        (decisions.decide_fact, ask.SetFact("t1", "akkoord", True, MON_15)),
        (decisions.decide_close, ask.Close("t1", "gestopt", MON_15)),
    ):
        assert "was closed on 2024-01-10 (gestopt)" in str(refused(StepRefused, decide, compiled, now, command))


def test_what_a_guard_read_from_people_is_recorded_as_yes_or_no():
    """So that replay never asks people again."""
    transitions = {
        **PROEF["transitions"],
        "ga": {
            "from": "begin",
            "to": "midden",
            "when": {"any": [{"household": "has_young_child"}, {"not": {"household": "has_child"}}]},
        },
    }

    decision = advance(
        [(MON_8, opened())], "ga", WED_10, circle=TOGETHER, compiled=a_definition(transitions=transitions)
    )

    assert {"household.has_young_child": True, "household.has_child": True} == decision.events[0].answers


def test_a_final_stage_closes_with_its_outcome():
    """Once everything is done and the right role does it."""
    done = [
        *IN_THE_MIDDLE,
        (FRI_12, ev.TaskDone("dagdelen", "", 4)),
        (FRI_12, ev.TaskDone("huisarts", "p1")),
        (FRI_12, ev.FactSet("akkoord", True)),
    ]

    assert "klaar" == advance(done, "rond_af", MON_15, actor=TEAMLEIDER).events[0].outcome


# opened again


REOPENING = {
    **PROEF["transitions"],
    "heropen": {"from": "einde", "to": "midden", "reopens": True, "roles": ["jurist"]},
}
ENDED = [*IN_THE_MIDDLE, (FRI_12, entered("einde", "midden", "rond_af", outcome="klaar"))]
JURIST = ask.Actor("s3", frozenset({"jurist"}))


def reopen(history, **more):
    return advance(history, "heropen", MON_15, compiled=a_definition(transitions=REOPENING), **more)


def test_opening_again_is_a_step_with_roles_and_tasks_of_its_own():
    """Whoever is there is asked; for another role it is refused as any step is."""
    assert (
        entered("midden", "einde", "heropen", "huisarts/p1", "dagdelen", "folder")
        == (reopen(ENDED, actor=JURIST).events[0])
    )
    assert ["role"] == [each.kind for each in refused(StepRefused, reopen, ENDED).missing]


def test_opening_again_catches_up_with_who_came_and_went():
    """In the order in which that must be folded: the tasks of the stage are for those who are there."""
    p2 = a_member("p2")

    events: list[Any] = reopen(ENDED, actor=JURIST, circle=a_circle(p2)).events

    assert [ev.MemberLeft("p1"), ev.MemberJoined(p2)] == events[:2]
    assert asked("huisarts/p2", "dagdelen", "folder") == events[2].tasks


def test_no_other_step_leads_out_of_a_closed_trajectory():
    """Not one of another stage, nor any out of a closing."""
    compiled = a_definition(transitions=REOPENING)
    left = [*IN_THE_MIDDLE, (FRI_12, ev.TrajectoryClosed("gestopt"))]

    assert "heropen opens it again" in str(refused(StepRefused, advance, ENDED, "rust", MON_15, compiled=compiled))
    assert str(refused(StepRefused, advance, ENDED, "heropen", MON_15)).endswith("(klaar)")
    refused(StepRefused, reopen, left, actor=JURIST)


def test_a_reopening_that_is_voided_or_dated_before_the_closing():
    """The first is a correction like any other; the second was not possible."""
    compiled = a_definition(transitions=REOPENING)
    history = [*ENDED, (MON_15, entered("midden", "einde", "heropen"))]

    assert [ev.EventVoided(5)] == correct(history, 5, compiled=compiled, void=True)
    refused(StepRefused, correct, history, 5, compiled=compiled, on=WED_10)
    refused(Refused, correct, history, 4, compiled=compiled, void=True)


# tasks


def do_task(history, task, member="", amount=1, compiled=None, on=MON_15, actor=COORDINATOR):
    now, then = folded(*history), replay("t1", a_history(*history), as_of=on)
    command = ask.DoTask("t1", task, on, member, amount)
    return decisions.decide_task(compiled or a_definition(), now, then, command, actor)


def test_work_is_recorded_by_amount_and_never_more_than_asked():
    """Three of four are done: one more fits, two do not."""
    history = [*IN_THE_MIDDLE, (FRI_12, ev.TaskDone("dagdelen", "", 3))]

    assert [ev.TaskDone("dagdelen", "", 1)] == do_task(history, "dagdelen").events
    assert "already 3 of 4" in str(refused(Refused, do_task, history, "dagdelen", amount=2))
    refused(UsageError, do_task, history, "dagdelen", amount=0)
    refused(UsageError, do_task, history, "dagdelen", amount=-1)


ROUND = {**PROEF["tasks"], "folder": {**PROEF["tasks"]["folder"], "repeats": True, "optional": False}}


def test_a_task_that_comes_round_is_done_any_number_of_times_one_by_one():
    """It never blocks, and its correction is one too."""
    compiled = a_definition(tasks=ROUND)
    stages = [(MON_8, opened("midden", tasks=("folder",))), *[(WED_10, ev.TaskDone("folder"))] * 3]

    assert [ev.TaskDone("folder")] == do_task(stages, "folder", compiled=compiled).events
    assert "record each" in str(refused(UsageError, do_task, stages, "folder", amount=2, compiled=compiled))
    assert () == open_tasks(compiled, folded(*stages))
    assert [("folder", 3)] == [(each.task, each.done) for each in repeating_tasks(compiled, folded(*stages))]
    refused(UsageError, correct, stages, 2, compiled=compiled, value="2")
    assert "changes nothing" in str(refused(Refused, correct, stages, 2, compiled=compiled, value="1"))


def miss(history, task, member="", on=MON_15, compiled=None):
    now, then = folded(*history), replay("t1", a_history(*history), as_of=on)
    command = ask.MissTask("t1", task, on, member)
    return decisions.decide_missed(compiled or a_definition(), now, then, command, COORDINATOR).events


def test_who_was_expected_may_have_stayed_away():
    """Asked for and not done on that day, also where it was done since; a task that comes round always is."""
    done = [*IN_THE_MIDDLE, (FRI_19, ev.TaskDone("dagdelen", "", 4))]
    coming = [(MON_8, opened("midden", tasks=("folder",))), (WED_10, ev.TaskDone("folder"))]

    assert [ev.TaskMissed("dagdelen")] == miss(done, "dagdelen")
    assert [ev.TaskMissed("huisarts", "p1")] == miss(done, "huisarts", "p1")
    assert [ev.TaskMissed("folder")] == miss(coming, "folder", compiled=a_definition(tasks=ROUND))


def test_who_was_not_expected_cannot_have_stayed_away():
    """Not asked yet, done already, another member, no such task, or closed."""
    done = [*IN_THE_MIDDLE, (FRI_12, ev.TaskDone("dagdelen", "", 4))]

    assert "not asked for on 2024-01-08" in str(refused(Refused, miss, done, "dagdelen", on=MON_8))
    assert "done already on 2024-01-15" in str(refused(Refused, miss, done, "dagdelen"))
    refused(Refused, miss, done, "huisarts")
    refused(Refused, miss, done, "huisarts", "p9")
    refused(NotFound, miss, done, "onzin")
    refused(StepRefused, miss, [*done, (MON_15, ev.TrajectoryClosed("gestopt"))], "folder")


def test_where_there_is_nobody_a_task_per_member_is_asked_of_nobody():
    """Not of the household as a whole either; a client alone is a member."""
    assert [] == list(whom("each_member", Circle()))
    assert [P1] == list(whom("each_member", Circle(self_=P1)))


def test_a_task_per_member_says_for_whom():
    """And another one never does; a stranger is no member."""
    assert [ev.TaskDone("huisarts", "p1")] == do_task(IN_THE_MIDDLE, "huisarts", "p1").events
    assert "--member" in str(refused(Refused, do_task, IN_THE_MIDDLE, "huisarts"))
    refused(Refused, do_task, IN_THE_MIDDLE, "huisarts", "p9")
    refused(Refused, do_task, IN_THE_MIDDLE, "dagdelen", "p1")


def test_a_task_may_be_done_before_its_stage_begins():
    """In the first stage already."""
    assert 1 == len(do_task([(MON_8, opened())], "dagdelen").events)


def test_an_unknown_task_lists_those_there_are():
    """A typo is helped."""
    assert "did you mean dagdelen?" in str(refused(NotFound, do_task, IN_THE_MIDDLE, "dagdeel"))
    assert "choose from huisarts, dagdelen" in str(refused(NotFound, do_task, IN_THE_MIDDLE, "qqq"))


def test_a_guard_on_a_task_wants_its_whole_amount():
    """Two of four half days, done before the task was asked, are not a task done."""
    transitions = {**PROEF["transitions"], "ga": {"from": "begin", "to": "pauze", "when": {"task": "dagdelen"}}}
    compiled = a_definition(transitions=transitions)
    half = [(MON_8, opened()), (WED_10, ev.TaskDone("dagdelen", "", 2))]

    error = refused(StepRefused, advance, half, "ga", MON_15, compiled=compiled)

    assert ["dagdelen"] == [each.name for each in error.missing]
    whole = [*half, (FRI_12, ev.TaskDone("dagdelen", "", 2))]
    assert "pauze" == advance(whole, "ga", MON_15, compiled=compiled).events[0].stage


# assigning


def test_assigning_who_holds_the_role_already_records_nothing():
    """Safe to repeat."""
    now = folded((MON_8, opened()), (WED_10, ev.Assigned("coordinator", "s2")))

    assert [] == decisions.decide_assign(now, "coordinator", "s2").events
    assert [ev.Assigned("coordinator", "s3")] == decisions.decide_assign(now, "coordinator", "s3").events
    assert [ev.Assigned("coordinator", "")] == decisions.decide_assign(now, "coordinator", "").events
    assert [] == decisions.decide_assign(now, "jurist", "").events


# deadlines


def the_deadline(*more, **rule) -> tuple[Any, Any, Any]:
    history = [(MON_8, opened()), (WED_10, ev.FactSet("getekend_op", "2024-01-10")), *more]
    now, compiled = folded(*history), a_definition_with(termijn=a_rule(**rule))
    [deadline] = open_deadlines(compiled, now, CALENDAR)
    return compiled, deadline, now


def suspend(on, *more, until=None, ground="", actor=COORDINATOR, **rule):
    command = ask.Suspend("termijn", 2, on, until, ground)
    return decide_suspend(*the_deadline(*more, **rule), command, actor, CALENDAR)


def extend(*more, by="", until=None, ground="", actor=COORDINATOR, **rule):
    command = ask.Extend("termijn", 2, MON_15, by, until, ground)
    return decide_extend(*the_deadline(*more, **rule), command, actor, CALENDAR)


def test_a_running_term_can_be_suspended_from_a_day_or_between_two():
    """The last day of the two does not count either."""
    assert [ev.DeadlineSuspended("termijn", 2)] == suspend(MON_15).events
    assert [ev.DeadlineSuspended("termijn", 2, "2024-01-19")] == suspend(MON_15, until=FRI_19).events


def test_what_stands_still_cannot_be_suspended_again():
    """Nor what ended, is counted back, or does not run."""
    still = (WED_10, ev.DeadlineSuspended("termijn", 2, "2024-01-19"))

    assert "already" in str(refused(Refused, suspend, FRI_19, still))
    assert 1 == len(suspend(date(2024, 1, 20), still).events)
    assert "ended already on 2024-02-07" in str(refused(Refused, suspend, date(2024, 2, 8)))
    assert "counted back" in str(refused(Refused, suspend, MON_15, count="back", term="0 days"))
    refused(UsageError, suspend, MON_15, until=FRI_12)
    assert "does not run" in str(refused(Refused, suspend, MON_15, (FRI_12, ev.TrajectoryClosed("gestopt"))))


def test_only_what_stands_still_can_be_resumed():
    """On the day it is resumed it counts again."""
    still = (WED_10, ev.DeadlineSuspended("termijn", 2))

    _, deadline, now = the_deadline(still)
    assert [ev.DeadlineResumed("termijn", 2)] == decide_resume(deadline, now, ask.Resume("termijn", 2, MON_15)).events
    refused(Refused, decide_resume, deadline, now, ask.Resume("termijn", 2, date(2024, 1, 9)))
    refused(Refused, decide_resume, *the_deadline()[1:], ask.Resume("termijn", 2, MON_15))


def test_an_extension_is_a_term_or_a_later_day():
    """One of the two, and never shorter: due dates do not move earlier."""
    assert [ev.DeadlineExtended("termijn", 2, "2 weeks")] == extend(by="2 weeks").events
    assert [ev.DeadlineExtended("termijn", 2, "2 weeks")] == extend(by="twee weken").events
    assert [ev.DeadlineExtended("termijn", 2, "", "2024-02-08")] == extend(until=date(2024, 2, 8)).events
    refused(UsageError, extend)
    refused(UsageError, extend, by="2 weeks", until=date(2024, 3, 1))
    refused(UsageError, extend, by="een paar weken")
    assert "not later than 2024-02-07" in str(refused(Refused, extend, until=date(2024, 2, 7)))
    refused(Refused, extend, (FRI_12, ev.TrajectoryClosed("gestopt")), by="1 week")


def test_no_term_is_extended_or_suspended_for_ever():
    """Such a day cannot be reckoned with; a typing mistake, never a crash."""
    for by in ("99999999999999 days", "9000 years", "9999 weeks"):
        refused(UsageError, extend, by=by)
    for far in (date(9999, 12, 31), date(2201, 1, 1)):
        refused(UsageError, extend, until=far)
        refused(UsageError, suspend, MON_15, until=far)
    assert 1 == len(extend(until=date(2200, 12, 31)).events)


def test_an_extension_of_nothing_is_refused():
    """Zero weeks longer is no extension."""
    refused(Refused, extend, by="0 weeks")


def test_after_a_day_was_granted_a_term_on_top_of_it_would_change_nothing():
    """That day holds as granted, so the next extension is a day too; a suspension likewise."""
    granted = (FRI_12, ev.DeadlineExtended("termijn", 2, "", "2024-03-10"))

    assert "--until" in str(refused(Refused, extend, granted, by="2 weeks"))
    assert "--until" in str(refused(Refused, suspend, MON_15, granted))
    assert 1 == len(extend(granted, until=date(2024, 3, 11)).events)


# on what grounds


SICK = {"grounds": {"ziekte": {"label": {"nl": "Ziekte", "en": "Illness"}, "max": "2 weeks"}}}
LONGER = {
    "total": "6 weeks",
    "grounds": {
        "advies": {"label": {"nl": "Advies gevraagd", "en": "Advice asked"}, "by": "2 weeks", "max": "4 weeks"},
        "feest": {"label": {"nl": "Feestdagen", "en": "Holidays"}, "times": 1, "max": "1 week"},
    },
}
STATUTORY = {"legal": "statutory", "source": "ons"}


@pytest.mark.parametrize("word", ["advies", "ADVIES", "Advies gevraagd", "advice ASKED", " advies "])
def test_a_ground_is_named_by_its_name_or_its_label(word):
    """The history keeps the name, whatever was typed."""
    assert [ev.DeadlineExtended("termijn", 2, "1 week", "", "advies")] == extend(
        by="1 week", ground=word, extend=LONGER
    ).events


def test_no_ground_or_another_one_is_refused_with_those_there_are():
    for ground in ("", "vakantie"):
        text = str(refused(Refused, extend, by="1 week", ground=ground, extend=LONGER))
        assert "advies ‘Advice asked’" in text
        assert "feest ‘Holidays’" in text
    assert "ziekte ‘Illness’" in str(refused(Refused, suspend, MON_15, until=FRI_19, ground="reis", suspend=SICK))


def test_a_ground_gives_its_own_length_where_none_is_said():
    """Where it gives none, someone must say how long."""
    assert [ev.DeadlineExtended("termijn", 2, "2 weeks", "", "advies")] == extend(ground="advies", extend=LONGER).events
    refused(UsageError, extend, ground="feest", extend=LONGER)


def test_an_extension_goes_no_further_than_its_ground():
    """Four weeks from Wednesday 7 February, as a term and as a day: Wednesday 6 March and no later."""
    within = extend(until=date(2024, 3, 6), ground="advies", extend=LONGER)

    assert [ev.DeadlineExtended("termijn", 2, "", "2024-03-06", "advies")] == within.events
    assert 1 == len(extend(by="4 weeks", ground="advies", extend=LONGER).events)
    assert "until 2024-03-06" in str(refused(Refused, extend, by="29 days", ground="advies", extend=LONGER))
    late = refused(Refused, extend, until=date(2024, 3, 7), ground="advies", extend=LONGER)
    assert "4 weeks longer at most" in str(late)


def test_all_extensions_together_go_no_further_than_the_total():
    """Six weeks from Wednesday 7 February is Wednesday 20 March; four of them were given."""
    given = (FRI_12, ev.DeadlineExtended("termijn", 2, "4 weeks", "", "advies"))

    assert 1 == len(extend(given, by="2 weeks", ground="advies", extend=LONGER).events)
    assert 1 == len(extend(given, until=date(2024, 3, 20), ground="advies", extend=LONGER).events)
    assert "6 weeks longer at most in all, so until 2024-03-20" in str(
        refused(Refused, extend, given, by="3 weeks", ground="advies", extend=LONGER)
    )
    refused(Refused, extend, given, until=date(2024, 3, 21), ground="advies", extend=LONGER)


def test_suspended_days_are_no_extension():
    """Five days stood still, so that six weeks more end on Monday 25 March."""
    still = (FRI_12, ev.DeadlineSuspended("termijn", 2, "2024-01-16"))
    given = (FRI_12, ev.DeadlineExtended("termijn", 2, "4 weeks", "", "advies"))

    assert 1 == len(extend(still, given, by="2 weeks", ground="advies", extend=LONGER).events)
    refused(Refused, extend, still, given, until=date(2024, 3, 26), ground="advies", extend=LONGER)


def test_a_number_of_times_is_kept_in_all_and_by_ground():
    once = (FRI_12, ev.DeadlineExtended("termijn", 2, "1 week", "", "feest"))

    assert "once" in str(refused(Refused, extend, once, by="1 week", ground="feest", extend=LONGER))
    assert 1 == len(extend(once, by="1 week", ground="advies", extend=LONGER).events)
    refused(Refused, extend, once, by="1 week", ground="advies", extend={**LONGER, "times": 1})
    assert 1 == len(extend(once, by="1 week", ground="advies", extend={**LONGER, "times": 2}).events)


def test_another_term_has_its_own_number():
    """The same rule counted from another day; and another rule."""
    others = [
        (FRI_12, ev.DeadlineExtended("termijn", 1, "1 week", "", "feest")),
        (FRI_12, ev.DeadlineExtended("iets", 2, "1 week", "", "feest")),
    ]

    assert 1 == len(extend(*others, by="1 week", ground="feest", extend={**LONGER, "times": 1}).events)


def test_only_some_may_grant_it():
    """An administrator may do everything."""
    by_jurist = {**LONGER, "roles": ["jurist", "teamleider"]}

    text = str(refused(Refused, extend, ground="advies", extend=by_jurist))
    assert "jurist" in text
    assert "team leader" in text
    assert 1 == len(extend(ground="advies", actor=TEAMLEIDER, extend=by_jurist).events)
    assert 1 == len(
        extend(ground="advies", actor=ask.Actor("s9", frozenset({"administrator"})), extend=by_jurist).events
    )
    refused(Refused, suspend, MON_15, until=FRI_19, ground="ziekte", suspend={**SICK, "roles": ["jurist"]})


def test_a_term_of_law_without_a_ground_is_not_extended():
    """An agreement is, for any reason; one whose rule says that there are no grounds is not."""
    assert "names no ground" in str(refused(Refused, extend, by="1 week", ground="lief", **STATUTORY))
    assert [ev.DeadlineExtended("termijn", 2, "1 week")] == extend(by="1 week", ground="lief", legal="norm").events
    none = refused(Refused, extend, by="1 week", ground="lief", extend={"grounds": {}})
    assert "there is no ground for it" in str(none)


def test_a_ground_may_limit_how_long_a_term_stands_still():
    """Two weeks from Monday 15 January: until Sunday 28 January. Without an end nobody could tell."""
    within = suspend(MON_15, until=date(2024, 1, 28), ground="ziekte", suspend=SICK)

    assert [ev.DeadlineSuspended("termijn", 2, "2024-01-28", "ziekte")] == within.events
    assert "2024-01-28" in str(
        refused(Refused, suspend, MON_15, until=date(2024, 1, 29), ground="ziekte", suspend=SICK)
    )
    assert "say until when" in str(refused(Refused, suspend, MON_15, ground="ziekte", suspend=SICK))


def test_a_term_stands_still_so_many_times():
    """Each of them counts, also where it was resumed."""
    still = (WED_10, ev.DeadlineSuspended("termijn", 2, "2024-01-11", "ziekte"))

    assert 1 == len(suspend(MON_15, still, until=FRI_19, ground="ziekte", suspend={**SICK, "times": 2}).events)
    refused(Refused, suspend, MON_15, still, until=FRI_19, ground="ziekte", suspend={**SICK, "times": 1})


# closing


def test_leaving_takes_an_outcome_that_is_meant_for_it():
    """Reached by a step, or unknown: with what would work."""
    now = folded(*IN_THE_MIDDLE)
    compiled = a_definition()

    assert [ev.TrajectoryClosed("verhuisd")] == decisions.decide_close(
        compiled, now, ask.Close("t1", "verhuisd", MON_15)
    ).events
    by_step = refused(Refused, decisions.decide_close, compiled, now, ask.Close("t1", "klaar", MON_15))
    unknown = refused(NotFound, decisions.decide_close, compiled, now, ask.Close("t1", "weg", MON_15))
    early = refused(Refused, decisions.decide_close, compiled, now, ask.Close("t1", "gestopt", date(2024, 1, 9)))

    assert "closing takes gestopt, verhuisd" in str(by_step)
    assert "choose from gestopt, verhuisd" in str(unknown)
    assert "before the last stage move" in str(early)


# correcting


def correct(history, version, compiled=None, **what):
    written = a_history(*history)
    command = ask.Correct(version, **what)
    return corrections.decide_correction(compiled or a_definition(), written, command, MON_22, CALENDAR).events


MOVED_TWICE = [*IN_THE_MIDDLE, (MON_15, entered("pauze", "midden", "rust"))]


def test_the_last_move_can_be_voided_an_earlier_one_only_after_it():
    """Start at the end."""
    assert [ev.EventVoided(4)] == correct(MOVED_TWICE, 4, void=True)
    assert "only the last stage move (4)" in str(refused(Refused, correct, MOVED_TWICE, 3, void=True))
    assert [ev.EventVoided(3)] == correct([*MOVED_TWICE, (FRI_19, ev.EventVoided(4))], 3, void=True)


def test_what_follows_from_others_is_never_voided():
    """Mend the household. The opening is another matter: see tests/contract/test_a_first_event_can_be_undone.py."""
    refused(Refused, correct, [*MOVED_TWICE, (MON_15, ev.MemberLeft("p1"))], 5, void=True)


def test_the_day_of_a_move_can_be_replaced_within_its_neighbours():
    """After the one before, before the one after; not after today."""
    assert [ev.EventReplaced(4, "2024-01-12")] == correct(MOVED_TWICE, 4, on=FRI_12)
    refused(StepRefused, correct, MOVED_TWICE, 4, on=date(2024, 1, 9))
    refused(StepRefused, correct, MOVED_TWICE, 3, on=FRI_19)
    refused(StepRefused, correct, MOVED_TWICE, 3, on=date(2024, 1, 5))
    refused(Refused, correct, MOVED_TWICE, 4, on=date(2024, 1, 23))


def test_a_fact_that_a_step_rested_on_cannot_be_taken_from_under_it():
    """The corrected path must itself be possible; moved to the day before it may."""
    error = refused(StepRefused, correct, IN_THE_MIDDLE, 2, void=True)
    late = refused(StepRefused, correct, IN_THE_MIDDLE, 2, on=FRI_12)

    assert [("fact", "getekend_op")] == [(each.kind, each.name) for each in error.missing]
    assert ["getekend_op"] == [each.name for each in late.missing]
    assert [ev.EventReplaced(2, "2024-01-09")] == correct(IN_THE_MIDDLE, 2, on=date(2024, 1, 9))


def test_the_day_of_a_suspension_is_replaced_by_one_on_which_it_could_have_begun():
    """Within the term (11 January to 7 February), before it ran again, and for no more days than its ground gives.

    Else the correction would give what the decision itself is refused.
    """
    signed = [(MON_8, opened()), (MON_8, ev.FactSet("getekend_op", "2024-01-10"))]
    still = (FRI_12, ev.DeadlineSuspended("termijn", 2, "2024-01-25", "ziekte"))
    sick = a_definition_with(termijn=a_rule(suspend=SICK))
    late = a_definition_with(termijn=a_rule(term="1 week"))  # until Wednesday 17 January
    resumed = (MON_15, ev.DeadlineResumed("termijn", 2))
    open_end = (FRI_12, ev.DeadlineSuspended("termijn", 2))

    assert [ev.EventReplaced(3, "2024-01-15")] == correct([*signed, still], 3, sick, on=MON_15)
    before = refused(Refused, correct, [*signed, still], 3, sick, on=WED_10)
    too_long = refused(Refused, correct, [*signed, still], 3, sick, on=date(2024, 1, 11))
    after = refused(Refused, correct, [*signed, open_end], 3, late, on=date(2024, 1, 18))
    undone = refused(UsageError, correct, [*signed, open_end, resumed], 3, late, on=date(2024, 1, 16))

    assert "begins only after 2024-01-10" in str(before)
    assert "2 weeks at most" in str(too_long)
    assert "ended already on 2024-01-17" in str(after)
    assert "the end lies before the start" in str(undone)


def test_a_suspension_that_ran_again_early_is_measured_by_the_days_it_stood_still():
    """Until 25 January by the decision, until 18 January in fact: from 11 January that is eight days."""
    sick = a_definition_with(termijn=a_rule(suspend=SICK))
    history = [
        (MON_8, opened()),
        (MON_8, ev.FactSet("getekend_op", "2024-01-10")),
        (FRI_12, ev.DeadlineSuspended("termijn", 2, "2024-01-25", "ziekte")),
        (FRI_19, ev.DeadlineResumed("termijn", 2)),
    ]

    assert [ev.EventReplaced(3, "2024-01-11")] == correct(history, 3, sick, on=date(2024, 1, 11))


def test_the_day_on_which_a_term_ran_again_is_replaced_by_one_on_which_it_stood_still():
    """Else nobody would have let it run again, and it would stand still for ever."""
    history = [
        (MON_8, opened()),
        (MON_8, ev.FactSet("getekend_op", "2024-01-10")),
        (MON_15, ev.DeadlineSuspended("termijn", 2)),
        (FRI_19, ev.DeadlineResumed("termijn", 2)),
    ]
    compiled = a_definition_with(termijn=a_rule())

    assert [ev.EventReplaced(4, "2024-01-17")] == correct(history, 4, compiled, on=date(2024, 1, 17))
    assert "not suspended on that day" in str(refused(Refused, correct, history, 4, compiled, on=FRI_12))


def test_a_value_is_replaced_in_the_type_of_its_fact():
    """Only a fact or a task has one."""
    assert [ev.EventReplaced(2, value="2024-01-09")] == correct(IN_THE_MIDDLE, 2, value="2024-01-09")
    refused(UsageError, correct, IN_THE_MIDDLE, 2, value="gisteren")
    refused(Refused, correct, IN_THE_MIDDLE, 3, value="pauze")


def test_a_replaced_amount_stays_within_what_the_task_asks():
    """Alone, and together with the other entries."""
    work = [*IN_THE_MIDDLE, (FRI_12, ev.TaskDone("dagdelen", "", 2)), (MON_15, ev.TaskDone("dagdelen", "", 2))]

    assert [ev.EventReplaced(4, value=1)] == correct(work, 4, value="1")
    refused(UsageError, correct, work, 4, value="5")
    refused(UsageError, correct, work, 4, value="0")
    refused(UsageError, correct, work, 4, value="²")
    refused(UsageError, correct, work, 4, value="3")


def test_what_was_done_the_time_before_has_its_own_room():
    """Asked again, the half days of before count no more: neither for the new ones, nor these for them."""
    before = [*IN_THE_MIDDLE, (FRI_12, ev.TaskDone("dagdelen", "", 4)), (FRI_12, entered("pauze", "midden", "rust"))]
    again = [
        *before,
        (MON_15, entered("midden", "pauze", "hervat", "dagdelen")),
        (MON_15, ev.TaskDone("dagdelen", "", 3)),
    ]

    assert [ev.EventReplaced(4, value=2)] == correct(again, 4, value="2")
    assert [ev.EventReplaced(7, value=4)] == correct(again, 7, value="4")


def test_a_closing_cannot_be_moved_to_before_the_last_step():
    """No step on a closed trajectory, also after a correction."""
    closed = [*MOVED_TWICE, (FRI_19, ev.TrajectoryClosed("gestopt"))]

    assert [ev.EventReplaced(5, "2024-01-15")] == correct(closed, 5, on=MON_15)
    refused(StepRefused, correct, closed, 5, on=FRI_12)
    refused(StepRefused, correct, closed, 5, on=date(2024, 1, 5))


def test_the_opening_cannot_be_moved_to_after_the_first_step():
    """Nor after the closing."""
    assert [ev.EventReplaced(1, "2024-01-05")] == correct(MOVED_TWICE, 1, on=date(2024, 1, 5))
    refused(StepRefused, correct, MOVED_TWICE, 1, on=FRI_12)
    closed = [(MON_8, opened()), (WED_10, ev.TrajectoryClosed("gestopt"))]
    refused(StepRefused, correct, closed, 1, on=FRI_12)


def test_a_step_of_a_closed_trajectory_is_voided_after_its_closing():
    """Unless the step itself closed it."""
    left = [*MOVED_TWICE, (FRI_19, ev.TrajectoryClosed("gestopt"))]
    ended = [*MOVED_TWICE, (FRI_19, entered("einde", "pauze", "x", outcome="klaar"))]

    assert "void the closing first" in str(refused(Refused, correct, left, 4, void=True))
    assert [ev.EventVoided(5)] == correct(left, 5, void=True)
    assert [ev.EventVoided(5)] == correct(ended, 5, void=True)


def test_a_voided_event_a_correction_and_a_number_that_is_not_there_cannot_be_corrected():
    """Nothing in force under that number."""
    history = [*IN_THE_MIDDLE, (FRI_12, ev.FactSet("maanden", 9)), (MON_15, ev.EventVoided(4))]

    for version in (4, 99, 0):
        assert "in force" in str(refused(NotFound, correct, history, version, void=True))
    assert "event 5 voided 4" in str(refused(NotFound, correct, history, 5, void=True))


def test_a_correction_does_one_thing():
    """Void it, or give it a day, or a value."""
    refused(UsageError, correct, IN_THE_MIDDLE, 2)
    refused(UsageError, correct, IN_THE_MIDDLE, 2, void=True, on=WED_10)
    refused(UsageError, correct, IN_THE_MIDDLE, 2, on=WED_10, value="2024-01-10")


def test_the_answers_recorded_with_a_step_hold_when_a_path_is_judged_again():
    """The child has turned four since; the step was right on its day."""
    transitions = {
        **PROEF["transitions"],
        "ga": {"from": "begin", "to": "midden", "when": {"household": "has_young_child"}},
    }
    step = entered("midden", "begin", "ga")._replace(answers={"household.has_young_child": True})
    history = [(MON_8, opened()), (WED_10, step), (WED_10, ev.FactSet("maanden", 9))]

    assert [ev.EventVoided(3)] == correct(history, 3, a_definition(transitions=transitions), void=True)


def test_a_step_that_was_impossible_already_does_not_hold_up_other_corrections():
    """A late entry had taken the ground from under it; what is mended now made that no worse."""
    history = [(MON_8, opened()), (WED_10, entered("midden", "begin", "ga")), (FRI_12, ev.FactSet("maanden", 9))]

    assert [ev.EventVoided(3)] == correct(history, 3, void=True)
    assert [ev.EventReplaced(3, value=15)] == correct(history, 3, value="15")


def test_a_fact_that_holds_only_from_later_says_from_when():
    """A fact never recorded, and one recorded with another value, say what they always say."""
    history = [(MON_8, opened(members=("p1",))), (FRI_12, ev.FactSet("getekend_op", "2024-01-10"))]

    early = refused(StepRefused, advance, history, "ga", WED_10)
    never = refused(StepRefused, advance, history[:1], "ga", WED_10)

    assert ["holds only from 2024-01-12" in each.text.en for each in early.missing] == [True]
    assert ["holds only from" in each.text.en for each in never.missing] == [False]


def test_a_term_cannot_stand_still_before_it_begins_nor_where_its_rule_forbids_it():
    """The day it counts from is not yet a day of the term; some terms run on for the client whatever we wait for."""
    assert "begins only after" in str(refused(Refused, suspend, MON_8))
    assert "cannot be suspended" in str(refused(Refused, suspend, MON_15, suspendable=False))
