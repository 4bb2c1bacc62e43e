"""The command line: parse, call once, print. The one place where an error becomes an exit code.

Every file here imports only typer and the standard library at its head; a command loads what it needs, so that
`--help` stays quick.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from scheduler.bootstrap import App
    from trajectories.repository.store import UnitOfWork
    from trajectories.service.recording import By
    from workflows.catalogue.resolve import Selection
    from workflows.errors import CaseworkError
    from workflows.words import Lang, Words

COMMON = {"--database", "--by", "--lang", "--workflows", "--now"}  # may stand before or after the command
GROUPS = (
    "office.commands",
    "people.staff",
    "people.clients",
    "people.households",
    "people.import_csv",
    "casework.trajectories",
    "reading.commands",
    "reminders.forecast",
    "reminders.scheduler",
    "reminders.doctor",
    "casework.snooze",
    "reminders.digest",
    "reminders.calendar_export",
    "workflow.commands",
    "office.demo",
)
PICTURES = (["mermaid"], ["dot"], ["timeline"])
OWN_BY = (["suspend"], ["extend"])  # here --by is a term: say who with TRAJECT_ACTOR or before the command

On = Annotated[str | None, typer.Option("--on", help="The day it happened, YYYY-MM-DD; default today.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of a sentence.")]


class RoleName(StrEnum):
    """What someone on the staff may be."""

    volunteer = "volunteer"
    coordinator = "coordinator"
    jurist = "jurist"
    teamleider = "teamleider"
    auditor = "auditor"
    administrator = "administrator"


@dataclass
class Asked:
    """The common options as given; None where they were not."""

    database: str | None = None
    by: str | None = None
    lang_asked: str | None = None
    workflows: str | None = None
    now: str | None = None

    @property
    def lang(self) -> "Lang":
        from trajectories.settings import pick_lang

        return pick_lang(self.lang_asked, os.environ)

    @contextmanager
    def app(self) -> "Iterator[App]":
        """The product on the database asked for; nothing is opened yet, and whatever is, is closed at the end."""
        from pathlib import Path

        from scheduler.bootstrap import App
        from trajectories.settings import Settings, database_url, read_smtp

        database = self.database or str(_data_file())
        workflows = Path(self.workflows) if self.workflows else None
        settings = Settings(database_url(database), self.by or _login(), self.lang, workflows, read_smtp(os.environ))
        app = App(settings, _app_catalogue, asked_now=self._asked_now())
        with closing(app.store):
            yield app

    def catalogue(self, files: "Iterable[Path] | None" = None, *, fresh: bool = False) -> "Selection":
        """The definitions, and those of --workflows. files: further ones, before all others. fresh: read again."""
        further = [self.workflows] if self.workflows else []
        return _load_catalogue([*further, *(files or [])], fresh=fresh)

    def _asked_now(self) -> "datetime | None":
        from trajectories.local_time import parse_instant

        try:
            return parse_instant(self.now) if self.now else None
        except ValueError as error:
            raise typer.BadParameter(
                f"'{self.now}' is no instant; write 2026-03-31T09:00", param_hint="--now"
            ) from error

    @contextmanager
    def writing(self) -> "Iterator[tuple[App, UnitOfWork, By]]":
        """One command, one transaction: the app, the open transaction, and who asks when."""
        with self.app() as app, app.write() as uow:
            yield app, uow, app.by(uow)

    @contextmanager
    def reading(self) -> "Iterator[tuple[App, UnitOfWork, By]]":
        """The same for reading; who asks must be on the staff here too."""
        with self.app() as app:
            if app.asked_now is not None:
                with app.write() as uow:
                    app.by(uow)
            with app.read() as uow:
                yield app, uow, app.by_for_reading(uow)

    def say(self, words: "Words") -> str:
        return words.say(self.lang)

    def pick(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en

    def talk(self, words: "Words | str") -> None:
        """A remark beside the answer, on stderr."""
        typer.echo(words if isinstance(words, str) else self.say(words), err=True)


def _data_file() -> Any:
    from platformdirs import user_data_path

    return user_data_path("traject", appauthor=False) / "traject.db"


def _login() -> str:
    import getpass

    return getpass.getuser()


def _app_catalogue(further: "Path | None") -> Any:
    return _load_catalogue([further] if further else [], fresh=False)


def _load_catalogue(further: "Iterable[str | Path]", *, fresh: bool) -> "Selection":
    """From the cache it answers to all that a Catalogue does, but need not read the files again."""
    from pathlib import Path

    from workflows.catalogue.cache import Cache, CachedCatalogue
    from workflows.catalogue.resolve import builtin_folder

    places = [builtin_folder(), *map(Path, further)]
    return (
        _read_catalogue(places) if fresh else CachedCatalogue(places, Cache(_cache()), lambda: _read_catalogue(places))
    )


def _read_catalogue(places: "Iterable[Path]") -> "Selection":
    from workflows.catalogue.catalogue import Catalogue

    return Catalogue.load(*places)


def _cache() -> "Path | None":
    from platformdirs import user_cache_path

    from trajectories.settings import cache_folder

    return cache_folder(os.environ, user_cache_path("traject", appauthor=False))


app = typer.Typer(
    name="traject",
    help="Follow clients along their workflows, and let no term be missed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _common(
    ctx: typer.Context,
    database: Annotated[
        str | None, typer.Option(envvar="TRAJECT_DATABASE", help="A file, or postgresql://user@host/name.")
    ] = None,
    by: Annotated[str | None, typer.Option(envvar="TRAJECT_ACTOR", help="Who does this: a name on the staff.")] = None,
    lang: Annotated[str | None, typer.Option(envvar="TRAJECT_LANG", help="nl or en; default the locale's.")] = None,
    workflows: Annotated[
        str | None, typer.Option(envvar="TRAJECT_WORKFLOWS", help="A folder with further definitions.")
    ] = None,
    now: Annotated[str | None, typer.Option(help="Move a sandbox's clock forward to this instant.")] = None,
) -> None:
    if lang not in (None, "nl", "en"):
        raise typer.BadParameter("choose nl or en", param_hint="--lang")
    ctx.obj = Asked(database, by, lang, workflows, now)


def on_day(text: str | None, today: "date") -> "date":
    """A day given on the command line, else today."""
    return maybe_day(text) or today


def maybe_day(text: str | None, option: str = "--on") -> "date | None":
    """A day as YYYY-MM-DD; None where none was given."""
    from datetime import date

    if text is None:
        return None
    try:
        if len(text) != 10:
            raise ValueError(text)  # fromisoformat also reads week days and days without dashes
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is no day; write 2026-03-31", param_hint=option) from error


def known_municipality(app: "App", asked: str) -> str:
    """The id as it was given. Raises NotFound with the nearest one; `any` is none in particular."""
    from difflib import get_close_matches

    from workflows.errors import NotFound
    from workflows.words import Words

    known = [*app.catalogue.municipalities, "any"]
    if asked in known:
        return asked
    near = get_close_matches(asked, known, 1, cutoff=0.6)
    listing = ", ".join(known)
    nl = f"bedoelt u {near[0]}?" if near else f"wel {listing}"
    en = f"did you mean {near[0]}?" if near else f"known are {listing}"
    raise NotFound(Words(f"gemeente ‘{asked}’ is niet bekend; {nl}", f"no municipality '{asked}'; {en}"))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; to be told how many are done, and of how many."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with typer.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def follow(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield follow


def print_json(value: object) -> None:
    """The one JSON document of a command, on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def with_common_first(argv: list[str]) -> list[str]:
    """Common options may stand anywhere; typer wants them before the command. What follows `--` is left alone."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in COMMON and not (name == "--by" and rest[:1] in OWN_BY):
            front += [word] if equals else [word, *_next(words)]
        else:
            rest.append(word)
    return front + rest


def with_picture_named(argv: list[str]) -> list[str]:
    """`--diagram` by itself is the picture that a terminal can draw; typer knows no option with a value left out."""
    end = argv.index("--") if "--" in argv else len(argv)
    named = []
    for place, word in enumerate(argv):
        named.append(word)
        if word == "--diagram" and place < end and argv[place + 1 : place + 2] not in PICTURES:
            named.append("timeline")
    return named


def _next(words: Iterator[str]) -> list[str]:
    return [word] if (word := next(words, None)) is not None else []


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    given = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a character that the terminal does not know is no reason to fail
            stream.reconfigure(errors="replace")
    whole = whole_app()
    return guarded(lambda: whole(with_picture_named(with_common_first(given)), standalone_mode=False), given)


def guarded(work: Callable[[], object], given: list[str]) -> int:
    from workflows.errors import CaseworkError

    try:
        result = work()
        return result if isinstance(result, int) else 0
    except CaseworkError as error:
        return _refused(error, given)
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, SystemExit):  # who reads, `head` perhaps, has seen enough; typer exits on that by itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _usage_or_unexpected(error)


def _refused(error: "CaseworkError", given: list[str]) -> int:
    lang = Asked(lang_asked=_given(given, "--lang")).lang
    if "--json" in given:
        print_json({"error": _as_json(error, lang)})
    else:
        from cli import render

        render.refusal(error, lang)
    return error.exit_code


def _as_json(error: "CaseworkError", lang: "Lang") -> dict[str, object]:
    missing = getattr(error, "missing", [])
    possible = getattr(error, "possible", [])
    return {
        "code": error.code,
        "message": error.say(lang),
        "missing": [{"kind": each.kind, "name": each.name, "text": each.text.say(lang)} for each in missing],
        "possible": [{"trigger": each.trigger, "to": each.to} for each in possible],
    }


def _usage_or_unexpected(error: Exception) -> int:
    """Usage errors of typer print themselves and end with 2; anything else is ours to mend, and ends with 1."""
    show = getattr(error, "show", None)
    if show is not None:
        show()
        return int(getattr(error, "exit_code", 2))
    if type(error).__name__ in ("Exit", "Abort"):
        return int(getattr(error, "exit_code", 1))
    if os.environ.get("TRAJECT_DEBUG"):
        raise error
    typer.echo(f"unexpected: {type(error).__name__}; run again with TRAJECT_DEBUG=1 for the details", err=True)
    return 1


def _given(argv: list[str], option: str) -> str | None:
    for place, word in enumerate(argv):
        if word == option and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def whole_app() -> typer.Typer:
    """With every command group. By name: they import this file, so it imports none of them."""
    if not app.registered_commands:
        for name in GROUPS:
            importlib.import_module(f"cli.{name}").register(app)
    return app
