"""What running trajectories know themselves becomes the person's: what agrees at once, the rest once someone says."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from scheduler.bootstrap import App
from scheduler.health.own_answers import facts_apart
from scheduler.installation import prepare
from tests.apps import an_app
from tests.builders import NO_MAIL, Clock
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.legal_facts import facts_of
from trajectories.repository.store import Stamp
from trajectories.service.migrate import migrate
from trajectories.service.recording import By
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue
from workflows.errors import Refused, StepRefused
from workflows.machine.state_machine import Compiled

MON_6_JULY = date(2026, 7, 6)
NOW = datetime(2026, 7, 6, 10, tzinfo=UTC)
BY = By(ask.Actor("s1", frozenset(["administrator"])), NOW)
OWN = "{type: boolean, label: {nl: Alleen subsidiair, en: Subsidiary only}}"
TEXT = """workflow: %s
version: %d
label: {nl: Proef, en: Trial}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  alleen_subsidiair: %s
stages:
  begin: {label: {nl: Begin, en: Begin}, initial: true, review: 6 months}
  midden: {label: {nl: Midden, en: Middle}, review: 6 months}
  einde: {label: {nl: Einde, en: End}, final: true}
transitions:
  ga: {from: begin, to: midden, when: {fact: alleen_subsidiair, is: true}}
  sluit: {from: [begin, midden], to: einde}
"""


class Office:
    """een (t1) and twee (t2) run for A-1 under versions that each ask for themselves; version 2 leaves it to her."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'traject.db'}"
        for version, fact in ((1, OWN), (2, "{from: person}")):
            (folder / str(version)).mkdir()
            for name in ("een", "twee"):
                (folder / str(version) / f"{name}.yaml").write_text(TEXT % (name, version, fact), encoding="utf-8")
        self.app = self.opened(1)
        prepare(self.app, sandbox=True, clock_at=NOW)
        with self.app.write() as uow:
            self.person = add_person(
                uow, NewPerson("A-1", born=date(1990, 5, 1)), MON_6_JULY, Stamp(NOW, "s1", "administrator")
            )
            for name in ("een", "twee"):
                command = ask.Open(name, self.person, "any", date(2026, 6, 1), date(2026, 6, 1))
                self.app.casework.open(uow, command, BY)

    def opened(self, version: int) -> App:
        settings = Settings(self.url, "Beheer", "en", None, NO_MAIL)
        return an_app(settings, lambda _: Catalogue.load(self.folder / str(version)), Clock(MON_6_JULY))

    def told(self, key: str, value: str, on: date) -> None:
        with self.app.write() as uow:
            self.app.casework.set_fact(uow, ask.SetFact(key, "alleen_subsidiair", value, on), BY)

    def over(self, key: str, name: str) -> None:
        """It goes on under version 2."""
        self.app = self.opened(2)
        old, new = (Catalogue.load(self.folder / each).resolve(name, "any", MON_6_JULY) for each in ("1", "2"))
        pair = Pair(Compiled(old.workflow, old.hash), Compiled(new.workflow, new.hash))
        with self.app.write() as uow:
            migrate(self.app.casework, uow, key, old.hash, new, Wish(draft([pair]), MON_6_JULY, NOW, "none"), BY)

    def facts(self) -> list[tuple[Any, str, list[str]]]:
        with self.app.read() as uow:
            return [(each.value, str(each.on), sorted(each.lifted)) for each in facts_of(uow, self.person)]

    def values(self, key: str) -> list[tuple[Any, str]]:
        with self.app.read() as uow:
            found = self.app.dossiers.load(uow, key).trajectory.facts.get("alleen_subsidiair", ())
            assert [] == verify(uow).problems
        return [(each.value, str(each.on)) for each in found]

    def apart(self) -> list[tuple[str, ...]]:
        with self.app.read() as uow:
            return [tuple(each) for each in facts_apart(uow, self.app.dossiers, [])]

    def mend(self, version: int, **what: Any) -> None:
        with self.app.write() as uow:
            command = ask.Correct(version, **what)
            self.app.casework.correct_person_fact(uow, f"{self.person}@{version}", command, BY, "typefout")

    def settle(self, value: str) -> None:
        with self.app.write() as uow:
            self.app.casework.settle_fact(uow, self.person, "alleen_subsidiair", value, BY, "nagezocht")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_what_both_say_becomes_the_persons_and_nothing_is_written_twice(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "yes", date(2026, 6, 15))

    office.over("t1", "een")
    office.over("t2", "twee")

    assert [(True, "2026-06-08", ["t1@2", "t2@2"])] == office.facts()
    assert [(True, "2026-06-08")] == office.values("t1")
    assert [(True, "2026-06-15")] == office.values("t2")


