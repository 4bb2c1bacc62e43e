"""The read side: what people and machines are shown. Status is asked with a date; nothing here writes."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from trajectories.casework.commands import Actor
from trajectories.casework.refusals import is_reopenable
from trajectories.casework.tasks import open_tasks, repeating_tasks, seen_of
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.codec import encode
from trajectories.history.events import Recorded
from trajectories.history.state import DoneEntry, Moment, Trajectory, done_entries, task_key
from trajectories.history.state_text import state_text
from trajectories.history.streams import OFFICE, said_stream
from trajectories.local_time import is_within, local_day, read_day, write_instant
from trajectories.people.circle import circle_of
from trajectories.people.households import members_of
from trajectories.people.references import by_reference, subject_by_ref, subject_ref, subject_refs
from trajectories.people.staff import staff_on
from trajectories.projections.projections import read_holds
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import AGENDA, DEADLINE, EVENT, TRAJECTORY
from trajectories.repository.trajectories import Dossiers, running
from workflows.errors import NotFound, Reason
from workflows.machine.guards import OpenTask, Seen
from workflows.machine.state_machine import Blocked
from workflows.words import Lang, Words

Shown = dict[str, Any]
MARK = 12  # characters


class DueRow(NamedTuple):
    """A deadline to keep an eye on.

    rule: its name in the definition; register: its id among the rules of law (N1). due_on: None where it is not
    known yet; missing: the facts it waits for.
    """

    deadline: str
    trajectory: str
    subject: str
    rule: str
    register: str
    due_on: date | None
    status: str
    next_reminder_on: date | None
    missing: list[str]
    certainty: str


def trajectories_of(uow: UnitOfWork, asked: str, on: date) -> tuple[str, list[str]]:
    """The subject's reference and the trajectories to show: one by its id, or all of a client or household.

    A household brings those of its members. Raises NotFound.
    """
    row = uow.connection.execute(select(TRAJECTORY.c.subject).where(TRAJECTORY.c.id == asked)).first()
    if row:
        return subject_ref(uow, row.subject), [asked]
    if asked.startswith("t") and asked[1:].isdigit():
        raise NotFound(Words(f"er is geen traject {asked}", f"there is no trajectory {asked}"))
    subject = subject_by_ref(uow, asked)
    subjects = [subject]
    if subject.startswith("h"):
        subjects += [person.id for person in members_of(uow, subject, on)]
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.subject.in_(subjects)).order_by(TRAJECTORY.c.number)
    return asked, list(uow.connection.execute(query).scalars())


def describe(uow: UnitOfWork, written: Written, actor: Actor, on: date, lang: Lang) -> Shown:
    """One trajectory as `show` and `replay` give it, with what is possible and blocked for this actor on that day."""
    now, compiled = written.trajectory, written.compiled
    seen = seen_of(compiled, now, on, circle_of(uow, now.subject, on))
    return {
        "trajectory": now.id,
        "workflow": now.workflow,
        "workflow_version": now.workflow_version,
        "variant": now.variant,
        "municipality": now.municipality,
        "subject": subject_ref(uow, now.subject),
        "stage": now.stage,
        "stage_label": compiled.stage_label(now.stage).say(lang),
        "entered_on": _iso(now.entered_on),
        "opened_on": _iso(now.opened_on),
        "intake_on": _iso(now.intake_on),
        "closed": now.closed_on is not None,
        "closed_on": _iso(now.closed_on),
        "outcome": now.outcome or None,
        "version": now.version,
        "path": [_passage(compiled, step, lang) for step in now.path],
        "facts": _facts(uow, written, lang),
        "open_tasks": [_task(uow, each, written, lang) for each in open_tasks(compiled, now)],
        "repeating_tasks": [_repeating(uow, each, written, lang) for each in repeating_tasks(compiled, now)],
        **_ways_out(uow, written, actor, seen, lang),
        "deadlines": [_deadline(deadline, written, on, lang) for deadline in written.deadlines],
        "assigned": {role: staff for role, staff in sorted(now.assigned.items()) if staff},
        "loose_ends": _loose_ends(written),
        "waits_for": _waits_for(written, lang),
        "continues": now.continues or None,
        "continued_by": now.continued_by,
    }


def _passage(compiled: Any, step: Any, lang: Lang) -> Shown:
    return {
        "stage": step.stage,
        "label": compiled.stage_label(step.stage).say(lang),
        "on": _iso(step.on),
        "trigger": step.trigger or None,
        "version": step.version,
    }


def _facts(uow: UnitOfWork, written: Written, lang: Lang) -> Shown:
    """Every fact that holds, by name. A private one is read from its row; an erased one says so."""
    found: Shown = {}
    for name, entries in sorted(written.trajectory.facts.items()):
        value: Any = entries[-1].value
        if isinstance(value, dict):
            value = uow.private(value["private"]).get(value["private"], "erased")
        spec = written.compiled.workflow.facts.get(name)
        label = spec.label.say(lang) if spec else name
        found[name] = {"value": value, "label": label, "on": _iso(entries[-1].on), "version": entries[-1].version}
    return found


def _task(uow: UnitOfWork, open_task: OpenTask, written: Written, lang: Lang) -> Shown:
    spec = written.compiled.workflow.tasks[open_task.task]
    return {
        "task": open_task.task,
        "label": spec.label.say(lang),
        "member": subject_ref(uow, open_task.member) if open_task.member else None,
        "done": open_task.done,
        "of": open_task.of,
        "unit": spec.unit and spec.unit.say(lang),
        "optional": spec.optional,
        "missed": len(_absences(open_task, written)),
        "last_missed_on": _last_day(_absences(open_task, written)),
    }


def _absences(open_task: OpenTask, written: Written) -> tuple[Moment, ...]:
    return written.trajectory.absences.get(task_key(open_task.task, open_task.member), ())


def _repeating(uow: UnitOfWork, open_task: OpenTask, written: Written, lang: Lang) -> Shown:
    """A task that may be done again and again: how often it was, and on which day last."""
    done = done_entries(written.trajectory, task_key(open_task.task, open_task.member))
    found = _task(uow, open_task, written, lang)
    gone = ("done", "of", "unit", "optional")
    return {
        **{key: value for key, value in found.items() if key not in gone},
        "times": len(done),
        "last_on": _last_day(done),
    }


def _last_day(entries: Sequence[Moment | DoneEntry]) -> str | None:
    return entries[-1].on.isoformat() if entries else None


def _ways_out(uow: UnitOfWork, written: Written, actor: Actor, seen: Seen, lang: Lang) -> Shown:
    """A closed trajectory has none, unless a step leads out of the final stage it reached."""
    now, compiled = written.trajectory, written.compiled
    if now.closed_on and not is_reopenable(compiled, now):
        return {"possible": [], "blocked": []}
    possible = compiled.possible(now.stage, seen, actor.roles, written.calendar)
    blocked = compiled.blocked(now.stage, seen, actor.roles, written.calendar)
    if now.closed_on and (others := running(uow, now.workflow, [now.subject])):
        blocked += [Blocked(each.trigger, each.to, [_runs_already(now, others[0])]) for each in possible]
        possible = []
    return {
        "possible": [{"trigger": e.trigger, "to": e.to, "label": e.label.say(lang)} for e in possible],
        "blocked": [
            {
                "trigger": each.trigger,
                "to": each.to,
                "because": [
                    {"kind": r.kind, "name": r.name, "text": by_reference(uow, r.text.say(lang))} for r in each.because
                ],
            }
            for each in blocked
        ],
    }


def _runs_already(now: Trajectory, other: str) -> Reason:
    words = Words(f"er loopt al een ander traject {now.workflow}: {other}", f"another {now.workflow} is open: {other}")
    return Reason("trajectory", other, words)


def _deadline(deadline: Deadline, written: Written, on: date, lang: Lang) -> Shown:
    rule = written.compiled.workflow.deadlines[deadline.name]
    return {
        "deadline": deadline.id,
        "rule": deadline.name,
        "register": deadline.reading.rule,
        "label": rule.label.say(lang),
        "due_on": _iso(deadline.due_on),
        "raw_on": _iso(deadline.raw_on),
        "legal": deadline.reading.legal,
        "opens": deadline.opens,
        "status": status(deadline, on),
        "met_on": _iso(deadline.met_on),
        "missing": list(deadline.missing),
        "certainty": deadline.reading.certainty,
    }


def _loose_ends(written: Written) -> list[Shown]:
    """Signals that found no single target: work that a person must do."""
    return [
        {
            "workflow": each["workflow"],
            "what": each["task"] or each["fact"] or each["trajectory"],
            "problem": each["problem"],
        }
        for followed in written.trajectory.followed
        for each in followed.signalled
        if each["problem"]
    ]


def _waits_for(written: Written, lang: Lang) -> str | None:
    stage = written.compiled.workflow.stages.get(written.trajectory.stage)
    return stage.waits_for.say(lang) if stage and stage.waits_for and not written.trajectory.closed_on else None


def due(uow: UnitOfWork, today: date, until: date, *, municipality: str = "", coordinator: str = "") -> list[DueRow]:
    """Deadlines of open trajectories that end by `until`, all that are overdue, and all open questions.

    coordinator: a staff id. Overdue first, then by day; questions last.
    """
    query = (
        select(DEADLINE, TRAJECTORY.c.subject)
        .join(TRAJECTORY, TRAJECTORY.c.id == DEADLINE.c.trajectory)
        .where(DEADLINE.c.standing.in_(("unknown", "running")), TRAJECTORY.c.closed_on == "")
        .where(DEADLINE.c.due_on <= until.isoformat())
        .order_by(DEADLINE.c.due_on, TRAJECTORY.c.number, DEADLINE.c.id)
    )
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    if coordinator:
        query = query.where(TRAJECTORY.c.coordinator == coordinator)
    refs = subject_refs(uow)
    reminders = next_reminders(uow)
    rows = [_due_row(row, today, refs, reminders) for row in uow.connection.execute(query).all()]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or today))


def open_of_coordinator(uow: UnitOfWork, staff: str) -> list[str]:
    """The open trajectories that were given to this coordinator, by staff id; oldest first."""
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.coordinator == staff, TRAJECTORY.c.closed_on == "")
    return list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())


def _due_row(row: Any, today: date, refs: dict[str, str], reminders: dict[str, date]) -> DueRow:
    due_on = read_day(row.due_on)
    return DueRow(
        row.id,
        row.trajectory,
        refs.get(row.subject, row.subject),
        row.name,
        row.rule,
        due_on,
        _status(row, due_on, today),
        reminders.get(row.id),
        json.loads(row.missing),
        row.certainty,
    )


def _status(row: Any, due_on: date | None, today: date) -> str:
    """As deadlines.status, from the projection."""
    if due_on is None:
        return "unknown"
    if is_within(today, read_holds(row.holds)):
        return "suspended"
    return "overdue" if today > due_on and not row.opens else "open"


def next_reminders(uow: UnitOfWork) -> dict[str, date]:
    """Per deadline the day of its next reminder."""
    found: dict[str, date] = {}
    for deadline, send_at in uow.connection.execute(
        select(AGENDA.c.deadline, AGENDA.c.send_at).order_by(AGENDA.c.send_at)
    ):
        found.setdefault(deadline, local_day(datetime.fromisoformat(send_at)))
    return found


def history(uow: UnitOfWork, key: str) -> list[Recorded]:
    """Casework and what was said, in the order of writing. Raises NotFound."""
    found = uow.history(key, said_stream(key))
    if not found:
        raise NotFound(Words(f"er is geen traject {key}", f"there is no trajectory {key}"))
    return sorted(found, key=lambda each: (each.recorded_at, each.stream, each.version))


def event_shown(recorded: Recorded) -> Shown:
    kind, data = encode(recorded.event)
    return {
        "stream": recorded.stream,
        "version": recorded.version,
        "type": kind,
        "occurred_on": recorded.occurred_on.isoformat(),
        "recorded_at": write_instant(recorded.recorded_at),
        "actor": recorded.actor,
        "role": recorded.role,
        "reason": recorded.reason or None,
        "data": json.loads(data),
        "definition": recorded.definition,
        "hash": recorded.hash,
    }


def board(uow: UnitOfWork, municipality: str = "") -> Shown:
    """Open trajectories per workflow and stage; all that ever entered begeleiding, by the months decided; and all
    that ever started, under the workflow in which they began: what continues another is not counted again.
    """
    query = select(TRAJECTORY.c.workflow, TRAJECTORY.c.stage, TRAJECTORY.c.closed_on, TRAJECTORY.c.state)
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    stages: dict[str, Counter[str]] = {}
    months: Counter[str] = Counter({"9": 0, "15": 0, "21": 0})
    started: Counter[str] = Counter()
    for row in uow.connection.execute(query):
        state = json.loads(row.state)
        if not row.closed_on:
            stages.setdefault(row.workflow, Counter())[row.stage] += 1
        if row.workflow == "vestiging":
            months.update(_months_decided(state))
        if not state.get("continues"):
            started[row.workflow] += 1
    return {
        "stages": {name: dict(count) for name, count in sorted(stages.items())},
        "mb_months": dict(months),
        "started": dict(sorted(started.items())),
    }


def _months_decided(state: Shown) -> list[str]:
    entered = any(step["stage"] == "maatschappelijke_begeleiding" for step in state["path"])
    entries = state["facts"].get("mb_maanden")
    return [str(entries[-1]["value"])] if entered and entries else []


def definitions_on_board(uow: UnitOfWork, municipality: str = "") -> dict[str, list[str]]:
    """Per workflow the hashes of the definitions that its open trajectories are under."""
    query = select(TRAJECTORY.c.workflow, TRAJECTORY.c.definition).where(TRAJECTORY.c.closed_on == "").distinct()
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    found: dict[str, list[str]] = {}
    for row in uow.connection.execute(query.order_by(TRAJECTORY.c.workflow, TRAJECTORY.c.definition)):
        found.setdefault(row.workflow, []).append(row.definition)
    return found


def ever_assigned(uow: UnitOfWork, as_role: str, staff: str, municipality: str = "") -> list[str]:
    """The trajectories that this colleague was ever given in that role, closed ones and others' of now included."""
    kind, data = encode(ev.Assigned(as_role, staff))
    given = select(EVENT.c.stream).where(EVENT.c.type == kind, EVENT.c.data == data)
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.id.in_(given))
    if municipality:
        query = query.where(TRAJECTORY.c.municipality == municipality)
    return list(uow.connection.execute(query.order_by(TRAJECTORY.c.number)).scalars())


