"""`traject audit witness`: who outside the office keeps the checkpoints."""

from datetime import date
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.session import reading, writing
from scheduler.outbox import witness_mail
from scheduler.planning.reminder_id import iso
from scheduler.sending.problems import in_words
from trajectories.audit import witnesses as kept
from trajectories.people.staff import must_administer
from trajectories.views.checkpoint import WitnessChangedView, WitnessView
from workflows.words import Words

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="A mail address outside the office.")]


def add(ctx: typer.Context, address: Address, as_json: AsJson = False) -> None:
    """Mail every checkpoint to someone outside the office, from the next tick on. For an administrator.

    Once each night, in the language of this command; 'audit verify --since' reads such a mail.
    """
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        added = kept.add_witness(uow, address, asked.lang, by.today, app.casework.stamp(uow, by))
    if as_json:
        return print_json(WitnessChangedView(added.id, added.address))
    typer.echo(
        asked.pick(
            f"{added.address} is getuige: de volgende ronde stuurt een controlepunt, en daarna elke nacht een.",
            f"{added.address} is a witness: the next tick mails a checkpoint there, and every night from then on.",
        )
    )
    asked.talk(TELL_THEM)


def remove(ctx: typer.Context, address: Address, as_json: AsJson = False) -> None:
    """Mail no more checkpoints there, and tell them so. For an administrator."""
    asked: Asked = ctx.obj
    with writing(asked) as (app, uow, by):
        must_administer(by.actor)
        removed = kept.remove_witness(uow, address, by.today, app.casework.stamp(uow, by))
        witness_mail.tell_removed(uow, removed, iso(by.today))
    if as_json:
        return print_json(WitnessChangedView(removed.id, removed.address))
    typer.echo(
        asked.pick(
            f"{removed.address} is geen getuige meer; de volgende ronde laat het hun weten, met uw naam.",
            f"{removed.address} is no witness any more; the next tick tells them so, with your name.",
        )
    )


def list_witnesses(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Who is mailed the checkpoints, and when they last were."""
    asked: Asked = ctx.obj
    with reading(asked) as (_, uow, by):
        known = kept.witnesses(uow)
        mailed = witness_mail.last_mailed(uow)
        problems = {each.witness: each.problem for each in witness_mail.unreached(uow, known, by.today)}
    views = [
        WitnessView(
            each.id,
            each.address,
            each.lang,
            each.since,
            date.fromisoformat(mailed[each.id]) if each.id in mailed else None,
            problems.get(each.id, ""),
        )
        for each in known
    ]
    if as_json:
        return print_json(views)
    for each in views:
        typer.echo(f"{each.witness}  {each.address}  {asked.say(_fares(each))}")
    if not views:
        typer.echo(f"{asked.say(kept.NOBODY).capitalize()}.")


def _fares(each: WitnessView) -> Words:
    last = each.mailed_on
    nl = f"sinds {each.since}, " + (f"laatste controlepunt van {last}" if last else "nog geen controlepunt verstuurd")
    en = f"since {each.since}, " + (f"last checkpoint of {last}" if last else "no checkpoint mailed yet")
    if each.problem:
        problem = in_words(each.problem)
        nl, en = f"{nl}; daarna niet: {problem.nl}", f"{en}; not after that: {problem.say('en')}"
    return Words(nl, en)


TELL_THEM = Words(
    "Spreek met hen af dat zij de mails buiten het kantoor bewaren, en vragen waarom als er een nacht geen komt.",
    "Agree with them that they keep the mails outside the office, and ask why on a night when none comes.",
)