def test_one_that_knew_nothing_is_told(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))

    office.over("t1", "een")
    office.over("t2", "twee")

    assert [(True, "2026-06-08")] == office.values("t2")


def test_what_was_there_first_is_corrected_with_the_person(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "yes", date(2026, 6, 15))
    office.over("t1", "een")
    office.over("t2", "twee")

    office.mend(2, value="no")
    assert [(False, "2026-06-08")] == office.values("t1") == office.values("t2")

    office.mend(2, on=date(2026, 6, 9))
    assert [(False, "2026-06-09")] == office.values("t1") == office.values("t2")


def test_what_was_there_first_is_taken_back_with_the_person(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "yes", date(2026, 6, 15))
    office.over("t1", "een")
    office.over("t2", "twee")

    office.mend(2, void=True)

    assert [] == office.values("t1") == office.values("t2")


def test_where_they_differ_each_goes_on_with_its_own_until_someone_says(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "no", date(2026, 6, 15))
    office.over("t1", "een")
    office.over("t2", "twee")
    assert ([(True, "2026-06-08")], False) == (office.values("t1"), office.values("t2")[-1][0])

    assert [("t1", "alleen_subsidiair"), ("t2", "alleen_subsidiair")] == office.apart()

    office.settle("no")

    assert [] == office.apart()
    assert (False, False) == (office.values("t1")[-1][0], office.values("t2")[-1][0])
    with pytest.raises(Refused, match="agree"):
        office.settle("no")


def test_an_answer_that_would_make_a_step_impossible_settles_nothing(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "no", date(2026, 6, 15))
    with office.app.write() as uow:
        office.app.casework.advance(uow, ask.Advance("t1", "ga", MON_6_JULY), BY)
    office.over("t1", "een")
    office.over("t2", "twee")
    before = office.facts()

    with pytest.raises(StepRefused, match="t1"):
        office.settle("no")

    assert before == office.facts()


def test_an_upgrade_lifts_what_all_agree_on_also_of_what_has_not_gone_over_yet(office: Office):
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "yes", date(2026, 6, 15))
    office.app = office.opened(2)

    made = prepare(office.app, sandbox=True)
    assert [] == made.differing == prepare(office.app, sandbox=True).differing
    assert [(True, "2026-06-08", [])] == office.facts()

    office.over("t1", "een")
    assert [(True, "2026-06-08", ["t1@2"])] == office.facts()
    assert [(True, "2026-06-08")] == office.values("t1")


def test_init_lists_what_differs_and_says_so_with_its_exit_code(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRAJECT_LANG", "en")
    office.told("t1", "yes", date(2026, 6, 8))
    office.told("t2", "no", date(2026, 6, 15))
    front = ["--database", office.url, "--by", "Beheer", "--workflows", str(office.folder / "2")]
    office.over("t1", "een")
    office.over("t2", "twee")
    capsys.readouterr()

    assert 4 == main([*front, "init", "--sandbox"])
    told = capsys.readouterr().err
    assert "A-1 Subsidiary protection only: t1 yes, t2 no" in told
    assert "traject client fact settle A-1 alleen_subsidiair" in told
    assert 4 == main([*front, "init", "--sandbox", "--json"])
    [waiting] = json.loads(capsys.readouterr().out)["differing"]
    assert {"client", "name", "label", "answers"} == set(waiting)

    assert 0 == main([*front, "client", "fact", "settle", "A-1", "alleen_subsidiair", "no", "--reason", "brief"])
    assert 0 == main([*front, "init", "--sandbox"])
