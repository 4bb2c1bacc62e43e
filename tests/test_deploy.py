"""The files in deploy/: units that a machine can read, commands and settings that exist, a backup that restores."""

import configparser
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.scheduler.offices import an_office, reopened
from tests.test_docs import mistakes
from trajectories.audit import verify
from trajectories.repository.dumps import dump
from workflows.errors import Refused

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
every_unit = pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)


class Unit(configparser.RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def read(path: Path) -> Unit:
    unit = Unit(strict=True)
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def settings() -> dict[str, str]:
    """The lines of the example."""
    lines = (DEPLOY / "traject.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@every_unit
def test_a_unit_says_what_it_is_and_what_it_does(path: Path) -> None:
    unit = read(path)

    assert unit["Unit"]["Description"].startswith("traject: ")
    assert ("Service" if path.suffix == ".service" else "Timer") in unit


@every_unit
def test_a_unit_calls_what_there_is(path: Path) -> None:
    unit = read(path)
    if "Service" not in unit:
        assert (path.with_suffix(".service")).exists()
        return
    program, *words = shlex.split(unit["Service"]["ExecStart"])

    assert program.startswith("/")
    if program == "/opt/traject/bin/traject":
        found, wrong = mistakes(shlex.join(words))
        assert found
        assert [] == wrong
    if program.startswith("/opt/traject/deploy/"):
        assert (DEPLOY / Path(program).name).stat().st_mode & 0o111


@every_unit
def test_a_unit_that_fails_calls_one_that_exists(path: Path) -> None:
    for line in read(path)["Unit"].get("OnFailure", "").split():
        assert (DEPLOY / f"{line.partition('@')[0]}@.service").exists()


@pytest.mark.parametrize("name", ["scheduler", "doctor", "backup"])
def test_a_unit_that_sees_clients_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = read(DEPLOY / f"traject-{name}.service")["Service"]

    assert ("traject", "yes", "strict", "") == (
        service["User"],
        service["NoNewPrivileges"],
        service["ProtectSystem"],
        service["CapabilityBoundingSet"],
    )


def test_the_scheduler_comes_back_and_has_time_to_leave() -> None:
    service = read(DEPLOY / "traject-scheduler.service")["Service"]

    assert "always" == service["Restart"]
    assert int(service["TimeoutStopSec"]) > 5


@pytest.mark.parametrize("name, when", [("doctor", "*:0/15"), ("backup", "*-*-* 02:30")])
def test_a_timer_comes_when_the_page_says(name: str, when: str) -> None:
    """Every quarter of an hour, and every night; caught up with after a night without the machine."""
    timer = read(DEPLOY / f"traject-{name}.timer")["Timer"]

    assert (when, "yes") == (timer["OnCalendar"], timer["Persistent"])


def test_the_example_names_settings_that_exist_and_holds_no_secret() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (*ROOT.glob("cli/**/*.py"), *ROOT.glob("trajectories/**/*.py"))
    )

    assert [] == [name for name in settings() if not re.search(rf'"{name}"', code)]
    assert "" == settings()["TRAJECT_SMTP_PASSWORD"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    """As installed, but with a program that exists here."""
    for path in UNITS:
        text = re.sub(r"^ExecStart=/opt/\S+", "ExecStart=/bin/true", path.read_text(), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True,
        text=True,
    )

    assert [] == [line for line in done.stderr.splitlines() if "traject" in line]


# backup and restore


def back_up(url: str, folder: Path, programs: Path | None = None) -> Path:
    """What backup.sh made, while the database is open. programs: where pg_dump is, of the server's own version."""
    path = [str(programs)] if programs else []
    done = subprocess.run(
        [DEPLOY / "backup.sh", str(folder)],
        env={"PATH": ":".join([*path, "/usr/bin:/bin"]), "TRAJECT_DATABASE": url, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stderr
    return Path(done.stdout.strip())


def test_a_backup_of_sqlite_is_whole_and_forgets_what_was_said_after_it(sqlite_url: str, tmp_path: Path) -> None:
    """It was taken between two ticks; after the restore the second one says its reminder again, and nothing is lost."""
    office = an_office(sqlite_url)
    anna = next(key for key, name in office.staff.items() if name == "Anna")
    office.client(coordinator=anna)
    office.tick("2026-04-10")
    copy = back_up(sqlite_url, tmp_path)
    office.tick("2026-05-04")
    said = office.told()
    office.app.store.close()

    restored = reopened(f"sqlite:///{copy}")
    restored.staff = office.staff
    with restored.app.read() as uow:
        assert verify.verify(uow).ok
    assert said[:1] == restored.told()
    assert "delete" == journal_mode(copy)
    restored.tick("2026-05-04")

    assert said == restored.told()
    restored.app.store.close()


def journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        return str(connection.execute("pragma journal_mode").fetchone()[0])


def test_a_backup_never_makes_a_database_by_looking_for_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [DEPLOY / "backup.sh", str(tmp_path)],
        env={"PATH": "/usr/bin:/bin", "TRAJECT_DATABASE": str(tmp_path / "none.db"), "PYTHON": sys.executable},
        capture_output=True,
    )

    assert 0 != done.returncode
    assert not (tmp_path / "none.db").exists()
    assert [] == list(tmp_path.glob("*.db"))


@pytest.mark.postgres
def test_a_backup_of_postgresql_restores_beside_the_old_one(postgres_server: Server, tmp_path: Path) -> None:
    """With the programs that came with the server: those of an older version refuse to dump a newer one."""
    programs = postgres_server.bin
    if not (programs / "pg_dump").exists():
        pytest.skip(f"{postgres_server.binaries} came without pg_dump")
    with postgres_server.database() as old, postgres_server.database() as new, ExitStack() as open_stores:
        office = an_office(old)
        open_stores.callback(office.app.store.close)
        office.client()
        office.tick("2026-04-10")
        copy = back_up(old.replace("+psycopg", ""), tmp_path, programs)
        done = subprocess.run(
            [
                programs / "pg_restore",
                "--no-owner",
                "--exit-on-error",
                f"--dbname={new.replace('+psycopg', '')}",
                str(copy),
            ],
            capture_output=True,
            text=True,
        )
        assert 0 == done.returncode, done.stderr

        restored = reopened(new)
        open_stores.callback(restored.app.store.close)
        restored.staff = office.staff
        with restored.app.read() as uow:
            assert verify.verify(uow).ok
        assert office.told() == restored.told()


@pytest.mark.postgres
@pytest.mark.parametrize("form", ["//traject:{secret}@{rest}", "//traject@{rest}?password={secret}"])
def test_a_backup_shows_no_password_to_who_looks_at_what_runs(
    postgres_server: Server, tmp_path: Path, form: str
) -> None:
    """Every account of a machine can read the command line of every process on it."""
    if not (postgres_server.bin / "pg_dump").exists():
        pytest.skip(f"{postgres_server.binaries} came without pg_dump")
    seen, programs, secret = tmp_path / "seen", tmp_path / "programs", f"geheim{os.getpid()}"
    programs.mkdir()
    for name in ("pg_dump", "pg_restore"):
        spy = programs / name
        spy.write_text(
            f"#!/bin/sh\nps -eo args >>{seen}; echo $PGPASSWORD: by the environment >>{seen}\n"
            f'exec {postgres_server.bin / name} "$@"\n'
        )
        spy.chmod(0o755)
    with postgres_server.database() as url:
        an_office(url).app.store.close()
        place, _, rest = url.replace("+psycopg", "").partition("//traject@")

        copy = back_up(place + form.format(secret=secret, rest=rest), tmp_path, programs)

    told = seen.read_text(encoding="utf-8").splitlines()
    assert ".dump" == copy.suffix
    assert any("pg_dump" in line and "--format=custom" in line for line in told)
    assert {f"{secret}: by the environment"} == {line for line in told if secret in line}


def test_what_can_only_be_given_on_a_command_line_is_refused(tmp_path: Path) -> None:
    """The passphrase of a key has no other way to pg_dump."""
    with pytest.raises(Refused, match="sslpassword"):
        dump("postgresql://h/d?sslpassword=geheim", tmp_path / "copy.dump")

    assert [] == list(tmp_path.iterdir())
