"""A database of an earlier release: `init` makes its projections anew, once."""

import json

import pytest
from sqlalchemy import select, text

from scheduler.installation import prepare
from tests.builders import Desk
from trajectories.audit import verify
from trajectories.people.questions import open_questions
from trajectories.projections.projections import FORM
from trajectories.repository.store import Store
from trajectories.repository.tables import PROJECTIONS, TRAJECTORY
from workflows.errors import NotFound, Refused

NEWER = ("last_done", "absences", "holders", "continues", "ended_at")  # keys of the folded state that came with form 2


def as_it_was(desk: Desk) -> None:
    """The state as the release before wrote it, and no word of its form."""
    with desk.write() as uow:
        for key, state in uow.connection.execute(text("select id, state from trajectory")).all():
            old = json.dumps({name: value for name, value in json.loads(state).items() if name not in NEWER})
            uow.connection.execute(
                text("update trajectory set state = :state where id = :id"), {"state": old, "id": key}
            )
        uow.connection.execute(text("delete from setting where key = 'projections'"))


def test_init_makes_projections_of_another_form_again(desk):
    """To the byte what they are in a database of this release; and it remembers that it did."""
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    whole = desk.dump(*PROJECTIONS)
    as_it_was(desk)
    assert whole != desk.dump(*PROJECTIONS)

    prepare(desk.app, sandbox=False)

    assert whole == desk.dump(*PROJECTIONS)
    assert [(FORM,)] == desk.rows("select value from setting where key = 'projections'")


def test_until_then_verify_says_in_one_line_what_to_do(desk):
    """Not one line for each trajectory."""
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    as_it_was(desk)

    with desk.write() as uow:
        [found] = verify.verify(uow).problems

    assert "earlier release; 'traject init'" in found.problem


@pytest.mark.parametrize(
    "statement", ["drop table question", "alter table trajectory drop column left_behind", "drop table tick"]
)
def test_whoever_reads_a_database_of_another_release_is_told_what_it_is(desk, statement):
    """And not that there is none, or that it cannot be reached."""
    key = desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    with desk.write() as uow:
        uow.connection.execute(text(statement))

    with pytest.raises(Refused, match="of another release; 'traject init'"):
        read_all(desk, key)


def read_all(desk: Desk, key: str) -> None:
    with desk.read() as uow:
        desk.casework.load(uow, key)
        open_questions(uow)
        uow.connection.execute(select(TRAJECTORY)).all()
        uow.connection.execute(text("select * from tick")).all()


def test_where_nothing_was_made_yet_it_is_said_so(empty_url):
    store = Store(empty_url)

    with pytest.raises(NotFound, match="make one with 'traject init'"), store.read() as uow:
        uow.setting("sandbox")
    store.close()


def test_init_leaves_projections_of_this_form_alone(desk):
    """What was changed by hand stays, until someone asks for it to be made again."""
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    with desk.write() as uow:
        uow.connection.execute(text("update trajectory set outcome = 'x'"))

    prepare(desk.app, sandbox=False)

    assert [("x",)] == desk.rows("select outcome from trajectory")
