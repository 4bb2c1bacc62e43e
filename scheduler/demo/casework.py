"""The work of the demonstration: the office on one day, and what it does for every household.

Each piece of work is a story: it does something on a day and yields the day on which it goes on.
"""

import heapq
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from scheduler.bootstrap import App
from scheduler.demo.people import (
    COORDINATORS,
    COURSES,
    DNA,
    EXTENDED,
    HANDED_ON,
    ILL,
    JURIST,
    KEYS,
    LAST_ASSESSMENT,
    LATE,
    LEASE_ONLY,
    LEAVE,
    LETTERS,
    MOVED_IN,
    NEEDED,
    PATH,
    REFUSE_FIRST,
    REFUSED,
    STAFF,
    VOLUNTEERS,
    WAITS,
    WRONG_DAY,
    WRONG_YEAR,
    Family,
    an_adult,
)
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.history.events import Value
from trajectories.local_time import local_instant
from trajectories.people import clients, households
from trajectories.people.clients import NewPerson
from trajectories.people.staff import add_staff
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import By, Done
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.language.terms import Term
from workflows.words import Words

WESTLAND = "westland"
WORK = time(9)
LAST_DAY = date(2018, 12, 28)  # of work and of ticks: Monday's reminders are still to go out

Story = Iterator[date]


