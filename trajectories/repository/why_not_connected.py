"""Why PostgreSQL let nobody in, by its code: a driver keeps only the words of that answer, in the server's language.

Asked once more, with the talk of both ends written to a file in memory, from which the code is read; nothing else of it
is kept. Where the library cannot write that down (elsewhere than on Linux) there is no code.
"""

import re
import tempfile
from select import select
from time import monotonic

from psycopg import Error, conninfo, pq
from sqlalchemy import make_url

SECONDS = 3.0
CODE = re.compile(rb'ErrorResponse\t.*? C "([0-9A-Z]{5})"')


def sqlstate_of_refusal(url: str) -> str:
    """Empty where no server answered in time, or where it let us in this time."""
    parsed = make_url(url)
    given = {name: value for name, value in parsed.query.items() if isinstance(value, str)}
    given |= {
        name: str(value) for name, value in parsed.translate_connect_args(username="user", database="dbname").items()
    }
    try:
        return _asked(conninfo.make_conninfo(**given))
    except (Error, OSError, ValueError):
        return ""


def _asked(text: str) -> str:
    with tempfile.TemporaryFile() as talk:
        connection = pq.PGconn.connect_start(text.encode())
        try:
            _follow(connection, talk.fileno())
        finally:
            connection.finish()
        talk.seek(0)
        found = CODE.search(talk.read())
    return found[1].decode() if found else ""


def _follow(connection: pq.abc.PGconn, talk: int) -> None:
    """Until it is connected, refused, or out of time."""
    until = monotonic() + SECONDS
    if connection.status == pq.ConnStatus.BAD:
        return
    wanted: int = pq.PollingStatus.WRITING
    while wanted not in (pq.PollingStatus.OK, pq.PollingStatus.FAILED) and monotonic() < until:
        ends = [connection.socket]
        reading = wanted == pq.PollingStatus.READING
        select(ends if reading else [], [] if reading else ends, [], max(0.0, until - monotonic()))
        connection.trace(talk)  # again for each socket that it tries
        wanted = connection.connect_poll()
    connection.untrace()  # which writes down what it still held
