"""Lists as an administrator brings them: the day that was meant, and no row without a word."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")  # Monday


def a_file(tmp_path: Path, *lines: str, name: str = "lijst.csv") -> str:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """A case of vestiging for each of two households."""
    clients = a_file(tmp_path, "Kenmerk;Naam;Huishouden", "C-1;Jan Aa;H-1", "C-2;Els Bee;H-2")
    cases = a_file(tmp_path, "Kenmerk;Gemeente", "H-1;westland", "H-2;westland", name="trajecten.csv")
    desk.ask("import", "clients", clients, "--apply")
    desk.ask("import", "cases", cases, "--workflow", "vestiging", "--apply")
    return desk


def shown_fact(desk: Desk, ref: str, fact: str) -> object:
    [found] = [each for each in desk.ask("show", ref)["trajectories"] if each["workflow"] == "vestiging"]
    return found["facts"][fact]["value"]


def test_a_value_that_is_a_day_proves_the_order_as_any_day(office: Desk, tmp_path: Path):
    """The column of values holds days too: 04-13-2025 says that 03-04-2025 is the fourth of March."""
    path = a_file(tmp_path, "Kenmerk;Feit;Waarde", "H-1;gevestigd_op;03-04-2025", "H-2;gevestigd_op;04-13-2025")

    assert {"facts": 2} == office.ask("import", "facts", path, "--past", "none", "--apply")["added"]
    assert "2025-03-04" == shown_fact(office, "H-1", "gevestigd_op")
    assert "2025-04-13" == shown_fact(office, "H-2", "gevestigd_op")


def test_a_value_that_may_be_two_days_is_asked_about(office: Desk, tmp_path: Path):
    path = a_file(tmp_path, "Kenmerk;Feit;Waarde", "H-1;gevestigd_op;03-04-2025")
    ran = office.run("import", "facts", path, "--past", "none", "--good-rows", "--apply")

    assert 4 == ran.code
    assert "row 2, column C (Waarde), '03-04-2025'" in " ".join(ran.err.split())
    assert "--dates" in ran.err
    office.ask("import", "facts", path, "--dates", "m-d-y", "--past", "none", "--apply")
    assert "2025-03-04" == shown_fact(office, "H-1", "gevestigd_op")
