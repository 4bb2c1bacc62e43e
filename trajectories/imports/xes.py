"""Event logs in XES (IEEE 1849), a case at a time. Read by expat, which Python brings along.

A DOCTYPE is refused before anything in it is read, so that no entity is ever expanded and nothing is fetched.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

from trajectories.imports.cells import value_shown
from trajectories.imports.event_log import MOST_STEPS, LogAsked, LogCase, LogStep, moment_of, too_long
from trajectories.imports.workbook import A_LOG, Limits
from trajectories.outside_text import canonical_ref
from workflows.errors import CaseworkError, UsageError
from workflows.words import Words

CASE, STEP, AT = "concept:name", "concept:name", "time:timestamp"  # where nothing else is asked for
MOMENT = "lifecycle:transition"
OF_CASE = "case:"  # before the name of an attribute of the case itself
WHOLE = re.compile(r"^(-?\d+)\.0+$")  # a whole number, written as a broken one
PIECE = 1 << 16  # bytes
LONGEST = 1 << 20  # bytes of one element
DEEPEST = 100  # elements within one another
HEAD = 200  # bytes
GZIP = b"\x1f\x8b"
UNPACKING = (gzip.BadGzipFile, EOFError, zlib.error)


@contextmanager
def opened_log(path: Path) -> Iterator[BinaryIO]:
    """As it is read; one that gzip packed is unpacked on the way, piece by piece."""
    with path.open("rb") as packed:
        if packed.peek(len(GZIP))[: len(GZIP)] != GZIP:
            yield packed
            return
        with gzip.GzipFile(fileobj=packed) as stream:
            yield cast(BinaryIO, stream)


def is_xes(path: Path) -> bool:
    """By what the file is called, or begins with. Raises UsageError for one that is packed, and no XES or broken."""
    is_packed = False
    with path.open("rb") as file:
        is_packed = file.read(len(GZIP)) == GZIP
    with opened_log(path) as stream:
        try:
            head = stream.read(HEAD)
        except UNPACKING as error:
            raise _cannot_be_unpacked(path.name) from error
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))
    if is_packed and not begins:
        raise UsageError(
            Words(
                f"{path.name} is ingepakt en is geen XES; pak het bestand eerst uit",
                f"{path.name} is packed and no XES; unpack the file first",
            )
        )
    return begins or path.name.lower().endswith((".xes", ".xml"))


def _cannot_be_unpacked(name: str) -> UsageError:
    return UsageError(
        Words(
            f"{name} is niet uit te pakken; er is niets van overgenomen. Haal het bestand opnieuw op",
            f"{name} cannot be unpacked; nothing of it was taken. Fetch the file again",
        )
    )


class XesReader:
    """The cases of one file, once. left_out: events that are no completion of anything, such as a start.

    limits: of the unpacked bytes, and of events as of rows.
    """

    def __init__(self, name: str, stream: BinaryIO, asked: LogAsked, limits: Limits = A_LOG) -> None:
        self.name = name
        self.asked = asked
        self.limits = limits
        self.left_out = 0
        self._stream = stream
        self._path: list[str] = []
        self._of_case: dict[str, str] = {}
        self._of_event: dict[str, str] = {}
        self._steps: list[LogStep] = []
        self._ready: list[LogCase] = []
        self._names: set[str] = set()
        self._events = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._do = self._parser.Parse

    def cases(self) -> Iterator[LogCase]:
        """Raises UsageError where the file is no XES, or breaks off."""
        fed = 0
        while piece := self._piece():
            self._parse(piece, last=False)
            fed += len(piece)
            if fed > self.limits.unpacked:
                most = self.limits.unpacked // 10**6
                raise self._wrong(f"het is groter dan {most} MB", f"it is larger than {most} MB")
            if fed - max(self._parser.CurrentByteIndex, 0) > LONGEST:
                raise self._wrong("een element is groter dan een MB", "one element is larger than a MB")
            yield from self._taken()
        self._parse(b"", last=True)
        yield from self._taken()

    def _piece(self) -> bytes:
        try:
            return self._stream.read(PIECE)
        except UNPACKING as error:
            raise _cannot_be_unpacked(self.name) from error

    def _taken(self) -> Iterator[LogCase]:
        ready, self._ready = self._ready, []
        yield from ready

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._do(piece, last)
        except expat.ExpatError as error:
            line = error.lineno
            raise self._wrong(f"regel {line} is geen XML", f"line {line} is no XML") from error
        except (LookupError, ValueError) as error:
            raise self._wrong("de codering is onbekend", "its encoding is unknown") from error

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise self._wrong("een DOCTYPE hoort er niet in", "a DOCTYPE does not belong in it")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag.rpartition(":")[2])
        depth = len(self._path)
        if depth == 1 and self._path != ["log"]:
            raise self._wrong("het begint niet met <log>", "it does not begin with <log>")
        if depth > DEEPEST:
            raise self._wrong("er zit te veel in elkaar", "too much is nested in it")
        if self._path == ["log", "event"]:
            raise self._wrong("een gebeurtenis staat buiten een zaak", "an event is outside of a case")
        if self._path == ["log", "trace"]:
            self._of_case, self._steps = {}, []
        elif self._path == ["log", "trace", "event"]:
            self._of_event = {}
        elif self._path[:2] == ["log", "trace"]:
            into = self._of_case if depth == 3 else self._of_event if self._path[2] == "event" and depth == 4 else None
            if into is not None and "key" in attributes:
                value = attributes.get("value", "")
                into[attributes["key"]] = WHOLE.sub(r"\1", value) if self._path[-1] == "float" else value

    def _end(self, tag: str) -> None:
        if self._path == ["log", "trace", "event"]:
            self._events += 1
            if self._events > self.limits.rows:
                most = self.limits.rows
                raise self._wrong(f"het heeft meer dan {most} gebeurtenissen", f"it has more than {most} events")
            self._event()
        elif self._path == ["log", "trace"]:
            self._trace()
        self._path.pop()

    def _event(self) -> None:
        if self._of_event.get(MOMENT, "complete").casefold() not in ("complete", ""):
            self.left_out += 1
            return
        asked, place = self.asked, self._events
        try:
            at, has_time = moment_of(self._attribute(asked.at), "d-m-y")
        except CaseworkError as error:
            nl, en = error.words.nl, error.words.say("en")
            raise self._wrong(f"gebeurtenis {place}: {nl}", f"event {place}: {en}") from error
        facts = {name: text for key, name in asked.facts.items() if (text := self._attribute(key).strip())}
        actor = self._attribute(asked.actor).strip() if asked.actor else ""
        self._steps.append(LogStep(place, self._attribute(asked.step).strip(), at, has_time, facts, actor))
        if len(self._steps) > MOST_STEPS:
            raise too_long(self._of_case.get(asked.case.removeprefix(OF_CASE), ""))

    def _attribute(self, key: str) -> str:
        if key.startswith(OF_CASE):
            return self._of_event.get(key, self._of_case.get(key.removeprefix(OF_CASE), ""))
        return self._of_event.get(key, "")

    def _trace(self) -> None:
        name = self._of_case.get(self.asked.case.removeprefix(OF_CASE), "").strip()
        if not name:
            key = value_shown(self.asked.case)
            raise self._wrong(
                f"een zaak voor gebeurtenis {self._events + 1} heeft geen ‘{key}’",
                f"a case before event {self._events + 1} has no '{key}'",
            )
        known_as = canonical_ref(name)
        self._ready.append(LogCase(name, tuple(self._steps), known_as in self._names))
        self._names.add(known_as)

    def _wrong(self, nl: str, en: str) -> UsageError:
        """Whatever came before it, nothing of the file is taken."""
        return UsageError(
            Words(
                f"{self.name} is niet te lezen als XES: {nl}; er is niets van overgenomen",
                f"{self.name} cannot be read as XES: {en}; nothing of it was taken",
            )
        )
