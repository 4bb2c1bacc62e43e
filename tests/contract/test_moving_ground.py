"""The ground moves under reminders: each time the agenda is what a fresh plan gives, less what was said already."""

from datetime import date

import pytest

from scheduler.planning.said import said_of
from tests.contract.grounds import Crash, a_ground
from tests.scheduler.offices import BOTH
from trajectories.audit import verify
from trajectories.local_time import write_instant
from trajectories.service.office import adopt_calendar
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.errors import Refused

RECEIVED = "2026-02-16"  # Monday; 'bezwaar' is due on Mon 30 March 2026, 'beslissing' on Mon 13 April
THREE_WEEKS = "t1/bezwaar#2/before-3w.0"  # said on Mon 9 March 2026


@pytest.fixture(params=BOTH)
def ground(request: pytest.FixtureRequest):
    ground = a_ground(request)
    yield ground
    ground.app.store.close()


def of(ground, rule, key="t1"):
    """To whom what was said of one rule, for which due day."""
    return sorted(each for each in ground.said(key) if each[1].startswith(f"{key}/{rule}#"))


# anchors


def test_an_anchor_corrected_forward_takes_its_reminders_along(ground):
    """Received four weeks later than thought: warned of on Thu 2 April 2026, before Good Friday."""
    key = ground.opens(RECEIVED)
    ground.on("2026-03-09").tick()
    assert [THREE_WEEKS] == [reminder for _, reminder, _ in of(ground, "bezwaar")]

    ground.corrects(key, 2, value="2026-03-16")

    assert "2026-04-02" == ground.day_of(THREE_WEEKS)
    ground.must_hold()
    ground.on("2026-04-02").tick()
    assert ["2026-03-30", "2026-04-28"] == [due_on for _, _, due_on in of(ground, "bezwaar")]
    ground.must_lose_nothing()


def test_an_anchor_corrected_back_says_the_last_warning_missed_and_no_other(ground):
    """Received three weeks earlier than thought: due on Mon 9 March; both warnings had passed on Fri 6 March."""
    key = ground.opens(RECEIVED)

    ground.on("2026-03-06").corrects(key, 2, value="2026-01-26")

    assert {
        "t1/bezwaar#2/before-1w.0": "2026-03-06",
        "t1/bezwaar#2/due.0": "2026-03-09",
        "t1/bezwaar#2/overdue-3d.0": "2026-03-12",
    } == {each.id: str(each.day) for each in ground.owed() if each.name == "bezwaar"}
    ground.must_hold()
    ground.must_lose_nothing()


def test_an_anchor_taken_back_leaves_only_the_question(ground):
    key = ground.opens()
    ground.sets(key, "ontvangen_op", RECEIVED)
    ground.on("2026-03-09").tick()

    ground.corrects(key, 2, void=True)

    assert {"ask"} == {each.rung for each in ground.owed()}
    ground.must_hold()
    ground.must_lose_nothing()


def test_a_fact_recorded_again_starts_a_new_term_with_a_ladder_of_its_own(ground):
    """What was said of the first is not said of the second; what was snoozed of the first is not snoozed."""
    key = ground.opens(RECEIVED)
    ground.on("2026-03-09").tick()
    ground.snoozes("t1/bezwaar#2", date(2026, 3, 30))

    ground.on("2026-03-10").sets(key, "ontvangen_op", "2026-03-10")

    assert {"t1/bezwaar#3/before-3w.0": "2026-03-31"}.items() <= {
        each.id: str(each.day) for each in ground.owed()
    }.items()
    ground.must_hold()
    ground.must_lose_nothing()


# stages


def test_a_stage_entered_again_starts_its_term_again(ground):
    """Handling began on 16 February and again on Mon 9 March 2026: warned of a week later, each once."""
    key = ground.opens(RECEIVED)
    ground.assigns(key, "Anna", "coordinator")
    ground.advances(key, "begin")
    ground.on("2026-02-23").tick()
    ground.on("2026-03-02").advances(key, "wacht")
    ground.must_hold()

    ground.on("2026-03-09").advances(key, "verder")

    [first] = [reminder for _, reminder, _ in of(ground, "gesprek")]
    ground.on("2026-03-16").tick()
    [again] = [reminder for _, reminder, _ in of(ground, "gesprek") if reminder != first]
    assert again.endswith("/anchor-1w.0")
    ground.must_hold()
    ground.must_lose_nothing()


