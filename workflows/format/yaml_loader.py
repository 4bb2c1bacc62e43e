"""From a definition file to plain data. The only file that knows the format, and the only one that imports ruamel.yaml.

YAML 1.2, strict: no double keys, no anchors or aliases, no tags, keys are text. Only whole numbers, true, false and
null are more than text; a date is text until the model reads it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from workflows.errors import Problem
from workflows.format.files import LARGEST_BYTES
from workflows.format.yaml_document import Document, Mark, Place, Plain, cut
from workflows.format.yaml_words import OTHERWISE, Slip, complaint_of, slips

DEEPEST = 40  # levels of nesting
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def read(path: Path) -> Document:
    """The file as plain data with the place of every part; what is wrong with it is in `problems`."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return _unreadable(Mark(str(path), 1, 1), "the file is larger than one megabyte")
        content = path.read_bytes()
    except OSError:
        return _unreadable(Mark(str(path), 1, 1), "the file cannot be opened; see whether it is there and may be read")
    try:
        return read_text(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _unreadable(Mark(str(path), line, 1), "the file is not UTF-8 text")


@lru_cache(maxsize=128)
def read_text(text: str, file: str) -> Document:
    """Nobody changes a document, so whoever reads the same text again in this process gets the same one."""
    try:
        return _Reader(file).document(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _unreadable(Mark(file, line, 1), "a character that no text file holds")
    except MarkedYAMLError as error:
        return _unreadable_for(slips(text, broken=True), error, file)
    except (YAMLError, RecursionError):
        return _unreadable(Mark(file, 1, 1), OTHERWISE)


class _Reader:
    """One pass over the events of a parser; every mistake is noted and reading goes on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Place, Mark] = {}
        self.keys: dict[Place, Mark] = {}
        self.problems: list[Problem] = []
        self.lost: set[Place] = set()

    def document(self, text: str) -> Document:
        events = YAML(typ="safe", pure=True).parse(text)
        data = self.node(events, next(events), ()) if _next_document(events) else None
        if second := _next_document(events):
            self.note(second, "syntax", "a file holds one document")
        self.problems += [_problem(each, self.file) for each in slips(text, broken=False)]
        return Document(self.file, data, self.marks, self.keys, tuple(self.problems), frozenset(self.lost))

    def node(self, events: Iterator[Event], event: Event, place: Place, key: Mark | None = None) -> Plain:
        """What begins with `event`. Of a part written twice the first keeps its marks."""
        self.refuse_extras(event, place)
        written = isinstance(event, ScalarEvent) and event.start_mark.index < event.end_mark.index
        self.marks.setdefault(place, key if key and not written else self.mark(event))
        if isinstance(event, MappingStartEvent):
            return self.mapping(events, place)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(events, place)
        return _value(event)

    def mapping(self, events: Iterator[Event], place: Place) -> Plain:
        found: dict[str, Plain] = {}
        for event in _until(MappingEndEvent, events):
            name, mark = self.key(events, event, place), self.mark(event)
            at = (*place, name)
            first = self.keys.setdefault(at, mark)
            if name in found:
                self.note(event, "duplicate_key", f"'{cut(name)}' is already written on line {first.line}")
            begin = next(events)
            value = self.node(events, begin, at, mark)
            if at in self.lost:
                continue
            found[name] = _first_wins(found[name], value) if name in found else value
        return found

    def sequence(self, events: Iterator[Event], place: Place) -> Plain:
        found: list[Plain] = []
        for event in _until(SequenceEndEvent, events):
            at = (*place, len(found))
            value = self.node(events, event, at)
            if at in self.lost:
                self.lost.discard(at)  # the next one takes its number
                self.marks.pop(at)
            else:
                found.append(value)
        return found

    def key(self, events: Iterator[Event], event: Event, place: Place) -> str:
        if not isinstance(event, ScalarEvent):
            self.note(event, "bad_key", "a key is text, not a list, a mapping or an alias")
            self.node(events, event, (*place, "?"))
            self.lost.add((*place, "?"))
            return "?"
        self.refuse_extras(event, place)
        if not isinstance(_value(event), str):
            self.note(event, "bad_key", f"a key is text; write '{event.value}' in quotes")
        return str(event.value)

    def refuse_extras(self, event: Event, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self.lost.add(place)
        if getattr(event, "anchor", None):
            self.note(event, "alias", "anchors and aliases are not used here; write the value out")
        if tag := getattr(event, "tag", None):
            self.note(event, "tag", f"tags are not used here; leave out '{cut(str(tag))}'")
        if len(place) > DEEPEST:
            raise MarkedYAMLError(problem=f"more than {DEEPEST} levels deep", problem_mark=event.start_mark)

    def note(self, event: Event, code: str, text: str) -> None:
        self.problems.append(Problem(*self.mark(event), code, text))

    def mark(self, event: Event) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)


def _next_document(events: Iterator[Event]) -> Event | None:
    return next((event for event in events if isinstance(event, DocumentStartEvent)), None)


def _until(end: type[Event], events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _value(event: Event) -> Plain:
    """The scalar that an event carries; text unless it is written bare and reads as one of the few other kinds."""
    text = str(getattr(event, "value", ""))
    if not isinstance(event, ScalarEvent) or event.style or not event.implicit[0]:
        return text
    if text in WORDS:
        return WORDS[text]
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text


def _first_wins(first: Plain, second: Plain) -> Plain:
    """What is kept of a key written twice: the first, and what only the second mapping has, so that its names count."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return first
    both = {key: _first_wins(value, second[key]) if key in second else value for key, value in first.items()}
    return second | both


def _unreadable(mark: Mark, text: str) -> Document:
    return Document(mark.file, None, {}, {}, (Problem(*mark, "syntax", text),))


def _unreadable_for(found: list[Slip], error: MarkedYAMLError, file: str) -> Document:
    """For characters that look like others, if there are any; else for what the parser says."""
    if found:
        return Document(file, None, {}, {}, tuple(_problem(each, file) for each in found))
    said = complaint_of(str(error.problem or ""))
    marks = (error.context_mark, error.problem_mark) if said.in_context else (error.problem_mark, error.context_mark)
    mark = next((each for each in marks if each), None)
    return _unreadable(Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1), said.text)


def _problem(slip: Slip, file: str) -> Problem:
    return Problem(file, slip.line, slip.column, "syntax", slip.text)
