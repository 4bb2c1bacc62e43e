"""Every open case has a voice: where nothing else in it speaks, it is asked how it stands."""

from datetime import date
from typing import Any

import pytest

from scheduler.health.queries import only_asked_how_it_stands, without_a_voice
from scheduler.messages.item import item_of
from scheduler.messages.item_text import item_in_full
from scheduler.messages.weekly_overview import overview_of
from scheduler.planning.ladder import plan
from tests.builders import Desk
from trajectories.casework.commands import WaiveTask
from trajectories.people.staff import staff_on
from workflows.errors import Refused
from workflows.language.nothing_planned import NOTHING_PLANNED
from workflows.words import Lang


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


def told(desk: Desk, key: str) -> list[str]:
    return [f"{each.day} {each.name} {each.rung}.{each.repeat}" for each in plan(desk.dossier(key))]


def answered(desk: Desk) -> str:
    """A case of an office's own making: its only question is answered, and the term that follows reminds nobody."""
    key = desk.open("proefmens", desk.client("C1", "1990-05-01"))
    desk.fact(key, "getekend_op", "2026-02-20")
    return key


def test_a_case_whose_only_question_was_answered_is_asked_how_it_stands(desk: Desk):
    """Twenty working days from Monday 2 March: Monday 30 March."""
    key = desk.open("proefmens", desk.client("C1", "1990-05-01"))
    assert NOTHING_PLANNED not in [each.name for each in desk.dossier(key).deadlines], "the question is a voice"

    desk.fact(key, "getekend_op", "2026-02-20")

    assert ["2026-03-30 niets_gepland due.0", "2026-04-30 niets_gepland overdue-20wd.0"] == [
        each for each in told(desk, key) if NOTHING_PLANNED in each
    ]
    with desk.read() as uow:
        assert ([], [key]) == (without_a_voice(uow), only_asked_how_it_stands(uow))


def test_whatever_is_done_next_ends_the_question_and_the_days_begin_anew(desk: Desk, clock):
    key = answered(desk)
    first = desk.dossier(key).deadlines[-1]
    clock.noon(date(2026, 3, 16))
    desk.fact(key, "getekend_op", "2026-02-27")

    again = desk.dossier(key).deadlines[-1]
    assert (NOTHING_PLANNED, NOTHING_PLANNED) == (first.name, again.name)
    assert (date(2026, 3, 30), date(2026, 4, 15)) == (first.due_on, again.due_on)
    assert first.id != again.id


def test_a_term_that_runs_is_voice_enough(desk: Desk):
    key = desk.open("inburgering", desk.client("C1", "1990-05-01"))
    desk.fact(key, "inburgeringsplichtig_op", "2026-02-20")

    assert NOTHING_PLANNED not in [each.name for each in desk.dossier(key).deadlines]


def test_a_closed_case_asks_nothing(desk: Desk):
    key = answered(desk)

    desk.close(key, "gestopt")

    assert [] == told(desk, key)
    with desk.read() as uow:
        assert ([], []) == (without_a_voice(uow), only_asked_how_it_stands(uow))


def test_a_stage_that_waits_for_someone_outside_says_when_to_ask_after_it(desk: Desk, clock):
    """A document was asked for from the municipality: every four weeks someone asks whether it is there."""
    key = desk.open("reisdocument", desk.client("C1", "1990-05-01"))
    trigger = next(iter(desk.dossier(key).compiled.passages["voorbereiding"]))
    desk.advance(key, trigger)

    assert ["2026-03-30 review_aangevraagd due.0", "2026-04-28 review_aangevraagd overdue-4w.0"] == told(desk, key)
    clock.noon(date(2026, 3, 30))
    desk.task(key, "review_aangevraagd")
    assert ["2026-04-24 review_aangevraagd due.0"] == [
        each for each in told(desk, key) if "due.0" in each and "over" not in each
    ]


@pytest.mark.parametrize("lang, any_", [("nl", "NUMMER"), ("en", "ID")])
def test_the_message_of_a_review_names_its_own_case(desk: Desk, lang: Lang, any_: str):
    """The text of the definition speaks of any case; the command in a message is one to copy."""
    desk.colleague("Wes", "coordinator")
    key = desk.open("reisdocument", desk.client("C1", "1990-05-01"))
    desk.advance(key, next(iter(desk.dossier(key).compiled.passages["voorbereiding"])))
    planned = next(each for each in plan(desk.dossier(key)) if each.name == "review_aangevraagd")

    text = item_in_full(1, item_of(desk.dossier(key), planned, "C1"), planned.day, lang)

    assert f"     traject task done {key} review_aangevraagd" in text
    assert not any(any_ in each for each in text)


