"""Clients: who they are, and who leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked, may_ask
from cli.casework.choosing import ask_number
from cli.casework.correct import DryRun
from cli.casework.questions import say_questions
from cli.json_document import print_json
from cli.options import AsJson, On, maybe_day, on_day
from cli.session import reading, writing
from scheduler.bootstrap import App
from trajectories.casework.permission import must_write, not_after
from trajectories.people.clients import NewPerson, Person, add_person, find_people, likely_duplicates
from trajectories.people.departure import last_home, void_person
from trajectories.people.references import exactly_this_person, household_by_ref, person_by_ref, subject_ref
from trajectories.repository.store import UnitOfWork
from trajectories.service import people_changes
from trajectories.service.recording import By
from trajectories.views.casework import StartedView
from trajectories.views.people import ClientChangedView, ClientLeftView, ClientMergedView, MemberView, client_view
from workflows.documents import ABSENT
from workflows.errors import UsageError
from workflows.words import Words

INTO = ("into", "in")
Ref = Annotated[str, typer.Argument(help="The office's own reference, or a name that is one client's.")]
Name = Annotated[str | None, typer.Option(help="As the client writes it.")]
Born = Annotated[str | None, typer.Option(help="Birth date, 1990-05-31 or 31-5-1990.")]
Gender = Annotated[str | None, typer.Option(help="m, v or x, or the word.")]
Nationality = Annotated[str | None, typer.Option(help="As the office writes it.")]
SureOfBirth = Annotated[bool, typer.Option("--sure", help="A birth date of over a hundred years ago is right.")]
Route = Annotated[str | None, typer.Option(help="How the client came: asiel, nareis or hervestiging.")]


class Desk(NamedTuple):
    """A transaction on people, by someone who may write; day: when it happened, not after today."""

    app: App
    uow: UnitOfWork
    by: By
    day: date


@contextmanager
def changing(asked: Asked, on: str | None) -> Iterator[Desk]:
    with writing(asked) as (app, uow, by):
        must_write(by.actor)
        day = on_day(on, by.today)
        not_after(day, by.today)
        yield Desk(app, uow, by, day)


def add_client(
    ctx: typer.Context,
    ref: Annotated[str, typer.Option("--ref", help="The office's own reference, unique, and not like t17.")],
    name: Name = None,
    born: Born = None,
    gender: Gender = None,
    nationality: Nationality = None,
    route: Route = None,
    sure: SureOfBirth = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Add a client. Likely duplicates are named."""
    asked: Asked = ctx.obj
    birth = _birth_day(born) if born else None
    new = NewPerson(ref, (name or "").strip(), birth, gender or "", nationality or "", route or "")
    with changing(asked, on) as desk:
        twins = likely_duplicates(desk.uow, new)
        key = add_person(desk.uow, new, desk.day, desk.app.casework.stamp(desk.uow, desk.by), sure=sure)
        ref = subject_ref(desk.uow, key)
    _name_twins(asked, new._replace(ref=ref), twins)
    if as_json:
        return print_json(ClientChangedView(key, ref))
    typer.echo(asked.pick(f"Cliënt {ref} is toegevoegd.", f"Client {ref} was added."))


def _birth_day(text: str) -> date:
    """As a file of clients may have it too."""
    found = maybe_day(text, "--born")
    assert found is not None
    return found


