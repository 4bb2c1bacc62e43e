"""The recipe "Replay by hand" of docs/auditor.md, followed literally on what `traject history ID --json` prints.

by_hand uses nothing of the product, so that it may disagree with what the product replays.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from trajectories.history.state import Trajectory, done_entries

Line = Mapping[str, Any]
ASKING = ("TrajectoryOpened", "StageEntered", "MemberJoined", "MemberChanged", "TaskAsked", "Migrated")


class ByHand(NamedTuple):
    """closed: whether it is, or is of an opening taken back. done: by task, or task/member, how much."""

    stage: str
    closed: bool
    facts: dict[str, Any]
    done: dict[str, int]


def by_hand(lines: Sequence[Line], as_of: date | None = None, known_at: datetime | None = None) -> ByHand:
    """lines: of the casework."""
    known = [each for each in lines if known_at is None or _instant(each) <= known_at]  # step 1
    opening = next((each for each in known if each["type"] == "TrajectoryOpened"), None)
    held, is_taken_back = _carried_out(known, opening)  # step 2
    happened = [each for each in held if as_of is None or each["occurred_on"] <= as_of.isoformat()]  # step 3
    happened.sort(key=lambda each: (each["occurred_on"], each["version"]))  # step 4
    return _read_down(happened, is_taken_back=is_taken_back)


def _instant(line: Line) -> datetime:
    return datetime.fromisoformat(line["recorded_at"])


def _carried_out(known: Sequence[Line], opening: Line | None) -> tuple[list[dict[str, Any]], bool]:
    away: set[int] = set()
    for each in reversed(known):
        if each["type"] == "EventVoided" and each["version"] not in away:
            away.add(each["data"]["version"])
    is_taken_back = opening is not None and opening["version"] in away
    left = {each["version"]: dict(each) for each in known if each["version"] not in away or each is opening}
    for each in list(left.values()):
        if each["type"] == "EventReplaced" and (event := left.get(each["data"]["version"])):
            event["occurred_on"] = each["data"].get("occurred_on", event["occurred_on"])
            if "value" in each["data"]:
                name = "amount" if event["type"] == "TaskDone" else "value"
                event["data"] = {**event["data"], name: each["data"]["value"]}
    return [each for each in left.values() if each["type"] not in ("EventVoided", "EventReplaced")], is_taken_back


def _read_down(happened: Sequence[Line], *, is_taken_back: bool) -> ByHand:
    stage, closed, facts = "", False, dict[str, Any]()
    done: dict[str, int] = {}
    asked: set[str] = set()
    for each in happened:
        data, kind = each["data"], each["type"]
        if kind in ASKING:
            for key in _tasks(kind, data):
                if key in asked and not data.get("counts_from"):
                    done.pop(key, None)
                asked.add(key)
        if kind == "TrajectoryOpened":
            stage = data["stage"]
        elif kind == "StageEntered":
            stage, closed = data["stage"], bool(data.get("outcome"))
            for name in data.get("forgets", ()):
                facts.pop(name, None)
        elif kind == "TrajectoryClosed":
            closed = True
        elif kind == "FactSet":
            facts[data["name"]] = data["value"]
        elif kind == "TaskDone":
            key = _key(data["task"], data.get("member", ""))
            done[key] = done.get(key, 0) + data.get("amount", 1)
    return ByHand(stage, closed or (is_taken_back and bool(stage)), facts, done)


def _tasks(kind: str, data: Line) -> list[str]:
    if kind == "TaskAsked":
        return [data["task"]]
    asked = [*data.get("tasks", ()), *data.get("settling", ()), *data.get("asked", ())]
    return [_key(each["task"], each["member"]) for each in asked]


def _key(task: str, member: str) -> str:
    return f"{task}/{member}" if member else task


def replayed(trajectory: Trajectory) -> ByHand:
    """What replay came to, in those terms."""
    facts = {name: entries[-1].value for name, entries in trajectory.facts.items() if entries}
    counted = {key: sum(each.amount for each in done_entries(trajectory, key)) for key in trajectory.done}
    done = {key: amount for key, amount in counted.items() if amount}
    return ByHand(trajectory.stage, trajectory.closed_on is not None, facts, done)
