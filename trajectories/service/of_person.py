"""What is recorded of a person whatever is followed for them: written once, and copied to each open trajectory."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from trajectories.casework import commands as ask
from trajectories.casework.correct_back import taken_back_by
from trajectories.casework.correct_to_same import changes_nothing, must_change_something, not_in_force
from trajectories.casework.fact_sense import AtEntry, must_be_sensible
from trajectories.casework.far_back import must_be_likely
from trajectories.casework.parse_values import checked, choose
from trajectories.casework.permission import must_write, not_after
from trajectories.casework.person_copies import (
    HeldFact,
    OwnAnswers,
    agreed,
    current,
    held_in,
    joined_by,
    must_stay_possible,
    own_now,
)
from trajectories.casework.refusals import Decision
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.corrections import last_correction_of
from trajectories.history.events import Event, Recorded, Value
from trajectories.history.renamed_events import in_present_words
from trajectories.history.replay import corrected
from trajectories.people.circle import born_of
from trajectories.people.legal_facts import known_of, lock_people, streams_of
from trajectories.people.rows import write
from trajectories.repository.aliases import stands_for
from trajectories.repository.definitions import person_facts_in_force
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import whose
from trajectories.service.recording import By, Done
from trajectories.service.taking_back import TakingBack
from workflows.checks.check_definition import ANY
from workflows.errors import NotFound, Refused, UsageError
from workflows.language.facts import FactSpec
from workflows.language.private_facts import is_private, left_to_person
from workflows.words import Words


class OfPerson(TakingBack):
    """Facts of persons. The person is locked first, then trajectories in id order: two never wait for each other."""

    def lock_person(self, uow: UnitOfWork, subject: str) -> str:
        """The person and all that is open for them; returns the one who goes on where there are other names."""
        lock_people(uow, streams_of(uow, subject))
        self.locked(uow, [subject])
        return stands_for(uow, subject)

    def lock_both(self, uow: UnitOfWork, one: str, other: str) -> None:
        lock_people(uow, {*streams_of(uow, one), *streams_of(uow, other)})
        self.locked(uow, [one, other])

    def lock_for(self, uow: UnitOfWork, key: str, names: Collection[str] | None = None) -> str:
        """The same for a trajectory, before it is read. names: the facts that are to be written, or None for any.

        Empty where none of them is left to the person.
        """
        subject, definition = whose(uow, key)
        left = left_to_person(self.dossiers.compiled(uow, definition).workflow) if definition else frozenset()
        return self.lock_person(uow, subject) if left & (left if names is None else set(names)) else ""

    def set_person_fact(
        self, uow: UnitOfWork, person: str, name: str, value: object, on: date, by: By, *, sure: bool = False
    ) -> dict[str, Done]:
        """By trajectory what it came to there. Raises NotFound for a fact that no person has."""
        must_write(by.actor)
        not_after(on, by.today)
        must_be_likely(on, by.today, sure=sure)
        spec = self._spec(uow, name)
        person = self.lock_person(uow, person)
        self._must_make_sense_of(uow, person, spec, name, value, by, sure=sure)
        return self.record_of_person(uow, person, {name: checked(spec, name, value)}, on, by)

    def record_of_person(
        self, uow: UnitOfWork, person: str, facts: Mapping[str, Value], on: date, by: By
    ) -> dict[str, Done]:
        """person: locked, with all that is open. What a trajectory had of its own, of that day or later, follows."""
        held = {each.trajectory.id: self._held(uow, each) for each in self._reading(uow, person)}
        events: list[tuple[Event, date]] = []
        for name, value in facts.items():
            own = {key: own_now(several).get(name) for key, several in held.items()}
            places = [f"{key}@{each.recorded.version}" for key, each in own.items() if each and _since(each, on)]
            events.append((ev.FactSet(name, self._kept(uow, person, name, value), " ".join(places)), on))
        write(uow, person, events, self.stamp(uow, by, person))
        return self.bring_up_to_date(uow, person, by)

    def correct_person_fact(
        self, uow: UnitOfWork, ref: str, command: ask.Correct, by: By, reason: str
    ) -> dict[str, Done]:
        """ref: `p12@5`. In each copy, or nowhere: raises StepRefused with the trajectory and the step in the way."""
        must_write(by.actor)
        _must_say_why(reason)
        stream, _, version = ref.partition("@")
        person = self.lock_person(uow, stream)
        history = uow.history(stream)
        correction = taken_back_by(history, command)
        if correction is not None:
            event: Event = ev.EventVoided(correction.version)
        else:
            target = next((each for each in corrected(history) if f"{each.version}" == version), None)
            if target is None or not isinstance(target.event, ev.FactSet) or joined_by(target):
                raise not_in_force(history, int(version), "traject client fact list")
            event = self._correction(uow, history, target, command, by)
        write(uow, stream, [(event, by.today)], self.stamp(uow, by, person, reason.strip()))
        return self.bring_up_to_date(uow, person, by, reason=reason.strip())

    def bring_up_to_date(self, uow: UnitOfWork, person: str, by: By, *, reason: str = "") -> dict[str, Done]:
        """Every open trajectory has what is recorded of the person: safe to repeat. reason: of a correction, judged.

        What someone else opens at the same time has it too: whoever is second sees the other.
        """
        done: dict[str, Done] = {}
        for is_last in (False, True):
            for written in self._reading(uow, person):
                if written.trajectory.id not in done:
                    done[written.trajectory.id] = self.catch_up(uow, written, by, reason=reason)
            if not is_last:
                uow.last_number("t")
        return done

    def catch_up(self, uow: UnitOfWork, written: Written, by: By, *, reason: str = "") -> Done:
        """One trajectory has what is recorded of its person. reason: as above."""
        due = self.copies(uow, written, written.trajectory.subject, by)
        if due and reason:
            must_stay_possible(written, due, self.dossiers.under(uow, written.history))
        return self.carry_out(uow, written, Decision([]), by.today, by, reason=reason if due else "", dated=due)

    def copied_from(self, uow: UnitOfWork, written: Written, version: int) -> str:
        """What an event of a trajectory is the copy of, `p12@5`; empty where it is no copy."""
        return next((each.of for each in self._held(uow, written) if each.recorded.version == version), "")

    def ever_copied_from(self, uow: UnitOfWork, written: Written, version: int) -> str:
        """As copied_from, also of a copy that does not hold any more."""
        found = next((each for each in written.history if each.version == version), None)
        names = left_to_person(written.compiled.workflow)
        event: Any = in_present_words(written.history, found).event if found and names else None
        if not isinstance(event, ev.FactSet) or event.name not in names:
            return ""
        known = known_of(uow, written.trajectory.subject)
        of = known.copies.get(f"{written.trajectory.id}@{version}", event.origin)
        return of if of.partition("@")[0] in known.streams else ""

    def last_correction_of_person(self, uow: UnitOfWork, of: str) -> Recorded:
        """of: `p12@5`. Raises Refused where the client's own fact was not corrected."""
        stream, _, version = of.partition("@")
        found = last_correction_of(uow.history(stream), int(version))
        if found is None:
            raise Refused(
                Words(
                    f"het feit zelf ({of}) is bij de cliënt niet verbeterd; ‘traject client fact list’ toont wat geldt",
                    f"the fact itself ({of}) was not corrected with the client; 'traject client fact list' shows what "
                    "holds",
                )
            )
        return found

    def keep_what_was_shared(self, uow: UnitOfWork, person: str, by: By) -> None:
        """Two persons after all: what the trajectories of this one have from the other, this one has too, as often and
        in that order.
        """
        shared: dict[tuple[str, str, date], list[str]] = {}
        copies: dict[tuple[str, str, date], HeldFact] = {}
        for written in self._reading(uow, person):
            for each in self._held(uow, written):
                event: Any = each.recorded.event
                if event.origin.startswith("p") and not each.of:
                    key = (event.origin, repr(each.value), each.recorded.occurred_on)
                    shared.setdefault(key, []).append(f"{written.trajectory.id}@{each.recorded.version}")
                    copies.setdefault(key, each)
        events: list[tuple[Event, date]] = [
            (ev.FactSet(each.name, each.value, " ".join(shared[key])), key[2]) for key, each in copies.items()
        ]
        write(uow, person, events, self.stamp(uow, by, person))

    def lift(self, uow: UnitOfWork, person: str, by: By) -> list[OwnAnswers]:
        """What all that is open for a person agrees on becomes the person's; where they differ each keeps its own.

        Safe to repeat.
        """
        person = self.lock_person(uow, person)
        differing, lifted = [], False
        for found in self._own_answers(uow, person):
            value = agreed(found.values, found.of_person)
            if value is None:
                differing.append(found)
                continue
            days = [each.recorded.occurred_on for each in found.values.values()]
            on = found.of_person.on if found.of_person else min(days)
            if found.adopted or not found.of_person:
                now = found.of_person
                event = ev.FactSet(found.name, value, " ".join([*([now.ref] if now else []), *found.adopted]))
                write(uow, now.stream if now else person, [(event, on)], self.stamp(uow, by, person))
                lifted = True
        if lifted:
            self.bring_up_to_date(uow, person, by)
        return differing

    def differing(self, uow: UnitOfWork, person: str) -> list[OwnAnswers]:
        return [each for each in self._own_answers(uow, person) if agreed(each.values, each.of_person) is None]

    def settle_fact(
        self, uow: UnitOfWork, person: str, name: str, typed: object, by: By, reason: str
    ) -> dict[str, Done]:
        """One of the answers that differ is the person's: each trajectory that had another is corrected, or none is.

        Raises Refused where there is nothing to settle, or that is nobody's answer.
        """
        must_write(by.actor)
        _must_say_why(reason)
        person, value = self.lock_person(uow, person), checked(self._spec(uow, name), name, typed)
        for found in self._own_answers(uow, person):
            if found.name != name:
                continue
            _must_be_an_answer(found, value)
            right = [each.recorded.occurred_on for each in found.values.values() if each.value == value]
            on = min(right) if right else by.today
            if found.of_person:
                on = found.of_person.on if found.of_person.value == value else max(on, found.of_person.on)
            event = ev.FactSet(name, value, " ".join(found.adopted))
            write(uow, person, [(event, on)], self.stamp(uow, by, person, reason.strip()))
            return self.bring_up_to_date(uow, person, by, reason=reason.strip())
        raise Refused(
            Words(
                f"over {name} zijn alle trajecten het eens; leg iets anders vast met ‘traject client fact set’",
                f"all trajectories agree on {name}; record something else with 'traject client fact set'",
            )
        )

    def _own_answers(self, uow: UnitOfWork, person: str) -> Iterator[OwnAnswers]:
        """The facts of which any trajectory goes by an answer of its own."""
        known, own, old = known_of(uow, person), {}, set()
        for key in self.locked(uow, [person]):
            written = self.load(uow, key)
            names = left_to_person(written.compiled.workflow)
            if not names and (names := self._left_later(written)):
                old.add(key)
            own[key] = own_now(held_in(key, written.history, known, names))
        of_person = current(known.facts)
        for name in sorted({name for each in own.values() for name in each}):
            values = {key: each[name] for key, each in own.items() if name in each}
            adopted = tuple(f"{key}@{each.recorded.version}" for key, each in values.items() if key not in old)
            yield OwnAnswers(person, name, values, adopted, of_person.get(name))

    def _left_later(self, written: Written) -> frozenset[str]:
        """What the version of now of its definition leaves to the person; nothing where there is none any more."""
        now, known = written.trajectory, self.catalogue()
        if now.workflow not in known.workflows or (now.municipality not in {ANY, *known.municipalities}):
            return frozenset()
        later = known.resolve(now.workflow, now.municipality, now.intake_on or date.max).workflow
        facts = written.compiled.workflow.facts
        return frozenset(n for n in left_to_person(later) if n in facts and facts[n].type == later.facts[n].type)

    def _reading(self, uow: UnitOfWork, person: str) -> list[Written]:
        """What is open for the person and leaves facts to them, in id order."""
        found = [self.load(uow, key) for key in self.locked(uow, [person])]
        return [each for each in found if left_to_person(each.compiled.workflow)]

    def _held(self, uow: UnitOfWork, written: Written) -> list[HeldFact]:
        now, names = written.trajectory, left_to_person(written.compiled.workflow)
        return list(held_in(now.id, written.history, known_of(uow, now.subject), names)) if names else []

    def _spec(self, uow: UnitOfWork, name: str) -> FactSpec:
        specs = person_facts_in_force(uow).specs
        if name not in specs:
            raise NotFound(choose("feit van een persoon", "fact of a person", name, list(specs)))
        return specs[name]

    def _kept(self, uow: UnitOfWork, person: str, name: str, value: Value) -> Value:
        """As the history may hold it: text by reference."""
        if is_private(self._spec(uow, name)) and isinstance(value, str):
            return uow.keep_private(person, name, value)
        return value

    def _must_make_sense_of(
        self, uow: UnitOfWork, person: str, spec: FactSpec, name: str, value: object, by: By, *, sure: bool
    ) -> None:
        seen = AtEntry(by.today, born_of(uow, person, by.today), "person", self.dossiers.calendar(uow))
        must_be_sensible({name: spec}, {name: value}, seen, [name] * sure, {})

    def _correction(
        self, uow: UnitOfWork, history: list[Recorded], target: Recorded, command: ask.Correct, by: By
    ) -> Event:
        event: Any = target.event
        if command.void + (command.on is not None) + (command.value is not None) != 1:
            raise UsageError(Words("kies één van --void, --on en --value", "choose one of --void, --on and --value"))
        if command.void:
            return ev.EventVoided(target.version)
        if command.on is not None:
            not_after(command.on, by.today)
            must_be_likely(command.on, by.today, sure=command.sure)
            if command.on == target.occurred_on:
                raise changes_nothing(history, target)
            return ev.EventReplaced(target.version, command.on.isoformat())
        spec = self._spec(uow, event.name)
        self._must_make_sense_of(uow, target.stream, spec, event.name, command.value, by, sure=command.sure)
        value = checked(spec, event.name, command.value)
        if isinstance(event.value, dict):
            if str(value) in uow.private(event.value["private"]).values():
                raise changes_nothing(history, target)
        else:
            told = [each for each in history if not joined_by(each)]
            must_change_something(told, target, event.value, value)
        return ev.EventReplaced(target.version, value=self._kept(uow, target.stream, event.name, value))


def _since(held: HeldFact, on: date) -> bool:
    return held.recorded.occurred_on >= on


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise UsageError(Words("een correctie heeft een reden nodig (--reason)", "a correction needs a --reason"))


def _must_be_an_answer(found: OwnAnswers, value: Value) -> None:
    known = [each.value for each in found.values.values()] + ([found.of_person.value] if found.of_person else [])
    if value not in known:
        raise Refused(
            Words(
                f"dat antwoord over {found.name} gaf geen traject; leg het vast met ‘traject client fact set’",
                f"no trajectory gave that answer on {found.name}; record it with 'traject client fact set'",
            )
        )
