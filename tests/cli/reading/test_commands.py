"""What can be read, by people and by scripts: one household in Westland, seen on two clocks."""

import contextlib
import sqlite3
from typing import Any

import pytest

from tests.stories.desk import Desk, a_desk

SHOWN = {
    "trajectory",
    "workflow",
    "workflow_version",
    "variant",
    "stage",
    "entered_on",
    "closed",
    "outcome",
    "version",
    "open_tasks",
    "possible",
    "blocked",
    "deadlines",
}


def a_household(desk: Desk) -> None:
    """A parent and a child; t1 is their vestiging, t2 and t3 verblijf, t4 gezinshereniging, t5 inburgering.

    The registration of 25 January is written down on 5 February; the day of the lease is corrected on the 6th.
    """
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--name", "Amina Voorbeeld", "--born", "1990-01-01")
    desk.ask("client", "add", "--ref", "C-2", "--name", "Bilal Voorbeeld", "--born", "2016-01-01")
    desk.ask("household", "add", "--ref", "H-1", "--member", "C-1", "--member", "C-2")
    desk.ask("open", "vestiging", "H-1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    desk.on("2018-01-22").advance("t1", "start_coaching", "--fact", "huurcontract_op=2018-01-19")
    desk.on("2018-02-05").ask("fact", "set", "t1", "ingeschreven_brp_op", "2018-01-25", "--on", "2018-01-25")
    desk.tasks("t1", huisarts="C-1")
    desk.on("2018-02-06").ask("correct", "t1", "4", "--value", "2018-01-22", "--reason", "the draft bore another day")
    desk.ask("note", "t1", "Keys were handed over.")
    desk.on("2018-02-12").ask("scheduler", "tick")  # the permit date of C-1 is asked for


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "80")
    made = a_desk(request, a_household)
    made.now = ""
    return made


def lines(desk: Desk, *words: str) -> list[str]:
    ran = desk.run(*words)
    assert 0 == ran.code, ran
    return ran.out.splitlines()


def text(desk: Desk, *words: str) -> str:
    """As read aloud: folded lines joined."""
    return " ".join(" ".join(lines(desk, *words)).split())


# show


def test_show_gives_scripts_what_they_rely_on(desk: Desk):
    answer = desk.ask("show", "t1")

    assert {"subject", "person", "household", "trajectories", "questions", "notes", "done_tasks"} == set(answer)
    assert "H-1" == answer["subject"]
    [shown] = answer["trajectories"]
    assert set(shown) >= SHOWN
    assert ("westland-2018", "coaching_vestiging", "2018-01-22") == (
        shown["variant"],
        shown["stage"],
        shown["entered_on"],
    )
    assert {"task", "label", "member", "done", "of", "unit"} <= set(shown["open_tasks"][0])
    assert {"deadline", "rule", "due_on", "raw_on", "legal", "status"} <= set(shown["deadlines"][0])
    [blocked] = [each for each in shown["blocked"] if each["trigger"] == "start_begeleiding"]
    assert {"kind", "name", "text"} == set(blocked["because"][0])


def test_a_trajectory_is_shown_with_its_path_and_what_blocks(desk: Desk):
    page = lines(desk, "show", "t1")

    assert "  ○  2018-01-08  Match    2 weeks" in page
    assert "  ●  2018-01-22  Housing  3 weeks" in page
    assert "  assigned  coordinator Cora" in page
    assert "    •  ‘Register with a GP’ [C-2] is not done yet" in page
    assert any(line.startswith("  2018-04-22  2 months left  End of housing") for line in page)


def test_what_is_asked_of_members_stands_in_one_section_that_says_of_whom(desk: Desk):
    page = desk.run("show", "H-1").out

    assert 1 == page.count("Open questions", page.index("Of the members"))
    assert "C-1 · t4 · Asylum permit granted on" in " ".join(page.split())
    assert "traject fact set t4 vergunning_verleend_op YYYY-MM-DD" in page


def test_before_the_opening_there_is_nothing_to_show(desk: Desk):
    for asked in ("t1", "H-1"):
        assert 5 == desk.run("show", asked, "--as-of", "2017-12-31").code


