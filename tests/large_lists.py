"""Lists of any length for tests of what comes in, with and without mistakes, and a database as it can be compared."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import create_engine, select, text

from cli.app import main
from trajectories.repository.tables import EVENT, PRIVATE, PROJECTIONS

TODAY = "2026-03-02T10:00"  # Monday
PLACES = ("westland", "leiden", "den_haag", "hillegom", "leidschendam_voorburg")
STAGES = ("koppeling", "bezichtiging", "regeldag", "coaching_vestiging", "maatschappelijke_begeleiding")
CLIENT_COLUMNS = ("ref", "name", "born", "gender", "nationality", "route", "household")
CASE_COLUMNS = ("ref", "workflow", "municipality", "stage", "since", "coordinator")
Row = list[str]

# Ten kinds of bad cells: the column, and what stands there.
BAD_CLIENTS = (
    (0, ""),
    (0, "t17"),
    (0, "111222333"),
    (1, "111222333"),
    (6, "111222333"),
    (2, "1990-02-31"),
    (2, "2031-05-31"),
    (3, "wife"),
    (4, "S1"),
    (5, "boat"),
)
BAD_CASES = (
    (0, "H-nobody"),
    (1, "vestigd"),
    (2, "atlantis"),
    (3, "nergens"),
    (4, "2031-05-31"),
    (4, "2026-02-31"),
    (5, "Nobody"),
    (1, ""),
    (4, ""),
    (2, ""),
)


def prepare(url: str) -> None:
    """An office in a sandbox, with one coordinator."""
    asked = ["--database", url, "--by", "Ada"]
    assert main([*asked, "--now", "2026-03-02T09:00", "init", "--sandbox"]) == 0
    assert main([*asked, "staff", "add", "Cora", "--role", "coordinator", "--email", "cora@example.org"]) == 0


def household(one: int) -> str:
    """Of three clients the first lives alone and the others together."""
    return f"H-{one if one % 3 == 0 else one - one % 3 + 1}"


def clients(count: int) -> list[Row]:
    found = []
    for one in range(count):
        name = "".join(chr(ord("a") + int(digit)) for digit in f"{one:06d}")
        born = date(1950, 1, 1) + timedelta(days=one * 37 % 20_000)
        found.append([f"C-{one}", f"{name.title()} Haddad", born.isoformat(), "mvx"[one % 3], "Syrisch", "asiel"])
        found[-1].append(household(one))
    return found


def cases(count: int) -> list[Row]:
    """Of the household of each of so many clients."""
    homes = list(dict.fromkeys(household(one) for one in range(count)))
    return [
        [home, "vestiging", PLACES[at % 5], STAGES[at % 5], f"2026-02-{at % 28 + 1:02d}", ("Cora", "cora")[at % 2]]
        for at, home in enumerate(homes)
    ]


class Spoilt(NamedTuple):
    """bad: the numbers of the rows that cannot be taken, the second line of the file being 2."""

    rows: list[Row]
    bad: set[int]


def spoilt(rows: list[Row], kinds: Iterable[tuple[int, str]], every: int = 100) -> Spoilt:
    """One row of each hundred has a bad cell, each kind in turn; whoever shares the household of one is bad too."""
    each_kind = list(kinds)
    found, bad = [list(row) for row in rows], set[int]()
    for turn, at in enumerate(range(0, len(rows), every)):
        place, text = each_kind[turn % len(each_kind)]
        found[at][place] = text
        bad.add(at + 2)
    if rows and len(rows[0]) == len(CLIENT_COLUMNS):
        homes = {found[number - 2][6] for number in bad}
        bad |= {at + 2 for at, row in enumerate(found) if row[6] in homes}
    return Spoilt(found, bad)


def written(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> Path:
    lines = (";".join(each) for each in [list(columns), *rows])
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def contents(url: str) -> dict[str, Any]:
    """All that a database holds, without what differs between two that say the same: where an event lies, its hash
    and instant, and under which name a private value is kept.
    """
    engine = create_engine(url)
    with engine.connect() as connection:
        private = {row.id: row.value for row in connection.execute(select(PRIVATE))}
        events = select(EVENT.c.stream, EVENT.c.version, EVENT.c.type, EVENT.c.occurred_on, EVENT.c.actor, EVENT.c.data)
        found: dict[str, Any] = {
            "event": sorted(
                (*row[:5], json.dumps(_plain(json.loads(row.data), private))) for row in connection.execute(events)
            )
        }
        for table in PROJECTIONS:
            rows = [[_plain(_read(value), private) for value in row] for row in connection.execute(select(table))]
            found[table.name] = sorted(map(json.dumps, rows))
    engine.dispose()
    return found


def _read(value: object) -> object:
    return json.loads(value) if isinstance(value, str) and value.startswith(("{", "[")) else value


def _plain(value: Any, private: dict[str, str]) -> Any:
    match value:
        case {"private": key}:
            return private[key]
        case dict():
            return {name: _plain(each, private) for name, each in value.items()}
        case list():
            return [_plain(each, private) for each in value]
        case _:
            return value


STOPPED = {
    "sqlite": ["CREATE TRIGGER stop BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'stop'); END"],
    "postgresql": [
        "CREATE FUNCTION stop() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'stop'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER stop BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION stop()",
    ],
}
FREED = {
    "sqlite": ["DROP TRIGGER stop"],
    "postgresql": ["DROP TRIGGER stop ON {table}", "DROP FUNCTION stop"],
}


def stop_at(url: str, table: str, when: str = "new.number > 450") -> Callable[[], None]:
    """From that row on nothing can be written to the table, as on a full disk, until what it gives is called."""
    _run(url, STOPPED, table, when)
    return lambda: _run(url, FREED, table, when)


def _run(url: str, statements: dict[str, list[str]], table: str, when: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements[engine.dialect.name]:
            connection.execute(text(each.format(table=table, when=when)))
    engine.dispose()
