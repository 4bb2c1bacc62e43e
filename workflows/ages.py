"""The one rule of birthdays, for guards, tasks, questions and terms.

Who was born on 29 February turns a year older on 1 March in a year without that day. No article was found that says so:
unverified. What is warned of beforehand counts with 28 February, the safe day.
"""

from calendar import isleap
from datetime import date

from workflows.words import Words

A_YEAR_OLDER = Words(
    "geboren op 29 februari: een jaar ouder op 1 maart (geen artikel gevonden, niet geverifieerd; de veilige dag is 28 "
    "februari)",
    "born on 29 February: a year older on 1 March (no article found, unverified; the safe day is 28 February)",
)

BORN_ON = Words(
    "de geboortedag: ieder jaar op deze dag een jaar ouder; wie op 29 februari is geboren, in een jaar zonder die dag "
    "op 1 maart (geen artikel gevonden, niet geverifieerd)",
    "the day of birth: a year older each year on this day; who was born on 29 February, on 1 March in a year without "
    "it (no article found, unverified)",
)


def birthday(born: date, age: int) -> date:
    """The day on which so many years are full. Raises ValueError beyond the year 9999."""
    year = born.year + age
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def age_on(born: date, on: date) -> int:
    """Full years on that day, the birthday included."""
    age = on.year - born.year
    return age if birthday(born, age) <= on else age - 1
