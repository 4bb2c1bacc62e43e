"""The office's own numbers of clients and households: unique over both, and found by."""

import re
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from trajectories.history import events as ev
from trajectories.history.codec import decode
from trajectories.outside_text import UNSEEN, OutsideText, outside, service_numbers
from trajectories.outside_text import canonical_ref as canonical_ref
from trajectories.repository.aliases import INTO, merged, stands_for
from trajectories.repository.among import among
from trajectories.repository.store import Prepared, UnitOfWork
from trajectories.repository.tables import (
    EVENT,
    HOUSEHOLD,
    PERSON,
)
from workflows.errors import NotFound, Refused, UsageError
from workflows.typed_words import folded, is_part
from workflows.words import Words

SHOWN = 6  # references named where several are meant


def void_ref(key: str) -> str:
    """What stands in the rows for the reference of someone who was taken back, so that it is free."""
    return f"void:{key}"


def new_ref(typed: str) -> OutsideText:
    """The reference as it is kept: without marks that show nothing. Raises UsageError for what cannot be one."""
    ref = outside(typed, "ref")
    if not ref or re.fullmatch(r"[tphs]\d+", ref) or re.search(r"[\s/#]", ref):
        raise UsageError(
            Words(
                f"‘{ref}’ kan geen kenmerk zijn; gebruik letters, cijfers en streepjes, niet de vorm t17",
                f"'{ref}' cannot be a reference; use letters, digits and dashes, not the form t17",
            )
        )
    must_be_no_bsn(ref)
    return ref


def must_be_no_bsn(ref: str) -> None:
    """Raises UsageError with the way out."""
    if words := bsn_in(ref):
        raise UsageError(words)


def bsn_in(ref: str) -> Words | None:
    """Why a reference is taken for a citizen service number. Eight digits are only where they are all of it: with a
    letter before them they are a number of the office's own, which one in eleven of such numbers cannot help.
    """
    found = service_numbers(ref)
    if any(len(each) == 9 for each in found):
        return Words(
            "dit lijkt een burgerservicenummer; dat wordt hier niet bewaard, gebruik een eigen kenmerk, zoals K-1",
            "this looks like a citizen service number; it is not kept here, use a reference of your own, such as K-1",
        )
    if found and not any(sign.isalpha() for sign in ref):
        return Words(
            "dit lijkt een burgerservicenummer zonder de eerste nul; dat wordt hier niet bewaard. Is het een nummer "
            "van uzelf, zet er dan een letter voor, zoals K-…",
            "this looks like a citizen service number without its first nought; it is not kept here. If it is a number "
            "of your own, put a letter before it, such as K-…",
        )
    return None


def must_be_free(uow: UnitOfWork, ref: str, but: str = "") -> None:
    """Raises Refused where the reference, or one that is the same but for capitals and unseen marks, is in use.

    but: the client whose reference it is.
    """
    if taken := [key for key in _ids_in_form(uow, canonical_ref(ref)) if key != but]:
        other = subject_ref(uow, taken[0])
        written = Words("", "") if other == ref else Words(f", als {other}", f", as {other}")
        raise Refused(
            Words(f"kenmerk {ref} is al in gebruik{written.nl}", f"reference {ref} is in use already{written.en}")
        )


def _ids_in_form(uow: UnitOfWork, form: str) -> list[str]:
    """The clients and households with a reference of this form; of more than one, from before there was one form."""
    if uow.references is None:
        uow.references = {}
        for key, ref in subject_refs(uow).items():
            in_use(uow.references, canonical_ref(ref), key)
    return uow.references.get(form, "").split()


def in_use(references: MutableMapping[str, str], form: str, key: str) -> None:
    """Its ids in one text, as there are many references and most are of one client or household."""
    references[form] = f"{references[form]} {key}" if form in references else key


def has_ref(uow: UnitOfWork, typed: str) -> bool:
    """Whether a client or household has this reference, in whatever case."""
    return bool(_ids_in_form(uow, canonical_ref(typed)))


def same_refs(uow: UnitOfWork) -> list[list[str]]:
    """References that became one by having one form: they keep their spelling."""
    _ids_in_form(uow, "")
    refs = subject_refs(uow)
    several = (keys.split() for keys in (uow.references or {}).values() if " " in keys)
    return [[refs[key] for key in keys] for keys in several]


