"""The trouble of the mail server, kept in the database, so that any node knows when it may be tried again."""

import json
from datetime import datetime

from scheduler.planning.pace import Trouble
from trajectories.local_time import write_instant
from trajectories.repository.store import UnitOfWork

KEY = "mail_trouble"


def trouble(uow: UnitOfWork) -> Trouble | None:
    """None while all is well, as far as is known."""
    kept = uow.setting(KEY)
    if not kept:
        return None
    found = json.loads(kept)
    since, again_at = (datetime.fromisoformat(found.pop(name)) for name in ("since", "again_at"))
    return Trouble(since=since, again_at=again_at, **found)


def keep(uow: UnitOfWork, found: Trouble) -> None:
    told = found._asdict() | {"since": write_instant(found.since), "again_at": write_instant(found.again_at)}
    uow.set_setting(KEY, json.dumps(told, sort_keys=True))


def forget(uow: UnitOfWork) -> bool:
    """It takes mail again, or may be tried at once. Whether there was any trouble."""
    was_kept = trouble(uow) is not None
    if was_kept:
        uow.set_setting(KEY, "")
    return was_kept
