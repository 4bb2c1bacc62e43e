"""The roads of the cohort, walked line by line.

Each walk is a story: it does something on a day and yields the day on which it goes on.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import assert_never

from scheduler.demo import cohort as lines
from scheduler.demo.cohort import Act, Road, cohort
from scheduler.demo.desk import OfficeDay, Story
from scheduler.demo.people import Family
from trajectories.casework import commands as ask
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.history.events import Value
from trajectories.service.recording import Done
from workflows.language.terms import parse_term

VISITS = 3
LATE = 0.15  # of the tasks were done the day after the move, and are written down at a visit
NO_MORE_TASKS = date(2018, 12, 10)


@dataclass(slots=True)
class Walk:
    """How far one client is on a road. lot: the number drawn last; version: of what was recorded last.

    due: the day of each term when it was first looked at. tasks: those that the visits are for.
    """

    desk: OfficeDay
    family: Family
    ref: str
    workflow: str
    dice: Random
    course: str = ""
    lot: float = 0.0
    version: int = 0
    due: dict[str, date] = field(default_factory=dict)
    tasks: list[str] = field(default_factory=list)

    def colleague(self, role: str) -> str:
        """Who works for the household in this role; `colleague` is the coordinator of others."""
        number = int(self.family.ref.rpartition("-")[2])
        coordinators, volunteers = cohort().colleagues("coordinator"), cohort().colleagues("volunteer")
        coordinator = coordinators[number % len(coordinators)]
        match role:
            case "coordinator":
                return coordinator
            case "volunteer":
                return volunteers[number % len(volunteers)]
            case "colleague":
                return next(name for name in coordinators if name != coordinator)
            case _:
                return cohort().colleagues("jurist")[0]

    def key(self, line: Act) -> str:
        return self.desk.keys[self.ref, line.workflow or self.workflow]

    def value(self, text: bool | str) -> Value:
        """`true`, `months`, or a day and what is added or taken away: `housed_on + 2 days`."""
        if isinstance(text, bool):
            return text
        return self.family.months if text == "months" else self.day(text).isoformat()

    def day(self, text: str) -> date:
        name, sign, term = (*text.split(" ", 2), "", "")[:3]
        match name:
            case "today":
                day = self.desk.today
            case "housed_on":
                day = self.desk.housed_on[self.family.ref]
            case "permit_on":
                day = self.family.permit_on
            case _:
                day = self.family.permit_until
        return self.desk.calendar.add(day, parse_term(term), back=sign == "-") if sign else day

    def goes_on(self, line: Act) -> date | None:
        """The day of the line; a length that leaves room is drawn."""
        text = line.after or line.before
        if not text:
            return line.on
        span, unit = text.split(" ", 1)
        shortest, _, longest = span.partition("-")
        amount = self.dice.randint(int(shortest), int(longest)) if longest else int(shortest)
        day = self.desk.today
        if line.of:
            day = self.due.setdefault(line.of, self.desk.due_on(self.key(line), line.of))
        found = self.desk.calendar.add(day, parse_term(f"{amount} {unit}"), back=bool(line.before))
        return min(found, line.at_latest)


def settle(desk: OfficeDay, family: Family) -> Story:
    """A household from the day on which it comes."""
    yield family.opened_on
    walk = Walk(desk, family, family.ref, "vestiging", Random(f"{desk.seed} {family.ref}"))
    yield from _along(family.road, walk)


def _along(road: Road, walk: Walk, on: date | None = None) -> Story:
    """on: the day of the first line, whatever that says."""
    for line in road:
        if isinstance(line, str):
            yield from _along(cohort().roads[line], walk)
        elif isinstance(line, lines.Follows):
            yield from _along(cohort().roads[line.go], walk, line.on)
        elif line.above <= 100 * walk.lot < line.below:
            if day := on or walk.goes_on(line):
                yield day
            _act(walk.desk, walk, line)
        on = None


def _act(desk: OfficeDay, walk: Walk, line: Act) -> None:
    casework, uow, today = desk.casework, desk.uow, desk.today
    coordinator, who = walk.colleague("coordinator"), walk.colleague(line.by)
    match line:
        case lines.Opens():
            _open(desk, walk, line, coordinator)
        case lines.Begins():
            _begin(desk, walk, line)
        case lines.BeginsCourse():
            road = cohort().courses[walk.course or "no"]
            _begin_road(walk, road, walk.ref, line.begin_course, f"{walk.ref} {line.begin_course}", walk.course)
        case lines.Advances():
            _advance(desk, walk, line, line.do, {name: walk.value(text) for name, text in line.facts.items()})
        case lines.AdvancesSomehow():
            _advance(desk, walk, line, walk.dice.choice(line.do_one_of), {})
        case lines.Houses():
            desk.house(walk.ref, walk.family.dwelling, who)
        case lines.Plans():
            walk.tasks = _planned(desk, walk, line)
        case lines.Visits():
            _visit(desk, walk, line, who)
        case lines.DoesTask():
            member = f"/{desk.ids[walk.family.members[0].ref]}" if line.each else ""
            desk.do_task(walk.key(line), line.task + member, who)
        case lines.SetsFact() | lines.Corrects():
            _record(desk, walk, line, who)
        case lines.Suspends() | lines.Extends():
            _give_time(desk, walk, line, who)
        case lines.Assigns():
            desk.assign(walk.key(line), walk.colleague(line.assign), line.as_role or line.assign, coordinator)
        case lines.Notes():
            casework.note(uow, walk.key(line), line.note.say(desk.lang), today, desk.by(who))
        case lines.Closes():
            casework.close(uow, ask.Close(walk.key(line), line.close, today), desk.by(who))
        case lines.Draws():
            walk.lot = walk.dice.random()
        case lines.WaitsAct():
            pass
        case _:
            assert_never(line)


def _record(desk: OfficeDay, walk: Walk, line: lines.SetsFact | lines.Corrects, who: str) -> None:
    if isinstance(line, lines.SetsFact):
        fact = ask.SetFact(walk.key(line), line.set, walk.value(line.to), walk.day(line.dated))
        walk.version = desk.casework.set_fact(desk.uow, fact, desk.by(who)).recorded[0].version
    else:
        corrected = ask.Correct(walk.version, value=walk.value(line.correct))
        desk.casework.correct(desk.uow, walk.key(line), corrected, desk.by(who), line.reason.say(desk.lang))


def _give_time(desk: OfficeDay, walk: Walk, line: lines.Suspends | lines.Extends, who: str) -> None:
    key, reason = walk.key(line), line.reason.say(desk.lang)
    if isinstance(line, lines.Suspends):
        held = ask.Suspend(line.suspend, desk.occurrence(key, line.suspend), desk.today)
        desk.casework.suspend(desk.uow, key, held, desk.by(who), line.ground, reason)
    else:
        longer = ask.Extend(line.extend, desk.occurrence(key, line.extend), desk.today, line.term)
        desk.casework.extend(desk.uow, key, longer, desk.by(who), reason)


def _open(desk: OfficeDay, walk: Walk, line: lines.Opens, coordinator: str) -> None:
    family = walk.family
    if line.of == "household":
        desk.form_household(family.ref, family.members, coordinator)
    else:
        walk.ref, walk.workflow = family.members[0].ref, line.open
        desk.add_person(family.members[0], coordinator)
    desk.open(line.open, walk.ref, family.intake_on, coordinator)


def _begin(desk: OfficeDay, walk: Walk, line: lines.Begins) -> None:
    members, adults = walk.family.members, walk.family.adults
    chosen = {"member": members, "adult": adults, "first": members[:1], "others": members[1:]}[line.each]
    workflow = line.workflow or line.begin
    for member in chosen:
        dice = f"{walk.family.ref} {line.dice}" if line.dice else f"{member.ref} {workflow}"
        course = walk.family.course if member is members[0] else ""
        _begin_road(walk, cohort().roads[line.begin], member.ref, workflow, dice, course)


def _begin_road(walk: Walk, road: Road, ref: str, workflow: str, dice: str, course: str = "") -> None:
    """Somebody goes a road of their own, with the luck of this one until they draw."""
    new = Walk(walk.desk, walk.family, ref, workflow, Random(f"{walk.desk.seed} {dice}"), course, walk.lot)
    walk.desk.begin(_along(road, new))


def _advance(desk: OfficeDay, walk: Walk, line: Act, trigger: str, facts: dict[str, Value]) -> None:
    """A step; what it starts goes its own road, and what it asks of another trajectory is done there later."""
    for key in _asked_since_a_birthday(desk, walk.key(line)):
        desk.do_task(walk.key(line), key, walk.colleague("volunteer"))
    step = ask.Advance(walk.key(line), trigger, desk.today, facts)
    done = desk.casework.advance(desk.uow, step, desk.by(walk.colleague(line.by)))
    walk.version = done.recorded[0].version
    desk.take_on(done, walk.colleague("coordinator"))
    for started in done.started:
        road = cohort().roads[started.workflow]
        _begin_road(walk, road, walk.ref, started.workflow, f"{walk.ref} {started.workflow}")
    for key, task in _asked(done) if desk.today < NO_MORE_TASKS else ():
        desk.begin(_do_later(desk, key, task, walk.colleague("volunteer")))


def _asked_since_a_birthday(desk: OfficeDay, key: str) -> list[str]:
    """What must be done for a child who became of school age, say, after the visits were planned."""
    written = desk.casework.load(desk.uow, key)
    changes = [each.event for each in written.history if isinstance(each.event, ev.MemberChanged)]
    asked = {(each["task"], each["member"]) for event in changes for each in (*event.tasks, *event.settling)}
    to_do = [each for each in open_tasks(written.compiled, written.trajectory) if (each.task, each.member) in asked]
    return [f"{each.task}/{each.member}" for each in to_do if not written.compiled.workflow.tasks[each.task].optional]


def _asked(done: Done) -> list[tuple[str, str]]:
    """The tasks that a step asks of other trajectories."""
    followed = done.recorded[-1].event
    signals = followed.signalled if isinstance(followed, ev.OthersFollowed) else ()
    return [(signal["trajectory"], signal["task"]) for signal in signals if signal["trajectory"]]


def _do_later(desk: OfficeDay, key: str, task: str, who: str) -> Story:
    yield desk.calendar.add(desk.today, parse_term("6 working days"))
    if desk.casework.load(desk.uow, key).trajectory.closed_on is None:
        desk.do_task(key, task, who)


def _planned(desk: OfficeDay, walk: Walk, line: lines.Plans) -> list[str]:
    trajectory = desk.casework.load(desk.uow, walk.key(line)).trajectory
    asked = [task for task, entry in trajectory.asked.items() if entry.stage == trajectory.stage]
    needed = [task for task in asked if task.partition("/")[0] in line.needed]
    others = [task for task in asked if task not in needed and "/" not in task]
    return needed + walk.dice.sample(others, line.others)


def _visit(desk: OfficeDay, walk: Walk, line: lines.Visits, who: str) -> None:
    for task in walk.tasks[line.visit - 1 :: VISITS]:
        was_late = walk.dice.random() < LATE
        desk.do_task(walk.key(line), task, who, walk.day("housed_on + 1 day") if was_late else None)
