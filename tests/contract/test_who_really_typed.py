"""An event names the seat at which it was typed, whoever it names; and an office may forbid to act for someone else."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import text

from cli.app import main
from cli.session import account
from scheduler.bootstrap import App
from scheduler.installation import prepare
from scheduler.sending.tick import dispatch_due
from tests.apps import _new, an_app
from tests.builders import NO_MAIL, Clock, builtin_catalogue
from trajectories.audit.seats import typed_at
from trajectories.audit.verify import verify
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.people.staff import add_staff, staff_by_name, take_role
from trajectories.repository.seats import Account, Binding, seating
from trajectories.repository.store import UnitOfWork
from trajectories.service import binding
from trajectories.service.losses import accept_loss
from trajectories.service.office import choose_channel
from trajectories.service.recording import By
from trajectories.settings import Settings
from trajectories.views.seats import seats_view
from workflows.errors import Refused
from workflows.language.names import Role

ANNA, JOOST = Account("anna", "balie-1"), Account("joost", "balie-2")


class Sat:
    """Commands as the command line gives them, in someone's name at someone's account."""

    def __init__(self, url: str, clock: Clock, who: Account, name: str = "Anna") -> None:
        self.clock = clock
        settings = Settings(url, name, "en", None, NO_MAIL)
        self.app = App(settings, lambda _: builtin_catalogue(), clock, account=who)
        _new.append(self.app.store)

    @contextmanager
    def writing(self) -> Iterator[tuple[UnitOfWork, By]]:
        with self.app.write() as uow:
            yield uow, self.app.by(uow)

    def adds(self, name: str, *roles: Role) -> None:
        with self.writing() as (uow, by):
            add_staff(uow, name, roles, by.today, self.app.casework.stamp(uow, by))

    def binds(self, name: str, user: str = "", session: str = "") -> None:
        with self.writing() as (uow, by):
            member = binding.who_is_bound(uow, name, by.today)
            binding.bind(self.app.casework, uow, self.app.account, member, Binding(user, session), by)

    def is_strict(self, *, strict: bool = True) -> None:
        with self.writing() as (uow, by):
            binding.be_strict(self.app.casework, uow, self.app.account, by, strict=strict)

    def office(self) -> list[ev.Recorded]:
        with self.app.read() as uow:
            return uow.history(OFFICE)

    def problems(self) -> list[str]:
        with self.app.read() as uow:
            return [each.problem for each in verify(uow).problems]


@pytest.fixture
def anna(empty_url: str, clock: Clock) -> Sat:
    """An office that Anna made at her own account, where Joost works too."""
    anna = Sat(empty_url, clock, ANNA)
    prepare(anna.app, sandbox=False)
    anna.adds("Joost", "coordinator", "administrator")
    return anna


@pytest.fixture
def joost(anna: Sat, empty_url: str, clock: Clock) -> Sat:
    return Sat(empty_url, clock, JOOST, "Joost")


def role_of(sat: Sat) -> str:
    """By which the database knows the session; empty on SQLite."""
    with sat.app.read() as uow:
        return seating(uow).session


def test_the_account_is_that_of_the_uid_whatever_the_environment_says(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "iemand-anders")

    assert pwd.getpwuid(os.geteuid()).pw_name == account().user


def test_every_event_names_the_seat_and_a_new_seat_is_written_down_once(anna, joost):
    """As private values of the office; before the office kept seats an event names none."""
    joost.adds("Mia", "volunteer")
    joost.adds("Piet", "volunteer")

    seen = [each.event for each in joost.office() if isinstance(each.event, ev.SeatSeen)]
    assert ["1", "2"] == [each.seat for each in seen]
    with joost.app.read() as uow:
        said = seating(uow)
        assert [("1", *ANNA), ("2", *JOOST)] == [each[:3] for each in said.seats]
        kept_at = next(each.version for each in uow.history(OFFICE) if isinstance(each.event, ev.SeatsKept))
    assert {"1", "2"} == {each.seat for each in joost.office() if each.version >= kept_at}
    assert [] == joost.problems()
    [(data,)] = rows(joost, "select data from event where type = 'SeatSeen' and seat = '2'")
    assert "joost" not in data


def rows(sat: Sat, statement: str) -> list[tuple[str, ...]]:
    with sat.app.read() as uow:
        return [tuple(row) for row in uow.connection.execute(text(statement))]


def test_a_seat_is_hashed_and_none_may_be_missing(anna, joost):
    """Another number, a number of nobody, or none: each is found."""
    joost.adds("Mia", "volunteer")
    with joost.app.store.write() as uow:
        if uow.is_sqlite:
            uow.connection.execute(text("drop trigger event_no_update"))
        else:
            uow.connection.execute(text("alter table event disable trigger user"))
        uow.connection.execute(text("update event set seat = '9' where stream = 'office' and type = 'RoleGiven'"))

    found = joost.problems()

    assert "what is stored does not match its hash, or the event before it was changed" in found
    assert "it names a seat at which nobody was seen" in found
    with joost.app.store.write() as uow:
        uow.connection.execute(text("update event set seat = '' where stream = 'office' and type = 'RoleGiven'"))
    assert "it names no seat, which every event does by then" in joost.problems()


def test_a_seat_that_was_seen_in_events_that_are_gone_is_no_problem_once_that_is_recorded(anna, joost):
    """It stood in the event that is gone; a number that nobody was seen at afterwards is found as ever."""
    joost.adds("Mia", "volunteer")
    with joost.app.store.write() as uow:
        _lets_events_change(uow)
        uow.connection.execute(text("delete from event where type = 'SeatSeen' and seat = '2'"))
    assert "it names a seat at which nobody was seen" in joost.problems()

    anna.app.store.door.forget()
    with anna.writing() as (uow, by):
        accept_loss(anna.app.casework, uow, by, "schijf stuk, geen kopie")

    assert [] == anna.problems()
    anna.clock.noon(date(2024, 1, 9))
    anna.adds("Piet", "volunteer")
    with anna.app.store.write() as uow:
        uow.connection.execute(text("update event set seat = '9' where position = (select max(position) from event)"))
    assert "it names a seat at which nobody was seen" in anna.problems()


def _lets_events_change(uow: UnitOfWork) -> None:
    if uow.is_sqlite:
        uow.connection.execute(text("drop trigger event_no_update"))
        uow.connection.execute(text("drop trigger event_no_delete"))
    else:
        uow.connection.execute(text("alter table event disable trigger user"))


def test_an_office_of_before_keeps_its_events_and_verifies(empty_url, clock):
    """What names no seat keeps its form and its hash; `init` begins to keep them, once."""
    settings = Settings(empty_url, "Anna", "en", None, NO_MAIL)
    prepare(an_app(settings, lambda _: builtin_catalogue(), clock), sandbox=False)
    anna = Sat(empty_url, clock, ANNA)
    before = anna.office()
    assert {""} == {each.seat for each in before}

    prepare(anna.app, sandbox=False)
    prepare(anna.app, sandbox=False)

    after = anna.office()
    assert before == after[: len(before)]
    assert [ev.SeatSeen, ev.SeatsKept] == [type(each.event) for each in after[len(before) :]]
    assert {"1"} == {each.seat for each in after[len(before) :]}
    assert [] == anna.problems()


def test_audit_shows_where_seat_and_named_actor_differ(anna, empty_url, clock):
    """Anna's account wrote in the name of Joost, who works by his own."""
    anna.binds("Joost", "joost")
    Sat(empty_url, clock, ANNA, "Joost").adds("Mia", "volunteer")

    with anna.app.read() as uow:
        view = seats_view(typed_at(uow), seating(uow), {"s1": "Anna", "s2": "Joost"})

    assert [("Joost", "anna", "differs"), ("Anna", "anna", "unbound")] == [
        (each.name, each.user, each.account) for each in sorted(view.seats, key=lambda each: each.actor, reverse=True)
    ]


