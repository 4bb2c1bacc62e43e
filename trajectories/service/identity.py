"""What a database is: recorded where it is made, found in one of an earlier release, and compared before an upgrade."""

import secrets
from datetime import datetime

from trajectories.audit.office_rows import agree_not
from trajectories.audit.rows_beyond import must_not_know_more
from trajectories.history import events as ev
from trajectories.history.streams import INSTALLER
from trajectories.local_time import local_day
from trajectories.repository import counters, office_rows
from trajectories.repository.office_rows import in_force_now, rows_found
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import HistoryBroken
from workflows.words import Words, listed

FIRST_CHANNEL = "console"


def begin(uow: UnitOfWork, at: datetime, *, sandbox: bool) -> None:
    """The first event of a new database. Raises HistoryBroken where there is a history already."""
    if office_rows.has_history(uow):
        raise _otherwise([office_rows.SANDBOX])
    stamp = Stamp(at, INSTALLER, "administrator")
    event = ev.OfficeBegun(secrets.token_hex(16), sandbox, FIRST_CHANNEL)
    office_rows.record(uow, event, local_day(at), stamp)


def must_agree(uow: UnitOfWork, *, is_remade: bool) -> None:
    """Before anything is changed by what the rows say. Raises HistoryBroken where they know more than the history, or
    say something else; where every row is made again anyway (is_remade), the latter is mended, and said.
    """
    must_not_know_more(uow)
    found = agree_not(uow)
    if found and not is_remade:
        raise _otherwise(found)
    if found:
        remake(uow)
        nl, en = listed(found, "nl"), listed(found, "en")
        uow.remark(
            Words(
                f"gezet naar wat de geschiedenis zegt, want de database zei iets anders: {nl}",
                f"set to what the history says, for the database said something else: {en}",
            )
        )


def _otherwise(rows: list[str]) -> HistoryBroken:
    nl, en = listed(rows, "nl"), listed(rows, "en")
    return HistoryBroken(
        Words(
            f"de database zegt iets anders dan de geschiedenis: {nl}; ‘traject audit verify’ zegt meer, ‘traject "
            "rebuild’ zet het recht",
            f"the database says something else than the history: {en}; 'traject audit verify' says more, 'traject "
            "rebuild' sets it right",
        )
    )


def remake(uow: UnitOfWork) -> None:
    """The rows of the office, counters included, as the history has them."""
    office_rows.remake(uow)
    counters.recount(uow, in_force_now(uow).lost)


def note_found(casework: Casework, uow: UnitOfWork, by: By) -> bool:
    """What a database of an earlier release says of itself becomes history, once; False where it is already."""
    if in_force_now(uow).database:
        return False
    found = rows_found(uow)
    event = ev.OfficeFound(found.database or secrets.token_hex(16), bool(found.sandbox), found.channel or FIRST_CHANNEL)
    office_rows.record(uow, event, by.today, casework.stamp(uow, by))
    return True
