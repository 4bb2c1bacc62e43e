"""People are followed: who joins, grows up, moves or returns gets what they would get today, or someone is asked."""

from datetime import date
from typing import Any

import pytest

from scheduler.sending.tick import dispatch_due
from tests.builders import Desk
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.people.clients import edit_person
from trajectories.people.questions import open_questions
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes, settling
from trajectories.service.coming_of_age import coming_of_age
from trajectories.service.missing import missing_cases

MON_2_MARCH = date(2026, 3, 2)
TUE_3_MARCH = date(2026, 3, 3)
FRI_6_MARCH = date(2026, 3, 6)
EIGHTEEN_ON_3_MARCH = "2008-03-03"


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


def tick(desk: Desk, day: date) -> None:
    desk.clock.noon(day)
    dispatch_due(desk.app.store, desk.casework, lambda message: None, "smtp", desk.clock(), desk.clock)


def kinds_of(desk: Desk, subject: str) -> list[str]:
    """What runs for this subject, by name."""
    found = desk.rows("SELECT workflow FROM trajectory WHERE subject = :s AND closed_on = ''", {"s": subject})
    return sorted(str(row[0]) for row in found)


def case_of(desk: Desk, subject: str, workflow: str) -> str:
    query = "SELECT id FROM trajectory WHERE subject = :s AND workflow = :w ORDER BY number DESC"
    return str(desk.rows(query, {"s": subject, "w": workflow})[0][0])


def tasks_of(desk: Desk, key: str, member: str) -> list[str]:
    written = desk.dossier(key)
    return [each.task for each in open_tasks(written.compiled, written.trajectory) if each.member == member]


def family(desk: Desk, child: str = EIGHTEEN_ON_3_MARCH) -> tuple[str, str, str]:
    """Amal and her child; their settlement in Westland, which Wes looks after. The household's case, and the child."""
    amal, young = desk.client("A1", "1985-05-01"), desk.client("A2", child)
    home = desk.household("H1", amal, young)
    key = desk.open("vestiging", home, municipality="westland")
    desk.assign(key, desk.colleague("Wes", "coordinator"))
    return key, home, young


def moved_in(desk: Desk, key: str) -> None:
    """The household is in the stage in which each member is settled."""
    settled: dict[str, Any] = {"huurcontract_op": "2026-03-02"}
    desk.advance(key, "start_coaching", **settled)


# growing up


def test_a_child_who_turns_eighteen_gets_what_adults_get_with_the_first_tick_of_the_day(desk: Desk):
    """Integration and the nareis question, looked after by whoever looks after the household."""
    _, _, child = family(desk)
    tick(desk, MON_2_MARCH)
    assert ["verblijf"] == kinds_of(desk, child)

    tick(desk, TUE_3_MARCH)

    assert ["gezinshereniging", "inburgering", "verblijf"] == kinds_of(desk, child)
    opened = desk.dossier(case_of(desk, child, "inburgering"))
    assert ("s2", TUE_3_MARCH) == (opened.trajectory.assigned["coordinator"], opened.trajectory.opened_on)
    assert ("scheduler", "scheduler") == (opened.history[0].actor, opened.history[0].role)


def test_a_birthday_is_seen_once(desk: Desk):
    """Whatever ticks there are, and on whatever days."""
    key, _, child = family(desk)
    for day in (TUE_3_MARCH, TUE_3_MARCH, FRI_6_MARCH):
        tick(desk, day)

    changed = [each for each in desk.dossier(key).history if isinstance(each.event, ev.MemberChanged)]
    assert [TUE_3_MARCH] == [each.occurred_on for each in changed]
    assert 1 == len(
        desk.rows("SELECT id FROM trajectory WHERE workflow = 'inburgering' AND subject = :s", {"s": child})
    )


def test_birthdays_of_days_without_a_tick_are_caught_up_with(desk: Desk):
    """Nothing looked from Monday until Friday; it is dated on the day of the birthday."""
    _, _, child = family(desk)
    tick(desk, MON_2_MARCH)

    tick(desk, FRI_6_MARCH)

    opened = desk.dossier(case_of(desk, child, "inburgering"))
    assert TUE_3_MARCH == opened.trajectory.opened_on
    assert FRI_6_MARCH == opened.trajectory.known_on


def test_birthdays_before_the_first_tick_of_all_are_seen(desk: Desk):
    """From the day of `init` on, however late the scheduler is set up."""
    _, _, child = family(desk)

    tick(desk, FRI_6_MARCH)

    assert TUE_3_MARCH == desk.dossier(case_of(desk, child, "inburgering")).trajectory.opened_on


