"""Facts recorded and events corrected, where a fact may be the trajectory's own or its person's."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from trajectories.casework import commands as ask
from trajectories.casework import correct as corrections
from trajectories.casework import decide, parse_values, starts_again
from trajectories.casework.correct_back import decide_taking_back_correction, taken_back_by
from trajectories.casework.correct_to_same import must_not_be_as_kept
from trajectories.casework.fact_sense import must_make_sense
from trajectories.casework.far_back import is_within, must_be_likely
from trajectories.casework.permission import not_after
from trajectories.casework.person_copies import current
from trajectories.casework.take_over import held_from
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.corrections import subject_of
from trajectories.history.events import Recorded, Value
from trajectories.history.renamed_events import in_present_words
from trajectories.history.replay import corrected
from trajectories.history.state import Trajectory
from trajectories.people.legal_facts import facts_of
from trajectories.people.references import subject_ref, words_by_reference
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import running
from trajectories.service.before_recording import must_be_news
from trajectories.service.notices import ended_since
from trajectories.service.of_person import OfPerson
from trajectories.service.recording import By, Done
from trajectories.service.taking_back import must_be_started_by
from workflows.errors import Refused, StepRefused, UsageError
from workflows.language.private_facts import left_to_person
from workflows.language.workflow import Workflow
from workflows.words import Words


class Facts(OfPerson):
    """Recording a fact and correcting an event, each within the transaction of the caller."""

    def set_fact(
        self, uow: UnitOfWork, command: ask.SetFact, by: By, meant: ask.Meant | None = None, expect: int | None = None
    ) -> Done:
        """meant: needed where a term that was met is counted from it; raises WhichIsIt where it is not said."""
        person = self.lock_for(uow, command.trajectory, [command.name])
        written = self.for_writing(uow, command.trajectory, by, expect)
        not_after(command.on, by.today)
        decide.decide_fact(written.compiled, written.trajectory, command)
        must_be_likely(command.on, by.today, sure=command.sure or is_within(written.trajectory, command.on))
        typed, sure = {command.name: command.value}, [command.name] * command.sure
        self._must_make_sense(uow, written.compiled.workflow, written.trajectory.subject, typed, sure, by)
        match meant:
            case None:
                self._must_say_which(uow, written, command, person)
            case ask.WasWrong(reason=reason):
                right = starts_again.mended(written, command)
                return [self.correct(uow, written.trajectory.id, each, by, reason) for each in right][-1]
            case ask.Again():
                pass
            case _:
                assert_never(meant)
        if person:
            value = parse_values.checked(written.compiled.workflow.facts[command.name], command.name, command.value)
            everywhere = self.record_of_person(uow, person, {command.name: value}, command.on, by)
            return _with_others(everywhere, written.trajectory.id)
        kept = command._replace(value=self.kept(uow, written, typed)[command.name])
        decision = decide.decide_fact(written.compiled, written.trajectory, kept)
        done = self.carry_out(uow, written, decision, command.on, by)
        return done._replace(notices=[*done.notices, *ended_since(written, command.name, command.on)])

    def correct(
        self, uow: UnitOfWork, key: str, command: ask.Correct, by: By, reason: str, also: Collection[str] = ()
    ) -> Done:
        """Voids or replaces an event. What it started elsewhere goes on, unless named in `also`: that is closed.

        An opening is voided with all that it started, or not at all.
        """
        self.lock_for(uow, key)
        written = self.for_writing(uow, key, by, None)
        if not reason.strip():
            raise UsageError(Words("een correctie heeft een reden nodig (--reason)", "a correction needs a --reason"))
        if command == ask.Correct(written.trajectory.opened_version, void=True, sure=command.sure):
            must_be_started_by(written.trajectory, command.version, also)
            return self.take_back(uow, written, by, reason)
        if correction := taken_back_by(written.history, command):
            must_be_started_by(written.trajectory, 0, also)
            return self._take_correction_back(uow, written, correction, by, reason)
        if of := self.copied_from(uow, written, command.version):
            _must_be_open_to_follow(written)
            return _with_others(self.correct_person_fact(uow, of, command, by, reason), key)
        command = self._kept_correction(uow, written, command, by)
        with members_by_reference(uow):
            under = self.dossiers.under(uow, written.history)
            decision = corrections.decide_correction(
                written.compiled, written.history, command, by.today, written.calendar, under
            )
        must_be_started_by(written.trajectory, command.version if command.void else 0, also)
        done = self.carry_out(uow, written, decision, by.today, by, reason=reason)
        self._after_opening_again(uow, written, done, by)
        if command.void:
            done.notices.extend(self.undo_elsewhere(uow, written.trajectory, command.version, also, by, reason))
        return done

    def _take_correction_back(
        self, uow: UnitOfWork, written: Written, correction: Recorded, by: By, reason: str
    ) -> Done:
        """What held before it holds again. Of a copy of what the person has, with the person."""
        history, key = written.history, written.trajectory.id
        version = subject_of(history, correction.version)
        if of := self.ever_copied_from(uow, written, version):
            _must_be_open_to_follow(written)
            theirs = self.last_correction_of_person(uow, of)
            return _with_others(
                self.correct_person_fact(
                    uow, f"{theirs.stream}@{theirs.version}", ask.Correct(theirs.version, void=True), by, reason
                ),
                key,
            )
        under = self.dossiers.under(uow, history)
        with members_by_reference(uow):
            decision = decide_taking_back_correction(written.compiled, history, correction, written.calendar, under)
        done = self.carry_out(uow, written, decision, by.today, by, reason=reason)
        self._after_opening_again(uow, written, done, by)
        if isinstance(correction.event, ev.EventVoided):
            done.notices.extend(self.closed_since(uow, written.trajectory, version))
        return done

    def _after_opening_again(self, uow: UnitOfWork, written: Written, done: Done, by: By) -> None:
        if written.trajectory.closed_on and not done.trajectory.closed_on:
            self._must_be_alone(uow, done.trajectory)
            self.catch_up(uow, self.load(uow, done.trajectory.id), by)

    def told_of_person(
        self, uow: UnitOfWork, workflow: Workflow, subject: str, command: ask.Open | ask.TakeOver, by: By
    ) -> dict[str, Value]:
        """The facts that an opening is told and keeps itself; what is left to the person is recorded there, once."""
        theirs = {name: value for name, value in command.facts.items() if name in left_to_person(workflow)}
        if theirs:
            person = self.lock_person(uow, subject)
            now = current(facts_of(uow, person), command.on)
            told = {name: parse_values.checked(workflow.facts[name], name, value) for name, value in theirs.items()}
            new = {name: value for name, value in told.items() if name not in now or now[name].value != value}
            for day, several in _by_day(workflow, new, command).items():
                self.record_of_person(uow, person, several, day, by)
        return {name: value for name, value in command.facts.items() if name not in theirs}

    def told_in_step(
        self, uow: UnitOfWork, written: Written, then: Trajectory, command: ask.Advance, by: By
    ) -> tuple[Written, Trajectory, ask.Advance]:
        """The same for a step: as it stands once the person has what the step was told. The person is locked."""
        workflow, key = written.compiled.workflow, written.trajectory.id
        theirs = {name: value for name, value in command.facts.items() if name in left_to_person(workflow)}
        if not theirs:
            return written, then, command
        told = {name: parse_values.checked(workflow.facts[name], name, value) for name, value in theirs.items()}
        done = self.record_of_person(uow, self.lock_for(uow, key, theirs), told, command.on, by)
        written = done[key].written if key in done else self.catch_up(uow, self.load(uow, key), by).written
        own = {name: value for name, value in command.facts.items() if name not in theirs}
        return written, self.as_it_stood(written, command.on), command._replace(facts=own)

    def _must_say_which(self, uow: UnitOfWork, written: Written, command: ask.SetFact, person: str) -> None:
        """Something new, and also where a copy would begin anew a term that was met."""
        must_be_news(uow, written, command)
        for other in self._reading(uow, person) if person else ():
            if command.name in left_to_person(other.compiled.workflow) and other.trajectory.id != written.trajectory.id:
                starts_again.must_say_which(other, command._replace(trajectory=other.trajectory.id))

    def _must_make_sense(
        self, uow: UnitOfWork, workflow: Workflow, subject: str, facts: Mapping[str, Any], sure: Collection[str], by: By
    ) -> None:
        """Facts typed in now. What a stage starts or signals elsewhere was judged where it was typed in."""
        if facts:
            must_make_sense(workflow, facts, self.at_entry(uow, workflow, subject, by), sure)

    def _must_be_alone(self, uow: UnitOfWork, now: Trajectory) -> None:
        """It was closed and is to be open again. Whoever opens another one at the same time waits."""
        uow.last_number("t")
        others = [key for key in running(uow, now.workflow, [now.subject]) if key != now.id]
        self._must_be_free(uow, now.subject, now.workflow, others)

    def _must_be_free(self, uow: UnitOfWork, subject: str, workflow: str, busy: list[str]) -> None:
        """A subject has one open trajectory of a kind. busy: the ones that are open."""
        if busy:
            ref = subject_ref(uow, subject)
            raise Refused(
                Words(
                    f"{ref} heeft al een lopend traject {workflow}: {busy[0]}",
                    f"{ref} has an open {workflow} already: {busy[0]}",
                )
            )

    def _kept_correction(self, uow: UnitOfWork, written: Written, command: ask.Correct, by: By) -> ask.Correct:
        """With a value that makes sense, and that the history may hold."""
        target = next((each for each in corrected(written.history) if each.version == command.version), None)
        if command.value is None or target is None or not isinstance(target.event, ev.FactSet):
            return command
        told = in_present_words(written.history, target)
        compiled = corrections.declaring(told, target, written.compiled, self.dossiers.under(uow, [target]))
        name = str(getattr(told.event, "name", ""))
        decide.not_from_client(compiled.workflow, [name])
        typed, sure = {name: command.value}, [name] if command.sure else []
        self._must_make_sense(uow, compiled.workflow, written.trajectory.subject, typed, sure, by)
        held: Any = getattr(told.event, "value", None)
        if isinstance(held, dict):
            must_not_be_as_kept(compiled, written.history, target, command.value, uow.private(held["private"]))
        return command._replace(value=self.keep_text(uow, compiled, written.trajectory.id, name, command.value))


def _by_day(
    workflow: Workflow, facts: Mapping[str, Value], command: ask.Open | ask.TakeOver
) -> dict[date, dict[str, Value]]:
    """By the day from which on they hold."""
    found: dict[date, dict[str, Value]] = {}
    for name, value in facts.items():
        is_taken_over = isinstance(command, ask.TakeOver)
        day = held_from(workflow.facts[name], value, command.on) if is_taken_over else command.on
        found.setdefault(day, {})[name] = value
    return found


def _must_be_open_to_follow(written: Written) -> None:
    """What is the person's is corrected in what is open; the rest keeps what it knew."""
    if written.trajectory.closed_on:
        key = written.trajectory.id
        raise Refused(
            Words(
                f"{key} is gesloten en houdt wat het wist; verbeter het bij de cliënt: ‘traject client fact correct’",
                f"{key} is closed and keeps what it knew; correct it with the client: 'traject client fact correct'",
            )
        )


def _with_others(everywhere: Mapping[str, Done], key: str) -> Done:
    """What it came to here, and where else it was written."""
    done = everywhere[key]
    others = [f"{k} ({each.trajectory.workflow})" for k, each in everywhere.items() if k != key and each.recorded]
    if not others:
        return done
    listing = ", ".join(others)
    also = Words(
        f"dit is een feit van de persoon zelf; ook vastgelegd in {listing}",
        f"this is the person's own; recorded in {listing} too",
    )
    return done._replace(notices=[*done.notices, also])


@contextmanager
def members_by_reference(uow: UnitOfWork) -> Iterator[None]:
    """A refusal names members as the office does."""
    try:
        yield
    except StepRefused as refused:
        refused.missing = [replace(each, text=words_by_reference(uow, each.text)) for each in refused.missing]
        raise
