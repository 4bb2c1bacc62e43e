"""What somebody built on stays and is listed; the rest of a list is gone from wherever anyone looks."""

import json
from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import CLIENTS, bring, problems, take_back
from tests.contract.typed import TypedAtADesk
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.people import households
from trajectories.people.departure import void_person

MON_2_MARCH = date(2026, 3, 2)
REASON = ("--reason", "verkeerde lijst")
UPDATE = ("--apply", "--update")


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    desk.colleague("Cora", "coordinator", email="cora@example.org")
    return TypedAtADesk(desk, request)


def a_location(office: TypedAtADesk, count: int) -> None:
    """Import 1: clients C1 and on with households H1 and on. Import 2: their cases t1 and on, in coaching."""
    people = [f"C{each};Persoon {'abcdefghijk'[each] * 6};199{each % 10}-05-13;H{each}" for each in range(1, count + 1)]
    office.bring("clients", "ref;name;born;household", *people)
    cases = [f"H{each};vestiging;westland;Huurcontract;2026-01-19;Cora" for each in range(1, count + 1)]
    office.bring("cases", "ref;workflow;municipality;stage;since;coordinator", *cases, past="latest")


def test_of_a_batch_on_which_two_cases_went_on_the_rest_is_gone_wherever_anyone_looks(office: TypedAtADesk):
    a_location(office, 4)
    office.ask("note", "t2", "gebeld")
    office.ask("fact", "set", "t4", "huurcontract_op", "2026-01-19")

    cases = office.ask("import", "undo", "2", *REASON)
    people = office.ask("import", "undo", "1", *REASON)

    assert (2, ["H2", "H4"]) == (cases["taken_back"]["cases"], [each["ref"] for each in cases["kept"]])
    assert ({"clients": 2, "households": 2}, {"C2", "C4", "H2", "H4"}) == (
        people["taken_back"],
        {each["ref"] for each in people["kept"]},
    )
    assert {"huurcontract": 2} == office.ask("board")["stages"]["vestiging"]
    assert {"H2", "H4"} == {each["subject"] for each in office.ask("due", "--within", "5 years")}
    assert {"t2", "t4"} == {each["trajectory"] for each in office.ask("caseload", "Cora")["cases"]}
    assert {"C2", "C4"} == {each["ref"] for each in office.ask("client", "list")["clients"]}
    assert {"C2", "C4"} == {each["ref"] for each in office.ask("client", "find", "Persoon")}
    for words in (
        ("scheduler", "preview", "--until", "2027-03-01", "--json"),
        ("forecast", "--of", "Cora", "--until", "2027-03-01", "--json"),
    ):
        code, told, _ = office.run(*words)
        gone = [each for each in ("H1", "H3", "C1", "C3", "t1/", "t3/", "p1", "p3") if each in told]
        assert (0, [], True) == (code, gone, "t2" in told or "H2" in told), words
    entries = office.run("export", "calendar", "--coordinator", "Cora")[1].split("BEGIN:VEVENT")[1:]
    assert {("t1/", True), ("t2/", False), ("t3/", True), ("t4/", False)} == {
        (key, "STATUS:CANCELLED" in entry) for entry in entries for key in ("t1/", "t2/", "t3/", "t4/") if key in entry
    }
    assert {"vestiging": 2} == office.ask("board")["started"]
    assert 2 == sum(each["trajectories"] for each in office.ask("overview")["coordinators"])
    assert [] == office.ask("client", "find", "C1")
    assert office.ask("audit", "verify", "--projections")["ok"]
    assert {"no_tick", "case_missing"} == {
        each["code"] for each in json.loads(office.run("doctor", "--json")[1])["findings"]
    }
    again = office.bring("clients", "ref;name;born;household", "C9;Nieuw gezin;1990-05-13;H1")
    assert {"clients": 1, "households": 1} == again["added"]


def coaching(office: TypedAtADesk, count: int) -> None:
    office.bring("clients", "ref;household", *(f"C{each};H{each}" for each in range(1, count + 1)))
    cases = [f"H{each};vestiging;westland;Coaching vestiging;2026-01-19;Cora" for each in range(1, count + 1)]
    office.bring("cases", "ref;workflow;municipality;stage;since;coordinator", *cases, past="all")


