"""A plan says in words why a deadline comes, goes or has another day; what a trial tells carries that reason."""

import pytest

from tests.builders import a_rule
from tests.trajectories.migration.test_preview import a_wish, codes, in_midden, line_of, new, old, on_paper
from trajectories.casework.tasks import Circle
from trajectories.migration.plan import Pair, Plan
from trajectories.migration.plan_file import draft, plan_text, read_plan
from trajectories.migration.preview import preview
from workflows.format.yaml_loader import read_text
from workflows.words import Words

WHY = Words('De wet noemt "tien weken".', 'The law says "ten weeks".')
BOTH = Pair(old(termijn=a_rule(term="8 weeks")), new(termijn=a_rule(term="10 weeks"), erbij=a_rule(term="2 weeks")))


def reasoned(**because: Words) -> Plan:
    return draft([BOTH])._replace(because=because)


def test_a_plan_with_reasons_is_written_read_and_the_same():
    plan = reasoned(termijn=WHY, erbij=WHY)

    assert plan == read_plan(read_text(plan_text(plan, [BOTH]), "plan.yaml"), [BOTH])


def test_reasons_do_nothing_so_the_hash_is_that_of_the_plan_without_them():
    assert draft([BOTH]).hash == reasoned(termijn=WHY).hash


def test_what_a_trial_tells_carries_its_reason():
    wish = a_wish(*BOTH)
    wish = wish._replace(plan=wish.plan._replace(because={"erbij": WHY}))

    shifts = preview(on_paper(BOTH.before, in_midden()), BOTH.after, wish, Circle()).shifts

    assert {"termijn": None, "erbij": WHY} == {each.after.name: each.because for each in shifts if each.after}


@pytest.mark.parametrize(
    "wrong, code",
    [
        ("  nergens:\n    nl: Zo\n    en: So\n", "plan_name"),
        ("  termijn: daarom\n", "plan_shape"),
        ("  termijn:\n    nl: Zo\n", "plan_shape"),
        ('  termijn:\n    nl: Zo\n    en: ""\n', "plan_shape"),
    ],
)
def test_a_reason_of_nothing_or_in_one_language_is_refused_at_its_line(wrong: str, code: str):
    text = plan_text(draft([BOTH]), [BOTH]) + "because:\n" + wrong

    [(found, line)] = codes(text, BOTH)

    assert code == found
    assert line_of(text, "because:") < line
