"""`traject doctor` on a real database: what is broken there is found, with an exit code and a command that mends it."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.stories.desk import Desk, a_desk
from trajectories.clock import utc_now
from trajectories.local_time import write_instant

KEYS = {"code", "severity", "sure", "count", "text", "todo", "commands", "examples"}
FIGURES = {"due", "sent", "failed", "unknown", "waiting", "late_seconds", "tick_age_seconds", "last_tick_at", "node"}


def a_client_who_is_asked_about(desk: Desk) -> None:
    """t1 is their gezinshereniging; on Mon 15 January 2018 Cora is asked for the permit date."""
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-01-01")
    desk.ask("open", "gezinshereniging", "C-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_client_who_is_asked_about).on("2018-01-08")


def change(desk: Desk, statement: str, *values: object) -> None:
    """Behind the back of the product."""
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        assert connection.execute(statement, values).rowcount, statement


def a_tick(desk: Desk, at: str, *, problem: str = "", ended: bool = True) -> None:
    """A row as a tick leaves it."""
    now = write_instant(utc_now())
    row = ["token", "knoop-1", at, now, now if ended else "", 0, 0, 0, 0, 0, 0, 0, 7, problem]
    change(desk, f"insert into tick values ({', '.join('?' * len(row))})", *row)


@pytest.fixture
def well(desk: Desk) -> Desk:
    """A tick looked this morning."""
    a_tick(desk, "2018-01-08T08:55:00.000000Z")
    return desk


def by_mail(desk: Desk) -> None:
    """As an administrator chose."""
    desk.who, who = "Ada", desk.who
    desk.ask("scheduler", "channel", "smtp")
    desk.who = who


def found(desk: Desk, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the findings by their code."""
    ran = desk.run("doctor", "--json", *words)
    assert all(set(each) == KEYS for each in ran.json["findings"])
    return ran.code, {each["code"]: each for each in ran.json["findings"]}


def test_where_all_is_well_it_says_so(well: Desk):
    """Nobody here is a jurist for this client yet, which is no trouble: a colleague in that role is told."""
    code, findings = found(well)
    assert (0, {}) == (code, {key: each for key, each in findings.items() if each["severity"] == "problem"})

    ran = well.run("doctor")
    assert 0 == ran.code
    assert "✓  ticks come in time" in ran.out
    assert "1 of 1 trajectory replayed." in ran.out


def test_a_duplicate_is_replayed_and_counted_in_no_figure(well: Desk):
    well.ask("close", "t1", "--outcome", "dubbel", "--reason", "twee keer ingevoerd")

    assert "1 trajectory replayed, 1 of which no figure counts." in well.run("doctor").out


def test_the_figures_are_for_monitoring(well: Desk):
    report = well.on("2018-01-15").ask("scheduler", "tick")

    figures = well.run("doctor", "--json").json["figures"]

    assert set(figures) > FIGURES
    assert report["sent"] == figures["sent"] > 0
    fired = {name: each["last_fired_at"] for name, each in figures["rules"].items() if each["last_fired_at"]}
    assert ["2018-01-15T09:00:00.000000Z"] == list(fired.values())
    assert len(figures["rules"]) > 1, "rules that never fired are there too"


def test_three_days_without_a_tick_are_seen(well: Desk):
    code, findings = found(well.on("2018-01-11"))

    assert (7, ["traject scheduler tick"]) == (code, findings["no_tick"]["commands"])
    assert "knoop-1" in findings["no_tick"]["text"]


def test_how_often_a_tick_comes_may_be_said(well: Desk):
    well.now = "2018-01-08T12:00"  # two hours later
    assert 7 == found(well)[0]
    assert 0 == found(well, "--every", "60")[0]


def test_a_reminder_that_nobody_says_is_seen(well: Desk):
    code, findings = found(well.on("2018-01-16"), "--every", "10000")

    assert 7 == code
    assert 1 == findings["late_reminders"]["count"]
    assert findings["late_reminders"]["examples"][0].startswith("t1/")


def test_an_agenda_without_what_was_planned_is_seen_and_rebuilt(well: Desk):
    change(well, "delete from agenda")
    code, findings = found(well)
    problems = {key for key, each in findings.items() if each["severity"] == "problem"}
    assert (8, {"unreached"}) == (code, problems)

    well.who = "Ada"
    well.ask("rebuild")
    assert "unreached" not in found(well)[1]


