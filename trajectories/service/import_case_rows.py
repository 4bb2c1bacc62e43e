"""Rows of a list of running cases, as they can be opened here: whose, along which workflow, and where it stands."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from trajectories.casework.parse_values import checked
from trajectories.casework.taken_in import must_have_begun, must_take_clients
from trajectories.history.events import Value
from trajectories.imports.cells import BadCell, Cell, text_of
from trajectories.imports.fields import STAGE
from trajectories.imports.reading import ReadList, RowReader
from trajectories.imports.table import Header, ListRow
from trajectories.people.households import members_of
from trajectories.people.numbers_elsewhere import numbers_elsewhere
from trajectories.people.references import canonical_ref, subject_refs
from trajectories.people.staff import staff_by_name
from trajectories.service.import_case_road import ListedRoad, road_of, told_of_road
from trajectories.service.import_days import past_day
from trajectories.service.importing import Bringing
from workflows.errors import CaseworkError, UsageError
from workflows.language.roles import GIVEN
from workflows.language.workflow import Workflow
from workflows.typed_words import meant, one_of
from workflows.words import Words

Named = Callable[[str], str]

NO_SUBJECT = Words(
    "dit kenmerk is van geen cliënt of huishouden; voer die eerst in, met ‘traject import clients’",
    "this is the reference of no client or household; bring them in first, with 'traject import clients'",
)


NO_MEMBERS = Words(
    "dit huishouden heeft geen leden; voer eerst zijn cliënten in, met ‘traject import clients’",
    "this household has no members; bring in its clients first, with 'traject import clients'",
)


ONLY_TAKEN_OVER = Words(
    "dit hoort bij een traject dat wordt overgenomen; zeg in een kolom ‘stap’ waar het nu staat",
    "this goes with a case that is taken over; say in a column 'stage' where it stands now",
)
BETWEEN = re.compile(r"\s*[,;+&\n]\s*")


class CaseNames(NamedTuple):
    """Reads what an office calls a workflow and a municipality. Raises NotFound with the nearest."""

    workflow: Named
    municipality: Named


class CaseRow(NamedTuple):
    """subject: an id. stage: empty where the case begins here. since: the day of that stage, or of the opening.

    holders: a staff id by role. starts: workflows to open beside it.
    """

    number: int
    ref: str
    subject: str
    workflow: str
    municipality: str
    stage: str
    since: date
    intake: date
    facts: Mapping[str, Value]
    holders: Mapping[str, str]
    road: ListedRoad = ListedRoad()
    starts: tuple[str, ...] = ()
    note: str = ""


class CaseRows:
    """Reads the rows; what it looked up for one it knows for the next."""

    def __init__(self, into: Bringing, names: CaseNames) -> None:
        self.uow = uow = into.uow
        self.catalogue = into.casework.catalogue()
        self.names = names
        self.today = into.by.today
        self.sure = into.sure
        self.ids: dict[str, str] = {}
        for key, ref in subject_refs(uow).items():
            self.ids.setdefault(canonical_ref(ref), key)
        for key, number in numbers_elsewhere(uow, "ph").items():
            self.ids.setdefault(number, key)
        self._said: dict[tuple[str, str], str] = {}
        self._workflows: dict[tuple[str, str, date], Workflow] = {}
        self.bad: dict[tuple[str, str], int] = {}  # by subject and workflow, a row of which something cannot be taken
        self.unread: dict[str, list[int]] = {}  # by column, the rows whose workflow has no such fact

    def read(self, read: ReadList, record: ListRow) -> tuple[CaseRow | None, list[BadCell]]:
        """None where anything of it cannot be taken."""
        reader = RowReader(read, record)
        row = self._row(reader, record)
        if not reader.bad:
            return row, []
        subject = self.ids.get(canonical_ref(reader.text("ref")), "")
        if subject and (name := self._said.get(("workflow", reader.text("workflow")))):
            self.bad[subject, name] = record.number
        return None, reader.bad

    def _row(self, reader: RowReader, record: ListRow) -> CaseRow | None:
        ref = reader.text("ref")
        subject = self.ids.get(canonical_ref(ref), "") if ref else ""
        reader.needed("ref", ref)
        if ref and not subject:
            reader.is_bad("ref", NO_SUBJECT)
        elif subject.startswith("h") and not members_of(self.uow, subject, self.today):
            reader.is_bad("ref", NO_MEMBERS)
        name = self._named(reader, "workflow", self.names.workflow)
        place = self._named(reader, "municipality", self.names.municipality)
        since, intake = (past_day(reader, each, self.today, sure=self.sure) for each in ("since", "intake"))
        holders = {role: held for role in GIVEN if (held := self._staff(reader, role))}
        told, starts, note = (
            told_of_road(reader, record, self.today, sure=self.sure),
            self._starts(reader),
            reader.plain("note"),
        )
        if not name or not place:
            return None
        first = told.first(since or self.today)
        named = [*(("start", each) for each in starts), ("workflow", name)]
        known = {each: self._resolved(reader, field, each, place, intake or first) for field, each in named}
        workflow = known[name]
        if workflow is None:
            return None
        stage = self._stage(reader, workflow)
        road = road_of(reader, told, workflow, stage, since)
        since = since or road.since
        if stage:
            reader.needed("since", since)
        elif starts:
            reader.is_bad("start", ONLY_TAKEN_OVER)
        facts = self._facts(reader, record, workflow)
        since, intake = since or self.today, intake or first
        if not reader.bad:
            self._may_have_begun(reader, workflow, intake, [*road.passed, (stage, since)])
        return CaseRow(
            *(record.number, ref, subject, name, place, stage, since, intake, facts, holders),
            road,
            starts,
            note,
        )

    def _may_have_begun(
        self, reader: RowReader, workflow: Workflow, intake: date, stood: list[tuple[str, date]]
    ) -> None:
        """stood: the stages and their days, the present one last; empty where the case begins here."""
        stage, since = stood[-1]
        try:
            if stage:
                must_have_begun(workflow, intake, stood)
            else:
                must_take_clients(workflow, since)
        except CaseworkError as error:
            told = [each for each in (["intake"] if stage else []) + ["since"] if reader.text(each)]
            reader.is_bad(next(iter(told), "workflow"), error.words)

    def _resolved(self, reader: RowReader, field: str, name: str, place: str, intake: date) -> Workflow | None:
        try:
            return self._workflow(name, place, intake)
        except CaseworkError as error:
            reader.is_bad(field, error.words)
            return None

    def _starts(self, reader: RowReader) -> tuple[str, ...]:
        typed = [each for each in BETWEEN.split(reader.text("start")) if each]
        return tuple(name for each in typed if (name := self._once(reader, "start", each, self.names.workflow)))

    def _named(self, reader: RowReader, field: str, named: Named) -> str:
        typed = reader.text(field)
        reader.needed(field, typed)
        return self._once(reader, field, typed, named) if typed else ""

    def _staff(self, reader: RowReader, role: str) -> str:
        typed = reader.text(role, "name")

        def staff_id(name: str) -> str:
            return staff_by_name(self.uow, name, self.today).id

        return self._once(reader, role, typed, staff_id) if typed else ""

    def _once(self, reader: RowReader, field: str, typed: str, named: Named) -> str:
        kind = "staff" if field in GIVEN else field
        if (kind, typed) not in self._said:
            try:
                self._said[kind, typed] = named(typed)
            except CaseworkError as error:
                reader.is_bad(field, error.words)
                return ""
        return self._said[kind, typed]

    def _workflow(self, name: str, place: str, intake: date) -> Workflow:
        key = (name, place, intake)
        if key not in self._workflows:
            self._workflows[key] = self.catalogue.resolve(*key).workflow
        return self._workflows[key]

    def _stage(self, reader: RowReader, workflow: Workflow) -> str:
        typed = reader.text("stage")
        try:
            labels = {name: stage.label for name, stage in workflow.stages.items()}
            return one_of(Words("stap", "stage"), typed, labels) if typed else ""
        except UsageError as error:
            reader.is_bad("stage", error.words)
            return ""

    def _facts(self, reader: RowReader, record: ListRow, workflow: Workflow) -> dict[str, Value]:
        """Of the columns that are called as a fact is; what the workflow of this row does not know is said."""
        labels = {name: fact.label for name, fact in workflow.facts.items()}
        found: dict[str, Value] = {}
        for header, called in reader.read.asked.further.items():
            cell = record.further.get(header, "")
            if called.startswith(STAGE) or not text_of(cell):
                continue
            name = meant(called, labels)
            if name is None:
                self.unread.setdefault(reader.column(header), []).append(record.number)
                continue
            text = self._fact_text(reader, header, cell, is_day=workflow.facts[name].type == "date")
            if workflow.facts[name].type == "text" and reader.refuses_bsn(header, text):
                continue
            try:
                found.update({name: checked(workflow.facts[name], name, text)} if text else {})
            except CaseworkError as error:
                reader.is_bad(header, error.words)
        return found

    def _fact_text(self, reader: RowReader, header: str, cell: Cell, *, is_day: bool) -> str:
        if not is_day:
            return text_of(cell)
        day = reader.day_of(header, cell)
        return day.isoformat() if day else ""


def fact_columns(header: Header, workflows: list[Workflow], columns: Mapping[str, str] = {}) -> dict[str, str]:
    """The columns beside those of a case that are called as a fact of one of these workflows is, by their headers.

    columns: what a profile says of further columns: the fact by the header.
    """
    labels = {name: fact.label for each in workflows for name, fact in each.facts.items()}
    found = {each.header: columns.get(each.header, each.header) for each in header.unknown}
    return {head: called for head, called in found.items() if meant(called, labels) is not None}


def day_columns(facts: Mapping[str, str], workflows: list[Workflow]) -> list[str]:
    """Those of them that hold days, in any of these workflows."""
    found = []
    for header, called in facts.items():
        for each in workflows:
            name = meant(called, {name: fact.label for name, fact in each.facts.items()})
            if name and each.facts[name].type == "date":
                found.append(header)
                break
    return found
