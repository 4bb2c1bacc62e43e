"""A dossier that waits, is opened again and goes on elsewhere, through the real database."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from tests.documents import a_document
from trajectories.audit import verify
from trajectories.history.replay import replay
from trajectories.history.state_text import state_text
from trajectories.repository.tables import PROJECTIONS
from trajectories.views.board import board_view
from trajectories.views.due import due_rows
from trajectories.views.trajectory import trajectory_view
from trajectories.views.whose import Whose
from workflows.errors import Refused, StepRefused

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
MON_15 = date(2024, 1, 15)
WED_17 = date(2024, 1, 17)
MON_22 = date(2024, 1, 22)
MON_29 = date(2024, 1, 29)


@pytest.fixture
def dossier(desk: Desk) -> Desk:
    """t1: the proefdossier of A-1, a mother with a son of twelve, opened on Monday 8 January 2024."""
    mother = desk.client("A-1", "1990-05-31")
    desk.household("H-1", mother, desk.client("A-2", "2011-06-01"))
    desk.open("proefdossier", "p1")
    return desk


@pytest.fixture
def closed(dossier: Desk) -> Desk:
    """Closed on Monday 15 January, with everyone looking at it a week later."""
    dossier.clock.noon(MON_22)
    dossier.advance("t1", "rond_af", MON_15)
    return dossier


def shown(desk: Desk, key: str = "t1") -> dict[str, Any]:
    with desk.read() as uow:
        view = trajectory_view(uow, desk.app.dossiers.load(uow, key), desk.actor, desk.by.today, "en")
    return a_document(view)


def statuses(desk: Desk, key: str = "t1") -> dict[str, str]:
    return {each["rule"]: each["status"] for each in shown(desk, key)["deadlines"]}


def is_whole(desk: Desk) -> bool:
    """Replay, rebuild and the audit all come to what is stored."""
    before = desk.dump(*PROJECTIONS)
    desk.rebuild()
    with desk.read() as uow:
        rows = desk.rows("select id, state from trajectory")
        replayed = [(key, state_text(replay(key, uow.history(key)))) for key, _ in rows]
        return before == desk.dump(*PROJECTIONS) and rows == replayed and not verify.verify(uow).problems


# opened again


def test_a_step_out_of_a_final_stage_opens_it_again(closed):
    """It is shown as possible, and then the trajectory is open, with what ended before still ended."""
    assert ([{"trigger": "heropen", "to": "juridisch", "label": "heropen"}], []) == (
        shown(closed)["possible"],
        shown(closed)["blocked"],
    )

    now = closed.advance("t1", "heropen").trajectory

    assert (None, "", "juridisch") == (now.closed_on, now.outcome, now.stage)
    expected = {"behandelen": "met", "ronde": "lapsed", "antwoord": "open", "niets_gepland": "open"}
    assert expected == statuses(closed), "the answer has no reminders, so it is asked how it stands"
    assert is_whole(closed)


def test_voiding_the_reopening_closes_it_again(closed):
    """As it was: closed on its own day, with its own outcome."""
    before = shown(closed)
    version = closed.advance("t1", "heropen").recorded[-1].version

    closed.correct("t1", version, void=True)

    after = shown(closed)
    assert (False, True) == (before["version"] == after["version"], before["closed"])
    assert {**before, "version": 0} == {**after, "version": 0}
    assert is_whole(closed)


def test_only_the_last_step_can_be_voided_so_the_closing_stays_while_it_is_open_again(closed):
    """First the reopening."""
    closing = closed.dossier("t1").trajectory.path[-1].version
    closed.advance("t1", "heropen")

    with pytest.raises(Refused, match="only the last stage move"):
        closed.correct("t1", closing, void=True)


def test_a_reopening_cannot_be_dated_before_the_closing(closed):
    """Neither at once nor by a correction."""
    with pytest.raises(Refused, match="before the last stage move"):
        closed.advance("t1", "heropen", WED_10)
    version = closed.advance("t1", "heropen").recorded[-1].version
    with pytest.raises(StepRefused):
        closed.correct("t1", version, on=WED_10)


def test_who_left_by_closing_is_not_opened_again(dossier):
    """No final stage was reached, so no step leads out of it."""
    dossier.close("t1", "gestopt")

    assert [] == shown(dossier)["possible"]
    with pytest.raises(StepRefused, match="was closed"):
        dossier.advance("t1", "heropen")


def test_another_one_that_is_open_stands_in_the_way(closed):
    """A subject has one open trajectory of a kind; what was closed says which one."""
    other = closed.open("proefdossier", "p1")

    assert [] == shown(closed)["possible"]
    assert [("trajectory", other)] == [
        (each["kind"], each["name"]) for way in shown(closed)["blocked"] for each in way["because"]
    ]
    with pytest.raises(Refused, match=f"open proefdossier already: {other}"):
        closed.advance("t1", "heropen")


def test_any_other_command_on_a_closed_trajectory_says_what_opens_it(closed):
    """With the step that does."""
    with pytest.raises(StepRefused, match="heropen opens it again"):
        closed.task("t1", "ronde")


def test_who_came_and_went_while_it_was_closed_is_known_when_it_opens(closed):
    """The son left, a daughter of eight came: the task of the stage is hers, and she can do it."""
    closed.depart("h1", "p2")
    daughter = closed.client("A-3", "2015-06-01")
    closed.join("h1", daughter)
    assert ["p1", "p2"] == sorted(closed.dossier("t1").trajectory.members)

    done = closed.advance("t1", "heropen")

    assert ["p1", daughter] == sorted(done.trajectory.members)
    assert [("school", "A-3")] == [(each["task"], each["member"]) for each in shown(closed)["open_tasks"]]
    closed.task("t1", "school", member=daughter)
    assert is_whole(closed)


def test_a_second_life_ends_like_the_first(closed):
    """Reopened, answered, closed: the term of the second life is met, the first is as it was."""
    closed.advance("t1", "heropen")
    closed.clock.noon(MON_29)
    closed.advance("t1", "rond_af")

    assert {"behandelen": "met", "ronde": "lapsed", "antwoord": "met"} == statuses(closed)
    assert shown(closed)["closed"]
    assert is_whole(closed)


# standing still


def test_a_term_stands_still_in_a_stage_and_says_so(dossier):
    """Waiting from Wednesday 10 until Wednesday 17: six days more; while it lasts it is suspended, in `due` too."""
    dossier.clock.noon(MON_15)
    first_due_on = shown(dossier)["deadlines"][0]["due_on"]
    dossier.advance("t1", "wacht", WED_10)

    with dossier.read() as uow:
        rows = due_rows(uow, Whose(), date(2024, 6, 3), date(2024, 12, 31), "en")
    due = {each.rule: each.status for each in rows}
    assert ("suspended", "overdue") == (due["behandelen"], due["ronde"])
    with pytest.raises(Refused, match="because of the stage"):
        dossier.resume("t1", "behandelen")

    dossier.clock.noon(WED_17)
    dossier.advance("t1", "verder")
    assert ("2024-03-04", "2024-03-10") == (first_due_on, shown(dossier)["deadlines"][0]["due_on"])
    assert is_whole(dossier)


# staying away, coming round, being assigned


def test_staying_away_starts_a_term_that_coming_ends(dossier):
    """Invite again within a week; the absence stands beside what was done."""
    dossier.clock.noon(WED_10)
    dossier.missed("t1", "gesprek")
    dossier.missed("t1", "gesprek", MON_8)

    task = shown(dossier)["open_tasks"][0]
    assert ("gesprek", 2, "2024-01-10") == (task["task"], task["missed"], task["last_missed_on"])
    assert "2024-01-17" == next(each["due_on"] for each in shown(dossier)["deadlines"] if each["rule"] == "uitnodigen")
    dossier.clock.noon(MON_15)
    dossier.task("t1", "gesprek")
    assert "met" == statuses(dossier)["uitnodigen"]
    assert is_whole(dossier)


def test_an_absence_that_was_none_is_voided_or_gets_another_day(dossier):
    """And what hung on it goes along."""
    dossier.clock.noon(MON_15)
    version = dossier.missed("t1", "gesprek", WED_10).recorded[0].version

    dossier.correct("t1", version, on=MON_8)
    assert [MON_8] == [each.on for each in dossier.dossier("t1").trajectory.absences["gesprek"]]
    dossier.correct("t1", version, void=True)
    assert "uitnodigen" not in statuses(dossier)
    assert is_whole(dossier)


def test_nobody_misses_what_was_not_asked_or_is_done(dossier):
    """Judged on the day that someone is said to have stayed away."""
    dossier.clock.noon(MON_15)
    dossier.task("t1", "gesprek", WED_10, amount=2)

    dossier.missed("t1", "gesprek", MON_8)
    with pytest.raises(Refused, match="done already on 2024-01-15"):
        dossier.missed("t1", "gesprek")
    with pytest.raises(Refused, match="was not asked for"):
        dossier.missed("t1", "school", member="p2")


def test_a_task_that_comes_round_is_done_again_and_again(dossier):
    """Each time the term begins anew; it is never in the way, and shown with its last day."""
    for day in (WED_10, MON_15):
        dossier.clock.noon(day)
        dossier.task("t1", "ronde")

    found = shown(dossier)
    assert ["gesprek"] == [each["task"] for each in found["open_tasks"]]
    assert [("ronde", 2, "2024-01-15")] == [
        (each["task"], each["times"], each["last_on"]) for each in found["repeating_tasks"]
    ]
    assert "2024-02-15" == next(each["due_on"] for each in found["deadlines"] if each["rule"] == "ronde")
    assert is_whole(dossier)


def test_a_term_from_a_person_begins_anew_with_the_next(dossier):
    """Nobody: no term. Another volunteer: another term, from the day of that one."""
    one, other = dossier.colleague("Vera", "volunteer"), dossier.colleague("Wim", "volunteer")
    assert "koppeling" not in statuses(dossier)
    dossier.assign("t1", one, "volunteer")
    first = next(each for each in shown(dossier)["deadlines"] if each["rule"] == "koppeling")
    dossier.clock.noon(MON_15)
    dossier.assign("t1", other, "volunteer")
    second = next(each for each in shown(dossier)["deadlines"] if each["rule"] == "koppeling")
    dossier.assign("t1", "", "volunteer")

    assert ("2024-07-08", "2024-07-15") == (first["due_on"], second["due_on"])
    assert first["deadline"] != second["deadline"]
    assert "koppeling" not in statuses(dossier)
    assert is_whole(dossier)


# going on elsewhere


@pytest.fixture
def flowing(dossier: Desk) -> Desk:
    """A volunteer was found, which the way on asks."""
    dossier.assign("t1", dossier.colleague("Vera", "volunteer"), "volunteer")
    return dossier


def test_a_step_that_asks_for_someone_says_who_and_how(dossier):
    """No volunteer yet."""
    with pytest.raises(StepRefused) as caught:
        dossier.advance("t1", "stroom_door")

    [reason] = caught.value.missing
    assert ("assigned", "volunteer") == (reason.kind, reason.name)
    assert "traject assign … --as volunteer" in reason.text.en


def test_what_goes_on_elsewhere_is_counted_once(flowing):
    """The other one knows where it comes from, and this one where it went."""
    flowing.advance("t1", "stroom_door")

    assert ("t1", []) == (shown(flowing, "t2")["continues"], shown(flowing, "t2")["continued_by"])
    assert (None, ["t2"]) == (shown(flowing)["continues"], shown(flowing)["continued_by"])
    with flowing.read() as uow:
        board = a_document(board_view(uow))
    assert {"proefdossier": 1} == board["started"]
    assert {"proefvervolg": {"begin": 1}} == board["stages"]
    assert is_whole(flowing)


def test_where_the_other_one_runs_already_a_person_sees_to_it(flowing):
    """It is not opened twice, and both are counted."""
    flowing.open("proefvervolg", "p1")

    done = flowing.advance("t1", "stroom_door")

    assert ([], ["proefvervolg runs already (t2)"]) == (done.started, [each.en.split(",")[0] for each in done.notices])
    assert [{"workflow": "proefvervolg", "what": "t2", "problem": "runs"}] == shown(flowing)["loose_ends"]
    assert (None, []) == (shown(flowing, "t2")["continues"], shown(flowing)["continued_by"])


def test_it_goes_on_again_after_a_second_life(flowing):
    """The first continuation had ended; nobody is left without one."""
    flowing.advance("t1", "stroom_door")
    flowing.advance("t2", "rond_af")
    flowing.advance("t1", "heropen")

    flowing.advance("t1", "stroom_door")

    assert ["t2", "t3"] == shown(flowing)["continued_by"]
    assert is_whole(flowing)


# a programme that takes no new clients


def test_what_takes_no_new_clients_any_more_is_not_opened_and_the_last_day_is_named(dossier):
    """It is Monday 8 January 2024; it took clients in 2023."""
    with pytest.raises(Refused) as caught:
        dossier.open("proefdicht", "p1")

    assert "proefdicht neemt na 2023-12-31 geen nieuwe cliënten meer aan" == caught.value.words.nl
    assert "proefdicht takes no new clients any more after 2023-12-31" == caught.value.words.en
    assert [("t1",)] == [tuple(row) for row in dossier.rows("select id from trajectory")]


def test_a_step_that_starts_what_takes_no_new_clients_is_taken_and_says_what_is_left_to_do(dossier):
    dossier.open("proefpoort", "p1")

    done = dossier.advance("t2", "rond_af")

    assert ([], "einde") == (done.started, done.trajectory.stage)
    [notice] = done.notices
    assert "proefdicht takes no new clients on this day, so it was not opened; see what is needed instead" == notice.en
    assert [{"workflow": "proefdicht", "what": "", "problem": "shut"}] == shown(dossier, "t2")["loose_ends"]
    assert is_whole(dossier)
