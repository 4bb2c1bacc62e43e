"""What was recorded in the replaced database since the copy, for people who are to record it again."""

import json
from datetime import date, datetime
from typing import NamedTuple

from scheduler.restoring.carry import is_carried
from trajectories.history.streams import OFFICE
from trajectories.repository.replaced_file import Gone, Replaced

NAMED_BY = ("trigger", "name", "task", "rule", "deadline", "reminder", "field", "role", "workflow", "outcome", "stage")
BY_ITSELF = ("DeliveryFailed",)  # what the scheduler found on its way; nobody records that
NOBODY = ("scheduler",)


class Lost(NamedTuple):
    """recorded_at: aware UTC. who: a name on the staff. type: of the event. what: a word of the definition, never a
    value. case: a trajectory, empty where it is of a person, a household or the office. ref: of whom it is about.
    by_itself: the product wrote it down beside something else, and does so again.
    """

    recorded_at: datetime
    occurred_on: date
    who: str
    type: str
    what: str
    case: str
    ref: str
    event: str
    by_itself: bool


def lost_in(replaced: Replaced) -> list[Lost]:
    """In the order of writing, without what comes along into the copy."""
    return [_lost(each, replaced) for each in replaced.gone if not (is_carried(each) or each.type in BY_ITSELF)]


def _lost(gone: Gone, replaced: Replaced) -> Lost:
    key = gone.stream.partition("/")[0]
    data = json.loads(gone.data)
    named = next((str(data[name]) for name in NAMED_BY if isinstance(data.get(name), str) and data[name]), "")
    is_case = key.startswith("t") and key[1:].isdigit()
    subject = replaced.subjects.get(key, "") if is_case else key
    return Lost(
        datetime.fromisoformat(gone.recorded_at),
        date.fromisoformat(gone.occurred_on),
        replaced.names.get(gone.actor, gone.actor),
        gone.type,
        named,
        key if is_case else "",
        "" if key == OFFICE else replaced.refs.get(subject, subject),
        f"{gone.stream}@{gone.version}",
        gone.actor in NOBODY or bool(data.get("origin")) or bool(data.get("copied_from")),
    )
