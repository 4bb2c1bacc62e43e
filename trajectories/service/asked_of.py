"""Whether a member may be given for a task: looked up where it was not asked of them as the trajectory stands now."""

from trajectories.casework import commands as ask
from trajectories.casework.tasks import Circle
from trajectories.casework.whose_task import ever_asked, must_be_asked_of
from trajectories.deadlines.written import Written
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.history.state import task_key
from trajectories.people.circle import seen_as
from trajectories.people.references import by_reference
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
        words = refused.words
        raise Refused(Words(by_reference(uow, words.nl), by_reference(uow, words.say("en")))) from refused
