"""Many running trajectories go over to another version, on each database: interrupted, and told twice of nothing."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cli.app import main
from scheduler.bootstrap import App
from scheduler.installation import prepare
from scheduler.messages.message import Message
from scheduler.sending.report import TickReport
from scheduler.sending.tick import dispatch_due
from tests.applications import FIRST, SECOND
from tests.apps import an_app
from tests.builders import NO_MAIL
from trajectories.audit import verify
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.clock import utc_now
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.local_time import write_instant
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.migration.preview import Preview
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import add_staff
from trajectories.repository.store import Stamp
from trajectories.repository.tables import EVENT, TRAJECTORY
from trajectories.service.migrate import migrate, preview_one
from trajectories.service.office import digests, publish, rebuild_all
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue
from workflows.errors import Refused, StepRefused
from workflows.machine.state_machine import Compiled

ROOT = Path(__file__).parent.parent.parent
BY = By(Actor("s1", frozenset(["administrator"])), datetime(2026, 2, 16, 9, tzinfo=UTC))


@dataclass
class Office:
    """A sandbox with many applications; now: its clock."""

    url: str
    folder: Path
    now: datetime = datetime(2026, 2, 16, 9, tzinfo=UTC)
    outbox: list[Message] = field(default_factory=list)

    def app(self, version: int = 1) -> App:
        settings = Settings(self.url, "Beheer", "en", None, NO_MAIL)
        return an_app(settings, lambda _: Catalogue.load(self.folder / str(version)))

    def by(self) -> By:
        return BY._replace(now=self.now)

    def file(self, version: int) -> Path:
        return self.folder / str(version) / "aanvraag.yaml"

    def written(self) -> None:
        for version, text in ((1, FIRST), (2, SECOND)):
            self.file(version).parent.mkdir()
            self.file(version).write_text(text)

    def made(self, count: int) -> "Office":
        """Received on days of January; every fifth stands still, every seventh waits, two had a third round."""
        self.written()
        app = self.app()
        prepare(app, sandbox=True, clock_at=datetime(2026, 1, 2, 9, tzinfo=UTC))
        stamp = Stamp(self.now, "s1", "administrator")
        with app.write() as uow:
            uow.set_setting("clock", write_instant(self.now))
            for name, role in (("Anna", "coordinator"), ("Thea", "teamleider"), ("Joost", "jurist")):
                add_staff(uow, name, [role], self.by().today, stamp, email=f"{name}@voorbeeld.nl")  # type: ignore[list-item]
        with app.write() as uow:
            for number in range(count):
                person = add_person(uow, NewPerson(f"A-{number}", born=date(1990, 5, 1)), BY.today, stamp)
                self.opened(app, uow, person, number)
        app.store.close()
        return self

    def opened(self, app: App, uow: Any, person: str, number: int) -> None:
        """Everything is written down on the day it happens."""
        work, day = app.casework, date(2026, 1, 5) + timedelta(number % 28)

        def by(on: date) -> By:
            return BY._replace(now=datetime(on.year, on.month, on.day, 10, tzinfo=UTC))

        facts = {"ontvangen_op": day.isoformat()}
        key = work.open(uow, ask.Open("aanvraag", person, "any", day, day, facts), by(day)).trajectory.id
        work.advance(uow, ask.Advance(key, "begin", day), by(day))
        rule = next(e for e in work.load(uow, key).deadlines if e.name == "beslissing").occurrence
        if number in (8, 9):
            work.set_fact(uow, ask.SetFact(key, "ronde", 3, day), by(day))
        if number % 7 == 3:
            work.advance(uow, ask.Advance(key, "wacht", day), by(day))
        if number % 5 == 0:
            on = day + timedelta(3)
            work.suspend(uow, key, ask.Suspend("beslissing", rule, on, on + timedelta(6)), by(on), "ziek")
        if number % 10 == 0:
            on = day + timedelta(12)
            work.suspend(uow, key, ask.Suspend("beslissing", rule, on), by(on), "weg")

    # acts

    def tick(self) -> TickReport:
        app = self.app()
        report = dispatch_due(app.store, app.casework, self.outbox.append, "smtp", self.now, utc_now)
        app.store.close()
        return report

    def words(self, *words: str) -> list[str]:
        front = ["--database", self.url, "--by", "Beheer", "--lang", "en", "--workflows", str(self.folder / "2")]
        return [*front, "workflow", "migrate", "aanvraag@1", "aanvraag", "--plan", str(self.plan), *words]

    def migrate(self, *words: str) -> tuple[int, str]:
        """Exit code and answer."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = main(self.words(*words))
        return code, out.getvalue()

    @property
    def plan(self) -> Path:
        return self.folder / "plan.yaml"

    def planned(self) -> None:
        """The plan is made, read, and its guess confirmed; who waits is left where they are."""
        self.migrate()
        text = self.plan.read_text()
        assert "behandeling: beoordeling?" in text
        text = text.replace("beoordeling?", "beoordeling").replace("wachten: wachten", "wachten: STAY")
        self.plan.write_text(text)

    def killed_halfway(self, after: int) -> int:
        """SIGKILL once so many have moved; how many had by then."""
        run = "import sys; from cli.app import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", run, *self.words("--apply", "--past", "none")]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        app = self.app()
        try:
            while child.poll() is None and self.moved(app) < after:
                pass
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            return self.moved(app)
        finally:
            app.store.close()

    def moved(self, app: App) -> int:
        query = select(func.count()).select_from(TRAJECTORY).where(TRAJECTORY.c.workflow_version == 2)
        with app.read() as uow:
            return int(uow.connection.execute(query).scalar_one())

    # looking

    def dossiers(self) -> dict[str, Written]:
        app = self.app()
        with app.read() as uow:
            keys = uow.connection.execute(select(TRAJECTORY.c.id).order_by(TRAJECTORY.c.number)).scalars().all()
            found = {key: app.dossiers.load(uow, key) for key in keys}
        app.store.close()
        return found

    def told(self) -> list[tuple[str, str, str]]:
        """Every reminder that was ever said: which deadline of whom, which rung, for which day."""
        app = self.app()
        with app.read() as uow:
            keys = uow.connection.execute(select(TRAJECTORY.c.id)).scalars().all()
            events: list[Any] = [each.event for key in keys for each in uow.history(said_stream(key))]
        app.store.close()
        return [
            (e.reminder, str(e.due_on), e.to) for e in events if isinstance(e, ev.ReminderSent | ev.ReminderFolded)
        ]  # fmt: skip

    def audited(self) -> verify.Verdict:
        app = self.app()
        with app.read() as uow:
            verdict = verify.verify(uow)
        app.store.close()
        return verdict

    def rebuilt(self) -> tuple[dict[str, str], dict[str, str]]:
        app = self.app()
        with app.write() as uow:
            before = digests(uow)
            rebuild_all(app.casework, uow)
            after = digests(uow)
        app.store.close()
        return before, after

    def casework(self) -> list[tuple[Any, ...]]:
        """Every event but what was said, whose messages have numbers of their own."""
        app, query = self.app(), select(EVENT).where(EVENT.c.stream.not_like("%/said")).order_by(EVENT.c.stream)
        with app.read() as uow:
            rows = [tuple(row)[1:] for row in uow.connection.execute(query.order_by(EVENT.c.version))]
        app.store.close()
        return rows


