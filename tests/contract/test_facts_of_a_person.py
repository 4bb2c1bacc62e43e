"""A person's legal facts are one: recorded once, held in everything that is followed for them."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.history import events as ev
from trajectories.people.legal_facts import facts_of
from trajectories.people.questions import open_questions
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes
from trajectories.service.recording import Done
from trajectories.service.settling import settle
from workflows.errors import NotFound, Refused, StepRefused, UsageError

MON_15_JUNE = date(2026, 6, 15)
WED_1_JULY = date(2026, 7, 1)
MON_6_JULY = date(2026, 7, 6)


@pytest.fixture
def clock(clock):
    """Monday 6 July 2026."""
    clock.noon(MON_6_JULY)
    return clock


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A1 has a permit (t1) and a family that may come (t2)."""
    desk.client("A1", "1990-05-01", "Amal Haddad")
    desk.open("verblijf", "p1")
    desk.open("gezinshereniging", "p1")
    return desk


def values(desk: Desk, key: str, name: str) -> list[tuple[Any, str]]:
    """What holds, with its days, from the earliest on."""
    return [(each.value, str(each.on)) for each in desk.dossier(key).trajectory.facts.get(name, ())]


def standing(desk: Desk, key: str, rule: str) -> str:
    return next((each.standing for each in desk.dossier(key).deadlines if each.name == rule), "absent")


def of_client(desk: Desk, name: str, value: Any, on: date | None = None, person: str = "p1") -> dict[str, Done]:
    with desk.write() as uow:
        found: dict[str, Done] = desk.casework.set_person_fact(uow, person, name, value, on or desk.by.today, desk.by)
        return found


def mend(desk: Desk, ref: str, **what: Any) -> dict[str, Done]:
    with desk.write() as uow:
        command = ask.Correct(int(ref.partition("@")[2]), **what)
        found: dict[str, Done] = desk.casework.correct_person_fact(uow, ref, command, desk.by, "typefout")
        return found


def known(desk: Desk, person: str = "p1") -> list[tuple[str, Any, str]]:
    with desk.read() as uow:
        return [(each.name, each.value, str(each.on)) for each in facts_of(uow, person)]


# recording


def test_what_takes_a_term_away_in_one_place_opens_the_appeal_in_the_other(desk: Desk):
    """Subsidiary protection only: no three months for the family, and an appeal against the status. It was recorded
    with the family, and the permit knew nothing: nothing at all was left.
    """
    desk.fact("t2", "vergunning_verleend_op", "2026-07-01")
    desk.fact("t1", "vergunning_bekend_op", "2026-07-03")
    assert ("running", "running") == (standing(desk, "t2", "nareis_aanvragen"), standing(desk, "t1", "beroep_status"))

    desk.fact("t2", "alleen_subsidiair", "yes")

    assert ("absent", "running") == (standing(desk, "t2", "nareis_aanvragen"), standing(desk, "t1", "beroep_status"))


def test_whoever_records_it_is_told_where_else_it_was_written(desk: Desk):
    done = desk.fact("t2", "alleen_subsidiair", "yes")

    [notice] = done.notices
    assert "t1 (verblijf)" in notice.en
    assert "t1 (verblijf)" in notice.nl
    assert "t2" == done.trajectory.id


def test_each_copy_names_what_it_is_a_copy_of(desk: Desk):
    desk.fact("t2", "alleen_subsidiair", "yes")

    copies = [desk.dossier(key).history[-1].event for key in ("t1", "t2")]

    assert [ev.FactSet("alleen_subsidiair", True, "p1@2")] * 2 == copies
    assert [("alleen_subsidiair", True, "2026-07-06")] == known(desk)


def test_a_trajectory_that_does_not_read_it_has_no_copy(desk: Desk):
    desk.fact("t1", "vergunning_bekend_op", "2026-07-03", on=date(2026, 7, 3))

    assert [("2026-07-03", "2026-07-03")] == values(desk, "t1", "vergunning_bekend_op")
    assert [] == values(desk, "t2", "vergunning_bekend_op")


