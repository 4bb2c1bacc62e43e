"""What the clock says is held against what was recorded: a clock that cannot be right is refused, in words."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from sqlalchemy import select

from scheduler.bootstrap import App
from scheduler.sending.tick import dispatch_due
from tests.apps import a_store, an_app
from tests.builders import NO_MAIL, Clock, Desk, builtin_catalogue
from tests.contract.test_conversations_end import ROOT, clock_library, set_clock
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE, said_stream
from trajectories.projections.then import AsItWas, people_then
from trajectories.repository import falls
from trajectories.repository.falls import Fall, WrittenAt
from trajectories.repository.instants import BACK, SILENCE, held_against
from trajectories.repository.office_rows import calendar_known_at
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import MEMBERSHIP
from trajectories.service.clock_repair import repair_clock
from trajectories.service.office import adopt_calendar
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.calendar import OFFICES, WorkCalendar, builtin_calendar
from workflows.errors import Refused, UsageError

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MON = datetime(2024, 1, 8, 11, tzinfo=UTC)


# on paper


@pytest.mark.parametrize("behind", [timedelta(0), MINUTE, BACK])
def test_a_clock_a_little_behind_takes_the_instant_of_the_last_event(behind):
    """Five minutes included: so nothing that is recorded lies before what was recorded."""
    assert (MON, None) == held_against(MON - behind, MON)[:2]


def test_a_clock_further_behind_says_what_lies_ahead():
    assert (MON - BACK - timedelta(seconds=1), MON) == held_against(MON - BACK - timedelta(seconds=1), MON)[:2]


def test_a_clock_that_went_on_is_simply_the_time():
    """Also where nothing was recorded yet."""
    assert (MON, None) == held_against(MON, MON - 400 * DAY)[:2]
    assert (MON, None) == held_against(MON, None)[:2]


def test_exactly_the_fall_that_a_repair_names_is_accepted():
    """From up to `ahead` to the repair or later, across the repair: no other one."""
    found = [Fall(10, "2024-01-08T11:00", "2029-01-01T11:00")]
    ahead, repaired, after = (
        WrittenAt(9, "2029-01-01T11:00"),
        WrittenAt(10, "2024-01-08T11:00"),
        WrittenAt(11, "2024-01-09"),
    )

    assert falls.is_named(found, ahead, repaired)
    assert falls.is_named(found, ahead, after)
    assert not falls.is_named([], ahead, after), "nothing names it"
    assert not falls.is_named(found, WrittenAt(9, "2029-01-01T11:01"), after), "further ahead than it names"
    assert not falls.is_named(found, ahead, WrittenAt(11, "2024-01-08T10:59")), "to before the repair"
    assert not falls.is_named(found, WrittenAt(8, "2029-01-01"), ahead._replace(recorded_at="2028-01-01")), "before it"
    assert not falls.is_named(found, WrittenAt(11, "2024-01-10"), WrittenAt(12, "2024-01-09")), "after it"


# on both databases


class Office:
    """Commands as the command line gives them, by a clock of the test or by real time."""

    def __init__(self, url: str, clock: Callable[[], datetime] | None) -> None:
        self.clock = clock
        self.app: App = an_app(Settings(url, "Beheer", "en", None, NO_MAIL), lambda _: builtin_catalogue(), clock)

    @contextmanager
    def writing(self, *locked: str) -> Iterator[tuple[UnitOfWork, By]]:
        with self.app.write(*locked) as uow:
            yield uow, self.app.by(uow)

    def note(self, key: str, *, at_once: bool = True) -> datetime:
        """When it was recorded."""
        with self.writing(*[key] * at_once) as (uow, by):
            return self.app.casework.note(uow, key, "gebeld", by.today, by).recorded[-1].recorded_at

    def office_events(self) -> list[ev.Recorded]:
        with self.app.read() as uow:
            return uow.history(OFFICE)

    def repair(self, reason: str = "de klok liep voor") -> None:
        with self.app.write() as uow:
            repair_clock(self.app.casework, uow, self.app.by_repairing(uow), reason)


@pytest.fixture
def key(desk: Desk) -> str:
    """A trajectory that was opened on Monday 8 January 2024, at noon."""
    return desk.open("proefdossier", desk.client("A-1", "1990-05-31"))


@pytest.fixture
def office(database_url: str, clock: Clock, key: str) -> Office:
    return Office(database_url, clock)


def test_a_clock_five_minutes_behind_writes_at_the_last_event(office, key, clock):
    clock.at = MON - 5 * MINUTE

    assert MON == office.note(key)


def test_a_clock_further_behind_is_refused_with_both_instants(office, key, clock):
    clock.at = MON - 6 * MINUTE

    with pytest.raises(Refused) as refused:
        office.note(key)

    assert 4 == refused.value.exit_code
    for words in (refused.value.say("nl"), refused.value.say("en")):
        assert "2024-01-08 11:54:00+01:00" in words
        assert "2024-01-08 12:00:00+01:00" in words
        assert "traject audit clock-repaired" in words


def test_who_only_reads_is_told_and_gets_an_answer(office, clock):
    """A copy of long ago can be looked at, and a doctor must be able to speak."""
    clock.at = MON - DAY

    with office.app.read() as uow:
        by = office.app.by_for_reading(uow)

    assert MON - DAY == by.now
    assert ["the clock says 2024-01-07 12:00:00+01:00"] == [each.say("en").split(",")[0] for each in uow.remarks]


def test_closed_from_friday_to_monday_and_for_two_weeks_nothing_is_refused(office, key, clock):
    """Fri 12 to Mon 15 January, then until Mon 29 January 2024."""
    for day in (12, 15, 29):
        clock.noon(date(2024, 1, day))
        assert clock() == office.note(key)


def test_one_instant_for_a_unit_of_work_however_often_it_is_asked(office, key, clock):
    """Midnight may pass meanwhile."""
    with office.writing(key) as (uow, by):
        clock.noon(date(2024, 1, 9))
        assert by.now == office.app.now(uow) == office.app.recorded_at(uow)


def test_a_tick_goes_on_behind_the_last_event_and_records_not_before_it(office, key, clock, desk):
    """What was handed over is recorded, whatever the clock says by then."""
    desk.colleague("Joost", "coordinator", email="joost@example.org")
    with office.app.write() as uow:
        uow.set_setting("channel", "smtp")
    clock.at = MON - 3 * DAY

    report = dispatch_due(
        office.app.store,
        office.app.casework,
        lambda message: None,
        "smtp",
        MON,
        clock,
        recorded=office.app.recorded_at,
    )

    assert 1 == report.sent
    with office.app.read() as uow:
        said = uow.history(said_stream(OFFICE))
    assert [MON] == [each.recorded_at for each in said]


# a store whose last event lies ahead


@pytest.fixture
def ahead(office: Office, key: str, clock: Clock) -> str:
    """The clock stood in 2029 for one note."""
    clock.at = MON.replace(year=2029)
    office.note(key)
    clock.noon(date(2024, 1, 9))
    return key


def test_a_repaired_clock_frees_a_store_that_lies_ahead(office, ahead, clock):
    """The office, and every stream that the clock ran ahead in, go on at the real time; what the clock did stays."""
    with pytest.raises(Refused):
        office.note(ahead)

    office.repair()

    assert clock() == office.note(ahead)
    [*_, repaired] = office.office_events()
    assert (ev.ClockRepaired("2029-01-08T11:00:00.000000Z"), clock()) == (repaired.event, repaired.recorded_at)
    assert repaired.reason, "kept apart"


def test_a_repair_is_for_an_administrator_with_a_reason_where_something_lies_ahead(office, ahead, clock, desk):
    desk.colleague("Joost", "coordinator", on=date(2024, 1, 8))
    with pytest.raises(UsageError):
        office.repair(" ")
    other = Office(office.app.settings.database, clock)
    other.app.settings = other.app.settings._replace(actor="Joost")
    with pytest.raises(Refused, match="administrator"):
        other.repair()

    office.repair()

    with pytest.raises(Refused, match="nothing to repair"):
        office.repair()


def test_who_made_the_database_by_a_clock_ahead_may_repair_it(empty_url):
    """Nobody was administrator yet by the real time: whoever repairs is one from that day on."""
    from scheduler.installation import prepare

    clock = Clock(date(2029, 1, 8))
    office = Office(empty_url, clock)
    prepare(office.app, sandbox=False)
    clock.noon(date(2024, 1, 9))

    office.repair()

    with office.writing() as (_, by):
        assert "administrator" in by.actor.roles


def test_history_marks_what_the_clock_ahead_wrote_and_keeps_the_order(office, ahead, clock):
    """And what was known on a day does not wait for 2029 where something was written behind it."""
    office.repair()
    office.note(ahead)

    with office.app.read() as uow:
        marked = falls.written_ahead(uow, ahead, said_stream(ahead))
        last = uow.history(ahead)[-2:]
        known = office.app.dossiers.load(uow, ahead, known_at=clock()).trajectory
        [fall] = falls.falls(uow)

    assert {(ahead, last[0].version)} == marked
    assert last[1].version == known.version
    assert ("2024-01-09T11:00:00.000000Z", "2029-01-08T11:00:00.000000Z") == fall[1:]


def test_who_lived_with_whom_by_then_does_not_wait_for_2029_either(office, desk, clock):
    """What people are by two clocks goes by the same rule: left by a clock ahead, and back after its repair."""
    one, two = desk.client("WL-1", "1990-05-31"), desk.client("WL-2", "1991-05-31")
    home = desk.household("H-1", one, two, on=date(2024, 1, 1))
    clock.at = MON.replace(year=2029)
    desk.depart(home, two, on=date(2024, 1, 8))
    clock.noon(date(2024, 1, 9))
    office.repair()
    desk.join(home, two, on=date(2024, 1, 9))

    clock.noon(date(2024, 2, 1))
    with office.app.read() as uow:
        now = members(uow)
        with people_then(uow, AsItWas(None, clock(), clock().date()), [one]) as then:
            assert now == members(then)
        with people_then(uow, AsItWas(None, MON + DAY - MINUTE, clock().date()), [one]) as then:
            assert [""] * 2 == [row[2] for row in members(then)], "two, and nobody left yet"


def test_a_calendar_adopted_by_a_clock_ahead_counts_once_something_was_written_behind_it(office, desk, clock):
    first = builtin_calendar()
    another = WorkCalendar.from_text(first.text.replace('"2024-05-10"', '"2024-05-17"'))
    clock.at = MON.replace(year=2029)
    with office.app.write() as uow:
        assert adopt_calendar(office.app.casework, uow, another, office.app.by(uow))
    clock.noon(date(2024, 1, 9))
    office.repair()

    clock.noon(date(2024, 2, 1))
    with office.app.read() as uow:
        assert another.hash == calendar_known_at(uow, clock(), OFFICES)
        assert first.hash == calendar_known_at(uow, MON, OFFICES)


def members(uow):
    rows = uow.connection.execute(select(MEMBERSHIP.c.person, MEMBERSHIP.c.from_on, MEMBERSHIP.c.until_on))
    return sorted(tuple(row) for row in rows)


# real clocks


@pytest.mark.postgres
def test_on_postgresql_the_clock_of_the_database_counts_and_a_machine_apart_is_told(postgres_copy, clock):
    """Not that of the machine, which is told where it differs by more than five minutes."""
    from tests.builders import given_database

    office = Office(postgres_copy(given_database), None)
    office.app.clock = lambda: datetime.now(UTC) - 6 * MINUTE

    with office.writing() as (uow, by):
        assert abs(datetime.now(UTC) - by.now) < MINUTE

    [told] = uow.remarks
    assert told.say("en").startswith("the clock of this machine says ")


@pytest.mark.postgres
def test_on_postgresql_the_clock_is_asked_after_the_lock(postgres_copy):
    """Who waited for a colleague writes after them, also where midnight passed meanwhile."""
    from tests.builders import given_database

    url = postgres_copy(given_database)
    desk = Desk(url, Clock(date(2024, 1, 8)))
    key = desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    first, second = Office(url, None), Office(url, None)
    waited: list[datetime] = []
    with first.app.write(key) as uow:
        first.app.by(uow)
        other = Thread(target=lambda: waited.append(second.note(key)))
        other.start()
        until = monotonic() + 10
        while (
            monotonic() < until
            and not uow.connection.exec_driver_sql("select 1 from pg_locks where not granted").first()
        ):
            pass
        [(let_go,)] = uow.connection.exec_driver_sql("select clock_timestamp()").all()
    other.join()

    assert waited[0] > let_go


@pytest.mark.one_python
@pytest.mark.skipif(sys.platform != "linux", reason="the library that moves the clock of a process is for Linux")
def test_on_sqlite_a_long_silence_is_refused_to_people_until_an_administrator_stands_for_the_clock(
    sqlite_copy: str, tmp_path: Path
):
    """The machine starts in a year to come. A tick in that year goes on, and is no sign of life."""
    desk = Desk(sqlite_copy, Clock(date(2026, 3, 2)))
    desk.client("A-1", "1990-05-31")
    desk.app.store.close()

    ran = at_clock(
        sqlite_copy,
        tmp_path,
        ("2026-04-11 10:00", "client add --ref A-2"),
        ("2026-05-22 10:00", "client add --ref A-3"),
        ("2026-05-22 10:00", "--by scheduler scheduler tick"),
        ("2026-05-22 10:01", "client add --ref A-3"),
        ("2026-05-22 10:01", "client list"),
        ("2026-05-22 10:02", "client add --ref A-3 --clock-is-right"),
        ("2026-05-22 10:03", "client add --ref A-4"),
    )

    forty, refused, ticked, still, read, said, after = ran
    assert 0 == forty[0], forty[1]
    assert 4 == refused[0]
    for words in ("2026-05-22 12:00:", "2026-04-11 12:00:", "--clock-is-right"):
        assert words in refused[1]
        assert words in ticked[1], "it goes on, and says so"
        assert words.replace("12:00:", "12:0") in read[1]
    assert 7 == ticked[0], "nothing is set up to send by"
    assert 4 == still[0], "that tick was no sign of life"
    assert [0, 0, 0] == [read[0], said[0], after[0]]
    store = a_store(sqlite_copy)
    with store.read() as uow:
        confirmed = [each.event for each in uow.history(OFFICE) if isinstance(each.event, ev.ClockConfirmed)]
    assert ["2026-04-11T10:00"] == [each.since[:16] for each in confirmed]


@pytest.mark.one_python
@pytest.mark.skipif(sys.platform != "linux", reason="the library that moves the clock of a process is for Linux")
def test_a_machine_that_was_ahead_is_put_right_and_its_clock_repaired(sqlite_copy: str, tmp_path: Path):
    """As people meet it: refused, told what to do, and free again."""
    ran = at_clock(
        sqlite_copy,
        tmp_path,
        ("2026-05-22 10:00", "--clock-is-right client add --ref A-1"),
        ("2026-05-20 10:00", "client add --ref A-2"),
        ("2026-05-20 10:01", "client list"),
        ("2026-05-20 10:02", "audit clock-repaired --reason zomertijd"),
        ("2026-05-20 10:03", "client add --ref A-2"),
        ("2026-05-20 10:04", "audit clock-repaired --reason nogmaals"),
    )

    assert [0, 4, 0, 0, 0, 4] == [code for code, _ in ran]
    for words in ("2026-05-20 12:00:", "2026-05-22 12:00:", "traject audit clock-repaired --reason"):
        assert words in ran[1][1]


COMMANDS = """
import io, json, pathlib, sys
from contextlib import redirect_stderr, redirect_stdout
from cli.app import main
for at, words in json.loads(sys.argv[2]):
    pathlib.Path(sys.argv[1]).write_text(f"@{at}:00\\n")
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words.split())
    print(json.dumps([code, " ".join(err.getvalue().split())]))
"""


def at_clock(url: str, folder: Path, *commands: tuple[str, str]) -> list[tuple[int, str]]:
    """Each with its exit code and what it said beside the answer; in one process, of which the clock is set."""
    environment = {
        **os.environ,
        "TRAJECT_DATABASE": url,
        "TRAJECT_ACTOR": "Beheer",
        "TRAJECT_LANG": "en",
        "LD_PRELOAD": str(clock_library()),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    set_clock(folder / "clock", "2026-04-11 10:00")
    ran = subprocess.run(
        [sys.executable, "-c", COMMANDS, str(folder / "clock"), json.dumps(commands)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(json.loads(line)) for line in ran.stdout.splitlines()]


def test_forty_days_is_the_silence_after_which_a_clock_is_doubted():
    """An office may be closed for a summer month, and no machine that runs is silent so long."""
    assert timedelta(days=40) == SILENCE