def the_show(office: Office, count: int, kill_after: int, control: Office | None) -> None:
    first = office.tick()
    assert first.sent
    before, said = office.dossiers(), office.told()
    stays = {key for key, each in before.items() if each.trajectory.stage == "wachten"}
    unfit = {key for key, each in before.items() if each.trajectory.fact("ronde") == 3} - stays
    office.planned()
    if control:
        shutil.copy(office.url.removeprefix("sqlite:///"), control.url.removeprefix("sqlite:///"))

    half = office.killed_halfway(kill_after)
    assert 0 < half < count - len(stays | unfit)
    code, answer = office.migrate("--apply", "--past", "none")

    assert 4 == code, answer
    after = office.dossiers()
    assert stays | unfit == {key for key, each in after.items() if each.trajectory.workflow_version == 1}
    assert f"not moved: {len(stays | unfit)}" in answer
    assert "'3' does not fit ronde; give one of 1, 2" in answer
    assert "leaves those in 'Waiting' on the old version" in answer
    for key, was in before.items():
        as_it_should_be(was, after[key], is_moved=key not in stays | unfit)
    office.tick()
    told_once(said, office.told())
    assert office.audited().ok
    projections, built = office.rebuilt()
    assert projections == built
    if control:
        assert 4 == control.migrate("--apply", "--past", "none")[0]
        control.tick()
        assert control.casework() == office.casework()
        assert control.rebuilt()[1] == built


