"""Whoever asks in Dutch reads Dutch: help, what is wrong with what was typed, pages and refusals."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli import in_dutch
from cli.app import whole_app
from cli.lazy_group import loaded
from tests.builders import shipped
from tests.stories.desk import Desk, a_desk

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*")
CODE = re.compile(r"\S*[_/@#=<>{}|\[\]\\]\S*|--\S+|\S*\d\S*|‘[^’]*’|'[^']*'|\b[A-Z][A-Z_|]+\b|\([A-Z][a-z]+\)")
LONG = re.compile(r"[^\W\d_]{3,}")
BOTH = {"in", "is", "was", "die", "of", "me", "had", "here", "hand", "rest", "plan", "term"}


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group, with its path."""
    command = loaded(command or whole_app())
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


def help_texts() -> set[str]:
    found = {each.help for _, each in commands()} | {"Show this message and exit."}
    for _, command in commands():
        found |= {getattr(each, "help", None) for each in command.params}
        found |= {each.help for each in getattr(command, "commands", {}).values()}
    return {each for each in found if each}


def test_every_line_of_help_has_its_dutch_twin_and_no_twin_is_left_over():
    assert set(in_dutch.texts()) == help_texts()


def test_a_twin_names_the_same_commands_and_options():
    """`--by` stays `--by`, t17 stays t17, and an exit code stays that number."""
    for english, dutch in in_dutch.texts().items():
        for code in re.findall(r"--[a-z-]+|\b[Nt]\d+\b|(?<=[Ee]xit )\d", english):
            assert code in dutch, dutch


def test_help_that_names_one_way_to_write_a_day_names_the_other():
    """Every reader of days takes 2026-01-31 and 31-1-2026."""
    texts = [*in_dutch.texts(), *in_dutch.texts().values()]
    assert [] == [each for each in texts if "YYYY-MM" in each or "JJJJ-MM" in each]
    assert [] == [each for each in texts if ("2026-01-31" in each) != ("31-1-2026" in each)]


@cache
def english_words() -> frozenset[str]:
    """The words of our English texts that no Dutch text of ours has."""
    english, dutch = set(), set()
    for path in (
        path for wing in ("workflows", "trajectories", "scheduler", "cli") for path in (ROOT / wing).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node) in ("Words", "pick", "told") and len(node.args) >= 2:
                dutch |= _words(_text(node.args[0]))
                english |= _words(_text(node.args[1]))
    for text, twin in in_dutch.texts().items():
        english |= _words(text)
        dutch |= _words(twin)
    return frozenset(english - dutch - BOTH - said_in_definitions())


@cache
def said_in_definitions() -> frozenset[str]:
    """Codes, Dutch labels and what sources are called. Scenarios are called as their author called them."""
    shown = (each.workflow.model_dump(mode="json", exclude={"scenarios"}) for each in shipped().all_resolved())
    return frozenset(word for each in shown for word in _dutch_of(each))


