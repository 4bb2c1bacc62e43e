"""Two clients who are one: the one becomes another name for the other, from a day on. Nothing moves."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from trajectories.casework.person_copies import current
from trajectories.history import events as ev
from trajectories.people.clients import person_by_id
from trajectories.people.households import household_by_id
from trajectories.people.legal_facts import facts_of
from trajectories.people.references import subject_ref
from trajectories.people.rows import write
from trajectories.repository.aliases import alias_of, stands_for, the_same, with_aliases
from trajectories.repository.among import among
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import MEMBERSHIP, TRAJECTORY, lasts_after
from workflows.errors import Refused
from workflows.language.duplicate import DUPLICATE
from workflows.words import Words


class OpenTwice(NamedTuple):
    """A kind of trajectory that runs for both."""

    workflow: str
    one: str
    other: str


def merge_person(uow: UnitOfWork, key: str, named: str, on: date, stamp: Stamp) -> str:
    """key: another name from that day on for the client `named`, or for whom that stands; returns who goes on.

    Raises Refused where that would leave anything double.
    """
    ref, into = subject_ref(uow, key), stands_for(uow, named)
    into_ref = subject_ref(uow, into)
    if alias := alias_of(uow, key):
        other = subject_ref(uow, alias.into)
        raise Refused(
            Words(
                f"{ref} is al samengevoegd met {other}; ‘traject client unmerge {ref}’ neemt dat terug",
                f"{ref} is merged into {other} already; 'traject client unmerge {ref}' takes that back",
            )
        )
    if named == key:
        raise Refused(
            Words(f"{ref} is al één cliënt; noem de andere", f"{ref} is one client already; name the other one")
        )
    if into == key:
        other = subject_ref(uow, named)
        raise Refused(
            Words(
                f"{other} is al samengevoegd met {ref}; ‘traject client unmerge {other}’ neemt dat terug",
                f"{other} is merged into {ref} already; 'traject client unmerge {other}' takes that back",
            )
        )
    _must_be_there(uow, key, into)
    _must_have_no_home(uow, key, into, on)
    if twice := open_twice(uow, key, into):
        listing = ", ".join(f"{each.workflow} ({each.one}, {each.other})" for each in twice)
        close = f"traject close {twice[0].one} --outcome {DUPLICATE}"
        raise Refused(
            Words(
                f"{ref} en {into_ref} hebben allebei een lopend traject: {listing}; sluit van elk een als dubbel, "
                f"zoals met ‘{close}’",
                f"{ref} and {into_ref} both have an open trajectory: {listing}; close one of each as a duplicate, "
                f"such as with '{close}'",
            )
        )
    _must_agree(uow, key, into)
    write(uow, key, [(ev.PersonMerged(into), on)], stamp)
    return into


def unmerge_person(uow: UnitOfWork, key: str, on: date, stamp: Stamp) -> str:
    """Two clients after all; returns the id of the one it was merged into. Raises Refused where it was not merged."""
    alias = alias_of(uow, key)
    if alias is None:
        ref = subject_ref(uow, key)
        raise Refused(Words(f"{ref} is met niemand samengevoegd", f"{ref} is merged into nobody"))
    if on < alias.on:
        raise Refused(
            Words(
                f"dat werd pas op {alias.on} vastgelegd; kies die dag of een latere",
                f"that was recorded on {alias.on} only; choose that day or a later one",
            )
        )
    write(uow, key, [(ev.PersonUnmerged(), on)], stamp)
    return alias.into


def open_twice(uow: UnitOfWork, one: str, other: str) -> list[OpenTwice]:
    """The kinds that run for both, with the trajectories, in the order of opening."""
    query = select(TRAJECTORY.c.workflow, TRAJECTORY.c.id).where(TRAJECTORY.c.closed_on == "")
    query = query.order_by(TRAJECTORY.c.number)
    mine, theirs = (
        {row.workflow: row.id for row in uow.connection.execute(query.where(among(TRAJECTORY.c.subject, keys)))}
        for keys in (the_same(uow, [one]), the_same(uow, [other]))
    )
    return [OpenTwice(name, mine[name], theirs[name]) for name in mine if name in theirs]


def _must_be_there(uow: UnitOfWork, key: str, into: str) -> None:
    """Whoever left is followed no more; merged into them, what runs would be nobody's."""
    if person_by_id(uow, into).status != "present" and person_by_id(uow, key).status == "present":
        ref, into_ref = subject_ref(uow, key), subject_ref(uow, into)
        raise Refused(
            Words(
                f"{into_ref} is vertrokken en {ref} is er; voeg {into_ref} samen met {ref}, of begin met "
                f"‘traject client return {into_ref}’",
                f"{into_ref} left and {ref} is here; merge {into_ref} into {ref}, or begin with "
                f"'traject client return {into_ref}'",
            )
        )


