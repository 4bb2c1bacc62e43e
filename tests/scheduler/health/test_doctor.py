"""What is wrong with a scheduler, from values: each check by itself. On real databases it stands in cli/test_doctor."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scheduler.health.collect import FEW, SAMPLE, calendar_known_until, sampled
from scheduler.health.doctor import CHECKS, exit_code, findings
from scheduler.health.own_answers import OwnAnswer
from scheduler.health.queries import Audience, Place, Tick, Underway
from scheduler.health.recorded_facts import DoubtfulFact
from scheduler.health.snapshot import AudienceToday, Keeping, Replayed, Room, RuleFigures, Snapshot, as_figures
from scheduler.health.without_ground import WithoutGround
from scheduler.outbox.witness_mail import Unreached
from scheduler.planning.pace import Trouble
from trajectories.people.questions import Question
from trajectories.service.missing import MissingCase
from workflows.calendar import builtin_calendar

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # Monday
HOUR = timedelta(hours=1)


def a_tick(ago: timedelta, problem: str = "", *, ended: bool = True, node: str = "knoop-1") -> Tick:
    at = NOW - ago
    return Tick(f"token-{ago}", node, at, at, at if ended else None, 12, problem)


def a_message(state: str, problem: str = "") -> Underway:
    claimed_at, leased_until = "2026-03-02T08:00:00.000000Z", "2026-03-02T08:05:00.000000Z"
    return Underway("m1", "s2", state, "daily", 1, claimed_at, leased_until, "", problem)


KEPT = Keeping(NOW - 900 * HOUR, NOW - 24 * HOUR, Room(10**10, 10**9), 0)
WELL = Snapshot(
    now=NOW,
    machine_now=NOW,
    database_now=NOW,
    is_sandbox=False,
    every_minutes=5,
    channel="smtp",
    missing_settings=(),
    ticks=[a_tick(timedelta(minutes=4))],
    due=0,
    sent=3,
    late=[],
    abandoned=[],
    messages=[],
    last_recorded_at=NOW - HOUR,
    never_said_again=[],
    without_a_voice=[],
    only_asked=[],
    told=[AudienceToday(Audience("t1", ("coordinator",), 4), nobody=False, vacant=())],
    without_address=(),
    calendar_until=date(2028, 12, 31),
    calendar_must_reach=date(2027, 9, 2),
    newer_calendar=False,
    dead_ends=[],
    broken_definitions=[],
    trajectories=1,
    replayed=[Replayed("t1")],
    rules={"proef/aanvragen": None},
    people_differ=[],
    rows_differ=[],
    missing_cases=[],
    questions=[],
    doubtful_facts=[],
    facts_apart=[],
    without_ground=[],
    same_refs=[],
    mail_trouble=None,
    unheard_of=[],
    office_differs=[],
    events_missing=[],
    unreached_witnesses=[],
    keeping=KEPT,
)

WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "witness_not_mailed": (
        {"unreached_witnesses": [Unreached("w1", "the mail server refuses the recipient's address")]},
        7,
    ),
    "no_tick": ({"ticks": [a_tick(HOUR)]}, 7),
    "tick_fails": ({"ticks": [a_tick(HOUR / 60, "OperationalError"), a_tick(HOUR / 10)]}, 7),
    "stuck_claim": ({"abandoned": ["m1"]}, 7),
    "late_reminders": ({"late": ["t1/aanvragen#2/before-1m.0"]}, 7),
    "unreached": ({"replayed": [Replayed("t1", unreached=("t1/aanvragen#2/before-1m.0",))]}, 8),
    "unplanned": ({"replayed": [Replayed("t1", unplanned=("t1/aanvragen#2/before-1m.0",))]}, 8),
    "no_voice": ({"without_a_voice": ["t1"]}, 7),
    "no_recipient": ({"told": [AudienceToday(Audience("t1", ("jurist",), 2), nobody=True, vacant=())]}, 7),
    "no_address": ({"without_address": ("s2",)}, 7),
    "channel_not_set_up": ({"missing_settings": ("TRAJECT_SMTP_HOST",)}, 7),
    "unknown_deliveries": ({"messages": [a_message("unknown")]}, 7),
    "failed_deliveries": ({"messages": [a_message("failed", "the mail server does not answer")]}, 7),
    "mail_server": ({"mail_trouble": Trouble(NOW - HOUR, 4, "no answer", False, NOW + HOUR, "")}, 7),
    "clock_jump": ({"machine_now": NOW + HOUR}, 7),
    "restore_unsettled": ({"keeping": KEPT._replace(waiting=3)}, 7),
    "disk_nearly_full": ({"keeping": KEPT._replace(room=Room(19 * 10**8, 10**9))}, 7),
    "no_backup": ({"keeping": KEPT._replace(last_backup=NOW - 169 * HOUR)}, 7),
    "calendar_short": ({"calendar_until": date(2026, 12, 31)}, 3),
    "fact_impossible": ({"doubtful_facts": [DoubtfulFact("t1", "verleend_op", 3, is_impossible=True)]}, 7),
    "dead_end": ({"dead_ends": [Place("hash", "proef", "wacht", 2, "t1")]}, 3),
    "projection_differs": ({"replayed": [Replayed("t1", state_differs=True)]}, 8),
    "people_differ": ({"people_differ": ["s2"]}, 8),
    "office_differs": ({"office_differs": ["calendar"]}, 8),
    "events_missing": ({"events_missing": ["t1"]}, 8),
    "rows_differ": ({"rows_differ": ["deadline t1/beslissing#2 (due_on)"]}, 8),
    "case_missing": ({"missing_cases": [MissingCase("inburgering", "p2", "t1", "C2")]}, 7),
    "definition_missing": ({"broken_definitions": ["ab" * 32]}, 8),
}
ASKED = Question("q1", "transfer", "moved", "h1", "", "", "leiden", "", date(2026, 3, 2), "", "")
TO_KNOW: dict[str, dict[str, Any]] = {
    "tick_died": {"ticks": [a_tick(timedelta(minutes=4)), a_tick(HOUR, ended=False)]},
    "fact_unlikely": {"doubtful_facts": [DoubtfulFact("t1", "verleend_op", 3, is_impossible=False)]},
    "fact_differs": {"facts_apart": [OwnAnswer("t1", "alleen_subsidiair")]},
    "term_without_ground": {
        "without_ground": [WithoutGround("t1/ind_beslist#2", 1, date(2026, 6, 30), date(2026, 5, 1))]
    },
    "nothing_planned": {"only_asked": ["t1"]},
    "silent_deadline": {"never_said_again": ["t1/aanvragen#2"]},
    "vacant_role": {"told": [AudienceToday(Audience("t1", ("jurist",), 2), nobody=False, vacant=("jurist",))]},
    "question_open": {"questions": [ASKED]},
    "same_reference": {"same_refs": [["B-7", "b-7"]]},
    "uncertain_deliveries": {"unheard_of": ["m1"]},
}


def codes(**seen) -> list[str]:
    return [each.code for each in findings(WELL._replace(**seen))]


def test_where_all_is_well_nothing_is_found():
    assert ([], 0) == (findings(WELL), exit_code(findings(WELL)))


def test_every_check_has_a_case_here():
    assert {*WRONG, *TO_KNOW} == {each.code for each in CHECKS}


@pytest.mark.parametrize("code", WRONG)
def test_a_problem_is_found_alone_and_says_what_to_do(code):
    seen, expected = WRONG[code]

    [found] = findings(WELL._replace(**seen))

    assert (code, "problem", expected) == (found.code, found.severity, exit_code([found]))
    for words in (found.text, found.todo):
        assert words.say("nl")
        assert words.say("en")
    assert found.commands or found.examples
    assert found.amount >= 1


@pytest.mark.parametrize("code", TO_KNOW)
def test_a_notice_leaves_the_exit_code_alone(code):
    [found] = findings(WELL._replace(**TO_KNOW[code]))

    assert (code, "notice", 0) == (found.code, found.severity, exit_code([found]))


def test_the_gravest_finding_gives_the_exit_code():
    seen = {**WRONG["no_tick"][0], **WRONG["dead_end"][0]}
    assert 7 == exit_code(findings(WELL._replace(**seen)))
    assert 8 == exit_code(findings(WELL._replace(**seen, **WRONG["unreached"][0])))


# ticks


@pytest.mark.parametrize(
    "every, minutes, expected", [(5, 29, []), (5, 31, ["no_tick"]), (60, 179, []), (60, 181, ["no_tick"])]
)
def test_a_tick_may_be_three_rounds_late_and_half_an_hour_always(every, minutes, expected):
    assert expected == codes(every_minutes=every, ticks=[a_tick(timedelta(minutes=minutes))])


def test_without_any_tick_nobody_looks():
    assert ["no_tick"] == codes(ticks=[])


def test_an_office_that_was_made_just_now_is_no_alarm():
    [found] = findings(WELL._replace(ticks=[], trajectories=0))

    assert ("no_tick", "notice", 0) == (found.code, found.severity, exit_code([found]))


def test_roles_are_told_in_the_words_of_the_field():
    alone = AudienceToday(Audience("t1", ("jurist", "teamleider"), 2), nobody=True, vacant=())

    [found] = findings(WELL._replace(told=[alone]))

    nl = "Herinneringen voor niemand: 2. Er is geen juridisch begeleider, geen teamleider en geen beheerder."
    assert nl == found.text.nl
    assert "There is no jurist, no team leader and no administrator." in found.text.en


def test_a_channel_that_nobody_knows_is_no_channel():
    assert ["channel_not_set_up"] == codes(channel="pigeon")


def test_ticks_that_break_off_do_not_count_as_looking():
    failing = [a_tick(timedelta(minutes=minute), "VersionConflict") for minute in (1, 6, 11)]

    found = findings(WELL._replace(ticks=[*failing, a_tick(HOUR)]))

    assert ["no_tick", "tick_fails"] == [each.code for each in found]
    assert (3, True) == (found[1].amount, "VersionConflict" in found[1].text.say("en"))


def test_a_tick_that_has_only_just_begun_is_no_death():
    assert [] == codes(ticks=[a_tick(timedelta(), ended=False), a_tick(timedelta(minutes=4))])


def test_in_a_sandbox_the_age_of_a_tick_goes_by_its_own_clock():
    """Its clock stands still until somebody moves it, whatever the machine's says."""
    tick = a_tick(timedelta(minutes=4))._replace(ended_at=NOW - timedelta(days=400))

    assert [] == codes(is_sandbox=True, ticks=[tick])
    assert ["no_tick"] == codes(is_sandbox=True, ticks=[tick._replace(at=NOW - HOUR)])


