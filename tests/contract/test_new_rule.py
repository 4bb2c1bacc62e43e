"""A rule that is new, and long past for clients of before: nothing is sent of it until `--past` was answered."""

import contextlib
import io
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from cli.app import main
from scheduler.bootstrap import App
from scheduler.installation import prepare
from tests.apps import an_app
from tests.builders import NO_MAIL
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.deadlines.voice import is_voice
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.local_time import local_instant
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.staff import add_staff
from trajectories.repository.store import Stamp
from trajectories.repository.tables import TRAJECTORY
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue

RECEIVED = date(2024, 1, 8)  # a Monday; six weeks on is Monday 19 February 2024
OPENED = By(Actor("s1", frozenset(["administrator"])), datetime(2024, 1, 8, 9, tzinfo=UTC))
MONDAY, TUESDAY = "2026-02-16T09:00", "2026-02-17T09:00"  # two years later
WEEK_AFTER = "2026-02-23T09:00"
REFUSED = 4
FIRST = """\
workflow: proef
version: 1
label: {nl: Proef, en: Trial}
subject: person
source: wet
sources: {wet: {ref: Proefwet art. 1, certainty: law, text_of: 2024-01-01}}
facts:
  op: {type: date, lies: any, label: {nl: Verleend op, en: Granted on}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true, review: 6 months}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  afronden: {from: begin, to: einde, when: {fact: op, is: set}, label: {nl: Afronden, en: Finish}}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
scenarios:
  - name: finished in a day
    opened: 2024-01-08
    given: [{on: 2024-01-08, advance: afronden, facts: {op: 2024-01-08}}]
    expect: {on: 2024-01-08, stage: einde}
"""
RULE = """\
deadlines:
  bezwaar:
    rule: X1
    label: {nl: Bezwaar, en: Objection}
    anchor: {fact: op}
    term: 6 weeks
    legal: statutory
    suspendable: false
    source: wet
    remind:
      - {before: 2 weeks, to: jurist}
      - {before: 1 week, to: jurist}
      - {on_due: true, to: jurist}
      - {overdue: 105 weeks, every: 60 weeks, to: jurist}  # Monday 23 February 2026; the others are of February 2024
scenarios:
"""
SECOND = FIRST.replace("version: 1\n", "version: 2\n").replace("scenarios:\n", RULE)


def is_about_how_it_stands(reminder: str) -> bool:
    """The case's own question, or the review of its stage."""
    return is_voice(reminder) or "/review_" in reminder


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@dataclass
class Office:
    """A sandbox with clients of 2024 under version 1, and a draft with one rule more. Two jurists, and nobody who is
    told something every day.
    """

    url: str
    folder: Path
    count: int

    def made(self) -> "Office":
        for version, text in ((1, FIRST), (2, SECOND)):
            (self.folder / str(version)).mkdir()
            (self.folder / str(version) / "proef.yaml").write_text(text)
        app = self.app()
        prepare(app, sandbox=True, clock_at=local_instant(RECEIVED, OPENED.now.time()))
        stamp = Stamp(OPENED.now, "s1", "administrator")
        with app.write() as uow:
            jurists = [add_staff(uow, name, ["jurist"], RECEIVED, stamp) for name in ("Joost", "Jet")]
            for number in range(self.count):
                person = add_person(uow, NewPerson(f"P-{number}"), RECEIVED, stamp)
                command = ask.Open("proef", person, "any", RECEIVED, RECEIVED, {"op": RECEIVED.isoformat()})
                key = app.casework.open(uow, command, OPENED).trajectory.id
                app.casework.assign(uow, key, jurists[number % 2], "jurist", RECEIVED, OPENED)
        app.store.close()
        return self

    def app(self) -> App:
        settings = Settings(self.url, "Beheer", "en", None, NO_MAIL)
        return an_app(settings, lambda _: Catalogue.load(self.folder / "1"))

    def run(self, *words: str, now: str = MONDAY) -> Ran:
        front = ["--database", self.url, "--by", "Beheer", "--lang", "en", "--workflows", str(self.folder / "2")]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*front, "--now", now, *words])
        return Ran(code, out.getvalue(), err.getvalue())

    def tick(self, now: str = MONDAY) -> tuple[int, list[str]]:
        """How many rungs were due, and to whom messages went."""
        ran = self.run("scheduler", "tick", "--json", now=now)
        assert 0 == ran.code, ran
        names = [part.strip().splitlines()[0] for part in ran.err.split("=" * 76)[1:]]
        return json.loads(ran.out)["due"], sorted(names)

    def migrate(self, *words: str) -> Ran:
        return self.run("workflow", "migrate", "proef@1", "proef", "--plan", str(self.folder / "plan.yaml"), *words)

    def said(self) -> list[Any]:
        app = self.app()
        with app.read() as uow:
            keys = uow.connection.execute(select(TRAJECTORY.c.id)).scalars().all()
            found = [each.event for key in keys for each in uow.history(said_stream(key))]
        app.store.close()
        return [each for each in found if not is_about_how_it_stands(getattr(each, "reminder", ""))]

    def rungs(self, kind: type[ev.ReminderSent] | type[ev.ReminderFolded]) -> Counter[str]:
        """Those that were said in this way, with for how many clients."""
        return Counter(each.reminder.rpartition("/")[2] for each in self.said() if isinstance(each, kind))


