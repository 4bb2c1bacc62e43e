"""Examples of a definition that stand in the docs, read as data, so that a test can try them."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]


def fragment(page: str, word: str) -> Any:
    """The first YAML block of a page that holds the word."""
    found = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return YAML(typ="safe").load(next(each for each in found if word in each))
