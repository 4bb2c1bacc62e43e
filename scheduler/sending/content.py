"""What a message says at the moment it is handed over: of what was written down only what still holds by then."""

from datetime import date, timedelta
from functools import lru_cache, partial
from typing import NamedTuple, assert_never

from scheduler.explain.receipt import receipt
from scheduler.messages import digest
from scheduler.messages.item import Item, item_of
from scheduler.messages.message import Message, compose
from scheduler.messages.unsure import NOTHING_UNSURE, unsure_of
from scheduler.outbox import ledger
from scheduler.outbox.ledger import Delivery
from scheduler.planning.batching import Carried, is_always_told, last_day
from scheduler.planning.choose import Circumstances, Holds, Over, Stays, opens, told_themselves, whom_now
from scheduler.planning.reminder_id import find, iso
from scheduler.sending.surroundings import Surroundings
from trajectories.local_time import local_day
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from workflows.words import Lang

HELD = 200  # trajectories at once, so that a message about thousands takes no more memory than one about some


class Says(NamedTuple):
    """What a message says of one rung, under the name and due day that its deadline has by then.

    rung: as it reads now; folded: what is told through it.
    """

    rung: Carried
    folded: list[Carried]
    item: Item
    receipt: dict[str, object]


class Moved(NamedTuple):
    """A rung that someone is not told in this message, but whoever is to be told instead, or they themselves later; or
    whoever is told beside them, as no mail reaches them.
    """

    to: str
    rungs: list[Carried]


class Content(NamedTuple):
    """message: None where nothing is left that this recipient needs. looked_at: trajectories, for its digest.

    noticed: the messages that ended uncertain of which it tells.
    """

    message: Message | None
    says: list[Says]
    moved: list[Moved]
    looked_at: int = 0
    noticed: tuple[str, ...] = ()


def ask_ahead(uow: UnitOfWork, each: Delivery, around: Surroundings) -> None:
    """What `content_of` will ask, as far as it is known beforehand."""
    around.ask_ahead(uow, dict.fromkeys(rung.trajectory for rung in each.carried))
    today = local_day(around.now)
    if uow.asks_together and each.kind == "daily" and each.day == iso(today) and each.recipient in around.staff:
        digest.ask_ahead(uow, around.staff[each.recipient], today, around.staff)


def content_of(uow: UnitOfWork, each: Delivery, around: Surroundings) -> Content:
    at = around.look(uow)
    recipient = at.staff[each.recipient]
    says, moved = _looked_at_again(uow, each, around, at)
    is_todays = each.kind == "daily" and each.day == iso(at.today)
    unsure = unsure_of(uow, recipient.id, at.staff) if is_todays else NOTHING_UNSURE
    if not says and not unsure.messages and not (is_todays and is_always_told(recipient)):
        return Content(None, [], moved)
    weekly = is_todays and _is_weekly(uow, each, recipient, at.today)
    beside = None
    if is_todays:
        beside = digest.digest_of(uow, recipient, at.today, weekly=weekly, staff=at.staff, unsure=unsure)
    lang: Lang = "en" if recipient.lang == "en" else "nl"
    message = compose(lang, recipient, [one.item for one in says], at.today, beside)
    return Content(message, says, moved, beside.looked_at if beside else 0, unsure.messages)


def _looked_at_again(
    uow: UnitOfWork, each: Delivery, around: Surroundings, at: Circumstances
) -> tuple[list[Says], list[Moved]]:
    """Every rung of the message, as it stands by now."""
    says: list[Says] = []
    moved: list[Moved] = []
    load = lru_cache(HELD)(partial(around.load, uow))
    for rung, folded in told_themselves(each.carried):
        match now := whom_now(rung, each.recipient, load(rung.trajectory), at):
            case Holds(_, _, who) if each.recipient in who:
                says.append(_says(rung, folded, now, each, around.ref(uow, now.written.trajectory.subject), at))
                moved += [Moved(to, [rung, *folded]) for to in who if to != each.recipient]
            case Holds(_, _, who):
                moved += [Moved(to, [rung, *folded]) for to in who]
            case Stays():
                moved.append(Moved(each.recipient, [rung, *folded]))
            case Over():
                pass
            case _:
                assert_never(now)
    return says, moved


def _says(rung: Carried, folded: list[Carried], now: Holds, each: Delivery, ref: str, at: Circumstances) -> Says:
    deadline = find(now.written, now.planned.deadline)
    is_beside = each.kind == "urgent" or opens(each.recipient, at) > at.now  # the message of the day, or their hours
    item = item_of(now.written, now.planned, ref, now.who[each.recipient])
    as_now = rung._replace(reminder=now.planned.id, due_on=iso(now.planned.due_on))
    item = item._replace(urgent=is_beside and last_day(deadline) is not None)
    return Says(as_now, folded, item, receipt(now.written, deadline))


def _is_weekly(uow: UnitOfWork, each: Delivery, recipient: StaffMember, today: date) -> bool:
    """For a team leader, with the first daily message of a week."""
    if "teamleider" not in recipient.roles:
        return False
    monday = today - timedelta(days=today.weekday())
    return not ledger.had_daily_since(uow, each.recipient, iso(monday), each.message)
