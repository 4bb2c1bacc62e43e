"""`traject workflow list`: every workflow, and what municipalities agreed otherwise."""

from collections import Counter
from datetime import date
from typing import Any, get_args

import typer

from cli.asked import Asked
from cli.definitions import catalogue_of
from cli.json_document import print_json
from cli.options import AsJson
from cli.render import Column, Page, Said
from cli.workflow.certainty import as_in_version, certainty_of
from workflows.catalogue.resolve import Selection
from workflows.describe.phrases import (
    opening_words,
)
from workflows.describe.rule_register import VERIFIED
from workflows.language.model import (
    Certainty,
    DeadlineRule,
    Workflow,
)
from workflows.words import Lang


def list_workflows(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every workflow, and what municipalities agreed otherwise."""
    asked: Asked = ctx.obj
    catalogue = catalogue_of(asked)
    listing = [_listed(catalogue, name, asked.lang) for name in catalogue.workflows]
    if as_json:
        return print_json(listing)
    page = Page()
    for each in listing:
        page.line(Said(each["workflow"], "strong"), f"{each['version']} · {each['label']}")
        if each["programmes"]:
            rows_followed = ", ".join(map(str, each["programmes"]))
            page.line(Said(f"{asked.pick('programma', 'programme')} {rows_followed}", "quiet"), indent=2)
        if opening := opening_words(each["opens_from"], each["opens_until"]):
            page.line(asked.say(opening), indent=2)
        rows = [[v["municipality"], v["variant"], Said(_cohort(v, asked), "quiet")] for v in each["variants"]]
        page.table([Column(keeps=True), Column(keeps=True), Column()], rows)
        certainty = ", ".join(f"{count} {asked.say(VERIFIED[word])}" for word, count in each["certainty"].items())
        if certainty:
            page.line(Said(f"{asked.pick('termijnen', 'deadlines')}: {certainty}", "quiet"), indent=2)
        page.gap()


def _listed(catalogue: Selection, name: str, lang: Lang) -> dict[str, Any]:
    workflow = catalogue.resolve(name, "any", date.max).workflow
    return {
        "workflow": name,
        "label": workflow.label.say(lang),
        "subject": workflow.subject,
        "version": workflow.version,
        "programmes": list(workflow.programmes),
        "opens_from": workflow.opens_from.isoformat() if workflow.opens_from else None,
        "opens_until": workflow.opens_until.isoformat() if workflow.opens_until else None,
        "variants": [
            {
                "variant": each.id,
                "municipality": municipality,
                "intake_from": each.intake_from.isoformat() if each.intake_from else None,
                "intake_until": each.intake_until.isoformat() if each.intake_until else None,
                "version": each.version,
            }
            for municipality, each in catalogue.variants(name)
        ],
        "certainty": dict(sorted(Counter(_worst(rule, workflow) for rule in workflow.deadlines.values()).items())),
    }


def _worst(rule: DeadlineRule, workflow: Workflow) -> str:
    """The least certain of all that the rule says in its versions."""

    readings = [rule.model_copy(update=as_in_version(rule, each)) for each in rule.versions]
    if rule.source or rule.certainty or not readings:
        readings.append(rule)
    return max((certainty_of(each, workflow) for each in readings), key=get_args(Certainty).index)


def _cohort(variant: dict[str, Any], asked: Asked) -> str:
    first, last = variant["intake_from"], variant["intake_until"]
    parts = [asked.pick(f"intake vanaf {first}", f"intake from {first}")] if first else []
    parts += [asked.pick(f"intake tot en met {last}", f"intake until {last}")] if last else []
    return ", ".join(parts)
