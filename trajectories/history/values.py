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
