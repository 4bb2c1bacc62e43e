"""What a message says at the moment it is handed over: of what was written down only what still holds by then."""

from datetime import date, timedelta
from typing import NamedTuple

from scheduler.explain.receipt import receipt
from scheduler.messages.digest import digest_of
from scheduler.messages.item import Item, item_of
from scheduler.messages.message import Message, compose
from scheduler.outbox import ledger
from scheduler.outbox.ledger import Delivery
from scheduler.planning.batching import Carried, is_always_told, last_day
from scheduler.planning.choose import Circumstances, Holds, Over, Stays, opens, told_themselves, whom_now
from scheduler.planning.reminder_id import find, iso
from scheduler.sending.surroundings import Surroundings
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from workflows.words import Lang


class Says(NamedTuple):
    """What a message says of one rung, under the name and due day that its deadline has by then.

    rung: as it reads now; folded: what is told through it.
    """

    rung: Carried
    folded: list[Carried]
    item: Item
    receipt: dict[str, object]


class Moved(NamedTuple):
    """A rung that someone is not told in this message, but whoever is to be told instead, or they themselves later."""

    to: str
    rungs: list[Carried]


class Content(NamedTuple):
    """message: None where nothing is left that this recipient needs. looked_at: trajectories, for its digest."""

    message: Message | None
    says: list[Says]
    moved: list[Moved]
    looked_at: int = 0


def content_of(uow: UnitOfWork, each: Delivery, around: Surroundings) -> Content:
    at = around.look(uow)
    recipient = at.staff[each.recipient]
    keys = dict.fromkeys(rung.trajectory for rung in each.carried if not rung.folded_into)
    known = {key: around.load(uow, key) for key in keys}
    says: list[Says] = []
    moved: list[Moved] = []
    for rung, folded in told_themselves(each.carried):
        written = known[rung.trajectory]
        match whom_now(rung, each.recipient, written, at):
            case Holds(planned, who) if written and each.recipient in who:
                ref = around.ref(uow, written.trajectory.subject)
                item = item_of(written, planned, ref, who[each.recipient])
                urgent = _is_beside(each, at) and last_day(find(written, planned.deadline)) is not None
                as_now = rung._replace(reminder=planned.id, due_on=iso(planned.due_on))
                kept = receipt(written, find(written, planned.deadline))
                says.append(Says(as_now, folded, item._replace(urgent=urgent), kept))
            case Holds(_, who):
                moved += [Moved(to, [rung, *folded]) for to in who]
            case Stays():
                moved.append(Moved(each.recipient, [rung, *folded]))
            case Over():
                pass
    is_todays = each.kind == "daily" and each.day == iso(at.today)
    if not says and not (is_todays and is_always_told(recipient)):
        return Content(None, [], moved)
    weekly = is_todays and _is_weekly(uow, each, recipient, at.today)
    digest = digest_of(uow, recipient, at.today, weekly=weekly, staff=at.staff) if is_todays else None
    lang: Lang = "en" if recipient.lang == "en" else "nl"
    message = compose(lang, recipient, [one.item for one in says], at.today, digest)
    return Content(message, says, moved, digest.looked_at if digest else 0)


def _is_beside(each: Delivery, at: Circumstances) -> bool:
    """Whether it comes outside their hours, or beside the message of the day."""
    return each.kind == "urgent" or opens(each.recipient, at) > at.now


def _is_weekly(uow: UnitOfWork, each: Delivery, recipient: StaffMember, today: date) -> bool:
    """For a team leader, with the first daily message of a week."""
    if "teamleider" not in recipient.roles:
        return False
    monday = today - timedelta(days=today.weekday())
    return not ledger.had_daily_since(uow, each.recipient, iso(monday), each.message)
