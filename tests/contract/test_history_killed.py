"""A log that is stored may be killed at any moment: the same command again ends in the same database."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.contract.killing import Ended, Runner, running
from tests.fine_logs import FINES, PAID_AT_ONCE, a_fine, as_xes

pytestmark = [pytest.mark.one_python, pytest.mark.owner]

RULES = str(Path(__file__).parents[2] / "docs" / "example_log")
BOTH = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.soak])]
EVENTS = "SELECT stream, version, type, occurred_on, role, definition FROM event ORDER BY stream, version"
MANY = 210  # two transactions, and as many batches


class Office:
    """A new database each time."""

    def __init__(self, runner: Runner, log: Path, new: Callable[[], Any]) -> None:
        self.runner, self.log, self.new = runner, log, new

    @contextmanager
    def opened(self) -> Iterator[str]:
        with self.new() as url:
            assert 0 == self.run(url, "init", "--sandbox", "--now", "2026-03-02T09:00").code
            yield url

    def run(self, url: str, *words: str, after: float | None = None) -> Ended:
        return self.runner.run("--database", url, "--workflows", RULES, *words, after=after)

    def store(self, url: str, after: float | None = None) -> Ended:
        words = ("import", "history", str(self.log), "--workflow", "verkeersboete", "--apply", "--new-clients")
        return self.run(url, *words, after=after)

    def holds(self, url: str) -> list[tuple[Any, ...]]:
        """Every event but its moment and its private references; and it verifies, with all that follows from it."""
        verified = self.run(url, "audit", "verify", "--projections")
        assert 0 == verified.code, verified
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(EVENTS))]
        engine.dispose()
        return found


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    log, numbers = tmp_path / "boetes.xes", iter(range(100))
    log.write_bytes(as_xes([a_fine(f"K{one}", FINES[:2] if one % 9 else PAID_AT_ONCE) for one in range(MANY)]))

    @contextmanager
    def new() -> Iterator[str]:
        if request.param == "postgresql":
            with request.getfixturevalue("postgres_server").database() as url:
                yield url
        else:
            yield f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"

    with running(tmp_path / "said", TRAJECT_ACTOR="root", TRAJECT_LANG="en") as runner:
        yield Office(runner, log, new)


def test_killed_once_and_run_again_it_holds_what_it_holds_undisturbed(office: Office):
    killed_and_again(office, kills=1)


@pytest.mark.soak
def test_killed_again_and_again_it_holds_what_it_holds_undisturbed(
    office: Office, record_property: Callable[[str, Any], None]
):
    record_property("kills", killed_and_again(office, kills=12))


def killed_and_again(office: Office, kills: int) -> int:
    """How often it was really killed before it was done; on one database up to three times. The seed is printed."""
    seed = random.randrange(10**6)
    print("seed", seed)
    dice, really = random.Random(seed), 0
    with office.opened() as url:
        whole = office.store(url)
        undisturbed = office.holds(url)
    assert 0 == whole.code, whole
    while kills > 0:
        with office.opened() as url:
            for _ in range(min(kills, dice.randrange(1, 4))):
                ended = office.store(url, after=dice.uniform(0.05, whole.took))
                assert ended.killed or ended.code == 0, ended
                really += ended.killed
                kills -= 1
            assert 0 == office.store(url).code
            again = office.store(url)
            assert undisturbed == office.holds(url)
            assert (0, True) == (again.code, f"nothing new; {MANY} known already, 0 not stored." in again.said)
    return really