def test_without_a_trajectory_the_answer_is_how_to_open_one(desk: Desk):
    desk.on("2018-02-13").household("H-9", **{"C-9": "1990-01-01"})

    ran = desk.run("show", "H-9")

    assert 0 == ran.code
    assert "no trajectory yet; open one with 'traject open WORKFLOW H-9" in " ".join(ran.err.split())


def test_members_stand_in_the_order_in_which_they_came(desk: Desk):
    born = {f"K-{number}": f"20{number:02}-01-01" for number in range(12, 0, -1)}
    desk.on("2018-02-13").household("H-9", **born)

    page = " ".join(desk.run("show", "H-9").out.split())
    assert "members " + " ".join(f"{ref}, {day}" for ref, day in born.items()) in page


def test_a_member_is_named_by_reference_everywhere(desk: Desk):
    assert "[p" not in desk.run("show", "t1").out + desk.run("show", "t1", "--json").out
    assert "[C-2] is not done yet" in desk.run("advance", "t1", "start_begeleiding").err


def test_a_household_brings_its_members_on_a_line_each(desk: Desk):
    page = text(desk, "show", "H-1")

    assert "members C-1 (Amina Voorbeeld), 1990-" in page
    assert "t1 · Settlement and guidance" in page
    assert "C-1 (Amina Residence permit: t2" in page
    assert ["t1", "t2", "t3", "t4", "t5"] == [each["trajectory"] for each in desk.ask("show", "H-1")["trajectories"]]


def test_an_open_question_comes_with_the_command_that_answers_it(desk: Desk):
    page = lines(desk, "show", "t4")

    assert "Open questions" in page
    assert "    traject fact set t4 vergunning_verleend_op YYYY-MM-DD" in page


def test_an_unverified_rule_says_so_wherever_it_speaks(desk: Desk):
    desk.on("2018-03-01").ask("fact", "set", "t4", "aanvragen", "yes")
    desk.advance("t4", "rond_intake_af")
    desk.advance("t4", "dien_aanvraag_in")
    desk.ask("fact", "set", "t4", "ingebrekestelling_op", "2018-03-01")

    assert "(unverified)" in text(desk, "show", "t4")
    assert "(unverified)" in text(desk, "due")
    assert "unverified: check this first" in text(desk, "why", "t4/twee_weken_na_ingebrekestelling")


def test_as_of_shows_the_day_and_known_at_what_was_written_by_then(desk: Desk):
    """A bare day in --known-at is its end."""
    before = desk.ask("show", "t1", "--as-of", "2018-01-10")["trajectories"][0]
    unknown = desk.ask("show", "t1", "--known-at", "2018-02-04")["trajectories"][0]
    late = desk.ask("show", "t1", "--as-of", "2018-01-25")["trajectories"][0]
    corrected = desk.ask("show", "t1", "--known-at", "2018-02-06T09:00")["trajectories"][0]

    assert "koppeling" == before["stage"]
    assert "ingeschreven_brp_op" not in unknown["facts"]
    assert "2018-01-25" == late["facts"]["ingeschreven_brp_op"]["value"]
    assert "2018-01-19" == corrected["facts"]["huurcontract_op"]["value"]
    assert "2018-01-22" == late["facts"]["huurcontract_op"]["value"]


def test_statuses_are_those_of_the_day_asked_about(desk: Desk):
    later = desk.ask("show", "t1", "--as-of", "2018-04-23")["trajectories"][0]

    assert {"overdue"} == {each["status"] for each in later["deadlines"] if each["rule"] == "coaching_einde"}


def test_what_is_not_there_is_answered_with_five(desk: Desk):
    assert 5 == desk.run("show", "t99").code
    assert "did you mean" in desk.run("show", "H-2").err
    assert 5 == desk.run("history", "t99").code
    assert 5 == desk.run("replay", "t1", "--as-of", "2017-12-31").code


@pytest.mark.parametrize("clock", [("--as-of", "8/13/2018"), ("--known-at", "yesterday")])
def test_a_day_or_instant_that_cannot_be_read_is_usage(desk: Desk, clock: tuple[str, str]):
    assert 2 == desk.run("show", "t1", *clock).code


