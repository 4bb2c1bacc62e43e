"""The demonstration: the intake of Westland in 2018 in its true size, a tour, and commands to go on with."""

import contextlib
import hashlib
import io
import json
import re
import shlex
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Table, select

from cli import app as cli
from cli.asked import Asked
from cli.office.demo import Tour, front
from cli.session import open_app
from scheduler.bootstrap import App
from scheduler.demo import build
from scheduler.demo import people as invention
from scheduler.installation import prepare
from tests.apps import an_app
from tests.builders import shipped
from tests.by_hand import by_hand, replayed
from tests.documents import a_document
from tests.mailserver import MailServer, serving
from trajectories.audit import verify
from trajectories.history.both_clocks import lines_of
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.local_time import local_day, write_instant
from trajectories.people.circle import ADULT
from trajectories.people.clients import Person
from trajectories.people.households import Household, household_by_id, members_of
from trajectories.people.references import subject_refs
from trajectories.people.staff import staff_on
from trajectories.projections.then import AsItWas, office_then
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import DEADLINE, HOUSEHOLD, MEMBERSHIP, PERSON, TRAJECTORY
from trajectories.settings import Settings, read_smtp
from trajectories.views.board import board_view
from trajectories.views.due import due_rows
from trajectories.views.history import event_view
from trajectories.views.whose import Whose
from workflows.ages import age_on
from workflows.errors import Refused

pytestmark = pytest.mark.slow

BY = "beheerder"
YEAR = "2018"
YEARS_END = date(2018, 12, 31)
REFUSED = 4


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


