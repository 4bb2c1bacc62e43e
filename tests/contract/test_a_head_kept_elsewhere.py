"""What the end of the history was is kept by someone outside: what was changed behind it afterwards is found."""

import json
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from time import monotonic

import pytest
from sqlalchemy import text

from tests.apps import a_store
from tests.builders import Desk, given_database
from tests.scheduler.offices import Office
from tests.trajectories.test_tree_hash import by_definition
from trajectories.audit import verify as audit
from trajectories.audit.checkpoint import ComparedHistory, compare, heads, settled_position, take
from trajectories.audit.kept_checkpoint import Checkpoint, KeptCheckpoint, kept_in
from trajectories.history import events as ev
from trajectories.repository.round_trips import may_wait
from trajectories.repository.store import COLUMNS, event_hash
from trajectories.repository.writers import AMONG_WRITERS
from workflows.errors import UsageError, VersionConflict

MON_8 = date(2024, 1, 8)
TRIGGERS = ("event_no_update", "event_no_delete", "event_no_replace", "private_no_update", "private_no_delete")


OF_P2 = tuple(
    f"delete from {what} = 'p2'" for what in ("event where stream", "person where id", "private where subject")
)
NAMED_IN_IT = "data like '%' || private.id || '%'"


@pytest.fixture
def walked(desk: Desk) -> Desk:
    """Two clients, of whom one is followed."""
    desk.client("A-1", "1990-05-31", "Amal Haddad")
    desk.client("A-2", "1991-05-31", "Bassam Haddad")
    key = desk.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")
    desk.note(key, "belt donderdag terug")
    return desk


def taken(desk: Desk, *, by_stream: bool = False) -> KeptCheckpoint:
    position = settled_position(desk.app.store)
    with desk.read() as uow:
        return KeptCheckpoint(take(uow, position), tuple(heads(uow, position)) if by_stream else None)


def compared(desk: Desk, *kept: KeptCheckpoint) -> ComparedHistory:
    position = settled_position(desk.app.store)
    with desk.read() as uow:
        return compare(uow, position, kept)


def told(desk: Desk, *kept: KeptCheckpoint) -> list[str]:
    return [f"{each.stream} {each.version}: {each.words.say('en')}" for each in compared(desk, *kept).differences]


def tamper(desk: Desk | Office, *statements: str, **values: object) -> None:
    """As someone who owns the database: its triggers go first."""
    with desk.app.store.write() as uow:
        drops = [f"drop trigger if exists {name}" for name in TRIGGERS]
        if not uow.is_sqlite:
            drops = [f"drop trigger if exists {table}_no_change on {table}" for table in ("event", "private")]
        for statement in (*drops, *statements):
            uow.connection.execute(text(statement), values if statement in statements else {})
    desk.app.store.door.forget()  # as whoever comes next, in a process of their own


def rechained(desk: Desk | Office, stream: str, version: int, **changed: str) -> None:
    """Changes an event, and every hash from there on, so that the chain is as whole as it was."""
    names = [column.name for column in COLUMNS]
    listing = f"select {', '.join(names)} from event where stream = '{stream}' order by version"
    with desk.app.store.read() as uow:
        rows = [tuple(row) for row in uow.connection.execute(text(listing))]
    previous = rows[version - 2][-1] if version > 1 else "0" * 64
    for row in rows[version - 1 :]:
        stored = dict(zip(names, row, strict=True)) | (changed if row[1] == version else {})
        fields = [str(stored[name]) for name in names[:-1]]
        previous = event_hash(previous, fields)
        update = (
            "update event set data = :data, occurred_on = :on, hash = :hash where stream = :stream and version = :at"
        )
        tamper(
            desk,
            update,
            data=str(stored["data"]),
            on=str(stored["occurred_on"]),
            hash=previous,
            stream=stream,
            at=row[1],
        )


def nothing_else_sees_it(desk: Desk) -> None:
    desk.rebuild()
    with desk.read() as uow:
        assert [] == audit.verify(uow).problems


