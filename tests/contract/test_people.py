"""Persons, households over time, and staff with their roles, on both databases."""

from datetime import date

import pytest

from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.history import events as ev
from trajectories.people import absences
from trajectories.people.circle import circle_of
from trajectories.people.clients import NewPerson, add_person, edit_person, find_people, likely_duplicates, person_by_id
from trajectories.people.departure import void_person
from trajectories.people.households import house, household_by_id, households_of, join_household, members_of
from trajectories.people.references import subject_by_ref, subject_ref
from trajectories.people.staff import roles_on, staff_by_name, staff_on, take_role
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes, staff_changes
from workflows.ages import age_on
from workflows.errors import NotFound, Refused, UsageError

FRI_5 = date(2024, 1, 5)
MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)


@pytest.fixture
def later(clock) -> None:
    """It is Monday 15 January 2024, so that all of the week before can be entered late."""
    clock.noon(MON_15)


def ask(desk: Desk, function, *given):
    with desk.read() as uow:
        return function(uow, *given)


def members(desk, household, on):
    return [each.ref for each in ask(desk, members_of, household, on)]


# persons


def test_a_client_is_found_by_reference_and_by_part_of_a_name(desk):
    """Upper and lower case alike; in order of reference."""
    desk.client("B-2", "1990-05-31", "Amal Haddad")
    desk.client("A-1", "", "Yusuf Haddad")

    assert ["A-1", "B-2"] == [each.ref for each in ask(desk, find_people, "hADD")]
    assert ["B-2"] == [each.ref for each in ask(desk, find_people, "b-2")]
    assert date(1990, 5, 31) == ask(desk, person_by_id, "p1").born


def test_an_unknown_reference_names_the_nearest(desk):
    """A typo is helped."""
    desk.client("2018-017")

    with pytest.raises(NotFound, match="2018-017"):
        ask(desk, subject_by_ref, "2018-071")


@pytest.mark.parametrize(
    "ref", ["", " ", "t17", "p3", "h12", "s1", "A 1", "A/1", "A#1", "111222333", "123456782", "1112.22.333"]
)
def test_a_reference_cannot_look_like_something_else(desk, ref):
    """Not like our own ids, not with a sign that ids are made of, and never a citizen service number."""
    with pytest.raises(UsageError):
        desk.client(ref)
    with pytest.raises(UsageError):
        desk.household(ref)


@pytest.mark.parametrize("ref", ["111222334", "2018-00123", "T17", "t17b", "éé-1", "12345678"])
def test_nine_digits_that_fail_the_eleven_test_are_no_service_number(desk, ref):
    """And most office numbers are fine."""
    assert "p1" == desk.client(ref)


def test_a_reference_is_unique_over_clients_and_households(desk):
    """One number, one dossier."""
    key = desk.client("A-1")
    desk.household("H-1", key)

    for ref in ("A-1", "H-1"):
        with pytest.raises(Refused, match="in use"):
            desk.client(ref)
        with pytest.raises(Refused, match="in use"):
            desk.household(ref, key)


@pytest.mark.parametrize("born", ["2024-01-09", "1899-12-31"])
def test_a_birth_date_lies_between_1900_and_today(desk, born):
    """Born today is possible."""
    with pytest.raises(UsageError):
        desk.client("A-1", born)
    desk.client("A-2", "2024-01-08")


def test_what_is_chosen_from_a_list_must_be_on_it(desk):
    """With the list."""
    with pytest.raises(UsageError, match="m, v, x"):
        desk.client("A-1", gender="q")
    with pytest.raises(UsageError, match="asiel, nareis, hervestiging"):
        desk.client("A-1", arrival_route="vliegtuig")


@pytest.mark.parametrize(
    "born, name, is_twin",
    [
        ("1990-05-31", "Amal Haddad", True),
        ("1990-05-31", "haddad AMAL", True),
        ("1990-05-31", "Amal Hadad", True),
        ("", "Amal Haddad", True),
        ("1990-05-30", "Amal Haddad", False),
        ("1990-05-31", "Yusuf Saleh", False),
        ("1990-05-31", "", False),
    ],
)
def test_likely_duplicates_are_named(desk, born, name, is_twin):
    """The same birth date, or none known, and a name that reads much the same."""
    desk.client("A-1", "1990-05-31", "Amal Haddad")
    new = NewPerson("A-2", name, date.fromisoformat(born) if born else None)

    assert is_twin is (["A-1"] == [each.ref for each in ask(desk, likely_duplicates, new)])


