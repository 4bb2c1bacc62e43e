"""Text from outside: what someone typed, pasted, or gave in a file, in one form before it is kept."""

import re
import unicodedata
from typing import NewType

from workflows.errors import UsageError
from workflows.words import Words

OutsideText = NewType("OutsideText", str)  # NFC, of some length, without control or direction marks

LONGEST = {
    "note": 10_000,
    "reason": 2_000,
    "address": 300,
    "ref": 40,
    "household": 40,
    "key": 100,
    "number_elsewhere": 100,
    "fact": 2_000,
}  # characters; of any other field:
USUAL = 200
OF_LINES = {"note", "reason", "address", "fact"}
OURS = {"receipt", "due_on"}  # kept apart like text from outside, but written by the product

# Marks that show nothing: of direction, of width nought, byte order, soft hyphens. The joiners of Persian stay.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb]")
NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
BLANKS = re.compile(r"[^\S\n]+")

FIELDS = {
    "name": Words("naam", "name"),
    "ref": Words("kenmerk", "reference"),
    "note": Words("notitie", "note"),
    "reason": Words("reden", "reason"),
    "address": Words("adres", "address"),
    "email": Words("mailadres", "mail address"),
    "nationality": Words("nationaliteit", "nationality"),
    "born": Words("geboortedatum", "birth date"),
    "gender": Words("geslacht", "gender"),
    "household": Words("huishouden", "household"),
    "fact": Words("tekst", "text"),
    "key": Words("nummer elders", "number elsewhere"),
}


def canonical_ref(ref: str) -> str:
    """The one form in which references are compared: without marks that show nothing, in one case."""
    plain = ref.strip().casefold()
    return plain if plain.isascii() else unicodedata.normalize("NFKC", UNSEEN.sub("", plain).strip())


def outside(text: str, field: str) -> OutsideText:
    """The text as it is kept. Raises UsageError for signs that are no text, and for too much of it.

    field: what it is; a note, a reason and an address may have several lines.
    """
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", UNSEEN.sub("", text))
    plain = "\n".join(BLANKS.sub(" ", line).strip() for line in lines.split("\n")).strip()
    called = FIELDS.get(field, Words(field))
    if "\n" in plain and field not in OF_LINES:
        raise UsageError(
            Words(
                f"{called.nl}: dit staat op meer dan één regel; zet het op één regel",
                f"{called.say('en')}: this is on more than one line; put it on one",
            )
        )
    if NO_TEXT.search(plain.replace("\n", " ") if field in OF_LINES else plain):
        raise UsageError(
            Words(
                f"{called.nl}: er staan tekens in die geen tekst zijn; typ het opnieuw, of geef het bestand als UTF-8",
                f"{called.say('en')}: it holds signs that are no text; type it again, or give the file as UTF-8",
            )
        )
    plain = unicodedata.normalize("NFC", plain)
    longest = LONGEST.get(field, USUAL)
    if len(plain) > longest:
        raise UsageError(
            Words(
                f"{called.nl}: {len(plain)} tekens is te lang; hier passen er {longest}",
                f"{called.say('en')}: {len(plain)} characters are too many; {longest} fit here",
            )
        )
    return OutsideText(plain)


NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def shown(text: str) -> str:
    """What a screen would obey or hide is written out, as JSON writes it: `\\u202e`."""
    return NOT_SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


RUN = re.compile(r"\d(?:[^\S\n]?\.?[^\S\n]?\d)*")
IN_GROUPS = re.compile(r"(?<![\d-])(?:\d{3}-\d{3}-\d{3}|\d{4}-\d{2}-\d{3})(?![\d-])")
DOTTED_DAY = re.compile(r"\d{1,2}[. ]\d{1,2}[. ]\d{4}")


def seems_bsn(text: str) -> bool:
    """Whether it holds a citizen service number, in any spelling: with dots or blanks, in groups with dashes, in other
    digits than ours, or without the first nought, which a spreadsheet drops.
    """
    return bool(service_numbers(text))


def service_numbers(text: str) -> list[str]:
    """What may be one, as nine digits, or eight where the first nought is lost."""
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in UNSEEN.sub("", text))
    runs = RUN.findall(plain)
    digits = [re.sub(r"\D", "", run) for run in runs if not DOTTED_DAY.fullmatch(run)]
    found = [each for each in digits if len(each) in (8, 9)]
    found += [each for run in runs for each in re.findall(r"\d+", run) if len(each) == 9]
    found += [each.replace("-", "") for each in IN_GROUPS.findall(plain)]
    return [each for each in found if _passes(each.zfill(9))]


def _passes(digits: str) -> bool:
    """The eleven test of nine digits."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return int(digits) > 0 and total % 11 == 0
