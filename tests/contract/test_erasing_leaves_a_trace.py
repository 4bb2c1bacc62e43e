"""A client erased: no byte of them is left, that they went is told, and all else is as it was."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text

from scheduler.installation import prepare
from tests.builders import Desk, given_database
from trajectories.audit import verify
from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.history.streams import OFFICE
from trajectories.people.clients import NewPerson, add_person, edit_person, person_by_id
from trajectories.people.rows import read_again
from trajectories.repository.connect import sqlite_path
from trajectories.repository.store import Store
from trajectories.repository.tables import PROJECTIONS
from trajectories.repository.wipe import wipe
from trajectories.service.erasing import Erasure, erase, note_missing
from trajectories.service.recording import By
from workflows.errors import Refused

NAME, NEW_NAME, NATION, NOTE = "Zahra Onuitwisbaar", "Zahra Verdwenen", "Atlantisch", "belde over haar moeder"
WORDS = (NAME, NEW_NAME, NATION, NOTE, "Z-77", "1991-07-23")


def given_case(desk: Desk) -> tuple[str, str]:
    """A client who left, with a name that was changed, a note and reasons; and another who stays."""
    with desk.write() as uow:
        stamp = desk.casework.stamp(uow, desk.by)
        new = NewPerson("Z-77", NAME, date(1991, 7, 23), "v", NATION, "asiel")
        person = add_person(uow, new, desk.by.today, stamp)
        edit_person(uow, person, {"name": NEW_NAME}, desk.by.today, stamp)
    key = desk.open("proefdossier", person)
    desk.note(key, NOTE)
    desk.close(key, "gestopt", reason=NOTE)
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    return person, key


def erased(desk: Desk, person: str) -> Erasure:
    with desk.write() as uow:
        done = erase(desk.casework, uow, person, "op verzoek", desk.by)
    assert [] == wipe(desk.app.store)
    return done


def problems(desk: Desk) -> list[str]:
    with desk.read() as uow:
        return [each.problem for each in verify.verify(uow).problems]


def test_no_byte_is_left_and_the_history_verifies(desk: Desk) -> None:
    """Values, salts, notes, reasons; in the file, its log, and every table of PostgreSQL."""
    person, key = given_case(desk)
    assert [word for word in WORDS if is_anywhere(desk, word)] == list(WORDS)

    done = erased(desk, person)

    assert [] == [word for word in WORDS if is_anywhere(desk, word)]
    assert [] == problems(desk)
    assert {"born": 1, "gender": 1, "name": 2, "nationality": 1, "note": 1, "reason": 1, "ref": 1} == done.counts
    assert [key] == done.trajectories
    with desk.read() as uow:
        shown = person_by_id(uow, person)
    assert (f"erased:{person}", "erased", None) == (shown.ref, shown.name, shown.born)


def is_anywhere(desk: Desk, word: str) -> bool:
    path = sqlite_path(desk.app.settings.database)
    if path is None:
        tables = ("event", "private", "person", "household", "trajectory", "delivery", "delivery_rung", "setting")
        with desk.read() as uow:
            rows = [uow.connection.execute(text(f"select t::text from {name} t")).scalars() for name in tables]
            return any(word in row for found in rows for row in found)
    beside = [path, *path.parent.glob(f"{path.name}-*")]
    return any(word.encode() in each.read_bytes() for each in beside)


@pytest.mark.postgres
def test_who_does_not_own_the_tables_is_told_who_must_rewrite_them(postgres_url: str) -> None:
    given_database(postgres_url)
    owner = Store(postgres_url)
    with owner.write() as uow:
        uow.connection.execute(text("DROP ROLE IF EXISTS wipes_nothing"))
        uow.connection.execute(text("CREATE ROLE wipes_nothing LOGIN"))
        uow.connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO wipes_nothing"))
    user = Store(make_url(postgres_url).set(username="wipes_nothing").render_as_string(hide_password=False))

    left = wipe(user)

    user.close()
    with owner.write() as uow:
        uow.connection.execute(text("DROP OWNED BY wipes_nothing"))
        uow.connection.execute(text("DROP ROLE wipes_nothing"))
    owner.close()
    assert ["VACUUM FULL" in each.say("en") for each in left] == [True]


def test_person_and_office_have_what_went_by_id(desk: Desk) -> None:
    person, _ = given_case(desk)
    with desk.read() as uow:
        before = {row[0] for row in uow.connection.execute(text("select id from private"))}

    erased(desk, person)

    with desk.read() as uow:
        left = {row[0] for row in uow.connection.execute(text("select id from private"))}
        [of_person] = [each for each in uow.history(person) if isinstance(each.event, ev.Erased)]
        [of_office] = [each for each in uow.history(OFFICE) if isinstance(each.event, ev.Erased)]
        assert {"op verzoek"} == set(uow.private(of_office.reason).values())
    assert isinstance(of_office.event, ev.Erased)
    assert of_person.event == of_office.event
    assert before - left == set(of_office.event.values)
    assert "" == of_person.reason


def test_figures_and_replay_of_others_are_as_they_were_and_rebuild_gives_the_same(desk: Desk) -> None:
    person, _ = given_case(desk)
    states = dict(desk.rows("select id, state from trajectory"))
    counted = desk.rows("select workflow, outcome, count(*) from trajectory group by workflow, outcome order by 1, 2")

    erased(desk, person)

    assert states == dict(desk.rows("select id, state from trajectory"))
    for each, state in states.items():
        with desk.read() as uow:
            assert state == state_text(replay(each, uow.history(each)))
    assert counted == desk.rows(
        "select workflow, outcome, count(*) from trajectory group by workflow, outcome order by 1, 2"
    )
    whole = desk.dump(*PROJECTIONS)
    desk.rebuild()
    assert whole == desk.dump(*PROJECTIONS)


def test_two_who_are_erased_stay_two(desk: Desk) -> None:
    """Each has a reference of its own, also when the rows are made again."""
    one, other = (desk.client(ref, "1990-05-31") for ref in ("B-1", "B-2"))
    for person in (one, other):
        erased(desk, person)
    desk.rebuild()

    assert [("erased:p1",), ("erased:p2",)] == desk.rows("select ref from person order by number")
    with desk.write() as uow:
        edit_person(uow, one, {"name": "Iemand"}, desk.by.today, desk.casework.stamp(uow, desk.by))
        assert "Iemand" == person_by_id(uow, one).name


def test_a_value_that_went_without_a_trace_is_found(desk: Desk) -> None:
    """With its event; and `init` does not make it good."""
    _, key = given_case(desk)
    with desk.write() as uow:
        uow.connection.execute(text("delete from private where subject = :of and field = 'note'"), {"of": key})

    for _ in range(2):
        with desk.read() as uow:
            [found] = verify.verify(uow).problems
        assert (key, "a private value is missing, and nobody recorded that it was erased") == (
            found.stream,
            found.problem,
        )
        prepare(desk.app, sandbox=False)


def test_also_where_the_event_that_names_it_cannot_be_read(sqlite_desk: Desk) -> None:
    """Both are said: that it cannot be read, and that what it names is gone."""
    _, key = given_case(sqlite_desk)
    with closing(sqlite3.connect(path_of(sqlite_desk))) as connection:
        connection.execute("drop trigger event_no_update")
        connection.execute("update event set data = data || '}' where stream = ? and type = 'NoteAdded'", [key])
        connection.execute("delete from private where subject = ? and field = 'note'", [key])
        connection.commit()

    found = problems(sqlite_desk)

    assert "a private value is missing, and nobody recorded that it was erased" in found
    assert any("does not match its hash" in each for each in found)
    assert "no event names a private value of it" not in found


def test_to_look_for_what_is_missing_the_events_are_not_read_again(desk: Desk) -> None:
    """The whole history with its data goes by once."""
    given_case(desk)
    asked: list[str] = []
    event.listen(desk.app.store.engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))

    assert [] == problems(desk)

    through_all = [each for each in asked if "event.data" in each.partition("FROM")[0]]
    assert 1 == sum("event.stream =" not in each and "event.stream IN" not in each for each in through_all)


def test_what_was_missing_before_anyone_looked_is_recorded_once(sqlite_desk: Desk) -> None:
    """A database of an earlier release, of which someone removed values by hand."""
    desk = sqlite_desk
    person, _ = given_case(desk)
    with closing(sqlite3.connect(path_of(desk))) as connection:
        connection.execute("drop trigger event_no_delete")
        connection.execute("delete from event where type = 'MissingFound'")
        connection.execute("delete from private where subject = ? and field = 'born'", [person])
        connection.commit()
    with desk.write() as uow:
        read_again(uow, person)
    assert "a private value is missing, and nobody recorded that it was erased" in problems(desk)

    with desk.write() as uow:
        assert 1 == note_missing(desk.casework, uow, desk.by)
        assert 0 == note_missing(desk.casework, uow, desk.by)

    assert "a private value is missing, and nobody recorded that it was erased" not in problems(desk)


def path_of(desk: Desk) -> Path:
    path = sqlite_path(desk.app.settings.database)
    assert path
    return path


def test_nothing_is_erased_while_a_term_may_rest_on_it(desk: Desk) -> None:
    person = desk.client("C-1", "1990-05-31")
    key = desk.open("proefdossier", person)

    with pytest.raises(Refused, match=key):
        erased(desk, person)

    desk.close(key, "gestopt")
    erased(desk, person)
    with pytest.raises(Refused, match="nothing of this client"):
        erased(desk, person)


def test_only_an_administrator_erases(desk: Desk) -> None:
    person = desk.client("C-1", "1990-05-31")
    other = By(Actor("s1", frozenset(["coordinator"])), desk.by.now)

    with desk.write() as uow, pytest.raises(Refused):
        erase(desk.casework, uow, person, "op verzoek", other)


def test_gender_and_nationality_are_kept_apart_and_read_from_older_events(desk: Desk) -> None:
    """An event of before holds them itself, and keeps its bytes."""
    with desk.write() as uow:
        stamp = desk.casework.stamp(uow, desk.by)
        new = add_person(uow, NewPerson("D-1", gender="v", nationality="Syrisch"), desk.by.today, stamp)
        ref = uow.keep_private("p9", "ref", "D-9")
        uow.append("p9", [(ev.PersonAdded(ref, gender="m", nationality="Turks"), desk.by.today)], stamp)
        read_again(uow, "p9")
        edit_person(uow, "p9", {"gender": "x"}, desk.by.today, stamp)
    with desk.read() as uow:
        told = uow.history(new)[0].event
        assert isinstance(told, ev.PersonAdded)
        assert isinstance(told.gender, dict)
        assert isinstance(told.nationality, dict)
        mine, old = person_by_id(uow, new), person_by_id(uow, "p9")
    assert ("v", "Syrisch", "x", "Turks") == (mine.gender, mine.nationality, old.gender, old.nationality)
    assert '"gender":"m"' in desk.rows("select data from event where stream = 'p9' and version = 1")[0][0]
    with desk.write() as uow:
        uow.set_setting("last_p", "9")
    assert any("gender or nationality" in each.say("en") for each in erased(desk, "p9").beside)
