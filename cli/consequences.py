"""What a command brought about, in words: deadlines that moved, and reminders that will not be sent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import typer

from cli.app import Asked, print_json

if TYPE_CHECKING:
    from datetime import date

    from trajectories.deadlines import Deadline
    from trajectories.dossier import Written
    from trajectories.service import Done


class Move(NamedTuple):
    """A deadline that is not what it was. old and new: due days as text; None where there was none or it is unknown."""

    id: str
    name: str
    old: str | None
    new: str | None
    deadline: "Deadline | None"


def _moves(before: "list[Deadline]", after: "list[Deadline]") -> Iterator[Move]:
    """Every rule whose deadline came, went, or got another due day. A rule has one deadline at a time."""
    old = {each.name: each for each in before}
    new = {each.name: each for each in after}
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        if (was and was.due_on) != (now and now.due_on) or (was is None) != (now is None):
            yield Move((now or old[name]).id, name, _due_day(was), _due_day(now), now)


def _due_day(deadline: "Deadline | None") -> str | None:
    return deadline.due_on.isoformat() if deadline and deadline.due_on else None


def say_consequences(asked: Asked, done: "Done", today: "date") -> None:
    say_notices(asked, done)
    say_moves(asked, done, today)


def say_notices(asked: Asked, done: "Done") -> None:
    for each in done.notices:
        asked.talk(each)


def say_moves(asked: Asked, done: "Done", today: "date") -> None:
    """Which deadlines moved, which are overdue at once, and which reminders will not be sent."""
    for move in _moves(done.before, done.written.deadlines):
        label = asked.say(done.written.compiled.workflow.deadlines[move.name].label)
        typer.echo(f"{move.id} ({label}): {_moved(asked, move, done, today)}", err=True)


def _moved(asked: Asked, move: Move, done: "Done", today: "date") -> str:
    from trajectories.deadlines import status

    deadline = move.deadline
    if deadline is None or (deadline.due_on is None and not deadline.missing):
        return asked.pick("vervalt", "is gone")
    if deadline.due_on is None:
        facts = done.written.compiled.workflow.facts
        missing = ", ".join(asked.say(facts[name].label) for name in deadline.missing if name in facts)
        return asked.pick(f"nog niet bekend; vul in: {missing}", f"not known yet; record: {missing}")
    parts = [f"{move.old} → {move.new}" if move.old else f"{move.new}"]
    if status(deadline, today) == "overdue":
        parts.append(asked.pick("is al verlopen", "is overdue already"))
    if past := _past(done.written, deadline):
        listing = ", ".join(past)
        parts.append(
            asked.pick(
                f"herinneringen van {listing} liggen in het verleden en worden niet verstuurd",
                f"reminders of {listing} lie in the past and will not be sent",
            )
        )
    return "; ".join(parts)


def _past(written: "Written", deadline: "Deadline") -> list[str]:
    """The days of rungs that are never said, because they lay before we knew of them."""
    from scheduler.reminders import explain, speaking

    if deadline.id not in {each.id for each in speaking(written)}:
        return []
    rungs = explain(written, deadline.id).rungs
    return list(dict.fromkeys(each.day.isoformat() for each in rungs if each.state == "past"))


def show_difference(asked: Asked, was: "Written", done: "Done", *, as_json: bool) -> None:
    from scheduler.reminders import plan

    now = done.written
    old, new = {each.id: each for each in plan(was)}, {each.id: each for each in plan(now)}
    cancelled = [key for key, each in old.items() if new.get(key) != each]
    planned = [key for key, each in new.items() if old.get(key) != each]
    moves = list(_moves(was.deadlines, now.deadlines))
    stages = {"from": was.trajectory.stage, "to": now.trajectory.stage}
    if as_json:
        document = {
            "trajectory": now.trajectory.id,
            "version": was.trajectory.version,
            "dry_run": True,
            "stage": stages,
            "deadlines": [{"deadline": each.id, "name": each.name, "from": each.old, "to": each.new} for each in moves],
            "reminders": {"cancelled": cancelled, "planned": planned},
        }
        return print_json(document)
    say_notices(asked, done)
    names = [asked.say(now.compiled.stage_label(stage)) for stage in stages.values()]
    typer.echo(asked.pick("Proef: er is niets geschreven.", "Dry run: nothing was written."))
    typer.echo(asked.pick("stap: ", "stage: ") + " → ".join(dict.fromkeys(names)))
    for each in moves:
        typer.echo(f"{each.id}: {each.old or '–'} → {each.new or '–'}")
    for word, keys in ((asked.pick("vervalt", "cancelled"), cancelled), (asked.pick("gepland", "planned"), planned)):
        for key in keys:
            typer.echo(asked.pick(f"herinnering {key}: {word}", f"reminder {key}: {word}"))
