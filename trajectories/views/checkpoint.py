"""A checkpoint of the history, and who outside the office keeps them, as commands answer it."""

from datetime import date
from typing import NamedTuple

from trajectories.audit.kept_checkpoint import Checkpoint


class CheckpointView(NamedTuple):
    """position: of the last event that it covers; events: how many there are up to it; root: their tree hash.

    before: the hash of the checkpoint taken before it, empty for the first. hash: its own, over the five others.
    """

    database: str
    position: int
    events: int
    root: str
    before: str
    hash: str


def checkpoint_view(checkpoint: Checkpoint) -> CheckpointView:
    return CheckpointView(*checkpoint, checkpoint.hash)


class WitnessView(NamedTuple):
    """since: the day they were added. mailed_on: the day of the last checkpoint that was sent, null before the first.

    problem: why the last mail was not sent, empty where it was.
    """

    witness: str
    address: str
    lang: str
    since: date
    mailed_on: date | None
    problem: str


class WitnessChangedView(NamedTuple):
    witness: str
    address: str
