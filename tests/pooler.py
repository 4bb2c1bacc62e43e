"""A throw-away pgbouncer before the tests' PostgreSQL, that gives a server to a transaction only (`pool_mode`)."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.postgres import SUPERUSER, Server, free_port, unprivileged

SECONDS = 20
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server} user={user}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 1
max_client_conn = 50
query_wait_timeout = 30
logfile = {folder}/log
"""


def find_pgbouncer() -> str | None:
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


@contextlib.contextmanager
def pooler(server: Server) -> Iterator[int]:
    """The port on which it listens; one connection to each database behind it."""
    program = find_pgbouncer()
    assert program is not None
    account = unprivileged()
    with tempfile.TemporaryDirectory(prefix="traject-pooler-", dir="/tmp") as name:
        folder, port = Path(name), free_port()
        (folder / "users").write_text(f'"{SUPERUSER}" ""\n')
        told = SETTINGS.format(server=server.port, user=SUPERUSER, port=port, folder=folder)
        (folder / "settings").write_text(told)
        if account.uid is not None and account.gid is not None:
            for each in (folder, *folder.iterdir()):
                shutil.chown(each, account.uid, account.gid)
        running = subprocess.Popen(
            [program, "-q", folder / "settings"],
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _must_answer(port)
            yield port
        finally:
            running.terminate()
            running.wait(SECONDS)


def _must_answer(port: int) -> None:
    give_up = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(
                f"host=127.0.0.1 port={port} user={SUPERUSER} dbname=postgres", prepare_threshold=None
            ).close()
        except psycopg.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return
