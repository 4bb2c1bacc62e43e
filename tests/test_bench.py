"""The benchmark still measures: its floors write what the product writes, and come to the same."""

import pytest

from tests.bench.__main__ import GROUPS

pytestmark = [pytest.mark.slow, pytest.mark.one_python]


@pytest.mark.parametrize("name", ["sqlite", pytest.param("say-sqlite", marks=pytest.mark.soak)])
def test_a_floor_comes_to_the_same_as_the_product(name: str):
    with GROUPS[name]() as group:
        for variant in group.variants:
            assert variant.sample().seconds > 0
        group.check()
