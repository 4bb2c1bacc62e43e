"""Copies of a database that go from test to test: putting the rows back is many times quicker than a new copy."""

from dataclasses import dataclass, field

import psycopg


@dataclass(frozen=True, slots=True)
class Template:
    """What is copied, its rows by table, where each sequence was, and the copies that nobody uses at the moment.

    spare: by name the last transaction before a copy was, or is again, like the template.
    """

    name: str
    shape: str
    rows: dict[str, tuple[int, bytes]]
    counted: list[tuple[str, int | None]]
    spare: dict[str, int] = field(default_factory=dict)


def template_of(name: str, connection: psycopg.Connection) -> Template:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    counted = connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
    return Template(name, shape_of(connection), {table: copied_out(connection, table) for [table] in tables}, counted)


def put_back(name: str, connection: psycopg.Connection, template: Template, last: int) -> bool:
    """Rows and sequences as they were after transaction `last`. False where a test changed more than those."""
    connection.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if shape_of(connection) != template.shape:
        return False
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # no trigger and no key stands in the way
        for table, (count, rows) in template.rows.items():
            if changed(connection, table, count, last):
                connection.execute(f'DELETE FROM "{table}"'.encode())
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                    copy.write(rows)
        for sequence, value in template.counted:
            connection.execute("SELECT setval(%s, %s, %s)", (f'"{sequence}"', value or 1, value is not None))
    template.spare[name] = transaction(connection)
    return True


def changed(connection: psycopg.Connection, table: str, count: int, last: int) -> bool:
    """Whether a row was written after transaction `last`, or is gone."""
    asked = f"SELECT count(*), count(*) FILTER (WHERE age(xmin) < age('{last}'::xid)) FROM \"{table}\""
    [[there, written]] = connection.execute(asked.encode()).fetchall()
    return bool(written) or int(there) != count


def transaction(connection: psycopg.Connection) -> int:
    [[number]] = connection.execute("SELECT txid_current()").fetchall()
    return int(number)


def copied_out(connection: psycopg.Connection, table: str) -> tuple[int, bytes]:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
        rows = b"".join(bytes(part) for part in copy)
    return rows.count(b"\n"), rows


def shape_of(connection: psycopg.Connection) -> str:
    """All but the rows: tables, columns, keys, indexes, triggers, functions, rights and settings."""
    [[shape]] = connection.execute(SHAPE).fetchall()
    return str(shape)


SHAPE = b"""
SELECT md5(string_agg(part, E'\\n' ORDER BY part)) FROM (
  SELECT concat_ws(' ', nspname, nspacl) AS part FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
  UNION ALL SELECT concat_ws(' ', relname, relkind, relacl, relowner) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', relname, attname, atttypid, attnotnull, attacl) FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', pg_get_functiondef(oid), proacl) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT setconfig::text FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS parts
"""
