"""What `traject import history` answers with `--json`."""

from typing import NamedTuple

from workflows.documents import ABSENT, Absent


class DeviationExampleView(NamedTuple):
    """place: the row, or in XES the number of the event in the file."""

    case: str
    place: int
    text: str


class DeviationView(NamedTuple):
    """kind: not_here, unknown_step, refused, not_judged, twice, backwards, ended_early, bad_value, ahead, case_again.
    step: as the log calls it; None where there are too many to tell apart.
    """

    kind: str
    step: str | None
    events: int
    cases: int
    examples: list[DeviationExampleView]


class NotStoredView(NamedTuple):
    case: str
    reason: str


class HistoryStoredView(NamedTuple):
    """batches: by number, as `import list` has them. known: cases that were here already."""

    batches: list[int]
    added: dict[str, int]
    known: int
    not_stored: list[NotStoredView]


class HistoryAheadView(NamedTuple):
    """Of the cases that fit, before they are stored. known: that are here already; lacking: of nobody known here."""

    known: int
    lacking: int


class HistoryImportedView(NamedTuple):
    """fitting: cases that come to an end, each step possible; running: those that stand on the way; not_judged:
    those of which a step hangs on who the people are, which are stored if it was possible by those known here;
    deviating: the others, which are never stored. left_out: events that complete nothing. stored: None without --apply.
    ahead: where there is a database, without --apply.
    """

    kind: str
    workflow: str
    read_as: str
    cases: int
    events: int
    left_out: int
    fitting: int
    running: int
    deviating: int
    not_judged: int
    deviations: list[DeviationView]
    stored: HistoryStoredView | None
    ahead: HistoryAheadView | Absent = ABSENT
