"""Events of people, households and staff written, and the rows that follow from them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update

from trajectories.history import events as ev
from trajectories.history.events import Event, Recorded
from trajectories.people import absences
from trajectories.people.references import canonical_ref, in_use, void_ref
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import (
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    QUESTION,
    STAFF,
    STAFF_ROLE,
    lasts_after,
    lasts_on,
)

PERSON_KEYS = tuple(column.name for column in PERSON.columns)


ERASED = "erased"  # what is read where a private value was removed


PRIVATE_FIELDS = ("ref", "name", "born", "gender", "nationality")


FOR_EVER = "9999"


NO_DWELLING = {"municipality": "", "dwelling": "", "dwelling_kind": "", "housed_on": ""}


def _inserting(table: Table) -> Prepared:
    return Prepared(insert(table).values({each.name: bindparam(each.name) for each in table.c}).inline())


INSERT_PERSON, INSERT_HOUSEHOLD, INSERT_MEMBERSHIP = map(_inserting, (PERSON, HOUSEHOLD, MEMBERSHIP))
IS_MEMBER_SINCE = [each == bindparam(each.name) for each in MEMBERSHIP.primary_key]
DELETE_MEMBERSHIP = Prepared(delete(MEMBERSHIP).where(*IS_MEMBER_SINCE))


def write(uow: UnitOfWork, stream: str, events: list[tuple[Event, date]], stamp: Stamp) -> None:
    for recorded in uow.append(stream, events, stamp):
        project(uow, recorded)


def project(uow: UnitOfWork, recorded: Recorded) -> None:
    """Brings the rows of people up to one event; rebuild calls it for every event again."""
    event: Any = recorded.event
    handler = PROJECT.get(type(event).__name__)
    if handler:
        handler(uow, recorded, event)
    if isinstance(event, ev.PersonAdded | ev.HouseholdFormed):
        if uow.references is not None:
            ref = canonical_ref(_ref(uow, recorded, event.ref))
            in_use(uow.references, ref, recorded.stream)
    elif isinstance(event, ev.PersonChanged | ev.PersonVoided | ev.HouseholdVoided):
        uow.references = None


def clear(uow: UnitOfWork) -> None:
    for table in (PERSON, HOUSEHOLD, MEMBERSHIP, QUESTION, STAFF, STAFF_ROLE):
        uow.connection.execute(delete(table))
    absences.clear(uow)


def _value(uow: UnitOfWork, value: object) -> str:
    """The text behind a private reference; `erased` once it was removed."""
    if isinstance(value, dict):
        key = str(value["private"])
        return uow.private(key).get(key, ERASED)
    return "" if value is None else str(value)


def is_erased(value: str) -> bool:
    """Whether that is what a row has where a private value was removed."""
    return value == ERASED or value.startswith(f"{ERASED}:")


def _ref(uow: UnitOfWork, recorded: Recorded, value: object) -> str:
    """Each its own, also once it was removed."""
    read = _value(uow, value)
    return f"{ERASED}:{recorded.stream}" if read == ERASED else read


def read_again(uow: UnitOfWork, key: str) -> None:
    """The rows of a client or household as its history gives them now that values were removed."""
    table = PERSON if key.startswith("p") else HOUSEHOLD
    uow.connection.execute(delete(table).where(table.c.id == key))
    for recorded in uow.history(key):
        project(uow, recorded)
    uow.references = None


def _person_added(uow: UnitOfWork, recorded: Recorded, event: ev.PersonAdded) -> None:
    row = {
        "id": recorded.stream,
        "number": int(recorded.stream[1:]),
        "ref": _ref(uow, recorded, event.ref),
        "name": _value(uow, event.name),
        "born": _value(uow, event.born),
        "gender": _value(uow, event.gender),
        "nationality": _value(uow, event.nationality),
        "arrival_route": event.arrival_route,
        "status": "present",
        "version": recorded.version,
        "merged_into": "",
        "merged_on": "",
    }
    uow.run_later(INSERT_PERSON, row)


def _person_changed(uow: UnitOfWork, recorded: Recorded, event: ev.PersonChanged) -> None:
    read = _ref(uow, recorded, event.value) if event.field == "ref" else _value(uow, event.value)
    _set(uow, PERSON, recorded, **{event.field: read})


def _person_voided(uow: UnitOfWork, recorded: Recorded, event: ev.PersonVoided) -> None:
    _set(uow, PERSON, recorded, status="void", ref=void_ref(recorded.stream))


def _person_left(uow: UnitOfWork, recorded: Recorded, event: ev.PersonLeft) -> None:
    _set(uow, PERSON, recorded, status="left")


def _person_returned(uow: UnitOfWork, recorded: Recorded, event: ev.PersonReturned) -> None:
    _set(uow, PERSON, recorded, status="present")


def _person_merged(uow: UnitOfWork, recorded: Recorded, event: ev.PersonMerged) -> None:
    _set(uow, PERSON, recorded, merged_into=event.into, merged_on=recorded.occurred_on.isoformat())


def _person_unmerged(uow: UnitOfWork, recorded: Recorded, event: ev.PersonUnmerged) -> None:
    _set(uow, PERSON, recorded, merged_into="", merged_on="")


def _set(uow: UnitOfWork, table: Table, recorded: Recorded, **values: object) -> None:
    statement = update(table).where(table.c.id == recorded.stream)
    uow.connection.execute(statement.values(version=recorded.version, **values))


def _household_formed(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdFormed) -> None:
    row = {
        "id": recorded.stream,
        "number": int(recorded.stream[1:]),
        "ref": _ref(uow, recorded, event.ref),
        "municipality": "",
        "dwelling": "",
        "dwelling_kind": "",
        "housed_on": "",
        "version": recorded.version,
    }
    uow.run_later(INSERT_HOUSEHOLD, row)
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
    uow.run_later(DELETE_MEMBERSHIP, row)  # left and come back on one day: the later entry stands
    uow.run_later(INSERT_MEMBERSHIP, row)


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


def _dwelling_taken_back(uow: UnitOfWork, recorded: Recorded, event: ev.DwellingTakenBack) -> None:
    _set(uow, HOUSEHOLD, recorded, **NO_DWELLING)


def _household_voided(uow: UnitOfWork, recorded: Recorded, event: ev.HouseholdVoided) -> None:
    _set(uow, HOUSEHOLD, recorded, ref=void_ref(recorded.stream), **NO_DWELLING)


def _known_elsewhere(uow: UnitOfWork, recorded: Recorded, event: ev.KnownElsewhere) -> None:
    """Read from the history; only its length shows here, and of a case not even that."""
    for table, letter in ((PERSON, "p"), (HOUSEHOLD, "h")):
        if recorded.stream.startswith(letter):
            _set(uow, table, recorded)


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


def _address_bounced(uow: UnitOfWork, recorded: Recorded, event: ev.AddressBounced) -> None:
    uow.connection.execute(update(STAFF).where(STAFF.c.id == event.staff).values(email=""))


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


def _question_asked(uow: UnitOfWork, recorded: Recorded, event: ev.QuestionAsked) -> None:
    row = {
        "id": recorded.stream,
        "number": int(recorded.stream[1:]),
        **event._asdict(),
        "asked_on": recorded.occurred_on.isoformat(),
        "settled_on": "",
        "answer": "",
    }
    uow.connection.execute(insert(QUESTION), [row])


def _question_settled(uow: UnitOfWork, recorded: Recorded, event: ev.QuestionSettled) -> None:
    statement = update(QUESTION).where(QUESTION.c.id == recorded.stream)
    settled_on = recorded.occurred_on.isoformat()
    uow.connection.execute(statement.values(settled_on=settled_on, answer=event.answer))


def _person_noted(uow: UnitOfWork, recorded: Recorded, event: object) -> None:
    """What is recorded of a person is read from their history; only its length shows here."""
    _set(uow, PERSON, recorded)


def _erased(uow: UnitOfWork, recorded: Recorded, event: ev.Erased) -> None:
    """In the stream of the person; the office has one too."""
    if recorded.stream == event.person:
        _set(uow, PERSON, recorded)


PROJECT: dict[str, Any] = {
    "Erased": _erased,
    "FactSet": _person_noted,
    "EventVoided": _person_noted,
    "EventReplaced": _person_noted,
    "PersonAdded": _person_added,
    "PersonChanged": _person_changed,
    "PersonVoided": _person_voided,
    "PersonLeft": _person_left,
    "PersonReturned": _person_returned,
    "PersonMerged": _person_merged,
    "PersonUnmerged": _person_unmerged,
    "HouseholdFormed": _household_formed,
    "HouseholdJoined": _household_joined,
    "HouseholdLeft": _household_left,
    "HouseholdHoused": _household_housed,
    "DwellingTakenBack": _dwelling_taken_back,
    "HouseholdVoided": _household_voided,
    "KnownElsewhere": _known_elsewhere,
    "QuestionAsked": _question_asked,
    "QuestionSettled": _question_settled,
    "StaffAdded": _staff_added,
    "StaffChanged": _staff_changed,
    "AddressBounced": _address_bounced,
    "RoleGiven": _role_given,
    "RoleTaken": _role_taken,
    "StaffAway": absences.went_away,
    "StaffBack": absences.came_back,
}
