"""What is to be filled in for the value of a fact, in a command that someone copies."""

from workflows.language.facts import FactSpec
from workflows.words import Words

DAY = Words("JJJJ-MM-DD", "YYYY-MM-DD")


def blank(spec: FactSpec) -> Words:
    """Of a fact that has a few values: those."""
    if spec.one_of:
        return Words("|".join(str(each) for each in spec.one_of))
    return {
        "date": DAY,
        "boolean": Words("ja|nee", "yes|no"),
        "integer": Words("GETAL", "NUMBER"),
        "text": Words("TEKST", "TEXT"),
        "choice": Words("KEUZE", "CHOICE"),
    }[spec.type]
