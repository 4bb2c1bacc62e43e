"""A PostgreSQL database as a file, by PostgreSQL's own programs: pg_dump and pg_restore, or psql for a file of SQL."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, Engine, make_url, text

from trajectories.repository.backup import FOR_OWNER, forget, on_disk, told
from workflows.errors import HistoryBroken, NotFound, Refused
from workflows.words import Words

ARCHIVE = b"PGDMP"  # how a file of pg_dump's own form begins
REVISION = re.compile(r"COPY (?:\w+\.)?alembic_version \(version_num\) FROM stdin;\n(\w+)\n")
TABLES = """SELECT quote_ident(nspname) || '.' || quote_ident(relname)
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
              AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'"""


def dump(url: str, target: Path, environment: Mapping[str, str] = os.environ) -> None:
    """In pg_dump's own form, whole at one moment, while others work; read through once before it gets its name."""
    part = target.with_name(f"{target.name}.part")
    with told(part):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER))
        try:
            _run(url, environment, "pg_dump", "--format=custom", "--no-owner", f"--file={part}", at="--dbname=")
            _run("", environment, "pg_restore", "--file=/dev/null", str(part))
            on_disk(part)
            part.replace(target)
        finally:
            forget(part)


def revision_in(copy: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The revision of the schema that a file holds. Raises NotFound where it is no copy of ours, or not there."""
    if not copy.is_file():
        raise NotFound(Words(f"er is geen bestand {copy}", f"there is no file {copy}"))
    if _is_archive(copy):
        told_by = _run("", environment, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(copy))
    else:
        told_by = copy.read_text(encoding="utf-8", errors="replace")
    found = REVISION.search(told_by)
    if found is None:
        raise NotFound(
            Words(f"{copy} is geen kopie van een database van traject", f"{copy} is no copy of a database of traject")
        )
    return found[1]


def must_be_empty(engine: Engine) -> None:
    """Raises Refused where anything stands in the database: only an empty one takes a copy."""
    with engine.connect() as connection:
        found = connection.execute(text(TABLES)).first()
    if found:
        raise Refused(
            Words(
                "in deze database staat al iets; op PostgreSQL zet ‘restore’ een kopie alleen in een lege: maak er "
                "een met ‘createdb’ en wijs daar met --database naar",
                "something stands in this database; on PostgreSQL 'restore' puts a copy into an empty one only: make "
                "one with 'createdb' and point --database to it",
            )
        )


def empty_again(engine: Engine) -> None:
    """After a copy that was put into an empty one turned out to be unfit."""
    with engine.begin() as connection:
        for name in list(connection.execute(text(TABLES)).scalars()):
            connection.exec_driver_sql(f"DROP TABLE {name} CASCADE")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS history_is_kept() CASCADE")


def load(url: str, copy: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Puts the copy into an empty database: all of it, or nothing."""
    if _is_archive(copy):
        archive = ("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(url, environment, *archive, str(copy), at="--dbname=")
    else:
        words = (
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--single-transaction",
            "--output=/dev/null",
        )
        _run(url, environment, *words, f"--file={copy}", at="--dbname=")


def _is_archive(copy: Path) -> bool:
    with copy.open("rb") as file:
        return file.read(len(ARCHIVE)) == ARCHIVE


def _run(url: str, environment: Mapping[str, str], program: str, *words: str, at: str = "") -> str:
    """What it printed. The password goes by the environment, where other accounts do not see it."""
    found = shutil.which(program, path=environment.get("PATH"))
    if found is None:
        raise Refused(
            Words(
                f"{program} staat niet op deze machine; installeer postgresql-client van de versie van de server",
                f"{program} is not on this machine; install the package postgresql-client of the server's version",
            )
        )
    place, secrets = _apart(url) if url else ("", {})
    done = subprocess.run(
        [found, *([at + place] if place else []), *words],
        env={**environment, **secrets},
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise _failed(program, done.stderr)
    return done.stdout


def _apart(url: str) -> tuple[str, dict[str, str]]:
    """The address as everyone may read it, and what goes by the environment. Raises Refused for what cannot."""
    parsed = make_url(url)
    if "sslpassword" in parsed.query:
        raise Refused(
            Words(
                "het adres van de database bevat sslpassword, dat op de opdrachtregel van pg_dump voor ieder te lezen "
                "is; zet het in ~/.pg_service.conf, en ?service=NAAM in het adres",
                "the address of the database holds sslpassword, which everyone could read on the command line of "
                "pg_dump; put it into ~/.pg_service.conf, and ?service=NAME into the address",
            )
        )
    asked = parsed.query.get("password", parsed.password)
    password = asked[-1] if isinstance(asked, tuple) else asked
    shown = parsed.difference_update_query(["password"])
    place = URL.create("postgresql", shown.username, None, shown.host, shown.port, shown.database, shown.query)
    return place.render_as_string(hide_password=False), {"PGPASSWORD": password} if password else {}


def _failed(program: str, said: str) -> HistoryBroken | Refused:
    """With its own first line, which names no password."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    first = lines[0][:200] if lines else "–"
    words = Words(
        f"{program} lukte niet, en er is niets veranderd: {first}",
        f"{program} failed, and nothing was changed: {first}",
    )
    return HistoryBroken(words) if program == "pg_restore" else Refused(words)
