"""What happened to people and households, and what was asked about it. See events."""

from typing import Literal, NamedTuple

from trajectories.history.values import PrivateRef, Value


class PersonAdded(NamedTuple):
    """gender, nationality: plain in events of before they were private values too."""

    ref: PrivateRef
    name: PrivateRef | None = None
    born: PrivateRef | None = None
    gender: str | PrivateRef = ""
    nationality: str | PrivateRef = ""
    arrival_route: str = ""


class PersonChanged(NamedTuple):
    field: str
    value: Value | None


class PersonVoided(NamedTuple):
    pass


class PersonLeft(NamedTuple):
    pass


class PersonReturned(NamedTuple):
    pass


class PersonMerged(NamedTuple):
    """Entered twice: from that day on it is another name for the client `into`. Nothing moves."""

    into: str


class PersonUnmerged(NamedTuple):
    """Two clients after all."""


class HouseholdFormed(NamedTuple):
    ref: PrivateRef
    members: list[str]


class HouseholdJoined(NamedTuple):
    member: str


class HouseholdLeft(NamedTuple):
    member: str


class HouseholdHoused(NamedTuple):
    """dwelling: the office's own key of the dwelling, no address."""

    municipality: str
    dwelling: str
    kind: str
    counts: bool
    address: PrivateRef | None = None


class DwellingTakenBack(NamedTuple):
    """The dwelling that was told of a household last was a mistake: they never had one before it."""


class HouseholdVoided(NamedTuple):
    """A household that was a mistake, and that nobody is in any more: its reference may be used again."""


class KnownElsewhere(NamedTuple):
    """The number of a client, household or case in the system of another, as a list gave it, by which a later list
    means the same one. In the stream of any of the three. None: it is not known by a number any more.
    """

    number_elsewhere: PrivateRef | None = None


# questions: a stream of their own, q1 and on


QuestionKind = Literal["transfer", "stay", "open", "close", "belongs"]
Because = Literal["moved", "split", "joined", "returned", "aged", "reopened", "merged", "unmerged", "born"]
Answer = Literal["yes", "no", "overtaken"]


class QuestionAsked(NamedTuple):
    """Something about people that may follow and is not certain; someone says yes or no.

    kind: transfer (what runs for the subject gets another coordinator or municipality), stay (what runs for a person
    who left a household stays where it is), open (a second case of its kind), close (a case that would not be opened
    for who they are now), or belongs (a case of another client is theirs). because: of a move, leaving a household,
    joining one, a return, another age, a case of their household that was opened anew, two clients who are one or two
    after all, or another birth date. subject: whom it is about. trajectory: of open, the case that went before; of
    close and belongs, the case. municipality, staff: the new ones, empty where that stays.
    """

    kind: QuestionKind
    because: Because
    subject: str
    trajectory: str = ""
    workflow: str = ""
    municipality: str = ""
    staff: str = ""


class QuestionSettled(NamedTuple):
    """answer: yes (it was carried out), no, or overtaken (something else settled it). Why stands beside the event."""

    answer: Answer


PeopleEvent = (
    PersonAdded
    | PersonChanged
    | PersonVoided
    | PersonLeft
    | PersonReturned
    | PersonMerged
    | PersonUnmerged
    | HouseholdFormed
    | HouseholdJoined
    | HouseholdLeft
    | HouseholdHoused
    | DwellingTakenBack
    | HouseholdVoided
    | KnownElsewhere
    | QuestionAsked
    | QuestionSettled
)
