"""What keeps a trajectory from going over."""

from collections.abc import Iterator
from typing import NamedTuple

from trajectories.casework import parse_values
from trajectories.casework.tasks import open_tasks, repeating_tasks
from trajectories.deadlines.voice import ruled
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import Trajectory
from trajectories.migration.plan import DROP, STAY, WORD, Plan, Wish
from workflows.errors import UsageError
from workflows.format.yaml_document import Place
from workflows.machine.guards import OpenTask
from workflows.machine.state_machine import Compiled
from workflows.words import Words


class Hindrance(NamedTuple):
    """Why one trajectory cannot be moved. place: the part of the plan that leaves it open."""

    words: Words
    place: Place = ()


def hindrances_of(written: Written, after: Compiled, wish: Wish) -> Iterator[Hindrance]:
    now, plan = written.trajectory, wish.plan
    if now.closed_on:
        yield Hindrance(Words(f"gesloten op {now.closed_on}", f"closed on {now.closed_on}"))
        return
    if after.workflow.subject != written.compiled.workflow.subject:
        yield Hindrance(Words("de nieuwe versie volgt iemand anders", "the new version follows another subject"))
    if after.workflow.calendar != written.compiled.workflow.calendar:
        old, new = written.compiled.workflow.calendar, after.workflow.calendar
        yield Hindrance(
            Words(
                f"de nieuwe versie telt met de kalender {new}, deze met {old}: elke termijn kan anders vallen; sluit "
                "dit traject en open het onder de nieuwe versie",
                f"the new version reckons by the calendar {new}, this one by {old}: any term may fall otherwise; close "
                "this trajectory and open it under the new version",
            )
        )
    if any(each.occurred_on > wish.today for each in written.history):
        yield Hindrance(Words("er is iets vastgelegd van na vandaag", "something is recorded of after today"))
    yield from _stage_hindrances(now, written.compiled, after, plan)
    yield from _name_hindrances(now, plan)
    yield from _fact_hindrances(now, after, plan)
    for key, entry in now.asked.items():
        task = key.partition("/")[0]
        if not entry.stage and _is_open(written, key) and _left_open("tasks", task, after, plan):
            yield _open_in_plan("tasks", task)
    for deadline in ruled(written.deadlines):
        is_alive = deadline.standing in ("running", "unknown")
        if is_alive and _left_open("deadlines", deadline.name, after, plan):
            yield _open_in_plan("deadlines", deadline.name)


def _left_open(section: str, name: str, after: Compiled, plan: Plan) -> bool:
    """Whether the plan neither gives it a name that the new definition has, nor lets it go."""
    to = plan.names[section].get(name)
    return to != DROP and to not in getattr(after.workflow, section)


def _open_in_plan(section: str, name: str) -> Hindrance:
    word = WORD[section]
    words = Words(
        f"het plan zegt niet wat er wordt van {word.nl} {name}", f"the plan leaves {word.say('en')} {name} open"
    )
    return Hindrance(words, (section, name))


def _stage_hindrances(now: Trajectory, before: Compiled, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    to, label = plan.names["stages"].get(now.stage), before.stage_label(now.stage)
    if to == STAY:
        yield Hindrance(
            Words(
                f"wie in ‘{label.say('nl')}’ staat, blijft volgens het plan op de oude versie",
                f"the plan leaves those in '{label.say('en')}' on the old version",
            )
        )
    elif to is None:
        yield _open_in_plan("stages", now.stage)
    elif to not in after.workflow.stages:
        yield Hindrance(
            Words(
                f"deze variant van de nieuwe versie heeft geen stadium {to}",
                f"this variant of the new version has no stage {to}",
            )
        )


def _name_hindrances(now: Trajectory, plan: Plan) -> Iterator[Hindrance]:
    """A new name that this trajectory used before, under an earlier version, for something else."""
    used = {
        "facts": set(now.facts),
        "tasks": {key.partition("/")[0] for key in (*now.asked, *now.done, *now.absences)},
        "deadlines": {hold.rule for hold in now.holds} | {each.rule for each in now.extensions},
    }
    for section, names in used.items():
        for old in names:
            new = plan.new_name(section, old)
            if new and new != old and new in names:
                yield Hindrance(
                    Words(
                        f"{WORD[section].nl} {new} werd hier eerder voor iets anders gebruikt",
                        f"{WORD[section].say('en')} {new} was used for something else here before",
                    )
                )


def _fact_hindrances(now: Trajectory, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    """What was recorded and does not fit any more; only what holds now counts."""
    for old, entries in now.facts.items():
        name = plan.names["facts"].get(old, old)
        spec = after.workflow.facts.get(name or "")
        value = entries[-1].value
        if spec is None or isinstance(value, dict):
            continue
        try:
            parse_values.checked(spec, old, value)
        except UsageError as error:
            yield Hindrance(error.words)


def _is_open(written: Written, key: str) -> bool:
    return key in {asked_key({"task": e.task, "member": e.member}) for e in _open_tasks(written)}


def _open_tasks(written: Written) -> tuple[OpenTask, ...]:
    now = written.trajectory
    return (*open_tasks(written.compiled, now), *repeating_tasks(written.compiled, now))


def asked_key(asked: ev.AskedTask) -> str:
    return f"{asked['task']}/{asked['member']}" if asked["member"] else asked["task"]
