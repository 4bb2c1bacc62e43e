"""A list on its way in: checked whole, tried in transactions that leave no trace, and then written in such parts."""

from collections.abc import Iterator, Sequence
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
            read, before = plan.said.bad, dict[str, int]()
            parts = self._tried(plan)
            plan.said.bad = self._bad(read)
            self.batch = self.batch._replace(number=number)
            if self.given.apply and (self._takes_good_rows or not plan.said.bad):
                batch = self._written(plan, parts, before)
                plan.said.bad = self._bad(read)
                if self._takes_good_rows or not plan.said.bad:
                    return Came(plan.said, None, batch, self._questions(before))
            for part in parts:
                plan.said.take_in(part.adds)
            return Came(plan.said, self.ahead, None, [], past=bool(self.missed) and self.given.past is None)

    @property
    def _takes_good_rows(self) -> bool:
        return self.given.good_rows and self.is_whole

    def _bad(self, read: Sequence[BadCell]) -> list[BadCell]:
        """read: those that were found when the file was read."""
        bad = [*read, *(each for several in self.wrong.values() for each in several)]
        return sorted(bad, key=lambda each: each.row)

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
        """What only someone else could stand in the way of needs no trying; nor what nothing else waits for, as its
        transaction leaves nothing behind where it cannot be.
        """
        parts: list[TriedPart] = []
        total, done = sum(len(each.rows) for each in plan.pieces), 0
        all_pieces = list(in_transactions(plan.pieces))
        is_settled = self.given.apply and self.given.past is not None
        at_once = is_settled and (self._takes_good_rows or (len(all_pieces) == 1 and not plan.said.bad))
        with progress(self.asked.pick("Nakijken", "Checking")) as follow:
            for pieces in all_pieces:
                is_sure = at_once or all(each.adds is not None for each in pieces)
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
            if not again or not self._takes_good_rows:
                self.ahead = and_then(self.ahead, ahead)
                self.missed += missed
                told.opened, told.written = [], []
                return told

    # writing

    def _written(self, plan: ListPlan, parts: list[TriedPart], before: dict[str, int]) -> int | None:
        """The number of the batch. before: filled by the first part, with the last numbers until then."""
        past = self._past()
        left = sum(part.rows for part in parts if part.is_news)
        if self.batch.number and left:
            number = self.batch.number
            self.asked.talk(
                Words(f"invoer {number} was begonnen en gaat verder", f"import {number} was begun, and goes on")
            )
        total, listed = left, bool(self.missed)
        try:
            with progress(self.asked.pick("Invoeren", "Importing")) as follow:
                for part in _let_go(parts):
                    if part.tried and not part.is_news:
                        plan.said.take_in(part.tried)
                        continue
                    left -= part.rows
                    came = self._write(plan, part, past, left, before)
                    if came.wrong and not self._takes_good_rows:
                        parts.append(part._replace(tried=came))
                        return None
                    plan.said.take_in(came)
                    follow(total - left, total)
            self._end()
        except BaseException:
            self._say_how_far()
            raise
        if self.missed and not listed:
            list_missed(self.asked, self.missed)
        return self.batch.number

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
        """What was not tried, and turns out to hold a bad row, leaves nothing behind: it is written without that row
        where the good ones are taken, and else not at all.
        """
        while True:
            told = BroughtIn()
            try:
                with self._transaction() as into:
                    last = last_numbers(into.uow)
                    for name, number in last.items():
                        before.setdefault(name, number)
                    for piece in part.pieces:
                        plan.write(into, piece, told)
                    if self._is_worse(told, part):
                        raise DryRun
                    missed = self._decided(into, told, past)
                    if told.is_news:
                        number = record_batch(into.uow, into.casework, into.by, self.batch, told, last, left)
            except DryRun:
                if not self._takes_good_rows:
                    return told
                continue
            self.missed += missed if part.tried is None else []
            if told.is_news:
                self.batch, self.left = self.batch._replace(number=number), left
            return told

    def _is_worse(self, told: BroughtIn, part: TriedPart) -> bool:
        """Whether rows turn out to be bad that were not known to be. Raises Refused where they were good when tried."""
        unforeseen = [each for each in told.wrong if each.row not in self.wrong]
        if unforeseen and (part.tried is not None or all(each.adds is not None for each in part.pieces)):
            raise _since_then(unforeseen[0])
        for each in unforeseen:
            self.wrong.setdefault(each.row, []).append(each)
        return bool(unforeseen)

    def _decided(self, into: Bringing, told: BroughtIn, past: str) -> list[Missed]:
        uow, casework, by, *_ = into
        missed = by_batch(uow, casework, dict.fromkeys(told.opened))
        if missed and not past:
            raise must_be_decided(missed, by_upgrade=False)
        if missed:
            decide(uow, casework, missed, past, by)
        return missed

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
