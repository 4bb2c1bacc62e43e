"""Event logs of the process of traffic fines, of the shape of the public log, made up here: as XES and as a list."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from trajectories.local_time import AMSTERDAM

FINES = ("Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty", "Send for Credit Collection")
GAPS = (0, 30, 14, 60, 200)  # days, each after the one before
PAID_AT_ONCE = ("Create Fine", "Payment")
APPEALED = (
    "Create Fine",
    "Send Fine",
    "Insert Fine Notification",
    "Insert Date Appeal to Prefecture",
    "Add penalty",
    "Send Appeal to Prefecture",
    "Receive Result Appeal from Prefecture",
    "Notify Result Appeal to Offender",
    "Payment",
)


class Fine(NamedTuple):
    """steps: each with its day."""

    name: str
    steps: list[tuple[str, date]]


def a_fine(
    name: str, steps: tuple[str, ...] = FINES, begun: date = date(2006, 7, 24), gaps: tuple[int, ...] = ()
) -> Fine:
    """Without gaps sixty days lie between any two steps."""
    gaps = gaps or (GAPS if steps == FINES else (0, *[60] * (len(steps) - 1)))
    day, found = begun, []
    for step, gap in zip(steps, gaps, strict=True):
        day += timedelta(days=gap)
        found.append((step, day))
    return Fine(name, found)


def fines(count: int) -> list[Fine]:
    """As in the public log: most go all the way, some are paid at once, some are sent and nothing more."""
    roads = (FINES, FINES, FINES, PAID_AT_ONCE, PAID_AT_ONCE, APPEALED, FINES[:2])
    return [
        a_fine(f"A{one}", roads[one % len(roads)], date(2006, 7, 24) + timedelta(days=one % 300))
        for one in range(count)
    ]


def midnight(day: date) -> str:
    return datetime.combine(day, time(), AMSTERDAM).isoformat(timespec="milliseconds")


def as_xes(cases: list[Fine], *, encoding: str = "UTF-8") -> bytes:
    traces = "".join(
        f'<trace><string key="concept:name" value="{case.name}"/>'
        + "".join(
            f'<event><string key="concept:name" value="{step}"/><string key="org:resource" value="541"/>'
            f'<string key="lifecycle:transition" value="complete"/><float key="points" value="2.0"/>'
            f'<string key="dismissal" value="NIL"/>'
            f'<date key="time:timestamp" value="{midnight(day)}"/></event>'
            for step, day in case.steps
        )
        + "</trace>\n"
        for case in cases
    )
    head = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
    )
    extension = '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
    return f"{head}{extension}{traces}</log>\n".encode(encoding)


def as_list(cases: list[Fine]) -> str:
    rows = [f"{case.name};{step};{day:%d-%m-%Y}" for case in cases for step, day in case.steps]
    return "\n".join(["Zaak;Activiteit;Datum", *rows]) + "\n"
