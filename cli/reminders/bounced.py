"""A message came back to the mailbox of the sender: what it carried is owed again."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reminders.ledger import entry_of
from cli.session import writing
from scheduler.sending.bounced import bounce
from scheduler.views.channel import BouncedView
from trajectories.people.staff import must_administer, staff_on
from trajectories.projections import queries
from workflows.words import listed


def bounced(
    ctx: typer.Context,
    message: Annotated[str, typer.Argument(help="The start of its key, or the Message-ID in what came back.")],
    reason: Annotated[str, typer.Option(help="What the mail server told; kept apart from the history.")],
    as_json: AsJson = False,
) -> None:
    """Record that a message came back. Its address reaches nobody until it is recorded anew. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        entry = entry_of(uow, message)
        found = bounce(uow, app.casework, entry, uow.setting("channel", "console"), reason, by)
        names = queries.names_of(uow, by.today)
        roles = staff_on(uow, by.today)[entry.recipient].roles
    name = names.get(entry.recipient, entry.recipient)
    told = [names.get(each, each) for each in found.told]
    if as_json:
        return print_json(
            BouncedView(entry.message, entry.recipient, name, found.reminders, found.address_stands, told)
        )
    count = found.reminders
    nl = f" ({count} herinnering{'' if count == 1 else 'en'})" if count else ""
    en = f" ({count} reminder{'' if count == 1 else 's'})" if count else ""
    typer.echo(
        asked.pick(
            f"Wat in dit bericht stond{nl} telt niet als gezegd aan {name}.",
            f"What this message carried{en} does not count as said to {name}.",
        )
    )
    if others := [each for each in told if each != name or found.address_stands]:
        listing = listed(others, asked.lang)
        typer.echo(asked.pick(f"Het gaat nu naar: {listing}.", f"It goes to: {listing}."))
    if not found.address_stands:
        typer.echo(
            asked.pick(
                f"Naar het adres van {name} gaat niets meer tot u het opnieuw vastlegt, verbeterd of weer hetzelfde:",
                f"Nothing goes to the address of {name} until you record it again, corrected or the same:",
            )
        )
        role, address = min(roles, default=asked.pick("ROL", "ROLE")), asked.pick("ADRES", "ADDRESS")
        typer.echo(f"  traject staff add '{name}' --role {role} --email {address}")
