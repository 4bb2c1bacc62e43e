"""What changed between two versions of a workflow: in words, as data, and as one coloured diagram of both."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, NamedTuple

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.render import Column, Page, Said, Tone
from cli.workflow import diff_clients
from cli.workflow.named_definition import Cohort, Definition, Named, find_named
from cli.workflow.variant import FormatName
from trajectories.clock import utc_now
from trajectories.local_time import local_day
from trajectories.views.migration import ComparedView, DiffView, VariationView
from workflows.catalogue.place_names import place_name
from workflows.describe.diagram import changed_diagram
from workflows.describe.diff import differences
from workflows.describe.difference import SECTIONS, Difference
from workflows.documents import ABSENT
from workflows.errors import DefinitionError
from workflows.typed_words import meant
from workflows.views.definitions import DifferenceView, difference_view
from workflows.words import Lang, Words

WHICH = "A definition file, the NAME of a workflow, or NAME@VERSION as the database keeps it."

Before = Annotated[str, typer.Argument(metavar="A", help=WHICH)]
After = Annotated[str, typer.Argument(metavar="B", help="The same, to compare it with.")]
Municipality = Annotated[str, typer.Option(help="Compare the variants of this municipality; 'any' for none.")]
Intake = Annotated[str | None, typer.Option(help="Day of intake, which picks the cohort; default today.")]
Diagram = Annotated[FormatName | None, typer.Option("--diagram", help="One diagram of both, in colours and signs.")]


class Compared(NamedTuple):
    """Two definitions as they apply, and all that differs."""

    before: Definition
    after: Definition
    differences: list[Difference]


class Variation(NamedTuple):
    """What a variant makes of the change. also: only there; not_here: of the base only; problems: it no longer fits."""

    cohort: Cohort
    also: list[Difference]
    not_here: list[Difference]
    problems: tuple[DefinitionError, ...] = ()

    @property
    def is_worth_telling(self) -> bool:
        return bool(self.also or self.not_here or self.problems)


def diff(
    ctx: typer.Context,
    before: Before,
    after: After,
    municipality: Municipality = "any",
    intake: Intake = None,
    drawn: Diagram = None,
    clients: Annotated[
        bool, typer.Option("--clients", help="Also what it would do to every running trajectory under A.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What changed between two versions of a workflow, in words or as a coloured diagram."""
    asked: Asked = ctx.obj
    old, new = find_named(asked, before), find_named(asked, after)
    places = {each: place_name(each) for each in catalogue_of(asked).municipalities}
    municipality = meant(municipality, places) or municipality
    compared = compare(old, new, municipality, _intake(intake))
    if drawn and not as_json:
        return typer.echo(_diagram(compared, asked, drawn), nl=False)
    variations = _variations(old, new, compared) if municipality == "any" else []
    if as_json:
        view = diff_view(old, new, compared, variations, asked, drawn)
        return print_json(view._replace(clients=diff_clients.clients_views(asked, old, new)) if clients else view)
    _show(compared, variations, asked)
    if clients:
        diff_clients.show_clients(asked, old, new)


def _intake(text: str | None) -> date:
    return maybe_day(text, "--intake") or local_day(utc_now())


def _diagram(compared: Compared, asked: Asked, drawn: FormatName) -> str:
    return changed_diagram(compared.before.workflow, compared.after.workflow, asked.lang, drawn.value)


# Comparing


def compare(old: Named, new: Named, municipality: str, intake_on: date) -> Compared:
    """As they apply to a municipality and a day of intake; `any` compares base with base."""
    before, after = old.of(municipality, intake_on), new.of(municipality, intake_on)
    return _compared(before, after, with_scenarios="database" not in (old.origin, new.origin))


def _compared(before: Definition, after: Definition, *, with_scenarios: bool) -> Compared:
    one, other = before.workflow, after.workflow
    if not with_scenarios:
        one, other = (each.model_copy(update={"scenarios": ()}) for each in (one, other))
    return Compared(before, after, differences(one, other))


def _variations(old: Named, new: Named, base: Compared) -> list[Variation]:
    """Every variant that both have, where it differs from what the base does."""
    both = [cohort for cohort in new.variants if cohort in old.variants]
    found = [_variation(cohort, old, new, base) for cohort in both]
    return [each for each in found if each.is_worth_telling]


def _variation(cohort: Cohort, old: Named, new: Named, base: Compared) -> Variation:
    try:
        before, after = old.variants[cohort](), new.variants[cohort]()
    except DefinitionError as error:
        return Variation(cohort, [], [], (error,))
    own = _telling(_compared(before, after, with_scenarios=False).differences)
    of_base = _telling(base.differences)
    return Variation(cohort, _without(own, of_base), _without(of_base, own))


