"""Help and usage errors in Dutch: the texts of ours, from help_in_dutch.json, and what typer says by itself."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

TITLES = {
    "ARGUMENTS_PANEL_TITLE": ("Woorden", "Arguments"),
    "OPTIONS_PANEL_TITLE": ("Opties", "Options"),
    "COMMANDS_PANEL_TITLE": ("Opdrachten", "Commands"),
    "DEFAULT_STRING": ("[anders: {}]", "[default: {}]"),
    "ENVVAR_STRING": ("[omgeving: {}]", "[env var: {}]"),
    "REQUIRED_LONG_STRING": ("[nodig]", "[required]"),
}
USAGE = {"[OPTIONS]": "[OPTIES]", "COMMAND [ARGS]...": "OPDRACHT [WOORDEN]..."}

# What typer, and pydantic behind it, say of what was typed; in the order in which they are tried.
SAID: tuple[tuple[str, str], ...] = (
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", r"hier staat meer dan de opdracht kent: \1"),
    (r"No such command '(.*)'\. Did you mean (.*)\?", r"opdracht ‘\1’ bestaat niet; bedoelt u \2?"),
    (r"No such command '(.*)'\.", r"opdracht ‘\1’ bestaat niet"),
    (r"Missing command\.", r"noem een opdracht"),
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", r"optie \1 bestaat niet"),
    (r"Option '(.*)' requires an argument\.", r"achter \1 hoort een waarde"),
    (r"Option '(.*)' requires (\S+) arguments\.", r"achter \1 horen \2 waarden"),
    (r"Option '(.*)' does not take a value\.", r"achter \1 hoort geen waarde"),
    (r"Argument '(.*)' takes (\S+) values\.", r"\1 wil \2 waarden"),
    (r"Value must be an iterable\.", r"hier horen meer waarden"),
    (r"Value (.*) is not a valid (.*)\.", r"\1 kan hier niet; er hoort een \2"),
    (r"Too many CLI parameter callback function parameters", r"een fout in het programma zelf: te veel parameters"),
    (r"Invalid autocompletion callback parameters: (.*)", r"een fout in het programma zelf, bij het aanvullen: \1"),
    (r"Value error, (\S+) values are required, but (\S+) given\.", r"hier horen \1 waarden, en er staan er \2"),
    (r"Value error, value is not a valid tuple", r"hier horen meer waarden"),
    (r"Value error, None is not a valid string", r"hier hoort tekst"),
    (r"Value error, (.*) does not match the formats (.*)\.", r"\1 heeft niet de vorm \2"),
    (r"Value error, '(.*)' is not one of (.*)\.", r"‘\1’ kan hier niet; kies uit \2"),
    (r"Input should be a valid integer.*", r"dit is geen geheel getal"),
    (r"Input should be a valid number.*", r"dit is geen getal"),
    (r"Input should be a valid boolean.*", r"dit is geen ja of nee"),
    (r"Input should be greater than or equal to (.*)", r"dit moet ten minste \1 zijn"),
    (r"Input should be less than or equal to (.*)", r"dit mag hoogstens \1 zijn"),
    (r"Input should be (.*) or ('.*')", r"kies \1 of \2"),
    (r"Input should be ('.*')", r"kies \1"),
    (r"(?:[Ff]ile|[Pp]ath|[Dd]irectory) '(.*)' does not exist\.", r"‘\1’ bestaat niet"),
    (r"(?:[Ff]ile|[Pp]ath|[Dd]irectory) '(.*)' is a directory\.", r"‘\1’ is een map"),
    (r"(?:[Ff]ile|[Pp]ath|[Dd]irectory) '(.*)' is a file\.", r"‘\1’ is een bestand"),
    (r"(?:[Ff]ile|[Pp]ath|[Dd]irectory) '(.*)' is not readable\.", r"‘\1’ mag u niet lezen"),
    (r"(?:[Ff]ile|[Pp]ath|[Dd]irectory) '(.*)' is not writable\.", r"in ‘\1’ mag u niet schrijven"),
    (r"'(.*)': (No such file or directory)", r"‘\1’ bestaat niet"),
    (r"'(.*)': (Permission denied)", r"‘\1’ mag u niet openen"),
    (r"'(.*)': (Is a directory)", r"‘\1’ is een map"),
    (r"'(.*)': (.*)", r"‘\1’ is niet te openen (\2)"),
)


# What a newer release may say: it stays readable that this is Dutch, and what is not.
UNKNOWN = "dit is niet te begrijpen zoals het er staat (de melding is Engels: ‘{}’)"


@cache
def texts() -> dict[str, str]:
    """By its English text each line of help in Dutch."""
    found: dict[str, str] = json.loads((files("cli") / "help_in_dutch.json").read_text(encoding="utf-8"))
    return found


def help_of(text: str | None) -> str | None:
    """As it stands where it has no twin; a test sees to it that every one has."""
    return texts().get(text, text) if text else text


def told(command: Any) -> Any:
    """The same command with its help, and that of its options, in Dutch."""
    command.help = help_of(command.help)
    for each in command.params:
        each.help = help_of(getattr(each, "help", None))
    return command


def usage(text: str) -> str:
    for english, dutch in USAGE.items():
        text = text.replace(english, dutch)
    return text.replace("Usage: ", "Gebruik: ", 1)


def usage_error(error: Any) -> str:
    """What was wrong with what was typed, with the place where help is."""
    context = getattr(error, "ctx", None)
    lines = []
    if context is not None:
        lines += [context.get_usage(), f"Probeer ‘{context.command_path} --help’ voor uitleg."]
    return "\n".join([*lines, f"Fout: {_said(error)}"])


def _said(error: Any) -> str:
    kind = type(error).__name__
    if kind == "MissingParameter":
        return f"{_place(error)} ontbreekt"
    text = _in_dutch(error.message)
    if kind == "NoSuchOption" and error.possibilities:
        return f"{text}; bedoelt u {' of '.join(sorted(error.possibilities))}?"
    return f"{_place(error)}: {text}" if kind == "BadParameter" and _place(error) else text


def _place(error: Any) -> str:
    hint = error.param_hint or (error.param.get_error_hint() if error.param is not None else "")
    return " / ".join(hint) if isinstance(hint, list | tuple) else str(hint).replace("'", "")


def _in_dutch(text: str) -> str:
    for pattern, dutch in SAID:
        if re.fullmatch(pattern, text):
            return re.sub(pattern, dutch, text)
    return UNKNOWN.format(text)