def test_a_client_whose_birth_date_is_not_known_may_be_a_duplicate(desk):
    """And one that was voided may not."""
    desk.client("A-1", "", "Amal Haddad")
    new = NewPerson("A-2", "Amal Haddad", date(1990, 5, 31))
    assert 1 == len(ask(desk, likely_duplicates, new))

    with desk.write() as uow:
        void_person(uow, "p1", MON_8, desk.stamp)

    assert [] == ask(desk, likely_duplicates, new)


def test_only_what_differs_is_written(desk):
    """Editing to the same is no event; an emptied value is gone."""
    key = desk.client("A-1", "1990-05-31", "Amal Haddad", gender="v")
    with desk.write() as uow:
        changed = {"name": "Amal Hadad", "gender": "v", "born": ""}
        assert 2 == edit_person(uow, key, changed, MON_8, desk.stamp)
        assert 0 == edit_person(uow, key, changed, MON_8, desk.stamp)

    person = ask(desk, person_by_id, key)
    assert ("Amal Hadad", None, "v") == (person.name, person.born, person.gender)
    with pytest.raises(UsageError), desk.write() as uow:
        edit_person(uow, key, {"born": "05/31/1990"}, MON_8, desk.stamp)


def test_references_may_change_places(desk):
    """p1 takes the number that p2 once had; rebuilding from the history comes to the same rows."""
    first, second = desk.client("A-1"), desk.client("A-2")
    for key, ref in ((second, "A-3"), (first, "A-2"), (second, "A-1")):
        with desk.write() as uow:
            edit_person(uow, key, {"ref": ref}, MON_8, desk.stamp)
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)
    assert ("A-2", "A-1") == (ask(desk, subject_ref, first), ask(desk, subject_ref, second))


def test_a_voided_reference_can_be_used_again(desk):
    """A client added by mistake."""
    key = desk.client("A-1")
    with desk.write() as uow:
        void_person(uow, key, MON_8, desk.stamp)

    assert "p2" == desk.client("A-1")
    assert "p2" == ask(desk, subject_by_ref, "A-1")
    assert ["p2"] == [each.id for each in ask(desk, find_people, "A-1")]


def test_a_client_whose_household_has_a_trajectory_is_not_voided(desk):
    """Bilal has none of his own, but what was asked of his household was asked with him in it."""
    amal, bilal = desk.client("A-1"), desk.client("A-2")
    home = desk.household("H-1", amal)
    key = desk.open("proefhuis", home, MON_8)
    with desk.write() as uow:
        join_household(uow, home, bilal, MON_8, desk.stamp)

    with pytest.raises(Refused, match=rf"A-2 .*\({key}\)"), desk.write() as uow:
        void_person(uow, bilal, MON_8, desk.stamp)

    assert ["A-1", "A-2"] == members(desk, home, MON_8)


# ages


@pytest.mark.parametrize(
    "born, on, age",
    [
        (date(2006, 1, 8), date(2024, 1, 7), 17),
        (date(2006, 1, 8), date(2024, 1, 8), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2024, 1, 8), date(2024, 1, 8), 0),
    ],
)
def test_who_was_born_on_29_february_turns_a_year_older_on_1_march(born, on, age):
    """In a leap year on the day itself."""
    assert age == age_on(born, on)


@pytest.mark.parametrize(
    "born, adult, school_age, young",
    [
        ("2006-01-08", True, False, False),  # eighteen today
        ("2006-01-09", False, True, False),  # eighteen tomorrow
        ("2019-01-08", False, True, False),  # five today
        ("2019-01-09", False, False, False),
        ("2020-01-08", False, False, False),  # four today
        ("2020-01-09", False, False, True),
        ("", None, None, None),
    ],
)
def test_a_decision_knows_results_only(desk, born, adult, school_age, young):
    """Of age, of school age, young: on the day asked about, and never the date."""
    key = desk.client("A-1", born)

    [seen] = ask(desk, circle_of, key, MON_8).members

    assert {"member": key, "adult": adult, "school_age": school_age, "young_child": young} == seen


# households


