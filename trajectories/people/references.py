"""The office's own numbers of clients and households: unique over both, and found by."""

import re
from datetime import date
from difflib import get_close_matches

from sqlalchemy import select

from trajectories.repository.aliases import merged, stands_for
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import (
    HOUSEHOLD,
    PERSON,
)
from workflows.errors import NotFound, Refused, UsageError
from workflows.words import Words


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


def subject_by_ref(uow: UnitOfWork, ref: str, on: date | None = None) -> str:
    """The id of the client or household with this reference; of one that was merged by that day, the client it stands
    for, which is said. Raises NotFound with the nearest ones.
    """
    found = exactly_by_ref(uow, ref)
    key = stands_for(uow, found, on)
    if key != found:
        into = subject_ref(uow, key)
        uow.remark(
            Words(
                f"{ref} is samengevoegd met {into}; dit gaat over {into}",
                f"{ref} is merged into {into}: this is {into}",
            )
        )
    return key


def exactly_by_ref(uow: UnitOfWork, ref: str) -> str:
    """As subject_by_ref, but a client that was merged is meant itself."""
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


def exactly_this_person(uow: UnitOfWork, ref: str) -> str:
    """As person_by_ref, but a client that was merged is meant itself."""
    return person_by_ref(uow, ref) if exactly_by_ref(uow, ref).startswith("h") else exactly_by_ref(uow, ref)


def household_by_ref(uow: UnitOfWork, ref: str) -> str:
    key = subject_by_ref(uow, ref)
    if not key.startswith("h"):
        raise UsageError(Words(f"{ref} is een persoon, geen huishouden", f"{ref} is a person, not a household"))
    return key


def subject_ref(uow: UnitOfWork, key: str) -> str:
    """The office's own reference of a person or household; the id where there is none."""
    table = PERSON if key.startswith("p") else HOUSEHOLD
    return str(uow.connection.execute(select(table.c.ref).where(table.c.id == key)).scalar() or key)


def shown_ref(uow: UnitOfWork, key: str) -> str:
    """As subject_ref; of a client that was merged, that of the one it stands for, so that one client has one name."""
    return subject_ref(uow, stands_for(uow, key))


def by_reference(uow: UnitOfWork, text: str) -> str:
    """The text with members named by the office's own reference: `[p12]` becomes `[C12]`."""
    return re.sub(r"\[(p\d+)\]", lambda found: f"[{subject_ref(uow, found[1])}]", text)


def subject_refs(uow: UnitOfWork) -> dict[str, str]:
    """Every reference by id."""
    rows = [*uow.connection.execute(select(PERSON.c.id, PERSON.c.ref))]
    rows += uow.connection.execute(select(HOUSEHOLD.c.id, HOUSEHOLD.c.ref))
    return {str(row[0]): str(row[1]) for row in rows}


def shown_refs(uow: UnitOfWork) -> dict[str, str]:
    """As subject_refs, each as shown_ref gives it."""
    refs = subject_refs(uow)
    return {**refs, **{key: refs[into] for key, into in merged(uow).items()}}
