"""How a database reaches people."""

from typing import NamedTuple


class ChannelView(NamedTuple):
    """tried: the address for which the mail server took a message first."""

    channel: str
    tried: str | None = None
