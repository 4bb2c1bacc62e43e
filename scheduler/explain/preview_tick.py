"""What a tick would say now, written out; nothing is claimed, recorded or handed over."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.explain.who_hears import channel_of
from scheduler.messages.item import Item, item_of
from scheduler.messages.message import Message, compose
from scheduler.outbox import agenda, ledger
from scheduler.planning.choose import Circumstances, Goes, Holds, TakenUp, Waits, choose, told_themselves, whom_now
from scheduler.planning.reminder_id import iso
from trajectories.local_time import local_day
from trajectories.people.references import shown_refs
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
    """What is newly to be said, by recipient: what goes now, what waits, and what was tried and did not arrive yet.

    staff: as on that day.
    """
    at = Circumstances(now, staff, dossiers.calendar(uow), channel_of(uow))
    due, messages = agenda.look(uow, now), ledger.open_messages(uow, iso(at.today))
    carried = (rung.trajectory for each in (*messages.pending, *messages.tried) for rung in each.carried)
    keys = dict.fromkeys([*(row.trajectory for row in due), *carried])
    known = {key: dossiers.load(uow, key) for key in keys}
    refs, found = shown_refs(uow), dict[str, dict[str, Item]]()
    outcomes = choose(due, messages, known, at)
    taken = [each.pending for each in outcomes if isinstance(each, TakenUp)]
    told = [(each.to, each.carried) for each in outcomes if isinstance(each, Goes | Waits)]
    told += [(each.recipient, each.carried) for each in (*messages.pending, *messages.tried) if each not in taken]
    for to, rungs in told:
        for rung, _ in told_themselves(rungs):
            now_told = whom_now(rung, to, known[rung.trajectory], at)
            if isinstance(now_told, Holds) and to in now_told.who:
                written, planned, who = now_told
                ref = refs.get(written.trajectory.subject, written.trajectory.subject)
                found.setdefault(to, {})[planned.deadline] = item_of(written, planned, ref, who[to])
    return {to: list(items.values()) for to, items in found.items()}


def _lang(member: StaffMember) -> Lang:
    return "en" if member.lang == "en" else "nl"
