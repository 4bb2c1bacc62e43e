"""Tasks left behind, and a client who was entered twice, through the command line in both languages."""

from tests.stories.desk import Desk


def test_what_was_left_is_folded_named_and_waived(desk: Desk):
    desk.on("2024-01-08").household("H1", A1="1990-05-01")
    key = desk.ask("open", "vestiging", "H1", "--municipality", "westland")["trajectory"]
    desk.ask("advance", key, "start_coaching", "--fact", "huurcontract_op=2024-01-08")
    [shown] = desk.ask("show", key)["trajectories"]
    for task in shown["open_tasks"]:
        if not task["optional"]:
            whom = ["--member", task["member"]] if task["member"] else []
            desk.ask("task", "done", key, task["task"], *whom)
    facts = ("--fact", "ingeschreven_brp_op=2024-01-08", "--fact", "mb_maanden=15")

    told = desk.run("advance", key, "start_begeleiding", *facts)

    [shown] = desk.ask("show", key)["trajectories"]
    number = len(shown["left_tasks"])
    assert f"{number} left from Housing: traject show {key} --tasks" in told.err
    page = desk.run("show", key).out
    assert f"{number} left from Housing" in page
    assert "woninginrichting" not in page
    assert "woninginrichting" in desk.run("show", key, "--tasks").out
    assert f"{number} bleven liggen uit Huisvesting" in desk.run("--lang", "nl", "show", key).out
    names = dict.fromkeys(each["task"] for each in shown["left_tasks"])
    assert 4 == desk.run("task", "waive", key, "huisarts", "--reason", "x").code
    desk.ask("task", "waive", key, *names, "--reason", "alles bij haar zus geregeld")
    assert [] == desk.ask("show", key)["trajectories"][0]["left_tasks"]
    assert "left from" not in desk.run("show", key).out


def test_a_client_who_was_entered_twice(desk: Desk):
    desk.on("2024-01-08").household("H1", A1="1990-05-01")
    desk.ask("client", "add", "--ref", "A9", "--born", "1990-05-01")
    mine = desk.ask("open", "verblijf", "A1", "--municipality", "westland")["trajectory"]
    other = desk.ask("open", "verblijf", "A9", "--municipality", "westland")["trajectory"]
    course = desk.ask("open", "taalcoach", "A9", "--municipality", "westland")["trajectory"]
    refused = desk.run("client", "merge", "A9", "into", "A1", "--reason", "dubbel")
    assert 4 == refused.code
    assert f"verblijf ({other}, {mine})" in refused.err.replace("\n", " ")
    started = desk.ask("board")["started"]["verblijf"]

    desk.ask("close", other, "--outcome", "dubbel")
    merged = desk.ask("client", "merge", "A9", "into", "A1", "--reason", "dubbel")

    assert ("A9", "A1") == (merged["ref"], merged["into_ref"])
    assert started - 1 == desk.ask("board")["started"]["verblijf"]
    shown = desk.run("show", "A9", "--json")
    assert "A9 was merged into A1" in shown.err.replace("\n", " ") or "A9 is merged into A1" in shown.err
    assert {mine, other, course} == {each["trajectory"] for each in shown.json["trajectories"]}
    assert 2 == desk.run("client", "merge", "A9", "A1", "A1", "--reason", "x").code
    desk.ask("client", "unmerge", "A9", "--reason", "toch twee")
    assert {other, course} == {each["trajectory"] for each in desk.ask("show", "A9")["trajectories"]}


def test_birthdays_to_come_are_told_ahead(desk: Desk):
    desk.on("2024-01-08").household("H1", A1="1985-05-01", A2="2006-01-20")
    key = desk.ask("open", "vestiging", "H1", "--municipality", "westland")["trajectory"]
    desk.ask("assign", key, "Cora", "--as", "coordinator")

    [ahead] = desk.ask("forecast", "H1", "--until", "2024-02-01")["birthdays"]

    assert ("2024-01-20", "A2", 18) == (ahead["day"], ahead["subject"], ahead["age"])
    assert {"gezinshereniging", "inburgering"} == set(ahead["opens"])
    foretold = " ".join(desk.run("scheduler", "preview", "--until", "2024-02-01").out.split())
    assert "A2 turns 18: opens" in foretold
    assert "What opens or is asked then has reminders of its own; those are not among the above." in foretold
    messages = desk.ask("scheduler", "preview", "--until", "2024-02-01")
    assert ["2024-01-20"] == [each["day"] for message in messages for each in message["birthdays"]]
