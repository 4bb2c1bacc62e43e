"""Persons, households and staff: their commands, their rows, and what decisions may know of them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, delete, func, insert, or_, select, update

from trajectories.casework.commands import Actor
from trajectories.casework.decide import Circle
from trajectories.history import events as ev
from trajectories.history.events import Event, MemberSeen, Recorded
from trajectories.local_time import read_day, write_day
from trajectories.people import absences
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import (
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    STAFF,
    STAFF_ROLE,
    TRAJECTORY,
    lasts_after,
    lasts_on,
)
from workflows.errors import NotFound, Refused, UsageError
from workflows.language.model import Role
from workflows.words import Words

OFFICE = "office"
PERSON_KEYS = tuple(column.name for column in PERSON.columns)
MEMBERS = Prepared(
    select(PERSON)
    .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
    .where(
        MEMBERSHIP.c.household == bindparam("household"),
        MEMBERSHIP.c.from_on <= bindparam("day"),
        or_(MEMBERSHIP.c.until_on == bindparam("lasting"), MEMBERSHIP.c.until_on > bindparam("day")),
    )
    .order_by(PERSON.c.number)
)
GENDERS = ("m", "v", "x")
ROUTES = ("asiel", "nareis", "hervestiging")
DWELLINGS = ("gewoon", "groepslocatie", "woningdelen")
ERASED = "erased"  # what is read where a private value was removed
PRIVATE_FIELDS = ("ref", "name", "born")
FOR_EVER = "9999"
ADULT, SCHOOL, YOUNG = 18, 5, 4  # years; leerplicht from 5, kwalificatieplicht until 18


class Person(NamedTuple):
    id: str
    ref: str
    name: str
    born: date | None
    gender: str
    nationality: str
    arrival_route: str
    status: str


class Household(NamedTuple):
    id: str
    ref: str
    municipality: str
    dwelling: str
    dwelling_kind: str
    housed_on: date | None


class NewPerson(NamedTuple):
    ref: str
    name: str = ""
    born: date | None = None
    gender: str = ""
    nationality: str = ""
    arrival_route: str = ""


# persons


def add_person(uow: UnitOfWork, new: NewPerson, on: date, stamp: Stamp) -> str:
    """Adds a client; returns the id. Raises Refused for a reference in use, UsageError for a value that cannot be."""
    check_person(new, on)
    key = f"p{uow.next_number('p')}"
    must_be_free(uow, new.ref)
    event = ev.PersonAdded(
        uow.keep_private(key, "ref", new.ref),
        uow.keep_private(key, "name", new.name) if new.name else None,
        uow.keep_private(key, "born", new.born.isoformat()) if new.born else None,
        new.gender,
        new.nationality,
        new.arrival_route,
    )
    _write(uow, key, [(event, on)], stamp)
    return key


def check_person(new: NewPerson, today: date) -> None:
    """Raises UsageError with what would work."""
    must_be_ref(new.ref)
    if new.born and new.born > today:
        raise UsageError(Words("de geboortedatum ligt in de toekomst", "the birth date lies in the future"))
    if new.born and new.born.year < 1900:
        raise UsageError(Words("de geboortedatum ligt voor 1900", "the birth date lies before 1900"))
    if new.nationality and not re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}", new.nationality):
        raise UsageError(Words("een nationaliteit is een woord als Syrisch", "a nationality is a word such as Syrian"))
    for value, choices, nl, en in (
        (new.gender, GENDERS, "geslacht", "gender"),
        (new.arrival_route, ROUTES, "aankomstroute", "arrival route"),
    ):
        if value and value not in choices:
            listing = ", ".join(choices)
            raise UsageError(
                Words(f"{nl} ‘{value}’ bestaat niet; kies uit {listing}", f"no {en} '{value}'; choose from {listing}")
            )


def must_be_ref(ref: str) -> None:
    if not ref.strip() or re.fullmatch(r"[tphs]\d+", ref) or re.search(r"[\s/#]", ref):
        raise UsageError(
            Words(
                f"‘{ref}’ kan geen kenmerk zijn; gebruik letters, cijfers en streepjes, niet de vorm t17",
                f"'{ref}' cannot be a reference; use letters, digits and dashes, not the form t17",
            )
        )
    if is_bsn(ref.replace(".", "")):
        raise UsageError(
            Words(
                "dit lijkt een burgerservicenummer; dat wordt hier niet bewaard, gebruik een eigen kenmerk",
                "this looks like a citizen service number; it is not kept here, use a reference of your own",
            )
        )


def is_bsn(text: str) -> bool:
    """Nine digits that pass the eleven test of the citizen service number."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    return sum(weight * int(digit) for weight, digit in zip(weights, text, strict=True)) % 11 == 0


