"""What an import answers with `--json`."""

from typing import NamedTuple

from workflows.documents import ABSENT, Absent


class BadCellView(NamedTuple):
    """column: as a spreadsheet calls it, with its name; None where it is the row as a whole."""

    sheet: str | None
    row: int
    column: str | None
    value: str | None
    reason: str


class DifferingView(NamedTuple):
    row: int
    ref: str
    text: str
    changed: bool


class AlikeView(NamedTuple):
    row: int
    ref: str
    other: str
    why: str


class PassedOverView(NamedTuple):
    """Rows by number; empty: how many. columns: that nobody asked for. hidden: rows that were read, though the
    spreadsheet does not show them; hidden_columns: the same of columns; hidden_sheets: that were not read.
    """

    titles: list[int]
    empty: int
    totals: list[int]
    headers: list[int]
    columns: list[str]
    hidden: list[int]
    hidden_columns: list[str]
    hidden_sheets: list[str]


class UnreadView(NamedTuple):
    """rows: of which the cell of that column says nothing to their workflow."""

    column: str
    rows: list[int]


class TermsView(NamedTuple):
    """known: with a day to come; asked: what they rest on is to be filled in; over: the day has passed."""

    known: int
    asked: int
    over: int
    over_by_law: int


class CasesAheadView(NamedTuple):
    """What would begin, counted. holders: by role. reminders: of how many terms each recipient would be told at once,
    under each answer to --past."""

    workflows: dict[str, int]
    stages: dict[str, dict[str, int]]
    municipalities: dict[str, int]
    holders: dict[str, dict[str, int]]
    terms: TermsView
    reminders: dict[str, dict[str, int]]


class ImportedView(NamedTuple):
    """added: by kind. batch: its number, once it was brought in. questions: that wait for yes or no by it."""

    kind: str
    applied: bool
    batch: int | None
    sheet: str | None
    read_as: str
    added: dict[str, int]
    unchanged: int
    differing: list[DifferingView]
    alike: list[AlikeView]
    bad: list[BadCellView]
    passed_over: PassedOverView
    unread: list[UnreadView]
    questions: list[str]
    cases: CasesAheadView | Absent = ABSENT


class BatchView(NamedTuple):
    """undone_on: None as long as it stands. kept: what was built on, and stays. left: how many rows were still to come
    where it was begun and not finished; 0 where it was finished."""

    batch: int
    kind: str
    on: str
    by: str
    added: dict[str, int]
    file: str
    undone_on: str | None
    kept: list[str]
    left: int


class BatchShownView(NamedTuple):
    batch: BatchView
    streams: list[str]
    events: list[str]


class KeptView(NamedTuple):
    what: str
    ref: str
    because: str


class UndoneView(NamedTuple):
    batch: int
    taken_back: dict[str, int]
    kept: list[KeptView]


class ProfileView(NamedTuple):
    """steps: of a log, what each is in the workflow; municipality: of its cases, None where it says none."""

    profile: str
    path: str
    kind: str
    sheet: str | None
    dates: str | None
    columns: dict[str, str]
    steps: dict[str, str] | Absent = ABSENT
    municipality: str | Absent | None = ABSENT
