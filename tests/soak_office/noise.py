"""How much a colleague gets: messages and lines a week."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from statistics import median, quantiles
from typing import NamedTuple

from tests.soak_office.office import Mail


class Noise(NamedTuple):
    """Of the weeks of colleagues: half had no more than the median, nine in ten no more than the other."""

    weeks: int
    messages: float
    messages_90: float
    lines: float
    lines_90: float


def noise(mails: Iterable[Mail], colleagues: Iterable[str], ticks: Iterable[date]) -> Noise:
    """Over all colleagues and all weeks, also those in which somebody got nothing. Empty lines do not count."""
    messages, lines = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for mail in mails:
        messages[mail.to, week(mail.day)] += 1
        lines[mail.to, week(mail.day)] += sum(bool(line.strip()) for line in mail.text.splitlines())
    weeks = [(to, each) for to in colleagues for each in sorted({week(day) for day in ticks})]
    said, long = [messages[each] for each in weeks], [lines[each] for each in weeks]
    return Noise(len(weeks), median(said), quantiles(said, n=10)[-1], median(long), quantiles(long, n=10)[-1])


def week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
