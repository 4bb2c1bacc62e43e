"""A definition of another country is reckoned by its own calendar, in an office that works by the Dutch one."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler.planning.ladder import plan
from scheduler.rehearsal.publish import publish
from tests.apps import an_app
from tests.builders import NO_MAIL, Clock, Desk
from trajectories.audit import verify
from trajectories.deadlines.reckoning import explain as explain_days
from trajectories.history import events as ev
from trajectories.history.codec import encode
from trajectories.migration.hindrances import hindrances_of
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.settings import Settings
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder
from workflows.describe.work_instruction import instruction
from workflows.errors import DefinitionError

PAGE = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text("utf-8")
DANISH = next(each for each in re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) if "dk-2026" in each)
DEFINITION = """
workflow: dansk
version: 1
label: {nl: Deens plan, en: Danish plan}
subject: person
source: plan
calendar: dk
sources: {plan: {ref: Integrationsloven § 19, certainty: law, text_of: 2026-01-01}}
facts: {ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true, review: 6 months}
  klaar: {label: {nl: Klaar, en: Done}, final: true, outcome: klaar}
transitions:
  rond_af: {from: begin, to: klaar}
outcomes: {klaar: {label: {nl: Klaar, en: Done}, success: true}}
deadlines:
  plan:
    {rule: D1, label: {nl: Plan, en: Plan}, anchor: {fact: ontvangen_op}, term: 1 month, legal: statutory, source: plan,
     remind: [{before: 11 days}], ends_silent: {nl: Klaar}, met_by: {stage: klaar}, suspendable: false}
scenarios:
  - name: a month that ends on Constitution Day
    opened: 2026-05-04
    facts: {ontvangen_op: 2026-05-05}
    given: [{on: 2026-06-08, advance: rond_af}]
    expect: {on: 2026-06-08, stage: klaar, deadlines: {plan: 2026-06-08}}   # Friday 5 June, so Monday
