"""The last step of everything said: what a terminal would obey, or would hide, is written out."""

import re
from typing import IO, Any

from trajectories.outside_text import NOT_SHOWN, shown

COLOURS = r"\x1b\[[0-9;]*m"  # ours: a page writes out those of others before it paints
LEFT_ALONE = re.compile(rf"({COLOURS}|\r\n)")


class ShownStream:
    """A stream of text beneath; the rest of what it can do is left to it."""

    def __init__(self, beneath: IO[str]) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        if NOT_SHOWN.search(text):
            parts = LEFT_ALONE.split(text)
            text = "".join(part if place % 2 else shown(part) for place, part in enumerate(parts))
        return self.beneath.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)
