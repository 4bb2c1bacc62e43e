"""`traject transfer`: who looks after a case, and where it is counted, from a day on."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.casework.bulk import (
    FromList,
    InStage,
    InWorkflow,
    Listing,
    Many,
    OfColleague,
    Yes,
    chosen,
    confirmed,
    one_or_many,
)
from cli.json_document import print_json
from cli.options import AsJson, Dates, On, SheetName, known_municipality, on_day
from cli.session import DryRun, writing
from trajectories.people.references import has_ref, subject_by_ref, subject_ref
from trajectories.people.staff import staff_by_name
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import kept_of
from trajectories.service import transfers
from trajectories.service.asking import with_members
from trajectories.service.transfers import CasePlace, Transfer, TransferredCase
from trajectories.views.questions import PlaceView, TransferredView, TransferView, names_on
from workflows.catalogue.place_names import place_name
from workflows.documents import ABSENT
from workflows.errors import NotFound
from workflows.words import Words

CountedIn = Annotated[
    str, typer.Option("--in", metavar="MUNICIPALITY", help="Many at once: what is counted in this one.")
]


def transfer(
    ctx: typer.Context,
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="ID|SUBJECT_REF",
            help="t17; or all that runs for a client or household; left out where many are chosen.",
        ),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="The new coordinator.")] = "",
    municipality: Annotated[str, typer.Option(help="Where it is counted from that day on.")] = "",
    anew: Annotated[
        bool | None,
        typer.Option("--anew/--as-is", help="Where the new municipality has a form of its own: close and open there."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    on: On = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    from_list: FromList = None,
    sheet: SheetName = "",
    dates: Dates = None,
    counted_in: CountedIn = "",
    of: OfColleague = "",
    workflow: InWorkflow = "",
    stage: InStage = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Change who looks after a trajectory, or many, or where it is counted, from a day on; its definition stays."""
    asked: Asked = ctx.obj
    many = Many(from_list, counted_in, of, workflow, stage, yes, Listing(sheet, dates))
    one_or_many(many, subject, [], "--to")
    typed = TypedTransfer(subject or "", to, municipality, anew, reason, on)
    if many.is_asked and not (yes or dry_run):
        shown = _transferred(asked, typed, many, writes=False)
        say_transferred(asked, shown, err=True)
        confirmed(asked, len(shown), as_json=as_json)
    moved = _transferred(asked, typed, many, writes=not dry_run)
    if dry_run:
        if as_json:
            return print_json(TransferView(moved, dry_run=True))
        typer.echo(asked.pick("Proef: er is niets geschreven.", "Dry run: nothing was written."))
    if as_json:
        return print_json(TransferView(moved, ABSENT))
    say_transferred(asked, moved)


class TypedTransfer(NamedTuple):
    subject: str
    to: str
    municipality: str
    anew: bool | None
    reason: str
    on: str | None


def _transferred(asked: Asked, typed: TypedTransfer, many: Many, *, writes: bool) -> list[TransferredView]:
    try:
        with writing(asked, *filter(None, [typed.subject])) as (app, uow, by):
            staff = staff_by_name(uow, typed.to, by.today).id if typed.to else ""
            there = typed.municipality
            place = known_municipality(app.catalogue.municipalities, there) if there else ""
            command = Transfer(on_day(typed.on, by.today), staff, place, typed.anew)
            if many.is_asked:
                whole, keys = "", [each.case.id for each in chosen(app, uow, by, many)]
            else:
                whole, keys = _meant(uow, typed.subject, command.on)
            done = transfers.transfer(app.casework, uow, keys, command, by, typed.reason, whole)
            moved = transferred_views(uow, done, by.today)
            if not writes:
                raise DryRun
    except DryRun:
        pass
    return moved


def _meant(uow: UnitOfWork, asked: str, on: date) -> tuple[str, list[str]]:
    """The client or household whose cases go all, or empty; and those cases."""
    if re.fullmatch(r"[tT]\d+", asked) and not has_ref(uow, asked):
        return "", [asked.lower()]
    subject = subject_by_ref(uow, asked)
    keys = [each.id for each in kept_of(uow, with_members(uow, subject, on))]
    if not keys:
        raise NotFound(Words(f"{asked} heeft geen lopend traject", f"{asked} has no open trajectory"))
    return subject, keys


def transferred_views(uow: UnitOfWork, done: Iterable[TransferredCase], today: date) -> list[TransferredView]:
    names = names_on(uow, today)

    def place(found: CasePlace) -> PlaceView:
        return PlaceView(found.municipality, names.get(found.coordinator), found.variant)

    return [
        TransferredView(
            trajectory=each.trajectory,
            workflow=each.workflow,
            subject=subject_ref(uow, each.subject),
            before=place(each.before),
            after=place(each.after),
            opened=each.opened or None,
            terms=each.terms,
        )
        for each in done
    ]


def say_transferred(asked: Asked, moved: Iterable[TransferredView], *, err: bool = False) -> None:
    """Holder, figures and terms of each."""
    for each in moved:
        nobody = asked.pick("niemand", "nobody")
        holders = [each.before.coordinator or nobody, each.after.coordinator or nobody]
        places = [asked.say(place_name(one)) for one in (each.before.municipality, each.after.municipality)]
        who, where = (" → ".join(dict.fromkeys(pair)) for pair in (holders, places))
        if each.opened:
            what = asked.pick(
                f"gesloten als verhuisd; verder in {each.opened} ({each.after.variant})",
                f"closed as moved; goes on in {each.opened} ({each.after.variant})",
            )
        else:
            one = len(each.terms) == 1
            run_on = asked.pick(
                "1 termijn loopt door" if one else f"{len(each.terms)} termijnen lopen door",
                "1 term runs on" if one else f"{len(each.terms)} terms run on",
            )
            what = asked.pick("dezelfde definitie", "the same definition") + f" ({each.before.variant}), {run_on}"
        counted = asked.pick("telt mee in", "counted in")
        typer.echo(f"{each.trajectory} {each.workflow} ({each.subject}): {who}; {counted} {where}; {what}.", err=err)