def test_an_agenda_with_what_nobody_planned_is_seen(well: Desk):
    change(well, "update agenda set send_at = '2018-01-09T07:00:00.000000Z'")

    code, findings = found(well)

    assert 8 == code
    assert {"unreached", "unplanned"} <= set(findings)


def test_a_projection_that_differs_is_seen(well: Desk):
    change(well, "update trajectory set state = replace(state, 'C-1', 'C-2'), stage = 'aanvraag' where id = 't1'")
    change(well, "update trajectory set state = replace(state, '\"version\":', '\"version\": ')")

    code, findings = found(well)

    assert (8, ["t1"]) == (code, findings["projection_differs"]["examples"])


def test_a_deadline_row_that_differs_is_seen(well: Desk):
    change(well, "update deadline set standing = 'met' where trajectory = 't1'")

    assert ["t1"] == found(well)[1]["projection_differs"]["examples"]


def test_a_missing_definition_is_seen(well: Desk):
    change(well, "delete from definition where hash in (select definition from trajectory)")

    code, findings = found(well)

    assert 8 == code
    assert {"definition_missing", "projection_differs"} <= set(findings)


def test_a_changed_definition_is_seen(well: Desk):
    change(well, "update definition set text = text || ' ' where hash in (select definition from trajectory)")

    assert 1 == found(well)[1]["definition_missing"]["count"]


def test_a_missing_calendar_is_seen(well: Desk):
    change(well, "delete from calendar")

    code, findings = found(well)

    assert 3 == code
    assert ["traject init"] == findings["calendar_short"]["commands"]


@pytest.mark.parametrize(
    "statement",
    [
        "update trajectory set closed_on = '2018-01-08'",
        "update trajectory set municipality = 'leiden'",
        "update trajectory set coordinator = ''",
        "delete from trajectory",
    ],
)
def test_a_trajectory_that_is_shown_otherwise_or_not_at_all_is_seen_and_rebuilt(well: Desk, statement: str):
    """What is overdue is told from these rows: a row that is gone is told of to nobody."""
    change(well, statement)
    code, findings = found(well)
    assert (8, ["t1"]) == (code, findings["projection_differs"]["examples"])

    well.who = "Ada"
    well.ask("rebuild")
    assert "projection_differs" not in found(well)[1]


def test_a_reminder_for_another_role_than_was_planned_is_seen(well: Desk):
    change(well, "update agenda set roles = 'volunteer'")

    assert {"unreached", "unplanned"} <= set(found(well)[1])


@pytest.mark.parametrize(
    "statement",
    [
        "update staff set email = 'cora@exmaple.org' where name = 'Cora'",
        "delete from staff_role where staff = (select id from staff where name = 'Cora')",
        "insert into absence select id, '2018-01-01', '', '' from staff where name = 'Cora'",
        "update staff set hours = '6 09:00-10:00' where name = 'Cora'",
    ],
)
def test_staff_who_are_shown_otherwise_than_was_recorded_are_seen_and_rebuilt(well: Desk, statement: str):
    change(well, statement)
    code, findings = found(well)
    assert (8, 1) == (code, findings["people_differ"]["count"])

    well.who = "Ada"
    well.ask("rebuild")
    assert "people_differ" not in found(well)[1]


def test_a_client_who_is_shown_otherwise_is_seen_with_deep(well: Desk):
    change(well, "update person set ref = 'C-9'")

    assert "people_differ" not in found(well)[1]
    assert ["p1"] == found(well, "--deep")[1]["people_differ"]["examples"]


def test_a_claim_until_far_ahead_is_seen(well: Desk):
    """As a clock that jumped ahead leaves it: nobody would say it until 2099."""
    change(well, "update agenda set token = 'x', leased_until = '2099-01-01T00:00:00.000000Z'")

    code, findings = found(well)

    assert (7, 3) == (code, findings["stuck_claim"]["count"])


def test_a_calendar_that_ends_too_soon_is_seen(well: Desk):
    """In June 2018 the decree days of 2019 are known, and those of 2020 are not."""
    assert "calendar_short" not in found(well.on("2018-06-29"))[1]
    assert "calendar_short" in found(well.on("2018-07-02"))[1]


def test_a_claim_that_nobody_took_over_is_seen(well: Desk):
    change(well, "update agenda set token = 'dead', leased_until = '2018-01-01T00:00:00.000000Z'")

    code, findings = found(well)

    assert (7, 3) == (code, findings["stuck_claim"]["count"])


