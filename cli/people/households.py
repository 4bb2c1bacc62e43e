"""Households: who lives with whom, and where."""

from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.questions import say_questions
from cli.json_document import print_json
from cli.options import AsJson, On, known_municipality
from cli.people.clients import Ref, changing
from trajectories.history.events import HouseholdHoused
from trajectories.people import households
from trajectories.people.households import Household, form_household, house, household_by_id, members_of
from trajectories.people.references import household_by_ref, one_of_these, person_by_ref, subject_ref
from trajectories.service import asking, people_changes
from trajectories.views.casework import StartedView
from trajectories.views.people import HouseholdView, MemberView
from workflows.catalogue.place_names import place_name
from workflows.errors import Refused
from workflows.words import Words

Member = Annotated[str, typer.Option("--member", help="Reference of a client, or a name that is one client's.")]
Members = Annotated[
    list[str],
    typer.Option(
        "--member", help="Reference of a client, or a name that is one client's; may be given more than once."
    ),
]
Municipality = Annotated[str, typer.Option(help="Municipality of the dwelling.")]
Dwelling = Annotated[str, typer.Option(help="The office's own key of the dwelling, no address.")]
Kind = Annotated[str, typer.Option(help="gewoon, groepslocatie or woningdelen.")]
Address = Annotated[str, typer.Option(help="Kept apart from the history.")]
NotCounted = Annotated[bool, typer.Option("--not-counted", help="Does not count for the municipality's task.")]


def add_household(
    ctx: typer.Context,
    ref: Annotated[str, typer.Option("--ref", help="The office's own reference, unique, and not like t17.")],
    member: Members,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Form a household of clients."""
    asked: Asked = ctx.obj
    with changing(asked, on) as desk:
        members = [person_by_ref(desk.uow, each) for each in dict.fromkeys(member)]
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        key = form_household(desk.uow, ref, list(dict.fromkeys(members)), desk.day, stamp)
        ref = subject_ref(desk.uow, key)
        listing = ", ".join(dict.fromkeys(subject_ref(desk.uow, each) for each in members))
    if as_json:
        return print_json(HouseholdView(key, ref))
    typer.echo(asked.pick(f"Huishouden {ref} is gevormd: {listing}.", f"Household {ref} was formed: {listing}."))


def join_household(ctx: typer.Context, ref: Ref, member: Member, on: On = None, as_json: AsJson = False) -> None:
    """A client joins; what is meant for arrivals starts."""
    asked: Asked = ctx.obj
    with changing(asked, on) as desk:
        key, person = household_by_ref(desk.uow, ref), person_by_ref(desk.uow, member)
        ref, member = subject_ref(desk.uow, key), subject_ref(desk.uow, person)
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        households.join_household(desk.uow, key, person, desk.day, stamp)
        started = people_changes.arrive(desk.app.casework, desk.uow, key, person, desk.day, desk.by)
        say_questions(asked, desk.uow, [person], desk.by.today)
    if as_json:
        return print_json(
            MemberView(key, ref, member, [StartedView(each.trajectory, each.workflow) for each in started])
        )
    what = ", ".join(f"{each.trajectory} {each.workflow}" for each in started)
    typer.echo(
        asked.pick(
            f"{member} hoort bij huishouden {ref}" + (f"; gestart: {what}." if what else "."),
            f"{member} is in household {ref}" + (f"; started: {what}." if what else "."),
        )
    )


def leave_household(ctx: typer.Context, ref: Ref, member: Member, on: On = None, as_json: AsJson = False) -> None:
    """A client leaves the household, and stays a client."""
    asked: Asked = ctx.obj
    with changing(asked, on) as desk:
        key = household_by_ref(desk.uow, ref)
        lives_there = [each.id for each in members_of(desk.uow, key, desk.day)]
        person = one_of_these(desk.uow, member, lives_there) or person_by_ref(desk.uow, member)
        ref, member = subject_ref(desk.uow, key), subject_ref(desk.uow, person)
        households.leave_household(desk.uow, key, person, desk.day, desk.app.casework.stamp(desk.uow, desk.by))
        people_changes.split_off(desk.app.casework, desk.uow, key, person, desk.day, desk.by)
        say_questions(asked, desk.uow, [person], desk.by.today)
        is_empty = not members_of(desk.uow, key, desk.day)
    if is_empty:
        text = asked.pick(
            f"{ref} heeft nu geen leden; sluit wat er nog loopt met ‘traject close’",
            f"{ref} has no members now; close what still runs with 'traject close'",
        )
        asked.talk(text)
    if as_json:
        return print_json(MemberView(key, ref, member))
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
    with changing(asked, on) as desk:
        place = known_municipality(desk.app.catalogue.municipalities, municipality)
        key = household_by_ref(desk.uow, ref)
        ref = subject_ref(desk.uow, key)
        _must_fit(household_by_id(desk.uow, key), desk.day, moves=moves)
        kept = desk.uow.keep_private(key, "address", address) if address else None
        housed = HouseholdHoused(place, dwelling, kind, counts, kept)
        stamp = desk.app.casework.stamp(desk.uow, desk.by)
        house(desk.uow, key, housed, desk.day, stamp)
        asking.after_moving(desk.uow, key, place, desk.day, stamp)
        say_questions(asked, desk.uow, [key], desk.by.today)
    if as_json:
        return print_json(HouseholdView(key, ref))
    called = asked.say(place_name(place))
    typer.echo(
        asked.pick(
            f"Huishouden {ref} woont vanaf {desk.day} in {called}, woning {dwelling}.",
            f"Household {ref} lives in {called}, dwelling {dwelling}, from {desk.day} on.",
        )
    )


def _must_fit(household: Household, day: date, *, moves: bool) -> None:
    """First a dwelling, then moves, each later than the one before. Raises Refused."""
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