def test_it_can_be_recorded_with_the_client_also_before_anything_runs(desk: Desk):
    desk.client("A2", "1991-01-01")
    assert {} == of_client(desk, "inburgeringsplichtig_op", "2026-07-01", person="p2")

    key = desk.open("inburgering", "p2")

    assert [("2026-07-01", "2026-07-06")] == values(desk, key, "inburgeringsplichtig_op")


def test_another_person_has_nothing_of_it(desk: Desk):
    desk.client("A2", "1991-01-01")
    key = desk.open("verblijf", "p2")

    desk.fact("t2", "alleen_subsidiair", "yes")

    assert [] == values(desk, key, "alleen_subsidiair")


def test_a_fact_given_with_a_step_is_the_persons_too(desk: Desk):
    desk.advance("t2", "rond_intake_af", aanvragen=True, alleen_subsidiair=True)

    assert "voorbereiding" == desk.dossier("t2").trajectory.stage
    assert [(True, "2026-07-06")] == values(desk, "t1", "alleen_subsidiair")
    assert [] == [each for each in known(desk) if each[0] == "aanvragen"]


def test_a_step_that_is_refused_records_nothing_of_the_person(desk: Desk):
    with pytest.raises(StepRefused):
        desk.advance("t2", "rond_intake_af", alleen_subsidiair=True)

    assert [] == known(desk)


def test_text_stays_apart_from_the_history(desk: Desk):
    of_client(desk, "verblijfsstatus", "regulier")

    [(_, kept, _)] = known(desk)

    with desk.read() as uow:
        assert {"regulier"} == set(uow.private(kept["private"]).values())
        assert not desk.rows("SELECT 1 FROM event WHERE data LIKE '%regulier%'")


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("alleen_subsidair", "yes", NotFound),
        ("alleen_subsidiair", "misschien", UsageError),
        ("vergunning_verleend_op", "2027-01-01", Refused),
        ("vergunning_verleend_op", "1980-01-01", Refused),
    ],
)
def test_what_cannot_be_is_refused_with_the_client_as_in_a_trajectory(
    desk: Desk, name: str, value: str, error: type[Exception]
):
    with pytest.raises(error):
        of_client(desk, name, value)

    assert [] == known(desk)


# corrections


def test_a_copy_is_corrected_with_the_person_and_everywhere(desk: Desk):
    desk.fact("t2", "alleen_subsidiair", "yes")

    desk.correct("t1", desk.dossier("t1").history[-1].version, value="no")

    assert [("alleen_subsidiair", False, "2026-07-06")] == known(desk)
    assert [(False, "2026-07-06")] == values(desk, "t1", "alleen_subsidiair") == values(desk, "t2", "alleen_subsidiair")


@pytest.mark.parametrize(
    "what, expected",
    [
        ({"void": True}, []),
        ({"on": WED_1_JULY}, [(True, "2026-07-01")]),
        ({"value": "no"}, [(False, "2026-07-06")]),
    ],
)
def test_each_way_of_correcting_reaches_each_copy(desk: Desk, what: dict[str, Any], expected: list[Any]):
    of_client(desk, "alleen_subsidiair", "yes")

    mend(desk, "p1@2", **what)

    assert expected == values(desk, "t1", "alleen_subsidiair") == values(desk, "t2", "alleen_subsidiair")


def test_a_correction_that_would_make_a_step_impossible_is_refused_whole(desk: Desk):
    """The step to the law of 2013 was taken on the day of the duty; the statement of participation knew it too."""
    desk.open("inburgering", "p1")
    desk.fact("t3", "inburgeringsplichtig_op", "2018-03-15")
    desk.advance("t3", "start_inburgering")
    assert "wi2013" == desk.dossier("t3").trajectory.stage

    with pytest.raises(StepRefused, match="t3") as refused:
        desk.correct(
            "t4", next(each.version for each in desk.dossier("t4").history if "p1@" in str(each.event)), void=True
        )

    assert "start_inburgering" in str(refused.value.missing) or refused.value.missing
    assert [("inburgeringsplichtig_op", "2018-03-15", "2026-07-06")] == known(desk)
    assert [("2018-03-15", "2026-07-06")] == values(desk, "t4", "inburgeringsplichtig_op")


