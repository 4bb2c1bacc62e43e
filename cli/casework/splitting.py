"""Cases split over several people: how that is typed."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli.options import one_of
from workflows.errors import UsageError
from workflows.words import Words

SPLIT = {
    "municipality": Words("gemeente", "municipality"),
    "workflow": Words("workflow", "workflow"),
    "evenly": Words("gelijk", "evenly"),
}
SPLIT_RULES = f"[{'|'.join(SPLIT)}]"
split_typed = one_of(Words("regel", "rule"), SPLIT)

Over = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="NAME", help="Many at once, instead of NAME: split over these, each with --to."),
]
SplitBy = Annotated[
    str | None,
    typer.Option(
        "--split-by",
        parser=split_typed,
        metavar=SPLIT_RULES,
        help="Over several: all of a municipality or a workflow to one of them, or evenly by household.",
    ),
]


def must_be_split(to: Sequence[str], split_by: str | None, *, is_many: bool) -> None:
    """Raises UsageError where it is not said how, or over whom, or where there is nothing to split."""
    if (to or split_by) and not (is_many and len(to) > 1 and split_by):
        raise UsageError(
            Words(
                "verdelen is voor veel tegelijk (--from, --municipality, --of, --workflow of --stage): geef twee of "
                "meer mensen, elk met --to, en --split-by municipality, workflow of evenly",
                "splitting is for many at once (--from, --municipality, --of, --workflow or --stage): give two people "
                "or more, each with --to, and --split-by municipality, workflow or evenly",
            )
        )
