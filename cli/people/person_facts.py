"""The legal facts of a client: recorded once, for all that is followed for them."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework.fact import Sure
from cli.casework.named import person_fact_named
from cli.json_document import print_json
from cli.options import AsJson, On, maybe_day
from cli.people.clients import Ref, changing
from cli.reading.moment import AsOf, KnownAt, moment_of, print_dated, say_moment
from cli.render import Column, Page
from cli.session import reading
from trajectories.casework.commands import Correct
from trajectories.people.legal_facts import streams_of
from trajectories.people.references import person_by_ref, subject_ref
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import Done
from trajectories.views.casework import VersionView
from trajectories.views.person_facts import PersonFactSetView, in_words, person_fact_views
from workflows.errors import NotFound, UsageError
from workflows.words import Words

Reason = Annotated[str, typer.Option(help="Why; kept apart from the history.")]


def set_fact(
    ctx: typer.Context,
    ref: Ref,
    name: Annotated[str, typer.Argument(help="Name of the fact, or its label.")],
    value: Annotated[str, typer.Argument(help="A day as 2026-03-31 or 31-3-2026, a whole number, yes or no, or text.")],
    sure: Sure = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Record a fact of a client, in everything open that reads it. What is opened later has it too."""
    asked: Asked = ctx.obj
    with changing(asked, on) as desk:
        person = person_by_ref(desk.uow, ref)
        fact = _named(desk.uow, name)
        done = desk.app.casework.set_person_fact(desk.uow, person, fact, value, desk.day, desk.by, sure=sure)
        shown, label = subject_ref(desk.uow, person), person_facts_in_force(desk.uow).specs[fact].label
    said = asked.pick(f"{shown}: ‘{asked.say(label)}’ is vastgelegd.", f"{shown}: '{asked.say(label)}' was recorded.")
    _answer(asked, person, shown, said, done, as_json=as_json)


def list_facts(
    ctx: typer.Context, ref: Ref, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """What is recorded of a client, each with the event to correct it by."""
    asked: Asked = ctx.obj
    moment = moment_of(as_of, known_at)
    with reading(asked) as (_, uow, by):
        found = person_fact_views(uow, person_by_ref(uow, ref), asked.lang, moment.as_of, moment.known_at)
    if as_json:
        return print_dated(asked, found, moment, by.today)
    page = Page()
    say_moment(page, asked, moment, by.today)
    if not found:
        return asked.talk(asked.pick("Er is niets vastgelegd.", "Nothing is recorded."))
    rows = [[each.event, str(each.on), each.label, in_words(each.value, asked.lang)] for each in found]
    page.table([Column(keeps=True), Column(keeps=True), Column(), Column()], rows)


def correct_fact(
    ctx: typer.Context,
    ref: Ref,
    event: Annotated[str, typer.Argument(help="The event to mend, as 'traject client fact list' shows it.")],
    reason: Reason,
    void: Annotated[bool, typer.Option("--void", help="It did not happen.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="It happened on this day.")] = None,
    value: Annotated[str | None, typer.Option(help="The fact or amount was this.")] = None,
    sure: Sure = False,
    as_json: AsJson = False,
) -> None:
    """Correct a fact of a client in everything open that reads it, or nowhere: then it says what is in the way."""
    asked: Asked = ctx.obj
    with changing(asked, None) as desk:
        person = person_by_ref(desk.uow, ref)
        stream, _, version = event.rpartition("@")
        _must_be_theirs(desk.uow, person, stream or person, event)
        command = Correct(_number(version, event), maybe_day(on), value, void, sure)
        done = desk.app.casework.correct_person_fact(
            desk.uow, f"{stream or person}@{command.version}", command, desk.by, reason
        )
        shown = subject_ref(desk.uow, person)
    said = asked.pick(f"{shown}: {event} is verbeterd.", f"{shown}: {event} was corrected.")
    _answer(asked, person, shown, said, done, as_json=as_json)


def settle_fact(
    ctx: typer.Context,
    ref: Ref,
    name: Annotated[str, typer.Argument(help="Name of the fact, or its label.")],
    value: Annotated[str, typer.Argument(help="The answer that is right.")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Where trajectories of a client answer a fact differently: say which is right, for all of them."""
    asked: Asked = ctx.obj
    with changing(asked, None) as desk:
        person = person_by_ref(desk.uow, ref)
        fact = _named(desk.uow, name)
        done = desk.app.casework.settle_fact(desk.uow, person, fact, value, desk.by, reason)
        shown, label = subject_ref(desk.uow, person), person_facts_in_force(desk.uow).specs[fact].label
    said = asked.pick(
        f"{shown}: ‘{asked.say(label)}’ is nu één antwoord.", f"{shown}: '{asked.say(label)}' is one answer now."
    )
    _answer(asked, person, shown, said, done, as_json=as_json)


def _must_be_theirs(uow: UnitOfWork, person: str, stream: str, event: str) -> None:
    if stream not in streams_of(uow, person):
        raise NotFound(
            Words(
                f"{event} is niet van deze cliënt; ‘traject client fact list’ toont wat er is",
                f"{event} is not of this client; 'traject client fact list' shows what there is",
            )
        )


def _named(uow: UnitOfWork, typed: str) -> str:
    return person_fact_named(person_facts_in_force(uow), typed)


def _number(version: str, event: str) -> int:
    if not version.isdecimal():
        raise UsageError(
            Words(
                f"‘{event}’ is geen gebeurtenis: typ haar nummer, zoals ‘traject client fact list’ het toont",
                f"'{event}' is no event: type its number, as 'traject client fact list' shows it",
            )
        )
    return int(version)


def _answer(asked: Asked, person: str, ref: str, said: str, done: dict[str, Done], *, as_json: bool) -> None:
    copies = {key: each for key, each in done.items() if each.recorded}
    if as_json:
        views = [VersionView(key, each.trajectory.version) for key, each in copies.items()]
        return print_json(PersonFactSetView(person, ref, views))
    typer.echo(said)
    if copies:
        listing = ", ".join(f"{key} ({each.trajectory.workflow})" for key, each in copies.items())
        typer.echo(asked.pick(f"ook vastgelegd in {listing}", f"recorded too in {listing}"))
