"""Options that several commands share, and what is typed after them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated

import typer

from cli.asked import read_back
from trajectories.imports.day_order import ORDERS, Order
from trajectories.local_time import typed_day
from workflows import typed_words
from workflows.catalogue.place_names import place_name
from workflows.catalogue.resolve import Selection
from workflows.errors import CaseworkError, NotFound, UsageError
from workflows.language.roles import ROLES
from workflows.words import Words

ANYWHERE = Words("geen in het bijzonder", "none in particular")
On = Annotated[str | None, typer.Option("--on", help="The day it happened, 2026-01-31 or 31-1-2026; default today.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of a sentence.")]


def order_typed(typed: str) -> Order:
    return typed_words.one_of(Words("volgorde", "order"), typed, ORDERS)  # type: ignore[return-value]


SheetName = Annotated[str, typer.Option("--sheet", help="The sheet of a workbook, by its name.")]
Dates = Annotated[
    Order | None,
    typer.Option(
        "--dates",
        parser=order_typed,
        metavar=f"[{'|'.join(ORDERS)}]",
        help="How days are written, where the file does not prove it.",
    ),
]


def on_day(text: str | None, today: date) -> date:
    """A day given on the command line, else today."""
    return maybe_day(text) or today


def maybe_day(text: str | None, option: str = "--on") -> date | None:
    """A day as people write it, 2026-03-31 or 31-3-2026; None where none was given."""
    if text is None:
        return None
    if (found := typed_day(text)) is None:
        raise UsageError(
            Words(
                f"‘{text}’ ({option}) is geen dag; schrijf een dag die bestaat, zoals 2026-03-31 of 31-3-2026",
                f"'{text}' ({option}) is no day; write one that exists, such as 2026-03-31 or 31-3-2026",
            )
        )
    return read_back(text, found)


def one_of(what: Words, choices: Mapping[str, Words]) -> Callable[[str], str]:
    """Reads what was typed as one of these codes: the code or its label, without accents and capitals."""

    def code_of(typed: str) -> str:
        return typed_words.one_of(what, typed, choices)

    return code_of


role_typed = one_of(Words("rol", "role"), ROLES)
ROLE_NAMES = f"[{'|'.join(ROLES)}]"


def known_municipality(municipalities: Iterable[str], asked: str) -> str:
    """The id of the one that was meant. Raises NotFound with the nearest one; `any` is none in particular."""
    choices = {each: place_name(each) for each in municipalities} | {"any": ANYWHERE}
    if (found := typed_words.meant(asked, choices)) is not None:
        return found
    near, listing = typed_words.nearest(asked, choices, 1), ", ".join(choices)
    nl = f"bedoelt u {near[0]}?" if near else f"wel {listing}"
    en = f"did you mean {near[0]}?" if near else f"known are {listing}"
    raise NotFound(Words(f"gemeente ‘{asked}’ is niet bekend; {nl}", f"no municipality '{asked}'; {en}"))


def known_workflow(catalogue: Selection, asked: str) -> str:
    """The workflow that was meant, by its name or its label; what means none comes back, to be refused."""
    names = catalogue.workflows
    found = typed_words.meant(asked, {name: Words(name) for name in names})
    if found is None and typed_words.folded(asked):
        found = typed_words.meant(asked, {name: _label(catalogue, name) for name in names})
    return found or asked


def _label(catalogue: Selection, name: str) -> Words:
    try:
        return next(catalogue.resolved_of(name)).workflow.label
    except CaseworkError:  # a draft that does not hold has no label
        return Words(name)
