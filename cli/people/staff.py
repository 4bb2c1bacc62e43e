"""Who works here: joining, roles, leaving, and handing over what someone leaves behind."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, NamedTuple, cast

import typer

from cli.asked import Asked
from cli.casework.assign import CASE_ROLES, case_role_typed
from cli.casework.correct import DryRun
from cli.casework.splitting import SPLIT_RULES, split_typed
from cli.json_document import print_json
from cli.options import ROLE_NAMES, AsJson, known_municipality, maybe_day, on_day, role_typed
from cli.people import absence as presence
from cli.progress import progress
from cli.session import reading, writing
from scheduler.outbox import agenda
from trajectories.casework.permission import not_after, role_words
from trajectories.casework.split import SplitRule
from trajectories.outside_text import outside
from trajectories.people import absences, staff
from trajectories.people.absences import Absence
from trajectories.people.references import subject_refs
from trajectories.people.staff import must_administer, staff_by_name, staff_on, take_role
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.service import staff_changes
from trajectories.service.staff_changes import Handed
from trajectories.views.staff import HandedOverView, HandedView, RoleEndedView, StaffAddedView, colleague_view
from workflows.errors import Refused, UsageError
from workflows.language.names import Role
from workflows.language.roles import roles_said
from workflows.words import Words


def add_staff(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that --by will give.")],
    role: Annotated[
        list[str], typer.Option("--role", parser=role_typed, metavar=ROLE_NAMES, help="May be given more than once.")
    ],
    municipality: Annotated[str, typer.Option(help="Where someone works; left out, everywhere.")] = "",
    email: Annotated[str, typer.Option(help="Where reminders go.")] = "",
    language: Annotated[str, typer.Option(help="The language of their reminders: nl or en.")] = "nl",
    from_: Annotated[str | None, typer.Option("--from", help="The first day of the role; default today.")] = None,
    until: Annotated[
        str | None, typer.Option(help="The last day of the role, also of one held already; left out, no end.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add someone, or give someone further roles. For an administrator."""
    asked: Asked = ctx.obj
    name, language = outside(name, "name"), language.lower()
    _must_be_colleague(name, language)
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        day, last = on_day(from_, by.today), maybe_day(until, "--until")
        not_after(day, by.today)
        if last and last < day:
            raise UsageError(
                Words(
                    f"de laatste dag (--until {last}) ligt voor de eerste ({day})",
                    f"the last day (--until {last}) lies before the first ({day})",
                )
            )
        place = known_municipality(app.catalogue.municipalities, municipality) if municipality else ""
        stamp = app.casework.stamp(uow, by, wanted=["administrator"])
        roles = [cast(Role, each) for each in dict.fromkeys(role)]
        key = staff.add_staff(uow, name, roles, day, stamp, municipality=place, email=email, lang=language, until=last)
    if as_json:
        return print_json(StaffAddedView(key, name))
    listing = ", ".join(_role(asked, each) for each in roles)
    end = asked.pick(f", tot en met {last}", f", until {last} inclusive") if last else ""
    typer.echo(
        asked.pick(f"{name} staat op de personeelslijst: {listing}{end}.", f"{name} is on the staff: {listing}{end}.")
    )


def _must_be_colleague(name: str, language: str) -> None:
    if not name:
        raise UsageError(Words("geef een naam (NAME)", "give a name (NAME)"))
    if language not in ("nl", "en"):
        raise UsageError(Words("kies bij --language nl of en", "choose nl or en with --language"))


