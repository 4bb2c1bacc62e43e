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

from cli.commands import TABLE, every_command
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
client add --ref P-41 --name Gust --born 4-4-1988
client add --ref P-42 --name Hilde --born 4-4-1988
client add --ref P-43 --name Ida --born 4-4-1988
client add --ref P-44 --name Jan --born 4-4-1988
client add --ref P-45 --name Jans --born 4-4-1988
household add --ref H-15 --member P-43
household house H-15 --municipality Westland --dwelling W-9
client leave P-42 --reason verhuisd
client merge P-45 into P-44 --reason dezelfde
suspend t10/beslissing --ground ziekte --on 2026-03-02 --reason ziek
staff add Bea --role jurist --email bea@example.org
staff away Bea --until 2026-06-30 --substitute Ria
import notes {folder}/notes.csv --apply
"""

# {folder} holds two versions of one workflow, the plan between them, and lists.
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
    "import households {folder}/households.csv --apply",
    "import cases {folder}/cases.csv --apply --past none",
    "import facts {folder}/facts.csv --apply",
    "import tasks {folder}/tasks.csv --apply",
    "import notes {folder}/more.csv --apply",
    "import history {folder}/log.csv --workflow aanvraag --municipality Westland --fact ontvangen_op=ontvangen --apply",
    "import undo 1 --reason verkeerd",
    "open vestiging H-13 --municipality Westland --at coaching_vestiging --since 2026-03-01",
    "assign karim --as coordinator --municipality Westland --workflow aanvraag --yes",
    "fact set ronde 2 --municipality Westland --workflow aanvraag --yes",
    "task done lezen --municipality Westland --workflow aanvraag --stage behandeling --yes",
    "close --municipality Westland --workflow aanvraag --outcome gestopt --yes",
    "transfer --to Karim --municipality Westland --workflow aanvraag --yes",
    "resume t10/beslissing --ground ziekte",
    "snooze t9/beslissing --until 2026-05-20 --reason gebeld",
    "task waive t1 fiets --reason niet",
    "client return P-42",
    "client void P-41 --reason dubbel",
    "client unmerge P-45 --reason anders",
    "client erase P-43 --reason gevraagd",
    "client fact correct P-31 2 --value 2026-02-02 --reason verkeerd",
    "household move H-15 --municipality Westland --dwelling W-8",
    "staff back Bea",
    "staff hours Karim --days mon,tue --from 09:00 --until 12:00",
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
# What no command of the list above does, each with the reason.
NOT_KILLED = {
    **dict.fromkeys(("settle", "acknowledge", "scheduler bounced", "scheduler retry"), "a message or question first"),
    **dict.fromkeys(("client fact settle", "task missed", "staff strict"), "one event, as of their neighbours above"),
    "audit clock-repaired": "a clock that ran ahead first",
    **dict.fromkeys(("backup", "restore"), "no event of people; tests/contract/test_backup_and_restore.py"),
    **dict.fromkeys(("demo", "scheduler run"), "ticks, as scheduler tick"),
}
READS = {
    *(
        "show",
        "due",
        "caseload",
        "board",
        "history",
        "replay",
        "why",
        "term",
        "why-not",
        "forecast",
        "doctor",
        "digest",
    ),
    *("digest", "overview", "schema", "audit verify", "audit seats", "audit witness list", "staff list", "client find"),
    *("client list", "client fact list", "import list", "import show", "import profile show", "scheduler ledger"),
    *("scheduler preview", "export calendar", "workflow list", "workflow show", "workflow check", "workflow schema"),
    *("workflow test", "workflow diagram", "workflow diff", "workflow explain", "workflow sources"),
}
LISTS = {
    "clients": "ref,name,born,gender,nationality,route,household\nI-1,Gijs,1990-01-02,,,,\nI-2,Hans,1991-01-02,,,,\n",
    "households": "huishouden,client\nH-20,P-37\nH-20,P-41\n",
    "cases": "kenmerk,workflow,gemeente,stadium,sinds,ontvangen_op\n"
    "P-41,aanvraag,Westland,behandeling,2026-03-01,2026-02-01\nP-44,aanvraag,Westland,intake,2026-03-01,\n",
    "facts": "traject,feit,waarde\nt9,ronde,2\nt10,punten,4\n",
    "tasks": "traject,taak\nt9,lezen\nt10,lezen\n",
    "notes": "traject,notitie\nt9,gebeld\nt10,gebeld\n",
    "more": "traject,notitie\nt9,teruggebeld\nt10,teruggebeld\n",
    "log": "zaak,stap,op,ontvangen\nP-41,begin,2026-02-02,2026-02-01\nP-41,wacht,2026-02-03,2026-02-01\n"
    "P-44,begin,2026-02-04,2026-02-01\nP-44,rond_af,2026-02-05,2026-02-01\n",
}


class World:
    """Files that the commands name, and a runner of commands on copies of one office."""

    def __init__(self, folder: Path, runner: Runner, other: Runner) -> None:
        self.folder, self.runner, self.other = folder, runner, other
        self.copies = 0
        for version, definition in ((1, FIRST), (2, SECOND)):
            (folder / str(version)).mkdir()
            (folder / str(version) / "aanvraag.yaml").write_text(definition)
        (folder / "goed.yaml").write_text(WITH_A_SCENARIO)
        for name, lines in LISTS.items():
            (folder / f"{name}.csv").write_text(lines)

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


def test_every_command_that_writes_is_among_them():
    """A new one is killed too, or is named with the reason why not."""
    every = set(every_command(TABLE))
    killed = {name for name in every if any(f"{each} ".startswith(f"{name} ") for each in COMMANDS)}
    assert not killed & (READS | NOT_KILLED.keys())
    assert every == killed | READS | NOT_KILLED.keys()


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
