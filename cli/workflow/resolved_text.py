"""A definition as it applies, written out as its file would be, with a mark at each line that a variant changed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from cli.asked import Asked
from cli.render import Page, Said, Tone
from workflows.catalogue.resolve import Resolved, canonical
from workflows.language.transitions import ANY_STAGE, FROM_ANY
from workflows.language.workflow import Workflow
from workflows.views.definitions import TextLineView, TextView

Plain = Any  # what JSON holds
Mark = Literal["", "~", "-"]

STEP = "  "
FITS = 100  # what is flat stands on one line up to here, without its indent
ONE_OR_MORE = {"from", "to", "met_by", "lapses_at", "paused_in"}  # written bare where there is one
BARE = re.compile(r"[A-Za-zÀ-ÿ0-9(][^:#,{}\[\]\"'`&*!|>%@\n]*(?<! )")
NOT_TEXT = re.compile(r"-?\d+|true|false|null", re.IGNORECASE)
TONES: dict[Mark, Tone] = {"": "plain", "~": "good", "-": "late"}


class Line(NamedTuple):
    """One line. ~: written or changed by the variant; -: as the base has it, and gone or changed here."""

    mark: Mark
    text: str


def lines(base: Workflow, resolved: Workflow) -> list[Line]:
    """Those without `-` are the definition as it applies; those without `~` the base."""
    old, new = _data(base), _data(resolved)
    _unwrap_transitions(old, new)
    return list(_mapping(old, new, ""))


def text_view(resolved: Resolved, found: Sequence[Line]) -> TextView:
    workflow = resolved.workflow
    return TextView(
        workflow=workflow.workflow,
        version=workflow.version,
        variant=workflow.variant,
        municipality=workflow.municipality,
        hash=resolved.hash,
        text="".join(f"{line.text}\n" for line in found if line.mark != "-"),
        lines=[TextLineView(line.text, line.mark == "~", line.mark == "-") for line in found],
    )


def show(resolved: Resolved, found: Sequence[Line], asked: Asked) -> None:
    page = Page()
    for line in found:
        page.verbatim(Said(f"{line.mark or ' '} {line.text}", TONES[line.mark]))
    changed = sum(line.mark == "~" for line in found)
    removed = sum(line.mark == "-" for line in found)
    variant = resolved.workflow.variant
    asked.talk(
        asked.pick(
            f"Variant {variant}: nieuw of anders (~): {changed} regels; vervallen uit de basis (-): {removed}.",
            f"Variant {variant}: new or changed (~): {changed} lines; gone from the base (-): {removed}.",
        )
    )


def _data(workflow: Workflow) -> dict[str, Plain]:
    data: dict[str, Plain] = json.loads(canonical(workflow))
    for passage in (each for several in data["transitions"].values() for each in several):
        if passage.pop(FROM_ANY, False):
            passage["from"] = ANY_STAGE
    return data


def _unwrap_transitions(old: dict[str, Plain], new: dict[str, Plain]) -> None:
    """A trigger with one transition is written without a list, as in the files; unless it has more in the other."""
    for trigger in {**old["transitions"], **new["transitions"]}:
        tables = [data["transitions"] for data in (old, new) if trigger in data["transitions"]]
        if all(len(table[trigger]) == 1 for table in tables):
            for table in tables:
                table[trigger] = table[trigger][0]


# two versions side by side


def _mapping(old: Mapping[str, Plain], new: Mapping[str, Plain], indent: str) -> Iterator[Line]:
    for gone, stayed, come in _aligned(list(old), list(new)):
        for name in gone:
            yield from _whole("-", _entry(name, old[name], indent))
        for name in stayed:
            yield from _pair(name, old[name], new[name], indent)
        for name in come:
            yield from _whole("~", _entry(name, new[name], indent))


def _pair(name: str, old: Plain, new: Plain, indent: str) -> Iterator[Line]:
    """What stands under the same name in both."""
    if _inside(old, new) and not (_is_line(name, old, indent) and _is_line(name, new, indent)):
        if name in ONE_OR_MORE and len(old) == len(new) == 1:
            old, new = old[0], new[0]
        yield Line("", f"{indent}{name}:")
        yield from _either(old, new, indent + STEP)
    elif old == new:
        yield from _whole("", _entry(name, new, indent))
    else:
        yield from _whole("-", _entry(name, old, indent))
        yield from _whole("~", _entry(name, new, indent))


def _either(old: Plain, new: Plain, indent: str) -> Iterator[Line]:
    return _mapping(old, new, indent) if isinstance(new, dict) else _sequence(old, new, indent)


def _sequence(old: Sequence[Plain], new: Sequence[Plain], indent: str) -> Iterator[Line]:
    """Items that stayed are recognised by what they say; where as many came as went, they are paired in order."""
    for gone, stayed, come in _aligned([_said(each) for each in old], [_said(each) for each in new]):
        went, arrived = [json.loads(each) for each in gone], [json.loads(each) for each in come]
        for text in stayed:
            yield from _whole("", _item(json.loads(text), indent))
        if len(went) == len(arrived):
            for was, now in zip(went, arrived, strict=True):
                yield from _pair_of_items(was, now, indent)
        else:
            for was in went:
                yield from _whole("-", _item(was, indent))
            for now in arrived:
                yield from _whole("~", _item(now, indent))


def _pair_of_items(old: Plain, new: Plain, indent: str) -> Iterator[Line]:
    if _inside(old, new) and not (_is_flat(old) or _is_flat(new)):
        yield Line("", f"{indent}-")
        yield from _either(old, new, indent + STEP)
    else:
        yield from _whole("-", _item(old, indent))
        yield from _whole("~", _item(new, indent))


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Runs of what went, what stayed and what came, in order."""
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield ([], new[k:m], []) if kind == "equal" else (old[i:j], [], new[k:m])


