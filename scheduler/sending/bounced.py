"""A message that came back: what it carried is owed again, and its address reaches nobody until it is recorded anew."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple, assert_never

from scheduler.outbox import agenda, ledger
from scheduler.outbox.ledger import LedgerEntry
from scheduler.outbox.returned import came_back
from scheduler.planning.batching import Carried
from scheduler.planning.choose import Holds, Over, Stays, told_themselves, whom_now
from scheduler.planning.ladder import plan
from scheduler.planning.recipients import recipients
from scheduler.planning.said import name_of_now
from scheduler.sending.surroundings import Surroundings
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.local_time import write_instant
from trajectories.people import rows
from trajectories.people.staff import OFFICE
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused, UsageError
from workflows.words import Words


class Bounced(NamedTuple):
    """told: staff ids of those to whom what it carried goes now. address_stands: another was recorded since it went."""

    reminders: int
    told: list[str]
    address_stands: bool


def bounce(uow: UnitOfWork, casework: Casework, entry: LedgerEntry, channel: str, reason: str, by: By) -> Bounced:
    """Counts as not said what it carried, in one transaction. reason: kept apart from the history.

    Raises UsageError without a reason, Refused for a message that cannot have come back.
    """
    if not reason.strip():
        raise UsageError(Words("zeg wat de mailserver meldde (--reason)", "say what the mail server told (--reason)"))
    carried = ledger.carried_by(uow, entry.message)
    keys = sorted({each.trajectory for each in carried})
    agenda.take_turn(uow)
    uow.lock(*keys)
    if not came_back(uow, entry.message, by.now):
        raise _cannot_have(entry)
    stamp = casework.stamp(uow, by, entry.recipient, reason.strip(), ["administrator"])
    before = {key: casework.load(uow, key) for key in keys}
    event = (ev.MessageBounced(entry.message, entry.recipient), by.today)
    for key in keys:
        casework.say(uow, key, [event], stamp)
    if not keys:
        uow.append(said_stream(OFFICE), [event], stamp)
    stands = _has_another_address(uow, entry)
    if not stands:
        rows.write(uow, OFFICE, [(ev.AddressBounced(entry.recipient, entry.message), by.today)], stamp)
    due = [each._replace(due_on=_due_on(each, before[each.trajectory], entry.recipient)) for each in carried]
    return Bounced(len(due), _owed_again(uow, casework, entry.recipient, due, channel, by), stands)


def _cannot_have(entry: LedgerEntry) -> Refused:
    if entry.state == "bounced":
        return Refused(Words("dat dit bericht terugkwam is al vastgelegd", "that this message came back is recorded"))
    return Refused(
        Words(
            "dit bericht kan niet zijn teruggekomen: geen mailserver nam het aan, of het is nu onderweg",
            "this message cannot have come back: no mail server took it, or it is under way now",
        )
    )


def _has_another_address(uow: UnitOfWork, entry: LedgerEntry) -> bool:
    """Whether one was recorded since the message was tried, which then did not go to that."""
    return any(
        isinstance(each.event, ev.StaffChanged)
        and (each.event.staff, each.event.field) == (entry.recipient, "email")
        and write_instant(each.recorded_at) > entry.claimed_at
        for each in uow.history(OFFICE)
    )


def _due_on(rung: Carried, written: Written, to: str) -> str:
    """As it was said: the ledger forgets it."""
    for each in reversed(written.said):
        event = each.event
        if isinstance(event, ev.ReminderSent | ev.ReminderFolded) and (event.reminder, event.to) == (rung.reminder, to):
            return str(event.due_on)
    return rung.due_on


def _owed_again(
    uow: UnitOfWork, casework: Casework, recipient: str, carried: Sequence[Carried], channel: str, by: By
) -> list[str]:
    """What nobody heard is on the agenda again; what others heard waits for whoever is told in this one's place."""
    around = Surroundings(casework.dossiers, by.now, channel)
    at = around.look(uow)
    known = {each.trajectory: casework.load(uow, each.trajectory) for each in carried}
    told: dict[str, None] = {}
    for rung, with_it in told_themselves(list(carried)):
        written = known[rung.trajectory]
        name = name_of_now(written, rung.reminder)
        planned = next((each for each in plan(written) if each.id == name), None)
        if planned:
            told |= dict.fromkeys(recipients(written, planned.roles, at.staff, channel))
            continue
        match now := whom_now(rung, recipient, written, at):
            case Holds():
                for to in now.who:
                    ledger.wait(uow, secrets.token_hex(12), to, [rung, *with_it], by.now, by.now)
                told |= dict.fromkeys(now.who)
            case Stays():
                ledger.wait(uow, secrets.token_hex(12), recipient, [rung, *with_it], by.now, by.now)
            case Over():
                pass
            case _:
                assert_never(now)
    return list(told)
