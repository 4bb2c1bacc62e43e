"""Who takes on a household takes on what was started beside it, and hands all of it on."""

from tests.stories.desk import Desk


def holders(desk: Desk) -> dict[str, str]:
    """Per trajectory the coordinator, by name."""
    names = {each["staff"]: each["name"] for each in desk.ask("staff", "list")}
    shown = desk.ask("show", "H1")["trajectories"]
    return {each["trajectory"]: names.get(each["assigned"].get("coordinator"), "") for each in shown}


def test_a_successor_takes_over_the_household_but_not_what_is_someone_elses(desk: Desk):
    """t1 is the household's; t2 to t4 were started beside it; t4 was Carla's already."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    for name in ("Carla", "Bram"):
        desk.ask("staff", "add", name, "--role", "coordinator", "--by", "Ada")
    desk.ask("assign", "t4", "Carla", "--as", "coordinator")

    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    first = holders(desk)
    desk.ask("assign", "t1", "Bram", "--as", "coordinator")

    assert {"t1": "Cora", "t2": "Cora", "t3": "Cora", "t4": "Carla"} == first
    assert {"t1": "Bram", "t2": "Bram", "t3": "Bram", "t4": "Carla"} == holders(desk)


def test_what_nobody_holds_goes_along_with_the_next_coordinator(desk: Desk):
    """Cora has the household and let go of t2, which was started beside it."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("staff", "add", "Bram", "--role", "coordinator", "--by", "Ada")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.ask("assign", "t2", "-", "--as", "coordinator")
    assert {"t1": "Cora", "t2": "", "t3": "Cora", "t4": "Cora"} == holders(desk)

    desk.ask("assign", "t1", "Bram", "--as", "coordinator")

    assert {"t1": "Bram", "t2": "Bram", "t3": "Bram", "t4": "Bram"} == holders(desk)


def test_what_starts_later_has_the_same_coordinator(desk: Desk):
    """Inburgering under the act of 2013 starts participatieverklaring."""
    desk.on("2019-01-07").household("H1", C1="1990-05-01")  # Monday
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")

    desk.advance("t4", "start_inburgering", "--fact", "inburgeringsplichtig_op=2018-12-03")

    assert {"Cora"} == set(holders(desk).values())
    assert "t5" in holders(desk)