def _inside(old: Plain, new: Plain) -> bool:
    """Both hold parts of the same kind, so that the parts can be compared."""
    return bool(old and new) and type(old) is type(new) and isinstance(new, dict | list)


def _said(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False)


def _whole(mark: Mark, texts: Iterator[str]) -> Iterator[Line]:
    return (Line(mark, text) for text in texts)


# one version, written as in a file


def _entry(name: str, value: Plain, indent: str) -> Iterator[str]:
    if name in ONE_OR_MORE and isinstance(value, list) and len(value) == 1:
        value = value[0]
    if _is_line(name, value, indent):
        yield f"{indent}{name}: {_flow(value)}"
    else:
        yield f"{indent}{name}:"
        yield from _block(value, indent + STEP)


def _item(value: Plain, indent: str) -> Iterator[str]:
    if _is_flat(value):
        yield f"{indent}- {_flow(value)}"
    else:
        yield f"{indent}-"
        yield from _block(value, indent + STEP)


def _block(value: Plain, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _entry(name, each, indent)
    else:
        for each in value:
            yield from _item(each, indent)


def _is_line(name: str, value: Plain, indent: str) -> bool:
    """A table of the definition is always spread out, however short."""
    is_table = not indent and name != "label" and isinstance(value, dict) and bool(value)
    return _is_flat(value) and not is_table


def _is_flat(value: Plain) -> bool:
    """No part of it has parts of its own, and it is short."""
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return not any(isinstance(part, dict) or _is_list(part) for part in parts) and len(_flow(value)) <= FITS


def _is_list(part: Plain) -> bool:
    """More than one; of those, what a rung goes `to` stays on the line."""
    return isinstance(part, list) and any(isinstance(each, dict | list) for each in part)


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        pairs = (f"{name}: {_flow(_one(name, each))}" for name, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _one(name: str, value: Plain) -> Plain:
    return value[0] if name in ONE_OR_MORE and isinstance(value, list) and len(value) == 1 else value


def _scalar(value: Plain) -> str:
    if isinstance(value, str) and BARE.fullmatch(value) and not NOT_TEXT.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