def told_once(said: list[tuple[str, str, str]], told: list[tuple[str, str, str]]) -> None:
    """Nothing twice, and nothing of the past: what is new warns of a day still to come that nobody was told of."""
    fresh = [each for each in told if each not in said]
    assert len(set(told)) == len(told) == len(said) + len(fresh)
    assert {"bezwaar", "beslissing"} >= {reminder.partition("/")[2].partition("#")[0] for reminder, _, _ in fresh}
    assert all("2026-02-16" <= due_on for _, due_on, _ in fresh)
    assert {"beslissing", "lezing"} == {reminder.partition("/")[2].partition("#")[0] for reminder, _, _ in said}


def as_it_should_be(was: Written, now: Written, *, is_moved: bool) -> None:
    """The new day, every suspended day, the new name; and the old words for the days before."""
    old = {each.name: each for each in was.deadlines}
    new = {each.name: each for each in now.deadlines}
    if not is_moved:
        assert (was.trajectory, old["beslissing"]) == (now.trajectory, new["beslissing"])
        return
    assert "beoordeling" == now.trajectory.stage
    assert ["intake", "beoordeling"] == [each.stage for each in now.trajectory.path]
    assert old["beslissing"].due_on
    assert new["beslissing"].due_on
    assert old["beslissing"].reckoned
    assert timedelta(14) == new["beslissing"].due_on - old["beslissing"].due_on
    assert old["beslissing"].holds == new["beslissing"].holds
    assert old["beslissing"].reckoned.suspended_days == new["beslissing"].reckoned.suspended_days  # type: ignore[union-attr]
    assert old["lezing"].due_on == new["lezing"].due_on
    assert "statutory" == new["bezwaar"].reading.legal
    assert was.history == now.history[: len(was.history)]
    assert isinstance(now.history[-1].event, ev.PastDecided)


def test_only_what_counts_is_gone_over_to_and_only_from_what_was_looked_at(empty_url: str, tmp_path: Path) -> None:
    """In a real office, by an administrator; whoever was moved meanwhile is not moved again."""
    office = Office(empty_url, tmp_path)
    office.written()
    by = BY._replace(now=datetime(2026, 11, 1, 9, tzinfo=UTC))
    nobody = by._replace(actor=Actor("s1", frozenset(["coordinator"])))
    first, second = (Catalogue.load(tmp_path / each).resolve("aanvraag", "any", by.today) for each in ("1", "2"))
    pair = Pair(Compiled(first.workflow, first.hash), Compiled(second.workflow, second.hash))
    wish = Wish(draft([pair]), by.today, by.now)

    app = office.app(1)
    with contextlib.closing(app.store):
        prepare(app, sandbox=False)  # which publishes the first

        def moves(who: By) -> None:
            with app.write() as uow:
                migrate(app.casework, uow, "t1", first.hash, second, wish, who)

        with app.write() as uow:
            person = add_person(
                uow, NewPerson("A-1", born=date(1990, 5, 1)), BY.today, Stamp(by.now, "s1", "administrator")
            )
            app.casework.open(uow, ask.Open("aanvraag", person, "any", BY.today, BY.today), by)
        with pytest.raises(Refused, match="not published"):
            moves(by)
        with app.write() as uow:
            publish(app.casework, uow, second, by)
        with pytest.raises(Refused, match="administrator"):
            moves(nobody)
        moves(by)
        with pytest.raises(Refused, match="another version by now"):
            moves(by)
        with app.read() as uow:
            assert second.hash == app.dossiers.load(uow, "t1").trajectory.definition


GIVER = """
workflow: gever
version: 1
label: {nl: Gever, en: Giver}
subject: person
source: wet
sources:
  wet: {ref: Wet art. 1, certainty: law}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  einde:
    label: {nl: Einde, en: End}
    final: true
    outcome: klaar
    signals: [{to: aanvraag, fact: punten, value: 7}, {to: aanvraag, task: lezen}]
transitions:
  geef: {from: begin, to: einde}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
"""


