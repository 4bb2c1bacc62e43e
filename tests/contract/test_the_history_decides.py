"""No input of the fold outside the history: what the office works by follows from its own events, on both databases."""

import hashlib
import json

import pytest

from cli.app import main
from scheduler.demo import build
from scheduler.health import collect, doctor
from scheduler.installation import prepare
from tests.builders import Desk
from tests.contract.history_by_hand import by_hand, chained_anew, problems
from trajectories.history import events as ev
from trajectories.history.office import in_force
from trajectories.repository.office_rows import in_force_now
from trajectories.service.office import choose_channel
from workflows.errors import HistoryBroken, Refused
from workflows.words import Words


def advised(desk: Desk) -> dict[str, tuple[str, ...]]:
    """What doctor finds wrong between rows and history, with the commands that it names."""
    with desk.read() as uow:
        seen = collect.look(desk.app, uow, desk.clock(), desk.clock, ())
    return {each.code: each.commands for each in doctor.findings(seen) if each.code in ("office_differs", "unreached")}


def setting(desk: Desk, key: str) -> str:
    with desk.read() as uow:
        return uow.setting(key)


def due_days(desk: Desk) -> dict[str, str]:
    """Of the terms of law."""
    return dict(desk.rows("select id, due_on from deadline where due_on > '' and legal = 'statutory'"))


