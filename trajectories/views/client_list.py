"""Every client, or those of someone's cases, as `client list` gives them."""

from datetime import date
from typing import NamedTuple

from trajectories.people.names import every_client
from trajectories.people.references import subject_refs
from trajectories.projections.caseload import Running, households_of_subjects, running_in
from trajectories.projections.scope import Scope
from trajectories.repository.store import UnitOfWork
from trajectories.views.whose import Whose, looked_through
from workflows.words import Lang, Words


class ListedClientView(NamedTuple):
    """ref, household and merged_into: references. status: present or left. trajectories: open ones of their own.

    of_household: those of the household.
    """

    client: str
    ref: str
    name: str | None
    born: date | None
    status: str
    household: str | None
    merged_into: str | None
    trajectories: list[str]
    of_household: list[str]


class ClientListView(NamedTuple):
    """of: a name; None for all clients. left: how many who left are not in the list. looked_through: in words."""

    of: str | None
    municipality: str | None
    on: date
    looked_through: str
    left: int
    clients: list[ListedClientView]


def client_list_view(uow: UnitOfWork, whose: Whose, on: date, lang: Lang, *, with_left: bool) -> ClientListView:
    """Of someone, or of a municipality: whoever its open cases are about, members of households included."""
    running = running_in(uow, Scope())
    homes = households_of_subjects(uow, on)
    is_everyone = whose.member is None and not whose.place
    theirs = {each.subject for each in (running if is_everyone else running_in(uow, whose.scope))}
    clients = _clients(uow, running, homes)
    about = [each for each in clients if is_everyone or each.client in theirs or homes.get(each.client) in theirs]
    shown = [each for each in about if with_left or each.status != "left"]
    looked = _all_clients(len(clients)) if is_everyone else looked_through(uow, whose).words
    named = whose.member.name if whose.member else None
    return ClientListView(named, whose.place or None, on, looked.say(lang), len(about) - len(shown), shown)


def _clients(uow: UnitOfWork, running: list[Running], homes: dict[str, str]) -> list[ListedClientView]:
    own: dict[str, list[str]] = {}
    for each in running:
        own.setdefault(each.subject, []).append(each.id)
    refs = subject_refs(uow)
    return [
        ListedClientView(
            client=each.id,
            ref=each.ref,
            name=each.name or None,
            born=each.born,
            status=each.status,
            household=refs.get(homes.get(each.id, "")),
            merged_into=refs.get(each.merged_into),
            trajectories=own.get(each.id, []),
            of_household=own.get(homes.get(each.id, ""), []),
        )
        for each in every_client(uow)
    ]


def _all_clients(count: int) -> Words:
    if count == 0:
        return Words("er is nog geen cliënt", "there is no client yet")
    return Words("1 cliënt", "1 client") if count == 1 else Words(f"{count} cliënten", f"{count} clients")
