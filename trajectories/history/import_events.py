"""Lists that were brought in, and taken back. See events."""

from typing import NamedTuple


class Imported(NamedTuple):
    """A list was brought in, or a part of it in one transaction: the events with one number are one batch. number: the
    first is 1. kind: clients, households, cases, facts, tasks or notes. file: SHA-256 of its bytes. counts: what was
    added, by plain name. left: how many rows were still to come then; 0 where the batch ended.

    streams: those that began with it, in runs of numbers: `p12-p51`. events: its events in streams that were there
    before: `t17@5`. Neither what the file is called nor anything that it holds.
    """

    number: int
    kind: str
    file: str
    counts: dict[str, int]
    streams: list[str]
    events: list[str]
    left: int = 0


class ImportUndone(NamedTuple):
    """What nobody had built on was taken back. kept: streams, and events in streams, that somebody had. by: the events
    that took back what was recorded elsewhere (`p12@3`), which are no work of anybody on an earlier list.
    """

    number: int
    counts: dict[str, int]
    kept: list[str]
    by: list[str] = []


ImportEvent = Imported | ImportUndone
