"""What a reminder says."""

import pytest

from scheduler.messages.dates import distance, long_day, span
from scheduler.messages.digest import Digest, DigestLine
from scheduler.messages.item import item_of
from scheduler.messages.message import compose
from scheduler.messages.weekly_overview import Away, NeverTold, Overview, Quiet
from scheduler.planning.ladder import plan
from scheduler.planning.recipients import Addressed
from tests.scheduler.cases import a_case, a_colleague, a_workflow, a_workflow_that_waits, day, fact
from trajectories.history import events as ev
from workflows.words import Words


def items(*stands_in_for, **rule):
    """One term due on Tue 12 May 2026."""
    compiled = a_workflow({"aanvragen": {"remind": [{"on_due": True}], **rule}})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))
    return [item_of(written, planned, "WL-0007", Addressed("coordinator", stands_in_for)) for planned in plan(written)]


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
   Waarom: regel X1, Proefwet art. 1 (nagezien in de wet).
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

    assert "traject: 1 over tijd, 1 komt eraan, 1 open vraag" == message.subject
    headings = [line for line in message.body.splitlines() if line.isupper()]
    assert ["OVER TIJD", "KOMT ERAAN", "NOG NIET BEKEND"] == headings


def a_line(group="coming", number=1, **more):
    due_on = {"overdue": day("2026-05-12"), "coming": day("2026-06-12")}.get(group)
    words = (f"WL-{number:04}", f"t{number}", Words("Proeftraject", "Trial"), f"t{number}/aanvragen#2")
    return DigestLine(group, *words, Words("Aanvragen", "Apply"), **{"due_on": due_on, **more})


def told(found, digest, today="2026-06-03", lang="nl", **more):
    return compose(lang, a_colleague(), found, day(today), digest, **more)


def many(number):
    return [each._replace(deadline=f"t{place}/aanvragen#2") for place in range(number) for each in items()]


def test_what_stands_besides_has_one_line_each():
    digest = Digest(41, (a_line("overdue", 8), a_line("coming", 9, opens=True)))

    message = told(items(), digest)

    assert "traject: 2 over tijd, 1 komt eraan" == message.subject
    assert "Verder:\n\n- WL-0008  Aanvragen, 3 weken over tijd (12 mei): t8/aanvragen#2\n" in message.body
    assert "KOMT ERAAN\n\n- WL-0009  Aanvragen, over 9 dagen (12 juni): t9/aanvragen#2\n" in message.body
    assert "Aan 1 daarvan wordt u vandaag herinnerd" in " ".join(message.body.split())
    assert "41 trajecten bekeken." in " ".join(message.body.split())


def test_what_the_law_sets_comes_before_what_is_later_still():
    by_law = items(legal="statutory", term="15 weeks")  # Thursday 28 May
    lines = (a_line("overdue", 8), a_line("overdue", 9, legal="statutory"))

    text = told([*items(), *by_law], Digest(4, lines)).body

    assert text.index("Aanvragen: 6 dagen over tijd") < text.index("Aanvragen: 3 weken over tijd")
    assert text.index("WL-0009  Aanvragen, 3 weken over tijd (12 mei, wettelijk)") < text.index("WL-0008")


def test_what_is_newly_said_is_not_repeated_among_what_stands():
    message = told(items(), Digest(1, (a_line("overdue", 1),)))

    assert "Aanvragen: 3 weken over tijd (WL-0007)" == message.subject
    assert "WL-0001" not in message.body


def test_a_dozen_new_things_are_all_told_in_full():
    text = told(many(12), Digest(12)).body

    assert "\n12. Aanvragen" in text
    assert "Verder:" not in text


def test_of_much_that_is_new_one_of_each_kind_is_told_in_full_and_the_rest_in_short():
    """Of every term that is overdue after a year of silence the advice is needed once."""
    text = told([*many(40), *question()], Digest(40)).body

    assert "\n1. Aanvragen: 3 weken over tijd" in text
    assert "\n2. Feit op: nog niet vastgelegd" in text
    assert "\n3. " not in text
    assert 39 == text.count("\n- WL-0007  Aanvragen, 3 weken over tijd (12 mei): t")
    said = " ".join(text.split())
    assert "Aan 41 daarvan wordt u vandaag herinnerd: 2 met uitleg, van elke soort een." in said


def test_of_very_many_kinds_the_most_urgent_are_told_in_full():
    kinds = [each._replace(label=Words(f"Term {place:02}")) for place, each in enumerate(many(20))]

    text = told(kinds, Digest(20)).body

    assert "\n12. Term" in text
    assert "\n13. " not in text
    assert 8 == text.count("\n- WL-0007  Term ")


def test_long_lists_are_cut_short_but_never_what_is_overdue():
    lines = tuple(a_line(group, number) for group in ("overdue", "coming") for number in range(47))

    text, whole = told([], Digest(94, lines)).body, told([], Digest(94, lines), whole=True).body

    assert (47, 10) == (text.count("over tijd (12 mei)"), text.count("nog 9 dagen (12 juni)"))
    assert "- en nog 37; alles staat in:\n     traject digest --all\n" in text
    assert 47 == whole.count("nog 9 dagen (12 juni)")


