"""The staff through the command line: roles, absence, hours, and handing over."""

import sqlite3
from contextlib import closing

import pytest

from tests.stories.desk import STAFF, Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request)
    made.who = "Ada"
    return made.on("2017-01-02")  # Monday


def colleague(desk: Desk, name: str) -> dict[str, object]:
    return next(each for each in desk.ask("staff", "list") if each["name"] == name)


def line(desk: Desk, name: str, *words: str) -> str:
    """What `staff list` shows of someone."""
    return next(each for each in desk.run(*words, "staff", "list").out.splitlines() if each.startswith(name))


# roles


def test_the_staff_is_listed_with_roles(desk: Desk):
    listed = {each["name"]: each["roles"] for each in desk.ask("staff", "list")}

    assert {"Ada": ["administrator"], **{name: [role] for name, role in STAFF.items()}} == listed


def test_someone_may_have_several_roles_and_lose_one(desk: Desk):
    added = desk.ask("staff", "add", "Nora", "--role", "coordinator", "--role", "jurist", "--municipality", "leiden")

    desk.ask("staff", "end", "Nora", "--role", "jurist")

    (nora,) = (each for each in desk.ask("staff", "list") if each["name"] == "Nora")
    assert (added["staff"], ["coordinator"], "leiden") == (nora["staff"], nora["roles"], nora["municipality"])


def test_a_role_ends_after_its_last_day(desk: Desk):
    desk.on("2017-03-01").ask("staff", "add", "Nora", "--role", "volunteer", "--until", "2017-03-31")

    on_the_day = [each["roles"] for each in desk.on("2017-03-31").ask("staff", "list") if each["name"] == "Nora"]
    the_day_after = [each["roles"] for each in desk.on("2017-04-01").ask("staff", "list") if each["name"] == "Nora"]

    assert ([["volunteer"]], [[]]) == (on_the_day, the_day_after)


@pytest.mark.parametrize("who", ["Thea", "Cora", "Otto"])
def test_only_an_administrator_keeps_the_staff(desk: Desk, who: str):
    desk.who = who

    assert 4 == desk.run("staff", "add", "Nora", "--role", "volunteer").code
    assert 4 == desk.run("staff", "end", "Vera", "--role", "volunteer").code
    assert 4 == desk.run("rebuild").code


def test_the_last_administrator_stays(desk: Desk):
    refused = desk.run("staff", "end", "Ada", "--role", "administrator")
    desk.ask("staff", "add", "Thea", "--role", "administrator")
    let_go = desk.run("staff", "end", "Ada", "--role", "administrator")

    assert (4, 0) == (refused.code, let_go.code)


@pytest.mark.parametrize(
    "words, code, hint",
    [
        (("--role", "coordinatr"), 2, "coordinator"),
        (("--role", "jurist", "--municipality", "leidn"), 5, "leiden"),
        (("--role", "jurist", "--email", "nora"), 2, "mail"),
        (("--role", "jurist", "--from", "2017-13-01"), 2, "2026-03-31"),
        (("--role", "jurist", "--from", "2017-02-01"), 4, "after today"),
    ],
)
def test_a_mistake_is_refused_with_what_would_work(desk: Desk, words: tuple[str, ...], code: int, hint: str):
    ran = desk.run("staff", "add", "Nora", *words)

    assert code == ran.code
    assert hint in " ".join(ran.err.split())


def test_a_role_that_has_no_end_is_given_one(desk: Desk):
    """Held for ever; the answer says until when now."""
    ran = desk.run("staff", "add", "Vera", "--role", "volunteer", "--until", "2017-01-06")

    assert "Vera is on the staff: volunteer, until 2017-01-06 inclusive." == ran.out.strip()
    assert ["volunteer"] == colleague(desk.on("2017-01-06"), "Vera")["roles"]
    assert [] == colleague(desk.on("2017-01-07"), "Vera")["roles"]


