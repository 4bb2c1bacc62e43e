"""Cases of a log are walked by the rules of casework, without a database; each kind of deviation is found."""

import io
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.builders import CALENDAR, PROEF, a_definition, builtin
from tests.fine_logs import APPEALED, FINES, PAID_AT_ONCE, Fine, a_fine, as_xes, fines
from trajectories.casework.log_deviations import KINDS, Conformance
from trajectories.casework.log_meaning import StepMeanings
from trajectories.casework.log_people import Flags
from trajectories.casework.log_replay import LogRules, Walked, walk
from trajectories.casework.supposed import NOON
from trajectories.imports.event_log import LogAsked, LogCase, LogStep
from trajectories.imports.xes import AT, CASE, STEP, XesReader
from trajectories.local_time import local_instant
from trajectories.service.known_people import KnownPeople
from workflows.catalogue.catalogue import Catalogue
from workflows.errors import UsageError
from workflows.machine.state_machine import Compiled

EXAMPLE = Path(__file__).parents[3] / "docs" / "example_log"
TODAY = date(2026, 3, 2)
NOTHING: Mapping[str, str] = {}


@cache
def the_fine() -> Compiled:
    resolved = Catalogue.load(EXAMPLE).resolve("verkeersboete", "any", TODAY)
    return Compiled(resolved.workflow, resolved.hash)


def rules(compiled: Compiled, told: Mapping[str, str] = NOTHING) -> LogRules:
    meanings = StepMeanings(compiled, told)
    return LogRules(lambda first: compiled, lambda of: meanings, CALENDAR, TODAY)


def a_case(*steps: tuple[str, str], name: str = "A1", **facts: str) -> LogCase:
    """facts: told by the first step."""
    found = [
        LogStep(place, step, local_instant(date.fromisoformat(day), NOON), False, facts if place == 1 else {})
        for place, (step, day) in enumerate(steps, 1)
    ]
    return LogCase(name, tuple(found))


def of_fine(fine: Fine) -> LogCase:
    return a_case(*((step, day.isoformat()) for step, day in fine.steps), name=fine.name)


def walked(fine: Fine, told: Mapping[str, str] = NOTHING) -> Walked:
    return walk(of_fine(fine), rules(the_fine(), told))


def kinds(found: Walked) -> list[str]:
    return [each.kind for each in found.deviations]


@pytest.mark.parametrize("road", [FINES, PAID_AT_ONCE, APPEALED, (*FINES[:2], "Payment", *FINES[2:4], "Payment")])
def test_every_road_of_the_public_log_fits_by_the_labels_of_the_workflow(road: tuple[str, ...]):
    found = walked(a_fine("A1", road))

    assert ([], True) == (found.deviations, found.fits)
    assert {"Open", "Advance"} <= {type(each.asked).__name__ for each in found.commands}