def test_a_household_has_its_members_of_the_day(desk, later):
    """The day of joining counts, the day of leaving does not."""
    one, other = desk.client("A-1", on=FRI_5), desk.client("A-2", on=FRI_5)
    home = desk.household("H-1", one, on=FRI_5)
    desk.join(home, other, on=MON_8)
    desk.depart(home, other, on=WED_10)

    assert ["A-1"] == members(desk, home, FRI_5)
    assert ["A-1", "A-2"] == members(desk, home, MON_8)
    assert ["A-1"] == members(desk, home, WED_10)
    assert [] == members(desk, home, date(2024, 1, 4))


def test_a_person_is_in_one_household_at_a_time(desk, later):
    """Leaving one on the day of joining another is fine."""
    one = desk.client("A-1")
    first = desk.household("H-1", one, on=MON_8)
    second = desk.household("H-2", desk.client("A-2"), on=MON_8)

    with pytest.raises(Refused, match="H-1"):
        desk.join(second, one, on=WED_10)
    desk.depart(first, one, on=WED_10)
    desk.join(second, one, on=WED_10)

    assert [second] == ask(desk, households_of, one, WED_10)


def test_joining_late_for_a_day_before_another_household_is_refused(desk, later):
    """Else the person would be in both from then on."""
    one = desk.client("A-1", on=FRI_5)
    desk.household("H-1", one, on=WED_10)
    second = desk.household("H-2", desk.client("A-2", on=FRI_5), on=FRI_5)

    with pytest.raises(Refused, match="H-1"):
        desk.join(second, one, on=MON_8)


def test_coming_back_begins_a_new_membership(desk, later):
    """Also on the day of leaving."""
    one, other = desk.client("A-1"), desk.client("A-2")
    home = desk.household("H-1", one, other, on=FRI_5)
    desk.depart(home, other, on=MON_8)
    desk.join(home, other, on=WED_10)
    desk.depart(home, other, on=FRI_12)
    desk.join(home, other, on=FRI_12)

    assert [True, False, True, True] == ["A-2" in members(desk, home, on) for on in (FRI_5, MON_8, WED_10, FRI_12)]


def test_leaving_entered_late_ends_the_membership_of_that_day(desk, later):
    """Not a later one: in since Friday, out on Wednesday, in again on Friday; it turns out to have been Monday."""
    one, other = desk.client("A-1", on=FRI_5), desk.client("A-2", on=FRI_5)
    home = desk.household("H-1", one, other, on=FRI_5)
    desk.depart(home, other, on=WED_10)
    desk.join(home, other, on=FRI_12)
    desk.depart(home, other, on=MON_8)

    assert [True, False, True] == ["A-2" in members(desk, home, on) for on in (FRI_5, MON_8, FRI_12)]


def test_who_is_not_in_a_household_cannot_leave_it(desk):
    """Nor can nobody form one."""
    home = desk.household("H-1", desk.client("A-1"))

    with pytest.raises(Refused):
        desk.depart(home, desk.client("A-2"))
    with pytest.raises(UsageError):
        desk.household("H-2")


def test_a_household_gets_a_dwelling_and_moves(desk):
    """The kind is one of three; the address stays private."""
    home = desk.household("H-1", desk.client("A-1"))
    with desk.write() as uow:
        address = uow.keep_private(home, "address", "Dorpsstraat 1")
        house(uow, home, ev.HouseholdHoused("westland", "W-1", "gewoon", True, address), MON_8, desk.stamp)

    found = ask(desk, household_by_id, home)
    assert ("westland", "W-1", "gewoon", MON_8) == (
        found.municipality,
        found.dwelling,
        found.dwelling_kind,
        found.housed_on,
    )
    with pytest.raises(UsageError, match="groepslocatie"), desk.write() as uow:
        house(uow, home, ev.HouseholdHoused("westland", "W-1", "tent", True), MON_8, desk.stamp)


# staff


def test_a_role_counts_from_its_day_up_to_and_including_its_last(desk, clock):
    """Given on Monday until Friday; taken back on Wednesday, the first day without it."""
    vera = desk.colleague("Vera", "volunteer", "jurist", until=FRI_12)
    clock.noon(MON_15)

    assert [0, 2, 2, 0] == [len(ask(desk, roles_on, vera, on)) for on in (FRI_5, MON_8, FRI_12, date(2024, 1, 13))]
    with desk.write() as uow:
        take_role(uow, vera, "jurist", WED_10, desk.stamp)
    assert {"volunteer", "jurist"} == ask(desk, roles_on, vera, date(2024, 1, 9))
    assert {"volunteer"} == ask(desk, roles_on, vera, WED_10)
    with pytest.raises(Refused), desk.write() as uow:
        take_role(uow, vera, "jurist", WED_10, desk.stamp)