def test_strict_identity_refuses_to_act_for_someone_else(anna, empty_url, clock):
    anna.binds("Anna", "anna", role_of(anna))
    anna.binds("Joost", "joost")

    anna.is_strict()

    with pytest.raises(Refused, match="nobody acts for someone else") as refused:
        Sat(empty_url, clock, ANNA, "Joost").adds("Mia", "volunteer")
    assert 4 == refused.value.exit_code
    other = Sat(empty_url, clock, ANNA, "Joost").app
    with pytest.raises(Refused, match="you are logged in as anna"), other.read() as uow:
        other.by_for_reading(uow)
    Sat(empty_url, clock, JOOST, "Joost").adds("Mia", "volunteer")
    with pytest.raises(Refused, match="by which account Mia works is not recorded"):
        Sat(empty_url, clock, ANNA, "Mia").adds("Piet", "volunteer")
    assert [] == anna.problems()


def test_strict_identity_waits_for_an_administrator_who_is_bound(anna):
    """Who says it sits at their own account; the last one who is bound stays so, until it is said again."""
    with pytest.raises(Refused, match="first record by which account you work"):
        anna.is_strict()
    anna.binds("Anna", "somebody-else", role_of(anna))
    with pytest.raises(Refused, match="first record by which account you work"):
        anna.is_strict()
    anna.binds("Anna", "anna", role_of(anna))
    anna.is_strict()
    with pytest.raises(Refused, match="the last administrator with an account"):
        anna.binds("Anna")
    with pytest.raises(Refused, match="the last administrator"), anna.writing() as (uow, by):
        take_role(uow, "s1", "administrator", by.today, anna.app.casework.stamp(uow, by))

    anna.is_strict(strict=False)

    anna.binds("Anna")
    said = [each.event.strict for each in anna.office() if isinstance(each.event, ev.IdentityStrict)]
    assert [True, False] == said


