"""What people's moves may bring along and is not certain: who looks after their cases, and where these are counted.

Only asked here; see settling for what follows from the answer.
"""

from datetime import date

from trajectories.history import events as ev
from trajectories.history.people_events import Because
from trajectories.people.households import household_by_id, households_of, members_of
from trajectories.people.questions import ask_whether, overtake
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.trajectories import KeptCase, kept_of


def with_members(uow: UnitOfWork, subject: str, on: date) -> list[str]:
    """A person; or a household and all who are in it."""
    return [subject, *(each.id for each in members_of(uow, subject, on))] if subject.startswith("h") else [subject]


def after_joining(uow: UnitOfWork, household: str, person: str, on: date, stamp: Stamp) -> str:
    """Whether what runs for a newcomer goes to whoever looks after the household, and is counted where that is.

    Empty where nothing is to be asked.
    """
    homes = kept_of(uow, [household])
    municipality = homes[0].municipality if homes else household_by_id(uow, household).municipality
    staff = next((each.coordinator for each in homes if each.coordinator), "")
    return _ask(uow, person, kept_of(uow, [person]), municipality, staff, "joined", on, stamp)


def after_moving(uow: UnitOfWork, household: str, municipality: str, on: date, stamp: Stamp) -> str:
    """Whether what runs for a household and its members is counted where they live now."""
    subjects = with_members(uow, household, on)
    return _ask(uow, household, kept_of(uow, subjects), municipality, "", "moved", on, stamp)


def after_leaving(uow: UnitOfWork, person: str, on: date, today: date, stamp: Stamp) -> str:
    """Whether what runs for someone who left a household, and is in none, stays where it is."""
    if households_of(uow, person, today) or not kept_of(uow, [person]):
        return ""
    return ask_whether(uow, ev.QuestionAsked("stay", "split", person), on, stamp)


def _ask(
    uow: UnitOfWork,
    subject: str,
    cases: list[KeptCase],
    municipality: str,
    staff: str,
    because: Because,
    on: date,
    stamp: Stamp,
) -> str:
    elsewhere = [each for each in cases if municipality and each.municipality != municipality]
    others = [each for each in cases if staff and each.coordinator not in ("", staff)]
    if not elsewhere and not others:
        overtake(uow, subject, ("transfer", "stay"), on, stamp)
        return ""
    asked = ev.QuestionAsked("transfer", because, subject, "", "", municipality if elsewhere else "", staff)
    return ask_whether(uow, asked._replace(staff=staff if others or elsewhere else ""), on, stamp)
