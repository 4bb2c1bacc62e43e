"""The floors of the house, read from the real import statements: what may import what, and who owns which library."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, wraps
from pathlib import Path

import pytest

from cli.commands import TABLE, Group

ROOT = Path(__file__).parent.parent

BELOW: dict[str, set[str]] = {
    "workflows": set(),
    "trajectories": {"workflows"},
    "scheduler": {"trajectories", "workflows"},
    "cli": {"scheduler", "trajectories", "workflows"},
}

TABLES_AND_READERS = (
    "trajectories/repository/*",
    "trajectories/people/*",
    "trajectories/projections/*",
    "trajectories/views/board.py",
    "trajectories/audit/*",
    "trajectories/schema/*",
    "trajectories/service/migrate.py",
    "trajectories/service/staff_changes.py",
    "scheduler/outbox/*",
    "scheduler/health/queries.py",
)
OWNERS: dict[str, tuple[str, ...]] = {
    "alembic": ("trajectories/schema/*",),
    "apscheduler": ("scheduler/sending/daemon.py",),
    "dateutil": ("workflows/calendar_edition.py",),
    "icalendar": ("scheduler/messages/calendar_feed.py",),
    "platformdirs": ("cli/*", "trajectories/settings.py"),
    "psycopg": ("trajectories/repository/why_not_connected.py", "trajectories/repository/round_trips.py"),
    "pydantic": ("workflows/*",),
    "pydantic_core": ("workflows/language/kinds.py",),
    "python_calamine": ("trajectories/imports/workbook.py",),
    "rich": ("cli/*",),
    "ruamel": ("workflows/format/yaml_loader.py",),
    "smtplib": ("scheduler/sending/conversation.py",),
    "sqlalchemy": TABLES_AND_READERS,
    "sqlmodel": TABLES_AND_READERS,
    "transitions": ("workflows/machine/state_machine.py",),
    "typer": ("cli/*",),
    "xlsxwriter": ("trajectories/imports/rejects.py",),
}

CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
}
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "base", "manager", "core"}
SLOW_TO_IMPORT = {
    "sqlalchemy",
    "sqlmodel",
    "apscheduler",
    "alembic",
    "ruamel",
    "icalendar",
    "python_calamine",
    "xlsxwriter",
}

# In two halves, so that this file does not hold what it forbids.
FORBIDDEN_TEXTS = [
    "../" + "shared",
    "/work/" + "shared",
    "domain" + ".md",
    "design" + ".md",
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "crates" + ".io",
    "proxy.golang" + ".org",
]


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, and the line that says so."""

    name: str
    line: int
    inside_function: bool


@cache
def sources() -> list[Path]:
    return sorted(path.relative_to(ROOT) for package in BELOW for path in (ROOT / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path) -> list[Import]:
    return list(walk_imports(tree(path), inside_function=False))


def walk_imports(node: ast.AST, *, inside_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, inside_function) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"line {child.lineno}: a relative import; write the whole name"
            for alias in child.names:
                yield Import(f"{child.module}.{alias.name}", child.lineno, inside_function)
        else:
            deeper = inside_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from walk_imports(child, inside_function=deeper)


def package_of(name: str) -> str:
    return name.split(".")[0]


def file_of(name: str) -> Path | None:
    """The file of ours that `name`, a module or something inside one, comes from."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        stem = Path(*parts[:length])
        for candidate in (stem.with_suffix(".py"), stem / "__init__.py"):
            if (ROOT / candidate).is_file():
                return candidate
    return None


def is_owner(path: Path, library: str) -> bool:
    return any(fnmatch(path.as_posix(), pattern) for pattern in OWNERS[library])


def over_every_source(offences: Callable[[Path], Iterable[object]]) -> Callable[[], None]:
    """One test over all files, as a test for each of five hundred costs more than what it looks at."""

    @wraps(offences)
    def test() -> None:
        assert {} == {str(path): found for path in sources() if (found := list(offences(path)))}

    del test.__wrapped__  # else pytest asks for the path as a fixture
    return test


@over_every_source
def test_imports_point_down(path: Path) -> list[Import]:
    allowed = BELOW[path.parts[0]] | {path.parts[0]}

    return [each for each in imports(path) if package_of(each.name) in BELOW and package_of(each.name) not in allowed]


def test_no_file_imports_itself_round_a_corner() -> None:
    graph = {path: {file_of(each.name) for each in imports(path)} - {None, path} for path in sources()}

    assert [] == cycle(graph)


def cycle(graph: dict[Path, set[Path | None]]) -> list[Path]:
    """Files that import one another in a ring; empty when there is none."""
    done: set[Path] = set()

    def follow(path: Path, trail: list[Path]) -> list[Path]:
        if path in trail:
            return [*trail[trail.index(path) :], path]
        if path in done:
            return []
        for target in sorted(filter(None, graph.get(path, set()))):
            if found := follow(target, [*trail, path]):
                return found
        done.add(path)
        return []

    return next((found for path in sorted(graph) if (found := follow(path, []))), [])


@over_every_source
def test_no_import_inside_a_function(path: Path) -> list[Import]:
    """But for the start, which first looks whether the packages are ours, and asks the metadata only when not."""
    return [each for each in imports(path) if each.inside_function and path != Path("cli/start.py")]


@over_every_source
def test_a_library_is_imported_by_its_owners_only(path: Path) -> list[Import]:
    return [
        each for each in imports(path) if package_of(each.name) in OWNERS and not is_owner(path, package_of(each.name))
    ]


@over_every_source
def test_every_library_has_an_owner(path: Path) -> list[Import]:
    known = {*BELOW, *OWNERS, *sys.stdlib_module_names}

    return [each for each in imports(path) if package_of(each.name) not in known]


@over_every_source
def test_only_the_clock_reads_the_clock(path: Path) -> list[str]:
    if path == Path("trajectories/clock.py"):
        return []
    meaning = {local: whole for node in ast.walk(tree(path)) for local, whole in bindings(node)}

    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node, meaning) in CLOCKS
    ]


def bindings(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Local name and whole name of what an import binds."""
    if isinstance(node, ast.Import):
        yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.expr, meaning: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return meaning.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value, meaning)):
        return f"{owner}.{node.attr}"
    return ""


