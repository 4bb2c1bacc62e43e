"""One command for many cases: chosen by a list or by where they stand, shown first, confirmed once, all or none."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, NoReturn

import typer

from cli.asked import Asked, may_ask
from cli.casework.choosing import ask_yes
from cli.json_document import print_json
from cli.options import known_workflow, maybe_day
from cli.reading.whose import whose
from cli.session import DryRun, writing
from scheduler.bootstrap import App
from trajectories.history.events import FactSet
from trajectories.imports.case_list import rows_of
from trajectories.imports.day_order import Order
from trajectories.people.references import subject_refs
from trajectories.projections.queries import names_of
from trajectories.repository.store import UnitOfWork
from trajectories.service.in_bulk import (
    ChosenCase,
    each_of,
    listed_cases,
    must_be_as_shown,
    selected,
)
from trajectories.service.recording import By, Done
from trajectories.views import event_lines
from trajectories.views.casework import BulkCaseView, BulkView
from workflows.errors import NotFound, UsageError
from workflows.words import Words

SHOWN = 20
LARGEST_BYTES = 50_000_000

FromList = Annotated[
    Path | None,
    typer.Option(
        "--from",
        exists=True,
        dir_okay=False,
        help="Many at once: a list (.xlsx, .ods, .csv) with a reference or trajectory.",
    ),
]
OfColleague = Annotated[str, typer.Option("--of", metavar="NAME", help="Many at once: what this colleague was given.")]
InWorkflow = Annotated[str, typer.Option("--workflow", help="Many at once: only of this workflow.")]
InStage = Annotated[str, typer.Option("--stage", help="Many at once: only what stands in this stage.")]
InMunicipality = Annotated[str, typer.Option("--municipality", help="Many at once: what is counted in this one.")]
Yes = Annotated[bool, typer.Option("--yes", help="Many at once: do not ask, for scripts.")]


class Listing(NamedTuple):
    """How the list of `--from` is read: its sheet, and the order of its days, day first where nothing is said."""

    sheet: str = ""
    order: Order | None = None


class Many(NamedTuple):
    """Which cases, as typed; nothing of it where one case is meant."""

    file: Path | None
    municipality: str
    of: str
    workflow: str
    stage: str
    yes: bool
    listing: Listing = Listing()

    @property
    def is_asked(self) -> bool:
        return bool(self.file or self.municipality or self.of or self.workflow or self.stage)


Act = Callable[[App, UnitOfWork, By, ChosenCase], Done]
Plan = Callable[[App, UnitOfWork, By, Sequence[ChosenCase]], Act]  # what is done with each, seen together


class CarriedOut(NamedTuple):
    """versions: of every case as it was before."""

    versions: dict[str, int]
    cases: list[BulkCaseView]


def one_or_many(many: Many, trajectory: str | None, rest: Sequence[str | None], names: str) -> list[str]:
    """What was typed behind the case, or, of many, all that was typed: then no case is named.

    names: what stands behind the case. Raises UsageError for too few or too many words.
    """
    given = [each for each in (trajectory, *rest) if each is not None]
    wanted = len(rest) + (0 if many.is_asked else 1)
    if many.yes and not many.is_asked:
        raise UsageError(
            Words(
                "--yes hoort bij veel tegelijk: --from, --municipality, --of, --workflow of --stage",
                "--yes goes with many at once: --from, --municipality, --of, --workflow or --stage",
            )
        )
    _must_have_a_list(many)
    if len(given) != wanted:
        raise UsageError(
            Words(
                f"geef ID {names}; of, voor veel tegelijk, {names} met --from, --municipality, --of, --workflow of "
                "--stage",
                f"give ID {names}; or, for many at once, {names} with --from, --municipality, --of, --workflow or "
                "--stage",
            )
        )
    return given


def _must_have_a_list(many: Many) -> None:
    if any(many.listing) and many.file is None:
        raise UsageError(
            Words(
                "--sheet en --dates horen bij een lijst; noem haar met --from",
                "--sheet and --dates go with a list; name it with --from",
            )
        )


def tasks_typed(many: Many, trajectory: str | None, tasks: Sequence[str]) -> tuple[str, list[str]]:
    """The case, empty for many, and the tasks."""
    _must_have_a_list(many)
    given = [*([] if trajectory is None else [trajectory]), *tasks]
    if many.is_asked and given:
        return "", given
    if len(given) < 2:
        one_or_many(many, None, [None], "TASK")
    key, *names = given
    return key, names


def fact_of_many(many: Many, typed: Sequence[str | None]) -> tuple[str, str | None]:
    """Name and value; the value may stand in the list, so that only the name is typed."""
    given = [each for each in typed if each is not None]
    if many.file and len(given) == 1:
        return given[0], None
    name, value = one_or_many(many, None, [*given, None][:2], "NAME VALUE")
    return name, value


def in_bulk(asked: Asked, many: Many, act: Act, *, as_json: bool) -> None:
    """The same for each; see by_plan."""
    by_plan(asked, many, lambda *_: act, as_json=as_json)


def by_plan(asked: Asked, many: Many, plan: Plan, *, as_json: bool) -> None:
    """Shows what would be recorded, asks once, and records it for all or for none."""
    shown: CarriedOut | None = None
    if not many.yes:
        shown = _carried_out(asked, many, plan, None, writes=False)
        _show(asked, shown.cases)
        confirmed(asked, len(shown.cases), as_json=as_json)
    done = _carried_out(asked, many, plan, shown.versions if shown else None, writes=True)
    if as_json:
        return print_json(BulkView(done.cases))
    if many.yes:
        _show(asked, done.cases)
    count = len([each for each in done.cases if each.what])
    nl, en = ("traject", "trajectory") if count == 1 else ("trajecten", "trajectories")
    typer.echo(asked.pick(f"Vastgelegd voor {count} {nl}.", f"Recorded for {count} {en}."))


def confirmed(asked: Asked, cases: int, *, as_json: bool) -> None:
    """Raises UsageError where nobody can be asked, and leaves where the answer is no."""
    if not may_ask(as_json=as_json):
        raise UsageError(
            Words(
                f"dit gaat over {cases} trajecten en hier kan niemand ja zeggen; geef --yes als het goed is",
                f"this is about {cases} trajectories and nobody can say yes here; give --yes where it is right",
            )
        )
    if not ask_yes(asked, asked.pick(f"Vastleggen voor {cases} trajecten", f"Record for {cases} trajectories")):
        leave(asked)


def leave(asked: Asked) -> NoReturn:
    asked.talk(Words("Er is niets vastgelegd.", "Nothing was recorded."))
    raise typer.Exit(0)


def _carried_out(asked: Asked, many: Many, plan: Plan, shown: Mapping[str, int] | None, *, writes: bool) -> CarriedOut:
    try:
        with writing(asked) as (app, uow, by):
            cases = chosen(app, uow, by, many)
            uow.lock(*(each.case.id for each in cases))
            versions = {each.case.id: app.dossiers.load(uow, each.case.id).trajectory.version for each in cases}
            if shown is not None:
                must_be_as_shown(shown, versions)
            act = plan(app, uow, by, cases)
            done = each_of(cases, lambda each: act(app, uow, by, each))
            found = CarriedOut(versions, _told(asked, uow, by, cases, done))
            if not writes:
                raise DryRun
    except DryRun:
        pass
    return found


def chosen(app: App, uow: UnitOfWork, by: By, many: Many) -> list[ChosenCase]:
    """Raises NotFound where nothing is open there."""
    _must_have_a_list(many)
    found = whose(app, uow, by, many.of, municipality=many.municipality)
    workflow = known_workflow(app.catalogue, many.workflow) if many.workflow else ""
    cases = selected(uow, found.scope, workflow, many.stage)
    if many.file:
        cases = listed_cases(uow, rows_of(many.file.name, _read(many.file), *many.listing), cases)
    if not cases:
        raise NotFound(Words("daar loopt geen enkel traject", "no trajectory is open there"))
    return cases


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise UsageError(Words(f"{file} is te groot voor een lijst", f"{file} is too large for a list"))
    return content


def day_of(case: ChosenCase, typed: str | None) -> str | None:
    """What the list says, else what was typed. Raises UsageError where they are not the same."""
    listed, day = case.cells.get("on"), maybe_day(typed)
    if listed and day and listed != day.isoformat():
        raise UsageError(
            Words(
                f"de lijst zegt {listed} en --on {day}; laat een van de twee weg",
                f"the list says {listed} and --on {day}; leave one of the two out",
            )
        )
    return listed or typed


def value_of(case: ChosenCase, typed: str | None) -> str:
    """What the list says, else what was typed. Raises UsageError where they are not the same, or neither says one."""
    listed = case.cells.get("value")
    if listed is not None and typed is not None and listed.casefold() != typed.strip().casefold():
        raise UsageError(
            Words(
                "de lijst zegt hier een andere waarde dan de opdracht; laat de waarde in de opdracht weg, of de kolom "
                "‘waarde’ uit de lijst",
                "the list says another value here than the command does; leave the value out of the command, or the "
                "column 'value' out of the list",
            )
        )
    found = listed if typed is None else typed
    if found is None:
        raise UsageError(Words("de lijst zegt hier geen waarde", "the list says no value here"))
    return found


def _told(
    asked: Asked, uow: UnitOfWork, by: By, cases: Sequence[ChosenCase], several: Sequence[Done]
) -> list[BulkCaseView]:
    staff, refs = names_of(uow, by.today), subject_refs(uow)
    found = []
    for chosen_case, done in zip(cases, several, strict=True):
        kept = [
            e.event.value["private"]
            for e in done.recorded
            if isinstance(e.event, FactSet) and isinstance(e.event.value, dict)
        ]
        private = uow.private(*kept) if kept else {}
        reader = event_lines.Reader(done.written.compiled, staff, refs, private, asked.lang)
        what = [event_lines.what(each, reader) for each in done.recorded]
        case = chosen_case.case
        found.append(BulkCaseView(case.id, case.workflow, case.ref, done.trajectory.version, what))
    return found


def _show(asked: Asked, cases: Sequence[BulkCaseView]) -> None:
    """How many of each workflow, and what is recorded of the first twenty."""
    counts = Counter(each.workflow for each in cases)
    listing = ", ".join(f"{name} {count}" for name, count in counts.items())
    nl, en = ("traject", "trajectory") if len(cases) == 1 else ("trajecten", "trajectories")
    asked.talk(Words(f"{len(cases)} {nl}: {listing}", f"{len(cases)} {en}: {listing}"))
    for each in cases[:SHOWN]:
        what = "; ".join(each.what) or asked.pick("dat was al zo", "that was so already")
        asked.talk(f"{each.trajectory} {each.workflow} ({each.subject}): {what}")
    if len(cases) > SHOWN:
        asked.talk(Words(f"… en nog {len(cases) - SHOWN}", f"… and {len(cases) - SHOWN} more"))
