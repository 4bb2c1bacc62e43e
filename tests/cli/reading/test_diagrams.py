"""`traject show --diagram`: one client's road drawn in the terminal, and on the diagram of the workflow."""

import pytest

from tests.stories.desk import Desk, a_desk


def a_household(desk: Desk) -> None:
    """t1 vestiging of H-1: a first dwelling refused, coaching from 19 February 2018 until 19 May.

    t2 and t3 verblijf of C-1 and C-2, of which t3 ends; t4 gezinshereniging and t5 inburgering of C-1.
    """
    desk.on("2018-01-08")  # Monday
    desk.ask("client", "add", "--ref", "C-1", "--name", "Amina Voorbeeld", "--born", "1990-01-01")
    desk.ask("client", "add", "--ref", "C-2", "--name", "Bilal Voorbeeld", "--born", "2016-01-01")
    desk.ask("household", "add", "--ref", "H-1", "--member", "C-1", "--member", "C-2")
    desk.ask("open", "vestiging", "H-1", "--municipality", "westland")
    desk.on("2018-01-15").advance("t1", "plan_bezichtiging")
    desk.on("2018-01-17").advance("t1", "weiger_woning")
    desk.on("2018-02-05").advance("t1", "plan_bezichtiging")
    desk.on("2018-02-12").advance("t1", "accepteer_woning")
    desk.on("2018-02-19").advance("t1", "start_coaching", "--fact", "huurcontract_op=2018-02-19")
    desk.ask("fact", "set", "t2", "geldig_tot", "2022-10-18")
    desk.on("2018-03-05").ask("close", "t3", "--outcome", "verhuisd")


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("COLUMNS", "100")
    made = a_desk(request, a_household)
    made.now = ""
    return made


def drawn(desk: Desk, *words: str) -> list[str]:
    ran = desk.run("show", *words)
    assert 0 == ran.code, ran
    return ran.out.splitlines()


def line_of(lines: list[str], start: str) -> str:
    return next(line for line in lines if line.strip().startswith(start))


def test_each_stay_has_a_bar_with_its_days(desk: Desk):
    lines = drawn(desk, "t1", "--diagram")

    stays = [line for line in lines if "▒" in line or "█" in line]
    assert ["Match", "Viewing", "Match", "Viewing", "Lease", "Housing"] == [line.split()[0] for line in stays]
    assert stays[0].endswith("2018-01-08 – 2018-01-15")
    assert stays[-1].endswith("since 2018-02-19")
    assert "█" in stays[-1]
    assert "█" not in "".join(stays[:-1])
    begins = [min(line.find(sign) for sign in "▒█" if sign in line) for line in stays]
    assert begins == sorted(begins), "the road goes from left to right"


def test_today_is_marked_and_a_deadline_ahead_lies_beyond_it(desk: Desk):
    lines = drawn(desk, "t1", "--diagram")

    today = next(line for line in lines if "▼ today 2018-03-05" in line).index("▼")
    assert "┼" == next(line for line in lines if "┼" in line)[today]
    housing = line_of(lines, "End of housing")
    assert housing.index("◆") > today
    assert housing.endswith("2018-05-19 2 months left")


def test_overdue_is_told_by_a_sign_and_in_words(desk: Desk):
    desk.now = "2018-06-04T10:00"
    lines = drawn(desk, "t1", "--diagram")

    housing = line_of(lines, "End of housing")
    assert "✗╌" in housing
    assert housing.endswith("2018-05-19 2 weeks overdue")
    today = next(line for line in lines if "▼" in line).index("▼")
    assert housing.index("✗") < today == housing.rindex("╌")
    assert any("✗ overdue" in line for line in lines)


def test_suspended_is_told_by_a_sign_and_in_words(desk: Desk):
    desk.now = "2018-04-03T10:00"
    deadline = next(
        each["deadline"]
        for each in desk.ask("show", "t1")["trajectories"][0]["deadlines"]
        if each["rule"] == "coaching_einde"
    )
    desk.ask("suspend", deadline, "--ground", "waits for the landlord")
    desk.now = "2018-06-04T10:00"

    housing = line_of(drawn(desk, "t1", "--diagram"), "End of housing")
    assert "‖" in housing
    assert "✗" not in housing
    assert "suspended since 2018-04-03" in housing


