"""Every scenario written inside the built-in definitions comes true."""

import pytest

from scheduler.rehearsal.scenarios import Play, play_out, scenarios_of
from tests.builders import shipped
from workflows.calendar import builtin_calendar
from workflows.language.scenarios import Scenario
from workflows.machine.state_machine import Compiled

CATALOGUE = shipped()
LEAST = 3  # scenarios for each definition


EVERY = [(name, scenario) for name in CATALOGUE.workflows for scenario in scenarios_of(CATALOGUE, name)]


@pytest.mark.parametrize("name, scenario", EVERY, ids=[f"{name}: {scenario.name}" for name, scenario in EVERY])
def test_the_scenario_comes_true(name: str, scenario: Scenario):
    resolved = CATALOGUE.resolve(name, scenario.municipality, scenario.intake or scenario.opened)

    assert [] == play_out(Play(Compiled(resolved.workflow, resolved.hash), scenario, builtin_calendar()))


@pytest.mark.parametrize("name", CATALOGUE.workflows)
def test_every_definition_tells_enough_of_them(name: str):
    assert len(scenarios_of(CATALOGUE, name)) >= LEAST


def test_every_variant_has_a_scenario():
    told = {
        CATALOGUE.resolve(name, each.municipality, each.intake or each.opened).workflow.variant for name, each in EVERY
    }

    assert {variant.id for name in CATALOGUE.workflows for _, variant in CATALOGUE.variants(name)} <= told