def test_a_child_of_school_age_is_enrolled(desk: Desk):
    """Five on Tuesday: the settlement asks for a school; four years earlier it asked for the health centre."""
    key, _, child = family(desk, "2021-03-03")
    moved_in(desk, key)
    assert "school" not in tasks_of(desk, key, child)

    tick(desk, TUE_3_MARCH)

    assert "school" in tasks_of(desk, key, child)


def test_what_is_asked_of_a_child_is_not_asked_of_an_adult(desk: Desk):
    """Enrolling at school goes, unless it was begun; what each adult is asked comes."""
    key, _, child = family(desk)
    moved_in(desk, key)
    assert "school" in tasks_of(desk, key, child)

    tick(desk, TUE_3_MARCH)

    assert "school" not in tasks_of(desk, key, child)
    assert "uwv" in tasks_of(desk, key, child)


def test_a_birthday_changes_nothing_of_what_was_known_before(desk: Desk):
    """As of the day before the child was a child."""
    key, _, child = family(desk)
    tick(desk, TUE_3_MARCH)

    assert False is desk.dossier(key, as_of=MON_2_MARCH).trajectory.members[child]["adult"]
    assert True is desk.dossier(key).trajectory.members[child]["adult"]


def test_a_birth_date_corrected_to_that_of_an_adult_opens_what_adults_get(desk: Desk):
    """In the transaction of the correction."""
    _, _, child = family(desk, "2015-03-03")

    with desk.write() as uow:
        edit_person(uow, child, {"born": "2005-03-03"}, MON_2_MARCH, desk.stamp)
        people_changes.follow_birth_date(desk.casework, uow, child, desk.by)

    assert ["gezinshereniging", "inburgering", "verblijf"] == kinds_of(desk, child)


def test_a_nareis_child_who_turns_eighteen_gets_what_arrivals_get(desk: Desk):
    """Who came later is not asked about family of their own; neither were they when they came."""
    _, home, _ = family(desk)
    late = desk.client("A3", EIGHTEEN_ON_3_MARCH)
    desk.join(home, late)

    tick(desk, TUE_3_MARCH)

    assert ["inburgering", "verblijf"] == kinds_of(desk, late)


def test_rebuilding_after_birthdays_gives_the_same(desk: Desk):
    """Every projection follows from the history."""
    key, _, _ = family(desk)
    moved_in(desk, key)
    tick(desk, TUE_3_MARCH)
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)


def test_the_doctor_names_who_lacks_what_their_household_opens(desk: Desk):
    """An adult by a birth date that nobody followed, as before this release."""
    key, home, child = family(desk)
    with desk.write() as uow:
        edit_person(uow, child, {"born": "2000-03-03"}, MON_2_MARCH, desk.stamp)
    desk.join(home, desk.client("A3", "1990-03-03"))

    with desk.read() as uow:
        found = missing_cases(uow, desk.app.dossiers, MON_2_MARCH)

    missing = [(each.workflow, each.subject, each.by, each.ref) for each in found]
    assert [("gezinshereniging", child, key, "A2"), ("inburgering", child, key, "A2")] == missing


# joining


def test_a_newcomer_is_asked_the_settling_tasks_of_stages_gone_by(desk: Desk):
    """The household is past settling; the newcomer still needs a doctor."""
    key, home, _ = family(desk)
    moved_in(desk, key)
    for member in ("p1", "p2"):
        desk.task(key, "huisarts", member=member)
    for task in ("huurtoeslag", "zorgtoeslag"):
        desk.task(key, task)
    desk.task(key, "school", member="p2")
    desk.advance(key, "start_begeleiding", ingeschreven_brp_op="2026-03-02", mb_maanden=9)
    late = desk.client("A3", "1990-03-03")

    desk.join(home, late)

    assert {"huisarts", "tandarts", "apotheek", "uwv", "duo_lening"} <= set(tasks_of(desk, key, late))
    assert [] == tasks_of(desk, key, "p1")[3:]


def test_what_a_newcomer_brings_along_and_nobody_holds_is_looked_after_with_the_household(desk: Desk):
    """Wes, who has the household; what someone holds stays with them."""
    _, home, _ = family(desk)
    late = desk.client("A3", "1990-03-03")
    alone, held = desk.open("inburgering", late, municipality="westland"), desk.open("verblijf", late)
    desk.assign(held, desk.colleague("Ans", "coordinator"))

    assert [] == desk.join(home, late)

    assert "s2" == desk.dossier(alone).trajectory.assigned["coordinator"]
    assert "s3" == desk.dossier(held).trajectory.assigned["coordinator"]


def test_who_comes_back_has_what_still_runs(desk: Desk):
    """Nothing is opened twice."""
    _, home, child = family(desk)
    desk.depart(home, child)

    assert [] == desk.join(home, child)
    assert ["verblijf"] == kinds_of(desk, child)