class Desk:
    """The office on one day: each command a little later than the one before, in one transaction."""

    def __init__(self, app: App, seed: int, administrator: By) -> None:
        self.casework = app.casework
        self.lang = app.settings.lang
        self.seed = seed
        self.calendar: WorkCalendar = builtin_calendar()
        self.administrator = administrator.actor
        self.staff: dict[str, Actor] = {}
        self.keys: dict[tuple[str, str], str] = {}  # (reference, workflow) -> trajectory
        self.ids: dict[str, str] = {}  # reference -> person or household
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
        while self._waiting and self._waiting[0][0] <= self.today:
            _, _, story = heapq.heappop(self._waiting)
            self.begin(story)

    def begin(self, story: Story) -> None:
        """Lets the story do its next piece, and waits for the day it names."""
        day = next(story, None)
        if day is not None and day <= LAST_DAY:
            heapq.heappush(self._waiting, (self.workday(day), next(self._numbers), story))

    def workday(self, day: date) -> date:
        return self.calendar.next_working_day(day)

    def after(self, working_days: int) -> date:
        return self.calendar.add(self.today, Term(working_days, "working day"))

    def dice(self, name: str) -> Random:
        return Random(f"{self.seed} {name}")

    def by(self, who: str) -> By:
        self._now += timedelta(seconds=20)
        return By(self.staff[who] if who else self.administrator, self._now)

    # staff

    def hire(self) -> None:
        for name, role in STAFF:
            by = self.by("")
            mail = f"{name.split()[0].lower()}@example.org"
            key = add_staff(
                self.uow,
                name,
                [role],
                self.today,
                self.casework.stamp(self.uow, by),
                municipality=WESTLAND,
                email=mail,
                lang=self.lang,
            )
            self.staff[name] = Actor(key, frozenset([role]))

    # people

    def add_person(self, person: NewPerson, who: str) -> str:
        by = self.by(who)
        key = clients.add_person(self.uow, person, self.today, self.casework.stamp(self.uow, by))
        self.ids[person.ref] = key
        return key

    def form_household(self, ref: str, members: "tuple[NewPerson, ...]", who: str) -> None:
        keys = [self.add_person(member, who) for member in members]
        stamp = self.casework.stamp(self.uow, self.by(who))
        self.ids[ref] = households.form_household(self.uow, ref, keys, self.today, stamp)

    def house(self, ref: str, dwelling: str, who: str) -> None:
        housed = ev.HouseholdHoused(WESTLAND, dwelling, "gewoon", counts=True)
        stamp = self.casework.stamp(self.uow, self.by(who))
        households.house(self.uow, self.ids[ref], housed, self.today, stamp)

    # casework

    def open(self, workflow: str, ref: str, team: "Team", intake_on: date, on: date | None = None) -> Done:
        """Opens it, and gives it and all that it starts to the coordinator."""
        command = ask.Open(workflow, self.ids[ref], WESTLAND, on or self.today, intake_on)
        done = self.casework.open(self.uow, command, self.by(team.coordinator))
        self.keys[ref, workflow] = done.trajectory.id
        self.take_on(done, team)
        self.assign(done.trajectory.id, team.coordinator, "coordinator", team)
        return done

    def take_on(self, done: Done, team: "Team") -> None:
        """What was started beside it goes to the same coordinator."""
        refs = {key: ref for ref, key in self.ids.items()}
        for started in done.started:
            self.keys[refs[started.subject], started.workflow] = started.trajectory
            self.assign(started.trajectory, team.coordinator, "coordinator", team)

    def assign(self, key: str, who: str, as_role: str, team: "Team") -> None:
        by = self.by(team.coordinator)
        self.casework.assign(self.uow, key, self.staff[who].staff, as_role, self.today, by)

    def advance(
        self, key: str, trigger: str, who: str, facts: Mapping[str, Value] | None = None, on: date | None = None
    ) -> Done:
        command = ask.Advance(key, trigger, on or self.today, facts or {})
        return self.casework.advance(self.uow, command, self.by(who))

    def do_task(self, key: str, task: str, who: str, on: date | None = None) -> None:
        """task: with the member behind a slash where it is asked of members."""
        name, _, member = task.partition("/")
        self.casework.do_task(self.uow, ask.DoTask(key, name, on or self.today, member), self.by(who))

    def set_fact(self, key: str, name: str, value: Value, who: str, on: date | None = None) -> Done:
        return self.casework.set_fact(self.uow, ask.SetFact(key, name, value, on or self.today), self.by(who))

    def suspend(self, key: str, rule: str, who: str, ground: str, reason: Words) -> None:
        occurrence = self._occurrence(key, rule)
        command = ask.Suspend(rule, occurrence, self.today)
        self.casework.suspend(self.uow, key, command, self.by(who), ground, reason.say(self.lang))

    def extend(self, key: str, rule: str, by: str, who: str, ground: Words) -> None:
        occurrence = self._occurrence(key, rule)
        command = ask.Extend(rule, occurrence, self.today, by)
        self.casework.extend(self.uow, key, command, self.by(who), ground.say(self.lang))

    def due_on(self, key: str, rule: str) -> date:
        found = next(each.due_on for each in self.casework.load(self.uow, key).deadlines if each.name == rule)
        assert found, "its day is known in these stories"
        return found

    def _occurrence(self, key: str, rule: str) -> int:
        written = self.casework.load(self.uow, key)
        return next(each.occurrence for each in written.deadlines if each.name == rule)

    def correct(self, key: str, version: int, value: Value, who: str, reason: Words) -> None:
        command = ask.Correct(version, value=value)
        self.casework.correct(self.uow, key, command, self.by(who), reason.say(self.lang))

    def note(self, key: str, text: Words, who: str) -> None:
        self.casework.note(self.uow, key, text.say(self.lang), self.today, self.by(who))

    def close(self, key: str, outcome: str, who: str) -> None:
        self.casework.close(self.uow, ask.Close(key, outcome, self.today), self.by(who))

    def is_closed(self, key: str) -> bool:
        return self.casework.load(self.uow, key).trajectory.closed_on is not None


# the stories


class Team(NamedTuple):
    """Who works for a household."""

    coordinator: str
    volunteer: str


