"""Who may write, in which role; and nothing is dated after today."""

from collections.abc import Iterable, Sequence
from datetime import date

from trajectories.casework import commands as ask
from trajectories.casework.parse_values import (
    FIRST_YEAR,
)
from workflows.errors import Refused, UsageError
from workflows.language.roles import ROLES
from workflows.machine.state_machine import Compiled
from workflows.words import Words

WRITERS = frozenset(("volunteer", "coordinator", "jurist", "teamleider", "administrator"))


RANK = ("administrator", "teamleider", "coordinator", "jurist", "volunteer", "auditor", "scheduler")


def role_of(actor: ask.Actor, wanted: Sequence[str] = ()) -> str:
    """The role an event is written under: the one the step asks for, else the actor's highest."""
    for role in (*wanted, *RANK):
        if role in actor.roles:
            return role
    return ""


def roles_of_step(compiled: Compiled, stage: str, trigger: str) -> list[str]:
    return [role for passage in compiled.passages[stage].get(trigger, ()) for role in passage.roles]


def roles_of_tasks(compiled: Compiled, names: Iterable[str]) -> list[str]:
    return [role for name in names for role in compiled.workflow.tasks[name].roles]


def must_write(actor: ask.Actor) -> None:
    """Raises Refused for someone who may only read."""
    if not actor.roles & WRITERS:
        raise Refused(
            Words(
                "u mag hier alleen lezen; vraag een beheerder om een rol die mag schrijven",
                "you may only read here; ask an administrator for a role that may write",
            )
        )


def not_after(on: date, today: date) -> None:
    """Raises Refused for a day to come, UsageError for one before all casework."""
    if on.year < FIRST_YEAR:
        raise UsageError(Words(f"{on} is lang geleden; controleer het jaar", f"{on} is long ago; check the year"))
    if on > today:
        raise Refused(
            Words(
                f"{on} ligt na vandaag ({today}); leg vast wat al gebeurd is",
                f"{on} is after today ({today}); record what has happened already",
            )
        )


def role_words(role: str) -> Words:
    return ROLES.get(role, Words(role))