# replay


def test_replay_equals_the_projection_and_what_show_gives(desk: Desk):
    replayed = desk.ask("replay", "t1")

    assert replayed.pop("equals_projection") is True
    assert desk.ask("show", "t1")["trajectories"] == [replayed]
    assert "equal to what the database shows" in text(desk, "replay", "t1")


@pytest.mark.parametrize("clock", [("--as-of", "2018-01-25"), ("--known-at", "2018-02-04T12:00")])
def test_replay_on_both_clocks_is_what_show_gives(desk: Desk, clock: tuple[str, str]):
    shown, replayed = desk.ask("show", "t1", *clock), desk.ask("replay", "t1", *clock)
    assert shown["moment"] == replayed.pop("moment")
    assert shown["trajectories"] == [replayed]


def test_a_projection_that_differs_from_the_history_is_told_with_eight(desk: Desk):
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("UPDATE trajectory SET state = replace(state, 'coaching', 'caching') WHERE id = 't1'")

    ran = desk.run("replay", "t1", "--json")

    assert (8, False) == (ran.code, ran.json["equals_projection"])
    assert "traject rebuild" in desk.run("replay", "t1").out


# due


def test_due_gives_scripts_what_they_rely_on(desk: Desk):
    rows = desk.ask("due", "--within", "3 months")

    for row in rows:
        assert {"deadline", "trajectory", "subject", "rule", "due_on", "status", "next_reminder_on"} <= set(row)
    dated = [row for row in rows if row["due_on"]]
    assert ["t1/coaching_einde#5"] == [row["deadline"] for row in dated]
    assert {"unknown"} == {row["status"] for row in rows if row not in dated}
    assert dated == sorted(dated, key=lambda row: str(row["due_on"]))


def test_due_looks_sixty_days_ahead_and_always_shows_what_is_overdue(desk: Desk):
    assert [] == [row for row in desk.ask("due") if row["due_on"]]
    assert ["open"] == [row["status"] for row in desk.ask("due", "--within", "69 days") if row["due_on"]]

    desk.on("2018-04-23")

    assert ["overdue"] == [row["status"] for row in desk.ask("due", "--within", "0 days") if row["due_on"]]
    assert "1 day overdue" in text(desk, "due")


def test_due_may_be_kept_to_a_place_or_a_coordinator(desk: Desk):
    assert [] == desk.ask("due", "--municipality", "leiden")
    with_cora = desk.ask("due", "--within", "1 year", "--coordinator", "Cora")
    assert "t1" in {row["trajectory"] for row in with_cora}
    assert [] == desk.ask("due", "--within", "1 year", "--coordinator", "Thea")
    assert 5 == desk.run("due", "--municipality", "westlandia").code
    assert 5 == desk.run("due", "--coordinator", "Nobody").code
    assert 2 == desk.run("due", "--within", "soon").code
    assert 2 == desk.run("due", "--within", "9000 years").code


def test_lists_are_of_anyone_and_say_whose_they_are(desk: Desk):
    for command in ("due", "caseload", "digest"):
        assert 0 == desk.run(command, "--mine").code
        assert 5 == desk.run(command, "--of", "Nobody").code
        assert 2 == desk.run(command, "--of", "Cora", "--mine").code
        page = text(desk, command, "--of", "Otto")
        assert "o open case was given to Otto" in page or "Aan u is geen lopende zaak toegewezen" in page
    assert [] == desk.ask("due", "--of", "Otto")
    assert "No open case was given to Otto." == desk.run("due", "--of", "Otto", "--json").err.strip()
    assert "open cases of Cora; nothing ends within 0 days." in text(desk, "due", "--mine", "--within", "0 days")


def test_a_household_marks_what_is_overdue_of_its_members_then_what_comes_next(desk: Desk):
    desk.on("2019-01-07")
    page = text(desk, "show", "H-1")

    of_members = page[page.index("Of the members") :]
    assert "overdue" in of_members


# board