def subject_by_ref(uow: UnitOfWork, ref: str, on: date | None = None) -> str:
    """The id of the client or household with this reference; of one that was merged by that day, the client it stands
    for, which is said. Raises NotFound with the nearest ones.
    """
    found = exactly_by_ref(uow, ref)
    key = stands_for(uow, found, on)
    if key != found:
        was, into = subject_ref(uow, found), subject_ref(uow, key)
        uow.remark(
            Words(
                f"{was} is samengevoegd met {into}; dit gaat over {into}",
                f"{was} is merged into {into}: this is {into}",
            )
        )
    return key


def exactly_by_ref(uow: UnitOfWork, ref: str) -> str:
    """As subject_by_ref, but a client that was merged is meant itself."""
    for spelling in dict.fromkeys((ref, UNSEEN.sub("", ref).strip())):
        for table in (PERSON, HOUSEHOLD):
            found = uow.connection.execute(select(table.c.id).where(table.c.ref == spelling)).scalar()
            if found:
                return str(found)
    alike = _ids_in_form(uow, canonical_ref(ref))
    if len(alike) > 1:
        raise _more_than_one(ref, [subject_ref(uow, each) for each in alike])
    return alike[0] if alike else _by_name(uow, ref, _everyone(uow))


class NamedClient(NamedTuple):
    """A client with the reference and the name they are found by. goes_on: the client they are, where merged."""

    id: str
    ref: str
    name: str
    goes_on: str = ""


def _everyone(uow: UnitOfWork) -> list[NamedClient]:
    """Every client but those taken back, in order of joining."""
    columns = (PERSON.c.id, PERSON.c.ref, PERSON.c.name, PERSON.c.merged_into)
    return [
        NamedClient(*row)
        for row in uow.connection.execute(select(*columns).where(PERSON.c.status != "void").order_by(PERSON.c.number))
    ]


def _by_name(uow: UnitOfWork, typed: str, people: Sequence[NamedClient]) -> str:
    """The one client of this name, or of whose name this is a part; who that is, is said.

    Raises UsageError where it is the name of several, NotFound with the nearest references where it is nobody's.
    """
    found = those_named(typed, people)
    merged = {each.id for each in found if each.goes_on in {other.id for other in found}}
    found = [each for each in found if each.id not in merged]
    if len(found) == 1:
        ref = found[0].ref
        uow.remark(Words(f"‘{typed}’ is {ref}", f"'{typed}' is {ref}"))
        return found[0].id
    if found:
        raise _more_than_one(typed, [each.ref for each in found])
    near = get_close_matches(typed, (ref for key, ref in subject_refs(uow).items() if ref != void_ref(key)), 3)
    hint_nl = f"; bedoelt u {', '.join(near)}?" if near else "; ‘traject client find’ zoekt"
    hint_en = f"; did you mean {', '.join(near)}?" if near else "; 'traject client find' searches"
    raise NotFound(
        Words(f"er is geen cliënt of huishouden ‘{typed}’{hint_nl}", f"no client or household '{typed}'{hint_en}")
    )


def those_named(typed: str, people: Sequence[NamedClient]) -> list[NamedClient]:
    """Whose whole name it is, without accents and capitals; else of whose name it is a part of two letters or more."""
    wanted, forms = folded(typed), [(each, folded(each.name)) for each in people]
    whole = [each for each, form in forms if form and form == wanted]
    part = [each for each, form in forms if is_part(wanted, form)] if len(wanted) > 1 else []
    return whole or part


def _more_than_one(typed: str, refs: Sequence[str]) -> UsageError:
    listing, more = ", ".join(refs[:SHOWN]), len(refs) - SHOWN
    rest = Words(f" of een van nog {more}", f" or one of {more} more") if more > 0 else Words("", "")
    return UsageError(
        Words(
            f"‘{typed}’ kan {listing}{rest.nl} zijn; noem het kenmerk, ‘traject client find’ toont wie het zijn",
            f"'{typed}' may be {listing}{rest.en}; give the reference, 'traject client find' shows who they are",
        )
    )


