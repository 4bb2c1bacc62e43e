"""The README shows the house as it stands, and every decision can be found by its subject."""

import re

from tests.contents import ROOT, renewed


def test_the_table_of_contents_is_that_of_the_packages() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")

    assert page == renewed(page), "python -m tests.contents renews it"


def test_each_decision_stands_once_in_the_index_by_subject() -> None:
    page = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    index = page[page.index("By subject:") : page.index("No longer holds:")]
    numbers = [int(number) for number in re.findall(r"^## (\d+)\.", page, re.MULTILINE)]

    assert numbers == sorted(map(int, re.findall(r"\d+", index)))


def test_what_no_longer_holds_says_what_holds_instead() -> None:
    page = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    listed = re.findall(r"(\d+) \(see (\d+)\)", page[page.index("No longer holds:") : page.index("\n## 1.")])
    marked = re.findall(r"^## (\d+)\..* \(no longer: (\d+)\)$", page, re.MULTILINE)

    assert listed == marked
