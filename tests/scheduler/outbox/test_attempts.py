"""What is known of each time that a message was tried: both attempts stay to be seen."""

import pytest

from scheduler.outbox import ledger
from scheduler.outbox.attempts import attempts
from tests.scheduler.offices import an_office
from workflows.errors import NotDelivered
from workflows.words import Words


@pytest.fixture
def office(sqlite_url):
    office = an_office(sqlite_url)
    yield office
    office.app.store.close()


def is_full(message):
    raise NotDelivered(Words("de postbus is vol", "the mailbox is full"))


def test_a_message_that_failed_and_was_sent_later_that_day_shows_both(office):
    office.client()
    office.tick("2026-04-10T10:00", channel=is_full)
    office.leases_end()
    office.tick("2026-04-10T11:00")

    with office.app.read() as uow:
        [entry] = [each for each in ledger.ledger(uow) if each.rung_count]
        carried = ledger.carried_by(uow, entry.message)
        tried = attempts(uow, entry.message, carried)

    assert ("sent", 2) == (entry.state, entry.attempts)
    assert [("08:00", "the mailbox is full"), ("09:00", "")] == [(f"{each.at:%H:%M}", each.problem) for each in tried]


def test_the_same_refusal_stands_in_the_history_once_a_message(office):
    """A wrong address is tried some twelve times a day; the ledger counts them."""
    key = office.client()
    for at in ("10:00", "10:01", "10:06", "10:21"):
        office.tick(f"2026-04-10T{at}", channel=is_full)
        office.leases_end()
    office.tick("2026-04-13T09:00", channel=is_full)

    failed = [event.message for event in office.said(key)]
    assert 2 == len(failed) == len(set(failed))
    with office.app.read() as uow:
        assert [4, 1] == [each.attempts for each in ledger.ledger(uow) if each.rung_count]