def test_a_day_that_was_wrong_is_mended_with_the_person(desk: Desk):
    """As asked where a term that was met would begin anew."""
    desk.fact("t2", "vergunning_verleend_op", "2026-07-01")

    desk.fact("t2", "vergunning_verleend_op", "2026-07-02", meant=ask.WasWrong("brief verkeerd gelezen"))

    assert [("vergunning_verleend_op", "2026-07-02", "2026-07-06")] == known(desk)


def test_the_same_again_is_no_correction(desk: Desk):
    of_client(desk, "alleen_subsidiair", "yes")

    with pytest.raises(Refused, match="changes nothing"):
        mend(desk, "p1@2", value="yes")


# opening and reopening


def test_what_is_opened_later_has_every_value_with_its_day(desk: Desk):
    of_client(desk, "inburgeringsplichtig_op", "2018-03-15", on=MON_15_JUNE)
    of_client(desk, "inburgeringsplichtig_op", "2018-04-15", on=WED_1_JULY)

    key = desk.open("inburgering", "p1")

    assert [("2018-03-15", "2026-06-15"), ("2018-04-15", "2026-07-01")] == values(desk, key, "inburgeringsplichtig_op")


def test_what_a_stage_starts_has_what_is_known_of_the_person(desk: Desk):
    desk.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15", ingeschreven_brp_op="2018-03-20")

    desk.advance("t3", "start_inburgering")

    assert [("2018-03-20", "2026-07-06")] == values(desk, "t4", "ingeschreven_brp_op")


def test_an_opening_with_facts_of_the_person_can_be_taken_back_and_the_person_keeps_them(desk: Desk):
    key = desk.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")

    desk.correct(key, 1, void=True)

    assert [("inburgeringsplichtig_op", "2018-03-15", "2026-07-06")] == known(desk)


def test_what_is_closed_keeps_what_it_knew_until_it_is_open_again(desk: Desk):
    desk.open("alfabetisering", "p1", inburgeringsplichtig_op="2018-03-15")
    desk.advance("t3", "stroom_uit")
    mend(desk, "p1@2", value="2018-04-15")
    assert [("2018-03-15", "2026-07-06")] == values(desk, "t3", "inburgeringsplichtig_op")

    trigger = next(name for name, ways in desk.dossier("t3").compiled.workflow.transitions.items() if ways[0].reopens)
    desk.advance("t3", trigger)

    assert [("2018-04-15", "2026-07-06")] == values(desk, "t3", "inburgeringsplichtig_op")


def test_what_is_closed_does_not_correct_the_person(desk: Desk):
    desk.open("alfabetisering", "p1", inburgeringsplichtig_op="2018-03-15")
    desk.advance("t3", "stroom_uit")

    with pytest.raises(Refused, match="keeps what it knew"):
        desk.correct("t3", 2, value="2018-04-15")


# two who are one


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """A9 is the same woman, entered again; she has a course of her own (t3)."""
    desk.client("A9", "1990-05-01", "Amal Hadad")
    desk.open("alfabetisering", "p2")
    return desk


def merge(desk: Desk) -> None:
    with desk.write() as uow:
        people_changes.merge(desk.casework, uow, "p2", "p1", desk.by.today, desk.by, "twee keer ingevoerd")


def unmerge(desk: Desk) -> None:
    with desk.write() as uow:
        people_changes.unmerge(desk.casework, uow, "p2", desk.by.today, desk.by, "toch een ander")


