"""Who a mail is from and to, what the server said of it, a try on the day it is set up, and what comes back."""

import random
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.messages.message import Message
from scheduler.outbox import ledger
from scheduler.outbox.attempts import attempts
from scheduler.planning.recipients import reaches
from scheduler.sending.bounced import Bounced, bounce
from scheduler.sending.channels import smtp
from scheduler.sending.problems import MESSAGE as AT_MESSAGE
from scheduler.sending.problems import RECIPIENT as AT_RECIPIENT
from scheduler.sending.problems import SENDER as AT_SENDER
from scheduler.sending.problems import in_words, refusal
from tests.contract.conftest import BOTH
from tests.contract.mail_days import mail_days
from tests.contract.test_ticks import expire_leases
from tests.scheduler.offices import MONTH_BEFORE, Office, an_office
from tests.scheduler.scripted import DROP, scripted
from trajectories.history import events as ev
from trajectories.people.mail_address import is_mail_address, mail_address, sender
from trajectories.people.staff import OFFICE, add_staff, staff_on
from trajectories.projections.projections import rebuild
from trajectories.settings import SmtpSettings
from workflows.errors import NotDelivered, Refused, UsageError

MESSAGE = Message("anna@voorbeeld.nl", "Aanvragen", "Dag Anna\n", "Anna", "a1b2c3")
FROM = "traject@gemeente.nl"


def settings(port: int, mail_from: str = FROM) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", port, "", "", False, mail_from)


def mailed(message: Message = MESSAGE, mail_from: str = FROM) -> bytes:
    with scripted() as server:
        smtp(settings(server.port, mail_from))(message)
    [taken] = server.taken
    return taken


# the mail


def test_the_headers_keep_automatic_answers_away():
    """An away message to a sender that nobody reads makes a loop, or a heap that hides what came back."""
    mail = message_from_bytes(mailed(), policy=policy.default)

    assert "auto-generated" == mail["Auto-Submitted"]
    assert "bulk" == mail["Precedence"]
    assert {"OOF", "AutoReply"} <= set(mail["X-Auto-Response-Suppress"].split(", "))
    assert "DR" not in mail["X-Auto-Response-Suppress"], "what could not be delivered is to come back"


NAMES = [
    "Traject, Westland",
    "Traject (proef): Westland; team",
    'Team "Oost" <b@c.nl>',
    "a@b.nl",
    "Gemeente Één, afdeling Inburgering",
    "",
    "x\\y",
    "=?utf-8?q?b=40c.nl?=",
    "Gemeente Westland, afdeling Maatschappelijke Ontwikkeling, team Inburgering, de herinneringen",
]


@pytest.mark.parametrize("name", NAMES)
def test_from_is_one_address_whatever_the_name_holds(name: str):
    """Also to a program that reads mail as it was read twenty years ago."""
    taken = mailed(MESSAGE._replace(name=name), f"{name} <{FROM}>")

    for header, address in (("From", FROM), ("To", MESSAGE.to)):
        [read] = message_from_bytes(taken, policy=policy.default)[header].addresses
        assert address == read.addr_spec
        assert [address] == [one for _, one in getaddresses([str(message_from_bytes(taken)[header])])]
        if "=?" not in name:
            assert name.split() == read.display_name.split()


def test_no_name_makes_a_second_address():
    """As the sender's own code writes it; a name of any length, of signs that mean something in a header."""
    chance = random.Random(11)
    for _ in range(300):
        name = "".join(chance.choice('abc ,;:<>()"\\@é.[]=?_') for _ in range(chance.choice([3, 40, 150])))
        _, address = sender(f"{name} <{FROM}>")
        assert FROM == address
    taken = mailed(MESSAGE._replace(name=name))
    assert 1 == len(message_from_bytes(taken, policy=policy.default)["To"].addresses)


# addresses


