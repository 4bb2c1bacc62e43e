"""When someone on the staff can be told something: absence with a substitute, and hours of one's own."""

import re
from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, maybe_day, on_day
from cli.session import writing
from scheduler.planning.office_hours import parse_hours
from trajectories.casework.permission import role_words
from trajectories.people import absences
from trajectories.people.staff import staff_by_name
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.service import staff_changes
from trajectories.views.staff import AwayView, BackView, HoursView
from workflows.errors import UsageError
from workflows.words import Lang, Words

NameOnStaff = Annotated[str, typer.Argument(metavar="NAME", help="A name on the staff.")]
WEEKDAYS = (
    ("maandag", "monday"),
    ("dinsdag", "tuesday"),
    ("woensdag", "wednesday"),
    ("donderdag", "thursday"),
    ("vrijdag", "friday"),
    ("zaterdag", "saturday"),
    ("zondag", "sunday"),
)


# absence


def away(
    ctx: typer.Context,
    name: NameOnStaff,
    from_: Annotated[
        str | None, typer.Option("--from", help="The first day, which may lie ahead; default today.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The last day; left out, until 'staff back'.")] = None,
    substitute: Annotated[str, typer.Option(help="Who is told instead: a name on the staff.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record that someone is away, now or later. For an administrator, a team leader, or the person themself."""
    asked: Asked = ctx.obj
    with writing(asked) as (_, uow, by):
        member = staff_by_name(uow, name, by.today)
        other = staff_by_name(uow, substitute, by.today) if substitute else None
        staff_changes.must_look_after(by.actor, member)
        first, last = maybe_day(from_, "--from") or by.today, maybe_day(until, "--until")
        staff_changes.go_away(uow, member.id, first, last, other.id if other else "", by)
        is_shared = other is None or _is_there(uow, other, first)
    if as_json:
        return print_json(AwayView(member.id, member.name, first, last, other.name if other else None))
    end = asked.pick(f" tot en met {last}", f" until {last} inclusive") if last else ""
    typer.echo(
        asked.pick(f"{member.name} is afwezig vanaf {first}{end}.", f"{member.name} is away from {first} on{end}.")
    )
    _say_who_instead(asked, member, other)
    if other and not is_shared:
        _say_away_too(asked, other)


def _is_there(uow: UnitOfWork, member: StaffMember, on: date) -> bool:
    return member.id not in absences.absent_on(uow, on)


def _say_who_instead(asked: Asked, member: StaffMember, other: StaffMember | None) -> None:
    if other is None:
        said = asked.pick(
            "Er is geen vervanger: collega's in dezelfde rol krijgen de berichten, anders de teamleider.",
            "Nobody stands in: colleagues in the same role get the messages, else the team leader.",
        )
    else:
        lacking = ", ".join(asked.say(role_words(role)) for role in sorted(member.roles - other.roles))
        said = asked.pick(
            f"{other.name} krijgt de berichten, en leest erin wie er vervangen wordt.",
            f"{other.name} gets the messages, which say for whom.",
        )
        if lacking:
            said += asked.pick(
                f" Let op: {other.name} is zelf geen {lacking}.", f" Mind: {other.name} is no {lacking} otherwise."
            )
    typer.echo(said)


def _say_away_too(asked: Asked, other: StaffMember) -> None:
    asked.talk(
        asked.pick(
            f"{other.name} is dan ook afwezig; dan krijgt wie {other.name} vervangt de berichten.",
            f"{other.name} is away then too; whoever stands in for {other.name} gets the messages then.",
        )
    )


def say_away(asked: Asked, member: StaffMember) -> None:
    """A remark that someone is away now."""
    until = member.away_until
    asked.talk(
        asked.pick(
            f"{member.name} is nu afwezig{f' tot en met {until}' if until else ''}.",
            f"{member.name} is away now{f' until {until} inclusive' if until else ''}.",
        )
    )


def back(
    ctx: typer.Context,
    name: NameOnStaff,
    on: Annotated[
        str | None, typer.Option("--on", help="The first day there again, which may lie ahead; default today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record that someone is there again. For an administrator, a team leader, or the person themself."""
    asked: Asked = ctx.obj
    with writing(asked) as (_, uow, by):
        member = staff_by_name(uow, name, by.today)
        staff_changes.must_look_after(by.actor, member)
        day = on_day(on, by.today)
        staff_changes.come_back(uow, member.id, day, by)
    if as_json:
        return print_json(BackView(member.id, member.name, day))
    typer.echo(asked.pick(f"{member.name} is er weer vanaf {day}.", f"{member.name} is there again from {day} on."))


# hours


def hours(
    ctx: typer.Context,
    name: NameOnStaff,
    text: Annotated[
        str | None, typer.Argument(metavar="HOURS", help="Days and times such as '12345 09:00-12:00'; 1 is Monday.")
    ] = None,
    days: Annotated[str | None, typer.Option(help="Days such as mon,tue or ma,di; left out, working days.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="From when, such as 09:00; default 08:00.")] = None,
    until: Annotated[str | None, typer.Option(help="Until when, such as 12:00; default 17:00.")] = None,
    usual: Annotated[bool, typer.Option("--usual", help="Back to working days from 08:00 until 17:00.")] = False,
    as_json: AsJson = False,
) -> None:
    """Choose when someone is told. For an administrator, or the person themself."""
    asked: Asked = ctx.obj
    wanted = _wanted(text, days, from_, until, usual=usual)
    with writing(asked) as (_, uow, by):
        member = staff_by_name(uow, name, by.today)
        staff_changes.must_look_after(by.actor, member, keepers=("administrator",))
        is_new = staff_changes.set_hours(uow, member, wanted, by)
    if as_json:
        return print_json(HoursView(member.id, member.name, wanted or None))
    when = hours_words(wanted, asked.lang)
    so_already = "" if is_new else asked.pick(" Dat was al zo.", " That was so already.")
    typer.echo(
        asked.pick(
            f"{member.name} krijgt berichten: {when}.{so_already}", f"{member.name} gets messages: {when}.{so_already}"
        )
    )


def _wanted(text: str | None, days: str | None, from_: str | None, until: str | None, *, usual: bool) -> str:
    """The hours as they are kept; empty for the usual ones. Raises UsageError for what are no hours."""
    asked_apart = (days, from_, until) != (None, None, None)
    if sum((text is not None, asked_apart, usual)) != 1:
        raise UsageError(
            Words(
                "geef uren zoals ‘12345 09:00-12:00’ (HOURS), of --days met --from en --until, of --usual",
                "give hours such as '12345 09:00-12:00' (HOURS), or --days with --from and --until, or --usual",
            )
        )
    if usual:
        return ""
    if text is None:
        text = f"{_weekdays(days)} {_time(from_ or '08:00', '--from')}-{_time(until or '17:00', '--until')}"
    parse_hours(text.strip() or "?")
    numbers, _, times = text.strip().partition(" ")
    return f"{''.join(sorted(set(numbers)))} {times}"


def _weekdays(days: str | None) -> str:
    return "".join(_weekday(each.strip().casefold()) for each in days.split(",")) if days else "12345"


def _weekday(text: str) -> str:
    for number, names in enumerate(WEEKDAYS, 1):
        if text == str(number) or (len(text) > 1 and any(name.startswith(text) for name in names)):
            return str(number)
    raise UsageError(
        Words(
            f"‘{text}’ (--days) is geen dag van de week; schrijf ma,di of mon,tue",
            f"'{text}' (--days) is no day of the week; write mon,tue or ma,di",
        )
    )


def _time(text: str, option: str) -> str:
    found = re.fullmatch(r"(\d{1,2})(?::(\d\d))?", text.strip())
    if not found:
        raise UsageError(
            Words(f"‘{text}’ ({option}) is geen tijd; schrijf 09:00", f"'{text}' ({option}) is no time; write 09:00")
        )
    hour, minute = found.groups()
    return f"{int(hour):02}:{minute or '00'}"


def hours_words(kept: str, lang: Lang) -> str:
    """`ma, di 09:00-12:00`."""
    if not kept:
        return "werkdagen 08:00-17:00" if lang == "nl" else "working days 08:00-17:00"
    numbers, _, times = kept.partition(" ")
    named = (WEEKDAYS[int(each) - 1] for each in numbers)
    return ", ".join(nl[:2] if lang == "nl" else en[:3] for nl, en in named) + f" {times}"
