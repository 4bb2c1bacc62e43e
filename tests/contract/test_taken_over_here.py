"""A case that ran elsewhere, taken over on a real database: one event, and the whole product knows what it is."""

from datetime import date

import pytest

from scheduler.planning.ladder import plan
from tests.builders import Desk, a_definition, a_history
from trajectories.audit import verify
from trajectories.audit.moves import definitions_in_force, strays
from trajectories.history import events as ev
from trajectories.history.renamed_events import Names, _renamed
from trajectories.history.replay import replay
from trajectories.repository.tables import PROJECTIONS
from workflows.errors import CaseworkError, NotFound, Refused, StepRefused, UsageError

MON_2_MARCH = date(2026, 3, 2)
SINCE = date(2026, 2, 2)
KOPPELING = ("koppeling", date(2025, 9, 1))


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


def given_household(desk: Desk) -> str:
    parent, child = desk.client("C1", "1985-05-31"), desk.client("C2", "2015-05-31")
    return desk.household("H1", parent, child, on=date(2025, 1, 1))


def guided(desk: Desk, **more) -> str:
    """In coaching since 2 February 2026, linked to Westland on 1 September 2025."""
    told = {"passed": [KOPPELING], **more}
    return desk.take_over(
        "vestiging", given_household(desk), "coaching_vestiging", SINCE, "westland", **told
    ).trajectory.id


def missing(desk: Desk, key: str) -> dict[str, tuple[str, ...]]:
    return {each.name: each.missing for each in desk.dossier(key).deadlines if each.standing == "unknown"}


def test_it_stands_where_it_stood_and_earlier_stages_ask_nothing(desk: Desk, clock):
    key = guided(desk, facts={"huurcontract_op": "2026-01-20"})
    now = desk.dossier(key).trajectory

    assert [("koppeling", date(2025, 9, 1)), ("coaching_vestiging", SINCE)] == [(e.stage, e.on) for e in now.path]
    assert {"coaching_vestiging"} == {each.stage for each in now.asked.values()}
    assert [ev.TakenOver, ev.FactSet, ev.OthersFollowed] == [type(e.event) for e in desk.dossier(key).history]
    assert date(2026, 1, 20) == desk.dossier(key).history[1].occurred_on  # it held before it came here
    assert SINCE == now.entered_on
    assert date(2025, 9, 1) == now.opened_on


def test_nothing_is_started_but_what_is_named_and_the_rest_is_work(desk: Desk, clock):
    """What is named begins on the day on which it is taken over."""
    key = guided(desk, starts=["verblijf"])

    assert ["verblijf", "verblijf"] == [workflow for workflow, _ in desk.started(key)]
    child = desk.dossier(desk.started(key)[0][1]).trajectory
    assert (MON_2_MARCH, None) == (child.opened_on, child.takeover)
    left = [each for followed in desk.dossier(key).trajectory.followed for each in followed.signalled]
    assert [("gezinshereniging", "not_started"), ("inburgering", "not_started")] == [
        (each["workflow"], each["problem"]) for each in left
    ]


def test_a_day_that_nobody_told_is_asked_for_and_answered_like_a_fact(desk: Desk, clock):
    """The answer may be mended as any fact; what replay makes of it stands in the database, byte for byte."""
    home = given_household(desk)
    key = desk.take_over("vestiging", home, "eindgesprek", SINCE, "westland").trajectory.id
    assert {"koppeling", "coaching_vestiging", "maatschappelijke_begeleiding"} <= {
        each.stage for each in desk.dossier(key).trajectory.path if each.untold
    }
    reunion = desk.take_over("gezinshereniging", desk.client("C3", "1990-01-01"), "onderzoek", SINCE).trajectory.id
    assert ("entered:aanvraag_ingediend",) == missing(desk, reunion)["maandronde"]
    desk.fact(reunion, "entered:aanvraag_ingediend", "2026-01-12")
    assert "maandronde" not in missing(desk, reunion)

    desk.fact(key, "entered:koppeling", "2025-03-03")
    with pytest.raises(Refused, match="comes before"):
        desk.fact(key, "entered:coaching_vestiging", "2025-03-01")
    version = desk.fact(key, "entered:coaching_vestiging", "2025-06-02").trajectory.version
    desk.correct(key, version, value="2025-07-01")

    days = {each.stage: (each.on, each.untold) for each in desk.dossier(key).trajectory.path}
    assert (date(2025, 7, 1), False) == days["coaching_vestiging"]
    assert (SINCE, True) == days["maatschappelijke_begeleiding"]
    before = desk.dump(*PROJECTIONS)
    desk.rebuild()
    assert before == desk.dump(*PROJECTIONS)


def test_of_a_road_that_may_have_gone_otherwise_is_asked_whether_it_did(desk: Desk, clock):
    """Only where a term may still run by it; no is an answer too."""
    person = desk.client("C1", "1985-05-31")
    facts = {"inburgeringsplichtig_op": "2023-01-02"}
    key = desk.take_over("inburgering", person, "verlenging_gevraagd", SINCE, facts=facts).trajectory.id
    assert ("passed:wi2021",) == missing(desk, key)["leerroute_wisselen"]

    desk.fact(key, "passed:wi2021", "yes")
    assert "passed:wi2021" not in [name for several in missing(desk, key).values() for name in several]
    assert "wi2021" in [each.stage for each in desk.dossier(key).trajectory.path]
    desk.fact(key, "passed:tweede_termijn", "no")
    assert "tweede_termijn" not in [each.stage for each in desk.dossier(key).trajectory.path]
    takeover = desk.dossier(key).trajectory.takeover
    assert takeover
    assert not takeover.unsure.keys() & {"wi2021", "tweede_termijn"}
    with pytest.raises(NotFound, match="is not on the road"):
        desk.fact(key, "entered:verlenging_gevraagd", "2025-01-01")