# absence


def test_the_list_shows_who_is_away_until_when_and_who_stands_in(desk: Desk):
    """Vera is away today; Cora has planned it."""
    desk.ask("staff", "away", "Vera", "--until", "2017-01-06", "--substitute", "Cora")
    desk.ask("staff", "away", "Cora", "--from", "2017-02-01")

    assert "Vera  volunteer  vera@example.org  away until 2017-01-06 inclusive, substitute Cora" == line(desk, "Vera")
    assert line(desk, "Vera", "--lang", "nl").endswith("afwezig t/m 2017-01-06, vervanger Cora")
    assert "Cora  coordinator  cora@example.org  away from 2017-02-01" == line(desk, "Cora")
    vera, cora = colleague(desk, "Vera"), colleague(desk, "Cora")
    assert (True, [{"from": "2017-01-02", "until": "2017-01-06", "substitute": "Cora"}]) == (
        vera["away"],
        vera["absences"],
    )
    assert (False, [{"from": "2017-02-01", "until": None, "substitute": None}]) == (cora["away"], cora["absences"])


def test_the_answer_says_who_gets_the_messages(desk: Desk):
    """A substitute in another role; nobody; a substitute who is away then too."""
    other_role = desk.run("staff", "away", "Vera", "--substitute", "Cora")
    nobody = desk.run("staff", "away", "Cora", "--until", "2017-01-20")
    both = desk.run("staff", "away", "Joost", "--from", "2017-01-09", "--until", "2017-01-10", "--substitute", "Cora")

    assert "Vera is away from 2017-01-02 on." in other_role.out
    assert "Mind: Cora is no volunteer otherwise." in other_role.out
    assert "colleagues in the same role get the messages, else the team leader" in nobody.out
    assert "Cora is away then too" in both.err


def test_being_back_ends_it_also_ahead(desk: Desk):
    desk.ask("staff", "away", "Vera", "--from", "2017-01-04", "--until", "2017-01-20")

    back = desk.ask("staff", "back", "Vera", "--on", "2017-01-11")

    assert {"staff", "name", "on"} == set(back)
    assert [{"from": "2017-01-04", "until": "2017-01-10", "substitute": None}] == colleague(desk, "Vera")["absences"]
    ran = desk.run("staff", "back", "Vera", "--on", "2017-01-11")
    assert (4, True) == (ran.code, "is not away on 2017-01-11" in ran.err)


@pytest.mark.parametrize(
    "who, code", [("Ada", 0), ("Thea", 0), ("Vera", 0), ("Cora", 4), ("Joost", 4), ("Otto", 4), ("Nora", 5)]
)
def test_absence_is_for_an_administrator_a_team_leader_or_the_person(desk: Desk, who: str, code: int):
    desk.who = who

    assert code == desk.run("staff", "away", "Vera", "--until", "2017-01-06").code


