"""No input of the fold outside the history: what the office works by follows from its own events, on both databases."""

import hashlib
import json

from sqlalchemy import text

from tests.builders import Desk
from trajectories.audit import verify


def problems(desk: Desk) -> list[str]:
    with desk.read() as uow:
        return [f"{each.stream}: {each.problem}" for each in verify.verify(uow).problems]


def by_hand(desk: Desk, statement: str, **values: object) -> None:
    """As someone who owns the database."""
    with desk.write() as uow:
        uow.connection.execute(text(statement), values)


def given_one_more_decree_day(desk: Desk, day: str) -> str:
    """A calendar text of someone's own, to which the row points; its hash."""
    [(stored,)] = desk.rows("select text from calendar where hash = (select value from setting where key = 'calendar')")
    edition = json.loads(stored)
    edition["decree_days"][0]["days"].append(day)
    changed = json.dumps(edition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(changed.encode()).hexdigest()
    by_hand(desk, "insert into calendar (hash, text) values (:hash, :text)", hash=digest, text=changed)
    by_hand(desk, "update setting set value = :hash where key = 'calendar'", hash=digest)
    return digest


def test_a_calendar_that_nobody_adopted_moves_no_term(desk):
    """One more day "by royal decree": `rebuild` made an objection term end a day later, and everything verified."""
    with desk.read() as uow:
        adopted = uow.setting("calendar")
    given_one_more_decree_day(desk, "2024-03-04")

    assert any("calendar" in each and "rebuild" in each for each in problems(desk))
    desk.rebuild()

    with desk.read() as uow:
        assert adopted == uow.setting("calendar")
    assert [] == problems(desk)
