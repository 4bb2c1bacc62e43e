"""A list on its way in: checked whole, tried in transactions that leave no trace, and then written in such parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cli.asked import Asked, may_ask
from cli.casework.questions import say_questions
from cli.imports.given import Given
from cli.options import on_day
from cli.past import ask_past, list_missed
from cli.progress import progress
from cli.session import DryRun, read_in, written_in
from scheduler.bootstrap import App
from scheduler.explain.brought_in import Ahead, ahead_of, and_then
from scheduler.missed import Missed, by_batch, decide, must_be_decided
from trajectories.casework.permission import must_write, not_after
from trajectories.imports.cells import BadCell
from trajectories.people.questions import open_questions
from trajectories.people.recalled import Recalled
from trajectories.repository.store import UnitOfWork
from trajectories.service.import_batches import OfBatch, begun, last_numbers, record_batch
from trajectories.service.importing import Bringing, BroughtIn, ListPlan, Piece, Planning, in_transactions
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.words import Words


class Came(NamedTuple):
    """What it came to. batch: its number; None where nothing was kept. past: what begins would have spoken on days that
    are past, and nobody said what becomes of that.
    """

    brought: BroughtIn
    ahead: Ahead | None
    batch: int | None
    questions: list[str]
    past: bool = False


class TriedPart(NamedTuple):
    """What goes into one transaction. tried: what came of it without a trace; None where there was no need."""

    pieces: list[Piece]
    tried: BroughtIn | None

    @property
    def rows(self) -> int:
        return sum(len(each.rows) for each in self.pieces)

    @property
    def is_news(self) -> bool:
        return self.tried is None or self.tried.is_news

    @property
    def adds(self) -> BroughtIn:
        """As far as it is known beforehand."""
        found = self.tried or BroughtIn()
        for piece in self.pieces if self.tried is None else ():
            for kind, more in (piece.adds or {}).items():
                found.count(kind, more)
        return found


class Run:
    """One command on one list. is_whole: every row of the file was seen, so that the good ones may be taken apart."""

    def __init__(self, asked: Asked, app: App, given: Given, batch: OfBatch, *, is_whole: bool) -> None:
        self.asked = asked
        self.app = app
        self.given = given
        self.batch = batch
        self.is_whole = is_whole
        self.wrong: dict[int, list[BadCell]] = {}  # by row, of what was tried
        self.ahead: Ahead | None = None
        self.missed: list[Missed] = []
        self.heard: list[Words] = []
        self.recalled = Recalled()
        self.left: int | None = None  # rows, as it was last recorded here

    def all(self, planning: Planning) -> Came:
        """Everything is looked at before anything is written."""
        with self.app.store.in_a_row():
            with read_in(self.asked, self.app) as (uow, by):
                must_write(by.actor)
                plan = planning(self._into(uow, by))
                number = begun(uow, self.batch.kind, self.batch.digest)
            parts = self._tried(plan)
            bad = [*plan.said.bad, *(each for several in self.wrong.values() for each in several)]
            plan.said.bad = sorted(bad, key=lambda each: each.row)
            if not self.given.apply or (bad and not (self.given.good_rows and self.is_whole)):
                for part in parts:
                    plan.said.take_in(part.adds)
                return Came(plan.said, self.ahead, None, [], past=bool(self.missed) and self.given.past is None)
            self.batch = self.batch._replace(number=number)
            return self._written(plan, parts)

    def _into(self, uow: UnitOfWork, by: By) -> Bringing:
        day = on_day(self.given.on, by.today)
        not_after(day, by.today)
        return Bringing(uow, self.app.casework, by, day, self.given.update, self.given.sure, self.wrong)

    @contextmanager
    def _transaction(self) -> Iterator[Bringing]:
        with written_in(self.asked, self.app, heard=self.heard) as (uow, by):
            must_write(by.actor)
            self.recalled.recall(uow)
            with self.app.dossiers.at_hand.keeping():
                yield self._into(uow, by)
            self.recalled.remember(uow)

    # trying

    def _tried(self, plan: ListPlan) -> list[TriedPart]:
        """What only someone else could stand in the way of needs no trying."""
        parts: list[TriedPart] = []
        total, done = sum(len(each.rows) for each in plan.pieces), 0
        with progress(self.asked.pick("Nakijken", "Checking")) as follow:
            for pieces in in_transactions(plan.pieces):
                is_sure = all(each.adds is not None for each in pieces)
                parts.append(TriedPart(pieces, None if is_sure else self._try(plan, pieces)))
                done += parts[-1].rows
                follow(done, total)
        plan.pieces.clear()  # they are in the parts now
        return parts

    def _try(self, plan: ListPlan, pieces: list[Piece]) -> BroughtIn:
        """Where rows are refused on the way and the good ones are asked for, again without them."""
        while True:
            told, ahead, missed = BroughtIn(), None, list[Missed]()
            try:
                with self._transaction() as into:
                    for piece in pieces:
                        plan.write(into, piece, told)
                    opened = list(dict.fromkeys(told.opened))
                    missed = by_batch(into.uow, into.casework, opened)
                    if not self.given.apply:
                        ahead = ahead_of(self.app, into.uow, opened, into.by)
                    raise DryRun
            except DryRun:
                pass
            again = [each for each in told.wrong if each.row not in self.wrong]
            for each in again:
                self.wrong.setdefault(each.row, []).append(each)
            if not again or not self.given.good_rows:
                self.ahead = and_then(self.ahead, ahead)
                self.missed += missed
                told.opened, told.written = [], []
                return told

    # writing

    def _written(self, plan: ListPlan, parts: list[TriedPart]) -> Came:
        past = self._past()
        new = [part for part in parts if part.is_news]
        if self.batch.number and new:
            number = self.batch.number
            self.asked.talk(
                Words(f"invoer {number} was begonnen en gaat verder", f"import {number} was begun, and goes on")
            )
        left = sum(part.rows for part in new)
        total, before = left, dict[str, int]()
        try:
            with progress(self.asked.pick("Invoeren", "Importing")) as follow:
                for part in _let_go(parts):
                    if part.tried and not part.is_news:
                        plan.said.take_in(part.tried)
                        continue
                    left -= part.rows
                    plan.said.take_in(self._write(plan, part, past, left, before))
                    follow(total - left, total)
            self._end()
        except BaseException:
            self._say_how_far()
            raise
        return Came(plan.said, None, self.batch.number, self._questions(before))

    def _past(self) -> str:
        """What begins by a list may begin terms that are over already: how much is said of that is decided, not
        guessed.
        """
        if self.missed:
            list_missed(self.asked, self.missed)
        if self.given.past is not None:
            return self.given.past.value
        if not self.missed:
            return ""
        refusal = must_be_decided(self.missed, by_upgrade=False)
        if not may_ask(as_json=self.given.as_json):
            raise refusal
        self.asked.talk(refusal.words)
        return ask_past(self.asked).value

    def _write(self, plan: ListPlan, part: TriedPart, past: str, left: int, before: dict[str, int]) -> BroughtIn:
        """before: filled by the first, with the last numbers until then."""
        told = BroughtIn()
        with self._transaction() as into:
            uow, casework, by, *_ = into
            last = last_numbers(uow)
            for name, number in last.items():
                before.setdefault(name, number)
            for piece in part.pieces:
                plan.write(into, piece, told)
            if unforeseen := [each for each in told.wrong if each.row not in self.wrong]:
                raise _since_then(unforeseen[0])
            if missed := by_batch(uow, casework, dict.fromkeys(told.opened)):
                if not past:
                    raise must_be_decided(missed, by_upgrade=False)
                decide(uow, casework, missed, past, by)
            if told.is_news:
                number = record_batch(uow, casework, by, self.batch, told, last, left)
        if told.is_news:
            self.batch, self.left = self.batch._replace(number=number), left
        return told

    def _end(self) -> None:
        """Also where the rest of a batch that was begun came to nothing more."""
        if self.batch.number is None or self.left == 0:
            return
        with self._transaction() as into:
            record_batch(into.uow, into.casework, into.by, self.batch, BroughtIn(), last_numbers(into.uow))
        self.left = 0

    def _say_how_far(self) -> None:
        if self.left:
            number, left = self.batch.number, self.left
            undo = f"traject import undo {number} --reason …"
            self.asked.talk(
                Words(
                    f"invoer {number} is begonnen en niet af: nog {left} regels. Dezelfde opdracht gaat verder waar "
                    f"zij bleef; ‘{undo}’ neemt terug wat er staat",
                    f"import {number} was begun and not finished: {left} rows are left. The same command goes on where "
                    f"it stopped; '{undo}' takes back what is there",
                )
            )

    def _questions(self, before: dict[str, int]) -> list[str]:
        """About who was brought in, and the households that they form."""
        if not before:
            return []
        with read_in(self.asked, self.app) as (uow, by):
            found = [each for each in open_questions(uow) if int(each.subject[1:]) > before[each.subject[0]]]
            if found:
                say_questions(self.asked, uow, {each.subject for each in found}, by.today)
        return [each.id for each in found]


def _let_go(parts: list[TriedPart]) -> Iterator[TriedPart]:
    """Each in turn, and of what was written nothing is kept: the references of who is new take its place."""
    parts.reverse()
    while parts:
        yield parts.pop()


def _since_then(bad: BadCell) -> Refused:
    """Of a row that was good when it was tried."""
    return Refused(
        Words(
            f"regel {bad.row} kan sinds het nakijken niet meer: {bad.reason.nl}",
            f"row {bad.row} can no longer be taken since it was checked: {bad.reason.say('en')}",
        )
    )
