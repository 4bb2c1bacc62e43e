"""The past of running cases from lists: facts, tasks done, and notes, each of a case by its number or its client."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from trajectories.casework import commands as ask
from trajectories.casework.parse_values import checked
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import done_entries, task_key
from trajectories.imports.cells import BadCell
from trajectories.imports.reading import ReadList, RowReader, day_of
from trajectories.imports.table import ListRow
from trajectories.outside_text import outside
from trajectories.people.households import homes_of
from trajectories.people.numbers_elsewhere import numbers_elsewhere
from trajectories.people.references import canonical_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import kept_of, whose
from trajectories.service.import_days import past_day
from trajectories.service.import_differs import fact_otherwise, kept_value, otherwise
from trajectories.service.import_doubles import SaidOf, contradicted
from trajectories.service.importing import (
    Bringing,
    BroughtIn,
    ListPlan,
    Piece,
    SaysOtherwise,
    names_of_events,
    together,
)
from trajectories.service.recording import Done
from workflows.errors import CaseworkError, UsageError
from workflows.language.facts import FactSpec
from workflows.typed_words import one_of
from workflows.words import Words

WorkKind = Literal["facts", "tasks", "notes"]
NO_CASE = Words(
    "hiervoor loopt geen traject; voer het eerst in, met ‘traject import cases’",
    "no case runs for this; bring it in first, with 'traject import cases'",
)


AMOUNT = Words("aantal", "amount")


class Work:
    """One list of facts, tasks or notes."""

    def __init__(self, into: Bringing, read: ReadList, kind: WorkKind, workflow: Callable[[str], str]) -> None:
        self.into = into
        self.read = read
        self.kind = kind
        self.workflow = workflow
        self.ids: dict[str, str] = {}
        for key, ref in subject_refs(into.uow).items():
            self.ids.setdefault(canonical_ref(ref), key)
        for key, number in numbers_elsewhere(into.uow).items():
            self.ids.setdefault(number, key)
        self.told = BroughtIn()
        self.said: dict[int, SaidOf] = {}  # by row of the piece that is written
        self.begun: set[tuple[str, str]] = set()  # the case and name of facts that the piece is the first to tell

    def plan(self) -> ListPlan:
        """What is about one client or household is written together, in the order of the list."""
        groups = together(self.read.table.records, self._about)
        pieces = [Piece(tuple(each.number for each in group), group) for group in groups]
        return ListPlan(BroughtIn({self.kind: 0}, bad=self.read.bad), pieces, self._write)

    def _about(self, record: ListRow) -> list[str]:
        typed = record.text("ref")
        meant = self.ids.get(canonical_ref(typed), "")
        subject = whose(self.into.uow, meant if meant.startswith("t") else typed)[0] or meant
        homes = homes_of(self.into.uow, subject, self.into.day) if subject.startswith("p") else []
        return homes or [subject or typed]

    def _write(self, into: Bringing, piece: Piece, told: BroughtIn) -> None:
        self.into, self.told, self.said, self.begun = into, told, {}, set()
        before = {each.row for each in told.wrong}
        for record in piece.what:
            if record.number in into.leaving_out:
                continue
            reader = RowReader(self.read, record)
            try:
                self._bring(reader, record)
            except CaseworkError as error:
                told.refused.append(BadCell(record.sheet, record.number, "", "", error.words))
            told.bad += reader.bad
        told.bad += contradicted(self.said, {each.row for each in told.wrong} - before)

    def _bring(self, reader: RowReader, record: ListRow) -> None:
        """Nothing is written of a row of which a cell is bad."""
        key = self._case(reader)
        is_sure = self.into.sure or self.kind != "facts"  # as by hand, of a task or a note nobody is asked
        on = past_day(reader, "on", self.into.by.today, sure=is_sure) or self.into.day
        written = self.into.casework.dossiers.load(self.into.uow, key) if key else None
        match self.kind:
            case "facts":
                self._fact(reader, record, written, on)
            case "tasks":
                self._task(reader, record, written, on)
            case "notes":
                self._note(reader, record, written, on)

    def _case(self, reader: RowReader) -> str:
        """By its number, or by its client or household: the one that runs, of the workflow where that is said."""
        typed, named = reader.text("ref"), reader.text("workflow")
        reader.needed("ref", typed)
        if not typed:
            return ""
        if typed.startswith("t") and typed[1:].isdigit() and whose(self.into.uow, typed)[0]:
            return typed
        subject = self.ids.get(canonical_ref(typed), "")
        if subject.startswith("t"):
            return subject
        running = kept_of(self.into.uow, [subject]) if subject else []
        wanted = self.workflow(named) if named else ""
        found = [each.id for each in running if wanted in ("", each.workflow)]
        if len(found) == 1:
            return found[0]
        if wanted and not found and not self._is_workflow(reader, wanted):
            return ""
        listing = ", ".join(f"{each.id} ({each.workflow})" for each in running)
        reader.is_bad(
            "ref",
            Words(
                f"hiervoor lopen {listing}; noem in een kolom ‘workflow’ welke het is, of noem {found[0]}",
                f"for this run {listing}; say in a column 'workflow' which it is, or give {found[0]}",
            )
            if found
            else NO_CASE,
        )
        return ""

    def _is_workflow(self, reader: RowReader, name: str) -> bool:
        """Where not, that is said of its cell."""
        try:
            self.into.casework.catalogue().resolve(name, "any", self.into.day)
        except CaseworkError as error:
            reader.is_bad("workflow", error.words)
            return False
        return True

    def _fact(self, reader: RowReader, record: ListRow, written: Written | None, on: date) -> None:
        typed, value = reader.text("fact"), reader.text("value", "fact")
        reader.needed("fact", typed)
        reader.needed("value", value)
        if written is None:
            return
        facts = written.compiled.workflow.facts
        name = self._named(reader, "fact", typed, {name: spec.label for name, spec in facts.items()}) if typed else ""
        if not name:
            return
        given = self._value(reader, name, facts[name], value)
        said = value if given is None else str(given)
        self._says(reader, record, (written.trajectory.id, name, ""), facts[name].label, on, said)
        if given is None or reader.bad:
            return
        key, now = written.trajectory.id, kept_value(self.into.uow, _held(written, name, on))
        if now is None:
            self.begun.add((key, name))
        is_known = (key, name) not in self.begun
        if now == given:
            self.told.unchanged += 1
        elif is_known and not self.into.update:
            self._differs(record, written, fact_otherwise(name, facts[name], now, given), changed=False)
        else:
            command = ask.SetFact(key, name, given, on, self.into.sure)
            self._added(self.into.casework.set_fact(self.into.uow, command, self.into.by))
            if is_known:
                self._differs(record, written, fact_otherwise(name, facts[name], now, given), changed=True)

    def _value(self, reader: RowReader, name: str, spec: FactSpec, typed: str) -> ev.Value | None:
        """None where it cannot be taken, which is said of its cell."""
        if not typed or (spec.type == "text" and not reader.plain("value", "fact")):
            return None
        try:
            day = day_of(reader.cell("value"), self.read.order) if spec.type == "date" else None
            return checked(spec, name, day.isoformat() if day else typed)
        except CaseworkError as error:
            reader.is_bad("value", error.words)
            return None

    def _says(
        self, reader: RowReader, record: ListRow, what: tuple[str, str, str], label: Words, on: date, value: str
    ) -> None:
        is_day_bad = bool(reader.column("on")) and reader.column("on") in {each.column for each in reader.bad}
        self.said[record.number] = SaidOf(record.sheet, what, label, None if is_day_bad else on, value)

    def _differs(self, record: ListRow, written: Written, words: Words, *, changed: bool) -> None:
        self.told.differing.append(SaysOtherwise(record.number, written.trajectory.id, words, changed))

    def _task(self, reader: RowReader, record: ListRow, written: Written | None, on: date) -> None:
        typed, member = reader.text("task"), reader.text("member")
        reader.needed("task", typed)
        amount = reader.text("amount") or "1"
        if not amount.isdecimal() or not int(amount):
            reader.is_bad(
                "amount", Words("dit is geen aantal; schrijf een heel getal", "this is no amount; write a whole number")
            )
        person = self.ids.get(canonical_ref(member), "") if member else ""
        if member and not person.startswith("p"):
            reader.is_bad("member", Words("dit kenmerk is van geen cliënt", "this is the reference of no client"))
        if written is None:
            return
        tasks = {name: task.label for name, task in written.compiled.workflow.tasks.items()}
        name = self._named(reader, "task", typed, tasks) if typed else ""
        if name:
            times = str(int(amount)) if amount.isdecimal() else amount
            self._says(reader, record, (written.trajectory.id, name, person), tasks[name], on, times)
        if not name or reader.bad:
            return
        of_day = [each.amount for each in done_entries(written.trajectory, task_key(name, person)) if each.on == on]
        if int(amount) in of_day:
            self.told.unchanged += 1
            return
        if of_day:
            here = ", ".join(map(str, of_day))
            self._differs(record, written, otherwise(AMOUNT, here, str(int(amount))), changed=False)
            return
        command = ask.DoTask(written.trajectory.id, name, on, person, int(amount))
        self._added(self.into.casework.do_task(self.into.uow, command, self.into.by))

    def _note(self, reader: RowReader, record: ListRow, written: Written | None, on: date) -> None:
        text = reader.plain("note")
        reader.needed("note", text)
        if written is None or reader.bad:
            return
        if outside(text, "note") in notes_of(self.into.uow, written, on):
            self.told.unchanged += 1
            return
        self._added(self.into.casework.note(self.into.uow, written.trajectory.id, text, on, self.into.by))

    def _named(self, reader: RowReader, field: str, typed: str, labels: dict[str, Words]) -> str:
        called = Words("feit", "fact") if field == "fact" else Words("taak", "task")
        try:
            return one_of(called, typed, labels)
        except UsageError as error:
            reader.is_bad(field, error.words)
            return ""

    def _added(self, done: Done) -> None:
        self.told.written += names_of_events(done.recorded[:1])
        self.told.opened.append(done.trajectory.id)
        self.told.count(self.kind)


def _held(written: Written, name: str, on: date) -> ev.Value | None:
    """The value of a fact on that day; of one that was recorded of a later day alone, that one."""
    entries = written.trajectory.facts.get(name, ())
    return next((each.value for each in reversed(entries) if each.on <= on), written.trajectory.fact(name))


def notes_of(uow: UnitOfWork, written: Written, on: date | None = None) -> set[str]:
    """Those of that day, or of any, which are what makes a note of a list known."""
    events: list[Any] = [each.event for each in written.history if on in (None, each.occurred_on)]
    keys = [str(each.note["private"]) for each in events if isinstance(each, ev.NoteAdded)]
    return {*uow.private(*keys).values()}
