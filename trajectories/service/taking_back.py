"""A wrong opening taken back, with all that it started: every one of them, or nothing."""

from collections.abc import Collection, Iterable

from trajectories.casework.take_back import decide_taking_back
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.state import Trajectory
from trajectories.repository.store import UnitOfWork
from trajectories.service.follow_up import FollowUp
from trajectories.service.notices import gone_too, opened_from, stays_closed, still_given, still_running
from trajectories.service.recording import By, Done, Started
from workflows.errors import UsageError
from workflows.words import Words


class TakingBack(FollowUp):
    """Voids openings, and what steps that are voided brought about elsewhere."""

    def take_back(self, uow: UnitOfWork, written: Written, by: By, reason: str) -> Done:
        """The whole tree is judged before anything is written. Raises StepRefused where someone worked on any of it."""
        uow.lock(*(each.trajectory.id for each in self.with_what_it_started(uow, written)))
        tree = self.with_what_it_started(uow, written)
        decisions = decide_taking_back(tree)
        gone = [
            self.carry_out(uow, each, decision, by.today, by, reason=reason)
            for each, decision in zip(tree, decisions, strict=True)
        ]
        keys = {each.trajectory.id for each in tree}
        with_it = [_as_started(each) for each in tree[1:]]
        notices = [gone_too(each.trajectory for each in tree[1:])] if with_it else []
        notices += [
            still_given(each)
            for part in tree
            for each in _given_by(part.trajectory.followed)
            if each["trajectory"] not in keys
        ]
        notices += [opened_from(written.trajectory)] if written.trajectory.origin else []
        return gone[0]._replace(notices=[*gone[0].notices, *notices], with_it=with_it)

    def undo_elsewhere(
        self, uow: UnitOfWork, now: Trajectory, version: int, also: Collection[str], by: By, reason: str
    ) -> list[Words]:
        """What a step that is voided had started: closed where `also` names it. What goes on elsewhere is said."""
        notices = []
        for each in _started_by(now, version):
            key = each["trajectory"]
            if key in also:
                self._withdraw(uow, key, by, reason)
            elif not self.dossiers.load(uow, key).trajectory.taken_back_on:
                notices.append(still_running(each))
        caused = [followed for followed in now.followed if followed.cause == version]
        return [*notices, *(still_given(each) for each in _given_by(caused))]

    def closed_since(self, uow: UnitOfWork, now: Trajectory, version: int) -> list[Words]:
        """Of a step that holds again what it had started and is closed: it stays so."""
        started = _started_by(now, version)
        return [
            stays_closed(each) for each in started if self.dossiers.load(uow, each["trajectory"]).trajectory.closed_on
        ]

    def with_what_it_started(self, uow: UnitOfWork, written: Written) -> list[Written]:
        """In the order in which they were opened, without those that were taken back before."""
        tree = [written]
        for part in tree:  # it grows while it is walked
            for started in (each for followed in part.trajectory.followed for each in followed.started):
                found = self.dossiers.load(uow, started["trajectory"])
                if not found.trajectory.taken_back_on:
                    tree.append(found)
        return tree


def _as_started(written: Written) -> Started:
    now = written.trajectory
    return Started(now.id, now.workflow, now.subject)


def must_be_started_by(trajectory: Trajectory, version: int, also: Iterable[str]) -> None:
    """Raises UsageError where `also` names anything that the event did not start."""
    if strangers := set(also) - {each["trajectory"] for each in _started_by(trajectory, version)}:
        listing = ", ".join(sorted(strangers))
        raise UsageError(Words(f"{listing} is niet door deze stap gestart", f"{listing} was not started by this step"))


def _started_by(trajectory: Trajectory, version: int) -> list[ev.StartedOther]:
    return [each for followed in trajectory.followed if followed.cause == version for each in followed.started]


def _given_by(followed: Iterable[ev.OthersFollowed]) -> list[ev.Signalled]:
    found = (each for one in followed for each in one.signalled)
    return [each for each in found if each["trajectory"] and not each["problem"]]
