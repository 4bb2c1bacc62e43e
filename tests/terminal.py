"""A command at a terminal, which answers what it asks."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
END_OF_FILE = b"\x04"
CODE = "import sys; from cli.app import main; sys.exit(main())"


class AtTerminal(NamedTuple):
    """What it ended with, and all that the terminal showed."""

    code: int
    shown: str


def at_terminal(words: list[str], answers: list[str], before: Callable[[], object] = lambda: None) -> AtTerminal:
    """Whoever is asked more than there are answers for is left, and does not wait.

    before: done when the first question stands there, and nobody has answered yet.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *words], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown, is_answered = b"", False
    try:
        while piece := os.read(ours, 4096):
            shown += piece
            if not is_answered and shown.rstrip().endswith(b":"):
                is_answered = True
                before()
                os.write(ours, "".join(f"{answer}\n" for answer in answers).encode() + END_OF_FILE)
    except OSError:  # the other side closed
        pass
    os.close(ours)
    return AtTerminal(process.wait(30), shown.decode())
