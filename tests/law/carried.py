"""What the shipped definitions say of the rules in the tables, cell by cell, in the tables' own words.

carried.csv says which term of which definition carries a rule, or why none does; `edges` where the day that picks the
version is another than the tables' (theirs=ours). starts.csv: the tables' words for a day, and our anchors for it.
ground_names.csv: the tables' grounds by the names that our definitions give them.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from tests.law.tables import Row, table
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder
from workflows.describe.rule_register import NO_SOURCE, readings
from workflows.language.anchors import (
    Anchor,
    DeadlineAnchor,
    FactAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    StageAnchor,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.grounds import Extending, LongerGround
from workflows.language.terms import Term
from workflows.language.workflow import Workflow

UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
LENGTH = re.compile(r"P(\d+)([DWMY])")
TIMES = {"once": 1, "twice": 2}
ONE_DAY = timedelta(1)


class Reading(NamedTuple):
    """One version of a term that carries a rule, from and until a day in the tables' own terms."""

    rule: str
    workflow: str
    term: str
    spec: DeadlineRule
    from_: str
    until: str
    certainty: str

    @property
    def place(self) -> str:
        return f"{self.workflow}/{self.term}"


@cache
def definitions() -> dict[str, Workflow]:
    catalogue = Catalogue.load(builtin_folder())
    return {name: catalogue.resolve(name, "any", date.max).workflow for name in catalogue.workflows}


def carried_by(rule: str) -> list[Reading]:
    """The versions of the terms that carry it."""
    return [
        reading for row in table("carried") if row["rule"] == rule and row["workflow"] for reading in readings_of(row)
    ]


def readings_of(row: Row) -> Iterator[Reading]:
    workflow = definitions()[row["workflow"]]
    edges = {ours: theirs for theirs, _, ours in (edge.partition("=") for edge in row["edges"].split(";") if edge)}
    for spec, (from_, until) in readings(workflow.deadlines[row["term"]]):
        first = _edge(from_ - ONE_DAY if from_ else None, edges)
        certainty = spec.certainty or workflow.sources.get(spec.source or "", NO_SOURCE).certainty
        yield Reading(
            row["rule"],
            row["workflow"],
            row["term"],
            spec,
            (date.fromisoformat(first) + ONE_DAY).isoformat() if first else "",
            _edge(until, edges),
            certainty,
        )


def _edge(day: date | None, edges: dict[str, str]) -> str:
    return edges.get(day.isoformat(), day.isoformat()) if day else ""


def iso(term: object) -> str:
    """`P3M`; empty where the amount is looked up or counted in working days. Twelve months are a year."""
    if not isinstance(term, Term):
        return ""
    if term == Term(12, "month"):
        return "P1Y"
    unit = next((letter for letter, unit in UNITS.items() if unit == term.unit), "")
    return f"P{term.amount}{unit}" if unit else ""


def spelled(anchor: Anchor) -> str:
    """As starts.csv has it."""
    match anchor:
        case FactAnchor(fact=name, pick="first"):
            return f"fact {name} (first)"
        case FactAnchor(fact=name):
            return f"fact {name}"
        case DeadlineAnchor(deadline=name):
            return f"deadline {name}"
        case StageAnchor(stage=name):
            return f"stage {name}"
        case LaterOfAnchor(later_of=parts):
            return f"later of {', '.join(map(spelled, parts))}"
        case LatestOfAnchor(latest_of=parts):
            return f"latest of {', '.join(map(spelled, parts))}"
        case _:
            return type(anchor).__name__


def cells(reading: Reading) -> dict[str, str]:
    """The columns of facts.csv that a definition says, as it says them."""
    rule = reading.spec
    return {
        "length": iso(rule.term),
        "direction": "backward" if rule.count == "back" else "forward",
        "moment": "opens" if rule.moment == "opens" else "last_day",
        "counts_that_day": "yes" if rule.first_day_counts else "no",
        "atw": "yes" if may_move(rule) else "no",
        "certainty": "read" if reading.certainty == "law" else "not read",
    }


