"""A Message-ID is made of the message and of what it says to whom: the same again is the same, anything else is not."""

import pytest

from scheduler.outbox import ledger
from tests.contract.mail_days import mail_days
from tests.scheduler.offices import BOTH, an_office
from tests.scheduler.scripted import DROP

GRANTED, WARNED_ON = "2026-02-12", "2026-04-10"  # of a term of three months; a Friday
DECIDED, LAST_DAY = "2026-04-17", "2026-05-29"  # of a term of six weeks; a Friday


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


def identities(office):
    """Of each row of the ledger, in order of its last attempt: how it stands, and its Message-IDs."""
    with office.app.read() as uow:
        return [(each.state, ledger.identities(uow, each.message)) for each in ledger.ledger(uow)]


def test_the_same_again_has_the_same_identity(office):
    office.client(granted=GRANTED)

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{WARNED_ON}T08:00")
        days.server.script["end"] = "250 taken"
        days.tick(f"{WARNED_ON}T08:30")

    first, second = days.to("Anna")
    assert first.message_id == second.message_id
    assert [("sent", [first.message_id])] == identities(office)


def test_what_says_something_else_has_another_identity_in_the_same_row(office):
    """Lost on Friday, its last day; on Monday it is three days overdue."""
    [key] = office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{LAST_DAY}T16:50")
        days.server.script["end"] = "250 taken"
        days.tick("2026-06-01T08:00")

    lost, *others = (each for each in days.to("Anna") if "WL-0001" in each.subject)
    again = next(each for each in others if each.message_id.partition(".")[0] == lost.message_id.partition(".")[0])
    assert ("Bezwaar maken: vandaag (WL-0001)", "Bezwaar maken: 3 dagen over tijd (WL-0001)") == (
        lost.subject,
        again.subject,
    )
    assert lost.message_id != again.message_id
    assert [lost.message_id, again.message_id] in [ids for _, ids in identities(office)]
    assert "due.0" in [rung for _, rung in office.told(key)]


def test_what_no_longer_holds_is_not_sent_again(office):
    """Lost on Friday, and handed in meanwhile: its row ends, and Monday's message is another one."""
    [key] = office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{LAST_DAY}T16:50")
        office.does(key, "klaar_op", LAST_DAY)
        days.server.script["end"] = "250 taken"
        days.tick("2026-06-01T08:00")

    lost, monday = days.to("Anna")
    assert ("WL-0001" in lost.subject, "WL-0001" in monday.subject) == (True, False)
    assert lost.message_id.partition(".")[0] != monday.message_id.partition(".")[0]
    assert [("dropped", [lost.message_id]), ("sent", [monday.message_id])] == sorted(identities(office))


def test_the_same_day_three_days_left_and_nothing_to_do_are_two_identities(office):
    """Today's message goes again, as it is every day's: with what is true by then."""
    [key] = office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{LAST_DAY}T08:00")
        office.does(key, "klaar_op", LAST_DAY)
        days.server.script["end"] = "250 taken"
        days.tick(f"{LAST_DAY}T08:30")

    lost, again = days.to("Anna")
    assert ("WL-0001" in lost.subject, "niets te doen" in again.subject) == (True, True)
    assert lost.message_id != again.message_id
    assert [("sent", [lost.message_id, again.message_id])] == identities(office)


def test_no_text_is_kept(office):
    office.client(granted=GRANTED)

    with mail_days(office) as days:
        days.tick(f"{WARNED_ON}T08:00")
        with office.app.read() as uow:
            tables = ("delivery", "delivery_rung", "delivery_mail", "delivery_notice", "setting")
            kept = [str(uow.connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall()) for name in tables]

    assert [mail.subject for mail in days.to("Anna")] == ["Aanvragen: nog 4 weken (WL-0001)"]
    assert not any(word in text for text in kept for word in ("WL-0001", "nog 4 weken", "anna@"))
