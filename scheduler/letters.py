"""What a reminder says, in Dutch or English: plain text for someone with little training and little time.

A client is named by the office's own reference only.
"""

from collections.abc import Sequence
from datetime import date, datetime
from textwrap import fill
from typing import NamedTuple

from scheduler.digest import Digest
from scheduler.reminders import Planned, find, is_suspended_openly, waits_for
from trajectories.dossier import Written
from trajectories.people import StaffMember
from workflows.model import Certainty, FactSpec
from workflows.phrases import CERTAINTY
from workflows.roles import ROLES
from workflows.words import Lang, Words, listed

WIDTH = 76


class Message(NamedTuple):
    """to: a mail address, empty where none is known. key: makes the Message-ID. at: aware UTC, its date."""

    to: str
    subject: str
    body: str
    name: str = ""
    key: str = ""
    at: datetime | None = None


class Missing(NamedTuple):
    """A fact that a term waits for, and what its value looks like. from_client: it follows the client's own record."""

    name: str
    label: Words
    example: Words
    from_client: bool = False


class Item(NamedTuple):
    """One thing to say. due_on: None for an open question, and for a term that stands still since held_since.

    stands_in_for: roles that nobody was given here. waits_for: who must act before it runs again, where the stage
    lets it stand still. urgent: said outside their hours or beside the daily message, as its last day does not wait.
    """

    ref: str
    trajectory: str
    workflow: Words
    deadline: str
    label: Words
    due_on: date | None
    opens: bool
    advice: Words | None
    rule: str
    source: str
    certainty: Certainty
    missing: tuple[Missing, ...] = ()
    stands_in_for: tuple[str, ...] = ()
    held_since: date | None = None
    waits_for: Words | None = None
    urgent: bool = False


def item_of(written: Written, planned: Planned, ref: str, stands_in_for: tuple[str, ...] = ()) -> Item:
    workflow, deadline = written.compiled.workflow, find(written, planned.deadline)
    rule, reading = workflow.deadlines[deadline.name], deadline.reading
    source = workflow.sources.get(reading.source or workflow.source or "")
    return Item(
        ref,
        planned.trajectory,
        workflow.label,
        deadline.id,
        rule.label,
        None if deadline.held_since else deadline.due_on,
        deadline.opens,
        rule.advice,
        reading.rule,
        source.ref if source else "",
        reading.certainty,
        tuple(_missing(name, workflow.facts[name]) for name in deadline.missing if name in workflow.facts),
        stands_in_for,
        deadline.held_since,
        None if is_suspended_openly(deadline, written) or not deadline.held_since else waits_for(written),
    )


def _missing(name: str, spec: FactSpec) -> Missing:
    examples = {"date": Words("JJJJ-MM-DD", "YYYY-MM-DD"), "boolean": Words("ja", "yes")}
    return Missing(name, spec.label, examples.get(spec.type, Words("WAARDE", "VALUE")), spec.from_ is not None)


def compose(
    lang: Lang, recipient: StaffMember, items: Sequence[Item], today: date, digest: Digest | None = None
) -> Message:
    """One message for one person: overdue first, then what comes up, then what is not known yet."""
    groups = _grouped(items, today)
    lines = [f"{HELLO.say(lang)} {recipient.name},", "", _wrapped(_opening(groups, lang), ""), ""]
    number = 0
    for heading, members in groups:
        if members:
            lines += [heading.say(lang).upper(), ""]
        for item in members:
            number += 1
            lines += [*_told(number, item, today, lang), ""]
    lines += ["-- ", _wrapped(CLOSING.say(lang), "")]
    return Message(recipient.email, _subject(groups, today, lang), "\n".join(lines) + "\n", recipient.name)


Groups = list[tuple[Words, list[Item]]]


def _grouped(items: Sequence[Item], today: date) -> Groups:
    dated = sorted((item for item in items if item.due_on), key=lambda item: (item.due_on or today, item.deadline))
    late = [item for item in dated if _is_late(item, today)]
    return [
        (OVERDUE, late),
        (COMING, [item for item in dated if not _is_late(item, today)]),
        (UNKNOWN, sorted((item for item in items if not item.due_on), key=lambda item: item.deadline)),
    ]


def _is_late(item: Item, today: date) -> bool:
    return item.due_on is not None and item.due_on < today and not item.opens


def _subject(groups: Groups, today: date, lang: Lang) -> str:
    items = [item for _, members in groups for item in members]
    if len(items) == 1:
        return f"{_headline(items[0], today, lang)} ({items[0].ref})"
    return f"traject: {', '.join(_counts(groups, lang))}"


def _opening(groups: Groups, lang: Lang) -> str:
    return f"{ASKS_ATTENTION.say(lang)} {listed(_counts(groups, lang), lang)}."


