"""The ledger laid out for people. Loaded by its command."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from cli.render import Cell, Column, Page, Said, Tone
from scheduler.sending.problems import in_words
from scheduler.views.ledger import CarriedView, MessageView, TriedView
from trajectories.history.message_outcomes import OUTCOMES
from trajectories.views import event_lines
from workflows.documents import Absent
from workflows.language.roles import ROLES
from workflows.words import Lang, Words

WIDE = 100  # columns that are good to have but not needed stand from here on
SHORT = 8  # of a message's key: enough to ask for it


def listing(page: Page, messages: Sequence[MessageView], lang: Lang) -> None:
    """The newest last, and below it what the uncertain ones mean."""
    columns = [
        Column(WHEN.say(lang), keeps=True),
        Column(TO.say(lang)),
        Column(OUTCOME.say(lang)),
        Column(ATTEMPTS.say(lang), right=True),
        Column(REMINDERS.say(lang), right=True),
        Column(MESSAGE.say(lang), keeps=True),
    ]
    rows = [_row(each, lang) for each in messages]
    if page.width >= WIDE:
        columns += [Column(BY.say(lang), keeps=True), Column(KIND.say(lang))]
        rows = [[*row, each.channel, _kind(each, lang)] for row, each in zip(rows, messages, strict=True)]
    page.table(columns, rows, indent=0)
    counts = Counter(each.state for each in messages)
    remarks = [_remark(state, counts[state], lang) for state in REMARKS if counts[state]]
    if remarks:
        page.gap()
    for remark in remarks:
        page.line(remark)


def _row(message: MessageView, lang: Lang) -> list[Cell]:
    return [
        _local(message.ended_at or message.claimed_at),
        _recipient(message),
        _state(message, lang),
        str(message.attempts),
        str(message.rungs),
        message.message[:SHORT],
    ]


def _recipient(message: MessageView) -> str:
    return message.recipient if message.name is None else message.name


def _kind(message: MessageView, lang: Lang) -> str:
    return KINDS[message.kind].say(lang) if message.kind in KINDS else ""


def _state(message: MessageView, lang: Lang) -> Said:
    """With the problem, and when it goes again."""
    parts = [OUTCOMES[message.state].say(lang)]
    if message.problem and message.state != "dropped":
        parts.append(in_words(message.problem).say(lang))
    again = f"; {AGAIN[message.state].say(lang)} {_local(message.again_at)}" if message.again_at else ""
    return Said(": ".join(parts) + again, TONES.get(message.state, "plain"))


def _remark(state: str, count: int, lang: Lang) -> Said:
    one, more = REMARKS[state]
    return Said((one if count == 1 else more).say(lang).format(count=count), TONES[state])


def whole(page: Page, message: MessageView, lang: Lang) -> None:
    """One message, each time that it was tried, and what it carries: a view that has all of it."""
    assert not isinstance(message.message_ids, Absent)
    assert not isinstance(message.told, Absent)
    assert not isinstance(message.reminders, Absent)
    page.title(message.message)
    identities: list[list[Cell]] = [["Message-ID", each] for each in message.message_ids]
    rows: list[list[Cell]] = [
        [TO.say(lang), _recipient(message)],
        [BY.say(lang), message.channel],
        [OUTCOME.say(lang), _state(message, lang)],
        [ATTEMPTS.say(lang), str(message.attempts)],
        *identities,
        [KIND.say(lang), _kind(message, lang)],
    ]
    page.table([Column(keeps=True), Column()], [[Said(str(name), "quiet"), value] for name, value in rows if value])
    if message.told:
        page.gap()
        page.heading(TRIED.say(lang))
        page.table([Column(keeps=True), Column()], [_attempt(each, lang) for each in message.told])
    if message.reminders:
        page.gap()
        page.heading(REMINDERS.say(lang))
        page.table([Column(keeps=True), Column()], [_carried(each, lang) for each in message.reminders])


def _attempt(attempt: TriedView, lang: Lang) -> list[Cell]:
    told = Said(in_words(attempt.problem).say(lang), "late") if attempt.problem else Said(TAKEN.say(lang), "good")
    return [event_lines.local_text(attempt.at), told]


def _carried(rung: CarriedView, lang: Lang) -> list[Cell]:
    role = ROLES[rung.as_role].say(lang) if rung.as_role in ROLES else rung.as_role
    return [rung.reminder, f"{FOLDED.say(lang)} {rung.folded_into}" if rung.folded_into else role]


def _local(instant: str) -> str:
    return event_lines.local_text(datetime.fromisoformat(instant))


WHEN = Words("wanneer", "when")
TO = Words("aan", "to")
BY = Words("via", "by")
KIND = Words("soort", "kind")
OUTCOME = Words("uitkomst", "outcome")
ATTEMPTS = Words("pogingen", "attempts")
REMINDERS = Words("herinneringen", "reminders")
MESSAGE = Words("bericht", "message")
TRIED = Words(
    "Wat de geschiedenis van de pogingen weet (hetzelfde één keer)",
    "What the history knows of the attempts (the same once)",
)
TAKEN = Words("de server nam het aan", "the server took it")
FOLDED = Words("meegenomen in", "folded into")
KINDS = {
    "daily": Words("dagbericht", "daily"),
    "urgent": Words("dringend", "urgent"),
    "waiting": Words("wacht", "waiting"),
}
AGAIN = {
    "failed": Words("opnieuw vanaf", "again from"),
    "unknown": Words("opnieuw vanaf", "again from"),
    "waiting": Words("vanaf", "from"),
}
TONES: Mapping[str, Tone] = {
    "sent": "good",
    "failed": "late",
    "unknown": "soon",
    "uncertain": "late",
    "dropped": "quiet",
    "bounced": "late",
    "waiting": "quiet",
}
REMARKS = {  # about one, about more
    "unknown": (
        Words(
            "1 bericht is misschien aangekomen: er kwam geen antwoord. Het gaat nog eens, met dezelfde Message-ID "
            "zolang het hetzelfde zegt; de ontvanger kan het dus dubbel krijgen.",
            "1 message may have arrived: no answer came. It goes again, with the same Message-ID as long as it says "
            "the same, so its recipient may get it twice.",
        ),
        Words(
            "{count} berichten zijn misschien aangekomen: er kwam geen antwoord. Ze gaan nog eens, met dezelfde "
            "Message-ID zolang ze hetzelfde zeggen; de ontvangers kunnen ze dus dubbel krijgen.",
            "{count} messages may have arrived: no answer came. They go again, with the same Message-ID as long as "
            "they say the same, so their recipients may get them twice.",
        ),
    ),
    "uncertain": (
        Words(
            "Van 1 bericht ging drie keer het antwoord verloren. Het geldt als gezegd en gaat niet opnieuw; de "
            "ontvanger en de beheerders lezen het in hun volgende bericht.",
            "Of 1 message the answer was lost three times. It counts as told and does not go again; its recipient and "
            "the administrators read so in their next message.",
        ),
        Words(
            "Van {count} berichten ging drie keer het antwoord verloren. Ze gelden als gezegd en gaan niet opnieuw; de "
            "ontvangers en de beheerders lezen het in hun volgende bericht.",
            "Of {count} messages the answer was lost three times. They count as told and do not go again; their "
            "recipients and the administrators read so in their next message.",
        ),
    ),
    "failed": (
        Words(
            "De laatste poging met 1 bericht kwam zeker niet aan. Het gaat vanzelf opnieuw.",
            "The last attempt at 1 message surely did not arrive. It goes again by itself.",
        ),
        Words(
            "De laatste poging met {count} berichten kwam zeker niet aan. Ze gaan vanzelf opnieuw.",
            "The last attempt at {count} messages surely did not arrive. They go again by themselves.",
        ),
    ),
}
