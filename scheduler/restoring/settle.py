"""What was due when a copy was put back, and of which nobody could tell whether it was said: said it is, or again."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from secrets import token_hex
from typing import NamedTuple

from scheduler.explain.receipt import receipt
from scheduler.outbox.after_restore import count_as_told, count_held, due_by, under_way_by, write_told
from scheduler.planning.batching import Carried
from scheduler.planning.ladder import Planned, plan
from scheduler.planning.owed import come_due
from scheduler.planning.recipients import recipients
from scheduler.planning.reminder_id import find, iso
from scheduler.restoring.carry import as_said
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.local_time import write_instant
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.held import held_until
from trajectories.repository.store import UnitOfWork
from trajectories.service import office
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.words import Words


class RestoreAnswered(NamedTuple):
    """reminders: that waited."""

    said: bool
    reminders: int


def settle(uow: UnitOfWork, casework: Casework, by: By, *, said: bool) -> RestoreAnswered:
    """said: whoever was to be told by then counts as told, though it may not have arrived; else the next tick tells
    them. Raises Refused where nothing waits for that.
    """
    until = held_until(uow)
    if not until:
        raise Refused(
            Words(
                "er wacht niets op dit antwoord: dat is er alleen na ‘traject restore’ van een kopie waarvan niemand "
                "weet wat er daarna gezegd is",
                "nothing waits for this answer: it does only after 'traject restore' of a copy of which nobody knows "
                "what was said since",
            )
        )
    count = count_held(uow)
    if said:
        _say_under_way(uow, casework, until, by)
        _say_due(uow, casework, datetime.fromisoformat(until), by)
    office.settle_restored(casework, uow, by, said=said)
    return RestoreAnswered(said, count)


def _say_under_way(uow: UnitOfWork, casework: Casework, until: str, by: By) -> None:
    for (message, to), carried in under_way_by(uow, until).items():
        for rung in carried:
            written = casework.load(uow, rung.trajectory)
            event: ev.Event = (
                ev.ReminderFolded(rung.reminder, rung.due_on, to, rung.folded_into, replaced=True)
                if rung.folded_into
                else ev.ReminderSent(
                    rung.reminder, rung.due_on, to, rung.as_role, "", message, {}, is_certain=False, replaced=True
                )
            )
            casework.say(uow, written.trajectory.id, [(event, by.today)], as_said(by))
        count_as_told(uow, message, write_instant(by.now))


def _say_due(uow: UnitOfWork, casework: Casework, until: datetime, by: By) -> None:
    """To whoever is told of it now, in one message each; what is for nobody stays."""
    staff, channel = staff_on(uow, by.today), uow.setting("channel", "console")
    messages: dict[str, str] = {}
    carried: dict[str, list[Carried]] = {}
    for key in dict.fromkeys(due_by(uow, write_instant(until)).values()):
        written, events = casework.load(uow, key), list[tuple[ev.Event, date]]()
        for planned in plan(written):
            for to, rung in _told(written, planned, until, staff, channel) if planned.send_at <= until else ():
                message = messages.setdefault(to, token_hex(12))
                kept = receipt(written, find(written, planned.deadline))
                sent = ev.ReminderSent(rung.reminder, rung.due_on, to, rung.as_role, channel, message, kept)
                events.append((sent._replace(is_certain=False, replaced=True), by.today))
                carried.setdefault(to, []).append(rung)
        casework.say(uow, key, events, as_said(by))
    for to, message in messages.items():
        write_told(uow, message, to, channel, carried[to], write_instant(by.now))


def _told(
    written: Written, planned: Planned, until: datetime, staff: Mapping[str, StaffMember], channel: str
) -> Iterator[tuple[str, Carried]]:
    for each in come_due(written, planned, until):
        for to, told in recipients(written, each.roles, staff, channel).items():
            yield to, Carried(each.id, iso(each.due_on), each.trajectory, told.as_role)
