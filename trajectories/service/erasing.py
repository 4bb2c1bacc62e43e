"""A client erased: what is kept of them apart from the history goes, and that it went stays."""

from typing import NamedTuple

from trajectories.audit.erased import was_looked_at
from trajectories.audit.verify import missing_values
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.people.erasing import KeptOf, kept_of, read_elsewhere, remove, still_open
from trajectories.people.references import subject_ref
from trajectories.people.rows import write
from trajectories.people.staff import must_administer
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.words import Words


class Erasure(NamedTuple):
    """counts: how many values of each field. facts: the labels of facts among them. beside: what it does not reach."""

    person: str
    counts: dict[str, int]
    facts: dict[str, Words]
    trajectories: list[str]
    beside: list[Words]


def erase(casework: Casework, uow: UnitOfWork, person: str, reason: str, by: By) -> Erasure:
    """For an administrator. Raises Refused while anything runs for the client, or rests on what is kept of them."""
    must_administer(by.actor)
    kept = kept_of(uow, person)
    elsewhere = read_elsewhere(uow, kept)
    _must_not_run([*still_open(uow, kept), *(each.trajectory for each in elsewhere if each.is_open)])
    if not kept.values:
        raise Refused(Words("van deze cliënt is niets meer te wissen", "nothing of this client is left to erase"))
    event = ev.Erased(person, kept.values, kept.counts)
    stamp = casework.stamp(uow, by, wanted=["administrator"])
    told = casework.stamp(uow, by, OFFICE, reason, ["administrator"])
    remove(uow, kept)
    for key in kept.persons:
        write(uow, key, [(event._replace(person=key), by.today)], stamp)
    uow.append(OFFICE, [(event, by.today)], told)
    for key in (*kept.own, *(each.trajectory for each in elsewhere)):
        casework.project(uow, casework.load(uow, key))
    homes = [subject_ref(uow, each) for each in kept.homes]
    return Erasure(person, kept.counts, _labels(casework, uow, kept), kept.own, _beside(kept, homes))


def _labels(casework: Casework, uow: UnitOfWork, kept: KeptOf) -> dict[str, Words]:
    found = {name: spec.label for name, spec in person_facts_in_force(uow).specs.items()}
    for key in kept.own:
        facts = casework.load(uow, key).compiled.workflow.facts
        found |= {name: spec.label for name, spec in facts.items() if name in kept.counts}
    return found


def note_missing(casework: Casework, uow: UnitOfWork, by: By) -> int:
    """Records, once in the life of a database, which private values were missing by then; returns how many."""
    if was_looked_at(uow):
        return 0
    missing = missing_values(uow)
    uow.append(OFFICE, [(ev.MissingFound(missing), by.today)], casework.stamp(uow, by))
    return len(missing)


def _must_not_run(running: list[str]) -> None:
    if running:
        listing = ", ".join(running)
        raise Refused(
            Words(
                f"er loopt nog iets dat op deze gegevens rust: {listing}; sluit dat eerst, anders verloopt daar een "
                "termijn zonder dat iemand het hoort",
                f"something that rests on these data still runs: {listing}; close that first, or a term there ends "
                "without anyone hearing of it",
            )
        )


def _beside(kept: KeptOf, homes: list[str]) -> list[Words]:
    """What it does not reach, each as a sentence. homes: the households with others, by reference."""
    found = [
        Words(
            "reservekopieën en bestanden die ‘init’ of ‘restore’ opzij legde (.before, .replaced)",
            "backups, and files that 'init' or 'restore' put aside (.before, .replaced)",
        ),
        Words("verstuurde mail en geëxporteerde agenda’s", "mail that was sent, and calendars that were exported"),
        Words(
            "de geschiedenis zelf: dagen, stappen en codes onder een nummer dat niemand noemt",
            "the history itself: days, steps and codes under a number that names nobody",
        ),
    ]
    if kept.plain:
        found.append(
            Words(
                f"geslacht of nationaliteit in gebeurtenissen van voor deze versie: {kept.plain}",
                f"gender or nationality in events of before this release: {kept.plain}",
            )
        )
    if homes:
        found.append(
            Words(
                f"wat over een huishouden met anderen is vastgelegd, ook notities: {', '.join(homes)}",
                f"what was recorded about a household with others, notes too: {', '.join(homes)}",
            )
        )
    return found
