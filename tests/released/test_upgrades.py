"""The demonstration and the two-year office as the release before made them, taken over by the code of now: each
difference is a line in the plan.

The release's own code makes the database, so these are long runs.
"""

from pathlib import Path

import pytest

from tests.released.upgrade import Upgraded, by_its_own_code, release, upgrade

pytestmark = pytest.mark.soak

DEMO = """
import sys
from cli.app import main
sys.exit(main(["--database", sys.argv[1], "--lang", "en", "demo", "--no-tour"]))
"""
OFFICE = """
import sys
from tests.soak_office.test_nobody_is_missed import FRI_8_JANUARY, STAFF, years
years("sqlite:///" + sys.argv[1], STAFF, 40, FRI_8_JANUARY)
"""


def must_be_told(found: Upgraded) -> None:
    """Each term that differs was named by the trial, with a reason; and everything verifies."""
    assert [] == [
        (each, found.before.get(each), found.after.get(each))
        for each in found.differing()
        if not found.reasons.get(each)
    ]
    assert [] == found.problems


def test_the_demonstration(tmp_path: Path):
    database = tmp_path / "demo.db"
    by_its_own_code(release(tmp_path / "then"), DEMO, str(database))

    found = upgrade(database)

    assert found.moved == 368
    assert {"inburgering_einde", "verlenging_open"} <= {rule for _, rule in found.differing()}
    must_be_told(found)


def test_the_two_year_office(tmp_path: Path, record_property):
    database = tmp_path / "office.db"
    by_its_own_code(release(tmp_path / "then"), OFFICE, str(database))

    found = upgrade(database)

    record_property("moved", found.moved)
    record_property("terms that differ", len(found.differing()))
    assert found.moved > 50
    must_be_told(found)
