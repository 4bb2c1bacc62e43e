"""How a database reaches people."""

from typing import NamedTuple


class ChannelView(NamedTuple):
    channel: str
