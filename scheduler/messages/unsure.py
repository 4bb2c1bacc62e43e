"""Messages that may have arrived, and ended so after three lost answers: what their reader is told of them, once, and
what the administrators are.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from scheduler.messages.dates import hanging, long_day, wrapped
from scheduler.outbox import notices
from scheduler.outbox.notices import Notice
from trajectories.people.references import subject_ref
from trajectories.people.staff_member import StaffMember
from trajectories.projections import caseload
from trajectories.repository.store import UnitOfWork
from workflows.words import Lang, Words

COMMAND = " " * 5  # as of other commands in a message
SHORT = 8  # of a message's key: enough to ask for it


class UnsureLine(NamedTuple):
    """A reminder that this person may have had. on: the day of the message; asked_by: what to ask more by."""

    ref: str
    label: Words
    on: date
    asked_by: str


class UnsureMessage(NamedTuple):
    """For an administrator. to: the name of a colleague."""

    message: str
    to: str
    on: date


class Unsure(NamedTuple):
    """messages: the keys of all of which this tells."""

    lines: tuple[UnsureLine, ...] = ()
    others: tuple[UnsureMessage, ...] = ()
    messages: tuple[str, ...] = ()


NOTHING_UNSURE = Unsure()


def unsure_of(uow: UnitOfWork, staff: str, known: Mapping[str, StaffMember]) -> Unsure:
    """What someone is to hear and did not hear yet. known: who works here."""
    found = notices.of(uow, staff)
    if not found:
        return NOTHING_UNSURE
    mine = [each for each in found if each.recipient == staff]
    others = tuple(
        UnsureMessage(each.message, known[each.recipient].name, date.fromisoformat(each.on))
        for each in found
        if _is_for_administrators(each, staff, known)
    )
    return Unsure(tuple(_lines(uow, mine)), others, tuple(each.message for each in found))


def _is_for_administrators(each: Notice, staff: str, known: Mapping[str, StaffMember]) -> bool:
    is_one = staff in known and "administrator" in known[staff].roles
    return is_one and each.recipient in known


def _lines(uow: UnitOfWork, mine: Iterable[Notice]) -> Iterator[UnsureLine]:
    """Each term once, but for those that ended since."""
    days = {reminder.rpartition("/")[0]: date.fromisoformat(each.on) for each in mine for reminder in each.reminders}
    for deadline, on in days.items():
        trajectory, _, rest = deadline.partition("/")
        case = notices.told_of(uow, trajectory)
        if case and deadline not in case.over:
            lexicon = caseload.lexicons(uow, [case.definition])[case.definition]
            label = lexicon.terms.get(rest.partition("#")[0], lexicon.workflow)
            yield UnsureLine(subject_ref(uow, case.subject), label, on, deadline)


def may_have_arrived(unsure: Unsure, lang: Lang) -> list[str]:
    """Under headings of their own; nothing where there is nothing."""
    lines: list[str] = []
    if unsure.lines:
        told = [hanging(f"- {each.ref}  {each.label.say(lang)}: {each.asked_by}") for each in unsure.lines]
        days = ", ".join(dict.fromkeys(long_day(each.on, lang) for each in unsure.lines))
        why = Words(
            f"Het bericht van {days} ging drie keer naar de mailserver, en er kwam geen antwoord. Wat erin stond geldt "
            "als gezegd en komt niet opnieuw:",
            f"The message of {days} went to the mail server three times, and no answer came. What it said counts as "
            "told and does not come again:",
        )
        lines += [MINE.say(lang).upper(), "", wrapped(why.say(lang), ""), *told, ""]
    if unsure.others:
        lines += [OTHERS.say(lang).upper(), "", wrapped(WHAT_TO_DO.say(lang), "")]
        lines += [
            hanging(f"- {each.to}, {long_day(each.on, lang)}: traject scheduler ledger {each.message[:SHORT]}")
            for each in unsure.others
        ]
        lines.append("")
    return lines


def unsure_amount(unsure: Unsure, lang: Lang) -> str:
    """As `1 message that may not have arrived`: short enough for a subject line."""
    number = len(unsure.messages)
    one = Words("1 bericht misschien niet aangekomen", "1 message may not have arrived")
    more = Words(f"{number} berichten misschien niet aangekomen", f"{number} messages may not have arrived")
    return (one if number == 1 else more).say(lang)


MINE = Words("Heeft u misschien al bereikt", "May have reached you already")
OTHERS = Words("Berichten die misschien niet aankwamen", "Messages that may not have arrived")
WHAT_TO_DO = Words(
    "Van deze berichten ging drie keer het antwoord van de mailserver verloren; ze gaan niet opnieuw uit. Vraag de "
    "ontvanger of het bericht er is, en laat wie de mailserver beheert kijken waarom hij niet antwoordt:",
    "Of these messages the mail server's answer was lost three times; they do not go out again. Ask the recipient "
    "whether it is there, and have whoever runs the mail server see why it does not answer:",
)
