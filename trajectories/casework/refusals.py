"""Refusals that several decisions share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework.tasks import (
    SignalWish,
    StartWish,
)
from trajectories.deadlines.deadline import Deadline
from trajectories.history.events import Event
from trajectories.history.state import DoneEntry, Trajectory, task_key
from workflows.errors import Reason, Refused, StepRefused
from workflows.machine.guards import Seen
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed


class Decision(NamedTuple):
    """events: of this stream. starts and signals: for the shell to carry out elsewhere in the same transaction."""

    events: list[Event]
    starts: list[StartWish] = []
    signals: list[SignalWish] = []


def dated(reason: Reason, seen: Seen, now: Trajectory) -> Reason:
    """A task done, or a fact known, but only on a later day than the step, says so."""
    if reason.kind == "task":
        days = [each.on for _, each in _done_after(now, reason, seen.on)]
        if not days:
            return reason
        nl, en = (
            f"{reason.text.nl} op {seen.on}: pas op {max(days)}",
            f"{reason.text.en} on {seen.on}: only on {max(days)}",
        )
        return replace(reason, text=Words(nl, en))
    if reason.kind != "fact" or reason.name in seen.facts or reason.name not in now.facts:
        return reason
    first = now.facts[reason.name][0].on
    nl = f"{reason.text.nl} op die dag: het geldt pas vanaf {first}; leg het vast met --on"
    en = f"{reason.text.en} on that day: it holds only from {first}; record it with --on"
    return Reason(reason.kind, reason.name, Words(nl, en))


class LateEntry(NamedTuple):
    """A task or fact that was recorded for a day after the step that needs it."""

    version: int
    on: date
    label: Words


class DoneLater(StepRefused):
    """All that is missing was done, but on a later day: dated on the day of the step, it could be taken."""

    def __init__(self, on: date, refused: StepRefused, missing: list[Reason], late: Sequence[LateEntry]):
        last = max(each.on for each in late)
        days = [str(each) for each in sorted({each.on for each in late})]
        super().__init__(
            Words(
                f"wat deze stap vraagt is gedaan op {listed(days, 'nl')}, en de stap is gevraagd op {on}; neem voor de "
                f"stap {last} of later, of herhaal hem met --date-work om het op {on} te dateren",
                f"what this step needs was done on {listed(days, 'en')}, and the step is asked for {on}; take {last} "
                f"or later for the step, or repeat it with --date-work to date that on {on}",
            ),
            missing,
            refused.possible,
        )
        self.late = late


def late_for(compiled: Compiled, now: Trajectory, reasons: Sequence[Reason], on: date) -> list[LateEntry]:
    """The entries after that day of the tasks and facts that are missing on it."""
    facts = {each.name for each in reasons if each.kind == "fact"}
    found = {
        LateEntry(entry.version, entry.on, compiled.workflow.tasks[task].label)
        for each in reasons
        if each.kind == "task"
        for task, entry in _done_after(now, each, on)
    }
    found |= {
        LateEntry(now.facts[name][0].version, now.facts[name][0].on, compiled.workflow.facts[name].label)
        for name in facts
        if name in now.facts and now.facts[name][0].on > on
    }
    return sorted(found, key=lambda each: each.version)


def _done_after(now: Trajectory, reason: Reason, on: date) -> list[tuple[str, DoneEntry]]:
    """The entries after that day of the task that is missing, of the member it is missing of, or of anyone."""
    keys = [task_key(reason.name, reason.member)] if reason.member else list(now.done)
    found = [(key.partition("/")[0], entry) for key in keys for entry in now.done.get(key, ())]
    return [(task, entry) for task, entry in found if task == reason.name and entry.on > on]


def must_be_open(now: Trajectory, compiled: Compiled) -> None:
    if now.closed_on:
        ways = ", ".join(compiled.passages[now.stage]) if is_reopenable(compiled, now) else ""
        nl, en = (f"; {ways} opent het weer", f"; {ways} opens it again") if ways else ("", "")
        raise StepRefused(
            Words(
                f"{now.id} is gesloten op {now.closed_on} ({now.outcome}){nl}",
                f"{now.id} was closed on {now.closed_on} ({now.outcome}){en}",
            )
        )


def dated_before_last_move(now: Trajectory, command: ask.Advance) -> Refused:
    last = now.path[-1]
    return Refused(
        Words(
            f"{command.on} ligt voor de laatste stap ({last.stage} op {last.on}); kies een latere dag, of verbeter die "
            f"stap met ‘traject correct {now.id} {last.version} --on JJJJ-MM-DD --reason …’",
            f"{command.on} is before the last stage move ({last.stage} on {last.on}); choose a later day, or correct "
            f"that move with 'traject correct {now.id} {last.version} --on YYYY-MM-DD --reason …'",
        )
    )


def not_before_migration(now: Trajectory, on: date) -> None:
    """A step before it would have to be judged, and named, by the definition of before."""
    if now.migrated_on and on < now.migrated_on:
        day = now.migrated_on
        raise Refused(
            Words(
                f"{on} ligt voor {day}, toen {now.id} naar een andere versie overging; kies {day} of later",
                f"{on} is before {day}, when {now.id} went over to another version; choose {day} or later",
            )
        )


def must_run(deadline: Deadline) -> None:
    if deadline.standing != "running":
        raise Refused(
            Words(
                f"{deadline.id} loopt niet ({deadline.standing}), dus er valt niets op te schorten of te verlengen",
                f"{deadline.id} does not run ({deadline.standing}), so there is nothing to suspend or extend",
            )
        )


def must_not_be_granted(deadline: Deadline) -> None:
    """The day to which a term was extended holds as granted: days on top of it would change nothing."""
    if deadline.reckoned and deadline.reckoned.last_on:
        last_on = deadline.reckoned.last_on
        raise Refused(
            Words(
                f"{deadline.id} is verleend tot en met {last_on}, wat er ook bijkomt; geef met "
                "‘traject extend … --until JJJJ-MM-DD’ de nieuwe laatste dag",
                f"{deadline.id} was granted until {last_on}, whatever is added; give the new last day with "
                "'traject extend … --until YYYY-MM-DD'",
            )
        )


def member_for(compiled: Compiled, now: Trajectory, task: str, member: str) -> str:
    """The member a task is about: must be given where it is asked of members, must not where it is not."""
    spec = compiled.workflow.tasks[task]
    nl, en = spec.label.say("nl"), spec.label.say("en")
    if spec.for_ == "subject":
        if member:
            raise Refused(
                Words(
                    f"‘{nl}’ is één taak voor het hele traject, niet per gezinslid; laat --member weg",
                    f"'{en}' is one task of the whole trajectory, not one per member; leave --member out",
                )
            )
        return member
    if not member:
        raise Refused(
            Words(
                f"‘{nl}’ gaat per gezinslid; zeg voor wie met --member, of leg het vast voor wie het nog te doen "
                "heeft, met ‘traject task done … --everyone’",
                f"'{en}' goes per member; say for whom with --member, or record it for whoever has it still to do, "
                "with 'traject task done … --everyone'",
            )
        )
    if member not in now.members:
        raise Refused(
            Words(
                f"voor ‘{nl}’ noemt --member iemand die niet in dit traject zit",
                f"for '{en}' --member names someone who is not in this trajectory",
            )
        )
    return member


def is_reopenable(compiled: Compiled, now: Trajectory) -> bool:
    """Closed by reaching a final stage, not by leaving; whether a step leads out of it is another matter."""
    stage = compiled.workflow.stages.get(now.stage)
    return bool(now.closed_on and not now.taken_back_on and stage and stage.final)