def test_the_board_counts_who_stands_where(desk: Desk):
    board = desk.ask("board")

    assert {"stages", "mb_months", "started", "taken_over"} == set(board)
    assert {"coaching_vestiging": 1} == board["stages"]["vestiging"]
    assert {"bewaken": 2} == board["stages"]["verblijf"]
    assert {"9": 0, "15": 0, "21": 0} == board["mb_months"]
    assert {} == desk.ask("board", "--municipality", "leiden")["stages"]


def test_the_board_has_the_stages_side_by_side_in_the_order_of_the_definition(desk: Desk):
    page = text(desk, "board")

    assert page.index("Match") < page.index("Viewing") < page.index("Lease") < page.index("Housing")
    assert "Warm handover" not in page  # nobody stays in a final stage


# history


def test_history_gives_scripts_what_they_rely_on(desk: Desk):
    events = desk.ask("history", "t1")

    for event in events:
        assert {
            "stream",
            "version",
            "type",
            "occurred_on",
            "recorded_at",
            "actor",
            "data",
            "definition",
            "hash",
        } <= set(event)
    own = [event["version"] for event in events if event["stream"] == "t1"]
    assert list(range(1, len(own) + 1)) == own
    assert ["t4/said"] == [event["stream"] for event in desk.ask("history", "t4") if event["type"] == "ReminderSent"]


def test_history_is_told_in_plain_words_with_its_reasons(desk: Desk):
    page = text(desk, "history", "t1")

    assert "opened: Match, vestiging westland-2018" in page
    assert "stage move: Match → Housing, start_coaching" in page
    assert "task done: Register with a GP [C-1]" in page
    assert "corrected: version 4 (Lease signed on): now 2018-01-22 (reason: the draft bore another day)" in page
    assert "note: Keys were handed over." in page
    assert "recorded 2018-02-05 10:00 by Cora" in page
    assert "said 1" in text(desk, "history", "t4")


def test_a_value_that_was_erased_reads_erased(desk: Desk):
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("DELETE FROM private WHERE field IN ('note', 'reason')")

    assert "note: erased" in text(desk, "history", "t1")
    assert "(reason: erased)" in text(desk, "history", "t1")


def test_history_is_cut_on_both_clocks(desk: Desk):
    whole = desk.ask("history", "t1")

    happened = [each["version"] for each in whole if each["occurred_on"] <= "2018-01-25"]
    of_that_day = desk.ask("history", "t1", "--as-of", "2018-01-25")
    assert [*happened, 8] == [each["version"] for each in of_that_day]  # 8 corrects 4, which is of before that day

    known = desk.ask("history", "t1", "--known-at", "2018-02-04")
    assert [each["hash"] for each in whole if each["recorded_at"] < "2018-02-04T23"] == [each["hash"] for each in known]
    assert ([8], []) == tuple(line_of(lines, 4)["replaced_by"] for lines in (whole, known))


def line_of(lines: list[dict[str, Any]], version: int) -> dict[str, Any]:
    return next(each for each in lines if (each["stream"], each["version"]) == ("t1", version))


# why


def test_why_gives_scripts_what_they_rely_on(desk: Desk):
    answer = desk.ask("why", "t1/coaching_einde#5")

    assert {"rule", "variant", "source", "certainty", "anchor", "steps", "rungs"} <= set(answer)
    assert ("coaching_einde", "M1", "westland-2018") == (answer["rule"], answer["register"], answer["variant"])
    assert "2018-01-22" == answer["anchor"]["on"]
    assert ["2018-01-22", "2018-04-22", "2018-04-22"] == [step[:10] for step in answer["steps"]]
    assert {"planned"} == {rung["state"] for rung in answer["rungs"]}


def test_the_occurrence_may_be_left_out(desk: Desk):
    assert desk.ask("why", "t1/coaching_einde#5") == desk.ask("why", "t1/coaching_einde")


def test_why_tells_of_a_question_whom_it_was_asked(desk: Desk):
    page = text(desk, "why", "t4/nareis_aanvragen")

    assert "due not known yet" in page
    assert "waits for vergunning_verleend_op" in page
    assert "said to Cora (coordinator) t4/nareis_aanvragen#0/ask.2" in page
    assert "folded into another message to Cora" in page  # ask.0 and ask.1, as nobody ticked in time


