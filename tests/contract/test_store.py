"""The event store on both databases: append-only, chained, one writer at a time, instants that come back."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Integer, UniqueConstraint, inspect, text
from sqlmodel import SQLModel

from tests.apps import a_store
from tests.builders import a_ref
from trajectories.history import events as ev
from trajectories.repository.connect import sqlite_path
from trajectories.repository.store import Stamp, Store
from trajectories.schema import is_current, upgrade
from workflows.errors import CaseworkError, NotFound, UsageError, VersionConflict

MON_8 = date(2024, 1, 8)
NOON = datetime(2024, 1, 8, 11, 0, tzinfo=UTC)
WRITTEN = "stream, version, type, occurred_on, recorded_at, actor, role, reason, definition, data, hash"
OTHERS = WRITTEN.replace("actor", "'s2'")
STAMP = Stamp(NOON, "s1", "coordinator", "", "d" * 64)


def append(desk, *events, stream="t1", at=NOON):
    with desk.write() as uow:
        return uow.append(stream, [(event, MON_8) for event in events], STAMP._replace(recorded_at=at))


def given_two_events(desk):
    append(desk, ev.FactSet("akkoord", True), ev.NoteAdded(a_ref()))


def run(desk, statement, **values):
    with desk.write() as uow:
        return uow.connection.execute(text(statement), values)


# writing and reading


def test_events_come_back_as_they_were_written(desk):
    """In their own order, under versions without gaps, chained."""
    given_two_events(desk)
    append(desk, ev.TaskDone("dagdelen", "", 2))

    with desk.read() as uow:
        found = uow.history("t1")

    assert [1, 2, 3] == [each.version for each in found]
    assert [ev.FactSet("akkoord", True), ev.NoteAdded(a_ref()), ev.TaskDone("dagdelen", "", 2)] == [
        each.event for each in found
    ]
    assert {(MON_8, NOON, "s1", "coordinator", "", "d" * 64)} == {
        (each.occurred_on, each.recorded_at, each.actor, each.role, each.reason, each.definition) for each in found
    }
    assert 3 == len({each.hash for each in found})


def test_what_append_returns_is_what_will_be_read(desk):
    """Hash and all."""
    returned = append(desk, ev.FactSet("akkoord", True), ev.TaskDone("dagdelen"))

    with desk.read() as uow:
        assert returned == uow.history("t1")


def test_instants_come_back_aware_and_equal_whatever_zone_they_came_in(desk):
    """The session of PostgreSQL is in Amsterdam; the instant is not."""
    summer_night = datetime(2024, 7, 1, 0, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    append(desk, ev.TaskDone("dagdelen"), at=summer_night)

    with desk.read() as uow:
        [found] = uow.history("t1")

    assert summer_night == found.recorded_at
    assert timedelta(0) == found.recorded_at.utcoffset()
    if not desk.app.store.is_sqlite:
        assert [("Europe/Amsterdam",)] == desk.rows("show timezone")


def test_the_moment_of_recording_never_decreases_within_a_stream(desk):
    """The machine's clock jumped back an hour; another stream is not bound by it."""
    append(desk, ev.TaskDone("dagdelen"), at=NOON)
    append(desk, ev.TaskDone("folder"), at=NOON - timedelta(hours=1))
    append(desk, ev.TaskDone("folder"), at=NOON - timedelta(hours=1), stream="t2")

    with desk.read() as uow:
        assert [NOON, NOON] == [each.recorded_at for each in uow.history("t1")]
        assert [NOON - timedelta(hours=1)] == [each.recorded_at for each in uow.history("t2")]


def test_leaving_by_an_exception_writes_nothing(desk):
    """One transaction, all or nothing, private values and numbers included."""
    before = desk.rows("select count(*) from event"), desk.rows("select count(*) from private")

    with pytest.raises(ZeroDivisionError), desk.write() as uow:  # noqa: PT012
        uow.append("t1", [(ev.TaskDone("folder"), MON_8)], STAMP)
        uow.keep_private("t1", "note", "geheim")
        assert 1 == uow.next_number("t")
        raise ZeroDivisionError

    assert before == (desk.rows("select count(*) from event"), desk.rows("select count(*) from private"))
    with desk.write() as uow:
        assert 1 == uow.next_number("t")


def test_numbers_follow_each_other(desk):
    """Each kind has its own."""
    with desk.write() as uow:
        assert [1, 2, 1, 3] == [uow.next_number(kind) for kind in ("t", "t", "p", "t")]


def test_a_setting_reads_as_it_was_last_written(desk):
    """Within the transaction and after it."""
    with desk.write() as uow:
        assert "leeg" == uow.setting("kleur", "leeg")
        uow.set_setting("kleur", "rood")
        assert "rood" == uow.setting("kleur")
        uow.set_setting("kleur", "blauw")
        assert "blauw" == uow.setting("kleur")
    with desk.read() as uow:
        assert "blauw" == uow.setting("kleur")


