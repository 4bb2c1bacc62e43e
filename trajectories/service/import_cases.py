"""Running cases from a list: each is taken over where it stands, or begins here where the list says no stage."""

from collections.abc import Iterator, Mapping, Sequence

from trajectories.casework import commands as ask
from trajectories.deadlines.written import Written
from trajectories.history.events import Value
from trajectories.history.state import Trajectory
from trajectories.imports.cells import BadCell
from trajectories.imports.reading import ReadList
from trajectories.outside_text import outside
from trajectories.people import references
from trajectories.people.households import ask_members, homes_of
from trajectories.people.staff import ask_roles
from trajectories.projections.queries import names_of
from trajectories.repository.trajectories import ask_running, had
from trajectories.service.import_case_road import taking_over
from trajectories.service.import_case_rows import CaseNames, CaseRow, CaseRows
from trajectories.service.import_differs import all_of, fact_otherwise, kept_value, otherwise
from trajectories.service.import_work import notes_of
from trajectories.service.importing import (
    Bringing,
    BroughtIn,
    ListPlan,
    Piece,
    SaysOtherwise,
    names_of_events,
    refusal_of,
    together,
)
from workflows.catalogue.place_names import place_name
from workflows.errors import CaseworkError
from workflows.language.roles import ROLES
from workflows.words import Words


def plan_cases(into: Bringing, read: ReadList, names: CaseNames) -> ListPlan:
    """A case of its kind that is there already is known; what the row says otherwise is said. Cases of one household
    are written together, as they take note of each other.
    """
    reader = CaseRows(into, names)
    rows, bad = _rows(reader, read)
    sheet = read.table.sheet
    bad += [*_doubles(sheet, rows), *_bad_elsewhere(sheet, rows, reader.bad)]
    wrong = {each.row for each in bad}
    homes: dict[str, Sequence[str]] = {}

    def home_of(row: CaseRow) -> Sequence[str]:
        if row.subject not in homes:
            homes[row.subject] = [*homes_of(into.uow, row.subject, into.day)] if row.subject.startswith("p") else []
        return homes[row.subject] or [row.subject]

    def write(into: Bringing, piece: Piece, told: BroughtIn) -> None:
        for row in piece.what:
            if row.number in into.leaving_out:
                continue
            try:
                _bring(into, row, told)
            except CaseworkError as error:
                told.refused.append(BadCell(sheet, row.number, "", row.ref, refusal_of(error)))

    groups = together((row for row in rows if row.number not in wrong), home_of)
    pieces = [Piece(tuple(row.number for row in group), group) for group in groups]
    return ListPlan(BroughtIn({"cases": 0, "beside": 0}, bad=bad, unread=reader.unread), pieces, write)


def _rows(reader: CaseRows, read: ReadList) -> tuple[list[CaseRow], list[BadCell]]:
    rows, bad = [], read.bad
    for record in read.table.records:
        row, wrong = reader.read(read, record)
        bad += wrong
        rows += [row] if row else []
    return rows, bad


def _doubles(sheet: str, rows: Sequence[CaseRow]) -> Iterator[BadCell]:
    """The same client along the same workflow twice: of rows that say the same the first stands."""
    by_key: dict[tuple[str, str], list[CaseRow]] = {}
    for row in rows:
        by_key.setdefault((row.subject, row.workflow), []).append(row)
    for several in by_key.values():
        is_same = len({repr(row._replace(number=0)) for row in several}) == 1
        for row in several[1:] if is_same else several if len(several) > 1 else []:
            listing = ", ".join(str(each.number) for each in several if each is not row)
            nl = f"{row.workflow} van {row.ref} staat ook op regel {listing}; houd er één"
            en = f"{row.workflow} of {row.ref} is on row {listing} too; keep one of them"
            yield BadCell(sheet, row.number, "", row.ref, Words(nl, en))


def _bad_elsewhere(sheet: str, rows: Sequence[CaseRow], bad: Mapping[tuple[str, str], int]) -> Iterator[BadCell]:
    """The same client along the same workflow as a row that is bad: that one may be the right one."""
    for row in rows:
        if number := bad.get((row.subject, row.workflow)):
            nl = f"{row.workflow} van {row.ref} staat ook op regel {number}, die fout is; verbeter die, of houd er één"
            en = f"{row.workflow} of {row.ref} is on row {number} too, which is bad; mend that, or keep one of them"
            yield BadCell(sheet, row.number, "", row.ref, Words(nl, en))


