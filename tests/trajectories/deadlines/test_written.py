"""A trajectory as terms read it: with its private dates, and without what is gone. Pure."""

from datetime import date

import pytest

from tests.builders import PROEF, a_definition, a_history, a_ref, opened
from trajectories.deadlines.written import with_private_dates
from trajectories.history import events as ev
from trajectories.history.replay import replay

MON_8 = date(2024, 1, 8)
KEY = a_ref()["private"]
FACTS = {**PROEF["facts"], "geboren_op": {"type": "date", "label": {"nl": "Geboren op"}, "private": True}}


@pytest.mark.parametrize(
    "private, read",
    [
        ({KEY: "2008-06-15"}, {"geboren_op": "2008-06-15", "akkoord": False}),
        ({KEY: ""}, {"akkoord": False}),
        ({}, {"akkoord": False}),
    ],
    ids=["kept", "taken back", "erased"],
)
def test_a_private_date_is_read_and_what_is_gone_is_no_fact(private: dict[str, str], read: dict[str, object]):
    """`no` is an answer like any other."""
    told = [(MON_8, opened()), (MON_8, ev.FactSet("geboren_op", a_ref())), (MON_8, ev.FactSet("akkoord", False))]

    found = with_private_dates(a_definition(facts=FACTS), replay("t1", a_history(*told)), private)

    assert read == {name: entries[-1].value for name, entries in found.facts.items()}
