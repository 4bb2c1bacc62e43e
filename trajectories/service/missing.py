"""Who lives in a household and has not what a case of that household would open for them today."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from trajectories.casework import follow
from trajectories.casework.tasks import whom
from trajectories.people.circle import circle_of
from trajectories.people.households import members_of
from trajectories.people.references import shown_ref
from trajectories.repository.aliases import stands_for
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers, every_case
from workflows.language.stages import Start
from workflows.language.workflow import Workflow


class MissingCase(NamedTuple):
    """by: the case that would open it. subject: a person's id; ref: what people call them."""

    workflow: str
    subject: str
    by: str
    ref: str


def missing_cases(uow: UnitOfWork, dossiers: Dossiers, today: date) -> list[MissingCase]:
    """By case, then by member. Whoever has or had one of its kind misses nothing. A case is read only where it may."""
    rows = every_case(uow)
    known = {(workflow, subject) for _, person, workflow, _, _ in rows for subject in {person, stands_for(uow, person)}}
    households = [row for row in rows if row[1].startswith("h") and not row[4]]
    found: dict[tuple[str, str], MissingCase] = {}
    for key, household, _, definition, _ in sorted(households, key=lambda row: int(row[0][1:])):
        starts = list(_starts(dossiers.compiled(uow, definition).workflow))
        if starts and members_of(uow, household, today):
            for each in _of_case(uow, dossiers, key, household, starts, known, today):
                found.setdefault((each.workflow, each.subject), each)
    return list(found.values())


def _starts(workflow: Workflow) -> Iterator[Start]:
    return (start for stage in workflow.stages.values() for start in stage.starts if start.for_ != "subject")


def _of_case(
    uow: UnitOfWork,
    dossiers: Dossiers,
    key: str,
    household: str,
    starts: list[Start],
    known: set[tuple[str, str]],
    today: date,
) -> list[MissingCase]:
    circle = circle_of(uow, household, today)
    meant = {(start.workflow, each["member"]) for start in starts for each in whom(start.for_, circle) if each}
    if not meant - known:
        return []
    written = dossiers.load(uow, key)
    found = []
    for member in circle.members:
        one = follow.Followed(today, member, circle, not follow.was_there(written.history, member["member"]))
        for wish in follow.would_open(written.compiled, written.trajectory, one, written.calendar):
            if (wish.workflow, wish.subject) not in known:
                found.append(MissingCase(wish.workflow, wish.subject, key, shown_ref(uow, wish.subject)))
    return found