"""
MON_4_MAY, TUE_5_MAY = date(2026, 5, 4), date(2026, 5, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dk" / "calendars").mkdir(parents=True)
    (tmp_path / "dk" / "calendars" / "dk.json").write_text(DANISH, encoding="utf-8")
    (tmp_path / "dk" / "dansk.yaml").write_text(DEFINITION, encoding="utf-8")
    return tmp_path / "dk"


def catalogue(folder: Path) -> Catalogue:
    return Catalogue.load(builtin_folder(), folder)


@pytest.fixture
def office(database_url: str, folder: Path) -> Iterator[Desk]:
    """Monday 4 May 2026."""
    clock = Clock(MON_4_MAY)
    desk = Desk(database_url, clock)
    desk.app.store.close()
    desk.app = an_app(Settings(database_url, "Beheer", "en", None, NO_MAIL), lambda _: catalogue(folder), clock)
    yield desk
    desk.app.store.close()


def published(office: Desk, folder: Path) -> None:
    with office.write() as uow:
        publish(office.casework, uow, catalogue(folder), ["dansk"], office.by, builtin_calendar(), past="none")


def received(office: Desk) -> str:
    key = office.open("dansk", office.client("C1", "1990-05-01"))
    office.clock.noon(TUE_5_MAY)
    office.fact(key, "ontvangen_op", "2026-05-05")
    return key


def term(office: Desk, key: str, **when: Any) -> Any:
    return next(each for each in office.dossier(key, **when).deadlines if each.name == "plan")


def adopted(office: Desk) -> list[str]:
    rows = office.rows("select data from event where stream = 'office' and type = 'CalendarAdopted' order by version")
    return [json.loads(data).get("name", "") for (data,) in rows]


def test_a_term_is_reckoned_by_the_calendar_that_its_definition_names(office: Desk, folder: Path):
    """Friday 5 June is no holiday here; every step cites the articles of the edition, and no Dutch one."""
    published(office, folder)
    key = received(office)
    written = office.dossier(key)

    assert ["", "dk"] == adopted(office)
    assert (date(2026, 6, 5), date(2026, 6, 8)) == (term(office, key).raw_on, term(office, key).due_on)
    said = [words for each in explain_days(term(office, key).reckoned, written.calendar) for words in each[1:]]
    told = " ".join(str(each) for each in said)
    assert "Fristloven § 3" in told
    assert not re.search("Awb|Atw|termijnenwet", told)
    with office.read() as uow:
        assert [] == verify.verify(uow).problems


def test_reminders_go_out_on_the_working_days_of_the_office(office: Desk, folder: Path):
    """Eleven days before Friday 5 June is Whit Monday, which is free here and not there."""
    published(office, folder)
    key = received(office)
    written = office.dossier(key)

    assert not written.calendar.is_working_day(date(2026, 5, 25))
    assert written.calendar.is_working_day(date(2026, 6, 5))
    [reminder] = [each for each in plan(written) if each.name == "plan"]
    assert date(2026, 5, 22) == reminder.send_at.date()


def test_another_edition_is_adopted_by_name_and_what_held_then_is_reckoned_as_then(office: Desk, folder: Path):
    """The Dutch terms stay; the earlier moment keeps its day, and the history verifies."""
    published(office, folder)
    key = received(office)
    then = office.clock()
    later = json.loads(DANISH) | {"edition": "dk-2026-02", "ends": {"move": False, "article": "Fristloven § 4"}}
    (folder / "calendars" / "dk.json").write_text(json.dumps(later), encoding="utf-8")
    told = DEFINITION.replace("{plan: 2026-06-08}", "{plan: 2026-06-05}")  # its text stays: stories are no part of it
    (folder / "dansk.yaml").write_text(told, encoding="utf-8")
    office.clock.noon(date(2026, 5, 6))
    published(office, folder)

    assert ["", "dk", "dk"] == adopted(office)
    assert date(2026, 6, 5) == term(office, key).due_on
    assert date(2026, 6, 8) == term(office, key, known_at=then).due_on
    steps = office.dossier(key).calendar.explain(TUE_5_MAY, term(office, key).reckoned.term, "statutory")
    assert "moves no last day (Fristloven § 4)" in steps[-1].words.say("en")
    published(office, folder)
    assert ["", "dk", "dk"] == adopted(office)


def test_a_trajectory_does_not_go_over_to_another_calendar(office: Desk, folder: Path):
    published(office, folder)
    written = office.dossier(received(office))
    workflow = written.compiled.workflow.model_copy(update={"version": 2, "calendar": "nl"})
    after = type(written.compiled)(workflow, "e" * 64)
    pair = Pair(written.compiled, after)

    found = list(hindrances_of(written, after, Wish(draft([pair]), office.by.today, office.clock())))

    assert any("reckons by the calendar nl, this one by dk" in each.words.say("en") for each in found)


def test_an_unknown_calendar_is_refused_at_its_line(folder: Path):
    """With the nearest name, by the check and by whoever would open it; a broken edition is named, too."""
    one_file = Catalogue.load(folder / "dansk.yaml")  # its calendar lies beside it
    assert [] == one_file.problems(today=MON_4_MAY, calendar=builtin_calendar())
    assert one_file.resolve("dansk", "any", MON_4_MAY).calendar
    (folder / "dansk.yaml").write_text(DEFINITION.replace("calendar: dk", "calendar: dkk"), encoding="utf-8")

    [problem] = catalogue(folder).problems([folder / "dansk.yaml"], today=MON_4_MAY, calendar=builtin_calendar())
    assert ("unknown_calendar", 7, 11) == (problem.code, problem.line, problem.column)
    assert "did you mean 'dk'?" in problem.message
    with pytest.raises(DefinitionError) as caught:
        catalogue(folder).resolve("dansk", "any", MON_4_MAY)
    assert [(7, "unknown_calendar")] == [(each.line, each.code) for each in caught.value.problems]

    (folder / "dansk.yaml").write_text(DEFINITION, encoding="utf-8")
    (folder / "calendars" / "dk.json").write_text('{"edition": "dk"}', encoding="utf-8")
    [broken] = catalogue(folder).problems([folder / "dansk.yaml"], today=MON_4_MAY, calendar=builtin_calendar())
    assert ("bad_value", 7) == (broken.code, broken.line)
    assert "dk.json" in broken.message
    with pytest.raises(DefinitionError, match=r"dk\.json"):
        catalogue(folder).resolve("dansk", "any", MON_4_MAY)


def test_the_instruction_says_by_which_calendar(folder: Path):
    found = catalogue(folder).resolve("dansk", "any", MON_4_MAY)
    intro = " ".join(each.say("en") for each in instruction(found.workflow).intro)

    assert "reckoned by the calendar dk" in intro
    assert '"calendar":"dk"' in found.text
    assert '"calendar"' not in catalogue(folder).resolve("vip", "any", MON_4_MAY).text


def test_the_dutch_edition_and_its_event_are_written_as_ever():
    again = WorkCalendar.from_text(builtin_calendar().text)

    assert '{"hash":"x"}' == encode(ev.CalendarAdopted("x"))[1]
    assert again.hash == builtin_calendar().hash
    assert not again.knows_decree_days(1900)
