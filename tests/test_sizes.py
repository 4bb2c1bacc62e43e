"""How large a room may be: no file over 400 lines, no function over 40 statements, no class name twice.

What is still larger stands here with its size, which may only fall: mend one, and lower or remove its line.
"""

import ast
from collections import Counter
from pathlib import Path

from tests.test_architecture import ROOT, over_every_source, sources, tree

MOST_LINES = 400
MOST_STATEMENTS = 40
STILL_LARGER = {
    "trajectories/history/events.py": 407,  # the list of all events, which is read as one
}


def test_a_file_is_one_room() -> None:
    """What is still larger is written down with its size as it is now."""
    lines = {path.as_posix(): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert STILL_LARGER == {path: count for path, count in lines.items() if count > MOST_LINES}


@over_every_source
def test_a_function_is_read_at_a_glance(path: Path) -> list[str]:
    functions = (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    return [f"{each.name}: {size}" for each in functions if (size := statements(each)) > MOST_STATEMENTS]


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def test_no_two_classes_have_one_name() -> None:
    """Whoever reads the name must know which is meant."""
    classes = [node.name for path in sources() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    twice = {name for name, times in Counter(classes).items() if times > 1}

    assert set() == twice
