"""No number was given out that its counter has not reached: it would be given again."""

from collections.abc import Iterator

from trajectories.audit.found import Found, found
from trajectories.audit.stored import Stream
from trajectories.history import events as ev
from trajectories.repository.store import UnitOfWork
from workflows.words import Words

COUNTED = ("t", "p", "h", "q", "s")


class Counters:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._highest = dict.fromkeys(COUNTED, 0)

    def see(self, stream: Stream) -> Iterator[Found]:
        self._note(stream.key)
        for each in stream.events:
            if isinstance(each.recorded.event, ev.StaffAdded):
                self._note(each.recorded.event.staff)
        yield from ()

    def end(self) -> Iterator[Found]:
        for kind, highest in self._highest.items():
            counted = self._uow.setting(f"last_{kind}", "0")
            if not counted.isdecimal() or int(counted) < highest:
                yield found("setting", 0, _behind(kind, counted, highest))

    def _note(self, key: str) -> None:
        kind, number = key[:1], key[1:]
        if kind in self._highest and number.isascii() and number.isdecimal():
            self._highest[kind] = max(self._highest[kind], int(number))


def _behind(kind: str, counted: str, highest: int) -> Words:
    return Words(
        f"last_{kind} is {counted}, en {kind}{highest} is al vergeven",
        f"last_{kind} is {counted}, and {kind}{highest} was given out already",
    )
