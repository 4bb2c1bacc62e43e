"""What an office calls the columns of its lists, kept under a name to be used again: YAML that people may edit."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from trajectories.imports.day_order import ORDERS, Order
from trajectories.imports.fields import FACT as FACT
from trajectories.imports.fields import FIELDS, STAGE, Kind, field_named
from trajectories.imports.table import LEFT_OUT
from workflows.errors import UsageError
from workflows.format.yaml_document import Document
from workflows.typed_words import folded
from workflows.words import Words


class Profile(NamedTuple):
    """columns: the field by the name of a column as it is written; `-` where the column is left out. steps: of a log,
    what the workflow calls a step, by what the log calls it; municipality: of every case of a log.
    """

    kind: Kind
    sheet: str = ""
    order: Order | None = None
    columns: Mapping[str, str] = {}
    steps: Mapping[str, str] = {}
    municipality: str = ""

    @property
    def by_header(self) -> dict[str, str]:
        return {folded(header): field for header, field in self.columns.items()}


def as_text(profile: Profile) -> str:
    """In YAML, each column on a line of its own."""
    lines = [f"import: {profile.kind}"]
    lines += [f"sheet: {json.dumps(profile.sheet, ensure_ascii=False)}"] if profile.sheet else []
    lines += [f"dates: {profile.order}"] if profile.order else []
    lines += [f"municipality: {json.dumps(profile.municipality)}"] if profile.municipality else []
    lines += ["columns:" if profile.columns else "columns: {}"]
    quoted = {json.dumps(each, ensure_ascii=False): field for each, field in profile.columns.items()}
    lines += [f"  {header}: {json.dumps(field)}" for header, field in quoted.items()]
    lines += ["steps:"] if profile.steps else []
    lines += [f"  {json.dumps(log, ensure_ascii=False)}: {json.dumps(name)}" for log, name in profile.steps.items()]
    return "\n".join(lines) + "\n"


def profile_in(document: Document) -> Profile:
    """Raises UsageError with what is wrong with it, and on which line of the file."""

    def wrong(words: Words, *place: str, key: bool = False) -> UsageError:
        mark = document.mark(place, key=key)
        return UsageError(
            Words(
                f"profiel {mark.file}, regel {mark.line}: {words.nl}",
                f"profile {mark.file}, line {mark.line}: {words.say('en')}",
            )
        )

    data = document.data
    if not isinstance(data, dict) or data.get("import") not in FIELDS:
        kinds = ", ".join(FIELDS)
        raise wrong(Words(f"‘import:’ is een van {kinds}", f"'import:' is one of {kinds}"), "import")
    told: dict[str, Any] = data
    for further in told.keys() - {"import", "sheet", "dates", "columns", *_also(told)}:
        raise wrong(Words(f"‘{further}:’ is onbekend", f"'{further}:' is unknown"), further, key=True)
    order = told.get("dates")
    if order is not None and order not in ORDERS:
        orders = ", ".join(ORDERS)
        raise wrong(Words(f"‘dates:’ is een van {orders}", f"'dates:' is one of {orders}"), "dates")
    columns, kind = told.get("columns") or {}, cast(Kind, told["import"])
    if not isinstance(columns, dict):
        raise wrong(Words("‘columns:’ noemt per kolom een veld", "'columns:' names a field for each column"), "columns")
    mapped = {}
    for header, field in columns.items():
        try:
            mapped[str(header)] = column_field(kind, str(field))
        except UsageError as error:
            raise wrong(error.words, "columns", str(header)) from error
    steps = told.get("steps") or {}
    if not isinstance(steps, dict):
        words = Words("‘steps:’ noemt per stap hoe zij hier heet", "'steps:' names what each step is here")
        raise wrong(words, "steps")
    place = str(told.get("municipality") or "")
    told_steps = {str(log): str(name) for log, name in steps.items()}
    return Profile(kind, str(told.get("sheet") or ""), cast("Order | None", order), mapped, told_steps, place)


def _also(told: Mapping[str, Any]) -> set[str]:
    return {"steps", "municipality"} if told["import"] == "history" else set()


def column_field(kind: Kind, typed: str) -> str:
    """The field that was meant, by its name or label; `-` leaves a column out. Raises UsageError with those there are.

    Of cases and logs it may be a fact of the workflow too, and of cases a stage, which its definition knows.
    """
    if typed == LEFT_OUT:
        return LEFT_OUT
    if field := field_named(typed, FIELDS[kind]):
        return field.name
    if (kind in ("cases", "history") and typed.startswith(FACT)) or (kind == "cases" and typed.startswith(STAGE)):
        return typed
    nl = ", ".join(each.label.nl for each in FIELDS[kind])
    en = ", ".join(each.label.say("en") for each in FIELDS[kind])
    raise UsageError(
        Words(
            f"‘{typed}’ is hier geen kolom; kies uit {nl}, of - om haar over te slaan",
            f"'{typed}' is no column here; choose from {en}, or - to leave it out",
        )
    )
