"""A batch is taken back as far as nobody has built on it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from trajectories.casework.commands import Correct
from trajectories.casework.permission import must_write
from trajectories.casework.take_back import versions_recorded
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE
from trajectories.people.departure import void_person
from trajectories.people.households import households_of, leave_household, members_of
from trajectories.people.references import subject_ref
from trajectories.people.rows import write
from trajectories.repository.since import written_since
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import any_of, whose
from trajectories.service import people_changes
from trajectories.service.casework import Casework
from trajectories.service.import_batches import Batch, batch_numbered, last_numbers
from trajectories.service.recording import By
from workflows.errors import CaseworkError, Refused, StepRefused, UsageError
from workflows.words import Words

HAS_CASE = Words("hiervoor staat een traject", "there is a case of it")
HAS_MEMBERS = Words("een lid ervan blijft", "a member of it stays")
LATER = Words("later is er iets bij vastgelegd", "something was recorded there later")


class StaysThere(NamedTuple):
    """Something that is not taken back, and why. ref: as the office knows it."""

    key: str
    ref: str
    because: Words


class TakenBack(NamedTuple):
    counts: dict[str, int]
    kept: list[StaysThere]


def undo(uow: UnitOfWork, casework: Casework, number: int, by: By, reason: str) -> TakenBack:
    """Takes back, by events that undo others, what nobody has built on; says what somebody has. A second time takes
    back what is free by then.
    """
    must_write(by.actor)
    if not reason.strip():
        raise UsageError(Words("zeg bij --reason waarom", "say why with --reason"))
    batch = batch_numbered(uow, number)
    last_numbers(uow)
    return _Undoing(uow, casework, batch, by, reason.strip()).all()


def _written_by_others(uow: UnitOfWork, batch: Batch) -> set[str]:
    """The streams of the batch that went on after the transaction in which they began: nothing was taken back yet."""
    return {key for part in batch.parts for key in written_since(uow, OFFICE, part.version, part.streams)}


class _Undoing:
    """One batch that is taken back: cases first, then what was recorded elsewhere, clients and households."""

    def __init__(self, uow: UnitOfWork, casework: Casework, batch: Batch, by: By, reason: str) -> None:
        self.uow = uow
        self.casework = casework
        self.batch = batch
        self.by = by
        self.reason = reason
        self.streams = batch.streams
        self.ours = frozenset(self.streams)
        self.later = _written_by_others(uow, batch)
        self.counts: dict[str, int] = {}
        self.kept: list[StaysThere] = []

    def all(self) -> TakenBack:
        self._cases()
        for name in reversed(self.batch.imported.events):
            self._event(name)
        self._people()
        self._households()
        event = ev.ImportUndone(self.batch.imported.number, self.counts, [each.key for each in self.kept])
        if not self.counts:
            raise self._nothing()
        self.uow.append(OFFICE, [(event, self.by.today)], self.casework.stamp(self.uow, self.by, OFFICE, self.reason))
        return TakenBack(self.counts, self.kept)

    def _nothing(self) -> Refused:
        number, kept = self.batch.imported.number, len(self.kept)
        if not kept:
            return Refused(Words(f"invoer {number} is al teruggenomen", f"import {number} was taken back already"))
        first = self.kept[0]
        return Refused(
            Words(
                f"van invoer {number} is niets meer terug te nemen: op alle {kept} is voortgebouwd, zoals op "
                f"{first.ref}: {first.because.nl}",
                f"nothing of import {number} can be taken back any more: all {kept} were built on, such as "
                f"{first.ref}: {first.because.say('en')}",
            )
        )

    def _done(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def _keep(self, key: str, because: Words) -> None:
        stream = key.partition("@")[0]
        subject = whose(self.uow, stream)[0] if stream.startswith("t") else stream
        self.kept.append(StaysThere(key, subject_ref(self.uow, subject), because))

    def _cases(self) -> None:
        """Each with all that it started, or not at all."""
        keys = {each for each in self.streams if each.startswith("t")}
        for key in sorted(keys, key=lambda each: int(each[1:])):
            now = self.casework.dossiers.load(self.uow, key).trajectory
            if now.taken_back_on or now.origin.partition("@")[0] in keys:
                continue
            self._steps_of_log(key)
            try:
                done = self.casework.correct(
                    self.uow, key, Correct(now.opened_version, void=True), self.by, self.reason
                )
            except CaseworkError as error:
                self._keep(key, why_not(error))
            else:
                for _ in range(1 + len(done.with_it)):
                    self._done("cases")

    def _steps_of_log(self, key: str) -> None:
        """What a log told of the case came with it, and is taken back from the last to the first, unless somebody went
        on with the case.
        """
        if self.batch.imported.kind != "history" or key in self.later:
            return
        for version in reversed(versions_recorded(self.casework.dossiers.load(self.uow, key))):
            self.casework.correct(self.uow, key, Correct(version, void=True), self.by, self.reason)

    def _event(self, name: str) -> None:
        stream, _, version = name.partition("@")
        if stream in self.ours:
            return
        try:
            if stream.startswith("t"):
                self._case_event(stream, int(version))
            else:
                self._people_event(stream, int(version))
        except CaseworkError as error:
            self._keep(name, why_not(error))

    def _case_event(self, stream: str, version: int) -> None:
        written = self.casework.dossiers.load(self.uow, stream)
        if any(isinstance(each.event, ev.EventVoided) and each.event.version == version for each in written.history):
            return
        self.casework.correct(self.uow, stream, Correct(version, void=True), self.by, self.reason)
        self._done("events")

    def _people_event(self, stream: str, version: int) -> None:
        history = self.uow.history(stream)
        recorded = history[version - 1]
        event: Any = recorded.event
        match event:
            case ev.HouseholdJoined(member=member):
                if stream in households_of(self.uow, member, self.by.today) and not self._stands([member]):
                    leave_household(self.uow, stream, member, recorded.occurred_on, self._stamp())
                    people_changes.depart(self.casework, self.uow, stream, member, recorded.occurred_on, self.by)
                    self._done("events")
            case ev.PersonChanged(field=field):
                self._change_back(stream, field, history, version)
            case ev.FactSet():
                if not any(
                    isinstance(each.event, ev.EventVoided) and each.event.version == version for each in history
                ):
                    of = f"{stream}@{version}"
                    self.casework.correct_person_fact(self.uow, of, Correct(version, void=True), self.by, self.reason)
                    self._done("events")
            case _:
                self._keep(
                    f"{stream}@{version}",
                    Words("dit blijft staan; verbeter het met de hand", "this stays; mend it by hand"),
                )

    def _change_back(self, stream: str, field: str, history: Sequence[Recorded], version: int) -> None:
        """What it was before, unless someone changed it since."""
        of_field = [each for each in history if isinstance(each.event, ev.PersonChanged) and each.event.field == field]
        if of_field[-1].version != version:
            self._keep(f"{stream}@{version}", LATER)
            return
        before = _value_before(history, field, version)
        text = (
            next(iter(self.uow.private(before["private"]).values()), "")
            if isinstance(before, dict)
            else str(before or "")
        )
        people_changes.edit(
            self.casework, self.uow, stream, {field: text}, self.by.today, self.by, reason=self.reason, sure=True
        )
        self._done("events")

    def _people(self) -> None:
        """Whoever has a case, or was told more of since, stays."""
        people = [each for each in self.streams if each.startswith("p")]
        ours = {each for each in self.streams if each.startswith("h")}
        for key in people:
            history = self.uow.history(key)
            if isinstance(history[-1].event, ev.PersonVoided):
                continue
            elsewhere = [each for each in households_of(self.uow, key, self.by.today) if each not in ours]
            if key in self.later or elsewhere:
                self._keep(key, LATER)
                continue
            try:
                void_person(self.uow, key, self.by.today, self._stamp(key))
            except CaseworkError as error:
                self._keep(key, why_not(error))
            else:
                self._done("clients")

    def _households(self) -> None:
        """One of which a member stays, or that something was recorded of since, stays."""
        for key in (each for each in self.streams if each.startswith("h")):
            history = self.uow.history(key)
            formed: Any = history[0].event
            members = [each.id for each in members_of(self.uow, key, self.by.today)]
            if key in self.later and not members:
                continue  # taken back before
            if key in self.later or self.ours & {*members} or self._stands([key]):
                self._keep(key, HAS_CASE if self._stands([key]) else LATER if key in self.later else HAS_MEMBERS)
                continue
            gone = [(ev.HouseholdLeft(each), history[0].occurred_on) for each in formed.members if each in members]
            write(self.uow, key, [*gone], self._stamp())
            self._done("households")

    def _stands(self, subjects: list[str]) -> bool:
        """Whether there is a case of theirs, open or closed, that was not taken back."""
        return any_of(self.uow, subjects)

    def _stamp(self, subject: str = "") -> Any:
        return self.casework.stamp(self.uow, self.by, subject, self.reason if subject else "")


def _value_before(history: Sequence[Recorded], field: str, version: int) -> Any:
    found: Any = ""
    for each in history[: version - 1]:
        event: Any = each.event
        if isinstance(event, ev.PersonAdded):
            found = getattr(event, field)
        elif isinstance(event, ev.PersonChanged) and event.field == field:
            found = event.value
    return found


def why_not(error: CaseworkError) -> Words:
    """What stands in the way: of several the first, as that is what somebody did."""
    if isinstance(error, StepRefused) and error.missing:
        return error.missing[0].text
    return error.words
