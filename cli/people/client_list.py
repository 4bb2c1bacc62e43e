"""`traject client list`: every client, or those of someone's cases."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.json_document import print_json
from cli.options import AsJson
from cli.reading.lists import client, day, sentence
from cli.reading.whose import Mine, Municipality, Of, name_of, say_stand_ins, whose
from cli.render import Cell, Column, Page, Said
from cli.session import reading
from trajectories.views.client_list import ClientListView, ListedClientView, client_list_view


def list_clients(
    ctx: typer.Context,
    of: Of = "",
    mine: Mine = False,
    municipality: Municipality = "",
    with_left: Annotated[bool, typer.Option("--all", help="Also those who left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every client, with household and open cases; or those of someone's cases."""
    asked: Asked = ctx.obj
    with reading(asked) as (app, uow, by):
        found = whose(app, uow, by, name_of(app, of, mine=mine), municipality=municipality)
        view = client_list_view(uow, found, by.today, asked.lang, with_left=with_left)
        say_stand_ins(asked, uow, by, found, "client list")
    if as_json:
        return print_json(view)
    _show(Page(), view, asked)


def _show(page: Page, view: ClientListView, asked: Asked) -> None:
    columns = [
        Column(asked.pick("cliënt", "client")),
        Column(asked.pick("geboren", "born"), keeps=True),
        Column(asked.pick("huishouden", "household")),
        Column(asked.pick("lopende zaken", "open cases")),
    ]
    page.table(columns, [_row(each, asked) for each in view.clients], indent=0)
    if view.clients:
        page.gap()
    number = len(view.clients) if view.of or view.municipality else 0
    many = asked.pick(f"{number} cliënten", f"{number} clients") if number else ""
    left = asked.pick(f"{view.left} vertrokken: --all", f"{view.left} left: --all") if view.left else ""
    page.line(Said(sentence(many, view.looked_through, left), "quiet" if view.clients else "plain"))


def _row(each: ListedClientView, asked: Asked) -> list[Cell]:
    one = f"→ {each.merged_into}" if each.merged_into else ""
    gone = asked.pick("vertrokken", "left") if each.status == "left" else ""
    cases = ", ".join(filter(None, [one, gone, *each.trajectories])) or "–"
    home = ": ".join(filter(None, [each.household, ", ".join(each.of_household)]))
    return [client(each.ref, each.name), day(each.born), home or "–", cases]
