"""What events are made of: values, members as they were seen, tasks asked, what followed elsewhere."""

from typing import NotRequired, TypedDict


class PrivateRef(TypedDict):
    private: str
    hash: str


Value = bool | int | str | PrivateRef


class MemberSeen(TypedDict):
    """What was read from people about one member, on the day of the event. None: the birth date is unknown."""

    member: str
    adult: bool | None
    school_age: bool | None
    young_child: bool | None


class AskedTask(TypedDict):
    """A task to be done. member: a person's id, or empty."""

    task: str
    member: str


class PassedStage(TypedDict):
    """A stage that a trajectory came through before it was taken over. on: the day it was entered, empty where nobody
    said it.
    """

    stage: str
    on: str


class StartedOther(TypedDict):
    """continues: there, and true, where the other one goes on where this one ended."""

    workflow: str
    subject: str
    trajectory: str
    continues: NotRequired[bool]


class Signalled(TypedDict):
    """trajectory: empty when no single target was found; `problem` then says why.

    Without task and fact: a trajectory that should be opened, but ran already or takes no new clients.
    """

    workflow: str
    task: str
    fact: str
    trajectory: str
    problem: str


class Pinned(TypedDict):
    """What a migration carries over of one deadline.

    rule and occurrence: as it is called now; was: its occurrence before. how: keep, recompute or restart.
    known_on: the day from which its reminders are owed; rungs: those owed from another day, such as new ones.
    counted_from: the day zero that holds instead of the anchor's own, or empty. reading: the rule as it read before,
    in the names of now, where it keeps that; over: it had ended, and how it ended is kept too. stood_still: first and
    last days on which a stage let it stand still by the rule of before, where the rule of now would not.
    """

    rule: str
    occurrence: int
    was: int
    how: str
    known_on: str
    rungs: dict[str, str]
    counted_from: str
    reading: dict[str, object]
    over: bool
    stood_still: list[list[str]]


class DecidedTerm(TypedDict):
    """A deadline that an upgrade, or a batch of clients, would make speak of what is past. rungs: those that were
    planned already, with the day from which they are owed.
    """

    rule: str
    occurrence: int
    rungs: dict[str, str]
