"""Each stream is a chain: every version is there, and every hash is that of the event and the hash before it."""

import hashlib
import re
from typing import NamedTuple

from trajectories.audit.found import Found, missing_before
from trajectories.audit.stored import HASH, NUMBER, SEAT, STREAM, VERSION, Row, found_at, text_of
from workflows.words import Words

GENESIS = b"0" * 64


class Link(NamedTuple):
    """The end of a chain so far. computed: what its hash should have been, where it is not what is stored."""

    stream: bytes
    version: int = 0
    stored: bytes = GENESIS
    computed: bytes = GENESIS


def next_link(last: Link, row: Row) -> tuple[Link, list[Found]]:
    """The chain with one more event, and what is wrong with that.

    It may hang on what the hash before it should have been, so that a changed hash names its own event only.
    """
    if row[STREAM] != last.stream:
        last = Link(row[STREAM])
    if row[VERSION] == b"%d" % (last.version + 1) and row[HASH] == _digest(last.stored, row):
        return Link(last.stream, last.version + 1, row[HASH], row[HASH]), []
    if not NUMBER.fullmatch(row[VERSION]):
        number = text_of(row[VERSION])
        return last, [
            found_at(
                row,
                Words(
                    f"zijn versie is ‘{number}’ en dat is geen getal", f"its version is '{number}', which is no number"
                ),
            )
        ]
    version, digest = int(row[VERSION]), row[HASH]
    computed = _digest(last.stored, row)
    if version != last.version + 1:
        return Link(last.stream, version, digest, computed), [found_at(row, missing_before(last.version + 1))]
    if digest == computed or digest == _digest(last.computed, row):
        return Link(last.stream, version, digest, digest), []
    return Link(last.stream, version, digest, computed), [found_at(row, CHANGED)]


def is_gap(wrong: list[Found]) -> bool:
    """Whether it is that, and no more: versions are missing before an event."""
    return any(MISSING_BEFORE.fullmatch(each.problem) for each in wrong)


MISSING_BEFORE = re.compile(re.escape(missing_before(0).say("en")).replace("0", "[0-9]+"))
CHANGED = Words(
    "wat er staat past niet bij zijn hash, of de gebeurtenis ervoor is veranderd",
    "what is stored does not match its hash, or the event before it was changed",
)


def _digest(previous: bytes, row: Row) -> bytes:
    fields = row[:HASH] if row[SEAT] else row[:SEAT]  # older events have no seat, and keep their form
    return hashlib.sha256(b"\n".join((previous, *fields))).hexdigest().encode()
