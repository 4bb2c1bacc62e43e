"""A tick folds a trajectory once, and yet says what holds at the moment that it hands a message over."""

from collections.abc import Iterator

import pytest
from sqlalchemy import bindparam, insert, select

from scheduler.messages.message import Message
from scheduler.sending.surroundings import AHEAD
from tests.scheduler.offices import BOTH, Office, an_office
from trajectories.repository.store import Prepared
from trajectories.repository.tables import SETTING
from workflows.errors import VersionConflict


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    office = an_office(request)
    yield office
    office.app.store.close()


def test_what_someone_writes_while_the_tick_is_at_work_is_in_the_messages_after_it(office: Office):
    """Two colleagues each hear of their client; while the first is told, the case of the other is closed."""
    people = [office.joins(name, "coordinator") for name in ("Bea", "Cor")]
    keys = office.clients(["WL-1", "WL-2"], "2026-02-12", people)
    told: list[Message] = []

    def closes_the_other(message: Message) -> None:
        told.append(message)
        if message.name == "Bea":
            office.closes(keys[1])

    office.tick("2026-04-10T10:00", closes_the_other)

    assert {"Bea", "Cor"} <= {message.name for message in told}
    assert 1 == len(office.told(keys[0]))
    assert [] == office.told(keys[1])
    assert all("WL-2" not in message.body for message in told)


def test_two_who_are_told_of_one_case_are_both_in_its_history(office: Office):
    """The second message finds the case as the first left it."""
    office.joins("Jet", "jurist")
    key = office.client(coordinator=office.joins("Bea", "coordinator"))
    office.tick("2026-04-10")

    office.tick("2026-05-04")

    assert {("Bea", "before-1w.0"), ("Jet", "before-1w.0")} <= set(office.told(key))


def test_one_message_about_more_than_is_asked_ahead_is_in_every_history(office: Office):
    refs = [f"WL-{number}" for number in range(AHEAD + 5)]
    keys = office.clients(refs, "2026-02-12", [office.joins("Bea", "coordinator")])

    office.tick("2026-04-10")

    assert [[("Bea", "before-1m.0")]] * len(keys) == [office.told(key) for key in keys]
    assert 0 == office.tick().due


def test_nothing_is_kept_once_the_tick_is_done(office: Office):
    key = office.client(coordinator=office.joins("Bea", "coordinator"))

    office.tick("2026-04-10T10:00")

    assert office.app.casework.dossiers.at_hand.as_kept(key) is None


ADD = Prepared(insert(SETTING).values(key=bindparam("key"), value=bindparam("value")))
READ = Prepared(select(SETTING.c.value).where(SETTING.c.key == bindparam("key")))


def test_what_is_to_run_later_has_run_before_anything_is_read(office: Office):
    with office.app.write() as uow:
        uow.run_later(ADD, {"key": "colour", "value": "blue"})
        assert [("blue",)] == uow.fetch(READ, key="colour")
        uow.run_later(ADD, {"key": "size", "value": "small"})
        assert "small" == uow.connection.execute(select(SETTING.c.value).where(SETTING.c.key == "size")).scalar()
        uow.run_later(ADD, {"key": "shape", "value": "round"})

    with office.app.read() as uow:
        assert ["blue", "small", "round"] == [uow.setting(key) for key in ("colour", "size", "shape")]


def test_an_answer_that_was_asked_ahead_is_given_once(office: Office):
    with office.app.write() as uow:
        uow.set_setting("colour", "blue")
        uow.ask_ahead(READ, key="colour")
        uow.fetch(READ, key="another")
        before = uow.fetch(READ, key="colour")
        uow.set_setting("colour", "red")

        assert ([("blue",)], [("red",)]) == (before, uow.fetch(READ, key="colour"))


def test_leaving_by_an_error_writes_nothing_that_waited_to_run(office: Office):
    def breaks_off() -> None:
        with office.app.write() as uow:
            uow.run_later(ADD, {"key": "colour", "value": "blue"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()

    with office.app.read() as uow:
        assert "" == uow.setting("colour")


@pytest.mark.parametrize("office", BOTH[1:], indirect=True)
def test_a_second_writer_is_refused_where_its_event_goes_with_the_commit(office: Office):
    key = office.client()
    with office.app.read() as uow:
        [opened, *_] = uow.history(key)
    event = (opened.event, opened.occurred_on)

    def both_write() -> None:
        with office.app.write() as uow:
            uow.head("elsewhere")
            with office.app.write() as other:
                other.append("elsewhere", [event], office.stamp)
            uow.append("elsewhere", [event], office.stamp, later=True)

    with pytest.raises(VersionConflict) as refused:
        both_write()

    assert "elsewhere" in refused.value.say("en")
