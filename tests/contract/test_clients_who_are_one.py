"""A client entered twice: the one becomes another name for the other, from a day on; nothing moves."""

from datetime import date
from typing import Any

import pytest

from scheduler.sending.surroundings import Surroundings
from tests.builders import Desk
from trajectories.history.people_events import PersonMerged, PersonUnmerged
from trajectories.people.clients import NewPerson, likely_duplicates
from trajectories.people.departure import void_person
from trajectories.people.merging import open_twice
from trajectories.people.questions import Question, open_questions
from trajectories.people.references import exactly_this_person, subject_by_ref
from trajectories.projections import caseload, queries
from trajectories.projections.scope import Scope
from trajectories.repository.tables import PROJECTIONS
from trajectories.repository.trajectories import kept_of, open_of
from trajectories.service import people_changes
from trajectories.service.missing import missing_cases
from trajectories.service.settling import settle
from trajectories.views.board import board_view
from trajectories.views.due import due_rows
from trajectories.views.questions import told
from trajectories.views.whose import Whose
from workflows.errors import NotFound, Refused

MON_2_MARCH = date(2026, 3, 2)
MON_9_MARCH = date(2026, 3, 9)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A1 lives in H1; A9 is the same woman, entered a second time, and follows a language course."""
    desk.household("H1", desk.client("A1", "1990-05-01", "Amal Haddad"))
    desk.client("A9", "1990-05-01", "Amal Hadad")
    desk.open("inburgeringscursus", "p2")
    return desk


def merge(desk: Desk, person: str = "p2", into: str = "p1", on: date | None = None) -> None:
    with desk.write() as uow:
        day = on or desk.by.today
        people_changes.merge(desk.casework, uow, person, into, day, desk.by, "twee keer ingevoerd")


def unmerge(desk: Desk, person: str = "p2") -> str:
    with desk.write() as uow:
        return people_changes.unmerge(desk.casework, uow, person, desk.by.today, desk.by, "toch een ander")


def read(desk: Desk, question: Any, *args: Any, **more: Any) -> Any:
    with desk.read() as uow:
        return question(uow, *args, **more)


def waiting(desk: Desk) -> list[Question]:
    with desk.read() as uow:
        return open_questions(uow)


# another name


def test_the_reference_leads_to_the_one_that_goes_on_and_says_so(desk: Desk):
    merge(desk)

    with desk.read() as uow:
        assert "p1" == subject_by_ref(uow, "A9")
        assert "p2" == exactly_this_person(uow, "A9")
        [remark] = uow.remarks
    assert "A9" in remark.en
    assert "A1" in remark.en
    assert "samengevoegd" in remark.nl


def test_what_runs_for_either_is_shown_with_the_one(desk: Desk):
    """Nothing moved: the course is still that of p2."""
    own = desk.open("verblijf", "p1")
    merge(desk)

    assert ("A1", ["t1", own]) == read(desk, queries.trajectories_of, "A9", MON_2_MARCH)
    assert [("p2",)] == desk.rows("SELECT subject FROM trajectory WHERE id = 't1'")


def test_before_its_day_they_were_two(desk: Desk):
    desk.clock.noon(MON_9_MARCH)
    merge(desk)

    assert ("A9", ["t1"]) == read(desk, queries.trajectories_of, "A9", MON_2_MARCH)
    assert ("A1", ["t1"]) == read(desk, queries.trajectories_of, "A9", MON_9_MARCH)


def test_no_kind_is_opened_twice_for_one_person(desk: Desk):
    merge(desk)

    with pytest.raises(Refused, match="t1"):
        desk.open("inburgeringscursus", "p1")


def test_leaving_closes_what_runs_under_either_name(desk: Desk):
    merge(desk)

    with desk.write() as uow:
        closed = people_changes.leave(desk.casework, uow, "p1", MON_2_MARCH, desk.by, "verhuisd")

    assert ["t1"] == list(closed)


def test_nobody_misses_what_runs_under_the_other_name(desk: Desk):
    """Her settlement would open verblijf; it runs for A9."""
    desk.open("verblijf", "p2")
    merge(desk)

    desk.open("vestiging", "h1")

    kinds = desk.rows("SELECT subject FROM trajectory WHERE workflow = 'verblijf'")
    assert [("p2",)] == kinds
    with desk.read() as uow:
        assert [] == missing_cases(uow, desk.app.dossiers, MON_2_MARCH)


def test_who_looks_after_the_household_is_asked_about_what_comes_along(desk: Desk):
    """The course was Wes's in Westland; the household is Lena's in Leiden."""
    home = desk.open("vestiging", "h1", municipality="leiden")
    desk.assign(home, desk.colleague("Lena", "coordinator"))
    desk.assign("t1", desk.colleague("Wes", "coordinator"))

    merge(desk)

    [question] = waiting(desk)
    assert ("transfer", "merged", "p1", "leiden") == (
        question.kind,
        question.because,
        question.subject,
        question.municipality,
    )


def test_whichever_name_is_given_what_runs_for_either_is_found(desk: Desk):
    """Cases of a kind are compared over all names of a client: looking down from one of them finds half."""
    own = desk.open("verblijf", "p1")
    merge(desk)

    for name in ("p1", "p2"):
        assert ["t1", own] == read(desk, open_of, [name])
        assert ["t1", own] == [each.id for each in read(desk, kept_of, [name])]
    desk.client("A7", "1990-05-01")
    other = desk.open("verblijf", "p3")
    assert [("verblijf", own, other)] == read(desk, open_twice, "p2", "p3")
    with pytest.raises(Refused, match=rf"A7 and A1 both have an open trajectory: verblijf \({other}, {own}\)"):
        merge(desk, "p3", "p2")


def test_lists_show_a_client_under_one_reference(desk: Desk):
    """What was recorded for A9 is A1's now, in `due`, the daily message and the messages themselves."""
    wes = desk.colleague("Wes", "coordinator")
    for key in ("t1", desk.open("verblijf", "p1"), desk.open("reisdocument", "p2")):
        desk.assign(key, wes)
    merge(desk)
    desk.clock.noon(date(2026, 6, 1))

    with desk.read() as uow:
        assert {"A1"} == {each.subject for each in due_rows(uow, Whose(), desk.by.today, date(2027, 1, 1), "en")}
        assert {"A1"} == {each.ref for each in caseload.running_in(uow, Scope())}
        assert "A1" == Surroundings(desk.app.dossiers, desk.clock(), "smtp").ref(uow, "p2")
    unmerge(desk)
    with desk.read() as uow:
        assert {"A1", "A9"} == {each.ref for each in caseload.running_in(uow, Scope())}


