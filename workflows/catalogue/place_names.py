"""What municipalities are called, for texts that are written where no definitions were read."""

import re
from functools import cache

from workflows.catalogue.resolve import builtin_folder
from workflows.words import Words

NAMED = re.compile(r"^municipality: (\S+)$.*?^label: \{nl: ([^,}]+)(?:, en: ([^,}]+))?\}$", re.MULTILINE | re.DOTALL)


def place_name(municipality: str) -> Words:
    """As the product's own file calls it; of any other its id with capitals. Empty for none."""
    return _shipped().get(municipality) or Words(municipality.replace("_", " ").title())


@cache
def _shipped() -> dict[str, Words]:
    files = sorted((builtin_folder() / "municipalities").glob("*.yaml"))
    found = (NAMED.search(file.read_text("utf-8")) for file in files)
    return {each[1]: Words(each[2], each[3] or "") for each in found if each}
