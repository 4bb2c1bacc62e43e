"""What begins by a list, counted beforehand: cases, terms, and who would be told how much of the past."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from scheduler.bootstrap import App
from scheduler.planning.ladder import plan
from scheduler.planning.recipients import recipients
from trajectories.deadlines.written import Written, asking_again, deadlines_of
from trajectories.history import events as ev
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.office_rows import CHANNEL
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import By, with_events
from workflows.words import Words

Mode = Literal["none", "latest", "all"]
MODES: tuple[Mode, ...] = ("none", "latest", "all")
NOBODY = "-"
HELD = ("coordinator", "volunteer", "jurist", "teamleider")


class Ahead(NamedTuple):
    """Counted. stages: by workflow; holders: by role, `-` for nobody; reminders: by mode and
    recipient, the deadlines of which they would be told at once."""

    workflows: dict[str, int]
    stages: dict[str, dict[str, int]]
    municipalities: dict[str, int]
    holders: dict[str, dict[str, int]]
    known: int
    asked: int
    over: int
    over_by_law: int
    reminders: dict[str, dict[str, int]]
    labels: dict[tuple[str, str], Words]  # of the stages, by workflow and code


def ahead_of(app: App, uow: UnitOfWork, keys: Iterable[str], by: By) -> Ahead | None:
    """None where nothing begins. The cases are those of this transaction, which may be left without a trace."""
    opened = [app.dossiers.load(uow, key) for key in dict.fromkeys(keys)]
    if not opened:
        return None
    staff = staff_on(uow, by.today)
    names = {key: member.name for key, member in staff.items()}
    stages: dict[str, Counter[str]] = {}
    holders: dict[str, Counter[str]] = {}
    labels: dict[tuple[str, str], Words] = {}
    for each in opened:
        now = each.trajectory
        stages.setdefault(now.workflow, Counter())[now.stage] += 1
        labels[now.workflow, now.stage] = each.compiled.stage_label(now.stage)
        for role in HELD:
            if held := now.assigned.get(role, ""):
                holders.setdefault(role, Counter())[names.get(held, held)] += 1
        if not now.assigned.get("coordinator", ""):
            holders.setdefault("coordinator", Counter())[NOBODY] += 1
    terms = [(deadline, by.today) for each in opened for deadline in each.deadlines]
    over = [each for each, today in terms if each.standing == "running" and each.due_on and each.due_on < today]
    return Ahead(
        dict(Counter(each.trajectory.workflow for each in opened)),
        {name: dict(found) for name, found in stages.items()},
        dict(Counter(each.trajectory.municipality for each in opened)),
        {role: dict(found) for role, found in holders.items()},
        sum(each.standing == "running" for each, _ in terms) - len(over),
        sum(each.standing == "unknown" for each, _ in terms),
        len(over),
        sum(each.reading.legal == "statutory" for each in over),
        {mode: _told(opened, mode, by, staff, uow.setting(CHANNEL)) for mode in MODES},
        labels,
    )


def and_then(one: Ahead | None, other: Ahead | None) -> Ahead | None:
    """Both counted together: no case is in both."""
    if one is None or other is None:
        return one or other
    return Ahead(
        dict(Counter(one.workflows) + Counter(other.workflows)),
        _summed(one.stages, other.stages),
        dict(Counter(one.municipalities) + Counter(other.municipalities)),
        _summed(one.holders, other.holders),
        one.known + other.known,
        one.asked + other.asked,
        one.over + other.over,
        one.over_by_law + other.over_by_law,
        _summed(one.reminders, other.reminders),
        {**one.labels, **other.labels},
    )


Counts = dict[str, dict[str, int]]


def _summed(one: Counts, other: Counts) -> Counts:
    names = dict.fromkeys((*one, *other))
    return {name: dict(Counter(one.get(name, {})) + Counter(other.get(name, {}))) for name in names}


def _told(opened: list[Written], mode: Mode, by: By, staff: dict[str, StaffMember], channel: str) -> dict[str, int]:
    """Of how many deadlines each would be told at once, by name: several reminders of one are a line together."""
    found: dict[str, set[str]] = {}
    for written in opened:
        for planned in plan(_decided(written, mode, by)):
            if planned.day <= by.today:
                for to in recipients(written, planned.roles, staff, channel) or (NOBODY,):
                    found.setdefault(staff[to].name if to in staff else to, set()).add(planned.deadline)
    return {name: len(deadlines) for name, deadlines in found.items()}


def _decided(written: Written, mode: Mode, by: By) -> Written:
    """As it would be once that was said of what lies in the past: nothing is written."""
    late = {each.deadline for each in plan(written) if each.is_late}
    terms: list[ev.DecidedTerm] = []
    for deadline in written.deadlines:
        if deadline.id in late:
            terms.append({"rule": deadline.name, "occurrence": deadline.occurrence, "rungs": {}})
    if not terms:
        return written
    last = written.history[-1]
    event = ev.PastDecided(mode, terms)
    decided = last._replace(version=last.version + 1, event=event, occurred_on=by.today, recorded_at=by.now)
    after = with_events(written, [decided])
    deadlines = deadlines_of(after.compiled, after.trajectory, after.calendar, after.private)
    return after._replace(trajectory=asking_again(after.compiled, after.trajectory, deadlines), deadlines=deadlines)
