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
}


def a_stranger_wrote(owner: Owner) -> None:
    owner.rewrites("t1", 9, actor="s9")


def another_case_was_started(owner: Owner) -> None:
    owner.rewrites("t2", 4, data='"t4">"t44"')


def a_value_was_added(owner: Owner) -> None:
    owner.does("insert into private values ('x', 'p1', 'name', 'Anders', 'y')")


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
    assert problem in problems(later)
    later.app.store.close()
