"""What a command is going to write to, as far as what was typed says so: locked before the clock is asked."""

import re
from collections.abc import Sequence
from contextlib import suppress

from trajectories.people.references import subject_by_ref
from trajectories.repository import instants
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_of
from workflows.errors import CaseworkError

TRAJECTORY = re.compile(r"(t\d+)(/.*)?", re.IGNORECASE)


def named_in(typed: Sequence[str]) -> list[str]:
    """The trajectories among it: t17, or one of its deadlines."""
    return [found[1].lower() for each in typed if (found := TRAJECTORY.fullmatch(each))]


def lock_named(uow: UnitOfWork, typed: Sequence[str]) -> None:
    """The one open trajectory of a client or household among it; what is wrong with a name is told by who reads it.

    Several are left to who works on them, as what is locked beside them goes in the order of their ids. SQLite has
    locked the whole file already.
    """
    for ref in () if uow.is_sqlite else typed:
        if not TRAJECTORY.fullmatch(ref):
            with suppress(CaseworkError):
                found = open_of(uow, [subject_by_ref(uow, ref)])
                if len(found) == 1:
                    uow.lock(*found)
                    instants.ask_ahead(uow)
