"""`why` and `why-not` of what was tried and did not arrive: failed, lost, held up or come back, never just planned."""

import json

import pytest

from cli.app import main
from scheduler.health.collect import look
from scheduler.outbox import ledger
from scheduler.sending.bounced import bounce
from tests.contract.mail_days import mail_days
from tests.scheduler.offices import BOTH, GRANTED, MONTH_BEFORE, WEEK_BEFORE, an_office, moment
from tests.scheduler.scripted import DROP
from trajectories.local_time import write_instant

pytestmark = pytest.mark.one_python

WARNED_ON = "2026-04-10"  # a Friday
TERM = "t1/aanvragen"


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    with office.app.write() as uow:
        uow.set_setting("channel", "smtp")
    yield office
    office.app.store.close()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@pytest.fixture
def ask(office, capsys, monkeypatch):
    """What the command line says in Dutch, on one line, on the office's own clock; or the document."""
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    monkeypatch.setenv("COLUMNS", "240")

    def ask(*words, lang="nl"):
        with office.app.write() as uow:
            uow.set_setting("clock", write_instant(office.now))
        capsys.readouterr()
        assert 0 == main(["--database", office.app.settings.database, "--lang", lang, *words])
        said = capsys.readouterr().out
        return json.loads(said) if "--json" in words else " ".join(said.split())

    return ask


def rung(document, reminder):
    [found] = [each for each in document["rungs"] if each["reminder"] == reminder]
    return found


def test_what_failed_says_so_why_and_when_it_goes_again(office, ask):
    """It said 'planned for coordinator' of what had been refused."""
    office.client(granted=GRANTED)

    with mail_days(office, {"rcpt": "450 4.2.1 not now"}) as days:
        days.tick(f"{WARNED_ON}T08:00")

    text = ask("why", TERM)
    assert "mislukt bij Anna (de postbus van de ontvanger neemt niets aan" in text
    assert ", opnieuw vanaf 2026-04-10 08:01" in text
    assert "2026-04-10 gepland voor" not in text
    assert "2026-05-04 gepland voor" in text
    found = rung(ask("why", TERM, "--json"), MONTH_BEFORE)
    assert ("failed", ["failed"]) == (found["state"], [each["state"] for each in found["attempts"]])
    assert found["attempts"][0]["problem"].startswith("the recipient's mailbox takes nothing")
    assert "failed for Anna" in ask("why", TERM, lang="en")
    assert "mislukt bij Anna" in ask("why-not", "WL-0001", "aanvragen")
    [answer] = ask("why-not", "WL-0001", "aanvragen", "--json")["trajectories"]
    assert ("failed", MONTH_BEFORE) == (answer["answer"], answer["reminder"])


def test_what_was_lost_is_not_certain(office, ask):
    office.client(granted=GRANTED)

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{WARNED_ON}T08:00")

    text = ask("why", TERM)
    assert (
        "onzeker of het bij Anna aankwam (de mailserver verbrak de verbinding), opnieuw vanaf 2026-04-10 08:30" in text
    )
    assert "unknown" == rung(ask("why", TERM, "--json"), MONTH_BEFORE)["state"]


def test_what_a_server_in_trouble_holds_up_waits_for_that(office, ask):
    office.client(granted=GRANTED)

    with mail_days(office, {"greeting": DROP}) as days:
        for at in ("08:00", "08:01"):
            days.tick(f"{WARNED_ON}T{at}")

    text = ask("why", TERM)
    assert "wacht voor Anna (de mailserver verbrak de verbinding) tot 2026-04-10 08:06" in text


@on_sqlite
def test_after_three_lost_answers_it_counts_as_told_and_says_that_it_may_not_have_arrived(office, ask):
    office.client(granted=GRANTED)

    with mail_days(office, {"end": DROP}) as days:
        for at in ("08:00", "08:30", "10:30"):
            days.tick(f"{WARNED_ON}T{at}")

    assert "gezegd aan Anna (coördinator), misschien niet aangekomen" in ask("why", TERM)


def test_one_who_heard_it_and_one_for_whom_it_failed_are_both_said(office, ask):
    """A week before, the jurist is told too."""
    office.joins("Jo", "jurist")
    office.client(granted=GRANTED)

    with mail_days(office) as days:
        days.tick(f"{WARNED_ON}T08:00")
        days.server.script["rcpt"] = lambda: "450 4.2.1 full" if "jo@" in days.server.addressed[-1] else "250 OK"
        days.tick("2026-05-04T08:00")

    found = rung(ask("why", TERM, "--json"), WEEK_BEFORE)
    assert ("said", ["Jo"]) == (found["state"], [each["name"] for each in found["attempts"]])
    assert "mislukt bij Jo" in ask("why", TERM)


def test_what_came_back_says_so_and_doctor_calls_nothing_late_until_a_tick_was_missed(office, ask):
    """Right after `bounced` doctor said that reminders had been lying for half an hour."""
    office.joins("Ada", "administrator")
    office.client(granted=GRANTED)

    with mail_days(office) as days:
        days.tick(f"{WARNED_ON}T08:00")
        office.now = moment(f"{WARNED_ON}T11:00")
        with office.app.write() as uow:
            [entry] = [each for each in ledger.ledger(uow) if each.rung_count]
            bounce(uow, office.app.casework, entry, "smtp", "550 no such user", office.by())
    right_after = late(office)
    text = ask("why", TERM)
    office.now = moment(f"{WARNED_ON}T11:29")
    within = late(office)
    office.now = moment(f"{WARNED_ON}T11:31")

    assert "teruggekomen van Anna; gepland voor coördinator (Ada)" in text
    assert "bounced" == rung(ask("why", TERM, "--json"), MONTH_BEFORE)["state"]
    assert ([], []) == (right_after, within)
    assert [MONTH_BEFORE] == late(office)


@on_sqlite
def test_what_was_recorded_late_is_not_late_right_away_either(office):
    """Its hour was this morning, and it was written down at two."""
    key = office.client(granted="")
    office.now = moment(f"{WARNED_ON}T14:00")
    office.does(key, "op", GRANTED)

    assert [] == late(office)
    office.now = moment(f"{WARNED_ON}T14:31")
    assert [MONTH_BEFORE] == late(office)


def late(office):
    with office.app.read() as uow:
        return look(office.app, uow, office.now, lambda: office.now, ()).late