def must_be_free(uow: UnitOfWork, ref: str) -> None:
    for table in (PERSON, HOUSEHOLD):
        if uow.connection.execute(select(table.c.id).where(table.c.ref == ref)).first():
            raise Refused(Words(f"kenmerk {ref} is al in gebruik", f"reference {ref} is in use already"))


def edit_person(uow: UnitOfWork, key: str, changes: Mapping[str, str], on: date, stamp: Stamp) -> int:
    """Changes name, born, gender, nationality, arrival_route or ref; only what differs. Returns how many changed."""
    row = uow.connection.execute(select(PERSON).where(PERSON.c.id == key)).one()._asdict()
    merged = {field: changes.get(field, row[field]) for field in NewPerson._fields}
    born = _born(merged["born"])
    check_person(NewPerson(**{**merged, "born": born}), on)
    if merged["ref"] != row["ref"]:
        must_be_free(uow, merged["ref"])
    written: list[tuple[Event, date]] = []
    for field, value in changes.items():
        if value != row[field]:
            kept = uow.keep_private(key, field, value) if field in PRIVATE_FIELDS else value
            written.append((ev.PersonChanged(field, kept), on))
    _write(uow, key, written, stamp)
    return len(written)


def _born(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError as error:
        raise UsageError(
            Words(f"‘{text}’ is geen dag; schrijf bijvoorbeeld 1990-05-31", f"'{text}' is no day; write 1990-05-31")
        ) from error


def born_ref(uow: UnitOfWork, key: str) -> ev.PrivateRef | None:
    """Where the birth date stands; None where none was ever given."""
    found: Any = None
    for recorded in uow.history(key):
        event: Any = recorded.event
        if isinstance(event, ev.PersonAdded):
            found = event.born
        elif isinstance(event, ev.PersonChanged) and event.field == "born":
            found = event.value
    return found  # type: ignore[no-any-return]


def void_person(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> None:
    """For a client added by mistake: out of every household; the reference may be used again.

    Raises Refused once there is a trajectory, of the client or of a household the client is in.
    """
    homes = households_of(uow, key, on)
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.subject.in_([key, *homes])).order_by(TRAJECTORY.c.number)
    rest_on_it = list(uow.connection.execute(query).scalars())
    if rest_on_it:
        listing = ", ".join(rest_on_it)
        raise Refused(
            Words(
                f"{subject_ref(uow, key)} heeft trajecten ({listing}); gebruik ‘traject client leave’",
                f"{subject_ref(uow, key)} has trajectories ({listing}); use 'traject client leave'",
            )
        )
    _leave_homes(uow, key, homes, on, stamp)
    _write(uow, key, [(ev.PersonVoided(), on)], stamp)


def person_left(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> None:
    """The person leaves the programme, once, and every household."""
    _leave_homes(uow, key, households_of(uow, key, on), on, stamp)
    if person_by_id(uow, key).status == "present":
        _write(uow, key, [(ev.PersonLeft(), on)], stamp)


def _leave_homes(uow: UnitOfWork, key: str, homes: list[str], on: date, stamp: Stamp) -> None:
    for household in homes:
        _write(uow, household, [(ev.HouseholdLeft(key), on)], stamp)


def likely_duplicates(uow: UnitOfWork, new: NewPerson) -> list[Person]:
    """Clients with the same birth date, or none known, whose name reads much the same."""
    if not new.name:
        return []
    query = select(PERSON).where(PERSON.c.status != "void", PERSON.c.name != "")
    if new.born:
        query = query.where(or_(PERSON.c.born == new.born.isoformat(), PERSON.c.born == ""))
    people = [_person(row._asdict()) for row in uow.connection.execute(query)]
    return [person for person in people if person.ref != new.ref and alike(person.name, new.name)]


def alike(one: str, other: str) -> bool:
    """The same words in another order, or spelt nearly alike."""
    first, second = sorted(one.casefold().split()), sorted(other.casefold().split())
    return first == second or SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() >= 0.88


def find_people(uow: UnitOfWork, text: str) -> list[Person]:
    """Clients whose reference or name holds the text, upper and lower case alike, in order of reference."""
    rows = uow.connection.execute(select(PERSON).where(PERSON.c.status != "void").order_by(PERSON.c.ref))
    wanted = text.casefold()
    people = [_person(row._asdict()) for row in rows]
    return [person for person in people if wanted in person.ref.casefold() or wanted in person.name.casefold()]


def person_by_id(uow: UnitOfWork, key: str) -> Person:
    return _person(uow.connection.execute(select(PERSON).where(PERSON.c.id == key)).one()._asdict())


def _person(row: Mapping[str, Any]) -> Person:
    values = {field: row[field] for field in Person._fields}
    values["born"] = date.fromisoformat(row["born"]) if row["born"] not in ("", ERASED) else None
    return Person(**values)


# households


def form_household(uow: UnitOfWork, ref: str, members: list[str], on: date, stamp: Stamp) -> str:
    """members: ids of persons."""
    must_be_ref(ref)
    key = f"h{uow.next_number('h')}"
    must_be_free(uow, ref)
    if not members:
        raise UsageError(Words("een huishouden heeft ten minste één lid", "a household has at least one member"))
    for member in members:
        _must_be_unhoused(uow, member, on)
    _write(uow, key, [(ev.HouseholdFormed(uow.keep_private(key, "ref", ref), members), on)], stamp)
    return key


def join_household(uow: UnitOfWork, household: str, member: str, on: date, stamp: Stamp) -> None:
    _must_be_unhoused(uow, member, on)
    _write(uow, household, [(ev.HouseholdJoined(member), on)], stamp)


def leave_household(uow: UnitOfWork, household: str, member: str, on: date, stamp: Stamp) -> None:
    """`on`: the first day that no longer counts."""
    if household not in households_of(uow, member, on):
        raise Refused(
            Words("deze persoon hoort dan niet bij dit huishouden", "this person is not in this household then")
        )
    _write(uow, household, [(ev.HouseholdLeft(member), on)], stamp)


def house(uow: UnitOfWork, household: str, housed: ev.HouseholdHoused, on: date, stamp: Stamp) -> None:
    """The household gets a dwelling in a municipality; also a move."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", housed.dwelling):
        raise UsageError(
            Words(
                "een woning heeft een eigen sleutel als W-12 (letters, cijfers, streepjes); het adres is --address",
                "a dwelling has a key of its own such as W-12, of letters, digits and dashes; the address is --address",
            )
        )
    if housed.kind not in DWELLINGS:
        listing = ", ".join(DWELLINGS)
        raise UsageError(Words(f"soort woning is een van {listing}", f"the kind of dwelling is one of {listing}"))
    _write(uow, household, [(housed, on)], stamp)


def _must_be_unhoused(uow: UnitOfWork, member: str, on: date) -> None:
    """From that day on: someone who is in a household later cannot be in another until then and after."""
    query = select(MEMBERSHIP.c.household).where(MEMBERSHIP.c.person == member, lasts_after(MEMBERSHIP, on.isoformat()))
    found = list(uow.connection.execute(query.order_by(MEMBERSHIP.c.from_on)).scalars())
    if found:
        ref = household_by_id(uow, found[0]).ref
        raise Refused(
            Words(
                f"{subject_ref(uow, member)} hoort al bij huishouden {ref}; laat het eerst vertrekken",
                f"{subject_ref(uow, member)} is in household {ref} already; let it leave there first",
            )
        )


def household_by_id(uow: UnitOfWork, key: str) -> Household:
    row = uow.connection.execute(select(HOUSEHOLD).where(HOUSEHOLD.c.id == key)).one()._asdict()
    housed_on = read_day(row["housed_on"])
    return Household(key, row["ref"], row["municipality"], row["dwelling"], row["dwelling_kind"], housed_on)


def households_of(uow: UnitOfWork, person: str, on: date) -> list[str]:
    day = on.isoformat()
    query = select(MEMBERSHIP.c.household).where(
        MEMBERSHIP.c.person == person,
        lasts_on(MEMBERSHIP, day),
    )
    return list(uow.connection.execute(query.order_by(MEMBERSHIP.c.household)).scalars())


def members_of(uow: UnitOfWork, household: str, on: date) -> list[Person]:
    """Its members on that day, the eldest first."""
    rows = uow.fetch(MEMBERS, household=household, day=on.isoformat(), lasting="")
    return [_person(dict(zip(PERSON_KEYS, row, strict=True))) for row in rows]


def members_at_first(uow: UnitOfWork, household: str, on: date) -> list[Person]:
    """Its members on that day; of a household not formed yet by then, those it was formed with."""
    found = members_of(uow, household, on)
    if found:
        return found
    first = select(func.min(MEMBERSHIP.c.from_on)).where(
        MEMBERSHIP.c.household == household, MEMBERSHIP.c.from_on > on.isoformat()
    )
    formed_on = uow.connection.execute(first).scalar()
    return members_of(uow, household, date.fromisoformat(formed_on)) if formed_on else []


def homes_of(uow: UnitOfWork, person: str, on: date) -> list[str]:
    """The household on that day, else the first one after it."""
    later = (
        select(MEMBERSHIP.c.household)
        .where(MEMBERSHIP.c.person == person, MEMBERSHIP.c.from_on > on.isoformat())
        .order_by(MEMBERSHIP.c.from_on)
        .limit(1)
    )
    return households_of(uow, person, on) or list(uow.connection.execute(later).scalars())


# what decisions may know


def circle_of(uow: UnitOfWork, subject: str, on: date) -> Circle:
    """The people around a subject on that day, as results that identify nobody.

    A household that was formed later than that day counts as it was formed: late entries must not lose anyone.
    """
    if subject.startswith("h"):
        return Circle(tuple(member_seen(each, on) for each in members_at_first(uow, subject, on)))
    one = member_seen(person_by_id(uow, subject), on)
    households = homes_of(uow, subject, on)
    members = members_at_first(uow, households[0], on) if households else []
    return Circle(tuple(member_seen(each, on) for each in members) or (one,), one)


def member_seen(person: Person, on: date) -> MemberSeen:
    if person.born is None:
        return {"member": person.id, "adult": None, "school_age": None, "young_child": None}
    age = age_on(person.born, on)
    return {
        "member": person.id,
        "adult": age >= ADULT,
        "school_age": SCHOOL <= age < ADULT,
        "young_child": age < YOUNG,
    }


def age_on(born: date, on: date) -> int:
    """Full years; who was born on 29 February turns a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# finding


def subject_by_ref(uow: UnitOfWork, ref: str) -> str:
    """The id of the client or household with this reference. Raises NotFound with the nearest ones."""
    for table in (PERSON, HOUSEHOLD):
        found = uow.connection.execute(select(table.c.id).where(table.c.ref == ref)).scalar()
        if found:
            return str(found)
    known = [*uow.connection.execute(select(PERSON.c.ref)).scalars()]
    known += uow.connection.execute(select(HOUSEHOLD.c.ref)).scalars()
    near = get_close_matches(ref, known, 3)
    hint_nl = f"; bedoelt u {', '.join(near)}?" if near else "; ‘traject client find’ zoekt"
    hint_en = f"; did you mean {', '.join(near)}?" if near else "; 'traject client find' searches"
    raise NotFound(Words(f"er is geen cliënt of huishouden {ref}{hint_nl}", f"no client or household {ref}{hint_en}"))


def person_by_ref(uow: UnitOfWork, ref: str) -> str:
    key = subject_by_ref(uow, ref)
    if not key.startswith("p"):
        raise UsageError(Words(f"{ref} is een huishouden, geen persoon", f"{ref} is a household, not a person"))
    return key


def household_by_ref(uow: UnitOfWork, ref: str) -> str:
    key = subject_by_ref(uow, ref)
    if not key.startswith("h"):
        raise UsageError(Words(f"{ref} is een persoon, geen huishouden", f"{ref} is a person, not a household"))
    return key


def subject_ref(uow: UnitOfWork, key: str) -> str:
    """The office's own reference of a person or household; the id where there is none."""
    table = PERSON if key.startswith("p") else HOUSEHOLD
    return str(uow.connection.execute(select(table.c.ref).where(table.c.id == key)).scalar() or key)


def by_reference(uow: UnitOfWork, text: str) -> str:
    """The text with members named by the office's own reference: `[p12]` becomes `[C12]`."""
    return re.sub(r"\[(p\d+)\]", lambda found: f"[{subject_ref(uow, found[1])}]", text)


def subject_refs(uow: UnitOfWork) -> dict[str, str]:
    """Every reference by id."""
    rows = [*uow.connection.execute(select(PERSON.c.id, PERSON.c.ref))]
    rows += uow.connection.execute(select(HOUSEHOLD.c.id, HOUSEHOLD.c.ref))
    return {str(row[0]): str(row[1]) for row in rows}


# staff


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
    administrator.
    """
    known = _staff_named(uow, name)
    events: list[tuple[Event, date]] = []
    number = 0 if known else uow.next_number("s")
    known = known or _staff_named(uow, name)  # someone else may have added the name while we waited for the number
    key = known or f"s{number}"
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
    if until and "administrator" in given and "administrator" in held:
        _must_not_be_last(uow, key, "administrator", until + timedelta(days=1))
    events += [(ev.RoleGiven(key, role, write_day(until)), on) for role in given]
    _write(uow, OFFICE, events, stamp)
    return key


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
        raise Refused(Words("alleen een beheerder mag dit", "only an administrator may do this"))


def take_role(uow: UnitOfWork, staff: str, role: str, on: date, stamp: Stamp) -> None:
    """Raises Refused for a role not held, and for the last administrator."""
    if role not in roles_on(uow, staff, on):
        raise Refused(Words(f"deze medewerker is dan geen {role}", f"this colleague is no {role} then"))
    _must_not_be_last(uow, staff, role, on)
    _write(uow, OFFICE, [(ev.RoleTaken(staff, role), on)], stamp)


def _must_not_be_last(uow: UnitOfWork, staff: str, role: str, on: date) -> None:
    others = (each for each in staff_on(uow, on).values() if each.id != staff)
    if role == "administrator" and not any(role in each.roles for each in others):
        raise Refused(
            Words(
                "dit is de laatste beheerder; geef eerst iemand anders die rol",
                "this is the last administrator; give someone else that role first",
            )
        )


def roles_on(uow: UnitOfWork, staff: str, on: date) -> frozenset[str]:
    day = on.isoformat()
    query = select(STAFF_ROLE.c.role).where(
        STAFF_ROLE.c.staff == staff,
        lasts_on(STAFF_ROLE, day),
    )
    return frozenset(uow.connection.execute(query).scalars())


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


def staff_by_name(uow: UnitOfWork, name: str, on: date) -> StaffMember:
    """Raises NotFound with the nearest names."""
    staff = staff_on(uow, on)
    found = next((each for each in staff.values() if each.name == name), None)
    if found:
        return found
    known = [each.name for each in staff.values()]
    near = [each for each in known if each.lower() == name.lower()] or get_close_matches(name, known, 3)
    hint_nl = f"bedoelt u {', '.join(near)}?" if near else "een beheerder voegt toe met ‘traject staff add’"
    hint_en = f"did you mean {', '.join(near)}?" if near else "an administrator adds with 'traject staff add'"
    raise NotFound(
        Words(
            f"‘{name}’ staat niet op de personeelslijst; {hint_nl}",
            f"'{name}' is not on the staff; {hint_en}",
        )
    )


# rows


def _write(uow: UnitOfWork, stream: str, events: list[tuple[Event, date]], stamp: Stamp) -> None:
    for recorded in uow.append(stream, events, stamp):
        project(uow, recorded)


def project(uow: UnitOfWork, recorded: Recorded) -> None:
    """Brings the rows of people up to one event; rebuild calls it for every event again."""
    event: Any = recorded.event
    handler = PROJECT.get(type(event).__name__)
    if handler:
        handler(uow, recorded, event)


def clear(uow: UnitOfWork) -> None:
    for table in (PERSON, HOUSEHOLD, MEMBERSHIP, STAFF, STAFF_ROLE):
        uow.connection.execute(delete(table))
    absences.clear(uow)


def _value(uow: UnitOfWork, value: object) -> str:
    """The text behind a private reference; `erased` once it was removed."""
    if isinstance(value, dict):
        key = str(value["private"])
        return uow.private(key).get(key, ERASED)
    return "" if value is None else str(value)


def _person_added(uow: UnitOfWork, recorded: Recorded, event: ev.PersonAdded) -> None:
    row = {
        "id": recorded.stream,
        "number": int(recorded.stream[1:]),
        "ref": _value(uow, event.ref),
        "name": _value(uow, event.name),
        "born": _value(uow, event.born),
        "gender": event.gender,
        "nationality": event.nationality,
        "arrival_route": event.arrival_route,
        "status": "present",
        "version": recorded.version,
    }
    uow.connection.execute(insert(PERSON), [row])


def _person_changed(uow: UnitOfWork, recorded: Recorded, event: ev.PersonChanged) -> None:
    _set(uow, PERSON, recorded, **{event.field: _value(uow, event.value)})


def _person_voided(uow: UnitOfWork, recorded: Recorded, event: ev.PersonVoided) -> None:
    _set(uow, PERSON, recorded, status="void", ref=f"void:{recorded.stream}")


def _person_left(uow: UnitOfWork, recorded: Recorded, event: ev.PersonLeft) -> None:
    _set(uow, PERSON, recorded, status="left")


def _set(uow: UnitOfWork, table: Table, recorded: Recorded, **values: object) -> None:
    statement = update(table).where(table.c.id == recorded.stream)
    uow.connection.execute(statement.values(version=recorded.version, **values))


def _household_formed(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdFormed) -> None:
    row = {
        "id": recorded.stream,
        "number": int(recorded.stream[1:]),
        "ref": _value(uow, event.ref),
        "municipality": "",
        "dwelling": "",
        "dwelling_kind": "",
        "housed_on": "",
        "version": recorded.version,
    }
    uow.connection.execute(insert(HOUSEHOLD), [row])
    for member in event.members:
        _join(uow, recorded, member)


def _household_joined(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdJoined) -> None:
    _join(uow, recorded, event.member)
    _set(uow, HOUSEHOLD, recorded)


def _join(uow: UnitOfWork, recorded: Recorded, member: str) -> None:
    row = {
        "household": recorded.stream,
        "person": member,
        "from_on": recorded.occurred_on.isoformat(),
        "until_on": "",
    }
    _renew(uow, MEMBERSHIP, row, ("household", "person", "from_on"))


def _renew(uow: UnitOfWork, table: Table, row: dict[str, str], key: tuple[str, ...]) -> None:
    """Left and come back on one day: the later entry stands."""
    uow.connection.execute(delete(table).where(*(table.c[name] == row[name] for name in key)))
    uow.connection.execute(insert(table), [row])


def _household_left(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdLeft) -> None:
    day = recorded.occurred_on.isoformat()
    statement = update(MEMBERSHIP).where(
        MEMBERSHIP.c.household == recorded.stream,
        MEMBERSHIP.c.person == event.member,
        lasts_on(MEMBERSHIP, day),
    )
    uow.connection.execute(statement.values(until_on=day))
    _set(uow, HOUSEHOLD, recorded)


def _household_housed(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdHoused) -> None:
    _set(
        uow,
        HOUSEHOLD,
        recorded,
        municipality=event.municipality,
        dwelling=event.dwelling,
        dwelling_kind=event.kind,
        housed_on=recorded.occurred_on.isoformat(),
    )


def _staff_added(uow: UnitOfWork, recorded: Recorded, event: ev.StaffAdded) -> None:
    row = {
        "id": event.staff,
        "number": int(event.staff[1:]),
        "name": _value(uow, event.name),
        "email": _value(uow, event.email),
        "municipality": event.municipality,
        "lang": event.lang,
        "hours": "",
    }
    uow.connection.execute(insert(STAFF), [row])


def _staff_changed(uow: UnitOfWork, recorded: Recorded, event: ev.StaffChanged) -> None:
    values = {event.field: _value(uow, event.value)}
    uow.connection.execute(update(STAFF).where(STAFF.c.id == event.staff).values(**values))


def _role_given(uow: UnitOfWork, recorded: Recorded, event: ev.RoleGiven) -> None:
    """Until a day: a role that was held for longer ends there too."""
    day = recorded.occurred_on.isoformat()
    until_on = (date.fromisoformat(event.until) + timedelta(days=1)).isoformat() if event.until else ""
    if until_on:
        longer = update(STAFF_ROLE).where(
            STAFF_ROLE.c.staff == event.staff,
            STAFF_ROLE.c.role == event.role,
            STAFF_ROLE.c.from_on <= day,
            lasts_after(STAFF_ROLE, until_on),
        )
        uow.connection.execute(longer.values(until_on=until_on))
    row = {"staff": event.staff, "role": event.role, "from_on": day, "until_on": until_on}
    _renew(uow, STAFF_ROLE, row, ("staff", "role", "from_on"))


def _role_taken(uow: UnitOfWork, recorded: Recorded, event: ev.RoleTaken) -> None:
    day = recorded.occurred_on.isoformat()
    statement = update(STAFF_ROLE).where(
        STAFF_ROLE.c.staff == event.staff,
        STAFF_ROLE.c.role == event.role,
        lasts_after(STAFF_ROLE, day),
    )
    uow.connection.execute(statement.values(until_on=day))


PROJECT: dict[str, Any] = {
    "PersonAdded": _person_added,
    "PersonChanged": _person_changed,
    "PersonVoided": _person_voided,
    "PersonLeft": _person_left,
    "HouseholdFormed": _household_formed,
    "HouseholdJoined": _household_joined,
    "HouseholdLeft": _household_left,
    "HouseholdHoused": _household_housed,
    "StaffAdded": _staff_added,
    "StaffChanged": _staff_changed,
    "RoleGiven": _role_given,
    "RoleTaken": _role_taken,
    "StaffAway": absences.went_away,
    "StaffBack": absences.came_back,
}
