"""Whatever writes may be killed at any moment, with another process at work: the history verifies, what follows from it
is whole, and the command said again finishes.
"""

import random
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.applications import FIRST, SECOND
from tests.contract.killing import Ended, Runner, busy, running
from tests.contract.test_new_rule import SECOND as WITH_A_SCENARIO
from tests.mailserver import serving

pytestmark = [pytest.mark.one_python, pytest.mark.owner]

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
NOW = "2026-05-12T10:00"  # Tuesday, more than two months after all began: much is due
REFUSED, BUSY = 4, 6
KILLS = 4  # of one command on one database, in the long run

BEFORE = """
init --sandbox --now 2026-03-02T09:00
staff add Ria --role coordinator --role teamleider --municipality westland --email ria@example.org
staff add Karim --role coordinator --municipality westland --email karim@example.org
staff add Wes --role volunteer --municipality westland --email wes@example.org
client add --ref P-31 --name Amal --born 31-5-1990
client add --ref P-32 --name Samir --born 1-2-1988
client add --ref P-33 --name Noor --born 4-4-2018
client add --ref P-34 --name Noortje --born 4-4-2018
client add --ref P-35 --name Els --born 4-4-1988
client add --ref P-36 --name Bram --born 4-4-1988
client add --ref P-37 --name Cato --born 4-4-1988
client add --ref P-38 --name Dirk --born 4-4-1988
household add --ref H-12 --member P-31 --member P-32 --member P-33
household add --ref H-13 --member P-35
open vestiging H-12 --municipality Westland
advance t1 start_coaching --fact huurcontract_op=2-3-2026
assign t1 ria --as coordinator
assign t1 wes --as vrijwilliger
fact set t5 vergunning_verleend_op 31-1-2026
open aanvraag P-36 --municipality Westland --fact ontvangen_op=2026-03-01
open aanvraag P-37 --municipality Westland --fact ontvangen_op=2026-03-01
open aanvraag P-38 --municipality Westland --fact ontvangen_op=2026-03-01
advance t9 begin
advance t10 begin
scheduler channel smtp
audit witness add kroon@example.org
"""

# {folder} holds two versions of one workflow, the plan between them, and a list of clients.
COMMANDS = [
    "open vestiging H-13 --municipality Westland",
    "advance t11 begin",
    "fact set t1 gevestigd_op 2026-03-04",
    "fact set t5 vergunning_verleend_op 2026-01-30 --was-wrong verkeerd",
    "task done t1 huisarts school huurtoeslag zorgtoeslag --everyone",
    "assign t1 karim --as coordinator",
    "correct t5 4 --value 2026-01-20 --reason verkeerd",
    "suspend t9/beslissing --ground ziekte --on 2026-04-01 --until 2026-04-10 --reason ziek",
    "extend t9/beslissing --by '2 weeks' --ground overleg --reason lang",
    "note t1 gebeld",
    "transfer H-12 --to Karim",
    "close t1 --outcome gestopt",
    "client add --ref P-40 --name Fenna --born 4-4-1988",
    "client edit P-31 --name Amal-Lina",
    "client merge P-34 into P-33 --reason dezelfde",
    "client leave P-32 --reason verhuisd",
    "client fact set P-31 vergunning_verleend_op 2026-01-31",
    "household add --ref H-14 --member P-36 --member P-37",
    "household join H-12 --member P-34",
    "household leave H-12 --member P-33",
    "household house H-13 --municipality Westland --dwelling W-1",
    "import clients {folder}/clients.csv --apply",
    "staff add Mo --role jurist --email mo@example.org",
    "staff end Wes --role volunteer",
    "staff away Ria --until 2026-06-03 --substitute Karim",
    "staff bind Ria --user ria",
    "staff hand-over Ria --to Karim",
    "scheduler channel console",
    "scheduler tick --send",
    "rebuild",
    "init",
    "workflow migrate aanvraag@1 aanvraag --plan {folder}/plan.yaml --apply --past latest",
    "workflow publish {folder}/goed.yaml",
    "audit checkpoint --heads {folder}/{new}.json",
    "audit witness add buiten@example.org",
    "audit witness remove kroon@example.org",
    "audit restored",
]
SOME = ["open vestiging H-13 --municipality Westland", "scheduler tick --send"]
CLIENTS = "ref,name,born,gender,nationality,route,household\nI-1,Gijs,1990-01-02,,,,\nI-2,Hans,1991-01-02,,,,\n"


