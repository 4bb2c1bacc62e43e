"""`python -m tests.mutants`: small mistakes put into a copy of the rules, one at a time, to see whether a test notices.

Which ones is chance, by a seed that is printed; --seed gives the same again. --minutes bounds the time, --wing picks
one. A mutant that lives says which rule no test of its wing holds. What changes nothing that could be seen is in ALIKE.
"""

import argparse
import ast
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# What every run of the tests would import once more; of ours nothing, since that is what differs.
import hypothesis.stateful  # noqa: F401
import pytest
import ruamel.yaml  # noqa: F401
import sqlmodel  # noqa: F401
import transitions  # noqa: F401

ROOT = Path(__file__).parent.parent
TAKEN_ALONG = ("workflows", "trajectories", "scheduler", "cli", "tests", "docs", "pyproject.toml", "README.md")
SECONDS = 300  # for the tests of a wing: a mutant may never end
QUICK = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutants"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning", "-k", "not postgresql"),
)
WORDS = {"Words", "assert_never", "NewType", "TypeVar", "note"}  # what is said, and what is only for the type checker

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Wing(NamedTuple):
    """A folder of rules, and the tests that are to hold them."""

    folder: str
    tests: tuple[str, ...]


PURE = ("tests/trajectories/deadlines", "tests/trajectories/casework", "tests/trajectories/migration")
PLANNED = ("tests/scheduler/planning", "tests/scheduler/explain")
WINGS = (
    Wing("trajectories/casework", ("tests/trajectories/casework", *PURE, "tests/trajectories/history")),
    Wing("trajectories/deadlines", (*PURE, "tests/scheduler/planning")),
    Wing("scheduler/planning", (*PLANNED, "tests/scheduler/messages")),
    Wing("workflows/machine", ("tests/workflows/machine", "tests/trajectories/casework")),
)
PLAYED = ("tests/test_scenarios.py", "tests/test_golden.py")  # asked about what lives through those of its wing

# By function and change: why nobody could see the difference.
ALIKE: dict[tuple[str, str], str] = {
    ("_applies", "if when is None: return True -> if False: return True"): "where there is no condition, all is met",
    ("decide_correction", "1 -> 2"): "the version of a trial, which is written nowhere: any later one will do",
}


class Mutant(NamedTuple):
    """function: with those around it. place: which of the changes of the file it is."""

    file: str
    line: int
    function: str
    change: str
    place: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.change}"


# Making them


class Spot(NamedTuple):
    """Where in its parent a node hangs. at: within a list of children."""

    parent: ast.AST
    field: str
    at: int | None

    def put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def mutants_of(file: Path) -> Iterator[Mutant]:
    name = file.relative_to(ROOT).as_posix()
    for place, (_, node, other, function) in enumerate(changes(ast.parse(file.read_text("utf-8")))):
        change = f"{_said(node)} -> {_said(other)}"
        yield Mutant(name, getattr(node, "lineno", 0), function, change, place)


def mutated(source: str, place: int) -> str:
    tree = ast.parse(source)
    for number, (spot, _, other, _) in enumerate(changes(tree)):
        if number == place:
            spot.put(other)
            return ast.unparse(ast.fix_missing_locations(tree))
    raise IndexError(place)


def _said(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:100]


def changes(tree: ast.AST) -> list[tuple[Spot, ast.AST, ast.AST, str]]:
    """Every place, the node there, what could stand there instead, and in which function."""
    return [(spot, node, other, name) for spot, node, name in _places(tree, "") for other in _instead(node)]


