"""What a check says of a definition, in Dutch: by its English sentence, from problems_in_dutch.json.

A `{}` in a sentence stands for what differs: a name between quotes, which stays as it is, or words, said in Dutch too
where they have a twin.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

VARIANT = re.compile(r"(.*) \(in variant ([^,()]+)(?:, by which (\S+) no longer holds)?\)", re.DOTALL)
TERM = re.compile(r"(\d+) (working day|day|week|month|year)s?")
UNITS = {"working day": ("werkdag", "werkdagen"), "day": ("dag", "dagen"), "week": ("week", "weken"),
         "month": ("maand", "maanden"), "year": ("jaar", "jaar")}  # fmt: skip
LEADING = r"('.*?'|(?:(?!: ).)*?)"  # what begins a sentence is no place before it


class Sentence(NamedTuple):
    pattern: re.Pattern[str]
    quoted: tuple[bool, ...]  # of each {}, whether it is a name between quotes
    dutch: str


@cache
def twins() -> Mapping[str, str]:
    """English -> Dutch, as they are written down."""
    found: dict[str, str] = json.loads((files("workflows") / "problems_in_dutch.json").read_text(encoding="utf-8"))
    return found


def in_dutch(message: str) -> str:
    """The message with its place before it; as it stands where it has no twin, which a test sees to."""
    if found := VARIANT.fullmatch(message):
        by = f", waardoor {found[3]} niet meer klopt" if found[3] else ""
        return f"{in_dutch(found[1])} (in variant {found[2]}{by})"
    if (said := sentence_in_dutch(message)) is not None:
        return said
    for colon in re.finditer(": ", message):
        if (said := sentence_in_dutch(message[colon.end() :])) is not None:
            return f"{message[: colon.end()]}{said}"
    return message


def sentence_in_dutch(text: str) -> str | None:
    """None where it has no twin."""
    if (plain := twins().get(text)) is not None:
        return plain
    for sentence in _sentences():
        if found := sentence.pattern.fullmatch(text):
            parts = zip(found.groups(), sentence.quoted, strict=True)
            return sentence.dutch.format(*(part if quoted else _words(part) for part, quoted in parts))
    return None


def _words(text: str) -> str:
    """Words within a sentence; of a list of alternatives each."""
    if (said := sentence_in_dutch(text)) is not None:
        return said
    if found := TERM.fullmatch(text):
        return f"{found[1]} {UNITS[found[2]][found[1] != '1']}"
    if " or " in text:
        return " of ".join(_words(each) for each in text.split(" or "))
    return text


@cache
def _sentences() -> list[Sentence]:
    """Those with something to fill in, the longest first, so that the most is said of what is known."""
    filled = [(english, dutch) for english, dutch in twins().items() if "{}" in english]
    return [_sentence(*each) for each in sorted(filled, key=lambda each: -len(each[0].replace("{}", "")))]


def _sentence(english: str, dutch: str) -> Sentence:
    parts = english.split("{}")
    pattern = "(.*?)".join(re.escape(part) for part in parts)
    if not parts[0]:
        pattern = pattern.replace("(.*?)", LEADING, 1)
    quoted = tuple(parts[index].endswith("'") for index in range(len(parts) - 1))
    return Sentence(re.compile(pattern, re.DOTALL), quoted, dutch)