def _must_agree(uow: UnitOfWork, key: str, into: str) -> None:
    """Of one person a fact is one; which of two it is, is not for us to say."""
    mine, theirs = current(facts_of(uow, key)), current(facts_of(uow, into))
    apart = [name for name in mine if name in theirs and not _is_same(uow, mine[name].value, theirs[name].value)]
    if apart:
        ref, into_ref, listing = subject_ref(uow, key), subject_ref(uow, into), ", ".join(apart)
        raise Refused(
            Words(
                f"van {ref} en {into_ref} is niet hetzelfde vastgelegd: {listing}; maak dat eerst gelijk met ‘traject "
                f"client fact set {ref} {apart[0]} …’ of ‘… {into_ref} …’",
                f"of {ref} and {into_ref} not the same is recorded: {listing}; make that equal first, with 'traject "
                f"client fact set {ref} {apart[0]} …' or '… {into_ref} …'",
            )
        )


def _is_same(uow: UnitOfWork, one: ev.Value, other: ev.Value) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        kept = uow.private(one["private"], other["private"])
        return kept.get(one["private"]) == kept.get(other["private"])
    return one == other and type(one) is type(other)


def _must_have_no_home(uow: UnitOfWork, key: str, into: str, on: date) -> None:
    """One person is a member once: of two, the one that stays in a household is the one that goes on."""
    home = _home_of(uow, key, on)
    if home:
        ref, into_ref, house = subject_ref(uow, key), subject_ref(uow, into), household_by_id(uow, home).ref
        turned = Words(f", of voeg {into_ref} samen met {ref}", f", or merge {into_ref} into {ref}")
        turned = Words("", "") if _home_of(uow, into, on) else turned
        raise Refused(
            Words(
                f"{ref} hoort bij huishouden {house}; laat {ref} daar eerst uitgaan met ‘traject household leave "
                f"{house} --member {ref}’{turned.nl}",
                f"{ref} is in household {house}; let {ref} leave there first with 'traject household leave {house} "
                f"--member {ref}'{turned.en}",
            )
        )


def _home_of(uow: UnitOfWork, person: str, on: date) -> str:
    """The household that someone is in from that day on; empty where there is none."""
    query = select(MEMBERSHIP.c.household).where(MEMBERSHIP.c.person == person, lasts_after(MEMBERSHIP, on.isoformat()))
    return uow.connection.execute(query.order_by(MEMBERSHIP.c.from_on)).scalars().first() or ""


def must_be_nobodys_alias(uow: UnitOfWork, key: str) -> None:
    """For taking a client back. Raises Refused where it stands for another, or another for it."""
    ref = subject_ref(uow, key)
    if alias := alias_of(uow, key):
        into = subject_ref(uow, alias.into)
        raise Refused(
            Words(
                f"{ref} is samengevoegd met {into} en kan niet vervallen; ‘traject client unmerge {ref}’ haalt ze uit "
                "elkaar",
                f"{ref} is merged into {into} and cannot be voided; 'traject client unmerge {ref}' takes them apart",
            )
        )
    if others := with_aliases(uow, [key])[1:]:
        other = subject_ref(uow, others[0])
        raise Refused(
            Words(
                f"{other} is samengevoegd met {ref}; begin met ‘traject client unmerge {other}’",
                f"{other} is merged into {ref}; begin with 'traject client unmerge {other}'",
            )
        )
