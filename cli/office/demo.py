"""The demonstration: a sandbox with a year of casework, and a tour through it."""

import os
import shlex
import shutil
import sys
from contextlib import redirect_stderr, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Asked
from cli.casework import advance
from cli.exit_codes import guarded
from cli.office import verify
from cli.progress import progress
from cli.reading import board, due_page, show
from cli.reminders import doctor, ledger
from cli.reminders import forecast as foresight
from cli.render import Page, Said
from cli.session import open_app
from scheduler.bootstrap import App
from scheduler.demo import build
from scheduler.demo import people as invention
from scheduler.demo.cohort import PATH, REFUSED, cohort
from scheduler.messages.message import Message
from scheduler.sending.channels import console
from scheduler.sending.tick import dispatch_due
from trajectories.people.households import members_of
from trajectories.people.references import subject_by_ref
from trajectories.projections import queries
from trajectories.repository.place import shown_address, shown_place
from trajectories.repository.trajectories import running
from trajectories.views.due import due_page as due_view
from trajectories.views.whose import Whose
from workflows.errors import UsageError
from workflows.language.terms import Term
from workflows.words import Words

FILE = "traject-demo.db"
PLACE = "westland"
WITHIN_DAYS = 60
ROWS = 10  # of what is due
IN_FULL = 1  # message
LAST_MORNING = "2018-12-31"
AHEAD = "2019-03-04"
NEXT_MORNING = "2019-01-02T08:05"


def demo(
    ctx: typer.Context,
    seed: Annotated[int | None, typer.Option(help="Other people and days; the counts stay the same.")] = None,
    no_tour: Annotated[bool, typer.Option("--no-tour", help="Build only.")] = False,
) -> None:
    """Build a sandbox with a year of casework in Westland, and show it. Every person is invented."""
    if ctx.obj.now:
        raise UsageError(
            Words(
                "de demonstratie zet haar eigen klok; laat --now weg",
                "the demonstration sets its own clock; leave out --now",
            )
        )
    asked: Asked = replace(ctx.obj, database=ctx.obj.database or FILE)
    ctx.obj = asked
    with open_app(asked) as app:
        _demonstrate(ctx, app, invention.SEED if seed is None else seed, with_tour=not no_tour)


def _demonstrate(ctx: typer.Context, app: App, seed: int, *, with_tour: bool) -> None:
    asked: Asked = ctx.obj
    place = shown_place(app.settings.database)
    if build.holds_sandbox(app):
        asked.talk(asked.pick(f"De oefendatabase {place} wordt opnieuw gebouwd.", f"The sandbox {place} is rebuilt."))
        build.clear(app)
    with progress(asked.pick("Het jaar 2018 wordt gespeeld", "Playing the year 2018")) as follow:
        build.build(app, seed=seed, progress=follow)
    asked.talk(asked.pick(f"Gebouwd met seed {seed}: {place}", f"Built with seed {seed}: {place}"))
    tour = Tour(ctx, app)
    if with_tour:
        tour.whole()
    tour.try_next()