def test_a_private_value_is_kept_apart_under_a_salted_hash(desk):
    """The same value twice has two hashes; the event keeps neither value nor salt."""
    with desk.write() as uow:
        one, other = uow.keep_private("p1", "name", "Amal"), uow.keep_private("p1", "name", "Amal")

    assert one["hash"] != other["hash"]
    assert {"private", "hash"} == set(one)
    with desk.read() as uow:
        assert {one["private"]: "Amal", other["private"]: "Amal"} == uow.private(one["private"], other["private"], "x")


@pytest.mark.parametrize("value", ["a\x00b", "a\udcffb"])
def test_what_is_no_text_is_refused(desk, value):
    """Bytes that came from a wrong keyboard or file; neither database could give them back."""
    with pytest.raises(UsageError), desk.write() as uow:
        uow.keep_private("p1", "name", value)


# append-only


@pytest.mark.parametrize(
    "statement",
    [
        "update event set actor = 's2' where version = 2 and stream = 't1'",
        "update event set data = data",
        "delete from event where stream = 't1' and version = 2",
        "delete from event",
        f"insert into event ({WRITTEN}) select {OTHERS} from event where stream = 't1' and version = 2",
        f"insert into event ({WRITTEN})"
        f" select {OTHERS} from event where stream = 't1' and version = 2"
        " on conflict (stream, version) do update set actor = 's2'",
        "update private set value = 'anders'",
        "insert into private (id, subject, field, value, salt) select id, subject, field, 'anders', salt from private"
        " where true on conflict (id) do update set value = 'anders'",
    ],
)
def test_the_history_and_private_values_cannot_be_changed(desk, statement):
    """The database itself refuses, also what comes past the product."""
    given_two_events(desk)
    before = desk.rows("select * from event order by position"), desk.rows("select * from private order by id")

    with pytest.raises(CaseworkError):
        run(desk, statement)

    assert before == (
        desk.rows("select * from event order by position"),
        desk.rows("select * from private order by id"),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "insert or replace into event select position, stream, version, type, occurred_on, recorded_at, 's2', role,"
        " reason, definition, data, hash, seat from event where stream = 't1' and version = 2",
        "insert or replace into event select null, stream, version, type, occurred_on, recorded_at, 's2', role,"
        " reason, definition, data, hash, seat from event where stream = 't1' and version = 2",
        "replace into event select position, 't9', 1, type, occurred_on, recorded_at, 's2', role,"
        " reason, definition, data, hash, seat from event where stream = 't1' and version = 2",
        "update or replace event set version = 1 where stream = 't1' and version = 2",
        "insert or replace into private select id, subject, field, 'anders', salt from private",
    ],
)
@pytest.mark.parametrize("recursive", ["on", "off"])
def test_sqlite_cannot_replace_a_row_either(sqlite_desk, statement, recursive):
    """With sqlite3 from outside, whatever its pragmas are."""
    given_two_events(sqlite_desk)
    before = sqlite_desk.rows("select * from event"), sqlite_desk.rows("select * from private")
    with closing(sqlite3.connect(str(sqlite_path(sqlite_desk.app.store.url)))) as outside:
        outside.execute(f"pragma recursive_triggers = {recursive}")

        with pytest.raises(sqlite3.IntegrityError):
            outside.execute(statement)

    assert before == (sqlite_desk.rows("select * from event"), sqlite_desk.rows("select * from private"))


@pytest.mark.postgres
def test_postgresql_cannot_truncate(postgres_copy, clock):
    """TRUNCATE passes row triggers by; it has one of its own."""
    from tests.builders import Desk, given_database

    desk = Desk(postgres_copy(given_database), clock)
    given_two_events(desk)

    with pytest.raises(CaseworkError, match="never changed"):
        run(desk, "truncate event")
    with pytest.raises(CaseworkError, match="never changed"):
        run(desk, "truncate event cascade")
    desk.app.store.close()


def test_a_private_value_can_be_erased(desk):
    """Removing is how erasing works; the event keeps its hash."""
    with desk.write() as uow:
        ref = uow.keep_private("p1", "name", "Amal")
    run(desk, "delete from private where id = :id", id=ref["private"])

    with desk.read() as uow:
        assert {} == uow.private(ref["private"])


# two writers


def test_a_version_is_written_once(desk):
    """Who read before another wrote is told that someone was first."""
    store = a_store(desk.app.store.url)
    with desk.write() as uow:
        uow.head("t1")
        stale = uow._heads["t1"]
    append(desk, ev.TaskDone("folder"))

    with pytest.raises(VersionConflict, match="someone else just wrote to t1"), store.write() as uow:  # noqa: PT012
        uow._heads["t1"] = stale
        uow.append("t1", [(ev.TaskDone("folder"), MON_8)], STAMP)


