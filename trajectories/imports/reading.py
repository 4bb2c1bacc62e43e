"""A whole file read for one kind of list: its sheet, its columns, the order of its days, and each cell of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from trajectories.imports.cells import BadCell, Cell, ListSheet, Row, is_failed, is_shortened, text_of, value_shown
from trajectories.imports.day_order import Order, OrderFound, Sighting, day_in, order_in
from trajectories.imports.fields import FIELDS, Field, Kind
from trajectories.imports.table import Header, ListRow, NoHeader, Table, find_header, must_name_all, read_table
from trajectories.imports.workbook import Book
from trajectories.outside_text import outside, seems_bsn
from workflows.errors import CaseworkError, NotFound, UsageError
from workflows.typed_words import folded
from workflows.words import Words

NUMBER_AS_DAY = Words(
    "dit is een getal en geen dag; geef de cel in het rekenblad de opmaak datum, of schrijf 31-12-1990",
    "this is a number and no day; give the cell the format of a date in the spreadsheet, or write 1990-12-31",
)
NO_DAY = Words(
    "dit is geen dag; schrijf een dag die bestaat, zoals 1990-05-31 of 31-05-1990, met het jaar in vier cijfers",
    "this is no day; write one that exists, such as 1990-05-31 or 31-05-1990, with the year in four digits",
)
FAILED_FORMULA = Words(
    "de formule in deze cel mislukt; herstel haar, of maak de cel leeg",
    "the formula in this cell fails; mend it, or make the cell empty",
)
SHORTENED = Words(
    "het rekenblad heeft dit lange getal ingekort; geef de kolom de opmaak tekst, en vul het getal opnieuw in",
    "the spreadsheet shortened this long number; give the column the format of text, and fill in the number again",
)
BSN = Words(
    "dit lijkt een burgerservicenummer; dat wordt hier niet bewaard",
    "this looks like a citizen service number; it is not kept here",
)


class ListAsked(NamedTuple):
    """What whoever brings the file says of it. columns: the field by the folded name of a column. given: one value of
    a field for every row. order: of the days; None where the file must prove it. further: columns beside the fields of
    the kind, by their headers, and what they hold.
    """

    kind: Kind
    sheet: str = ""
    columns: Mapping[str, str] = {}
    given: Mapping[str, str] = {}
    order: Order | None = None
    further: Mapping[str, str] = {}

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS[self.kind]


class ReadList(NamedTuple):
    """wrong: why nothing of it can be taken at all. marks: what is known to be wrong with a row, by its number, before
    it is read. hidden_columns: that are read though the spreadsheet does not show them; hidden_sheets: not read.
    """

    asked: ListAsked
    table: Table
    order: Order
    wrong: tuple[BadCell, ...]
    read_as: str
    marks: Mapping[int, Sequence[BadCell]] = {}
    hidden_columns: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()

    @property
    def bad(self) -> list[BadCell]:
        return [*self.table.bad, *self.wrong]


def sheet_named(book: Book, name: str) -> ListSheet:
    """Raises NotFound with those there are."""
    for each in book.sheets:
        if folded(each.name) == folded(name):
            return each
    names = ", ".join(each.name for each in book.sheets)
    raise NotFound(
        Words(f"er is geen blad ‘{name}’; wel {names}", f"there is no sheet '{name}'; there is {names}")
        if book.is_workbook
        else Words("een .csv heeft geen bladen; laat --sheet weg", "a .csv has no sheets; leave --sheet out")
    )


def sheet_of(book: Book, asked: ListAsked) -> ListSheet:
    """The sheet that is meant: by its name, or the only one in which every column that is needed has a name. Raises
    NotFound or UsageError with those there are.
    """
    if asked.sheet:
        return sheet_named(book, asked.sheet)
    names = ", ".join(each.name for each in book.sheets)
    filled = [each for each in book.sheets if each.rows]
    if not filled:
        raise UsageError(Words("het bestand is leeg", "the file is empty"))
    fitting = [each for each in filled if _fits(each, asked)]
    if len(filled) > 1 and len(fitting) != 1:
        raise UsageError(
            Words(
                f"het bestand heeft de bladen {names}; zeg met --sheet welk blad het is",
                f"the file has the sheets {names}; say with --sheet which one it is",
            )
        )
    return fitting[0] if fitting else filled[0]


def _fits(sheet: ListSheet, asked: ListAsked) -> bool:
    try:
        must_name_all(find_header(sheet, asked.fields, asked.columns), asked.fields, asked.given)
    except NoHeader:
        return False
    return True


def read_list(
    book: Book, sheet: ListSheet, asked: ListAsked, header: Header, further_days: Iterable[str] = ()
) -> ReadList:
    """further_days: columns beside the fields of the kind that hold days."""
    table = read_table(sheet, header, is_workbook=book.is_workbook)
    found = OrderFound(asked.order) if asked.order else _order(table, asked.fields, list(further_days))
    further = [each for each in table.header.unknown if each.header in asked.further]
    hidden = sorted(each for each in (*table.header.columns.values(), *further) if each.place in sheet.hidden_columns)
    return ReadList(
        *(asked, table, found.order, found.wrong, book.read_as),
        hidden_columns=tuple(each.shown for each in hidden),
        hidden_sheets=book.hidden,
    )


def _order(table: Table, fields: tuple[Field, ...], further_days: Sequence[str]) -> OrderFound:
    """What the days that are asked for do not prove, those in columns beside them may, if they prove one order."""
    found = order_in(_sightings(table, fields, further_days))
    if not found.wrong or found.is_contradicted:
        return found
    others = [each.header for each in table.header.unknown if each.header not in further_days]
    beside = order_in(_sightings(table, (), others))
    return found if beside.wrong or not beside.is_proved else beside


def _sightings(table: Table, fields: tuple[Field, ...], further_days: Iterable[str]) -> Iterator[Sighting]:
    days = [each.name for each in fields if each.is_day and each.name in table.header.columns]
    further = list(further_days)
    shown = {column.header: column.shown for column in table.header.unknown}
    for record in table.records:
        for name in days:
            if isinstance(cell := record.cells.get(name, ""), str):
                yield Sighting(record.sheet, record.number, table.header.columns[name].shown, cell)
        for name in further:
            if isinstance(cell := record.further.get(name, ""), str):
                yield Sighting(record.sheet, record.number, shown[name], cell)


class RowReader:
    """One row, field by field: what is wrong with it gathers in `bad`."""

    def __init__(self, read: ReadList, record: ListRow) -> None:
        self.read = read
        self.record = record
        self.bad: list[BadCell] = [*read.marks.get(record.number, ())]
        self.failed: set[str] = set()
        self._refuse_failed()

    def _refuse_failed(self) -> None:
        """A formula that failed says nothing of anybody, and an empty cell would say something."""
        asked = (name for name in self.record.further if name in self.read.asked.further)
        cells = [(name, self.record.cells[name]) for name in self.record.cells]
        cells += [(name, self.record.further[name]) for name in asked]
        for name, cell in cells:
            if isinstance(cell, str) and is_failed(text_of(cell)):
                self.is_bad(name, FAILED_FORMULA)
                self.failed.add(self.column(name))

    def cell(self, name: str) -> Cell:
        """Of a field without a column what is said of every row."""
        found = self.record.cells.get(name, "")
        return found if text_of(found) else self.read.asked.given.get(name, "")

    def text(self, name: str, kind: str = "") -> str:
        """As it is kept. kind: as `outside` knows it; by default that of the field."""
        cell = self.cell(name)
        if is_shortened(cell):
            self.is_bad(name, SHORTENED)
            return ""
        text = text_of(cell)
        try:
            return outside(text, kind or name)
        except CaseworkError as error:
            self.is_bad(name, error.words)
            return ""

    def plain(self, name: str, kind: str = "") -> str:
        """As `text`, of what may hold no citizen service number."""
        found = self.text(name, kind)
        return "" if found and self.refuses_bsn(name, found) else found

    def refuses_bsn(self, name: str, text: str) -> bool:
        found = seems_bsn(text)
        if found:
            self.is_bad(name, BSN)
        return found

    def day(self, name: str) -> date | None:
        return self.day_of(name, self.cell(name))

    def day_of(self, name: str, cell: Cell) -> date | None:
        try:
            return day_of(cell, self.read.order)
        except UsageError as error:
            self.is_bad(name, error.words)
            return None

    def needed(self, name: str, found: object) -> None:
        """Raises nothing: an empty cell is bad, where nothing else is wrong with it."""
        if not found and not any(each.column == self.column(name) for each in self.bad):
            label = next(each.label for each in self.read.asked.fields if each.name == name)
            nl, en = f"‘{label.nl}’ ontbreekt", f"'{label.say('en')}' is missing"
            if name in self.read.table.header.columns:
                self.is_bad(name, Words(f"{nl}; vul de cel in", f"{en}; fill the cell"))
            else:
                nl, en = f"{nl}; voeg er een kolom voor toe", f"{en}; add a column for it"
                self.is_bad(name, Words(nl, en))

    def column(self, name: str) -> str:
        """As a spreadsheet shows it; of a further column by its own header."""
        header = self.read.table.header
        if name in header.columns:
            return header.columns[name].shown
        return next((each.shown for each in header.unknown if each.header == name), "")

    def is_bad(self, name: str, reason: Words) -> None:
        if self.column(name) in self.failed:
            return
        cell = self.record.cells.get(name, self.record.further.get(name, ""))
        shown = value_shown(text_of(cell))
        found = BadCell(self.record.sheet, self.record.number, self.column(name), shown, reason)
        self.bad += [found] if found not in self.bad else []  # it may be known before the row is read

    def is_bad_row(self, reason: Words) -> None:
        self.bad.append(BadCell(self.record.sheet, self.record.number, "", "", reason))


def day_of(cell: Cell, order: Order) -> date | None:
    """None for an empty cell. Raises UsageError for what is no day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time):
        raise UsageError(NO_DAY)
    text = text_of(cell)
    if not text:
        return None
    found = day_in(text, order) if isinstance(cell, str) else None
    if found is None:
        raise UsageError(NO_DAY if isinstance(cell, str) else NUMBER_AS_DAY)
    return found


def with_days(read: ReadList, row: Row) -> Row:
    """The row with its days as days, so that it means the same in a list that does not prove their order any more."""
    if read.wrong:
        return row
    header = read.table.header
    places = {
        header.columns[each.name].place for each in read.asked.fields if each.is_day and each.name in header.columns
    }
    places |= {column.place for column in header.unknown if column.header in read.asked.further}
    cells = [
        day_in(cell, read.order) or cell if place in places and isinstance(cell, str) else cell
        for place, cell in enumerate(row.cells)
    ]
    return row._replace(cells=tuple(cells))


def rows_that_are_bad(bad: Sequence[BadCell]) -> set[int]:
    return {each.row for each in bad}