def test_what_is_possible_next_and_what_is_not_known_stand_beneath(desk: Desk):
    lines = drawn(desk, "t2", "--diagram")

    assert line_of(lines, "vraag_verlenging_aan").endswith("→ Renewal requested")
    assert any("Not known yet" in line for line in drawn(desk, "t5", "--diagram"))
    assert any("nothing yet; 'traject show t1' says why" in line for line in drawn(desk, "t1", "--diagram"))


def test_a_term_years_ahead_is_shown_at_the_edge(desk: Desk):
    """So that the stages keep their room; its day is told in words."""
    expires = line_of(drawn(desk, "t2", "--diagram"), "Permit expires")

    assert "»" in expires
    assert "2022-10-18" in expires


def test_a_closed_one_ends_where_it_ended(desk: Desk):
    lines = drawn(desk, "t3", "--diagram")

    assert any(line.endswith("closed 2018-03-05, Moved away") for line in lines)
    assert not [line for line in lines if "today" in line or "Possible" in line or "█" in line]
    assert line_of(lines, "Watch").endswith("2018-01-08 – 2018-03-05")


def test_of_a_household_all_stand_one_below_the_other(desk: Desk):
    """The open ones first."""
    titles = [line.split()[0] for line in drawn(desk, "H-1", "--diagram") if line.endswith("─") and " · " in line]

    assert ["t1", "t2", "t4", "t5", "t3"] == titles


def test_an_earlier_day_is_drawn_as_it_was(desk: Desk):
    lines = drawn(desk, "t1", "--diagram", "--as-of", "2018-02-06")

    assert any("today 2018-02-06" in line for line in lines)
    assert line_of(lines[4:], "Viewing")
    assert not [line for line in lines if line.strip().startswith(("Lease", "Housing"))]
    assert next(line for line in lines if "█" in line).endswith("since 2018-02-05")


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_the_width_of_the_terminal_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch, width: int):
    monkeypatch.setenv("COLUMNS", str(width))
    desk.now = "2018-06-04T10:00"

    for key in ("t1", "t2", "t3"):
        too_wide = [line for line in drawn(desk, key, "--diagram") if len(line) > width]
        assert [] == too_wide
    assert any("2018-02-19" in line for line in drawn(desk, "t1", "--diagram"))


def test_a_long_history_has_one_row_for_each_stage(desk: Desk):
    for month in range(1, 13):
        desk.on(f"2019-{month:02d}-04").advance("t2", "vraag_verlenging_aan")
        desk.on(f"2019-{month:02d}-18").advance("t2", "leg_besluit_vast")
        desk.tasks("t2", "geldig_tot_noteren")
        desk.advance("t2", "bewaak_opnieuw")

    lines = drawn(desk, "t2", "--diagram")
    stays = [line for line in lines if "▒" in line or "█" in line]
    assert 3 == len(stays)
    assert line_of(stays, "Renewal requested").endswith("12 times, last 2019-12-04")


def test_dutch_is_spoken_too(desk: Desk):
    lines = drawn(desk, "t1", "--diagram", "--lang", "nl")

    assert any("vandaag 2018-03-05" in line for line in lines)
    assert line_of(lines, "Huisvesting").endswith("sinds 2018-02-19")
    assert line_of(lines, "Einde huisvesting").endswith("2018-05-19 nog 2 maanden")


def test_scripts_get_the_days(desk: Desk):
    [told] = desk.ask("show", "t1", "--diagram")["diagrams"]

    assert ("t1", "2018-03-05", None) == (told["trajectory"], told["today"], told["closed_on"])
    assert ("coaching_vestiging", "2018-02-19", None) == tuple(
        told["stages"][-1][name] for name in ("stage", "from", "until")
    )
    assert "coaching_einde" in " ".join(each["deadline"] for each in told["deadlines"])


def test_the_diagram_bears_the_road_and_what_is_possible(desk: Desk):
    text = "\n".join(drawn(desk, "t1", "--diagram", "mermaid"))
    [as_data] = desk.ask("show", "t1", "--diagram", "mermaid")["diagrams"]

    assert as_data["text"].strip() == text.strip()
    for words in ("Housing", "2018", "Viewing"):
        assert words in text
    assert "Amina" not in text
    assert drawn(desk, "t1", "--diagram", "dot")[0].startswith("digraph")


def test_several_diagrams_say_whose_each_is(desk: Desk):
    lines = drawn(desk, "H-1", "--diagram", "mermaid")

    assert [f"%% t{number}" for number in range(1, 6)] == [line for line in lines if line.startswith("%%")]
