"""`traject import history`: what happened in cases elsewhere, judged by a workflow, and stored as far as it fits."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.correct import DryRun
from cli.definitions import catalogue_of
from cli.imports.given import Apply, Given, ProfileFolder, ProfileName
from cli.imports.history_page import HistoryAhead, HistoryShown, report_history
from cli.imports.log_file import LogColumns, LogFile
from cli.imports.profiles import profile_named
from cli.options import AsJson, Dates, SheetName, known_municipality, known_workflow
from cli.people.clients import changing
from cli.progress import progress
from cli.session import reading
from scheduler.missed import by_batch, decide
from trajectories.casework.log_deviations import Conformance
from trajectories.casework.log_meaning import StepMeanings
from trajectories.casework.log_replay import LogRules, Walked, walk
from trajectories.clock import utc_now
from trajectories.local_time import local_day
from trajectories.service.import_batches import OfBatch, last_numbers, record_batch
from trajectories.service.import_history import Awaiting, NotStored, Stored, Storing, store
from trajectories.service.importing import BroughtIn
from trajectories.service.known_people import KnownPeople
from workflows.calendar import builtin_calendar
from workflows.catalogue.resolve import Selection
from workflows.errors import NotFound, UsageError
from workflows.machine.guards import asks_about_people
from workflows.machine.state_machine import Compiled
from workflows.words import Words

TOGETHER = 200  # cases of one transaction, and of one batch
REFUSED = 4
ANYWHERE = "any"  # as municipalities go where none is told


def import_history(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A log in XES, a workbook or a .csv.")],
    workflow: Annotated[str, typer.Option(help="By which the cases are judged.")],
    case: Annotated[str, typer.Option(metavar="COL", help="The column of the case; in XES its name.")] = "",
    step: Annotated[str, typer.Option(metavar="COL", help="The column of the step; in XES its name.")] = "",
    at: Annotated[str, typer.Option(metavar="COL", help="The column of the day or moment.")] = "",
    actor: Annotated[str, typer.Option(metavar="COL", help="The column of who did it.")] = "",
    fact: Annotated[
        list[str] | None, typer.Option(metavar="NAME=COL", help="A fact, and the column that tells it.")
    ] = None,
    means: Annotated[
        list[str] | None,
        typer.Option(metavar="STEP=NAME", help="What a step of the log is in the workflow; - leaves it out."),
    ] = None,
    municipality: Annotated[str, typer.Option(help="Of every case.")] = "",
    sheet: SheetName = "",
    dates: Dates = None,
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    new_clients: Annotated[
        bool, typer.Option("--new-clients", help="A case that is no client's reference here becomes a new client.")
    ] = False,
    apply: Apply = False,
    as_json: AsJson = False,
) -> None:
    """Judge events of cases elsewhere by a workflow; --apply stores what fits, and sends nothing of the past.

    A list with an event on each row, or a log in XES. Steps are matched by the names and labels of steps, tasks and
    stages.
    """
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    kept_as = profile_named(profile, profiles) if profile else None
    place = municipality or (kept_as.municipality if kept_as else "") or ANYWHERE
    rules = _rules(catalogue, known_workflow(catalogue, workflow), place)
    given = Given(file, apply, sheet, dates, None, profile, profiles, as_json=as_json)
    columns = LogColumns(case, step, at, actor, tuple(fact or ()))
    compiled = rules.compiled(rules.today)
    days = frozenset(name for name, spec in compiled.workflow.facts.items() if spec.type == "date")
    _must_be_facts(compiled, columns)
    steps = dict(map(_means_typed, means or ()))
    log = LogFile(asked, given, columns, steps, days, "" if place == ANYWHERE else rules.municipality)
    rules = rules._replace(meanings=cache(lambda of: StepMeanings(of, log.steps)))
    found = Conformance()
    with _office(asked, compiled, looks=not apply) as (people, awaiting):
        known = rules._replace(people=people.who)
        for each in log.cases():
            walked = walk(each, known)
            found.add(len(each.steps), walked.deviations)
            if awaiting and walked.fits and walked.commands:
                awaiting.add(walked)
    left_out = log.left_out
    kept = _kept(asked, log, rules, found.storable, new_clients=new_clients) if apply else None
    ahead = HistoryAhead(awaiting, compiled.workflow.subject == "person", new_clients) if awaiting else None
    shown = HistoryShown(compiled.workflow.workflow, log.read_as, left_out, found, kept, ahead)
    report_history(asked, shown, as_json=as_json)
    if kept and any(each.left for _, each in kept):
        raise typer.Exit(REFUSED)


def _rules(catalogue: Selection, name: str, place: str) -> LogRules:
    """Raises NotFound where there is no such workflow or municipality."""
    municipality = known_municipality(catalogue.municipalities, place)
    by_hash: dict[str, Compiled] = {}

    @cache
    def compiled(first: date) -> Compiled:
        resolved = catalogue.resolve(name, municipality, first)
        return by_hash.setdefault(resolved.hash, Compiled(resolved.workflow, resolved.hash))

    return LogRules(compiled, StepMeanings, builtin_calendar(), local_day(utc_now()), municipality)


@contextmanager
def _office(asked: Asked, compiled: Compiled, *, looks: bool) -> Iterator[tuple[KnownPeople, Awaiting | None]]:
    """Who is known is asked only where a guard asks about people. looks: whether who is known is counted beforehand.
    Also where there is no database a log is judged.
    """
    guards = (each.when for several in compiled.workflow.transitions.values() for each in several)
    asks = any(asks_about_people(each) for each in guards)
    with ExitStack() as stack:
        uow = None
        if asks or looks:
            with suppress(NotFound):
                _, uow, _ = stack.enter_context(reading(asked))
        yield KnownPeople(uow if asks else None), Awaiting(uow) if uow and looks else None


def _must_be_facts(compiled: Compiled, columns: LogColumns) -> None:
    for each in columns.facts:
        name = each.partition("=")[0].strip()
        if name not in compiled.workflow.facts:
            listing = ", ".join(compiled.workflow.facts) or "-"
            raise UsageError(
                Words(
                    f"--fact {each}: de workflow heeft geen feit ‘{name}’; wel {listing}",
                    f"--fact {each}: the workflow has no fact '{name}'; it has {listing}",
                )
            )


def _means_typed(text: str) -> tuple[str, str]:
    log, is_there, name = text.rpartition("=")
    if not is_there or not log.strip() or not name.strip():
        raise UsageError(
            Words(f"‘{text}’ (--means) is niet als stap=naam", f"'{text}' (--means) is not like step=name")
        )
    return log.strip(), name.strip()


def _kept(
    asked: Asked, log: LogFile, rules: LogRules, total: int, *, new_clients: bool
) -> list[tuple[int | None, Stored]]:
    """Each transaction: the number of its batch, and what it came to. Killed on the way, what was stored stands, and
    the same command goes on where it stopped.
    """
    digest, found = log.digest(), []
    done = 0
    with progress(asked.pick("Opslaan", "Storing")) as follow:
        for some in _chunks(each for case in log.cases() if (each := walk(case, rules)).fits and each.commands):
            found.append(_stored(asked, some, digest, new_clients=new_clients))
            done += len(some)
            follow(done, total)
    return found


def _chunks(fitting: Iterable[Walked]) -> Iterator[list[Walked]]:
    every = iter(fitting)
    while some := [*islice(every, TOGETHER)]:
        yield some


def _stored(asked: Asked, some: list[Walked], digest: str, *, new_clients: bool) -> tuple[int | None, Stored]:
    """Done again without those that the casework refuses, so that nothing of a case is half there."""
    refused: list[NotStored] = []
    names: set[str] = set()
    while True:
        try:
            number, stored = _tried(asked, some, digest, names, new_clients=new_clients)
        except _RefusedOnTheWay as on_the_way:
            refused += on_the_way.refused
            names |= on_the_way.names
            continue
        return number, stored._replace(left=[*stored.left, *refused])


class _RefusedOnTheWay(DryRun):
    def __init__(self, refused: dict[str, NotStored]) -> None:
        super().__init__()
        self.refused = list(refused.values())
        self.names = set(refused)


def _tried(
    asked: Asked, some: list[Walked], digest: str, leaving_out: set[str], *, new_clients: bool
) -> tuple[int | None, Stored]:
    with changing(asked, None) as desk:
        before = last_numbers(desk.uow)
        stored = store(Storing(desk.uow, desk.app.casework, desk.by, new_clients), some, leaving_out)
        if stored.refused:
            raise _RefusedOnTheWay(stored.refused)
        opened = [*stored.opened, *stored.beside]
        decide(desk.uow, desk.app.casework, by_batch(desk.uow, desk.app.casework, opened), "none", desk.by)
        if not opened:
            return None, stored
        added = {"clients": stored.clients, "cases": len(stored.opened), "beside": len(stored.beside)}
        brought, batch = BroughtIn(added, stored.known, opened=opened), OfBatch("history", digest)
        number = record_batch(desk.uow, desk.app.casework, desk.by, batch, brought, before)
    return number, stored
