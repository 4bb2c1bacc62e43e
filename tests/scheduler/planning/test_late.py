"""What was missed as it was recorded late, and what counts as recording it."""

from scheduler.planning.ladder import plan
from scheduler.planning.owed import told_lately
from tests.scheduler.cases import Told, a_case, a_workflow, a_workflow_that_waits, day, fact, sent
from trajectories.history import events as ev

WARNS = [
    {"before": "1 month", "to": "coordinator"},
    {"on_due": True, "to": "jurist"},
    {"overdue": "1 week", "every": "1 week", "to": "teamleider"},
]


def late(written):
    return {each.id.partition("/")[2]: (str(each.day), *each.roles) for each in plan(written) if each.is_late}


def a_ladder(**more):
    return a_workflow({"aanvragen": {"remind": WARNS, **more}})


# whom it is told to


def test_what_was_overdue_goes_to_the_roles_of_the_rungs_whose_day_has_come_and_from_the_last_one_on_to_all():
    """Due on Tue 12 May 2026: on Thursday the team leader is not told yet, a week later everyone is."""
    thursday, week_later = ("2026-05-14", fact("2026-02-12")), ("2026-05-20", fact("2026-02-12"))

    assert {"aanvragen#2/due.0": ("2026-05-15", "coordinator", "jurist")} == late(a_case(a_ladder(), thursday))
    assert {"aanvragen#2/overdue-1w.0": ("2026-05-20", "coordinator", "jurist", "teamleider")} == late(
        a_case(a_ladder(), week_later)
    )


def test_what_is_not_over_yet_goes_to_the_roles_of_its_own_rung():
    written = a_case(a_ladder(), ("2026-04-20", fact("2026-02-12")))

    assert {"aanvragen#2/before-1m.0": ("2026-04-20", "coordinator")} == late(written)


def test_rungs_missed_on_the_same_day_are_told_as_one():
    """Due on Sun 10 May: the rung of that day and that of the day before both fall on Friday."""
    rungs = [{"before": "1 day", "to": "coordinator"}, {"on_due": True, "to": "jurist"}]
    compiled = a_workflow({"aanvragen": {"remind": rungs, "legal": "statutory"}})

    written = a_case(compiled, ("2026-05-09", fact("2026-02-10")))

    assert {"aanvragen#2/due.0": ("2026-05-11", "coordinator", "jurist")} == late(written)


def test_it_never_waits_past_a_last_day_that_lies_ahead():
    """Written down on Sat 9 May for Sun 10 May."""
    written = a_case(a_ladder(term="0 days"), ("2026-05-09", fact("2026-05-10")))

    assert {"aanvragen#2/due.0": ("2026-05-10", "jurist")} == late(written)


# what counts as recording


def test_the_length_of_a_term_recorded_late_speaks():
    """Three months from 12 February, as becomes known on Thu 14 May 2026."""
    compiled = a_ladder(term={"months": {"fact": "maanden"}})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")), ("2026-05-20", fact(3, "maanden")))

    assert ["aanvragen#2/overdue-1w.0"] == list(late(written))


def test_a_case_opened_late_speaks_of_what_counts_from_its_opening_or_its_first_stage():
    for anchor in ({"opened": True}, {"stage": "begin"}, {"intake": True}):
        written = a_case(a_ladder(anchor=anchor), opened="2026-04-20 < 2026-01-05")

        assert 1 == len(late(written)), anchor


def test_an_earlier_day_corrected_speaks_and_the_same_day_again_does_not():
    known: Told = ("2026-02-12", fact("2026-02-12"))
    mended = ("2026-03-02", ev.EventReplaced(2, value="2025-12-12"))
    again = ("2026-04-20", fact("2026-02-12"))

    assert ["aanvragen#2/before-1m.0"] == list(late(a_case(a_ladder(), known, mended)))
    assert {} == late(a_case(a_ladder(), known, again))


def test_a_term_counted_from_another_speaks_with_it():
    compiled = a_workflow(
        {"aanvragen": {}, "daarna": {"anchor": {"deadline": "aanvragen"}, "term": "1 week", "remind": WARNS}}
    )

    assert ["daarna#2/overdue-1w.0"] == list(late(a_case(compiled, ("2026-06-01", fact("2026-02-12")))))


