"""The README shows the house as it stands."""

from tests.contents import ROOT, renewed


def test_the_table_of_contents_is_that_of_the_packages() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")

    assert page == renewed(page), "python -m tests.contents renews it"
