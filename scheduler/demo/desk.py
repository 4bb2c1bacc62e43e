"""The office on one day: what waits for today, who does it, and the commands of more than one line."""

import heapq
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import count

from scheduler.bootstrap import App
from scheduler.demo.cohort import cohort
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.local_time import local_instant
from trajectories.people import clients, households, staff
from trajectories.people.clients import NewPerson
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import By, Done
from workflows.calendar import WorkCalendar, builtin_calendar

WORK = time(9)
LAST_DAY = date(2018, 12, 28)  # of work and of ticks: Monday's reminders are still to go out

Story = Iterator[date]


class OfficeDay:
    """Each command a little later than the one before, in one transaction a day."""

    def __init__(self, app: App, seed: int, administrator: By) -> None:
        self.casework = app.casework
        self.lang = app.settings.lang
        self.seed = seed
        self.calendar: WorkCalendar = builtin_calendar()
        self.administrator = administrator.actor
        self.staff: dict[str, Actor] = {}
        self.keys: dict[tuple[str, str], str] = {}  # (reference, workflow) -> trajectory
        self.ids: dict[str, str] = {}  # reference -> person or household
        self.housed_on: dict[str, date] = {}
        self._waiting: list[tuple[date, int, Story]] = []
        self._numbers = count()

    # days

    def open_day(self, uow: UnitOfWork, day: date) -> None:
        self.uow = uow
        self.today = day
        self._now = local_instant(day, WORK)

    def has_work(self, day: date) -> bool:
        return bool(self._waiting) and self._waiting[0][0] <= day

    def work(self) -> None:
        """Everything that waits for today."""
        while self.has_work(self.today):
            _, _, story = heapq.heappop(self._waiting)
            self.begin(story)

    def begin(self, story: Story) -> None:
        """Lets the story do its next piece, and waits for the day it names."""
        day = next(story, None)
        if day is not None and day <= LAST_DAY:
            heapq.heappush(self._waiting, (self.calendar.next_working_day(day), next(self._numbers), story))

    def by(self, who: str) -> By:
        self._now += timedelta(seconds=20)
        return By(self.staff[who] if who else self.administrator, self._now)

    # staff

    def hire(self) -> None:
        for name, role in cohort().staff.items():
            stamp = self.casework.stamp(self.uow, self.by(""))
            mail = f"{name.split()[0].lower()}@example.org"
            place = cohort().municipality
            key = staff.add_staff(
                self.uow, name, [role], self.today, stamp, municipality=place, email=mail, lang=self.lang
            )
            self.staff[name] = Actor(key, frozenset([role]))

    # people

    def add_person(self, person: NewPerson, who: str) -> str:
        stamp = self.casework.stamp(self.uow, self.by(who))
        key = self.ids[person.ref] = clients.add_person(self.uow, person, self.today, stamp)
        return key

    def form_household(self, ref: str, members: tuple[NewPerson, ...], who: str) -> None:
        keys = [self.add_person(member, who) for member in members]
        stamp = self.casework.stamp(self.uow, self.by(who))
        self.ids[ref] = households.form_household(self.uow, ref, keys, self.today, stamp)

    def house(self, ref: str, dwelling: str, who: str) -> None:
        housed = ev.HouseholdHoused(cohort().municipality, dwelling, "gewoon", counts=True)
        stamp = self.casework.stamp(self.uow, self.by(who))
        households.house(self.uow, self.ids[ref], housed, self.today, stamp)
        self.housed_on[ref] = self.today

    # casework

    def open(self, workflow: str, ref: str, intake_on: date, coordinator: str) -> None:
        """Opens it, and gives it and all that it starts to the coordinator."""
        command = ask.Open(workflow, self.ids[ref], cohort().municipality, self.today, intake_on)
        done = self.casework.open(self.uow, command, self.by(coordinator))
        key = self.keys[ref, workflow] = done.trajectory.id
        self.take_on(done, coordinator)
        self.assign(key, coordinator, "coordinator", coordinator)

    def take_on(self, done: Done, coordinator: str) -> None:
        """What was started beside it goes to the same coordinator."""
        refs = {key: ref for ref, key in self.ids.items()}
        for started in done.started:
            self.keys[refs[started.subject], started.workflow] = started.trajectory
            self.assign(started.trajectory, coordinator, "coordinator", coordinator)

    def assign(self, key: str, who: str, as_role: str, by: str) -> None:
        self.casework.assign(self.uow, key, self.staff[who].staff, as_role, self.today, self.by(by))

    def do_task(self, key: str, task: str, who: str, on: date | None = None) -> None:
        """task: with the member behind a slash where it is asked of members."""
        name, _, member = task.partition("/")
        self.casework.do_task(self.uow, ask.DoTask(key, name, on or self.today, member), self.by(who))

    def due_on(self, key: str, rule: str) -> date:
        found = next(each.due_on for each in self.casework.load(self.uow, key).deadlines if each.name == rule)
        assert found, "its day is known in these stories"
        return found

    def occurrence(self, key: str, rule: str) -> int:
        written = self.casework.load(self.uow, key)
        return next(each.occurrence for each in written.deadlines if each.name == rule)
