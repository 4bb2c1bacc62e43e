"""Who works here, in which roles on a day."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

from sqlalchemy import bindparam, select

from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.history.streams import BUILT_IN
from trajectories.local_time import write_day
from trajectories.people import absences
from trajectories.people.mail_address import mail_address
from trajectories.people.rows import FOR_EVER, write
from trajectories.people.shut_out import shut_out
from trajectories.people.staff_member import StaffMember
from trajectories.repository.seats import seating
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import STAFF, STAFF_ROLE, lasts_on
from workflows.errors import NotFound, Refused, UsageError
from workflows.language.names import Role
from workflows.language.roles import roles_said
from workflows.typed_words import folded, holds
from workflows.words import Words

OFFICE = "office"


def add_staff(
    uow: UnitOfWork,
    name: str,
    roles: Iterable[Role],
    on: date,
    stamp: Stamp,
    *,
    municipality: str = "",
    email: str = "",
    lang: str = "nl",
    until: date | None = None,
) -> str:
    """Adds someone, or gives someone known further roles. Returns the id.

    until: the last day of these roles, also of one that was held for longer. Raises Refused where that would leave no
    administrator, and UsageError for what is no mail address.
    """
    email = normalize("NFC", email).strip()
    if email:
        mail_address(email)
    must_not_be_built_in(name)
    known = _staff_named(uow, name)
    events: list[tuple[Event, date]] = []
    if not known:
        uow.last_number("s")
        known = _staff_named(uow, name)  # someone else may have added the name while we waited
    key = known or f"s{uow.next_number('s')}"
    if not known:
        kept = uow.keep_private(key, "email", email) if email else None
        events.append((ev.StaffAdded(key, uow.keep_private(key, "name", name), kept, municipality, lang), on))
    else:
        for field, value in (("email", email), ("municipality", municipality)):
            if value:
                kept_value = uow.keep_private(key, field, value) if field == "email" else value
                events.append((ev.StaffChanged(key, field, kept_value), on))
    held = _last_days(uow, key, on) if known else {}
    given = [role for role in roles if role not in held or held[role] != until]
    events += [(ev.RoleGiven(key, role, write_day(until)), on) for role in given]
    with _someone_administers(uow):
        write(uow, OFFICE, events, stamp)
    said = seating(uow)
    if said.is_strict and key not in said.bound:
        uow.remark(shut_out([name]))
    return key


def must_not_be_built_in(name: str) -> None:
    """Raises Refused for the name of what acts by itself: what it did would read as done by a person."""
    if folded(name) in BUILT_IN:
        raise Refused(
            Words(
                f"‘{name}’ is de naam waaronder traject zelf iets vastlegt; kies een andere (--by, of NAME)",
                f"'{name}' is the name under which traject itself records things; choose another (--by, or NAME)",
            )
        )


def _staff_named(uow: UnitOfWork, name: str) -> str | None:
    return uow.connection.execute(select(STAFF.c.id).where(STAFF.c.name == name)).scalar()


def _last_days(uow: UnitOfWork, staff: str, on: date) -> dict[str, date | None]:
    """The last day of each role held on that day; None: for ever."""
    day = on.isoformat()
    query = select(STAFF_ROLE.c.role, STAFF_ROLE.c.until_on).where(
        STAFF_ROLE.c.staff == staff,
        lasts_on(STAFF_ROLE, day),
    )
    rows = sorted((row.until_on or FOR_EVER, row.role) for row in uow.connection.execute(query))  # the longest counts
    return {role: None if end == FOR_EVER else date.fromisoformat(end) - timedelta(days=1) for end, role in rows}


def must_administer(actor: Actor) -> None:
    """Raises Refused for anyone but an administrator."""
    if "administrator" not in actor.roles:
        said = roles_said(["administrator"])
        raise Refused(Words(f"alleen een {said.nl} mag dit", f"only an {said.en} may do this"))


def take_role(uow: UnitOfWork, staff: str, role: str, on: date, stamp: Stamp) -> None:
    """Raises Refused for a role not held, and for the last administrator."""
    if role not in roles_on(uow, staff, on):
        said = roles_said([role])
        raise Refused(Words(f"deze medewerker is dan geen {said.nl}", f"this colleague is no {said.en} then"))
    with _someone_administers(uow):
        write(uow, OFFICE, [(ev.RoleTaken(staff, role), on)], stamp)


@contextmanager
def _someone_administers(uow: UnitOfWork) -> Iterator[None]:
    """Around what changes roles. Raises Refused, and the caller writes nothing, where a day that had an administrator
    would have none.
    """
    before = _administered(uow)
    yield
    after = _administered(uow)
    days = sorted({day for span in (*before, *after) for day in span if day != FOR_EVER})
    without = [day for day in days if _is_within(day, before) and not _is_within(day, after)]
    if without:
        raise Refused(
            Words(
                f"dit is de laatste beheerder: op {without[0]} is er dan geen; geef eerst iemand anders die rol",
                f"this is the last administrator: on {without[0]} there would be none; give someone else that role "
                "first",
            )
        )


def _administered(uow: UnitOfWork) -> list[tuple[str, str]]:
    """From which day until which day someone is administrator; the latter does not count. While identity is strict only
    who is bound to an account can act.
    """
    said = seating(uow)
    columns = STAFF_ROLE.c.staff, STAFF_ROLE.c.from_on, STAFF_ROLE.c.until_on
    rows = uow.connection.execute(select(*columns).where(STAFF_ROLE.c.role == "administrator"))
    return [
        (str(row.from_on), str(row.until_on or FOR_EVER))
        for row in rows
        if row.staff in said.bound or not said.is_strict
    ]


def _is_within(day: str, spans: list[tuple[str, str]]) -> bool:
    return any(first <= day < end for first, end in spans)


ROLES_ON = Prepared(
    select(STAFF_ROLE.c.role).where(STAFF_ROLE.c.staff == bindparam("staff"), lasts_on(STAFF_ROLE, bindparam("day")))
)


def roles_on(uow: UnitOfWork, staff: str, on: date) -> frozenset[str]:
    return frozenset(role for (role,) in uow.fetch(ROLES_ON, staff=staff, day=on.isoformat()))


def ask_roles(uow: UnitOfWork, staff: str, on: date) -> None:
    """What `roles_on` will ask."""
    uow.ask_anew(ROLES_ON, staff=staff, day=on.isoformat())


def must_hold(uow: UnitOfWork, staff: str, role: str, on: date) -> None:
    """Raises Refused for someone who does not hold the role on that day. staff: empty for nobody."""
    if staff and role not in roles_on(uow, staff, on):
        said = roles_said([role])
        raise Refused(
            Words(
                f"deze medewerker is geen {said.say('nl')}; geef eerst die rol met ‘traject staff add’",
                f"this colleague is no {said.say('en')}; give the role first with 'traject staff add'",
            )
        )


def staff_on(uow: UnitOfWork, on: date) -> dict[str, StaffMember]:
    """Everyone on the staff, with the roles held on that day and whether they are there; in order of joining."""
    day = on.isoformat()
    roles: dict[str, set[str]] = {}
    for row in uow.connection.execute(select(STAFF_ROLE)):
        if row.from_on <= day and (not row.until_on or row.until_on > day):
            roles.setdefault(row.staff, set()).add(row.role)
    away = absences.absent_on(uow, on)
    return {
        row.id: _colleague(row._asdict(), frozenset(roles.get(row.id, ())), away.get(row.id))
        for row in uow.connection.execute(select(STAFF).order_by(STAFF.c.number))
    }


def _colleague(row: Mapping[str, Any], roles: frozenset[str], absence: absences.Absence | None) -> StaffMember:
    known = {field: row[field] for field in ("id", "name", "email", "municipality", "lang", "hours")}
    member = StaffMember(**known, roles=roles)
    if absence is None:
        return member
    return member._replace(away=True, substitute=absence.substitute, away_until=absence.until)


def staff_by_name(uow: UnitOfWork, name: str, on: date, *, whole: bool = False) -> StaffMember:
    """By the name without accents and capitals, else by a part of it that is one colleague's.

    whole: no part will do. Raises NotFound with the nearest names, UsageError where it is a part of several.
    """
    staff = staff_on(uow, on)
    found = [each for each in staff.values() if each.name == name]
    found = found or [each for each in staff.values() if folded(each.name) == folded(name)]
    if not found and not whole and len(folded(name)) > 1:
        found = [each for each in staff.values() if holds(each.name, name)]
    if len(found) == 1:
        return found[0]
    if found:
        listing = ", ".join(each.name for each in found)
        raise UsageError(
            Words(f"‘{name}’ kan meer dan één collega zijn: {listing}", f"'{name}' may be one of several: {listing}")
        )
    known = [each.name for each in staff.values()]
    near = [each for each in known if holds(each, name)] if len(folded(name)) > 1 else []
    near = near or get_close_matches(name, known, 3)
    hint_nl = f"bedoelt u {', '.join(near)}?" if near else "een beheerder voegt toe met ‘traject staff add’"
    hint_en = f"did you mean {', '.join(near)}?" if near else "an administrator adds with 'traject staff add'"
    raise NotFound(
        Words(
            f"‘{name}’ staat niet op de personeelslijst; {hint_nl}",
            f"'{name}' is not on the staff; {hint_en}",
        )
    )