def run(*words: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(list(words))
    return Outcome(code, out.getvalue(), err.getvalue())


def demo_app(database: Path | str, lang: Any = "en") -> App:
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    settings = Settings(url, BY, lang, None, read_smtp({}))
    return an_app(settings, lambda further: shipped())


class Demo(NamedTuple):
    database: Path
    shown: Outcome


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Built once; only read."""
    database = tmp_path_factory.mktemp("demo") / "made up.db"
    return Demo(database, run("demo", "--database", str(database), "--by", BY, "--lang", "en"))


@pytest.fixture
def uow(demo: Demo) -> Iterator[UnitOfWork]:
    with demo_app(demo.database).read() as uow:
        yield uow


class Housed(NamedTuple):
    person: Person
    on: date


@pytest.fixture
def housed(uow: UnitOfWork) -> list[Housed]:
    """Everyone housed in Westland in 2018, with the day."""
    found = []
    for household in households(uow):
        assert household.housed_on
        found += [Housed(person, household.housed_on) for person in members_of(uow, household.id, household.housed_on)]
    return found


def households(uow: UnitOfWork) -> list[Household]:
    every = [household_by_id(uow, key) for key in subject_refs(uow) if key.startswith("h")]
    return [each for each in every if str(each.housed_on).startswith(YEAR)]


class Walk(NamedTuple):
    """A trajectory as the projection holds it."""

    id: str
    workflow: str
    stage: str
    opened_on: str
    closed_on: str
    outcome: str
    subject: str
    state: dict[str, Any]


@pytest.fixture
def walks(demo: Demo) -> list[Walk]:
    with contextlib.closing(sqlite3.connect(demo.database)) as connection:
        rows = connection.execute(
            "select id, workflow, stage, opened_on, closed_on, outcome, subject, state from trajectory order by number"
        ).fetchall()
    return [Walk._make((*columns, json.loads(state))) for *columns, state in rows]


def dossiers(walks: list[Walk]) -> list[Walk]:
    """Family reunion whose intake was answered yes."""
    return [
        each
        for each in walks
        if each.workflow == "gezinshereniging" and each.state["facts"]["aanvragen"][-1]["value"] is True
    ]


# the figures of the annual report of 2018


def test_168_persons_were_housed_in_63_dwellings(uow: UnitOfWork, housed: list[Housed]) -> None:
    dwellings = {each.dwelling for each in households(uow)}

    assert (168, 63, 63) == (len(housed), len(households(uow)), len(dwellings))
    assert {"westland"} == {each.municipality for each in households(uow)}


def test_88_were_adults_and_80_children_on_the_day_of_housing(housed: list[Housed]) -> None:
    ages = [age_on(person.born, on) for person, on in housed if person.born]

    assert Counter({True: 88, False: 80}) == Counter(age >= ADULT for age in ages)


def test_94_were_men_and_74_women(housed: list[Housed]) -> None:
    assert Counter(m=94, v=74) == Counter(person.gender for person, _ in housed)


def test_most_came_from_three_countries(housed: list[Housed]) -> None:
    counts = Counter(person.nationality for person, _ in housed)

    assert [("Syrisch", 54), ("Eritrees", 39), ("Afghaans", 19)] == counts.most_common(3)
    assert 56 == sum(counts.values()) - 54 - 39 - 19


def test_61_households_began_guidance_and_two_had_not(walks: list[Walk]) -> None:
    settled = [each for each in walks if each.workflow == "vestiging" and each.state["variant"] == "westland-2018"]
    begun = [each for each in settled if "mb_maanden" in each.state["facts"]]

    assert Counter({9: 7, 15: 39, 21: 15}) == Counter(each.state["facts"]["mb_maanden"][-1]["value"] for each in begun)
    assert {"maatschappelijke_begeleiding"} == {each.stage for each in begun}
    assert ["coaching_vestiging", "huurcontract"] == sorted(each.stage for each in settled if each not in begun)


def test_the_board_counts_the_months(demo: Demo) -> None:
    shown = run("board", "--municipality", "westland", "--json", "--database", str(demo.database), "--by", BY)

    assert {"9": 7, "15": 39, "21": 15} == json.loads(shown.out)["mb_months"]


def test_12_new_dossiers_beside_13_that_were_open(walks: list[Walk]) -> None:
    new = [each for each in dossiers(walks) if each.opened_on.startswith(YEAR)]
    before = [each for each in dossiers(walks) if each.opened_on < YEAR]

    assert (12, 13) == (len(new), len(before))
    assert all(each.closed_on == "" or each.closed_on >= "2018-01-01" for each in before)


def test_12_dossiers_were_closed_in_the_year_so_13_remain(walks: list[Walk]) -> None:
    closed = [each for each in dossiers(walks) if each.closed_on.startswith(YEAR)]
    open_ = [each for each in dossiers(walks) if not each.closed_on]

    assert Counter(herenigd=9, afgewezen=1, ingetrokken=1, verhuisd=1) == Counter(each.outcome for each in closed)
    assert 13 == len(open_)


def test_the_other_adults_answered_no(walks: list[Walk]) -> None:
    others = [each for each in walks if each.workflow == "gezinshereniging" and each not in dossiers(walks)]

    assert 88 - 12 == len(others)
    assert {"geen_aanvraag"} == {each.outcome for each in others}


def test_the_dossiers_of_before_belong_to_people_of_earlier_intake(walks: list[Walk], housed: list[Housed]) -> None:
    of_the_year = {person.id for person, _ in housed}

    assert not of_the_year & {each.subject for each in dossiers(walks) if each.opened_on < YEAR}
    assert of_the_year >= {each.subject for each in dossiers(walks) if each.opened_on > YEAR}


def test_names_are_plausible_and_mail_goes_nowhere(uow: UnitOfWork) -> None:
    staff = staff_on(uow, date(2018, 12, 31)).values()

    assert {"volunteer", "coordinator", "jurist", "teamleider", "auditor", "administrator"} == {
        role for each in staff for role in each.roles
    }
    assert all(each.email.endswith("@example.org") for each in staff if each.name != BY)
    assert [BY] == [each.name for each in staff if "administrator" in each.roles]


# a history like a real one


def test_the_year_holds_what_a_year_holds(uow: UnitOfWork) -> None:
    """Late entries, corrections, notes, a term made longer and one that stands still."""
    events = uow.connection.exec_driver_sql("select type, occurred_on, recorded_at from event").all()
    kinds = Counter(kind for kind, _, _ in events)
    late = [kind for kind, on, at in events if on < at[:10] and kind in ("TaskDone", "FactSet")]

    assert all(kinds[each] for each in ("EventReplaced", "NoteAdded", "DeadlineSuspended", "DeadlineExtended"))
    assert kinds["ReminderSent"] > 500
    assert len(late) > 50


def test_most_permit_dates_are_entered_and_some_are_not(uow: UnitOfWork) -> None:
    unknown = [
        row for row in due_rows(uow, Whose(), date(2018, 12, 31), date(2019, 3, 1), "en") if row.status == "unknown"
    ]

    assert "nareis_aanvragen" in {row.deadline.partition("/")[2].partition("#")[0] for row in unknown}
    assert len(unknown) < 20


def test_the_clock_stands_at_the_end_of_the_year(uow: UnitOfWork) -> None:
    assert "2018-12-31T15:00:00.000000Z" == uow.setting("clock")  # 16:00 in Amsterdam
    assert "yes" == uow.setting("sandbox")


def test_nothing_was_recorded_before_it_happened(uow: UnitOfWork) -> None:
    rows = uow.connection.exec_driver_sql("select occurred_on, recorded_at from event").all()

    assert all(on <= at[:10] for on, at in rows)
    assert max(at for _, at in rows) <= write_instant(build.ENDS_AT)


def test_every_trajectory_replays_to_its_projection(demo: Demo, uow: UnitOfWork, walks: list[Walk]) -> None:
    load = demo_app(demo.database).casework.dossiers.load

    differing = [each.id for each in walks if each.state != json.loads(state_text(load(uow, each.id).trajectory))]

    assert [] == differing
    assert verify.verify(uow).ok


# a few of the trajectories in every run, all of them in the soak
EVERY = [23, pytest.param(1, marks=pytest.mark.soak)]


@pytest.mark.parametrize("step", EVERY)
def test_replay_by_hand_is_what_replay_gives(uow: UnitOfWork, walks: list[Walk], step: int) -> None:
    """The recipe of the auditor's page on what `history --json` prints, at twenty moments of each; and the lines that
    `history` gives of a moment are those that make it.
    """
    random = Random(2018)
    for walk in walks[::step]:
        history = uow.history(walk.id)
        lines = [a_document(event_view(each)) for each in history]
        days = [each.occurred_on for each in history] + [local_day(each.recorded_at) for each in history]
        for _ in range(20):
            as_of = random.choice(days) + timedelta(random.randint(-1, 30))
            known_at = random.choice(history).recorded_at + timedelta(random.randint(0, 30))
            then = replayed(replay(walk.id, history, as_of, known_at))
            assert then == by_hand(lines, as_of, known_at), (walk.id, as_of, known_at)
            shown = lines_of(history, as_of, known_at)
            assert then == by_hand([a_document(event_view(each)) for each in shown]), (walk.id, as_of, known_at)


def rows_of(uow: UnitOfWork, table: Table) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in uow.connection.execute(select(table)))


@pytest.mark.soak
def test_the_rows_of_the_end_of_the_year_are_those_of_the_database(demo: Demo, uow: UnitOfWork) -> None:
    app = demo_app(demo.database)
    with office_then(uow, app.dossiers, app.casework.project, AsItWas(None, build.ENDS_AT, YEARS_END)) as then:
        for table in (PERSON, HOUSEHOLD, MEMBERSHIP, TRAJECTORY, DEADLINE):
            stored, made = (
                sorted(tuple(row) for row in each.connection.execute(select(table))) for each in (uow, then)
            )
            assert stored == made, table.name
        assert board_view(uow) == board_view(then)


SALTED = re.compile(r'\{"hash":"[0-9a-f]{64}","private":"([0-9a-f]{32})"\}')
MESSAGE = re.compile(r'"message":"[0-9a-f]+"')
DATABASE = re.compile(r'"database":"[0-9a-f]+"')


def lines_of_history(uow: UnitOfWork) -> Iterator[str]:
    """The events of the build, without what another build has otherwise: salts, numbers of messages and of the
    database, hashes, and the account it was built at.
    """
    values = {row.id: row.value for row in uow.connection.exec_driver_sql("select id, value from private")}
    rows = uow.connection.exec_driver_sql(
        "select stream, version, type, occurred_on, recorded_at, actor, role, reason, data from event "
        "where recorded_at < '2018-12-31' and type not in ('DefinitionPublished', 'SeatSeen') order by position"
    ).all()
    for *columns, reason, data in rows:
        plain = MESSAGE.sub('"message":""', SALTED.sub(lambda found: json.dumps(values[found[1]]), data))
        plain = DATABASE.sub('"database":""', plain)
        yield json.dumps([*columns, values.get(reason, ""), plain])


def test_the_same_seed_gives_the_same_history(uow: UnitOfWork) -> None:
    """To the byte. Whoever means to change the cohort, or a definition that it walks, writes the new digest here."""
    lines = list(lines_of_history(uow))

    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    assert (7540, "0c5e1278026ef5149958cc9aa3367eb42643fce0b99043b7f9b6eb3816edfc86") == (len(lines), digest)


def test_the_same_seed_gives_the_same_people() -> None:
    assert invention.families(7) == invention.families(7)
    assert invention.families(7) != invention.families(8)


@pytest.mark.parametrize("seed", range(1, 40))
def test_the_figures_hold_for_every_seed(seed: int) -> None:
    families = invention.families(seed)
    members = [member for family in families for member in family.members]

    assert (168, 63) == (len(members), len(families))
    assert 88 == sum(family.adult_count for family in families)
    assert 94 == sum(member.gender == "m" for member in members)
    assert Counter({9: 7, 15: 39, 21: 15}) == Counter(family.months for family in families[:61])
    assert 12 == sum(bool(family.course) for family in families)
    for family in families:
        for place, member in enumerate(family.members):
            assert member.born
            ages = (age_on(member.born, family.opened_on), age_on(member.born, date(2018, 12, 31)))
            assert min(ages) >= 19 if place < family.adult_count else 0 <= ages[0] <= ages[1] < 18


# the tour


def test_the_tour_shows_nine_things(demo: Demo) -> None:
    assert 0 == demo.shown.code, demo.shown.err
    for number in range(1, 10):
        assert re.search(rf"^─* ?{number}\. ", demo.shown.out, re.MULTILINE), number


def test_the_reminders_of_the_last_morning_went_out_in_the_tour(uow: UnitOfWork, demo: Demo) -> None:
    rows = uow.connection.exec_driver_sql(
        "select count(*) from event where type = 'ReminderSent' and recorded_at >= '2018-12-31'"
    ).scalar_one()

    assert rows >= 5
    assert "WL-H-008" in demo.shown.out


def test_the_tour_shows_a_daily_message_its_record_what_is_to_come_and_that_all_is_well(demo: Demo) -> None:
    parts = re.split(r"^\d\. .*─$", demo.shown.out, flags=re.MULTILINE)
    ahead, told, became, health = parts[4], parts[5], parts[6], parts[9]

    assert "2019-02-25  last day: End of social guidance" in ahead
    assert 1 == told.count("You receive this message every day that you work")
    assert 5 == became.count("sent") == became.count("2018-12-31 16:00")
    assert "every reminder is for someone" in health
    assert "To do: 0." in health


def pasted(shown: str, copy: Path, database: Path) -> list[list[str]]:
    """The commands of the tour and of its end, as a shell reads them, on a copy. What letters advise is left out."""
    lines = [line.strip().removeprefix("$ ") for line in shown.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("traject ") and "--database" in line]
    return [[str(copy) if word == str(database) else word for word in each] for each in commands]


def test_the_commands_of_the_tour_work_when_pasted(demo: Demo, tmp_path: Path) -> None:
    copy = tmp_path / "a copy.db"
    with contextlib.closing(sqlite3.connect(demo.database)) as connection:
        connection.execute("vacuum into ?", (str(copy),))

    commands = pasted(demo.shown.out, copy, demo.database)
    codes = {" ".join(words[7:]): run(*words[1:]).code for words in commands}

    assert {"advance": REFUSED} == {words.split()[0]: code for words, code in codes.items() if code}
    assert 9 + 9 == len(commands)
    assert all(words[:6] == ["traject", "--database", str(copy), "--by", BY, "--lang"] for words in commands)


def test_the_tour_speaks_dutch_as_well(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.db"
    with contextlib.closing(sqlite3.connect(demo.database)) as connection:
        connection.execute("vacuum into ?", (str(copy),))
    context: Any = SimpleNamespace(obj=Asked(str(copy), BY, "nl"))

    with open_app(context.obj) as app:
        Tour(context, app).whole()

    out, _ = capsys.readouterr()
    headings = re.findall(r"^(\d\. .*?) ─", out, re.MULTILINE)
    assert ["1. Het bord: wie waar staat", "2. De weg van één huishouden"] == headings[:2]
    assert 9 == len(headings)
    assert "Wat ontbreekt:" in out


def test_no_password_stands_in_what_to_try_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAJECT_DATABASE", raising=False)

    shown = front(Asked("postgresql://anna:secret@db.example.org/demo"))

    assert "traject --database postgresql://db.example.org:5432/demo" == shown


# two years of downtime, then one tick

LATER = "2021-01-04T09:00"  # a Monday
ABOUT = re.compile(r"\bt\d+/\w+#\d+")


class Woken(NamedTuple):
    """What one tick said after two years in which none was run. messages: by mail address, the bodies.

    overdue: what `due` called overdue just before; waiting: trajectory, deadline and roles of each rung whose hour had
    come; report: what the tick said of itself; again: what a second one said, right after it.
    """

    database: Path
    messages: dict[str, list[str]]
    overdue: list[str]
    waiting: list[tuple[str, str, str]]
    said_before: int
    report: dict[str, int]
    again: dict[str, int]


@pytest.fixture(scope="module", params=["on the console", "by mail"])
def woken(demo: Demo, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Woken:
    """The demonstration, two years on. In the other variant every message is a mail that arrived."""
    database = tmp_path_factory.mktemp("downtime") / "late.db"
    with contextlib.closing(sqlite3.connect(demo.database)) as connection:
        connection.execute("vacuum into ?", (str(database),))
    front = ("--database", str(database), "--by", BY, "--lang", "en")
    due = json.loads(run(*front, "--now", LATER, "due", "--json").out)
    overdue = [each["deadline"] for each in due if each["status"] == "overdue"]
    with contextlib.closing(sqlite3.connect(database)) as connection:
        query = "select trajectory, deadline, roles from agenda where send_at <= '2021-01-04T08:00'"
        waiting = connection.execute(query).fetchall()
        said_before = connection.execute("select max(position) from event").fetchone()[0]
    with serving() as server, pytest.MonkeyPatch.context() as environment:
        if request.param == "by mail":
            for name, value in server.environment().items():
                environment.setenv(name, value)
            assert 0 == run(*front, "scheduler", "channel", "smtp").code
        first = run(*front, "scheduler", "tick", "--send", "--json")
        second = run(*front, "scheduler", "tick", "--send", "--json")
    assert (0, 0) == (first.code, second.code), (first.err, second.err)
    messages = mailed(server) if request.param == "by mail" else printed(first.err + second.err)
    return Woken(database, messages, overdue, waiting, said_before, json.loads(first.out), json.loads(second.out))


def mailed(server: MailServer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mail in server.mails:
        _, address = parseaddr(mail["To"])
        found.setdefault(address, []).append(mail.get_content())
    return found


def printed(console: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in console.split("=" * 76)[1:]:
        head, _, body = message.partition("-" * 76)
        found.setdefault(re.findall(r"<(.+@.+)>", head)[0], []).append(body)
    return found


def should_know(woken: Woken) -> dict[str, set[str]]:
    """By mail address what is overdue and must be told: what waited for their role, and all that is a coordinator's."""
    with contextlib.closing(sqlite3.connect(woken.database)) as connection:
        address = dict(connection.execute("select id, email from staff"))
        holders: dict[str, set[str]] = {}
        for staff, role in connection.execute("select staff, role from staff_role where until_on = ''"):
            holders.setdefault(role, set()).add(staff)
        states = {key: json.loads(text) for key, text in connection.execute("select id, state from trajectory")}
    asked = [*woken.waiting, *((each.partition("/")[0], each, "coordinator") for each in woken.overdue)]
    found: dict[str, set[str]] = {}
    for trajectory, deadline, roles in asked:
        for role in roles.split(",") if deadline in woken.overdue else ():
            given = states[trajectory]["assigned"].get(role)
            colleagues = set() if role == "volunteer" else holders[role]
            for staff in {given} if given else colleagues:
                found.setdefault(address[staff], set()).add(deadline)
    return found


def test_after_two_years_of_downtime_nobody_gets_more_than_one_message(woken: Woken) -> None:
    assert {1} == {len(bodies) for bodies in woken.messages.values()}
    assert len(woken.messages) == woken.report["sent"]
    assert woken.report["due"] == len(woken.waiting) > 500
    assert 0 == woken.report["remaining"]


def test_every_overdue_deadline_stands_in_the_message_of_whoever_should_know(woken: Woken) -> None:
    told = {to: set(ABOUT.findall(body)) for to, [body] in woken.messages.items()}
    expected = should_know(woken)

    assert len(woken.overdue) > 100
    assert set(woken.overdue) == set().union(*expected.values())
    assert {} == {to: missing for to, due in expected.items() if (missing := due - told.get(to, set()))}


def test_after_two_years_of_downtime_nothing_is_said_twice(woken: Woken) -> None:
    with contextlib.closing(sqlite3.connect(woken.database)) as connection:
        query = "select stream, type, data from event where position > ? and type like 'Reminder%'"
        rows = connection.execute(query, (woken.said_before,)).fetchall()
    said = [(kind, json.loads(data)) for _, kind, data in rows]
    per_person = Counter((each["reminder"], each["due_on"], each["to"]) for _, each in said)
    explained = Counter(
        (each["reminder"].rpartition("/")[0], each["to"]) for kind, each in said if kind == "ReminderSent"
    )

    assert {1} == set(per_person.values()) == set(explained.values())
    for [body] in woken.messages.values():
        shown = body.partition("More about a line")[0].partition("Meer over een regel")[0]
        assert {1} == set(Counter(ABOUT.findall(shown)).values())


def test_a_second_tick_right_after_it_says_nothing(woken: Woken) -> None:
    assert (0, 0, 0) == (woken.again["due"], woken.again["sent"], woken.again["remaining"])


def test_of_hundreds_of_lines_each_kind_is_explained_once(woken: Woken) -> None:
    """A message after two years stays one that can be read: what to do about a kind of term stands there one time."""
    for [body] in woken.messages.values():
        advice = re.findall(r"^\d+\. (.+?): ", body, re.MULTILINE)
        assert len(advice) == len(set(advice)) <= 12
    assert 0 == run("audit", "verify", "--database", str(woken.database), "--by", BY).code


# where it may build


def test_a_real_database_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "real.db"
    assert 0 == run("init", "--database", str(database), "--by", BY).code
    before = database.read_bytes()

    refused = run("demo", "--database", str(database), "--by", BY, "--lang", "en")

    assert 4 == refused.code
    assert "is no sandbox" in " ".join(refused.err.split())
    assert before == database.read_bytes()


@pytest.mark.parametrize("content", [b"a letter\n", b"SQLite format 3\x00 and then something else"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    database = tmp_path / "letter.txt"
    database.write_bytes(content)

    assert 4 == run("demo", "--database", str(database), "--by", BY).code
    assert content == database.read_bytes()


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("create table photo (name text)")
        connection.commit()

    assert 4 == run("demo", "--database", str(database), "--by", BY).code


def test_an_existing_sandbox_may_be_cleared(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    assert not build.holds_sandbox(demo_app(database))
    assert 0 == run("init", "--sandbox", "--database", str(database), "--by", "someone else").code
    app = demo_app(database)

    assert build.holds_sandbox(app)
    build.clear(app)

    assert [] == list(tmp_path.iterdir())


@pytest.fixture
def postgres_app(postgres_url: str) -> Iterator[App]:
    app = demo_app(postgres_url)
    yield app
    app.store.close()


def test_on_postgresql_a_sandbox_is_cleared_and_a_real_database_refused(postgres_app: App) -> None:
    """The tables are dropped and made anew, triggers and all."""
    assert not build.holds_sandbox(postgres_app)
    prepare(postgres_app, sandbox=True)
    assert build.holds_sandbox(postgres_app)

    build.clear(postgres_app)

    assert not build.holds_sandbox(postgres_app)
    prepare(postgres_app, sandbox=False)
    with pytest.raises(Refused):
        build.holds_sandbox(postgres_app)


def test_a_postgresql_database_of_something_else_is_refused(postgres_app: App) -> None:
    with postgres_app.store.engine.begin() as connection:
        connection.exec_driver_sql("create table setting (value text)")

    with pytest.raises(Refused):
        build.holds_sandbox(postgres_app)


def test_the_instant_is_the_one_that_was_promised() -> None:
    assert datetime.fromisoformat("2018-12-31T16:00+01:00") == build.ENDS_AT
