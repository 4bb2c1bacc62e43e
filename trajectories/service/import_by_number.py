"""A row with a number of another system is about whoever was brought in under that number, whatever else it says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trajectories.imports.cells import BadCell, text_of
from trajectories.imports.fields import KEY
from trajectories.imports.reading import ReadList, RowReader
from trajectories.imports.table import ListRow
from trajectories.people.numbers_elsewhere import numbers_elsewhere
from trajectories.people.references import canonical_ref, must_be_no_bsn, subject_refs
from trajectories.repository.trajectories import whose
from trajectories.service import people_changes
from trajectories.service.importing import Bringing, BroughtIn, NumberedCases, SaysOtherwise
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


def by_number(bring: Callable[[Bringing, ReadList], BroughtIn]) -> Callable[[Bringing, ReadList], BroughtIn]:
    """The same, of lists with a column of numbers: rows are known by them first, and new ones keep theirs."""

    def brought(into: Bringing, read: ReadList) -> BroughtIn:
        if KEY not in read.table.header.columns or read.asked.kind not in LETTERS:
            return bring(into, read)
        return _ByNumber(into, read).bring(bring)

    return brought


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

    def bring(self, bring: Callable[[Bringing, ReadList], BroughtIn]) -> BroughtIn:
        records = [self._known(record) for record in self.read.table.records]
        for record, words in self._doubles(records):
            self._mark(record, words)
        cases = NumberedCases(self.seen.known, set(self.seen.numbers), self.of_key, {})
        read = self.read._replace(table=self.read.table._replace(records=records), marks=self.seen.marks)
        brought = bring(self.into._replace(cases=cases), read)
        wrong = {each.row for each in brought.bad} | {*self.into.leaving_out}
        for record in records:
            if record.number in self.seen.numbers and record.number not in wrong:
                brought = self._keep(brought, record, cases.found)
        return brought

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

    def _keep(self, brought: BroughtIn, record: ListRow, cases: Mapping[int, str]) -> BroughtIn:
        """The number of what is new is kept; of what was known without it that is said, and followed where asked."""
        row = record.number
        ref = text_of(record.cells.get("ref", ""))
        if row in self.seen.known:
            return self._renamed(brought, row, self.seen.known[row], ref) if row in self.seen.renamed else brought
        key = cases.get(row, "") if self.letter == "t" else self._now(ref)
        if not key or self.of_key.get(key):
            return brought
        is_new = key not in self.refs if self.letter != "t" else key in brought.opened
        if is_new or self.into.update:
            self.of_key[key] = canonical_ref(self.seen.numbers[row])
            event = keep_number(self.into.uow, self.into.casework, key, self.seen.numbers[row], self.into.by)
            if is_new:
                return brought
            brought = brought._replace(written=[*brought.written, event])
        words = Words("is hier bekend zonder dit nummer", "is known without this number here")
        return _differs(brought, SaysOtherwise(row, ref, words, self.into.update))

    def _now(self, ref: str) -> str:
        """Whoever has the reference by now, for whom it may be new."""
        form = canonical_ref(ref)
        if form not in self.ids:
            self.ids |= {canonical_ref(ref): key for key, ref in subject_refs(self.into.uow).items()}
        return self.ids.get(form, "")

    def _renamed(self, brought: BroughtIn, row: int, key: str, here: str) -> BroughtIn:
        """A reference of a client follows the list where that is asked; of others it is not for the list to change."""
        ref = self.seen.renamed[row]
        follows = self.into.update and self.letter == "p"
        nl, en = f"heet in de lijst {ref}", f"is called {ref} in the list"
        if follows:
            into, before = self.into, self.into.uow.head(key).version
            people_changes.edit(into.casework, into.uow, key, {"ref": ref}, into.day, into.by)
            events = [f"{key}@{each}" for each in range(before + 1, into.uow.head(key).version + 1)]
            brought = brought._replace(written=[*brought.written, *events])
        elif self.letter != "p":
            nl, en = f"{nl}; dat verandert de lijst niet", f"{en}; the list does not change that"
        return _differs(brought, SaysOtherwise(row, here, Words(nl, en), follows))


def _differs(brought: BroughtIn, said: SaysOtherwise) -> BroughtIn:
    """One sentence for each row; a row that said what is recorded, but for this, is none of those any more."""
    for place, each in enumerate(brought.differing):
        if each.row == said.row:
            words = Words(f"{each.words.nl}; {said.words.nl}", f"{each.words.say('en')}; {said.words.say('en')}")
            joined = each._replace(words=words, changed=each.changed or said.changed)
            differing = [*brought.differing[:place], joined, *brought.differing[place + 1 :]]
            return brought._replace(differing=differing)
    return brought._replace(differing=[*brought.differing, said], unchanged=max(0, brought.unchanged - 1))