def database_mark(uow: UnitOfWork) -> str:
    """Tells this database from every other: the start of the hash of its first event. A restored copy keeps it."""
    query = select(EVENT.c.hash).where(EVENT.c.stream == OFFICE, EVENT.c.version == 1)
    return str(uow.connection.execute(query).scalar_one())[:MARK]


def calendars_adopted(uow: UnitOfWork) -> tuple[int, datetime]:
    """How many editions of the calendar were ever taken into use, and when the last was."""
    query = select(func.count(), func.max(EVENT.c.recorded_at))
    adopted = query.where(EVENT.c.stream == OFFICE, EVENT.c.type == ev.CalendarAdopted.__name__)
    count, last = uow.connection.execute(adopted).one()
    return int(count), datetime.fromisoformat(last)


def equals_projection(uow: UnitOfWork, written: Written) -> bool:
    """Whether the state replayed from events is the stored one, byte for byte."""
    query = select(TRAJECTORY.c.state).where(TRAJECTORY.c.id == written.trajectory.id)
    return bool(uow.connection.execute(query).scalar() == state_text(written.trajectory))


def names_of(uow: UnitOfWork, on: date) -> dict[str, str]:
    """Staff names by id, for people's eyes only."""
    return {key: member.name for key, member in staff_on(uow, on).items()}


def load_many(
    uow: UnitOfWork, dossiers: Dossiers, keys: Iterable[str], as_of: date | None, known_at: datetime | None
) -> list[Written]:
    """The trajectories as of a day and as known by an instant; those not open yet then are left out."""
    found = []
    for key in keys:
        try:
            found.append(dossiers.load(uow, key, as_of, known_at))
        except NotFound:
            if as_of is None and known_at is None:
                raise
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
