"""No event is shown by the name that its class has in the code."""

from typing import get_args

from trajectories.history import events as ev
from trajectories.views.event_kinds import KINDS


def test_every_event_has_a_word():
    assert {each.__name__ for each in get_args(ev.Event)} == {*KINDS}
