"""What goes wrong outside the house, by its code: a disk, a right, a number beyond what can be reckoned with."""

import errno
import re

from workflows.errors import CaseworkError, Refused, UsageError
from workflows.words import Words

ADDRESS = re.compile(r"(\w+://)[^\s'\"‘’]*", re.IGNORECASE)
PASSWORD = re.compile(r"(password|passwd|pwd)(\s*=\s*)[^\s&'\"‘’]+", re.IGNORECASE)
LONGEST, LONGEST_WORD = 4000, 240  # characters of a sentence about what was typed

DISK = {
    errno.ENOSPC: Words("de schijf is vol; maak ruimte", "the disk is full; make room"),
    errno.EDQUOT: Words("uw deel van de schijf is vol; maak ruimte", "your share of the disk is full; make room"),
    errno.EFBIG: Words("het bestand wordt groter dan hier mag", "the file grows larger than is allowed here"),
    errno.EROFS: Words("die schijf kan alleen gelezen worden", "that disk can only be read"),
    errno.EACCES: Words("uw account mag daar niet bij", "your account may not reach it"),
    errno.EPERM: Words("uw account mag dat niet", "your account may not do that"),
    errno.ENOENT: Words("het is er niet", "it is not there"),
    errno.ENOTDIR: Words("een deel van de weg erheen is geen map", "a part of the way to it is no folder"),
    errno.EISDIR: Words("het is een map", "it is a folder"),
    errno.EEXIST: Words("het is er al", "it is there already"),
    errno.ENAMETOOLONG: Words("de naam is te lang", "its name is too long"),
    errno.ELOOP: Words("de koppelingen erheen lopen rond", "the links to it go round in circles"),
    errno.EMFILE: Words("er zijn te veel bestanden open", "too many files are open"),
    errno.ENFILE: Words("er zijn te veel bestanden open", "too many files are open"),
    errno.EPIPE: Words(
        "het programma aan de andere kant hield ermee op", "the program at the other end of it came to its end"
    ),
    errno.EIO: Words("de schijf gaf een fout", "the disk gave an error"),
}


def as_ours(error: BaseException) -> CaseworkError | None:
    """None for what is a mistake of ours."""
    match error:
        case OSError():
            return _of_the_machine(error)
        case UnicodeError():
            return UsageError(
                Words(
                    "er staat iets in dat geen UTF-8 is; geef het opnieuw als UTF-8",
                    "something in it is no UTF-8; give it again as UTF-8",
                )
            )
        case OverflowError():
            return UsageError(
                Words(
                    "dit valt buiten wat hier te rekenen is: dagen gaan van het jaar 1 tot en met 9999",
                    "this is beyond what can be reckoned here: days run from the year 1 up to and including 9999",
                )
            )
        case MemoryError() | RecursionError():
            return Refused(
                Words(
                    "hiervoor is te weinig geheugen; er is niets vastgelegd, vraag minder tegelijk",
                    "there is too little memory for this; nothing was recorded, ask for less at once",
                )
            )
        case _:  # whatever else is raised, by whomever: no union that a type checker could follow
            return None


def closed_elsewhere() -> CaseworkError:
    return _of_the_machine(BrokenPipeError(errno.EPIPE, ""))


def _of_the_machine(error: OSError) -> CaseworkError:
    name = error.filename if isinstance(error.filename, str) else ""
    why = DISK.get(error.errno or 0, Words("de machine weigerde dat", "the machine refused that"))
    what = Words(f"{name}: ", f"{name}: ") if name else Words("een bestand: ", "a file: ")
    code = errno.errorcode.get(error.errno or 0, "")
    told = f" ({code})" if code and error.errno not in DISK else ""
    return Refused(Words(f"{what.nl}{why.nl}{told}", f"{what.en}{why.en}{told}"))


def may_be_said(text: str) -> str:
    """Of what was typed: without what stands in an address, and no longer than a page."""
    return shortened(PASSWORD.sub(r"\1\2…", ADDRESS.sub(r"\1…", text)))


def shortened(text: str) -> str:
    """A word that runs on and on is cut in the middle of a sentence, not the sentence itself."""
    plain = re.sub(rf"(\S{{60}})\S{{{LONGEST_WORD},}}", r"\1…", text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST // 2]} … {plain[-LONGEST // 2 :]}"
