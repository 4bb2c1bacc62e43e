"""The health of the scheduler, as `doctor` gives it."""

from collections.abc import Sequence
from typing import NamedTuple

from scheduler.health.doctor import exit_code
from scheduler.health.finding import HealthFinding
from scheduler.health.snapshot import HealthFigures, Snapshot, as_figures
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
    figures: HealthFigures


def doctor_view(found: Sequence[HealthFinding], seen: Snapshot, lang: Lang) -> DoctorView:
    return DoctorView(exit_code(found) == 0, [_finding(each, lang) for each in found], as_figures(seen))


def _finding(finding: HealthFinding, lang: Lang) -> FindingView:
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
