"""How a database reaches people: the choice, and a try of the whole way."""

import re
import secrets
from enum import StrEnum
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import open_app, reading, writing
from scheduler.bootstrap import App
from scheduler.messages.message import Message
from scheduler.sending import channels
from scheduler.sending.conversation import check
from scheduler.views.channel import ChannelView
from trajectories.people.mail_address import mail_address
from trajectories.people.staff import must_administer
from trajectories.service.office import choose_channel
from workflows.errors import NotDelivered, UsageError
from workflows.words import Words, listed


class ChannelName(StrEnum):
    """console shows messages, and counts as said in a sandbox only; smtp sends mail."""

    console = "console"
    smtp = "smtp"


Try = Annotated[
    str,
    typer.Option("--try", metavar="ADDRESS", help="Send a mail there first; the choice stands only if it is taken."),
]


def channel(
    ctx: typer.Context,
    name: Annotated[ChannelName, typer.Argument(help="console or smtp.")],
    try_: Try = "",
    as_json: AsJson = False,
) -> None:
    """Choose how this database reaches people. For an administrator."""
    asked: Asked = ctx.obj
    if try_:
        _try(asked, name, try_.strip())
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        choose_channel(app.casework, uow, name.value, by)
        amiss = smtp_amiss(app) if name is ChannelName.smtp else None
    if amiss:
        asked.talk(amiss)
    if as_json:
        return print_json(ChannelView(name.value, try_.strip() or None))
    if try_:
        typer.echo(
            asked.pick(
                f"De mailserver nam een bericht aan voor {try_}; kijk of het aankomt, ook bij de ongewenste mail.",
                f"The mail server took a message for {try_}; see whether it arrives, also among unwanted mail.",
            )
        )
    typer.echo(asked.pick(f"Berichten gaan via {name.value}.", f"Messages go by {name.value}."))


def _try(asked: Asked, name: ChannelName, address: str) -> None:
    """The whole way, outside any transaction. Raises NotDelivered with what went wrong, and nothing is changed."""
    if name is not ChannelName.smtp:
        raise UsageError(Words("--try hoort bij ‘channel smtp’", "--try goes with 'channel smtp'"))
    mail_address(address)
    with reading(asked) as (_, _, by):
        must_administer(by.actor)
    with open_app(asked) as app:
        missing = missing_smtp(app)
        if missing:
            raise NotDelivered(_unset(missing))
        text = PROBE_TEXT.say(asked.lang)
        probe = Message(address, PROBE.say(asked.lang), text, "", secrets.token_hex(12), app.clock())
        channels.smtp(app.settings.smtp)(probe)


def missing_smtp(app: App) -> list[str]:
    smtp = app.settings.smtp
    wanted = (("TRAJECT_SMTP_HOST", smtp.host), ("TRAJECT_MAIL_FROM", smtp.mail_from))
    return [name for name, value in wanted if not value]


def smtp_amiss(app: App) -> Words | None:
    """What to set or to mend before mail can go from these surroundings; None where nothing is."""
    if missing := missing_smtp(app):
        return _unset(missing)
    try:
        check(app.settings.smtp)
    except NotDelivered as error:
        return error.words
    return None


def smtp_settings_amiss(app: App) -> list[str]:
    """Their names."""
    amiss = smtp_amiss(app)
    return missing_smtp(app) or (SETTING.findall(amiss.en)[:1] if amiss else [])


def _unset(missing: list[str]) -> Words:
    return Words(
        f"er is niets verstuurd: zet {listed(missing, 'nl')}", f"nothing was sent: set {listed(missing, 'en')}"
    )


SETTING = re.compile(r"TRAJECT_[A-Z_]+")
PROBE = Words("traject: proefbericht", "traject: a trial")
PROBE_TEXT = Words(
    "Dit is een proefbericht van traject. Komt het aan, dan kan traject post versturen.\n\n"
    "Kijk ook wie de afzender leest: wat niet bezorgd kan worden, komt daar terug.\n",
    "This is a trial by traject. Where it arrives, traject can send mail.\n\n"
    "See also who reads the mailbox of its sender: what cannot be delivered comes back there.\n",
)