def test_a_pause_and_an_extension_say_nothing_of_the_past_whatever_hangs_on_them():
    """Recorded in time; then extended by three weeks on 4 May, so that a month before moves from 10 April to 1 May."""
    compiled = a_workflow(
        {
            "aanvragen": {"remind": WARNS},
            "daarna": {"anchor": {"deadline": "aanvragen"}, "term": "0 days", "remind": WARNS},
        }
    )
    known: Told = ("2026-02-12", fact("2026-02-12"))
    longer = ("2026-05-04", ev.DeadlineExtended("aanvragen", 2, by="3 weeks"))
    paused = ("2026-05-04 < 2026-04-13", ev.DeadlineSuspended("aanvragen", 2, "2026-05-03"))

    assert {} == late(a_case(compiled, known, longer))
    assert {} == late(a_case(compiled, known, paused))


def test_a_step_to_a_stage_says_nothing_of_the_past_but_that_a_term_is_over():
    """The rule matters from the stage on, entered on Mon 20 April and on Mon 25 May 2026."""
    compiled = a_workflow_that_waits(since="wachten", remind=WARNS, paused_in=[])
    known: Told = ("2026-02-12", fact("2026-02-12"))

    def entered(on):
        return a_case(compiled, known, (on, ev.StageEntered("wachten", "begin", "wacht")))

    assert {} == late(entered("2026-04-20"))
    assert ["overdue-1w.0"] == [each.partition("/")[2] for each in late(entered("2026-05-25"))]


def test_what_a_migration_brings_says_nothing_by_itself():
    over = ev.Migrated("d" * 64, "d" * 64, 1, "base", "f" * 64, "begin", "begin")

    assert {} == late(a_case(a_ladder(), ("2026-02-12", fact("2026-02-12")), ("2026-06-01", over)))
    later = ("2026-06-02", fact("2026-01-12"))
    assert late(a_case(a_ladder(), ("2026-06-01", over), later)), "what is recorded after it does"


def test_what_was_decided_of_it_holds_until_it_is_recorded_anew():
    known: Told = ("2026-06-01", fact("2026-02-12"))
    decided = ("2026-06-02", ev.PastDecided("none", [{"rule": "aanvragen", "occurrence": 2, "rungs": {}}]))
    anew = ("2026-06-03", ev.EventReplaced(2, value="2026-01-12"))

    assert late(a_case(a_ladder(), known))
    assert {} == late(a_case(a_ladder(), known, decided))
    assert late(a_case(a_ladder(), known, decided, anew))
    assert ["2026-06-02"] == [str(each.day) for each in plan(a_case(a_ladder(), known, decided))], "the next repeat"


# who heard already


def test_who_heard_a_rung_of_it_within_seven_days_is_not_told_and_others_are():
    known, mended = ("2026-02-12", fact("2026-02-12")), ("2026-04-15", ev.EventReplaced(2, value="2026-01-20"))
    said = (("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),)
    rungs = [{"before": "1 month"}, {"before": "1 week", "to": ["coordinator", "jurist"]}]
    written = a_case(a_workflow({"aanvragen": {"remind": rungs}}), known, mended, said=said)
    [only] = [each for each in plan(written) if each.is_late]

    assert "aanvragen#2/before-1w.0" == only.id.partition("/")[2]
    assert "t1/aanvragen#2/before-1m.0" == told_lately(written, only, "s1", day("2026-04-15"))
    assert "" == told_lately(written, only, "s1", day("2026-04-18"))
    assert "" == told_lately(written, only, "s2", day("2026-04-15"))


def test_that_it_is_over_is_news_to_who_heard_of_a_day_ahead():
    known, mended = ("2026-02-12", fact("2026-02-12")), ("2026-04-15", ev.EventReplaced(2, value="2025-12-12"))
    said = (("2026-04-10", sent("t1/aanvragen#2/before-1m.0", "2026-05-12")),)
    written = a_case(a_ladder(), known, mended, said=said)
    [only] = [each for each in plan(written) if each.is_late]

    assert "" == told_lately(written, only, "s1", day("2026-04-15"))


def test_said_once_it_is_not_said_again_when_the_term_is_extended():
    """Overdue on 12 May, said on 20 May; extended on 1 June until August: its rungs of before 20 May stay silent."""
    known: Told = ("2026-05-20", fact("2026-02-12"))
    said = (("2026-05-21", sent("t1/aanvragen#2/overdue-1w.0", "2026-05-12")),)
    longer = ("2026-06-01", ev.DeadlineExtended("aanvragen", 2, by="5 weeks"))

    assert {} == late(a_case(a_ladder(), known, longer, said=said))
