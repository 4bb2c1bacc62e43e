"""Mail that does not arrive at once goes again at the pace of its deadline, by a real mail server that misbehaves.

The first stories are the rows of the table in docs/reliability.md.
"""

from pathlib import Path

import pytest

from scheduler.explain import simulate_ticks
from scheduler.explain.who_hears import who_hears
from scheduler.health.collect import look
from tests.contract.mail_days import mail_days
from tests.scheduler.offices import BOTH, an_office, moment
from tests.scheduler.scripted import DROP
from trajectories.audit import verify
from trajectories.history import events as ev
from trajectories.local_time import AMSTERDAM, local_day, write_instant
from trajectories.people.staff import add_staff

pytestmark = pytest.mark.one_python

FRIDAY, MONDAY = "2026-05-29", "2026-06-01"  # the last day of what was decided on 17 April, and the next working day
DECIDED = "2026-04-17"
THURSDAY = "2026-05-28"
GRANTED, WARNED_ON = "2026-02-12", "2026-04-10"  # of a term of three months; a Friday
RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


def on_its_last_day(office):
    """A statutory term of Anna's that ends on the Friday."""
    [found] = office.clients(["WL-0001"], DECIDED, ["s2"], workflow="laatste_dag")
    return found


def about(days, name, ref="WL-0001"):
    """When someone was told of a client, and in which words."""
    return [(each.at, each.subject) for each in days.to(name) if ref in each.body or ref in each.subject]


def must_stand_in_the_table(*cells):
    """What is seen here and what is told there are the same."""
    assert f"| {' | '.join(cells)} |" in RELIABILITY.read_text(encoding="utf-8")


# who hears what when


def test_an_outage_on_a_last_day_is_told_that_day(office):
    """Tried at 08:00, 08:05, 08:10, 08:25, 08:55 and 09:55."""
    key = on_its_last_day(office)

    with mail_days(office) as days:
        days.server.script["greeting"] = lambda: DROP if office.now < moment(f"{FRIDAY}T09:06") else "220 here"
        days.ticks(FRIDAY, "08:00", "10:00")
        days.ticks(FRIDAY, "12:00", "17:00", 60)
        [(at, subject)] = about(days, "Anna")

    assert ("29 09:55", "Bezwaar maken: vandaag (WL-0001)") == (at, subject)
    assert [ev.ReminderSent] == [type(event) for event in office.said(key)]  # nobody's attempt failed
    assert [(1, "sent")] == days.rows("attempts, state")
    must_stand_in_the_table(
        "the server is away from 08:00 to 09:06, on the last day of a statutory term",
        "nothing that day; on Monday “3 days overdue”",
        "at 09:55 that day “today”",
    )


PROVIDERS = {
    "refuses each after it": {"rcpt": "452 4.5.3 too many recipients"},
    "closes after it": {"rcpt": "421 4.7.0 too much mail from you"},
    "refuses each message after it": {"end": "451 4.7.1 slow down"},
}


@on_sqlite
@pytest.mark.parametrize("how", PROVIDERS)
def test_forty_three_people_at_ten_a_run_are_all_told_within_two_hours(office, how):
    [(point, refusal)] = PROVIDERS[how].items()
    for number in range(42):
        office.joins(f"Coach{number:02}", "coordinator")
    run = {"taken": 0}

    def ten():
        run["taken"] += 1
        return refusal if run["taken"] > 10 else "250 OK"

    with mail_days(office) as days:
        days.before_each = lambda: run.update(taken=0)
        days.server.script[point] = ten
        days.ticks("2026-03-02", "08:00", "09:00")
        told = [day.sent for day in days.reports if day.sent]

    assert 43 == sum(told) == len({each.to for each in days.arrived})
    assert [10, 10, 10, 10, 3] == told
    must_stand_in_the_table(
        "a provider takes ten messages a run, of 43",
        "13 people without one that day",
        "all 43 told before 09:00",
    )
    last = max(each.at for each in days.arrived)
    assert last < "02 09:00"


