"""`traject import clients|households|cases|facts|tasks|notes`: a list of an office, first shown and then brought in."""

from typing import Annotated

import typer

from cli.casework.fact import Sure
from cli.imports.flow import Beside, Planned, bring_in
from cli.imports.given import (
    Apply,
    Columns,
    File,
    Given,
    GoodRows,
    Key,
    Past,
    ProfileFolder,
    ProfileName,
    Rejects,
    Update,
)
from cli.imports.mapping import Mapped
from cli.options import AsJson, Dates, On, SheetName, known_municipality, known_workflow
from cli.people.clients import SureOfBirth
from scheduler.bootstrap import App
from trajectories.imports.cells import text_of
from trajectories.imports.fields import FACT, STAGE
from trajectories.imports.reading import ReadList
from trajectories.service.import_case_road import stage_columns
from trajectories.service.import_case_rows import CaseNames, day_columns, fact_columns
from trajectories.service.import_cases import plan_cases
from trajectories.service.import_clients import plan_clients
from trajectories.service.import_households import plan_households
from trajectories.service.import_work import Work, WorkKind
from trajectories.service.importing import Bringing, ListPlan
from workflows.catalogue.resolve import Selection
from workflows.errors import CaseworkError
from workflows.language.workflow import Workflow
from workflows.typed_words import folded


def import_clients(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    key: Key = "",
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    update: Update = False,
    sure: SureOfBirth = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in clients and their households from a list; --apply does what is shown first. Once, however often.

    Columns: ref, name, born, gender, nationality, route, household, number elsewhere; or kenmerk, naam,
    geboortedatum, geslacht, nationaliteit, route, huishouden, nummer elders. Only ref is needed.
    """
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, update, sure, past, on, as_json
    )
    bring_in(ctx.obj, "clients", given._replace(key=key), plan_clients)


def import_cases(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    workflow: Annotated[str, typer.Option(help="Of every row, where no column says it.")] = "",
    municipality: Annotated[str, typer.Option(help="Of every row, where no column says it.")] = "",
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    key: Key = "",
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    update: Update = False,
    sure: Sure = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in running cases from a list, each taken over where it stands; --apply does what is shown first. Once.

    Columns: ref (kenmerk), workflow, municipality (gemeente), stage (stap), since (sinds), intake, who has it:
    coordinator, volunteer, jurist, teamleider; note (notitie), start (ook openen), number elsewhere (nummer elders).
    Columns called as a fact of the workflow are taken as that fact; those called as a stage, with a day or yes, as
    stages that it came through. Without a stage a case begins here.
    """
    told = {name: text for name, text in (("workflow", workflow), ("municipality", municipality)) if text}
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, update, sure, past, on, as_json, told
    )
    bring_in(ctx.obj, "cases", given._replace(key=key), _plan_cases, _facts_in)


def _names(catalogue: Selection) -> CaseNames:
    return CaseNames(
        lambda typed: known_workflow(catalogue, typed),
        lambda typed: known_municipality(catalogue.municipalities, typed),
    )


def _plan_cases(into: Bringing, read: ReadList) -> ListPlan:
    return plan_cases(into, read, _names(into.casework.catalogue()))


def _facts_in(found: Mapped, app: App) -> Beside:
    """The columns that are called as a fact, or a stage, of a workflow in the list is."""
    workflows = _workflows_in(app.catalogue, found)
    told = {each.header: found.asked.columns.get(folded(each.header), "") for each in found.header.unknown}
    facts = {header: called.removeprefix(FACT) for header, called in told.items() if called.startswith(FACT)}
    stages = {header: called.removeprefix(STAGE) for header, called in told.items() if called.startswith(STAGE)}
    columns = fact_columns(found.header, workflows, facts)
    road = stage_columns(found.header, workflows, stages)
    road = {header: called for header, called in road.items() if header in stages or header not in columns}
    return Beside({**columns, **road}, [*day_columns(columns, workflows), *road])


def _workflows_in(catalogue: Selection, found: Mapped) -> list[Workflow]:
    """As everywhere; a name that is none is said of its row."""
    column = found.header.columns.get("workflow")
    typed = {found.asked.given.get("workflow", "")}
    if column:
        typed |= {text_of(row.cells[column.place]) for row in found.sheet.rows if column.place < len(row.cells)}
    names = {known_workflow(catalogue, each) for each in typed if each} & {*catalogue.workflows}
    workflows = []
    for name in sorted(names):
        try:
            workflows += [each.workflow for each in catalogue.resolved_of(name)]
        except CaseworkError:  # a draft that does not hold: its rows say so
            continue
    return workflows


def import_facts(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    workflow: Annotated[str, typer.Option(help="Of every row, where no column says it.")] = "",
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    update: Update = False,
    sure: Sure = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in facts of running cases from a list; --apply does what is shown first. Once, however often.

    Columns: ref (kenmerk: of the case, its client or household), fact (feit), value (waarde), on (datum), workflow.
    """
    told = {"workflow": workflow} if workflow else {}
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, update, sure, past, on, as_json, told
    )
    bring_in(ctx.obj, "facts", given, _work("facts"))


def import_tasks(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    workflow: Annotated[str, typer.Option(help="Of every row, where no column says it.")] = "",
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in tasks done in running cases from a list; --apply does what is shown first. Once, however often.

    Columns: ref (kenmerk: of the case, its client or household), task (taak), member (lid), amount (aantal), on
    (datum), workflow.
    """
    told = {"workflow": workflow} if workflow else {}
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, False, False, past, on, as_json, told
    )
    bring_in(ctx.obj, "tasks", given, _work("tasks"))


def import_notes(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    workflow: Annotated[str, typer.Option(help="Of every row, where no column says it.")] = "",
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in notes on running cases from a list; --apply does what is shown first. Once, however often.

    Columns: ref (kenmerk: of the case, its client or household), note (notitie), on (datum), workflow.
    """
    told = {"workflow": workflow} if workflow else {}
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, False, False, past, on, as_json, told
    )
    bring_in(ctx.obj, "notes", given, _work("notes"))


def _work(kind: WorkKind) -> Planned:
    def plan(into: Bringing, read: ReadList) -> ListPlan:
        return Work(into, read, kind, _names(into.casework.catalogue()).workflow).plan()

    return plan


def import_households(
    ctx: typer.Context,
    file: File,
    apply: Apply = False,
    sheet: SheetName = "",
    dates: Dates = None,
    column: Columns = None,
    key: Key = "",
    profile: ProfileName = "",
    profiles: ProfileFolder = None,
    rejects: Rejects = None,
    good_rows: GoodRows = False,
    update: Update = False,
    past: Past = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in households of known clients, and where they live; --apply does what is shown first. Once.

    Columns: ref (kenmerk), member (lid: one on each row, or several in a cell), municipality (gemeente), dwelling
    (woning), kind (soort woning), address (adres), housed_on (gehuisvest op), number elsewhere (nummer elders).
    """
    given = Given(
        file, apply, sheet, dates, column, profile, profiles, rejects, good_rows, update, False, past, on, as_json
    )
    bring_in(ctx.obj, "households", given._replace(key=key), _plan_households)


def _plan_households(into: Bringing, read: ReadList) -> ListPlan:
    return plan_households(into, read, _names(into.casework.catalogue()).municipality)
