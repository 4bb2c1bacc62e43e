"""The ledger: what became of each message."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.reminders import ledger_page
from cli.render import Page
from cli.session import reading
from scheduler.outbox import ledger as delivery
from scheduler.outbox.attempts import attempts
from scheduler.outbox.ledger import LedgerEntry
from scheduler.views.ledger import message_view, whole_message_view
from trajectories.local_time import parse_instant, write_instant
from trajectories.people.staff import staff_by_name
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from workflows.errors import NotFound
from workflows.words import Words

NONE = ("er is geen bericht", "there is no message")


class StateName(StrEnum):
    """claimed: someone is at it. unknown: it may have arrived, and goes again. uncertain: it may have, and ended so.
    waiting: until they are open.
    """

    claimed = "claimed"
    sent = "sent"
    failed = "failed"
    unknown = "unknown"
    uncertain = "uncertain"
    waiting = "waiting"
    dropped = "dropped"
    bounced = "bounced"


def ledger(
    ctx: typer.Context,
    message: Annotated[
        str, typer.Argument(metavar="[MESSAGE]", help="One of them whole, by the start of its key.")
    ] = "",
    to: Annotated[str, typer.Option("--for", metavar="NAME", help="Only to this colleague.")] = "",
    state: Annotated[list[StateName] | None, typer.Option(help="Only those that stand so; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(metavar="D", help="Only those tried on that day or later.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every message: when, to whom, how it ended, and how many reminders it carried; or one of them whole."""
    asked: Asked = ctx.obj
    if message:
        return _one(asked, message, as_json=as_json)
    from_then = _first_moment(since)
    with reading(asked) as (_, uow, by):
        recipient = staff_by_name(uow, to, by.today).id if to else ""
        states = [each.value for each in state or []]
        entries = delivery.ledger(uow, recipient=recipient, states=states, since=from_then)
        names = queries.names_of(uow, by.today)
    messages = [message_view(each, names) for each in entries]
    if as_json:
        return print_json(messages)
    if not messages:
        return asked.talk(_nothing_found(asked, is_narrowed=bool(to or state or since)))
    ledger_page.listing(Page(), messages, asked.lang)


def _one(asked: Asked, message: str, *, as_json: bool) -> None:
    with reading(asked) as (_, uow, by):
        found = entry_of(uow, message)
        carried = delivery.carried_by(uow, found.message)
        tried = attempts(uow, found.message, carried)
        names = queries.names_of(uow, by.today)
        identities = delivery.identities(uow, found.message)
    view = whole_message_view(found, names, identities, carried, tried)
    if as_json:
        return print_json(view)
    ledger_page.whole(Page(), view, asked.lang)


def entry_of(uow: UnitOfWork, message: str) -> LedgerEntry:
    """By the start of its key, or its Message-ID. Raises NotFound for none, and for several."""
    key = message.strip("<> ").partition("@")[0].partition(".")[0]
    return _found(delivery.ledger(uow, message=key), key)


def _found(entries: list[LedgerEntry], key: str) -> LedgerEntry:
    """The one that was meant. Raises NotFound for none, and for several."""
    if len(entries) == 1:
        return entries[0]
    nl, en = (f"er zijn {len(entries)} berichten", f"there are {len(entries)} messages") if entries else NONE
    raise NotFound(
        Words(
            f"{nl} {key}; ‘traject scheduler ledger’ geeft het begin van elke sleutel, met --json de hele",
            f"{en} {key}; 'traject scheduler ledger' gives the start of each key, with --json all of it",
        )
    )


def _first_moment(since: str | None) -> str:
    """The instant at which a day given on the command line begins; empty for none."""
    day = maybe_day(since, "--since")
    return write_instant(parse_instant(day.isoformat())) if day else ""


def _nothing_found(asked: Asked, *, is_narrowed: bool) -> str:
    if is_narrowed:
        return asked.pick("Geen bericht gevonden.", "No message found.")
    return asked.pick("Er is nog geen bericht.", "There is no message yet.")
