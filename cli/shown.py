"""The last step of everything said: what a terminal would obey, or would hide, is written out."""

import os
import re
from typing import IO, Any

from trajectories.outside_text import NOT_SHOWN, shown

COLOURS = r"\x1b\[[0-9;]*m"  # ours: a page writes out those of others before it paints
LEFT_ALONE = re.compile(rf"({COLOURS}|\r\n)")


class ShownStream:
    """A stream of text beneath; the rest of what it can do is left to it.

    Whoever reads it, `head` perhaps, may leave: then nobody hears the rest, and the command goes on to its end, so that
    what it records and its exit code do not hang on who reads.
    """

    def __init__(self, beneath: IO[str]) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        if NOT_SHOWN.search(text):
            parts = LEFT_ALONE.split(text)
            text = "".join(part if place % 2 else shown(part) for place, part in enumerate(parts))
        try:
            return self.beneath.write(text)
        except BrokenPipeError:
            self._unheard()
            return len(text)

    def flush(self) -> None:
        try:
            self.beneath.flush()
        except BrokenPipeError:
            self._unheard()

    def _unheard(self) -> None:
        """What is kept beneath, and what comes, goes nowhere; Python writes that away at its own end."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.beneath.fileno())
        os.close(nowhere)
        self.beneath.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)
