"""The scheduler: one look at the agenda, or a look every few minutes, and what became of each message."""

import os
import platform
import sys
from collections.abc import Callable
from contextlib import closing, nullcontext
from datetime import datetime
from enum import StrEnum
from logging import WARNING
from threading import Event
from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.reminders.channel import smtp_amiss
from cli.session import open_app
from scheduler.bootstrap import SCHEDULER, App
from scheduler.explain import preview_tick
from scheduler.health.collect import TICK_MINUTES
from scheduler.messages.held import for_whom_answers
from scheduler.sending import channels, daemon, log
from scheduler.sending.channels import Channel, Post, console
from scheduler.sending.problems import in_words
from scheduler.sending.report import TickReport
from scheduler.sending.tick import Grip, dispatch_due
from scheduler.sending.witnesses import ToldWitnesses, tell_witnesses
from trajectories.casework.permission import must_write
from trajectories.repository.connect import sqlite_path
from trajectories.repository.instants import DOUBTED, keep_doubt
from trajectories.repository.replaced import DatabaseReplaced
from trajectories.service.recording import By
from trajectories.views.event_lines import local_text
from workflows.errors import CaseworkError, NotDelivered
from workflows.words import Words

NOT_DELIVERED = 7


class LogKind(StrEnum):
    """text: sentences for people, and what needs attention. json: one object a line, for machines."""

    text = "text"
    json = "json"


Send = Annotated[bool, typer.Option("--send", help="In a sandbox: real mail, when the channel is smtp.")]
Log = Annotated[
    LogKind, typer.Option("--log", envvar="TRAJECT_LOG", help="What is written on stderr: for people or for machines.")
]


# tick and run


def tick(ctx: typer.Context, send: Send = False, log_as: Log = LogKind.text, as_json: AsJson = False) -> None:
    """Say once what has come due, for cron. Exit 7 when a message was not delivered."""

    asked: Asked = ctx.obj
    with open_app(asked) as app, log.to(sys.stderr, as_json=log_as is LogKind.json):
        app.is_ticking = True
        try:
            name, way = _channel(app, send=send, aside=as_json)
        except NotSetUp as error:
            _show_unsaid(app, as_json=as_json)
            raise error.told from error
        now = _now(app)
        if name == "smtp":
            with progress(asked.pick("Versturen", "Sending")) as follow:
                report = _tick(app, name, way, now, lambda: False, follow)
        else:
            report = _tick(app, name, way, now, lambda: False, lambda done, total: None)
    if as_json:
        print_json(report)
    else:
        typer.echo(_told(asked, report))
    if (
        report.failed
        or report.unaddressed
        or report.waiting
        or report.mail_server
        or report.witnesses_failed
        or report.held
    ):
        raise typer.Exit(NOT_DELIVERED)


def run(
    ctx: typer.Context,
    every: Annotated[float, typer.Option(metavar="MINUTES", min=0.01, help="How often to look.")] = 5,
    send: Send = False,
    log_as: Log = LogKind.text,
) -> None:
    """Look every few minutes, until it is stopped. On SQLite one at a time."""

    asked: Asked = ctx.obj
    for_people = log_as is LogKind.text
    stop = Event()
    with open_app(asked) as app:
        app.is_ticking = True
        _now(app, tells=False)  # may whoever asks this tick?
        try:
            _channel(app, send=send, aside=False)
        except NotSetUp as error:
            raise error.told from error
        path = sqlite_path(app.settings.database)
        with daemon.only_one(path) if path else nullcontext(), log.to(sys.stderr, as_json=not for_people):
            _keep_pace(app, every)
            log.note("started", every_minutes=every)
            if for_people:
                asked.talk(asked.pick(f"Kijkt elke {every:g} minuten.", f"Looks every {every:g} minutes."))
            grip = Grip()
            replaced: list[DatabaseReplaced] = []

            def look() -> None:
                try:
                    with app.store.in_a_row():
                        _look(asked, app, stop, grip, send=send, for_people=for_people)
                except DatabaseReplaced as error:
                    replaced.append(error)
                    stop.set()
                    raise

            daemon.run(look, every, stop, let_go=grip.let_go)
            log.note("stopped")
            if replaced:
                raise replaced[0]
    if for_people:
        asked.talk(asked.pick("Gestopt.", "Stopped."))


