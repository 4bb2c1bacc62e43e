"""A row with a number of another system is about whoever was brought in under that number, whatever else it says."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from trajectories.imports.cells import BadCell, text_of
from trajectories.imports.fields import KEY
from trajectories.imports.reading import ReadList, RowReader
from trajectories.imports.table import ListRow
from trajectories.people.numbers_elsewhere import numbers_elsewhere
from trajectories.people.references import canonical_ref, exactly_by_ref, must_be_no_bsn, subject_refs
from trajectories.repository.trajectories import whose
from trajectories.service import people_changes
from trajectories.service.importing import Bringing, BroughtIn, ListPlan, NumberedCases, Piece, SaysOtherwise
from trajectories.service.keeping_numbers import keep_number
from workflows.errors import CaseworkError
from workflows.words import Words

LETTERS = {"clients": "p", "households": "h", "cases": "t"}


class Numbered(NamedTuple):
    """numbers: by row, as it is typed. known: by row, what has that number here. renamed: rows with another reference
    than is known here, and that reference.
    """

    numbers: dict[int, str]
    known: dict[int, str]
    renamed: dict[int, str]
    marks: dict[int, list[BadCell]]


Planned = Callable[[Bringing, ReadList], ListPlan]


def by_number(planning: Planned) -> Planned:
    """The same, of lists with a column of numbers: rows are known by them first, and new ones keep theirs."""

    def planned(into: Bringing, read: ReadList) -> ListPlan:
        if KEY not in read.table.header.columns or read.asked.kind not in LETTERS:
            return planning(into, read)
        return _ByNumber(into, read).plan(planning)

    return planned


class _ByNumber:
    def __init__(self, into: Bringing, read: ReadList) -> None:
        self.into, self.read = into, read
        self.letter = LETTERS[read.asked.kind]
        self.of_key = numbers_elsewhere(into.uow, self.letter)
        self.keys = {number: key for key, number in self.of_key.items()}
        self.refs = subject_refs(into.uow)
        self.ids = {canonical_ref(ref): key for key, ref in self.refs.items()}
        if self.letter == "t":  # a client may be meant by the number that they have elsewhere
            for key, number in numbers_elsewhere(into.uow, "ph").items():
                self.ids.setdefault(number, key)
        self.seen = Numbered({}, {}, {}, {})
        self.rows: dict[int, ListRow] = {}  # those with a number

    def plan(self, planning: Planned) -> ListPlan:
        records = [self._known(record) for record in self.read.table.records]
        for record, words in self._doubles(records):
            self._mark(record, words)
        self.rows = {each.number: each for each in records if each.number in self.seen.numbers}
        read = self.read._replace(table=self.read.table._replace(records=records), marks=self.seen.marks)
        inner = planning(self.into, read)
        wrong = {each.row for each in inner.said.bad}
        of_pieces = {row for piece in inner.pieces for row in piece.rows}
        beside = []
        for row in self.rows.keys() - wrong - of_pieces:
            if told := self._known_otherwise(row):
                beside += [Piece((row,), None)] if told.changed else []
                _differs(inner.said, told if not told.changed else None, row)
        beside.sort(key=lambda piece: piece.rows)
        return ListPlan(inner.said, [*inner.pieces, *beside], self._writing(inner))

    def _writing(self, inner: ListPlan) -> Callable[[Bringing, Piece, BroughtIn], None]:
        def write(into: Bringing, piece: Piece, told: BroughtIn) -> None:
            cases = NumberedCases(self.seen.known, self.rows, self.of_key, {})
            if piece.what is not None:
                inner.write(into._replace(cases=cases), piece, told)
            wrong = {each.row for each in told.wrong} | {*into.leaving_out}
            kept = set[str]()
            for row in piece.rows:
                if row in self.rows and row not in wrong:
                    self._keep(into, row, cases.found.get(row, ""), kept, told)

        return write

    def _known(self, record: ListRow) -> ListRow:
        """The row, with the reference that whoever it is about has here."""
        reader = RowReader(self.read, record)
        typed = reader.text(KEY)
        try:
            must_be_no_bsn(typed)
        except CaseworkError as error:
            reader.is_bad(KEY, error.words)
        if reader.bad:
            self.seen.marks.setdefault(record.number, []).extend(reader.bad)
            return record
        if not typed:
            return record
        number, ref = canonical_ref(typed), canonical_ref(text_of(record.cells.get("ref", "")))
        self.seen.numbers[record.number] = typed
        key = self.keys.get(number)
        if key is None:
            self._must_have_no_other(record, ref)
            return record
        self.seen.known[record.number] = key
        return self._as_here(record, key, ref)

    def _as_here(self, record: ListRow, key: str, ref: str) -> ListRow:
        subject = whose(self.into.uow, key)[0] if self.letter == "t" else key
        here = self.refs[subject]
        if self.ids.get(ref) == subject:
            return record
        if ref in self.ids:
            nl = f"dit nummer is hier van {here}, en het kenmerk is van een ander; verbeter een van de twee"
            en = f"this number is that of {here} here, and the reference is another's; mend one of the two"
            self._mark(record, Words(nl, en))
            return record
        if ref:
            self.seen.renamed[record.number] = text_of(record.cells["ref"])
        return record._replace(cells={**record.cells, "ref": here})

    def _must_have_no_other(self, record: ListRow, ref: str) -> None:
        """Of a client or household; of one client there may be several cases."""
        key = self.ids.get(ref, "")
        if self.letter != "t" and self.of_key.get(key):
            here = self.refs[key]
            nl = f"{here} is hier bekend onder een ander nummer; verbeter het kenmerk of het nummer"
            en = f"{here} is known under another number here; mend the reference or the number"
            self._mark(record, Words(nl, en))

    def _doubles(self, records: Sequence[ListRow]) -> Iterator[tuple[ListRow, Words]]:
        """One number for two; of a household, which has a row for each member, for two references."""
        rows: dict[str, list[ListRow]] = {}
        for record in records:
            if record.number in self.seen.numbers:
                rows.setdefault(canonical_ref(self.seen.numbers[record.number]), []).append(record)
        for several in rows.values():
            if len({self._says(each) for each in several}) == 1:
                continue
            for each in several:
                listing = ", ".join(str(other.number) for other in several if other is not each)
                yield (
                    each,
                    Words(
                        f"dit nummer staat ook op regel {listing}, met iets anders; houd er één",
                        f"this number is on row {listing} too, with something else; keep one of them",
                    ),
                )

    def _says(self, record: ListRow) -> str:
        ref = canonical_ref(text_of(record.cells.get("ref", "")))
        return ref if self.letter == "h" else repr((ref, {**record.cells, "ref": ref}, {**record.further}))

    def _mark(self, record: ListRow, words: Words) -> None:
        reader = RowReader(self.read, record)
        reader.is_bad(KEY, words)
        self.seen.marks.setdefault(record.number, []).extend(reader.bad)

    # afterwards

    def _known_otherwise(self, row: int, key: str = "") -> SaysOtherwise | None:
        """What is to be said of whoever was known before. changed: it is followed. key: of a case."""
        here = text_of(self.rows[row].cells.get("ref", ""))
        if row in self.seen.renamed:
            ref = self.seen.renamed[row]
            nl, en = f"heet in de lijst {ref}", f"is called {ref} in the list"
            follows = self.into.update and self.letter == "p"
            if self.letter != "p":
                nl, en = f"{nl}; dat verandert de lijst niet", f"{en}; the list does not change that"
            return SaysOtherwise(row, here, Words(nl, en), follows)
        key = key or self.ids.get(canonical_ref(here), "")
        if row in self.seen.known or self.of_key.get(key):
            return None
        words = Words("is hier bekend zonder dit nummer", "is known without this number here")
        return SaysOtherwise(row, here, words, self.into.update)

    def _keep(self, into: Bringing, row: int, case: str, kept: set[str], told: BroughtIn) -> None:
        """The number of what is new is kept; of what was known without it that is said, and followed where asked."""
        ref = text_of(self.rows[row].cells.get("ref", ""))
        is_case = self.letter == "t"
        key = case if is_case else self.ids.get(canonical_ref(ref), "")
        is_new = case in told.opened if is_case else not key
        if not is_new:
            if otherwise := self._known_otherwise(row, key):
                if otherwise.changed:
                    self._follow(into, row, self.seen.known.get(row, key), kept, told)
                _differs(told, otherwise, row)
            return
        key = key or exactly_by_ref(into.uow, ref)
        if key not in kept:
            kept.add(key)
            keep_number(into.uow, into.casework, key, self.seen.numbers[row], into.by)

    def _follow(self, into: Bringing, row: int, key: str, kept: set[str], told: BroughtIn) -> None:
        if row in self.seen.renamed:
            before = into.uow.head(key).version
            changes = {"ref": self.seen.renamed[row]}
            people_changes.edit(into.casework, into.uow, key, changes, into.day, into.by)
            told.written += [f"{key}@{each}" for each in range(before + 1, into.uow.head(key).version + 1)]
        elif key not in kept:
            kept.add(key)
            told.written.append(keep_number(into.uow, into.casework, key, self.seen.numbers[row], into.by))


def _differs(told: BroughtIn, said: SaysOtherwise | None, row: int) -> None:
    """One sentence for each row; a row that said what is recorded, but for this, is none of those any more. said: None
    where it is said once it is followed.
    """
    for place, each in enumerate(told.differing):
        if each.row == row:
            if said:
                words = Words(f"{each.words.nl}; {said.words.nl}", f"{each.words.say('en')}; {said.words.say('en')}")
                told.differing[place] = each._replace(words=words, changed=each.changed or said.changed)
            return
    told.unchanged -= min(1, told.unchanged)
    told.differing += [said] if said else []