@pytest.mark.parametrize(
    "words, code, hint",
    [
        (("Verra",), 5, "Vera"),
        (("Vera", "--substitute", "Corra"), 5, "Cora"),
        (("Vera", "--substitute", "Vera"), 2, "nobody stands in for themself"),
        (("Vera", "--until", "2017-01-01"), 2, "before the first"),
        (("Vera", "--from", "morgen"), 2, "2026-03-31"),
        (("Vera", "--until", "2071-01-06"), 2, "check the year"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_with_what_would_work(
    desk: Desk, words: tuple[str, ...], code: int, hint: str
):
    ran = desk.run("staff", "away", *words)

    assert code == ran.code
    assert hint in " ".join(ran.err.split())


# hours


@pytest.mark.parametrize(
    "words, kept, shown",
    [
        (("12345 09:00-12:00",), "12345 09:00-12:00", "mon, tue, wed, thu, fri 09:00-12:00"),
        (("521 09:00-12:00",), "125 09:00-12:00", "mon, tue, fri 09:00-12:00"),
        (("--days", "ma,di", "--from", "9", "--until", "12:30"), "12 09:00-12:30", "mon, tue 09:00-12:30"),
        (("--days", "Sat, sunday"), "67 08:00-17:00", "sat, sun 08:00-17:00"),
        (("--from", "18:00", "--until", "20:00"), "12345 18:00-20:00", "mon, tue, wed, thu, fri 18:00-20:00"),
    ],
)
def test_hours_are_chosen_in_words_or_in_one_go(desk: Desk, words: tuple[str, ...], kept: str, shown: str):
    desk.who = "Vera"

    answer = desk.ask("staff", "hours", "Vera", *words)

    assert kept == answer["hours"] == colleague(desk, "Vera")["hours"]
    assert line(desk, "Vera").endswith(shown)
    desk.ask("staff", "hours", "Vera", "--usual")
    assert colleague(desk, "Vera")["hours"] is None


@pytest.mark.parametrize(
    "words, hint",
    [
        ((), "--usual"),
        (("12345 09:00-12:00", "--usual"), "--usual"),
        (("soon",), "12345 08:00-17:00"),
        (("",), "12345 08:00-17:00"),
        (("8 09:00-12:00",), "12345 08:00-17:00"),
        (("--from", "12:00", "--until", "09:00"), "does not close later"),
        (("--days", "mon,someday"), "mon,tue or ma,di"),
        (("--days", "m"), "mon,tue or ma,di"),
        (("--from", "noon"), "09:00"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_what_would_work(desk: Desk, words: tuple[str, ...], hint: str):
    ran = desk.run("staff", "hours", "Vera", *words)

    assert 2 == ran.code
    assert hint in " ".join(ran.err.split())


@pytest.mark.parametrize("who, code", [("Ada", 0), ("Vera", 0), ("Thea", 4), ("Cora", 4)])
def test_hours_are_for_an_administrator_or_the_person(desk: Desk, who: str, code: int):
    desk.who = who

    assert code == desk.run("staff", "hours", "Vera", "--days", "ma").code


# leaving


def a_caseload(desk: Desk) -> None:
    """A household whose four trajectories are Vera's as volunteer; Cora coordinates them. Wim is a volunteer too."""
    desk.who = "Ada"
    desk.on("2017-01-02").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "any")
    desk.ask("assign", "t1", "Vera", "--as", "volunteer")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.ask("staff", "add", "Wim", "--role", "volunteer")
    desk.ask("staff", "add", "Bram", "--role", "coordinator")


@pytest.fixture
def busy(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request, a_caseload)
    made.who = "Ada"
    return made.on("2017-01-02")


def volunteers(desk: Desk) -> list[str]:
    names = {each["staff"]: each["name"] for each in desk.ask("staff", "list")}
    return [names[each["assigned"]["volunteer"]] for each in desk.ask("show", "H1")["trajectories"]]


def test_ending_a_role_says_what_it_leaves_behind_and_how_to_hand_over(busy: Desk):
    told = busy.run("staff", "end", "Cora", "--role", "coordinator").out
    as_json = busy.ask("staff", "end", "Vera", "--role", "volunteer")

    assert "Still assigned to Cora as coordinator: 4 running trajectories, " in told
    assert "traject staff hand-over 'Cora' --to NAME --as coordinator" in told
    assert (4, 0) == (as_json["trajectories"], as_json["reminders"])


def test_planned_reminders_are_counted_in_the_role_that_ends(busy: Desk):
    with closing(sqlite3.connect(busy.database)) as connection:
        query = "SELECT count(*) FROM agenda WHERE ',' || roles || ',' LIKE '%,coordinator,%'"
        ((planned,),) = connection.execute(query).fetchall()

    ended = busy.ask("staff", "end", "Cora", "--role", "coordinator")

    assert 0 < planned == ended["reminders"]


def test_nothing_is_said_of_what_was_not_left(desk: Desk):
    assert "Vera is no volunteer any more from 2017-01-02 on." == (
        desk.run("staff", "end", "Vera", "--role", "volunteer").out.strip()
    )


def test_a_successor_takes_over_everything_at_once(busy: Desk):
    """Also from someone who left."""
    busy.ask("staff", "end", "Vera", "--role", "volunteer")

    tried = busy.ask("staff", "hand-over", "Vera", "--to", "Wim", "--dry-run")
    assert ["Vera"] * 4 == volunteers(busy)
    done = busy.ask("staff", "hand-over", "Vera", "--to", "Wim")

    assert ["Wim"] * 4 == volunteers(busy)
    assert (True, False) == (tried["dry_run"], done["dry_run"])
    assert tried["trajectories"] == done["trajectories"]
    assert {"trajectory": "t1", "subject": "H1", "role": "volunteer", "to": "Wim"} == done["trajectories"][0]
    assert "Vera has no running trajectories." == busy.run("staff", "hand-over", "Vera", "--to", "Wim").out.strip()


def test_what_is_handed_over_is_told_and_listed_beforehand(busy: Desk):
    """In both languages."""
    tried = busy.run("staff", "hand-over", "Vera", "--to", "Wim", "--dry-run").out
    done = busy.run("--lang", "nl", "staff", "hand-over", "Vera", "--to", "Wim").out

    assert "t1  H1  volunteer\nt2  C1  volunteer\n" in tried
    assert "From Vera to Wim would go: 4 running trajectories" in tried
    assert "Van Vera naar Wim: 4 lopende trajecten, 0 geplande herinneringen." == done.strip()


@pytest.mark.parametrize(
    "words, code, hint",
    [
        (("Vera", "--to", "Bram"), 4, "staff add Bram --role volunteer"),
        (("Vera", "--to", "Vera"), 2, "nobody succeeds themself"),
        (("Vera", "--to", "Wimm"), 5, "Wim"),
        (("Vera", "--to", "Wim", "--on", "2017-01-03"), 4, "after today"),
        (("Vera", "--to", "Wim", "--on", "2016-12-01"), 0, ""),
    ],
)
def test_a_successor_who_cannot_take_over_is_refused_with_what_would_work(
    busy: Desk, words: tuple[str, ...], code: int, hint: str
):
    ran = busy.run("staff", "hand-over", *words)

    assert code == ran.code
    assert hint in " ".join(ran.err.split())
    assert [{0: "Wim"}.get(code, "Vera")] * 4 == volunteers(busy)


@pytest.mark.parametrize("who, code", [("Ada", 0), ("Thea", 0), ("Vera", 0), ("Cora", 4), ("Otto", 4)])
def test_handing_over_is_for_an_administrator_a_team_leader_or_the_person(busy: Desk, who: str, code: int):
    busy.who = who

    assert code == busy.run("staff", "hand-over", "Vera", "--to", "Wim").code


def test_only_one_role_is_handed_over_when_asked(busy: Desk):
    """Cora is volunteer of t1 as well; Bram is coordinator alone."""
    busy.ask("staff", "add", "Cora", "--role", "volunteer")
    busy.ask("assign", "t1", "Cora", "--as", "volunteer")

    refused = busy.run("staff", "hand-over", "Cora", "--to", "Bram")
    done = busy.ask("staff", "hand-over", "Cora", "--to", "Bram", "--as", "coordinator")

    assert 4 == refused.code
    assert {"coordinator"} == {each["role"] for each in done["trajectories"]}
    assert ["Cora"] * 4 == volunteers(busy)


def test_a_successor_who_is_away_is_remarked_on(busy: Desk):
    busy.ask("staff", "away", "Wim", "--until", "2017-01-06")

    assert "Wim is away now until 2017-01-06 inclusive." in busy.run("staff", "hand-over", "Vera", "--to", "Wim").err
