"""What `show` tells of a client or household beside the trajectories: who, where they live, notes, and tasks done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.known import known_by
from trajectories.history.replay import ORDER, corrected
from trajectories.people.clients import Person, birth_dates, person_by_id
from trajectories.people.households import housed, household_by_id, households_of, members_of
from trajectories.people.references import subject_refs
from trajectories.people.rows import ERASED
from trajectories.people.staff import staff_on
from trajectories.repository.store import UnitOfWork
from trajectories.views.moment import MomentView
from trajectories.views.questions import QuestionView
from trajectories.views.trajectory import TrajectoryView
from workflows.documents import ABSENT, Absent
from workflows.words import Lang


class DwellingView(NamedTuple):
    """dwelling: the office's key. address: `erased` once it was removed."""

    dwelling: str
    kind: str
    municipality: str
    since: date
    address: str | None


class ShownPersonView(NamedTuple):
    """ref and household: references. dwelling: of the household. born: `erased` once it was removed."""

    ref: str
    name: str | None
    born: date | Literal["erased"] | None
    gender: str | None
    nationality: str | None
    route: str | None
    status: str
    household: str | None
    dwelling: DwellingView | None


class ShownMemberView(NamedTuple):
    ref: str
    name: str | None
    born: date | Literal["erased"] | None


class ShownHouseholdView(NamedTuple):
    ref: str
    members: list[ShownMemberView]
    dwelling: DwellingView | None


class NoteView(NamedTuple):
    """by: a name. text: `erased` once it was removed."""

    trajectory: str
    on: date
    by: str
    text: str


class DoneTaskView(NamedTuple):
    """member: a reference. amount: how much of it on that day."""

    trajectory: str
    task: str
    label: str
    member: str | None
    on: date
    amount: int


class ShownView(NamedTuple):
    """All of a client or household, or one. questions: about them and who lives there, that wait for yes or no.

    person, household: where one of these was asked for. notes: of these trajectories. done_tasks: of a person, also
    what was done for them in a trajectory of the household.
    """

    subject: str
    person: ShownPersonView | None
    household: ShownHouseholdView | None
    trajectories: list[TrajectoryView]
    questions: list[QuestionView]
    notes: list[NoteView]
    done_tasks: list[DoneTaskView]
    moment: MomentView | Absent = ABSENT


def person_view(uow: UnitOfWork, key: str, on: date, known_at: datetime | None) -> ShownPersonView:
    """uow: with the rows of the moment that is asked about; what was erased since reads so."""
    person = person_by_id(uow, key)
    homes = households_of(uow, key, on)
    return ShownPersonView(
        ref=person.ref,
        name=person.name or None,
        born=_born(person, birth_dates(uow, [key])),
        gender=person.gender or None,
        nationality=person.nationality or None,
        route=person.arrival_route or None,
        status=person.status,
        household=household_by_id(uow, homes[0]).ref if homes else None,
        dwelling=_dwelling(uow, homes[0], on, known_at) if homes else None,
    )


def household_view(uow: UnitOfWork, key: str, on: date, known_at: datetime | None) -> ShownHouseholdView:
    members = sorted(members_of(uow, key, on), key=_number)
    births = birth_dates(uow, [each.id for each in members])
    return ShownHouseholdView(
        household_by_id(uow, key).ref,
        [ShownMemberView(each.ref, each.name or None, _born(each, births)) for each in members],
        _dwelling(uow, key, on, known_at),
    )


def _born(person: Person, births: Mapping[str, str]) -> date | Literal["erased"] | None:
    return "erased" if births[person.id] == ERASED else person.born


def _number(person: Person) -> int:
    return int(person.id[1:])


def _dwelling(uow: UnitOfWork, household: str, on: date, known_at: datetime | None) -> DwellingView | None:
    """Where they lived on that day, as written down by then."""
    moves = [
        (each, each.event)
        for each in sorted(housed(known_by(uow.history(household), known_at)), key=ORDER)
        if isinstance(each.event, ev.HouseholdHoused) and each.occurred_on <= on
    ]
    if not moves:
        return None
    recorded, moved = moves[-1]
    address = _private(uow, [moved.address["private"]])[0] if moved.address else None
    return DwellingView(moved.dwelling, moved.kind, moved.municipality, recorded.occurred_on, address)


def _private(uow: UnitOfWork, keys: Sequence[str]) -> list[str]:
    found = uow.private(*keys)
    return [found.get(key, ERASED) for key in keys]


def note_views(uow: UnitOfWork, shown: Iterable[Written], on: date, known_at: datetime | None) -> list[NoteView]:
    """What was noted up to and including that day, as written down by then; the latest first."""
    noted = [
        (written.trajectory.id, each, each.event)
        for written in shown
        for each in corrected(known_by(written.history, known_at))
        if isinstance(each.event, ev.NoteAdded) and each.occurred_on <= on
    ]
    noted.sort(key=lambda each: (each[1].occurred_on, each[1].recorded_at), reverse=True)
    texts = _private(uow, [event.note["private"] for _, _, event in noted])
    staff = staff_on(uow, on)
    return [
        NoteView(key, each.occurred_on, staff[each.actor].name if each.actor in staff else each.actor, text)
        for (key, each, _), text in zip(noted, texts, strict=True)
    ]


def done_task_views(
    uow: UnitOfWork, own: Iterable[Written], of_household: Iterable[Written], person: str, lang: Lang
) -> list[DoneTaskView]:
    """The latest first. own: trajectories of the person; of_household: of which only what was done for the person."""
    refs = subject_refs(uow)
    done = [each for written in own for each in _done(written, refs, lang)]
    done += [each for written in of_household for each in _done(written, refs, lang) if each.member == refs.get(person)]
    return sorted(done, key=lambda each: (each.on, each.trajectory, each.task), reverse=True)


def _done(written: Written, refs: dict[str, str], lang: Lang) -> list[DoneTaskView]:
    tasks = written.compiled.workflow.tasks
    found = []
    for key, entries in written.trajectory.done.items():
        task, _, member = key.partition("/")
        label = tasks[task].label.say(lang) if task in tasks else task
        whom = refs.get(member, member) or None
        found += [DoneTaskView(written.trajectory.id, task, label, whom, each.on, each.amount) for each in entries]
    return found
