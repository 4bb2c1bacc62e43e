"""What is declared and never used: most often a name misspelt where it was declared or where it was meant."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding, meant
from workflows.checks.reminders_heard import is_given
from workflows.format.references import TABLES, references

NOT_USED = {
    "parameter": "no guard and no term reads this parameter",
    "task": "no stage asks for this task, and no other workflow gives it",
    "source": "nothing rests on this source",
    "outcome": "no final stage gives this outcome, and it is not one to leave with: 'leave: true'",
}


def unused_names(draft: Draft) -> Iterator[Finding]:
    """Of a definition as it stands; what only a municipality's variant uses is used, so these must be known."""
    if draft.document.lost or draft.neighbours is None:  # what could not be read may have used it
        return
    unknown = kinds_with_unknown_names(draft)
    for kind, names in _unused(draft):
        for name in sorted(names) if kind not in unknown else ():
            near = meant(name, set(getattr(draft.workflow, f"{kind}s")) - {name})
            hint = f"; did you mean '{near}'?" if near else ""
            yield Finding((f"{kind}s", name), f"unused_{kind}", f"{NOT_USED[kind]}{hint}", "warning", key=True)


def kinds_with_unknown_names(draft: Draft) -> set[str]:
    """Kinds of which a name is misspelt: then the one that was meant may only seem unused."""
    references_ = [each for each in references(draft.parts) if each.kind in TABLES]
    return {each.kind for each in references_ if each.name not in draft.document.declares(TABLES[each.kind])}


def _unused(draft: Draft) -> Iterator[tuple[str, set[str]]]:
    workflow = draft.workflow
    used = {(each.kind, each.name) for each in references(draft.parts)}
    elsewhere = draft.own.named if draft.own and workflow.variant == "base" else frozenset()
    for kind in ("parameter", "source"):
        yield kind, {name for name in getattr(workflow, f"{kind}s") if (kind, name) not in used} - elsewhere
    asked = {task for stage in workflow.stages.values() for task in stage.tasks}
    waited = {name for kind, name in used if kind == "task"} - asked  # of which task_never_asked is said
    tasks = set(workflow.tasks) - asked - waited - elsewhere
    yield "task", {name for name in tasks if not is_given(draft, name)}
    given = {stage.outcome for stage in workflow.stages.values()}
    outcomes = {name for name, outcome in workflow.outcomes.items() if not outcome.leave}
    yield "outcome", outcomes - given - elsewhere