def test_a_reminder_that_was_said_keeps_its_receipt(desk: Desk):
    answer = desk.ask("why", "t4/nareis_aanvragen#0/ask.2")

    assert ("t4/nareis_aanvragen#0", ["vergunning_verleend_op"]) == (answer["deadline"], answer["missing"])


def test_why_of_an_erased_birth_date_says_so(desk: Desk):
    desk.on("2024-01-08")
    desk.ask("client", "add", "--ref", "K1", "--born", "2006-02-01")
    key = desk.ask("open", "amv_achttien", "K1", "--municipality", "any")["trajectory"]
    desk.ask("scheduler", "tick")
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("DELETE FROM private WHERE field IN ('born', 'due_on', 'receipt')")

    ran = desk.run("why", f"{key}/achttiende_verjaardag#2")

    assert 5 == ran.code
    assert "erased" in ran.err
    assert "2024-02-01" not in ran.err


@pytest.mark.parametrize("asked", ["t1", "t1/nothing", "t1/coaching_einde#77", "t1/coaching_einde#5/never.0", "x/y"])
def test_why_of_what_is_not_there_names_what_is(desk: Desk, asked: str):
    assert 5 == desk.run("why", asked).code


# on paper


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize(
    "words",
    [
        ["show", "t1"],
        ["show", "H-1"],
        ["show", "t4"],
        ["replay", "t1"],
        ["due", "--within", "5 years"],
        ["caseload", "Cora"],
        ["board"],
        ["history", "t1"],
        ["history", "t4"],
        ["why", "t1/coaching_einde"],
        ["scheduler", "ledger"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_runs_over_the_edge_or_is_cut(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, width: int, words: list[str], lang: str
):
    monkeypatch.setenv("COLUMNS", str(width))

    page = lines(desk, *words, "--lang", lang)

    assert [] == [line for line in page if len(line) > width]
    assert [] == [line for line in page if "…" in line or line.endswith(" ")]


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_an_id_stays_whole_however_narrow_the_screen(desk: Desk, monkeypatch: pytest.MonkeyPatch, width: str):
    monkeypatch.setenv("COLUMNS", width)
    page = lines(desk, "due", "--within", "5 years")

    for row in desk.ask("due", "--within", "5 years"):
        assert any(row["deadline"] in line.split() for line in page), row["deadline"]


def test_colours_are_for_terminals(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    assert "\x1b[" not in desk.run("show", "t1").out

    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in desk.run("show", "t1").out

    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in desk.run("show", "t1").out


def test_dutch_is_spoken_where_asked_for(desk: Desk):
    page = text(desk, "show", "t1", "--lang", "nl")

    assert "Weg tot nu toe" in page
    assert "‘Inschrijven huisarts’ [C-2] is nog niet gedaan" in page
    assert "End of" not in page


# refusals


def test_a_refusal_says_what_is_missing_and_what_is_possible_on_stderr(desk: Desk):
    ran = desk.run("advance", "t4", "dien_aanvraag_in")

    assert (4, "") == (ran.code, ran.out)
    refused = desk.run("advance", "t1", "start_begeleiding")
    assert "'start_begeleiding' is not possible yet from 'Housing'." in refused.err.splitlines()
    assert "What is missing:" in refused.err
    assert "  •  ‘Guidance in months’ is not recorded yet" in refused.err.splitlines()
    assert all(len(line) <= 80 for line in refused.err.splitlines())


def test_what_could_be_done_instead_is_named(desk: Desk):
    ran = desk.run("advance", "t2", "start_begeleiding")

    assert "What is possible now:" in ran.err
    assert "vraag_verlenging_aan" in ran.err


def test_a_refusal_as_json_is_one_document(desk: Desk):
    ran = desk.run("show", "t99", "--json")

    assert {"code", "message", "missing", "possible"} == set(ran.error)
    assert "" == ran.err


def test_who_is_not_on_the_staff_reads_nothing(desk: Desk):
    desk.who = "Stranger"

    for words in (["show", "t1"], ["due"], ["board"], ["history", "t1"], ["replay", "t1"], ["why", "t1/x"]):
        assert 5 == desk.run(*words).code
