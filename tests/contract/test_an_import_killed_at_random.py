"""An import may be killed at any moment: the command said again finishes it, and nobody sees that it was killed."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contract.killing import Ended, Runner, running
from tests.large_lists import CASE_COLUMNS, CLIENT_COLUMNS, TODAY, cases, clients, contents, prepare, written
from tests.stories.desk import whole

pytestmark = [pytest.mark.one_python, pytest.mark.owner]

PEOPLE = 450  # clients, in three transactions
KILLS = 4  # of each list on each database, in the long run


class Lists:
    def __init__(self, folder: Path, runner: Runner) -> None:
        self.runner = runner
        self.clients = written(folder / "clients.csv", CLIENT_COLUMNS, clients(PEOPLE))
        self.cases = written(folder / "cases.csv", CASE_COLUMNS, cases(PEOPLE))

    def run(self, url: str, kind: str, after: float | None = None) -> Ended:
        file = self.clients if kind == "clients" else self.cases
        words = ("import", kind, str(file), "--apply", "--past", "latest")
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