def test_it_goes_on_as_any_other_and_is_taken_back_as_any_other(desk: Desk, clock):
    """Of one that was opened here nothing is asked of a road."""
    key = guided(desk)
    desk.fact(key, "huurcontract_op", "2026-01-20")
    with pytest.raises(StepRefused):
        desk.advance(key, "start_begeleiding")
    with pytest.raises(CaseworkError, match="something was recorded"):
        desk.correct(key, 1, void=True)
    desk.correct(key, desk.dossier(key).trajectory.version, void=True)
    desk.correct(key, 1, void=True)

    assert MON_2_MARCH == desk.dossier(key).trajectory.taken_back_on
    again = desk.open("vestiging", "h1", MON_2_MARCH, "westland")
    with pytest.raises(NotFound, match="was taken over"):
        desk.fact(again, "entered:koppeling", "2025-01-01")
    with desk.read() as uow:
        assert [] == verify.verify(uow).problems


def test_another_day_since_when_moves_where_it_stands(desk: Desk, clock):
    key = guided(desk)
    desk.correct(key, 1, on=date(2026, 2, 9))

    assert date(2026, 2, 9) == desk.dossier(key).trajectory.entered_on
    assert date(2025, 9, 1) == desk.dossier(key).trajectory.opened_on


def test_a_correction_leaves_the_road_in_order(sqlite_desk: Desk, clock):
    """Of the day since when, and of an answer about the road. Found by a stage that lasted minus 31 days."""
    desk = sqlite_desk
    key = guided(desk)
    with pytest.raises(Refused, match="'Match' comes before 'Housing' and cannot have begun on 2025-09-01"):
        desk.correct(key, 1, on=date(2025, 8, 1))
    version = desk.fact(key, "entered:koppeling", "2025-09-15").trajectory.version
    with pytest.raises(Refused, match="comes before"):
        desk.correct(key, version, value="2026-02-20")
    desk.correct(key, version, void=True)
    desk.correct(key, 1, on=date(2025, 9, 1))

    assert [date(2025, 9, 1)] * 2 == [each.on for each in desk.dossier(key).trajectory.path]


def test_it_was_elsewhere_before_the_day_since_when(sqlite_desk: Desk, clock):
    key = guided(sqlite_desk)
    with sqlite_desk.read() as uow:
        dossiers = sqlite_desk.casework.dossiers
        with pytest.raises(NotFound, match=f"{key} ran elsewhere then, and is followed here from 2026-02-02 on"):
            dossiers.load(uow, key, as_of=date(2026, 2, 1))
        assert "coaching_vestiging" == dossiers.load(uow, key, as_of=SINCE).trajectory.stage


@pytest.mark.parametrize(
    "stage, more, says",
    [
        ("afgesloten", {}, "is an end"),
        ("coching", {}, "there is no stage"),
        ("coaching_vestiging", {"passed": [("warme_overdracht", date(2025, 1, 1))]}, "no road leads"),
        ("coaching_vestiging", {"passed": [("koppeling", date(2026, 2, 9))]}, "comes before"),
        ("coaching_vestiging", {"starts": ["taalcoach"]}, "there is no workflow to start"),
        ("coaching_vestiging", {"facts": {"nooit": "1"}}, "there is no fact"),
    ],
)
def test_what_cannot_be_is_refused_whole(sqlite_desk: Desk, clock, stage, more, says):
    home = given_household(sqlite_desk)
    with pytest.raises((Refused, NotFound, UsageError), match=says):
        sqlite_desk.take_over("vestiging", home, stage, SINCE, "westland", **more)
    assert [] == sqlite_desk.rows("SELECT id FROM trajectory")


def test_the_past_is_not_mailed_about(desk: Desk, clock):
    """Reminders whose day was over when it came here stay silent; those ahead are planned."""
    key = guided(desk)
    days = {each.day for each in plan(desk.dossier(key))}

    assert days
    assert all(each >= MON_2_MARCH for each in days)


def test_a_migration_tells_its_road_in_the_new_names():
    """On paper: the event, its unsure stages and what is answered about them."""
    names = Names({"begin": "start", "pauze": "rust"}, {}, {"dagdelen": "uren"}, {}, {})
    road: list[ev.PassedStage] = [{"stage": "begin", "on": ""}]
    event = ev.TakenOver(
        "proef", 1, "base", "any", "h1", "2024-01-01", "midden", [], [], road, {"pauze": "begin"}, ["dagdelen"]
    )
    told = _renamed(event, names)

    assert isinstance(told, ev.TakenOver)
    assert ([{"stage": "start", "on": ""}], {"rust": "start"}, ["uren"]) == (told.road, told.unsure, told.again)
    assert ev.FactSet("entered:start", "2024-01-02") == _renamed(ev.FactSet("entered:begin", "2024-01-02"), names)


@pytest.mark.parametrize("stage, road", [("nergens", []), ("einde", []), ("midden", ["nergens"])])
def test_a_forged_taking_over_stands_in_no_definition(stage: str, road: list[str]):
    """On paper, as `audit verify` asks it of every case."""
    passed: list[ev.PassedStage] = [{"stage": each, "on": ""} for each in road]
    forged = ev.TakenOver("proef", 1, "base", "any", "h1", "2024-01-01", stage, road=passed)
    history = a_history((MON_2_MARCH, forged))
    in_force = definitions_in_force(history)

    assert {"d" * 64} == {*in_force.values()}
    assert [1] == [
        each.version for each in strays({"d" * 64: a_definition()}, in_force, history, replay("t1", history))
    ]
