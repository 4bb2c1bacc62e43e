"""What would become of each trajectory."""

from cli.asked import Asked
from cli.progress import progress
from cli.workflow.candidates import Candidate, MovingTogether
from cli.workflow.goes_over import GoesOver, not_moved, told_of
from scheduler.bootstrap import App
from trajectories.migration.plan import Plan, Wish
from trajectories.repository.store import UnitOfWork
from trajectories.service.migrate import must_count, preview_one
from trajectories.service.recording import By
from workflows.errors import CaseworkError
from workflows.machine.state_machine import Compiled


def wish_of(course: Plan, by: By, past: str, *, repeat_said: bool) -> Wish:
    return Wish(course, by.today, by.now, past, repeat_said)


def previews(
    asked: Asked, app: App, uow: UnitOfWork, found: MovingTogether, wish: Wish, *, counted: bool = True
) -> list[GoesOver]:
    """counted: what would not count, as a draft does not outside a sandbox, is not moved."""
    compiled = {pair.after.hash: pair.after for pair in found.pairs}
    told = []
    with progress(asked.pick("Bekijken", "Looking")) as follow:
        for count, each in enumerate(found.candidates, 1):
            told.append(_preview(app, uow, each, compiled, wish, counted=counted))
            follow(count, len(found.candidates))
    return told


def _preview(
    app: App, uow: UnitOfWork, each: Candidate, compiled: dict[str, Compiled], wish: Wish, *, counted: bool
) -> GoesOver:
    if each.resolved is None:
        return not_moved(each.running.id, each.why)
    try:
        if counted:
            must_count(uow, each.resolved)
        return told_of(preview_one(app.casework, uow, each.running.id, compiled[each.resolved.hash], wish))
    except CaseworkError as error:
        return not_moved(each.running.id, error.words)
