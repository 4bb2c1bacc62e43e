"""Tasks that come after one another: some order must be possible."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.language.stage_graph import reachable


def tasks_in_circles(draft: Draft) -> Iterator[Finding]:
    """Tasks that wait for themselves, directly or by way of others."""
    first = {name: set(task.after) for name, task in draft.workflow.tasks.items()}
    for name, before in first.items():
        if name in reachable(first, before):
            yield Finding(("tasks", name, "after"), "circular_task", "the task comes after itself")