PLANTED = {
    "not_here": (("Create Fine", "Send for Credit Collection"), (0, 60), "naar_incasso"),
    "unknown_step": (("Create Fine", "Frame driver", "Payment"), (0, 1, 1), "knows nothing"),
    "refused": (FINES, (0, 30, 14, 59, 200), "60 days"),
    "twice": ((*APPEALED[:4], *APPEALED[3:]), (0, *[60] * 9), "already 1 of 1 done"),
    "backwards": (FINES, (0, 30, -3, 63, 200), "comes after 2006-08-23"),
    "ended_early": (FINES[:2], (0, 60), "is in 'Fine sent' since 2006-09-22"),
    "ahead": (PAID_AT_ONCE, (0, 20_000), "lies in the future"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_one_planted_deviation_is_found_once_and_as_its_kind(kind: str):
    steps, gaps, words = PLANTED[kind]

    found = walked(a_fine("A1", steps, gaps=gaps))

    assert [kind] == kinds(found)
    assert words in found.deviations[0].words.say("en")
    assert (kind == "ended_early") == found.fits


def test_a_case_told_twice_and_a_value_that_does_not_fit_are_kinds_too():
    again = walk(of_fine(a_fine("A1"))._replace(is_again=True), rules(the_fine()))
    value = walk(a_case(("Create Fine", "2026-01-05"), ("Payment", "2026-01-06"), kwijting="veel"), rules(the_fine()))

    assert (["case_again"], ["bad_value"]) == (kinds(again), kinds(value))
    assert {*PLANTED, "case_again", "bad_value", "not_judged"} == {*KINDS}  # the last below


OF_AGE = {
    **PROEF["transitions"],
    "ga": {"from": "begin", "to": "midden", "when": {"household": "has_child"}},
}


def test_a_step_that_hangs_on_who_the_people_are_is_not_judged_and_the_case_goes_on():
    """Never a refusal of which nobody knows whether it is right; and no step is taken for possible either."""
    steps = (("begin", "2026-01-05"), ("ga", "2026-01-06"), ("rust", "2026-01-07"))
    compiled = a_definition(transitions=OF_AGE)
    unknown = walk(a_case(*steps), rules(compiled))

    assert ["not_judged", "ended_early"] == kinds(unknown)
    assert "pauze" == unknown.stage
    assert "needs to be known whether there is a child under eighteen" in unknown.deviations[0].words.say("en")
    assert "moet bekend zijn of er een minderjarig kind is" in unknown.deviations[0].words.nl
    found = Conformance()
    found.add(3, unknown.deviations)
    assert (1, 0, 1) == (found.not_judged, found.deviating, found.storable)


@pytest.mark.parametrize(
    "flags, came_to",
    [(Flags(False, True, False), ["ended_early"]), (Flags(True, False, False), ["refused", "ended_early"])],
)
def test_who_is_known_is_judged_by(flags: Flags, came_to: list[str]):
    known = rules(a_definition(transitions=OF_AGE))._replace(people=lambda case, born, on: flags)

    assert came_to == kinds(walk(a_case(("begin", "2026-01-05"), ("ga", "2026-01-06")), known))


def test_a_date_of_birth_that_the_log_tells_is_judged_by_and_not_kept():
    """Someone turned eighteen on the day of the step, or one day later."""
    steps = (("minderjarig", "2026-01-05"), ("achttien geworden", "2026-02-02"))
    asked = rules(builtin("amv_achttien"))._replace(people=KnownPeople(None).who)
    unknown = walk(a_case(*steps), asked)
    grown, too_young = (walk(a_case(*steps, geboren_op=born), asked) for born in ("2008-02-02", "2008-02-03"))

    assert ["not_judged", "ended_early"] == kinds(unknown)
    assert (["ended_early"], ["refused", "ended_early"]) == (kinds(grown), kinds(too_young))
    assert not [each for each in grown.commands if "2008" in str(each)]


def test_a_skipped_step_is_one_mistake_and_the_rest_of_the_case_is_judged_from_where_it_came():
    found = walked(a_fine("A1", ("Create Fine", *FINES[2:])))

    assert ["not_here"] == kinds(found)
    assert "Insert Fine Notification" == found.deviations[0].step


def test_a_case_without_events_says_so_and_one_that_may_not_be_opened_goes_no_further():
    closed = a_definition(opens_from=date(2026, 1, 1))

    assert ["ended_early"] == kinds(walk(LogCase("A1", ()), rules(the_fine())))
    assert ["refused"] == kinds(walk(a_case(("begin", "2025-01-06"), ("ga", "2025-01-07")), rules(closed)))


def test_a_guard_that_refuses_says_what_is_missing_and_a_fact_of_the_log_fulfils_it():
    without = walk(a_case(("Start", "2026-01-05"), ("ga", "2026-01-06")), rules(a_definition()))
    fact = a_case(("Start", "2026-01-05"), ("ga", "2026-01-06"), getekend_op="2026-01-02")
    told = walk(fact, rules(a_definition()))

    assert ["refused", "ended_early"] == kinds(without)
    assert "Signed on" in without.deviations[0].words.say("en")
    assert ["ended_early"] == kinds(told)


def test_steps_are_known_by_name_label_or_stage_in_either_language_without_accents_and_capitals():
    for name in ("GA", "midden", "Middle", "Naar het midden"):
        case = a_case(("begin", "2026-01-05"), (name, "2026-01-06"), getekend_op="2026-01-02")
        found = walk(case, rules(a_definition(), {"naar het midden": "ga"}))
        assert ("midden", ["ended_early"]) == (found.stage, kinds(found)), name


def test_a_step_can_be_left_out_and_what_it_is_said_to_be_must_exist():
    assert walked(a_fine("A1", ("Create Fine", "Frame driver", "Payment")), {"frame driver": "-"}).fits
    with pytest.raises(UsageError, match="did you mean betaal"):
        StepMeanings(the_fine(), {"Payment": "betaald!x"})


def test_closing_by_an_outcome_that_leaves_is_a_step_of_a_log():
    found = walked(a_fine("A1", ("Create Fine", "Dismissed")))

    assert ([], "Close") == (kinds(found), type(found.commands[-1].asked).__name__)


def test_the_whole_log_is_counted_by_kind_with_the_first_few_as_examples():
    cases = [*fines(70), *(a_fine(f"X{one}", FINES, gaps=(0, 30, 14, 59, 200)) for one in range(5))]
    reader = XesReader("boetes.xes", io.BytesIO(as_xes(cases)), LogAsked(CASE, STEP, AT))
    found = Conformance()
    for case in reader.cases():
        found.add(len(case.steps), walk(case, rules(the_fine())).deviations)

    assert (75, 60, 10, 5) == (found.cases, found.fitting, found.running, found.deviating)
    refused, early = found.groups
    assert ("refused", "Add penalty", 5, 3) == (refused.kind, refused.step, refused.cases, len(refused.examples))
    assert ("ended_early", 10) == (early.kind, early.cases)
