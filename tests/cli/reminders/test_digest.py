"""The daily message and the overview of the week through the command line. The messages in docs/digest.md are these."""

import re
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.asked import Asked
from cli.session import writing
from scheduler.bootstrap import App
from tests.stories.desk import Desk, a_desk
from trajectories.casework import commands as ask
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.households import form_household
from trajectories.people.references import person_by_ref
from trajectories.people.staff import add_staff, staff_by_name
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service.recording import By

PAGE = Path(__file__).parents[3] / "docs" / "digest.md"


def a_small_office(desk: Desk) -> None:
    """Cora has six clients, Karim one of whom nothing is asked. Told on Monday 16 April 2018."""
    with at_work(desk, "Ada", "2018-02-26") as (_, uow, by):
        stamp = Stamp(by.now, by.actor.staff, "administrator")
        add_staff(uow, "Karim", ["coordinator"], by.today, stamp, email="karim@example.org", lang="en")
    with at_work(desk, "Cora", "2018-02-26") as work:
        for ref in ("WL-34", "WL-35"):
            filed_with_the_ind(work, ref)
    desk.who = "scheduler"
    desk.on("2018-04-13").ask("scheduler", "tick")  # Friday
    with at_work(desk, "Cora", "2018-04-13") as work:
        app, uow, by = work
        app.casework.do_task(uow, ask.DoTask("t2", "maandronde", by.today), by)
        given(work, opened(work, "WL-31", vergunning_verleend_op="2018-01-30"), Cora="coordinator")
        given(work, opened(work, "WL-33", vergunning_verleend_op="2018-01-13"), Cora="coordinator", Vera="volunteer")
        given(work, opened(work, "WL-36", vergunning_verleend_op="2018-01-19"), Cora="coordinator")
        given(work, opened(work, "WL-32", on="2018-04-09"), Cora="coordinator")
        given(work, opened(work, "WL-37", "verblijf", geldig_tot="2022-11-01"), Karim="coordinator")
        given(work, at_the_food_bank(work, "WL-H-9", "WL-31", on="2018-03-23"), Cora="coordinator", Vera="volunteer")
    desk.on("2018-04-16").ask("due")


Work = tuple[App, UnitOfWork, By]


def at_work(desk: Desk, who: str, on: str) -> AbstractContextManager[Work]:
    """One transaction of someone at ten in the morning: quicker than forty commands."""
    return writing(Asked(str(desk.database), who, "en", now=f"{on}T10:00"))


def opened(work: Work, ref: str, workflow: str = "gezinshereniging", on: str = "", **facts: Any) -> str:
    app, uow, by = work
    stamp = Stamp(by.now, by.actor.staff, "coordinator")
    person = add_person(uow, NewPerson(ref, born=date(1991, 5, 1)), by.today, stamp)
    day = date.fromisoformat(on) if on else by.today
    return app.casework.open(uow, ask.Open(workflow, person, "westland", day, day, facts), by).trajectory.id


def at_the_food_bank(work: Work, ref: str, member: str, on: str) -> str:
    app, uow, by = work
    day, stamp = date.fromisoformat(on), Stamp(by.now, by.actor.staff, "coordinator")
    household = form_household(uow, ref, [person_by_ref(uow, member)], day, stamp)
    return app.casework.open(uow, ask.Open("voedselbank", household, "westland", day, day), by).trajectory.id


def given(work: Work, key: str, **roles: str) -> None:
    app, uow, by = work
    for name, role in roles.items():
        app.casework.assign(uow, key, staff_by_name(uow, name, by.today).id, role, by.today, by)


def filed_with_the_ind(work: Work, ref: str) -> None:
    app, uow, by = work
    key = opened(work, ref, aanvragen=True)
    given(work, key, Cora="coordinator")
    app.casework.advance(uow, ask.Advance(key, "rond_intake_af", by.today), by)
    received = {"aanvraag_ontvangen_op": by.today.isoformat()}
    app.casework.advance(uow, ask.Advance(key, "dien_aanvraag_in", by.today, received), by)


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request, a_small_office)


