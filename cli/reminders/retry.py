"""What failed is tried at once, as when its cause was taken away."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import writing
from scheduler.outbox import agenda, leases, mail_server, witness_mail
from scheduler.views.retry import RetryView
from trajectories.casework.permission import must_write
from trajectories.people.staff import staff_by_name


def retry(
    ctx: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Only what failed for this colleague.")] = "",
    as_json: AsJson = False,
) -> None:
    """Have the next tick try what failed, and the mail server, without waiting for their time."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_write(by.actor)
        recipient = staff_by_name(uow, to, by.today).id if to else ""
        agenda.take_turn(uow)
        real_now = agenda.real_time(uow, app.clock)
        of_witnesses = 0 if to else witness_mail.let_go_on(uow, real_now)
        found = RetryView(leases.let_go_on(uow, recipient, real_now) + of_witnesses, mail_server.forget(uow))
    if as_json:
        return print_json(found)
    typer.echo(_told(asked, found, to))


def _told(asked: Asked, found: RetryView, to: str) -> str:
    nl, en = (f" aan {to}", f" to {to}") if to else ("", "")
    if not any(found):
        return asked.pick(
            f"Er is niets mislukt{nl} dat op een volgende poging wacht.",
            f"Nothing that failed{en} waits for another try.",
        )
    said = [asked.pick("De mailserver wordt weer geprobeerd.", "The mail server is tried again.")] * found.mail_server
    if found.messages == 1:
        said.append(asked.pick(f"1 mislukt bericht{nl} is nu aan de beurt.", f"1 failed message{en} is due now."))
    elif found.messages:
        many = f"{found.messages} mislukte berichten{nl} zijn nu aan de beurt."
        said.append(asked.pick(many, f"{found.messages} failed messages{en} are due now."))
    said.append(
        asked.pick(
            "De volgende ronde doet het, binnen de uren van wie het leest; meteen met ‘traject scheduler tick’.",
            "The next tick does it, within the hours of whoever reads it; at once with 'traject scheduler tick'.",
        )
    )
    return " ".join(said)
