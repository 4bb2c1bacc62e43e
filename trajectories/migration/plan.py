"""The plan by which running trajectories go over to another definition.

It says for each name of the old definition what it is called in the new one, and for each deadline whether it keeps
what it had, is reckoned anew, or starts again. What it leaves open stops only those that need it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from trajectories.history.codec import canonical
from workflows.machine.state_machine import Compiled
from workflows.words import Words

How = str  # keep, recompute or restart
HOWS = ("keep", "recompute", "restart")
STAY, DROP = "STAY", "DROP"  # in capitals, as no name is: decided, where null is not
SECTIONS = ("stages", "facts", "tasks", "deadlines")
WORD = {
    "stages": Words("stadium", "stage"),
    "facts": Words("feit", "fact"),
    "tasks": Words("taak", "task"),
    "deadlines": Words("termijn", "deadline"),
}
HINT = {
    "stages": "the name of another stage, or STAY to leave those who are in it where they are",
    "facts": "what was recorded stays in the history, and is read no more",
    "tasks": "a name, or DROP to let it go where another trajectory asked for it",
    "deadlines": "a name, or DROP to let it go where it runs",
}


class Pair(NamedTuple):
    """A definition that trajectories are under, and the one they would go on under."""

    before: Compiled
    after: Compiled


class Plan(NamedTuple):
    """names: by section, old name -> new name, None where nothing was decided, or STAY or DROP.

    start and target: the definitions it is about, `variant@version` -> hash. guesses: what a person must still
    confirm. because: why a deadline comes, goes or has another day, by its new name or, where it goes, by its old one.
    hash: of what it does; the reasons do nothing.
    """

    workflow: str
    start: Mapping[str, str]
    target: Mapping[str, str]
    names: Mapping[str, Mapping[str, str | None]]
    hows: Mapping[str, How]
    guesses: frozenset[tuple[str, str]] = frozenset()
    because: Mapping[str, Words] = {}

    @property
    def hash(self) -> str:
        guesses = sorted(map(list, self.guesses))
        return sha256(canonical([*self[: self._fields.index("guesses")], guesses]).encode()).hexdigest()

    def new_name(self, section: str, name: str) -> str | None:
        """None where it goes on under no name."""
        found = self.names[section].get(name)
        return None if found in (STAY, DROP) else found


class Wish(NamedTuple):
    """How to move. now: when it is written down. past: what of missed reminders goes out, empty where not decided."""

    plan: Plan
    today: date
    now: datetime
    past: str = ""
    repeat_said: bool = False