def shown_on_the_page() -> list[list[str]]:
    """The blocks of text, without the blanks at the end of a line that an editor may take away."""
    found = re.findall(r"^```text\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [[line.rstrip() for line in each.splitlines()] for each in found]


@pytest.mark.slow
def test_the_messages_on_the_page_are_true(desk: Desk):
    told = [("Cora",), ("Karim",), ("Vera",), ("Thea", "--weekly")]

    messages = [desk.run("digest", *each).out for each in told]

    assert [[line.rstrip() for line in each.splitlines()] for each in messages] == shown_on_the_page()


def test_a_message_fits_the_width_of_a_letter_but_for_commands(desk: Desk):
    messages = [desk.run("digest", *each).out for each in [("Cora",), ("Joost",), ("Thea", "--weekly")]]

    running = [line for each in messages for line in each.splitlines()[2:] if not line.startswith("     traject ")]
    assert [] == [line for line in running if len(line) > 76]


def test_a_message_asked_for_is_of_whoever_asks_and_is_not_sent(desk: Desk):
    desk.who = "Vera"
    before = desk.ask("scheduler", "ledger")

    assert "Vera" == desk.ask("digest")["to"]
    assert before == desk.ask("scheduler", "ledger")


def test_scripts_get_the_same_by_group_and_what_is_new_is_marked(desk: Desk):
    found = desk.ask("digest", "Cora")

    assert {
        "overdue": [("WL-33", "2018-04-13", True), ("WL-34", "2018-03-26", False)],
        "due": [("WL-36", "2018-04-19", True), ("WL-H-9", "2018-04-23", True)],
        "coming": [("WL-31", "2018-04-30", True)],
        "unknown": [("WL-32", None, False)],
        "waiting": [("WL-35", None, False)],
    } == {
        each["group"]: [(item["subject"], item["due_on"], item["newly_said"]) for item in each["items"]]
        for each in found["groups"]
    }
    assert (7, None, None) == (found["looked_at"], found["team"], found["week"])


def test_a_team_leader_gets_the_team_and_the_week(desk: Desk):
    found = desk.ask("digest", "Thea", "--weekly")

    assert ["overdue", "due", "coming", "unknown", "waiting"] == [each["group"] for each in found["team"]]
    assert found["week"] == desk.ask("overview", "--lang", "nl")


def test_the_overview_counts_the_week(desk: Desk):
    found = desk.ask("overview", "--municipality", "westland")

    assert [("Cora", 7, 6, 2, 1), ("Karim", 1, 1, 0, 0)] == [tuple(each.values()) for each in found["coordinators"]]
    assert [("WL-34", "2018-02-26", True)] == [
        (each["subject"], each["since"], each["monthly_round"]) for each in found["quiet"]
    ]
    assert [] == desk.ask("overview", "--municipality", "leiden")["coordinators"]


def test_the_overview_is_a_table_in_either_language(desk: Desk):
    english = desk.run("overview", "--lang", "en").out
    dutch = desk.run("overview", "--lang", "nl").out

    assert "coordinator  trajectories  households  overdue  statutory" in english
    assert "coördinator  trajecten  huishoudens  over tijd  wettelijk" in dutch
    assert "Overview of all municipalities, 2018-04-16" in english
    assert "Overzicht van alle gemeenten, 2018-04-16" in dutch
    assert "Overzicht Den Haag, 2018-04-16" in desk.run("overview", "--lang", "nl", "--municipality", "den_haag").out
    assert "Maandronde, 3 weken over tijd" in " ".join(dutch.split())


def test_someone_unknown_is_no_reader(desk: Desk):
    assert 5 == desk.run("digest", "Corra").code
    assert "did you mean Cora?" in desk.run("digest", "Corra").err
    assert 5 == desk.run("overview", "--municipality", "westlnd").code