def test_while_identity_is_strict_nobody_binds_themself_to_an_account_where_they_do_not_sit(anna):
    """A slip of the pen shut the only administrator out for ever: who could mend it had to sit at that account."""
    anna.binds("Anna", "anna", role_of(anna))
    anna.is_strict()

    with pytest.raises(Refused, match="you would shut yourself out") as refused:
        anna.binds("Anna", "ana", role_of(anna))

    assert 4 == refused.value.exit_code
    anna.binds("Joost", "joost")
    with pytest.raises(Refused, match="you would shut yourself out"):
        anna.binds("Anna")
    anna.adds("Mia", "volunteer")


def test_while_identity_is_strict_an_account_that_is_nobodys_acts_as_nobody(anna, empty_url, clock):
    """Never seen, never bound: it cannot act as a colleague who is bound, nor as one who is not, nor read by either's
    name or by that of the scheduler. The sentence names the account, and who can record whose it is.
    """
    anna.binds("Anna", "anna", role_of(anna))
    anna.adds("Mia", "volunteer")
    anna.is_strict()
    before = anna.office()
    stranger = Account("nieuw", "balie-9")

    for name, why in (
        ("Anna", "you are logged in as nieuw"),
        ("Mia", "you are logged in as nieuw.* by which account Mia works is not recorded"),
        ("scheduler", "'traject staff bind scheduler --user nieuw"),
    ):
        other = Sat(empty_url, clock, stranger, name).app
        with pytest.raises(Refused, match=why) as refused, other.read() as uow:
            other.by_for_reading(uow)
        assert 4 == refused.value.exit_code
    with pytest.raises(Refused, match="'traject staff bind Mia --user nieuw"):
        Sat(empty_url, clock, stranger, "Mia").adds("Piet", "volunteer")

    assert before == anna.office()
    anna.binds("Mia", "nieuw")
    mia = Sat(empty_url, clock, Account("nieuw", "balie-10"), "Mia")
    with mia.app.read() as uow:
        mia.app.by_for_reading(uow)


def test_while_identity_is_strict_ticks_go_on_and_the_scheduler_reads_at_its_own_account(anna, empty_url, clock):
    """What is due waits for nobody; once its account is recorded it ticks there only."""
    anna.binds("Anna", "anna", role_of(anna))
    anna.is_strict()
    server = Sat(empty_url, clock, Account("traject", "server"), "scheduler")
    server.app.is_ticking = True
    with server.writing() as (_, by):
        assert "scheduler" in by.actor.roles

    anna.binds("scheduler", "traject")

    elsewhere = Sat(empty_url, clock, JOOST, "scheduler")
    elsewhere.app.is_ticking = True
    for each in (server, elsewhere):
        each.app.is_ticking = True
    with server.writing():
        pass
    with pytest.raises(Refused, match="you are logged in as joost"), elsewhere.writing():
        pass
    reader = Sat(empty_url, clock, Account("traject", "server"), "scheduler")
    with reader.app.read() as uow:
        reader.app.by_for_reading(uow)
    assert [] == anna.problems()


