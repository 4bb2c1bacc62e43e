"""Writes the JSON Schemas that the product ships and documents, after models or views changed:
python -m tests.write_schema
"""

from pathlib import Path
from typing import get_args

from cli.office.schema import written
from cli.views import VIEWS
from workflows.catalogue.json_schema import Kind, generated
from workflows.catalogue.resolve import builtin_folder

VIEW_SCHEMAS = Path(__file__).parents[1] / "docs" / "schema"


def path_of(view: str) -> Path:
    return VIEW_SCHEMAS / f"{view.replace(' ', '-')}.json"


if __name__ == "__main__":
    for kind in get_args(Kind):
        (builtin_folder() / "schema" / f"{kind}.json").write_text(generated(kind), encoding="utf-8")
    VIEW_SCHEMAS.mkdir(exist_ok=True)
    for old in VIEW_SCHEMAS.glob("*.json"):
        old.unlink()
    for view in VIEWS:
        path_of(view).write_text(written(view), encoding="utf-8")
