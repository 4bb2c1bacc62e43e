"""Clients and households: who they are, who lives with whom and where, and who leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cli.app import AsJson, Asked, On, known_municipality, on_day, print_json, progress

if TYPE_CHECKING:
    from datetime import date

    from scheduler.bootstrap import App
    from trajectories.imports import Checked, Sheet
    from trajectories.people import Household, NewPerson, Person
    from trajectories.service import By, Started
    from trajectories.store import UnitOfWork

REFUSED = 4

Ref = Annotated[str, typer.Argument(help="The office's own reference.")]
Name = Annotated[str | None, typer.Option(help="As the client writes it.")]
Born = Annotated[str | None, typer.Option(help="Birth date, YYYY-MM-DD or DD-MM-YYYY.")]
Gender = Annotated[str | None, typer.Option(help="m, v or x.")]
Nationality = Annotated[str | None, typer.Option(help="As the office writes it.")]
Route = Annotated[str | None, typer.Option(help="How the client came: asiel, nareis or hervestiging.")]
Member = Annotated[str, typer.Option("--member", help="Reference of a client.")]
Members = Annotated[list[str], typer.Option("--member", help="Reference of a client; may be given more than once.")]
Municipality = Annotated[str, typer.Option(help="Municipality of the dwelling.")]
Dwelling = Annotated[str, typer.Option(help="The office's own key of the dwelling, no address.")]
Kind = Annotated[str, typer.Option(help="gewoon, groepslocatie or woningdelen.")]
Address = Annotated[str, typer.Option(help="Kept apart from the history.")]
NotCounted = Annotated[bool, typer.Option("--not-counted", help="Does not count for the municipality's task.")]


def register(app: typer.Typer) -> None:
    client = typer.Typer(help="Clients.", no_args_is_help=True)
    client.command("add")(add_client)
    client.command("edit")(edit_client)
    client.command("void")(void_client)
    client.command("leave")(client_leaves)
    client.command("find")(find_clients)
    app.add_typer(client, name="client")
    household = typer.Typer(help="Households.", no_args_is_help=True)
    household.command("add")(add_household)
    household.command("join")(join_household)
    household.command("leave")(leave_household)
    household.command("house")(house_household)
    household.command("move")(move_household)
    app.add_typer(household, name="household")
    imports = typer.Typer(help="Bring in files.", no_args_is_help=True)
    imports.callback()(_imports)
    imports.command("clients")(import_clients)
    app.add_typer(imports, name="import")


def _imports() -> None:
    """Bring in files."""


class Desk(NamedTuple):
    """A transaction on people, by someone who may write; day: when it happened, not after today."""

    app: "App"
    uow: "UnitOfWork"
    by: "By"
    day: "date"


@contextmanager
def _changing(asked: Asked, on: str | None) -> Iterator[Desk]:
    from trajectories import decisions

    with asked.writing() as (app, uow, by):
        decisions.must_write(by.actor)
        day = on_day(on, by.today)
        decisions.not_after(day, by.today)
        yield Desk(app, uow, by, day)


# clients


def add_client(
    ctx: typer.Context,
    ref: Annotated[str, typer.Option("--ref", help="The office's own reference, unique, and not like t17.")],
    name: Name = None,
    born: Born = None,
    gender: Gender = None,
    nationality: Nationality = None,
    route: Route = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Add a client. Likely duplicates are named."""
    from trajectories import people

    asked: Asked = ctx.obj
    birth = _birth_day(born) if born else None
    new = people.NewPerson(ref, (name or "").strip(), birth, gender or "", nationality or "", route or "")
    with _changing(asked, on) as desk:
        twins = people.likely_duplicates(desk.uow, new)
        key = people.add_person(desk.uow, new, desk.day, desk.app.casework.stamp(desk.uow, desk.by))
    _name_twins(asked, new, twins)
    if as_json:
        return print_json({"client": key, "ref": ref})
    typer.echo(asked.pick(f"Cliënt {ref} is toegevoegd.", f"Client {ref} was added."))


def _birth_day(text: str) -> "date":
    """As a file of clients may have it too."""
    from trajectories.imports import birth_day

    found = birth_day(text.strip())
    if found is None:
        raise typer.BadParameter(f"'{text}' is no day; write 1990-05-31 or 31-05-1990", param_hint="--born")
    return found


