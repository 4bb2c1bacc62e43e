"""Cases that go to someone else, or are counted from another municipality, from a day on."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework.permission import must_write, not_after
from trajectories.casework.refusals import Decision, must_be_open
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event
from trajectories.people.legal_facts import facts_of
from trajectories.people.questions import overtake
from trajectories.people.staff import roles_on
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.catalogue.place_names import place_name
from workflows.errors import Refused, UsageError
from workflows.language.private_facts import left_to_person
from workflows.language.roles import roles_said
from workflows.language.workflow import Workflow
from workflows.words import Words

BASE = "base"
MOVED = "verhuisd"


class Transfer(NamedTuple):
    """staff: an id, empty where the coordinator stays; municipality likewise.

    anew: what to do with a case that the new municipality has a form of its own for: close it and open that one (True),
    or go on as it is (False); None: nobody said.
    """

    on: date
    staff: str = ""
    municipality: str = ""
    anew: bool | None = None


class CasePlace(NamedTuple):
    """coordinator: a staff id, or empty."""

    municipality: str
    coordinator: str
    variant: str


class TransferredCase(NamedTuple):
    """What became of one case. opened: the one that goes on in its stead, or empty. terms: deadlines that run on."""

    trajectory: str
    workflow: str
    subject: str
    before: CasePlace
    after: CasePlace
    opened: str
    terms: list[str]


def transfer(
    casework: Casework,
    uow: UnitOfWork,
    keys: Sequence[str],
    command: Transfer,
    by: By,
    reason: str = "",
    subject: str = "",
) -> list[TransferredCase]:
    """In one go: each case, or none of them. Raises Refused where a form of the new municipality must be chosen.

    subject: whose cases these are all, so that nothing is asked about them any more; empty for a case by itself.
    """
    must_write(by.actor)
    not_after(command.on, by.today)
    if not command.staff and not command.municipality:
        raise UsageError(Words("zeg aan wie (--to) of waar (--municipality)", "say to whom (--to) or --municipality"))
    if command.staff and "coordinator" not in roles_on(uow, command.staff, by.today):
        role = roles_said(["coordinator"])
        raise Refused(
            Words(
                f"deze medewerker is geen {role.say('nl')}; geef eerst die rol met ‘traject staff add’",
                f"this colleague is no {role.say('en')}; give the role first with 'traject staff add'",
            )
        )
    uow.last_number("t")  # whoever opens something at the same time waits
    uow.lock(*keys)
    every = [casework.load(uow, key) for key in keys]
    for written in every:
        must_be_open(written.trajectory, written.compiled)
    own_form = {each.trajectory.id for each in every if _has_form(casework, each, command)}
    if own_form and command.anew is None:
        raise _choose(sorted(own_form), command.municipality)
    if subject:
        overtake(uow, subject, ("transfer", "stay"), command.on, casework.stamp(uow, by))
    anew = [each for each in every if command.anew and each.trajectory.id in own_form]
    as_is = [_as_it_is(casework, uow, each, command, by, reason) for each in every if each not in anew]
    opened = [_anew(casework, uow, each, command, by, reason) for each in anew]  # last: it looks where the others are
    return sorted([*as_is, *opened], key=lambda each: keys.index(each.trajectory))


def _has_form(casework: Casework, written: Written, command: Transfer) -> bool:
    """Whether the new municipality agreed on a form of its own that takes clients on that day."""
    now = written.trajectory
    if not command.municipality or command.municipality == now.municipality:
        return False
    there = casework.catalogue().resolve(now.workflow, command.municipality, command.on).workflow
    leaves = written.compiled.workflow.outcomes.get(MOVED)
    is_other = there.variant not in (BASE, now.variant)
    return is_other and there.takes_clients(command.on) and leaves is not None and leaves.leave


def _choose(keys: list[str], municipality: str) -> Refused:
    listing, place = ", ".join(keys), place_name(municipality)
    return Refused(
        Words(
            f"{place.nl} heeft voor {listing} een eigen vorm; --anew sluit daar als verhuisd en opent die vorm, "
            "--as-is laat de definitie zoals zij is",
            f"{place.say('en')} has a form of its own for {listing}; --anew closes there as moved and opens that form, "
            "--as-is keeps the definition as it is",
        )
    )


def _as_it_is(
    casework: Casework, uow: UnitOfWork, written: Written, command: Transfer, by: By, reason: str
) -> TransferredCase:
    now = written.trajectory
    before = _place(written)
    if now.here_from and command.on < now.here_from:
        raise Refused(
            Words(
                f"{now.id} begon pas op {now.here_from}; kies die dag of een latere",
                f"{now.id} began on {now.here_from} only; choose that day or a later one",
            )
        )
    events: list[Event] = []
    if command.municipality and command.municipality != now.municipality:
        events.append(ev.Transferred(command.municipality))
    if command.staff and command.staff != now.assigned.get("coordinator", ""):
        events.append(ev.Assigned("coordinator", command.staff))
    done = casework.carry_out(uow, written, Decision(events), command.on, by, reason=reason)
    return _told(written, before, _place(done.written), "")


def _anew(
    casework: Casework, uow: UnitOfWork, written: Written, command: Transfer, by: By, reason: str
) -> TransferredCase:
    """Closed here and opened there; what is known of a person goes along, what is known of a dwelling does not."""
    now, before = written.trajectory, _place(written)
    casework.close(uow, ask.Close(now.id, MOVED, command.on), by, reason=reason)
    there = casework.catalogue().resolve(now.workflow, command.municipality, command.on).workflow
    facts = known_of_person(uow, written, there, now.subject)
    opening = ask.Open(now.workflow, now.subject, command.municipality, command.on, command.on, facts)
    opened = casework.open(uow, opening, by)
    to = command.staff or now.assigned.get("coordinator", "")
    if to and "coordinator" in roles_on(uow, to, by.today):
        opened = casework.assign(uow, opened.trajectory.id, to, "coordinator", command.on, by)
    return _told(written, before, _place(opened.written), opened.trajectory.id)


def known_of_person(uow: UnitOfWork, written: Written, there: Workflow, whose: str) -> dict[str, ev.Value]:
    """Facts for another case of its kind: those of a person, without what follows the client's own record and what is
    recorded of that client already. whose: the client it is opened for.
    """
    now, facts = written.trajectory, written.compiled.workflow.facts
    if now.subject.startswith("h"):
        return {}
    theirs = {each.name for each in facts_of(uow, whose)} & left_to_person(there)
    wanted = there.facts.keys() & facts.keys() - theirs
    own = [name for name in now.facts if name in wanted and facts[name].from_ != "born"]
    return {name: value for name in own if (value := now.fact(name)) not in (None, "")}


def _place(written: Written) -> CasePlace:
    now = written.trajectory
    return CasePlace(now.municipality, now.assigned.get("coordinator", ""), now.variant)


def _told(written: Written, before: CasePlace, after: CasePlace, opened: str) -> TransferredCase:
    now = written.trajectory
    running = [each.id for each in written.deadlines if each.standing == "running"]
    return TransferredCase(now.id, now.workflow, now.subject, before, after, opened, running)