def settle(desk: Desk, family: Family) -> Story:
    """A household from the match to guidance, and for those of before 2018 to the end of it."""
    dice, team = desk.dice(family.ref), _team(family.ref)
    yield family.opened_on
    desk.form_household(family.ref, family.members, team.coordinator)
    key = desk.open("vestiging", family.ref, team, family.intake_on).trajectory.id
    desk.assign(key, team.volunteer, "volunteer", team)
    for member in family.members:
        desk.begin(residence(desk, member, family, team))
    for place, adult in enumerate(family.adults):
        desk.begin(first_talk(desk, adult, team, family, "" if place else family.course))
    yield desk.after(dice.randint(5, 8))
    desk.advance(key, "plan_bezichtiging", team.coordinator)
    if family.ref in REFUSE_FIRST:
        yield desk.after(2)
        desk.advance(key, "weiger_woning", team.coordinator)
        yield desk.after(6)
        desk.advance(key, "plan_bezichtiging", team.coordinator)
    yield desk.after(dice.randint(2, 4))
    desk.advance(key, "accepteer_woning", team.coordinator)
    yield desk.after(dice.randint(7, 11))
    desk.house(family.ref, family.dwelling, team.coordinator)
    if family.ref == LEASE_ONLY:
        desk.set_fact(key, "huurcontract_op", desk.today.isoformat(), team.coordinator)
        return
    yield from _housing(desk, family, key, dice, team)
    if family.ref == REFUSED:
        return
    yield family.assessed_on or min(desk.today + timedelta(weeks=dice.randint(6, 10)), LAST_ASSESSMENT)
    if family.ref in LATE:
        yield from _late(desk, family.ref, key, dice, team)
    facts: dict[str, Value] = {"mb_maanden": family.months} if family.months else {}
    desk.advance(key, "start_begeleiding", team.coordinator, facts)
    if family.ref == HANDED_ON:
        yield desk.after(10)
        other = next(name for name in COORDINATORS if name != team.coordinator)
        desk.assign(key, other, "coordinator", team)
        desk.note(key, LEAVE, team.coordinator)
    if not family.months:
        yield from _end(desk, key, dice, team)


def _housing(desk: Desk, family: Family, key: str, dice: Random, team: Team) -> Story:
    """The lease, the registration and the tasks of the first weeks, visit by visit."""
    moved_on = desk.today
    signed_on = moved_on - timedelta(days=7 if family.ref == PATH else 0)  # a slip, mended below
    done = desk.advance(key, "start_coaching", team.coordinator, {"huurcontract_op": signed_on.isoformat()})
    asked = [task for task, entry in done.trajectory.asked.items() if entry.stage == "coaching_vestiging"]
    needed = [task for task in asked if task.partition("/")[0] in NEEDED]
    extra = dice.sample([task for task in asked if task not in needed and "/" not in task], 2)
    for adult in family.adults if family.ref != MOVED_IN else ():
        desk.begin(integration(desk, adult, family, moved_on, team))
    yield desk.after(2)
    if family.ref == PATH:
        desk.correct(key, done.recorded[0].version, moved_on.isoformat(), team.coordinator, WRONG_DAY)
        desk.note(key, KEYS, team.volunteer)
    if family.ref == REFUSED:
        desk.do_task(key, needed[0], team.volunteer)
        return
    yield desk.after(dice.randint(2, 4))
    for visit in range(3):
        for task in (needed + extra)[visit::3]:
            was_late = dice.random() < 0.15  # done some days before it was written down
            desk.do_task(key, task, team.volunteer, moved_on + timedelta(days=1) if was_late else None)
        if visit == 0:
            registered_on = (moved_on + timedelta(days=2)).isoformat()
            desk.set_fact(key, "ingeschreven_brp_op", registered_on, team.volunteer, moved_on + timedelta(days=2))
        if visit < 2:
            yield desk.after(dice.randint(3, 6))


def _late(desk: Desk, ref: str, key: str, dice: Random, team: Team) -> Story:
    """The assessment slips past its day; for one household the term was made longer in time."""
    due_on = desk.due_on(key, "coaching_einde")
    yield due_on - timedelta(days=5)
    if ref == EXTENDED:
        desk.extend(key, "coaching_einde", "3 weeks", team.coordinator, ILL)
    yield due_on + timedelta(days=dice.randint(9, 16))


