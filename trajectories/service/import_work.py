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
from workflows.typed_words import one_of
from workflows.words import Words

WorkKind = Literal["facts", "tasks", "notes"]
NO_CASE = Words(
    "hiervoor loopt geen traject; voer het eerst in, met ‘traject import cases’",
    "no case runs for this; bring it in first, with 'traject import cases'",
)


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
        self.values: dict[tuple[str, str], tuple[ListRow, ev.Value]] = {}  # of the piece, by case and fact

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
        self.into, self.told, self.values = into, told, {}
        for record in piece.what:
            if record.number in into.leaving_out:
                continue
            reader = RowReader(self.read, record)
            try:
                self._bring(reader, record)
            except CaseworkError as error:
                told.refused.append(BadCell(record.sheet, record.number, "", "", error.words))
            told.bad += reader.bad

    def _bring(self, reader: RowReader, record: ListRow) -> None:
        """Nothing is written of a row of which a cell is bad."""
        key = self._case(reader)
        on = reader.day("on") or self.into.day
        if on > self.into.by.today:
            reader.is_bad("on", Words("deze dag ligt in de toekomst", "this day lies in the future"))
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
        try:
            wanted = self.workflow(named) if named else ""
        except CaseworkError as error:
            reader.is_bad("workflow", error.words)
            return ""
        found = [each.id for each in running if wanted in ("", each.workflow)]
        if len(found) == 1:
            return found[0]
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

    def _fact(self, reader: RowReader, record: ListRow, written: Written | None, on: date) -> None:
        typed, value = reader.text("fact"), reader.text("value", "fact")
        reader.needed("fact", typed)
        reader.needed("value", value)
        if written is None or reader.bad:
            return
        facts = written.compiled.workflow.facts
        name = self._named(reader, "fact", typed, {name: spec.label for name, spec in facts.items()})
        if not name:
            return
        if facts[name].type == "text" and not reader.plain("value", "fact"):
            return
        try:
            day = day_of(reader.cell("value"), self.read.order) if facts[name].type == "date" else None
            given = checked(facts[name], name, day.isoformat() if day else value)
        except CaseworkError as error:
            reader.is_bad("value", error.words)
            return
        before, said = self.values.setdefault((written.trajectory.id, name), (record, given))
        if said != given:
            reader.is_bad("value", _said_before(before.number))
            self.told.bad.append(BadCell(before.sheet, before.number, "", "", _said_before(record.number)))
            return
        now = self._now(written, name)
        if now == given:
            self.told.unchanged += 1
        elif now is not None and not self.into.update:
            self._differs(record, written, facts[name].label, changed=False)
        else:
            command = ask.SetFact(written.trajectory.id, name, given, on, self.into.sure)
            self._added(self.into.casework.set_fact(self.into.uow, command, self.into.by))
            if now is not None:
                self._differs(record, written, facts[name].label, changed=True)

    def _now(self, written: Written, name: str) -> ev.Value | None:
        value: Any = written.trajectory.fact(name)
        if isinstance(value, dict):
            key = str(value["private"])
            return self.into.uow.private(key).get(key)
        return value  # type: ignore[no-any-return]

    def _differs(self, record: ListRow, written: Written, label: Words, *, changed: bool) -> None:
        key = written.trajectory.id
        words = Words(f"heeft een andere waarde voor {label.nl}", f"has another {label.say('en')}")
        self.told.differing.append(SaysOtherwise(record.number, key, words, changed))

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
        if written is None or reader.bad:
            return
        tasks = {name: task.label for name, task in written.compiled.workflow.tasks.items()}
        if not (name := self._named(reader, "task", typed, tasks)):
            return
        entries = done_entries(written.trajectory, task_key(name, person))
        if any(each.on == on for each in entries):
            self.told.unchanged += 1
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


def _said_before(row: int) -> Words:
    """Of two values for one fact in one list neither is taken: each time it came in it would be the other."""
    return Words(
        f"regel {row} zegt van ditzelfde feit een andere waarde; houd er één, of voer ze na elkaar in",
        f"row {row} says another value of this very fact; keep one, or bring them in one after the other",
    )


def notes_of(uow: UnitOfWork, written: Written, on: date | None = None) -> set[str]:
    """Those of that day, or of any, which are what makes a note of a list known."""
    events: list[Any] = [each.event for each in written.history if on in (None, each.occurred_on)]
    keys = [str(each.note["private"]) for each in events if isinstance(each, ev.NoteAdded)]
    return {*uow.private(*keys).values()}
