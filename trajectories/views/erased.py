"""What `client erase` answers."""

from typing import NamedTuple


class ErasedView(NamedTuple):
    """counts: how many values of each field. not_reached: sentences. left_over: what could not be rewritten."""

    client: str
    counts: dict[str, int]
    trajectories: list[str]
    not_reached: list[str]
    left_over: list[str]
    dry_run: bool
