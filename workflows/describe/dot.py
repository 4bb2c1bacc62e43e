"""A drawing in DOT, the language of Graphviz."""

from collections.abc import Iterable, Iterator

from workflows.describe.drawing import STYLES, Arrow, Box, Drawing, folded

HEAD = (
    'graph [rankdir=TB, fontname="Helvetica"];',
    'node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=11];',
    'edge [fontname="Helvetica", fontsize=9];',
    'start [shape=circle, label="", width=0.2, fillcolor="#333333"];',
)


def dot(drawing: Drawing) -> str:
    lines = [*HEAD, *_boxes(drawing), *_notes(drawing), *_arrows(drawing)]
    return "\n".join([f"digraph {_quoted([drawing.title])} {{", *(f"    {line}" for line in lines), "}"]) + "\n"


def _boxes(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        yield f"{_id(box.name)} [{', '.join(_look(box))}];"


def _look(box: Box) -> Iterator[str]:
    yield f"label={_quoted(box.lines)}"
    if box.is_final:
        yield "peripheries=2"
    if box.mark:
        style = STYLES[box.mark]
        yield f'fillcolor="{style.fill}", color="{style.stroke}", penwidth={style.width}'
        if style.is_dashed:
            yield 'style="rounded,filled,dashed"'


def _notes(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        if box.terms:
            text = _quoted((f"◷ {term.signed}" for term in box.terms), ends="\\l")
            yield f'"note {box.name}" [shape=note, style=filled, fillcolor="#fffde7", fontsize=9, label={text}];'
            yield f'{_id(box.name)} -> "note {box.name}" [dir=none, style=dotted];'


def _arrows(drawing: Drawing) -> Iterator[str]:
    yield from (f"start -> {_id(box.name)};" for box in drawing.boxes if box.is_initial)
    for arrow in drawing.arrows:
        look = ", ".join([f"label={_quoted(arrow.lines)}", *_colours(arrow)])
        yield f"{_id(arrow.source)} -> {_id(arrow.target)} [{look}];"


def _colours(arrow: Arrow) -> Iterator[str]:
    if arrow.mark:
        style = STYLES[arrow.mark]
        yield f'color="{style.stroke}", fontcolor="{style.stroke}", penwidth={style.width}'
        if style.is_dashed:
            yield "style=dashed"


def _id(name: str) -> str:
    return f'"stage {name}"'


def _quoted(lines: Iterable[str], ends: str = "") -> str:
    """ends: what closes every line, such as `\\l` to have them begin at the left."""
    found = [part.replace("\\", "\\\\").replace('"', '\\"') for line in lines for part in folded(line)]
    text = "".join(line + ends for line in found) if ends else "\\n".join(found)
    return f'"{text}"'