def _name_twins(asked: Asked, new: "NewPerson", twins: "list[Person]") -> None:
    if not twins:
        return
    listing = ", ".join(each.ref for each in twins)
    text = asked.pick(
        f"{new.ref} lijkt op {listing}; is het dezelfde, gebruik dan ‘traject client void {new.ref} --reason …’",
        f"{new.ref} resembles {listing}; if they are one, use 'traject client void {new.ref} --reason …'",
    )
    asked.talk(text)


def edit_client(
    ctx: typer.Context,
    ref: Ref,
    new_ref: Annotated[str | None, typer.Option("--ref", help="Another reference.")] = None,
    name: Name = None,
    born: Born = None,
    gender: Gender = None,
    nationality: Nationality = None,
    route: Route = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a client; an empty text takes a value away."""
    from trajectories import people

    asked: Asked = ctx.obj
    given = {
        "ref": new_ref,
        "name": name,
        "born": _birth_day(born).isoformat() if born else born,
        "gender": gender,
        "nationality": nationality,
        "arrival_route": route,
    }
    changes = {field: value.strip() for field, value in given.items() if value is not None}
    if not changes:
        raise typer.BadParameter("say what changes: --name, --born, --gender, --nationality, --route or --ref")
    with _changing(asked, on) as desk:
        key = people.person_by_ref(desk.uow, ref)
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        count = people.edit_person(desk.uow, key, changes, desk.day, stamp)
        if count and "born" in changes:
            desk.app.casework.follow_birth_date(desk.uow, key, desk.by)
    now_ref = changes.get("ref", ref)
    if as_json:
        return print_json({"client": key, "ref": now_ref})
    if count:
        return typer.echo(asked.pick(f"Cliënt {now_ref} is gewijzigd.", f"Client {now_ref} was changed."))
    typer.echo(asked.pick(f"Cliënt {now_ref} was al zo.", f"Client {now_ref} was like that already."))


def void_client(
    ctx: typer.Context,
    ref: Ref,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    as_json: AsJson = False,
) -> None:
    """Take back a client added by mistake; only without trajectories."""
    from trajectories import people

    asked: Asked = ctx.obj
    _must_say_why(reason)
    with _changing(asked, None) as desk:
        key = people.person_by_ref(desk.uow, ref)
        people.void_person(desk.uow, key, desk.day, desk.app.casework.stamp(desk.uow, desk.by, key, reason))
    if as_json:
        return print_json({"client": key, "ref": ref})
    typer.echo(
        asked.pick(
            f"Cliënt {ref} is vervallen; het kenmerk is weer vrij.",
            f"Client {ref} was voided; the reference is free again.",
        )
    )


def client_leaves(
    ctx: typer.Context,
    ref: Ref,
    reason: Annotated[str, typer.Option(help="verhuisd, overleden, gestopt, or other words; becomes the outcome.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """A client leaves: every trajectory is closed and every reminder stops."""
    from trajectories import people

    asked: Asked = ctx.obj
    _must_say_why(reason)
    with _changing(asked, on) as desk:
        key = people.person_by_ref(desk.uow, ref)
        closed = desk.app.casework.leave(desk.uow, key, desk.day, desk.by, reason.strip())
    if as_json:
        return print_json({"client": key, "ref": ref, "closed": closed})
    listing = ", ".join(closed) or asked.pick("geen traject", "no trajectory")
    typer.echo(
        asked.pick(
            f"Cliënt {ref} is vertrokken op {desk.day}; gesloten: {listing}.",
            f"Client {ref} left on {desk.day}; closed: {listing}.",
        )
    )


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")


def find_clients(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="Part of a reference or of a name.")],
    as_json: AsJson = False,
) -> None:
    """Clients whose reference or name holds the text."""
    from trajectories import people

    asked: Asked = ctx.obj
    with asked.reading() as (_, uow, _by):
        found = people.find_people(uow, text)
    if as_json:
        return print_json([_client(each) for each in found])
    for each in found:
        born = each.born.isoformat() if each.born else ""
        left = asked.pick("vertrokken", "left") if each.status == "left" else ""
        typer.echo("  ".join(filter(None, (each.ref, each.name, born, each.gender, each.nationality, left))))
    if not found:
        asked.talk(asked.pick(f"Geen cliënt met ‘{text}’.", f"No client with '{text}'."))


def _client(person: "Person") -> dict[str, object]:
    return {
        "client": person.id,
        "ref": person.ref,
        "name": person.name or None,
        "born": person.born.isoformat() if person.born else None,
        "gender": person.gender or None,
        "nationality": person.nationality or None,
        "route": person.arrival_route or None,
        "status": person.status,
    }


# households


def add_household(
    ctx: typer.Context,
    ref: Annotated[str, typer.Option("--ref", help="The office's own reference, unique, and not like t17.")],
    member: Members,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Form a household of clients."""
    from trajectories import people

    asked: Asked = ctx.obj
    with _changing(asked, on) as desk:
        members = [people.person_by_ref(desk.uow, each) for each in dict.fromkeys(member)]
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        key = people.form_household(desk.uow, ref, members, desk.day, stamp)
    if as_json:
        return print_json({"household": key, "ref": ref})
    listing = ", ".join(dict.fromkeys(member))
    typer.echo(asked.pick(f"Huishouden {ref} is gevormd: {listing}.", f"Household {ref} was formed: {listing}."))


def join_household(ctx: typer.Context, ref: Ref, member: Member, on: On = None, as_json: AsJson = False) -> None:
    """A client joins; what is meant for arrivals starts."""
    from trajectories import people

    asked: Asked = ctx.obj
    with _changing(asked, on) as desk:
        key, person = people.household_by_ref(desk.uow, ref), people.person_by_ref(desk.uow, member)
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        people.join_household(desk.uow, key, person, desk.day, stamp)
        started = desk.app.casework.arrive(desk.uow, key, person, desk.day, desk.by)
    if as_json:
        return print_json({"household": key, "ref": ref, "member": member, "started": _started(started)})
    what = ", ".join(f"{each.trajectory} {each.workflow}" for each in started)
    typer.echo(
        asked.pick(
            f"{member} hoort bij huishouden {ref}" + (f"; gestart: {what}." if what else "."),
            f"{member} is in household {ref}" + (f"; started: {what}." if what else "."),
        )
    )


def _started(started: "list[Started]") -> list[dict[str, str]]:
    return [{"trajectory": each.trajectory, "workflow": each.workflow} for each in started]


def leave_household(ctx: typer.Context, ref: Ref, member: Member, on: On = None, as_json: AsJson = False) -> None:
    """A client leaves the household, and stays a client."""
    from trajectories import people

    asked: Asked = ctx.obj
    with _changing(asked, on) as desk:
        key, person = people.household_by_ref(desk.uow, ref), people.person_by_ref(desk.uow, member)
        people.leave_household(desk.uow, key, person, desk.day, desk.app.casework.stamp(desk.uow, desk.by))
        desk.app.casework.depart(desk.uow, key, person, desk.day, desk.by)
        is_empty = not people.members_of(desk.uow, key, desk.day)
    if is_empty:
        text = asked.pick(
            f"{ref} heeft nu geen leden; sluit wat er nog loopt met ‘traject close’",
            f"{ref} has no members now; close what still runs with 'traject close'",
        )
        asked.talk(text)
    if as_json:
        return print_json({"household": key, "ref": ref, "member": member})
    typer.echo(
        asked.pick(f"{member} hoort niet meer bij huishouden {ref}.", f"{member} is no longer in household {ref}.")
    )


def house_household(
    ctx: typer.Context,
    ref: Ref,
    municipality: Municipality,
    dwelling: Dwelling,
    kind: Kind = "gewoon",
    address: Address = "",
    on: On = None,
    not_counted: NotCounted = False,
    as_json: AsJson = False,
) -> None:
    """The household gets its first dwelling."""
    _house(ctx.obj, ref, municipality, dwelling, kind, address, on, counts=not not_counted, as_json=as_json)


def move_household(
    ctx: typer.Context,
    ref: Ref,
    municipality: Municipality,
    dwelling: Dwelling,
    kind: Kind = "gewoon",
    address: Address = "",
    on: On = None,
    not_counted: NotCounted = False,
    as_json: AsJson = False,
) -> None:
    """The household moves to another dwelling."""
    counts = not not_counted
    _house(ctx.obj, ref, municipality, dwelling, kind, address, on, counts=counts, as_json=as_json, moves=True)


def _house(
    asked: Asked,
    ref: str,
    municipality: str,
    dwelling: str,
    kind: str,
    address: str,
    on: str | None,
    *,
    counts: bool,
    as_json: bool,
    moves: bool = False,
) -> None:
    from trajectories import people
    from trajectories.events import HouseholdHoused

    with _changing(asked, on) as desk:
        place = known_municipality(desk.app, municipality)
        key = people.household_by_ref(desk.uow, ref)
        _must_fit(people.household_by_id(desk.uow, key), desk.day, moves=moves)
        kept = desk.uow.keep_private(key, "address", address) if address else None
        housed = HouseholdHoused(place, dwelling, kind, counts, kept)
        people.house(desk.uow, key, housed, desk.day, desk.app.casework.stamp(desk.uow, desk.by))
    if as_json:
        return print_json({"household": key, "ref": ref})
    typer.echo(
        asked.pick(
            f"Huishouden {ref} woont vanaf {desk.day} in {place}, woning {dwelling}.",
            f"Household {ref} lives in {place}, dwelling {dwelling}, from {desk.day} on.",
        )
    )


def _must_fit(household: "Household", day: "date", *, moves: bool) -> None:
    """First a dwelling, then moves, each later than the one before. Raises Refused."""
    from workflows.errors import Refused
    from workflows.words import Words

    ref, since = household.ref, household.housed_on
    if since is None and moves:
        raise Refused(
            Words(
                f"{ref} heeft nog geen woning; gebruik ‘traject household house’",
                f"{ref} has no dwelling yet; use 'traject household house'",
            )
        )
    if since is not None and not moves:
        raise Refused(
            Words(
                f"{ref} woont sinds {since} in {household.dwelling}; verhuizen gaat met ‘traject household move’",
                f"{ref} lives in {household.dwelling} since {since}; moving takes 'traject household move'",
            )
        )
    if since is not None and day < since:
        raise Refused(
            Words(
                f"{ref} kwam pas op {since} in de huidige woning", f"{ref} came to the present dwelling on {since} only"
            )
        )


# files


def import_clients(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header line.")],
    good_rows: Annotated[bool, typer.Option("--good-rows", help="Take the good rows when others are bad.")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Bring in clients and their households; nothing unless every row is good. A second time adds nothing.

    Columns: ref, name, born, gender, nationality, route, household; or kenmerk, naam, geboortedatum, geslacht,
    nationaliteit, route, huishouden. Only ref is needed.
    """
    from trajectories import imports

    asked: Asked = ctx.obj
    content = file.read_bytes()
    with _changing(asked, on) as desk:
        sheet = imports.read(content, desk.by.today)
        checked = imports.check(sheet, imports.known(desk.uow, sheet, desk.day))
        wanted = checked.new if not checked.bad or (good_rows and sheet.is_whole) else []
        with progress(asked.pick("Invoeren", "Importing")) as follow:
            imports.write(desk.uow, desk.app.casework, wanted, desk.day, desk.by, follow)
    _report(asked, sheet, checked, len(wanted), as_json=as_json)
    if checked.bad and not wanted and not (good_rows and checked.unchanged):
        raise typer.Exit(REFUSED)


def _report(asked: Asked, sheet: "Sheet", checked: "Checked", imported: int, *, as_json: bool) -> None:
    bad = [{"line": each.line, "reason": asked.say(each.reason)} for each in checked.bad]
    if as_json:
        document = {"imported": imported, "unchanged": checked.unchanged, "bad": bad, "encoding": sheet.encoding}
        return print_json(document)
    for each in bad:
        asked.talk(asked.pick(f"regel {each['line']}: {each['reason']}", f"line {each['line']}: {each['reason']}"))
    for ref, twin in checked.alike:
        asked.talk(asked.pick(f"{ref} lijkt op {twin}", f"{ref} resembles {twin}"))
    typer.echo(
        asked.pick(
            f"{imported} toegevoegd, {checked.unchanged} al bekend, {len(bad)} fout; gelezen als {sheet.encoding}.",
            f"{imported} added, {checked.unchanged} known already, {len(bad)} bad; read as {sheet.encoding}.",
        )
    )
    if bad and not imported and checked.new:
        text = asked.pick(
            "Er is niets ingevoerd. Verbeter de regels, of neem met --good-rows alleen de goede.",
            "Nothing was imported. Mend the rows, or take only the good ones with --good-rows.",
        )
        asked.talk(text)