def test_a_colleague_added_again_gets_further_roles_and_keeps_the_others(desk):
    """One person, one id; mail address and municipality are brought up to date."""
    vera = desk.colleague("Vera", "volunteer")
    again = desk.colleague("Vera", "coordinator", "volunteer", email="vera@example.nl", municipality="leiden")

    found = ask(desk, staff_by_name, "Vera", MON_8)
    assert vera == again == found.id
    assert ({"volunteer", "coordinator"}, "vera@example.nl", "leiden") == (found.roles, found.email, found.municipality)


def test_a_role_held_until_a_day_can_be_prolonged(desk):
    """Given again without an end, it has none."""
    vera = desk.colleague("Vera", "coordinator", until=FRI_12)
    desk.colleague("Vera", "coordinator")

    assert {"coordinator"} == ask(desk, roles_on, vera, date(2025, 1, 1))


def test_a_role_held_for_ever_can_be_given_an_end(desk, clock):
    """Given again until Friday, it ends there; what was held until then stays, and a rebuild agrees."""
    vera = desk.colleague("Vera", "coordinator", on=FRI_5)
    desk.colleague("Vera", "coordinator", until=FRI_12)
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)
    assert [1, 1, 1, 0] == [len(ask(desk, roles_on, vera, on)) for on in (FRI_5, MON_8, FRI_12, MON_15)]


def test_the_end_of_a_role_can_be_moved_forward_and_back(desk):
    """Until Monday the fifteenth, then until Wednesday, then for ever; the same again is no event."""
    vera = desk.colleague("Vera", "coordinator", until=MON_15)

    desk.colleague("Vera", "coordinator", until=WED_10)
    assert set() == ask(desk, roles_on, vera, FRI_12)
    desk.colleague("Vera", "coordinator")
    assert {"coordinator"} == ask(desk, roles_on, vera, date(2030, 1, 1))
    events = len(desk.rows("select * from event"))
    desk.colleague("Vera", "coordinator")
    assert events == len(desk.rows("select * from event"))


def test_the_last_administrator_gets_no_end(desk):
    """Someone else has to be one on every day after."""
    with pytest.raises(Refused, match="last administrator"):
        desk.colleague("Beheer", "administrator", until=FRI_12)
    desk.colleague("Vera", "administrator", until=FRI_12)
    for last in (FRI_12, WED_10):
        with pytest.raises(Refused, match="on 2024-01-13 there would be none"):
            desk.colleague("Beheer", "administrator", until=last)
    desk.colleague("Vera", "administrator")
    desk.colleague("Beheer", "administrator", until=WED_10)

    assert set() == ask(desk, roles_on, "s1", FRI_12)


def test_a_name_that_is_not_on_the_staff_names_the_nearest(desk):
    """A typo is helped."""
    desk.colleague("Vera", "volunteer")

    with pytest.raises(NotFound, match="did you mean Vera"):
        ask(desk, staff_by_name, "Verra", MON_8)


# absence


def away(desk, staff, first, until=None, substitute=""):
    with desk.write() as uow:
        staff_changes.go_away(uow, staff, first, until, substitute, desk.by)


def back(desk, staff, on):
    with desk.write() as uow:
        staff_changes.come_back(uow, staff, on, desk.by)


def is_away(desk, staff, *days):
    """Per day who stands in; `-` for nobody, `here` for someone who is there."""
    found = []
    for on in days:
        member = ask(desk, staff_on, on)[staff]
        found.append((member.substitute or "-") if member.away else "here")
    return found


TUE_9, THU_11, SAT_13, TUE_16 = date(2024, 1, 9), date(2024, 1, 11), date(2024, 1, 13), date(2024, 1, 16)


def test_someone_is_away_from_the_first_day_to_the_last(desk):
    """Both included; recorded ahead, on Monday, for Wednesday to Friday."""
    vera, wim = desk.colleague("Vera", "volunteer"), desk.colleague("Wim", "volunteer")

    away(desk, vera, WED_10, FRI_12, wim)

    assert ["here", wim, wim, "here"] == is_away(desk, vera, TUE_9, WED_10, FRI_12, SAT_13)
    assert FRI_12 == ask(desk, staff_on, WED_10)[vera].away_until
    [*_, recorded] = ask(desk, lambda uow: uow.history("office"))
    assert (MON_8, ev.StaffAway(vera, "2024-01-12", wim, "2024-01-10")) == (recorded.occurred_on, recorded.event)