@pytest.mark.parametrize(
    "text, told",
    [
        ("anna@voorbeeld.nl", "anna@voorbeeld.nl"),
        (" anna@voorbeeld.nl ", "anna@voorbeeld.nl"),
        ("a.de-vries+werk@mail.voorbeeld.nl", "a.de-vries+werk@mail.voorbeeld.nl"),
        ("anna@postkantoor", "anna@postkantoor"),
        ("anna@voorbéeld.nl", "anna@xn--voorbeld-f1a.nl"),
        ("anna@voorbe\u0301eld.nl", "anna@xn--voorbeld-f1a.nl"),
    ],
)
def test_an_address_is_what_a_mail_server_takes(text: str, told: str):
    assert told == mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("anna", "anna@", "@voorbeeld.nl", "anna@@voorbeeld.nl", "anna@voorbeeld..nl", ".anna@voorbeeld.nl"),
        *(
            "anna@-voorbeeld.nl",
            "anna@voorbeeld.nl, ben@voorbeeld.nl",
            "Anna <anna@voorbeeld.nl>",
            "an na@b.nl",
        ),
        *("anna@voor beeld.nl", "andré@voorbeeld.nl", "anna@stra\u00dfe.de", "anna\u200b@voorbeeld.nl", "a\n@b.nl"),
        *(f"{'a' * 65}@voorbeeld.nl", f"anna@{'a' * 64}.nl", f"anna@{'a.' * 125}nl", "anna@voorbeeld.nl\nBcc: x@y.nl"),
    ],
)
def test_what_is_no_address_is_refused_where_it_is_given(text: str):
    """By what sends, and by what records: the same function."""
    assert not is_mail_address(text)
    with pytest.raises(NotDelivered), scripted() as server:
        smtp(settings(server.port))(MESSAGE._replace(to=text))
    with pytest.raises(NotDelivered) as caught:
        smtp(settings(25, f"Traject <{text}>"))
    assert "TRAJECT_MAIL_FROM is no mail address" in caught.value.say("en")


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    office = an_office(request)
    yield office
    office.app.store.close()


def test_the_staff_list_takes_only_what_can_be_mailed(office: Office):
    with pytest.raises(UsageError) as caught, office.app.write() as uow:
        add_staff(uow, "Cor", ["coordinator"], office.by().today, office.stamp, email="cor.voorbeeld.nl")

    assert "this is no mail address" in caught.value.say("en")
    assert {"Beheer", "Anna"} == {each.name for each in staff(office).values()}, "refused whole"


def test_an_accent_in_the_domain_is_kept_as_it_was_given_and_sent_in_punycode(office: Office):
    with office.app.write() as uow:
        add_staff(uow, "Ben", ["coordinator"], office.by().today, office.stamp, email=" ben@voorbéeld.nl")

    [ben] = [each for each in staff(office).values() if each.name == "Ben"]
    assert "ben@voorbéeld.nl" == ben.email
    assert reaches("smtp", ben)
    assert b"To: Ben <ben@xn--voorbeld-f1a.nl>" in mailed(MESSAGE._replace(to=ben.email, name="Ben"))


def staff(office: Office) -> Any:
    with office.app.read() as uow:
        return staff_on(uow, office.by().today)


def test_an_address_of_before_that_is_none_counts_as_none(office: Office):
    anna = staff(office)["s2"]

    assert reaches("smtp", anna)
    assert not reaches("smtp", anna._replace(email="anna@@voorbeeld.nl"))


# what the server said


@pytest.mark.parametrize(
    "at, said, told",
    [
        (AT_SENDER, "552 5.3.4 too big for us", "the message is larger than the mail server takes (code 552 5.3.4)"),
        (AT_MESSAGE, "552 no", "the message is larger than the mail server takes (code 552)"),
        (AT_MESSAGE, "554 5.2.3 too long", "the message is larger than the mail server takes (code 554 5.2.3)"),
        (AT_SENDER, "530 5.7.0 log in", "the mail server wants a login first"),
        (AT_RECIPIENT, "530 log in", "the mail server wants a login first"),
        (AT_SENDER, "550 5.7.57 not authenticated", "the mail server wants a login first"),
        (AT_SENDER, "421 4.3.2 bye", "the mail server is closing down, for now (code 421 4.3.2)"),
        (AT_RECIPIENT, "421 bye", "the mail server is closing down, for now (code 421)"),
        (AT_SENDER, "550 5.1.8 who is that", "the mail server refuses the sender (code 550 5.1.8)"),
        (AT_MESSAGE, "550 5.7.26 not yours", "the mail server refuses the sender (code 550 5.7.26)"),
        (AT_RECIPIENT, "550 5.1.1 unknown", "the mail server refuses the recipient's address (code 550 5.1.1)"),
        (AT_MESSAGE, "550 5.1.1 unknown", "the mail server refuses the recipient's address (code 550 5.1.1)"),
        (AT_RECIPIENT, "552 5.2.2 over quota", "the recipient's mailbox takes nothing"),
        (AT_RECIPIENT, "554 5.7.1 relay access denied", "the mail server does not pass on our mail to this address"),
        (AT_RECIPIENT, "450 4.7.1 greylisted", "the mail server refuses the recipient's address, for now (code 450"),
        (AT_SENDER, "452 4.3.1 disk full", "the mail server has trouble of its own, for now (code 452 4.3.1)"),
        (AT_MESSAGE, "451 later", "the mail server has trouble of its own, for now (code 451)"),
        (AT_MESSAGE, "554 5.7.1 spam", "the mail server refuses the message (code 554 5.7.1)"),
        (AT_MESSAGE, "554 5.7.1999 anna", "the mail server refuses the message (code 554)"),
    ],
)
def test_the_ledger_says_what_the_server_said_and_blames_nobody_else(at: Any, said: str, told: str):
    problem = refusal(at, int(said[:3]), said[4:].encode())

    assert problem.say("en").startswith(told)
    assert problem.say("nl") == in_words(str(problem)).say("nl"), "as the ledger tells it in Dutch"
    assert "for now" not in problem.say("nl")