# clocks


@pytest.mark.parametrize("seconds, expected", [(-61, ["clock_jump"]), (-60, []), (60, []), (61, ["clock_jump"])])
def test_a_minute_between_machine_and_database_is_allowed(seconds, expected):
    assert expected == codes(machine_now=NOW + timedelta(seconds=seconds))


def test_what_happened_later_than_now_betrays_a_clock_that_was_set_back():
    assert ["clock_jump"] == codes(last_recorded_at=NOW + 2 * JUMPED)
    assert ["no_tick", "clock_jump"] == codes(ticks=[a_tick(-JUMPED)])


JUMPED = timedelta(minutes=2)


# the calendar


def test_the_calendar_is_known_until_the_first_year_of_which_not_all_is():
    """Of 2020 to 2022 the decree days are not known; from 2023 until 2028 they are."""
    calendar = builtin_calendar()

    assert date(2019, 12, 31) == calendar_known_until(calendar, date(2018, 12, 31))
    assert date(2020, 12, 31) == calendar_known_until(calendar, date(2021, 6, 1))
    assert date(2028, 12, 31) == calendar_known_until(calendar, date(2026, 11, 22))


def test_eighteen_months_ahead_is_enough_to_the_day():
    assert [] == codes(calendar_until=date(2027, 9, 2))
    assert ["calendar_short"] == codes(calendar_until=date(2027, 9, 1))


