"""The days that terms are counted from."""

from typing import Literal

from pydantic import model_validator

from workflows.language.names import Frozen, Name, Role


class Anchor(Frozen):
    """The day a term is counted from; that day itself is not counted.

    fact: the date recorded; stage: the day it was entered; task: the day it was asked for;
    done: the day a task was last done; missed: the day someone last stayed away from it;
    assigned: the day on which who now holds the role was given it;
    opened / intake: the trajectory's own days; later_of: the latest of several, once all are known;
    latest_of: the latest of those that are known; deadline: the due day of another rule of the same trajectory.
    on_change keep: a later value of the fact does not restart the term (a correction always does).
    """

    fact: Name | None = None
    stage: Name | None = None
    task: Name | None = None
    done: Name | None = None
    missed: Name | None = None
    assigned: Role | None = None
    opened: Literal[True] | None = None
    intake: Literal[True] | None = None
    deadline: Name | None = None
    later_of: "tuple[Anchor, ...] | None" = None
    latest_of: "tuple[Anchor, ...] | None" = None
    pick: Literal["first", "latest"] = "latest"
    on_change: Literal["follow", "keep"] = "follow"

    @model_validator(mode="after")
    def _one_subject(self) -> "Anchor":
        own = (self.fact, self.stage, self.task, self.done, self.missed, self.assigned)
        given = (*own, self.opened, self.intake, self.deadline, self.later_of, self.latest_of)
        if sum(each is not None for each in given) != 1:
            raise ValueError(
                "an anchor names exactly one of fact, stage, task, done, missed, assigned, opened, intake, deadline, "
                "later_of, latest_of"
            )
        return self

    @property
    def parts(self) -> "tuple[Anchor, ...]":
        """The anchors that it chooses among; empty where it names its own day."""
        return self.later_of or self.latest_of or ()
