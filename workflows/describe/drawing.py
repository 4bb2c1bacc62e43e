"""What a diagram shows, apart from how it is written: boxes, arrows, and the mark that each carries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

WIDEST = 60  # signs on a line of a label

Mark = Literal["", "added", "removed", "changed", "elsewhere", "visited", "current", "possible"]


class Style(NamedTuple):
    """sign: said in words' place, so that colour is never all that tells."""

    sign: str
    fill: str
    stroke: str
    is_dashed: bool = False
    width: int = 1


STYLES: Mapping[Mark, Style] = {
    "added": Style("[+]", "#d5e8d4", "#2e7d32", width=2),
    "removed": Style("[-]", "#f8cecc", "#b3261e", is_dashed=True, width=2),
    "changed": Style("[~]", "#fff2cc", "#b36b00", width=2),
    "elsewhere": Style("↦", "#eeeeee", "#777777", is_dashed=True),
    "visited": Style("✓", "#d5e8d4", "#4d7a4a"),
    "current": Style("●", "#ffe0a3", "#b36b00", width=3),
    "possible": Style("→", "#dae8fc", "#3f6fb0", is_dashed=True, width=2),
}


@dataclass(frozen=True, slots=True)
class SideNote:
    """A task or a term beside a stage."""

    text: str
    mark: Mark = ""

    @property
    def signed(self) -> str:
        return signed(self.text, self.mark)


@dataclass(frozen=True, slots=True)
class Box:
    """A stage. days: when it was entered, as written. ending: what closing it there amounts to, in words."""

    name: str
    label: str
    tasks: tuple[SideNote, ...] = ()
    terms: tuple[SideNote, ...] = ()
    days: tuple[str, ...] = ()
    is_initial: bool = False
    is_final: bool = False
    ending: str = ""
    mark: Mark = ""

    @property
    def lines(self) -> list[str]:
        """All that stands in the box, its label first."""
        ending = [f"◼ {self.ending}"] if self.ending else []
        days = [", ".join(self.days)] if self.days else []
        return [signed(self.label, self.mark), *days, *(f"▢ {task.signed}" for task in self.tasks), *ending]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition from one stage. guard: what must hold, in words."""

    source: str
    target: str
    label: str
    guard: str = ""
    mark: Mark = ""

    @property
    def lines(self) -> list[str]:
        return [signed(self.label, self.mark), *([f"[{self.guard}]"] if self.guard else [])]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks that nothing carries need no style."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def marks(self) -> list[Mark]:
        used = {box.mark for box in self.boxes} | {arrow.mark for arrow in self.arrows}
        return [mark for mark in STYLES if mark in used]


def signed(text: str, mark: Mark) -> str:
    return f"{STYLES[mark].sign} {text}" if mark else text


def folded(line: str) -> Iterator[str]:
    """Cut between words: neither Mermaid nor Graphviz does so by itself."""
    held = ""
    for word in line.split():
        if held and len(held) + len(word) >= WIDEST:
            yield held
            held = word
        else:
            held = f"{held} {word}".strip()
    yield held
