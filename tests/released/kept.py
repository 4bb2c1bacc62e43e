"""What is kept of every release: the texts of its definitions, and its scenarios as its own code played them."""

import json
import lzma
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from scheduler.rehearsal.scenarios import KEY
from tests.builders import CALENDAR
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import Written
from trajectories.history.codec import decode
from trajectories.history.events import Recorded
from trajectories.history.replay import replay
from workflows.catalogue.resolve import from_text
from workflows.machine.state_machine import Compiled

HERE = Path(__file__).parent
TEXTS, CASES = HERE / "texts.json.xz", HERE / "cases.json.xz"


class Kept(NamedTuple):
    """since: the first revision with this text."""

    since: str
    text: str


class Case(NamedTuple):
    """state: the hash of the state's text; terms: as Term; both as the release told them on `on`, the last day."""

    definition: str
    scenario: str
    on: date
    history: list[Recorded]
    state: str
    terms: list[list[Any]]


def unpacked(path: Path) -> Any:
    return json.loads(lzma.decompress(path.read_bytes()))


@cache
def texts() -> dict[str, Kept]:
    """By hash."""
    return {digest: Kept(*each) for digest, each in unpacked(TEXTS).items()}


@cache
def compiled(digest: str) -> Compiled:
    return Compiled(from_text(texts()[digest].text), digest)


@cache
def cases() -> list[Case]:
    return [
        Case(
            each["definition"],
            each["scenario"],
            date.fromisoformat(each["on"]),
            [_recorded(each["definition"], *row) for row in each["history"]],
            each["state"],
            each["terms"],
        )
        for each in unpacked(CASES)
    ]


def _recorded(digest: str, version: int, on: str, at: str, kind: str, data: str) -> Recorded:
    day, instant = date.fromisoformat(on), datetime.fromisoformat(at)
    return Recorded(KEY, version, day, instant, "s1", "coordinator", "", digest, decode(kind, data))


def on_paper(definition: Compiled, history: list[Recorded]) -> Written:
    now = replay(KEY, history)
    return Written(definition, now, history, [], open_deadlines(definition, now, CALENDAR), CALENDAR)


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()
