"""A day of casework so far back that its year was rather mistyped; and a birth date."""

from datetime import date

from trajectories.history.state import Trajectory
from workflows.errors import Refused
from workflows.words import Words

YEARS_OF_CASEWORK = 30  # nothing that runs here began before
YEARS_OF_LIFE = 100
AGAIN = Words(
    "controleer het jaar, of herhaal het met --sure als het klopt",
    "check the year, or repeat it with --sure if it is right",
)
BORN_LONG_AGO = Words(
    f"de geboortedatum ligt meer dan honderd jaar terug; {AGAIN.nl}",
    f"the birth date lies more than a hundred years back; {AGAIN.say('en')}",
)


def must_be_likely(day: date, today: date, *, sure: bool) -> None:
    """Raises Refused for a day of casework of long ago, until someone is sure of it."""
    if not sure and (words := long_ago(day, today)):
        raise Refused(words)


def long_ago(day: date, today: date) -> Words | None:
    if not is_years_back(day, today, YEARS_OF_CASEWORK):
        return None
    return Words(
        f"{day} is onwaarschijnlijk: dat ligt meer dan dertig jaar terug; {AGAIN.nl}",
        f"{day} is unlikely: that lies more than thirty years back; {AGAIN.say('en')}",
    )


def is_within(now: Trajectory, day: date) -> bool:
    """Whether a case had begun by then, which someone was sure of before."""
    return now.opened_on is not None and day >= now.opened_on


def is_years_back(day: date, today: date, years: int) -> bool:
    """More than so many years."""
    return (day.year + years, day.month, day.day) < (today.year, today.month, today.day)