def one_of_these(uow: UnitOfWork, typed: str, keys: Collection[str]) -> str | None:
    """Whom of these clients a reference or a name means; None where it means none of them, or several."""
    people = [each for each in _everyone(uow) if each.id in keys]
    found = [each for each in people if each.ref == typed]
    found = found or [each for each in people if canonical_ref(each.ref) == canonical_ref(typed)]
    if not found and not _ids_in_form(uow, canonical_ref(typed)):
        found = those_named(typed, people)
    return found[0].id if len(found) == 1 else None


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


REF_OF_PERSON = Prepared(select(PERSON.c.ref).where(PERSON.c.id == bindparam("key")))
REF_OF_HOUSEHOLD = Prepared(select(HOUSEHOLD.c.ref).where(HOUSEHOLD.c.id == bindparam("key")))


def subject_ref(uow: UnitOfWork, key: str) -> str:
    """The office's own reference of a person or household; the id where there is none. Of one that was taken back the
    one that it had, which may be another's by now.
    """
    found = uow.fetch(REF_OF_PERSON if key.startswith("p") else REF_OF_HOUSEHOLD, key=key)
    ref = str(found[0][0]) if found else ""
    return as_called(uow, {key: ref})[key] or key


def as_called(uow: UnitOfWork, refs: Mapping[str, str]) -> dict[str, str]:
    """The same, with the reference that it had of whoever was taken back; the id where that was erased."""
    gone = [key for key, ref in refs.items() if ref == void_ref(key)]
    return {**refs, **(refs_had(uow, gone) if gone else {})}


def refs_had(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    kinds = [each.__name__ for each in (ev.PersonAdded, ev.PersonChanged, ev.HouseholdFormed)]
    query = select(EVENT.c.stream, EVENT.c.type, EVENT.c.data).where(among(EVENT.c.stream, keys))
    query = query.where(EVENT.c.type.in_(kinds)).order_by(EVENT.c.stream, EVENT.c.version)
    kept: dict[str, str] = {}
    for row in uow.connection.execute(query):
        event: Any = decode(row.type, row.data)
        if isinstance(event, ev.PersonChanged):
            if event.field == "ref":
                kept[row.stream] = str(event.value["private"])  # type: ignore[index]
        else:
            kept[row.stream] = str(event.ref["private"])
    values = uow.private(*kept.values())
    return {key: values.get(kept.get(key, ""), key) for key in keys}


def is_known(uow: UnitOfWork, key: str) -> bool:
    """Whether there is a person or household with this id."""
    return bool(uow.fetch(REF_OF_PERSON if key.startswith("p") else REF_OF_HOUSEHOLD, key=key))


def shown_ref(uow: UnitOfWork, key: str) -> str:
    """As subject_ref; of a client that was merged, that of the one it stands for, so that one client has one name."""
    return subject_ref(uow, stands_for(uow, key))


def ask_ahead(uow: UnitOfWork, key: str) -> None:
    """What `shown_ref` will ask, of a client that was not merged."""
    if key.startswith("p"):
        uow.ask_ahead(INTO, key=key)
    uow.ask_ahead(REF_OF_PERSON if key.startswith("p") else REF_OF_HOUSEHOLD, key=key)


def by_reference(uow: UnitOfWork, text: str) -> str:
    """The text with members named by the office's own reference: `[p12]` becomes `[C12]`."""
    return re.sub(r"\[(p\d+)\]", lambda found: f"[{subject_ref(uow, found[1])}]", text)


def words_by_reference(uow: UnitOfWork, words: Words) -> Words:
    return Words(by_reference(uow, words.nl), by_reference(uow, words.say("en")))


def subject_refs(uow: UnitOfWork) -> dict[str, str]:
    """Every reference by id."""
    rows = [*uow.connection.execute(select(PERSON.c.id, PERSON.c.ref))]
    rows += uow.connection.execute(select(HOUSEHOLD.c.id, HOUSEHOLD.c.ref))
    return {str(row[0]): str(row[1]) for row in rows}


def called_refs(uow: UnitOfWork) -> dict[str, str]:
    """As subject_refs, each as subject_ref gives it: to be shown, and not to find anybody by."""
    return as_called(uow, subject_refs(uow))


def shown_refs(uow: UnitOfWork) -> dict[str, str]:
    """As subject_refs, each as shown_ref gives it."""
    refs = called_refs(uow)
    return {**refs, **{key: refs[into] for key, into in merged(uow).items()}}
