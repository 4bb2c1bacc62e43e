"""Questions about people in a message: what waits for a yes or no, and the command that answers it."""

from scheduler.messages.dates import wrapped
from scheduler.messages.digest import Digest
from scheduler.messages.one_line import COMMAND
from workflows.words import Lang, Words

HEADING = Words("Ja of nee", "Yes or no")
WAITS = Words("Op uw ja of nee wacht:", "For your yes or no waits:")


def asked_about_people(digest: Digest | None, lang: Lang) -> list[str]:
    """Each in full with its command, the oldest first; never cut short."""
    if digest is None or not digest.questions:
        return []
    lines = [HEADING.say(lang).upper(), ""]
    for each in digest.questions:
        lines += [wrapped(f"- {each.text.say(lang)}", ""), f"{COMMAND}traject settle {each.id} yes", ""]
    return lines


def answers_wanted(digest: Digest, lang: Lang) -> str:
    number = len(digest.questions)
    more = Words(f"{number} vragen over cliënten", f"{number} questions about clients")
    return (Words("1 vraag over cliënten", "1 question about clients") if number == 1 else more).say(lang)
