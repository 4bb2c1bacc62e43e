"""What a calendar says of the steps of its arithmetic, each with the article that the calendar's own law has for it."""

from typing import NamedTuple

from workflows.calendar_edition import Ends
from workflows.words import Words


class Cited(NamedTuple):
    """What is said in the words of a law. weekend: the article on Saturdays and Sundays."""

    counted: Words
    moved: Words
    no_law: Words
    back: Words
    weekend: str


def cited(ends: Ends | None) -> Cited:
    """None: the Algemene termijnenwet."""
    if ends is None:
        return Cited(COUNTED, MOVED, NO_LAW, BACK, "Atw art. 1 lid 1")
    by = f" ({ends.article})" if ends.article else ""
    return Cited(
        Words(
            "vanaf deze dag wordt geteld; zelf telt hij niet mee",
            "counted from this day, which itself does not count",
        ),
        Words(
            f"de eerste dag daarna die geen zaterdag, zondag of feestdag is{by}",
            f"the first day after that is no Saturday, Sunday or holiday{by}",
        ),
        Words(
            "geen uiterste dag die een wet stelt: de dag verschuift niet",
            "not a last day that a law sets: the day does not move",
        ),
        Words("teruggeteld: de dag verschuift niet", "counted back: the day does not move"),
        ends.article,
    )


def stays(ends: Ends) -> Words:
    """Of a calendar whose ends do not move."""
    by = f" ({ends.article})" if ends.article else ""
    return Words(f"deze kalender verschuift geen laatste dag{by}", f"this calendar moves no last day{by}")


COUNTED = Words(
    "vanaf deze dag wordt geteld; zelf telt hij niet mee (vgl. Awb art. 6:8 lid 1)",
    "counted from this day, which itself does not count (cf. Awb art. 6:8 lid 1)",
)
COUNTED_BACK = Words(
    "vanaf deze dag wordt teruggeteld; zelf telt hij niet mee",
    "counted back from this day, which itself does not count",
)
GRANTED = Words(
    "verlengd tot en met deze dag; die geldt zoals hij is verleend",
    "extended up to and including this day; it holds as it was granted",
)
DECREE = Words("bij koninklijk besluit gelijkgesteld met een feestdag", "a holiday by royal decree")
UNMOVED = Words(
    "geen zaterdag, zondag of feestdag: de termijn eindigt op deze dag",
    "no Saturday, Sunday or holiday: the term ends on this day",
)
MOVED = Words(
    "de eerste dag daarna die geen zaterdag, zondag of feestdag is (Atw art. 1 lid 1)",
    "the first day after that is no Saturday, Sunday or holiday (Atw art. 1 lid 1)",
)
TOO_FEW = Words(
    "een termijn van drie dagen of meer telt er ten minste twee die geen zaterdag, zondag of feestdag zijn; "
    "dit is pas de eerste (Atw art. 2)",
    "a term of three days or more holds at least two that are no Saturday, Sunday or holiday; "
    "this is only the first (Atw art. 2)",
)
LENGTHENED = Words(
    "de tweede dag die geen zaterdag, zondag of feestdag is: de termijn is tot deze dag verlengd (Atw art. 2)",
    "the second day that is no Saturday, Sunday or holiday: the term is lengthened to this day (Atw art. 2)",
)
NO_LAW = Words(
    "geen uiterste dag die een wet stelt: de dag verschuift niet (Atw art. 1 lid 1)",
    "not a last day that a law sets: the day does not move (Atw art. 1 lid 1)",
)
BACK = Words(
    "teruggeteld: de dag verschuift niet (Atw art. 1 lid 2)",
    "counted back: the day does not move (Atw art. 1 lid 2)",
)
WORKING_DAYS = Words(
    "in werkdagen geteld: de termijn eindigt al op een werkdag en verschuift niet",
    "counted in working days: the term ends on a working day as it is, and does not move",
)
YEARS = Words(
    "een termijn in jaren: de dag verschuift niet (Atw art. 4 onder a)",
    "a term in years: the day does not move (Atw art. 4 a)",
)
TOO_LONG = Words(
    "langer dan 3 maanden, 12 weken of 90 dagen: de dag verschuift niet (Atw art. 4 onder a)",
    "longer than 3 months, 12 weeks or 90 days: the day does not move (Atw art. 4 a)",
)