NOTHING: tuple[int, list[str]] = (0, [])


def asks_first(office: Office) -> None:
    """Neither publishing nor going over happens without an answer, and whatever was tried, nothing is sent."""
    assert NOTHING == office.tick()  # the draft lies there

    published = office.run("workflow", "publish", "proef")
    assert REFUSED == published.code
    said = " ".join(published.err.split())
    assert f"overdue at once for {office.count} running trajectories" in said
    assert "say with --past none, latest or all what is sent then" in said
    assert NOTHING == office.tick()

    assert 0 == office.migrate().code  # the plan is made
    moved = office.migrate("--apply")
    assert REFUSED == moved.code
    assert f"overdue at once for {office.count}; say with --past" in " ".join(moved.err.split())
    assert NOTHING == office.tick()
    assert [] == office.said()


def answered(office: Office, past: str) -> None:
    """Published and gone over with that answer, which was given once."""
    assert 0 == office.run("workflow", "publish", "proef", "--past", past).code
    assert NOTHING == office.tick()  # nobody went over yet

    moved = office.migrate("--apply")
    assert 0 == moved.code, moved
    assert f"Moved: {office.count}; there already: 0; not moved: 0." in moved.out
    assert f"Missed reminders: {past}, as was said when it was published" in moved.out


def the_show(office: Office, past: str) -> None:
    count = office.count
    office.tick()  # in cases without a rule it is asked how they stand, and not again until twenty working days later
    asks_first(office)
    answered(office, past)

    due, told = office.tick()

    missed = {"none": 0, "latest": 1, "all": 3}[past] * count
    assert (missed, ["Jet", "Joost"] if missed else []) == (due, told)
    sent = {"due.0": count} if missed else {}
    folded = {"before-2w.0": count, "before-1w.0": count} if past == "all" else {}
    assert (sent, folded) == (office.rungs(ev.ReminderSent), office.rungs(ev.ReminderFolded))
    assert NOTHING == office.tick()
    assert NOTHING == office.tick(TUESDAY)

    assert (count, ["Jet", "Joost"]) == office.tick(WEEK_AFTER)  # what was still to come comes, whatever was answered
    assert count == office.rungs(ev.ReminderSent)["overdue-105w.0"]
    assert 0 == office.run("audit", "verify", now=WEEK_AFTER).code


ANSWERS = pytest.mark.parametrize("past", ["none", "latest", "all"])


@pytest.mark.slow
@ANSWERS
def test_of_a_new_rule_nothing_is_sent_until_it_was_said_what(empty_url: str, tmp_path: Path, past: str) -> None:
    the_show(Office(empty_url, tmp_path, 6).made(), past)


@pytest.mark.soak
@ANSWERS
def test_a_new_rule_over_a_thousand_old_clients(empty_url: str, tmp_path: Path, past: str) -> None:
    the_show(Office(empty_url, tmp_path, 1000).made(), past)
