"""The trajectories that run under one version of a workflow, and the definitions they would go to."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.workflow.named_definition import Named
from scheduler.bootstrap import App
from trajectories.migration.plan import Pair
from trajectories.repository.definitions import kept_definitions
from trajectories.repository.store import UnitOfWork
from trajectories.service.migrate import Running, running_on
from workflows.catalogue.resolve import Resolved, canonical
from workflows.errors import CaseworkError, UsageError
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def must_be_one_workflow(old: Named, new: Named) -> None:
    if old.workflow != new.workflow:
        raise UsageError(
            Words(
                f"{old.workflow} en {new.workflow} zijn verschillende workflows; een traject gaat niet van het een "
                "naar het ander over",
                f"{old.workflow} and {new.workflow} are two workflows; a trajectory does not go over from one to the "
                "other",
            )
        )


class Candidate(NamedTuple):
    """A trajectory with the definition it would go on under; why there is none, where there is none."""

    running: Running
    resolved: Resolved | None
    why: Words | None = None


class Found(NamedTuple):
    """already: how many are under the new definition. pairs: each definition with the one that follows it."""

    candidates: list[Candidate]
    pairs: list[Pair]
    already: int


def look_at(asked: Asked, app: App, uow: UnitOfWork, old: Named, new: Named) -> Found:
    starts, targets = _definitions(old) | _kept_as(uow, old), _definitions(new)
    resolve = _resolver(asked, new)
    candidates = [_candidate(each, resolve) for each in running_on(uow, old.workflow, starts.keys() - targets.keys())]
    pairs: dict[tuple[str, str], Pair] = {}
    for each in candidates:
        if each.resolved is not None and (key := (each.running.definition, each.resolved.hash)) not in pairs:
            following = Compiled(each.resolved.workflow, each.resolved.hash)
            pairs[key] = Pair(app.dossiers.compiled(uow, each.running.definition), following)
    if not pairs:
        base = new.of("any", by_any_day())
        first = old.of("any", by_any_day())
        pairs["", ""] = Pair(Compiled(first.workflow, first.hash), Compiled(base.workflow, base.hash))
    already = len(running_on(uow, new.workflow, targets.keys() | {pair.after.hash for pair in pairs.values()}))
    return Found(candidates, list(pairs.values()), already)


def by_any_day() -> date:
    return date.max


def _definitions(named: Named) -> dict[str, str]:
    """Hash -> variant, of the base and of every variant that can be read."""
    base = named.of("any", by_any_day())
    found = {base.hash: base.workflow.variant}
    for cohort, get in named.variants.items():
        try:
            found[get().hash] = cohort.variant
        except CaseworkError:
            continue
    return found


def _kept_as(uow: UnitOfWork, named: Named) -> dict[str, str]:
    """Of NAME@VERSION also the variants with that number, and in a sandbox every draft that had it."""
    if named.origin != "database":
        return {}
    version = int(named.asked.rpartition("@")[2])
    return {each.hash: each.variant for each in kept_definitions(uow, named.workflow) if each.version == version}


def _resolver(asked: Asked, new: Named) -> Callable[[str, date], Resolved]:
    if new.origin != "database":
        catalogue = catalogue_of(asked, [Path(new.asked)] if new.origin == "file" else [])
        return lambda municipality, intake_on: catalogue.resolve(new.workflow, municipality, intake_on)

    def kept(municipality: str, intake_on: date) -> Resolved:
        found = new.of(municipality, intake_on)
        return Resolved(found.workflow, canonical(found.workflow), found.hash, ())

    return kept


def _candidate(running: Running, resolve: Callable[[str, date], Resolved]) -> Candidate:
    try:
        return Candidate(running, resolve(running.municipality, running.intake_on))
    except CaseworkError as error:
        return Candidate(running, None, error.words)