def test_in_a_sandbox_a_short_calendar_is_something_to_know():
    [found] = findings(WELL._replace(is_sandbox=True, **WRONG["calendar_short"][0]))

    assert ("calendar_short", "notice") == (found.code, found.severity)


def test_a_calendar_that_this_release_has_is_adopted_with_init():
    def todo(newer: bool) -> tuple[str, ...]:
        [found] = findings(WELL._replace(calendar_until=date(2026, 12, 31), newer_calendar=newer))
        return found.commands

    assert ("traject init",) == todo(newer=True)
    assert ("pip install --upgrade .", "traject init") == todo(newer=False)


# what is replayed


def test_few_trajectories_are_all_replayed():
    keys = [f"t{number}" for number in range(1, FEW + 1)]
    assert keys == sampled(keys, date(2026, 3, 2))


def test_of_many_the_newest_and_others_that_differ_from_day_to_day():
    keys = [f"t{number}" for number in range(1, 2001)]
    monday, tuesday = sampled(keys, date(2026, 3, 2)), sampled(keys, date(2026, 3, 3))

    assert keys[-SAMPLE:] == monday[-SAMPLE:] == tuesday[-SAMPLE:]
    assert 2 * SAMPLE == len(set(monday)) == len(set(tuesday))
    assert monday == sampled(keys, date(2026, 3, 2))
    assert monday != tuesday


# figures


def test_the_figures_have_stable_keys():
    figures = as_figures(WELL._replace(messages=[a_message("failed"), a_message("waiting")]))

    assert (240, 12, 3, 1, 1, 0) == tuple(
        getattr(figures, key) for key in ("tick_age_seconds", "late_seconds", "sent", "failed", "waiting", "unknown")
    )
    assert {"proef/aanvragen": RuleFigures(None)} == figures.rules
    assert ("knoop-1", "2026-03-02T08:56:00.000000Z") == (figures.node, figures.last_tick_at)


# backups and disks


def test_a_new_database_a_week_long_and_a_sandbox_ever_need_no_backup():
    never = KEPT._replace(last_backup=None)
    assert [] == codes(keeping=never._replace(began_at=NOW - 167 * HOUR))
    assert ["no_backup"] == codes(keeping=never)
    assert [] == codes(keeping=never, is_sandbox=True)


def test_the_disk_of_a_server_is_not_seen_and_a_small_database_needs_some_room():
    assert [] == codes(keeping=KEPT._replace(room=None))
    assert [] == codes(keeping=KEPT._replace(room=Room(200_000_000, 10**6)))
    assert ["disk_nearly_full"] == codes(keeping=KEPT._replace(room=Room(199_999_999, 10**6)))