def test_the_review_of_an_optional_programme_is_told_in_the_overview_of_the_week(desk: Desk, clock):
    """Asked every six months: it stands there from thirty days before, and until someone answers."""
    key = desk.open("fietslessen", desk.client("C1", "1990-05-01"))

    def quiet() -> list[str]:
        with desk.read() as uow:
            found = overview_of(uow, "", desk.by.today, staff_on(uow, desk.by.today))
        return [f"{each.deadline} {each.due_on}" for each in found.quiet]

    clock.noon(date(2026, 7, 31))
    assert [] == quiet()
    for day in (date(2026, 8, 3), date(2026, 10, 5)):
        clock.noon(day)
        assert [f"{key}/review_ingeschreven#1 2026-09-02"] == quiet()
    desk.task(key, "review_ingeschreven")
    assert [] == quiet()


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_review_cannot_be_waived_and_the_refusal_says_what_works(desk: Desk, rounds: int):
    """It comes back as long as the stage lasts; it was said to be done already, or not to be asked for."""
    key = desk.open("reisdocument", desk.client("C1", "1990-05-01"))
    desk.advance(key, next(iter(desk.dossier(key).compiled.passages["voorbereiding"])))
    for _ in range(rounds):
        desk.task(key, "review_aangevraagd")

    with pytest.raises(Refused, match="comes back as long as this stage lasts") as refused, desk.write() as uow:
        desk.casework.waive_task(uow, WaiveTask(key, ("review_aangevraagd",), desk.by.today), desk.by, "stil")

    assert f"'traject task done {key} review_aangevraagd' begins the next round" in str(refused.value)


# what is asked for


def test_an_adult_in_westland_who_is_obliged_is_asked_for_the_notice_of_duo(desk: Desk, clock):
    """Once the day of becoming obliged is known, so that the ten weeks for the PIP cannot pass unseen."""
    key = desk.open("inburgering", desk.client("C1", "1990-05-01"), municipality="westland")

    desk.fact(key, "inburgeringsplichtig_op", "2026-02-20")

    asked = next(each for each in desk.dossier(key).deadlines if each.name == "pip_vaststellen")
    assert ("unknown", "kennisgeving_duo_op") == (asked.standing, asked.missing[0])
    assert "2026-03-09 pip_vaststellen ask.0" in told(desk, key)
    desk.fact(key, "kennisgeving_duo_op", "2026-03-02")
    desk.fact(key, "ingeschreven_brp_op", "2026-02-23")
    runs = next(each for each in desk.dossier(key).deadlines if each.name == "pip_vaststellen")
    assert date(2026, 5, 11) == runs.due_on, "ten weeks from Monday 2 March, before anyone started the intake"


def test_who_was_obliged_under_the_old_law_is_not_asked_for_it(desk: Desk):
    key = desk.open("inburgering", desk.client("C1", "1990-05-01"))

    desk.fact(key, "inburgeringsplichtig_op", "2021-12-31")

    assert "pip_vaststellen" not in [each.name for each in desk.dossier(key).deadlines]


ROADS: dict[str, list[tuple[str, dict[str, Any] | None]]] = {
    "westland": [("start_coaching", {"huurcontract_op": "2026-03-02"})],
    "leiden": [("start_coaching", {"huurcontract_op": "2026-03-02", "wacht_op_toeslagen": False})],
    "den_haag": [("start_coaching", {})],
    "hillegom": [
        ("plan_bezichtiging", {}),
        ("accepteer_woning", {"bezichtigd_op": "2026-03-02"}),
        ("dossier_aanleggen", None),
        ("start_coaching", {"huurcontract_op": "2026-03-02", "gevestigd_op": "2026-03-02"}),
    ],
    "leidschendam_voorburg": [
        ("plan_plaatsing", {}),
        ("huurcontract_voorbereiden", None),
        ("uitkering", None),
        ("inschrijving_gemeente", None),
        ("start_coaching", {"huurcontract_op": "2026-03-02", "gevestigd_op": "2026-03-02"}),
    ],
}


@pytest.mark.parametrize("municipality", ROADS)
def test_registration_and_care_insurance_begin_in_every_municipality(desk: Desk, municipality: str):
    """The day of settling is asked for at once; from when insurance is a duty is one question for the household."""
    people = [desk.client("C1", "1990-05-01"), desk.client("C2", "1991-06-02")]
    key = desk.open("vestiging", desk.household("H1", *people), municipality=municipality)
    for step, facts in ROADS[municipality]:
        desk.task(key, step) if facts is None else desk.advance(key, step, **facts)
    if municipality not in ("hillegom", "leidschendam_voorburg"):
        assert "2026-03-03 brp_inschrijven ask.0" in told(desk, key)
        desk.fact(key, "gevestigd_op", "2026-03-02")

    days = {each.name: (each.standing, each.due_on) for each in desk.dossier(key).deadlines}
    assert ("running", date(2026, 3, 9)) == days["brp_inschrijven"]  # Saturday 7 March moves to Monday
    assert ("unknown", None) == days["zorgverzekering"]
    assert ("running", date(2026, 7, 2)) == days["zorgverzekering_vroegst"]
    assert 1 == sum("zorgverzekering ask" in each for each in told(desk, key))
    desk.fact(key, "verzekeringsplichtig_op", "2026-03-02")
    days = {each.name: (each.standing, each.due_on) for each in desk.dossier(key).deadlines}
    assert ("running", date(2026, 7, 2)) == days["zorgverzekering"]
    assert "zorgverzekering_vroegst" not in days
