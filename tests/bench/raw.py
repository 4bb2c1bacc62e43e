"""The floor: the same reads and writes as the product, with nothing but the driver, plain dicts and strings.

It knows the yardstick by heart and checks no more than the one guard. What it leaves in the database is the same to
the byte; the groups check that.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.easter import easter  # type: ignore[import-untyped, unused-ignore]

from trajectories.history.state import Trajectory
from trajectories.history.state_text import state_text

Execute = Callable[..., Any]  # of an sqlite3 or psycopg connection
State = dict[str, Any]
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

ON = {
    ("melding", "koppel"): "koppeling",
    ("koppeling", "bezichtig"): "bezichtiging",
    ("bezichtiging", "weiger"): "koppeling",
    ("bezichtiging", "teken"): "contract",
    ("contract", "richt_in"): "inrichting",
    ("inrichting", "coach"): "coaching",
    ("coaching", "begeleid"): "begeleiding",
    ("begeleiding", "bespreek"): "gesprek",
    ("gesprek", "draag_over"): "overdracht",
    ("gesprek", "rond_af"): "klaar",
    ("contract", "herplaats"): "koppeling",
    ("inrichting", "herplaats"): "koppeling",
    ("inrichting", "pauzeer"): "pauze",
    ("coaching", "pauzeer"): "pauze",
    ("begeleiding", "pauzeer"): "pauze",
    ("pauze", "hervat"): "coaching",
    ("melding", "stop"): "vervallen",
    ("koppeling", "stop"): "vervallen",
    ("bezichtiging", "stop"): "vervallen",
    ("contract", "stop"): "vervallen",
}
ASKED = {"inrichting": ("huisarts",)}
RULES = {
    "melding": "X0",
    "koppeling": "X1",
    "bezichtiging": "X2",
    "contract": "X3",
    "inrichting": "X4",
    "coaching": "X5",
    "begeleiding": "X6",
}
FOUR_WEEKS, ONE_WEEK, ONE_DAY = timedelta(28), timedelta(7), timedelta(1)


class NotAllowed(Exception):
    pass


def is_signed(facts: Mapping[str, object]) -> bool:
    return facts.get("getekend_op") is not None


DECIDE: dict[tuple[str, str], tuple[str, Callable[[Mapping[str, object]], bool] | None]] = {
    key: (stage, is_signed if key[1] == "teken" else None) for key, stage in ON.items()
}


def decide(stage: str, trigger: str, facts: Mapping[str, object]) -> str:
    """A dict lookup and a guard."""
    found = DECIDE.get((stage, trigger))
    if found is None:
        raise NotAllowed(trigger)
    target, guard = found
    if guard is not None and not guard(facts):
        raise NotAllowed(trigger)
    return target


# days


def holidays(first: int, last: int) -> frozenset[date]:
    """The public holidays, worked out beforehand."""
    found = set()
    for year in range(first, last + 1):
        sunday: date = easter(year)
        found |= {sunday + timedelta(days) for days in (-2, 0, 1, 39, 49, 50)}
        found |= {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
        kings_day = date(year, 4, 27)
        found.add(kings_day - ONE_DAY if kings_day.weekday() == 6 else kings_day)
    return frozenset(found)


HOLIDAYS = holidays(2015, 2035)
MONTH_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    is_leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 29 if is_leap else MONTH_LENGTHS[month]
    return date(year, month, day.day if day.day <= last else last)


def next_open(day: date, closed: frozenset[date] = HOLIDAYS) -> date:
    while day.weekday() > 4 or day in closed:
        day += ONE_DAY
    return day


def previous_open(day: date) -> date:
    while day.weekday() > 4 or day in HOLIDAYS:
        day -= ONE_DAY
    return day


def eight_in_the_morning(day: date) -> str:
    """In Amsterdam, written as UTC; summer time from the last Sunday of March to the last of October."""
    is_summer = _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)
    return f"{day.isoformat()}T0{6 if is_summer else 7}:00:00.000000Z"


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta((last.weekday() + 1) % 7)


# replay


BLANK: State = json.loads(state_text(Trajectory("")))  # every field of a state, empty


def blank(key: str) -> State:
    return {**BLANK, "id": key, "asked": {}, "facts": {}, "path": []}


def fold(state: State, row: Sequence[Any], loads: Callable[[str], Any] = json.loads) -> None:
    """One stored row into the state. Knows the events that the measured trajectories have."""
    _, version, kind, on, recorded_at, _, _, _, definition, data, _ = row
    known_on = recorded_at[:10]  # everything here is recorded by day
    event = loads(data)
    if kind == "StageEntered":
        state["stage"] = stage = event["stage"]
        passage = {"stage": stage, "on": on, "version": version, "known_on": known_on}
        passage["source"], passage["trigger"] = event["source"], event["trigger"]
        state["path"].append(passage)
        for each in event.get("tasks", ()):
            key = f"{each['task']}/{each['member']}"
            again = key in state["asked"]
            asked = {"stage": stage, "on": on, "version": version, "known_on": known_on, "again": again}
            state["asked"][key] = asked
    elif kind == "FactSet":
        entry = {"value": event["value"], "on": on, "version": version, "known_on": known_on}
        state["facts"].setdefault(event["name"], []).append(entry)
    else:
        passage = {"stage": event["stage"], "on": on, "version": version, "known_on": known_on}
        passage["source"] = passage["trigger"] = ""
        for name in ("workflow", "workflow_version", "variant", "municipality", "subject", "intake_on", "stage"):
            state[name] = event[name]
        state["members"] = {each["member"]: each for each in event["members"]}
        state["origin"] = event.get("origin", "")
        state["definition"], state["opened_on"], state["opened_version"] = definition, on, version
        state["known_on"] = known_on
        state["path"].append(passage)
    state["version"] = version


def replay(key: str, rows: Sequence[Sequence[Any]]) -> State:
    state = blank(key)
    for row in rows:
        fold(state, row)
    return state


def chained(previous: str, fields: Sequence[Any]) -> str:
    return hashlib.sha256("\n".join((previous, *fields)).encode()).hexdigest()


# advance

EVENT_COLUMNS = "stream, version, type, occurred_on, recorded_at, actor, role, reason, definition, data, hash"
LOCK = "SELECT id FROM trajectory WHERE id = ? FOR UPDATE"
HISTORY = f"SELECT {EVENT_COLUMNS} FROM event WHERE stream IN (?, ?) ORDER BY stream, version"
LAST_HASH = "SELECT hash FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1"
CALENDAR = "SELECT value FROM setting WHERE key = 'calendar'"
MEMBERS = """SELECT person.id, person.born FROM person JOIN membership ON membership.person = person.id
    WHERE membership.household = ? AND membership.from_on <= ?
    AND (membership.until_on = '' OR membership.until_on > ?) ORDER BY person.number"""
INSERT_EVENT = f"INSERT INTO event ({EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
UPDATE_TRAJECTORY = """UPDATE trajectory SET number = ?, workflow = ?, workflow_version = ?, variant = ?,
    municipality = ?, subject = ?, definition = ?, stage = ?, entered_on = ?, opened_on = ?, intake_on = ?,
    closed_on = ?, outcome = ?, version = ?, coordinator = ?, state = ? WHERE id = ?"""
STATE = "SELECT state FROM trajectory WHERE id = ?"
DEADLINES = "SELECT * FROM deadline WHERE trajectory = ?"
DELETE_DEADLINE = "DELETE FROM deadline WHERE id IN (?)"
INSERT_DEADLINE = "INSERT INTO deadline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
AGENDA = "SELECT id, trajectory, deadline, rung, repeat, due_on, send_at, roles FROM agenda WHERE trajectory = ?"
DELETE_AGENDA = "DELETE FROM agenda WHERE id IN (?, ?)"
INSERT_AGENDA = "INSERT INTO agenda VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Raw:
    """Advances trajectories. placeholder: how the driver writes a parameter. is_lean: blind writes after one read."""

    def __init__(self, connection: Any, recorded_at: str, *, placeholder: str = "?", is_lean: bool = False) -> None:
        self.connection = connection
        self.recorded_at = recorded_at
        self.is_lean = is_lean
        self.locks = placeholder != "?"

        def said(statement: str) -> str:
            return statement.replace("?", placeholder)

        self.lock, self.history, self.last_hash = said(LOCK), said(HISTORY), said(LAST_HASH)
        self.members, self.insert_event, self.update = said(MEMBERS), said(INSERT_EVENT), said(UPDATE_TRAJECTORY)
        self.state, self.deadlines, self.agenda = said(STATE), said(DEADLINES), said(AGENDA)
        self.delete_deadline, self.insert_deadline = said(DELETE_DEADLINE), said(INSERT_DEADLINE)
        self.delete_agenda, self.insert_agenda = said(DELETE_AGENDA), said(INSERT_AGENDA)

    def advance(self, key: str, trigger: str, on: date, facts: Mapping[str, str]) -> None:
        execute = self.connection.execute
        day = on.isoformat()
        if self.locks:
            execute(self.lock, (key,)).fetchone()
        else:
            execute("BEGIN IMMEDIATE")
        state, digest = self._lean(key) if self.is_lean else self._read(key, day)
        members = sorted(state["members"], key=_number) if self.is_lean else self._people(state["subject"], day)
        known = {name: entries[-1]["value"] for name, entries in state["facts"].items()} | dict(facts)
        source = state["stage"]
        stage = decide(source, trigger, known)
        entered: dict[str, Any] = {"stage": stage, "source": source, "trigger": trigger}
        if stage in ASKED:
            entered["tasks"] = [{"task": task, "member": each} for task in ASKED[stage] for each in members]
        events: list[tuple[str, dict[str, Any]]]
        events = [("FactSet", {"name": name, "value": value}) for name, value in facts.items()]
        events.append(("StageEntered", entered))
        before = state["path"][-1]
        self._append(state, digest, events, day)
        self._project(state, day)
        self._swap(key, before, state["path"][-1], on)
        self.connection.commit()

    def _read(self, key: str, day: str) -> tuple[State, str]:
        rows = self.connection.execute(self.history, (key, f"{key}/said")).fetchall()
        self.connection.execute(CALENDAR).fetchone()
        return replay(key, rows), rows[-1][10]

    def _lean(self, key: str) -> tuple[State, str]:
        text = self.connection.execute(self.state, (key,)).fetchone()[0]
        return json.loads(text), self.connection.execute(self.last_hash, (key,)).fetchone()[0]

    def _people(self, subject: str, day: str) -> list[str]:
        return [row[0] for row in self.connection.execute(self.members, (subject, day, day)).fetchall()]

    def _append(self, state: State, digest: str, events: list[tuple[str, dict[str, Any]]], day: str) -> None:
        rows, version = [], state["version"]
        for kind, event in events:
            version += 1
            data = canonical(event)
            stored = (state["id"], str(version), kind, day, self.recorded_at, "s1", "administrator", "")
            digest = chained(digest, (*stored, state["definition"], data))
            row = (state["id"], version, *stored[2:], state["definition"], data, digest)
            fold(state, row)
            rows.append(row)
        if len(rows) == 1:
            self.connection.execute(self.insert_event, rows[0])
        else:
            self.connection.cursor().executemany(self.insert_event, rows)

    def _project(self, state: State, day: str) -> None:
        key = state["id"]
        values = (
            int(key[1:]),
            state["workflow"],
            state["workflow_version"],
            state["variant"],
            state["municipality"],
            state["subject"],
            state["definition"],
            state["stage"],
            day,
            state["opened_on"],
            state["intake_on"],
            state["closed_on"] or "",
            state["outcome"],
            state["version"],
            state["assigned"].get("coordinator", ""),
            canonical(state),
            key,
        )
        self.connection.execute(self.update, values)

    def _swap(self, key: str, before: Mapping[str, Any], after: Mapping[str, Any], on: date) -> None:
        execute, day = self.connection.execute, on.isoformat()
        if not self.is_lean:
            execute(self.deadlines, (key,)).fetchall()
        met = self._deadline(key, before, date.fromisoformat(before["on"]), "met", day)
        new = self._deadline(key, after, on, "running", "")
        execute(self.delete_deadline, (met[0],))
        self.connection.cursor().executemany(self.insert_deadline, [met, new])
        if not self.is_lean:
            execute(self.agenda, (key,)).fetchall()
        execute(self.delete_agenda, [row[0] for row in self._reminders(key, met[0], date.fromisoformat(before["on"]))])
        self.connection.cursor().executemany(self.insert_agenda, self._reminders(key, new[0], on))

    def _deadline(self, key: str, passage: Mapping[str, Any], on: date, standing: str, met_on: str) -> Sequence[Any]:
        name, occurrence, due_on = f"{passage['stage']}_termijn", passage["version"], (on + FOUR_WEEKS).isoformat()
        rule = RULES[passage["stage"]]
        identity = (f"{key}/{name}#{occurrence}", key, name, occurrence, rule, "none", standing, 0)
        return (*identity, due_on, due_on, met_on, passage["on"], "[]", "[]", "unverified", "[]")

    def _reminders(self, key: str, deadline: str, on: date) -> list[Sequence[Any]]:
        due = on + FOUR_WEEKS
        found: list[Sequence[Any]] = []
        for rung, counted in (("before-1w", due - ONE_WEEK), ("due", due)):
            moment = eight_in_the_morning(previous_open(counted))
            row = (f"{deadline}/{rung}.0", key, deadline, rung, 0, due.isoformat(), moment, "coordinator", "", "")
            found.append(row)
        return found


def _number(key: str) -> int:
    return int(key[1:])