def _name_twins(asked: Asked, new: NewPerson, twins: list[Person]) -> None:
    if not twins:
        return
    listing = ", ".join(each.ref for each in twins)
    text = asked.pick(
        f"{new.ref} lijkt op {listing}; is het dezelfde, gebruik dan ‘traject client void {new.ref} --reason …’, of "
        f"‘traject client merge {new.ref} into {twins[0].ref} --reason …’ als er al trajecten zijn",
        f"{new.ref} resembles {listing}; if they are one, use 'traject client void {new.ref} --reason …', or "
        f"'traject client merge {new.ref} into {twins[0].ref} --reason …' once there are trajectories",
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
    reason: Annotated[
        str, typer.Option(help="Why; kept apart from the history. Needed for another birth date than was known.")
    ] = "",
    sure: SureOfBirth = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a client; an empty text takes a value away."""
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
        raise UsageError(
            Words(
                "zeg wat er verandert: --name, --born, --gender, --nationality, --route of --ref",
                "say what changes: --name, --born, --gender, --nationality, --route or --ref",
            )
        )
    with changing(asked, on) as desk:
        key = person_by_ref(desk.uow, ref)
        count = people_changes.edit(
            desk.app.casework, desk.uow, key, changes, desk.day, desk.by, reason=reason, sure=sure
        )
        if count and "born" in changes:
            say_questions(asked, desk.uow, [key], desk.by.today)
        now_ref = subject_ref(desk.uow, key)
    if as_json:
        return print_json(ClientChangedView(key, now_ref))
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
    asked: Asked = ctx.obj
    _must_say_why(reason)
    with changing(asked, None) as desk:
        key = exactly_this_person(desk.uow, ref)
        ref = subject_ref(desk.uow, key)
        void_person(desk.uow, key, desk.day, desk.app.casework.stamp(desk.uow, desk.by, key, reason))
    if as_json:
        return print_json(ClientChangedView(key, ref))
    typer.echo(
        asked.pick(
            f"Cliënt {ref} is vervallen; het kenmerk is weer vrij.",
            f"Client {ref} was voided; the reference is free again.",
        )
    )


def client_leaves(
    ctx: typer.Context,
    ref: Ref,
    reason: Annotated[
        str | None,
        typer.Option(help="The outcome: verhuisd, overleden, gestopt, or another that exists. Asked on a terminal."),
    ] = None,
    note: Annotated[str, typer.Option(help="What else there is to say of it; kept apart from the history.")] = "",
    on: On = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would close, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """A client leaves: every trajectory is closed and every reminder stops."""
    asked: Asked = ctx.obj
    reason = reason if reason is not None else _ask_outcome(asked, ref, on, as_json=as_json)
    try:
        with changing(asked, on) as desk:
            key = person_by_ref(desk.uow, ref)
            ref, day = subject_ref(desk.uow, key), desk.day
            closed = people_changes.leave(desk.app.casework, desk.uow, key, day, desk.by, reason, note)
            names = {each: desk.app.dossiers.load(desk.uow, each).compiled.workflow for each in closed}
            if dry_run:
                raise DryRun
    except DryRun:
        if not as_json:
            typer.echo(asked.pick("Proef: er is niets geschreven.", "Dry run: nothing was written."))
    if as_json:
        return print_json(ClientLeftView(key, ref, list(closed), closed, dry_run or ABSENT))
    endings = [
        f"{each} {names[each].workflow}: {asked.say(names[each].outcomes[how].label)}" for each, how in closed.items()
    ]
    listing = ", ".join(endings) or asked.pick("geen traject", "no trajectory")
    if dry_run:
        return typer.echo(
            asked.pick(
                f"Cliënt {ref} zou vertrekken op {day}; te sluiten: {listing}.",
                f"Client {ref} would leave on {day}; to be closed: {listing}.",
            )
        )
    typer.echo(
        asked.pick(
            f"Cliënt {ref} is vertrokken op {day}; gesloten: {listing}.",
            f"Client {ref} left on {day}; closed: {listing}.",
        )
    )


def _ask_outcome(asked: Asked, ref: str, on: str | None, *, as_json: bool) -> str:
    """By its number, on a terminal; UsageError with those there are elsewhere."""
    with reading(asked) as (app, uow, by):
        key, day = person_by_ref(uow, ref), on_day(on, by.today)
        ways = people_changes.ways_out(people_changes.closes_by_leaving(app.casework, uow, key, day))
    if not may_ask(as_json=as_json):
        listing = ", ".join(ways)
        raise UsageError(
            Words(f"zeg met --reason waarom: kies uit {listing}", f"say why with --reason: choose from {listing}")
        )
    for number, (name, label) in enumerate(ways.items(), 1):
        typer.echo(f"{number:>3}  {asked.say(label)} ({name})", err=True)
    which = ask_number(asked, asked.pick("Waarom (nummer)", "Why (number)"), len(ways))
    return list(ways)[which - 1]


def client_returns(
    ctx: typer.Context,
    ref: Ref,
    household: Annotated[
        str, typer.Option(help="Reference of the household to come to; default the last one, - for none.")
    ] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """A client who left is here again; what was closed by leaving is asked about."""
    asked: Asked = ctx.obj
    with changing(asked, on) as desk:
        person = person_by_ref(desk.uow, ref)
        ref = subject_ref(desk.uow, person)
        home = household_by_ref(desk.uow, household) if household not in ("", "-") else ""
        home = home or ("" if household else last_home(desk.uow, person))
        started = people_changes.come_back(desk.app.casework, desk.uow, person, home, desk.day, desk.by)
        say_questions(asked, desk.uow, [person, home], desk.by.today)
        to = subject_ref(desk.uow, home) if home else ""
    if as_json:
        views = [StartedView(each.trajectory, each.workflow) for each in started]
        return print_json(MemberView(home or None, to or None, ref, views))
    where = asked.pick(f", in huishouden {to}", f", in household {to}") if to else ""
    typer.echo(
        asked.pick(f"Cliënt {ref} is er weer vanaf {desk.day}{where}.", f"Client {ref} is here from {desk.day}{where}.")
    )


def merge_client(
    ctx: typer.Context,
    ref: Ref,
    into_: Annotated[str, typer.Argument(metavar="INTO", help="The word into, or the reference of the other client.")],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="The one that goes on.", show_default=False)
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Two clients are one: REF becomes another name for OTHER. Nothing moves, and 'client unmerge' undoes it."""
    asked: Asked = ctx.obj
    _must_say_why(reason)
    into = other or ("" if into_.lower() in INTO else into_)
    if not into or (other and into_.lower() not in INTO):
        raise UsageError(
            Words(
                f"schrijf: ‘traject client merge {ref} into OTHER’", f"write: 'traject client merge {ref} into OTHER'"
            )
        )
    with changing(asked, on) as desk:
        key, named = exactly_this_person(desk.uow, ref), exactly_this_person(desk.uow, into)
        ref = subject_ref(desk.uow, key)
        goes_on = people_changes.merge(desk.app.casework, desk.uow, key, named, desk.day, desk.by, reason.strip())
        say_questions(asked, desk.uow, [goes_on], desk.by.today)
        into = subject_ref(desk.uow, goes_on)
    if as_json:
        return print_json(ClientMergedView(key, ref, goes_on, into))
    typer.echo(
        asked.pick(
            f"{ref} is vanaf {desk.day} een andere naam voor {into}; er is niets verplaatst.",
            f"{ref} is another name for {into} from {desk.day} on; nothing was moved.",
        )
    )


def unmerge_client(
    ctx: typer.Context,
    ref: Ref,
    reason: Annotated[str, typer.Option(help="Why; kept apart from the history.")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Take a merge back: two clients after all, each with what was recorded for it."""
    asked: Asked = ctx.obj
    _must_say_why(reason)
    with changing(asked, on) as desk:
        key = exactly_this_person(desk.uow, ref)
        ref = subject_ref(desk.uow, key)
        other = people_changes.unmerge(desk.app.casework, desk.uow, key, desk.day, desk.by, reason.strip())
        other_ref = subject_ref(desk.uow, other)
        say_questions(asked, desk.uow, [key], desk.by.today)
    if as_json:
        return print_json(ClientChangedView(key, ref))
    typer.echo(
        asked.pick(
            f"{ref} en {other_ref} zijn weer twee cliënten.",
            f"{ref} and {other_ref} are two clients again.",
        )
    )


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise UsageError(Words("zeg bij --reason waarom", "say why with --reason"))


def find_clients(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="Part of a reference or of a name.")],
    as_json: AsJson = False,
) -> None:
    """Clients whose reference or name holds the text."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, _by):
        found = find_people(uow, text)
        refs = {each.id: subject_ref(uow, each.merged_into) for each in found if each.merged_into}
    if as_json:
        return print_json([client_view(each, refs.get(each.id)) for each in found])
    for each in found:
        born = each.born.isoformat() if each.born else ""
        left = asked.pick("vertrokken", "left") if each.status == "left" else ""
        one = f"→ {refs[each.id]}" if each.id in refs else ""
        typer.echo("  ".join(filter(None, (each.ref, each.name, born, each.gender, each.nationality, left, one))))
    if not found:
        asked.talk(asked.pick(f"Geen cliënt met ‘{text}’.", f"No client with '{text}'."))
