"""What a command brought about, in words: deadlines that moved, and reminders that will not be sent."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import typer

from cli.asked import Asked
from cli.json_document import print_json
from scheduler.explain.receipt import explain
from scheduler.planning.ladder import plan, speaking
from trajectories.casework.tasks import open_tasks
from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.written import Written
from trajectories.history.corrections import replaced_in
from trajectories.history.events import EventReplaced, EventVoided
from trajectories.people.references import called_refs
from trajectories.repository.store import UnitOfWork
from trajectories.service.recording import Done
from trajectories.views import event_lines
from trajectories.views.casework import (
    CorrectedView,
    CorrectionView,
    FromToView,
    MovedView,
    RemindersMovedView,
    ReopenedView,
    ReplannedView,
    StartedView,
    TakenBackView,
    VersionView,
)
from workflows.documents import ABSENT
from workflows.language.nothing_planned import rule_of
from workflows.language.road_facts import fact_label
from workflows.language.roles import ROLES
from workflows.words import listed


class Move(NamedTuple):
    """A deadline that is not what it was. old and new: due days as text; None where there was none or it is unknown."""

    id: str
    name: str
    old: str | None
    new: str | None
    deadline: Deadline | None


def _moves(before: list[Deadline], after: list[Deadline]) -> Iterator[Move]:
    """Every rule whose deadline came, went, or got another due day. A rule has one deadline at a time."""
    old = {each.name: each for each in before}
    new = {each.name: each for each in after}
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        if (was and was.due_on) != (now and now.due_on) or (was is None) != (now is None):
            yield Move((now or old[name]).id, name, _due_day(was), _due_day(now), now)


def _due_day(deadline: Deadline | None) -> str | None:
    return deadline.due_on.isoformat() if deadline and deadline.due_on else None


def print_version(done: Done) -> None:
    print_json(VersionView(done.trajectory.id, done.trajectory.version))


def print_taken_back(done: Done) -> None:
    print_json(TakenBackView(done.trajectory.id, done.trajectory.version, _with_it(done)))


def _with_it(done: Done) -> list[StartedView]:
    return [StartedView(each.trajectory, each.workflow) for each in done.with_it]


def say_consequences(asked: Asked, done: Done, today: date) -> None:
    say_notices(asked, done)
    say_moves(asked, done, today)


def say_notices(asked: Asked, done: Done) -> None:
    for each in done.notices:
        asked.talk(each)


def say_moves(asked: Asked, done: Done, today: date) -> None:
    """Which deadlines moved, which are overdue at once, and which reminders will not be sent."""
    for move in _moves(done.before, done.written.deadlines):
        label = asked.say(rule_of(done.written.compiled.workflow, move.name).label)
        typer.echo(f"{move.id} ({label}): {_moved(asked, move, done, today)}", err=True)


def _moved(asked: Asked, move: Move, done: Done, today: date) -> str:
    deadline = move.deadline
    if deadline is None or (deadline.due_on is None and not deadline.missing):
        gone = asked.pick("vervalt", "is gone")
        return f"{move.old} {gone}" if move.old else gone
    if deadline.due_on is None:
        workflow = done.written.compiled.workflow
        missing = ", ".join(asked.say(fact_label(workflow, name)) for name in deadline.missing)
        return asked.pick(f"nog niet bekend; vul in: {missing}", f"not known yet; record: {missing}")
    parts = [f"{move.old} → {move.new}" if move.old else f"{move.new}"]
    if status(deadline, today) == "overdue":
        parts.append(asked.pick("is al verlopen", "is overdue already"))
    late = next((each for each in plan(done.written) if each.deadline == deadline.id and each.is_late), None)
    if late is None and (past := _past(done.written, deadline)):
        listing = ", ".join(past)
        parts.append(
            asked.pick(
                f"herinneringen van {listing} liggen in het verleden en worden niet verstuurd",
                f"reminders of {listing} lie in the past and will not be sent",
            )
        )
    if late:
        roles = listed([asked.say(ROLES[role]) for role in late.roles], asked.lang)
        parts.append(
            asked.pick(
                f"wat gemist werd gaat één keer, op {late.day}, naar {roles}",
                f"what was missed goes once, on {late.day}, to {roles}",
            )
        )
    return "; ".join(parts)


def _past(written: Written, deadline: Deadline) -> list[str]:
    """The days of rungs that are never said, because they lay before we knew of them."""
    if deadline.id not in {each.id for each in speaking(written)}:
        return []
    rungs = explain(written, deadline.id).rungs
    return list(dict.fromkeys(each.day.isoformat() for each in rungs if each.state == "past"))


class Trial(NamedTuple):
    """A correction that was not written. private: values by id; today: the day it was asked."""

    version: int
    was: Written
    done: Done
    private: Mapping[str, str]
    refs: Mapping[str, str]
    today: date


def trial(uow: UnitOfWork, version: int, was: Written, done: Done, today: date) -> Trial:
    events = [each for each in was.history if each.version == version] + done.recorded
    private = uow.private(*(key for each in events for key in event_lines.private_keys(each)))
    return Trial(version, was, done, private, called_refs(uow), today)


def show_difference(asked: Asked, tried: Trial, *, as_json: bool) -> None:
    """What a correction would change: the event itself, the stage, tasks, deadlines and reminders."""
    was, now = tried.was, tried.done.written
    moves = list(_moves(was.deadlines, now.deadlines))
    reminders = _reminders(was, now)
    reopened = _reopened(tried)
    stages = [was.trajectory.stage, now.trajectory.stage]
    if as_json:
        return print_json(
            CorrectionView(
                trajectory=now.trajectory.id,
                version=was.trajectory.version,
                dry_run=True,
                corrected=_corrected(asked, tried),
                stage=FromToView(was.trajectory.stage, now.trajectory.stage),
                tasks_reopened=reopened,
                deadlines=[_moved_view(each, tried.today) for each in moves],
                reminders=RemindersMovedView(
                    cancelled=[each.id for each in reminders if each.old],
                    planned=[each.id for each in reminders if each.new],
                    days=[ReplannedView(each.id, each.old, each.new) for each in reminders],
                ),
                taken_back=_with_it(tried.done),
            )
        )
    say_notices(asked, tried.done)
    names = [asked.say(now.compiled.stage_label(stage)) for stage in stages]
    typer.echo(asked.pick("Proef: er is niets geschreven.", "Dry run: nothing was written."))
    _say_corrected(asked, _corrected(asked, tried))
    typer.echo(asked.pick("stap: ", "stage: ") + " → ".join(dict.fromkeys(names)))
    for task in reopened:
        typer.echo(asked.pick("taak weer open: ", "task open again: ") + _task(asked, task, now))
    for move in moves:
        label = asked.say(rule_of(now.compiled.workflow, move.name).label)
        typer.echo(f"{move.id} ({label}): {_moved(asked, move, tried.done, tried.today)}")
    for each in reminders:
        if each.old != each.new:
            typer.echo(asked.pick(f"herinnering {each.id}: ", f"reminder {each.id}: ") + _replanned(asked, each))


class Replanned(NamedTuple):
    """A reminder that is planned otherwise. old and new: days as text; None where it is not planned."""

    id: str
    old: str | None
    new: str | None


def _reminders(was: Written, now: Written) -> list[Replanned]:
    old, new = {each.id: each for each in plan(was)}, {each.id: each for each in plan(now)}
    return [
        Replanned(
            key, old[key].day.isoformat() if key in old else None, new[key].day.isoformat() if key in new else None
        )
        for key in [*old, *(key for key in new if key not in old)]
        if old.get(key) != new.get(key)
    ]


def _replanned(asked: Asked, each: Replanned) -> str:
    if each.new is None:
        return asked.pick(f"{each.old} vervalt", f"{each.old} is cancelled")
    if each.old is None:
        return asked.pick(f"gepland voor {each.new}", f"planned for {each.new}")
    return f"{each.old} → {each.new}"


def _moved_view(move: Move, today: date) -> MovedView:
    is_overdue = move.deadline is not None and status(move.deadline, today) == "overdue"
    return MovedView(move.id, move.name, move.old, move.new, is_overdue)


def _reopened(tried: Trial) -> list[ReopenedView]:
    """Tasks that are to be done, of which less is done than before."""
    was, now = tried.was, tried.done.written
    before = {(each.task, each.member): each.done for each in open_tasks(was.compiled, was.trajectory)}
    return [
        ReopenedView(each.task, tried.refs.get(each.member) if each.member else None, each.done)
        for each in open_tasks(now.compiled, now.trajectory)
        if each.done < before.get((each.task, each.member), each.done + 1)
    ]


def _task(asked: Asked, task: ReopenedView, written: Written) -> str:
    spec = written.compiled.workflow.tasks[task.task]
    count = f"({task.done}/{spec.amount})" if spec.amount > 1 else ""
    return " ".join(filter(None, [asked.say(spec.label), task.member, count]))


def _corrected(asked: Asked, tried: Trial) -> CorrectedView:
    """What the event says now, and what it would say; nothing for what stays."""
    was = tried.was
    recorded = next(each for each in was.history if each.version == tried.version)
    reader = event_lines.Reader(was.compiled, {}, tried.refs, tried.private, asked.lang)
    events = [each.event for each in tried.done.recorded]
    earlier: list[Any] = [each.event for each in replaced_in(was.history).get(tried.version, [])]
    before: list[EventReplaced] = earlier
    after = [each for each in events if isinstance(each, EventReplaced) and each.version == tried.version]
    days = [recorded.occurred_on.isoformat(), *(each.occurred_on for each in before if each.occurred_on)]
    value = getattr(recorded.event, "value", getattr(recorded.event, "amount", None))
    values = [value, *(each.value for each in before if each.value is not None)]
    found = CorrectedView(
        version=tried.version,
        what=": ".join(
            filter(
                None, [event_lines.kind(type(recorded.event).__name__, asked.lang), event_lines.told(recorded, reader)]
            )
        ),
        voided=any(isinstance(each, EventVoided) for each in events),
    )
    for each in after:
        if each.occurred_on and each.occurred_on != days[-1]:
            found = found._replace(day=FromToView(days[-1], each.occurred_on))
        if each.value is not None and each.value != values[-1]:
            before_and_after = (
                reader.value(value, getattr(recorded.event, "name", "")) for value in (values[-1], each.value)
            )
            found = found._replace(value=FromToView(*before_and_after))
    return found


def _say_corrected(asked: Asked, corrected: CorrectedView) -> None:
    changes = [asked.pick("vervalt", "is voided")] if corrected.voided else []
    for change, word in ((corrected.day, asked.pick("dag ", "day ")), (corrected.value, "")):
        if change is not ABSENT:
            changes.append(f"{word}{change.from_} → {change.to}")
    text = "; ".join(changes) or asked.pick("blijft zo", "stays as it is")
    version = asked.pick("gebeurtenis", "event")
    typer.echo(f"{version} {corrected.version} ({corrected.what}): {text}")