# what it is


def test_it_is_the_tree_over_the_hashes_of_all_events_in_order_of_position(walked):
    """By hand, as the page for an auditor tells it."""
    leaves = [row[0].encode() for row in walked.rows("select hash from event order by position")]

    found = taken(walked).checkpoint

    assert (len(leaves), by_definition(leaves).hex(), "") == (found.events, found.root, found.before)
    lines = f"{found.database}\n{found.position}\n{found.events}\n{found.root}\n{found.before}"
    assert sha256(lines.encode()).hexdigest() == found.hash
    assert walked.rows("select max(position) from event") == [(found.position,)]
    assert walked.rows("select value from setting where key = 'database_id'") == [(found.database,)]


def test_what_is_recorded_later_leaves_what_was_before_as_it_was(walked):
    first = taken(walked)
    walked.note("t1", "nog iets")
    second = taken(walked, by_stream=True)
    walked.client("A-3")

    assert [] == told(walked, second, first)
    assert first.checkpoint.root != second.checkpoint.root


def test_erasing_a_private_value_changes_nothing(walked):
    before = taken(walked, by_stream=True)

    tamper(walked, "delete from private where subject = 'p1'")

    assert [] == told(walked, before)


# what was changed behind it


def test_content_with_its_chain_recomputed_is_found(walked):
    """Nothing inside the database can tell."""
    before, by_stream = taken(walked), taken(walked, by_stream=True)

    rechained(walked, "p2", 1, occurred_on="2024-01-05")

    nothing_else_sees_it(walked)
    position = before.checkpoint.position
    root = f"history 0: the history up to position {position} is not what it was at that checkpoint"
    [alone], [beside, stream] = told(walked, before), told(walked, by_stream)
    assert (f"{root}. Where the change lies this checkpoint does not tell", root) == (alone, beside)
    assert "p2 1: this event, or one before it in the stream, is not what it was at the checkpoint" == stream


def test_a_stream_removed_whole_is_found(walked):
    before, by_stream = taken(walked), taken(walked, by_stream=True)

    tamper(walked, *OF_P2, "update setting set value = '1' where key = 'last_p'")

    nothing_else_sees_it(walked)
    then = before.checkpoint.events
    assert f": {then - 1} events, and {then} then" in told(walked, before)[0]
    assert "p2 0: this stream was there at the checkpoint and is gone" == told(walked, by_stream)[1]


def test_an_older_copy_put_back_is_found_also_when_work_goes_on(walked):
    older = walked.rows("select max(position) from event")[0][0]
    walked.note("t1", "na de kopie")
    walked.client("A-3")
    lost = walked.rows("select max(position) from event")[0][0]
    before, by_stream = taken(walked), taken(walked, by_stream=True)

    tamper(
        walked,
        f"delete from private where exists (select 1 from event where position > {older} and {NAMED_IN_IT})",
        f"delete from event where position > {older}",
        "delete from person where id = 'p3'",
        "update trajectory set version = version - 1 where id = 't1'",
        "update setting set value = '2' where key = 'last_p'",
    )

    nothing_else_sees_it(walked)
    assert f"it ends at position {older}: its end was removed, or an older copy was put back" in told(walked, before)[0]
    assert ["p3 0", "t1 4"] == sorted(each.partition(":")[0] for each in told(walked, by_stream)[1:])

    if not walked.app.store.is_sqlite:
        tamper(walked, f"alter sequence event_position_seq restart with {older + 1}")
    for number in range(lost - older):
        walked.note("t1", f"opnieuw {number}")

    nothing_else_sees_it(walked)
    assert lost == taken(walked).checkpoint.position
    assert f"the history up to position {lost} is not what it was at that checkpoint" in told(walked, before)[0]