def test_no_text_of_the_server_is_kept():
    with pytest.raises(NotDelivered) as caught, scripted({"rcpt": "550 5.1.1 anna@voorbeeld.nl is unknown"}) as server:
        smtp(settings(server.port))(MESSAGE)

    assert "the mail server refuses the recipient's address (code 550 5.1.1)" == caught.value.say("en")


# what came back


def keep(office: Office, message: Message) -> None:
    """A channel that knows what a mail server knows."""
    if not message.to:
        raise NotDelivered(in_words("no mail address is known for this colleague"))
    office.outbox.append(message)


def tick(office: Office, at: str) -> list[str]:
    """To whom messages went in this tick."""
    before = len(office.outbox)
    office.tick(at, lambda message: keep(office, message))
    return [message.to for message in office.outbox[before:]]


def came_back(office: Office, message: str, reason: str = "550 mailbox unavailable") -> Bounced:
    with office.app.write() as uow:
        [entry] = ledger.ledger(uow, message=message)
        return bounce(uow, office.app.casework, entry, "smtp", reason, office.by())


def last_to(office: Office, address: str) -> str:
    return next(message.key for message in reversed(office.outbox) if message.to == address)


def test_what_came_back_was_not_said_and_is_owed_to_whoever_is_told_instead(office: Office):
    """Anna's mailbox is gone. Her team leader hears of it with the next tick, as of someone without an address."""
    tess = office.joins("Tess", "teamleider")
    key = office.client(coordinator="s2")
    assert {"anna@voorbeeld.nl", "tess@voorbeeld.nl"} == set(tick(office, "2026-04-10T08:10"))
    assert [("Anna", "before-1m.0")] == office.told(key)

    found = came_back(office, last_to(office, "anna@voorbeeld.nl"))

    assert (1, False) == (found.reminders, found.address_stands)
    assert {"s2", tess} == set(found.told)
    assert "" == staff(office)["s2"].email
    assert ["tess@voorbeeld.nl"] == tick(office, "2026-04-13T08:10")  # Monday; Friday's message of Tess was had
    assert [("Anna", "before-1m.0"), ("Tess", "before-1m.0")] == office.told(key)
    assert MONTH_BEFORE.partition("/")[2].partition("#")[0] in office.outbox[-1].body.lower()

    with office.app.write() as uow:
        add_staff(uow, "Anna", [], office.by().today, office.stamp, email="anna.nieuw@voorbeeld.nl")
    expire_leases(office)
    assert ["anna.nieuw@voorbeeld.nl"] == tick(office, "2026-04-13T11:10")
    assert [("Anna", "before-1m.0"), ("Tess", "before-1m.0"), ("Anna", "before-1m.0")] == office.told(key)


def test_a_returned_message_is_told_by_ledger_and_history_and_rebuilt_alike(office: Office):
    key = office.client(coordinator="s2")
    tick(office, "2026-04-10T08:10")
    message = last_to(office, "anna@voorbeeld.nl")

    came_back(office, message, "550 5.1.1 anna@voorbeeld.nl: no such user")

    with office.app.read() as uow:
        [entry] = ledger.ledger(uow, message=message)
        tried = attempts(uow, message, ledger.carried_by(uow, message))
        office_events = [each for each in uow.history(OFFICE) if isinstance(each.event, ev.AddressBounced)]
    assert ("bounced", "", "") == (entry.state, entry.problem, entry.again_at)
    assert ["", "the message came back"] == [each.problem for each in tried]
    assert ev.MessageBounced(message, "s2") == office.said(key)[-1]
    [bounced] = office_events
    assert "anna" not in str(bounced).lower(), "why it came back is kept apart"
    assert bounced.reason
    before = staff(office)
    with office.app.write() as uow:
        rebuild(uow, office.app.dossiers, [])
    assert before == staff(office)


