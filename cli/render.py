"""How an answer looks on paper: lines, tables, a timeline, a refusal. The only file that imports rich.

Loaded by a command when it has something for people to read. Colours are for terminals only; NO_COLOR is heeded.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from cli.other_failures import shortened
from trajectories.outside_text import shown
from workflows.errors import CaseworkError
from workflows.words import Lang, Words

Tone = Literal["plain", "strong", "quiet", "late", "soon", "good", "mark"]

THEME = Theme(
    {
        "plain": "none",
        "strong": "bold",
        "quiet": "dim",
        "late": "bold red",
        "soon": "yellow",
        "good": "green",
        "mark": "magenta",
    }
)
BAR, BAR_LENGTH = "█", 8
WIDEST = 120  # running text is not read comfortably beyond this
WIDE = 110  # columns that are good to have but not needed stand from here on
GAP = 2  # blanks between columns


class Said(NamedTuple):
    text: str
    tone: Tone = "plain"


Cell = str | Said


class Column(NamedTuple):
    """keeps: never wrapped, as ids and days must be; right: numbers. most: the widest it may be, 0 for any width."""

    heading: str = ""
    keeps: bool = False
    right: bool = False
    most: int = 0


class Standing(NamedTuple):
    """How many stand in one stage."""

    label: str
    amount: int


class Page:
    """Lines for people, one after another. on_stderr: for the talk beside the answer."""

    def __init__(self, *, on_stderr: bool = False) -> None:
        self._console = Console(stderr=on_stderr, theme=THEME, highlight=False, markup=False, emoji=False)

    @property
    def width(self) -> int:
        return self._console.width

    def gap(self) -> None:
        self._console.print()

    def title(self, text: str) -> None:
        """A line across the page."""
        self._print(Rule(Text(text, "strong"), align="left", style="quiet", characters="─"))

    def heading(self, text: str) -> None:
        self._print(Text(text, "strong"))

    def line(self, *cells: Cell, indent: int = 0) -> None:
        """Running text, wrapped with its indent."""
        text = Text(" ").join(_text(cell) for cell in cells)
        self._print(text, min(self.width, WIDEST), indent)

    def command(self, text: str, indent: int = 2) -> None:
        """To be copied, so on one line whatever its length."""
        self._console.print(Text(" " * indent + text, "quiet"), soft_wrap=True)

    def verbatim(self, *cells: Cell) -> None:
        """One after another without blanks, on one line whatever its length: text of a file, a drawing."""
        text = Text("").join(map(_text, cells))
        text.rstrip()
        self._console.print(text, soft_wrap=True)

    def listing(self, cells: Iterable[Cell], indent: int = 2) -> None:
        """Bullets; a long one hangs under its own first word."""
        rows: list[list[Cell]] = [["•", cell] for cell in cells]
        self.table([Column(keeps=True), Column()], rows, indent)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], indent: int = 2) -> None:
        """Left out altogether where there are no rows. Rather over the edge of the screen than with an id cut off."""
        if rows:
            self._print(_table(columns, rows), max(self.width, _needed(columns, rows) + indent), indent)

    def timeline(self, stops: Sequence[tuple[str, str, str]], indent: int = 2) -> None:
        """Day, stage and how long; the last is where it stands now."""
        rows: list[list[Cell]] = [
            [Said("●" if place == len(stops) else "○", "good"), day, Said(label, "strong"), Said(length, "quiet")]
            for place, (day, label, length) in enumerate(stops, 1)
        ]
        self.table([Column(keeps=True), Column(keeps=True), Column(), Column()], rows, indent)

    def bands(self, counts: Sequence[Standing], indent: int = 2) -> None:
        """Stages side by side with a bar under each, on as many bands as the width asks for."""
        most = max((each.amount for each in counts), default=0)
        for band in _fitting(counts, self.width - indent):
            grid = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="quiet")
            for each in band:
                grid.add_column(Text(each.label), width=_room(each), vertical="bottom")
            grid.add_row(
                *(_text(Said(str(each.amount), "strong") if each.amount else Said("·", "quiet")) for each in band)
            )
            grid.add_row(*(Text(BAR * _length(each, most), "good") for each in band))
            self._print(grid, indent=indent)

    def _print(self, renderable: RenderableType, width: int | None = None, indent: int = 0) -> None:
        """Without blanks at the end of a line. width: the indent included; left out, that of the page. One wider than
        the page is meant: rich would leave out whole columns of a table that does not fit.
        """
        page = self.width
        self._console.width = (width or page) - indent
        with self._console.capture() as captured:
            self._console.print(renderable, crop=False)
        self._console.width = page
        for line in captured.get().splitlines():
            self._console.file.write(f"{' ' * indent}{line}".rstrip() + "\n")


def refusal(error: CaseworkError, lang: Lang) -> None:
    """What was asked and why not, all that is missing, and what would work instead; on stderr."""
    page = Page(on_stderr=True)
    problems = getattr(error, "problems", None)
    if problems:
        for problem in problems:
            page.command(str(problem), indent=0)
        return
    page.line(Said(_sentence(shortened(error.say(lang))), "strong"))
    missing = getattr(error, "missing", [])
    if missing:
        page.line(Words("Wat ontbreekt:", "What is missing:").say(lang))
        page.listing(each.text.say(lang) for each in missing)
    possible = getattr(error, "possible", [])
    if possible:
        page.line(Words("Wat nu kan:", "What is possible now:").say(lang))
        page.table(
            [Column(keeps=True), Column(), Column()],
            [[Said(each.trigger, "good"), f"→ {each.to}", each.label.say(lang)] for each in possible],
        )


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."


def _text(cell: Cell) -> Text:
    return Text(shown(cell)) if isinstance(cell, str) else Text(shown(cell.text), cell.tone)


def _table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
    table = Table(
        box=None,
        padding=(0, GAP, 0, 0),
        pad_edge=False,
        header_style="quiet",
        show_header=any(column.heading for column in columns),
    )
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        table.add_column(
            Text(column.heading),
            no_wrap=column.keeps,
            justify="right" if column.right else "left",
            min_width=_least(column, cells),
            max_width=column.most or None,
        )
    for row in rows:
        table.add_row(*map(_text, row))
    return table


def _least(column: Column, cells: Sequence[Cell]) -> int:
    """What stays on one line needs its room; other text is folded between words only."""
    texts = [column.heading, *(cell if isinstance(cell, str) else cell.text for cell in cells)]
    parts = [part for text in texts for part in (text.splitlines() if column.keeps else text.split())]
    return max((cell_len(part) for part in parts), default=0)


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[Column]:
    """With widths that fit a page where that can be, taken from the widest column that can be folded further."""
    cells = [
        [column.heading, *map(_plain, some)] for column, some in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    least = [_least(column, some) for column, some in zip(columns, cells, strict=True)]
    found = [max(cell_len(line) for text in some for line in [*text.splitlines(), ""]) for some in cells]
    while sum(found) + GAP * len(found) > width:
        foldable = [place for place in range(len(found)) if found[place] > least[place]]
        if not foldable:
            break
        found[max(foldable, key=lambda place: found[place])] -= 1
    return [column._replace(most=wide) for column, wide in zip(columns, found, strict=True)]


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _needed(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> int:
    """The width below which a word or an id would be cut."""
    return sum(_least(column, cells) + GAP for column, cells in zip(columns, zip(*rows, strict=True), strict=True))


def _room(each: Standing) -> int:
    """Wide enough for the longest word of its label, and to write it in two or three lines."""
    return max(BAR_LENGTH, min(16, cell_len(each.label) // 2 + 2), *(cell_len(word) for word in each.label.split()))


def _length(each: Standing, most: int) -> int:
    """Of its bar; at least one sign where there is anyone at all."""
    return max(1, round(BAR_LENGTH * each.amount / most)) if each.amount else 0


def _fitting(counts: Sequence[Standing], width: int) -> list[list[Standing]]:
    bands: list[list[Standing]] = [[]]
    used = 0
    for each in counts:
        needed = _room(each) + GAP
        if bands[-1] and used + needed > width:
            bands.append([])
            used = 0
        bands[-1].append(each)
        used += needed
    return bands
