"""What was recorded and said of a trajectory of which the opening was taken back."""

from typing import Any

from trajectories.history.events import Recorded

NAME = "taken-back"  # who was reminded of it is told under this name; that of a rule has no dash


def is_it(name: str) -> bool:
    """Whether a deadline of that name, or with that id, stands for the taking back."""
    return name.rpartition("/")[2].partition("#")[0] == NAME


def is_undone(recorded: Recorded, undone: Recorded | None) -> bool:
    """Whether it was recorded or said of the opening that was taken back. undone: the event that says so."""
    if undone is None:
        return False
    if recorded.stream == undone.stream:
        return recorded.version < undone.version
    event: Any = recorded.event
    return not is_it(getattr(event, "reminder", "").rpartition("/")[0])
