"""The health of the scheduler, as `doctor` gives it."""

from typing import NamedTuple

from scheduler.health.finding import HealthFinding
from workflows.words import Lang


class FindingView(NamedTuple):
    """count: of how many; examples: some of them. sure: certain or likely. commands: what mends it."""

    code: str
    severity: str
    sure: str
    count_: int
    text: str
    todo: str
    commands: list[str]
    examples: list[str]


class DoctorView(NamedTuple):
    """figures: what monitoring wants."""

    ok: bool
    findings: list[FindingView]
    figures: dict[str, object]


def finding_view(finding: HealthFinding, lang: Lang) -> FindingView:
    return FindingView(
        code=finding.code,
        severity=finding.severity,
        sure=finding.sure,
        count_=finding.amount,
        text=finding.text.say(lang),
        todo=finding.todo.say(lang),
        commands=list(finding.commands),
        examples=list(finding.examples),
    )
