"""How a trajectory began here: opened in its first stage, or taken over from elsewhere where it stood."""

from typing import NamedTuple

from trajectories.history.values import AskedTask, MemberSeen, PassedStage


class TrajectoryOpened(NamedTuple):
    """origin: `t3@5`, the event that started it; empty when a person did. continues: the one it goes on from.
    facts: how many of the events right behind it are facts that it was opened with; None: not counted, as before.
    """

    workflow: str
    workflow_version: int
    variant: str
    municipality: str
    subject: str
    intake_on: str
    stage: str
    tasks: list[AskedTask] = []
    members: list[MemberSeen] = []
    origin: str = ""
    continues: str = ""
    facts: int | None = None


class TakenOver(NamedTuple):
    """It ran elsewhere and goes on here, in `stage` since the day of the event: what came before was not walked here.

    road: the stages that it came through before, in order; unsure: those that it may have come through as well, of
    which nobody said whether it did, each with the stage of the road that it comes before, or empty; also the stage
    itself, where it may have been in it before. again: tasks that the road asked for, so that for a stage that asks
    them as well only what is done from its day on counts. facts: how many of the events right behind it are facts that
    came with it. The rest as of an opening.
    """

    workflow: str
    workflow_version: int
    variant: str
    municipality: str
    subject: str
    intake_on: str
    stage: str
    tasks: list[AskedTask] = []
    members: list[MemberSeen] = []
    road: list[PassedStage] = []
    unsure: dict[str, str] = {}
    again: list[str] = []
    facts: int = 0


Opening = TrajectoryOpened | TakenOver
OPENINGS = (TrajectoryOpened.__name__, TakenOver.__name__)  # as the store names them