def test_what_was_put_in_between_is_found(walked):
    """At a position that was free: PostgreSQL leaves gaps."""
    tamper(walked, *OF_P2)
    gap = walked.rows("select max(position) from event")[0][0]
    walked.client("A-3")
    tamper(walked, f"update event set position = position + 50 where position > {gap}")
    before = taken(walked, by_stream=True)
    walked.client("A-4")

    tamper(
        walked,
        "update event set position = 2 + (select min(position) from event where stream = 'p3') where stream = 'p4'",
    )
    assert [] == told(walked, before)
    tamper(walked, f"update event set position = {gap + 1} where stream = 'p4'")
    nothing_else_sees_it(walked)

    assert f"{before.checkpoint.events + 1} events, and {before.checkpoint.events} then" in told(walked, before)[0]
    assert "p4 0: this stream was not there at the checkpoint, and stands at positions before it" in told(
        walked, before
    )


def test_between_which_checkpoints_it_lies_is_told(walked):
    first = taken(walked)
    walked.client("A-3")
    second = taken(walked)
    walked.client("A-4")
    third = taken(walked)

    rechained(walked, "p3", 1, occurred_on="2024-01-05")

    one, two = (each.checkpoint.position for each in (first, second))
    found = told(walked, third, first, second)
    assert f"up to position {two} is not what it was" in found[0]
    assert all(f"Up to position {one} it agrees, so that the change lies after that" in each for each in found)
    assert 2 == len(found)


def test_a_checkpoint_that_a_later_one_contradicts_is_itself_not_of_this_history(walked):
    first = taken(walked)
    walked.client("A-3")
    forged = KeptCheckpoint(first.checkpoint._replace(root="f" * 64))

    [found] = told(walked, forged, taken(walked))

    assert f"the checkpoint of position {first.checkpoint.position} is not of this history" in found


def test_a_checkpoint_of_another_database_says_so(walked):
    other = KeptCheckpoint(taken(walked).checkpoint._replace(database="a" * 32))

    assert [f"history 0: the checkpoint is of database {'a' * 32}, and this is "] == [
        each[:-32] for each in told(walked, other)
    ]


def test_text_that_cannot_be_read_does_not_stop_it(sqlite_desk):
    """SQLite takes any bytes for text."""
    sqlite_desk.client("A-1")
    before = taken(sqlite_desk, by_stream=True)

    tamper(sqlite_desk, "update event set hash = cast(x'ff' as text), version = 'x' where stream = 'p1'")

    assert ["history 0", "p1 1"] == [each.partition(":")[0] for each in told(sqlite_desk, before)]


# a moment at which nobody writes


def test_what_is_being_written_is_before_it_or_after_it_and_never_appears_behind_it(walked):
    """Two write at once on PostgreSQL, and the one that got the lower position is done last."""
    if walked.app.store.is_sqlite:
        return  # one writes at a time
    with ThreadPoolExecutor() as beside, walked.write() as slow:
        slow.append("office", [(ev.Restored(), MON_8)], walked.stamp)  # it has its position
        beside.submit(walked.client, "A-3").result()
        with pytest.raises(VersionConflict, match="writing for long"), walked.app.store.without_writers():
            pass
        waiting = beside.submit(settled_position, walked.app.store)
    assert walked.rows("select max(position) from event") == [(waiting.result(),)]


def test_who_waits_for_the_writers_holds_nobody_up_for_long(walked):
    """Someone who begins to write meanwhile goes on after a moment, though the first is not done."""
    if walked.app.store.is_sqlite:
        return
    with ThreadPoolExecutor() as beside, walked.write() as slow:
        slow.append("office", [(ev.Restored(), MON_8)], walked.stamp)
        waiting = beside.submit(settled_position, walked.app.store)
        assert "p3" == beside.submit(walked.client, "A-3").result()
    waiting.result()


