"""What going over to another definition does to one running trajectory: names, tasks, deadlines. Pure.

How is said by the plan; see migration_plan.
"""

from collections.abc import Iterable
from typing import NamedTuple

from trajectories.casework.tasks import Circle
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.migration.alike import renames
from trajectories.migration.hindrances import Hindrance, hindrances_of
from trajectories.migration.plan import HINT, SECTIONS, Wish
from trajectories.migration.tasks import tasks_going_over
from trajectories.migration.terms import Shift, shifts_between, trial, with_terms
from workflows.errors import Problem
from workflows.format.yaml_document import Document, Place
from workflows.language.private_facts import taken_from_person
from workflows.machine.state_machine import Compiled


class Preview(NamedTuple):
    """What would become of one trajectory. after and event: None where it cannot be moved.

    overdue: the deadlines that would be overdue at once and are not now. lost: tasks that are asked for no longer.
    """

    before: Written
    after: Written | None
    events: list[ev.Event]
    hindrances: list[Hindrance]
    shifts: list[Shift]
    overdue: list[Deadline]

    @property
    def migrated(self) -> ev.Migrated | None:
        return next((each for each in self.events if isinstance(each, ev.Migrated)), None)


def preview(
    written: Written, after: Compiled, wish: Wish, circle: Circle, born: ev.PrivateRef | None = None
) -> Preview:
    """What would become of it. Nothing is written.

    written: with the private dates that terms of either definition are counted from; born: the birth date of the
    person followed, for a definition that newly counts from it.
    """
    hindrances = list(hindrances_of(written, after, wish))
    if hindrances:
        return Preview(written, None, [], hindrances, [], [])
    blank = _blank(written, after, wish)
    tasks = tasks_going_over(written, after, blank, wish, circle)
    event = blank._replace(asked=tasks[0], gone=tasks[1])
    facts = _from_person(written, after, blank, wish, born)
    event, problems = with_terms(written, after, event, facts, wish)
    if problems:
        return Preview(written, None, [], problems, [], [])
    events: list[ev.Event] = [event, *facts, *([ev.PastDecided(wish.past)] if wish.past else [])]
    moved = trial(written, after, events, wish)
    shifts = shifts_between(written, moved, event, wish.plan.because)
    overdue = [
        shift.after
        for shift in shifts
        if shift.after
        and status(shift.after, wish.today) == "overdue"
        and not (shift.before and status(shift.before, wish.today) == "overdue")
    ]
    return Preview(written, moved, events, [], shifts, overdue)


def _from_person(
    written: Written, after: Compiled, blank: ev.Migrated, wish: Wish, born: ev.PrivateRef | None
) -> list[ev.FactSet]:
    """The birth date, where the new definition takes it from the person and the trajectory does not have it yet."""
    names = taken_from_person(after.workflow) if born else []
    now = trial(written, after, [blank], wish).trajectory if names else written.trajectory
    return [ev.FactSet(name, born) for name in names if born and now.fact(name) != born]


def _blank(written: Written, after: Compiled, wish: Wish) -> ev.Migrated:
    """The migration with its names; what depends on the new state comes later."""
    now, plan, workflow = written.trajectory, wish.plan, after.workflow
    renamed = {section: renames(section, written.compiled, after, plan) for section in SECTIONS}
    return ev.Migrated(
        now.definition,
        after.hash,
        workflow.version,
        workflow.variant,
        plan.hash,
        now.stage,
        str(plan.new_name("stages", now.stage)),
        renamed["stages"],
        renamed["facts"],
        renamed["tasks"],
        renamed["deadlines"],
        said=written.said[-1].version if written.said else 0,
        repeat_said=wish.repeat_said,
    )


# what the plan leaves open


def undecided(previews: Iterable[Preview], document: Document) -> list[Problem]:
    """What the plan leaves open and a running trajectory needs, each once, with the trajectories."""
    needing: dict[Place, list[str]] = {}
    for each in previews:
        for hindrance in each.hindrances:
            if hindrance.place:
                needing.setdefault(hindrance.place, []).append(each.before.trajectory.id)
    return [document.problem(place, "plan_open", _needed_by(place, keys)) for place, keys in needing.items()]


def _needed_by(place: Place, keys: list[str]) -> str:
    few = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
    return f"not decided, and {few} need it: write {HINT[str(place[0])]}"
