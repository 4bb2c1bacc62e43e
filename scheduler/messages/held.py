"""What waits since a copy was put back of which nobody knows what was said since: told wherever one looks for it."""

from scheduler.outbox.after_restore import count_held
from trajectories.repository.store import UnitOfWork
from workflows.words import Lang, Words

ANSWERS = ("traject restore --said", "traject restore --say-again")


def that_it_waits(number: int) -> Words:
    if number == 1:
        return Words("Sinds een kopie is teruggezet wacht 1 herinnering", "Since a copy was put back 1 reminder waits")
    return Words(
        f"Sinds een kopie is teruggezet wachten {number} herinneringen",
        f"Since a copy was put back {number} reminders wait",
    )


def for_whom_answers(number: int) -> Words:
    """With what an administrator may answer."""
    waits = that_it_waits(number)
    return Words(
        f"{waits.nl}: niemand weet of dat toen al gezegd was, en niemand hoort het. Een beheerder antwoordt met "
        f"‘{ANSWERS[0]}’ of ‘{ANSWERS[1]}’.",
        f"{waits.say('en')}: nobody knows whether that had been said, and nobody hears of it. An administrator answers "
        f"with '{ANSWERS[0]}' or '{ANSWERS[1]}'.",
    )


def say_what_waits(uow: UnitOfWork) -> None:
    """Beside what is shown of reminders to come, which go later than that says."""
    if number := count_held(uow):
        uow.remark(for_whom_answers(number))


def waiting_amount(number: int, lang: Lang) -> str:
    """Short enough for a subject line."""
    one = Words("1 herinnering wacht op een beheerder", "1 reminder waits for an administrator")
    more = Words(f"{number} herinneringen wachten op een beheerder", f"{number} reminders wait for an administrator")
    return (one if number == 1 else more).say(lang)