def _places(node: ast.AST, function: str) -> Iterator[tuple[Spot, ast.AST, str]]:
    """Below a node; types, decorators, what is said and documentation are passed over."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "type_params", "pattern", "type_comment"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_passed_over(child):
                name = _below(function, child)
                yield Spot(node, field, index), child, name
                yield from _places(child, name)


def _is_passed_over(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and _called(node) in WORDS)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _below(function: str, node: ast.AST) -> str:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return f"{function}.{node.name}".lstrip(".")
    return function


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [operator], right):
            yield ast.Compare(left, [FLIPPED[type(operator)]()], right)
        case ast.BoolOp(ast.And(), values):
            yield ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            yield ast.BoolOp(ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, ast.Add(), right):
            yield ast.BinOp(left, ast.Sub(), right)
        case ast.BinOp(left, ast.Sub(), right):
            yield ast.BinOp(left, ast.Add(), right)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.If(_, body, orelse):
            yield ast.If(ast.Constant(False), body, orelse)
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.comprehension(target, source, [_, *others], is_async):
            yield ast.comprehension(target, source, others, is_async)
        case ast.Expr(ast.YieldFrom()) | ast.Expr(ast.Yield()):
            yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Return(ast.ListComp() | ast.List([_, *_])):
            yield ast.Return(ast.List([], ast.Load()))
        case ast.Return(ast.DictComp() | ast.Dict([_, *_])):
            yield ast.Return(ast.Dict([], []))
        case _:
            return  # nothing that we know how to break


# Trying them


class Copy:
    """A tree of its own, in which one file at a time is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = folder / "said.txt"
        leave = shutil.ignore_patterns("__pycache__", ".*")
        for name in TAKEN_ALONG:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=leave)
            else:
                shutil.copy2(source, folder / name)

    def dies(self, mutant: Mutant, tests: tuple[str, ...]) -> bool:
        file = self.folder / mutant.file
        right = file.read_text("utf-8")
        file.write_text(mutated(right, mutant.place), "utf-8")
        try:
            return not self.passes(tests)
        finally:
            file.write_text(right, "utf-8")

    def passes(self, tests: tuple[str, ...]) -> bool:
        """In a process of its own, which has read the libraries already."""
        child = os.fork()
        if not child:
            try:
                signal.alarm(SECONDS)
                os._exit(self._run(tests))
            finally:  # whatever happens, the child goes no further than this
                os._exit(99)
        _, status = os.waitpid(child, 0)
        return status == 0

    def _run(self, tests: tuple[str, ...]) -> int:
        said = os.open(self.said, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(said, stream)
        os.chdir(self.folder)
        sys.path.insert(0, str(self.folder))
        sys.modules.pop("tests", None)  # it looks where this file lies
        sys.dont_write_bytecode = True  # a file that was right a second ago is not what it is now
        return int(pytest.main([*QUICK, *tests]))


def tried(wing: Wing, seed: int, until: float) -> Iterator[tuple[Mutant, bool]]:
    """Each with whether it died, in the order of the seed, until time is up."""
    found = [each for file in sorted((ROOT / wing.folder).rglob("*.py")) for each in mutants_of(file)]
    random.Random(seed).shuffle(found)
    with tempfile.TemporaryDirectory(prefix="traject-mutants-") as folder:
        copy = Copy(Path(folder))
        if not copy.passes(wing.tests):
            raise SystemExit(f"{copy.said.read_text()}\nthe tests of {wing.folder} fail without any mutant")
        for mutant in found:
            if time.monotonic() > until:
                return
            if (mutant.function, mutant.change) not in ALIKE:
                yield mutant, copy.dies(mutant, wing.tests) or copy.dies(mutant, PLAYED)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--minutes", type=float, default=5, help="for each wing")
    parser.add_argument("--wing", choices=[each.folder for each in WINGS])
    asked = parser.parse_args()
    print("seed", asked.seed, flush=True)
    for wing in WINGS:
        if asked.wing in (None, wing.folder):
            count = 0
            for mutant, is_dead in tried(wing, asked.seed, time.monotonic() + 60 * asked.minutes):
                count += 1
                if not is_dead:
                    print("lives:", mutant, flush=True)
            print(f"{wing.folder}: {count} mutants", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
