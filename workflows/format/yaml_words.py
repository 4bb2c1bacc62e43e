"""What goes wrong in writing YAML, in words that say what to do about it.

Characters that look right and are not, found before the parser stumbles over them; and the parser's own complaints.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
HARD_SPACE = "[\u00a0\u2000-\u200a\u202f\u3000]"
INDENTED_HARD = re.compile(rf"^\s*?{HARD_SPACE}")
BEHIND_COLON = re.compile(rf"(?:^|[{{,]|- )\s*[\w-]+:{HARD_SPACE}")
CURLY = re.compile(r"[:,\[{-]\s+([“„«][^”“»]*[”“»]|‘[^’]*’(?=\s*(?:[,}\]#]|$)))|^\s*([“„«‘][^”’»]*[”’»])\s*:")
OTHER_DASH = re.compile(r"^\s*[–—•]\s")
TAB = re.compile(r"^ *\t")
MOST_SAID = 20  # of one file


class Slip(NamedTuple):
    """line and column count from 1."""

    line: int
    column: int
    text: str


class Complaint(NamedTuple):
    """What the parser says, as a pattern; where the mistake is: at the problem, or where the part began (context)."""

    says: str
    text: str
    in_context: bool = False


OPENED = "'{}' is not closed by '{}', or a comma is missing before what follows on the same line"
COMPLAINTS = [
    Complaint(r"found character '\\t'", "a tab stands here; indent with spaces"),
    Complaint(
        "mapping values are not allowed",
        "no colon can stand here: indent the line as the one before it, or put a text that holds a colon in quotes",
    ),
    Complaint(
        "could not find expected ':'", "write a colon and a space behind this word, and then its value", in_context=True
    ),
    Complaint("expected ',' or '}'", OPENED.format("{", "}"), in_context=True),
    Complaint("expected ',' or ']'", OPENED.format("[", "]"), in_context=True),
    Complaint(
        "sequence entries are not allowed",
        "no list can begin here; begin it on a line of its own, with a dash and a space",
    ),
    Complaint("unexpected end of stream", "this quote is not closed", in_context=True),
    Complaint("unknown escape", "within \" a backslash means something; write the text between ' instead"),
    Complaint(
        "expected <block end>",
        "this line does not stand below the others of its group; indent it by as many spaces as they are",
    ),
    Complaint("cannot start any token", "a text that begins with this character must stand in quotes"),
    Complaint("expected alphabetic or numeric", "a text that begins with * or & must stand in quotes"),
    Complaint("chomping or indentation", "a text that begins with > or | must stand in quotes"),
    Complaint("expected a comment or a line break", "a text that begins with > or | must stand in quotes"),
    Complaint("levels deep", "this stands more levels deep than any definition needs; look at the brackets"),
    Complaint("expected <document start>", "this does not belong to what stands above it; indent it as the rest"),
]
OTHERWISE = "this cannot be read; look at quotes, brackets and indentation here and on the line above"


def slips(text: str, *, broken: bool) -> list[Slip]:
    """Characters that look like others, by line. broken: the parser gave up, so what may stand in a text counts too."""
    found = [slip for number, line in enumerate(text.split("\n"), start=1) for slip in _of_line(line, number, broken)]
    return found[:MOST_SAID]


def _of_line(line: str, number: int, broken: bool) -> Iterator[Slip]:
    if line.lstrip().startswith("#"):
        return
    if number == 1:
        line = line.removeprefix("\ufeff")
    if found := INVISIBLE.search(line):
        yield Slip(number, found.start() + 1, "an invisible mark stands here; type the word again")
    if found := INDENTED_HARD.search(line) or BEHIND_COLON.search(line):
        text = "a hard space stands here, as copied from a web page; type a space"
        yield Slip(number, found.end(), text)
    if found := CURLY.search(line):
        text = "these are the quotes of a word processor; type straight ones"
        yield Slip(number, found.start(1 if found[1] else 2) + 1, text)
    if broken and (found := OTHER_DASH.search(line)):
        yield Slip(number, found.end() - 1, "a list begins with the dash of the keyboard and a space")
    if broken and (found := TAB.search(line)):
        yield Slip(number, found.end(), "a tab stands here; indent with spaces")


def complaint_of(problem: str) -> Complaint:
    """The parser's own words, in ours."""
    return next((each for each in COMPLAINTS if each.says in problem), Complaint("", OTHERWISE))