def test_an_absence_without_an_end_lasts_until_someone_is_back(desk, clock):
    vera = desk.colleague("Vera", "volunteer")
    away(desk, vera, MON_8)
    assert ["-", "-"] == is_away(desk, vera, MON_8, date(2030, 1, 1))
    clock.noon(MON_15)

    back(desk, vera, FRI_12)

    assert ["-", "here", "here"] == is_away(desk, vera, THU_11, FRI_12, MON_15)


def test_a_planned_absence_is_called_off_by_being_back_on_its_first_day(desk):
    """And cut short by being back on a later one; another that is planned stays."""
    vera = desk.colleague("Vera", "volunteer")
    away(desk, vera, TUE_9, WED_10)
    away(desk, vera, FRI_12, TUE_16)

    back(desk, vera, TUE_9)
    back(desk, vera, MON_15)

    assert ["here", "here", "-", "here"] == is_away(desk, vera, TUE_9, WED_10, FRI_12, MON_15)


@pytest.mark.parametrize(
    "first, until, expected",
    [
        (WED_10, THU_11, ["s3", "s2", "s2", "s3", "s3"]),  # in the middle: its own days
        (TUE_9, FRI_12, ["s2", "s2", "s2", "s2", "here"]),  # the same first day: instead
        (THU_11, None, ["s3", "s3", "s2", "s2", "s2"]),  # no end: from then on
        (MON_8, WED_10, ["s2", "s2", "s3", "s3", "s3"]),
    ],
)
def test_of_two_absences_the_later_entry_stands_for_its_own_days(desk, first, until, expected):
    """Beheer was away from Tuesday until Saturday, with s3; then something else is recorded, with s2."""
    desk.colleague("Vera", "volunteer")
    desk.colleague("Wim", "volunteer")
    away(desk, "s1", TUE_9, SAT_13, "s3")

    away(desk, "s1", first, until, "s2")

    assert expected == is_away(desk, "s1", TUE_9, WED_10, THU_11, FRI_12, SAT_13)
    before = desk.dump(*PROJECTIONS)
    desk.rebuild()
    assert before == desk.dump(*PROJECTIONS)


def test_an_absence_that_cannot_be_is_refused(desk):
    """Ended before it began, in the wrong century, replaced by oneself or by someone who left; back without away."""
    vera, wim = desk.colleague("Vera", "volunteer"), desk.colleague("Wim", "volunteer")
    with desk.write() as uow:
        take_role(uow, wim, "volunteer", MON_8, desk.stamp)

    for first, until, substitute, problem in (
        (WED_10, TUE_9, "", "before the first"),
        (date(2042, 1, 1), None, "", "check the year"),
        (MON_8, date(2204, 1, 12), "", "check the year"),
        (date(1824, 1, 8), None, "", "long ago"),
        (MON_8, None, vera, "themself"),
        (MON_8, None, wim, "no role any more"),
    ):
        with pytest.raises((Refused, UsageError), match=problem):
            away(desk, vera, first, until, substitute)
    with pytest.raises(Refused, match="not away"):
        back(desk, vera, MON_8)
    assert [] == ask(desk, absences.absences_from, FRI_5)


@pytest.mark.parametrize(
    "roles, staff, may",
    [
        (["administrator"], "s9", True),
        (["teamleider"], "s9", True),
        (["volunteer"], "s2", True),
        (["volunteer"], "s9", False),
        (["coordinator"], "s9", False),
        (["auditor"], "s2", False),
    ],
)
def test_absence_is_recorded_by_an_administrator_a_team_leader_or_the_person(desk, roles, staff, may):
    """An auditor never writes."""
    desk.colleague("Vera", "volunteer")
    vera = ask(desk, staff_by_name, "Vera", MON_8)
    actor = desk.as_(*roles, staff=staff).actor

    if may:
        staff_changes.must_look_after(actor, vera)
    else:
        with pytest.raises(Refused):
            staff_changes.must_look_after(actor, vera)


# hours, and handing over


