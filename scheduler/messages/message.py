"""What a reminder says, in Dutch or English: plain text for someone with little training and little time.

A client is named by the office's own reference only.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from scheduler.messages.dates import wrapped
from scheduler.messages.digest import GROUPS, Digest, DigestLine, Group, about, group_on
from scheduler.messages.held import for_whom_answers, waiting_amount
from scheduler.messages.item import Item, fact_asked_for
from scheduler.messages.item_text import headline, item_in_full
from scheduler.messages.left_behind import left_undone
from scheduler.messages.one_line import COMMAND, amount, counted, counts, line, team, week
from scheduler.messages.people_questions import WAITS, answers_wanted, asked_about_people
from scheduler.messages.unsure import may_have_arrived, unsure_amount
from scheduler.messages.why_you import why_you
from trajectories.people.staff_member import StaffMember
from workflows.language.municipalities import ANYWHERE
from workflows.words import Lang, Words, listed

IN_FULL = 12  # of what is newly said; where that is more, one of each kind, and the rest has one line each
ON_A_LINE = 10  # of each kind that stands besides and is not overdue


class Message(NamedTuple):
    """to: a mail address, empty where none is known. key: makes the Message-ID. at: aware UTC, its date."""

    to: str
    subject: str
    body: str
    name: str = ""
    key: str = ""
    at: datetime | None = None


def compose(
    lang: Lang,
    recipient: StaffMember,
    items: Sequence[Item],
    today: date,
    digest: Digest | None = None,
    *,
    whole: bool = False,
) -> Message:
    """One message for one person, by urgency: what is newly said in full, what stands besides on one line each.

    Of very much that is newly said, as after the scheduler stood still, one of each kind is told in full.
    digest: left out, only what is newly said. whole: long lists are not cut short.
    """
    found = _sorted_out(items, digest, today)
    lines = [f"{HELLO.say(lang)} {recipient.name},", "", wrapped(_opening(found, digest, lang), ""), ""]
    lines += why_you(items, lang) if found.brief else []
    lines += may_have_arrived(digest.unsure, lang) if digest else []
    lines += asked_about_people(digest, lang)
    number = 1
    for group in GROUPS:
        told, number = _section(group, found, number, today, lang, whole=whole)
        lines += told
    lines += left_undone(digest.left, lang) if digest else []
    if digest and digest.is_team and found.amounts:
        lines += [TEAM.say(lang).upper(), "", *team(digest.team, {about_item(each) for each in items}, today, lang)]
    if digest and digest.week:
        place = "" if digest.week.municipality in ANYWHERE else f" {digest.week.municipality}"
        lines += [f"{WEEK.say(lang)}{place}".upper(), "", *week(digest.week, lang)]
    lines += _ending(found, digest, lang)
    return Message(recipient.email, _subject(found, digest, today, lang), "\n".join(lines) + "\n", recipient.name)


class SortedOut(NamedTuple):
    """full: newly said and told in full. brief: newly said, on one line. standing: not newly said.

    amounts: how much there is of each kind, that of a team included, each thing counted once.
    """

    full: list[Item]
    brief: list[DigestLine]
    standing: list[DigestLine]
    amounts: Counter[Group]

    @property
    def is_calm(self) -> bool:
        """Nothing is to be done: at most there is something to wait for."""
        return not self.full and set(self.amounts) <= {"waiting"}


def _sorted_out(items: Sequence[Item], digest: Digest | None, today: date) -> SortedOut:
    in_order = sorted(items, key=lambda item: _urgency(item, today))
    own, led = (digest.lines, digest.team) if digest else ((), ())
    said = {about_item(item) for item in items}
    beside = {each.about: each.group for each in (*led, *own) if each.about not in said}
    full = _in_full(in_order)
    return SortedOut(
        full,
        [in_brief(item, today) for item in in_order if item not in full],
        sorted((each for each in own if each.about not in said), key=_urgency_besides),
        counted([*(kind(item, today) for item in items), *beside.values()]),
    )


def _in_full(in_order: list[Item]) -> list[Item]:
    """All of a few; else the most urgent of each kind, as the same advice forty times over helps nobody."""
    if len(in_order) <= IN_FULL:
        return in_order
    first = {(item.workflow, item.label, fact_asked_for(item)): item for item in reversed(in_order)}
    return [item for item in in_order if item in first.values()][:IN_FULL]


def _urgency(item: Item, today: date) -> tuple[int, bool, date, str]:
    """What the law sets comes before what we set ourselves, however late that is."""
    return GROUPS.index(kind(item, today)), item.legal != "statutory", item.due_on or today, item.deadline


def _urgency_besides(each: DigestLine) -> tuple[int, bool]:
    return GROUPS.index(each.group), each.legal != "statutory"


def kind(item: Item, today: date) -> Group:
    """What stands still is never overdue; what lies far off is coming."""
    if item.taken_back_on:
        return "taken_back"
    if item.held_since:
        return "waiting"
    return "unknown" if item.due_on is None else group_on(item.due_on, today, opens=item.opens) or "coming"


def about_item(item: Item) -> str:
    """As that of a line: one fact that several terms wait for is one question."""
    return about(item.trajectory, item.deadline, fact_asked_for(item))


def in_brief(item: Item, today: date) -> DigestLine:
    words = (item.ref, item.trajectory, item.workflow, item.deadline, item.label)
    dated = DigestLine(kind(item, today), *words, item.due_on, item.opens, item.legal, asks=fact_asked_for(item))
    return dated._replace(since=item.held_since or item.taken_back_on, waits_for=item.waits_for, name=item.name)


def _section(
    group: Group, found: SortedOut, number: int, today: date, lang: Lang, *, whole: bool
) -> tuple[list[str], int]:
    """The lines under one heading, and the number of the next thing told in full. What is overdue is never cut short,
    nor is what is newly said.
    """
    full = [item for item in found.full if kind(item, today) == group]
    brief = [each for each in found.brief if each.group == group]
    standing = [each for each in found.standing if each.group == group]
    if not full and not brief and not standing:
        return [], number
    shown = standing if whole or group == "overdue" else standing[:ON_A_LINE]
    told: list[Item | DigestLine] = [*full, *brief, *shown]
    may_be_done = group == "coming" and any(_is_open(each, today) for each in told)
    lines = [(COMING_AND_OPEN if may_be_done else HEADINGS[group]).say(lang).upper(), ""]
    for number_of_it, item in enumerate(full, number):
        lines += [*item_in_full(number_of_it, item, today, lang), ""]
    if brief or shown:
        lines += [f"{BESIDES.say(lang)}:", ""] if full else []
        lines += [line(each, today, lang) for each in (*brief, *shown)]
        left = len(standing) - len(shown)
        if left:
            more = Words(f"- en nog {left}; alles staat in:", f"- and {left} more; all of it is in:").say(lang)
            lines += [more, f"{COMMAND}traject digest --all"]
        lines.append("")
    return lines, number + len(full)


def _is_open(each: Item | DigestLine, today: date) -> bool:
    """A window that opened, which stands among what is coming."""
    return each.opens and each.due_on is not None and each.due_on < today


def _subject(found: SortedOut, digest: Digest | None, today: date, lang: Lang) -> str:
    """Of one single thing what it is; of more how much there is of each kind."""
    is_more = digest and (digest.questions or digest.unsure.messages or digest.held)
    if found.amounts.total() == 1 and found.full and not is_more:
        return f"{headline(found.full[0], today, lang)} ({found.full[0].ref})"
    head = f"traject, {WEEK.say(lang)}" if digest and digest.week else "traject"
    waiting = [answers_wanted(digest, lang)] if digest and digest.questions else []
    waiting += [unsure_amount(digest.unsure, lang)] if digest and digest.unsure.messages else []
    waiting += [waiting_amount(digest.held, lang)] if digest and digest.held else []
    amounts = [*waiting, *counts(found.amounts, lang)]
    if waiting or not found.is_calm:
        return f"{head}: {', '.join(amounts)}"
    return f"{head}: {', '.join([NOTHING.say(lang), *amounts])} ({_looked_at(digest.looked_at if digest else 0, lang)})"


def _looked_at(number: int, lang: Lang) -> str:
    one = Words("1 traject bekeken", "1 trajectory looked at")
    more = Words(f"{number} trajecten bekeken", f"{number} trajectories looked at")
    return (one if number == 1 else more).say(lang)


def _opening(found: SortedOut, digest: Digest | None, lang: Lang) -> str:
    looked_at = f" {_looked_at(digest.looked_at, lang).capitalize()}." if digest and digest.looked_at else ""
    waiting = f" {WAITS.say(lang)} {answers_wanted(digest, lang)}." if digest and digest.questions else ""
    if digest and digest.unsure.messages:
        waiting += f" {UNSURE.say(lang)}"
    if digest and digest.held:
        waiting += f" {for_whom_answers(digest.held).say(lang)}"
    if found.is_calm:
        return f"{waiting.strip() or _nothing_to_do(digest, lang)}{looked_at}"
    amounts = [amount(found.amounts[group], COUNTED[group], lang) for group in found.amounts]
    news = len(found.full) + len(found.brief)
    is_new = "" if found.amounts.total() == news and not found.brief else f" {_news(news, found, lang)}"
    return f"{ASKS_ATTENTION.say(lang)} {listed(amounts, lang)}.{is_new}{waiting}{looked_at}"


def _nothing_to_do(digest: Digest | None, lang: Lang) -> str:
    """Who has no cases is told so: that nothing was found there is no reassurance."""
    if digest is None or digest.looked_at:
        return NOTHING_TO_DO.say(lang)
    return (NO_CASES_OF_TEAM if digest.is_team else NO_CASES).say(lang)


def _news(number: int, found: SortedOut, lang: Lang) -> str:
    if not number:
        return NO_NEWS.say(lang)
    if found.brief:
        return Words(
            f"Aan {number} daarvan wordt u vandaag herinnerd: {len(found.full)} met uitleg, van elke soort een. Al het "
            "andere heeft een regel.",
            f"You are reminded of {number} of these today: {len(found.full)} with an explanation, one of each kind. "
            "All else has one line.",
        ).say(lang)
    return Words(
        f"Aan {number} daarvan wordt u vandaag herinnerd; de rest staat er in het kort bij.",
        f"You are reminded of {number} of these today; the rest is listed in short.",
    ).say(lang)


def _ending(found: SortedOut, digest: Digest | None, lang: Lang) -> list[str]:
    besides = (each for each in (*found.brief, *found.standing) if each.group != "taken_back")
    example = next((each.deadline for each in besides if each.deadline), "")
    more = [wrapped(ABOUT_A_LINE.say(lang), ""), f"{COMMAND}traject why {example}", ""] if example else []
    every_day = [wrapped(EVERY_DAY.say(lang), ""), ""] if digest and digest.every_day else []
    closing = CLOSING_TEAM if digest and digest.is_team else CLOSING
    return [*more, *every_day, "-- ", wrapped(closing.say(lang), "")]


# one item


HELLO = Words("Dag", "Hello")
ASKS_ATTENTION = Words("Dit vraagt uw aandacht:", "This asks for your attention:")
HEADINGS: dict[Group, Words] = {
    "overdue": Words("Over tijd", "Overdue"),
    "due": Words("Binnen een week", "Within a week"),
    "coming": Words("Komt eraan", "Coming up"),
    "unknown": Words("Nog niet bekend", "Not known yet"),
    "waiting": Words("Wacht op anderen of staat stil", "Waiting for others or standing still"),
    "taken_back": Words("Teruggedraaid", "Taken back"),
}
COMING_AND_OPEN = Words("Komt eraan of kan al", "Coming up or possible already")
COUNTED: dict[Group, tuple[Words, Words]] = {
    "overdue": (Words("termijn over tijd", "term overdue"), Words("termijnen over tijd", "terms overdue")),
    "due": (
        Words("termijn die binnen een week afloopt", "term that ends within a week"),
        Words("termijnen die binnen een week aflopen", "terms that end within a week"),
    ),
    "coming": (
        Words("termijn die eraan komt", "term coming up"),
        Words("termijnen die eraan komen", "terms coming up"),
    ),
    "unknown": (Words("open vraag", "open question"), Words("open vragen", "open questions")),
    "waiting": (
        Words("zaak die wacht of stilstaat", "matter waiting or standing still"),
        Words("zaken die wachten of stilstaan", "matters waiting or standing still"),
    ),
    "taken_back": (
        Words("opening die is teruggedraaid", "opening taken back"),
        Words("openingen die zijn teruggedraaid", "openings taken back"),
    ),
}
TEAM = Words("Uw team", "Your team")
WEEK = Words("weekoverzicht", "week overview")
BESIDES = Words("Verder", "Besides")
NOTHING = Words("niets te doen", "nothing to do")
NOTHING_TO_DO = Words(
    "Er is vandaag niets te doen: niets is over tijd, de komende 14 dagen loopt niets af en er staan geen vragen open.",
    "There is nothing to do today: nothing is overdue, nothing ends in the next 14 days and no questions are open.",
)
NO_CASES = Words(
    "Aan u is geen lopende zaak toegewezen; er is dus niets bekeken.",
    "No open case was given to you, so nothing was looked at.",
)
NO_CASES_OF_TEAM = Words(
    "Er loopt geen zaak bij u of uw team; er is dus niets bekeken.",
    "No case is open with you or your team, so nothing was looked at.",
)
UNSURE = Words(
    "Van een bericht dat u of een collega kreeg is niet zeker of het aankwam; het staat hieronder.",
    "Of a message to you or a colleague it is not certain whether it arrived; see below.",
)
NO_NEWS = Words(
    "Vandaag is er geen nieuwe herinnering; dit staat nog open.", "There is no new reminder today; this is still open."
)
ABOUT_A_LINE = Words(
    "Meer over een regel: vraag wat er aan het eind van die regel staat, zoals",
    "More about a line: ask for what stands at the end of it, such as",
)
EVERY_DAY = Words(
    "U krijgt dit bericht elke dag dat u werkt, ook als er niets te doen is. Komt er op zo'n dag geen bericht, meld "
    "dat dan bij de beheerder.",
    "You receive this message every day that you work, also when there is nothing to do. If none comes on such a day, "
    "please tell the administrator.",
)
CLOSING_TEAM = Words(
    "Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel het dan de beheerder.",
    "This message was made by traject. If something is wrong, please tell the administrator.",
)
CLOSING = Words(
    "Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel het dan uw teamleider.",
    "This message was made by traject. If something is wrong, please tell your team leader.",
)
