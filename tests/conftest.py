"""What every test may ask for: a fresh SQLite file, a fresh PostgreSQL database, or both in turn."""

import contextlib
import gc
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from tests.apps import close_apps
from tests.postgres import NoPostgres, Server, find_binaries

Prepare = Callable[[str], None]

CACHE = tempfile.TemporaryDirectory(prefix="traject-cache-")  # not the user's own; the workers of a run share it

TESTS = Path(__file__).parent

# What a Python and its libraries may do differently: the command line, mail, what is stored and how it is written, the
# drivers of both databases. The rest says the same on each Python, so it is asked of one in a run.
ON_EVERY_PYTHON = {
    *("office", "people", "reading", "sending", "history", "service", "repository"),
    *("test_help.py", "test_sentences_of_typer.py"),
    *("test_store.py", "test_service.py", "test_dispatch.py", "test_trust.py", "test_upgrade.py"),
    *("test_concurrency.py", "test_golden.py", "test_settings.py", "test_addresses_and_words.py"),
}

# Stories of what people read and type, and of cases: on PostgreSQL they say what they say on SQLite, through statements
# that others there test. On PostgreSQL they are part of the long runs.
ON_POSTGRES_IN_SOAK = {
    *("test_facts_have_sense", "test_a_first_event_can_be_undone", "test_words_in_as_people_write_them"),
    *("test_those_who_are_here_already", "test_people_are_followed", "test_questions_about_people"),
    *("test_late_knowledge_speaks", "test_refusals_that_tell_the_truth", "test_facts_of_a_person"),
    *("test_lists_do_not_reassure_wrongly", "test_why_says_what_became_of_it", "test_late_knowledge_by_command"),
    *("test_people", "test_one_a_day", "test_new_rule", "test_lives", "test_volunteer_leaves", "test_moving_ground"),
    *("test_planned_days", "test_grounds_of_law", "test_work_stays_until_it_is_done", "test_clients_who_are_one"),
    *("test_mail_at_the_pace_of_the_deadline", "test_killed_at_random"),
}

# What changes tables, rows past the product, or the server on PostgreSQL: see TRAJECT_TEST_AS in tests/postgres.py.
AS_OWNER = {
    *("test_store", "test_upgrade", "test_one_door", "test_every_failure_has_its_sentence", "test_audit"),
    *("test_a_head_kept_elsewhere", "test_repair_never_launders", "test_the_history_decides", "test_two_processes"),
    *("test_witnesses_outside", "test_erasing_leaves_a_trace", "test_behind_a_pooler"),
    *("test_a_hang_and_a_death", "test_one_message_one_identity"),  # the server's clock
}

DIALECTS: dict[str, Dialect] = {}
COMPILED: dict[Any, Any] = {}  # by dialect and statement

hypothesis.settings.register_profile("traject", deadline=None, print_blob=True)
hypothesis.settings.register_profile(
    "mutants", deadline=None, max_examples=10, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
hypothesis.settings.load_profile("traject")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Whoever opens a connection closes it; a test is forgiven, as long as it opened it through `an_app`."""
    yield
    close_apps()


@event.listens_for(Pool, "connect")
def _hurried_at_once(connection: object, _: object) -> None:
    """Before the product sets up its write-ahead log: in a new file that waited for the disk too."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@event.listens_for(Pool, "checkout")
def _hurried(connection: object, record: ConnectionPoolEntry, _: object) -> None:
    """No test outlives a power cut, so SQLite need not wait for the disk; `info` keeps what the product asked of it."""
    if isinstance(connection, sqlite3.Connection) and "synchronous" not in record.info:
        [record.info["synchronous"]] = connection.execute("PRAGMA synchronous").fetchone()
        connection.execute("PRAGMA synchronous=OFF")


@event.listens_for(Engine, "engine_connect")
def _compiled_once(connection: Connection) -> None:
    """Every engine of a run speaks to the same SQLite or PostgreSQL by the same driver; compiling each statement anew
    for every test took an eighth of a run.
    """
    shared = DIALECTS.setdefault(connection.dialect.name, connection.dialect)
    if connection.dialect is not shared:
        connection.engine.dialect = connection.dialect = shared
    connection.execution_options(compiled_cache=COMPILED)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'traject.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Started by the first test of a worker that asks; each worker has its own."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """An empty database, dropped afterwards."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def postgres_copy(postgres_server: Server) -> Iterator[Callable[[Prepare], str]]:
    """`postgres_copy(prepare)`: the URL of a copy of what `prepare(url)` made; a worker prepares once, then copies."""
    with contextlib.ExitStack() as stack:
        yield lambda prepare: stack.enter_context(postgres_server.database(prepare))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """One contract, every backend: the test runs once on each."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ["TRAJECT_CACHE"] = CACHE.name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
        if item.path.stem in ON_POSTGRES_IN_SOAK and "postgresql" in item.name:
            item.add_marker(pytest.mark.soak)
        if item.path.stem in AS_OWNER:
            item.add_marker(pytest.mark.owner)
        if not ON_EVERY_PYTHON.intersection(item.path.relative_to(TESTS).parts):
            item.add_marker(pytest.mark.one_python)


def pytest_collection_finish() -> None:
    """What was imported and collected stays; looking through it for garbage again and again took a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    return f"databases: SQLite {sqlite3.sqlite_version}, {postgres_name()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was really run, since a header is only a plan."""
    passed = [report for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    on_postgres = sum("postgres" in report.keywords for report in passed)
    terminalreporter.write_line(f"passed on {postgres_name()}: {on_postgres}; others: {len(passed) - on_postgres}")


def postgres_name() -> str:
    try:
        return str(find_binaries())
    except NoPostgres:
        return "no PostgreSQL (tests that need it will fail)"
