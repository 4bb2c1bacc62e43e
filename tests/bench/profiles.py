"""Where the time of a missed goal went."""

import cProfile
import pstats
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

LINES = 12


def by_own_time(sample: Callable[[], object]) -> str:
    """The functions with the most time of their own, as a share of the whole."""
    profiler = cProfile.Profile()
    profiler.enable()
    sample()
    profiler.disable()
    stats = pstats.Stats(profiler)
    entries = stats.stats  # type: ignore[attr-defined]
    total = sum(entry[2] for entry in entries.values())
    ordered = sorted(entries.items(), key=lambda item: -item[1][2])[:LINES]
    lines = [f"{'own':>6} {'with':>6} {'calls':>9}  function"]
    for (file, line, function), (_, calls, own, cumulative, _) in ordered:
        where = f"{_short(file)}:{line} " if line else ""
        lines.append(f"{own / total:6.1%} {cumulative / total:6.1%} {calls:9,}  {where}{function}")
    return "\n".join(lines)


def by_import(command: list[str], environment: dict[str, str]) -> str:
    """The modules with the most time of their own while the command starts."""
    words = [sys.executable, "-X", "importtime", *command]
    said = subprocess.run(words, capture_output=True, text=True, env=environment).stderr
    found = [(int(own), name) for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", said)]
    packages: dict[str, int] = {}
    for own, name in found:
        packages[name.split(".")[0]] = packages.get(name.split(".")[0], 0) + own
    total = sum(packages.values())
    ordered = sorted(packages.items(), key=lambda item: -item[1])[:LINES]
    lines = [f"{'own':>8} {'share':>6}  package ({len(found)} modules, {total / 1000:.0f} ms of imports in all)"]
    lines += [f"{own / 1000:5.1f} ms {own / total:6.1%}  {name}" for name, own in ordered]
    return "\n".join(lines)


def _short(file: str) -> str:
    parts = Path(file).parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return "/".join(parts[-2:])