def test_hours_are_kept_and_the_same_again_is_no_event(desk):
    vera = desk.colleague("Vera", "volunteer")

    def chosen(hours):
        with desk.write() as uow:
            return staff_changes.set_hours(uow, staff_on(uow, MON_8)[vera], hours, desk.by)

    assert [True, False, True] == [chosen("12345 09:00-12:00"), chosen("12345 09:00-12:00"), chosen("")]
    assert chosen("6 10:00-11:00")
    desk.rebuild()
    assert "6 10:00-11:00" == ask(desk, staff_on, MON_8)[vera].hours


def hand_over(desk, holder, successor, on):
    with desk.write() as uow:
        staff_changes.hand_over(desk.casework, uow, staff_changes.held_by(uow, holder), successor, on, desk.by)


def a_caseload(desk):
    """Vera has the household's three as volunteer and one of them as coordinator; t2 is nobody's."""
    vera, wim = desk.colleague("Vera", "volunteer", "coordinator"), desk.colleague("Wim", "volunteer", "coordinator")
    keys = [desk.open("verblijf", desk.client(ref)) for ref in ("A-1", "A-2", "A-3")]
    for key in (keys[0], keys[2]):
        desk.assign(key, vera, "volunteer")
    desk.assign(keys[0], vera, "coordinator")
    return vera, wim


def test_what_someone_holds_is_found_and_handed_over_at_once(desk, clock):
    """A closed one stays as it ended, and nobody's stays nobody's."""
    vera, wim = a_caseload(desk)
    assert [("t1", "coordinator"), ("t1", "volunteer"), ("t3", "volunteer")] == [
        (each.trajectory, each.as_role) for each in ask(desk, staff_changes.held_by, vera)
    ]
    desk.close("t3", "gestopt")

    hand_over(desk, vera, wim, MON_8)

    assert {"coordinator": wim, "volunteer": wim} == desk.dossier("t1").trajectory.assigned
    assert {} == desk.dossier("t2").trajectory.assigned
    assert {"volunteer": vera} == desk.dossier("t3").trajectory.assigned
    assert [] == ask(desk, staff_changes.held_by, vera)


def test_nothing_is_handed_over_when_one_cannot_be(desk, clock):
    """t3 was given to Vera again on Friday, so that Wednesday is too early; the others stay hers as well."""
    vera, wim = a_caseload(desk)
    clock.noon(MON_15)
    desk.assign("t3", "", "volunteer", FRI_12)
    desk.assign("t3", vera, "volunteer", FRI_12)

    with pytest.raises(Refused, match="t3 was assigned"):
        hand_over(desk, vera, wim, WED_10)

    assert {"coordinator": vera, "volunteer": vera} == desk.dossier("t1").trajectory.assigned
    hand_over(desk, vera, wim, FRI_12)
    assert {"volunteer": wim} == desk.dossier("t3").trajectory.assigned


def test_a_rebuild_comes_to_the_same_people(desk, later):
    """Joined, left, back, housed, renamed, voided, with roles given and taken, away and back."""
    one, other = desk.client("A-1", "1990-05-31", "Amal"), desk.client("A-2")
    home = desk.household("H-1", one, other, on=FRI_5)
    desk.depart(home, other, on=MON_8)
    desk.join(home, other, on=WED_10)
    desk.colleague("Vera", "volunteer", "jurist", on=FRI_5, email="vera@example.nl", until=MON_15)
    with desk.write() as uow:
        house(uow, home, ev.HouseholdHoused("westland", "W-1", "gewoon", True), MON_8, desk.stamp)
        take_role(uow, "s2", "jurist", WED_10, desk.stamp)
        staff_changes.go_away(uow, "s2", MON_8, None, "", desk.by)
        staff_changes.come_back(uow, "s2", WED_10, desk.by)
        void_person(uow, add_person(uow, NewPerson("A-3"), MON_8, desk.stamp), MON_8, desk.stamp)
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)


def test_what_is_said_of_what_came_to_nothing_is_not_kept(desk):
    """Someone who left leaves once more: the reason stood there without an event, and verification ended with 8."""
    key = desk.client("A-1", "1990-05-31", "Amal Haddad")
    for _ in range(2):
        with desk.write() as uow:
            people_changes.leave(desk.casework, uow, key, MON_8, desk.by, "verhuisd")

    assert 1 == len(desk.rows("select id from private where field = 'reason'"))
    with desk.read() as uow:
        assert () == tuple(verify(uow).problems)
