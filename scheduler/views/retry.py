"""What may be tried at once."""

from typing import NamedTuple


class RetryView(NamedTuple):
    """messages: those that failed, due at once by now. mail_server: whether its trouble no longer keeps ticks away."""

    messages: int
    mail_server: bool
