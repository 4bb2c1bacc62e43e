"""One thing told in full, in Dutch or English: what, when, what can be done, and why."""

from datetime import date

from scheduler.messages.dates import distance, long_day, wrapped
from scheduler.messages.item import Item, Missing
from scheduler.messages.one_line import COMMAND
from scheduler.messages.why_you import instead_of_whom
from trajectories.deadlines.voice import is_voice
from trajectories.people.names import CalledClient
from workflows.describe.phrases import CERTAINTY
from workflows.words import Lang, Words


def item_in_full(number: int, item: Item, today: date, lang: Lang) -> list[str]:
    paragraphs = _taken_back(item, lang) if item.taken_back_on else _to_be_done(item, today, lang)
    title = f"{number}. {headline(item, today, lang)}"
    return [title, *(each if each.startswith(COMMAND) else wrapped(each, "   ") for each in paragraphs)]


def _taken_back(item: Item, lang: Lang) -> list[str]:
    """Why is in the history: a reason is private."""
    return [
        _client(item, lang),
        NOTHING_TO_DO.say(lang),
        *instead_of_whom(item, lang),
        f"{HISTORY.say(lang)}: traject history {item.trajectory}",
    ]


def _to_be_done(item: Item, today: date, lang: Lang) -> list[str]:
    advised, command = _with_its_command(_what_to_do(item, lang))
    return [
        _client(item, lang),
        *_urgent(item, lang),
        _when(item, today, lang),
        f"{TO_DO.say(lang)}: {advised}{':' if command else ''}",
        *([f"{COMMAND}{command}"] if command else []),
        *_commands(item, lang),
        _why(item, lang),
        *instead_of_whom(item, lang),
        f"{MORE.say(lang)}: traject why {item.deadline}",
    ]


def headline(item: Item, today: date, lang: Lang) -> str:
    if item.taken_back_on:
        return f"{item.label.say(lang)}: {TAKEN_BACK.say(lang)} {long_day(item.taken_back_on, lang)}"
    if item.held_since:
        return f"{item.label.say(lang)}: {STANDS_STILL.say(lang)} {long_day(item.held_since, lang)}"
    if item.due_on is None:
        asked = item.missing[0].label if item.missing else item.label
        return f"{asked.say(lang)}: {NOT_RECORDED.say(lang)}"
    return f"{item.label.say(lang)}: {distance(item.due_on, today, lang, opens=item.opens)}"


def _client(item: Item, lang: Lang) -> str:
    client = CalledClient(item.ref, item.name)
    return f"{CLIENT.say(lang)} {client}, traject {item.trajectory} ({item.workflow.say(lang)})"


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
    day = ASKED_SINCE if is_voice(item.deadline) else DAYS[item.opens, item.due_on < today]
    perhaps = ""
    if item.perhaps_on:
        already = long_day(item.perhaps_on, lang)
        perhaps = Words(f"; misschien al vanaf {already}", f"; perhaps already from {already}").say(lang)
    return f"{day.say(lang)} {long_day(item.due_on, lang)}{perhaps}."


def _what_to_do(item: Item, lang: Lang) -> str:
    if item.held_since:
        return (ASK_THEM if item.waits_for else GO_ON).say(lang)
    if item.due_on is None:
        return (LOOK_UP if item.missing else LOOK).say(lang)
    return (item.advice or LOOK).say(lang).strip()


def _with_its_command(advice: str) -> tuple[str, str]:
    """An advice that ends in a command: what it says, and that command, which stands on a line of its own."""
    said, found, command = advice.partition(": traject ")
    return (said, f"traject {command}") if found else (advice, "")


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
    until = f"; {item.provisional.say(lang)}" if item.provisional else ""
    return f"{WHY.say(lang)}: {RULE.say(lang)} {item.rule}{source} ({CERTAINTY[item.certainty].say(lang)}){until}."


TAKEN_BACK = Words("opening teruggedraaid op", "opening taken back on")


NOTHING_TO_DO = Words(
    "U bent hieraan herinnerd, maar het was per vergissing geopend. Het telt alsof het er nooit was: u hoeft er niets "
    "meer aan te doen.",
    "You were reminded of this, but it had been opened by mistake. It counts as if it had never been: nothing more is "
    "needed for it.",
)


HISTORY = Words("Wat er was vastgelegd", "What was recorded")


CLIENT = Words("Cliënt", "Client")


DAYS = {  # whether it is a window that opens, and whether the day is past
    (False, False): Words("De laatste dag is", "The last day is"),
    (False, True): Words("De laatste dag was", "The last day was"),
    (True, False): Words("Dit kan vanaf", "This can be done from"),
    (True, True): Words("Dit kan sinds", "This can be done since"),
}


ASKED_SINCE = Words("Dit wordt gevraagd sinds", "This is asked since")


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
