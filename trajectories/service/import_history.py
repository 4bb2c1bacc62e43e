"""Cases of a log are stored as if they had been kept here: recorded now, occurred then. Nothing is sent of the past."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework.log_replay import LogCommand, Walked
from trajectories.history.state import task_key
from trajectories.imports.cells import value_shown
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.references import canonical_ref, subject_refs
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import had
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import CaseworkError, Refused, StepRefused
from workflows.words import Words

ACTOR = Words("volgens het logboek gedaan door", "done, says the log, by")
NO_CLIENT = Words(
    "dit kenmerk is niet bekend; voer eerst de cliënten in met ‘traject import clients’, of geef --new-clients",
    "this reference is not known; bring in the clients first with 'traject import clients', or give --new-clients",
)
NO_HOUSEHOLD = Words(
    "dit huishouden is niet bekend; voer het eerst in met ‘traject import households’",
    "this household is not known; bring it in first with 'traject import households'",
)


FEW = 3  # cases by name


class NotStored(NamedTuple):
    """A case that fits and yet could not be stored here."""

    case: str
    why: Words


class Stored(NamedTuple):
    """What one transaction came to. known: cases that are here already. opened: trajectories. clients: new ones.

    refused: by the casework itself; the transaction is to be left, and done again without them.
    """

    opened: list[str]
    beside: list[str]
    clients: int
    known: int
    left: list[NotStored]
    refused: dict[str, NotStored]


class Storing(NamedTuple):
    """The transaction. new_clients: whoever is not known becomes a client, with a reference alone."""

    uow: UnitOfWork
    casework: Casework
    by: By
    new_clients: bool = False


class Awaiting:
    """Of cases that fit, before they are stored: for which there is nobody here, and which are here already.

    lacking: how many; few: the first of them by name.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self.known = self.lacking = 0
        self.few: list[str] = []
        self._uow = uow
        self._ids = {canonical_ref(ref): key for key, ref in subject_refs(uow).items()}

    def add(self, walked: Walked) -> None:
        opening = walked.commands[0].asked
        assert isinstance(opening, ask.Open)
        subject = self._ids.get(canonical_ref(walked.case.name), "")
        if subject:
            self.known += bool(had(self._uow, opening.workflow, subject))
            return
        self.lacking += 1
        self.few += [walked.case.shown] if len(self.few) < FEW else []


def store(into: Storing, walked: Sequence[Walked], leaving_out: Collection[str] = ()) -> Stored:
    """A case of its kind that its client has or had here is known. leaving_out: cases that were refused before."""
    ids = {canonical_ref(ref): key for key, ref in subject_refs(into.uow).items()}
    opened: list[str] = []
    beside: list[str] = []
    clients, known, left, refused = 0, 0, list[NotStored](), dict[str, NotStored]()
    for each in (each for each in walked if each.case.name not in leaving_out):
        name, opening = each.case.name, each.commands[0].asked
        assert isinstance(opening, ask.Open)
        subject = ids.get(canonical_ref(name), "")
        if subject and had(into.uow, opening.workflow, subject):
            known += 1
            continue
        resolved = into.casework.catalogue().resolve(opening.workflow, opening.municipality, opening.intake_on)
        wants_person = resolved.workflow.subject == "person"
        if not subject and not (into.new_clients and wants_person):
            left.append(NotStored(value_shown(name), NO_CLIENT if wants_person else NO_HOUSEHOLD))
            continue
        try:
            if not subject:
                stamp = into.casework.stamp(into.uow, into.by)
                subject = add_person(into.uow, NewPerson(name), opening.on, stamp)
            key, others = _store(into, each.commands, opening._replace(subject=subject))
        except CaseworkError as error:
            refused[name] = NotStored(value_shown(name), _why(error))
            continue
        clients += canonical_ref(name) not in ids
        opened.append(key)
        beside += others
    return Stored(opened, beside, clients, known, left, refused)


def _why(error: CaseworkError) -> Words:
    if not isinstance(error, StepRefused) or not error.missing:
        return error.words
    return error.missing[0].text


def _store(into: Storing, commands: Sequence[LogCommand], opening: ask.Open) -> tuple[str, list[str]]:
    uow, casework, by, _ = into
    done = casework.open(uow, opening, by)
    key, beside = done.trajectory.id, [each.trajectory for each in done.started]
    _say_who(into, key, commands[0])
    for command in commands[1:]:
        reason = f"{ACTOR.nl} {command.actor}" if command.actor else ""
        match command.asked:
            case ask.Advance() as step:
                done = casework.advance(uow, step._replace(trajectory=key), by, reason=reason)
                beside += [each.trajectory for each in done.started]
            case ask.Close() as closing:
                casework.close(uow, closing._replace(trajectory=key), by, reason=reason)
            case ask.SetFact() as fact:
                casework.set_fact(uow, fact._replace(trajectory=key), by)
            case ask.DoTask() as task:
                _do_task(into, task._replace(trajectory=key))
                _say_who(into, key, command)
            case ask.Open():
                raise Refused(Words("een zaak begint één keer", "a case begins once"))
    return key, beside


def _do_task(into: Storing, command: ask.DoTask) -> None:
    """One of members is done for all of whom it is asked: the log knows no members."""
    if not command.member:
        into.casework.do_task(into.uow, command, into.by)
        return
    now = into.casework.load(into.uow, command.trajectory).trajectory
    members = [each for each in now.members if task_key(command.task, each) in now.asked] or [*now.members]
    for member in members:
        into.casework.do_task(into.uow, command._replace(member=member), into.by)


def _say_who(into: Storing, key: str, command: LogCommand) -> None:
    """Kept as a note, which is private; a step has it as its reason."""
    if command.actor:
        into.casework.note(into.uow, key, f"{ACTOR.nl} {command.actor}", command.asked.on, into.by)
