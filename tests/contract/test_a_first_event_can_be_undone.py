"""A wrong opening is taken back with all that it started: as if it had never been, but for the history."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.explain.simulate_ticks import moments, prepared
from scheduler.explain.who_hears import who_hears
from scheduler.health.collect import look
from scheduler.health.doctor import findings
from scheduler.messages.digest import digest_of
from scheduler.messages.message import Message
from scheduler.messages.weekly_overview import overview_of
from scheduler.outbox.ledger import ledger
from scheduler.sending.tick import dispatch_due
from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.casework.commands import Correct
from trajectories.casework.tasks import open_tasks
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.people.staff import staff_on
from trajectories.projections import queries
from trajectories.repository.tables import PROJECTIONS
from trajectories.service.office import digests, rebuild_all
from trajectories.service.recording import Done
from trajectories.views.board import board_view
from trajectories.views.trajectory import trajectory_view
from workflows.errors import Refused, StepRefused, UsageError

MON_2_MARCH = date(2026, 3, 2)
ONE_DAY = timedelta(1)
PLACES = ["westland", "leiden", "den_haag", "hillegom", "leidschendam_voorburg"]


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def untouched(prepared_file: Path, tmp_path: Path, clock) -> Iterator[Desk]:
    """The same office, in which nobody opened anything by mistake."""
    path = tmp_path / "untouched.db"
    shutil.copy(prepared_file, path)
    desk = Desk(f"sqlite:///{path}", clock)
    yield desk
    desk.app.store.close()


class Office:
    """A desk with a post office: what its ticks handed over."""

    def __init__(self, desk: Desk, place: str = "westland") -> None:
        self.desk = desk
        self.place = place
        self.outbox: list[Message] = []
        self.cora = desk.colleague("Cora", "coordinator", email="cora@voorbeeld.nl")
        self.jo = desk.colleague("Jo", "jurist", email="jo@voorbeeld.nl", lang="en")
        self.thea = desk.colleague("Thea", "teamleider", email="thea@voorbeeld.nl")
        for number in (1, 2):
            members = [desk.client(f"P{number}{letter}", born) for letter, born in (("A", "1990-05-31"), ("B", "2020-06-01"))]
            desk.household(f"H{number}", *members)

    def opens(self, household: str) -> str:
        key = self.desk.open("vestiging", household, municipality=self.place)
        for each in (key, *(found for _, found in self.desk.started(key))):
            self.desk.assign(each, self.cora)
        return key

    def tick(self) -> None:
        app = self.desk.app
        dispatch_due(app.store, app.casework, self.outbox.append, "smtp", self.desk.clock(), utc_now)

    def until(self, day: date) -> None:
        """A tick at noon of every day up to and including that one."""
        while self.desk.by.today < day:
            self.desk.clock.noon(self.desk.by.today + ONE_DAY)
            self.tick()

    def bodies(self, day: date) -> list[tuple[str, str, str]]:
        return sorted((each.name, each.subject, each.body) for each in self.outbox if each.at and each.at.date() == day)


def take_back(desk: Desk, key: str, **more: Any) -> Done:
    with desk.write() as uow:
        return desk.casework.correct(uow, key, Correct(1, void=True, **more), desk.by, "verkeerde cliënt")


def everything(desk: Desk) -> list[object]:
    private = desk.rows("select id from private order by id")
    return [desk.rows("select hash from event order by position"), private, desk.dump(*PROJECTIONS)]


def refused(desk: Desk, kind: type[Exception], command: Callable[..., object], *given: Any, **named: Any) -> Any:
    before = everything(desk)
    with pytest.raises(kind) as caught:
        command(*given, **named)
    assert before == everything(desk)
    return caught.value


def figures(desk: Desk, place: str) -> dict[str, object]:
    """All that is counted and planned of the office today."""
    today = desk.by.today
    with desk.read() as uow:
        staff = staff_on(uow, today)
        seen = look(desk.app, uow, desk.clock(), desk.clock, (), deep=True)
        hears = who_hears(uow, today)
        ahead = prepared(uow, desk.app.dossiers, desk.clock(), today + 14 * ONE_DAY, hears.staff_at, "smtp")
        told = [one for now in moments(desk.clock(), today + 14 * ONE_DAY, hears.staff_at) for one in ahead.look(now)]
        return {
            "board": board_view(uow),
            "board of the municipality": board_view(uow, place),
            "overview": overview_of(uow, "any", today, staff),
            "due": queries.due(uow, today, today + 400 * ONE_DAY),
            "digests": [digest_of(uow, each, today, weekly=True) for each in staff.values()],
            "agenda": uow.connection.exec_driver_sql("select id, send_at, roles from agenda order by id").fetchall(),
            "coming": [(each.day, each.to, [line.reminder for line in each.lines]) for each in told],
            "doctor": [each.code for each in findings(seen)],
            "doctor counts": (seen.trajectories, seen.due, seen.told, seen.rules.keys()),
            "never said": [name for name, at in seen.rules.items() if at is None],
            "coordinator": queries.open_of_coordinator(uow, "s2"),
        }


def sound(desk: Desk) -> None:
    """The history verifies, and projections made again are the same."""
    with desk.write() as uow:
        assert [] == verify(uow).found
        before = digests(uow)
        rebuild_all(desk.casework, uow)
        assert before == digests(uow)


# the show


@pytest.mark.parametrize("place", PLACES)
def test_board_figures_and_reminders_are_as_if_it_had_never_been(desk: Desk, untouched: Desk, place: str):
    """Opened for H2 on Monday 2 March, found to be wrong on Thursday 23 April, when reminders had gone out."""
    office, same = Office(desk, place), Office(untouched, place)
    office.opens("h1")
    same.opens("h1")
    key = office.opens("h2")
    tree = [key, *(found for _, found in desk.started(key))]
    office.until(date(2026, 4, 23))
    same.until(date(2026, 4, 23))
    heard = {each.to for part in tree for each in said(desk, part)}
    assert heard, "nobody was reminded of it, so nothing is shown"

    take_back(desk, key)
    office.until(date(2026, 4, 27))
    same.until(date(2026, 4, 27))

    told = [each for part in tree for each in said(desk, part) if "taken-back" in each.reminder]
    assert heard == {each.to for each in told}
    assert sorted({(each.to, each.reminder) for each in told}) == sorted((each.to, each.reminder) for each in told)
    one, other = figures(untouched, place), figures(desk, place)
    for each in one:
        print(each, one[each] == other[each])
        if one[each] != other[each] and each in ("agenda", "doctor", "due", "coming", "never said", "doctor counts"): print(one[each], other[each])
    assert one == other
    for day in (date(2026, 4, 25), date(2026, 4, 26), date(2026, 4, 27)):
        assert same.bodies(day) == office.bodies(day)
    assert {date(2026, 4, 23)} == {desk.dossier(each).trajectory.taken_back_on for each in tree}
    sound(desk)

    again = desk.open("vestiging", "h2", municipality=place)
    assert int(again[1:]) > max(int(each[1:]) for each in tree)
    assert len(tree) == 1 + len(desk.started(again))


def said(desk: Desk, key: str) -> list[ev.ReminderSent]:
    return [each.event for each in desk.dossier(key).said if isinstance(each.event, ev.ReminderSent)]