def _counts(groups: Groups, lang: Lang) -> list[str]:
    found = []
    for (_, members), (one, more) in zip(groups, COUNTED, strict=True):
        if members:
            found.append(f"{len(members)} {(one if len(members) == 1 else more).say(lang)}")
    return found


# one item


def _told(number: int, item: Item, today: date, lang: Lang) -> list[str]:
    paragraphs = [
        _client(item, lang),
        _when(item, today, lang),
        f"{TO_DO.say(lang)}: {_what_to_do(item, lang)}",
        *_commands(item, lang),
        _why(item, lang),
        *_stands_in(item, lang),
        f"{MORE.say(lang)}: traject why {item.deadline}",
    ]
    title = f"{number}. {_headline(item, today, lang)}"
    return [title, *(each if each.startswith(COMMAND) else _wrapped(each, "   ") for each in paragraphs)]


COMMAND = " " * 5  # a command stands on a line of its own, so that it can be copied


def _headline(item: Item, today: date, lang: Lang) -> str:
    if item.held_since:
        return f"{item.label.say(lang)}: {STANDS_STILL.say(lang)} {long_day(item.held_since, lang)}"
    if item.due_on is None:
        asked = item.missing[0].label if item.missing else item.label
        return f"{asked.say(lang)}: {NOT_RECORDED.say(lang)}"
    return f"{item.label.say(lang)}: {distance(item.due_on, today, lang, opens=item.opens)}"


def _client(item: Item, lang: Lang) -> str:
    return f"{CLIENT.say(lang)} {item.ref}, traject {item.trajectory} ({item.workflow.say(lang)})"


def _when(item: Item, today: date, lang: Lang) -> str:
    if item.waits_for:
        who = item.waits_for
        return Words(
            f"Deze termijn staat stil zolang we wachten op: {who.say('nl')}. Is daar al iets van gekomen?",
            f"This term stands still as long as we wait for: {who.say('en')}. Has anything come of that?",
        ).say(lang)
    if item.held_since:
        return STILL_SO.say(lang)
    if item.due_on is None:
        label = item.label.say(lang)
        return Words(
            f"Zolang dit ontbreekt, weten we de laatste dag voor ‘{label}’ niet. Die termijn kan al lopen.",
            f"As long as this is missing, we do not know the last day for '{label}'. That term may be running already.",
        ).say(lang)
    day = DAYS[item.opens, item.due_on < today]
    return f"{day.say(lang)} {long_day(item.due_on, lang)}."


def _what_to_do(item: Item, lang: Lang) -> str:
    if item.held_since:
        return (ASK_THEM if item.waits_for else GO_ON).say(lang)
    if item.due_on is None:
        return (LOOK_UP if item.missing else LOOK).say(lang)
    return (item.advice or LOOK).say(lang).strip()


def _commands(item: Item, lang: Lang) -> list[str]:
    asked = [] if item.due_on else item.missing
    facts = [f"{COMMAND}{_recorded_with(item, each)} {each.example.say(lang)}" for each in asked]
    resume = f"{COMMAND}traject resume '{item.deadline}' --ground {Words('REDEN', 'REASON').say(lang)}"
    step = f"{COMMAND}traject advance {item.trajectory}"
    facts += [step if item.waits_for else resume] if item.held_since else []
    return [*facts, f"{COMMAND}traject show {item.trajectory}"]


def _recorded_with(item: Item, missing: Missing) -> str:
    if missing.from_client:
        return f"traject client edit {item.ref} --born"
    return f"traject fact set {item.trajectory} {missing.name}"


def _why(item: Item, lang: Lang) -> str:
    """The rule, its source, and how sure we are of it."""
    source = f", {item.source}" if item.source else ""
    return f"{WHY.say(lang)}: {RULE.say(lang)} {item.rule}{source} ({CERTAINTY[item.certainty].say(lang)})."


def _stands_in(item: Item, lang: Lang) -> list[str]:
    if not item.stands_in_for:
        return []
    roles = [ROLES[role].say(lang) for role in item.stands_in_for]
    nl = f"U krijgt dit omdat dit traject geen {' en geen '.join(roles)} heeft. Wijs iemand aan:"
    en = f"You receive this because this trajectory has no {' and no '.join(roles)}. Assign someone:"
    name = Words("NAAM", "NAME").say(lang)
    commands = [f"{COMMAND}traject assign {item.trajectory} {name} --as {role}" for role in item.stands_in_for]
    return [Words(nl, en).say(lang), *commands]


# days


def long_day(day: date, lang: Lang) -> str:
    """`dinsdag 23 april 2019`."""
    return f"{WEEKDAYS[day.weekday()].say(lang)} {day.day} {MONTHS[day.month - 1].say(lang)} {day.year}"


