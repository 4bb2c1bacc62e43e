"""`python -m tests.bench`: measures the product beside its floors and prints the table."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench import (
    advance,
    claiming,
    dates,
    deciding,
    importing,
    loading,
    page,
    replaying,
    saying,
    starting,
    verifying,
    workers,
)
from tests.bench.rounds import Group, Result, measure, spin

GROUPS: dict[str, Callable[[], AbstractContextManager[Group]]] = {
    "decide": deciding.in_memory,
    "sqlite": advance.on_sqlite,
    "postgres": advance.on_postgres,
    "workers": workers.eight,
    "claim-sqlite": claiming.on_sqlite,
    "claim-postgres": claiming.on_postgres,
    "say-sqlite": saying.on_sqlite,
    "say-postgres": saying.on_postgres,
    "import-sqlite": importing.on_sqlite,
    "import-postgres": importing.on_postgres,
    "replay-all": replaying.everything,
    "verify": verifying.everything,
    "replay-6": replaying.one_of_six,
    "replay-100": replaying.one_of_hundred,
    "term": dates.terms,
    "definitions": loading.definitions,
    "help": starting.help_page,
    "show": starting.show,
}
FEWEST = 7


def main() -> int:
    asked = _arguments()
    started, load = time.perf_counter(), os.getloadavg()[0]
    results: list[Result] = []
    spins: list[float] = []
    for name in asked.only or GROUPS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        spins.append(spin())
        with GROUPS[name]() as group:
            results += measure(group, asked.rounds)
    document = page.as_json(results, asked.rounds, spins, time.perf_counter() - started, (load, os.getloadavg()[0]))
    print(page.table(results))
    for each in results:
        if each.profile:
            print(f"\n{each.group}: {each.name}\n{each.profile}")
    print(f"\n{asked.rounds} rounds in {document['took_seconds']:.0f} seconds")
    if asked.json:
        page.write_json(asked.json, document)
    if asked.page:
        path = Path(asked.page)
        path.write_text(page.renewed(path.read_text("utf-8"), results, document), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=f"{', '.join(GROUPS)}")
    parser.add_argument("--rounds", type=int, default=FEWEST, help=f"at least {FEWEST} for a result to keep")
    parser.add_argument("--json", metavar="FILE", help="also write the results as JSON")
    parser.add_argument("--page", metavar="FILE", help="also renew the table and profiles in this page")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