def _end(desk: Desk, key: str, dice: Random, team: Team) -> Story:
    """Twelve months of guidance, the old arrangement, and what comes after."""
    yield desk.due_on(key, "mb_einde") - timedelta(days=dice.randint(3, 12))
    desk.advance(key, "plan_eindgesprek", team.coordinator)
    yield desk.after(dice.randint(8, 15))
    desk.advance(key, dice.choice(["afsluiten", "overdragen"]), team.coordinator)


def residence(desk: Desk, member: NewPerson, family: Family, team: Team) -> Story:
    """The printed expiry is copied from the document; for some it takes long, for a few it never came."""
    dice = desk.dice(f"{member.ref} verblijf")
    key, chance = desk.keys[member.ref, "verblijf"], dice.random()
    if chance > 0.97:
        return
    yield desk.after(dice.randint(12, 20) if chance > 0.9 else dice.randint(1, 4))
    valid_until = date(family.permit_on.year + 5, family.permit_on.month, min(family.permit_on.day, 28))
    slip = chance < 0.02
    typed = valid_until.replace(year=valid_until.year + 10) if slip else valid_until
    done = desk.set_fact(key, "geldig_tot", typed.isoformat(), team.volunteer)
    if slip:
        yield desk.after(3)
        desk.correct(key, done.recorded[0].version, valid_until.isoformat(), team.coordinator, WRONG_YEAR)
    if family.ref == MOVED_IN and member is family.members[0]:
        yield date(2018, 11, 19)
        desk.advance(key, "vraag_verlenging_aan", team.coordinator)


def integration(desk: Desk, adult: NewPerson, family: Family, moved_on: date, team: Team) -> Story:
    """Under the law of 2013."""
    dice, key = desk.dice(f"{adult.ref} inburgering"), desk.keys[adult.ref, "inburgering"]
    yield desk.after(dice.randint(8, 18))
    facts: dict[str, Value] = {"ingeschreven_brp_op": (moved_on + timedelta(days=2)).isoformat()}
    done = desk.advance(key, "start_inburgering", team.coordinator, facts)
    desk.take_on(done, team)
    if done.started:
        desk.begin(statement(desk, adult.ref, team))
    yield desk.after(dice.randint(5, 25))
    desk.do_task(key, "taalschool", team.volunteer)


def statement(desk: Desk, ref: str, team: Team) -> Story:
    """Invited, sometimes twice, then the workshop and the signature."""
    dice, key = desk.dice(f"{ref} participatieverklaring"), desk.keys[ref, "participatieverklaring"]
    yield desk.after(dice.randint(45, 85))
    desk.advance(key, "nodig_uit", team.volunteer)
    if dice.random() < 0.2:
        yield desk.after(15)
        desk.advance(key, "meld_afwezig", team.volunteer)
        yield desk.after(10)
        desk.advance(key, "nodig_uit", team.volunteer)
    yield desk.after(dice.randint(10, 15))
    desk.advance(key, "start", team.volunteer)
    yield desk.after(dice.randint(5, 10))
    desk.do_task(key, "workshops", team.volunteer)
    desk.advance(key, "onderteken", team.coordinator)