# between claim and hand-over

MEANWHILE = {
    "closed": lambda ground, key: ground.closes(key),
    "suspended": lambda ground, key: [ground.suspends(key, rule) for rule in ("bezwaar", "beslissing")],
    "extended": lambda ground, key: ground.extends(key, "beslissing", "2 weeks"),
    "snoozed": lambda ground, key: [
        ground.snoozes(f"{key}/{rule}#2", date(2026, 3, 25)) for rule in ("bezwaar", "beslissing")
    ],
    "migrated": lambda ground, key: ground.goes_over(key, 2),
}


@pytest.mark.parametrize("what", list(MEANWHILE))
def test_what_happens_while_a_reminder_is_being_claimed_is_what_counts(ground, what):
    """On Mon 16 March 2026 two people hear of two clients; while the first message goes out, the other's ground moves.

    Anna has t1 and Bob t2; of whose message goes out second nothing old is said.
    """
    mine, other = ground.opens(RECEIVED), ground.opens(RECEIVED)
    ground.assigns(mine, "Anna", "coordinator")
    ground.assigns(other, "Bob", "coordinator")
    moved: list[str] = []

    def meanwhile(message):
        if not moved:
            key = {"Anna": other, "Bob": mine}.get(message.name, mine)
            moved.append(key)
            MEANWHILE[what](ground, key)

    ground.on("2026-03-16").tick(meanwhile)

    ground.must_hold()
    ground.must_lose_nothing()
    [key] = moved
    written = ground.dossier(key)
    if what == "closed":
        assert [] == [each for each in ground.owed() if each.trajectory == key]
    assert all(each.on >= date(2026, 3, 16) for several in said_of(written).values() for each in several)


def test_a_term_snoozed_while_its_message_is_under_way_is_said_once_when_the_snooze_is_over(ground):
    """The tick dies before the mail server answers; before the next one the jurist has snoozed the term."""
    ground.opens(RECEIVED)

    def dies(message):
        raise Crash

    with pytest.raises(Crash):
        ground.on("2026-03-09").tick(dies)
    ground.snoozes("t1/bezwaar#2", date(2026, 3, 18))
    ground.in_time()
    ground.tick()

    assert [] == of(ground, "bezwaar")
    ground.must_hold()
    ground.in_time()
    ground.on("2026-03-18").tick()
    assert [THREE_WEEKS] == [reminder for _, reminder, _ in of(ground, "bezwaar")]
    ground.must_lose_nothing()


def test_a_reminder_seen_while_its_repeat_is_being_claimed_is_not_repeated(ground):
    """Overdue since 13 April 2026, said on the 20th; on Mon 27 April it is seen while others are told."""
    ground.opens(RECEIVED)
    ground.on("2026-04-20").tick()
    repeat = "t1/beslissing#2/overdue-1w.0"
    assert repeat in ground.sent("t1")
    seen: list[str] = []

    def meanwhile(message):
        if not seen:
            seen.append(message.key)
            ground.acknowledges(repeat)

    ground.on("2026-04-28").tick(meanwhile)

    ground.must_hold()
    ground.must_lose_nothing()


def test_a_deadline_that_was_seen_silences_what_was_told_and_not_what_went_with_it(ground):
    """After weeks without ticks the overdue rung of Mon 4 May 2026 is told, and all before it with it.

    Twenty working days on, past Liberation Day, Ascension and Whit Monday, is Thu 4 June.
    """
    ground.opens(RECEIVED)
    ground.on("2026-05-04").tick()
    assert "t1/beslissing#2/overdue-1w.2" in ground.sent("t1")

    answered = ground.acknowledges("t1/beslissing#2")

    assert "t1/beslissing#2/overdue-1w.2" == answered.silence.of
    assert "2026-06-04" == ground.day_of("t1/beslissing#2/overdue-1w.3")


# rules that come and go


