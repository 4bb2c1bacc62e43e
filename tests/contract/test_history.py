"""History is the truth: replay from events alone is what is stored, whatever was done in whatever order."""

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.builders import Clock, Desk
from tests.documents import a_document
from trajectories.audit import verify
from trajectories.audit.rebuilt import differences
from trajectories.casework.commands import Again
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.people import households
from trajectories.people.clients import NewPerson, add_person, edit_person
from trajectories.people.households import form_household
from trajectories.projections import queries
from trajectories.repository.store import Stamp
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes, staff_changes
from trajectories.views.history import event_view
from trajectories.views.trajectory import trajectory_view
from workflows.errors import CaseworkError, NotFound

FRI_5 = date(2024, 1, 5)
MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)
MON_22 = date(2024, 1, 22)
FRI_26 = date(2024, 1, 26)


# three trajectories, told by hand


@pytest.fixture
def walked(desk: Desk) -> Desk:
    """A household that was coached, a permit that was renewed, a family that waits; entered late and corrected."""
    mother = desk.client("A-1", "1990-05-31", "Amal Haddad", on=FRI_5)
    desk.household("H-1", mother, on=FRI_5)
    desk.open("vestiging", "h1", MON_8)  # t1, and t2 verblijf, t3 gezinshereniging, t4 inburgering
    desk.clock.noon(MON_15)
    desk.advance("t1", "plan_bezichtiging", MON_8)
    desk.advance("t1", "accepteer_woning", WED_10)
    desk.advance("t1", "start_coaching", FRI_12, huurcontract_op="2024-01-12")
    desk.task("t1", "huisarts", FRI_12, member=mother)
    desk.fact("t2", "geldig_tot", "2028-11-15", MON_8)
    desk.advance("t3", "rond_intake_af", WED_10, aanvragen=True)
    desk.clock.noon(MON_22)
    with desk.write() as uow:
        staff_changes.go_away(uow, "s1", FRI_26, None, "", desk.by)
    desk.task("t1", "huurtoeslag", MON_15)
    desk.fact("t1", "ingeschreven_brp_op", "2024-01-15", MON_15)
    desk.correct("t1", 5, value="2024-01-11")  # the lease was of Thursday
    desk.advance("t2", "vraag_verlenging_aan", MON_15)
    desk.fact("t2", "geldig_tot", "2028-12-15", WED_10, meant=Again())
    desk.advance("t3", "dien_aanvraag_in", MON_15, aanvraag_ontvangen_op="2024-01-16")
    desk.clock.noon(FRI_26)
    desk.correct("t1", 8, void=True)  # the allowance was another household's
    desk.advance("t2", "leg_besluit_vast", MON_22)
    desk.correct("t3", 6, on=FRI_12)  # filed on Friday already
    desk.close("t3", "verhuisd", FRI_26)
    return desk


