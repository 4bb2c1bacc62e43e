"""Events on paper: the same value is the same bytes, for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import one_of_each
from trajectories.history import events as ev
from trajectories.history.codec import canonical, decode, encode


@pytest.mark.parametrize("event", one_of_each(), ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_was(event):
    """Written, read and written again: the same bytes."""
    name, data = encode(event)

    assert event == decode(name, data)
    assert (name, data) == encode(decode(name, data))


def test_canonical_text_has_sorted_keys_no_spaces_and_its_own_letters():
    """UTF-8 as people write it, so that a byte count means something."""
    assert '{"a":[1,true,null],"b":"é"}' == canonical({"b": "é", "a": [1, True, None]})


def test_a_field_with_its_default_is_left_out():
    """An event can gain a field without changing the bytes of those before it."""
    assert ("TaskDone", '{"task":"folder"}') == encode(ev.TaskDone("folder"))
    assert ev.TaskDone("folder", "", 1) == decode("TaskDone", '{"task":"folder"}')


def test_zero_and_no_are_not_defaults():
    """A fact that is `no`, or zero, is a fact."""
    assert ("FactSet", '{"name":"akkoord","value":false}') == encode(ev.FactSet("akkoord", False))
    assert ("FactSet", '{"name":"punten","value":0}') == encode(ev.FactSet("punten", 0))


def test_a_replacement_by_no_is_kept():
    """`no` in the place of `yes` must not read as `not replaced`."""
    event = ev.EventReplaced(3, value=False)

    assert event == decode(*encode(event))


def test_an_unknown_type_is_no_event():
    """A type that no version knew is an error, not silence."""
    with pytest.raises(KeyError):
        decode("KoffieGezet", "{}")


@given(st.text('aZé ‘\n\t"\\/'), st.one_of(st.booleans(), st.integers(), st.text('aé\n"\\')))
def test_any_text_and_value_survive(name, value):
    """Line ends are escaped, so that a hash over lines cannot be confused."""
    kind, data = encode(ev.FactSet(name, value))

    assert ev.FactSet(name, value) == decode(kind, data)
    assert "\n" not in data
