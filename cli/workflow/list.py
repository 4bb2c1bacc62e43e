"""`traject workflow list`: every workflow, and what municipalities agreed otherwise."""

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from cli.render import Cell, Column, Page, Said
from workflows.describe.phrases import (
    opening_words,
)
from workflows.describe.rule_register import VERIFIED
from workflows.errors import DefinitionError
from workflows.views.listing import ListedView, VariantView, listed_view


def list_workflows(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every workflow, and what municipalities agreed otherwise."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    listing, wrong = [], list[DefinitionError]()
    for name in catalogue.workflows:
        try:
            listing.append(listed_view(catalogue, name, asked.lang))
        except DefinitionError as error:  # one that cannot be used does not hide the others
            wrong.append(error)
    if as_json:
        print_json(listing)
    else:
        _show(listing, asked)
    for each in wrong:
        asked.talk(each.say(asked.lang))
    if wrong:
        raise typer.Exit(DefinitionError.exit_code)


def _show(listing: list[ListedView], asked: Asked) -> None:
    page = Page()
    for each in listing:
        page.line(Said(each.workflow, "strong"), f"{each.version} · {each.label}")
        if each.programmes:
            rows_followed = ", ".join(map(str, each.programmes))
            page.line(Said(f"{asked.pick('programma', 'programme')} {rows_followed}", "quiet"), indent=2)
        if opening := opening_words(each.opens_from, each.opens_until):
            page.line(asked.say(opening), indent=2)
        rows: list[list[Cell]] = [[v.municipality, v.variant, Said(_cohort(v, asked), "quiet")] for v in each.variants]
        page.table([Column(keeps=True), Column(keeps=True), Column()], rows)
        certainty = ", ".join(f"{count} {asked.say(VERIFIED[word])}" for word, count in each.certainty.items())
        if certainty:
            page.line(Said(f"{asked.pick('termijnen', 'deadlines')}: {certainty}", "quiet"), indent=2)
        page.gap()


def _cohort(variant: VariantView, asked: Asked) -> str:
    first, last = variant.intake_from, variant.intake_until
    parts = [asked.pick(f"intake vanaf {first}", f"intake from {first}")] if first else []
    parts += [asked.pick(f"intake tot en met {last}", f"intake until {last}")] if last else []
    return ", ".join(parts)