def _look(asked: Asked, app: App, stop: Event, grip: Grip, *, send: bool, for_people: bool) -> None:
    """One tick of `run`; a line when there was something to do."""
    try:
        name, way = _channel(app, send=send, aside=False)
    except NotSetUp as error:
        raise error.told from error
    report = _tick(app, name, way, _now(app), stop.is_set, lambda done, total: None, grip)
    if (report.due or report.unknown or report.mail_server or report.witnesses_failed or report.held) and for_people:
        asked.talk(_told(asked, report))


def _keep_pace(app: App, every: float) -> None:
    """So that `doctor`, anywhere, knows when a tick is missing."""
    with app.write() as uow:
        uow.last_number("t")  # nodes that start together wait here for one another
        uow.set_setting(TICK_MINUTES, f"{every:g}")


def _tick(
    app: App,
    name: str,
    way: Channel,
    now: datetime,
    is_stopped: Callable[[], bool],
    follow: Callable[[int, int], None],
    grip: Grip | None = None,
) -> TickReport:
    log.note("tick began", node=_node())
    settings = app.settings.smtp if name == "smtp" else None

    def witnesses() -> ToldWitnesses:
        return tell_witnesses(
            app.store, app.dossiers, way, name, now, app.clock, is_stopped=is_stopped, settings=settings
        )

    with closing(way) if isinstance(way, Post) else nullcontext():
        try:
            report = dispatch_due(
                app.store,
                app.casework,
                way,
                name,
                now,
                app.clock,
                is_stopped=is_stopped,
                progress=follow,
                node=_node(),
                grip=grip,
                settings=settings,
                recorded=app.recorded_at,
            )
        except Exception:
            witnesses()  # they wait for nobody's trouble
            raise
        told = witnesses()
    report = report._replace(witnesses=told.sent, witnesses_failed=told.failed)
    figures = {name: value for name, value in report._asdict().items() if name in log.TICK}
    log.note("tick ended", node=_node(), **figures)
    return report


def _node() -> str:
    """Of this machine, and among several `run` on it."""
    return f"{platform.node()}:{os.getpid()}"


def _now(app: App, *, tells: bool = True) -> datetime:
    """The product's clock, by someone who may tick: `scheduler` itself, or whoever may write. It goes on whatever the
    clock says, and tells what is strange about it in the log.
    """
    if app.asked_now is not None or app.clock_is_right:
        with app.write() as uow:
            by, strange = app.by(uow), uow.remarks
    else:
        with app.read() as uow:
            by, strange = app.by_for_reading(uow), uow.remarks
            instant, doubted = app.instant(uow), uow.setting(DOUBTED)
        if bool(instant.silent_since) != bool(doubted):
            with app.write() as uow:
                keep_doubt(uow, instant.silent_since)
    if not _is_scheduler(by):
        must_write(by.actor)
    for words in strange if tells else ():
        log.note("the clock may be wrong, and this tick goes on by it", WARNING, problem=words.say("en"))
    return by.now


def _is_scheduler(by: By) -> bool:
    return SCHEDULER in by.actor.roles


class NotSetUp(Exception):
    """Nothing may be said from here; `told` says what to do about it."""

    def __init__(self, told: CaseworkError) -> None:
        super().__init__(str(told))
        self.told = told