CLAIMED = "update delivery set state = 'claimed', leased_until = '2018-01-01T00:00:00.000000Z'"


def test_a_message_that_nobody_took_over_is_seen_within_the_hours_of_its_recipient(well: Desk):
    """On a Saturday nobody is told anything, so nothing is late."""
    well.on("2018-01-15").ask("scheduler", "tick")
    change(well, CLAIMED)

    assert "stuck_claim" in found(well)[1]
    assert "stuck_claim" not in found(well.on("2018-01-20"))[1]


def test_nobody_to_tell_is_seen(well: Desk):
    change(well, "delete from staff_role where role != 'auditor'")
    well.who = "scheduler"

    code, findings = found(well)

    assert (8, 3) == (code, findings["no_recipient"]["count"]), "8, as no event ended their roles"


def test_a_colleague_without_address_is_seen_once_mail_is_the_channel(well: Desk, monkeypatch: pytest.MonkeyPatch):
    change(well, "update staff set email = ''")
    assert "no_address" not in found(well)[1]
    by_mail(well)
    for name in ("TRAJECT_SMTP_HOST", "TRAJECT_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)

    code, findings = found(well)

    assert 8 == code, "as no event took the address away"
    assert "s2" in findings["no_address"]["examples"]
    assert ["TRAJECT_SMTP_HOST", "TRAJECT_MAIL_FROM"] == findings["channel_not_set_up"]["examples"]
    assert "likely" == findings["channel_not_set_up"]["sure"]


def test_a_coordinator_without_address_is_seen_also_while_nothing_is_planned_for_them(well: Desk):
    """They are told every day that they work."""
    well.who = "Ada"
    well.ask("staff", "add", "Carl", "--role", "coordinator", "--municipality", "leiden")
    well.ask("scheduler", "channel", "smtp")

    assert "Carl" in well.run("staff", "list").out
    assert 1 == found(well)[1]["no_address"]["count"]


def test_a_mail_server_that_cannot_be_reached_is_seen_with_its_reason(well: Desk, monkeypatch: pytest.MonkeyPatch):
    for name, value in (
        ("TRAJECT_SMTP_HOST", "127.0.0.1"),
        ("TRAJECT_SMTP_PORT", "1"),  # nobody listens here
        ("TRAJECT_SMTP_STARTTLS", "no"),
        ("TRAJECT_MAIL_FROM", "traject@example.org"),
    ):
        monkeypatch.setenv(name, value)
    by_mail(well)
    assert 7 == well.on("2018-01-15").run("scheduler", "tick", "--send").code

    code, findings = found(well, "--every", "10000")

    assert 7 == code
    assert "TRAJECT_SMTP_HOST" in findings["mail_server"]["text"]
    assert "failed_deliveries" not in findings


def test_a_message_with_an_unknown_outcome_is_seen(well: Desk):
    sent = well.on("2018-01-15").ask("scheduler", "tick")["sent"]
    change(well, "update delivery set state = 'unknown', leased_until = '2100-01-01T00:00:00.000000Z'")

    code, findings = found(well, "--every", "10000")

    assert (7, sent) == (code, findings["unknown_deliveries"]["count"])
    assert "2018-01-15 10:00" in findings["unknown_deliveries"]["text"]


def test_an_event_of_the_future_betrays_a_clock_that_was_set_back(well: Desk):
    change(well, "update setting set value = '2018-01-07T09:00:00.000000Z' where key = 'clock'")
    well.now = ""

    code, findings = found(well)

    assert (7, 1) == (code, findings["clock_jump"]["count"])


def test_it_speaks_dutch_and_names_nobody(well: Desk):
    change(well, "update staff set email = ''")
    by_mail(well)

    ran = well.run("--lang", "nl", "doctor")

    assert 8 == ran.code, "as no event took the address away"
    assert "Collega's krijgen herinneringen en hebben geen mailadres" in " ".join(ran.out.split())
    for name in ("Cora", "cora@", "C-1", "1990"):
        assert name not in ran.out + ran.err


def test_the_command_line_gives_the_exit_code(well: Desk):
    change(well, "delete from agenda")
    given = ["--database", str(well.database), "--by", "scheduler", "doctor"]

    done = subprocess.run(
        [sys.executable, "-m", "cli.start", *given], cwd=Path(__file__).parents[3], capture_output=True, text=True
    )

    assert 8 == done.returncode