# refusals


def test_both_with_an_open_one_of_a_kind_is_refused_until_one_is_closed_as_a_duplicate(desk: Desk):
    other = desk.open("inburgeringscursus", "p1")
    with pytest.raises(Refused, match=rf"inburgeringscursus \(t1, {other}\); close one .*--outcome dubbel"):
        merge(desk)

    desk.close("t1", "dubbel")
    merge(desk)

    assert "p1" == read(desk, subject_by_ref, "A9")


def test_no_closing_is_taken_back_where_that_leaves_two_open_ones_of_a_kind(desk: Desk):
    """Whichever name the duplicate stands under."""
    other = desk.open("inburgeringscursus", "p1")
    desk.close("t1", "dubbel")
    merge(desk)

    with pytest.raises(Refused, match=f"A9 has an open inburgeringscursus already: {other}"):
        desk.correct("t1", 2, void=True)


def test_of_two_in_one_household_one_is_told_to_leave_and_not_to_go_round(desk: Desk):
    """Either way round it would be refused."""
    desk.household("H2", desk.client("A7", "1990-05-01"), desk.client("A8", "1990-05-01"))

    with pytest.raises(Refused) as refused:
        merge(desk, "p3", "p4")

    assert refused.value.say("en").rstrip(".") == (
        "A7 is in household H2; let A7 leave there first with 'traject household leave H2 --member A7'"
    )


def test_who_is_in_a_household_is_not_the_one_that_goes(desk: Desk):
    """The other way round it works."""
    with pytest.raises(Refused, match="household leave H1 --member A1"):
        merge(desk, "p1", "p2")

    merge(desk, "p2", "p1")


def test_one_is_merged_once_and_not_with_itself(desk: Desk):
    desk.client("A8", "1990-05-01")
    merge(desk)

    with pytest.raises(Refused, match="client unmerge A9"):
        merge(desk, "p2", "p3")
    with pytest.raises(Refused, match="A1 is one client already; name the other one"):
        merge(desk, "p1", "p1")
    with pytest.raises(Refused, match="A9 is merged into A1 already; 'traject client unmerge A9'"):
        merge(desk, "p1", "p2")
    merge(desk, "p3", "p2")
    assert "p1" == read(desk, subject_by_ref, "A8")


def test_whoever_left_does_not_take_over_someone_who_is_here(desk: Desk):
    desk.client("A7", "1990-05-01")
    with desk.write() as uow:
        people_changes.leave(desk.casework, uow, "p3", MON_2_MARCH, desk.by, "verhuisd")

    with pytest.raises(Refused, match="client return A7"):
        merge(desk, "p2", "p3")
    merge(desk, "p3", "p2")


def test_neither_can_be_voided_while_they_are_one(desk: Desk):
    desk.client("A7")
    merge(desk, "p3", "p2")

    for key in ("p2", "p3"):
        with desk.write() as uow, pytest.raises(Refused, match="client unmerge A7"):
            void_person(uow, key, MON_2_MARCH, desk.stamp)


