"""Who outside the office keeps the head of the history, and what they were given. See events."""

from typing import NamedTuple

from trajectories.history.values import PrivateRef


class WitnessAdded(NamedTuple):
    """Each night a checkpoint is mailed there. lang: the language of those mails."""

    witness: str
    address: PrivateRef
    lang: str = "nl"


class WitnessRemoved(NamedTuple):
    """Which that witness is told."""

    witness: str


class CheckpointTaken(NamedTuple):
    """To be mailed to the witnesses. hash: its own; before: that of the one taken before it, empty for the first."""

    position: int
    events: int
    root: str
    hash: str
    before: str = ""


WitnessEvent = WitnessAdded | WitnessRemoved | CheckpointTaken
