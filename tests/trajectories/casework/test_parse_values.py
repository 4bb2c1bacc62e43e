"""What was typed, read in the type of its fact."""

import pytest

from tests.builders import a_definition, a_ref
from trajectories.casework.parse_values import checked, spec_of
from workflows.errors import UsageError


@pytest.mark.parametrize(
    "name, given, value",
    [
        ("getekend_op", "2024-02-29", "2024-02-29"),
        ("getekend_op", " 2024-02-29 ", "2024-02-29"),
        ("getekend_op", "29-2-2024", "2024-02-29"),
        ("maanden", "15", 15),
        ("punten", "-3", -3),
        ("akkoord", "Ja", True),
        ("akkoord", "no", False),
        ("akkoord", False, False),
        ("toelichting", a_ref(), a_ref()),
    ],
)
def test_a_value_is_read_in_the_type_of_its_fact(name, given, value):
    """From text as it was typed."""
    assert value == checked(spec_of(a_definition(), name), name, given)


@pytest.mark.parametrize(
    "name, given",
    [
        ("getekend_op", "2023-02-29"),
        ("getekend_op", "29-02-2023"),
        ("getekend_op", ""),
        ("getekend_op", "0001-01-01"),
        ("getekend_op", "9999-12-31"),
        ("getekend_op", True),
        ("maanden", "10"),
        ("maanden", True),
        ("punten", "1.5"),
        ("punten", "--5"),
        ("punten", "²"),
        ("punten", "9" * 30),
        ("akkoord", "misschien"),
        ("akkoord", a_ref()),
        ("toelichting", ""),
        ("toelichting", "  "),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(name, given):
    """A usage error, never a crash; and no day so far off that no term can be reckoned from it."""
    with pytest.raises(UsageError) as caught:
        checked(spec_of(a_definition(), name), name, given)

    assert name in str(caught.value)
    assert "give" in str(caught.value)
