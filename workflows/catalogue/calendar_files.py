"""The calendars that definitions may name: a file each, in the product and in the folders of an office."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from workflows.calendar import WorkCalendar
from workflows.errors import DefinitionError, Problem
from workflows.format.files import LARGEST_BYTES, DefinitionFile

FOLDER = "calendars"
OURS = Path(__file__).resolve().parents[1] / FOLDER
WRITTEN = re.compile(r"^calendar:[ \t]*", re.MULTILINE)


class CalendarFiles(Mapping[str, WorkCalendar]):
    """By the name of the file without `.json`; of two with one name the later counts. An edition is read when asked
    for: raises DefinitionError for one that cannot be.
    """

    def __init__(self, places: Iterable[Path]) -> None:
        folders = [OURS, *(folder / FOLDER for place in places for folder in _beside(place))]
        self._paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.json"))}
        self._read: dict[str, WorkCalendar] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __contains__(self, name: object) -> bool:
        """Without reading it."""
        return name in self._paths

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, name: str) -> WorkCalendar:
        if name not in self._read:
            self._read[name] = _edition(self._paths[name])
        return self._read[name]

    def named_by(self, name: str, files: Iterable[DefinitionFile]) -> WorkCalendar:
        """The calendar that a definition names. Raises DefinitionError at the line that names it."""
        if name in self:
            return self[name]
        *_, last = [*files]
        file = next((each for each in files if WRITTEN.search(each.text)), last)
        found = WRITTEN.search(file.text)
        line = file.text.count("\n", 0, found.start()) + 1 if found else file.line
        column = found.end() - found.start() + 1 if found else 1
        raise DefinitionError([Problem(str(file.path), line, column, "unknown_calendar", unknown_calendar(name, self))])


def _beside(place: Path) -> list[Path]:
    """The folder; of a file by itself the one that it lies in, and the one above, where definitions have their own."""
    return [place] if place.is_dir() else [place.resolve().parent.parent, place.resolve().parent]


def unknown_calendar(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    hint = f"; did you mean '{near[0]}'?" if near else f"; there is {', '.join(sorted(known))}"
    return f"unknown calendar '{name[:40]}'{hint}"


def _edition(path: Path) -> WorkCalendar:
    if path.stat().st_size > LARGEST_BYTES:
        raise DefinitionError([Problem(str(path), 1, 1, "bad_value", "the file is larger than one megabyte")])
    try:
        return WorkCalendar.from_text(path.read_text("utf-8-sig"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        text = f"{place}: {first['msg'].removeprefix('Value error, ')}" if place else first["msg"]
        raise DefinitionError([Problem(str(path), 1, 1, "bad_value", text.removeprefix("Value error, "))]) from error
    except ValueError as error:
        raise DefinitionError([Problem(str(path), 1, 1, "bad_value", "the file is not UTF-8 text")]) from error
