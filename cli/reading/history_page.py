"""`traject history` for people."""

from collections.abc import Sequence

from cli.reading.status_words import sayer
from cli.render import WIDE, Cell, Column, Page, Said
from trajectories.views.event_lines import EventPage, local_text
from trajectories.views.history import EventView
from workflows.words import Lang, Words, listed


def history(page: Page, events: Sequence[EventPage], lang: Lang) -> None:
    """When it was written down, and by whom, stands in columns of its own where there is room."""
    say = sayer(lang)
    columns = [
        Column(say("versie", "version"), keeps=True, right=True),
        Column(say("gebeurd op", "occurred"), keeps=True),
    ]
    if page.width >= WIDE:
        columns += [Column(say("vastgelegd", "recorded"), keeps=True), Column(say("door", "by"))]
    columns.append(Column(say("wat", "what")))
    page.table(columns, [row for each in events for row in _event(each, lang, is_wide=page.width >= WIDE)], indent=0)


def _event(event: EventPage, lang: Lang, *, is_wide: bool) -> list[list[Cell]]:
    recorded, what = event.document, event.what
    if event.reason:
        what = f"{what} ({Words('reden', 'reason').say(lang)}: {event.reason})"
    if recorded.voided_by:
        by = recorded.voided_by
        what = f"{what} [{Words(f'vervallen door {by}', f'voided by {by}').say(lang)}]"
    if recorded.replaced_by:
        by_all = listed([str(each) for each in recorded.replaced_by], lang)
        what = f"{what} [{Words(f'verbeterd door {by_all}', f'corrected by {by_all}').say(lang)}]"
    if recorded.taken_back:
        what = f"{what} [{Words('van een teruggedraaide opening', 'of an opening taken back').say(lang)}]"
    if recorded.clock_ahead:
        what = (
            f"{what} [{Words('vastgelegd met een klok die voorliep', 'recorded by a clock that was ahead').say(lang)}]"
        )
    first: list[Cell] = [Said(_number(recorded), "strong"), str(recorded.occurred_on)]
    at = local_text(recorded.recorded_at)
    if is_wide:
        return [[*first, Said(at, "quiet"), event.by, what]]
    written = Words(f"vastgelegd {at} door {event.by}", f"recorded {at} by {event.by}").say(lang)
    return [[*first, what], ["", "", Said(written, "quiet")]]


def _number(recorded: EventView) -> str:
    """Its version; of what was said, with that word before it."""
    return f"said {recorded.version}" if recorded.stream.endswith("/said") else str(recorded.version)
