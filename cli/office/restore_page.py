"""What a restore came to, laid out for people. Loaded by its command."""

from cli.asked import Asked
from cli.render import Column, Page
from scheduler.restoring.lost import Lost
from scheduler.restoring.restore import PutBack
from trajectories.views.event_kinds import kind_of
from trajectories.views.event_lines import local_text
from workflows.words import Words


def tell(made: PutBack, asked: Asked, *, answered: bool) -> None:
    """answered: whether it was said beforehand what becomes of what was due."""
    page, lang = Page(), asked.lang
    page.line(RESTORED.say(lang).format(position=made.position))
    if made.kept:
        page.line(KEPT.say(lang).format(kept=made.kept))
    if made.upgraded:
        page.line(UPGRADED.say(lang))
    if made.waiting is None:
        page.line(SAID.say(lang).format(count=made.said))
        if answered:
            page.line(NOT_NEEDED.say(lang))
        _list_lost(page, made, asked)
    elif answered:
        page.line(SETTLED.say(lang))
    else:
        page.line(UNREADABLE.say(lang).format(count=made.waiting))
        page.command("traject restore --said")
        page.command("traject restore --say-again")
    for command in ("traject audit verify", "traject doctor --deep"):
        page.command(command)


def _list_lost(page: Page, made: PutBack, asked: Asked) -> None:
    lost = [each for each in made.lost if not each.by_itself]
    if not lost:
        page.line(NOTHING_LOST.say(asked.lang))
        return
    page.gap()
    page.line(LOST.say(asked.lang).format(count=len(lost), kept=made.kept))
    columns = [Column(keeps=True), Column(), Column(), Column(keeps=True), Column()]
    page.table(columns, [_row(each, asked) for each in lost], indent=0)


def _row(lost: Lost, asked: Asked) -> list[str]:
    what = f"{kind_of(lost.type).say(asked.lang)} {lost.what}".strip()
    return [local_text(lost.recorded_at), lost.who, what, lost.case, lost.ref]


RESTORED = Words(
    "De kopie is teruggezet; zij reikt tot en met gebeurtenis {position}.",
    "The copy was put back; it reaches up to event {position}.",
)
KEPT = Words("Wat er stond is bewaard: {kept}", "What stood there is kept: {kept}")
UPGRADED = Words("Zij was van een eerdere versie en is bijgewerkt.", "It was of an earlier release, and was upgraded.")
SAID = Words(
    "Herinneringen die sinds de kopie al gezegd zijn en niet nog eens gezegd worden: {count}.",
    "Reminders said since the copy, and not said again: {count}.",
)
NOT_NEEDED = Words(
    "Een antwoord was niet nodig: wat gezegd is was te lezen.", "No answer was needed: what was said could be read."
)
SETTLED = Words("Uw antwoord op wat open stond is vastgelegd.", "Your answer to what was open is recorded.")
UNREADABLE = Words(
    "Wat sinds de kopie gezegd is weet niemand. Herinneringen die daarop wachten: {count}. Zeg of ze al gezegd zijn of "
    "opnieuw gezegd worden:",
    "What was said since the copy nobody knows. Reminders that wait for that: {count}. Say whether they were said, or "
    "are said again:",
)
NOTHING_LOST = Words("Sinds de kopie is niets vastgelegd.", "Nothing was recorded since the copy.")
LOST = Words(
    "Sinds de kopie vastgelegd, en opnieuw vast te leggen ({count}); wat er precies stond zegt "
    "‘traject --database {kept} history ID’:",
    "Recorded since the copy, and to be recorded again ({count}); what it said exactly tells "
    "'traject --database {kept} history ID':",
)