# and back


def test_a_merge_is_taken_back(desk: Desk):
    """Two clients again, each with what was recorded for it."""
    merge(desk)

    assert "p1" == unmerge(desk)

    assert "p2" == read(desk, subject_by_ref, "A9")
    assert ("A1", []) == read(desk, queries.trajectories_of, "A1", MON_2_MARCH)
    with desk.read() as uow:
        assert [PersonMerged("p1"), PersonUnmerged()] == [each.event for each in uow.history("p2")[1:]]
    with pytest.raises(Refused, match="merged into nobody"):
        unmerge(desk)


def opened_meanwhile(desk: Desk) -> tuple[str, Question]:
    """A case of verblijf that someone opened for A9 while that was A1, looked after by Wes; and what is asked of it."""
    merge(desk)
    with desk.read() as uow:
        subject = subject_by_ref(uow, "A9")
    key = desk.open("verblijf", subject)
    desk.fact(key, "geldig_tot", "2027-03-02")
    desk.assign(key, desk.colleague("Wes", "coordinator"))
    desk.clock.noon(MON_9_MARCH)
    unmerge(desk)
    [question] = waiting(desk)
    return key, question


def test_what_was_opened_meanwhile_stays_and_it_is_asked_whose_it_is(desk: Desk):
    own = desk.open("reisdocument", "p1")
    key, question = opened_meanwhile(desk)

    assert ("belongs", "unmerged", "p2", key) == question[1:5], f"nothing is asked of {own}, which was there before"
    [(_, ref, words)] = read(desk, told, [question], MON_9_MARCH)
    assert "A9" == ref
    assert f"{key} (verblijf) was opened meanwhile and stays where it is. Is it A9's?" in words.en
    assert f"{key} (verblijf) is intussen geopend en blijft staan waar het staat. Hoort het bij A9?" in words.nl


def test_a_yes_opens_it_for_the_other_and_closes_it_here_as_a_duplicate(desk: Desk):
    """On the day of then, with what was known, and looked after by the same colleague."""
    key, question = opened_meanwhile(desk)

    with desk.write() as uow:
        done = settle(desk.casework, uow, question.id, "yes", MON_9_MARCH, desk.by, "")

    here, there = desk.dossier(key).trajectory, desk.dossier(done.opened).trajectory
    assert ("p1", "dubbel") == (here.subject, here.outcome)
    assert ("p2", MON_2_MARCH, "2027-03-02") == (there.subject, there.opened_on, there.fact("geldig_tot"))
    assert here.assigned["coordinator"] == there.assigned["coordinator"]
    assert [] == waiting(desk)


@pytest.mark.parametrize("way", ["no", "closed", "merged again"])
def test_the_question_ends_by_a_no_a_closing_and_another_merge(desk: Desk, way: str):
    key, question = opened_meanwhile(desk)

    if way == "no":
        with desk.write() as uow:
            settle(desk.casework, uow, question.id, "no", MON_9_MARCH, desk.by, "is van A1")
    elif way == "closed":
        desk.close(key, "gestopt")
    else:
        merge(desk)

    assert [] == waiting(desk)
    assert "p1" == desk.dossier(key).trajectory.subject


def test_a_merged_client_is_no_likely_duplicate_any_more(desk: Desk):
    new = NewPerson("A5", "Amal Haddad", date(1990, 5, 1))
    assert ["A1", "A9"] == [each.ref for each in read(desk, likely_duplicates, new)]

    merge(desk)

    assert ["A1"] == [each.ref for each in read(desk, likely_duplicates, new)]


def test_projections_rebuild_to_the_byte(desk: Desk):
    merge(desk)
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)


# a duplicate is no figure


def test_dubbel_closes_under_every_definition_and_counts_nowhere(desk: Desk):
    """One that another definition does not know is refused as before."""
    key = desk.open("verblijf", "p2")
    before = read(desk, board_view)

    desk.close(key, "dubbel")

    after = read(desk, board_view)
    assert 1 == before.started["verblijf"]
    assert "verblijf" not in after.started
    assert "verblijf" not in after.stages
    with pytest.raises(NotFound, match="dubbel"):
        desk.close("t1", "dubel")


def test_a_duplicate_is_no_reason_to_ask_for_another(desk: Desk):
    """Nor does it stand in the way: who joins gets nothing twice, and nobody is asked."""
    desk.open("verblijf", "p2")
    key = desk.rows("SELECT id FROM trajectory WHERE workflow = 'verblijf'")[0][0]
    desk.close(key, "dubbel")
    desk.open("vestiging", "h1")

    desk.join("h1", "p2")

    assert [] == [each for each in waiting(desk) if each.workflow == "verblijf"]
