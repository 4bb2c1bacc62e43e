"""An import may be killed at any moment: the command said again finishes it, and nobody sees that it was killed."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contract.killing import Ended, Runner, running
from tests.large_lists import (
    BAD_CASES,
    BAD_CLIENTS,
    CASE_COLUMNS,
    CLIENT_COLUMNS,
    TODAY,
    cases,
    clients,
    contents,
    prepare,
    spoilt,
    written,
)
from tests.stories.desk import whole

pytestmark = [pytest.mark.one_python, pytest.mark.owner]

PEOPLE = 450  # clients, in three transactions
KILLS = 4  # of each list on each database, in the long run
MANY = 60_000  # clients, with forty thousand cases of their households


class Lists:
    """bad: whether one row in a hundred is; the rest comes in."""

    def __init__(self, folder: Path, runner: Runner, people: int = PEOPLE, *, bad: bool = False) -> None:
        self.runner = runner
        of_people, of_cases = clients(people), cases(people)
        if bad:
            of_people, of_cases = spoilt(of_people, BAD_CLIENTS).rows, spoilt(of_cases, BAD_CASES).rows
        self.clients = written(folder / "clients.csv", CLIENT_COLUMNS, of_people)
        self.cases = written(folder / "cases.csv", CASE_COLUMNS, of_cases)
        self.past = ("--past", "none", "--good-rows") if bad else ("--past", "latest")

    def run(self, url: str, kind: str, after: float | None = None) -> Ended:
        file = self.clients if kind == "clients" else self.cases
        words = ("import", kind, str(file), "--apply", *self.past)
        return self.runner.run("--database", url, "--by", "Cora", "--now", TODAY, *words, after=after)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    folder = tmp_path_factory.mktemp("killed")
    with running(folder / "said", TRAJECT_LANG="en") as runner:
        yield Lists(folder, runner)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.soak])])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Any]:
    """Each a fresh office: a context that gives its URL."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        return lambda: server.database(prepare)
    prepare(f"sqlite:///{tmp_path}/prepared.db")
    template = whole(tmp_path / "prepared.db")

    @contextmanager
    def copy() -> Iterator[str]:
        path = tmp_path / "office.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        for each in tmp_path.glob("office.db*"):
            each.unlink()

    return copy


def test_a_list_of_clients_is_killed_once(lists: Lists, fresh: Callable[[], Any]):
    killed_and_said_again(lists, fresh, "clients", kills=1)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["clients", "cases"])
def test_a_list_is_killed_again_and_again(
    lists: Lists, fresh: Callable[[], Any], kind: str, record_property: Callable[[str, Any], None]
):
    record_property("kills", killed_and_said_again(lists, fresh, kind, KILLS))


@pytest.mark.soak
def test_a_hundred_thousand_rows_are_killed_again_and_again(
    lists: Lists, fresh: Callable[[], Any], tmp_path: Path, record_property: Callable[[str, Any], None]
):
    """Each list up to three times, at moments of its whole length; one row in a hundred is bad."""
    seed, killed = random.randrange(10**6), 0
    print("seed", seed)
    dice, many = random.Random(seed), Lists(tmp_path, lists.runner, MANY, bad=True)
    with fresh() as url:
        first = {kind: many.run(url, kind) for kind in ("clients", "cases")}
        expected = contents(url)
    with fresh() as url:
        for kind, whole_run in first.items():
            for _ in range(3):
                killed += many.run(url, kind, after=dice.uniform(0.1, 0.7) * whole_run.took).killed
            again = many.run(url, kind)
            assert whole_run.code == again.code, again
        assert expected == contents(url)
        verified = lists.runner.run("--database", url, "--by", "Cora", "audit", "verify", "--projections")
        assert 0 == verified.code, verified
    record_property("kills", killed)
    assert killed


def killed_and_said_again(lists: Lists, fresh: Callable[[], Any], kind: str, kills: int) -> int:
    """How often it was really killed before it was done."""
    seed = random.randrange(10**6)
    print("seed", seed)
    dice, killed = random.Random(seed), 0
    with fresh() as url:
        first = the_list_before(lists, url, kind)
        expected = contents(url)
    for _ in range(kills):
        with fresh() as url:
            the_list_before(lists, url, kind, after=dice.uniform(0.1, 1.1) * first.took)
            ended = lists.run(url, kind, after=dice.uniform(0.1, 1.1) * first.took)
            killed += ended.killed
            again = lists.run(url, kind)
            assert 0 == again.code, again
            assert expected == contents(url)
            verified = lists.runner.run("--database", url, "--by", "Cora", "audit", "verify", "--projections")
            assert 0 == verified.code, verified
    return killed


def the_list_before(lists: Lists, url: str, kind: str, after: float | None = None) -> Ended:
    """What a list of cases stands on is there; then the list itself, killed after so many seconds."""
    if kind == "cases":
        assert 0 == lists.run(url, "clients").code
    ended = lists.run(url, kind, after)
    assert after is not None or ended.code == 0, ended
    return ended