def test_sqlite_makes_a_second_writer_wait_from_the_start(sqlite_desk):
    """BEGIN IMMEDIATE: whoever reads in order to write holds the file already."""
    file = str(sqlite_path(sqlite_desk.app.store.url))
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other, sqlite_desk.write():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("begin immediate")
        other.execute("select count(*) from event").fetchone()  # readers are not held up


def test_a_reader_sees_one_moment(desk):
    """Whatever is written meanwhile."""
    with desk.read() as uow:
        before = uow.connection.execute(text("select count(*) from event")).scalar()
        append(desk, ev.TaskDone("folder"))
        assert before == uow.connection.execute(text("select count(*) from event")).scalar()


def test_sqlite_keeps_what_it_was_told(sqlite_desk):
    """Write-ahead log, every commit on disk, foreign keys and recursive triggers on."""
    pragmas = ("journal_mode", "foreign_keys", "recursive_triggers")

    assert ["wal", 1, 1] == [sqlite_desk.rows(f"pragma {name}")[0][0] for name in pragmas]
    with sqlite_desk.read() as uow:
        assert 2 == uow.connection.info["synchronous"], "as the product asked, before the tests took it back"


# addresses and errors


def test_an_error_never_shows_what_was_written(desk):
    """A doubled key names the key's column, not the person."""
    statement = "insert into person values ('p9', 9, 'A-1', :name, :born, 'v', '', '', 'present', 1, '', '')"
    run(desk, statement, name="Amal Haddad", born="1990-05-31")

    with pytest.raises(CaseworkError) as caught:
        run(desk, statement, name="Amal Haddad", born="1990-05-31")

    assert "Amal" not in str(caught.value)
    assert "1990-05-31" not in str(caught.value)


def test_no_password_in_an_error():
    """Whatever goes wrong with the database."""
    store = a_store("postgresql://ann:geheim@127.0.0.1:9/niets?connect_timeout=1")

    with pytest.raises(Exception) as caught, store.read():
        pass

    assert "geheim" not in str(caught.value)
    assert "cannot be reached" in str(caught.value)


@pytest.mark.parametrize("url", ["geen adres", "mysql://localhost/x", "://"])
def test_what_is_no_database_is_refused(url):
    """With what would serve."""
    with pytest.raises(UsageError):
        Store(url)


def test_a_database_without_our_tables_is_no_database_of_ours(empty_url):
    """Run init first."""
    store = a_store(empty_url)

    with pytest.raises(NotFound, match="traject init"), store.read() as uow:
        uow.head("t1")


# migrations


def test_upgrading_twice_is_harmless(empty_url):
    """The second time there is nothing to do."""
    store = a_store(empty_url)
    assert not is_current(store.engine)

    upgrade(store.engine)
    tables = sorted(inspect(store.engine).get_table_names())
    upgrade(store.engine)

    assert is_current(store.engine)
    assert tables == sorted(inspect(store.engine).get_table_names())


def test_the_migrated_schema_is_that_of_the_tables(empty_url):
    """Columns, nullability, keys, indexes and unique constraints; text and varchar are one."""
    store = a_store(empty_url)
    upgrade(store.engine)
    seen = inspect(store.engine)

    assert {*SQLModel.metadata.tables, "alembic_version"} == set(seen.get_table_names())
    for name, table in SQLModel.metadata.tables.items():
        migrated = {each["name"]: each for each in seen.get_columns(name)}
        assert [column.name for column in table.columns] == list(migrated), name
        for column in table.columns:
            found = migrated[column.name]
            assert isinstance(column.type, Integer) == isinstance(found["type"], Integer), (name, column.name)
            assert column.primary_key or column.nullable == found["nullable"], (name, column.name)
        assert [each.name for each in table.primary_key] == seen.get_pk_constraint(name)["constrained_columns"], name
        assert declared_uniques(table) == {tuple(each["column_names"]) for each in seen.get_unique_constraints(name)}
        assert {(each.name, tuple(each.columns.keys())) for each in table.indexes if not each.unique} == {
            (each["name"], tuple(each["column_names"])) for each in seen.get_indexes(name) if not each["unique"]
        }, name
        kept_unique = {(each["name"], tuple(each["column_names"])) for each in seen.get_indexes(name) if each["unique"]}
        assert partly_unique(table) <= kept_unique, name


def declared_uniques(table):
    constraints = {tuple(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)}
    partly = {columns for _, columns in partly_unique(table)}
    return constraints | {tuple(each.columns.keys()) for each in table.indexes if each.unique} - partly


def partly_unique(table):
    """Indexes that forbid doubles among some of the rows only."""
    return {
        (each.name, tuple(each.columns.keys()))
        for each in table.indexes
        if each.unique and each.dialect_options["sqlite"]["where"] is not None
    }
