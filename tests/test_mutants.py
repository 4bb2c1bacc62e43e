"""The mistakes that are put into the rules, and a run of them in the soak."""

import ast
import subprocess
import sys

import pytest

from tests.mutants import ROOT, WINGS, Wing, changes, mutated

MINUTES = 5
ONE_IN = 10  # may live: of some nobody could see the difference


@pytest.mark.parametrize(
    "source, others",
    [
        ("a < b", ["a <= b"]),
        ("a is not b", ["a is b"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("a - b", ["a + b"]),
        ("f(1)", ["pass", "f(2)"]),
        ("x = True", ["x = False"]),
        ("if a:\n    b", ["if False:\n    b"]),
        ("x = a if b else c", ["x = a", "x = c"]),
        ("x = [a for a in b if c]", ["x = [a for a in b]"]),
        ("def f():\n    return [a]", ["def f():\n    return []"]),
        ("def f():\n    yield from a()", ["def f():\n    yield from ()"]),
        ("raise Refused(Words('a', 'b' if c else 'd'))", []),
        ("x: int | None", []),
    ],
)
def test_a_mistake_is_a_small_one(source: str, others: list[str]):
    tree = ast.parse(source)

    assert others == [mutated(source, place) for place in range(len(changes(tree)))]


def test_a_change_says_in_which_function_it_is():
    source = "class A:\n    def b(self):\n        return a == c\n"

    assert ["A.b"] == [function for _, _, _, function in changes(ast.parse(source))]


@pytest.mark.parametrize("wing", WINGS, ids=[wing.folder for wing in WINGS])
def test_every_wing_of_rules_and_its_tests_are_there(wing: Wing):
    assert list((ROOT / wing.folder).glob("*.py"))
    assert all((ROOT / tests).exists() for tests in wing.tests)


@pytest.mark.soak
@pytest.mark.parametrize("wing", WINGS, ids=[wing.folder for wing in WINGS])
def test_small_mistakes_in_the_rules_are_noticed(wing: Wing, record_property):
    """Of those that chance gave; the seed and what lives are in the output."""
    command = [sys.executable, "-m", "tests.mutants", "--wing", wing.folder, "--minutes", str(MINUTES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print(done.stdout, done.stderr)

    lived = done.stdout.count("\nlives: ")
    count = int(done.stdout.split()[-2])
    record_property("mutants", count)
    record_property("lived", lived)
    assert 0 == done.returncode
    assert ONE_IN * lived <= count
