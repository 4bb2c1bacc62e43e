"""A page is made from its view: what it says was read before, in one place, and the document says the same."""

import re
from pathlib import Path

READING = Path(__file__).parents[3] / "cli" / "reading"
DOMAIN = re.compile(
    r"^from trajectories\.(?:deadlines|history|casework|repository|projections|service)\b.*", re.MULTILINE
)


def test_no_page_reads_what_is_recorded():
    pages = [*READING.glob("*_page.py"), READING / "diagrams.py"]

    assert {} == {path.name: found for path in pages if (found := DOMAIN.findall(path.read_text()))}
