"""Why it is this recipient who is told, in Dutch or English. That a colleague is away is said, and never what for."""

from collections import Counter
from collections.abc import Sequence

from scheduler.messages.dates import long_day, wrapped
from scheduler.messages.item import Item
from scheduler.messages.one_line import COMMAND
from scheduler.planning.recipients import Addressed
from workflows.language.roles import ROLES
from workflows.words import Lang, Words, listed


def instead_of_whom(item: Item, lang: Lang) -> list[str]:
    """Why it is this recipient and nobody else. That a colleague is away is said, and never what for."""
    told = item.told
    return [
        *_substitutes(told, lang),
        *_away(told.away, lang),
        *_unreachable(told.unreachable, lang),
        *_stands_in(item, lang),
    ]


def why_you(items: Sequence[Item], lang: Lang) -> list[str]:
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
