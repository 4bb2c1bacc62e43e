"""Old histories replay for ever.

Each file of golden/ holds real streams with the texts of their definition and calendar and the states they came to.
The files are never edited: where one fails, codec.py needs an upcaster, or a change of evolve has to be taken back.
`python -m tests.test_golden NAME [WALK]` writes a walk below as a new file, for a new release.
"""

import hashlib
import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Clock, Desk, given_database
from trajectories.deadlines.written import deadlines_of
from trajectories.history.codec import encode
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.repository.store import read_row
from trajectories.service.migrate import migrate
from trajectories.service.office import publish
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import from_text
from workflows.machine.state_machine import Compiled

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))
COLUMNS = (
    "stream",
    "version",
    "type",
    "occurred_on",
    "recorded_at",
    "actor",
    "role",
    "reason",
    "definition",
    "data",
    "hash",
)


def kept(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def stories() -> list[Any]:
    return [
        pytest.param({**story, "calendar": found["calendar"]}, id=f"{path.stem}-{story['trajectory']}")
        for path in FILES
        for found in [kept(path)]
        for story in found["stories"]
    ]


def test_there_is_a_history_of_every_release():
    """And it holds every kind of casework event there was."""
    kinds = {row["type"] for path in FILES for story in kept(path)["stories"] for row in story["events"]}

    assert "2024-household" in [path.stem for path in FILES]
    assert {
        "TrajectoryOpened",
        "StageEntered",
        "FactSet",
        "TaskAsked",
        "TaskDone",
        "MemberJoined",
        "MemberLeft",
    } < kinds
    assert {"OthersFollowed", "Assigned", "DeadlineSuspended", "DeadlineResumed", "DeadlineExtended"} < kinds
    assert {"NoteAdded", "TrajectoryClosed", "EventVoided", "EventReplaced"} < kinds
    assert {"Migrated", "PastDecided", "TaskMissed", "TakenOver"} < kinds


@pytest.mark.parametrize("story", stories())
def test_an_old_history_replays_to_the_state_it_came_to(story):
    """On every day that is kept, to the byte."""
    history = [read_row([row[name] for name in COLUMNS]) for row in story["events"]]

    for as_of, expected in story["states"].items():
        then = replay(story["trajectory"], history, as_of=date.fromisoformat(as_of))
        found = json.loads(state_text(then))
        assert expected == {name: found[name] for name in expected}


@pytest.mark.parametrize("story", stories())
def test_an_old_event_is_written_back_as_it_was(story):
    """So that what is hashed stays what was hashed; an event with an upcaster is left out."""
    for row in story["events"]:
        assert (row["type"], row["data"]) == encode(read_row([row[name] for name in COLUMNS]).event)


@pytest.mark.parametrize("story", stories())
def test_an_old_chain_still_verifies(story):
    """SHA-256 over the hash before and the fields as stored."""
    previous = "0" * 64
    for row in story["events"]:
        fields = [str(row[name]) for name in COLUMNS[:-1]]
        previous = hashlib.sha256("\n".join([previous, *fields]).encode()).hexdigest()
        assert previous == row["hash"]


@pytest.mark.parametrize("story", stories())
def test_an_old_definition_can_still_be_read_and_its_terms_reckoned(story):
    """By the texts that were kept, its own and the calendar's: its hash, its path, its due days.

    private: the values that lie beside the history, by id.
    """
    text = story["definition"]
    compiled = Compiled(from_text(text), hashlib.sha256(text.encode()).hexdigest())
    now = replay(story["trajectory"], [read_row([row[name] for name in COLUMNS]) for row in story["events"]])

    assert now.definition == compiled.hash
    walked = now.path[now.takeover.stages if now.takeover else 1 :]
    assert all(step.stage in compiled.leads(step.source, step.trigger) for step in walked)
    assert story["deadlines"] == [
        [each.id, each.standing, each.due_on and each.due_on.isoformat()]
        for each in deadlines_of(compiled, now, WorkCalendar.from_text(story["calendar"]), story.get("private", {}))
    ]


# the walk of a new file


def walk(desk: Desk) -> None:
    """A household of Westland from koppeling to the end of its talk, with everything that may come between."""
    mother = desk.client("A-1", "1990-05-31", "Amal Haddad")
    son = desk.client("A-2", "2020-06-01", "Sami Haddad")
    desk.household("H-1", mother, son)
    vera = desk.colleague("Vera", "coordinator")
    desk.open("vestiging", "h1", municipality="westland")  # t1; t2, t3 verblijf; t4 gezinshereniging; t5 inburgering
    desk.assign("t1", vera)
    desk.note("t1", "spreekt Tigrinya")
    desk.clock.noon(date(2024, 1, 15))
    desk.advance("t1", "plan_bezichtiging", date(2024, 1, 10), reason="dicht bij school")
    desk.advance("t1", "accepteer_woning", date(2024, 1, 12))
    desk.advance("t1", "start_coaching", huurcontract_op="2024-01-12")
    father = desk.client("A-3", "1988-08-08", "Yusuf Haddad")
    desk.join("h1", father)
    desk.suspend("t1", "coaching_einde")
    desk.clock.noon(date(2024, 1, 29))
    desk.resume("t1", "coaching_einde", date(2024, 1, 22))
    desk.extend("t1", "coaching_einde", by="2 weeks")
    for member in (mother, son, father):
        desk.task("t1", "huisarts", member=member)
    wrong = desk.task("t1", "kwijtschelding", date(2024, 1, 26)).recorded[0].version
    desk.correct("t1", wrong, void=True)
    desk.task("t1", "consultatiebureau", member=son)
    for task in ("huurtoeslag", "zorgtoeslag"):
        desk.task("t1", task)
    lease = next(
        each.version for each in desk.dossier("t1").history if getattr(each.event, "name", "") == "huurcontract_op"
    )
    desk.correct("t1", lease, value="2024-01-11")
    desk.advance("t4", "rond_intake_af", aanvragen=True)
    desk.advance("t4", "dien_aanvraag_in", aanvraag_ontvangen_op="2024-01-29")
    desk.clock.noon(date(2024, 4, 22))
    desk.depart("h1", father, date(2024, 4, 1))
    desk.fact("t1", "ingeschreven_brp_op", "2024-01-15", date(2024, 1, 15))
    desk.advance("t1", "start_begeleiding", mb_maanden=15)
    desk.advance("t4", "willig_in", beslissing_op="2024-04-19")
    desk.task("t1", "kindgebonden_budget")
    desk.advance("t5", "start_inburgering", inburgeringsplichtig_op="2023-12-01")
    desk.clock.noon(date(2025, 7, 14))
    desk.advance("t1", "plan_eindgesprek")
    desk.close("t1", "verhuisd", reason="naar familie")


GUEST = """
workflow: gast
version: 1
label: {nl: Gastgezin, en: Guest family}
subject: person
source: wet
sources:
  wet: {ref: Wet art. 1, certainty: law}
facts:
  geboren_op: {type: date, label: {nl: Geboren op, en: Born on}, private: true, from: born}
  gemeld_op: {type: date, label: {nl: Gemeld op, en: Reported on}}
tasks:
  gesprek: {label: {nl: Gesprek, en: Talk}, amount: 2}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true, tasks: [gesprek]}
  wachten: {label: {nl: Wachten, en: Waiting}}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  wacht: {from: begin, to: wachten}
  hervat: {from: wachten, to: begin}
  afronden: {from: begin, to: einde}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
deadlines:
  achttien:
    rule: X6
    label: {nl: Wordt achttien, en: Turns eighteen}
    anchor: {fact: geboren_op}
    term: 18 years
    remind: [{before: 3 months, to: coordinator}]
  plaatsing:
    rule: X7
    label: {nl: Plaatsing, en: Placement}
    anchor: {fact: gemeld_op}
    term: 8 weeks
    paused_in: [wachten]
    met_by: {stage: einde}
    remind: [{before: 1 week, to: coordinator}]
  herbezoek:
    rule: X8
    label: {nl: Herbezoek, en: Second visit}
    anchor: {stage: begin}
    term: 3 months
    met_by: {stage: einde}
    remind: [{before: 1 week, to: coordinator}]
"""
GUEST_TWO = (
    GUEST.replace("version: 1\n", "version: 2\n")
    .replace("begin", "verblijf")
    .replace("gemeld_op", "aangemeld_op")
    .replace("gesprek", "bezoek")
    .replace("plaatsing:", "huisvesting:")
    .replace("    paused_in: [wachten]\n", "")
    .replace("term: 8 weeks", "term: 10 weeks")
    .replace("term: 3 months", "term: 1 month")
)


def go_over(desk: Desk) -> None:
    """Someone of seventeen in a guest family, under a second version with other names and other terms, and back."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = guests(Path(folder), 1, GUEST), guests(Path(folder), 2, GUEST_TWO)
        desk.casework.catalogue = lambda: first
        with desk.write() as uow:
            for catalogue in (first, second):
                publish(desk.casework, uow, catalogue.resolve("gast", "any", desk.by.today), desk.by)
        desk.client("A-1", "2006-09-09", "Sami Haddad")
        desk.open("gast", "p1", gemeld_op="2024-01-05")
        desk.task("t1", "gesprek")
        desk.clock.noon(date(2024, 1, 15))
        desk.advance("t1", "wacht")
        desk.clock.noon(date(2024, 1, 29))
        desk.advance("t1", "hervat")
        desk.suspend("t1", "plaatsing", until=date(2024, 2, 2))
        desk.missed("t1", "gesprek")
        desk.clock.noon(date(2024, 2, 19))
        goes_over(desk, first, second, past="latest", herbezoek="restart")
        desk.task("t1", "bezoek", date(2024, 2, 14))  # before it, written down after it
        desk.correct("t1", 2, value="2024-01-08")
        desk.clock.noon(date(2024, 3, 4))
        goes_over(desk, second, first, herbezoek="keep")
        desk.clock.noon(date(2024, 3, 11))
        desk.suspend("t1", "herbezoek", until=date(2024, 3, 15))


def guests(folder: Path, version: int, text: str) -> Catalogue:
    (folder / str(version)).mkdir()
    (folder / str(version) / "gast.yaml").write_text(text)
    return Catalogue.load(folder / str(version))


def goes_over(desk: Desk, before: Catalogue, after: Catalogue, past: str = "", **hows: str) -> None:
    """t1, by the plan as it is drafted, with all that it guesses."""
    found = [each.resolve("gast", "any", desk.by.today) for each in (before, after)]
    plan = draft([Pair(*(Compiled(each.workflow, each.hash) for each in found))])
    plan = plan._replace(hows={**plan.hows, **hows}, guesses=frozenset())
    with desk.write() as uow:
        wish = Wish(plan, desk.by.today, desk.by.now, past)
        migrate(desk.casework, uow, "t1", found[0].hash, found[1], wish, desk.by)


def come_over(desk: Desk) -> None:
    """Two in guest families elsewhere: of one nobody knows the road, and it is answered; of the other all is told."""
    with tempfile.TemporaryDirectory() as folder:
        first = guests(Path(folder), 1, GUEST)
        desk.casework.catalogue = lambda: first
        with desk.write() as uow:
            publish(desk.casework, uow, first.resolve("gast", "any", desk.by.today), desk.by)
        for ref, born, name in (("A-1", "2006-09-09", "Sami Haddad"), ("A-2", "2007-02-03", "Noor Haddad")):
            desk.client(ref, born, name)
        since = date(2023, 12, 18)
        desk.take_over("gast", "p1", "wachten", since)
        desk.take_over(
            "gast", "p2", "begin", since, facts={"gemeld_op": "2023-11-06"},
            passed=[("begin", date(2023, 11, 6)), ("wachten", date(2023, 12, 4))],
        )  # fmt: skip
        desk.task("t2", "gesprek", date(2024, 1, 3))
        desk.clock.noon(date(2024, 1, 15))
        desk.fact("t1", "gemeld_op", "2023-11-20")
        desk.fact("t1", "entered:begin", "2023-11-20")
        desk.fact("t1", "passed:wachten", "yes")
        desk.fact("t1", "entered:wachten", "2023-12-04")
        desk.correct("t2", 1, on=date(2023, 12, 19))
        desk.clock.noon(date(2024, 1, 29))
        desk.advance("t1", "hervat")
        desk.advance("t2", "wacht")


WALKS = {"household": walk, "migration": go_over, "taken_over": come_over}


def story(desk: Desk, key: str) -> dict[str, Any]:
    written = desk.dossier(key)
    query = f"select {', '.join(COLUMNS)} from event where stream = :key order by version"
    days = sorted({each.occurred_on for each in written.history})
    text = desk.rows("select text from definition where hash = :hash", {"hash": written.trajectory.definition})[0][0]
    return {
        "trajectory": key,
        "definition": text,
        "events": [dict(zip(COLUMNS, row, strict=True)) for row in desk.rows(query, {"key": key})],
        "states": {day.isoformat(): json.loads(state_text(replay(key, written.history, as_of=day))) for day in days},
        "private": dict(written.private),
        "deadlines": [[each.id, each.standing, each.due_on and each.due_on.isoformat()] for each in written.deadlines],
    }


def write(name: str, walked: str = "household") -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'traject.db'}"
        given_database(url)
        desk = Desk(url, Clock(date(2024, 1, 8)))
        WALKS[walked](desk)
        told = {
            "calendar": builtin_calendar().text,
            "stories": [story(desk, key) for (key,) in desk.rows("select id from trajectory order by number")],
        }
        desk.app.store.close()
    path = GOLDEN / f"{name}.json"
    if path.exists():
        sys.exit(f"{path} is there already, and golden files are never edited")
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write(*sys.argv[1:])
