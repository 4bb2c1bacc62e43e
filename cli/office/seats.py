"""`traject audit seats`: who really typed."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import reading
from trajectories.audit.seats import typed_at
from trajectories.projections.queries import names_of
from trajectories.repository.seats import seating
from trajectories.views.event_lines import local_text
from trajectories.views.seats import SeatView, WhoseSeat, seats_view
from workflows.errors import Refused
from workflows.words import Words

ACCOUNTS: dict[WhoseSeat, Words] = {
    "same": Words("eigen account", "own account"),
    "differs": Words("NIET het eigen account", "NOT their own account"),
    "unbound": Words("geen account vastgelegd", "no account recorded"),
}


def seats(
    ctx: typer.Context,
    differing: Annotated[
        bool, typer.Option("--differing", help="Only where it was not at the account of whom it names.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """In whose name was recorded at which seat, and whether that is their own account. For auditors too."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, by):
        if not by.actor.roles & {"administrator", "auditor"}:
            raise Refused(
                Words(
                    "alleen een beheerder of een auditor ziet met welke accounts gewerkt wordt",
                    "only an administrator or an auditor sees by which accounts people work",
                )
            )
        view = seats_view(typed_at(uow), seating(uow), names_of(uow, by.today))
    if differing:
        view = view._replace(seats=[each for each in view.seats if each.account == "differs"])
    if as_json:
        return print_json(view)
    for each in view.seats:
        typer.echo(_line(asked, each))
    count = sum(each.events for each in view.seats if each.account == "differs")
    strict = asked.pick("Niemand handelt namens een ander.", "Nobody acts for someone else.") if view.strict else ""
    found = asked.pick(
        f"Vastgelegd niet met het eigen account: {count} gebeurtenissen.",
        f"Recorded not at their own account: {count} events.",
    )
    typer.echo(" ".join(filter(None, (found, strict))))


def _line(asked: Asked, each: SeatView) -> str:
    at = f"{each.user or '?'}@{each.host or '?'}" + (f" ({each.session})" if each.session else "")
    times = asked.pick("keer, laatst", "times, last")
    return f"{each.name}  {at}  {each.events} {times} {local_text(each.last_at)}  {asked.say(ACCOUNTS[each.account])}"
