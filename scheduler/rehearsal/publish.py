"""Making a definition count: checked strictly, its scenarios played, the histories of this database replayed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from scheduler.rehearsal.scenarios import Rehearsed, rehearse_all
from trajectories.audit import verify
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.people.staff import must_administer
from trajectories.repository.definitions import kept_definitions
from trajectories.repository.store import UnitOfWork
from trajectories.service import office
from trajectories.service.casework import Casework
from trajectories.service.migrate import Running, preview_one, running_on
from trajectories.service.recording import By
from workflows.calendar import WorkCalendar
from workflows.catalogue.check_all import refuse_strict
from workflows.catalogue.resolve import Resolved, Selection
from workflows.errors import CaseworkError, HistoryBroken, Refused
from workflows.machine.state_machine import Compiled
from workflows.words import Words


class Published(NamedTuple):
    """One definition that counts now. is_new: it did not count before."""

    workflow: str
    variant: str
    version: int
    hash: str
    is_new: bool


def publish(
    casework: Casework,
    uow: UnitOfWork,
    catalogue: Selection,
    names: Collection[str],
    by: By,
    calendar: WorkCalendar,
    past: str = "",
    progress: Callable[[int], None] | None = None,
) -> list[Published]:
    """Publishes each workflow as it stands and in all its variants; all of them or, on any objection, none.

    past: none, latest or all: what of the missed reminders goes out when running trajectories are taken over; it is
    asked for when some would be overdue at once. Raises Refused without it, for anyone but an administrator, for a
    workflow without scenarios and for one that does not come true, DefinitionError for a mistake or a warning,
    HistoryBroken where the history of this database does not verify.
    """
    must_administer(by.actor)
    _must_be_clean(catalogue, names, by.today, calendar)
    resolved = [each for name in names for each in catalogue.resolved_of(name)]
    played = list(rehearse_all(catalogue, names, calendar))
    _must_be_tried(names, played)
    _must_come_true(played)
    _must_replay(uow, progress)
    if not past:
        _must_not_be_late(casework, uow, resolved, catalogue, by)
    return [_published(each, is_new=office.publish(casework, uow, each, by, past)) for each in resolved]


def _published(resolved: Resolved, *, is_new: bool) -> Published:
    workflow = resolved.workflow
    return Published(workflow.workflow, workflow.variant, workflow.version, resolved.hash, is_new)


def _must_be_clean(catalogue: Selection, names: Collection[str], today: date, calendar: WorkCalendar) -> None:
    """Warnings count here: what is published stays."""
    files = {path for name in names for path in catalogue.files_of(name)}
    refuse_strict(catalogue.problems(files, today=today, calendar=calendar))


def _must_be_tried(names: Collection[str], played: list[Rehearsed]) -> None:
    """What has no scenario was never tried."""
    untried = [name for name in names if name not in {each.workflow for each in played}]
    if untried:
        raise Refused(
            Words(
                f"{untried[0]} heeft geen scenario, dus niemand heeft het beproefd; schrijf er een onder ‘scenarios’ "
                f"en speel het met ‘traject workflow test {untried[0]}’",
                f"{untried[0]} has no scenario, so nobody tried it; write one under 'scenarios' and play it with "
                f"'traject workflow test {untried[0]}'",
            )
        )


def _must_come_true(played: list[Rehearsed]) -> None:
    failed = [each for each in played if each.failures]
    if failed:
        first = failed[0]
        raise Refused(
            Words(
                f"scenario ‘{first.scenario}’ van {first.workflow} komt niet uit ({len(failed)} van {len(played)}); "
                f"‘traject workflow test {first.workflow}’ zegt waarom",
                f"scenario '{first.scenario}' of {first.workflow} does not come true ({len(failed)} of "
                f"{len(played)}); 'traject workflow test {first.workflow}' says why",
            )
        )


def _must_replay(uow: UnitOfWork, progress: Callable[[int], None] | None) -> None:
    """Every history replays to what is shown now, under the definition it was written with."""
    problems = verify.verify(uow, progress).problems
    if problems:
        first = problems[0]
        raise HistoryBroken(
            Words(
                f"er wordt niets gepubliceerd zolang de geschiedenis niet klopt: {first.stream} {first.version}; "
                "‘traject audit verify’ zegt meer",
                f"nothing is published while the history does not verify: {first.stream} {first.version}; "
                "'traject audit verify' says more",
            )
        )


def _must_not_be_late(
    casework: Casework, uow: UnitOfWork, resolved: list[Resolved], catalogue: Selection, by: By
) -> None:
    """A rule that is past already for running trajectories is published knowingly."""
    late = sum(_overdue_at_once(casework, uow, resolved, catalogue, by))
    if late:
        raise Refused(
            Words(
                f"meteen te laat: {late} lopende trajecten, zodra die overgaan; zeg met --past none, latest of all wat "
                "er dan nog verstuurd wordt",
                f"overdue at once for {late} running trajectories, once they are taken over; say with --past none, "
                "latest or all what is sent then",
            )
        )


def _overdue_at_once(
    casework: Casework, uow: UnitOfWork, resolved: list[Resolved], catalogue: Selection, by: By
) -> Iterator[bool]:
    """For each running trajectory that could go on under one of these: whether that would make it late."""
    after = {each.hash: Compiled(each.workflow, each.hash) for each in resolved}
    plans: dict[tuple[str, str], Wish] = {}
    for name in dict.fromkeys(each.workflow.workflow for each in resolved):
        older = {each.hash for each in kept_definitions(uow, name)} - after.keys()
        for running in running_on(uow, name, older):
            target = _target(catalogue, name, running, after)
            if target is None:
                continue
            key = (running.definition, target.hash)
            if key not in plans:
                pair = Pair(casework.dossiers.compiled(uow, running.definition), target)
                plans[key] = Wish(draft([pair]), by.today, by.now)
            yield bool(preview_one(casework, uow, running.id, target, plans[key]).overdue)


def _target(catalogue: Selection, name: str, running: Running, after: Mapping[str, Compiled]) -> Compiled | None:
    """What it would go on under; None where its municipality is not known here, so that it stays where it is."""
    try:
        return after[catalogue.resolve(name, running.municipality, running.intake_on).hash]
    except CaseworkError:
        return None
