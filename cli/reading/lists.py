"""What lists of cases have in common: a client by name and reference, and the code last."""

from collections.abc import Sequence
from datetime import date
from textwrap import fill

from cli.render import WIDE, Cell, Column, Page, Said, fitted
from trajectories.people.names import CalledClient

LEAST = 24  # columns for a text that has its code under it


def client(ref: str, name: str | None) -> str:
    return str(CalledClient(ref, name or ""))


def day(on: date | None) -> str:
    return on.isoformat() if on else "–"


def sentence(*parts: str) -> str:
    """`70 open cases of Ria Valstar; nothing ends within 60 days.`"""
    text = "; ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}" + ("" if text[-1:] in ".!?'" else ".")


def stacked(
    page: Page,
    columns: Sequence[Column],
    rows: Sequence[tuple[list[Cell], str]],
    *,
    under: int,
    wide_only: int | None = None,
) -> None:
    """Rows that end with a code: on a wide page in a column of its own, else under the cell in column `under`.

    wide_only: a column that is left out where the page is not wide.
    """
    if page.width >= WIDE:
        wide = [*columns, Column(keeps=True)]
        page.table(wide, [[*cells, Said(code, "quiet")] for cells, code in rows], indent=0)
        return
    kept = [place for place in range(len(columns)) if place != wide_only]
    room = max([LEAST, *(len(line) for _, code in rows for line in code.split("\n"))])
    folding = [column._replace(keeps=True) if place == under else column for place, column in enumerate(columns)]
    narrow: list[list[Cell]] = []
    for cells, code in rows:
        above = cells[under]
        text = fill(above if isinstance(above, str) else above.text, room, break_long_words=False)
        folded = [*cells[:under], f"{text}\n{code}", *cells[under + 1 :]]
        narrow.append([folded[place] for place in kept])
    if narrow:
        page.table(fitted([folding[place] for place in kept], narrow, page.width), narrow, indent=0)
