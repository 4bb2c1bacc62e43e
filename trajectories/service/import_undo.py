"""A batch taken back, by events that undo others, as far as nobody has built on it; what stays is listed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from trajectories.casework.commands import Correct
from trajectories.casework.permission import must_write
from trajectories.casework.take_back import versions_recorded
from trajectories.history import events as ev
from trajectories.history.events import Recorded
from trajectories.history.streams import OFFICE
from trajectories.people.departure import void_person
from trajectories.people.households import (
    housed,
    households_of,
    leave_household,
    members_of,
    take_dwelling_back,
    void_household,
)
from trajectories.people.numbers_elsewhere import numbers_elsewhere
from trajectories.people.questions import overtake
from trajectories.people.references import subject_ref
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import any_of, open_of, whose
from trajectories.service import people_changes
from trajectories.service.casework import Casework
from trajectories.service.import_batches import Batch, batch_numbered, last_numbers
from trajectories.service.import_went_on import WentOn
from trajectories.service.keeping_numbers import keep_number
from trajectories.service.recording import By
from workflows.errors import CaseworkError, Refused, StepRefused, UsageError
from workflows.words import Words

HAS_CASE = Words("hiervoor staat een traject", "there is a case of it")
HAS_MEMBERS = Words("een lid ervan blijft", "a member of it stays")


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
        self.went_on = WentOn(uow, batch)
        self.by_us: list[str] = []
        self.counts: dict[str, int] = {}
        self.kept: list[StaysThere] = []

    def all(self) -> TakenBack:
        self._cases()
        for name in reversed(self.batch.imported.events):
            self._event(name)
        self._people()
        self._households()
        event = ev.ImportUndone(self.batch.imported.number, self.counts, [each.key for each in self.kept], self.by_us)
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
                f"van invoer {number} is niets meer terug te nemen; wat er staat ({kept}) blijft, zoals {first.ref}: "
                f"{first.because.nl}",
                f"nothing of import {number} can be taken back any more; what is there ({kept}) stays, such as "
                f"{first.ref}: {first.because.say('en')}",
            )
        )

    @contextmanager
    def _taking_back(self, *streams: str) -> Iterator[None]:
        """What is written meanwhile in these streams is our own."""
        before = {each: self.uow.head(each).version for each in streams}
        yield
        for each, version in before.items():
            self.by_us += [f"{each}@{own}" for own in range(version + 1, self.uow.head(each).version + 1)]

    def _done(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def _keep(self, key: str, because: Words) -> None:
        self.kept.append(StaysThere(*kept_there(self.uow, key), because))

    def _cases(self) -> None:
        """Each with all that it started, or not at all."""
        keys = {each for each in self.streams if each.startswith("t")}
        for key in sorted(keys, key=lambda each: int(each[1:])):
            now = self.casework.dossiers.load(self.uow, key).trajectory
            if now.taken_back_on or now.origin.partition("@")[0] in keys:
                continue
            tree = self.casework.with_what_it_started(self.uow, self.casework.dossiers.load(self.uow, key))
            if because := self.went_on.in_cases(tree):
                self._keep(key, because)
                continue
            self._told_along(key)
            try:
                done = self.casework.correct(
                    self.uow, key, Correct(now.opened_version, void=True), self.by, self.reason
                )
            except CaseworkError as error:
                self._keep(key, why_not(error))
            else:
                for _ in range(1 + len(done.with_it)):
                    self._done("cases")

    def _told_along(self, key: str) -> None:
        """What a list or a log told of the case came with it, and is taken back from the last to the first."""
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
        """Of a case that was taken back nothing stands."""
        written = self.casework.dossiers.load(self.uow, stream)
        voided = (each.event.version for each in written.history if isinstance(each.event, ev.EventVoided))
        if written.trajectory.taken_back_on or version in voided:
            return
        with self._taking_back(stream):
            self.casework.correct(self.uow, stream, Correct(version, void=True), self.by, self.reason)
        self._done("events")

    def _people_event(self, stream: str, version: int) -> None:
        history = self.uow.history(stream)
        recorded = history[version - 1]
        event: Any = recorded.event
        match event:
            case ev.HouseholdJoined(member=member):
                self._leave_again(stream, version, member, recorded.occurred_on)
            case ev.HouseholdHoused():
                self._unhouse(stream, version, history)
            case ev.KnownElsewhere():
                if stream in numbers_elsewhere(self.uow, stream[0]):
                    with self._taking_back(stream):
                        keep_number(self.uow, self.casework, stream, "", self.by)
                    self._done("events")
            case ev.PersonChanged(field=field):
                self._change_back(stream, field, history, version)
            case ev.FactSet():
                if not any(
                    isinstance(each.event, ev.EventVoided) and each.event.version == version for each in history
                ):
                    of = f"{stream}@{version}"
                    with self._taking_back(stream):
                        self.casework.correct_person_fact(
                            self.uow, of, Correct(version, void=True), self.by, self.reason
                        )
                    self._done("events")
            case _:
                self._keep(
                    f"{stream}@{version}",
                    Words("dit blijft staan; verbeter het met de hand", "this stays; mend it by hand"),
                )

    def _leave_again(self, household: str, version: int, member: str, joined_on: date) -> None:
        """Whoever left since is out of it already."""
        if household not in households_of(self.uow, member, self.by.today):
            return
        name = f"{household}@{version}"
        if self._has_new_case(name, member):
            self._keep(name, HAS_CASE)
            return
        if because := self._is_spoken_of(name, household, member):
            self._keep(name, because)
            return
        with self._taking_back(household):
            leave_household(self.uow, household, member, joined_on, self._stamp())
        people_changes.depart(self.casework, self.uow, household, member, joined_on, self.by)
        self._done("events")

    def _has_new_case(self, name: str, member: str) -> bool:
        """Whether something began for them with the batch and stays, or began later."""
        kept = {each.key for each in self.kept}
        return any(key in kept or 1 in self.went_on.versions(name, key) for key in open_of(self.uow, [member]))

    def _is_spoken_of(self, name: str, household: str, member: str) -> Words | None:
        """Why they stay where something was recorded about them, as a member, in what runs for the household."""
        for key in open_of(self.uow, [household]):
            for each in self.went_on.written(name, key):
                if getattr(each.event, "member", "") == member:
                    return self.went_on.by(key, each.version)
        return None

    def _unhouse(self, household: str, version: int, history: Sequence[Recorded]) -> None:
        """A dwelling that a list told of a household that had none. Where they moved on, or what runs for them was
        carried over for it, somebody went on.
        """
        told = housed(history)
        if not told or told[0].version > version:
            return  # taken back before
        if told[-1].version != version or self._went_along(f"{household}@{version}", household):
            name = f"{household}@{version}"
            self._keep(name, self.went_on.why(name, household))
            return
        with self._taking_back(household):
            take_dwelling_back(self.uow, household, self.by.today, self._stamp())
        overtake(self.uow, household, ("transfer",), self.by.today, self._stamp())
        self._done("events")

    def _went_along(self, name: str, household: str) -> bool:
        """Whether something of theirs was transferred since."""
        subjects = [household, *(each.id for each in members_of(self.uow, household, self.by.today))]
        written = (each for key in open_of(self.uow, subjects) for each in self.went_on.written(name, key))
        return any(isinstance(each.event, ev.Transferred) for each in written)

    def _change_back(self, stream: str, field: str, history: Sequence[Recorded], version: int) -> None:
        """What it was before, unless someone changed it since."""
        of_field = [
            each
            for each in history
            if isinstance(each.event, ev.PersonChanged)
            and each.event.field == field
            and f"{stream}@{each.version}" not in self.went_on.undone
        ]
        if version not in [each.version for each in of_field]:
            return  # taken back before
        if of_field[-1].version != version:
            self._keep(f"{stream}@{version}", self.went_on.by(stream, of_field[-1].version))
            return
        before = _value_before(history, field, version)
        text = (
            next(iter(self.uow.private(before["private"]).values()), "")
            if isinstance(before, dict)
            else str(before or "")
        )
        with self._taking_back(stream):
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
            if key in self.went_on.streams or elsewhere:
                self._keep(key, self.went_on.why(key, key, *elsewhere))
                continue
            try:
                with self._taking_back(key, *households_of(self.uow, key, self.by.today)):
                    void_person(self.uow, key, self.by.today, self._stamp(key))
            except CaseworkError as error:
                self._keep(key, why_not(error))
            else:
                self._done("clients")

    def _households(self) -> None:
        """One of which a member stays, or that something was recorded of since, stays. What an earlier release emptied
        and left with its reference is voided too.
        """
        for key in (each for each in self.streams if each.startswith("h")):
            if isinstance(self.uow.history(key)[-1].event, ev.HouseholdVoided):
                continue
            members = [each.id for each in members_of(self.uow, key, self.by.today)]
            was_emptied = bool(self.batch.undone) and not members
            if self._stands([key]):
                self._keep(key, HAS_CASE)
            elif key in self.went_on.streams and not was_emptied:
                self._keep(key, self.went_on.why(key, key))
            elif self.ours & {*members}:
                self._keep(key, HAS_MEMBERS)
            else:
                void_household(self.uow, key, self.by.today, self._stamp())
                overtake(self.uow, key, ("transfer", "stay"), self.by.today, self._stamp())
                self._done("households")

    def _stands(self, subjects: list[str]) -> bool:
        """Whether there is a case of theirs, open or closed, that was not taken back."""
        return any_of(self.uow, subjects)

    def _stamp(self, subject: str = "") -> Any:
        return self.casework.stamp(self.uow, self.by, subject, self.reason if subject else "")


def kept_there(uow: UnitOfWork, key: str) -> tuple[str, str]:
    """A stream or an event in one, and whose it is as the office knows them."""
    stream = key.partition("@")[0]
    return key, subject_ref(uow, whose(uow, stream)[0] if stream.startswith("t") else stream)


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
