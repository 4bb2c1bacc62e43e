"""Builders for the tests of the scheduler: a small workflow, and a trajectory told day by day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from scheduler.explain.who_hears import WhoHears
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.history.state import replay
from trajectories.people.staff_member import StaffMember
from workflows.calendar import builtin_calendar
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

CALENDAR = builtin_calendar()
Told = tuple[str, Event]  # the day it was written down, and what happened; `2026-03-02 < 2026-02-01` happened earlier


def a_workflow(deadlines: dict[str, dict[str, Any]], **facts: str) -> Compiled:
    """Stages begin and einde. facts: name -> type; `op` and `ander_op` are dates."""
    types = {"op": "date", "ander_op": "date", "maanden": "integer", **facts}
    whole = {
        "workflow": "proef",
        "version": 1,
        "label": {"nl": "Proeftraject", "en": "Trial"},
        "subject": "person",
        "sources": {
            "wet": {"ref": "Proefwet art. 1", "certainty": "law"},
            "gis": {"ref": "algemene kennis", "certainty": "unverified"},
        },
        "source": "wet",
        "facts": {
            name: {"type": kind, "label": {"nl": f"Feit {name}", "en": f"Fact {name}"}} for name, kind in types.items()
        },
        "stages": {
            "begin": {"label": {"nl": "Begin"}, "initial": True},
            "einde": {"label": {"nl": "Einde"}, "final": True, "outcome": "klaar"},
        },
        "transitions": {"afronden": {"from": "begin", "to": "einde"}},
        "outcomes": {"klaar": {"label": {"nl": "Klaar"}}},
        "deadlines": {name: {**a_rule(), **rule} for name, rule in deadlines.items()},
    }
    return Compiled(Workflow.model_validate(whole), "d" * 64)


def a_workflow_that_waits(**rule: Any) -> Compiled:
    """As above, with two stages more, in which the term stands still: one waits for the IND, the other just lasts."""
    ways = {"wacht": ("begin", "wachten"), "rust": ("begin", "rusten")}
    base = a_workflow({"aanvragen": {"remind": [{"on_due": True}], "paused_in": ["wachten", "rusten"], **rule}})
    whole = base.workflow.model_dump(by_alias=True, exclude_none=True)
    whole["stages"] |= {
        "wachten": {"label": {"nl": "Wachten"}, "waits_for": {"nl": "de IND", "en": "the IND"}},
        "rusten": {"label": {"nl": "Rusten"}},
    }
    whole["transitions"] |= {name: {"from": source, "to": to} for name, (source, to) in ways.items()}
    whole["transitions"] |= {"verder": {"from": ["wachten", "rusten"], "to": "begin"}}
    return Compiled(Workflow.model_validate(whole), "d" * 64)


def a_rule(**more: Any) -> dict[str, Any]:
    return {
        "rule": "X1",
        "label": {"nl": "Aanvragen", "en": "Apply"},
        "anchor": {"fact": "op"},
        "term": "3 months",
        "source": "wet",
        **more,
    }


def a_case(compiled: Compiled, *told: Told, opened: str = "2026-01-05", said: tuple[Told, ...] = ()) -> Written:
    """t1 as it is after all that was told; opened on Monday 5 January 2026 where nothing else is said."""
    opening = ev.TrajectoryOpened("proef", 1, "base", "westland", "p1", opened.split()[-1], "begin")
    history = recorded("t1", [(opened, opening), *told])
    trajectory = replay("t1", history)
    deadlines = open_deadlines(compiled, trajectory, CALENDAR)
    return Written(compiled, trajectory, history, recorded("t1/said", list(said)), deadlines, CALENDAR)


def recorded(stream: str, told: list[Told]) -> list[Recorded]:
    found = []
    for version, (when, event) in enumerate(told, 1):
        written_on, _, happened_on = when.partition(" < ")
        found.append(
            Recorded(
                stream,
                version,
                day(happened_on or written_on),
                noon(written_on),
                "s1",
                "coordinator",
                "",
                "d" * 64,
                event,
            )
        )
    return found


def sent(reminder: str, due_on: str, to: str = "s1") -> ev.ReminderSent:
    return ev.ReminderSent(reminder, due_on, to, "coordinator", "console", "m1", {"rule": "as it was"})


def folded(reminder: str, due_on: str, into: str, to: str = "s1") -> ev.ReminderFolded:
    return ev.ReminderFolded(reminder, due_on, to, into)


def fact(value: str | int, name: str = "op") -> ev.FactSet:
    return ev.FactSet(name, value)


def a_colleague(name: str = "Anna", *roles: str, **more: Any) -> StaffMember:
    known: dict[str, Any] = {"id": "s1", "email": "anna@voorbeeld.nl", "municipality": "", "lang": "nl", **more}
    return StaffMember(name=name, roles=frozenset(roles or ("coordinator",)), **known)


def everyone_hears(staff: Mapping[str, StaffMember]) -> WhoHears:
    """On every day the same staff, told on the console."""
    return WhoHears(date.min, lambda _: staff, "console")


def day(text: str) -> date:
    return date.fromisoformat(text)


def noon(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=11, tzinfo=UTC)
