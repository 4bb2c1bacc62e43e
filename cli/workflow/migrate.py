"""Running trajectories go over to another version of their workflow: what it would do, and doing it one by one."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from cli.progress import progress
from cli.render import Page
from cli.session import open_app, reading
from cli.workflow.migrate_page import Told, not_moved, show, taken_over_view, told_of
from cli.workflow.named_definition import Named, find_named
from scheduler.bootstrap import App
from trajectories.migration.plan import Pair, Plan, draft, plan_text, read_plan, unconfirmed
from trajectories.migration.preview import Wish, undecided
from trajectories.people.staff import must_administer
from trajectories.repository.definitions import kept_definitions, past_answered
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import By
from trajectories.service.migrate import Running, must_count, preview_one, running_on
from trajectories.service.migrate import migrate as move
from trajectories.views.migration import MigrationView, TakenOverView
from workflows.catalogue.catalogue import Resolved, canonical
from workflows.errors import CaseworkError, DefinitionError, HistoryBroken, Refused, UsageError, VersionConflict
from workflows.format.yaml_document import Document
from workflows.format.yaml_loader import read
from workflows.machine.state_machine import Compiled
from workflows.words import Words

NOT_ALL = 4
ATTEMPTS = 5  # when someone else writes to the same trajectory

WHICH = "A definition file, the NAME of a workflow, or NAME@VERSION as the database keeps it."


class PastName(StrEnum):
    """What of reminders that would lie before today goes out."""

    none = "none"
    latest = "latest"
    all = "all"


class Candidate(NamedTuple):
    """A trajectory with the definition it would go on under; why there is none, where there is none."""

    running: Running
    resolved: Resolved | None
    why: Words | None = None


def migrate(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=WHICH)],
    after: Annotated[str, typer.Argument(metavar="B", help="The same, to go on under.")],
    plan: Annotated[Path, typer.Option("--plan", dir_okay=False, help="The plan; made where it is not there yet.")],
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
        raise typer.BadParameter("choose one of --apply and --dry-run", param_hint="--dry-run")
    if repeat_said and past in (None, PastName.none):
        raise typer.BadParameter("say which with --past latest or --past all", param_hint="--repeat-said")
    old, new = find_named(asked, before), find_named(asked, after)
    _must_be_one_workflow(old, new)
    with open_app(asked) as app:
        with reading(asked) as (_, uow, by):
            must_administer(by.actor)
            found = _look(asked, app, uow, old, new)
            is_new = not plan.exists()
            if is_new:
                _write_plan(plan, found.pairs)
            document, course = _read_plan(app, uow, plan, found)
            answer = past.value if past else _answered(uow, found)
            wish = _wish(course, by, answer, repeat_said=repeat_said)
            told = _previews(asked, app, uow, found, wish)
        if apply:
            _must_be_ready(plan, document, course, told, answer, is_new=is_new)
            told = _apply(asked, app, found, wish, told)
        said = Answered(answer, by_option=past is not None)
        _answer(asked, plan, found, course, told, said, applied=apply, is_new=is_new, as_json=as_json)
    if apply and any(each.hindrances for each in told):
        raise typer.Exit(NOT_ALL)


class Answered(NamedTuple):
    """What of missed reminders goes out, empty where nothing was said; by_option: now, and not at publishing."""

    past: str
    by_option: bool


def _answered(uow: UnitOfWork, found: "Found") -> str:
    """What was answered when the definitions that they go over to were published."""
    return past_answered(uow, {each.resolved.hash for each in found.candidates if each.resolved})


def _must_be_one_workflow(old: Named, new: Named) -> None:
    if old.workflow != new.workflow:
        raise UsageError(
            Words(
                f"{old.workflow} en {new.workflow} zijn verschillende workflows; een traject gaat niet van het een "
                "naar het ander over",
                f"{old.workflow} and {new.workflow} are two workflows; a trajectory does not go over from one to the "
                "other",
            )
        )


# who, and to what


class Found(NamedTuple):
    """already: how many are under the new definition. pairs: each definition with the one that follows it."""

    candidates: list[Candidate]
    pairs: list[Pair]
    already: int


def _look(asked: Asked, app: App, uow: UnitOfWork, old: Named, new: Named) -> Found:
    starts, targets = _definitions(old) | _kept_as(uow, old), _definitions(new)
    resolve = _resolver(asked, new)
    candidates = [_candidate(each, resolve) for each in running_on(uow, old.workflow, starts.keys() - targets.keys())]
    pairs: dict[tuple[str, str], Pair] = {}
    for each in candidates:
        if each.resolved is not None and (key := (each.running.definition, each.resolved.hash)) not in pairs:
            following = Compiled(each.resolved.workflow, each.resolved.hash)
            pairs[key] = Pair(app.dossiers.compiled(uow, each.running.definition), following)
    if not pairs:
        base = new.of("any", by_any_day())
        first = old.of("any", by_any_day())
        pairs["", ""] = Pair(Compiled(first.workflow, first.hash), Compiled(base.workflow, base.hash))
    already = len(running_on(uow, new.workflow, targets.keys() | {pair.after.hash for pair in pairs.values()}))
    return Found(candidates, list(pairs.values()), already)


def by_any_day() -> date:
    return date.max


def _definitions(named: Named) -> dict[str, str]:
    """Hash -> variant, of the base and of every variant that can be read."""
    base = named.of("any", by_any_day())
    found = {base.hash: base.workflow.variant}
    for cohort, get in named.variants.items():
        try:
            found[get().hash] = cohort.variant
        except CaseworkError:
            continue
    return found


def _kept_as(uow: UnitOfWork, named: Named) -> dict[str, str]:
    """Of NAME@VERSION also the variants with that number, and in a sandbox every draft that had it."""
    if named.origin != "database":
        return {}
    version = int(named.asked.rpartition("@")[2])
    return {each.hash: each.variant for each in kept_definitions(uow, named.workflow) if each.version == version}


def _resolver(asked: Asked, new: Named) -> Callable[[str, date], Resolved]:
    if new.origin != "database":
        catalogue = catalogue_of(asked, [Path(new.asked)] if new.origin == "file" else [])
        return lambda municipality, intake_on: catalogue.resolve(new.workflow, municipality, intake_on)

    def kept(municipality: str, intake_on: date) -> Resolved:
        found = new.of(municipality, intake_on)
        return Resolved(found.workflow, canonical(found.workflow), found.hash, ())

    return kept


def _candidate(running: Running, resolve: Callable[[str, date], Resolved]) -> Candidate:
    try:
        return Candidate(running, resolve(running.municipality, running.intake_on))
    except CaseworkError as error:
        return Candidate(running, None, error.words)


# the plan


def _write_plan(path: Path, pairs: Sequence[Pair]) -> None:
    text = plan_text(draft(pairs), pairs)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(
            Words(f"het plan {path} kan niet worden gemaakt: {why}", f"the plan {path} cannot be made: {why}")
        ) from error


def _read_plan(app: App, uow: UnitOfWork, path: Path, found: Found) -> tuple[Document, Plan]:
    """Where nobody is left to move, it matters no more which definitions it was made for."""
    document = read(path)
    if not found.candidates and not document.problems:
        return document, draft(found.pairs)._replace(guesses=frozenset())
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


def _wish(course: Plan, by: By, past: str, *, repeat_said: bool) -> Wish:
    return Wish(course, by.today, by.now, past, repeat_said)


def _must_be_ready(path: Path, document: Document, course: Plan, told: list[Told], past: str, *, is_new: bool) -> None:
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
        raise Refused(
            Words(
                f"meteen te laat: {late} trajecten; zeg met --past none, latest of all wat er nog verstuurd wordt",
                f"overdue at once for {late}; say with --past none, latest or all what is still sent",
            )
        )


# looking


def _previews(asked: Asked, app: App, uow: UnitOfWork, found: Found, wish: Wish, *, counted: bool = True) -> list[Told]:
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
) -> Told:
    if each.resolved is None:
        return not_moved(each.running.id, each.why)
    try:
        if counted:
            must_count(uow, each.resolved)
        return told_of(preview_one(app.casework, uow, each.running.id, compiled[each.resolved.hash], wish))
    except CaseworkError as error:
        return not_moved(each.running.id, error.words)


# doing


def _apply(asked: Asked, app: App, found: Found, wish: Wish, told: list[Told]) -> list[Told]:
    """One transaction for each; one that fails does not stop the others."""
    done = []
    with progress(asked.pick("Overzetten", "Moving")) as follow:
        for count, (candidate, each) in enumerate(zip(found.candidates, told, strict=True), 1):
            done.append(each if each.hindrances else _moved(app, candidate, wish, each))
            follow(count, len(told))
    return done


def _moved(app: App, candidate: Candidate, wish: Wish, told: Told) -> Told:
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


# telling


def _answer(
    asked: Asked,
    path: Path,
    found: Found,
    course: Plan,
    told: list[Told],
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
    if as_json:
        return print_json(
            MigrationView(
                plan=str(path),
                plan_hash=course.hash,
                plan_is_new=is_new,
                dry_run=not applied,
                from_=dict(course.start),
                to=dict(course.target),
                **counts,
                past=said.past or None,
                trajectories=[taken_over_view(each, asked.lang) for each in told],
            )
        )
    page = Page()
    if is_new:
        asked.talk(asked.pick(f"Plan gemaakt: {path}. Lees het na.", f"Plan made: {path}. Read it through."))
    if not applied:
        show(asked, told, page)
    else:
        show(asked, [each for each in told if each.hindrances], page)
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


# for `workflow diff --clients`


def clients_views(asked: Asked, old: Named, new: Named) -> list[TakenOverView]:
    return [taken_over_view(each, asked.lang) for each in _clients(asked, old, new)]


def show_clients(asked: Asked, old: Named, new: Named) -> None:
    told, page = _clients(asked, old, new), Page()
    late = sum(bool(each.overdue) for each in told)
    page.gap()
    page.title(asked.pick(f"Lopende trajecten: {len(told)}", f"Running trajectories: {len(told)}"))
    show(asked, told, page)
    if late:
        page.line(asked.pick(f"Meteen te laat: {late}.", f"Overdue at once for {late}."))


def _clients(asked: Asked, old: Named, new: Named) -> list[Told]:
    """Every running trajectory under `old`, as the plan that would be drafted now takes it over. Writes nothing."""
    _must_be_one_workflow(old, new)
    with open_app(asked) as app, reading(asked) as (_, uow, by):
        found = _look(asked, app, uow, old, new)
        wish = _wish(draft(found.pairs)._replace(guesses=frozenset()), by, "", repeat_said=False)
        return _previews(asked, app, uow, found, wish, counted=False)
