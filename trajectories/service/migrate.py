"""The shell around a migration: which trajectories, and writing one of them. The caller holds the transaction."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from trajectories.casework.tasks import Circle
from trajectories.deadlines.written import Written
from trajectories.history.replay import continued
from trajectories.migration.plan import Wish
from trajectories.migration.preview import Preview, preview
from trajectories.people.circle import circle_of
from trajectories.people.clients import born_ref
from trajectories.people.staff import must_administer
from trajectories.repository import definitions as library
from trajectories.repository.aliases import stands_for
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TRAJECTORY
from trajectories.repository.trajectories import private_dates, whose
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.language.private_facts import left_to_person, taken_from_person
from workflows.machine.state_machine import Compiled
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved

LATE = Words(
    "zou intussen meteen te laat zijn; zeg met --past wat er nog verstuurd wordt",
    "would be overdue at once by now; say with --past what is still sent",
)
ELSEWHERE = Words("is intussen onder een andere versie", "is under another version by now")


class ToMigrate(NamedTuple):
    """An open trajectory, as far as it matters for which definition it would go on under."""

    id: str
    definition: str
    municipality: str
    intake_on: date


def running_on(uow: UnitOfWork, workflow: str, definitions: Collection[str]) -> list[ToMigrate]:
    """The open trajectories under any of these definitions, oldest first."""
    columns = (TRAJECTORY.c.id, TRAJECTORY.c.definition, TRAJECTORY.c.municipality, TRAJECTORY.c.intake_on)
    query = select(*columns).where(TRAJECTORY.c.workflow == workflow, TRAJECTORY.c.closed_on == "")
    rows = uow.connection.execute(query.order_by(TRAJECTORY.c.number)).all()
    return [
        ToMigrate(row.id, row.definition, row.municipality, date.fromisoformat(row.intake_on))
        for row in rows
        if row.definition in definitions
    ]


def must_count(uow: UnitOfWork, resolved: "Resolved") -> None:
    """Outside a sandbox nobody goes on under a draft. Raises Refused."""
    if uow.setting("sandbox") != "yes":
        library.must_be_published(uow, resolved)


def preview_one(casework: Casework, uow: UnitOfWork, key: str, after: Compiled, wish: Wish) -> Preview:
    """What would become of it; nothing is written and nobody waits."""
    return _previewed(uow, casework.dossiers.load(uow, key), after, wish)


def migrate(
    casework: Casework, uow: UnitOfWork, key: str, start: str, resolved: "Resolved", wish: Wish, by: By
) -> Preview:
    """Takes one trajectory over. What it answered itself and now leaves to the person becomes the person's, where
    nothing else is known of them. start: the definition it was under when this was decided.

    Raises Refused, saying why, when it cannot be moved or is under another definition by now.
    """
    must_administer(by.actor)
    must_count(uow, resolved)
    goes_by_person = bool(left_to_person(resolved.workflow))
    if goes_by_person:
        casework.lock_person(uow, whose(uow, key)[0])
    written = casework.load(uow, key)
    if written.trajectory.definition != start:
        raise Refused(ELSEWHERE)
    library.keep_definition(uow, resolved)
    after = casework.dossiers.compiled(uow, resolved.hash)
    found = _previewed(uow, written, after, wish)
    if found.hindrances:
        raise Refused(found.hindrances[0].words)
    if found.overdue and not wish.past:
        raise Refused(LATE)
    stamp = casework.stamp(uow, by, wanted=["administrator"])._replace(definition=after.hash)
    recorded = uow.append(key, [(event, by.today) for event in found.events], stamp)
    now = continued(written.trajectory, written.history, recorded)
    moved = casework.dossiers.written(uow, after, now, [*written.history, *recorded], written.said)
    for project in casework.projections:
        project(uow, moved)
    if goes_by_person:
        person = stands_for(uow, now.subject)
        casework.lift(uow, person, by)
        casework.bring_up_to_date(uow, person, by)
        moved = casework.load(uow, key)
    return found._replace(after=moved)


def _previewed(uow: UnitOfWork, written: Written, after: Compiled, wish: Wish) -> Preview:
    """With what people say of themselves, as far as the new definition reads it."""
    born = born_ref(uow, written.trajectory.subject) if taken_from_person(after.workflow) else None
    if after.revealing:
        private = private_dates(uow, written.trajectory) | (uow.private(born["private"]) if born else {})
        written = written._replace(private=private)
    return preview(written, after, wish, _circle(uow, written, after, wish.today), born)


def _circle(uow: UnitOfWork, written: Written, after: Compiled, on: date) -> Circle:
    if not after.asks_about_people or written.trajectory.closed_on:
        return Circle()
    return circle_of(uow, written.trajectory.subject, on)
