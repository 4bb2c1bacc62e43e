"""The id of a reminder, `t1/aanvragen#2/before-1m.0`: its deadline, its rung and which repeat it is."""

from datetime import date

from scheduler.planning.taken_back import as_deadline
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from workflows.errors import NotFound
from workflows.words import Words


def parts_of(reminder: str) -> tuple[str, str, int]:
    """Deadline, rung and repeat of a reminder's id. Raises NotFound for another form."""
    deadline, _, rest = reminder.rpartition("/")
    rung, _, repeat = rest.rpartition(".")
    if not (rung and repeat.isdigit()):
        raise no_such(reminder)
    return deadline, rung, int(repeat)


def find(written: Written, deadline: str) -> Deadline:
    """Raises NotFound with those there are."""
    every = [*written.deadlines, *filter(None, [as_deadline(written)])]
    found = next((each for each in every if each.id == deadline), None)
    if found is None:
        raise no_such(deadline, [each.id for each in written.deadlines])
    return found


def no_such(asked: str, known: list[str] | None = None) -> NotFound:
    nl, en = (f"; wel {', '.join(known)}", f"; there is {', '.join(known)}") if known else ("", "")
    return NotFound(
        Words(f"er is geen termijn of herinnering {asked}{nl}", f"there is no deadline or reminder {asked}{en}")
    )


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
