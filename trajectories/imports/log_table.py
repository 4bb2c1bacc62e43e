"""An event log from a list: each row an event, those of one case in the order of the rows."""

from collections.abc import Iterator

from trajectories.imports.cells import BadCell, Cell, is_shortened, text_of, value_shown
from trajectories.imports.day_order import NUMBERS, Order, OrderFound, Sighting, day_in, order_in
from trajectories.imports.event_log import MOST_STEPS, LogCase, LogStep, day_part, moment_of, too_long
from trajectories.imports.fields import FACT
from trajectories.imports.reading import SHORTENED, ReadList
from trajectories.imports.table import ListRow
from trajectories.outside_text import canonical_ref, outside
from workflows.errors import CaseworkError, UsageError
from workflows.words import Words

SHOWN = 5  # with why
MOST_RUNS = 200  # of rows one behind the other


def log_in(read: ReadList, days: frozenset[str]) -> list[LogCase]:
    """days: facts that are days. Raises UsageError with the first rows that cannot be read: a log is read whole or not
    at all, as the order of its events is what is judged. Cases whose names differ by capitals alone are told as one
    that stands in it twice: which of their events belong together nobody can say.
    """
    facts = {header: kind.removeprefix(FACT) for header, kind in read.asked.further.items()}
    found = OrderFound(read.asked.order) if read.asked.order else order_in(_sightings(read, facts, days))
    bad = [*read.bad, *found.wrong]
    steps: dict[str, list[LogStep]] = {}
    for record in [] if found.wrong else read.table.records:
        try:
            case = outside(record.text("case"), "name")
            if not case or not record.text("step"):
                raise UsageError(_lacks(record))
            if is_shortened(record.cells.get("case", "")):
                raise UsageError(SHORTENED)
            step = _step(record, found.order, facts, days)
        except CaseworkError as error:
            bad.append(BadCell(record.sheet, record.number, "", "", error.words))
            continue
        of_case = steps.setdefault(case, [])
        of_case.append(step)
        if len(of_case) > MOST_STEPS:
            raise too_long(case)
    if bad:
        raise _cannot_be_read(bad)
    known = set[str]()
    found_cases = []
    for name, several in steps.items():
        known_as = canonical_ref(name)
        found_cases.append(LogCase(name, tuple(several), known_as in known))
        known.add(known_as)
    return found_cases


def _step(record: ListRow, order: Order, facts: dict[str, str], days: frozenset[str]) -> LogStep:
    at, has_time = moment_of(record.cells.get("at", ""), order)
    told = {
        name: text
        for header, name in facts.items()
        if (text := _fact(record.further.get(header, ""), order, is_day=name in days))
    }
    return LogStep(
        record.number, outside(record.text("step"), "name"), at, has_time, told, outside(record.text("actor"), "name")
    )


def _fact(cell: Cell, order: Order, *, is_day: bool) -> str:
    if is_day and isinstance(cell, str) and NUMBERS.fullmatch(cell.strip()):
        day = day_in(cell, order)
        return day.isoformat() if day else cell
    return text_of(cell)


def _sightings(read: ReadList, facts: dict[str, str], days: frozenset[str]) -> Iterator[Sighting]:
    header = read.table.header
    of_days = [each for each in header.unknown if facts.get(each.header, "") in days]
    for record in read.table.records:
        if isinstance(cell := record.cells.get("at", ""), str):
            yield Sighting(record.sheet, record.number, header.columns["at"].shown, day_part(cell))
        for column in of_days:
            if isinstance(cell := record.further.get(column.header, ""), str):
                yield Sighting(record.sheet, record.number, column.shown, cell)


def _lacks(record: ListRow) -> Words:
    return (
        Words("de stap ontbreekt", "the step is missing")
        if record.text("case")
        else Words("de zaak ontbreekt", "the case is missing")
    )


def _cannot_be_read(bad: list[BadCell]) -> UsageError:
    """Each row by its number, the first with why."""
    ordered = sorted(bad, key=lambda each: each.row)
    first, rest = (
        ordered[:SHOWN],
        _listed({each.row for each in ordered[SHOWN:]} - {each.row for each in ordered[:SHOWN]}),
    )
    nl = "; ".join(f"regel {each.row}{_where(each)}: {each.reason.nl}" for each in first)
    en = "; ".join(f"row {each.row}{_where(each)}: {each.reason.say('en')}" for each in first)
    also = Words(f"; en ook regel {rest.nl}", f"; and row {rest.say('en')} too") if rest.nl else Words("", "")
    return UsageError(
        Words(
            f"het logboek is niet te lezen, en er is niets van overgenomen: {nl}{also.nl}",
            f"the log cannot be read, and nothing of it was taken: {en}{also.say('en')}",
        )
    )


def _listed(rows: set[int]) -> Words:
    """`8, 11-14`; of very many the first."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    listing = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs[:MOST_RUNS])
    more = sum(last - first + 1 for first, last in runs[MOST_RUNS:])
    return Words(f"{listing} en nog {more}", f"{listing} and {more} more") if more else Words(listing, listing)


def _where(bad: BadCell) -> str:
    return f" {bad.column} ‘{value_shown(bad.value)}’" if bad.column and bad.value else ""
