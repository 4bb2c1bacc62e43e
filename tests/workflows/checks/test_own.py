"""Our own definitions, as an author would leave them for publishing."""

from datetime import date

from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.check_all import failing
from workflows.catalogue.resolve import builtin_folder


def test_every_definition_that_comes_with_the_product_is_clean_for_publishing():
    """With every municipality's variants laid over it."""
    found = Catalogue.load(builtin_folder()).problems(today=date(2026, 11, 22), calendar=builtin_calendar())

    assert [] == [str(problem) for problem in failing(found, strict=True)]


def test_every_file_names_the_schema_for_editors():
    folders = {"definitions": "workflow", "municipalities": "municipality"}
    first = {path: path.read_text(encoding="utf-8").splitlines()[0]
             for folder in folders for path in (builtin_folder() / folder).glob("*.yaml")}  # fmt: skip

    assert first
    assert [] == [
        path.name
        for path, line in first.items()
        if line != f"# yaml-language-server: $schema=../schema/{folders[path.parent.name]}.json"
    ]
