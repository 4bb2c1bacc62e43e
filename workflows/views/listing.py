"""Every workflow, as `workflow list` gives it."""

from collections import Counter
from datetime import date
from typing import NamedTuple, get_args

from workflows.catalogue.resolve import Selection
from workflows.language.deadlines import DeadlineRule
from workflows.language.names import Certainty
from workflows.language.workflow import Workflow
from workflows.views.certainty import as_in_version, certainty_of
from workflows.words import Lang


class VariantView(NamedTuple):
    """What a municipality agreed otherwise, for clients who came from intake_from until intake_until."""

    variant: str
    municipality: str
    intake_from: date | None
    intake_until: date | None
    version: int


class ListedView(NamedTuple):
    """opens_from, opens_until: when clients are taken in. certainty: how many deadlines are how sure."""

    workflow: str
    label: str
    subject: str
    version: int
    programmes: list[int]
    opens_from: date | None
    opens_until: date | None
    variants: list[VariantView]
    certainty: dict[Certainty, int]


def listed_view(catalogue: Selection, name: str, lang: Lang) -> ListedView:
    workflow = catalogue.resolve(name, "any", date.max).workflow
    return ListedView(
        workflow=name,
        label=workflow.label.say(lang),
        subject=workflow.subject,
        version=workflow.version,
        programmes=list(workflow.programmes),
        opens_from=workflow.opens_from,
        opens_until=workflow.opens_until,
        variants=[
            VariantView(each.id, municipality, each.intake_from, each.intake_until, each.version)
            for municipality, each in catalogue.variants(name)
        ],
        certainty=dict(sorted(Counter(_worst(rule, workflow) for rule in workflow.deadlines.values()).items())),
    )


def _worst(rule: DeadlineRule, workflow: Workflow) -> Certainty:
    """The least certain of all that the rule says in its versions."""
    readings = [rule.model_copy(update=as_in_version(rule, each)) for each in rule.versions]
    if rule.source or rule.certainty or not readings:
        readings.append(rule)
    return max((certainty_of(each, workflow) for each in readings), key=get_args(Certainty).index)
