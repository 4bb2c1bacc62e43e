"""What people type, as a code that is known: the code, its label in either language, without accents or capitals."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from workflows.errors import UsageError
from workflows.words import Words

WITHOUT_STROKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"}
)
UNHEARD = {"Mn", "Me", "Cf"}  # accents, enclosing signs, marks of format
WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Words in lower case without accents, one blank between them; dashes, underscores and points are blanks too."""
    plain = text.casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(WITHOUT_STROKE))
        plain = "".join(
            sign for sign in apart if sign.isascii() or unicodedata.category(sign) not in ("Mn", "Me", "Cf")
        )
    return " ".join(WORD.findall(plain))


def holds(text: str, part: str) -> bool:
    """Whether every word of the part is somewhere in the text, whatever the blanks: `elhaddad` is in `El-Haddad`."""
    return is_part(folded(part), folded(text))


def is_part(wanted: str, whole: str) -> bool:
    """As holds, of what was folded."""
    if not wanted or wanted in whole:
        return bool(wanted)
    words = wanted.split()
    if all(word in whole for word in words):
        return True
    closed_up = whole.replace(" ", "")
    if not all(word in closed_up for word in words):
        return False
    parts = whole.split()
    tails = ["".join(parts[start:]) for start in range(len(parts))]
    return any(each.startswith("".join(words)) for each in tails) or all(
        word in whole or any(each.startswith(word) for each in tails) for word in words
    )


def meant(asked: str, choices: Mapping[str, Words]) -> str | None:
    """The code of which this is the name or the label; None where it is no one's, or more than one's."""
    if asked in choices:
        return asked
    wanted = folded(asked)
    if not wanted:
        return None
    found = [code for code in choices if folded(code) == wanted]
    found = found or [code for code, label in choices.items() if wanted in map(folded, label.texts)]
    return found[0] if len(found) == 1 else None


def is_named(asked: str, *names: str) -> bool:
    """Whether it is one of the names, without accents and capitals."""
    wanted = folded(asked)
    return bool(wanted) and wanted in map(folded, names)


def nearest(asked: str, choices: Mapping[str, Words], most: int = 3) -> list[str]:
    """The codes that read much the same, or of which a label does."""
    names: dict[str, str] = {}
    for code, label in choices.items():
        for name in (code, *label.texts):
            names.setdefault(folded(name), code)
    near = get_close_matches(folded(asked), names, most * 3, cutoff=0.6)
    return list(dict.fromkeys(names[each] for each in near))[:most]


def one_of(what: Words, asked: str, choices: Mapping[str, Words]) -> str:
    """As meant. Raises UsageError with the nearest codes, else with all of them."""
    if (found := meant(asked, choices)) is not None:
        return found
    near = nearest(asked, choices)
    nl = f"bedoelt u {_either(near, 'of')}?" if near else f"kies uit {_listed(choices)}"
    en = f"did you mean {_either(near, 'or')}?" if near else f"choose from {_listed(choices)}"
    raise UsageError(Words(f"{what.nl} ‘{asked}’ bestaat niet; {nl}", f"no {what.say('en')} '{asked}'; {en}"))


def _listed(choices: Iterable[str]) -> str:
    return ", ".join(choices)


def _either(names: list[str], between: str) -> str:
    return f" {between} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
