"""Optional tasks left undone when a stage is left stay, folded to one line, until they are done or waived."""

from datetime import date
from typing import Any

import pytest

from scheduler.messages.digest import Digest, digest_of
from scheduler.messages.message import compose
from scheduler.sending.birthdays import see_birthdays
from tests.builders import Desk
from trajectories.casework.commands import Correct, WaiveTask
from trajectories.casework.tasks import left_tasks, open_tasks
from trajectories.history import events as ev
from trajectories.people.staff import staff_on
from trajectories.repository.tables import PROJECTIONS
from trajectories.service.recording import Done
from workflows.errors import NotFound, Refused, UsageError

MON_2_MARCH = date(2026, 3, 2)
TUE_3_MARCH = date(2026, 3, 3)
MON_9_MARCH = date(2026, 3, 9)
OPTIONAL = ["woninginrichting", "telefoon_tv", "tandarts", "apotheek", "sociale_kaart", "duo_lening", "kwijtschelding"]


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def settled(desk: Desk) -> str:
    """Amal is through the stage of settling: what must be done was done, nothing optional was. Wes looks after her."""
    home = desk.household("H1", desk.client("A1", "1985-05-01"))
    key = desk.open("vestiging", home, municipality="westland")
    desk.assign(key, desk.colleague("Wes", "coordinator"))
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02")
    written = desk.dossier(key)
    for each in open_tasks(written.compiled, written.trajectory):
        if not written.compiled.workflow.tasks[each.task].optional:
            desk.task(key, each.task, member=each.member)
    desk.fact(key, "ingeschreven_brp_op", "2026-03-02")
    desk.advance(key, "start_begeleiding", mb_maanden=15)
    return key


def left(desk: Desk, key: str) -> list[str]:
    written = desk.dossier(key)
    return [each.open.task for each in left_tasks(written.compiled, written.trajectory)]


def waive(desk: Desk, key: str, *tasks: str, reason: str = "bij haar zus geregeld", **more: Any) -> Done:
    with desk.write() as uow:
        command = WaiveTask(key, tasks, more.pop("on", desk.by.today), **more)
        done: Done = desk.casework.waive_task(uow, command, desk.by, reason)
        return done


def digest(desk: Desk, name: str = "Wes") -> tuple[Digest, str]:
    with desk.read() as uow:
        staff = staff_on(uow, desk.by.today)
        member = next(each for each in staff.values() if each.name == name)
        found = digest_of(uow, member, desk.by.today, weekly=False)
    return found, " ".join(compose("en", member, [], desk.by.today, found).body.split())


# they stay


def test_what_was_left_undone_stays_in_the_stages_after(desk: Desk, settled: str):
    """They hold nobody back, and they are not lost."""
    assert set(OPTIONAL) < set(left(desk, settled))
    written = desk.dossier(settled)
    assert not {each.task for each in open_tasks(written.compiled, written.trajectory)} & set(OPTIONAL)


def test_the_daily_message_has_one_line_for_a_stage(desk: Desk, settled: str):
    """Whatever hangs on it, and of several households together; the whole list is in the view."""
    number = len(left(desk, settled))
    found, body = digest(desk)

    [line] = found.left
    assert number == line.amount
    assert f"- {number} left from Housing (Settlement and guidance): H1 {settled} " in body
    assert settled in body
    assert "tandarts" not in body
    assert "tandarts" in [name for case in line.cases for name, _, _ in case.tasks]


def test_who_looks_after_others_is_not_told(desk: Desk, settled: str):
    desk.colleague("Lena", "coordinator")

    found, body = digest(desk, "Lena")

    assert () == found.left
    assert "LEFT UNDONE" not in body


def test_what_is_done_later_is_left_no_more(desk: Desk, settled: str):
    """`task done` in a stage after it."""
    before = left(desk, settled)

    desk.task(settled, "sociale_kaart")
    desk.task(settled, "tandarts", member="p1")

    assert {"sociale_kaart", "tandarts"} == set(before) - set(left(desk, settled))


def test_of_whoever_left_the_household_nothing_stays(desk: Desk, settled: str):
    desk.join("h1", desk.client("A2", "1990-05-01"))
    desk.depart("h1", "p2")

    written = desk.dossier(settled)
    assert "p2" not in {each.open.member for each in left_tasks(written.compiled, written.trajectory)}


def test_a_closed_trajectory_has_left_nothing(desk: Desk, settled: str):
    desk.close(settled, "gestopt")

    assert [] == left(desk, settled)
    assert () == digest(desk)[0].left


