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
    (r"Option '(.*)' does not take a value\.", r"achter \1 hoort geen waarde"),
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
)

# What our own commands say of words that do not go together, or are not what they should be.
OURS: tuple[tuple[str, str], ...] = (
    (r"(\S+) is over; give a day from (\S+) on", r"\1 is voorbij; geef een dag vanaf \2"),
    (r"(\S+) is too far; give a day within (\d+) years", r"\1 is te ver; geef een dag binnen \2 jaar"),
    (r"name a SUBJECT, or give --of NAME or --mine", r"noem een cliënt of huishouden, of geef --of NAME of --mine"),
    (r"'(.*)' is no instant; write (\S+)", r"‘\1’ is geen tijdstip; schrijf \2"),
    (r"'(.*)' is no instant; write (\S+) or (\S+)", r"‘\1’ is geen tijdstip; schrijf \2 of \3"),
    (r"a deadline has no picture", r"van een termijn is er geen tekening"),
    (r"name one colleague: (.*) or (\S+)", r"noem één collega: \1 of \2"),
    (r"give either a day or a term", r"geef een dag of een termijn, niet allebei"),
    (r"say on what ground", r"zeg op welke grond"),
    (r"it was wrong, or it happened again: not both", r"het was fout, of het gebeurde nog eens: niet allebei"),
    (
        r"what was wrong keeps its day; give another with 'traject correct'",
        r"wat fout was houdt zijn dag; geef een andere met ‘traject correct’",
    ),
    (r"'(.*)' is no NAME=VALUE", r"‘\1’ is geen NAME=VALUE"),
    (r"one member, or everyone: not both", r"één gezinslid, of iedereen: niet allebei"),
    (r"give either --until DAY or --end", r"geef --until DAY of --end, niet allebei"),
    (r"the demonstration sets its own clock", r"de demonstratie zet haar eigen klok"),
    (r"choose one of --apply and --dry-run", r"kies een van --apply en --dry-run"),
    (r"say which with --past latest or --past all", r"zeg welke met --past latest of --past all"),
    (r"choose nl or en", r"kies nl of en"),
    (r"say what changes: (.*) or (\S+)", r"zeg wat er verandert: \1 of \2"),
    (r"write: traject client merge (.*) into OTHER", r"schrijf: traject client merge \1 into OTHER"),
    (r"this is empty; leave it out or say which", r"dit is leeg; laat het weg of zeg welke"),
    (r"say why", r"zeg waarom"),
    (r"the last day lies before the first", r"de laatste dag ligt voor de eerste"),
    (r"give a name", r"geef een naam"),
    (
        r"give hours such as '12345 09:00-12:00', or --days with --from and --until, or --usual",
        r"geef uren zoals ‘12345 09:00-12:00’, of --days met --from en --until, of --usual",
    ),
    (r"'(.*)' is no day of the week; write mon,tue or ma,di", r"‘\1’ is geen dag van de week; schrijf ma,di"),
    (r"'(.*)' is no time; write 09:00", r"‘\1’ is geen tijd; schrijf 09:00"),
)


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
    text = said(error.message)
    if kind == "NoSuchOption" and error.possibilities:
        return f"{text}; bedoelt u {' of '.join(sorted(error.possibilities))}?"
    return f"{_place(error)}: {text}" if kind == "BadParameter" and _place(error) else text


def _place(error: Any) -> str:
    hint = error.param_hint or (error.param.get_error_hint() if error.param is not None else "")
    return " / ".join(hint) if isinstance(hint, list | tuple) else str(hint).replace("'", "")


def said(text: str) -> str:
    """Of what was typed; as it stands where it has no twin."""
    for pattern, dutch in (*SAID, *OURS):
        if re.fullmatch(pattern, text):
            return re.sub(pattern, dutch, text)
    return text