def test_when_there_is_nothing_to_do_it_says_so_and_that_it_comes_every_day():
    dutch = told([], Digest(412, every_day=True))
    english = told([], Digest(1, every_day=True), lang="en")

    assert "traject: niets te doen (412 trajecten bekeken)" == dutch.subject
    assert "Komt er op zo'n dag geen bericht, meld dat dan bij de beheerder." in " ".join(dutch.body.split())
    assert "traject: nothing to do (1 trajectory looked at)" == english.subject
    assert "If none comes on such a day, please tell the administrator." in " ".join(english.body.split())


def test_waiting_for_others_is_nothing_to_do():
    since, who = day("2026-05-04"), Words("de IND", "the IND")

    message = told([], Digest(2, (a_line("waiting", since=since, waits_for=who),)))

    assert "traject: niets te doen, 1 staat stil (2 trajecten bekeken)" == message.subject
    assert "- WL-0001  Aanvragen, wacht op de IND sinds 4 mei: t1/aanvragen#2" in message.body


def test_what_stands_still_until_a_known_day_says_until_when():
    line = a_line("waiting", since=day("2026-05-04"), until=day("2026-06-12"))

    assert "staat stil vanaf 4 mei tot en met 12 juni:" in " ".join(told([], Digest(1, (line,))).body.split())


def test_who_stands_in_and_who_has_seen_it_stand_on_the_line():
    line = a_line(instead_of="Bert", seen=("Vera", day("2026-05-12")))

    assert "nog 9 dagen (12 juni); voor Bert; gezien door Vera op 12 mei" in " ".join(
        told([], Digest(1, (line,))).body.split()
    )


def test_what_could_not_wait_says_why():
    found = [each._replace(urgent=True) for each in items()]

    assert "Dit wacht niet tot uw volgende bericht, want de laatste dag is dinsdag 12 mei 2026." in body(
        found, "2026-05-10"
    )
    assert "This does not wait for your next message, as the last day is Tuesday 12 May 2026." in body(
        found, "2026-05-10", lang="en"
    )


def test_a_team_leader_gets_counts_and_each_statutory_term_that_is_overdue():
    team = tuple(
        a_line(group, number, coordinator=name, legal=legal)
        for number, (group, name, legal) in enumerate(
            [
                ("overdue", "Anna", "statutory"),
                ("overdue", "Anna", "norm"),
                ("coming", "Bert", "none"),
                ("coming", "", "none"),
            ]
        )
    )

    text = told([], Digest(4, team=team, is_team=True)).body

    assert "- niet toegewezen: 1 komt eraan\n- Anna: 2 over tijd\n- Bert: 1 komt eraan\n" in text
    assert ["- WL-0000  Aanvragen, 3 weken over tijd (12 mei); Anna: t0/aanvragen#2"] == [
        line for line in text.splitlines() if "Aanvragen" in line
    ]


def a_week(**more):
    empty = Overview("westland", day("2026-06-01"), (), (), 0, (), 0, (), ())
    return Digest(4, is_team=True, every_day=True, week=empty._replace(**more))


def test_the_week_is_told_with_what_was_left_out_of_long_lists():
    term = ("Anna", "t1/aanvragen#2", Words("Aanvragen", "Apply"), day("2026-05-12"), False)
    quiet = tuple(
        Quiet(f"WL-{number}", f"t{number}", Words("Proef", "Trial"), day("2026-04-01"), *term) for number in range(20)
    )

    message = told([], a_week(quiet=quiet, resting=7), "2026-06-01")

    assert "traject, weekoverzicht: niets te doen (4 trajecten bekeken)" == message.subject
    assert "\nWEEKOVERZICHT WESTLAND\n" in message.body
    assert 15 == message.body.count("niets sinds 1 april")
    assert "- en nog 5:\n     traject overview --municipality westland\n" in message.body
    assert "Bij nog 7 trajecten is ook zo lang niets vastgelegd" in " ".join(message.body.split())


def test_the_week_says_which_rule_never_spoke_and_who_is_not_there():
    silent = NeverTold(Words("Proef", "Trial"), "aanvragen", Words("Aanvragen", "Apply"), 3, day("2026-05-12"), None)
    away = Away("Anna", day("2026-06-12"), "Bert"), Away("Cora", None, "")

    text = told([], a_week(never_told=(silent,), to_come=1, away=away, vacant=("jurist",)), "2026-06-01", "en").body

    assert "- Trial, Apply: 3 running, the first ended on 12 May, no reminder is planned\n" in text
    assert "For 1 more rule the first reminder is planned.\n" in text
    assert "- Anna is away up to and including 12 June; Bert stands in\n" in text
    assert "- Cora is away; nobody stands in\n- nobody is jurist\n" in text


def test_a_window_is_never_overdue():
    found = items(moment="opens")

    assert "KOMT ERAAN OF KAN AL 1. Aanvragen: sinds 3 weken" in body(found)
    assert "KOMT ERAAN 1. Aanvragen: over 1 dag" in body(found, "2026-05-11")
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
