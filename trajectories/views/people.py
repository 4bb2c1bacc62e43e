"""Clients and households as commands answer about them."""

from datetime import date
from typing import NamedTuple

from trajectories.people.clients import Person
from trajectories.views.casework import StartedView
from workflows.documents import ABSENT, Absent


class ClientView(NamedTuple):
    """ref: the office's own. status: present, left or void. merged_into: the reference of the client that it is."""

    client: str
    ref: str
    name: str | None
    born: date | None
    gender: str | None
    nationality: str | None
    route: str | None
    status: str
    merged_into: str | None


class ClientMergedView(NamedTuple):
    """client and ref: another name from now on; into and into_ref: the client that goes on."""

    client: str
    ref: str
    into: str
    into_ref: str


class ClientChangedView(NamedTuple):
    client: str
    ref: str


class ClientLeftView(NamedTuple):
    """closed: trajectories; outcomes: with what each of them."""

    client: str
    ref: str
    closed: list[str]
    outcomes: dict[str, str]
    dry_run: bool | Absent = ABSENT


class HouseholdView(NamedTuple):
    household: str
    ref: str


class MemberView(NamedTuple):
    """member: a reference. started: where someone joined. household and ref: None for who returned to none."""

    household: str | None
    ref: str | None
    member: str
    started: list[StartedView] | Absent = ABSENT


def client_view(person: Person, merged_into: str | None) -> ClientView:
    return ClientView(
        client=person.id,
        ref=person.ref,
        name=person.name or None,
        born=person.born,
        gender=person.gender or None,
        nationality=person.nationality or None,
        route=person.arrival_route or None,
        status=person.status,
        merged_into=merged_into,
    )