@on_sqlite
def test_a_wrong_password_is_offered_ten_times_in_a_day_and_is_nobodys_attempt(office):
    """From 08:00 to 17:00, whatever ways of logging in the server knows; then it is right."""
    key = on_its_last_day(office)
    script = {"ehlo": "250-here\r\n250 AUTH CRAM-MD5 PLAIN LOGIN", "auth": "535 5.7.8 no"}

    with mail_days(office, script, user="traject", password="oud") as days:
        days.ticks(FRIDAY, "08:00", "09:05")
        days.ticks(FRIDAY, "09:20", "17:00", 20)
        logins = days.logins()
        assert [] == office.said(key)
        assert [] == [row for row in days.rows("attempts, state") if row != (0, "waiting")]
        days.server.script["auth"] = "235 welcome"
        days.settings = days.settings._replace(password="nieuw")
        days.tick(f"{FRIDAY}T17:05")

    assert 10 == logins
    assert [("29 17:05", "Bezwaar maken: vandaag (WL-0001)")] == about(days, "Anna")
    must_stand_in_the_table(
        "the password is wrong from 08:00 to 17:00",
        "258 logins by 09:07",
        "10 logins, nobody's attempt counted; told at the first tick after it is mended",
    )


def test_a_lost_answer_makes_three_copies_and_then_people_are_told(office):
    """The server takes everything and never says so, until Monday."""
    key = on_its_last_day(office)
    an_administrator_with_an_address(office)

    with mail_days(office, {"end": DROP}) as days:
        days.ticks(FRIDAY, "08:00", "10:35")
        days.ticks(FRIDAY, "11:05", "17:05", 60)
        copies, friday = days.to("Anna"), days.to("Ada")
        days.server.script["end"] = "250 taken"
        days.ticks(MONDAY, "08:00", "09:00", 30)
        days.ticks("2026-06-02", "08:00", "09:00", 30)
        [monday] = [each for each in days.to("Anna") if each.at.startswith("01")]
        [tuesday] = [each for each in days.to("Anna") if each.at.startswith("02")]

    assert ["29 08:00", "29 08:30", "29 10:30"] == [each.at for each in copies]
    assert 1 == len({each.message_id for each in copies})
    assert ("uncertain", 3) == days.rows("state, attempts")[0]
    assert "HEEFT U MISSCHIEN AL BEREIKT" in monday.body
    assert "WL-0001  Bezwaar maken: t1/bezwaar#2" in monday.body
    assert "HEEFT U MISSCHIEN AL BEREIKT" not in tuesday.body
    assert friday == days.to("Ada")
    assert 1 == len({each.message_id for each in friday})
    assert "1 bericht misschien niet aangekomen" in friday[0].subject
    assert "- Anna, vrijdag 29 mei 2026: traject scheduler ledger" in " ".join(friday[0].body.split())
    counted = [(event.reminder.rpartition("/")[2], event.is_certain) for event in sent(office, key)]
    assert [("due.0", False), ("overdue-3d.0", True)] == counted
    with office.app.write() as uow:
        uow.set_setting("clock", write_instant(office.now))  # as its commands would have left it
        assert verify.verify(uow).ok
    must_stand_in_the_table(
        "the server takes the mail and its answer is lost",
        "26 mails to one person in six days",
        "3 copies (08:00, 08:30, 10:30) with one Message-ID; an administrator is told once, and the next daily message "
        "says what may have arrived",
    )


def an_administrator_with_an_address(office):
    office.joins("Ada", "administrator")


def sent(office, key):
    return [event for event in office.said(key) if isinstance(event, ev.ReminderSent)]


@on_sqlite
def test_a_server_that_loses_every_answer_for_six_days_sends_three_a_day(office):
    """Each day's message is another one, and what one said counts as told in the next."""
    key = on_its_last_day(office)
    an_administrator_with_an_address(office)
    week = [FRIDAY, *(f"2026-06-0{day}" for day in range(1, 6))]

    with mail_days(office, {"end": DROP}) as days:
        for day in week:
            for hour in ("08:00", "08:30", "10:30", "13:05"):
                days.tick(f"{day}T{hour}")

    assert [3] * 6 == [len([one for one in days.to("Anna") if one.at[:2] == day[-2:]]) for day in week]
    assert [1] * 6 == [len({one.message_id for one in days.to("Anna") if one.at[:2] == day[-2:]}) for day in week]
    assert 1 == len([each for each in sent(office, key) if each.reminder.endswith("/due.0")])


@on_sqlite
def test_the_administrators_are_told_of_a_daily_message_without_a_reminder_too(office):
    """It is the first sign that the server loses answers; its reader, who missed nothing, is told nothing."""
    office.joins("Ada", "administrator")

    with mail_days(office, {"end": DROP}) as days:
        for at in ("08:00", "08:30", "10:30"):
            days.tick(f"{FRIDAY}T{at}")
        days.server.script["end"] = "250 taken"
        days.ticks(FRIDAY, "10:35", "11:35", 30)
        days.tick(f"{MONDAY}T08:00")

    [told] = days.to("Ada")
    assert ("29 10:35", "traject: 1 bericht misschien niet aangekomen") == (told.at, told.subject)
    assert "MISSCHIEN" not in days.to("Anna")[-1].body


