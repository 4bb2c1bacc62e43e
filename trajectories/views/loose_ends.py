"""What a person must see to: signals of a trajectory that found no single target, and what a taking over left."""

from datetime import date
from typing import NamedTuple

from trajectories.casework.take_over import NOT_GIVEN as NOT_GIVEN
from trajectories.casework.take_over import NOT_STARTED as NOT_STARTED
from trajectories.casework.tasks import seen_of, starts_of
from trajectories.deadlines.written import Written
from trajectories.people.circle import circle_of
from trajectories.people.households import members_of
from trajectories.people.references import subject_ref
from trajectories.projections.given import around, was_given
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import had


class LooseEndView(NamedTuple):
    """A signal that found no single target: work that a person must do."""

    workflow: str
    what: str
    problem: str


def loose_ends_of(uow: UnitOfWork, written: Written, on: date) -> list[LooseEndView]:
    """What was not opened with a taking over is one until each whom it is for has one of its kind; what was not given,
    until it is there.
    """
    now = written.trajectory
    if now.taken_back_on:
        return []
    ends = [each for followed in now.followed for each in followed.signalled if each["problem"]]
    found = []
    for each in ends:
        what = each["task"] or each["fact"] or each["trajectory"]
        if each["problem"] == NOT_STARTED:
            who = _not_started_for(uow, written, each["workflow"], on)
            if who is None:
                continue
            what = who
        elif each["problem"] == NOT_GIVEN and was_given(uow, each, around(uow, now.subject, on)):
            continue
        found.append(LooseEndView(each["workflow"], what, each["problem"]))
    return found


def _not_started_for(uow: UnitOfWork, written: Written, workflow: str, on: date) -> str | None:
    """The references of those who have none, where others have; empty where nobody has, None where all have."""
    now, compiled = written.trajectory, written.compiled
    circle = circle_of(uow, now.subject, on)
    seen = seen_of(compiled, now, on, circle, written.calendar)
    wishes = (
        wish
        for stage in compiled.workflow.stages.values()
        for wish in starts_of(compiled, stage, circle, seen, written.calendar)
    )
    whom = list(dict.fromkeys(wish.subject or now.subject for wish in wishes if wish.workflow == workflow))
    lacking = [each for each in whom if not had(uow, workflow, each)]
    own = [now.subject, *(person.id for person in members_of(uow, now.subject, on))]
    if not any(had(uow, workflow, each) for each in own):
        return ""
    return ", ".join(subject_ref(uow, each) for each in lacking) if lacking else None