def _channel(app: App, *, send: bool, aside: bool) -> tuple[str, Channel]:
    """The channel of this database. aside: messages on the console go to stderr, beside one JSON document.

    Raises NotSetUp, by which nothing was said or recorded.
    """

    with app.read() as uow:
        name, is_sandbox = uow.setting("channel", "console"), app.is_sandbox(uow)
    if name == "smtp":
        _must_have_smtp(app)
        if is_sandbox and not send:
            raise NotSetUp(_only_with_send())
        return name, Post(app.settings.smtp, before=app.store.rest)
    if not is_sandbox:
        raise NotSetUp(_only_console())
    return name, channels.console(sys.stderr if aside else sys.stdout)


def _must_have_smtp(app: App) -> None:
    if amiss := smtp_amiss(app):
        raise NotSetUp(NotDelivered(amiss))


def _only_console() -> CaseworkError:
    return NotDelivered(
        Words(
            "er is niets verstuurd: dit gaat alleen naar het scherm. Zet mail aan met ‘traject scheduler channel smtp’ "
            "en de omgevingsvariabelen TRAJECT_SMTP_HOST en TRAJECT_MAIL_FROM",
            "nothing was sent: it goes to the screen only. Set up mail with 'traject scheduler channel smtp' "
            "and the environment variables TRAJECT_SMTP_HOST and TRAJECT_MAIL_FROM",
        )
    )


def _only_with_send() -> CaseworkError:
    return NotDelivered(
        Words(
            "er is niets verstuurd: een oefendatabase stuurt echte mail alleen met --send; "
            "‘traject scheduler channel console’ toont de berichten",
            "nothing was sent: a sandbox sends real mail only with --send; "
            "'traject scheduler channel console' shows the messages",
        )
    )


def _show_unsaid(app: App, *, as_json: bool) -> None:
    """What would have been said, for people."""

    now = _now(app)
    if as_json:
        return
    with app.read() as uow:
        messages = preview_tick.preview(uow, app.dossiers, now)
    show = console(sys.stdout)
    for message in messages:
        show(message)


def _told(asked: Asked, report: TickReport) -> str:
    nl = (
        f"Aan de beurt: {report.due}. Berichten verstuurd: {report.sent}, mislukt: {report.failed}, "
        f"mogelijk dubbel: {report.unknown}. Nog te doen: {report.remaining}."
    )
    en = (
        f"Due: {report.due}. Messages sent: {report.sent}, failed: {report.failed}, "
        f"possibly double: {report.unknown}. Remaining: {report.remaining}."
    )
    if report.unaddressed:
        nl += f" Voor niemand: {report.unaddressed}; geef iemand de rol van teamleider of beheerder."
        en += f" With nobody to tell: {report.unaddressed}; make someone team leader or administrator."
    if report.digests:
        nl += f" Zonder herinnering: {report.digests}."
        en += f" Without a reminder: {report.digests}."
    if report.later:
        nl += f" Mensen voor wie iets wacht op hun uren of hun volgende bericht: {report.later}."
        en += f" People for whom something waits for their hours or their next message: {report.later}."
    if report.witnesses:
        nl += f" Controlepunten naar getuigen: {report.witnesses}."
        en += f" Checkpoints to witnesses: {report.witnesses}."
    if report.witnesses_failed:
        nl += f" Naar getuigen mislukt: {report.witnesses_failed}; ‘traject audit witness list’ zegt waarom."
        en += f" To witnesses failed: {report.witnesses_failed}; 'traject audit witness list' says why."
    if report.held:
        waits = for_whom_answers(report.held)
        nl += f" {waits.nl}"
        en += f" {waits.say('en')}"
    if report.mail_server and report.server_again_at:
        again = local_text(datetime.fromisoformat(report.server_again_at))
        why = in_words(report.mail_server)
        nl += f" De mailserver hield de rest tegen: {why.nl}."
        nl += f" Opnieuw vanaf {again}; eerder met ‘traject scheduler retry’."
        en += f" The mail server stood in the way of the rest: {why.say('en')}."
        en += f" Again from {again} on; sooner with 'traject scheduler retry'."
    return asked.pick(nl, en)
