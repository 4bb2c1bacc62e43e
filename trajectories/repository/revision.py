"""Which revisions of the schema this release knows, by the names of their files."""

from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parent.parent / "schema" / "versions"


@cache
def newest_revision() -> str:
    return max(known_revisions())


@cache
def known_revisions() -> frozenset[str]:
    return frozenset(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def is_of_traject(revision: str) -> bool:
    """Whether it has the form of ours, known or not: four digits."""
    return len(revision) == 4 and revision.isascii() and revision.isdigit()
