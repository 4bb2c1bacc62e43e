"""Where rows know more than the history events are missing: everything says so, and no repair wipes out the trace."""

import re
from datetime import date
from pathlib import Path

import pytest

from cli.app import main
from scheduler.health import collect, doctor
from scheduler.installation import prepare
from tests.builders import Desk
from tests.contract.history_by_hand import by_hand, chained_anew, problems
from trajectories.audit.rows_beyond import losses
from trajectories.history import events as ev
from trajectories.history.office import is_recorded
from trajectories.history.streams import said_stream
from trajectories.people.clients import edit_person
from trajectories.people.staff import take_role
from trajectories.repository.tables import EVENT, PROJECTIONS, SETTING
from trajectories.service.losses import accept_loss
from workflows.errors import HistoryBroken, Refused

MON_15_JANUARY = date(2024, 1, 15)
EVERYTHING = (*PROJECTIONS, EVENT, SETTING)


@pytest.fixture
def office(desk: Desk) -> Desk:
    return peopled(desk)


@pytest.fixture
def sqlite_office(sqlite_desk: Desk) -> Desk:
    return peopled(sqlite_desk)


def peopled(desk: Desk) -> Desk:
    """Two colleagues, a household of two, and t1 of four events."""
    desk.colleague("Anna", "coordinator", "administrator", email="anna@example.org")
    amal, sami = desk.client("A-1", "1990-05-31", "Amal Haddad"), desk.client("A-2", "2015-02-01", "Sami Haddad")
    desk.household("H-1", amal, sami)
    key = desk.open("inburgering", amal, inburgeringsplichtig_op="2018-03-15")
    desk.assign(key, "s2")
    desk.note(key, "belt donderdag terug")
    return desk


def seen_anew(desk: Desk) -> Desk:
    """As in another process: one that goes on knows what it saw last, and stops."""
    return Desk(desk.app.settings.database, desk.clock)


def advised(desk: Desk) -> dict[str, tuple[str, ...]]:
    with desk.read() as uow:
        return {
            each.code: each.commands
            for each in doctor.findings(collect.look(desk.app, uow, desk.clock(), desk.clock, (), deep=True))
        }


def named(desk: Desk) -> set[str]:
    """The streams of which events are missing."""
    return {each.partition(":")[0] for each in problems(desk) if "events are missing" in each}


def accepted(desk: Desk, reason: str = "schijf stuk, geen kopie") -> list[str]:
    """What was recorded as gone."""
    with desk.write() as uow:
        missing, _ = accept_loss(desk.casework, uow, desk.by, reason)
    return [each["stream"] for each in missing]


def told(desk: Desk) -> list[str]:
    with desk.read() as uow:
        return [f"{each.stream}: {each.problem}" for each in losses(uow)]


# what is seen


def test_a_removed_tail_is_told_and_nothing_repairs_it_away(office):
    """`rebuild` made the row of t1 follow what was left, and the only trace was gone."""
    [(last,)] = office.rows("select version from trajectory where id = 't1'")
    by_hand(office, f"delete from event where stream = 't1' and version > {last - 2}")
    before = office.dump(*EVERYTHING)

    left = last - 2
    assert [f"t1: a row knows version {last}, and the history ends with {left}: events are missing"] == problems(office)
    with pytest.raises(HistoryBroken, match="more is known of t1 than the history says"):
        office.rebuild()
    with pytest.raises(HistoryBroken, match="more is known of t1 than the history says"):
        prepare(office.app, sandbox=False)
    by_hand(office, "update setting set value = '6' where key = 'projections'")  # an upgrade makes every row again
    with pytest.raises(HistoryBroken, match="more is known of t1 than the history says"):
        prepare(office.app, sandbox=False)
    by_hand(office, "update setting set value = '7' where key = 'projections'")
    assert before == office.dump(*EVERYTHING)


def test_doctor_advises_no_repair_then(sqlite_office):
    """Whatever else it finds; it says what to do instead."""
    by_hand(sqlite_office, "delete from event where stream = 't1' and version > 2", "delete from agenda")

    found = advised(sqlite_office)

    assert ("traject audit verify",) == found["events_missing"]
    assert {"events_missing", "projection_differs", "unreached"} <= set(found)
    assert [] == [code for code, commands in found.items() if "traject rebuild" in commands]


def test_verify_exits_with_8_and_doctor_too(sqlite_office, capsys):
    by_hand(sqlite_office, "delete from event where stream = 't1' and version > 2")

    for words in (["audit", "verify"], ["doctor"], ["rebuild"], ["init"]):
        code, said = run(sqlite_office, capsys, *words)
        assert (8, True) == (code, "events are missing" in said.lower())


