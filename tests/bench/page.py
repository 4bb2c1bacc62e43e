"""The results as a table, as JSON, and as the page docs/performance.md."""

import datetime
import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench.rounds import Result
from tests.postgres import NoPostgres, find_binaries

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine() -> dict[str, str]:
    try:
        postgres = str(find_binaries())
    except NoPostgres:
        postgres = "no PostgreSQL"
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": f"{os.cpu_count()} × {_processor()}",
        "system": f"{platform.system()} {platform.machine()}",
        "software": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {postgres}",
    }


def table(results: list[Result]) -> str:
    """For a terminal."""
    lines = [f"{'work':36} {'way':54} {'time':>10} {'ratio':>6} {'min–max':>13} {'cpu':>6} {'goal':>5}"]
    for each in results:
        spread = f"{min(each.ratios):.2f}–{max(each.ratios):.2f}"
        goal = f"{each.goal:g}×" if each.goal else ""
        verdict = "" if each.goal is None else "missed" if each.is_missed else "met"
        time = _time(median(each.seconds))
        ratios = f"{each.ratio:6.2f} {spread:>13} {each.cpu_ratio:6.2f} {goal:>5} {verdict}"
        lines.append(f"{each.group:36} {each.name:54} {time:>10} {ratios}".rstrip())
    return "\n".join(lines)


def as_json(
    results: list[Result], rounds: int, spins: list[float], seconds: float, load: tuple[float, float]
) -> dict[str, Any]:
    return {
        "machine": machine(),
        "rounds": rounds,
        "load": load,
        "took_seconds": round(seconds, 1),
        "calibration_ms": {"min": min(spins), "median": median(spins), "max": max(spins)},
        "rows": [
            {
                "work": each.group,
                "way": each.name,
                "unit": each.unit,
                "seconds": median(each.seconds),
                "floor": each.floor,
                "ratio": each.ratio,
                "ratio_min": min(each.ratios),
                "ratio_max": max(each.ratios),
                "cpu_ratio": each.cpu_ratio,
                "goal": each.goal,
                "met": None if each.goal is None else not each.is_missed,
                "profile": each.profile,
            }
            for each in results
        ],
    }


def write_json(path: str, document: dict[str, Any]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=2)


def renewed(text: str, results: list[Result], document: dict[str, Any]) -> str:
    """The page with what was measured in its place; what people wrote around it stays."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", "", *_measured(results, document), "", f"{END}{after}"])


def _measured(results: list[Result], document: dict[str, Any]) -> Iterator[str]:
    calibration, (before, after) = document["calibration_ms"], document["load"]
    yield f"Measured on {document['machine']['date']}: {document['machine']['processor']}, "
    yield f"{document['machine']['system']}; {document['machine']['software']}. {document['rounds']} rounds in "
    yield f"{document['took_seconds']:.0f} seconds. How busy the machine was: load {before:.1f} before and "
    yield f"{after:.1f} after; the calibration loop took {calibration['min']:.0f} to "
    yield f"{calibration['max']:.0f} ms."
    yield ""
    yield "| work | way | time | ratio | min–max | goal | | ratio of processor time |"
    yield "|---|---|---:|---:|---:|---:|---|---:|"
    for each in results:
        spread = f"{min(each.ratios):.2f}–{max(each.ratios):.2f}"
        goal = f"{each.goal:g}" if each.goal else ""
        verdict = "" if each.goal is None else "**missed**" if each.is_missed else "met"
        time = f"{_time(median(each.seconds))} per {each.unit}"
        ratios = f"{each.ratio:.2f} | {spread} | {goal} | {verdict} | {each.cpu_ratio:.2f}"
        yield f"| {each.group} | {each.name} | {time} | {ratios} |"
    for each in results:
        if each.profile:
            yield ""
            yield f"**{each.group}: {each.name}**, {each.ratio:.2f} where {each.goal:g} is the goal:"
            yield ""
            yield "```text"
            yield each.profile
            yield "```"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