def test_what_others_heard_of_it_is_not_said_to_them_again(office: Office):
    """Two coordinators of one case without a holder; only what Anna was told comes back."""
    office.joins("Ben", "coordinator")
    tess = office.joins("Tess", "teamleider")
    key = office.client()
    tick(office, "2026-04-10T08:10")
    assert {("Anna", "before-1m.0"), ("Ben", "before-1m.0")} == set(office.told(key))

    came_back(office, last_to(office, "anna@voorbeeld.nl"))
    tick(office, "2026-04-13T08:10")

    assert 1 == [who for who, _ in office.told(key)].count("Ben")
    assert tess not in [each.to for each in office.said(key) if isinstance(each, ev.ReminderSent)], "Ben was told"


def test_the_address_stands_where_another_was_recorded_since(office: Office):
    office.client(coordinator="s2")
    tick(office, "2026-04-10T08:10")
    office.now += timedelta(minutes=5)
    with office.app.write() as uow:
        add_staff(uow, "Anna", [], office.by().today, office.stamp, email="anna.nieuw@voorbeeld.nl")

    found = came_back(office, last_to(office, "anna@voorbeeld.nl"))

    assert (True, ["s2"]) == (found.address_stands, found.told)
    assert ["anna.nieuw@voorbeeld.nl"] == tick(office, "2026-04-10T08:20")


def test_a_daily_message_without_a_reminder_can_come_back_too(office: Office):
    tick(office, "2026-04-10T08:10")

    found = came_back(office, last_to(office, "anna@voorbeeld.nl"))

    assert Bounced(0, [], address_stands=False) == found
    assert not reaches("smtp", staff(office)["s2"])


@pytest.mark.parametrize("state", ["failed", "waiting", "dropped", "claimed", "bounced"])
def test_only_what_a_server_took_can_come_back(office: Office, state: str):
    office.client(coordinator="s2")
    tick(office, "2026-04-10T08:10")
    message = last_to(office, "anna@voorbeeld.nl")
    with office.app.write() as uow:
        change = text("update delivery set state = :state where message = :message")
        uow.connection.execute(change, {"state": state, "message": message})

    with pytest.raises(Refused):
        came_back(office, message)

    assert "anna@voorbeeld.nl" == staff(office)["s2"].email


def test_it_wants_to_know_what_the_server_told(office: Office):
    office.client(coordinator="s2")
    tick(office, "2026-04-10T08:10")
    with pytest.raises(UsageError):
        came_back(office, last_to(office, "anna@voorbeeld.nl"), " ")


# what is under way to an address that reaches nobody any more


DECIDED, LAST_DAY = "2026-04-17", "2026-05-29"  # of a statutory term of six weeks; a Friday


def no_address_any_more(office: Office) -> None:
    """Of Anna: an older message to her came back."""
    with office.app.write() as uow:
        [entry] = [each for each in ledger.ledger(uow, recipient="s2", states=["sent"]) if not each.rung_count]
        bounce(uow, office.app.casework, entry, "smtp", "550 mailbox unavailable", office.by())


@pytest.mark.owner
@pytest.mark.parametrize("answer", [{"rcpt": "450 4.2.2 full"}, {"end": DROP}])
def test_what_is_under_way_to_an_address_that_came_back_goes_to_whoever_is_told_instead(
    office: Office, answer: dict[str, str]
):
    """Its last day is today: the team leader hears of it today, whether it failed or its answer was lost."""
    office.joins("Tess", "teamleider")
    office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office) as days:
        days.tick("2026-05-28T08:00")
        days.server.script.update(answer)
        days.tick(f"{LAST_DAY}T08:00")
        no_address_any_more(office)
        days.server.script.update(rcpt="250 OK", end="250 taken")
        days.ticks(LAST_DAY, "08:05", "10:35", 5)

    assert ["Bezwaar maken: vandaag (WL-0001)"] == [
        each.subject for each in days.to("Tess") if "WL-0001" in each.subject
    ]


@pytest.mark.owner
def test_what_came_back_is_not_said_to_be_uncertain_any_more(office: Office):
    """Three answers were lost, and then it came back: nobody reads that it counts as told."""
    office.joins("Ada", "administrator")
    office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        for at in ("08:00", "08:30", "10:30"):
            days.tick(f"{LAST_DAY}T{at}")
        with office.app.read() as uow:
            [entry] = ledger.ledger(uow, states=["uncertain"])
        came_back(office, entry.message)
        with office.app.write() as uow:
            add_staff(uow, "Anna", [], office.by().today, office.stamp, email="anna.nieuw@voorbeeld.nl")
        days.server.script["end"] = "250 taken"
        days.tick(f"{LAST_DAY}T10:35")

    again = days.to("Anna")[-1]
    assert ("29 10:35", "Bezwaar maken: vandaag (WL-0001)") == (again.at, again.subject)
    assert "MISSCHIEN" not in again.body
    assert [] == days.to("Ada")
