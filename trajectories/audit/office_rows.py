"""Do the rows of the office say what its history says: what it is, what it works by, and the numbers it gave?"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from trajectories.audit.found import Found, found
from trajectories.history.streams import OFFICE
from trajectories.projections.projections import FORM
from trajectories.repository import counters
from trajectories.repository.failures import is_unreadable
from trajectories.repository.office_rows import CHANNEL, DATABASE, SANDBOX, Differs, differing, in_force_now
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import EVENT
from workflows.errors import HistoryBroken
from workflows.words import Words

CLOCK = "clock"
NOT_COMPARED = found(
    OFFICE,
    0,
    Words(
        "zijn rijen zijn niet te vergelijken: de gebeurtenissen van het kantoor zelf zijn niet te lezen",
        "its rows cannot be compared: the office's own events cannot be read",
    ),
)
UNSAID = (DATABASE, SANDBOX, CHANNEL)  # by the history of a database of an earlier release, until `init`


def office_rows(uow: UnitOfWork) -> list[Found]:
    """Never stops at what it cannot read: the chain names that."""
    try:
        rows = [each for each in differs(uow) if each.history or each.what not in UNSAID or _is_of_this_form(uow)]
        is_sandbox = in_force_now(uow).sandbox
    except SQLAlchemyError as error:
        if not is_unreadable(error):
            raise
        return [NOT_COMPARED]
    except (KeyError, TypeError, ValueError):
        return [NOT_COMPARED]
    told = [found(OFFICE, 0, _told(each)) for each in rows]
    return [*told, *_clock(uow)] if is_sandbox else told


def _is_of_this_form(uow: UnitOfWork) -> bool:
    """Until `init` took it over one line tells that."""
    return uow.setting("projections") == FORM


def differs(uow: UnitOfWork) -> list[Differs]:
    return [*differing(uow), *counters_differ(uow)]


def agree_not(uow: UnitOfWork) -> list[str]:
    """The names of rows that say something else than the history; not of what it does not say of the database. Raises
    HistoryBroken where the office's events cannot be read.
    """
    try:
        return [each.what for each in differs(uow) if each.history or each.what not in UNSAID]
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable() from error


def unreadable() -> HistoryBroken:
    return HistoryBroken(
        Words(
            "wat de geschiedenis van het kantoor zelf zegt is onleesbaar; ‘traject audit verify’ zegt wat er mis is",
            "the office's own history cannot be read; 'traject audit verify' says what is wrong",
        )
    )


def counters_differ(uow: UnitOfWork) -> list[Differs]:
    """Numbers that were given and would be given again. Of one that is too high events are missing: see rows_beyond."""
    given, counted = counters.given(uow), counters.counted(uow, in_force_now(uow).lost)
    return [
        Differs(counters.counter(kind), str(given[kind]), str(number))
        for kind, number in counted.items()
        if given[kind] < number
    ]


def _told(each: Differs) -> Words:
    if each.what in UNSAID and not each.history:
        return Words(
            f"de rij ‘{each.what}’ zegt {each.row}, en de geschiedenis zegt er niets van",
            f"the row '{each.what}' says {each.row}, and the history says nothing of it",
        )
    row, history = each.row[:12], each.history[:12]
    return Words(
        f"de rij ‘{each.what}’ zegt {row or 'niets'}, de geschiedenis {history or 'niets'}; ‘traject rebuild’ zet het "
        "recht",
        f"the row '{each.what}' says {row or 'nothing'}, the history {history or 'nothing'}; 'traject rebuild' sets it "
        "right",
    )


def _clock(uow: UnitOfWork) -> list[Found]:
    """A sandbox's own is not in the history; it only goes forward."""
    last: Any = uow.connection.execute(
        select(EVENT.c.stream, EVENT.c.version, EVENT.c.recorded_at).order_by(EVENT.c.position.desc()).limit(1)
    ).first()
    if last is None:
        return []
    try:
        is_before = datetime.fromisoformat(uow.setting(CLOCK)) < datetime.fromisoformat(last.recorded_at)
    except (TypeError, ValueError):
        return [
            found(OFFICE, 0, Words("de klok van de oefendatabase is niet te lezen", "the sandbox clock cannot be read"))
        ]
    if not is_before:
        return []
    clock = uow.setting(CLOCK)
    words = Words(
        f"vastgelegd na de klok van de oefendatabase, {clock}", f"it was recorded after the sandbox clock, {clock}"
    )
    return [found(last.stream, last.version, words)]