@pytest.mark.skipif(not may_wait(), reason="this PostgreSQL library sends one statement at a time")
@pytest.mark.postgres
def test_the_lock_of_those_who_write_goes_along_with_their_first_statement(postgres_copy):
    """It is waited for together with that, and held until the transaction ends."""
    store = a_store(postgres_copy(given_database))
    held = text("select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted")

    with store.write() as uow:
        assert [AMONG_WRITERS.on(uow._wire.connection.dialect)[0]] == [sent.text for sent, _ in uow._wire._later]
        assert 1 == uow.connection.execute(held).scalar_one()
        assert [] == uow._wire._later

    with store.read() as uow:
        assert 0 == uow.connection.execute(held).scalar_one()


# as it is kept


def a_checkpoint(**parts):
    return Checkpoint("d" * 32, 812, 810, "a" * 64, "b" * 64)._replace(**parts)


def as_kept(checkpoint, **more):
    return json.dumps({"checkpoint": {**checkpoint._asdict(), "hash": checkpoint.hash}, **more}, indent=1)


def test_it_is_read_from_a_document_a_mail_or_many_of_them():
    first, second = a_checkpoint(), a_checkpoint(position=900, before="")
    own = json.dumps({**first._asdict(), "hash": first.hash})
    quoted = "\n".join(f"> {line}" for line in as_kept(second).splitlines())

    assert [KeptCheckpoint(first)] == kept_in(own, "f") == kept_in(as_kept(first), "f")
    assert [KeptCheckpoint(first), KeptCheckpoint(second)] == kept_in(f"Dag {{u}},\n{own}\nGroet\n{quoted}\n", "f")
    assert [KeptCheckpoint(first, ())] == kept_in(as_kept(first, heads=[]), "f")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{" * 100_000,
        '{"a":' * 100_000,
        '{"a":\n' * 1000,
        "\x00\ud800",
        "{}",
        '{"checkpoint": 3}',
        as_kept(a_checkpoint(position=-1)),
        as_kept(a_checkpoint(position=2**63)),
        as_kept(a_checkpoint(position=True)),
        as_kept(a_checkpoint(position=1.5)),
        as_kept(a_checkpoint(root="A" * 64)),
        as_kept(a_checkpoint(before="b")),
        as_kept(a_checkpoint(database=None)),
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(UsageError, match="f holds no checkpoint"):
        kept_in(text, "f")


def test_one_that_was_changed_is_refused():
    with pytest.raises(UsageError, match="was changed: its own hash does not fit it"):
        kept_in(as_kept(a_checkpoint()).replace("810", "811"), "f")


@pytest.mark.parametrize("heads", [3, [3], [{}], [{"stream": "t1", "version": "1", "hash": ""}], {"stream": 1}])
def test_streams_that_cannot_be_read_are_refused(heads):
    with pytest.raises(UsageError, match="the streams in f cannot be read"):
        kept_in(as_kept(a_checkpoint(), heads=heads), "f")


# how long it takes


@pytest.mark.soak
def test_a_million_events_take_seconds_and_no_memory(desk, record_property):
    """Besides those of the office; in order of position, which is not that of streams."""
    number = "(select 1000 * a.n + b.n as n from thousand a, thousand b)"
    begin = "with recursive thousand(n) as (select 0 union all select n + 1 from thousand where n < 999)"
    columns = ", ".join(column.name for column in COLUMNS)
    stream, version = ("'x' || (n % 1000)", "1 + n / 1000")
    values = f"{stream}, {version}, 'Restored', '2024-01-08', '2024-01-08', 's1', 'x', '', '', '{{}}'"
    digest = "lower(hex(randomblob(32)))" if desk.app.store.is_sqlite else "md5(n::text) || md5((-n)::text)"
    tamper(desk, f"insert into event ({columns}) {begin} select {values}, {digest} from {number} numbers")
    tracemalloc.start()
    began = monotonic()

    found = taken(desk)

    seconds, (_, most) = monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    record_property("s for a million events, with memory traced", round(seconds, 1))
    assert 1_000_000 < found.checkpoint.events
    assert 30 > seconds
    assert 30_000_000 > most
