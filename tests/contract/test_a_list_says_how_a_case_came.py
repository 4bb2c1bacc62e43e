"""What `open --at` can say of a case that runs elsewhere, a column of a list can say too."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.test_lists_come_in import problems
from tests.contract.typed import TypedAtADesk

HEAD = "Huishouden;Fase;Sinds;Koppeling;Bezichtiging;Huurcontract;Coaching vestiging;Ook openen;Notitie"
GIVEN = ("--workflow", "vestiging", "--municipality", "westland", "--past", "none", "--apply")


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    for each in (1, 2):
        desk.household(f"H{each}", desk.client(f"C{each}", "1990-05-01"))
    return TypedAtADesk(desk, request)


def test_a_row_of_a_list_is_what_open_says_by_hand(office: TypedAtADesk):
    """The day of the stage itself may stand in its own column, and the first day known is the intake."""
    row = "H1;Coaching vestiging;;13-10-2025;ja;nee;19-01-2026;verblijf, inburgering;Vader werkt 's avonds"
    brought = office.ask("import", "cases", office.a_list(HEAD, row), *GIVEN)
    by_hand = ("--at", "coaching_vestiging", "--since", "2026-01-19", "--passed", "koppeling=2025-10-13")
    also = ("--came-through", "bezichtiging", "--start", "verblijf", "--start", "inburgering")
    office.ask("open", "vestiging", "H2", "--municipality", "westland", *by_hand, *also)

    (listed,) = [each for each in office.ask("show", "H1")["trajectories"] if each["workflow"] == "vestiging"]
    (typed,) = [each for each in office.ask("show", "H2")["trajectories"] if each["workflow"] == "vestiging"]
    first, other = (office.ask("history", each["trajectory"])[0]["data"] for each in (listed, typed))

    assert {"cases": 1, "beside": 2} == brought["added"]
    whose = ("subject", "members", "tasks")
    assert {name: of for name, of in first.items() if name not in whose} == {
        name: of for name, of in other.items() if name not in whose
    }
    assert [each["label"] for each in listed["open_tasks"]] == [each["label"] for each in typed["open_tasks"]]
    assert [each["rule"] for each in listed["deadlines"]] == [each["rule"] for each in typed["deadlines"]]
    assert ["Vader werkt 's avonds"] == [each["text"] for each in office.ask("show", "H1")["notes"]]
    assert {"cases": 3} == office.ask("import", "undo", "1", "--reason", "fout")["taken_back"]
    assert [] == problems(office.desk)


def test_a_row_that_contradicts_itself_is_bad_in_the_cell_that_does(office: TypedAtADesk):
    rows = (
        "H1;Coaching vestiging;19-01-2026;;;;20-01-2026;;",
        "H2;;;13-10-2025;;;;verblijf;",
        "H1;Coaching vestiging;19-01-2026;31-02-2026;;;;verblijff;",
        "H2;Coaching vestiging;19-01-2026;13-10-2027;;;;;",
    )

    answer = TypedAtADesk.read(office.run("import", "cases", office.a_list(HEAD, *rows), *GIVEN, "--json")[1])

    assert [
        (2, "G (Coaching vestiging)"),
        (3, "D (Koppeling)"),
        (3, "H (Ook openen)"),
        (4, "D (Koppeling)"),
        (4, "H (Ook openen)"),
        (5, "D (Koppeling)"),
    ] == sorted((each["row"], each["column"]) for each in answer["bad"])
    reasons = " ".join(each["reason"] for each in answer["bad"])
    for said in ("and since is 2026-01-19", "say in a column 'stage'", "this is no day", "lies in the future"):
        assert said in reasons


def test_a_stage_that_is_none_is_said_once_and_a_day_without_a_column_asks_for_one(office: TypedAtADesk):
    rows = ("H1;coaching;;13-10-2025;ja;;;;", "H2;Maatschappelijke begeleiding;;;;;;;")
    head = HEAD.replace("Sinds", "Kleur")

    answer = TypedAtADesk.read(office.run("import", "cases", office.a_list(head, *rows), *GIVEN, "--json")[1])

    assert [(2, "B (Fase)"), (3, None)] == [(each["row"], each["column"]) for each in answer["bad"]]
    assert "did you mean coaching_vestiging" in answer["bad"][0]["reason"]
    assert "'since' is missing; add a column for it" == answer["bad"][1]["reason"]


def test_a_note_of_a_known_case_is_shown_and_added_when_that_is_asked(office: TypedAtADesk):
    row = "H1;Coaching vestiging;19-01-2026;;;;;;"
    office.ask("import", "cases", office.a_list(HEAD, row + "Eerste"), *GIVEN)

    same = office.ask("import", "cases", office.a_list(HEAD, row + "Eerste"), *GIVEN)
    seen = office.ask("import", "cases", office.a_list(HEAD, row + "Tweede"), *GIVEN)
    office.ask("import", "cases", office.a_list(HEAD, row + "Tweede"), *GIVEN, "--update")

    assert (1, ["t1: has another note"]) == (same["unchanged"], [each["text"] for each in seen["differing"]])
    assert {"Eerste", "Tweede"} == {each["text"] for each in office.ask("show", "H1")["notes"]}


def test_a_column_of_another_name_is_a_stage_where_a_profile_says_so(office: TypedAtADesk):
    head = "Huishouden;Fase;Sinds;Gematcht op"
    file = office.a_list(head, "H1;Coaching vestiging;19-01-2026;13-10-2025")

    office.ask("import", "cases", file, *GIVEN, "--column", "Gematcht op=stage:koppeling")

    road = office.ask("history", "t1")[0]["data"]["road"]
    assert [{"stage": "koppeling", "on": "2025-10-13"}] == road