def end_role(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name on the staff.")],
    role: Annotated[str, typer.Option("--role", parser=role_typed, metavar=ROLE_NAMES, help="The role that ends.")],
    on: Annotated[str | None, typer.Option("--on", help="The first day without the role; default today.")] = None,
    as_json: AsJson = False,
) -> None:
    """End a role; what was done in it stays. Tells what is left to hand over. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        day = on_day(on, by.today)
        not_after(day, by.today)
        member = staff_by_name(uow, name, by.today)
        name = member.name
        take_role(uow, member.id, role, day, app.casework.stamp(uow, by, wanted=["administrator"]))
        left = [each for each in staff_changes.held_by(uow, member.id) if each.as_role == role]
        reminders = agenda.count_planned(uow, role, [each.trajectory for each in left])
    if as_json:
        return print_json(RoleEndedView(member.id, name, len(left), reminders))
    what = _role(asked, role)
    typer.echo(asked.pick(f"{name} is geen {what} meer vanaf {day}.", f"{name} is no {what} any more from {day} on."))
    if left:
        _say_left(asked, name, role, len(left), reminders)


def _say_left(asked: Asked, name: str, role: str, trajectories: int, reminders: int) -> None:
    what = _role(asked, role)
    typer.echo(
        asked.pick(
            f"Nog aan {name} toegewezen als {what}: {_counted(asked, trajectories, reminders)}. Tot iemand anders is "
            "toegewezen, gaan die naar collega's in die rol of naar de teamleider. Overdragen:",
            f"Still assigned to {name} as {what}: {_counted(asked, trajectories, reminders)}. Until someone else is "
            "assigned, colleagues in that role or the team leader get them. To hand over:",
        )
    )
    successor = asked.pick("NAAM", "NAME")
    typer.echo(f"  traject staff hand-over '{name}' --to {successor} --as {role}")


def _counted(asked: Asked, trajectories: int, reminders: int) -> str:
    nl = f"{trajectories} lopend{'' if trajectories == 1 else 'e'} traject{'' if trajectories == 1 else 'en'}"
    nl += f", {reminders} geplande herinnering{'' if reminders == 1 else 'en'}"
    en = f"{trajectories} running trajector{'y' if trajectories == 1 else 'ies'}"
    en += f", {reminders} planned reminder{'' if reminders == 1 else 's'}"
    return asked.pick(nl, en)


def hand_over(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose trajectories; also someone who left.")],
    to: Annotated[list[str], typer.Option("--to", help="The successor: a name on the staff; of several, --to each.")],
    as_role: Annotated[
        str | None,
        typer.Option(
            "--as",
            parser=case_role_typed,
            metavar=CASE_ROLES,
            help="Only what was given in this role; left out, in every role.",
        ),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The first day of the successor; default today.")] = None,
    split_by: Annotated[
        str | None,
        typer.Option(
            "--split-by",
            parser=split_typed,
            metavar=SPLIT_RULES,
            help="Over several successors: all of a municipality or a workflow to one of them, or evenly by household.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be handed over.")] = False,
    as_json: AsJson = False,
) -> None:
    """Give all running trajectories of someone to a successor, or none of them when one cannot be given."""
    asked: Asked = ctx.obj
    _must_be_split(to, split_by)
    try:
        with writing(asked) as (app, uow, by):
            day = on_day(on, by.today)
            not_after(day, by.today)
            holder, *successors = (staff_by_name(uow, each, by.today) for each in (name, *to))
            staff_changes.must_look_after(by.actor, holder)
            held = [each for each in staff_changes.held_by(uow, holder.id) if as_role in (None, each.as_role)]
            given = {each.trajectory: successors[0].id for each in held}
            if split_by:
                keys = [each.trajectory for each in held]
                given = {**staff_changes.split_over(uow, keys, successors, cast(SplitRule, split_by), day)}
            for each in successors:
                _must_take_on(holder, each, [one for one in held if given[one.trajectory] == each.id])
            with progress(asked.pick("Overdragen", "Handing over")) as follow:
                staff_changes.hand_over(app.casework, uow, held, given, day, by, follow)
            refs = subject_refs(uow)
            shares = [_share(uow, each, held, given) for each in successors]
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    if as_json:
        names, total = ", ".join(each.name for each in successors), sum(each.reminders for each in shares)
        views = [
            HandedView(one.trajectory, refs.get(one.subject, one.subject), one.as_role, share.successor.name)
            for share in shares
            for one in share.held
        ]
        return print_json(HandedOverView(holder.name, names, dry_run, total, views))
    for share in shares if dry_run else ():
        whose = f"  → {share.successor.name}" if len(shares) > 1 else ""
        for one in share.held:
            typer.echo(f"{one.trajectory}  {refs.get(one.subject, one.subject)}  {_role(asked, one.as_role)}{whose}")
    if not any(share.held for share in shares):
        name = holder.name
        return typer.echo(asked.pick(f"{name} heeft geen lopende trajecten.", f"{name} has no running trajectories."))
    for share in shares:
        _say_handed(asked, holder, share.successor, share.held, share.reminders, dry_run=dry_run)


class Share(NamedTuple):
    """What one successor gets. reminders: how many are planned of it."""

    successor: StaffMember
    held: list[Handed]
    reminders: int


def _share(uow: UnitOfWork, successor: StaffMember, held: list[Handed], given: Mapping[str, str]) -> Share:
    own = [each for each in held if given[each.trajectory] == successor.id]
    roles = {role: [each.trajectory for each in own if each.as_role == role] for role in {each.as_role for each in own}}
    return Share(successor, own, sum(agenda.count_planned(uow, role, keys) for role, keys in roles.items()))


def _must_be_split(to: Sequence[str], split_by: str | None) -> None:
    if (len(to) > 1) != bool(split_by):
        raise UsageError(
            Words(
                "over meer opvolgers (elk met --to) gaat het met --split-by municipality, workflow of evenly",
                "over several successors (--to each) it goes with --split-by municipality, workflow or evenly",
            )
        )


def _must_take_on(holder: StaffMember, successor: StaffMember, held: list[Handed]) -> None:
    """Raises Refused for a successor who lacks a role, UsageError for someone who would succeed themself."""
    if holder.id == successor.id:
        raise UsageError(Words("niemand volgt zichzelf op", "nobody succeeds themself"))
    lacking = sorted({each.as_role for each in held} - successor.roles)
    if lacking:
        role, name = roles_said(lacking[:1]), successor.name
        raise Refused(
            Words(
                f"{name} is geen {role.say('nl')}; een beheerder geeft die rol met ‘traject staff add {name} --role "
                f"{lacking[0]}’, of draag met --as alleen over wat in een andere rol is toegewezen",
                f"{name} is no {role.say('en')}; an administrator gives that role with 'traject staff add {name} "
                f"--role {lacking[0]}', or use --as to hand over only what was assigned in another role",
            )
        )


def _say_handed(
    asked: Asked,
    holder: StaffMember,
    successor: StaffMember,
    held: list[Handed],
    reminders: int,
    *,
    dry_run: bool,
) -> None:
    old, new = holder.name, successor.name
    if not held:
        return typer.echo(asked.pick(f"Voor {new} is er niets bij.", f"There is nothing for {new} in it."))
    what = _counted(asked, len(held), reminders)
    if dry_run:
        typer.echo(asked.pick(f"Dit zou van {old} naar {new} gaan: {what}.", f"From {old} to {new} would go: {what}."))
    else:
        typer.echo(asked.pick(f"Van {old} naar {new}: {what}.", f"From {old} to {new}: {what}."))
    if successor.away:
        presence.say_away(asked, successor)


def list_staff(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Everyone on the staff, with the roles held today, own hours, and who is away until when."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, by):
        staff = staff_on(uow, by.today)
        away = absences.absences_from(uow, by.today)
        today = by.today
    if as_json:
        return print_json([colleague_view(each, staff, away) for each in staff.values()])
    for each in staff.values():
        roles = ", ".join(_role(asked, role) for role in sorted(each.roles)) or asked.pick("geen rol", "no role")
        hours = presence.hours_words(each.hours, asked.lang) if each.hours else ""
        absent = [_absent(asked, absence, staff, today) for absence in away if absence.staff == each.id]
        typer.echo("  ".join(filter(None, (each.name, roles, each.municipality, each.email, hours, *absent))))


def _absent(asked: Asked, absence: Absence, staff: dict[str, StaffMember], today: date) -> str:
    said = asked.pick("afwezig", "away")
    if absence.from_on > today:
        said += asked.pick(f" vanaf {absence.from_on}", f" from {absence.from_on}")
    if absence.until:
        said += asked.pick(f" t/m {absence.until}", f" until {absence.until} inclusive")
    if absence.substitute:
        said += asked.pick(", vervanger ", ", substitute ") + staff[absence.substitute].name
    return said


def _role(asked: Asked, role: str) -> str:
    return asked.say(role_words(role))