def by_hand(events: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    """What a reader makes of `traject history`: strike out, mend, put in order of the days, read to the day asked."""
    pages = {each["version"]: dict(each) for each in events if "/" not in each["stream"]}
    for each in list(pages.values()):
        if each["type"] == "EventVoided":
            pages.pop(each["data"]["version"], None)
        if each["type"] == "EventReplaced" and (page := pages.get(each["data"]["version"])):
            page["occurred_on"] = each["data"].get("occurred_on", page["occurred_on"])
            if "value" in each["data"]:
                page["data"] = {**page["data"], "value": each["data"]["value"]}
    told = sorted(pages.values(), key=lambda page: (page["occurred_on"], page["version"]))
    told = [page for page in told if page["occurred_on"] <= as_of.isoformat()]
    moves = [page for page in told if page["type"] in ("TrajectoryOpened", "StageEntered")]
    closing = [page for page in told if page["type"] == "TrajectoryClosed" or page["data"].get("outcome")]
    facts = {page["data"]["name"]: page["data"]["value"] for page in told if page["type"] == "FactSet"}
    done = [(page["data"]["task"], page["data"].get("member", "")) for page in told if page["type"] == "TaskDone"]
    asked = [(task["task"], task["member"]) for page in moves[-1:] for task in page["data"].get("tasks", [])]
    return {
        "stage": moves[-1]["data"]["stage"],
        "entered_on": moves[-1]["occurred_on"],
        "closed": bool(closing),
        "outcome": closing[-1]["data"]["outcome"] if closing else None,
        "path": [(page["data"]["stage"], page["occurred_on"]) for page in moves],
        "facts": facts,
        "open_tasks": set() if closing else set(asked) - set(done),
    }


@pytest.mark.parametrize("key", ["t1", "t2", "t3"])
@pytest.mark.parametrize("as_of", [MON_8, WED_10, FRI_12, MON_15, MON_22, FRI_26])
def test_replay_is_what_a_reader_makes_of_the_history(walked, key, as_of):
    """Of three trajectories, on every day that something happened."""
    with walked.read() as uow:
        events = [a_document(event_view(each)) for each in queries.history(uow, key)]
        written = walked.app.dossiers.load(uow, key, as_of)
        shown = a_document(trajectory_view(uow, written, walked.actor, as_of, "en"))

    coming_round = {name for name, task in written.compiled.workflow.tasks.items() if task.repeats}
    expected = by_hand(events, as_of)
    expected["open_tasks"] = {each for each in expected["open_tasks"] if each[0] not in coming_round}
    assert expected == {
        "stage": shown["stage"],
        "entered_on": shown["entered_on"],
        "closed": shown["closed"],
        "outcome": shown["outcome"],
        "path": [(each["stage"], each["on"]) for each in shown["path"]],
        "facts": {name: each["value"] for name, each in shown["facts"].items()},
        "open_tasks": {(each.task, each.member) for each in open_tasks(written.compiled, written.trajectory)},
    }


def test_what_was_known_then_is_not_what_is_known_now(walked):
    """On Monday 22 January we believed the request was filed on the fifteenth, and the lease signed on the eleventh."""
    then = datetime(2024, 1, 22, 12, tzinfo=UTC)

    assert MON_15 == walked.dossier("t3", known_at=then).trajectory.entered_on
    assert FRI_12 == walked.dossier("t3", as_of=MON_15).trajectory.entered_on
    assert "2024-01-11" == walked.dossier("t1", known_at=then).trajectory.fact("huurcontract_op")
    before = datetime(2024, 1, 21, 12, tzinfo=UTC)
    assert "2024-01-12" == walked.dossier("t1", known_at=before).trajectory.fact("huurcontract_op")


def test_before_it_was_opened_or_known_there_is_no_trajectory(walked):
    """On neither clock."""
    with pytest.raises(NotFound, match="not open yet"):
        walked.dossier("t1", as_of=FRI_5)
    with pytest.raises(NotFound):
        walked.dossier("t1", known_at=datetime(2024, 1, 7, tzinfo=UTC))


def test_history_lists_casework_and_what_was_said_in_the_order_of_writing(walked):
    """Two streams, one story."""
    with walked.write() as uow:
        event = ev.ReminderFolded("t1/coaching_einde#6/due.0", "2024-04-12", "s1", "t1/coaching_einde#6/overdue-1w.0")
        walked.casework.say(uow, "t1", [(event, FRI_26)], Stamp(walked.clock(), "scheduler", "scheduler"))

    with walked.read() as uow:
        found = queries.history(uow, "t1")

    assert ("t1/said", 1) == (found[-1].stream, found[-1].version)
    assert sorted(each.recorded_at for each in found) == [each.recorded_at for each in found]
    assert walked.dossier("t1").trajectory.version == found[-2].version  # what was said makes no version


# rebuild


def test_rebuild_restores_every_projection_byte_for_byte_and_sends_nothing(walked):
    """All rows of all projections; no event, no delivery, no private value more or less."""
    kept = ("event", "private", "delivery", "delivery_rung", "setting", "definition", "calendar")

    def rest() -> list[object]:
        return [sorted(map(str, walked.rows(f"select * from {table}"))) for table in kept]

    before, others = walked.dump(*PROJECTIONS), rest()
    assert {"question"} == {table.name for table in PROJECTIONS if not before[table.name]}  # see questions_about_people

    assert 4 == walked.rebuild()

    assert before == walked.dump(*PROJECTIONS)
    assert others == rest()


def test_rebuild_mends_what_was_changed_and_takes_away_what_was_never_there(walked):
    """The projections are thrown away, also rows that no history gives."""
    from sqlalchemy import text

    before = walked.dump(*PROJECTIONS)
    with walked.write() as uow:
        for statement in (
            "update trajectory set stage = 'weg', version = 1",
            "delete from deadline where trajectory = 't1'",
            "update deadline set due_on = '2030-01-01'",
            "insert into deadline select 't2/x#99', 't2', name, occurrence, rule, legal, standing, opens, raw_on,"
            " due_on, met_on, asked_on, holds, missing, certainty, provisional from deadline where trajectory = 't2'"
            " limit 1",
            "update agenda set send_at = '2030-01-01T08:00:00.000000Z'",
            "insert into agenda select 't2/x#99/due.0', 't2', deadline, rung, repeat, due_on, send_at, roles, '', ''"
            " from agenda limit 1",
            "update person set name = 'Iemand'",
            "delete from membership",
            "update staff set email = 'x'",
            "delete from staff_role",
            "update absence set until_on = '2024-01-27'",
            "insert into absence values ('s1', '2023-01-01', '', '')",
        ):
            uow.connection.execute(text(statement))

    walked.rebuild()

    assert before == walked.dump(*PROJECTIONS)


# privacy


SECRETS = (
    "Amal",
    "Haddad",
    "1990-05-31",
    "1988-08-08",
    "GEHEIM-17",
    "HUIS-17",
    "Dorpsstraat",
    "vera.jansen",
    "Jansen",
    "spreekt Tigrinya",
    "zit in de schulden",
    "opgenomen",
    "weer thuis",
    "brief van DUO",
    "verkeerde map",
    "terug naar zus",
)


def test_no_private_word_stands_in_the_history(desk):
    """Names, birth dates, references, addresses, mail, notes, reasons, text facts: in no column of any event."""
    stamp = desk.stamp
    with desk.write() as uow:
        new = NewPerson("GEHEIM-17", "Amal Haddad", date(1990, 5, 31), "v", "Syrisch", "asiel")
        one = add_person(uow, new, MON_8, stamp)
        edit_person(uow, one, {"born": "1988-08-08", "name": "Amal al-Haddad"}, MON_8, stamp)
        home = form_household(uow, "HUIS-17", [one], MON_8, stamp)
        address = uow.keep_private(home, "address", "Dorpsstraat 1")
        households.house(uow, home, ev.HouseholdHoused("westland", "W-1", "gewoon", True, address), MON_8, stamp)
    vera = desk.colleague("Vera Jansen", "coordinator", email="vera.jansen@example.nl")
    desk.clock.noon(MON_15)
    house = desk.open("proefhuis", home, MON_8, getekend_op="2024-01-08", toelichting="spreekt Tigrinya")
    desk.fact(house, "toelichting", "spreekt Tigrinya en Arabisch")
    desk.advance(house, "ga", reason="zit in de schulden")
    desk.assign(house, vera)
    desk.note(house, "zit in de schulden")
    desk.suspend(house, "tekenen", ground="opgenomen")
    desk.resume(house, "tekenen", ground="weer thuis")
    desk.extend(house, "tekenen", by="1 week", ground="brief van DUO")
    desk.correct(house, 3, reason="verkeerde map", value="spreekt Tigrinya, geen Arabisch")
    desk.close(house, "gestopt", reason="terug naar zus")
    with desk.write() as uow:
        people_changes.leave(desk.casework, uow, one, MON_15, desk.by, "gestopt", "terug naar zus")

    stored = "\n".join(str(row) for row in desk.rows("select * from event"))
    kept = "\n".join(str(row) for row in desk.rows("select value from private"))

    assert [] == [word for word in SECRETS if word in stored]
    assert [] == [word for word in SECRETS if word not in kept]  # each was really planted
    state = "\n".join(str(row) for row in desk.rows("select * from trajectory"))
    assert [] == [word for word in SECRETS if word in state]


def test_no_private_word_stands_in_a_refusal(desk):
    """An error is read aloud, mailed and logged: it speaks of references and ids."""
    one = desk.client("A-1", "1990-05-31", "Amal Haddad")
    desk.household("H-1", one)
    house = desk.open("proefhuis", "h1", toelichting="spreekt Tigrinya")
    said: list[str] = []

    for attempt in (
        lambda: desk.client("A-1", "1990-05-31", "Amal Haddad"),
        lambda: desk.client("A-2", "1990-05-31", "Amal Haddad", gender="meisje"),
        lambda: desk.household("H-2", one),
        lambda: desk.open("verblijf", "h1"),
        lambda: desk.open("proefhuis", "h1", toelichting="spreekt Tigrinya"),
        lambda: desk.fact(house, "akkoord", {"private": "x", "hash": "y"}),
        lambda: desk.advance(house, "ga", toelichting="spreekt Tigrinya", reason="zit in de schulden"),
        lambda: desk.advance(house, "rond_af", reason="zit in de schulden"),
        lambda: desk.correct(house, 99, reason="verkeerde map", void=True),
        lambda: desk.extend(house, "tekenen", by="1 week", ground="brief van DUO"),
        lambda: desk.as_("auditor").note(house, "zit in de schulden"),
        lambda: desk.fact(house, "toelichting", ""),
    ):
        with pytest.raises(CaseworkError) as caught:
            attempt()
        said += [str(caught.value), caught.value.say("nl"), caught.value.say("en")]

    assert [] == [(word, text) for text in said for word in SECRETS if word in text]


# anything in any order


OPENING = (
    "vestiging",
    "verblijf",
    "gezinshereniging",
    "inburgering",
    "proefhuis",
    "proefmens",
    "proefdossier",
    "proefcursus",
)
VALUES = {
    "date": st.sampled_from(["2023-12-01", "2024-01-02", "2024-01-20", "2022-06-01", "2017-12-01", "gisteren"]),
    "boolean": st.sampled_from(["ja", "nee", "misschien"]),
    "integer": st.sampled_from(["9", "15", "3", "drie"]),
    "text": st.sampled_from(["een regel", "een andere", ""]),
}
DAYS_AGO = st.integers(-1, 12)
TERMS = st.sampled_from(["1 week", "2 months", "3 working days", "0 days", "onzin"])


class AnyOrder(RuleBasedStateMachine):
    """Commands in any order, good and bad; whatever is refused changes nothing, whatever is done can be replayed."""

    prepared: ClassVar[Path]

    @initialize()
    def an_office(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.prepared, self.folder / "traject.db")
        self.clock = Clock(date(2024, 1, 22))
        self.desk = Desk(f"sqlite:///{self.folder / 'traject.db'}", self.clock)
        mother = self.desk.client("A-1", "1990-05-31", "Amal", on=date(2024, 1, 2))
        child = self.desk.client("A-2", "2019-05-31", "Sami", on=date(2024, 1, 2))
        self.desk.client("A-3", "", "Yusuf", on=date(2024, 1, 2))
        self.desk.household("H-1", mother, child, on=date(2024, 1, 2))
        self.colleague = self.desk.colleague("Vera", "coordinator", "jurist", "volunteer")
        self.desk.open("vestiging", "h1", date(2024, 1, 8))
        self.desk.open("proefhuis", "h1", date(2024, 1, 8), getekend_op="2024-01-08")
        self.desk.open("proefdossier", "p2", date(2024, 1, 8))

    def keys(self) -> list[str]:
        return [row[0] for row in self.desk.rows("select id from trajectory order by number")]

    def ask(self, command: Any, *given: Any, **named: Any) -> None:
        """Done, or refused in words and then nothing is changed; anything else fails the test."""
        before = self.everything()
        try:
            command(*given, **named)
        except CaseworkError as error:
            refused = bool(error.say("nl") and error.say("en")) and before == self.everything()
            if not refused:
                raise AssertionError("a refusal changed something, or said nothing") from error

    def everything(self) -> object:
        tables = ("event", "private", "setting", "definition")
        return self.desk.dump(*PROJECTIONS), [self.desk.rows(f"select * from {table}") for table in tables]

    def day(self, ago: int) -> date:
        return self.clock().date() - timedelta(ago)

    def pick(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(self.keys()), label="trajectory"))

    def has_any(self) -> bool:
        return hasattr(self, "desk") and bool(self.keys())

    @rule(workflow=st.sampled_from(OPENING), subject=st.sampled_from(["h1", "p1", "p2", "p3"]), ago=DAYS_AGO)
    def open(self, workflow: str, subject: str, ago: int) -> None:
        self.ask(self.desk.open, workflow, subject, self.day(ago))

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.clock.at += timedelta(days)

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO, give=st.booleans())
    def advance(self, data: st.DataObject, ago: int, give: bool) -> None:
        key = self.pick(data)
        workflow = self.desk.dossier(key).compiled.workflow
        trigger = data.draw(st.sampled_from(list(workflow.transitions)), label="trigger")
        names = [name for name, spec in workflow.facts.items() if spec.type == "date"] if give else []
        self.ask(self.desk.advance, key, trigger, self.day(ago), reason="reden", **dict.fromkeys(names, "2024-01-02"))

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO)
    def step_along(self, data: st.DataObject, ago: int) -> None:
        """A step that exists here, so that walks get somewhere."""
        key = self.pick(data)
        written = self.desk.dossier(key)
        triggers = list(written.compiled.passages[written.trajectory.stage])
        if triggers:
            trigger = data.draw(st.sampled_from(triggers), label="trigger")
            facts = {
                name: "2024-01-02" for name, spec in written.compiled.workflow.facts.items() if spec.type == "date"
            }
            self.ask(self.desk.advance, key, trigger, self.day(ago), **facts)

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO, amount=st.integers(0, 4), other=st.sampled_from(["p1", "p2", "p3", "p9"]))
    def task(self, data: st.DataObject, ago: int, amount: int, other: str) -> None:
        key = self.pick(data)
        tasks = self.desk.dossier(key).compiled.workflow.tasks
        name = data.draw(st.sampled_from([*tasks, "onbekend"]), label="task")
        member = other if name in tasks and tasks[name].for_ != "subject" else ""
        self.ask(self.desk.task, key, name, self.day(ago), member, amount)

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO, other=st.sampled_from(["p1", "p2", "p9"]))
    def missed(self, data: st.DataObject, ago: int, other: str) -> None:
        key = self.pick(data)
        tasks = self.desk.dossier(key).compiled.workflow.tasks
        name = data.draw(st.sampled_from([*tasks, "onbekend"]), label="task")
        member = other if name in tasks and tasks[name].for_ != "subject" else ""
        self.ask(self.desk.missed, key, name, self.day(ago), member)

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO, closing=st.booleans())
    def live_again(self, data: st.DataObject, ago: int, closing: bool) -> None:
        """Closes and opens the dossiers that can be, so that walks have more than one life."""
        keys = [key for key in self.keys() if self.desk.dossier(key).trajectory.workflow == "proefdossier"]
        if keys:
            key = data.draw(st.sampled_from(keys), label="dossier")
            trigger = data.draw(st.sampled_from(["rond_af", "stroom_door"])) if closing else "heropen"
            self.ask(self.desk.advance, key, trigger, self.day(ago))

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO)
    def fact(self, data: st.DataObject, ago: int) -> None:
        key = self.pick(data)
        facts = self.desk.dossier(key).compiled.workflow.facts
        name = data.draw(st.sampled_from([*facts, "onbekend"]), label="fact")
        value = data.draw(VALUES[facts[name].type if name in facts else "text"], label="value")
        self.ask(self.desk.fact, key, name, value, self.day(ago))

    @precondition(has_any)
    @rule(
        data=st.data(),
        ago=DAYS_AGO,
        someone=st.booleans(),
        role=st.sampled_from(["coordinator", "volunteer", "auditor"]),
    )
    def assign(self, data: st.DataObject, ago: int, someone: bool, role: str) -> None:
        self.ask(self.desk.assign, self.pick(data), self.colleague if someone else "", role, self.day(ago))

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO)
    def note(self, data: st.DataObject, ago: int) -> None:
        self.ask(self.desk.note, self.pick(data), "notitie", self.day(ago))

    @precondition(has_any)
    @rule(
        data=st.data(),
        what=st.sampled_from(["suspend", "resume", "extend"]),
        ago=DAYS_AGO,
        ahead=st.none() | st.integers(-5, 60),
        term=TERMS,
    )
    def deadline(self, data: st.DataObject, what: str, ago: int, ahead: int | None, term: str) -> None:
        key = self.pick(data)
        names = [each.name for each in self.desk.dossier(key).deadlines if each.standing == "running"]
        if not names:
            return
        name = data.draw(st.sampled_from(names), label="deadline")
        until = None if ahead is None else self.day(-ahead)
        if what == "suspend":
            self.ask(self.desk.suspend, key, name, self.day(ago), until)
        elif what == "resume":
            self.ask(self.desk.resume, key, name, self.day(ago))
        else:
            self.ask(self.desk.extend, key, name, self.day(ago), "" if until else term, until)

    @precondition(has_any)
    @rule(data=st.data(), ago=DAYS_AGO, outcome=st.sampled_from(["verhuisd", "gestopt", "voldaan", "onzin"]))
    def close(self, data: st.DataObject, ago: int, outcome: str) -> None:
        self.ask(self.desk.close, self.pick(data), outcome, self.day(ago))

    @precondition(has_any)
    @rule(
        data=st.data(),
        back=st.integers(-1, 4),
        what=st.sampled_from(["void", "on", "value"]),
        ago=DAYS_AGO,
        value=st.one_of(*VALUES.values()),
    )
    def correct(self, data: st.DataObject, back: int, what: str, ago: int, value: str) -> None:
        key = self.pick(data)
        version = self.desk.dossier(key).trajectory.version - back
        changes: dict[str, Any] = {"void": True, "on": self.day(ago), "value": value}
        self.ask(self.desk.correct, key, version, **{what: changes[what]})

    @rule(member=st.sampled_from(["p2", "p3"]), ago=DAYS_AGO, joins=st.booleans())
    def member(self, member: str, ago: int, joins: bool) -> None:
        self.ask(self.desk.join if joins else self.desk.depart, "h1", member, self.day(min(max(ago, 0), 12)))

    @rule(ago=st.integers(-20, 20), days=st.none() | st.integers(-1, 20), substitute=st.sampled_from(["", "s1", "s2"]))
    def away(self, ago: int, days: int | None, substitute: str) -> None:
        until = None if days is None else self.day(ago - days)
        self.ask(self.go_away, self.day(ago), until, substitute)

    @rule(ago=st.integers(-30, 20))
    def back(self, ago: int) -> None:
        self.ask(self.come_back, self.day(ago))

    @rule(ago=st.integers(0, 12), days=st.none() | st.integers(0, 20))
    def role(self, ago: int, days: int | None) -> None:
        until = None if days is None else self.day(ago - days)
        self.ask(self.desk.colleague, "Vera", "auditor", on=self.day(ago), until=until)

    def go_away(self, first: date, until: date | None, substitute: str) -> None:
        with self.desk.write() as uow:
            staff_changes.go_away(uow, self.colleague, first, until, substitute, self.desk.by)

    def come_back(self, on: date) -> None:
        with self.desk.write() as uow:
            staff_changes.come_back(uow, self.colleague, on, self.desk.by)

    @invariant()
    def nobody_is_away_twice_on_a_day(self) -> None:
        if not hasattr(self, "desk"):
            return
        rows = self.desk.rows("select from_on, until_on from absence order by from_on")
        assert all(until and until <= following for (_, until), (following, _) in pairwise(rows))
        assert all(not until or first < until for first, until in rows)

    @invariant()
    def replay_from_events_alone_is_what_is_stored(self) -> None:
        if not hasattr(self, "desk"):
            return
        with self.desk.read() as uow:
            rows = self.desk.rows("select id, state from trajectory")
            assert rows == [(key, state_text(replay(key, uow.history(key)))) for key, _ in rows]

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        before = self.desk.dump(*PROJECTIONS)
        self.desk.rebuild()
        assert before == self.desk.dump(*PROJECTIONS)
        with self.desk.read() as uow:
            assert [] == verify.verify(uow).problems
            assert [] == list(differences(uow, self.desk.app.dossiers, self.desk.casework.projections))
        self.desk.app.store.close()
        shutil.rmtree(self.folder)


def machine_settings(examples: int, steps: int, *, by_chance: bool = False) -> settings:
    """by_chance: other orders each time, as in the soak; else the same ones, so that a red run is of what changed."""
    return settings(
        max_examples=examples,
        derandomize=not by_chance,
        stateful_step_count=steps,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


@pytest.fixture
def any_order(prepared_file: Path) -> type[AnyOrder]:
    AnyOrder.prepared = prepared_file
    return AnyOrder


@pytest.mark.slow
def test_commands_in_any_order_leave_a_history_that_replays_to_what_is_stored(any_order):
    """Byte for byte after every command; refused ones leave everything unchanged; rebuild comes to the same."""
    run_state_machine_as_test(any_order, settings=machine_settings(8, 30))


@pytest.mark.soak
def test_commands_in_any_order_for_long(any_order):
    """The same for some minutes."""
    run_state_machine_as_test(any_order, settings=machine_settings(300, 60, by_chance=True))