def first_talk(desk: Desk, adult: NewPerson, team: Team, family: Family, course: str) -> Story:
    """With each adult: obliged to integrate since when, and family reunion, yes or no; after a yes that road."""
    talk = desk.dice(f"{family.ref} intake")
    yield desk.after(talk.randint(3, 7))
    permit_on = family.permit_on.isoformat()
    if key := desk.keys.get((adult.ref, "inburgering")):
        desk.set_fact(key, "inburgeringsplichtig_op", permit_on, team.coordinator)
    if key and family.ref == MOVED_IN:  # passed the exams long ago
        desk.advance(key, "start_inburgering", team.coordinator)
        desk.advance(key, "voldoe", team.coordinator)
    facts: dict[str, Value] = {"aanvragen": bool(course)}
    if family.ref != LEASE_ONLY and (course or talk.random() < 0.6):
        facts["vergunning_verleend_op"] = permit_on
    key = desk.keys[adult.ref, "gezinshereniging"]
    _budget(desk, desk.advance(key, "rond_intake_af", team.coordinator, facts), team)
    if course:
        yield from reunion(desk, key, adult.ref, team, course)


def reunion(desk: Desk, key: str, ref: str, team: Team, course: str) -> Story:
    """The road of a dossier, see COURSES."""
    dice = desk.dice(f"{ref} gezinshereniging")
    for step in COURSES[course].split():
        trigger, _, day = step.partition("@")
        yield date.fromisoformat(day) if day else desk.after(dice.randint(*WAITS[trigger]))
        _walk(desk, key, trigger, team)


def _walk(desk: Desk, key: str, trigger: str, team: Team) -> None:
    """One step on the road of family reunion."""
    today = desk.today
    if trigger == "suspend":
        desk.suspend(key, "ind_beslist", team.coordinator, "onderzoek", DNA)
        return
    if trigger == "verhuisd":
        desk.close(key, trigger, team.coordinator)
        return
    facts: dict[str, Value] = {}
    if trigger in LETTERS:
        facts[LETTERS[trigger]] = today.isoformat()
    if trigger == "vraag_herstel":
        facts["herstel_verzuim_uiterlijk"] = (today + timedelta(weeks=3)).isoformat()
    if trigger == "dien_aanvraag_in":
        desk.do_task(key, "documenten", team.volunteer)
    who = JURIST if trigger in ("maak_bezwaar", "stel_beroep_in") else team.coordinator
    _budget(desk, desk.advance(key, trigger, who, facts), team)
    if trigger == "wijs_af":
        desk.assign(key, JURIST, "jurist", team)


def _budget(desk: Desk, done: Done, team: Team) -> None:
    """What the step asked of the household's settlement is done within two weeks, but for the very last."""
    followed = done.recorded[-1].event
    for signal in followed.signalled if isinstance(followed, ev.OthersFollowed) else ():
        if signal["trajectory"] and desk.today < date(2018, 12, 10):
            desk.begin(_do_later(desk, signal["trajectory"], signal["task"], team))


def _do_later(desk: Desk, key: str, task: str, team: Team) -> Story:
    yield desk.after(6)
    if not desk.is_closed(key):
        desk.do_task(key, task, team.volunteer)


def earlier(desk: Desk, number: int, row: "tuple[str, str, bool, str]") -> Story:
    """Someone of an earlier intake: with a household under the old arrangement, or for family reunion alone."""
    opened, nationality, has_household, course = row
    dice = desk.dice(f"earlier {number}")
    opened_on = date.fromisoformat(opened)
    person = an_adult(f"WL-2017-{number:03}", nationality, "v" if dice.random() < 0.3 else "m", 34, opened_on, dice)
    household = f"WL-H-2017-{number:02}"
    permit_on = opened_on - timedelta(days=dice.randint(8, 25))
    family = Family(household, f"WL-W-2017-{number:02}", (person,), 1, opened_on, permit_on, permit_on, 0, course)
    if has_household:
        yield from settle(desk, family)
        return
    yield opened_on
    team = _team(household)
    desk.add_person(person, team.coordinator)
    desk.open("gezinshereniging", person.ref, team, permit_on)
    desk.begin(first_talk(desk, person, team, family, course))


def _team(ref: str) -> Team:
    number = int(ref.rpartition("-")[2])
    return Team(COORDINATORS[number % len(COORDINATORS)], VOLUNTEERS[number % len(VOLUNTEERS)])