def with_one_more_decree_day(desk: Desk, day: str) -> str:
    """A calendar text of someone's own, kept beside the others; its hash."""
    [(stored,)] = desk.rows("select text from calendar where hash = (select value from setting where key = 'calendar')")
    edition = json.loads(stored)
    edition["decree_days"][0]["days"].append(day)
    changed = json.dumps(edition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(changed.encode()).hexdigest()
    by_hand(desk, "insert into calendar (hash, text) values (:hash, :text)", hash=digest, text=changed)
    return digest


# the calendar


def test_a_calendar_that_nobody_adopted_moves_no_term(desk):
    """One more day "by royal decree", and the row pointed at it: `rebuild` made an objection term end a day later, and
    verify and doctor were content.
    """
    desk.open("inburgering", desk.client("A-1", "1990-05-31"), inburgeringsplichtig_op="2021-03-15")
    before, adopted = due_days(desk), setting(desk, "calendar")

    own = with_one_more_decree_day(desk, max(before.values()))
    by_hand(desk, "update setting set value = :hash where key = 'calendar'", hash=own)

    differs = f"office: the row 'calendar' says {own[:12]}, the history {adopted[:12]}"
    assert [f"{differs}; 'traject rebuild' sets it right"] == problems(desk)
    assert ("traject audit verify", "traject rebuild") == advised(desk)["office_differs"]
    desk.rebuild()
    assert (adopted, before) == (setting(desk, "calendar"), due_days(desk))
    assert ([], {}) == (problems(desk), advised(desk))


# every row


@pytest.mark.parametrize(
    "name, statement",
    [
        ("sandbox", "update setting set value = 'yes' where key = 'sandbox'"),
        ("sandbox", "delete from setting where key = 'sandbox'"),
        ("database_id", "update setting set value = 'another' where key = 'database_id'"),
        ("channel", "update setting set value = 'smtp' where key = 'channel'"),
        ("person_facts", "update setting set value = 'another' where key = 'person_facts'"),
        ("calendar:eigen", "insert into setting (key, value) values ('calendar:eigen', 'c')"),
        ("definition", "update definition set published = 0 where workflow = 'inburgering'"),
        ("last_p", "update setting set value = '0' where key = 'last_p'"),
        ("last_p", "update setting set value = 'none' where key = 'last_p'"),
    ],
)
def test_a_row_changed_past_the_history_is_named_and_set_right(sqlite_desk, name, statement):
    desk = sqlite_desk
    desk.client("A-1", "1990-05-31")
    whole = rows_of_the_office(desk)
    by_hand(desk, "insert into person_facts (hash, text) select 'another', text from person_facts")

    by_hand(desk, statement)

    assert any(f"the row '{name}" in each and "'traject rebuild'" in each for each in problems(desk))
    assert "office_differs" in advised(desk)
    desk.rebuild()
    assert (whole, []) == (rows_of_the_office(desk), problems(desk))


def test_all_of_them_at_once_too(desk):
    whole = rows_of_the_office(desk)
    by_hand(desk, "update setting set value = 'x' where key in ('sandbox', 'database_id', 'channel', 'person_facts')")
    by_hand(desk, "update definition set published = 1 - published")

    desk.rebuild()

    assert (whole, []) == (rows_of_the_office(desk), problems(desk))


def rows_of_the_office(desk: Desk) -> list[tuple[object, ...]]:
    """Empty is as good as not there."""
    settings = "select key, value from setting where value > '' order by key"
    return [*desk.rows(settings), *desk.rows("select hash, published from definition order by hash")]


def test_a_number_is_never_given_twice(desk):
    """A counter set back, and rebuilt, goes on where the history ends."""
    first = desk.client("A-1", "1990-05-31")
    by_hand(desk, "update setting set value = '0' where key = 'last_p'")

    desk.rebuild()

    assert ("p1", "p2") == (first, desk.client("A-2", "1990-05-31"))


def test_the_sandbox_clock_is_not_before_the_last_event(desk):
    """It is not in the history; it only goes forward."""
    as_a_sandbox(desk, "2024-01-08T11:00:00.000000Z")
    desk.client("A-1", "1990-05-31")
    assert [] == problems(desk)

    by_hand(desk, "update setting set value = '2024-01-08T10:59:59.000000Z' where key = 'clock'")

    assert ["p1: it was recorded after the sandbox clock, 2024-01-08T10:59:59.000000Z"] == problems(desk)


def as_a_sandbox(desk: Desk, at: str) -> None:
    """As if it had been made one."""
    by_hand(desk, "update event set data = replace(data, 'false', 'true') where type = 'OfficeBegun'")
    chained_anew(desk, "office")
    by_hand(desk, "update setting set value = 'yes' where key = 'sandbox'")
    by_hand(desk, "update setting set value = :at where key = 'clock'", at=at)


# a new database, and one of an earlier release


def test_a_new_database_begins_with_what_it_is(desk):
    """Recorded by the installer; the first caller becomes administrator after it."""
    [first] = desk.rows("select type, actor, role, data from event where stream = 'office' and version = 1")

    assert ("OfficeBegun", "installer", "administrator") == first[:3]
    said = json.loads(str(first[3]))
    assert {"database": setting(desk, "database_id"), "sandbox": False, "channel": "console"} == said
    assert 32 == len(said["database"])


def of_an_earlier_release(desk: Desk) -> None:
    """Its office begins with who became administrator."""
    by_hand(desk, "delete from event where stream = 'office' and version = 1")
    chained_anew(desk, "office")
    by_hand(desk, "delete from setting where key = 'database_id'")
    by_hand(desk, "update setting set value = '6' where key = 'projections'")


def found_events(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("select actor, role, data from event where type = 'OfficeFound'")


def test_init_records_once_what_an_older_database_says_of_itself(desk):
    of_an_earlier_release(desk)
    by_hand(desk, "update setting set value = 'smtp' where key = 'channel'")

    prepare(desk.app, sandbox=False)
    prepare(desk.app, sandbox=False)

    [(actor, role, data)] = found_events(desk)
    assert ("s1", "administrator") == (actor, role)
    assert {"database": setting(desk, "database_id"), "sandbox": False, "channel": "smtp"} == json.loads(str(data))
    assert [] == problems(desk)


def test_whoever_is_not_on_the_staff_upgrades_as_the_installer(sqlite_desk):
    """Before it was the scheduler, under whose name what was told is recorded."""
    desk = sqlite_desk
    of_an_earlier_release(desk)
    desk.app.settings = desk.app.settings._replace(actor="deploy")

    prepare(desk.app, sandbox=False)

    assert [("installer", "administrator")] == [each[:2] for each in found_events(desk)]


def test_an_upgrade_sets_right_what_was_changed_past_the_history_and_says_so(desk):
    """Nothing is decided by a calendar that nobody adopted, nor is it adopted by being there."""
    adopted = setting(desk, "calendar")
    of_an_earlier_release(desk)
    own = with_one_more_decree_day(desk, "2024-03-04")
    by_hand(desk, "update setting set value = :hash where key = 'calendar'", hash=own)
    said: list[Words] = []

    prepare(desk.app, sandbox=False, report=said.append)

    assert any("the database said something else: calendar" in each.en for each in said)
    assert (adopted, []) == (setting(desk, "calendar"), problems(desk))


def test_init_refuses_a_database_of_this_release_whose_rows_say_otherwise(desk):
    """And says how to go on; repeated after `rebuild` it does its work."""
    by_hand(desk, "update setting set value = 'another' where key = 'calendar'")
    events = desk.rows("select count(*) from event")

    with pytest.raises(HistoryBroken, match="something else than the history: calendar"):
        prepare(desk.app, sandbox=False)

    assert events == desk.rows("select count(*) from event")
    desk.rebuild()
    prepare(desk.app, sandbox=False)


def test_init_takes_no_database_with_a_history_for_a_new_one(desk):
    """The row that says whether it is a sandbox is gone: then anyone would have become its administrator."""
    by_hand(desk, "delete from setting where key = 'sandbox'")

    with pytest.raises(HistoryBroken, match="sandbox"):
        prepare(desk.app, sandbox=False)


def test_one_line_says_that_a_database_is_of_an_earlier_release(sqlite_desk):
    """What its history does not say yet is no finding of its own."""
    of_an_earlier_release(sqlite_desk)

    [found] = problems(sqlite_desk)

    assert "'traject init' makes them again" in found


def test_the_demonstration_goes_by_the_history_before_it_removes_anything(desk):
    """A row changed by hand made a real database one that `demo` builds over."""
    by_hand(desk, "update setting set value = 'yes' where key = 'sandbox'")

    with pytest.raises(Refused, match="is no sandbox"):
        build.holds_sandbox(desk.app)

    as_a_sandbox(desk, "2024-01-08T11:00:00.000000Z")
    assert build.holds_sandbox(desk.app)


# the channel


def test_who_chose_the_channel_when_is_history(desk):
    for name in ("smtp", "smtp", "console"):
        with desk.write() as uow:
            choose_channel(desk.casework, uow, name, desk.by)

    chosen = desk.rows("select actor, data from event where type = 'ChannelChosen' order by version")
    assert [("s1", '{"channel":"smtp"}'), ("s1", '{"channel":"console"}')] == chosen
    assert ("console", []) == (setting(desk, "channel"), problems(desk))


# who acts by itself


@pytest.mark.parametrize("name", ["installer", "Installer", "SCHEDULER"])
def test_nobody_is_called_what_acts_by_itself(sqlite_desk, name):
    with pytest.raises(Refused, match="under which traject itself records"):
        sqlite_desk.colleague(name, "coordinator")


def test_nobody_can_ask_as_the_installer(sqlite_desk, capsys):
    code = main(["--database", sqlite_desk.app.settings.database, "--by", "installer", "--lang", "en", "staff", "list"])

    assert (5, True) == (code, "not on the staff" in capsys.readouterr().err)


# the fold, on paper


def test_the_fold_takes_the_last_word_on_each():
    now = in_force(
        [
            ev.OfficeBegun("d1", True, "console"),
            ev.CalendarAdopted("c1"),
            ev.CalendarAdopted("c2", "eigen"),
            ev.DefinitionPublished("proef", "base", 1, "a"),
            ev.PersonFactsAdopted("f1"),
            ev.StaffBack("s1"),
            ev.ChannelChosen("smtp"),
            ev.CalendarAdopted("c3"),
            ev.DefinitionPublished("proef", "base", 2, "b"),
        ]
    )

    assert ("d1", True, "smtp", "f1") == (now.database, now.sandbox, now.channel, now.person_facts)
    assert ({"nl": "c3", "eigen": "c2"}, {"a", "b"}) == (dict(now.calendars), set(now.published))


def test_what_was_found_adds_to_what_was_said():
    """What the history said before stays."""
    now = in_force(
        [
            ev.CalendarAdopted("c1"),
            ev.PersonFactsAdopted("f1"),
            ev.OfficeFound("d1", False, "smtp", {"eigen": "c2"}, ["a"]),
        ]
    )

    assert ({"nl": "c1", "eigen": "c2"}, {"a"}, "f1") == (dict(now.calendars), set(now.published), now.person_facts)


def test_the_fold_is_that_of_the_stored_events(desk):
    with desk.read() as uow:
        now = in_force_now(uow)

    assert (False, "console", {"nl"}) == (now.sandbox, now.channel, set(now.calendars) & {"nl"})
    assert len(now.published) == desk.rows("select count(*) from definition where published = 1")[0][0]
