"""The register of rules: what the definitions rest on, and how sure we are of it."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from itertools import groupby
from typing import Annotated

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson, maybe_day
from cli.render import Cell, Column, Page, Said
from cli.workflow.sources_law import show_law
from workflows.catalogue.resolve import Selection
from workflows.describe.phrases import effect_words
from workflows.describe.rule_register import VERIFIED, Entry, register
from workflows.errors import NotFound, UsageError
from workflows.language.workflow import Workflow
from workflows.views.definitions import source_view
from workflows.words import Words

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Workflows; left out, all.")]
Rule = Annotated[str, typer.Option(help="Only this rule, such as N1.")]


Law = Annotated[bool, typer.Option(help="What they say of the law, with how many running cases rest on each.")]
Since = Annotated[str, typer.Option(metavar="D", help="With --law: only what holds on this day or later.")]


def sources(
    ctx: typer.Context,
    name: Names = None,
    rule: Rule = "",
    law: Law = False,
    since: Since = "",
    as_json: AsJson = False,
) -> None:
    """The register of rules: term, law and article, validity, how sure we are of it, and where it is used."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    names = list(dict.fromkeys(name or catalogue.workflows))
    found = register([_family(catalogue, each) for each in names])
    if rule:
        found = _only(found, rule)
    if since and not law:
        raise UsageError(Words("--since hoort bij --law", "--since belongs to --law"))
    if law:
        bases = [catalogue.resolve(each, "any", date.max).workflow for each in names]
        return show_law(asked, bases, rule, maybe_day(since or None, "--since"), as_json=as_json)
    if as_json:
        return print_json([source_view(each, asked.lang) for each in found])
    _show_register(found, asked)


def _family(catalogue: Selection, name: str) -> tuple[Workflow, list[Workflow]]:
    variants = [
        catalogue.resolve(name, municipality, each.intake_from or each.intake_until or date.max).workflow
        for municipality, each in catalogue.variants(name)
    ]
    return catalogue.resolve(name, "any", date.max).workflow, variants


def _only(found: list[Entry], rule: str) -> list[Entry]:
    """Raises NotFound with the nearest rule."""

    kept = [each for each in found if each.rule.lower() == rule.lower()]
    if kept:
        return kept
    near = get_close_matches(rule.upper(), dict.fromkeys(each.rule for each in found), 3, cutoff=0)
    nl, en = ", ".join(near), ", ".join(near)
    raise NotFound(Words(f"Er is geen regel ‘{rule}’; wel {nl}.", f"There is no rule '{rule}'; there are {en}."))


def _show_register(found: Sequence[Entry], asked: Asked) -> None:
    """A block for each rule, with a row for each of its versions and for each variant that reads otherwise."""
    page = Page()
    for _, several in groupby(found, key=lambda each: (each.rule, each.workflow, each.name)):
        _show_rule(list(several), page, asked)
        page.gap()
    page.line(Said(_counted(found, asked), "strong"))


def _show_rule(entries: list[Entry], page: Page, asked: Asked) -> None:
    first = entries[0]
    used_in = Said(f"({first.workflow}/{first.name})", "quiet")
    page.line(Said(f"{first.rule} · {asked.say(first.label)}", "strong"), used_in)
    if about := _about(first, asked):
        page.line(about, indent=2)
    if changed := list(dict.fromkeys(name for each in entries for name in each.changed_by)):
        page.line(Said(asked.pick("anders bij", "otherwise in"), "quiet"), ", ".join(changed), indent=2)
    columns = [Column(keeps=True), Column(), Column(), Column(keeps=True)]
    page.table(columns, [_row(each, first, asked) for each in entries])
    for url in dict.fromkeys(each.source.url for each in entries if each.source.url):
        page.command(url, indent=4)


def _about(entry: Entry, asked: Asked) -> str:
    if entry.counted_from is None:
        return asked.pick("een regel zonder eigen termijn", "a rule without a term of its own")
    parts = [
        f"{asked.pick('gerekend vanaf', 'counted from')} {asked.say(entry.counted_from)}",
        asked.say(effect_words(entry.legal, opens=entry.opens)),
    ]
    if entry.version_key:
        same = entry.version_key == entry.counted_from
        by = asked.pick("die dag", "that day") if same else asked.say(entry.version_key)
        parts.append(f"{asked.pick('versie naar', 'version by')} {by}")
    if entry.opens:
        parts.append(asked.pick("de dag waarop iets kan beginnen", "the day from which something may be done"))
    if entry.when:
        parts.append(asked.pick("alleen waar ", "only where ") + asked.say(entry.when))
    if entry.ladder:
        parts.append(f"{asked.pick('herinnert', 'reminds')} {entry.ladder}")
    return "; ".join(parts)


def _row(entry: Entry, first: Entry, asked: Asked) -> list[Cell]:
    """Term, law and certainty; what it is counted from where that is not as said above."""
    term = asked.say(entry.term) if entry.term else ""
    if entry.counted_from and entry.counted_from != first.counted_from:
        term = f"{term}, {asked.pick('vanaf', 'from')} {asked.say(entry.counted_from)}"
    return [
        _valid(entry, asked),
        Said(term, "strong"),
        _source(entry, asked),
        Said(
            _certainty(entry, asked),
            "mark" if entry.certainty == "unverified" else "good" if entry.is_verified else "plain",
        ),
    ]


def _valid(entry: Entry, asked: Asked) -> str:
    if entry.variant != "base":
        return entry.variant
    if entry.from_ and entry.until:
        return f"{entry.from_} – {entry.until}"
    if entry.from_:
        return asked.pick(f"vanaf {entry.from_}", f"from {entry.from_}")
    return asked.pick(f"t/m {entry.until}", f"until {entry.until}") if entry.until else asked.pick("altijd", "always")


def _source(entry: Entry, asked: Asked) -> str:
    text_of = entry.source.text_of
    read = asked.pick(f" (tekst van {text_of})", f" (text of {text_of})") if text_of else ""
    return f"{entry.source.ref or '–'}{read}"


def _certainty(entry: Entry, asked: Asked) -> str:
    return asked.say(VERIFIED[entry.certainty])


def _counted(found: Sequence[Entry], asked: Asked) -> str:
    """How many are verified and how many not, by what each rests on."""
    verified = sum(each.is_verified for each in found)
    rest = ", ".join(
        f"{amount} {asked.say(words)}"
        for certainty, words in VERIFIED.items()
        if certainty != "law" and (amount := sum(each.certainty == certainty for each in found))
    )
    total, others = len(found), len(found) - verified
    return asked.pick(
        f"{total} {'regel' if total == 1 else 'regels'}: {verified} nagezien in de wet, {others} niet"
        + (f" ({rest})." if rest else "."),
        f"{total} {'rule' if total == 1 else 'rules'}: {verified} verified in the law, {others} not"
        + (f" ({rest})." if rest else "."),
    )
