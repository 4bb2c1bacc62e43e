"""The day in a cell on which something happened: one to come is bad, one of long ago until someone is sure of it."""

from datetime import date

from trajectories.casework.far_back import long_ago
from trajectories.imports.reading import RowReader
from workflows.words import Words

IN_FUTURE = Words("deze dag ligt in de toekomst", "this day lies in the future")


def past_day(reader: RowReader, name: str, today: date, *, sure: bool) -> date | None:
    """Of a field of the list."""
    found = reader.day(name)
    return judged_day(reader, name, found, today, sure=sure) if found else None


def judged_day(reader: RowReader, name: str, day: date, today: date, *, sure: bool) -> date:
    """name: of a field, or the header of a further column. What is wrong with the day is said of its cell."""
    if day > today:
        reader.is_bad(name, IN_FUTURE)
    elif not sure and (reason := long_ago(day, today)):
        reader.is_bad(name, reason)
    return day
