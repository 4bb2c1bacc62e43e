"""Who is told: preview, why, why-not, forecast and digest give the answer that the tick then gives, and doctor too."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cli.app import main
from tests.mailserver import serving
from tests.stories.desk import Desk, whole

ASKED_ON = "2018-01-15"  # Monday: five working days after the permit's last day was not recorded
TERM = "verlenging_open"
WITHOUT = frozenset[str]()


class Situation(NamedTuple):
    """An office on Monday 8 January 2018. told: whom the message reaches. no_address: of whom none is known.

    asked: the day of that message.
    """

    told: set[str]
    staff: tuple[str, ...] = ("Cora coordinator", "Thea teamleider")
    no_address: frozenset[str] = WITHOUT
    channel: str = "smtp"
    assigned: str = "Cora"
    commands: tuple[str, ...] = ()
    asked: str = ASKED_ON


CORA = frozenset(("Cora",))
SITUATIONS = {
    "everyone has an address": Situation({"Cora"}),
    "the coordinator has no address": Situation({"Thea"}, no_address=CORA),
    "no address is needed on the console": Situation({"Cora"}, no_address=CORA, channel="console"),
    "a colleague in the same role has one": Situation(
        {"Dirk"}, ("Cora coordinator", "Dirk coordinator", "Thea teamleider"), CORA
    ),
    "nobody was given it, and one coordinator has an address": Situation(
        {"Dirk"}, ("Cora coordinator", "Dirk coordinator", "Thea teamleider"), CORA, assigned=""
    ),
    "the team leader has none either": Situation({"Ada"}, no_address=frozenset(("Cora", "Thea"))),
    "nobody has an address": Situation(set(), no_address=frozenset(("Cora", "Thea", "Ada"))),
    "she is away and nobody stands in": Situation({"Thea"}, commands=("staff away Cora --from 2018-01-12",)),
    "she is away and her substitute has an address": Situation(
        {"Dirk"},
        ("Cora coordinator", "Dirk volunteer", "Thea teamleider"),
        CORA,
        commands=("staff away Cora --from 2018-01-12 --substitute Dirk",),
    ),
    "she is away and her substitute has no address": Situation(
        {"Thea"},
        ("Cora coordinator", "Dirk volunteer", "Thea teamleider"),
        frozenset(("Dirk",)),
        commands=("staff away Cora --from 2018-01-12 --substitute Dirk",),
    ),
    "she is back by then": Situation({"Cora"}, commands=("staff away Cora --until 2018-01-12 --substitute Thea",)),
    "she has hours of her own": Situation(
        {"Cora"}, commands=("staff hours Cora --days wed --from 13:00",), asked="2018-01-17"
    ),
    "the team leader who is told in her place has hours": Situation(
        {"Thea"}, no_address=CORA, commands=("staff hours Thea --days thu",), asked="2018-01-18"
    ),
    "she leaves before that day": Situation(
        {"Thea"}, commands=("staff add Cora --role coordinator --until 2018-01-11",)
    ),
    "nobody is coordinator": Situation({"Thea"}, ("Thea teamleider",), assigned=""),
    "nobody is coordinator and the team leader has no address": Situation(
        {"Ada"}, ("Thea teamleider",), frozenset(("Thea",)), assigned=""
    ),
    "nobody is coordinator or team leader": Situation({"Ada"}, (), assigned=""),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `init` leaves it, made once."""
    database = tmp_path_factory.mktemp("office") / "office.db"
    given = ["--database", str(database), "--by", "Ada", "--now", "2018-01-08T09:00"]
    assert 0 == main([*given, "init", "--sandbox"])
    return whole(database)


