"""Where a database is, as it may be shown: host, port and name, or the file, whatever else stands in its URL."""

from functools import cache
from pathlib import Path

from sqlalchemy import URL, make_url

USUAL_PORT = 5432


@cache
def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for any other database."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite") or not parsed.database:
        return None
    return Path(parsed.database)


def shown_place(url: str | URL) -> str:
    """`db.example.org:5432/traject`, or the file. Never a user, a password or a parameter: a secret may be in each."""
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite"):
        return parsed.database or "SQLite"
    host = (parsed.host or "").rpartition("@")[2] or _only(parsed.query.get("host")) or "localhost"
    port = parsed.port or _only(parsed.query.get("port")) or USUAL_PORT
    name = parsed.database or _only(parsed.query.get("dbname")) or ""
    return f"{host}:{port}/{name}"


def shown_address(text: str) -> str:
    """As --database takes it, with nothing in it but the place: who, and by which password, the surroundings say."""
    if "://" not in text:
        return text
    return shown_place(text) if text.startswith("sqlite") else f"postgresql://{shown_place(text)}"


def _only(given: str | tuple[str, ...] | None) -> str:
    """Of a parameter that may be given several times, as hosts are."""
    return given if isinstance(given, str) else ",".join(given or ())