@on_sqlite
def test_whoever_left_is_waited_for_by_nobody(office):
    """Ben left before he could read that his message may have arrived: doctor does not ask about it for ever."""
    ben = office.joins("Ben", "coordinator")
    office.joins("Ada", "administrator")
    office.clients(["WL-0001"], DECIDED, [ben], workflow="laatste_dag")

    with mail_days(office, {"end": DROP}) as days:
        for at in ("08:00", "08:30", "10:30"):
            days.tick(f"{FRIDAY}T{at}")
        assert 2 == unread(office)
        days.server.script["end"] = "250 taken"
        office.leaves(ben, "coordinator")
        days.tick(f"{FRIDAY}T10:35")

    assert ["29 10:35"] == [each.at for each in days.to("Ada")]
    assert 0 == unread(office)


def unread(office):
    """Of how many messages that ended uncertain doctor says that not everyone knows."""
    with office.app.read() as uow:
        return len(look(office.app, uow, office.now, lambda: office.now, ()).unheard_of)


# the pace of one recipient


@on_sqlite
def test_what_may_have_arrived_and_is_refused_later_is_taken_up_in_the_next_message_of_the_day(office):
    """Else it would be tried once an hour for ever, beside those of later days."""
    on_its_last_day(office)

    with mail_days(office, {"end": DROP}) as days:
        days.tick(f"{FRIDAY}T16:50")
        days.server.script.update(end="250 taken", rcpt="550 5.1.1 nobody of that name")
        days.ticks(MONDAY, "08:00", "17:00", 30)
        days.ticks("2026-06-02", "08:00", "17:00", 30)
        under_way = [row for row in days.rows("day, state") if row[1] in ("unknown", "failed")]

    assert [("2026-06-02", "failed")] == under_way


def attempts(days, *moments):
    """At which of these a recipient was named."""
    found = []
    for each in moments:
        before = days.server.words().count("rcpt")
        days.tick(each)
        if days.server.words().count("rcpt") > before:
            found.append(each[11:])
    return found


TIMES = ("08:00", "08:01", "08:05", "08:06", "08:20", "08:21", "08:50", "08:51", "09:50", "09:51", "10:50", "10:51")


@on_sqlite
def test_what_fails_for_one_goes_again_after_1_5_15_30_and_60_minutes_and_then_hourly_until_they_close(office):
    """Anna closes at five; she is told with the message of Monday."""
    office.client(granted=GRANTED)
    evening = ("16:51", "17:51", "18:51", "23:59")

    with mail_days(office, {"rcpt": "450 4.2.1 not now"}) as days:
        tried = attempts(days, *(f"{WARNED_ON}T{each}" for each in (*TIMES, *evening)))
        days.server.script["rcpt"] = "250 OK"
        days.tick("2026-04-13T08:00")

    assert ["08:00", "08:01", "08:06", "08:21", "08:51", "09:51", "10:51", "16:51"] == tried
    assert ["13 08:00"] == [at for at, _ in about(days, "Anna")]


@on_sqlite
def test_what_carries_a_last_day_goes_on_hourly_until_eleven_in_the_evening(office):
    on_its_last_day(office)
    hours = [f"{FRIDAY}T{hour:02}:{minute}" for hour in range(16, 24) for minute in ("00", "30")]

    with mail_days(office, {"rcpt": "450 4.2.1 not now"}) as days:
        attempts(days, *(f"{FRIDAY}T{each}" for each in ("08:00", "08:30", "09:00", "10:00", "11:00")))
        tried = attempts(days, *hours)

    assert [f"{hour}:00" for hour in range(16, 23)] == tried


def test_a_changed_address_makes_what_failed_for_it_due_at_once(office):
    ben = office.joins("Ben", "coordinator")
    office.client(granted=GRANTED, coordinator=ben)

    with mail_days(office, {"rcpt": "550 5.1.1 nobody of that name"}) as days:
        days.ticks(WARNED_ON, "08:00", "09:00", 15)
        heard = days.server.words().count("rcpt")
        days.server.script["rcpt"] = "250 OK"
        with office.app.write() as uow:
            add_staff(uow, "Ben", (), office.by().today, office.stamp, email="ben.de.wit@voorbeeld.nl")
        days.tick(f"{WARNED_ON}T09:01")

    assert 1 == days.server.words().count("rcpt") - heard
    assert [("10 09:01", "Aanvragen: nog 4 weken (WL-0001)")] == about(days, "Ben")
    assert [] == days.to("Anna")


