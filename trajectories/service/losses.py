"""Events that are gone for good: recorded as gone, so that what is left can be used, and nobody forgets it."""

import secrets
from collections.abc import Callable, Iterator
from datetime import date

from trajectories.audit import verify
from trajectories.audit.named_nowhere import left_of
from trajectories.audit.rows_beyond import events_missing, gaps
from trajectories.history import events as ev
from trajectories.history.events import Event, EventsGone
from trajectories.history.office import InForce, is_recorded
from trajectories.history.streams import OFFICE
from trajectories.people import rows
from trajectories.people.staff import must_administer, roles_on, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository import office_rows
from trajectories.repository.counters import staff_added
from trajectories.repository.office_rows import in_force_now, rows_found
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.identity import FIRST_CHANNEL
from trajectories.service.office import remade
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.language.names import Role
from workflows.words import Words

ADMINISTRATOR: Role = "administrator"


def accept_loss(
    casework: Casework,
    uow: UnitOfWork,
    by: By,
    reason: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[EventsGone], int]:
    """Records what is missing, and makes every row again from what is left. Returns that, and how many trajectories.

    What the history no longer says of the database itself is recorded as the rows have it; who does this stays
    administrator. Raises Refused where nothing is missing, HistoryBroken where more is wrong than that.
    """
    must_administer(by.actor)
    stands_alone = {each["stream"]: each for each in events_missing(uow)}
    missing = [*gaps(uow)]
    missing += [each for key, each in stands_alone.items() if not is_recorded(missing, key, each["after"] + 1)]
    if not missing:
        raise Refused(
            Words(
                "er ontbreekt niets dat niet al is vastgelegd; ‘traject rebuild’ alleen is genoeg",
                "nothing is missing that was not recorded already; 'traject rebuild' alone will do",
            )
        )
    member = staff_on(uow, by.today)[by.actor.staff]
    stamp = casework.stamp(uow, by, OFFICE, reason, wanted=[ADMINISTRATOR])
    if any(each["stream"] == OFFICE for each in missing):
        office_rows.record(uow, _as_found(in_force_now(uow), rows_found(uow)), by.today, stamp)
    office_rows.record(uow, ev.LossAccepted(missing, left_of(uow, missing)), by.today, stamp)
    verify.must_verify(uow)
    count = remade(casework, uow, progress)
    if member.id not in staff_on(uow, by.today) or ADMINISTRATOR not in roles_on(uow, member.id, by.today):
        rows.write(uow, OFFICE, list(_joined_again(uow, member, by.today)), stamp)
    return missing, count


def _as_found(history: InForce, found: InForce) -> ev.OfficeFound:
    """What the rows say, where the history says nothing."""
    is_sandbox = found.sandbox if history.sandbox is None else history.sandbox
    return ev.OfficeFound(
        history.database or found.database or secrets.token_hex(16),
        bool(is_sandbox),
        history.channel or found.channel or FIRST_CHANNEL,
        {name: digest for name, digest in found.calendars.items() if name not in history.calendars},
        sorted(found.published - history.published),
        "" if history.person_facts else found.person_facts,
    )


def _joined_again(uow: UnitOfWork, member: StaffMember, on: date) -> Iterator[tuple[Event, date]]:
    if member.id not in staff_added(uow):
        name = uow.keep_private(member.id, "name", member.name)
        email = uow.keep_private(member.id, "email", member.email) if member.email else None
        yield ev.StaffAdded(member.id, name, email, member.municipality, member.lang), on
    yield ev.RoleGiven(member.id, ADMINISTRATOR), on
