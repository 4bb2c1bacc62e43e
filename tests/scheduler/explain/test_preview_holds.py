"""For any office: what `preview` says for the next two weeks is what the ticks send, message by message.

People without an address, with hours of their own, away or leaving as recorded beforehand; on the console, and by mail
to a server that takes everything. Real ticks on an SQLite file: at the moments that preview looks at, and at others.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scheduler.explain.simulate_ticks import MessageToCome, moments, prepared
from scheduler.explain.who_hears import who_hears
from scheduler.messages.message import Message
from scheduler.outbox import ledger
from scheduler.planning.batching import Carried
from scheduler.sending.tick import dispatch_due
from tests.scheduler.offices import Office, an_office, reopened
from trajectories.local_time import local_day, write_instant
from trajectories.people.staff import add_staff
from trajectories.service import staff_changes
from workflows.errors import DeliveryFailed
from workflows.language.names import Role
from workflows.words import Words

MONDAY = date(2026, 2, 16)
TWO_WEEKS = timedelta(days=13)
HOURS = ["", "", "", "12345 07:00-09:30", "24 13:00-16:00", "3 08:00-17:00", "67 10:00-11:00", "1234567 00:00-23:59"]
ROLES: list[Role] = ["coordinator", "coordinator", "volunteer", "jurist", "teamleider", "administrator"]
WORKFLOWS = ["proef", "proef", "bezoek", "dagelijks", "drukte"]


class Away(NamedTuple):
    """In days from the first of the two weeks on; until: None as long as nobody knows."""

    begins: int
    until: int | None
    substitute: int


class Person(NamedTuple):
    """leaves: after so many days of the two weeks the role ends. Who is away, and for how long, is known beforehand."""

    role: Role
    has_address: bool
    hours: str
    leaves: int | None
    away: Away | None


class Case(NamedTuple):
    """granted: how many days before the first of the two weeks; None: not recorded. given_to: places in the staff."""

    workflow: str
    granted: int | None
    given_to: list[int]


class Plan(NamedTuple):
    """before: a tick so many hours before the two weeks begin, after which they find what waits and what was refused.

    begins: in hours from MONDAY on. at: minutes of other ticks, from that beginning on.
    """

    channel: str
    begins: int
    staff: list[Person]
    cases: list[Case]
    before: int | None
    at: list[int]


DAY = st.integers(-2, 14)
AWAY = st.builds(Away, DAY, st.none() | st.integers(0, 10), st.integers(0, 6))
PEOPLE = st.builds(
    Person,
    st.sampled_from(ROLES),
    st.booleans(),
    st.sampled_from(HOURS),
    st.none() | st.none() | st.integers(0, 13),
    st.none() | AWAY,
)
CASES = st.builds(
    Case,
    st.sampled_from(WORKFLOWS),
    st.none() | st.integers(0, 15) | st.integers(50, 110),
    st.lists(st.integers(0, 6), max_size=3),
)
PLANS = st.builds(
    Plan,
    st.sampled_from(["smtp", "smtp", "console"]),
    st.integers(115 * 24, 420 * 24),
    st.lists(PEOPLE, min_size=1, max_size=6),
    st.lists(CASES, min_size=1, max_size=4),
    st.none() | st.integers(1, 40),
    st.lists(st.integers(0, 14 * 24 * 60), max_size=8),
)


class Sent(NamedTuple):
    """A message: when, to whom, and by reminder what it was folded into."""

    at: str
    to: str
    is_urgent: bool
    rungs: tuple[tuple[str, str], ...]


def fill(office: Office, plan: Plan, first: date) -> None:
    """Everything is recorded before the two weeks begin."""
    keys = []
    for number, person in enumerate(plan.staff):
        with office.app.write() as uow:
            until = first + timedelta(person.leaves) if person.leaves is not None else None
            email = f"s{number}@voorbeeld.nl" if person.has_address else ""
            keys.append(
                add_staff(uow, f"P{number}", [person.role], office.by().today, office.stamp, email=email, until=until)
            )
        if person.hours:
            office.works(keys[-1], person.hours)
    for key, person in zip(keys, plan.staff, strict=True):
        if away := person.away:
            begins = first + timedelta(away.begins)
            until = begins + timedelta(away.until) if away.until is not None else None
            substitute = [each for each in ["s1", *keys] if each != key][away.substitute % len(keys)]
            with office.app.write() as uow:
                staff_changes.go_away(uow, key, begins, until, substitute if away.substitute < 5 else "", office.by())
    for number, case in enumerate(plan.cases):
        office.now = datetime.combine(first, datetime.min.time(), UTC) - timedelta(days=case.granted or 20, hours=-9)
        granted = str(local_day(office.now)) if case.granted is not None else ""
        [key] = office.clients([f"C-{number}"], granted, [], case.workflow)
        for place in case.given_to:
            to = place % len(keys)
            if plan.staff[to].role in ("coordinator", "volunteer", "jurist"):
                with office.app.write() as uow:
                    by = office.by()
                    office.app.casework.assign(uow, key, keys[to], plan.staff[to].role, by.today, by)
    with office.app.write() as uow:
        uow.set_setting("channel", plan.channel)


def foretold(office: Office, now: datetime, until: date) -> tuple[set[Sent], list[datetime]]:
    """As `scheduler preview` works it out; and the moments it looked at."""
    with office.app.read() as uow:
        hears = who_hears(uow, local_day(now))
        ahead = prepared(uow, office.app.dossiers, now, until, hears.staff_at, hears.channel)
        looks = list(moments(now, until, hears.staff_at))
        return {_to_come(each) for look in looks for each in ahead.look(look)}, looks


def _to_come(message: MessageToCome) -> Sent:
    rungs = [(line.reminder, "") for line in message.lines]
    rungs += [(other, line.reminder) for line in message.lines for other in line.folded]
    return Sent(write_instant(message.at), message.to, message.urgent, tuple(sorted(rungs)))


def tick(office: Office, channel: str, now: datetime) -> None:
    """The machine's clock goes with the product's, so that what was refused is tried again in time."""

    def server(message: Message) -> None:
        if channel == "smtp" and not message.to:
            raise DeliveryFailed(Words("geen mailadres", "no mail address"))

    dispatch_due(office.app.store, office.app.casework, server, channel, now, lambda: now)


def sent(office: Office) -> set[Sent]:
    with office.app.read() as uow:
        return {
            Sent(each.claimed_at, each.recipient, each.kind == "urgent", _rungs(ledger.carried_by(uow, each.message)))
            for each in ledger.ledger(uow, states=("sent",))
        }


def _rungs(carried: list[Carried]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((rung.reminder, rung.folded_into) for rung in carried))


def holds(plan: Plan, office: Office) -> None:
    now = datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(hours=plan.begins)
    until = local_day(now) + TWO_WEEKS
    fill(office, plan, local_day(now))
    if plan.before is not None:
        tick(office, plan.channel, now - timedelta(hours=plan.before))
    before = sent(office)

    expected, looks = foretold(office, now, until)
    others = [now + timedelta(minutes=each) for each in plan.at]
    for each in sorted({*looks, *(other for other in others if local_day(other) <= until)}):
        tick(office, plan.channel, each)

    assert expected == sent(office) - before


def chosen(examples: int, *, derandomize: bool) -> settings:
    """derandomize: the same offices every time; else a failing one is printed, to be played again."""
    return settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "traject.db"
    an_office(f"sqlite:///{path}").app.store.close()
    return path


@pytest.fixture
def play(template: Path, tmp_path: Path) -> Callable[[Plan], None]:
    """Plays one plan on a copy of the office."""

    def on_a_copy(plan: Plan) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        shutil.copy(template, folder / "traject.db")
        office = reopened(f"sqlite:///{folder / 'traject.db'}")
        try:
            holds(plan, office)
        finally:
            office.app.store.close()

    return on_a_copy


@pytest.mark.slow
def test_what_preview_says_is_what_the_ticks_send(play: Callable[[Plan], None]):
    chosen(15, derandomize=True)(given(PLANS)(play))()


@pytest.mark.soak
def test_what_preview_says_is_what_the_ticks_send_in_very_many_offices(play: Callable[[Plan], None]):
    chosen(600, derandomize=False)(given(PLANS)(play))()


def test_every_role_that_is_told_is_played():
    assert {*ROLES, "auditor"} == {*get_args(Role)}
