"""A drawing as a Mermaid flowchart: unlike its state diagrams, those colour an arrow too."""

import re
from collections.abc import Iterable, Iterator

from workflows.describe.drawing import STYLES, Box, Drawing, Style, folded

SIGNS = {sign: f"#{ord(sign)};" for sign in '#;"<>`*|&\\'}  # what Mermaid or Markdown would read, as entities
LIST = re.compile(r"^(\d+[.)]|[-+])(?=\s|$)")  # what Markdown would take for one


def mermaid(drawing: Drawing) -> str:
    lines = ['start(("●"))', *_boxes(drawing), *_notes(drawing), *_arrows(drawing), *_classes(drawing)]
    return "\n".join(["flowchart TD", *(f"    {line}" for line in lines)]) + "\n"


def _boxes(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        opened, closed = ("([", "])") if box.is_final else ("[", "]")
        yield f'{_id(box)}{opened}"{_text(box.lines)}"{closed}'


def _notes(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        if box.terms:
            yield f'n_{box.name}>"{_text(f"◷ {term.signed}" for term in box.terms)}"]'


def _arrows(drawing: Drawing) -> Iterator[str]:
    """The transitions first, so that the number of each is its place in the drawing."""
    for arrow in drawing.arrows:
        yield f's_{arrow.source} -->|"{_text(arrow.lines)}"| s_{arrow.target}'
    yield from (f"start --> {_id(box)}" for box in drawing.boxes if box.is_initial)
    yield from (f"{_id(box)} -.- n_{box.name}" for box in drawing.boxes if box.terms)


def _classes(drawing: Drawing) -> Iterator[str]:
    noted = [f"n_{box.name}" for box in drawing.boxes if box.terms]
    if noted:
        yield "classDef note fill:#fffde7,stroke:#bbb,color:#333"
        yield f"class {','.join(noted)} note"
    for mark in drawing.marks:
        style = STYLES[mark]
        boxes = [_id(box) for box in drawing.boxes if box.mark == mark]
        arrows = [str(place) for place, arrow in enumerate(drawing.arrows) if arrow.mark == mark]
        if boxes:
            yield f"classDef {mark} fill:{style.fill},color:#222,{_line(style)}"
            yield f"class {','.join(boxes)} {mark}"
        if arrows:
            yield f"linkStyle {','.join(arrows)} {_line(style)}"


def _line(style: Style) -> str:
    dashes = ",stroke-dasharray:5 3" if style.is_dashed else ""
    return f"stroke:{style.stroke},stroke-width:{style.width}px{dashes}"


def _id(box: Box) -> str:
    """With a letter before it, so that no name is a word of Mermaid."""
    return f"s_{box.name}"


def _text(lines: Iterable[str]) -> str:
    return "<br/>".join(part for line in lines for part in map(_plain, folded(line)))


def _plain(text: str) -> str:
    text = "".join(SIGNS.get(sign, sign) for sign in text)
    return LIST.sub(lambda found: f"{found[1][:-1]}#{ord(found[1][-1])};", text)
