"""`traject history` for people."""

from collections.abc import Sequence

from cli.reading import event_lines
from cli.reading.status_words import sayer
from cli.render import WIDE, Cell, Column, Page, Said
from trajectories.history.events import Recorded
from workflows.words import Words


def history(page: Page, events: Sequence[Recorded], reader: event_lines.Reader) -> None:
    """When it was written down, and by whom, stands in columns of its own where there is room."""
    say = sayer(reader.lang)
    columns = [
        Column(say("versie", "version"), keeps=True, right=True),
        Column(say("gebeurd op", "occurred"), keeps=True),
    ]
    if page.width >= WIDE:
        columns += [Column(say("vastgelegd", "recorded"), keeps=True), Column(say("door", "by"))]
    columns.append(Column(say("wat", "what")))
    page.table(columns, [row for each in events for row in _event(each, reader, is_wide=page.width >= WIDE)], indent=0)


def _event(recorded: Recorded, reader: event_lines.Reader, *, is_wide: bool) -> list[list[Cell]]:
    told, why = event_lines.told(recorded, reader), event_lines.reason(recorded, reader)
    what = ": ".join(filter(None, [event_lines.kind(recorded, reader.lang), told]))
    if why:
        what = f"{what} ({Words('reden', 'reason').say(reader.lang)}: {why})"
    if mark := event_lines.of_what(recorded, reader):
        what = f"{what} [{mark}]"
    first: list[Cell] = [Said(event_lines.number(recorded), "strong"), str(recorded.occurred_on)]
    at, who = event_lines.local_text(recorded.recorded_at), reader.name(recorded.actor)
    if is_wide:
        return [[*first, Said(at, "quiet"), who, what]]
    written = Words(f"vastgelegd {at} door {who}", f"recorded {at} by {who}").say(reader.lang)
    return [[*first, what], ["", "", Said(written, "quiet")]]