def _bring(into: Bringing, row: CaseRow, told: BroughtIn) -> None:
    closed = {each.id: bool(each.closed_on) for each in had(into.uow, row.workflow, row.subject)}
    if there := into.cases.among(row.number, [*closed]):
        into.cases.found[row.number] = there
        _compare(into, row, there, is_closed=closed[there], told=told)
        return
    _ask_ahead(into, row)
    facts, sure = dict(row.facts), tuple(row.facts) if into.sure else ()
    opening = ask.Open(row.workflow, row.subject, row.municipality, row.since, row.intake, facts, sure=sure)
    opening = opening._replace(holders=ask.Holders(row.holders, into.day), sure_of_days=into.sure)
    if row.stage:
        done = into.casework.take_over(into.uow, taking_over(opening, row.stage, row.road, row.starts), into.by)
    else:
        done = into.casework.open(into.uow, opening, into.by)
    into.cases.found[row.number] = done.trajectory.id
    if row.note:
        into.casework.note(into.uow, done.trajectory.id, row.note, into.day, into.by)
    told.count("cases")
    told.count("beside", len(done.started))
    told.opened += [done.trajectory.id, *(each.trajectory for each in done.started)]


def _ask_ahead(into: Bringing, row: CaseRow) -> None:
    """What opening it will ask, so that PostgreSQL is waited for once."""
    ask_running(into.uow, row.workflow, row.subject)
    if row.subject.startswith("h"):
        ask_members(into.uow, row.subject, row.since)
    references.ask_ahead(into.uow, row.subject)
    for staff in filter(None, row.holders.values()):
        ask_roles(into.uow, staff, into.by.today)


def _compare(into: Bringing, row: CaseRow, key: str, *, is_closed: bool, told: BroughtIn) -> None:
    """What the row says otherwise than the case that is there. Its holders and facts can follow the list; where it
    stands and where it belongs is casework.
    """
    written = into.casework.dossiers.load(into.uow, key)
    if is_closed:
        nl, en = (
            f"{key} is gesloten; de lijst opent het niet opnieuw",
            f"{key} is closed; the list does not open it again",
        )
        words = Words(nl, en)
        told.differing.append(SaysOtherwise(row.number, row.ref, words, False))
        return
    now = written.trajectory
    held = {role: staff for role, staff in row.holders.items() if now.assigned.get(role, "") != staff}
    known = {name: kept_value(into.uow, now.fact(name)) for name in row.facts}
    facts = {name: value for name, value in row.facts.items() if known[name] != value}
    note = row.note if row.note and outside(row.note, "note") not in notes_of(into.uow, written) else ""
    specs = written.compiled.workflow.facts
    parts = [_held_otherwise(into, now, role, staff) for role, staff in held.items()]
    parts += [fact_otherwise(name, specs.get(name), known[name], value) for name, value in facts.items()]
    parts += [Words("heeft een andere notitie", "has another note")] if note else []
    elsewhere = _elsewhere(row, written)
    if not parts and not elsewhere:
        told.unchanged += 1
        return
    if into.update:
        _follow(into, key, held, facts, told)
        if note:
            done = into.casework.note(into.uow, key, note, into.day, into.by)
            told.written += names_of_events(done.recorded)
    said = all_of([*elsewhere, *parts])
    words = Words(f"{key}: {said.nl}", f"{key}: {said.say('en')}")
    told.differing.append(SaysOtherwise(row.number, row.ref, words, into.update and bool(parts)))


def _held_otherwise(into: Bringing, now: Trajectory, role: str, staff: str) -> Words:
    names = names_of(into.uow, into.by.today)
    here = now.assigned.get(role, "")
    return otherwise(ROLES[role], names.get(here, here), names.get(staff, staff))


def _elsewhere(row: CaseRow, written: Written) -> list[Words]:
    """Where it stands and where it belongs; what changes that."""
    now, found = written.trajectory, list[Words]()
    if row.stage and row.stage != now.stage:
        here, listed = (written.compiled.stage_label(each) for each in (now.stage, row.stage))
        said = otherwise(Words("de stap", "the stage"), here, listed)
        found.append(Words(f"{said.nl} (‘traject advance {now.id}’)", f"{said.say('en')} ('traject advance {now.id}')"))
    if row.municipality != now.municipality:
        here, listed = (place_name(each) for each in (now.municipality, row.municipality))
        said = otherwise(Words("de gemeente", "the municipality"), here, listed)
        found.append(Words(f"{said.nl} (‘traject transfer’)", f"{said.say('en')} ('traject transfer')"))
    return found


def _follow(into: Bringing, key: str, held: dict[str, str], facts: dict[str, Value], told: BroughtIn) -> None:
    for role, staff in held.items():
        done = into.casework.assign(into.uow, key, staff, role, into.day, into.by)
        told.written.extend(names_of_events(done.recorded))
    for name, value in facts.items():
        command = ask.SetFact(key, name, value, into.day, into.sure)
        told.written.extend(names_of_events(into.casework.set_fact(into.uow, command, into.by).recorded))
