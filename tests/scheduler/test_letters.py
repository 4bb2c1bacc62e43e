"""What a reminder says."""

import pytest

from scheduler.letters import compose, distance, item_of, long_day, span
from scheduler.reminders import plan
from tests.scheduler.cases import a_case, a_colleague, a_workflow, a_workflow_that_waits, day, fact
from trajectories import events as ev


def items(*stands_in_for, **rule):
    """One term due on Tue 12 May 2026."""
    compiled = a_workflow({"aanvragen": {"remind": [{"on_due": True}], **rule}})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))
    return [item_of(written, planned, "WL-0007", stands_in_for) for planned in plan(written)]


def question():
    written = a_case(a_workflow({"aanvragen": {"remind": [{"on_due": True}]}}))
    return [item_of(written, planned, "WL-0007") for planned in plan(written)]


def body(found, today="2026-06-03", lang="nl"):
    return " ".join(compose(lang, a_colleague(), found, day(today)).body.split())


def test_a_reminder_says_who_what_when_why_and_what_to_do():
    advice = {"nl": "Dien de aanvraag in.", "en": "File the request."}

    message = compose("nl", a_colleague(), items(advice=advice), day("2026-06-03"))

    assert ("anna@voorbeeld.nl", "Anna") == (message.to, message.name)
    assert "Aanvragen: 3 weken over tijd (WL-0007)" == message.subject
    assert (
        """Dag Anna,

Dit vraagt uw aandacht: 1 termijn over tijd.

OVER TIJD

1. Aanvragen: 3 weken over tijd
   Cliënt WL-0007, traject t1 (Proeftraject)
   De laatste dag was dinsdag 12 mei 2026.
   Wat u kunt doen: Dien de aanvraag in.
     traject show t1
   Waarom: regel X1, Proefwet art. 1 (staat in de wet).
   Hoe dit is berekend: traject why t1/aanvragen#2

--\N{SPACE}
Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel
het dan uw teamleider.
"""
        == message.body
    )


def test_what_is_not_verified_says_so():
    assert "algemene kennis (niet geverifieerd: ga dit eerst na)" in body(items(source="gis"))
    assert "(unverified: check this first)" in body(items(source="gis"), lang="en")


def test_who_stands_in_is_told_why():
    assert (
        "omdat dit traject geen juridisch begeleider en geen coördinator heeft. Wijs iemand aan: "
        "traject assign t1 NAAM --as jurist traject assign t1 NAAM --as coordinator"
    ) in body(items("jurist", "coordinator"))


def test_an_open_question_says_what_to_record_and_how():
    message = compose("en", a_colleague(), question(), day("2026-01-12"))

    assert "Fact op: not recorded yet (WL-0007)" == message.subject
    assert "     traject fact set t1 op YYYY-MM-DD\n" in message.body
    assert "NOT KNOWN YET" in message.body


def test_a_stage_that_waits_for_someone_says_whom_to_ask_and_not_to_resume():
    """No decision suspended it, so none lets it run again: the next step does."""
    waiting = ("2026-03-02", ev.StageEntered("wachten", "begin", "wacht"))
    written = a_case(a_workflow_that_waits(), ("2026-02-12", fact("2026-02-12")), waiting)

    told = body([item_of(written, planned, "WL-0007") for planned in plan(written)], "2026-03-30", lang="en")

    assert "stands still as long as we wait for: the IND" in told
    assert "traject advance t1" in told
    assert "traject resume" not in told


def test_several_are_grouped_with_the_overdue_first():
    late, soon = items(), items(term="6 months")

    message = compose("nl", a_colleague(), [*question(), *soon, *late], day("2026-06-03"))

    assert "traject: 1 termijn over tijd, 1 termijn die eraan komt, 1 open vraag" == message.subject
    headings = [line for line in message.body.splitlines() if line.isupper()]
    assert ["OVER TIJD", "KOMT ERAAN", "NOG NIET BEKEND"] == headings


def test_a_window_is_never_overdue():
    found = items(moment="opens")

    assert "KOMT ERAAN 1. Aanvragen: sinds 3 weken" in body(found)
    assert "Dit kan sinds dinsdag 12 mei 2026." in body(found)
    assert "Dit kan vanaf dinsdag 12 mei 2026." in body(found, "2026-05-11")


@pytest.mark.parametrize(
    "today, nl, en",
    [
        ("2026-04-21", "nog 3 weken", "3 weeks left"),
        ("2026-05-11", "nog 1 dag", "1 day left"),
        ("2026-05-12", "vandaag", "today"),
        ("2026-05-13", "1 dag over tijd", "1 day overdue"),
        ("2028-05-20", "2 jaar over tijd", "2 years overdue"),
    ],
)
def test_distance_is_said_as_people_say_it(today, nl, en):
    assert nl == distance(day("2026-05-12"), day(today), "nl")
    assert en == distance(day("2026-05-12"), day(today), "en")


@pytest.mark.parametrize(
    "days, text",
    [(13, "13 dagen"), (14, "2 weken"), (60, "8 weken"), (61, "2 maanden"), (729, "23 maanden"), (730, "2 jaar")],
)
def test_a_span_is_rounded_down(days, text):
    assert text == span(days, "nl")


def test_a_day_is_written_out():
    assert "dinsdag 23 april 2019" == long_day(day("2019-04-23"), "nl")
    assert "Tuesday 23 April 2019" == long_day(day("2019-04-23"), "en")