def test_whatever_somebody_went_on_with_stays_and_a_message_that_was_sent_is_no_work_of_theirs(office: TypedAtADesk):
    """A message of the scheduler went out about every case: its ledger stays, the case may go."""
    desk = office.desk
    coaching(office, 8)
    desk.clock.noon(date(2026, 3, 3))
    sent = office.ask("scheduler", "tick")["sent"]
    desk.task("t1", "huisarts", member="p1")
    desk.note("t2", "gebeld")
    desk.fact("t3", "huurcontract_op", "2026-01-12")
    desk.open("inburgering", "p4", municipality="westland")
    office.ask("client", "edit", "C5", "--name", "Anders genoemd")
    office.ask("household", "house", "H6", "--municipality", "leiden", "--dwelling", "W-7")
    office.bring("facts", "ref;fact;value;on", "H7;huurcontract_op;2026-01-12;2026-01-19")

    cases, people = (office.ask("import", "undo", each, *REASON) for each in ("2", "1"))
    facts = office.ask("import", "undo", "3", *REASON)
    later = office.ask("import", "undo", "2", *REASON)

    assert sent > 0
    assert ({"cases": 4}, ["H1", "H2", "H3", "H7"]) == (cases["taken_back"], [each["ref"] for each in cases["kept"]])
    assert {"clients": 2, "households": 1} == people["taken_back"]
    assert {"C1", "C2", "C3", "C4", "C5", "C7", "H1", "H2", "H3", "H4", "H5", "H6", "H7"} == {
        each["ref"] for each in people["kept"]
    }
    assert ({"events": 1}, {"cases": 1}) == (facts["taken_back"], later["taken_back"])
    assert [] == problems(desk)


def household_of(office: TypedAtADesk, ref: str) -> tuple[list[str], str | None]:
    """Members, and the dwelling."""
    household = office.ask("show", ref)["household"]
    dwelling = household["dwelling"]
    return [each["ref"] for each in household["members"]], dwelling and dwelling["dwelling"]


def test_members_and_dwellings_that_a_list_gave_a_household_are_taken_back(office: TypedAtADesk):
    """Of H1 nobody knows more since; H2 moved on, what runs for H3 went along to Leiden, and C6 of H4 has work done."""
    desk = office.desk
    keys = []
    for each in range(1, 5):
        home = desk.household(f"H{each}", desk.client(f"C{each}"))
        done = desk.take_over("vestiging", home, "coaching_vestiging", date(2026, 1, 19), "westland")
        keys.append(done.trajectory.id)
        desk.client(f"D{each}")
    rows = [f"H{each};D{each};leiden;W-{each};Dorpsstraat {each};2026-02-02" for each in range(1, 5)]
    brought = office.bring("households", "ref;member;municipality;dwelling;address;housed_on", *rows)
    office.ask("household", "move", "H2", "--municipality", "leiden", "--dwelling", "W-9")
    office.ask("transfer", keys[2], "--municipality", "leiden", "--as-is")
    desk.note(keys[3], "gebeld")

    undone = office.ask("import", "undo", "1", *REASON)

    assert {"households": 0, "members": 4, "dwellings": 4} == brought["added"]
    assert (6, ["H3", "H2"]) == (undone["taken_back"]["events"], [each["ref"] for each in undone["kept"]])
    assert [(["C1"], None), (["C2"], "W-9"), (["C3"], "W-3"), (["C4"], None)] == [
        household_of(office, f"H{each}") for each in range(1, 5)
    ]
    assert [] == [each for ref in ("H1", "H4") for each in office.ask("show", ref)["questions"]]
    assert 0 == office.run("household", "house", "H1", "--municipality", "leiden", "--dwelling", "W-1")[0]
    assert [] == problems(desk)


