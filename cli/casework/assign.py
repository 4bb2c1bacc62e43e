"""`traject assign`: whose a trajectory is."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, cast

import typer

from cli.asked import Asked
from cli.casework.bulk import (
    Act,
    FromList,
    InMunicipality,
    InStage,
    InWorkflow,
    Listing,
    Many,
    OfColleague,
    Yes,
    by_plan,
    in_bulk,
    one_or_many,
)
from cli.casework.consequences import print_version, say_notices
from cli.casework.ids import MaybeId, trajectory_id
from cli.casework.splitting import Over, SplitBy, must_be_split
from cli.options import AsJson, Dates, On, SheetName, on_day, one_of
from cli.session import writing
from scheduler.bootstrap import App
from trajectories.casework.permission import role_words
from trajectories.casework.split import SplitRule
from trajectories.people.staff import staff_by_name
from trajectories.repository.store import UnitOfWork
from trajectories.service.in_bulk import ChosenCase
from trajectories.service.recording import By, Done
from trajectories.service.staff_changes import split_over
from workflows.language.roles import ROLES
from workflows.words import Words

# Who may be given a trajectory: those who do casework.
CASEWORKERS = {role: ROLES[role] for role in ("volunteer", "coordinator", "jurist", "teamleider")}
CASE_ROLES = f"[{'|'.join(CASEWORKERS)}]"
case_role_typed = one_of(Words("rol", "role"), CASEWORKERS)


def assign(
    ctx: typer.Context,
    as_role: Annotated[
        str, typer.Option("--as", parser=case_role_typed, metavar=CASE_ROLES, help="The role in this trajectory.")
    ],
    trajectory: MaybeId = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A name on the staff; - for nobody.")] = None,
    on: On = None,
    from_list: FromList = None,
    sheet: SheetName = "",
    dates: Dates = None,
    in_municipality: InMunicipality = "",
    of: OfColleague = "",
    workflow: InWorkflow = "",
    stage: InStage = "",
    to: Over = None,
    split_by: SplitBy = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give a trajectory its coordinator, volunteer, jurist or teamleider; or many at once."""
    asked: Asked = ctx.obj
    many = Many(from_list, in_municipality, of, workflow, stage, yes, Listing(sheet, dates))
    over = tuple(to or ())
    must_be_split(over, split_by, is_many=many.is_asked)
    if split_by:
        one_or_many(many, trajectory, [], "--to NAME --to NAME")
        plan = partial(_split, names=over, rule=cast(SplitRule, split_by), as_role=as_role, on=on)
        return by_plan(asked, many, plan, as_json=as_json)
    *typed, name = one_or_many(many, trajectory, [name], "NAME")
    if many.is_asked:
        return in_bulk(asked, many, partial(_given, name=name, as_role=as_role, on=on), as_json=as_json)
    [case] = typed
    with writing(asked, case) as (app, uow, by):
        key = trajectory_id(app, uow, case)
        member = None if name == "-" else staff_by_name(uow, name, by.today)
        staff = member.id if member else ""
        done = app.casework.assign(uow, key, staff, as_role, on_day(on, by.today), by)
    if as_json:
        return print_version(done)
    role = asked.say(role_words(as_role))
    if not done.recorded:
        typer.echo(asked.pick(f"{key}: dat was al zo.", f"{key}: that was so already."))
        return say_notices(asked, done)
    who = member.name if member else asked.pick("niemand", "nobody")
    typer.echo(asked.pick(f"{key}: {role} is {who}.", f"{key}: the {role} is {who}."))
    say_notices(asked, done)


def _given(app: App, uow: UnitOfWork, by: By, each: ChosenCase, *, name: str, as_role: str, on: str | None) -> Done:
    member = None if name == "-" else staff_by_name(uow, name, by.today)
    return app.casework.assign(uow, each.case.id, member.id if member else "", as_role, on_day(on, by.today), by)


def _split(
    app: App,
    uow: UnitOfWork,
    by: By,
    cases: Sequence[ChosenCase],
    *,
    names: Sequence[str],
    rule: SplitRule,
    as_role: str,
    on: str | None,
) -> Act:
    day = on_day(on, by.today)
    people = list({each.id: each for each in (staff_by_name(uow, name, by.today) for name in names)}.values())
    given = split_over(uow, [each.case.id for each in cases], people, rule, day)

    def act(app: App, uow: UnitOfWork, by: By, each: ChosenCase) -> Done:
        return app.casework.assign(uow, each.case.id, given[each.case.id], as_role, day, by)

    return act