class Tour:
    """Nine things worth a look, by the same code as the commands that are named."""

    def __init__(self, ctx: typer.Context, app: App) -> None:
        self.ctx = ctx
        self.asked: Asked = ctx.obj
        self.app = app
        self.front = front(ctx.obj)
        self.page: Page = Page()
        with app.read() as uow:
            self.path, self.refused = (
                running(uow, "vestiging", [subject_by_ref(uow, ref)])[0] for ref in (PATH, REFUSED)
            )
            self.member = members_of(uow, subject_by_ref(uow, REFUSED), app.now(uow).date())[-1].ref
            self.by = app.by_for_reading(uow)

    def whole(self) -> None:
        parts = (self.board, self.household, self.due, self.forecast, self.tick, self.ledger, self.refusal, self.replay)
        for number, part in enumerate((*parts, self.doctor), 1):
            part(number)

    def board(self, number: int) -> None:
        self._head(number, "Het bord: wie waar staat", "The board: who stands where", f"board --municipality {PLACE}")
        board.board(self.ctx, PLACE)

    def household(self, number: int) -> None:
        title = ("De weg van één huishouden", "The path of one household")
        self._head(number, *title, f"show {self.path}")
        show.show(self.ctx, self.path)

    def due(self, number: int) -> None:

        title = ("Wat in de komende zestig dagen afloopt", "What is due in the next sixty days")
        self._head(number, *title, f"due --municipality {PLACE}")
        with self.app.read() as uow:
            until, within = self.by.today + timedelta(days=WITHIN_DAYS), Term(WITHIN_DAYS, "day")
            view = due_view(uow, Whose(place=PLACE), self.by.today, until, within, self.asked.lang)
        due_page.due(self.page, view._replace(document=view.document[:ROWS]), self.asked.lang)
        rest = len(view.document) - ROWS
        self.page.line(Said(self.asked.pick(f"… en nog {rest}", f"… and {rest} more"), "quiet"))

    def forecast(self, number: int) -> None:
        title = ("Wat er voor dit huishouden komt", "What is to come for this household")
        self._head(number, *title, f"forecast {self.path} --until {AHEAD}")
        foresight.forecast(self.ctx, AHEAD, self.path)

    def tick(self, number: int) -> None:
        """Nobody's screen but this one: a sandbox mails nobody."""
        title = ("Eén bericht per persoon per dag", "One message a day for each person")
        self._head(number, *title, "scheduler tick")
        messages: list[Message] = []
        app = self.app
        report = dispatch_due(app.store, app.casework, messages.append, "console", self.by.now, app.clock)
        self._messages(messages)
        told = report.sent - report.digests
        self.page.line(
            self.asked.pick(
                f"{report.due} herinneringen in {told} berichten, en {report.digests} berichten dat er niets te doen "
                f"is; {report.remaining} blijven over. Elke herinnering is met "
                "de hele berekening vastgelegd: ‘traject why’ leest die voor.",
                f"{report.due} reminders in {told} messages, and {report.digests} messages that there is nothing to "
                f"do; {report.remaining} remain. Each reminder is recorded with "
                "the whole arithmetic: 'traject why' reads it out.",
            )
        )

    def _messages(self, messages: list[Message]) -> None:
        in_order = sorted(messages, key=lambda message: len(message.body))
        show = console(sys.stdout)
        for message in in_order[:IN_FULL]:
            show(message)
        self.page.line("=" * 76)
        self.page.line(self.asked.pick("En verder:", "And further:"))
        self.page.listing([Said(f"{each.name} <{each.to}>: {each.subject}") for each in in_order[IN_FULL:]])
        self.page.gap()

    def ledger(self, number: int) -> None:
        title = ("Wat er van elk bericht werd", "What became of each message")
        self._head(number, *title, f"scheduler ledger --since {LAST_MORNING}")
        ledger.ledger(self.ctx, since=LAST_MORNING)

    def refusal(self, number: int) -> None:
        title = ("Een stap die nog niet kan, en waarom", "A step that is refused, and why")
        self._head(number, *title, f"advance {self.refused} start_begeleiding")
        with redirect_stderr(sys.stdout):
            guarded(lambda: advance.advance(self.ctx, self.refused, "start_begeleiding"), ["--lang", self.asked.lang])

    def replay(self, number: int) -> None:
        title = ("De geschiedenis, opnieuw afgespeeld", "The history, replayed")
        self._head(number, *title, "audit verify")
        with redirect_stderr(sys.stdout):
            verify.verify(self.ctx)
        with self.app.read() as uow:
            keys = list(uow.connection.exec_driver_sql("select id from trajectory").scalars())
            equal = sum(queries.equals_projection(uow, self.app.dossiers.load(uow, key)) for key in keys)
        self.page.line(
            self.asked.pick(
                f"{len(keys)} trajecten opnieuw opgebouwd uit de gebeurtenissen alleen: {equal} gelijk aan wat "
                "bewaard is.",
                f"{len(keys)} trajectories folded again from events alone: {equal} equal to what is stored.",
            )
        )

    def doctor(self, number: int) -> None:
        """Whatever it finds, the tour goes on."""
        title = ("Of iedereen op tijd bericht krijgt", "Whether everyone is told in time")
        self._head(number, *title, "doctor")
        with suppress(typer.Exit):
            doctor.doctor(self.ctx)

    # what to try next

    def try_next(self) -> None:
        self.page.gap()
        self.page.title(self.asked.pick("Probeer nu zelf", "Now try for yourself"))
        for words in (
            f"show {PATH}",
            f"due --within '2 weeks' --coordinator {shlex.quote(cohort().colleagues('coordinator')[0])}",
            f"history {self.path}",
            f"replay {self.path} --as-of 2018-05-24",
            f"why {self._deadline()}",
            f"task done {self.refused} huisarts --member {self.member}",
            "audit verify",
            f"scheduler preview --until {AHEAD}",
            f"--now {NEXT_MORNING} scheduler tick",
        ):
            self.page.command(f"{self.front} {words}")

    def _deadline(self) -> str:
        with self.app.read() as uow:
            found = self.app.dossiers.load(uow, self.path).deadlines
        return next(each.id for each in found if each.name == "mb_einde")

    def _head(self, number: int, nl: str, en: str, command: str) -> None:
        self.page.gap()
        self.page.title(f"{number}. {self.asked.pick(nl, en)}")
        self.page.command(f"$ {self.front} {command}", indent=0)
        self.page.gap()


def front(asked: Asked) -> str:
    """The command with the options that a shell does not know by itself."""
    words = [_program()]
    for option, variable, value in (
        ("--database", "TRAJECT_DATABASE", asked.database),
        ("--by", "TRAJECT_ACTOR", asked.by),
        ("--lang", "TRAJECT_LANG", asked.lang_asked),
    ):
        if value and os.environ.get(variable) != value:
            words += [option, shown_address(value) if option == "--database" else value]
    return shlex.join(words)


def _program() -> str:
    """`traject` where the shell would find this one; else the way it was called, as `make demo` does."""
    called = Path(sys.argv[0])
    found = shutil.which("traject")
    if called.name != "traject" or (found and Path(found).resolve() == called.resolve()):
        return "traject"
    return shlex.quote(sys.argv[0])