def test_who_still_knows_the_old_names_is_understood(empty_url: str, tmp_path: Path) -> None:
    """Another workflow gives a fact and a task that are called otherwise since the migration."""
    office = Office(empty_url, tmp_path)
    office.written()
    office.file(2).write_text(SECOND.replace("punten", "score").replace("lezen", "doornemen"))
    (tmp_path / "1" / "gever.yaml").write_text(GIVER)
    first, second = (Catalogue.load(tmp_path / each).resolve("aanvraag", "any", BY.today) for each in ("1", "2"))
    pair = Pair(Compiled(first.workflow, first.hash), Compiled(second.workflow, second.hash))
    app = office.app(1)
    with contextlib.closing(app.store):
        prepare(app, sandbox=True, clock_at=BY.now)
        with app.write() as uow:
            person = add_person(
                uow, NewPerson("A-1", born=date(1990, 5, 1)), BY.today, Stamp(BY.now, "s1", "administrator")
            )
            for workflow in ("aanvraag", "gever"):
                app.casework.open(uow, ask.Open(workflow, person, "any", BY.today, BY.today), BY)
            wish = Wish(draft([pair])._replace(guesses=frozenset()), BY.today, BY.now)
            migrate(app.casework, uow, "t1", first.hash, second, wish, BY)
            app.casework.advance(uow, ask.Advance("t2", "geef", BY.today), BY)
            now = app.casework.load(uow, "t1").trajectory

    assert (7, ["doornemen"]) == (now.fact("score"), list(now.asked))


TASKED = (
    FIRST.replace("version: 1\n", "version: 2\n")
    .replace("tasks: [lezen]", "tasks: [lezen, nakijken]")
    .replace("tasks:\n", "tasks:\n  nakijken: {label: {nl: Nakijken, en: Look over}}\n")
    .replace("{from: behandeling, to: klaar}", "{from: behandeling, to: klaar, when: {tasks: done}}")
)


def test_a_step_after_it_minds_what_it_asked_for_also_where_something_later_was_recorded(
    empty_url: str, tmp_path: Path
) -> None:
    office = Office(empty_url, tmp_path)
    office.written()
    office.file(2).write_text(TASKED)
    first, second = (Catalogue.load(tmp_path / each).resolve("aanvraag", "any", BY.today) for each in ("1", "2"))
    pair = Pair(Compiled(first.workflow, first.hash), Compiled(second.workflow, second.hash))
    later = BY._replace(now=BY.now + timedelta(2))
    app = office.app(1)
    with contextlib.closing(app.store):
        prepare(app, sandbox=True, clock_at=BY.now)
        with app.write() as uow:
            work, day = app.casework, BY.today
            person = add_person(uow, NewPerson("A-1", born=date(1990, 5, 1)), day, Stamp(BY.now, "s1", "administrator"))
            work.open(uow, ask.Open("aanvraag", person, "any", day, day, {"ontvangen_op": "2026-02-10"}), BY)
            work.advance(uow, ask.Advance("t1", "begin", day), BY)
            work.do_task(uow, ask.DoTask("t1", "lezen", day), BY)
            migrate(work, uow, "t1", first.hash, second, Wish(draft([pair]), day, BY.now), BY)
            work.set_fact(uow, ask.SetFact("t1", "punten", 3, later.today), later)

            with pytest.raises(StepRefused) as refused:
                work.advance(uow, ask.Advance("t1", "rond_af", day + timedelta(1)), later)

    assert "Look over" in str(refused.value.missing)


GROWTH = """
workflow: groei
version: 1
label: {nl: Groei, en: Growth}
subject: person
source: wet
sources:
  wet: {ref: Wet art. 1, certainty: law}
facts:
  punten: {type: integer, label: {nl: Punten, en: Points}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  afronden: {from: begin, to: einde}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
"""
BIRTH = (
    "facts:\n  geboren_op: {type: date, lies: any, label: {nl: Geboren op, en: Born on}, private: true, from: born}\n"
)
EIGHTEEN = """deadlines:
  wordt_achttien:
    rule: X6
    label: {nl: Wordt achttien, en: Turns eighteen}
    anchor: {fact: geboren_op}
    term: 18 years
    remind: [{before: 3 months, to: coordinator}, {before: 1 month, to: coordinator}]
"""


