"""What a reminder says, in Dutch or English: plain text for someone with little training and little time.

A client is named by the office's own reference only.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from scheduler.messages.dates import distance, long_day, wrapped
from scheduler.messages.digest import GROUPS, Digest, Group, Line, about, group_on
from scheduler.messages.one_line import COMMAND, amount, counted, counts, line, team, week
from scheduler.planning.ladder import Planned, is_suspended_openly, waits_for
from scheduler.planning.recipients import Addressed
from scheduler.planning.reminder_id import find
from trajectories.deadlines.written import Written
from trajectories.people.staff_member import StaffMember
from trajectories.projections.caseload import ANYWHERE
from workflows.describe.phrases import CERTAINTY
from workflows.language.model import Certainty, FactSpec, Legal
from workflows.language.roles import ROLES
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


class Missing(NamedTuple):
    """A fact that a term waits for, and what its value looks like. from_client: it follows the client's own record."""

    name: str
    label: Words
    example: Words
    from_client: bool = False


AS_EVER = Addressed("")  # nothing to say of why it is this recipient


class Item(NamedTuple):
    """One thing to say. due_on: None for an open question, and for a term that stands still since held_since.

    told: why this recipient is told. waits_for: who must act before it runs again, where the stage
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
    told: Addressed = AS_EVER
    held_since: date | None = None
    waits_for: Words | None = None
    urgent: bool = False
    legal: Legal = "none"


def item_of(written: Written, planned: Planned, ref: str, told: Addressed = AS_EVER) -> Item:
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
        told,
        deadline.held_since,
        None if is_suspended_openly(deadline, written) or not deadline.held_since else waits_for(written),
        legal=reading.legal,
    )


def _missing(name: str, spec: FactSpec) -> Missing:
    examples = {"date": Words("JJJJ-MM-DD", "YYYY-MM-DD"), "boolean": Words("ja", "yes")}
    return Missing(name, spec.label, examples.get(spec.type, Words("WAARDE", "VALUE")), spec.from_ is not None)


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
    lines += _why_you(items, lang) if found.brief else []
    number = 1
    for group in GROUPS:
        told, number = _section(group, found, number, today, lang, whole=whole)
        lines += told
    if digest and digest.is_team and found.amounts:
        lines += [TEAM.say(lang).upper(), "", *team(digest.team, {_about(each) for each in items}, today, lang)]
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
    brief: list[Line]
    standing: list[Line]
    amounts: Counter[Group]

    @property
    def is_calm(self) -> bool:
        """Nothing is to be done: at most there is something to wait for."""
        return not self.full and set(self.amounts) <= {"waiting"}


def _sorted_out(items: Sequence[Item], digest: Digest | None, today: date) -> SortedOut:
    in_order = sorted(items, key=lambda item: _urgency(item, today))
    own, led = (digest.lines, digest.team) if digest else ((), ())
    said = {_about(item) for item in items}
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
    first = {(item.workflow, item.label, _asked(item)): item for item in reversed(in_order)}
    return [item for item in in_order if item in first.values()][:IN_FULL]


def _urgency(item: Item, today: date) -> tuple[int, bool, date, str]:
    """What the law sets comes before what we set ourselves, however late that is."""
    return GROUPS.index(kind(item, today)), item.legal != "statutory", item.due_on or today, item.deadline


def _urgency_besides(each: Line) -> tuple[int, bool]:
    return GROUPS.index(each.group), each.legal != "statutory"


def kind(item: Item, today: date) -> Group:
    """What stands still is never overdue; what lies far off is coming."""
    if item.held_since:
        return "waiting"
    return "unknown" if item.due_on is None else group_on(item.due_on, today, opens=item.opens) or "coming"


def _asked(item: Item) -> Words | None:
    return item.missing[0].label if item.missing and item.due_on is None else None


def _about(item: Item) -> str:
    """As that of a line: one fact that several terms wait for is one question."""
    return about(item.trajectory, item.deadline, _asked(item))


def in_brief(item: Item, today: date) -> Line:
    words = (item.ref, item.trajectory, item.workflow, item.deadline, item.label)
    dated = Line(kind(item, today), *words, item.due_on, item.opens, item.legal, asks=_asked(item))
    return dated._replace(since=item.held_since, waits_for=item.waits_for)


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
    told: list[Item | Line] = [*full, *brief, *shown]
    may_be_done = group == "coming" and any(_is_open(each, today) for each in told)
    lines = [(COMING_AND_OPEN if may_be_done else HEADINGS[group]).say(lang).upper(), ""]
    for number_of_it, item in enumerate(full, number):
        lines += [*_told(number_of_it, item, today, lang), ""]
    if brief or shown:
        lines += [f"{BESIDES.say(lang)}:", ""] if full else []
        lines += [line(each, today, lang) for each in (*brief, *shown)]
        left = len(standing) - len(shown)
        if left:
            more = Words(f"- en nog {left}; alles staat in:", f"- and {left} more; all of it is in:").say(lang)
            lines += [more, f"{COMMAND}traject digest --all"]
        lines.append("")
    return lines, number + len(full)


def _is_open(each: Item | Line, today: date) -> bool:
    """A window that opened, which stands among what is coming."""
    return each.opens and each.due_on is not None and each.due_on < today


def _subject(found: SortedOut, digest: Digest | None, today: date, lang: Lang) -> str:
    """Of one single thing what it is; of more how much there is of each kind."""
    if found.amounts.total() == 1 and found.full:
        return f"{_headline(found.full[0], today, lang)} ({found.full[0].ref})"
    head = f"traject, {WEEK.say(lang)}" if digest and digest.week else "traject"
    amounts = counts(found.amounts, lang)
    if not found.is_calm:
        return f"{head}: {', '.join(amounts)}"
    return f"{head}: {', '.join([NOTHING.say(lang), *amounts])} ({_looked_at(digest.looked_at if digest else 0, lang)})"


def _looked_at(number: int, lang: Lang) -> str:
    one = Words("1 traject bekeken", "1 trajectory looked at")
    more = Words(f"{number} trajecten bekeken", f"{number} trajectories looked at")
    return (one if number == 1 else more).say(lang)


def _opening(found: SortedOut, digest: Digest | None, lang: Lang) -> str:
    looked_at = f" {_looked_at(digest.looked_at, lang).capitalize()}." if digest and digest.looked_at else ""
    if found.is_calm:
        return f"{NOTHING_TO_DO.say(lang)}{looked_at}"
    amounts = [amount(found.amounts[group], COUNTED[group], lang) for group in found.amounts]
    news = len(found.full) + len(found.brief)
    is_new = "" if found.amounts.total() == news and not found.brief else f" {_news(news, found, lang)}"
    return f"{ASKS_ATTENTION.say(lang)} {listed(amounts, lang)}.{is_new}{looked_at}"


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
    example = next((each.deadline for each in (*found.brief, *found.standing) if each.deadline), "")
    more = [wrapped(ABOUT_A_LINE.say(lang), ""), f"{COMMAND}traject why {example}", ""] if example else []
    every_day = [wrapped(EVERY_DAY.say(lang), ""), ""] if digest and digest.every_day else []
    closing = CLOSING_TEAM if digest and digest.is_team else CLOSING
    return [*more, *every_day, "-- ", wrapped(closing.say(lang), "")]


# one item


def _told(number: int, item: Item, today: date, lang: Lang) -> list[str]:
    paragraphs = [
        _client(item, lang),
        *_urgent(item, lang),
        _when(item, today, lang),
        f"{TO_DO.say(lang)}: {_what_to_do(item, lang)}",
        *_commands(item, lang),
        _why(item, lang),
        *_instead_of_whom(item, lang),
        f"{MORE.say(lang)}: traject why {item.deadline}",
    ]
    title = f"{number}. {_headline(item, today, lang)}"
    return [title, *(each if each.startswith(COMMAND) else wrapped(each, "   ") for each in paragraphs)]


def _headline(item: Item, today: date, lang: Lang) -> str:
    if item.held_since:
        return f"{item.label.say(lang)}: {STANDS_STILL.say(lang)} {long_day(item.held_since, lang)}"
    if item.due_on is None:
        asked = item.missing[0].label if item.missing else item.label
        return f"{asked.say(lang)}: {NOT_RECORDED.say(lang)}"
    return f"{item.label.say(lang)}: {distance(item.due_on, today, lang, opens=item.opens)}"


def _client(item: Item, lang: Lang) -> str:
    return f"{CLIENT.say(lang)} {item.ref}, traject {item.trajectory} ({item.workflow.say(lang)})"


def _urgent(item: Item, lang: Lang) -> list[str]:
    """Why it comes outside their hours, or beside the message of the day."""
    if not item.urgent or item.due_on is None:
        return []
    day = long_day(item.due_on, lang)
    nl = f"Dit wacht niet tot uw volgende bericht, want de laatste dag is {day}."
    en = f"This does not wait for your next message, as the last day is {day}."
    return [Words(nl, en).say(lang)]


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


def _instead_of_whom(item: Item, lang: Lang) -> list[str]:
    """Why it is this recipient and nobody else. That a colleague is away is said, and never what for."""
    told = item.told
    return [
        *_substitutes(told, lang),
        *_away(told.away, lang),
        *_unreachable(told.unreachable, lang),
        *_stands_in(item, lang),
    ]


def _why_you(items: Sequence[Item], lang: Lang) -> list[str]:
    """The same for a message with things on one line each: why it is this recipient, and of how many."""
    reasons = Counter(reason for item in items for reason in _reasons(item.told, lang))
    said = []
    for (nl, en), number in reasons.items():
        comes = "comes" if number == 1 else "come"
        words = Words(f"{number} hiervan krijgt u {nl}.", f"{number} of these {comes} to you {en}.")
        said += [wrapped(words.say(lang), ""), ""]
    return said


def _reasons(told: Addressed, lang: Lang) -> list[tuple[str, str]]:
    """What follows after `this comes to you`, in Dutch and English."""
    until = told.substitutes_until and long_day(told.substitutes_until, lang)
    found = []
    if told.substitutes_for:
        end_nl, end_en = (f", tot en met {until}", f", until {until} inclusive") if until else ("", "")
        nl = f"omdat u {told.substitutes_for} vervangt{end_nl}"
        found.append((nl, f"because you stand in for {told.substitutes_for}{end_en}"))
    for role in told.away:
        nl = f"omdat wie daar {ROLES[role].nl} is, afwezig is zonder vervanger"
        found.append((nl, f"because whoever is {ROLES[role].en} there is away, with nobody standing in"))
    for role in told.unreachable:
        nl = f"omdat van wie daar {ROLES[role].nl} is geen mailadres bekend is"
        found.append((nl, f"because no mail address is known of whoever is {ROLES[role].en} there"))
    for role in told.stands_in_for:
        nl = f"omdat daar geen {ROLES[role].nl} is aangewezen (traject assign)"
        found.append((nl, f"because no {ROLES[role].en} was assigned there (traject assign)"))
    return found


def _substitutes(told: Addressed, lang: Lang) -> list[str]:
    if not told.substitutes_for:
        return []
    until = told.substitutes_until and long_day(told.substitutes_until, lang)
    nl = f"U vervangt {told.substitutes_for}" + (f" tot en met {until}." if until else ".")
    en = f"You stand in for {told.substitutes_for}" + (f" until {until} inclusive." if until else ".")
    return [Words(nl, en).say(lang)]


def _away(away: Sequence[str], lang: Lang) -> list[str]:
    if not away:
        return []
    who = listed([ROLES[role].say(lang) for role in away], lang)
    return [
        Words(
            f"U krijgt dit omdat wie hier {who} is, afwezig is zonder vervanger.",
            f"You receive this because whoever is {who} here is away, with nobody standing in.",
        ).say(lang)
    ]


def _unreachable(roles: Sequence[str], lang: Lang) -> list[str]:
    if not roles:
        return []
    who = listed([ROLES[role].say(lang) for role in roles], lang)
    return [
        Words(
            f"U krijgt dit omdat van wie hier {who} is geen mailadres bekend is.",
            f"You receive this because no mail address is known of whoever is {who} here.",
        ).say(lang)
    ]


def _stands_in(item: Item, lang: Lang) -> list[str]:
    missing = item.told.stands_in_for
    if not missing:
        return []
    roles = [ROLES[role].say(lang) for role in missing]
    nl = f"U krijgt dit omdat dit traject geen {' en geen '.join(roles)} heeft. Wijs iemand aan:"
    en = f"You receive this because this trajectory has no {' and no '.join(roles)}. Assign someone:"
    name = Words("NAAM", "NAME").say(lang)
    commands = [f"{COMMAND}traject assign {item.trajectory} {name} --as {role}" for role in missing]
    return [Words(nl, en).say(lang), *commands]


HELLO = Words("Dag", "Hello")
ASKS_ATTENTION = Words("Dit vraagt uw aandacht:", "This asks for your attention:")
HEADINGS: dict[Group, Words] = {
    "overdue": Words("Over tijd", "Overdue"),
    "due": Words("Binnen een week", "Within a week"),
    "coming": Words("Komt eraan", "Coming up"),
    "unknown": Words("Nog niet bekend", "Not known yet"),
    "waiting": Words("Wacht op anderen of staat stil", "Waiting for others or standing still"),
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
}
TEAM = Words("Uw team", "Your team")
WEEK = Words("weekoverzicht", "week overview")
BESIDES = Words("Verder", "Besides")
NOTHING = Words("niets te doen", "nothing to do")
NOTHING_TO_DO = Words(
    "Er is vandaag niets te doen: niets is over tijd, de komende 14 dagen loopt niets af en er staan geen vragen open.",
    "There is nothing to do today: nothing is overdue, nothing ends in the next 14 days and no questions are open.",
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
CLOSING_TEAM = Words(
    "Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel het dan de beheerder.",
    "This message was made by traject. If something is wrong, please tell the administrator.",
)
CLOSING = Words(
    "Dit bericht is automatisch gemaakt door traject. Klopt er iets niet, vertel het dan uw teamleider.",
    "This message was made by traject. If something is wrong, please tell your team leader.",
)
