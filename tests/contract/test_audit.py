"""Does the history verify? Every change inside it is found, named, and never stops the search."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import text

from tests.builders import Desk
from trajectories.audit import verify as audit
from trajectories.audit.rebuilt import RowDiffers, differences
from workflows.errors import HistoryBroken

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
MON_15 = date(2024, 1, 15)
COLUMNS = (
    "stream",
    "version",
    "type",
    "occurred_on",
    "recorded_at",
    "actor",
    "role",
    "reason",
    "definition",
    "data",
    "hash",
)
INNER = [name for name in COLUMNS if name not in ("stream", "version")]


REASONED = 6


def given_walked(desk: Desk) -> Desk:
    """t1 has seven events; the sixth was given a reason, so that none of its columns is empty."""
    desk.client("A-1", "1990-05-31", "Amal Haddad")
    key = desk.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")  # 1 and 2
    desk.clock.noon(MON_15)
    desk.advance(key, "start_inburgering", MON_8)  # 3, and 4: what it started
    desk.advance(key, "vraag_verlenging", WED_10, verlenging_gevraagd_op="2024-01-10", reason="ziek")  # 5 and 6
    desk.note(key, "belt donderdag terug")  # 7
    return desk


@pytest.fixture
def walked(desk: Desk) -> Desk:
    return given_walked(desk)


def verify(desk: Desk) -> audit.Verdict:
    with desk.read() as uow:
        return audit.verify(uow)


def named(desk: Desk) -> set[tuple[str, int]]:
    return {(each.stream, each.version) for each in verify(desk).problems}


def tamper(desk: Desk, *statements: str, **values: object) -> None:
    """As someone who owns the database: triggers dropped first, past the product."""
    with desk.write() as uow:
        triggers = ("event_no_update", "event_no_delete", "event_no_replace", "private_no_update")
        drop = [f"drop trigger if exists {name}" for name in triggers]
        if not uow.is_sqlite:
            drop = ["drop trigger if exists event_no_change on event"]
            drop += ["drop trigger if exists private_no_update on private"]
        for statement in (*drop, *statements):
            uow.connection.execute(text(statement), values if statement in statements else {})
    desk.app.store.door.forget()  # as whoever comes next, in a process of their own


def stored(desk: Desk, column: str, version: int = REASONED) -> str:
    query = f"select {column} from event where stream = 't1' and version = :version"
    return str(desk.rows(query, {"version": version})[0][0])


def test_a_history_as_it_was_written_verifies(walked):
    """Streams and events are counted; the office and people are streams too."""
    verdict = verify(walked)

    assert [] == verdict.problems
    assert verdict.ok
    counted = walked.rows("select count(distinct stream), count(*) from event")[0]
    assert counted == (verdict.streams, verdict.events)


def test_the_chain_can_be_recomputed_with_a_few_lines(walked):
    """SHA-256 over the hash before and the fields as stored, one a line; a stream begins with sixty-four zeros."""
    previous: dict[str, str] = {}
    for row in walked.rows(f"select {', '.join(COLUMNS)} from event order by stream, version"):
        lines = [previous.get(row[0], "0" * 64), *(str(value) for value in row[:-1])]
        assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == row[-1]
        previous[row[0]] = row[-1]


def test_rebuilding_leaves_the_history_verified(walked):
    """And the projections with it."""
    walked.rebuild()

    assert verify(walked).ok


@pytest.mark.parametrize("column", INNER)
@pytest.mark.parametrize("version", [1, REASONED])
def test_one_changed_byte_names_exactly_that_event(walked, column, version):
    """The first, and one in the middle."""
    before = stored(walked, column, version)
    if not before:
        return  # nothing to flip: the first event was given no reason
    changed = before[:-1] + chr(ord(before[-1]) ^ 1)

    tamper(walked, f"update event set {column} = :value where stream = 't1' and version = {version}", value=changed)

    assert {("t1", version)} == named(walked)


@pytest.mark.parametrize("column", INNER)
def test_bytes_that_are_no_text_do_not_stop_the_search(sqlite_desk, column):
    """SQLite takes any bytes for text; a second change elsewhere is found as well."""
    desk = given_walked(sqlite_desk)
    broken = stored(desk, column).encode()[:-1] + b"\xff"

    tamper(
        desk,
        f"update event set {column} = cast(:value as text) where stream = 't1' and version = {REASONED}",
        "update event set actor = 's2' where stream = 'p1' and version = 1",
        "update private set value = 'Iemand Anders' where field = 'name' and subject = 'p1'",
        value=broken,
    )

    assert {("t1", REASONED), ("p1", 1)} == named(desk)


@pytest.mark.parametrize("value", ["'x'", "cast(x'ff' as text)", "-3", "103", "9999999999999999999999"])
def test_a_broken_version_does_not_stop_the_search(sqlite_desk, value):
    """The gap it leaves is found, and so is a change elsewhere."""
    desk = given_walked(sqlite_desk)

    tamper(
        desk,
        f"update event set version = {value} where stream = 't1' and version = 3",
        "update event set actor = 's2' where stream = 'p1' and version = 1",
    )

    found = named(desk)
    assert ("p1", 1) in found
    assert {"t1", "p1"} == {stream for stream, _ in found}
    assert ("t1", 4) in found  # after which event one is missing


@pytest.mark.parametrize("broken", [b"t0", b"t\xff"])
def test_an_event_moved_to_another_stream_is_found_at_both_ends(sqlite_desk, broken):
    """Where it is missing and where it does not belong."""
    desk = given_walked(sqlite_desk)

    tamper(desk, "update event set stream = cast(:value as text) where stream = 't1' and version = 3", value=broken)

    assert {("t1", 4), (broken.decode(errors="replace"), 3)} <= named(desk)


def test_a_removed_event_in_the_middle_is_found(walked):
    """Named by the one after it."""
    tamper(walked, "delete from event where stream = 't1' and version = 3")

    [first, *_] = verify(walked).problems
    assert ("t1", 4, "version 3 is missing before it") == first[:3]


def test_an_event_rewritten_with_a_fitting_hash_breaks_the_one_after_it(walked):
    """The chain: who changes one must change all that follow."""
    fields = [stored(walked, name, 3) for name in COLUMNS[:-1]]
    fields[COLUMNS.index("actor")] = "s2"
    digest = hashlib.sha256("\n".join([stored(walked, "hash", 2), *fields]).encode()).hexdigest()

    tamper(walked, "update event set actor = 's2', hash = :hash where stream = 't1' and version = 3", hash=digest)

    assert {("t1", 4)} == named(walked)


def test_two_events_that_changed_places_are_found(walked):
    """Their numbers are part of what is hashed."""
    tamper(
        walked,
        "update event set version = 99 where stream = 't1' and version = 2",
        "update event set version = 2 where stream = 't1' and version = 3",
        "update event set version = 3 where stream = 't1' and version = 99",
    )

    assert {("t1", 2), ("t1", 3)} <= named(walked)


def test_a_removed_tail_cannot_be_seen_from_inside(walked):
    """Once whoever did it has changed what rows remember as well, and its reason and note went along; that takes a
    witness outside, and `audit verify` says so.
    """
    gone = "stream = 't1' and version >= 6"
    told = "exists (select 1 from event where {} and (data like '%' || private.id || '%' or reason = private.id))"
    notes = f"delete from private where {told.format(gone)} and not {told.format(f'not ({gone})')}"
    tamper(walked, notes, f"delete from event where {gone}")
    assert {"t1"} == {stream for stream, _ in named(walked)}  # the projection still remembers

    with pytest.raises(HistoryBroken, match="events are missing"):
        walked.rebuild()
    tamper(walked, "update trajectory set version = 5 where id = 't1'")
    walked.rebuild()

    assert verify(walked).ok


def test_a_changed_definition_is_found(walked):
    """With an event that was decided under it."""
    tamper(walked, "update definition set text = replace(text, '3 years', '4 years') where workflow = 'inburgering'")

    problems = [each for each in verify(walked).problems if "definition" in each.problem]
    assert {"t1"} == {each.stream for each in problems}
    assert "was changed" in problems[0].problem


def test_a_missing_definition_is_found(walked):
    """Its history cannot be replayed without it."""
    tamper(walked, "delete from definition where workflow = 'inburgering'")

    assert any("is missing" in each.problem for each in verify(walked).problems)


def test_a_changed_calendar_is_found(walked):
    """Every term rests on it."""
    tamper(walked, "update calendar set text = replace(text, '1', '2')")

    assert not verify(walked).ok


def test_a_changed_private_value_is_found(walked):
    """The event keeps the salted hash of what was recorded. Of one that is gone: test_erasing_leaves_a_trace."""
    tamper(walked, "update private set value = 'Amal Hadad' where field = 'name' and subject = 'p1'")
    assert {("p1", 1)} == named(walked)


def test_a_changed_reason_is_found(walked):
    """A reason is a private value as well, though the event names it by its id alone."""
    tamper(walked, "update private set value = 'geen zin' where field = 'reason'")

    assert {("t1", REASONED)} <= named(walked)


def test_a_changed_projection_is_found_and_rebuild_mends_it(walked):
    """Byte for byte against the history."""
    tamper(walked, "update trajectory set state = replace(state, '2018-03-15', '2018-03-16') where id = 't1'")

    [found] = verify(walked).problems
    assert ("t1", "traject rebuild" in found.problem) == (found.stream, True)
    walked.rebuild()
    assert verify(walked).ok


def test_every_row_that_is_not_as_the_history_gives_it_is_named_with_what_differs(walked):
    """By table and key: changed in two columns, missing, and one too many."""
    assert [] == rows_that_differ(walked)

    tamper(
        walked,
        "update trajectory set stage = 'voldaan', outcome = 'x' where id = 't1'",
        "delete from person where id = 'p1'",
        "insert into membership values ('h9', 'p1', '2024-01-08', '')",
        "insert into staff_role values ('s1', 'jurist', '2024-01-08', '')",
    )

    assert [
        ("staff_role", "s1 jurist 2024-01-08", [], True),
        ("person", "p1", [], False),
        ("trajectory", "t1", ["stage", "outcome"], False),
        ("membership", "h9 p1 2024-01-08", [], True),
    ] == rows_that_differ(walked)


def rows_that_differ(desk: Desk) -> list[RowDiffers]:
    with desk.read() as uow:
        return list(differences(uow, desk.app.dossiers, desk.casework.projections))


@pytest.mark.parametrize(
    "statement",
    [
        "update definition set text = cast(x'ff' as text) where workflow = 'inburgering'",
        "update private set value = cast(x'ff' as text) where field = 'name' and subject = 'p1'",
        "update trajectory set state = cast(x'ff' as text) where id = 't1'",
        "update calendar set text = cast(x'ff' as text)",
        "update trajectory set definition = 'weg' where id = 't1'",
    ],
)
def test_a_broken_row_beside_the_history_does_not_stop_the_search(sqlite_desk, statement):
    """It is a problem of its own; a change in the history is found as well."""
    desk = given_walked(sqlite_desk)
    tamper(desk, statement, "update event set actor = 's2' where stream = 'office' and version = 2")

    assert ("office", 2) in named(desk)
    if "definition =" not in statement:
        assert 1 < len(named(desk))


def test_a_move_that_its_definition_does_not_have_is_found(walked):
    """A history forged from the start, hashes and all, still has to be a walk along its definition."""
    rows = walked.rows(f"select {', '.join(COLUMNS)} from event where stream = 't1' order by version")
    previous = "0" * 64
    for row in rows:
        fields = [str(value) for value in row[:-1]]
        fields[9] = fields[9].replace('"stage":"verlenging_gevraagd"', '"stage":"voldaan"')
        previous = hashlib.sha256("\n".join([previous, *fields]).encode()).hexdigest()
        values = {"data": fields[9], "hash": previous}
        tamper(
            walked, f"update event set data = :data, hash = :hash where stream = 't1' and version = {row[1]}", **values
        )
    walked.rebuild()

    assert {("t1", 6)} == named(walked)
