"""What a tick would say now, written out; nothing is claimed, recorded or handed over."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.messages.message import Item, Message, compose, item_of
from scheduler.outbox import agenda
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.recipients import recipients
from trajectories.deadlines.written import Written
from trajectories.local_time import local_day
from trajectories.people.references import subject_refs
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.words import Lang


def preview(uow: UnitOfWork, dossiers: Dossiers, now: datetime) -> list[Message]:
    """One message per recipient; of several rungs of one deadline the latest speaks."""
    today = local_day(now)
    staff = staff_on(uow, today)
    said = due_items(uow, dossiers, now, staff)
    return [compose(_lang(staff[to]), staff[to], items, today) for to, items in said.items()]


def due_items(
    uow: UnitOfWork, dossiers: Dossiers, now: datetime, staff: Mapping[str, StaffMember]
) -> dict[str, list[Item]]:
    """What is newly to be said now, by recipient. staff: as on that day."""
    refs = subject_refs(uow)
    carried: dict[str, dict[str, Item]] = {}
    for written, planned in _due(uow, dossiers, now):
        ref = refs.get(written.trajectory.subject, written.trajectory.subject)
        for to, why in recipients(written, planned.roles, staff).items():
            carried.setdefault(to, {})[planned.deadline] = item_of(written, planned, ref, why)
    return {to: list(items.values()) for to, items in carried.items()}


def _due(uow: UnitOfWork, dossiers: Dossiers, now: datetime) -> list[tuple[Written, Planned]]:
    """The rungs whose hour has come and that still hold, the oldest first."""
    rows = agenda.look(uow, now)
    known = {key: dossiers.load(uow, key) for key in dict.fromkeys(row.trajectory for row in rows)}
    plans = {key: {each.id: each for each in plan(written)} for key, written in known.items()}
    return [(known[row.trajectory], plans[row.trajectory][row.id]) for row in rows if row.id in plans[row.trajectory]]


def _lang(member: StaffMember) -> Lang:
    return "en" if member.lang == "en" else "nl"
