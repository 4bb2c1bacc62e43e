"""What terms read of the facts of a dossier, where some of them are private."""

from datetime import date

import pytest

from tests.builders import CALENDAR, PROEF, a_definition, a_history, a_rule, opened
from trajectories.deadlines.written import deadlines_of
from trajectories.history import events as ev
from trajectories.history.replay import replay

MON_8 = date(2024, 1, 8)
BORN = {"type": "date", "label": {"nl": "Geboren op"}, "private": True}
ADULT = a_rule(anchor={"fact": "geboren_op"}, term="18 years")


def names(*facts: ev.FactSet, **rules: object) -> list[str]:
    """The terms that there are, of a definition one of whose rules rests on a private date."""
    compiled = a_definition(facts={**PROEF["facts"], "geboren_op": BORN}, deadlines={"volwassen": ADULT, **rules})
    assert compiled.revealing
    trajectory = replay("t1", a_history((MON_8, opened()), *((MON_8, fact) for fact in facts)))
    return [each.name for each in deadlines_of(compiled, trajectory, CALENDAR, {})]


@pytest.mark.parametrize("fact, value", [("akkoord", False), ("akkoord", True), ("punten", 0), ("punten", 7)])
def test_no_and_nought_are_answers_beside_a_private_date_too(fact, value):
    """Once left out as if nobody had answered, so that `is: false` never held beside a term from a birth date."""
    bezwaar = a_rule(anchor={"fact": "getekend_op"}, when={"fact": fact, "is": value})

    found = names(ev.FactSet("getekend_op", "2024-01-08"), ev.FactSet(fact, value), bezwaar=bezwaar)

    assert {"volwassen", "bezwaar"} == set(found)


def test_a_private_date_that_was_taken_back_is_an_open_question_again():
    compiled = a_definition(facts={**PROEF["facts"], "geboren_op": BORN}, deadlines={"volwassen": ADULT})
    private = {"b1": "2007-06-15", "b2": ""}
    standing = {}
    for key in private:
        born = ev.FactSet("geboren_op", {"private": key, "hash": "h"})
        trajectory = replay("t1", a_history((MON_8, opened()), (MON_8, born)))
        [found, *_] = deadlines_of(compiled, trajectory, CALENDAR, private)
        standing[key] = found.standing

    assert {"b1": "running", "b2": "unknown"} == standing
