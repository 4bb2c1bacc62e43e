import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.contract.test_agenda_machine import machine_settings, on_sqlite
@pytest.mark.soak
def test_x(on_sqlite):
    run_state_machine_as_test(on_sqlite, settings=settings(machine_settings(60, 50, by_chance=True), phases=[Phase.generate]))
