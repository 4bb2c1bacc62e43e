"""A wrong opening taken back, with all that it started: every one of them, or nothing."""

from trajectories.casework.take_back import decide_taking_back
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.repository.store import UnitOfWork
from trajectories.service.follow_up import FollowUp
from trajectories.service.notices import gone_too, opened_from, still_given
from trajectories.service.recording import By, Done, Started


class TakingBack(FollowUp):
    """Voids openings."""

    def take_back(self, uow: UnitOfWork, written: Written, by: By, reason: str) -> Done:
        """The whole tree is judged before anything is written. Raises StepRefused where someone worked on any of it."""
        uow.lock(*(each.trajectory.id for each in self._with_what_it_started(uow, written)))
        tree = self._with_what_it_started(uow, written)
        decisions = decide_taking_back(tree)
        gone = [
            self.carry_out(uow, each, decision, by.today, by, reason=reason)
            for each, decision in zip(tree, decisions, strict=True)
        ]
        keys = {each.trajectory.id for each in tree}
        with_it = [_as_started(each) for each in tree[1:]]
        notices = [gone_too(each.trajectory for each in tree[1:])] if with_it else []
        notices += [still_given(each) for part in tree for each in _given_by(part) if each["trajectory"] not in keys]
        notices += [opened_from(written.trajectory)] if written.trajectory.origin else []
        return gone[0]._replace(notices=[*gone[0].notices, *notices], with_it=with_it)

    def _with_what_it_started(self, uow: UnitOfWork, written: Written) -> list[Written]:
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


def _given_by(written: Written) -> list[ev.Signalled]:
    found = (each for followed in written.trajectory.followed for each in followed.signalled)
    return [each for each in found if each["trajectory"] and not each["problem"]]
