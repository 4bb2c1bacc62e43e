"""What people's moves may bring along and is not certain: who looks after their cases, and where these are counted.

Only asked here; see settling for what follows from the answer.
"""

from collections.abc import Collection
from datetime import date

from trajectories.history import events as ev
from trajectories.history.people_events import Because
from trajectories.people.households import household_by_id, households_of, members_of
from trajectories.people.questions import ask_whether, goes_elsewhere, open_questions, overtake, settle
from trajectories.repository.aliases import with_aliases
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.trajectories import KeptCase, kept_of, running


def with_members(uow: UnitOfWork, subject: str, on: date) -> list[str]:
    """A person; or a household and all who are in it; each with whoever was merged into them."""
    members = members_of(uow, subject, on) if subject.startswith("h") else []
    return with_aliases(uow, [subject, *(each.id for each in members)])


def after_joining(
    uow: UnitOfWork, household: str, person: str, on: date, stamp: Stamp, because: Because = "joined"
) -> str:
    """Whether what runs for a newcomer goes to whoever looks after the household, and is counted where that is.

    Empty where nothing is to be asked. because: joined, or merged for someone who turned out to live there.
    """
    homes = kept_of(uow, [household])
    municipality = homes[0].municipality if homes else household_by_id(uow, household).municipality
    staff = next((each.coordinator for each in homes if each.coordinator), "")
    return _ask(uow, person, kept_of(uow, [person]), municipality, staff, because, on, stamp)


def after_moving(uow: UnitOfWork, household: str, municipality: str, on: date, stamp: Stamp) -> str:
    """Whether what runs for a household and its members is counted where they live now."""
    subjects = with_members(uow, household, on)
    return _ask(uow, household, kept_of(uow, subjects), municipality, "", "moved", on, stamp)


def after_leaving(uow: UnitOfWork, person: str, on: date, today: date, stamp: Stamp) -> str:
    """Whether what runs for someone who left a household, and is in none, stays where it is."""
    if households_of(uow, person, today) or not kept_of(uow, [person]):
        return ""
    return ask_whether(uow, ev.QuestionAsked("stay", "split", person), on, stamp)


def after_another_birth_date(
    uow: UnitOfWork, person: str, wrong: Collection[str], right: Collection[str], on: date, stamp: Stamp
) -> None:
    """Whether what was opened for an age that someone never had is closed. wrong, right: kinds of trajectories that
    would not be opened for them, and that would be, which were perhaps asked about before.
    """
    for question in open_questions(uow):
        if question.kind == "close" and question.subject == person and question.workflow in right:
            settle(uow, question.id, "overtaken", on, stamp)
    for workflow in sorted(wrong):
        for key in running(uow, workflow, [person]):
            ask_whether(uow, ev.QuestionAsked("close", "born", person, key, workflow), on, stamp)


def after_unmerging(uow: UnitOfWork, person: str, other: str, since: Collection[str], on: date, stamp: Stamp) -> None:
    """Whether what was opened while two clients were one, and stays with the other, is this one's.

    since: what was opened for either of them while they were one.
    """
    for each in kept_of(uow, [other]):
        if each.id in since:
            asked = ev.QuestionAsked("belongs", "unmerged", person, each.id, each.workflow, each.municipality)
            ask_whether(uow, asked, on, stamp)


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
    if not any(goes_elsewhere(each, municipality, staff) for each in cases):
        overtake(uow, subject, ("transfer", "stay"), on, stamp)
        return ""
    asked = ev.QuestionAsked("transfer", because, subject, "", "", municipality if elsewhere else "", staff)
    return ask_whether(uow, asked, on, stamp)