@pytest.mark.parametrize("how", ["recompute", "keep"])
def test_a_rule_that_comes_and_one_that_goes_with_a_migration(ground, how):
    """The report is asked for no longer, aftercare is new, the decision has another name, length and ladder."""
    key = ground.opens(RECEIVED)
    ground.on("2026-03-16").tick()
    said = ground.said(key)
    ground.snoozes("t1/bezwaar#2", date(2026, 3, 27))

    ground.on("2026-03-17").goes_over(key, 2, how=how)

    names = {each.name for each in ground.owed()}
    assert {"besluit", "bezwaar", "nazorg"} == names
    assert "2026-03-27" == ground.day_of("t1/bezwaar#2/before-1w.0")
    ground.must_hold()
    ground.on("2026-03-18").goes_over(key, 1, how=how)
    ground.must_hold()
    assert len(said) == len(ground.said(key))
    assert "2026-03-27" == ground.day_of("t1/bezwaar#2/before-1w.0")
    ground.must_lose_nothing()


def test_what_was_seen_and_snoozed_keeps_its_place_when_its_deadline_gets_another_name(ground):
    """Seen on Tue 21 April 2026, so quiet for twenty working days (not 27 April, 5 and 14 May)."""
    key = ground.opens(RECEIVED)
    ground.on("2026-04-20").tick()
    ground.on("2026-04-21").acknowledges("t1/beslissing#2/overdue-1w.0")
    quiet = ground.day_of("t1/beslissing#2/overdue-1w.1")
    assert "2026-05-22" == quiet

    ground.goes_over(key, 2, how="keep")

    assert quiet == ground.day_of("t1/besluit#2/overdue-1w.1")
    ground.snoozes("t1/besluit#2", date(2026, 6, 1))
    ground.must_hold()
    ground.on("2026-04-22").goes_over(key, 1, how="keep")
    assert "2026-06-01" == ground.day_of("t1/beslissing#2/overdue-1w.1")
    ground.must_hold()
    ground.rebuilds()
    ground.must_hold()
    with ground.app.write() as uow:
        uow.set_setting("clock", write_instant(ground.now))  # as its commands would have left it
        assert verify.verify(uow).ok
    ground.must_lose_nothing()


# the calendar


def test_a_calendar_with_a_new_decree_day_moves_every_reminder_at_once(ground):
    """Mon 30 March 2026 is made equal to a holiday by decree: the term in law ends a day later, without a rebuild."""
    key = ground.opens(RECEIVED)
    known = builtin_calendar()
    text = known.text.replace('"2026-05-15"', '"2026-03-30","2026-05-15"')
    assert text != known.text

    with ground.work() as (casework, uow):
        assert adopt_calendar(casework, uow, WorkCalendar.from_text(text), ground.by)

    due_on = next(each.due_on for each in ground.dossier(key).deadlines if each.name == "bezwaar")
    assert date(2026, 3, 31) == due_on
    assert [("2026-03-31",)] == ground.rows("select due_on from deadline where name = 'bezwaar'")
    assert {("2026-03-31",)} == set(ground.rows("select due_on from agenda where deadline = 't1/bezwaar#2'"))
    ground.must_hold()
    ground.must_lose_nothing()


# what may not be


def test_a_term_in_law_that_stands_still_may_be_snoozed_and_speaks_by_its_last_day_once_it_runs(ground):
    """Suspended on 17 February without an end there is no last day; run again on 2 March 2026 it ends on Sun 12 April.

    The law makes that Monday; the rung of the day itself goes out on Friday, and takes along what was kept back.
    """
    ground.opens(RECEIVED)
    ground.on("2026-02-17").suspends("t1", "bezwaar")
    ground.snoozes("t1/bezwaar#2", date(2026, 5, 8))
    ground.must_hold()

    ground.on("2026-03-02").resumes("t1", "bezwaar")

    assert "2026-04-10" == ground.day_of("t1/bezwaar#2/before-1w.0") == ground.day_of("t1/bezwaar#2/due.0")
    ground.must_hold()
    with pytest.raises(Refused, match="2026-04-13"):
        ground.snoozes("t1/bezwaar#2", date(2026, 4, 14))
    ground.must_lose_nothing()
