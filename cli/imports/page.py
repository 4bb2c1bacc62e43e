"""What bringing in a list came to, or would come to: for a screen, and as JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import typer

from cli.asked import Asked
from cli.json_document import print_json
from scheduler.explain.brought_in import NOBODY, Ahead
from trajectories.imports.cells import BadCell
from trajectories.imports.fields import Kind
from trajectories.imports.reading import ReadList
from trajectories.imports.table import PassedOver
from trajectories.service.importing import Alike, BroughtIn, SaysOtherwise
from trajectories.views.imports import (
    AlikeView,
    BadCellView,
    CasesAheadView,
    DifferingView,
    ImportedView,
    PassedOverView,
    TermsView,
    UnreadView,
)
from workflows.catalogue.place_names import place_name
from workflows.documents import ABSENT
from workflows.language.roles import ROLES
from workflows.words import Words

Item = TypeVar("Item")
SHOWN = 20  # lines of each kind; JSON and --rejects have them all
KINDS: dict[str, tuple[Words, Words]] = {
    "clients": (Words("cliënt", "client"), Words("cliënten", "clients")),
    "households": (Words("huishouden", "household"), Words("huishoudens", "households")),
    "members": (Words("lid", "member"), Words("leden", "members")),
    "dwellings": (Words("woning", "dwelling"), Words("woningen", "dwellings")),
    "cases": (Words("traject", "case"), Words("trajecten", "cases")),
    "beside": (Words("traject daarbij", "case beside them"), Words("trajecten daarbij", "cases beside them")),
    "facts": (Words("feit", "fact"), Words("feiten", "facts")),
    "tasks": (Words("taak", "task"), Words("taken", "tasks")),
    "notes": (Words("notitie", "note"), Words("notities", "notes")),
    "events": (Words("gebeurtenis", "event"), Words("gebeurtenissen", "events")),
}


class Shown(NamedTuple):
    """past: what begins would have spoken on days that are past, and nobody said what becomes of that."""

    read: ReadList
    brought: BroughtIn
    ahead: Ahead | None
    batch: int | None
    questions: list[str]
    apply: bool
    past: bool = False
    good_rows: bool = False

    @property
    def kind(self) -> Kind:
        return self.read.asked.kind


def counted(asked: Asked, counts: Mapping[str, int]) -> str:
    """`40 clients, 12 households`; nothing where there is none."""
    parts = [f"{count} {asked.say(KINDS[kind][count != 1])}" for kind, count in counts.items() if count]
    return ", ".join(parts)


def report(asked: Asked, shown: Shown, *, as_json: bool) -> None:
    if as_json:
        return print_json(_view(asked, shown))
    for line in (*_of_list(asked, shown), *_rows(asked, shown)):
        asked.talk(line)
    if shown.ahead and not shown.apply:
        for line in _ahead(asked, shown.ahead):
            typer.echo(line)
    typer.echo(_sum(asked, shown))
    if hint := _hint(shown):
        asked.talk(hint)


def _of_list(asked: Asked, shown: Shown) -> Iterator[str]:
    """What was read, and what was left out."""
    table, read_as = shown.read.table, shown.read.read_as
    sheet = asked.pick(f"blad {table.sheet}, ", f"sheet {table.sheet}, ") if table.sheet else ""
    rows = len(table.records)
    nl, en = ("rij", "row") if rows == 1 else ("rijen", "rows")
    yield asked.pick(
        f"{sheet}{rows} {nl}, namen van kolommen op regel {table.header.number}; gelezen als {read_as}",
        f"{sheet}{rows} {en}, names of columns on row {table.header.number}; read as {read_as}",
    )
    passed = table.passed_over
    for nl, en, numbers in (
        ("titel", "title", passed.titles),
        ("totaal", "total", passed.totals),
        ("weer de namen van kolommen", "the names of columns again", passed.headers),
    ):
        if numbers:
            listing = _few([str(each) for each in numbers])
            yield asked.pick(f"overgeslagen: {nl} op regel {listing}", f"left out: {en} on row {listing}")
    if passed.empty:
        nl, en = ("lege regel", "empty row") if passed.empty == 1 else ("lege regels", "empty rows")
        yield asked.pick(f"overgeslagen: {passed.empty} {nl}", f"left out: {passed.empty} {en}")
    if passed.hidden:
        listing = _few([str(each) for each in passed.hidden])
        yield asked.pick(f"verborgen, wel gelezen: regel {listing}", f"hidden, and read: row {listing}")
    if shown.read.hidden_columns:
        listing = _few([*shown.read.hidden_columns])
        yield asked.pick(f"verborgen, wel gelezen: kolom {listing}", f"hidden, and read: column {listing}")
    if shown.read.hidden_sheets:
        listing = _few([*shown.read.hidden_sheets])
        yield asked.pick(f"verborgen, niet gelezen: blad {listing}", f"hidden, and not read: sheet {listing}")
    if columns := _left_out(shown):
        listing = _few(columns)
        yield asked.pick(f"overgeslagen: kolom {listing}", f"left out: column {listing}")


def _left_out(shown: Shown) -> list[str]:
    header = shown.read.table.header
    read = shown.read.asked.further
    return [each.shown for each in (*header.unknown, *header.nameless) if each.header not in read]


def _few(texts: list[str]) -> str:
    more = len(texts) - SHOWN
    return ", ".join([*texts[:SHOWN], *([f"+{more}"] if more > 0 else [])])


def _rows(asked: Asked, shown: Shown) -> Iterator[str]:
    brought = shown.brought
    yield from _first(asked, brought.bad, partial(said_of, asked))
    yield from _first(asked, brought.differing, partial(_said_of_other, asked))
    yield from _first(asked, brought.alike, partial(_said_of_alike, asked))
    for column, rows in brought.unread.items():
        listing = _few([str(each) for each in rows])
        yield asked.pick(
            f"kolom {column} is niet gelezen op regel {listing}: de workflow kent dit feit niet; ‘traject client fact "
            "set’ legt vast wat van een cliënt is",
            f"column {column} was not read on row {listing}: the workflow has no such fact; 'traject client fact set' "
            "records what is a client's",
        )


def _said_of_other(asked: Asked, each: SaysOtherwise) -> str:
    about = asked.pick(f"regel {each.row}: {each.about} ", f"row {each.row}: {each.about} ")
    followed = (
        asked.pick("; gevolgd", "; followed") if each.changed else asked.pick("; niet gewijzigd", "; not changed")
    )
    return about + asked.say(each.words) + followed


def _said_of_alike(asked: Asked, each: Alike) -> str:
    resembles = asked.pick(f"{each.ref} lijkt op {each.other}: ", f"{each.ref} resembles {each.other}: ")
    return resembles + asked.say(each.why)


def _first(asked: Asked, every: Sequence[Item], said: Callable[[Item], str]) -> Iterator[str]:
    """Of a long list only what is shown is put into words."""
    yield from map(said, every[:SHOWN])
    if len(every) > SHOWN:
        more = len(every) - SHOWN
        yield asked.pick(
            f"… en nog {more}; --rejects of --json heeft alle", f"… and {more} more; --rejects or --json has all"
        )


def said_of(asked: Asked, bad: BadCell) -> str:
    """ListSheet, row, column and value, and why it cannot be taken."""
    sheet = asked.pick(f"blad {bad.sheet}, ", f"sheet {bad.sheet}, ") if bad.sheet else ""
    row = asked.pick(f"regel {bad.row}", f"row {bad.row}")
    column = asked.pick(f", kolom {bad.column}", f", column {bad.column}") if bad.column else ""
    value = asked.pick(f", ‘{bad.value}’", f", '{bad.value}'") if bad.value else ""
    return f"{sheet}{row}{column}{value}: {asked.say(bad.reason)}"


def _ahead(asked: Asked, ahead: Ahead) -> Iterator[str]:
    for workflow, stages in ahead.stages.items():
        listing = ", ".join(f"{asked.say(ahead.labels[workflow, stage])} {count}" for stage, count in stages.items())
        yield f"{workflow} {ahead.workflows[workflow]}: {listing}"
    places = ", ".join(f"{asked.say(place_name(each)) or each} {count}" for each, count in ahead.municipalities.items())
    yield asked.pick(f"gemeenten: {places}", f"municipalities: {places}")
    nobody = asked.pick("niemand", "nobody")
    for role, holders in ahead.holders.items():
        listing = ", ".join(f"{nobody if name == NOBODY else name} {count}" for name, count in holders.items())
        yield f"{asked.say(ROLES[role])}: {listing}"
    yield asked.pick(
        f"termijnen: {ahead.known} bekend, {ahead.asked} worden gevraagd, {ahead.over} voorbij, waarvan "
        f"{ahead.over_by_law} wettelijk",
        f"terms: {ahead.known} known, {ahead.asked} are asked for, {ahead.over} over, of which {ahead.over_by_law} by "
        "law",
    )
    for mode, recipients in ahead.reminders.items():
        listing = ", ".join(f"{nobody if name == NOBODY else name} {count}" for name, count in recipients.items())
        yield asked.pick(
            f"termijnen waarover meteen iets wordt gezegd bij --past {mode}: {listing or 'geen'}",
            f"terms told of at once under --past {mode}: {listing or 'none'}",
        )


def _sum(asked: Asked, shown: Shown) -> str:
    brought = shown.brought
    new = counted(asked, brought.added) or asked.pick("niets", "nothing")
    differs, bad = len(brought.differing), len({each.row for each in brought.bad})
    rest = asked.pick(
        f"{brought.unchanged} al bekend, {differs} anders, {bad} fout",
        f"{brought.unchanged} known already, {differs} different, {bad} bad",
    )
    if shown.batch is not None:
        return asked.pick(f"Invoer {shown.batch}: {new} nieuw; {rest}.", f"Import {shown.batch}: {new} new; {rest}.")
    return asked.pick(f"{new} nieuw; {rest}.", f"{new} new; {rest}.").capitalize()


def _hint(shown: Shown) -> Words | None:
    brought = shown.brought
    if shown.batch is not None:
        undo = f"traject import undo {shown.batch} --reason …"
        return Words(f"terug te nemen met ‘{undo}’", f"'{undo}' takes it back")
    is_partly_good = any(brought.added.values()) or brought.differing
    if brought.bad and not shown.read.wrong and shown.good_rows and is_partly_good:
        return Words(
            "Er is niets geschreven; met --apply komen de goede regels binnen; --rejects BESTAND.xlsx geeft de foute "
            "terug.",
            "Nothing was written; --apply brings in the good rows, and --rejects FILE.xlsx gives the bad ones back.",
        )
    if brought.bad and not shown.read.wrong:
        return Words(
            "Er is niets geschreven. Verbeter de regels, of neem met --good-rows alleen de goede; --rejects "
            "BESTAND.xlsx geeft de foute terug.",
            "Nothing was written. Mend the rows, or take only the good ones with --good-rows; --rejects FILE.xlsx "
            "gives the bad ones back.",
        )
    if brought.bad:
        return Words("Er is niets geschreven.", "Nothing was written.")
    if not shown.apply and (any(brought.added.values()) or brought.differing):
        if shown.past:
            return Words(
                "Er is niets geschreven; met --apply en --past none, latest of all wel: wat met dit bestand begint had "
                "op dagen die voorbij zijn al iets gezegd.",
                "Nothing was written; --apply does it, with --past none, latest or all: what begins by this file would "
                "have spoken on days that are past.",
            )
        return Words("Er is niets geschreven; met --apply wel.", "Nothing was written; --apply does it.")
    return None


def _view(asked: Asked, shown: Shown) -> ImportedView:
    brought, table = shown.brought, shown.read.table
    return ImportedView(
        shown.kind,
        shown.batch is not None,
        shown.batch,
        table.sheet or None,
        shown.read.read_as,
        brought.added,
        brought.unchanged,
        [DifferingView(each.row, each.about, asked.say(each.words), each.changed) for each in brought.differing],
        [AlikeView(each.row, each.ref, each.other, asked.say(each.why)) for each in brought.alike],
        [_bad(asked, each) for each in brought.bad],
        _passed(table.passed_over, _left_out(shown), shown.read),
        [UnreadView(column, rows) for column, rows in brought.unread.items()],
        shown.questions,
        _cases(shown.ahead) if shown.ahead else ABSENT,
    )


def _bad(asked: Asked, bad: BadCell) -> BadCellView:
    return BadCellView(bad.sheet or None, bad.row, bad.column or None, bad.value or None, asked.say(bad.reason))


def _passed(passed: PassedOver, columns: list[str], read: ReadList) -> PassedOverView:
    numbers = [[*each] for each in (passed.titles, passed.totals, passed.headers, passed.hidden)]
    titles, totals, headers, hidden = numbers
    return PassedOverView(
        *(titles, passed.empty, totals, headers, columns, hidden), [*read.hidden_columns], [*read.hidden_sheets]
    )


def _cases(ahead: Ahead) -> CasesAheadView:
    terms = TermsView(ahead.known, ahead.asked, ahead.over, ahead.over_by_law)
    return CasesAheadView(ahead.workflows, ahead.stages, ahead.municipalities, ahead.holders, terms, ahead.reminders)
