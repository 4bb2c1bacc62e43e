"""Notes, names and reasons from standard input or an editor: what stands on a command line can be read by everyone on
the machine, and is kept by the shell.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from workflows.errors import UsageError
from workflows.words import Words

APART = "-"
OPTIONS = ("--reason", "--name", "--ground", "--nationality", "--born")
WITH_TEXT = (["note"], ["staff", "add"])  # their own words may be given so too
LONGEST = 20_000  # characters; what is too long for its field is refused by that


def with_typed_apart(argv: list[str], read: Callable[[], str] | None = None) -> list[str]:
    """The words of a command, with what `-` stands for in the place of it; several of them take a line each."""
    places = list(_places(argv))
    if not places:
        return argv
    text = (read or _typed)()
    texts = [text] if len(places) == 1 else text.splitlines()
    if len(texts) != len(places):
        raise UsageError(
            Words(
                f"er staan {len(places)} streepjes (-), en er kwamen {len(texts)} regels; geef voor elk één regel",
                f"there are {len(places)} dashes (-), and {len(texts)} lines came; give one line for each",
            )
        )
    given = dict(zip(places, texts, strict=True))
    own = [given[place] for place in places if _is_own(argv, place)]
    filled = [_filled(word, given.get(place)) for place, word in enumerate(argv) if not _is_own(argv, place)]
    return [*filled, "--", *own] if own else filled  # what begins with a dash is text too


def _filled(word: str, text: str | None) -> str:
    if text is None:
        return word
    name, equals, _ = word.partition("=")
    return f"{name}={text}" if equals else text


def _places(argv: list[str]) -> Iterator[int]:
    for place, word in enumerate(argv):
        if word == "--":
            return
        name, equals, value = word.partition("=")
        is_joined = bool(equals) and name in OPTIONS and value == APART
        if is_joined or (word == APART and place and argv[place - 1] in OPTIONS) or _is_own(argv, place):
            yield place


def _is_own(argv: list[str], place: int) -> bool:
    """Whether it is the command's own text, and no option's."""
    if argv[place] != APART or "--" in argv[:place] or argv[place - 1].startswith("-"):
        return False
    return any(argv[first : first + len(each)] == each for each in WITH_TEXT for first in range(place))


def _typed() -> str:
    """From a pipe or a file all there is; on a terminal from the editor, or where none is named as it is typed."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if sys.stdin.isatty() and editor:
        return _edited(editor)
    try:
        text = sys.stdin.read(LONGEST + 1)
    except UnicodeDecodeError as error:
        raise UsageError(
            Words("wat er binnenkwam is geen UTF-8; geef het als UTF-8", "what came in is no UTF-8; give it as UTF-8")
        ) from error
    return _must_be_there(text)


def _edited(editor: str) -> str:
    with tempfile.TemporaryDirectory(prefix="traject-") as folder:  # for this account alone
        path = Path(folder) / "traject.txt"
        path.touch(mode=0o600)
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)
            text = path.read_text("utf-8")
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise UsageError(
                Words(
                    "de editor van VISUAL of EDITOR werkte niet; geef de tekst op de standaardinvoer",
                    "the editor of VISUAL or EDITOR did not work; give the text on standard input",
                )
            ) from error
    return _must_be_there(text)


def _must_be_there(text: str) -> str:
    if not text.strip():
        raise UsageError(Words("er kwam geen tekst voor ‘-’", "no text came for '-'"))
    return text.rstrip("\r\n")


def must_be_text(argv: list[str]) -> None:
    """Raises UsageError for a word that is no UTF-8 or holds a NUL, as nothing can keep it and no file is named so; and
    for one that is longer than anything that fits anywhere.
    """
    for word in argv:
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in word):
            raise UsageError(
                Words(
                    "er staat iets in dat geen UTF-8 is; zet de taal van de terminal op UTF-8 en typ het opnieuw",
                    "something in it is no UTF-8; set the terminal's locale to UTF-8 and type it again",
                )
            )
        if len(word) > LONGEST:
            raise UsageError(
                Words(
                    f"er staat een tekst van {len(word)} tekens in; er passen er nergens meer dan {LONGEST}",
                    f"it holds a text of {len(word)} characters; nowhere do more than {LONGEST} fit",
                )
            )
