"""The tree hash of RFC 6962, section 2.1 (read on 2026-11-30), over leaves that come by one after another.

It stands for all of them in their order: none can be changed, left out or added without another hash. What is held in
memory is one hash for each power of two in their number.
"""

from collections.abc import Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"  # so that no leaf can pass for two others together


class Tree:
    """Grows by its leaves; its root can be asked at any time."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes | None] = []  # by height the tree of 2 ** height leaves that has no neighbour yet

    def extend(self, leaves: Sequence[bytes]) -> None:
        """With the next leaves, in their order; the same tree however they are shared out over calls."""
        self.size += len(leaves)
        nodes = [sha256(LEAF + leaf).digest() for leaf in leaves]
        height = 0
        while nodes:
            if height == len(self._whole):
                self._whole.append(None)
            if (before := self._whole[height]) is not None:
                nodes.insert(0, before)
            self._whole[height] = nodes.pop() if len(nodes) % 2 else None
            nodes = [sha256(NODE + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
            height += 1

    def root(self) -> str:
        """In hexadecimal."""
        found: bytes | None = None
        for whole in self._whole:
            if whole is not None:
                found = whole if found is None else sha256(NODE + whole + found).digest()
        return (sha256().digest() if found is None else found).hex()
