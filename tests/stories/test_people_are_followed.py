"""A coordinator's weeks with someone who moves out, and a child who turns eighteen, through the command line."""

from tests.stories.desk import Desk


def test_a2_leaves_westland_for_leiden(desk: Desk):
    """The question stands with her cases until it is answered; then they are Leiden's."""
    desk.on("2024-01-08").household("H1", A1="1990-05-01", A2="1991-05-01")
    desk.household("H2", B1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    there = desk.ask("open", "vestiging", "H2", "--municipality", "leiden")["trajectory"]
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.on("2024-02-05").ask("household", "leave", "H1", "--member", "A2")

    joined = desk.run("household", "join", "H2", "--member", "A2")

    [question] = desk.ask("show", "A2")["questions"]
    assert f"traject settle {question['question']} yes  (for no: no --reason …)" in joined.err
    assert ("transfer", "A2", "leiden") == (question["kind"], question["subject"], question["municipality"])
    assert question["text"] in desk.run("show", "A2").out.replace("\n", " ") or "counted in Leiden" in question["text"]
    assert [question["question"]] == [each["question"] for each in desk.ask("digest")["questions"]]
    assert f"traject settle {question['question']} yes" in desk.run("digest").out
    assert "question_open" in [each["code"] for each in desk.run("doctor", "--json").json["findings"]]
    settled = desk.ask("settle", question["question"], "yes")
    assert {"leiden"} == {each["after"]["municipality"] for each in settled["transferred"]}
    assert [] == desk.ask("show", there)["questions"]
    assert 4 == desk.run("settle", question["question"], "yes").code


def test_a_dry_run_writes_nothing(desk: Desk):
    desk.on("2024-01-08").household("H1", A1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")

    tried = desk.ask("transfer", "A1", "--municipality", "leiden", "--as-is", "--dry-run")
    done = desk.ask("transfer", "A1", "--municipality", "leiden", "--as-is")

    assert tried["dry_run"]
    assert tried["transferred"] == done["transferred"]
    assert {"westland"} == {each["before"]["municipality"] for each in done["transferred"]}
    told = desk.run("transfer", "A1", "--municipality", "westland", "--to", "Cora", "--as-is").out
    assert "Leiden → Westland" in told
    assert "nobody → Cora" in told


def test_a_child_of_eighteen_and_a_client_who_returns(desk: Desk):
    desk.on("2024-01-08").household("H1", A1="1985-05-01", A2="2006-01-09")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")

    desk.on("2024-01-09").run("scheduler", "tick")
    kinds = {each["workflow"] for each in desk.ask("show", "A2")["trajectories"]}
    desk.ask("client", "leave", "A2", "--reason", "verhuisd")
    back = desk.on("2024-03-04").ask("client", "return", "A2")

    assert {"verblijf", "gezinshereniging", "inburgering"} == kinds
    assert ("H1", []) == (back["ref"], back["started"])
    [found] = desk.ask("client", "find", "A2")
    assert "present" == found["status"]
    asked = desk.ask("show", "A2")["questions"]
    assert kinds == {each["workflow"] for each in asked}
    opened = [desk.ask("settle", each["question"], "yes")["opened"] for each in asked]
    assert set(opened) == {each["trajectory"] for each in desk.ask("show", "A2")["trajectories"] if not each["closed"]}
    assert 4 == desk.run("client", "return", "A2").code