def _telling(found: Iterable[Difference]) -> list[Difference]:
    """Versions are numbered apart, and scenarios stand in the base only."""
    return [each for each in found if each.what != "scenario" and each.kind != "workflow_version_changed"]


def _without(several: list[Difference], others: list[Difference]) -> list[Difference]:
    known = {_key(each) for each in others}
    return [each for each in several if _key(each) not in known]


def _key(each: Difference) -> str:
    return repr((each.kind, each.name, each.before, each.after))


# As data


def diff_view(
    old: Named, new: Named, compared: Compared, variations: list[Variation], asked: Asked, drawn: FormatName | None
) -> DiffView:
    return DiffView(
        before=_compared_view(old, compared.before),
        after=_compared_view(new, compared.after),
        differences=_differences(compared.differences, asked.lang),
        variants=[_variation_view(each, asked.lang) for each in variations],
        diagram=_diagram(compared, asked, drawn) if drawn else ABSENT,
    )


def _compared_view(named: Named, definition: Definition) -> ComparedView:
    of = definition.workflow
    return ComparedView(
        named.asked, named.origin, of.workflow, of.version, of.variant, of.municipality, definition.hash
    )


def _variation_view(each: Variation, lang: Lang) -> VariationView:
    return VariationView(
        municipality=each.cohort.municipality,
        variant=each.cohort.variant,
        also=_differences(each.also, lang),
        not_here=_differences(each.not_here, lang),
        problems=[problem.say(lang) for error in each.problems for problem in error.problems],
    )


def _differences(found: Iterable[Difference], lang: Lang) -> list[DifferenceView]:
    return [difference_view(each, lang) for each in found]


# For people


TONES: dict[str, Tone] = {"+": "good", "-": "late", "~": "soon"}


def _show(compared: Compared, variations: list[Variation], asked: Asked) -> None:
    page = Page()
    before, after = compared.before.workflow, compared.after.workflow
    page.title(f"{before.workflow} {before.version} → {after.workflow} {after.version} · {after.variant}")
    if compared.differences:
        _show_sections(compared.differences, page, asked)
        _show_counts(compared.differences, page, asked)
    else:
        page.line(asked.pick("Geen verschillen.", "No differences."))
    for each in variations:
        page.gap()
        page.title(f"{each.cohort.municipality} · {each.cohort.variant}")
        _show_variation(each, page, asked)


def _show_counts(found: Sequence[Difference], page: Page, asked: Asked) -> None:
    added, removed, changed = (sum(each.sign == sign for each in found) for sign in TONES)
    page.gap()
    nl = f"+ {added} erbij, - {removed} weg, ~ {changed} anders"
    page.line(Said(asked.pick(nl, f"+ {added} added, - {removed} removed, ~ {changed} changed"), "quiet"))


def _show_variation(each: Variation, page: Page, asked: Asked) -> None:
    if each.problems:
        page.line(Said(asked.pick("Past niet meer op de basis:", "No longer fits its base:"), "late"))
        page.listing(problem.say(asked.lang) for error in each.problems for problem in error.problems)
    if each.also:
        page.line(Said(asked.pick("Hier verandert ook:", "Here changes too:"), "quiet"))
        _show_sections(each.also, page, asked)
    if each.not_here:
        page.line(Said(asked.pick("Hier verandert niet:", "Here does not change:"), "quiet"))
        page.listing(asked.say(one.text) for one in each.not_here)


def _show_sections(found: Sequence[Difference], page: Page, asked: Asked) -> None:
    for section in dict.fromkeys(each.section for each in found):
        page.gap()
        page.heading(asked.say(SECTIONS.get(section, Words(section))))
        inside = [each for each in found if each.section == section]
        for owner in dict.fromkeys(each.owner for each in inside):
            _show_thing([each for each in inside if each.owner == owner], page, asked)


def _show_thing(found: Sequence[Difference], page: Page, asked: Asked) -> None:
    """A line for the thing when that is all; else its name, and each change under it."""
    if len(found) == 1:
        return _show_change(found[0], asked.say(found[0].text), page, 2)
    page.line(Said(asked.say(found[0].subject), "strong"), indent=2)
    for each in found:
        _show_change(each, asked.say(each.detail), page, 4)


def _show_change(each: Difference, text: str, page: Page, indent: int) -> None:
    tone = TONES[each.sign]
    page.table([Column(keeps=True), Column()], [[Said(each.sign, tone), Said(text, tone)]], indent)
