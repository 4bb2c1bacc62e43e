"""What is looked up before something is recorded: may this member be given for a task, and is a fact news?"""

from trajectories.casework import commands as ask
from trajectories.casework.parse_values import checked, spec_of
from trajectories.casework.starts_again import must_say_which
from trajectories.casework.tasks import Circle
from trajectories.casework.whose_task import ever_asked, must_be_asked_of
from trajectories.deadlines.written import Written
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.history.state import task_key
from trajectories.people.circle import seen_as
from trajectories.people.references import words_by_reference
from trajectories.repository.store import UnitOfWork
from workflows.errors import Refused
from workflows.words import Words


def must_be_asked(uow: UnitOfWork, written: Written, command: ask.DoTask) -> None:
    """By age on the day that the thing was done. Raises Refused, with members named as the office does."""
    now = written.trajectory
    if not command.member or task_key(command.task, command.member) in now.asked:
        return
    circle = Circle(tuple(seen_as(uow, member, command.on) for member in now.members))
    migrations = migrations_in(written.history)
    before = ever_asked(in_words_of(written.history, migrations, len(migrations)))
    try:
        must_be_asked_of(written.compiled, now, command, circle, before, written.calendar)
    except Refused as refused:
        raise Refused(words_by_reference(uow, refused.words)) from refused


def must_be_news(uow: UnitOfWork, written: Written, command: ask.SetFact) -> None:
    """The same value for the same day is said already. Raises Refused; WhichIsIt as must_say_which does.

    The same value for another day is a statement of its own: from when it holds.
    """
    spec = spec_of(written.compiled, command.name)
    of_day = [each for each in written.trajectory.facts.get(command.name, ()) if each.on == command.on]
    value = checked(spec, command.name, command.value)
    held = of_day[-1].value if of_day else None
    if isinstance(held, dict):
        held, value = uow.private(held["private"]).get(held["private"]), str(value)
    if of_day and held == value and type(held) is type(value):
        nl, en, version = spec.label.say("nl"), spec.label.say("en"), of_day[-1].version
        raise Refused(
            Words(
                f"dit staat al vast: gebeurtenis {version} zegt het van ‘{nl}’ voor {command.on}; gebeurde het nog "
                "eens, herhaal het dan met --again",
                f"this stands already: event {version} says it of '{en}' for {command.on}; if it happened once more, "
                "repeat it with --again",
            )
        )
    must_say_which(written, command)
