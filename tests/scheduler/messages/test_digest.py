"""What stands for someone on a day, and the figures of a week."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from scheduler.messages.digest import DigestLine, digest_of, group_on
from scheduler.messages.one_line import never_told, team
from scheduler.messages.weekly_overview import NeverTold, overview_of
from scheduler.missed import by_batch, decide
from tests.scheduler.offices import BOTH, an_office, morning
from trajectories.casework import commands as ask
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.people.staff import staff_by_name, staff_on
from workflows.words import Words

TODAY = date(2026, 5, 18)  # Monday
LATE, THIS_WEEK, NEXT_WEEK, FAR = (
    "2026-02-12",
    "2026-02-20",
    "2026-02-28",
    "2026-04-20",
)  # due on 12, 20, 28 May, 20 July


@pytest.fixture
def office(sqlite_url):
    office = an_office(sqlite_url)  # Monday 16 February 2026
    yield office
    office.app.store.close()


@pytest.fixture(params=BOTH)
def either(request):
    """The same on both databases, for what their queries must agree on."""
    office = an_office(request)
    yield office
    office.app.store.close()


def standing(office, who="Anna", *, weekly=False):
    office.now = morning(TODAY.isoformat())
    with office.app.read() as uow:
        return digest_of(uow, staff_by_name(uow, who, TODAY), TODAY, weekly=weekly)


def week(office, municipality=""):
    office.now = morning(TODAY.isoformat())
    with office.app.read() as uow:
        return overview_of(uow, municipality, TODAY, staff_on(uow, TODAY))


def told(digest):
    return [(line.group, line.ref) for line in digest.lines]


def test_what_stands_is_told_by_urgency_and_what_is_far_off_is_only_looked_at(either):
    office = either
    office.now = morning("2026-05-15")
    for ref, granted in (("A", LATE), ("B", THIS_WEEK), ("C", NEXT_WEEK), ("D", FAR), ("E", "")):
        office.client(ref, granted, "s2")

    found = standing(office)

    assert {("overdue", "A"), ("due", "B"), ("coming", "C"), ("unknown", "E")} == set(told(found))
    assert 5 == found.looked_at


@pytest.mark.parametrize(
    "due_on, group, of_a_window",
    [
        ("2026-05-17", "overdue", "coming"),
        ("2026-05-18", "due", "coming"),
        ("2026-05-25", "due", "coming"),
        ("2026-05-26", "coming", "coming"),
        ("2026-06-01", "coming", "coming"),
        ("2026-06-02", None, None),
        ("2026-05-03", "overdue", "coming"),
    ],
)
def test_the_last_day_itself_is_in_time_and_a_window_is_never_overdue(due_on, group, of_a_window):
    day = date.fromisoformat(due_on)

    assert group == group_on(day, TODAY, opens=False)
    assert of_a_window == group_on(day, TODAY, opens=True)


def test_suspended_is_never_overdue(office):
    office.client("A", LATE, "s2")
    office.now = morning("2026-03-02")
    with office.app.write() as uow:
        office.app.casework.suspend(
            uow, "t1", ask.Suspend("aanvragen", 2, date(2026, 3, 2)), office.by(), "a letter of the IND"
        )

    found = standing(office)

    assert [("waiting", "A")] == told(found)
    assert date(2026, 3, 2) == found.lines[0].since


def test_what_lies_with_nobody_lies_with_every_coordinator(office):
    office.joins("Bert", "coordinator")
    office.client("A", LATE, "s2")
    office.client("B", LATE)

    assert {"A", "B"} == {line.ref for line in standing(office, "Anna").lines}
    assert [("overdue", "B")] == told(standing(office, "Bert"))


def test_what_lay_with_someone_who_left_lies_with_every_coordinator(office):
    bert = office.joins("Bert", "coordinator")
    office.client("A", LATE, bert)
    office.leaves(bert, "coordinator")

    assert [("overdue", "A")] == told(standing(office, "Anna"))


def test_a_coordinator_of_another_municipality_is_not_told(office):
    office.joins("Leo", "coordinator", municipality="leiden")
    office.client("A", LATE)

    assert (0, []) == (standing(office, "Leo").looked_at, told(standing(office, "Leo")))


def test_a_volunteer_and_a_jurist_are_told_of_what_was_assigned_to_them(either):
    office = either
    for name, role in (("Vera", "volunteer"), ("Joost", "jurist")):
        staff, key = office.joins(name, role), office.client(f"of-{name}", LATE, "s2")
        with office.app.write() as uow:
            office.app.casework.assign(uow, key, staff, role, office.by().today, office.by())

    assert [("overdue", "of-Vera")] == told(standing(office, "Vera"))
    assert [("overdue", "of-Joost")] == told(standing(office, "Joost"))
    assert not standing(office, "Vera").every_day


def test_a_substitute_is_told_for_whom(office):
    bert = office.joins("Bert", "coordinator")
    office.client("A", LATE, "s2")
    office.now = morning(TODAY.isoformat())
    office.goes_away("s2", "2026-05-29", bert)

    assert [("A", "Anna")] == [(line.ref, line.instead_of) for line in standing(office, "Bert").lines]


def test_without_a_substitute_the_other_coordinators_are_told(office):
    office.joins("Bert", "coordinator")
    office.client("A", LATE, "s2")
    office.now = morning(TODAY.isoformat())
    office.goes_away("s2")

    assert [("overdue", "A")] == told(standing(office, "Bert"))


def test_what_is_closed_is_not_looked_at(office):
    office.client("A", LATE, "s2")
    office.closes("t1")

    assert (0, []) == (standing(office).looked_at, told(standing(office)))


def test_a_fact_that_is_missing_is_asked_for_once(office):
    office.client("A", "", "s2")

    found = standing(office)

    assert ["Verleend op"] == [line.asks.nl for line in found.lines]


def test_who_has_seen_a_reminder_is_named(office):
    office.client("A", LATE, "s2")
    office.now = morning("2026-05-11")
    with office.app.write() as uow:
        seen = ev.ReminderAcknowledged("t1/aanvragen#2/before-1w.0")
        uow.append(said_stream("t1"), [(seen, date(2026, 5, 11))], office.stamp)

    assert ("Beheer", date(2026, 5, 11)) == standing(office).lines[0].seen


def test_a_team_leader_gets_the_team_and_only_weekly_its_figures(office):
    office.joins("Thea", "teamleider")
    office.client("A", LATE, "s2")

    found = standing(office, "Thea")

    assert ([], [("overdue", "A", "Anna")]) == (told(found), [(e.group, e.ref, e.coordinator) for e in found.team])
    assert found.week is None
    assert standing(office, "Thea", weekly=True).week is not None
    assert standing(office, "Anna", weekly=True).week is None


def test_more_trajectories_take_no_more_queries(office):
    office.client("A", LATE, "s2")
    few = queries(office)
    office.clients([f"B-{number}" for number in range(30)], LATE, ["s2"])

    assert (few, 31) == (queries(office), standing(office).looked_at)


def queries(office):
    asked = []
    engine = office.app.store.engine
    event.listen(engine, "before_cursor_execute", listener := lambda *given: asked.append(given[2]))
    standing(office)
    event.remove(engine, "before_cursor_execute", listener)
    return len(asked)


# the week


def test_the_week_counts_what_each_has_and_what_is_overdue(either):
    office = either
    bert = office.joins("Bert", "coordinator")
    office.clients(["A", "B"], LATE, ["s2"])
    office.clients(["C"], FAR, [bert])
    office.client("D", LATE)

    assert [("", 1, 1, 1), ("Anna", 2, 2, 2), ("Bert", 1, 1, 0)] == [each[:4] for each in week(office).loads]


def test_silence_is_told_where_something_is_on_and_counted_elsewhere(office):
    office.clients(["A"], LATE, ["s2"])
    office.clients(["B"], "2026-04-20", ["s2"])  # Due in July: nothing to do for 30 days.
    office.clients(["C"], "", ["s2"])
    office.now = morning("2026-04-20")
    office.clients(["D"], LATE, ["s2"])  # 28 days ago

    found = week(office)

    assert [("A", "Aanvragen"), ("C", "Verleend op")] == [(each.ref, each.label.nl) for each in found.quiet]
    assert 1 == found.resting


def test_thirty_days_is_the_first_day_of_silence(office):
    office.now = morning("2026-04-18")
    office.client("A", LATE, "s2")
    office.now = morning("2026-04-19")
    office.client("B", LATE, "s2")

    assert ["A"] == [each.ref for each in week(office).quiet]


def test_a_rule_that_never_spoke_is_told_once_nothing_is_on_its_way(either):
    office = either
    office.now = morning("2026-05-15")
    office.client("A", LATE, "s2")  # of a batch, overdue by then; nothing of that is sent, so next on Tuesday 19 May
    with office.app.write() as uow:
        decide(uow, office.app.casework, by_batch(uow, office.app.casework, ["t1"]), "none", office.by())
    before = week(office)
    office.tick("2026-05-19")
    after = week(office)

    assert [("aanvragen", 1, date(2026, 5, 12))] == [each[1:2] + each[3:5] for each in before.never_told]
    assert ((), 0) == (after.never_told, after.to_come)


def test_a_rule_whose_first_reminder_is_still_to_come_is_only_counted(office):
    office.client("A", FAR, "s2")

    assert ((), 1) == (week(office).never_told, week(office).to_come)


def test_the_week_says_who_is_away_and_which_role_nobody_holds(office):
    bert = office.joins("Bert", "coordinator")
    office.now = morning(TODAY.isoformat())
    office.goes_away("s2", "2026-05-29", bert)

    found = week(office)

    assert [("Anna", date(2026, 5, 29), "Bert")] == [tuple(each) for each in found.away]
    assert ("jurist", "teamleider") == found.vacant


def test_a_substitute_who_is_not_there_stands_in_for_nobody(office):
    """Bert was to stand in for Anna, and is away himself; then he is there, without a role, and hears nothing."""
    bert, carl = office.joins("Bert", "coordinator"), office.joins("Carl", "coordinator")
    office.now = morning(TODAY.isoformat())
    office.goes_away("s2", "2026-05-29", bert)
    office.goes_away(bert, "2026-05-29", carl)
    assert {"Anna": "Carl", "Bert": "Carl"} == {each.name: each.substitute for each in week(office).away}

    office.leaves(carl, "coordinator")
    assert {"Anna": "", "Bert": ""} == {each.name: each.substitute for each in week(office).away}


def test_a_window_that_opened_unspoken_is_not_said_to_have_ended():
    opened = NeverTold(Words("Proef", "Trial"), "kan", Words("Kan", "May"), 2, date(2026, 2, 3), None, opens=True)

    assert "2 running, possible since 3 February, no reminder is planned" == never_told(opened, date(2026, 3, 2), "en")
    assert "2 lopend, kan sinds 3 februari, er staat geen herinnering klaar" == never_told(
        opened, date(2026, 3, 2), "nl"
    )


def test_a_team_leader_is_told_how_to_see_what_is_only_counted():
    a_line = DigestLine("overdue", "A", "t1", Words("Proef"), "t1/kan#1", Words("Kan"), date(2026, 2, 3))

    assert "     traject due --coordinator 'Anna de Wit'" in team(
        [a_line, a_line._replace(coordinator="Anna de Wit")], set(), date(2026, 3, 2), "nl"
    )
    assert not [each for each in team([a_line], set(), date(2026, 3, 2), "nl") if "--coordinator" in each]


def test_the_figures_are_of_one_municipality(office):
    office.client("A", LATE, "s2")

    assert (1, 0) == (len(week(office, "any").loads), len(week(office, "leiden").loads))
    assert timedelta(0) == week(office).today - TODAY