def run(desk: Desk, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    capsys.readouterr()
    clock = ["--clock-is-right"] if words[0] in ("rebuild", "init") else []  # the desk's own stands in 2024
    code = main(["--database", desk.app.settings.database, "--by", "Beheer", "--lang", "en", *clock, *words])
    out, err = capsys.readouterr()
    return code, " ".join((out + err).split())


@pytest.mark.parametrize(
    "stream, statement",
    [
        ("t1", "delete from event where stream = 't1'"),
        ("p2", "delete from event where stream = 'p2'"),
        ("h1", "delete from event where stream = 'h1'"),
        ("s2", "delete from event where stream = 'office' and (data like '%\"s2\"%')"),
        ("p2", "delete from event where stream = 'p2'; delete from person where id = 'p2'"),
        ("p2", "delete from event where stream = 'p2'; delete from person where id = 'p2'; delete from membership"),
        ("t9", "update setting set value = '9' where key = 'last_t'"),
        ("t1", "update trajectory set version = 99 where id = 't1'"),
        ("p1", "update person set version = 99 where id = 'p1'"),
        ("h1", "update household set version = 99 where id = 'h1'"),
        ("t7", "update agenda set trajectory = 't7'"),
        ("s9", "update staff set id = 's9' where id = 's2'"),
        ("office", "delete from event where stream = 'office'"),
        ("office", "delete from event where stream = 'office' and version < 3"),
    ],
)
def test_rows_that_know_more_than_the_history_are_named(sqlite_office, stream, statement):
    by_hand(sqlite_office, *statement.split(";"))
    if "office" in statement and stream == "s2":
        chained_anew(sqlite_office, "office")

    assert stream in named(sqlite_office)
    with pytest.raises(HistoryBroken):
        sqlite_office.rebuild()
    assert [] == [each for each in problems(sqlite_office) if each.startswith(f"{stream}:") and "rebuild" in each]


def test_an_office_that_does_not_begin_at_its_beginning_is_seen_though_it_is_chained_anew(office):
    by_hand(office, "delete from event where stream = 'office' and version < 4")
    chained_anew(office, "office")

    assert "office" in named(office)
    with pytest.raises(HistoryBroken, match="events are missing"):
        prepare(office.app, sandbox=False)


def test_what_was_said_of_a_trajectory_without_a_history_is_seen(office):
    """Its own rows were taken away with it."""
    tables = ("trajectory where id", "deadline where trajectory", "agenda where trajectory", "private where subject")
    with office.write() as uow:
        uow.append(said_stream("t1"), [(ev.ReminderAcknowledged("t1/x#1/due.0"), office.by.today)], office.stamp)
    by_hand(office, "delete from event where stream = 't1'", *(f"delete from {each} = 't1'" for each in tables))
    by_hand(office, "update setting set value = '0' where key = 'last_t'")

    assert {"t1"} == named(office)


# a loss that is accepted


def test_a_loss_is_recorded_told_for_ever_and_no_problem_any_more(office):
    """By whom, when and why; and the next loss is a problem again."""
    by_hand(office, "delete from event where stream = 't1' and version > 2", "delete from event where stream = 'p2'")
    by_hand(office, "delete from membership where person = 'p2'", "delete from event where stream = 'h1'")

    assert {"t1", "p2", "h1"} == set(accepted(office))

    [(actor, reason)] = office.rows("select actor, reason from event where type = 'LossAccepted'")
    assert ("s1", [("schijf stuk, geen kopie",)]) == (
        actor,
        office.rows("select value from private where id = :id", {"id": reason}),
    )
    assert [] == problems(office)
    assert ["h1", "p2", "t1"] == sorted(each.partition(":")[0] for each in told(office))
    assert any(re.search(r"t1: events 3 to \d+ are gone, recorded on 2024-01-08", each) for each in told(office))
    assert {"events_missing", "office_differs"}.isdisjoint(advised(office))
    office.rebuild()
    prepare(office.app, sandbox=False)

    by_hand(office, "delete from event where stream = 'p1'")
    assert {"p1"} == named(office)
    assert 3 == len(told(office))


def test_what_was_written_after_a_loss_and_is_removed_is_missing_anew(office):
    """Its version is one that was recorded as gone; `rebuild` made the row follow, and that trace was gone too."""
    [(last,)] = office.rows("select version from trajectory where id = 't1'")
    by_hand(office, f"delete from event where stream = 't1' and version > {last - 2}")
    office = seen_anew(office)
    assert ["t1"] == accepted(office)
    office.fact("t1", "kennisgeving_duo_op", "2024-01-05")
    assert [] == problems(office)

    by_hand(office, f"delete from event where stream = 't1' and version > {last - 2}")

    office = seen_anew(office)
    assert {"t1"} == named(office)
    with pytest.raises(HistoryBroken, match="more is known of t1 than the history says"):
        office.rebuild()
    assert ["t1"] == accepted(office)
    assert ([], 2) == (problems(office), len(told(office)))


def test_what_was_written_after_a_loss_and_is_removed_from_between_is_missing_anew(office):
    """Everything verified: the gap was taken for the loss that was recorded before what is behind it was written."""
    [(last,)] = office.rows("select version from trajectory where id = 't1'")
    by_hand(office, f"delete from event where stream = 't1' and version > {last - 2}")
    office = seen_anew(office)
    accepted(office)
    for text in ("een", "twee", "drie"):
        office.note("t1", text)
    assert [] == problems(office)

    by_hand(office, f"delete from event where stream = 't1' and version = {last - 1}")

    office = seen_anew(office)
    assert [f"t1: version {last - 1} is missing before it"] == problems(office)
    with pytest.raises(HistoryBroken, match="does not verify: t1"):
        office.rebuild()
    assert ["t1"] == accepted(office)
    assert ([], 2) == (problems(office), len(told(office)))


def test_what_names_a_stream_that_was_recorded_as_gone_is_no_problem(sqlite_office):
    """It was found for ever, in the trajectory that started the one that is gone."""
    by_hand(sqlite_office, "delete from event where stream = 'p2'")
    sqlite_office = seen_anew(sqlite_office)
    assert any("it names p2, which is not there" in each for each in problems(sqlite_office))

    assert "p2" in accepted(sqlite_office)

    assert [] == problems(sqlite_office)


def test_a_lost_number_is_not_given_again(sqlite_office):
    """What mails and letters call p3 stays another one's."""
    sqlite_office.client("A-3", "1990-05-31")
    by_hand(sqlite_office, "delete from event where stream = 'p3'", "delete from person where id = 'p3'")
    by_hand(sqlite_office, "delete from private where subject = 'p3'")

    assert ["p3"] == accepted(sqlite_office)

    assert ([], "p4") == (problems(sqlite_office), sqlite_office.client("A-4", "1990-05-31"))


def test_a_gap_is_accepted_where_what_is_left_can_be_read(sqlite_office):
    """In the middle of a stream."""
    sqlite_office.client("A-3", "1990-05-31")
    with sqlite_office.write() as uow:
        for name in ("Nour", "Noor", "Noura"):
            edit_person(uow, "p3", {"name": name}, sqlite_office.by.today, sqlite_office.stamp)
    by_hand(sqlite_office, "delete from event where stream = 'p3' and version in (2, 3)")
    assert ["p3: version 2 is missing before it"] == problems(sqlite_office)

    assert ["p3"] == accepted(sqlite_office)

    assert ([], ["p3: events 2 to 3 are gone, recorded on 2024-01-08"]) == (
        problems(sqlite_office),
        [_start(each) for each in told(sqlite_office)],
    )


def _start(text: str) -> str:
    return text.partition(" (")[0]


@pytest.mark.parametrize("up_to", [4, 999])
def test_an_office_without_its_first_events_goes_on_as_it_was_found(office, up_to):
    """What it is and works by is recorded as the rows have it; who does it stays administrator."""
    before = office.rows("select key, value from setting where key != 'projections' order by key")
    published = office.rows("select hash, published from definition order by hash")
    by_hand(office, f"delete from event where stream = 'office' and version <= {up_to}")

    accepted(office)

    assert [] == problems(office)
    assert before == office.rows("select key, value from setting where key != 'projections' order by key")
    assert published == office.rows("select hash, published from definition order by hash")
    assert [("Beheer",)] == office.rows(
        "select name from staff join staff_role on staff = id where role = 'administrator' and id = 's1'"
    )
    office.rebuild()
    prepare(office.app, sandbox=False)
    assert [] == problems(office)


def test_what_is_changed_is_no_loss(sqlite_office):
    """It is refused, and nothing is recorded."""
    by_hand(sqlite_office, "delete from event where stream = 'p2'", "update event set actor = 's7' where stream = 'p1'")

    with pytest.raises(HistoryBroken, match="does not verify: p1 1"):
        accepted(sqlite_office)

    streams = {each.partition(":")[0] for each in problems(sqlite_office)}
    assert ([], True) == (told(sqlite_office), {"p1", "p2"} <= streams)


def test_where_nothing_is_missing_nothing_is_recorded(sqlite_office, capsys):
    """Nor is a copy of the database left behind."""
    code, said = run(sqlite_office, capsys, "rebuild", "--accept-loss", "--reason", "schijf stuk")

    assert (4, True, []) == (code, "nothing is missing" in said, told(sqlite_office))
    assert [] == [*Path(sqlite_office.app.settings.database.removeprefix("sqlite:///")).parent.glob("*.before")]


def test_a_loss_covers_what_it_names_and_nothing_else():
    """Up to the last version known; all behind where nobody can say."""
    lost: list[ev.EventsGone] = [
        {"stream": "t1", "after": 4, "known": 7},
        {"stream": "p2", "after": 0, "known": 0},
    ]

    covered = [version for version in range(1, 10) if is_recorded(lost, "t1", version)]

    assert ([5, 6, 7], True, False) == (covered, is_recorded(lost, "p2", 99), is_recorded(lost, "p1", 1))


# by command


def test_a_loss_is_accepted_by_an_administrator_with_a_reason_after_a_backup(office, capsys):
    by_hand(office, "delete from event where stream = 't1' and version > 2")
    is_file = office.app.settings.database.startswith("sqlite")

    assert 2 == run(office, capsys, "rebuild", "--accept-loss")[0]
    assert 2 == run(office, capsys, "rebuild", "--reason", "schijf")[0]
    code, said = run(office, capsys, "rebuild", "--accept-loss", "--reason", "schijf stuk")
    if not is_file:
        assert (2, True) == (code, "--backed-up" in said)
        code, said = run(office, capsys, "rebuild", "--accept-loss", "--reason", "schijf stuk", "--backed-up")

    assert (0, True) == (code, "Recorded that events are gone: t1." in said)
    if is_file:
        [copy] = Path(office.app.settings.database.removeprefix("sqlite:///")).parent.glob("*.before")
        assert str(copy) in said
    code, said = run(office, capsys, "audit", "verify")
    assert (0, True) == (code, "t1 2: events 3 to" in said)
    code, said = run(office, capsys, "audit", "verify", "--json")
    assert re.search(r'"losses": \[ \{ "stream": "t1", "version": 2,', said)


def test_nobody_else_may(sqlite_office, capsys):
    sqlite_office.colleague("Cora", "teamleider")
    by_hand(sqlite_office, "delete from event where stream = 't1' and version > 2")
    words = ["--by", "Cora", "rebuild", "--accept-loss", "--reason", "weg"]

    assert 4 == main(["--database", sqlite_office.app.settings.database, "--lang", "en", *words])
    assert [] == [*Path(sqlite_office.app.settings.database.removeprefix("sqlite:///")).parent.glob("*.before")]


# the last administrator


def given_until(desk: Desk, name: str, last: date | None, on: date | None = None) -> str:
    return desk.colleague(name, "administrator", until=last, on=on)


def test_no_day_to_come_is_left_without_an_administrator(sqlite_desk):
    """Bea's role ends on the 15th: whoever leaves now leaves nobody on the 16th."""
    given_until(sqlite_desk, "Bea", MON_15_JANUARY)

    with pytest.raises(Refused, match="on 2024-01-16 there would be none"), sqlite_desk.write() as uow:
        take_role(uow, "s1", "administrator", sqlite_desk.by.today, sqlite_desk.stamp)
    with pytest.raises(Refused, match="on 2024-02-01 there would be none"):
        given_until(sqlite_desk, "Beheer", date(2024, 1, 31))

    given_until(sqlite_desk, "Coen", None)
    with sqlite_desk.write() as uow:
        take_role(uow, "s1", "administrator", sqlite_desk.by.today, sqlite_desk.stamp)


def test_the_day_itself_counts_too(sqlite_desk):
    """Coen was given the role on the 15th: who ends hers on the 8th leaves nobody in between."""
    sqlite_desk.clock.noon(MON_15_JANUARY)
    given_until(sqlite_desk, "Coen", None, on=MON_15_JANUARY)

    with pytest.raises(Refused, match="on 2024-01-08 there would be none"), sqlite_desk.write() as uow:
        take_role(uow, "s1", "administrator", date(2024, 1, 8), sqlite_desk.stamp)


def test_a_role_that_ends_earlier_than_it_did_is_judged_the_same(sqlite_desk):
    """Nobody else has it for longer; it may end where someone does."""
    given_until(sqlite_desk, "Bea", date(2024, 3, 31))

    with pytest.raises(Refused, match="on 2024-04-01 there would be none"):
        given_until(sqlite_desk, "Beheer", date(2024, 3, 31))

    given_until(sqlite_desk, "Bea", None)
    given_until(sqlite_desk, "Beheer", date(2024, 3, 31))
