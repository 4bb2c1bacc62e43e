"""What every import may be told on the command line."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cli.past import PAST_NAMES, PastName, past_typed
from trajectories.imports.day_order import Order

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A workbook (.xlsx, .ods) or a .csv, with a row of names.")
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this only what would happen is shown.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="HEADER=NAME", help="What a column of the file is here; - leaves it out."),
]
Key = Annotated[
    str,
    typer.Option(
        "--key", metavar="HEADER", help="The column with their number in another system, by which rows are known again."
    ),
]
ProfileName = Annotated[
    str, typer.Option("--profile", help="The columns as kept under this name; what is told anew is kept there.")
]
ProfileFolder = Annotated[
    Path | None,
    typer.Option("--profiles", envvar="TRAJECT_PROFILES", file_okay=False, help="The folder in which profiles lie."),
]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", dir_okay=False, help="Write the bad rows to this .xlsx, with the reasons, to be mended."),
]
GoodRows = Annotated[bool, typer.Option("--good-rows", help="Take the good rows when others are bad.")]
Update = Annotated[bool, typer.Option("--update", help="Follow rows that say something else than is recorded.")]
Past = Annotated[
    PastName | None,
    typer.Option(
        "--past",
        parser=past_typed,
        metavar=PAST_NAMES,
        help="Which reminders that lie in the past are sent of what begins by it.",
    ),
]


class Given(NamedTuple):
    """As given. given: a value of a field for every row."""

    file: Path
    apply: bool = False
    sheet: str = ""
    dates: Order | None = None
    column: list[str] | None = None
    profile: str = ""
    profiles: Path | None = None
    rejects: Path | None = None
    good_rows: bool = False
    update: bool = False
    sure: bool = False
    past: PastName | None = None
    on: str | None = None
    as_json: bool = False
    given: dict[str, str] = {}
    key: str = ""
