"""The two clocks that reading commands ask for."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, NamedTuple, TypeVar, cast

import typer

from cli.asked import Asked, read_back
from cli.json_document import print_json
from cli.options import maybe_day
from cli.render import Page, Said
from trajectories.local_time import AMSTERDAM, local_day, parse_instant
from trajectories.views.event_lines import local_text
from trajectories.views.moment import MomentView
from workflows.errors import NotFound, UsageError
from workflows.words import Words

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="D", help="What held on that day, 2026-01-31 or 31-1-2026.")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="T", help="As written down by that instant; a bare day is its end."),
]
View = TypeVar("View")
Id = Annotated[str, typer.Argument(metavar="ID", help="Such as t17.")]


class TwoClocks(NamedTuple):
    """The two clocks: what held on a day, as written down by an instant. None: all of it."""

    as_of: date | None
    known_at: datetime | None

    @property
    def is_now(self) -> bool:
        return self.as_of is None and self.known_at is None

    def day(self, today: date) -> date:
        """The day on which statuses are asked."""
        if self.as_of:
            return self.as_of
        return min(local_day(self.known_at), today) if self.known_at else today


def moment_words(moment: TwoClocks, today: date) -> Words:
    """Which moment is shown, where that is another than now."""
    on, known = moment.day(today), moment.known_at
    if known is None:
        return Words(f"Zoals het was op {on}, naar wat nu bekend is.", f"As it was on {on}, by what is known now.")
    is_whole_day = known.astimezone(AMSTERDAM).time() == time.max
    at = str(local_day(known)) if is_whole_day else local_text(known)
    return Words(
        f"Zoals het was op {on}, naar wat tot en met {at} was vastgelegd.",
        f"As it was on {on}, by what was recorded up to and including {at}.",
    )


def say_moment(page: Page, asked: Asked, moment: TwoClocks, today: date) -> None:
    """Above what is shown."""
    if not moment.is_now:
        page.line(Said(asked.say(moment_words(moment, today)), "quiet"))
        page.gap()


def dated(view: View, moment: TwoClocks, today: date) -> View:
    """A document with the moment that it shows, where that is another than now."""
    if moment.is_now:
        return view
    replaced: Any = cast(Any, view)._replace(moment=MomentView(moment.day(today), moment.known_at))
    return cast(View, replaced)


def print_dated(asked: Asked, views: Sequence[View], moment: TwoClocks, today: date) -> None:
    """A list, each row with the moment that it shows; of an empty one it is said beside it."""
    print_json([dated(each, moment, today) for each in views])
    if not views and not moment.is_now:
        asked.talk(moment_words(moment, today))


def not_open_then(subject: str) -> NotFound:
    """subject: a trajectory by its id, or a reference."""
    if subject.startswith("t") and subject[1:].isdigit():
        return NotFound(Words(f"{subject} was toen nog niet geopend", f"{subject} was not open yet then"))
    return NotFound(Words(f"{subject} had toen nog geen traject", f"{subject} had no trajectory yet then"))


def moment_of(as_of: str | None, known_at: str | None) -> TwoClocks:
    try:
        instant = parse_instant(known_at, end_of_day=True) if known_at else None
    except ValueError as error:
        raise UsageError(
            Words(
                f"‘{known_at}’ (--known-at) is geen tijdstip; schrijf 2026-03-31T09:00, 2026-03-31 of 31-3-2026",
                f"'{known_at}' (--known-at) is no instant; write 2026-03-31T09:00, 2026-03-31 or 31-3-2026",
            )
        ) from error
    if known_at and instant:
        read_back(known_at, local_day(instant))
    return TwoClocks(maybe_day(as_of, "--as-of"), instant)
