"""How a database reaches people."""

from typing import NamedTuple


class ChannelView(NamedTuple):
    """tried: the address for which the mail server took a message first."""

    channel: str
    tried: str | None = None


class BouncedView(NamedTuple):
    """reminders: how many it carried. address_stands: another was recorded since. told: names of who is told now."""

    message: str
    recipient: str
    name: str
    reminders: int
    address_stands: bool
    told: list[str]
