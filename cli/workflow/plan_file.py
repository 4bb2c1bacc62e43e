"""The plan of a migration: written, read, and whether it may be carried out."""

from collections.abc import Sequence
from pathlib import Path

from cli.workflow.candidates import MovingTogether
from cli.workflow.goes_over import GoesOver
from scheduler.bootstrap import App
from trajectories.migration.plan import Pair, Plan
from trajectories.migration.plan_file import draft, plan_text, read_plan, unconfirmed
from trajectories.migration.preview import undecided
from trajectories.migration.shipped import read_shipped
from trajectories.own_files import make_file
from trajectories.repository.store import UnitOfWork
from trajectories.service.earlier_versions import shipped_plan
from workflows.errors import DefinitionError, HistoryBroken, Refused, UsageError
from workflows.format.yaml_document import Document
from workflows.format.yaml_loader import read
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def write_plan(path: Path, pairs: Sequence[Pair]) -> None:
    text = plan_text(draft(pairs), pairs)
    try:
        make_file(path)
        path.write_text(text, "utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(
            Words(f"het plan {path} kan niet worden gemaakt: {why}", f"the plan {path} cannot be made: {why}")
        ) from error


def read_plan_file(
    app: App, uow: UnitOfWork, path: Path | None, workflow: str, found: MovingTogether
) -> tuple[Document, Plan]:
    """path: None for the plan that comes with the product. Where nobody is left to move, it matters no more which
    definitions it was made for.
    """
    document = read(path) if path else shipped_plan(workflow)
    if not found.candidates and not document.problems:
        return document, draft(found.pairs)._replace(guesses=frozenset())
    if not path:
        return document, read_shipped(document, found.pairs)
    return document, read_plan(document, found.pairs, _kept(app, uow, document))


def _kept(app: App, uow: UnitOfWork, document: Document) -> list[Compiled]:
    """The definitions that the plan names, as far as this database has them."""
    known = []
    for digest in [*document.table("from").values(), *document.table("to").values()]:
        try:
            known.append(app.dossiers.compiled(uow, str(digest)))
        except HistoryBroken:
            continue
    return known


def must_be_ready(
    path: Path | None, document: Document, course: Plan, told: list[GoesOver], past: str, *, is_new: bool
) -> None:
    """Nothing is applied that nobody has read, decided or counted."""
    if is_new:
        raise Refused(
            Words(
                f"het plan {path} is nu pas gemaakt; lees het eerst, en geef dan --apply",
                f"the plan {path} was made only now; read it first, then give --apply",
            )
        )
    problems = unconfirmed(course, document) + undecided([each.preview for each in told if each.preview], document)
    if problems:
        raise DefinitionError(problems)
    late = sum(bool(each.overdue) for each in told)
    if late and not past:
        trajectories = "traject" if late == 1 else "trajecten"
        raise Refused(
            Words(
                f"meteen te laat: {late} {trajectories}; zeg met --past none, latest of all wat er nog verstuurd wordt",
                f"overdue at once for {late}; say with --past none, latest or all what is still sent",
            )
        )