def test_who_is_not_bound_is_named_when_identity_becomes_strict_and_when_someone_joins(anna):
    """They can do nothing from then on, so whoever makes it so hears whom it shuts out."""
    anna.binds("Anna", "anna", role_of(anna))
    with anna.writing() as (uow, by):
        binding.be_strict(anna.app.casework, uow, anna.app.account, by, strict=True)
        [told] = [each.say("en") for each in uow.remarks]
    assert "Joost" in told
    assert "can do nothing" in told
    with anna.writing() as (uow, by):
        add_staff(uow, "Mia", ["volunteer"], by.today, anna.app.casework.stamp(uow, by))
        [told] = [each.say("en") for each in uow.remarks]
    assert "Mia" in told
    with anna.writing() as (uow, by):
        member = staff_by_name(uow, "Joost", by.today)
        binding.bind(anna.app.casework, uow, anna.app.account, member, Binding("joost", ""), by)
        assert [] == uow.remarks


def test_one_account_is_of_one_colleague_while_identity_is_strict(anna):
    """Two who work by one account could each act for the other."""
    anna.binds("Anna", "anna", role_of(anna))
    anna.binds("Joost", "anna", role_of(anna))
    with pytest.raises(Refused, match="more than one person as"):
        anna.is_strict()
    anna.binds("Joost", "joost")
    anna.is_strict()
    with pytest.raises(Refused, match="more than one person as"):
        anna.binds("Joost", "anna", role_of(anna))


@pytest.mark.postgres
def test_strict_identity_is_refused_where_one_role_stands_for_all(postgres_url, clock):
    """As behind a pooler: two accounts come to the database by one name."""
    anna = Sat(postgres_url, clock, ANNA)
    prepare(anna.app, sandbox=False)
    anna.binds("Anna", "anna", role_of(anna))
    Sat(postgres_url, clock, JOOST).adds("Joost", "coordinator")

    with pytest.raises(Refused, match="as behind a pooler with one role for all"):
        anna.is_strict()


def test_scheduler_acts_in_ticks_only(anna, empty_url, clock):
    """It may look, as doctor does."""
    scheduler = Sat(empty_url, clock, Account("traject", "server"), "scheduler")

    with pytest.raises(Refused, match="'scheduler' acts in"), scheduler.writing():
        pass
    with scheduler.app.read() as uow:
        scheduler.app.by_for_reading(uow)
    scheduler.app.is_ticking = True
    with scheduler.writing() as (_, by):
        assert "scheduler" in by.actor.roles


def test_what_a_tick_records_names_its_seat(anna, empty_url, clock):
    with anna.writing() as (uow, by):
        choose_channel(anna.app.casework, uow, "smtp", by)
        add_staff(uow, "Mia", ["coordinator"], by.today, anna.app.casework.stamp(uow, by), email="mia@example.org")
    clock.noon(date(2024, 1, 9))
    server = Sat(empty_url, clock, Account("traject", "server"), "scheduler")

    report = dispatch_due(
        server.app.store,
        server.app.casework,
        lambda message: None,
        "smtp",
        clock(),
        clock,
        recorded=server.app.recorded_at,
    )

    assert report.sent
    assert [("2",)] == rows(anna, "select distinct seat from event where stream = 'office/said'")
    assert [] == anna.problems()


def test_as_people_meet_it(tmp_path, capsys):
    """By the command line, at the account that these tests run under."""

    def run(words: str, by: str = "Anna") -> tuple[int, str]:
        code = main(["--database", str(tmp_path / "traject.db"), "--lang", "en", "--by", by, *words.split()])
        told = capsys.readouterr()
        return code, " ".join((told.out + told.err).split())

    me = account()
    assert 0 == run("init")[0]
    assert 0 == run("staff add Joost --role coordinator")[0]
    assert 0 == run("client add --ref A-1", by="Joost")[0]
    assert (4, "first record by which account you work yourself") == cut(run("staff strict on"))
    assert (0, f"Anna works as {me.user}.") == run(f"staff bind Anna --user {me.user}")
    assert (0, "Joost works as iemand.") == run("staff bind Joost --user iemand")

    code, told = run("audit seats")

    assert 0 == code
    assert f"Anna {me.user}@{me.host}" in told
    assert "NOT their own account" in told
    assert (0, "Nobody acts for someone else any more.") == run("staff strict on")
    assert (4, f"you are logged in as {me.user}") == cut(run("client add --ref A-2", by="Joost"))
    assert 0 == run("staff strict off")[0]
    assert (4, "only an administrator or an auditor sees by which accounts people work.") == run(
        "audit seats", by="Joost"
    )


def cut(ran: tuple[int, str]) -> tuple[int, str]:
    """What it begins with."""
    code, told = ran
    return code, told.split(",")[0].split(" (")[0]