def distance(due_on: date, today: date, lang: Lang, *, opens: bool = False) -> str:
    """`3 weken over tijd`, `nog 3 dagen`, `vandaag`; for a window: since when, or how long until it opens."""
    days = (due_on - today).days
    if days == 0:
        return Words("vandaag", "today").say(lang)
    long = span(abs(days), lang)
    if opens:
        words = Words(f"over {long}", f"in {long}") if days > 0 else Words(f"sinds {long}", f"for {long} now")
    else:
        words = Words(f"nog {long}", f"{long} left") if days > 0 else Words(f"{long} over tijd", f"{long} overdue")
    return words.say(lang)


def span(days: int, lang: Lang) -> str:
    """Days as someone would say it, rounded down: 13 days, 3 weeks, 4 months, 2 years."""
    if days < 14:
        amount, unit = days, "day"
    elif days < 61:
        amount, unit = days // 7, "week"
    elif days < 730:
        amount, unit = days * 12 // 365, "month"
    else:
        amount, unit = days // 365, "year"
    one, more = SPANS[unit]
    return f"{amount} {(one if amount == 1 else more).say(lang)}"


def _wrapped(text: str, indent: str) -> str:
    return fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


HELLO = Words("Dag", "Hello")
ASKS_ATTENTION = Words("Dit vraagt uw aandacht:", "This asks for your attention:")
OVERDUE = Words("Over tijd", "Overdue")
COMING = Words("Komt eraan", "Coming up")
UNKNOWN = Words("Nog niet bekend", "Not known yet")
COUNTED = (
    (Words("termijn over tijd", "term overdue"), Words("termijnen over tijd", "terms overdue")),
    (Words("termijn die eraan komt", "term coming up"), Words("termijnen die eraan komen", "terms coming up")),
    (Words("open vraag", "open question"), Words("open vragen", "open questions")),
)
CLIENT = Words("Cliënt", "Client")
DAYS = {  # whether it is a window that opens, and whether the day is past
    (False, False): Words("De laatste dag is", "The last day is"),
    (False, True): Words("De laatste dag was", "The last day was"),
    (True, False): Words("Dit kan vanaf", "This can be done from"),
    (True, True): Words("Dit kan sinds", "This can be done since"),
}
STANDS_STILL = Words("staat stil sinds", "stands still since")
STILL_SO = Words(
    "Zolang deze termijn is opgeschort, herinneren we u niet aan de laatste dag. Is dat nog terecht?",
    "As long as this term is suspended, we do not remind you of its last day. Is that still right?",
)
GO_ON = Words(
    "Ga na of de reden nog geldt. Zo niet, laat de termijn dan weer lopen:",
    "See whether the reason still holds. If not, let the term run again:",
)
ASK_THEM = Words(
    "Vraag na hoe het staat. Is er antwoord, zet dan de volgende stap; de termijn loopt daarna weer:",
    "Ask how it stands. Once there is an answer, take the next step; the term then runs again:",
)
NOT_RECORDED = Words("nog niet vastgelegd", "not recorded yet")
TO_DO = Words("Wat u kunt doen", "What you can do")
LOOK = Words(
    "Kijk wat er nog moet gebeuren, en leg vast wat al gedaan is.", "See what is left, and record what is done."
)
LOOK_UP = Words("Zoek het op en leg het vast:", "Look it up and record it:")
WHY = Words("Waarom", "Why")
RULE = Words("regel", "rule")
MORE = Words("Hoe dit is berekend", "How this was worked out")
CLOSING = Words(
    "Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel het dan uw teamleider.",
    "This message was made by traject. If something is wrong, please tell your team leader.",
)
SPANS = {
    "day": (Words("dag", "day"), Words("dagen", "days")),
    "week": (Words("week", "week"), Words("weken", "weeks")),
    "month": (Words("maand", "month"), Words("maanden", "months")),
    "year": (Words("jaar", "year"), Words("jaar", "years")),
}
WEEKDAYS = (
    Words("maandag", "Monday"),
    Words("dinsdag", "Tuesday"),
    Words("woensdag", "Wednesday"),
    Words("donderdag", "Thursday"),
    Words("vrijdag", "Friday"),
    Words("zaterdag", "Saturday"),
    Words("zondag", "Sunday"),
)
MONTHS = (
    Words("januari", "January"),
    Words("februari", "February"),
    Words("maart", "March"),
    Words("april", "April"),
    Words("mei", "May"),
    Words("juni", "June"),
    Words("juli", "July"),
    Words("augustus", "August"),
    Words("september", "September"),
    Words("oktober", "October"),
    Words("november", "November"),
    Words("december", "December"),
)
