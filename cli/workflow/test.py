"""Plays the scenarios written inside the definitions, and tells what none of them reaches."""

from typing import Annotated

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from cli.render import Cell, Column, Page, Said
from scheduler.rehearsal.coverage import KINDS, Coverage, Part, coverage
from scheduler.rehearsal.scenarios import Rehearsed, rehearse_all
from scheduler.views.scenarios import scenario_views
from workflows.calendar import builtin_calendar
from workflows.language.transitions import ANY_STAGE

WRONG = 3
FEW = 3  # of what is missing, without --missing
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Workflows; left out, all.")]
Cover = Annotated[
    int | None, typer.Option(min=0, max=100, help="Percent of the transitions that scenarios must take, else exit 3.")
]
Missing = Annotated[bool, typer.Option("--missing", help="Name all that no scenario reaches, not the first few.")]


def play(
    ctx: typer.Context, name: Names = None, cover: Cover = None, missing: Missing = False, as_json: AsJson = False
) -> None:
    """Play the scenarios inside the definitions; tell what none of them reaches. Exit 3 when one does not come true."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    names = list(dict.fromkeys(name or catalogue.workflows))
    played = {each: list(rehearse_all(catalogue, [each], builtin_calendar())) for each in names}
    found = {each: coverage(catalogue, each, [one.reached for one in played[each]]) for each in names}
    if as_json:
        print_json([row for each in names for row in scenario_views(each, played[each], found[each], asked.lang)])
    else:
        _show(played, found, asked, whole=missing)
    too_few = [each for each in names if found[each].of("transitions").percent < (cover or 0)]
    if too_few:
        asked.talk(_too_few(too_few, cover or 0, asked))
    if too_few or any(each.failures for several in played.values() for each in several):
        raise typer.Exit(WRONG)


def _too_few(names: list[str], least: int, asked: Asked) -> str:
    listing = ", ".join(names)
    return asked.pick(
        f"Minder dan {least} % van de overgangen: {listing}.", f"Under {least} % of transitions: {listing}."
    )


def _show(played: dict[str, list[Rehearsed]], found: dict[str, Coverage], asked: Asked, *, whole: bool) -> None:
    page = Page()
    for workflow, several in played.items():
        page.heading(workflow)
        for each in several:
            _show_scenario(each, page, asked)
        _show_coverage(found[workflow], page, asked, whole=whole)
    failed = sum(bool(each.failures) for several in played.values() for each in several)
    total = sum(map(len, played.values()))
    asked.talk(asked.pick(f"Scenario's: {total}; mislukt: {failed}.", f"Scenarios: {total}; failed: {failed}."))


def _show_scenario(each: Rehearsed, page: Page, asked: Asked) -> None:
    expected, was = asked.pick("verwacht", "expected"), asked.pick("werd", "was")
    tick = Said("✗", "late") if each.failures else Said("✓", "good")
    page.line(tick, each.scenario, Said(f"({each.variant})", "quiet"), indent=2)
    for failure in each.failures:
        page.line(Said(failure.what, "strong"), indent=4)
        rows: list[list[Cell]] = [
            [expected, asked.say(failure.expected)],
            [was, Said(asked.say(failure.was), "late")],
        ]
        page.table([Column(keeps=True), Column()], rows, indent=6)


def _show_coverage(found: Coverage, page: Page, asked: Asked, *, whole: bool) -> None:
    """Per kind how much is reached, and what is not."""
    labels = {
        "transitions": asked.pick("overgangen", "transitions"),
        "guards": asked.pick("voorwaarden", "guards"),
        "rungs": asked.pick("herinneringen", "reminders"),
        "outcomes": asked.pick("uitkomsten", "outcomes"),
    }
    rows: list[list[Cell]] = []
    for of, label in ((found.of(kind), labels[kind]) for kind in KINDS):
        share = Said(f"{of.percent} %", "mark" if of.missing else "good")
        rows.append([label, share, Said(f"{of.reached}/{len(of.parts)}", "quiet"), _never(of, asked, whole=whole)])
    page.table([Column(keeps=True), Column(keeps=True), Column(keeps=True), Column()], rows, indent=2)


def _never(of: Coverage, asked: Asked, *, whole: bool) -> str:
    """What is not reached: the first few, and how many more."""
    words = [_part_words(part, asked) for part in of.missing]
    shown = words if whole else words[:FEW]
    more = [f"… +{len(words) - len(shown)} (--missing)"] if len(shown) < len(words) else []
    return "; ".join([*shown, *more])


def _part_words(part: Part, asked: Asked) -> str:
    if part.kind == "transitions":
        trigger, source, to = part.names
        if source == ANY_STAGE:
            source = asked.pick("elk stadium", "any stage")
        return f"{trigger}: {source} → {to}"
    if part.kind == "guards":
        trigger, to, answer = part.names
        holds, refuses = asked.pick("gaat nooit op", "never holds"), asked.pick("houdt nooit tegen", "never refuses")
        return f"{trigger} → {to}: {holds if answer == 'holds' else refuses}"
    return " ".join(part.names)
