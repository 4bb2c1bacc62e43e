"""Who joins a household later gets what every arrival gets; who leaves closes what was theirs."""

from tests.stories.desk import Desk


def test_an_adult_who_arrives_gets_verblijf_and_inburgering(desk: Desk):
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.on("2024-03-04").ask("client", "add", "--ref", "C2", "--born", "1992-02-02", "--route", "nareis")

    joined = desk.ask("household", "join", "H1", "--member", "C2")

    assert ["verblijf", "inburgering"] == [each["workflow"] for each in joined["started"]]


def test_a_child_who_arrives_gets_verblijf_only(desk: Desk):
    desk.on("2024-01-08").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("client", "add", "--ref", "C2", "--born", "2014-02-02")

    joined = desk.ask("household", "join", "H1", "--member", "C2")

    assert ["verblijf"] == [each["workflow"] for each in joined["started"]]


def test_an_arrival_recorded_after_the_stage_began_still_gets_its_tasks(desk: Desk):
    """The day of arrival lay before the last stage move, and the task for the new member was asked of no stage."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")
    key = desk.ask("open", "vestiging", "H1", "--municipality", "westland")["trajectory"]
    desk.ask("client", "add", "--ref", "C2", "--born", "1992-02-02")
    desk.on("2024-02-05").advance(key, "start_coaching", "--fact", "huurcontract_op=2024-02-01")
    desk.tasks(key, "huurtoeslag", "zorgtoeslag", huisarts="C1")

    desk.ask("household", "join", "H1", "--member", "C2", "--on", "2024-01-22")
    facts = ("--fact", "ingeschreven_brp_op=2024-02-01", "--fact", "mb_maanden=9")
    held_back = desk.run("advance", key, "start_begeleiding", *facts, "--json")
    desk.ask("household", "leave", "H1", "--member", "C2", "--on", "2024-01-29")
    let_go = desk.advance(key, "start_begeleiding", *facts)

    assert ["huisarts"] == [each["name"] for each in held_back.error["missing"]]
    assert "maatschappelijke_begeleiding" == let_go


def test_the_last_member_who_leaves_closes_every_trajectory(desk: Desk):
    desk.on("2024-01-08").household("H1", C1="1990-05-01")
    opened = desk.ask("open", "vestiging", "H1", "--municipality", "any")
    every = {opened["trajectory"], *(each["trajectory"] for each in opened["started"])}

    left = desk.on("2024-03-04").ask("client", "leave", "C1", "--on", "2024-03-01", "--reason", "verhuisd")

    assert every == set(left["closed"])
    assert 4 == desk.run("advance", opened["trajectory"], "plan_bezichtiging").code
    assert [] == desk.ask("client", "leave", "C1", "--reason", "verhuisd")["closed"]
