"""What stands in few words, in Dutch or English: one line for a term, counts for a team, the figures of a week."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from shlex import quote

from scheduler.messages.dates import distance, hanging, short_day, wrapped
from scheduler.messages.digest import GROUPS, DigestLine, Group
from scheduler.messages.weekly_overview import Away, Load, NeverTold, Overview, Quiet
from trajectories.people.names import CalledClient
from workflows.language.roles import ROLES
from workflows.words import Lang, Words

COMMAND = " " * 5  # a command stands on a line of its own, so that it can be copied
AT_MOST = 15  # of a list in the overview of a week


def line(each: DigestLine, today: date, lang: Lang, *, in_team: bool = False) -> str:
    """As `- WL-0007  Nareis aanvragen, 3 weken over tijd (12 mei, wettelijk): t1/nareis_aanvragen#2`.

    in_team: in a list of statutory terms of several coordinators.
    """
    remarks = []
    if each.instead_of:
        remarks.append(Words(f"voor {each.instead_of}", f"for {each.instead_of}").say(lang))
    if in_team:
        remarks.append(each.coordinator or NOBODY.say(lang))
    if each.seen:
        who, on = each.seen
        day = short_day(on, today, lang)
        remarks.append(Words(f"gezien door {who} op {day}", f"seen by {who} on {day}").say(lang))
    told = "; ".join([_told(each._replace(legal="none") if in_team else each, today, lang), *remarks])
    return hanging(f"- {CalledClient(each.ref, each.name)}  {told}: {asked_by(each)}")


def asked_by(each: DigestLine) -> str:
    """What to ask more by."""
    return each.trajectory if each.group == "taken_back" else each.deadline or each.trajectory


def _told(each: DigestLine, today: date, lang: Lang) -> str:
    label = each.label.say(lang)
    if each.group == "taken_back" and each.since:
        day = short_day(each.since, today, lang)
        return Words(f"{label}, opening teruggedraaid op {day}", f"{label}, opening taken back on {day}").say(lang)
    if each.since:
        return f"{label}, {_standing_still(each, each.since, today, lang)}"
    if each.due_on is None:
        if each.asks is None:
            return Words(f"{label}, laatste dag nog niet bekend", f"{label}, last day not known yet").say(lang)
        asked = each.asks.say(lang)
        return Words(f"{asked}, nog niet vastgelegd", f"{asked}, not recorded yet").say(lang)
    by_law = f", {STATUTORY_TERM.say(lang)}" if each.legal == "statutory" and not each.opens else ""
    day = f"{short_day(each.due_on, today, lang)}{by_law}"
    return f"{label}, {distance(each.due_on, today, lang, opens=each.opens)} ({day})"


def _standing_still(each: DigestLine, since: date, today: date, lang: Lang) -> str:
    day = short_day(since, today, lang)
    if each.waits_for:
        who = each.waits_for
        return Words(f"wacht op {who.say('nl')} sinds {day}", f"waits for {who.say('en')} since {day}").say(lang)
    last = f" {TO.say(lang)} {short_day(each.until, today, lang)}" if each.until else ""
    return f"{Words('staat stil vanaf' if last else 'staat stil sinds', STILL_EN[bool(last)]).say(lang)} {day}{last}"


# counts


def counts(amounts: Counter[Group], lang: Lang) -> list[str]:
    """As `3 over tijd`: short enough for a subject line."""
    return [
        f"{amounts[group]} {(one if amounts[group] == 1 else more).say(lang)}"
        for group, (one, more) in COUNTED.items()
        if amounts[group]
    ]


def team(lines: Sequence[DigestLine], told: set[str], today: date, lang: Lang) -> list[str]:
    """Of each coordinator how much there is, and every statutory term that is overdue. told: said above already."""
    if not lines:
        return [wrapped(NOTHING_IN_TEAM.say(lang), ""), ""]
    text = []
    for name in sorted({each.coordinator for each in lines}):
        of_them = Counter(each.group for each in lines if each.coordinator == name)
        text.append(hanging(f"- {name or NOBODY.say(lang)}: {', '.join(counts(of_them, lang))}"))
    late = [each for each in lines if each.group == "overdue" and each.legal == "statutory"]
    left = [each for each in late if each.about not in told]
    if left:
        heading = STATUTORY_LEFT if len(left) < len(late) else STATUTORY
        text += ["", wrapped(heading.say(lang), "")]
        text += [line(each, today, lang, in_team=True) for each in left]
    return [*text, "", *_all_of_one(lines, lang)]


def _all_of_one(lines: Sequence[DigestLine], lang: Lang) -> list[str]:
    """The command that shows what is only counted, for a coordinator with something to show."""
    name = next(filter(None, sorted(each.coordinator for each in lines)), "")
    if not name:
        return []
    return [wrapped(OF_ONE.say(lang), ""), f"{COMMAND}traject due --coordinator {quote(name)}", ""]


# the week


def week(overview: Overview, lang: Lang) -> list[str]:
    return [
        *_loads(overview.loads, lang),
        *_quiet(overview, lang),
        *_never_told(overview, lang),
        *_people(overview, lang),
    ]


def _loads(loads: Sequence[Load], lang: Lang) -> list[str]:
    if not loads:
        return [wrapped(Words("Er lopen geen trajecten.", "No trajectories are running.").say(lang), ""), ""]
    return [LOADS.say(lang), *(hanging(f"- {each.name or NOBODY.say(lang)}: {load(each, lang)}") for each in loads), ""]


def load(each: Load, lang: Lang) -> str:
    if not each.trajectories:
        return Words("heeft geen trajecten", "has no trajectories").say(lang)
    parts = [
        amount(each.trajectories, TRAJECTORIES, lang),
        amount(each.households, HOUSEHOLDS, lang),
        Words(f"{each.overdue or 'niets'} over tijd", f"{each.overdue or 'nothing'} overdue").say(lang),
    ]
    own = Words(f" (waarvan {each.statutory} wettelijk)", f" ({each.statutory} of them statutory)").say(lang)
    return ", ".join(parts) + (own if each.statutory else "")


def _quiet(overview: Overview, lang: Lang) -> list[str]:
    found = overview.quiet
    text = [wrapped(f"{QUIET.say(lang)} ({len(found)})" + (":" if found else "."), "")]
    text += [hanging(_quiet_line(each, overview.today, lang)) for each in found[:AT_MOST]]
    text += _more(len(found) - AT_MOST, overview, lang)
    if overview.resting:
        text.append(wrapped(resting(overview.resting, lang), ""))
    return [*text, ""]


def _quiet_line(each: Quiet, today: date, lang: Lang) -> str:
    label, day = each.label.say(lang), short_day(each.since, today, lang)
    since = Words(f"niets sinds {day}", f"nothing since {day}").say(lang)
    who, client = each.coordinator or NOBODY.say(lang), CalledClient(each.ref, each.name)
    term = f"{label}, {when(each, today, lang)}"
    return f"- {client}  {each.workflow.say(lang)}, {since}; {term}; {who}: {each.trajectory}"


def when(each: Quiet, today: date, lang: Lang) -> str:
    if each.due_on is None:
        return Words("nog niet vastgelegd", "not recorded yet").say(lang)
    return distance(each.due_on, today, lang)


def resting(number: int, lang: Lang) -> str:
    one = Words(
        "Bij nog 1 traject is ook zo lang niets vastgelegd; daar hoeft de komende 30 dagen niets.",
        "For 1 more nothing was recorded for as long; nothing is needed there in the next 30 days.",
    )
    more = Words(
        f"Bij nog {number} trajecten is ook zo lang niets vastgelegd; daar hoeft de komende 30 dagen niets.",
        f"For {number} more nothing was recorded for as long; nothing is needed there in the next 30 days.",
    )
    return (one if number == 1 else more).say(lang)


def _never_told(overview: Overview, lang: Lang) -> list[str]:
    found = overview.never_told
    text = [wrapped(f"{NEVER_TOLD.say(lang)} ({len(found)})" + (":" if found else "."), "")]
    for each in found[:AT_MOST]:
        text.append(
            hanging(f"- {each.workflow.say(lang)}, {each.label.say(lang)}: {never_told(each, overview.today, lang)}")
        )
    text += _more(len(found) - AT_MOST, overview, lang)
    if overview.to_come:
        text.append(wrapped(to_come(overview.to_come, lang, is_more=bool(found)), ""))
    return [*text, ""]


def never_told(each: NeverTold, today: date, lang: Lang) -> str:
    parts = [Words(f"{each.running} lopend", f"{each.running} running").say(lang)]
    if each.past_on:
        day = short_day(each.past_on, today, lang)
        ended = Words(f"de eerste liep af op {day}", f"the first ended on {day}")
        opened = Words(f"kan sinds {day}", f"possible since {day}")
        parts.append((opened if each.opens else ended).say(lang))
    if each.next_on is None:
        parts.append(Words("er staat geen herinnering klaar", "no reminder is planned").say(lang))
    else:
        day = short_day(each.next_on, today, lang)
        parts.append(Words(f"eerste herinnering op {day}", f"first reminder on {day}").say(lang))
    return ", ".join(parts)


def to_come(number: int, lang: Lang, *, is_more: bool) -> str:
    nl, en = ("nog ", "more ") if is_more else ("", "")
    one = Words(
        f"Bij {nl}1 regel staat de eerste herinnering klaar.",
        f"For 1 {en}rule the first reminder is planned.",
    )
    more = Words(
        f"Bij {nl}{number} regels staat de eerste herinnering klaar.",
        f"For {number} {en}rules the first reminder is planned.",
    )
    return (one if number == 1 else more).say(lang)


def _people(overview: Overview, lang: Lang) -> list[str]:
    text = [hanging(f"- {away(each, overview.today, lang)}") for each in overview.away]
    text += [hanging(f"- {vacant(role, lang)}") for role in overview.vacant]
    return [STAFF.say(lang), *text, ""] if text else []


def away(each: Away, today: date, lang: Lang) -> str:
    last = f" {TO.say(lang)} {short_day(each.until, today, lang)}" if each.until else ""
    nl = f"{each.name} is afwezig{last}; " + (
        f"{each.substitute} neemt waar" if each.substitute else "niemand neemt waar"
    )
    en = f"{each.name} is away{last}; " + (f"{each.substitute} stands in" if each.substitute else "nobody stands in")
    return Words(nl, en).say(lang)


def vacant(role: str, lang: Lang) -> str:
    named = ROLES[role]
    return Words(f"niemand is {named.say('nl')}", f"nobody is {named.say('en')}").say(lang)


def _more(number: int, overview: Overview, lang: Lang) -> list[str]:
    """What was left out of a list is counted, and where to find it."""
    if number <= 0:
        return []
    where = f" --municipality {overview.municipality}" if overview.municipality not in ("", "any") else ""
    return [f"{Words(f'- en nog {number}:', f'- and {number} more:').say(lang)}", f"{COMMAND}traject overview{where}"]


def amount(number: int, words: tuple[Words, Words], lang: Lang) -> str:
    one, more = words
    return f"{number} {(one if number == 1 else more).say(lang)}"


def counted(groups: Iterable[Group]) -> Counter[Group]:
    """In the order of urgency."""
    found = Counter(groups)
    return Counter({group: found[group] for group in GROUPS if found[group]})


STATUTORY_TERM = Words("wettelijk", "statutory")
NOBODY = Words("niet toegewezen", "not assigned")
TO = Words("tot en met", "up to and including")
STILL_EN = {True: "stands still from", False: "stands still since"}
COUNTED: dict[Group, tuple[Words, Words]] = {
    "overdue": (Words("over tijd", "overdue"), Words("over tijd", "overdue")),
    "due": (Words("binnen een week", "within a week"), Words("binnen een week", "within a week")),
    "coming": (Words("komt eraan", "coming up"), Words("komen eraan", "coming up")),
    "unknown": (Words("open vraag", "open question"), Words("open vragen", "open questions")),
    "waiting": (Words("staat stil", "standing still"), Words("staan stil", "standing still")),
    "taken_back": (Words("teruggedraaid", "taken back"), Words("teruggedraaid", "taken back")),
}
TRAJECTORIES = (Words("traject", "trajectory"), Words("trajecten", "trajectories"))
HOUSEHOLDS = (Words("huishouden", "household"), Words("huishoudens", "households"))
NOTHING_IN_TEAM = Words(
    "Bij uw team is niets over tijd, loopt de komende 14 dagen niets af en staan geen vragen open.",
    "Your team has nothing overdue, nothing that ends in the next 14 days and no open questions.",
)
OF_ONE = Words("Alles van één coördinator ziet u met", "All that lies with one coordinator:")
STATUTORY = Words("Wettelijke termijnen over tijd:", "Statutory terms overdue:")
STATUTORY_LEFT = Words(
    "Wettelijke termijnen over tijd, naast die hierboven:", "Statutory terms overdue, beside those above:"
)
LOADS = Words("Wie heeft hoeveel:", "Who has how much:")
QUIET = Words(
    "Al 30 dagen niets vastgelegd, terwijl er nu iets speelt", "Nothing recorded for 30 days while something is on"
)
NEVER_TOLD = Words(
    "Regels met lopende termijnen waarover hier nog nooit een bericht uitging, hoewel een dag al voorbij is of er "
    "niets klaarstaat",
    "Rules with running terms of which no message was ever sent here, though a day is past or nothing is planned",
)
STAFF = Words("Medewerkers:", "Staff:")