class Growth:
    """Somebody who turns eighteen on that day, followed under the first of two texts; BY is who moves them."""

    def __init__(self, url: str, folder: Path, first: str, second: str, eighteen: date) -> None:
        for version, text in ((1, first), (2, second.replace("version: 1\n", "version: 2\n"))):
            (folder / str(version)).mkdir()
            (folder / str(version) / "groei.yaml").write_text(text)
        self.office = Office(url, folder)
        found = [Catalogue.load(folder / each).resolve("groei", "any", BY.today) for each in ("1", "2")]
        self.first, self.second = found
        self.pair = Pair(*(Compiled(each.workflow, each.hash) for each in found))
        self.app = self.office.app(1)
        prepare(self.app, sandbox=True, clock_at=BY.now)
        with self.app.write() as uow:
            new = NewPerson("A-1", born=eighteen.replace(year=eighteen.year - 18))
            person = add_person(uow, new, BY.today, Stamp(BY.now, "s1", "administrator"))
            self.app.casework.open(uow, ask.Open("groei", person, "any", BY.today, BY.today), BY)

    def wish(self, past: str = "", **names: str) -> Wish:
        found = draft([self.pair])
        return Wish(found._replace(names={**found.names, "deadlines": {**found.names["deadlines"], **names}}), BY.today,
                    BY.now, past)  # fmt: skip

    def look(self) -> Preview:
        with self.app.read() as uow:
            return preview_one(self.app.casework, uow, "t1", self.pair.after, self.wish())

    def move(self, past: str = "", **names: str) -> Written:
        with self.app.write() as uow:
            found = migrate(
                self.app.casework, uow, "t1", self.first.hash, self.second, self.wish(past, **names), BY
            ).after
            assert found
            return found

    def written_anywhere(self, *days: str) -> list[str]:
        with self.app.read() as uow:
            rows = uow.connection.execute(select(EVENT.c.data)).scalars().all()
        return [day for day in days if any(day in row for row in rows)]


@pytest.mark.parametrize("had_the_fact", [True, False])
def test_a_term_from_the_birth_date_that_comes_with_it_is_seen_before_and_runs_after(
    empty_url: str, tmp_path: Path, had_the_fact: bool
) -> None:
    """Turned eighteen last week: late at once, which must be said before anything is moved."""
    second = GROWTH.replace("facts:\n", BIRTH) + EIGHTEEN
    first = GROWTH.replace("facts:\n", BIRTH) if had_the_fact else GROWTH
    growth = Growth(empty_url, tmp_path, first, second, date(2026, 2, 10))
    with contextlib.closing(growth.app.store):
        seen = growth.look()
        with pytest.raises(Refused, match="overdue at once"):
            growth.move()
        found = growth.move("none")

        assert ["wordt_achttien"] == [each.name for each in seen.overdue]
        assert [date(2026, 2, 10)] == [each.due_on for each in found.deadlines]
        assert [] == growth.written_anywhere("2008-02-10", "2026-02-10")
    assert growth.office.audited().ok
    projections, built = growth.office.rebuilt()
    assert projections == built


def test_a_message_under_way_about_a_birthday_that_is_let_go_gives_no_day_away(empty_url: str, tmp_path: Path) -> None:
    """Handed over before the migration, written down after it."""
    first = GROWTH.replace("facts:\n", BIRTH) + EIGHTEEN
    growth = Growth(empty_url, tmp_path, first, GROWTH, date(2026, 4, 10))
    with contextlib.closing(growth.app.store):
        growth.move(wordt_achttien="DROP")
        sent = ev.ReminderSent(
            "t1/wordt_achttien#2/before-3m.0", "2026-04-10", "s1", "coordinator", "smtp", "m1", {"due_on": "2026-04-10"}
        )
        with growth.app.write() as uow:
            growth.app.casework.say(uow, "t1", [(sent, BY.today)], Stamp(BY.now, "scheduler", "scheduler"))

        assert [] == growth.written_anywhere("2008-04-10", "2026-04-10")
        with growth.app.read() as uow:
            [told] = [each.event for each in growth.app.dossiers.load(uow, "t1").said]
        assert sent == told


@pytest.fixture
def control(tmp_path: Path) -> Office:
    return Office(f"sqlite:///{tmp_path / 'control.db'}", tmp_path)


@pytest.mark.slow
def test_all_that_can_be_moved_is_moved_and_the_rest_is_named(empty_url: str, tmp_path: Path, control: Office) -> None:
    office = Office(empty_url, tmp_path).made(40)

    the_show(office, 40, 3, control if empty_url.startswith("sqlite") else None)


@pytest.mark.soak
def test_five_hundred_go_over(empty_url: str, tmp_path: Path, control: Office) -> None:
    office = Office(empty_url, tmp_path).made(500)

    the_show(office, 500, 200, control if empty_url.startswith("sqlite") else None)
