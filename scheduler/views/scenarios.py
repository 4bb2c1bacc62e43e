"""What the scenarios of a definition came to, as `workflow test` gives it."""

from typing import NamedTuple

from scheduler.rehearsal.coverage import KINDS, Coverage, Kind, Part
from scheduler.rehearsal.scenarios import Rehearsed
from workflows.describe.phrases import condition_words
from workflows.language.workflow import Workflow
from workflows.words import Lang

PART_KEYS = {
    "transitions": ("trigger", "from", "to"),
    "guards": ("trigger", "to", "never"),
    "rungs": ("deadline", "rung"),
    "outcomes": ("outcome",),
}


class FailureView(NamedTuple):
    what: str
    expected: str
    was: str


class CoverageView(NamedTuple):
    """missing: what no scenario reaches, by the names that its kind has, and when it would be."""

    percent: int
    reached: int
    of: int
    missing: list[dict[str, str]]


class ScenarioView(NamedTuple):
    """coverage: of its workflow, by kind. scenario: None where a workflow has none."""

    workflow: str
    variant: str
    scenario: str | None
    ok: bool
    failures: list[FailureView]
    coverage: dict[Kind, CoverageView]


def scenario_views(name: str, played: list[Rehearsed], found: Coverage, lang: Lang) -> list[ScenarioView]:
    covered = {kind: _covered(kind, found, lang) for kind in KINDS}
    views = [
        ScenarioView(
            each.workflow,
            each.variant,
            each.scenario,
            not each.failures,
            [FailureView(one.what, one.expected.say(lang), one.was.say(lang)) for one in each.failures],
            covered,
        )
        for each in played
    ]
    return views or [ScenarioView(name, "base", None, True, [], covered)]


def _covered(kind: Kind, found: Coverage, lang: Lang) -> CoverageView:
    of = found.of(kind)
    return CoverageView(
        of.percent, of.reached, len(of.parts), [_part(each, found.workflow, lang) for each in of.missing]
    )


def _part(part: Part, workflow: Workflow, lang: Lang) -> dict[str, str]:
    named = dict(zip(PART_KEYS[part.kind], part.names, strict=True))
    return named | ({"when": condition_words(part.when, workflow).say(lang)} if part.when else {})
