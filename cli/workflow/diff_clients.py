"""`traject workflow diff --clients`: what a version would do to every running trajectory."""

from cli.asked import Asked
from cli.render import Page
from cli.session import open_app, reading
from cli.workflow.candidates import look_at, must_be_one_workflow
from cli.workflow.goes_over import GoesOver, taken_over_view
from cli.workflow.migrate_page import show
from cli.workflow.named_definition import Named
from cli.workflow.previews import previews, wish_of
from trajectories.migration.plan_file import draft
from trajectories.views.migration import TakenOverView


def clients_views(asked: Asked, old: Named, new: Named) -> list[TakenOverView]:
    return [taken_over_view(each, asked.lang) for each in _clients(asked, old, new)]


def show_clients(asked: Asked, old: Named, new: Named) -> None:
    told, page = _clients(asked, old, new), Page()
    late = sum(bool(each.overdue) for each in told)
    page.gap()
    page.title(asked.pick(f"Lopende trajecten: {len(told)}", f"Running trajectories: {len(told)}"))
    show(page, [taken_over_view(each, asked.lang) for each in told], asked.lang)
    if late:
        page.line(asked.pick(f"Meteen te laat: {late}.", f"Overdue at once for {late}."))


def _clients(asked: Asked, old: Named, new: Named) -> list[GoesOver]:
    """Every running trajectory under `old`, as the plan that would be drafted now takes it over. Writes nothing."""
    must_be_one_workflow(old, new)
    with open_app(asked) as app, reading(asked) as (_, uow, by):
        found = look_at(asked, app, uow, old, new)
        wish = wish_of(draft(found.pairs)._replace(guesses=frozenset()), by, "", repeat_said=False)
        return previews(asked, app, uow, found, wish, counted=False)