def test_a_second_of_its_kind_is_asked_about(desk: Desk):
    """Their residence case was closed as stopped; joining again does not open another by itself."""
    _, home, child = family(desk)
    desk.close(case_of(desk, child, "verblijf"), "gestopt")
    desk.depart(home, child)

    assert [] == desk.join(home, child)

    with desk.read() as uow:
        [question] = open_questions(uow)
    assert ("open", "verblijf", child) == (question.kind, question.workflow, question.subject)


# a birth date that was wrong


def born_on(desk: Desk, person: str, born: str) -> None:
    with desk.write() as uow:
        edit_person(uow, person, {"born": born}, desk.by.today, desk.stamp)
        people_changes.follow_birth_date(desk.casework, uow, person, desk.by)


def asked_to_close(desk: Desk) -> dict[str, str]:
    with desk.read() as uow:
        return {each.workflow: each.id for each in open_questions(uow) if each.kind == "close"}


def test_who_turns_out_to_be_a_child_is_asked_about(desk: Desk):
    """What was opened for an adult is closed by nobody but someone who says so."""
    _, _, child = family(desk, "1990-05-01")
    born_on(desk, child, "2015-05-01")

    assert {"gezinshereniging", "inburgering"} == set(asked_to_close(desk))
    assert ["gezinshereniging", "inburgering", "verblijf"] == kinds_of(desk, child)


def test_a_child_that_is_an_adult_after_all_is_asked_about_no_more(desk: Desk):
    _, _, child = family(desk, "1990-05-01")
    born_on(desk, child, "2015-05-01")
    born_on(desk, child, "2014-05-01")
    assert {"gezinshereniging", "inburgering"} == set(asked_to_close(desk))

    born_on(desk, child, "1991-05-01")

    assert {} == asked_to_close(desk)


def test_yes_takes_back_what_nobody_worked_on_and_closes_the_rest(desk: Desk):
    _, _, child = family(desk, "1990-05-01")
    worked_on = case_of(desk, child, "inburgering")
    desk.note(worked_on, "gesprek gehad")
    born_on(desk, child, "2015-05-01")
    asked = asked_to_close(desk)

    with desk.write() as uow:
        for key in asked.values():
            settling.settle(desk.casework, uow, key, "yes", desk.by.today, desk.by, "geboortejaar verkeerd")

    assert ["verblijf"] == kinds_of(desk, child)
    assert "gestopt" == desk.dossier(worked_on).trajectory.outcome
    assert desk.dossier(case_of(desk, child, "gezinshereniging")).trajectory.taken_back_on
    assert {} == asked_to_close(desk)


def test_a_birthday_asks_to_close_nothing(desk: Desk):
    """What was opened for a child was opened rightly."""
    family(desk)
    tick(desk, TUE_3_MARCH)

    assert {} == asked_to_close(desk)


# opening asks as joining does


def test_a_household_opened_anew_asks_about_what_was_closed_by_leaving(desk: Desk):
    """No second case of a kind by itself; what runs or came to its end is not opened again either."""
    key, home, child = family(desk)
    verblijf = case_of(desk, child, "verblijf")
    desk.close(verblijf, "gestopt")
    desk.close(key, "verhuisd")

    again = desk.open("vestiging", home, municipality="westland")

    assert [] == kinds_of(desk, child)
    with desk.read() as uow:
        [question] = open_questions(uow)
    assert ("open", "reopened", child, verblijf) == (
        question.kind,
        question.because,
        question.subject,
        question.trajectory,
    )
    assert again != key


def test_what_was_taken_back_never_was(desk: Desk):
    """A settlement opened in error is taken back; opened anew it opens all for everyone, and nobody is asked."""
    key, home, child = family(desk)
    desk.correct(key, 1, void=True)
    assert [] == kinds_of(desk, child)

    desk.open("vestiging", home, municipality="westland")

    assert ["verblijf"] == kinds_of(desk, child)
    with desk.read() as uow:
        assert [] == open_questions(uow)


# birthdays to come


def test_birthdays_to_come_are_foreseen(desk: Desk):
    """With what opens and what is asked; nothing is written."""
    key, _, child = family(desk)

    with desk.read() as uow:
        [found] = coming_of_age(uow, desk.app.dossiers, MON_2_MARCH, FRI_6_MARCH)

    assert (child, TUE_3_MARCH, 18, key, "s2") == (found.person, found.on, found.age, found.case, found.coordinator)
    assert ["gezinshereniging", "inburgering"] == sorted(found.opens)
    tick(desk, TUE_3_MARCH)
    assert set(found.opens) < set(kinds_of(desk, child))