def test_a_task_for_an_age_someone_no_longer_has_goes_from_a_stage_gone_by_too(desk: Desk):
    """The playgroup, left undone, when the child turns four; what is asked of everyone stays."""
    home = desk.household("H1", desk.client("A1", "1985-05-01"), desk.client("A2", "2022-03-09"))
    key = desk.open("vestiging", home, municipality="westland")
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02")
    written = desk.dossier(key)
    for each in open_tasks(written.compiled, written.trajectory):
        if not written.compiled.workflow.tasks[each.task].optional:
            desk.task(key, each.task, member=each.member)
    desk.advance(key, "start_begeleiding", ingeschreven_brp_op="2026-03-02", mb_maanden=15)
    assert "peuterspeelzaal" in left(desk, key)

    desk.clock.noon(MON_9_MARCH)
    see_birthdays(desk.app.store, desk.casework, desk.clock())

    assert "peuterspeelzaal" not in left(desk, key)
    assert 2 == left(desk, key).count("tandarts")


# waiving


def test_a_waived_task_is_left_no_more(desk: Desk, settled: str):
    """With the reason apart from the history, and why it cannot be done any more."""
    done = waive(desk, settled, "sociale_kaart", "telefoon_tv")

    assert not {"sociale_kaart", "telefoon_tv"} & set(left(desk, settled))
    assert [ev.TaskWaived("sociale_kaart"), ev.TaskWaived("telefoon_tv")] == [each.event for each in done.recorded]
    assert all(each.reason for each in done.recorded)
    with pytest.raises(Refused, match=f"correct {settled} {done.recorded[0].version} --void"):
        desk.task(settled, "sociale_kaart")


def test_a_task_of_the_present_stage_may_be_waived(desk: Desk):
    """Before the stage is left; it holds nobody back either way."""
    home = desk.household("H1", desk.client("A1", "1985-05-01"))
    key = desk.open("vestiging", home, municipality="westland")
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02")

    waive(desk, key, "sociale_kaart")

    written = desk.dossier(key)
    assert "sociale_kaart" not in {each.task for each in open_tasks(written.compiled, written.trajectory)}


def test_of_a_task_for_each_member_all_are_waived_unless_one_is_named(desk: Desk):
    home = desk.household("H1", desk.client("A1", "1985-05-01"), desk.client("A2", "1990-05-01"))
    key = desk.open("vestiging", home, municipality="westland")
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02")

    one = waive(desk, key, "tandarts", member="p2")
    rest = waive(desk, key, "apotheek")

    assert [ev.TaskWaived("tandarts", "p2")] == [each.event for each in one.recorded]
    assert [ev.TaskWaived("apotheek", "p1"), ev.TaskWaived("apotheek", "p2")] == [each.event for each in rest.recorded]


def test_correct_takes_a_waiver_back(desk: Desk, settled: str):
    """The task is left again, and can be done."""
    done = waive(desk, settled, "sociale_kaart")

    with desk.write() as uow:
        desk.casework.correct(
            uow, settled, Correct(done.recorded[0].version, void=True), desk.by, "zij wil het toch zelf leren"
        )

    assert "sociale_kaart" in left(desk, settled)
    desk.task(settled, "sociale_kaart")
    assert "sociale_kaart" not in left(desk, settled)


def test_what_is_no_task_left_is_refused_and_says_what_would_work(desk: Desk, settled: str):
    """Mandatory, done, waived before, never asked, unknown, for nobody, without a reason, dated too early."""
    desk.task(settled, "sociale_kaart")
    waive(desk, settled, "telefoon_tv")

    for task, match in (
        ("huisarts", "must be done; .*woninginrichting"),
        ("sociale_kaart", "is done already"),
        ("telefoon_tv", f"was waived already, .*traject correct {settled}"),
        ("peuterspeelzaal", "not asked for here, .*woninginrichting"),
    ):
        with pytest.raises(Refused, match=match):
            waive(desk, settled, task)
    with pytest.raises(NotFound, match="woninginrichting"):
        waive(desk, settled, "woningrichting")
    with pytest.raises(UsageError, match="--reason"):
        waive(desk, settled, "woninginrichting", reason=" ")
    with pytest.raises(Refused, match="2026-03-02"):
        waive(desk, settled, "woninginrichting", on=date(2026, 3, 1))


def test_all_or_nothing(desk: Desk, settled: str):
    """One of several that cannot be waived: none is."""
    before = left(desk, settled)

    with pytest.raises(Refused):
        waive(desk, settled, "telefoon_tv", "huisarts")

    assert before == left(desk, settled)


# the rest of the product knows


def test_projections_rebuild_to_the_byte(desk: Desk, settled: str):
    waive(desk, settled, "sociale_kaart")
    before = {table.name: desk.rows(f"SELECT * FROM {table.name} ORDER BY 1, 2") for table in PROJECTIONS}

    desk.rebuild()

    assert before == {table.name: desk.rows(f"SELECT * FROM {table.name} ORDER BY 1, 2") for table in PROJECTIONS}