class World:
    """Files that the commands name, and a runner of commands on copies of one office."""

    def __init__(self, folder: Path, runner: Runner, other: Runner) -> None:
        self.folder, self.runner, self.other = folder, runner, other
        self.copies = 0
        for version, definition in ((1, FIRST), (2, SECOND)):
            (folder / str(version)).mkdir()
            (folder / str(version) / "aanvraag.yaml").write_text(definition)
        (folder / "goed.yaml").write_text(WITH_A_SCENARIO)
        (folder / "clients.csv").write_text(CLIENTS)

    def prepare(self, url: str) -> None:
        for line in BEFORE.strip().splitlines():
            ended = self.run(url, line)
            assert ended.code == 0, (line, ended)
        self.run(url, "workflow migrate aanvraag@1 aanvraag --plan {folder}/plan.yaml")
        plan = self.folder / "plan.yaml"
        plan.write_text(plan.read_text().replace("beoordeling?", "beoordeling"))
        assert self.run(url, f"board --now {NOW}").code == 0

    def words(self, url: str, line: str) -> tuple[str, ...]:
        version = 2 if "migrate" in line else 1
        line = line.format(folder=self.folder, new=self.copies)
        return "--database", url, "--workflows", str(self.folder / str(version)), *shlex.split(line)

    def run(self, url: str, line: str, after: float | None = None) -> Ended:
        return self.runner.run(*self.words(url, line), after=after)

    def at_work(self, url: str) -> Any:
        """Another process records, corrects and looks, each in turn."""
        lines = (
            "note t4 gebeld",
            "fact set t7 inburgeringsplichtig_op 2026-03-{} --again",
            "client add --ref O-{}",
            "due",
        )
        return busy(
            self.other, lambda turn: self.words(url, lines[turn % len(lines)].replace("{}", f"{turn % 20 + 10}"))
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("killed")
    names = {"TRAJECT_ACTOR": "root", "TRAJECT_LANG": "en"}
    with serving() as server:
        mail = {**server.environment(), **names}
        with running(folder / "said", **mail) as runner, running(folder / "said by the other", **mail) as other:
            yield World(folder, runner, other)


@pytest.fixture(scope="module")
def file(world: World) -> Path:
    path = world.folder / "prepared.db"
    world.prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(params=BOTH)
def copies(request: pytest.FixtureRequest, world: World) -> Callable[[], Any]:
    """Each a copy of the same office: a context that gives its URL."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        return lambda: server.database(world.prepare)
    file = request.getfixturevalue("file")

    @contextmanager
    def copy() -> Iterator[str]:
        path = file.with_name(f"copy-{world.copies}.db")
        shutil.copy(file, path)
        yield f"sqlite:///{path}"
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()

    return copy


@pytest.mark.parametrize("command", SOME)
def test_a_few_that_write_are_killed_now_and_then(world: World, copies: Callable[[], Any], command: str):
    killed_now_and_then(world, copies, command, kills=1)


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_writes_is_killed_now_and_then(
    world: World, copies: Callable[[], Any], command: str, record_property: Callable[[str, Any], None]
):
    record_property("kills", killed_now_and_then(world, copies, command, KILLS))


def killed_now_and_then(world: World, copies: Callable[[], Any], command: str, kills: int) -> int:
    """How often it was really killed before it was done. The seed is in the output; the rest is chance anyhow."""
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    with copies() as url:
        world.copies += 1
        first = world.run(url, command)
        done = world.run(url, command)
        assert 0 == first.code, first
    return sum(killed_once(world, copies, command, dice.uniform(0, 1.3 * first.took), done) for _ in range(kills))


def killed_once(world: World, copies: Callable[[], Any], command: str, after: float, done: Ended) -> bool:
    """done: what it says once there is nothing left to do."""
    with copies() as url:
        world.copies += 1
        with world.at_work(url) as others:
            killed = world.run(url, command, after)
        assert killed.killed or killed.code in (0, done.code), killed
        assert {0, REFUSED, BUSY}.issuperset(each.code for each in others), others
        must_be_whole(world, url)
        free(url)
        again = world.run(url, command)
        assert again.code in (0, done.code), again
        assert done.code == world.run(url, command).code
        must_be_whole(world, url)
    return killed.killed


def must_be_whole(world: World, url: str) -> None:
    verified = world.run(url, "audit verify --projections")
    assert verified.code == 0, verified
    looked_at = world.run(url, "doctor --deep")
    assert looked_at.code in (0, 3, 7), looked_at
    rebuilt = world.run(url, "rebuild")
    assert rebuilt.code == 0, rebuilt
    assert "nothing differed" in rebuilt.said, rebuilt


def free(url: str) -> None:
    """What a tick that died had claimed: nobody waits here for its lease."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("agenda", "delivery"):
            connection.execute(text(f"update {table} set leased_until = '2000' where leased_until > ''"))
    engine.dispose()
