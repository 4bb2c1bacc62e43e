"""Cases of a log that fit are stored: recorded now, occurred then, once, and each of them whole or not at all."""

from collections.abc import Collection
from datetime import date

from scheduler.missed import by_batch, decide
from tests.builders import CALENDAR, Desk, builtin
from trajectories.audit.verify import verify
from trajectories.casework.log_meaning import StepMeanings
from trajectories.casework.log_replay import LogRules, Walked, walk
from trajectories.casework.supposed import NOON
from trajectories.imports.event_log import LogCase, LogStep
from trajectories.local_time import local_instant
from trajectories.service.import_history import Stored, Storing, store
from trajectories.service.office import digests

VISITS = (("begin", "2023-01-02"), ("gesprek", "2023-01-09"), ("wacht", "2023-02-06"), ("verder", "2023-03-06"))
DONE = (*VISITS, ("ronde", "2023-03-13"), ("rond_af", "2023-03-20"))


def walked(
    desk: Desk,
    ref: str,
    steps: Collection[tuple[str, str]],
    actor: str = "",
    workflow: str = "proefdossier",
    **facts: str,
):
    meanings = StepMeanings(builtin(workflow))
    rules = LogRules(lambda first: builtin(workflow), lambda of: meanings, CALENDAR, desk.by.today)
    found = [
        LogStep(place, step, local_instant(date.fromisoformat(day), NOON), False, facts if place == 1 else {}, actor)
        for place, (step, day) in enumerate(steps, 1)
    ]
    case = walk(LogCase(ref, tuple(found)), rules)
    assert case.fits, case.deviations
    return case


def bring(desk: Desk, *cases: Walked, new_clients: bool = False, leaving_out: Collection[str] = ()) -> Stored:
    """In one transaction, left without a trace where the casework refuses one of them."""
    stored = None
    try:
        with desk.write() as uow:
            stored = store(Storing(uow, desk.casework, desk.by, new_clients), cases, leaving_out)
            if stored.refused:
                raise InterruptedError
            decide(uow, desk.casework, by_batch(uow, desk.casework, stored.opened), "none", desk.by)
    except InterruptedError:
        assert stored is not None
    return stored


def problems(desk: Desk) -> list[str]:
    with desk.read() as uow:
        found = [each.problem for each in verify(uow).problems]
        before = digests(uow)
    desk.rebuild()
    with desk.read() as uow:
        return found + [name for name, digest in digests(uow).items() if before[name] != digest]


def test_a_case_is_recorded_now_and_occurred_then_and_nothing_of_the_past_is_sent(desk: Desk):
    desk.client("C1")

    stored = bring(desk, walked(desk, "c1", VISITS, actor="Ria"))

    with desk.read() as uow:
        history = uow.history("t1")
        now = desk.casework.load(uow, "t1").trajectory
    days = {(type(each.event).__name__, str(each.occurred_on)) for each in history}
    assert (["t1"], 0, 0, [], {}) == (stored.opened, stored.clients, stored.known, stored.left, stored.refused)
    assert {("TrajectoryOpened", "2023-01-02"), ("StageEntered", "2023-02-06"), ("TaskDone", "2023-01-09")} < days
    assert {desk.by.now} == {each.recorded_at for each in history}
    assert ("begin", date(2023, 3, 6)) == (now.stage, now.path[-1].on)
    today = desk.by.today.isoformat()
    assert [] == desk.rows(f"SELECT id FROM agenda WHERE trajectory = 't1' AND send_at <= '{today}'")
    assert [] == problems(desk)


def test_the_same_log_twice_adds_nothing_and_a_new_case_of_it_is_added(desk: Desk):
    bring(desk, walked(desk, "C1", DONE), new_clients=True)

    again = bring(desk, walked(desk, "C1", DONE), walked(desk, "C2", VISITS), new_clients=True)

    assert (["t2"], 1, 1) == (again.opened, again.clients, again.known)
    assert [("p1",), ("p2",)] == desk.rows("SELECT id FROM person ORDER BY id")


def test_who_is_not_known_is_left_and_said_unless_new_clients_are_asked_for(desk: Desk):
    desk.client("C1")

    left = bring(desk, walked(desk, "C1", DONE), walked(desk, "C2", DONE)).left

    assert ["C2"] == [each.case for each in left]
    assert "--new-clients" in left[0].why.say("en")


def test_a_case_that_the_casework_refuses_leaves_nothing_half_there(desk: Desk):
    cases = [walked(desk, ref, DONE) for ref in ("C1", "no reference")]

    first = bring(desk, *cases, new_clients=True)
    rest = bring(desk, *cases, new_clients=True, leaving_out=first.refused)

    assert (["no reference"], "letters, digits" in first.refused["no reference"].why.say("en")) == (
        [*first.refused],
        True,
    )
    assert ["t1"] == rest.opened
    assert [("p1",)] == desk.rows("SELECT id FROM person")


def test_who_did_it_is_kept_apart_from_the_history(desk: Desk):
    bring(desk, walked(desk, "C1", DONE, actor="Ria"), new_clients=True)

    with desk.read() as uow:
        history = uow.history("t1")
        reasons = uow.private(*{each.reason for each in history if each.reason})
    assert {"volgens het logboek gedaan door Ria"} == {*reasons.values()}
    assert not [each for each in history if "Ria" in str(each.event)]


def test_a_task_of_members_is_done_for_all_of_whom_it_is_asked(desk: Desk):
    members = [desk.client("C1", born="1990-05-01"), desk.client("C2", born="1992-05-01")]
    desk.household("H1", *members)
    steps = (("begin", "2024-01-02"), ("ga", "2024-01-03"), ("huisarts", "2024-01-04"))

    [key] = bring(desk, walked(desk, "H1", steps, workflow="proefhuis", getekend_op="2024-01-01")).opened

    with desk.read() as uow:
        now = desk.casework.load(uow, key).trajectory
    assert {f"huisarts/{member}" for member in members} == {*now.done}
    assert [] == problems(desk)