def may_move(rule: DeadlineRule) -> bool:
    """Whether the calendar moves its last day: some Monday brings it to a Saturday."""
    if not isinstance(rule.term, Term):
        return False
    due = [
        builtin_calendar().due(date(2026, 1, 5) + timedelta(day), rule.term, rule.legal, back=rule.count == "back")
        for day in range(14)
    ]
    return any(each.raw_on != each.due_on for each in due)


def said(fact: Row) -> dict[str, str]:
    """The same columns as the table has them. What it leaves open is safe where it ends earliest."""
    unsure = "yes" if fact["moment"] == "last_day" else "no"
    return {
        "length": fact["length"],
        "direction": fact["direction"],
        "moment": fact["moment"],
        "counts_that_day": {"unsure": unsure}.get(fact["counts_that_day"], fact["counts_that_day"]),
        "atw": "yes" if fact["atw"] == "yes" else "no",
        "certainty": "read" if fact["certainty"] == "read" else "not read",
    }


class GroundCell(NamedTuple):
    """Empty where nothing is said."""

    kind: str
    length: str
    times: str
    total: str


def own_grounds(reading: Reading) -> dict[tuple[str, str], GroundCell]:
    """(kind, name) -> what the definition says of it."""
    rule, found = reading.spec, {}
    if rule.suspend and rule.suspendable:
        for name, _ in rule.suspend.grounds.items():
            found["pause", name] = GroundCell("pause", "", "", "")
    if rule.extend:
        for name, ground in rule.extend.grounds.items():
            found["extension", name] = _longer(ground, rule.extend)
    return found


def _longer(ground: LongerGround, extend: Extending) -> GroundCell:
    """What one ground gives in all: by itself, by its number, or as the only one by the whole."""
    longest = ground.by or ground.max
    alone = extend.total if len(extend.grounds) == 1 else None
    total = ground.total or (longest if ground.times == 1 else alone)
    return GroundCell("extension", iso(longest), str(ground.times or ""), iso(total))


def told_grounds(reading: Reading) -> dict[tuple[str, str], GroundCell]:
    """The same from grounds.csv, by the names of the definitions."""
    found = {}
    for row in table("grounds"):
        if row["rule"] == reading.rule and touches(row, reading):
            name = ground_name(row)
            if name:
                found[row["kind"], name] = _told(row)
    return found


def _told(row: Row) -> GroundCell:
    """A total "an interruption" is the longest in one go."""
    length, total = LENGTH.fullmatch(row["length"]), LENGTH.match(row["total"])
    most = total[0] if total else ""
    if row["total"].endswith(" an interruption"):
        return GroundCell(row["kind"], most, "", "")
    return GroundCell(row["kind"], length[0] if length else "", str(TIMES.get(row["times"], "")), most)


def ground_name(row: Row) -> str | None:
    """None where ground_names.csv says nothing of it; empty where the definitions have none, with a reason there."""
    names = [each for each in table("ground_names") if each["ground"] == row["ground"]]
    own = [each for each in names if each["rule"] == row["rule"]] or [each for each in names if not each["rule"]]
    return own[0]["name"] if own else None


def touches(row: Row, reading: Reading) -> bool:
    """Whether a row of a table holds on one of the reading's days."""
    first = max(row["valid_from"], reading.from_)
    last = min(row["valid_until"] or "9999-12-31", reading.until or "9999-12-31")
    return first <= last


def days_left(reading: Reading, rows: list[Row]) -> bool:
    """Whether the reading holds on a day on which no row does."""
    first, last = reading.from_ or "0001-01-01", reading.until or "9999-12-31"
    for row in sorted(rows, key=lambda each: each["valid_from"]):
        if (row["valid_from"] or "0001-01-01") <= first <= (row["valid_until"] or "9999-12-31"):
            if not row["valid_until"] or row["valid_until"] >= last:
                return False
            first = (date.fromisoformat(row["valid_until"]) + ONE_DAY).isoformat()
    return True
