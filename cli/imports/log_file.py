"""A log as it is given on the command line: its columns by options and profile, its cases each time they are asked."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cli.asked import Asked
from cli.imports.given import Given
from cli.imports.mapping import mapped
from cli.imports.profiles import keep_profile, profile_named
from trajectories.imports.event_log import LogAsked, LogCase
from trajectories.imports.fields import FACT, Field
from trajectories.imports.log_table import log_in
from trajectories.imports.profile import Profile
from trajectories.imports.reading import read_list
from trajectories.imports.table import NoHeader
from trajectories.imports.workbook import A_LOG, read_book
from trajectories.imports.xes import AT, CASE, OF_CASE, STEP, XesReader, is_xes, opened_log
from workflows.errors import LANGS, UsageError
from workflows.typed_words import folded
from workflows.words import Words

PIECE = 1 << 20


class LogColumns(NamedTuple):
    """As typed; empty where nothing was. facts: NAME=COL."""

    case: str = ""
    step: str = ""
    at: str = ""
    actor: str = ""
    facts: tuple[str, ...] = ()

    @property
    def as_told(self) -> list[str]:
        """As the columns of any list are told: COL=NAME."""
        told = [f"{column}={name}" for name, column in self._asdict().items() if name != "facts" and column]
        return told + [f"{column}={FACT}{name}" for name, column in map(_fact_typed, self.facts)]


def _fact_typed(text: str) -> tuple[str, str]:
    name, is_there, column = text.partition("=")
    if not is_there or not name.strip() or not column.strip():
        raise UsageError(
            Words(f"‘{text}’ (--fact) is niet als feit=kolom", f"'{text}' (--fact) is not like fact=column")
        )
    return name.strip(), column.strip()


class LogFile:
    """days: facts of the workflow that are days. steps: what is known of its steps, by the profile and by what was
    typed. place: the municipality that a profile keeps; empty for none. left_out: how many events of the last reading
    complete nothing.
    """

    def __init__(
        self, asked: Asked, given: Given, columns: LogColumns, steps: dict[str, str], days: frozenset[str], place: str
    ) -> None:
        self.path = given.file
        self.left_out = 0
        self._given = given._replace(column=columns.as_told)
        self._days = days
        self._place = place
        known = profile_named(given.profile, given.profiles) if given.profile else None
        self.steps = {**(known.steps if known else {}), **steps}
        self.is_xes = is_xes(self.path)
        self.read_as = "XES"
        self._table: list[LogCase] = []
        if self.is_xes:
            self._attributes = self._of_xes(asked, known or Profile("history"), columns)
        else:
            self._read_table(asked)
            self._keep_steps()

    def cases(self) -> Iterator[LogCase]:
        """From the beginning each time. Raises UsageError for a file that cannot be read to its end."""
        if not self.is_xes:
            yield from self._table
            return
        with opened_log(self.path) as stream:
            reader = XesReader(self.path.name, stream, self._attributes)
            yield from reader.cases()
            self.left_out = reader.left_out

    def digest(self) -> str:
        found = hashlib.sha256()
        with self.path.open("rb") as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
        return found.hexdigest()

    def _of_xes(self, asked: Asked, profile: Profile, columns: LogColumns) -> LogAsked:
        if profile.kind != "history":
            raise _another_kind(self._given.profile, profile.kind)
        told = {field: header for header, field in profile.columns.items()}
        told |= {name: column for name, column in columns._asdict().items() if name != "facts" and column}
        if "case" in told and not told["case"].startswith(OF_CASE):
            told["case"] = f"{OF_CASE}{told['case']}"  # an event may have one of that name too
        facts = {header: field.removeprefix(FACT) for header, field in profile.columns.items() if FACT in field}
        facts |= {column: name for name, column in map(_fact_typed, columns.facts)}
        by_header = {header: field for field, header in told.items() if not field.startswith(FACT)}
        by_header |= {header: f"{FACT}{name}" for header, name in facts.items()}
        if self._given.profile:
            keep_profile(
                self._given.profile,
                self._given.profiles,
                profile._replace(columns=by_header, steps=self.steps, municipality=self._place),
            )
        return LogAsked(
            told.get("case", CASE),
            told.get("step", STEP),
            told.get("at", AT),
            told.get("actor", ""),
            facts,
            self._days,
        )

    def _read_table(self, asked: Asked) -> None:
        with self.path.open("rb") as stream:
            content = stream.read(A_LOG.bytes + 1)
        book = read_book(self.path.name, content, A_LOG)
        try:
            found = mapped(asked, book, "history", self._given)
        except NoHeader as missing:
            raise _lacks(missing.lacking) from missing
        columns = found.asked.columns
        facts = {
            each.header: told
            for each in found.header.unknown
            if (told := columns.get(folded(each.header), "")).startswith(FACT)
        }
        for header, field in ((each.partition("=")[0], each.rpartition("=")[2]) for each in self._given.column or ()):
            if field.startswith(FACT) and header not in facts and folded(header) not in map(folded, facts):
                raise UsageError(
                    Words(f"er is geen kolom ‘{header}’ in het bestand", f"there is no column '{header}' in the file")
                )
        read = read_list(book, found.sheet, found.asked._replace(further=facts), found.header)
        self.read_as = read.read_as
        self._table = log_in(read, self._days)

    def _keep_steps(self) -> None:
        """`mapped` keeps the columns; the steps and the municipality are kept beside them."""
        name, folder = self._given.profile, self._given.profiles
        if name and (kept := profile_named(name, folder)):
            keep_profile(name, folder, kept._replace(steps=self.steps, municipality=self._place))


def _lacks(fields: Sequence[Field]) -> UsageError:
    nl, en = (", ".join(each.label.say(lang) for each in fields) for lang in LANGS)
    options = " ".join(f"--{each.name}" for each in fields)
    return UsageError(
        Words(
            f"geen kolom heet {nl}; zeg met {options} hoe zij in het bestand heet",
            f"no column is called {en}; say with {options} what the file calls it",
        )
    )


def _another_kind(name: str, kind: str) -> UsageError:
    return UsageError(
        Words(
            f"profiel {name} is van een lijst van een andere soort: {kind}",
            f"profile {name} is that of another kind of list: {kind}",
        )
    )
