"""Writes the JSON Schema that the product ships, after the models changed: python -m tests.write_schema"""

from typing import get_args

from workflows.catalogue.json_schema import Kind, generated
from workflows.catalogue.resolve import builtin_folder

if __name__ == "__main__":
    for kind in get_args(Kind):
        (builtin_folder() / "schema" / f"{kind}.json").write_text(generated(kind), encoding="utf-8")
