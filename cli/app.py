"""The command line: what was typed, put in order; the common options; then one command."""

import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import TextIOWrapper
from typing import IO, Annotated, Any, cast

import typer

from cli.asked import ASKING, Asked
from cli.commands import TABLE
from cli.exit_codes import asked_in, guarded
from cli.lazy_group import LazyGroup, listed, spoken
from cli.shown import ShownStream
from cli.typed_apart import must_be_text, with_typed_apart
from workflows.errors import UsageError
from workflows.words import Lang, Words

COMMON = {"--database", "--by", "--lang", "--workflows", "--now"}  # may stand before or after the command
CLOCK = "--clock-is-right"  # this one too, and it takes no value
PICTURES = (["mermaid"], ["dot"], ["timeline"])
OWN_BY = (["suspend"], ["extend"])  # here --by is a term: say who with TRAJECT_ACTOR or before the command


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    given = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a character that the terminal does not know is no reason to fail
            stream.reconfigure(errors="replace")
    whole = whole_app(asked_in(given))
    out, err = cast(IO[str], ShownStream(sys.stdout)), cast(IO[str], ShownStream(sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        code = guarded(lambda: whole(_in_order(given), standalone_mode=False), given)
    for each in (out, err):
        each.flush()
    return code


def _in_order(given: list[str]) -> list[str]:
    words = with_typed_apart(given)
    must_be_text(words)
    return with_picture_named(with_common_first(words))


def whole_app(lang: Lang = "en") -> Any:
    """With every command of the table, none of them loaded. lang: of its help."""
    app = typer.Typer(
        name="traject",
        cls=LazyGroup,
        help="Follow clients along their workflows, and let no term be missed.",
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_common)
    root: Any = typer.main.get_command(app)
    root.commands = listed(TABLE, lang)
    return spoken(root, lang)


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
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="After a long silence: this clock is right. For an administrator.")
    ] = False,
) -> None:
    lang = lang.lower() if lang else lang
    if lang not in (None, "nl", "en"):
        raise UsageError(
            Words(f"‘{lang}’ kan niet; kies bij --lang nl of en", f"'{lang}' cannot be; choose nl or en with --lang")
        )
    ctx.obj = Asked(database, by, lang, workflows, now, clock_is_right)
    ASKING.set(ctx.obj)


def with_common_first(argv: list[str]) -> list[str]:
    """Common options may stand anywhere; typer wants them before the command. What follows `--` is left alone."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name == CLOCK:
            front.append(word)
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
