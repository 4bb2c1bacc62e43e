"""How far a long command is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; to be told how many are done, and of how many."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with typer.progressbar(length=1, label=label, file=getattr(sys.stderr, "beneath", sys.stderr)) as bar:

        def follow(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield follow
