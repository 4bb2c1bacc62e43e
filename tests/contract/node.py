"""One tick with a short lease, in a process that stops itself with SIGSTOP at a place it is told.

`python -m tests.contract.node URL PORT NOW LEASE_SECONDS POINT`: see POINTS of dying; stops once, at the first.
"""

import os
import signal
import sys
from datetime import datetime, timedelta

from scheduler.sending.channels import smtp
from scheduler.sending.tick import dispatch_due
from tests.contract.dying import Watched, watched_mail
from tests.scheduler.offices import reopened
from trajectories.clock import utc_now
from trajectories.settings import SmtpSettings


def main(url: str, port: str, now: str, lease: str, point: str) -> None:
    stopped: list[str] = []

    def reach(reached: str) -> None:
        if reached == point and not stopped:
            stopped.append(reached)
            os.kill(os.getpid(), signal.SIGSTOP)

    store = Watched(url, reach)
    mail = watched_mail(store, smtp(SmtpSettings("127.0.0.1", int(port), "", "", False, "traject@gemeente.nl")))
    moment, length = datetime.fromisoformat(now), timedelta(seconds=float(lease))
    dispatch_due(store, reopened(url).app.casework, mail, "smtp", moment, utc_now, lease=length, node=point)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
