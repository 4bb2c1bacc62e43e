"""The calendar that a definition names."""

from collections.abc import Iterator
from dataclasses import replace

from workflows.calendar import OFFICES, WorkCalendar
from workflows.checks.finding import Almanac, Draft, Finding, unknown
from workflows.errors import DefinitionError


def reckoned_by(name: str, almanac: Almanac | None) -> Almanac | None:
    """With the calendar of that name, where there is one and it can be read."""
    if almanac is None or almanac.others is None or name not in almanac.others or name == OFFICES:
        return almanac
    try:
        calendar = almanac.others[name]
    except DefinitionError:
        return almanac
    office = almanac.calendar
    return replace(almanac, calendar=calendar.beside(office) if isinstance(office, WorkCalendar) else calendar)


def unknown_calendars(draft: Draft) -> Iterator[Finding]:
    """One that is not there, and one whose file cannot be read."""
    name = draft.workflow.calendar
    if draft.almanac is None or draft.almanac.others is None or name == OFFICES:
        return
    yield from unknown("calendar", name, set(draft.almanac.others), ("calendar",))
    try:
        draft.almanac.others.get(name)
    except DefinitionError as error:
        for each in error.problems:
            yield Finding(("calendar",), "bad_value", f"{each.file}: {each.message}")
