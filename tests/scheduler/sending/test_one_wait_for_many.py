"""What a message asks of PostgreSQL it asks at once: a tick waits for the database a few times, not every time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.scheduler.offices import Office, an_office

PER_MESSAGE = 5  # looked up, let go of, under which identity it goes, taken, and written down
DOCS = Path("docs/performance.md")
WAITED = ("\tSync", "\tQuery")


@pytest.fixture
def office(postgres_url: str) -> Iterator[Office]:
    office = an_office(postgres_url)
    yield office
    office.app.store.close()


def test_a_message_with_one_rung_waits_for_the_database_a_few_times(office: Office, tmp_path: Path):
    """It was thirty-one times: each statement by itself, and a question before each transaction."""
    few = waits(office, tmp_path / "few", 5)
    many = waits(office, tmp_path / "many", 25)

    assert (many - few) / 20 <= PER_MESSAGE
    assert f"at most {PER_MESSAGE} times" in DOCS.read_text(encoding="utf-8")


def waits(office: Office, path: Path, messages: int) -> int:
    """How often a tick that tells so many people one thing each waits for the database's answer."""
    refs = [f"WL-{path.name}-{number}" for number in range(messages)]
    people = [office.joins(f"{path.name}{number}", "coordinator") for number in range(messages)]
    office.clients(refs, "2026-02-12", people)
    with path.open("wb") as file:

        def is_traced(connection: Any, *_: object) -> None:
            connection.pgconn.trace(file.fileno())

        event.listen(office.app.store.engine, "checkout", is_traced)
        report = office.tick("2026-04-10T10:00")
        event.remove(office.app.store.engine, "checkout", is_traced)
        with office.app.store.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.pgconn.untrace()
    assert report.sent >= messages
    lines = path.read_text(errors="replace").splitlines()
    return sum("\tF\t" in line and any(word in line for word in WAITED) for line in lines)