def _dutch_of(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("stages", "tasks", "facts", "transitions", "deadlines", "sources"):
                yield from _words(" ".join(value))
            if key in ("nl", "ref") and isinstance(value, str):
                yield from _words(value)
            yield from _dutch_of(value)
    elif isinstance(data, list):
        for each in data:
            yield from _dutch_of(each)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _text(node: ast.expr) -> str:
    return " ".join(
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(CODE.sub(" ", text))}


@cache
def names() -> frozenset[str]:
    """What stays English: commands and what is typed with them, codes, and channels."""
    typed = {word for path, command in commands() for word in (*path, *(str(each.name) for each in command.params))}
    return frozenset(typed | {"traject", "json", "sandbox", "smtp", "console", "yes", "no", "base"})


def english_in(text: str) -> dict[str, str]:
    """By word that has no place in a Dutch text, the line it stands in."""
    found = {}
    for line in text.splitlines():
        for word in _words(line) & english_words() - names():
            found[word] = line.strip()
    return found


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = a_desk(request)
    monkeypatch.setenv("TRAJECT_LANG", "nl")
    monkeypatch.setenv("COLUMNS", "200")
    return made


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_help_is_dutch(desk: Desk, path: tuple[str, ...]):
    ran = desk.run(*path, "--help")

    assert ran.out.split()[:1] == ["Gebruik:"]
    assert {} == english_in(ran.out)


WRONG = (
    "shwo t1",
    "staff lsit",
    "show",
    "show t1 t2 t3",
    "show t1 --asof 2026-01-01",
    "due --within",
    "scheduler run --every often",
    "scheduler run --every 0",
    "advance t1 x --expect soon",
    "history t1 --json=yes",
    "term 2020-01-01 10 weeks --legal law",
    "scheduler ledger --state gone",
    "workflow check /nowhere.yaml",
    "import clients /nowhere.csv",
    "client add",
    "scheduler",
    "--now soon due",
    "due Ria --of Ria --mine",
    "due --mine --coordinator Cora",
    "caseload Ria --of Ria",
    "forecast --until 2019-01-01",
    "forecast P-1 --until 2001-01-01",
    "forecast P-1 --until 2099-01-01",
    "show t1 --known-at soon",
    "show t1/x --diagram timeline",
    "open vestiging H-1 --municipality any --fact x",
    "task done t1 bsn --member P-1 --everyone",
    "suspend t1/x --ground x --until 2019-01-01 --by 2",
    "suspend t1/x --ground= --until 2019-01-01",
    "fact set t1 x 1 --was-wrong x --again",
    "fact set t1 x 1 --was-wrong x --on 2017-01-01",
    "snooze t1/x --reason x",
    "--now 2017-01-01 demo",
    "client edit P-1",
    "client merge P-1 with P-2 --reason x",
    "client merge P-1 into P-2",
    "staff add Ria --role coordinator --language fr",
    "staff hours Cora",
    "staff hours Cora --days zon,x",
    "staff hours Cora --from x",
    "workflow migrate vestiging vestiging --apply --dry-run",
    "workflow migrate vestiging vestiging --repeat-said",
    "staff hours Cora --days ma --from 9.30 --until 13.00",
    "staff hours Cora --days ma,zo,x --from 9 --until 13",
    "forecast",
    "show t1 --known-at gisteren",
    "client edit P-1",
    "due --of Cora --mine",
    "correct t1 huurcontract_op --void --reason x",
)


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_wrong_with_what_was_typed_is_said_in_dutch(desk: Desk, typed: str):
    ran = desk.run(*typed.split())

    assert ran.code in (2, 5), ran
    assert {} == english_in(ran.err + ran.out)
    assert "Error" not in ran.err + ran.out


def test_no_command_says_in_english_only_what_was_wrong():
    """`typer.BadParameter` holds one language; a UsageError both, with the same exit code."""
    raising = {path.name for path in (ROOT / "cli").rglob("*.py") if "typer.BadParameter" in path.read_text()}

    assert set() == raising


def a_busy_week(desk: Desk) -> Iterator[tuple[str, ...]]:
    """A household on its way, with something of everything; then whatever reads."""
    yield "client", "add", "--ref", "P-1", "--name", "Ada Een", "--born", "1990-05-31"
    yield "client", "add", "--ref", "P-2", "--born", "2015-05-31"
    yield "client", "add", "--ref", "P-3", "--born", "1990-05-31", "--name", "Ada Een"
    yield "household", "add", "--ref", "H-1", "--member", "P-1", "--member", "P-2"
    yield "open", "vestiging", "H-1", "--municipality", "westland"
    yield "assign", "t1", "Cora", "--as", "coordinator"
    yield "assign", "t1", "Vera", "--as", "volunteer"
    yield "advance", "t1", "plan_bezichtiging"
    yield "advance", "t1", "start_coaching"
    yield "advance", "t1", "start_coaching", "--fact", "huurcontract_op=2017-01-02"
    yield "fact", "set", "t3", "vergunning_verleend_op", "2016-12-20"
    yield "fact", "set", "t4", "inburgeringsplichtig_op", "2016-12-20"
    yield "note", "t1", "een notitie"
    yield "task", "done", "t1", "bsn"
    yield "task", "done", "t1", "nietbestaand"
    yield "task", "missed", "t1", "huisarts"
    yield "household", "house", "H-1", "--municipality", "westland", "--dwelling", "W-1"
    yield "suspend", "t3/nareis_aanvragen", "--ground", "advocaat", "--until", "2017-01-09"
    yield "extend", "t3/nareis_aanvragen", "--until", "2017-05-09"
    yield "snooze", "t4/inburgering_einde", "--until", "2017-02-01", "--reason", "x"
    yield "acknowledge", "t3/nareis_aanvragen"
    yield "correct", "t1", "2", "--void", "--reason", "vergissing"
    yield "transfer", "t1", "--municipality", "leiden", "--dry-run"
    yield "client", "merge", "P-3", "into", "P-1", "--reason", "dezelfde"
    yield "client", "unmerge", "P-3", "--reason", "toch niet"
    yield "household", "leave", "H-1", "--member", "P-2"
    yield "household", "join", "H-1", "--member", "P-2"
    yield "household", "move", "H-1", "--municipality", "leiden", "--dwelling", "W-2"
    yield "close", "t2", "--outcome", "gestopt", "--reason", "x"
    yield "settle", "q1", "no", "--reason", "x"
    yield "client", "edit", "P-2", "--born", "1999-01-01", "--reason", "paspoort"
    yield "staff", "away", "Vera", "--from", "2017-01-02", "--until", "2017-01-05"
    yield "staff", "back", "Vera"
    yield "staff", "hours", "Cora", "--days", "ma,di"
    yield "scheduler", "tick"
    for key in ("t1", "t2", "t3", "t4", "H-1", "P-1", "P-2", "t3/nareis_aanvragen"):
        yield "show", key
    for key in ("t1", "t2", "t3", "t4"):
        yield "history", key
        yield "replay", key
        yield "show", key, "--diagram"
    for name in ("nareis_aanvragen", "brp_inschrijven", "N1"):
        yield "why-not", "t3", name
        yield "why-not", "t1", name
    yield "why", "t3/nareis_aanvragen"
    yield "why", "t3/nareis_aanvragen#2/half.0"
    yield "why", "t1/brp_inschrijven"
    yield "term", "2019-01-20", "3 maanden", "--legal", "statutory"
    yield "forecast", "H-1"
    yield "forecast", "--coordinator", "Cora"
    yield "due", "--within", "400 dagen"
    yield ("board",)
    yield "digest", "Cora"
    yield "digest", "Thea", "--weekly"
    yield ("overview",)
    yield ("doctor",)
    yield "doctor", "--deep"
    yield "scheduler", "ledger"
    yield "scheduler", "preview", "--until", "2017-05-01"
    yield "staff", "list"
    yield "client", "find", "P"
    yield "audit", "verify"
    yield ("schema",)
    for reading in ("list", "check", "sources"):
        yield "workflow", reading
    for name in ("vestiging", "inburgering", "gezinshereniging"):
        for reading in ("show", "explain", "diagram"):
            yield "workflow", reading, name, "--municipality", "westland"
    yield "workflow", "diff", "vestiging", "vestiging", "--municipality", "westland"
    yield "client", "leave", "P-1", "--reason", "verhuisd"
    yield "client", "return", "P-1"
    yield ("rebuild",)


READS = {
    *("show", "history", "replay", "why", "why-not", "forecast", "due", "board", "caseload"),
    *("digest", "overview", "doctor", "workflow", "term", "audit"),
}


def test_every_page_is_dutch_and_wraps_between_words(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """At eighty columns no word is cut that stands whole where there is room."""
    english, cut = {}, {}
    for number, typed in enumerate(a_busy_week(desk)):
        desk.who = "Ada" if typed[0] in ("staff", "rebuild") else "Cora"
        desk.on("2017-01-03" if number < 60 else "2017-03-20")
        ran = desk.run(*typed)
        if found := english_in(ran.out + ran.err):
            english[typed] = found
        if typed[0] in READS:
            monkeypatch.setenv("COLUMNS", "80")
            if parts := set(LONG.findall(desk.run(*typed).out)) - set(LONG.findall(ran.out)):
                cut[typed] = parts
            monkeypatch.setenv("COLUMNS", "200")

    assert ({}, {}) == (english, cut)