@on_sqlite
def test_a_changed_setting_makes_what_failed_with_it_due_at_once(office):
    office.client(granted=GRANTED)

    with mail_days(office, {"mail": "550 5.7.1 not from you"}) as days:
        days.ticks(WARNED_ON, "08:00", "09:00", 15)
        days.server.script["mail"] = "250 OK"
        days.settings = days.settings._replace(mail_from="traject@westland.nl")
        days.tick(f"{WARNED_ON}T09:01")

    assert ["10 09:01"] == [at for at, _ in about(days, "Anna")]
    assert "geheim" not in str(days.rows("tried_with"))


# the pace of the server


def tries(days, *moments):
    """At which of these it was tried."""
    found = []
    for each in moments:
        before = days.server.connections
        days.tick(each)
        if days.server.connections > before:
            found.append(each[11:])
    return found


def test_the_server_is_tried_after_1_5_15_30_and_60_minutes_and_then_hourly_by_any_node(office):
    office.client(granted=GRANTED)

    with mail_days(office, {"greeting": "554 5.3.2 closed"}) as days:
        tried = tries(days, *(f"{WARNED_ON}T{each}" for each in TIMES for _ in range(2)))

    assert ["08:00", "08:01", "08:06", "08:21", "08:51", "09:51", "10:51"] == tried
    assert {(0, "waiting")} == {*days.rows("attempts, state")}
    first = days.reports[0]
    assert "the mail server has trouble of its own (code 554 5.3.2)" == first.mail_server
    assert (0, 0, 0) == (first.failed, first.sent, first.waiting)


@on_sqlite
def test_whom_no_mail_can_reach_tells_nothing_of_the_server(office):
    """Ben has no address: he fails before anything is asked of the server, whose pace goes on."""
    ben = office.joins("Ben", "coordinator")
    with office.app.write() as uow:
        uow.connection.exec_driver_sql(f"UPDATE staff SET email = '' WHERE id = '{ben}'")

    with mail_days(office, {"greeting": DROP}) as days:
        tried = tries(days, *(f"{WARNED_ON}T{each}" for each in TIMES))

    assert ["08:00", "08:01", "08:06", "08:21", "08:51", "09:51", "10:51"] == tried


@on_sqlite
def test_other_settings_and_a_last_day_set_the_pace_going_anew(office):
    """The last day once: it comes at 08:00 on the Friday, when an hour has not passed since 07:51."""
    office.works("s2", "12345 07:00-17:00")
    on_its_last_day(office)
    with mail_days(office, {"greeting": DROP}) as days:
        days.ticks(THURSDAY, "08:00", "12:00", 30)
        assert [] == tries(days, f"{THURSDAY}T12:05")
        days.settings = days.settings._replace(ehlo="traject.example.org")
        assert ["12:06", "12:07"] == tries(days, *(f"{THURSDAY}T{each}" for each in ("12:06", "12:07")))

        assert ["07:00", "07:20", "07:51"] == tries(
            days, *(f"{FRIDAY}T{each}" for each in ("07:00", "07:20", "07:51", "07:59"))
        )
        assert ["08:00", "08:01"] == tries(days, *(f"{FRIDAY}T{each}" for each in ("08:00", "08:01", "08:02", "08:03")))


@pytest.mark.parametrize(
    "point, answer, is_trouble",
    [
        ("greeting", "421 busy", True),
        ("ehlo", DROP, True),
        ("mail", "421 4.3.2 going down", True),
        ("mail", "451 4.3.0 later", True),
        ("mail", "450 4.7.1 slow down", True),
        ("mail", "530 5.7.0 log in first", True),
        ("mail", "550 5.1.8 not from you", False),
        ("rcpt", "421 4.3.2 going down", True),
        ("rcpt", "451 4.3.0 later", False),
        ("rcpt", DROP, False),
        ("data", "421 going down", True),
        ("data", "451 4.3.0 later", False),
        ("end", "421 going down", True),
        ("end", "451 4.3.0 later", False),
    ],
)
@on_sqlite
def test_what_is_the_servers_and_what_is_the_recipients(office, point, answer, is_trouble):
    office.client(granted=GRANTED)

    with mail_days(office, {point: answer}) as days:
        report = days.tick(f"{WARNED_ON}T08:00")

    assert (is_trouble, 0 if is_trouble else 1) == (report.mail_server is not None, report.failed)
    assert [(0, "waiting") if is_trouble else (1, "failed")] == days.rows("attempts, state")


