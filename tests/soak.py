"""`python -m tests.soak`: the long runs, and a table of what came of them.

--page FILE renews the table in that page. Other arguments go to pytest.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.page import machine

BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"


class Kept:
    """Collects what each test came to. A test tells figures with `record_property`."""

    def __init__(self) -> None:
        self.reports: dict[str, list[pytest.TestReport]] = {}
        self.told: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            self.reports.setdefault(_test(report.nodeid), []).append(report)


def _test(nodeid: str) -> str:
    """A test with all its parameters is one row."""
    return nodeid.partition("[")[0]


def table(kept: Kept) -> Iterator[str]:
    yield "| what ran | runs | took | came to | figures |"
    yield "|---|---:|---:|---|---|"
    for name, reports in sorted(kept.reports.items()):
        file, _, test = name.rpartition("::")
        failed = sum(not each.passed for each in reports)
        took = sum(each.duration for each in reports)
        came_to = f"**{failed} failed**" if failed else "passed"
        what = f"{test.removeprefix('test_').replace('_', ' ')} (`{file}`)"
        yield f"| {what} | {len(reports)} | {_minutes(took)} | {came_to} | {_figures(reports)} |"


def _figures(reports: list[pytest.TestReport]) -> str:
    """Added up over the runs of a test."""
    found: dict[str, Any] = {}
    for report in reports:
        for name, value in report.user_properties:
            found[name] = found[name] + value if isinstance(value, int) and name in found else value
    return ", ".join(f"{value} {name}" for name, value in found.items())


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def renewed(text: str, lines: list[str]) -> str:
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", "", *lines, "", f"{END}{after}"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--page", metavar="FILE", help="renew the table in this page")
    asked, further = parser.parse_known_args()
    kept, started = Kept(), time.monotonic()
    code = pytest.main(["-m", "soak", *further], plugins=[kept])
    here = machine()
    lines = [
        f"Run on {here['date']}: {here['processor']}, {here['system']}; {here['software']}.",
        f"{sum(map(len, kept.reports.values()))} runs in {_minutes(time.monotonic() - started)}.",
        "",
        *table(kept),
    ]
    print("\n".join(lines))
    if asked.page:
        page = Path(asked.page)
        page.write_text(renewed(page.read_text("utf-8"), lines), "utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
