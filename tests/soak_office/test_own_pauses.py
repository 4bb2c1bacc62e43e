"""Two counts of the same pauses agree: the product's from its history, the oracle's day by day."""

from datetime import date, timedelta
from random import Random

from tests.builders import CALENDAR, a_history, builtin, decree_days, entered
from tests.soak_office import own_calendar as own
from tests.soak_office.own_pauses import Letter, end_with_pauses
from trajectories.deadlines.deadlines import open_deadlines
from trajectories.history import events as ev
from trajectories.history.replay import replay
from workflows.machine.state_machine import Compiled

SEED, CASES = 20261130, 1500
DECREE = decree_days()
FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)


def test_what_anyone_can_count_on_their_fingers():
    """Asked on 2 March, complete on 12 March: nine days. Never complete: until the last day of the letter."""
    zero, raw = date(2018, 1, 22), date(2018, 4, 22)

    assert date(2018, 5, 1) == end_with_pauses(zero, raw, [Letter(date(2018, 3, 2), date(2018, 3, 12))])
    assert date(2018, 5, 5) == end_with_pauses(zero, raw, [Letter(date(2018, 3, 2), last_on=date(2018, 3, 15))])
    assert raw == end_with_pauses(zero, raw, [Letter(date(2018, 4, 22), date(2018, 4, 30))])
    assert None is end_with_pauses(zero, raw, [Letter(date(2018, 3, 2))])


def test_the_product_counts_pauses_as_the_oracle_does():
    """Letters by fact, on a term of ninety days, over twenty years; printed with its case where they differ."""
    random, compiled = Random(SEED), builtin("artikel_8_evrm")

    for _ in range(CASES):
        zero = _any_day(random)
        letter = zero + timedelta(random.randint(0, 120))
        complete = letter + timedelta(random.randint(0, 40)) if random.random() < 0.7 else None
        last = letter + timedelta(random.randint(1, 40)) if random.random() < 0.7 or complete is None else None
        ours = end_with_pauses(zero, own.add(zero, "90 days"), [Letter(letter, complete, last)], _moved)
        assert ours
        theirs = _raw_by_the_product(compiled, zero, letter, complete, last)
        assert ours == theirs, (SEED, zero, letter, complete, last)


def _moved(day: date) -> date:
    return own.moved(day, DECREE)


def _any_day(random: Random) -> date:
    return FIRST + timedelta(random.randint(0, (LAST - FIRST).days))


def _raw_by_the_product(
    compiled: Compiled, zero: date, letter: date, complete: date | None, last: date | None
) -> date | None:
    facts = {
        "aanvraag_ontvangen_op": zero,
        "aanvulling_gevraagd_op": letter,
        "aanvulling_compleet_op": complete,
        "aanvulling_uiterlijk": last,
    }
    started = ev.TrajectoryOpened("artikel_8_evrm", 5, "base", "any", "p1", zero.isoformat(), "advies", [], [])
    known = zero + timedelta(200)
    steps = [(zero, entered("voorbereiding", "advies", "rond_advies_af")),
             (zero, entered("aanvraag_ingediend", "voorbereiding", "dien_aanvraag_in"))]  # fmt: skip
    told = [(known, ev.FactSet(name, day.isoformat())) for name, day in facts.items() if day]
    trajectory = replay("t1", a_history((zero, started), *steps, *told))
    [found] = [each for each in open_deadlines(compiled, trajectory, CALENDAR) if each.name == "ind_beslist_mvv"]
    return found.raw_on
