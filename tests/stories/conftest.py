"""Every story has a desk, and takes its time."""

from pathlib import Path

import pytest

from tests.stories.desk import Desk, a_desk


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slow)
