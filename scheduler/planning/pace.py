"""When something that went wrong is tried again, by what went wrong. Pure: every moment is given.

Three kinds, each with its own pace: one message failed for its recipient; the server's answer to one was lost; and the
server itself is in trouble, which is nobody's attempt.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from trajectories.local_time import AMSTERDAM

AN_HOUR = timedelta(hours=1)
PACE = (*(timedelta(minutes=each) for each in (1, 5, 15, 30)), AN_HOUR)  # after each failure; from then on hourly
LOST_PACE = (timedelta(minutes=30), timedelta(hours=2))  # after each lost answer; after one more it ends
FROM, UNTIL = time(8), time(23)  # what cannot wait is tried again outside the hours of its reader; until is not within


def again_at(failures: int, failed_at: datetime) -> datetime:
    """failures: this one included."""
    return failed_at + PACE[min(failures, len(PACE)) - 1]


def again_after_lost(lost: int, lost_at: datetime) -> datetime | None:
    """lost: how many answers, this one included. None: three copies may have arrived, so a person looks."""
    return lost_at + LOST_PACE[lost - 1] if lost <= len(LOST_PACE) else None


def is_day(now: datetime) -> bool:
    """Whether what cannot wait for the hours of its reader is tried again."""
    return FROM <= now.astimezone(AMSTERDAM).time() < UNTIL


class Trouble(NamedTuple):
    """Of the mail server: nobody's attempt. Instants on real time.

    problem: in English, of the last attempt. again_at: when any node may try again. tried_with: mark of the settings.
    stopped_at: the recipient of the message in hand, after whom the next tick goes on. pressed_on: the day of which a
    last day has set it going anew, on the product's clock.
    """

    since: datetime
    failures: int
    problem: str
    is_login: bool
    again_at: datetime
    tried_with: str
    stopped_at: str = ""
    pressed_on: str = ""


def worse(
    before: Trouble | None, at: datetime, problem: str, *, is_login: bool, tried_with: str, stopped_at: str
) -> Trouble:
    """After one more attempt in vain. A refused login is asked again hourly only, or the account is closed."""
    failures = before.failures + 1 if before else 1
    again = at + AN_HOUR if is_login else again_at(failures, at)
    since, pressed_on = (before.since, before.pressed_on) if before else (at, "")
    return Trouble(since, failures, problem, is_login, again, tried_with, stopped_at, pressed_on)


def is_over(trouble: Trouble | None, real_now: datetime, tried_with: str, last_day: str) -> bool:
    """Whether the server may be tried. last_day: today, where what has come due carries a last day of today; it sets
    the pace going anew once.
    """
    if trouble is None or trouble.again_at <= real_now or trouble.tried_with != tried_with:
        return True
    is_far = trouble.again_at > real_now + AN_HOUR  # written by a clock that has gone back since
    return is_far or (last_day > "" and trouble.pressed_on != last_day)
