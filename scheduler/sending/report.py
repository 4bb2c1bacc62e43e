"""What a tick came to, as it is told."""

from typing import NamedTuple


class TickReport(NamedTuple):
    """due: rows whose hour had come; remaining: rows due still, unaddressed (nobody to tell) among them.

    sent, failed: messages; digests: those sent that carried no reminder. unknown: messages of a tick that died, which
    may arrive twice. waiting: messages that failed before and whose next try is still to come. later: people for whom
    something waits for their hours, or for their next daily message. mail_server: its trouble, which ended the tick or
    kept it from beginning and is nobody's attempt; server_again_at: when it is tried again, on real time. witnesses:
    checkpoints mailed to witnesses outside the office; witnesses_failed: those that were not, or perhaps not. held:
    reminders that wait since a copy was put back, until it is answered whether they were said.
    """

    due: int
    sent: int
    failed: int
    unknown: int
    remaining: int
    unaddressed: int = 0
    waiting: int = 0
    digests: int = 0
    later: int = 0
    mail_server: str | None = None
    server_again_at: str | None = None
    witnesses: int = 0
    witnesses_failed: int = 0
    held: int = 0
