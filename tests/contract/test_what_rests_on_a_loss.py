"""Once a loss was recorded, verification passes: what rested on those events is no problem any more either.

And whoever recorded it stays administrator, whatever is gone.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Desk
from tests.contract.tampered import Owner, make_office, the_desk
from trajectories.audit.rebuilt import differences
from trajectories.audit.verify import verify
from trajectories.history.events import LossAccepted
from trajectories.people.staff import roles_on
from trajectories.service.losses import accept_loss

pytestmark = pytest.mark.one_python

OF_S2 = "type in ('StaffAdded', 'RoleGiven') and data like '%\"s2\"%'"
LOST = {
    "the end of a case, with what was written in it": "stream = 't2' and version > 4",
    "a case that another one started": "stream in ('t5', 't5/said')",
    "a case that started others": "stream in ('t2', 't2/said')",
    "a client who is followed": "stream = 'p1'",
    "a household": "stream = 'h1'",
    "the adding of the first administrator": "stream = 'office' and version <= 2",
    "the role of the first administrator too": "stream = 'office' and version <= 3",
    "a colleague who worked on it": f"stream = 'office' and {OF_S2}",
    "the office whole": "stream = 'office'",
    "what was done in the middle of a case": "stream = 't2' and version in (9, 10)",
    "a step in the middle of a case": "stream = 't2' and version in (3, 4)",
}


def a_stranger_wrote(owner: Owner) -> None:
    owner.rewrites("t1", 9, actor="s9")


def another_case_was_started(owner: Owner) -> None:
    owner.rewrites("t2", 4, data='"t4">"t44"')


def a_value_was_added(owner: Owner) -> None:
    owner.does("insert into private values ('x', 'p1', 'name', 'Anders', 'y')")


def a_stranger_wrote_behind_the_gap(owner: Owner) -> None:
    owner.rewrites("t2", 14, actor="s9")


def before_it_happened(owner: Owner) -> None:
    owner.rewrites("t2", 14, occurred_on="2024-01-23")


def a_step_that_does_not_follow(owner: Owner) -> None:
    owner.rewrites("t2", 7, data='"stage":"midden">"stage":"einde"')


def a_task_that_does_not_exist(owner: Owner) -> None:
    owner.rewrites("t2", 12, data="huisarts>tandarts")


def the_state_was_changed(owner: Owner) -> None:
    owner.does("update trajectory set state = replace(state, 'midden', 'begin') where id = 't2'")


def an_auditor_wrote(owner: Owner) -> None:
    owner.rewrites("t1", 4, actor="s4", role="auditor")


def a_number_never_given(owner: Owner) -> None:
    owner.rewrites("t1", 4, actor="s44")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.db"
    make_office(f"sqlite:///{path}")
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "copy.db"))


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    desk = the_desk(f"sqlite:///{path}")
    yield desk
    desk.app.store.close()


def removed(path: Path, where: str) -> None:
    owner = Owner(path)
    owner.does(f"delete from event where {where}")
    owner.close()


def problems(desk: Desk) -> list[str]:
    with desk.read() as uow:
        return [f"{each.stream} {each.version}: {each.problem}" for each in verify(uow).problems]


@pytest.mark.parametrize("where", LOST.values(), ids=list(LOST))
def test_what_rests_on_a_loss_that_was_recorded_is_no_problem(path, desk, where):
    removed(path, where)
    assert problems(desk)

    with desk.write() as uow:
        accept_loss(desk.casework, uow, desk.by, "schijf stuk, geen kopie")

    assert [] == problems(desk)
    with desk.read() as uow:
        assert [] == list(differences(uow, desk.app.dossiers, desk.casework.projections))
        assert "administrator" in roles_on(uow, "s1", desk.by.today)
    assert [("Beheer",)] == desk.rows("select name from staff where id = 's1'")


@pytest.mark.parametrize(
    "where, change, problem",
    [
        (LOST["the role of the first administrator too"], a_stranger_wrote, "t1 9: s9 was not on the staff then"),
        (LOST["a case that another one started"], another_case_was_started, "t2 4: it names t44, which is not there"),
        (LOST["a case that another one started"], a_value_was_added, "p1 0: no event names a private value of it"),
        (
            LOST["what was done in the middle of a case"],
            a_value_was_added,
            "p1 0: no event names a private value of it",
        ),
        (LOST["a client who is followed"], a_value_was_added, "p1 0: no event names a private value of it"),
        (
            LOST["what was done in the middle of a case"],
            a_stranger_wrote_behind_the_gap,
            "t2 14: s9 was not on the staff",
        ),
        (LOST["what was done in the middle of a case"], before_it_happened, "t2 14: it happened after the day"),
        (LOST["what was done in the middle of a case"], a_step_that_does_not_follow, "t2 7: this move is not in its"),
        (LOST["what was done in the middle of a case"], a_task_that_does_not_exist, "t2 12: this task is not in its"),
        (LOST["what was done in the middle of a case"], the_state_was_changed, "t2 15: the projection differs from"),
        (LOST["the role of the first administrator too"], an_auditor_wrote, "t1 4: the role 'auditor' may not do this"),
        (LOST["the role of the first administrator too"], a_number_never_given, "t1 4: s44 was not on the staff then"),
    ],
)
def test_what_rests_on_no_loss_is_judged_as_ever(path, desk, where, change, problem):
    removed(path, where)
    with desk.write() as uow:
        accept_loss(desk.casework, uow, desk.by, "schijf stuk, geen kopie")
    desk.note("t1", "gaat weer verder")
    desk.app.store.close()
    owner = Owner(path)
    change(owner)
    owner.close()

    later = the_desk(f"sqlite:///{path}")
    assert any(each.startswith(problem) for each in problems(later)), problems(later)
    later.app.store.close()


def test_who_wrote_before_events_of_the_office_are_gone_is_judged_as_ever(path, desk):
    """What is gone may have given someone a role; not to whoever wrote before it."""
    desk.colleague("Bea", "coordinator")
    desk.app.store.close()
    removed(path, "stream = 'office' and type = 'StaffAway'")
    with desk.write() as uow:
        accept_loss(desk.casework, uow, desk.by, "schijf stuk, geen kopie")
    desk.app.store.close()
    owner = Owner(path)
    owner.rewrites("t1", 4, actor="s3")  # a team leader, as coordinator: before what is gone
    owner.rewrites("t1", 7, actor="s3")  # behind it
    owner.close()

    later = the_desk(f"sqlite:///{path}")
    found = problems(later)

    assert "t1 4: s3 did not hold the role 'coordinator' then" in found
    assert not [each for each in found if each.startswith("t1 7")]
    later.app.store.close()


def test_what_was_left_of_it_is_recorded_by_id(path, desk):
    """So that another value of the same client, which nothing names, is no part of the loss."""
    removed(path, LOST["a client who is followed"])
    with desk.write() as uow:
        accept_loss(desk.casework, uow, desk.by, "schijf stuk, geen kopie")

    with desk.read() as uow:
        [loss] = [each.event for each in uow.history("office") if isinstance(each.event, LossAccepted)]
    assert sorted(loss.values) == sorted(key for (key,) in desk.rows("select id from private where subject = 'p1'"))
