"""A mail server that hangs holds up one message a tick; a tick that dies leaves behind what may have gone out."""

import pytest

from scheduler.outbox import ledger
from scheduler.sending.conversation import Patience
from tests.contract.mail_days import mail_days
from tests.contract.test_mail_at_the_pace_of_the_deadline import must_stand_in_the_table
from tests.scheduler.offices import BOTH, an_office, moment
from tests.scheduler.scripted import DROP, HANG

pytestmark = pytest.mark.one_python

FRIDAY = "2026-05-29"  # the last day of what was decided on 17 April
DECIDED = "2026-04-17"
SHORT = Patience(message=5, last=0.3)


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


class Killed(BaseException):
    """As by SIGKILL: nothing is given back or written down."""


def kill():
    raise Killed


def identities(office):
    with office.app.read() as uow:
        return [(each.state, ledger.identities(uow, each.message)) for each in ledger.ledger(uow)]


# a tick that dies


def test_what_went_out_before_a_death_stands_in_the_ledger_beside_what_its_retry_says(office):
    """Only the second stood there, so that nobody could say which mail the first was."""
    [key] = office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office) as days:
        days.handed_over = kill
        with pytest.raises(Killed):
            days.tick(f"{FRIDAY}T08:00")
        first = list(days.server.received)
        states = [state for state, _ in identities(office)]
        [(_, [before])] = identities(office)
        office.does(key, "klaar_op", FRIDAY)
        office.leases_end()
        days.handed_over = lambda: None
        days.tick(f"{FRIDAY}T08:30")

    assert ["claimed"] == states
    assert before in first[0].decode()
    [again] = days.to("Anna")
    assert before != again.message_id
    assert [("sent", [before, again.message_id])] == identities(office)


@on_sqlite
@pytest.mark.parametrize("script", [{"greeting": DROP}, {"mail": "451 4.3.0 not now"}])
def test_what_never_left_is_listed_under_no_identity(office, script):
    """Trouble of the server before it was asked to take the message."""
    office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, script) as days:
        days.tick(f"{FRIDAY}T08:00")

        assert [[]] == [ids for _, ids in identities(office)]


@on_sqlite
def test_trouble_forgets_no_identity_under_which_it_may_have_gone_before(office):
    office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{FRIDAY}T08:00")
        days.server.script["greeting"] = DROP
        days.tick(f"{FRIDAY}T08:30")

    [lost] = days.to("Anna")
    assert [("unknown", [lost.message_id])] == identities(office)


# a server that hangs


def test_a_server_that_hangs_after_the_message_is_waited_for_once_a_tick(office):
    """Each of the three waited five minutes, one after another, in one tick."""
    for name in ("Ben", "Cor"):
        office.joins(name, "coordinator")

    with mail_days(office) as days:
        days.patience = SHORT
        days.server.script["end"] = lambda: HANG if office.now < moment(f"{FRIDAY}T08:05") else "250 taken"
        days.ticks(FRIDAY, "08:00", "08:07", 1)
        states = days.rows("state, attempts")
        days.ticks(FRIDAY, "08:28", "08:32", 1)
        arrived = [each.at[3:] for each in days.arrived]

    assert [("sent", 1), ("unknown", 1), ("unknown", 1)] == sorted(states)
    assert ["08:00", "08:01", "08:06", "08:30", "08:31"] == arrived
    assert "the mail server did not answer in time" == days.reports[0].mail_server
    assert [("sent", 1), ("sent", 2), ("sent", 2)] == sorted(days.rows("state, attempts"))
    must_stand_in_the_table(
        "the server takes the mail of three people and then hangs, until 08:05",
        "five minutes of waiting for each of them, in one tick",
        "one wait a tick, at 08:00 and 08:01; the third told at 08:06, the others again at 08:30 and 08:31",
    )


@on_sqlite
def test_a_server_that_hangs_over_a_recipient_is_waited_for_once_a_tick(office):
    """That is the attempt of this recipient, and the others wait for nobody; the next tick goes on behind them."""
    for name in ("Ben", "Cor"):
        office.joins(name, "coordinator")

    with mail_days(office) as days:
        days.patience = Patience(message=0.5)
        days.server.script["rcpt"] = lambda: HANG if "anna" in days.server.addressed[-1] else "250 OK"
        days.tick(f"{FRIDAY}T08:00")
        first = days.rows("recipient, state, attempts")
        days.tick(f"{FRIDAY}T08:01")

    assert ("s2", "failed", 1) in first
    assert ["anna", "ben", "cor", "anna"] == [each.partition("@")[0] for each in days.server.addressed]
    assert ["Ben", "Cor"] == [each.to for each in days.arrived]