@over_every_source
def test_a_module_name_says_what_lives_there(path: Path) -> set[str]:
    return NAMES_THAT_SAY_NOTHING & {path.stem, *path.parts[:-1]}


@pytest.mark.parametrize("text", FORBIDDEN_TEXTS)
def test_nothing_points_outside_the_tree(text: str) -> None:
    """A reader has this tree only, and gets packages from the registry of their own choice."""
    found = [str(path) for path in tracked() if text.encode() in (ROOT / path).read_bytes()]

    assert [] == found


@cache
def tracked() -> list[Path]:
    """What git keeps or would keep; every file of the product where there is no git folder."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0:
        names = [Path(name) for name in listing.stdout.split("\0") if name]
    else:
        places = [*BELOW, "tests", "docs"]
        names = [path.relative_to(ROOT) for place in places for path in (ROOT / place).rglob("*")]
        names = [path for path in [*names, *map(Path, os.listdir(ROOT))] if "__pycache__" not in path.parts]
    return [path for path in names if (ROOT / path).is_file()]


@pytest.mark.parametrize("name", BELOW)
def test_no_other_distribution_ships_a_package_of_ours(name: str) -> None:
    """An install would overwrite our files without a word."""
    owners = set(importlib.metadata.packages_distributions().get(name, []))

    assert owners <= {"trajectories"}


def test_the_wheel_holds_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert set(BELOW) == set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


def python(code: str, *before: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs `code` where the folders `before` come ahead of ours on the path."""
    path = os.pathsep.join(map(str, [*before, ROOT]))
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )


@pytest.mark.parametrize("words", [[], *([group.name] for group in TABLE if isinstance(group, Group))], ids=" ".join)
def test_help_loads_no_heavy_library(words: list[str], tmp_path: Path) -> None:
    code = f"""
import sys
from cli.app import main
main([*{words}, "--help"])
print(*sorted({{name.split(".")[0] for name in sys.modules}}), file=sys.stderr)
"""

    done = python(code, cwd=tmp_path)

    assert 0 == done.returncode, done.stderr
    assert set() == SLOW_TO_IMPORT & set(done.stderr.split())


START = "from cli.start import main; main()"


def a_foreign_package(folder: Path, name: str, source: str, *, installed: bool) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(source)
    if installed:
        record = folder / f"foreign_{name}-1.0.dist-info"
        record.mkdir()
        (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: foreign-{name}\nVersion: 1.0\n")
        (record / "RECORD").write_text(f"{name}/__init__.py,,\n")
        (record / "top_level.txt").write_text(f"{name}\n")


@pytest.mark.parametrize("name", ["workflows", "trajectories", "scheduler"])
def test_the_start_names_the_distribution_that_stands_in_the_way(name: str, tmp_path: Path) -> None:
    a_foreign_package(tmp_path / "site", name, "VERSION = '1.0'\n", installed=True)

    done = python(START, tmp_path / "site", cwd=tmp_path)

    assert (1, "") == (done.returncode, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert f"'{name}'" in done.stderr
    assert f"foreign-{name}" in done.stderr


def test_the_start_names_the_file_when_no_distribution_owns_it(tmp_path: Path) -> None:
    a_foreign_package(tmp_path / "site", "scheduler", "", installed=False)

    done = python(START, tmp_path / "site", cwd=tmp_path)

    assert 1 == done.returncode
    assert str(tmp_path / "site" / "scheduler" / "__init__.py") in done.stderr


def test_the_start_survives_a_foreign_package_that_cannot_be_imported(tmp_path: Path) -> None:
    a_foreign_package(tmp_path / "site", "workflows", "raise RuntimeError('not here')\n", installed=True)

    done = python(START, tmp_path / "site", cwd=tmp_path)

    assert 1 == done.returncode
    assert "foreign-workflows" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_start_asks_the_metadata_only_on_a_mismatch(tmp_path: Path) -> None:
    """Reading the metadata of every distribution costs more than the whole start."""
    code = """
import importlib.metadata
from cli import start
importlib.metadata.packages_distributions = lambda: exit("asked")
assert all(start.is_ours(name) for name in start.PACKAGES)
"""

    done = python(code, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)


def test_the_landing_script_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    oldest, newest = ('make test PYTHON="$oldest"', 'make test PYTHON="$newest"')
    assert 'make check PYTHON="$oldest"' in script
    assert [newest, oldest] == re.findall(r'make test PYTHON="\S+"', script)
    assert script.rstrip().endswith(f"\n{oldest} VENV=.venv-oldest"), "on the oldest all of them, whatever was before"
    assert "make test" in (ROOT / "README.md").read_text()


def test_the_pythons_that_are_named_begin_with_the_oldest_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if line.startswith("Programming Language")]

    assert project["requires-python"] == f">={named[0]}"
