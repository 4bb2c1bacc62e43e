"""Who outside the office is mailed the checkpoints, read from the history of the office: there is no other record."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from trajectories.audit.kept_checkpoint import Checkpoint
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE
from trajectories.people.mail_address import mail_address
from trajectories.people.rows import ERASED
from trajectories.repository.store import COLUMNS, Stamp, UnitOfWork, read_row
from trajectories.repository.tables import EVENT
from workflows.errors import NotFound, Refused
from workflows.words import Lang, Words

KINDS = (ev.WitnessAdded.__name__, ev.WitnessRemoved.__name__)
NOBODY = Words(
    "niemand buiten het kantoor bewaart nog controlepunten; een getuige komt erbij met ‘traject audit witness add’",
    "nobody outside the office keeps checkpoints yet; a witness is added with 'traject audit witness add'",
)


class Witness(NamedTuple):
    """address: `erased` where it was. removed_on, removed_by: empty as long as they are one."""

    id: str
    address: str
    lang: Lang
    since: date
    removed_on: date | None = None
    removed_by: str = ""


def every_witness(uow: UnitOfWork) -> dict[str, Witness]:
    """Those of before too, in the order in which they were added."""
    query = select(*COLUMNS).where(EVENT.c.stream == OFFICE, EVENT.c.type.in_(KINDS)).order_by(EVENT.c.version)
    recorded = [read_row(tuple(row)) for row in uow.connection.execute(query)]
    added = [each.event for each in recorded if isinstance(each.event, ev.WitnessAdded)]
    addresses = uow.private(*(event.address["private"] for event in added))
    found: dict[str, Witness] = {}
    for each in recorded:
        found |= _after(found, each, addresses)
    return found


def _after(found: dict[str, Witness], recorded: Recorded, addresses: dict[str, str]) -> dict[str, Witness]:
    match recorded.event:
        case ev.WitnessAdded(key, address, lang):
            known = addresses.get(address["private"], ERASED)
            return {key: Witness(key, known, "en" if lang == "en" else "nl", recorded.occurred_on)}
        case ev.WitnessRemoved(key):
            return {key: found[key]._replace(removed_on=recorded.occurred_on, removed_by=recorded.actor)}
        case other:
            raise AssertionError(f"not asked for: {type(other).__name__}")


def witnesses(uow: UnitOfWork) -> list[Witness]:
    return [each for each in every_witness(uow).values() if each.removed_on is None]


def add_witness(uow: UnitOfWork, typed: str, lang: Lang, on: date, stamp: Stamp) -> Witness:
    """Raises UsageError for what is no mail address, Refused for one that is a witness already."""
    address = mail_address(typed)
    uow.last_number("s")  # two who add at once wait for each other
    known = every_witness(uow)
    if any(each.address == address and each.removed_on is None for each in known.values()):
        raise Refused(Words(f"{address} is al getuige", f"{address} is a witness already"))
    key = f"w{len(known) + 1}"
    event = ev.WitnessAdded(key, uow.keep_private(key, "email", address), lang)
    uow.append(OFFICE, [(event, on)], stamp)
    return Witness(key, address, lang, on)


def remove_witness(uow: UnitOfWork, typed: str, on: date, stamp: Stamp) -> Witness:
    """By the address, or by the id. Raises NotFound."""
    uow.last_number("s")
    asked = typed.strip()
    found = next((each for each in witnesses(uow) if asked.lower() in (each.id, each.address.lower())), None)
    if found is None:
        known = ", ".join(each.address for each in witnesses(uow))
        nl, en = (f"wel {known}", f"known are {known}") if known else (NOBODY.nl, NOBODY.say("en"))
        raise NotFound(Words(f"‘{asked}’ is geen getuige; {nl}", f"'{asked}' is no witness; {en}"))
    uow.append(OFFICE, [(ev.WitnessRemoved(found.id), on)], stamp)
    return found


def record_checkpoint(uow: UnitOfWork, taken: Checkpoint, on: date, stamp: Stamp) -> None:
    """The next one names it as the one before."""
    event = ev.CheckpointTaken(taken.position, taken.events, taken.root, taken.hash, taken.before)
    uow.append(OFFICE, [(event, on)], stamp)
