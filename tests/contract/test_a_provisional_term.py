"""An answer that nobody gave yet decides whether a term runs: the shortest counts until it is given, and says so."""

from datetime import date

import pytest

from scheduler.explain.receipt import receipt
from scheduler.planning.ladder import plan
from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.provisional import shortest
from trajectories.projections.projections import deadlines_differ
from trajectories.views.due import due_rows
from trajectories.views.whose import Whose
from workflows.language.private_facts import left_to_person

MON_6_JULY = date(2026, 7, 6)


@pytest.fixture
def clock(clock):
    """Monday 6 July 2026."""
    clock.noon(MON_6_JULY)
    return clock


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A1: granted and made known on Friday 3 July 2026; on what ground nobody wrote down."""
    desk.client("A1", "1990-05-01", "Amal Haddad")
    desk.open("verblijf", "p1", vergunning_bekend_op="2026-07-03")
    desk.open("gezinshereniging", "p1", vergunning_verleend_op="2026-07-03")
    return desk


def deadline(desk: Desk, key: str, name: str) -> Deadline | None:
    return next((each for each in desk.dossier(key).deadlines if each.name == name), None)


def test_the_appeal_counts_until_it_is_known_that_there_is_none(desk: Desk):
    """Two weeks from Friday 3 July: Friday 17 July. Whoever waits for the answer would be too late."""
    found = deadline(desk, "t1", "beroep_status")

    assert found is not None
    assert (date(2026, 7, 17), ("alleen_subsidiair",)) == (found.due_on, found.provisional)


def test_it_is_planned_and_told_as_provisional(desk: Desk):
    written = desk.dossier("t1")
    found = next(each for each in written.deadlines if each.name == "beroep_status")

    assert "beroep_status" in {each.name for each in plan(written)}
    note = receipt(written, found)["note"]
    assert isinstance(note, dict)
    assert "provisional: as long as 'Subsidiary protection only' is not recorded" in note["en"]
    assert "voorlopig: zolang ‘Alleen subsidiaire bescherming’ niet is vastgelegd" in note["nl"]


def test_lists_say_so_too(desk: Desk):
    with desk.read() as uow:
        rows = {each.rule: each.provisional for each in due_rows(uow, Whose(), MON_6_JULY, date(2027, 1, 1), "en")}

    assert ["alleen_subsidiair"] == rows["beroep_status"] == rows["nareis_aanvragen"]


def test_of_two_terms_the_longer_is_not_shown(desk: Desk):
    """Three months for the request, or two years in which the IND may refuse."""
    found = deadline(desk, "t2", "nareis_aanvragen")

    assert found is not None
    assert ("alleen_subsidiair",) == found.provisional
    assert deadline(desk, "t2", "weigering_subsidiair") is None


@pytest.mark.parametrize("answer, there, gone", [
    ("yes", ["t1 beroep_status", "t2 weigering_subsidiair"], ["t2 nareis_aanvragen"]),
    ("no", ["t2 nareis_aanvragen"], ["t1 beroep_status", "t2 weigering_subsidiair"]),
])  # fmt: skip
def test_once_it_is_answered_nothing_is_provisional(desk: Desk, answer: str, there: list[str], gone: list[str]):
    before = deadline(desk, "t1", "beroep_status")

    desk.fact("t2", "alleen_subsidiair", answer)

    found = {each: deadline(desk, *each.split()) for each in (*there, *gone)}
    assert there == [name for name, each in found.items() if each]
    assert not [each for each in found.values() if each and each.provisional]
    after = found["t1 beroep_status"]
    assert after is None or (before and after.id == before.id), "it is the same term, and nobody is told twice"


def test_the_rows_say_what_the_history_says(desk: Desk):
    with desk.read() as uow:
        assert [] == verify(uow).problems
        assert not deadlines_differ(uow, desk.app.dossiers.load(uow, "t1"))


def test_only_a_fact_of_the_person_decides_so(desk: Desk):
    """What a definition asks itself is asked by itself: a yes that was not given is a no, as ever."""
    [own] = [name for name in ("afgeleid",) if name in desk.dossier("t1").compiled.workflow.facts]

    assert own not in left_to_person(desk.dossier("t1").compiled.workflow)
    assert {("alleen_subsidiair",), ()} == {each.provisional for each in desk.dossier("t1").deadlines}


def test_a_term_that_was_met_does_not_hide_what_goes_on(desk: Desk):
    """The request was made in time. If the answer is yes, the IND may refuse for two years: that is still to come."""
    desk.fact("t2", "aanvraag_ontvangen_op", "2026-07-06")

    met, still = deadline(desk, "t2", "nareis_aanvragen"), deadline(desk, "t2", "weigering_subsidiair")

    assert met is not None
    assert "met" == met.standing
    assert still is not None
    assert ("running", ("alleen_subsidiair",)) == (still.standing, still.provisional)


def test_of_two_that_end_on_the_same_day_one_is_shown(desk: Desk):
    """Each hangs on another answer, and neither on none: both were left out."""
    found = deadline(desk, "t1", "beroep_status")
    assert found is not None
    twin = found._replace(name="zienswijze")

    assert ["beroep_status"] == list(
        shortest({"beroep_status": found, "zienswijze": twin}, frozenset(["beroep_status", "zienswijze"]))
    )
    assert ["zienswijze"] == list(shortest({"beroep_status": found, "zienswijze": twin}, frozenset(["beroep_status"])))
