"""Views as a program reads them."""

from typing import Any

from workflows.documents import document


def a_document(view: object) -> dict[str, Any]:
    """A view that is one record."""
    found = document(view)
    assert isinstance(found, dict)
    return found