def test_what_is_known_of_either_is_known_of_the_one(twice: Desk):
    of_client(twice, "inburgeringsplichtig_op", "2018-03-15", person="p1")
    of_client(twice, "alleen_subsidiair", "yes", person="p2")

    merge(twice)

    assert [("2018-03-15", "2026-07-06")] == values(twice, "t3", "inburgeringsplichtig_op")
    assert [(True, "2026-07-06")] == values(twice, "t1", "alleen_subsidiair")
    assert ["alleen_subsidiair", "inburgeringsplichtig_op"] == sorted(name for name, _, _ in known(twice))


def test_what_is_recorded_under_either_name_is_one(twice: Desk):
    merge(twice)

    twice.fact("t3", "inburgeringsplichtig_op", "2018-03-15")
    mend(twice, "p1@2", value="2018-04-15")

    assert [("2018-04-15", "2026-07-06")] == values(twice, "t3", "inburgeringsplichtig_op")


def test_two_of_whom_not_the_same_is_known_are_not_merged(twice: Desk):
    of_client(twice, "alleen_subsidiair", "yes", person="p1")
    of_client(twice, "alleen_subsidiair", "no", person="p2")

    with pytest.raises(Refused, match="alleen_subsidiair"):
        merge(twice)

    of_client(twice, "alleen_subsidiair", "yes", person="p2")
    merge(twice)


def test_two_after_all_each_keep_what_was_recorded_of_the_one(twice: Desk):
    merge(twice)
    twice.fact("t3", "inburgeringsplichtig_op", "2018-03-15")

    unmerge(twice)
    mend(twice, "p2@4", value="2018-04-15")

    assert [("2018-04-15", "2026-07-06")] == values(twice, "t3", "inburgeringsplichtig_op")
    assert [("inburgeringsplichtig_op", "2018-03-15", "2026-07-06")] == known(twice, "p1")
    with twice.read() as uow:
        assert [] == verify(uow).problems


def test_a_case_that_is_the_others_after_all_takes_along_what_it_knew(twice: Desk):
    """Opened for A1 while they were one, and of A9."""
    merge(twice)
    twice.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")
    unmerge(twice)
    with twice.read() as uow:
        [question] = [each for each in open_questions(uow) if each.trajectory == "t4"]

    with twice.write() as uow:
        opened = settle(twice.casework, uow, question.id, "yes", twice.by.today, twice.by, "nagevraagd").opened

    assert [("2018-03-15", "2026-07-06")] == values(twice, opened, "inburgeringsplichtig_op")
    assert ("inburgeringsplichtig_op", "2018-03-15", "2026-07-06") in known(twice, "p2")


# the history


def test_what_was_known_then_is_told_as_it_was(desk: Desk):
    of_client(desk, "alleen_subsidiair", "yes", on=WED_1_JULY)
    before = desk.clock()
    desk.clock.noon(date(2026, 7, 13))
    mend(desk, "p1@2", value="no")

    then = desk.dossier("t1", known_at=before).trajectory
    earlier = desk.dossier("t1", as_of=MON_6_JULY).trajectory

    assert (True, False) == (then.fact("alleen_subsidiair"), earlier.fact("alleen_subsidiair"))
    with desk.read() as uow:
        assert [True] == [each.value for each in facts_of(uow, "p1", known_at=before)]
        assert [] == facts_of(uow, "p1", as_of=MON_15_JUNE)


def test_the_history_verifies_and_gives_the_same_rows_again(desk: Desk):
    of_client(desk, "alleen_subsidiair", "yes", on=WED_1_JULY)
    of_client(desk, "verblijfsstatus", "regulier")
    mend(desk, "p1@2", value="no")
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)
    with desk.read() as uow:
        assert [] == verify(uow).problems


def test_another_text_of_what_persons_have_is_found_out(desk: Desk):
    desk.fact("t1", "alleen_subsidiair", "yes")
    with desk.write() as uow:
        uow.connection.exec_driver_sql("UPDATE person_facts SET text = '{}'")

    with desk.read() as uow:
        [found] = verify(uow).problems
    assert "edition" in found.problem
