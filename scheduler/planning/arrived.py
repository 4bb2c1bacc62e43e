"""What was said and did not come back."""

from collections.abc import Sequence

from trajectories.history import events as ev
from trajectories.history.events import Recorded


def arrived(said: Sequence[Recorded]) -> list[Recorded]:
    """Without the reminders in a message that came back, and those that rest on them."""
    back = {each.event.message for each in said if isinstance(each.event, ev.MessageBounced)}
    if not back:
        return list(said)
    carriers: dict[tuple[str, str], str] = {}
    found = []
    for recorded in said:
        event = recorded.event
        if isinstance(event, ev.ReminderSent):
            carriers[event.reminder, event.to] = event.message
        elif isinstance(event, ev.ReminderFolded):
            carriers[event.reminder, event.to] = carriers.get((event.into, event.to), "")
        if not isinstance(event, ev.ReminderSent | ev.ReminderFolded) or carriers[event.reminder, event.to] not in back:
            found.append(recorded)
    return found
