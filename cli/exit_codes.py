"""The one place where an error becomes an answer and an exit code."""

import os
from collections.abc import Callable
from io import StringIO

import typer

from cli import in_dutch
from cli.asked import Asked
from cli.json_document import print_json
from cli.late import by_name
from cli.other_failures import as_ours, closed_elsewhere, may_be_said, shortened
from trajectories.views.refusal import ReasonView, RefusalView, RefusedView, WayOut
from workflows.errors import CaseworkError, StepRefused
from workflows.words import Lang, Words


def guarded(work: Callable[[], object], given: list[str]) -> int:
    """The exit code of `work`. given: what was typed, for --lang and --json."""
    try:
        result = work()
        return result if isinstance(result, int) else 0
    except CaseworkError as error:
        return _refused(error, given)
    except KeyboardInterrupt:
        return 130
    except SystemExit:  # how typer ends where another pipe than ours is closed; our own streams know of no such thing
        return _refused(closed_elsewhere(), given)
    except Exception as error:
        if (known := as_ours(error)) is not None and not os.environ.get("TRAJECT_DEBUG"):
            return _refused(known, given)
        return _usage_or_unexpected(error, asked_in(given))


def asked_in(given: list[str]) -> Lang:
    """The language of whoever typed this."""
    return Asked(lang_asked=_given(given, "--lang")).lang


def _refused(error: CaseworkError, given: list[str]) -> int:
    lang = asked_in(given)
    if "--json" in given:
        print_json(RefusedView(refusal_view(error, lang)))
    else:
        by_name("cli.render:refusal")(error, lang)  # a page, not needed where all goes well
    return error.exit_code


def refusal_view(error: CaseworkError, lang: Lang) -> RefusalView:
    missing = error.missing if isinstance(error, StepRefused) else []
    possible = error.possible if isinstance(error, StepRefused) else []
    return RefusalView(
        code=error.code,
        message=shortened(error.say(lang)),
        missing=[ReasonView(each.kind, each.name, each.text.say(lang)) for each in missing],
        possible=[WayOut(each.trigger, each.to) for each in possible],
    )


def _usage_or_unexpected(error: Exception, lang: Lang) -> int:
    """Usage errors of typer print themselves, in English, and end with 2; what else there is we must mend: 1."""
    show = getattr(error, "show", None)
    if show is not None:
        if type(error).__name__ == "NoArgsIsHelpError":  # that one is the help itself
            show()
        else:
            typer.echo(may_be_said(in_dutch.usage_error(error) if lang == "nl" else _in_english(show)), err=True)
        return int(getattr(error, "exit_code", 2))
    if type(error).__name__ in ("Exit", "Abort"):
        return int(getattr(error, "exit_code", 1))
    if os.environ.get("TRAJECT_DEBUG"):
        raise error
    words = Words(
        "hier ging in traject iets mis dat niet had mogen gebeuren; wat niet af was, is niet vastgelegd. "
        "Met TRAJECT_DEBUG=1 staat erbij wat het was, voor wie het oplost",
        "something went wrong in traject that should not have happened; what was not finished was not recorded. "
        "With TRAJECT_DEBUG=1 it says what it was, for whoever mends it",
    )
    typer.echo(words.say(lang), err=True)
    return 1


def _in_english(show: Callable[..., None]) -> str:
    said = StringIO()
    show(file=said)
    return said.getvalue().rstrip("\n")


def _given(argv: list[str], option: str) -> str | None:
    for place, word in enumerate(argv):
        if word == option and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None