@on_sqlite
def test_one_whom_the_server_always_hangs_up_on_keeps_nobody_else_from_theirs(office):
    """Of four, two: the others are told at the first ticks, and it is tried again at the pace of the server."""
    for name in ("Ben", "Cas", "Dirk"):
        office.joins(name, "coordinator")

    with mail_days(office) as days:

        def hangs_up():
            to = days.server.addressed[-1]
            return "421 4.7.0 goodbye" if to.startswith(("anna", "cas")) else "250 OK"

        days.server.script["rcpt"] = hangs_up
        days.ticks("2026-03-02", "08:00", "08:30")

    assert {"Ben", "Dirk"} == {each.to for each in days.arrived}


@on_sqlite
def test_a_tick_uses_one_connection_and_a_new_one_after_a_refusal(office):
    for name in ("Ben", "Cas", "Dirk"):
        office.joins(name, "coordinator")

    with mail_days(office) as days:
        days.tick("2026-03-02T08:00")
        assert (4, 1) == (len(days.arrived), days.server.connections)

        days.server.script["rcpt"] = lambda: "550 no" if days.server.addressed[-1].startswith("ben") else "250 OK"
        days.tick("2026-03-03T08:00")

    assert (4 + 3, 1 + 2) == (len(days.arrived), days.server.connections)


@on_sqlite
def test_a_server_that_takes_one_message_a_connection_gets_a_connection_for_each(office):
    office.joins("Ben", "coordinator")

    with mail_days(office) as days:
        seen = {"connection": 0}

        def one_each():
            is_new = seen["connection"] != days.server.connections
            seen["connection"] = days.server.connections
            return "250 OK" if is_new else "421 4.7.0 one at a time"

        days.server.script["mail"] = one_each
        report = days.tick("2026-03-02T08:00")

    assert (2, None, 2) == (report.sent, report.mail_server, days.server.connections)


# what is to come


@on_sqlite
def test_the_preview_says_when_what_failed_goes_again(office):
    """And while the server is in trouble, that nothing goes before it is tried."""
    office.client(granted=GRANTED)

    with mail_days(office, {"rcpt": "450 4.2.1 not now"}) as days:
        days.tick(f"{WARNED_ON}T08:00")
        failed = to_come(office, f"{WARNED_ON}T08:00")
        days.server.script["greeting"] = DROP
        days.tick("2026-04-13T08:00")
        away = to_come(office, "2026-04-13T08:00")

    assert [("10 08:01", "s2", ["t1/aanvragen#2/before-1m.0"])] == failed[:1]
    assert [("13 08:01", "s2", ["t1/aanvragen#2/before-1m.0"])] == away[:1]


def to_come(office, moment_of_it):
    """When whom will be told what on that day."""
    now = moment(moment_of_it)
    with office.app.read() as uow:
        hears = who_hears(uow, local_day(now))
        ahead = simulate_ticks.prepared(uow, office.app.dossiers, now, local_day(now), hears.staff_at, "smtp")
        found = [each for at in simulate_ticks.moments(now, local_day(now), hears.staff_at) for each in ahead.look(at)]
    return [
        (f"{each.at.astimezone(AMSTERDAM):%d %H:%M}", each.to, [line.reminder for line in each.lines])
        for each in found
        if each.lines
    ]


@on_sqlite
@pytest.mark.parametrize("how", ["left", "no address"])
def test_the_preview_says_who_is_told_instead_of_what_failed(office, how):
    """Today is its last day; what failed for Ben goes to another coordinator with the next tick."""
    ben = office.joins("Ben", "coordinator")
    office.clients(["WL-0001"], DECIDED, [ben], workflow="laatste_dag")

    with mail_days(office) as days:
        days.server.script["rcpt"] = lambda: "450 4.2.2 no" if days.server.addressed[-1].startswith("ben") else "250 OK"
        days.tick(f"{FRIDAY}T08:00")
        if how == "left":
            office.leaves(ben, "coordinator")
        else:
            with office.app.write() as uow:
                uow.connection.exec_driver_sql(f"UPDATE staff SET email = '' WHERE id = '{ben}'")
        said = {to for at, to, rungs in to_come(office, f"{FRIDAY}T08:05") if at.startswith("29") and rungs}
        days.ticks(FRIDAY, "08:05", "08:15")

    told = {each.to for each in days.arrived if "WL-0001" in each.subject}
    assert {"Anna"} == told
    assert told == {office.staff[to] for to in said}