@pytest.fixture
def desk(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("TRAJECT_LANG", "en")
    for name in ("TRAJECT_ACTOR", "TRAJECT_DATABASE", "TRAJECT_WORKFLOWS"):
        monkeypatch.delenv(name, raising=False)
    shutil.copy(office, tmp_path / "desk.db")
    return Desk(tmp_path / "desk.db", capsys)


def opens(desk: Desk, situation: Situation) -> None:
    desk.on("2018-01-08").who = "Ada"
    for each in ("Ada administrator", *situation.staff):
        name, role = each.split()
        address = () if name in situation.no_address else ("--email", f"{name.lower()}@example.org")
        desk.ask("staff", "add", name, "--role", role, *address)
    desk.ask("client", "add", "--ref", "C-1", "--born", "1990-01-01")
    desk.ask("open", "verblijf", "C-1", "--municipality", "westland")
    if situation.assigned:
        desk.ask("assign", "t1", situation.assigned, "--as", "coordinator")
    desk.ask("scheduler", "channel", situation.channel)
    for command in situation.commands:
        desk.ask(*command.split())


def said_by_preview(desk: Desk) -> set[tuple[str, str, str]]:
    """Day, name and reminder."""
    return {
        (each["day"], each["name"], reminder["reminder"])
        for each in desk.ask("scheduler", "preview", "--until", "2018-01-19")
        for reminder in each["reminders"]
    }


def names(told: Iterable[dict[str, Any]]) -> set[str]:
    return {each["name"] for each in told}


def said_by_ticks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str, str]]:
    """The same, as ticks on these days really say it, by a server that takes everything."""
    with serving() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        for day in (12, 15, 16, 17, 18):
            if desk.now < (at := f"2018-01-{day}T13:00"):
                desk.now = at
                desk.run("scheduler", "tick", "--send")
    staff = {each["staff"]: each["name"] for each in desk.ask("staff", "list")}
    return {
        (event["occurred_on"], staff[event["data"]["to"]], event["data"]["reminder"])
        for event in desk.ask("history", "t1")
        if event["type"] == "ReminderSent"
    }


@pytest.mark.parametrize("name", SITUATIONS)
def test_whoever_asks_beforehand_hears_what_the_tick_then_does(name: str, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Found with a coordinator without an address: all but the tick named her, and the tick told the team leader."""
    situation = SITUATIONS[name]
    opens(desk, situation)
    desk.on("2018-01-09")

    preview = said_by_preview(desk)
    [first] = [each for each in desk.ask("why", f"t1/{TERM}")["rungs"] if each["state"] == "planned"]
    [why_not] = desk.ask("why-not", "C-1", TERM)["trajectories"]
    forecast = desk.ask("forecast", "C-1", "--until", ASKED_ON)["if_nothing_happens"]

    assert {(situation.asked, each, first["reminder"]) for each in situation.told} == preview
    assert situation.told == names(first["would_go_to"])
    assert situation.told == names(why_not["to"])
    assert [situation.told] == [names(each["to"]) for each in forecast if each["reminder"] == first["reminder"]]
    assert preview == said_by_ticks(desk, monkeypatch)


def newly_said(desk: Desk, name: str) -> set[str]:
    """The deadlines that the message of today tells in full."""
    groups = desk.ask("digest", name)["groups"]
    return {item["deadline"] for group in groups for item in group["items"] if item["newly_said"]}


def test_the_digest_of_today_says_newly_what_the_tick_says_newly(desk: Desk):
    """To the team leader in place of a coordinator without an address, who may still look for herself."""
    opens(desk, SITUATIONS["the coordinator has no address"])
    desk.on(ASKED_ON)

    assert {f"t1/{TERM}#0"} == newly_said(desk, "Thea") == newly_said(desk, "Cora")
    assert set() == newly_said(desk, "Ada")
    assert {"Cora", "Thea"} == {each["name"] for each in desk.ask("scheduler", "preview", "--until", ASKED_ON)} | {
        "Cora"
    }


def test_what_waits_for_someone_who_then_goes_away_is_foretold_to_whoever_is_told_instead(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """A tick in the evening leaves it for Cora's morning, on which she is away."""
    opens(desk, SITUATIONS["everyone has an address"])
    with serving() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        desk.now = f"{ASKED_ON}T20:00"
        desk.run("scheduler", "tick", "--send")
    assert {f"t1/{TERM}#0"} == newly_said(desk, "Cora")
    desk.ask("staff", "away", "Cora", "--from", "2018-01-16", "--substitute", "Thea")

    desk.now = "2018-01-16T07:00"
    expected = {("2018-01-16", "Thea", f"t1/{TERM}#0/ask.0")}

    assert expected == said_by_preview(desk)
    assert {f"t1/{TERM}#0"} == newly_said(desk, "Thea")
    assert set() == newly_said(desk, "Cora")
    assert expected == said_by_ticks(desk, monkeypatch)


def test_doctor_counts_whom_the_tick_writes_to_and_cannot_reach(desk: Desk):
    opens(desk, SITUATIONS["the coordinator has no address"])

    found = {each["code"]: each["count"] for each in desk.run("doctor", "--json").json["findings"]}

    assert 1 == found["no_address"]
    assert "no_recipient" not in found
