"""`traject workflow migrate`: running trajectories go over to another version, as a plan says."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.past import PastName
from cli.progress import progress
from cli.render import Page
from cli.session import open_app, reading
from cli.workflow.candidates import Candidate, MovingTogether, look_at, must_be_one_workflow
from cli.workflow.goes_over import GoesOver, not_moved, taken_over_view
from cli.workflow.migrate_page import show
from cli.workflow.named_definition import find_named
from cli.workflow.plan_file import must_be_ready, read_plan_file, write_plan
from cli.workflow.previews import previews, wish_of
from scheduler.bootstrap import App
from trajectories.migration.plan import Plan, Wish
from trajectories.people.staff import must_administer
from trajectories.repository.definitions import past_answered
from trajectories.repository.store import UnitOfWork
from trajectories.service.migrate import migrate as move
from trajectories.views.migration import MigrationView
from workflows.errors import CaseworkError, UsageError, VersionConflict
from workflows.words import Words

NOT_ALL = 4
SHIPPED = "shipped"
ATTEMPTS = 5  # when someone else writes to the same trajectory
WHICH = "A definition file, the NAME of a workflow, or NAME@VERSION as the database keeps it."


def migrate(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=WHICH)],
    after: Annotated[str, typer.Argument(metavar="B", help="The same, to go on under.")],
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            dir_okay=False,
            help="The plan; made where it is not there yet. Without it: the plan that comes with the product.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; this is the default.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it, one trajectory after another.")] = False,
    past: Annotated[
        PastName | None, typer.Option("--past", help="Which reminders that lie in the past by it are still sent.")
    ] = None,
    repeat_said: Annotated[
        bool, typer.Option("--repeat-said", help="With --past: also those that were sent for the same day already.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take running trajectories over to another version. Exit 4 when some could not be moved. For an administrator."""
    asked: Asked = ctx.obj
    if apply and dry_run:
        raise UsageError(Words("kies --apply of --dry-run, niet beide", "choose one of --apply and --dry-run"))
    if repeat_said and past in (None, PastName.none):
        raise UsageError(
            Words(
                "--repeat-said hoort bij --past latest of --past all; zeg welke",
                "--repeat-said goes with --past latest or --past all; say which",
            )
        )
    old, new = find_named(asked, before), find_named(asked, after)
    must_be_one_workflow(old, new)
    with open_app(asked) as app:
        with reading(asked) as (_, uow, by):
            must_administer(by.actor)
            found = look_at(asked, app, uow, old, new)
            is_new = plan is not None and not plan.exists()
            if plan is not None and is_new:
                write_plan(plan, found.pairs)
            document, course = read_plan_file(app, uow, plan, old.workflow, found)
            answer = past.value if past else _answered(uow, found)
            wish = wish_of(course, by, answer, repeat_said=repeat_said)
            told = previews(asked, app, uow, found, wish)
        if apply:
            must_be_ready(plan, document, course, told, answer, is_new=is_new)
            told = _apply(asked, app, found, wish, told)
        said = Answered(answer, by_option=past is not None)
        _answer(asked, plan, found, course, told, said, applied=apply, is_new=is_new, as_json=as_json)
    if apply and any(each.hindrances for each in told):
        raise typer.Exit(NOT_ALL)


class Answered(NamedTuple):
    """What of missed reminders goes out, empty where nothing was said; by_option: now, and not at publishing."""

    past: str
    by_option: bool


def _answered(uow: UnitOfWork, found: "MovingTogether") -> str:
    """What was answered when the definitions that they go over to were published."""
    return past_answered(uow, {each.resolved.hash for each in found.candidates if each.resolved})


def _apply(asked: Asked, app: App, found: MovingTogether, wish: Wish, told: list[GoesOver]) -> list[GoesOver]:
    """One transaction for each; one that fails does not stop the others."""
    done = []
    with progress(asked.pick("Overzetten", "Moving")) as follow:
        for count, (candidate, each) in enumerate(zip(found.candidates, told, strict=True), 1):
            done.append(each if each.hindrances else _moved(app, candidate, wish, each))
            follow(count, len(told))
    return done


def _moved(app: App, candidate: Candidate, wish: Wish, told: GoesOver) -> GoesOver:
    assert candidate.resolved
    running = candidate.running
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with app.write() as uow:
                by = app.by(uow)
                own = wish._replace(today=by.today, now=by.now)
                move(app.casework, uow, running.id, running.definition, candidate.resolved, own, by)
            return told
        except VersionConflict as error:
            if attempt == ATTEMPTS:
                return not_moved(running.id, error.words)
        except CaseworkError as error:
            return not_moved(running.id, error.words)
    raise AssertionError("it was moved or not")


def _answer(
    asked: Asked,
    path: Path | None,
    found: MovingTogether,
    course: Plan,
    told: list[GoesOver],
    said: Answered,
    *,
    applied: bool,
    is_new: bool,
    as_json: bool,
) -> None:
    counts = {
        "moved": sum(not each.hindrances for each in told),
        "already": found.already,
        "not_moved": sum(bool(each.hindrances) for each in told),
        "overdue_at_once": sum(bool(each.overdue) for each in told),
    }
    views = [taken_over_view(each, asked.lang) for each in told]
    if as_json:
        return print_json(
            MigrationView(
                plan=str(path) if path else SHIPPED,
                plan_hash=course.hash,
                plan_is_new=is_new,
                dry_run=not applied,
                from_=dict(course.start),
                to=dict(course.target),
                **counts,
                past=said.past or None,
                trajectories=views,
            )
        )
    page = Page()
    if is_new:
        asked.talk(asked.pick(f"Plan gemaakt: {path}. Lees het na.", f"Plan made: {path}. Read it through."))
    show(page, [each for each in views if not applied or not each.moves], asked.lang)
    _say_counts(asked, counts, page, applied=applied)
    if said.past and not said.by_option:
        page.line(_as_published(asked, said.past))


def _as_published(asked: Asked, past: str) -> str:
    return asked.pick(
        f"Gemiste herinneringen: {past}, zoals bij het publiceren is gezegd; --past zegt iets anders.",
        f"Missed reminders: {past}, as was said when it was published; --past says otherwise.",
    )


def _say_counts(asked: Asked, counts: dict[str, int], page: Page, *, applied: bool) -> None:
    moved, already = counts["moved"], counts["already"]
    left, late = counts["not_moved"], counts["overdue_at_once"]
    if applied:
        nl = f"Overgezet: {moved}; waren al over: {already}; niet overgezet: {left}."
        en = f"Moved: {moved}; there already: {already}; not moved: {left}."
    else:
        nl = f"Proef, er is niets geschreven. Kunnen over: {moved}; zijn al over: {already}; kunnen niet: {left}."
        en = f"Dry run, nothing was written. Would move: {moved}; there already: {already}; would not: {left}."
    page.line(asked.pick(nl, en))
    if late:
        page.line(asked.pick(f"Meteen te laat: {late}.", f"Overdue at once for {late}."))