def test_who_joined_and_was_worked_for_since_stays_a_member(office: TypedAtADesk):
    desk = office.desk
    home = desk.household("H1", desk.client("C1"))
    desk.take_over("vestiging", home, "coaching_vestiging", date(2026, 1, 19), "westland")
    others = [desk.client(ref) for ref in ("C2", "C3", "C4")]
    office.bring("households", "ref;member", *(f"H1;{ref}" for ref in ("C2", "C3", "C4")))
    desk.task("t1", "huisarts", member=others[0])
    office.ask("household", "leave", "H1", "--member", "C4")

    undone = office.ask("import", "undo", "1", *REASON)

    taken_back, kept = undone["taken_back"], [each["what"] for each in undone["kept"]]
    assert (1, [f"{home}@2"]) == (taken_back["events"], kept)
    assert ["C1", "C2"] == household_of(office, "H1")[0]
    assert [] == problems(desk)


def test_a_second_list_stands_on_the_first_and_goes_first(office: TypedAtADesk):
    first = office.bring("clients", "ref;name;household", "C1;Amal Haddad;H1")
    office.ask("import", "clients", office.a_list("ref;name;household", "C1;Amal El-Haddad;H1", "C2;Noor;H1"), *UPDATE)

    refused = office.run("import", "undo", "1", *REASON)
    second = office.ask("import", "undo", "2", *REASON)
    name = office.ask("client", "find", "C1")[0]["name"]
    left = office.ask("import", "undo", "1", *REASON)

    assert (1, 4) == (first["batch"], refused[0])
    assert "what is there (2) stays" in " ".join(refused[2].split())
    assert ({"events": 2, "clients": 1}, "Amal Haddad") == (second["taken_back"], name)
    assert {"clients": 1, "households": 1} == left["taken_back"]
    assert [] == problems(office.desk)


def test_a_household_that_an_earlier_release_emptied_and_left_is_voided_by_taking_back_once_more(desk: Desk):
    """It kept its reference, which nobody could use again."""
    bring(desk, "clients", CLIENTS)
    with desk.write() as uow:
        for member, home in (("p1", "h1"), ("p2", "h1"), ("p3", "h2")):
            households.leave_household(uow, home, member, desk.by.today, desk.stamp)
            void_person(uow, member, desk.by.today, desk.stamp)
        uow.append(OFFICE, [(ev.ImportUndone(1, {"clients": 3}, []), desk.by.today)], desk.stamp)

    assert ({"households": 2}, []) == take_back(desk, 1)
    assert ({"clients": 3, "households": 2}) == bring(desk, "clients", CLIENTS).added
    assert [] == problems(desk)


def test_facts_tasks_and_notes_are_taken_back_but_for_what_a_step_rests_on(office: TypedAtADesk):
    """A step was taken on the fact of t1, and somebody knows better of t2: theirs stays."""
    desk = office.desk
    a_location(office, 3)
    rows = [f"H{each};huurcontract_op;2026-01-20;2026-01-20" for each in (1, 2, 3)]
    office.bring("facts", "ref;fact;value;on", *rows)
    office.bring("notes", "ref;note;on", "t3;Belt terug;2026-02-02", "t2;Is op vakantie;2026-02-02")
    desk.advance("t1", "start_coaching")
    desk.fact("t2", "huurcontract_op", "2026-01-22")
    office.bring("tasks", "ref;task;member;on", "H1;huisarts;C1;2026-03-02")

    tasks, notes, facts = (office.ask("import", "undo", each, *REASON) for each in ("5", "4", "3"))

    assert ({"events": 1}, {"events": 2}) == (tasks["taken_back"], notes["taken_back"])
    assert ({"events": 2}, ["H1"]) == (facts["taken_back"], [each["ref"] for each in facts["kept"]])
    now = [desk.dossier(key).trajectory.fact("huurcontract_op") for key in ("t1", "t2", "t3")]
    assert ["2026-01-20", "2026-01-22", None] == now
    assert [] == [each["text"] for ref in ("H2", "H3") for each in office.ask("show", ref)["notes"]]
    assert {"huisarts"} <= {each["task"] for each in office.ask("show", "H1")["trajectories"][0]["open_tasks"]}
    assert [] == problems(desk)
