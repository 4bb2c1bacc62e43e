"""A question about people answered, and what follows from a yes, in the same transaction."""

from datetime import date
from typing import NamedTuple, assert_never

from trajectories.casework import commands as ask
from trajectories.casework.permission import must_write, not_after
from trajectories.history.people_events import Answer
from trajectories.people import questions
from trajectories.people.questions import Question
from trajectories.people.references import subject_ref
from trajectories.people.staff import roles_on
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import kept_of
from trajectories.service.asking import with_members
from trajectories.service.casework import Casework
from trajectories.service.recording import By, not_before_last_move
from trajectories.service.transfers import Transfer, TransferredCase, known_of_person, transfer
from workflows.errors import NotFound, Refused, StepRefused, UsageError
from workflows.language.duplicate import DUPLICATE, ways_to_leave
from workflows.words import Words

STOPPED = "gestopt"


class Settled(NamedTuple):
    """opened: the id of a case that a yes opened, or empty; closed: of one that it closed.

    is_taken_back: nobody had worked on that one, so that its opening was taken back.
    """

    question: Question
    answer: Answer
    transferred: list[TransferredCase]
    opened: str
    closed: str = ""
    is_taken_back: bool = False


def settle(casework: Casework, uow: UnitOfWork, key: str, answer: Answer, on: date, by: By, reason: str) -> Settled:
    """Carries out a yes. A no has a reason. Raises NotFound, and Refused for what was settled already."""
    must_write(by.actor)
    not_after(on, by.today)
    uow.last_number("t")  # whoever opens something, or answers, at the same time waits
    question = _asked(uow, key)
    if on < question.asked_on:
        raise Refused(
            Words(
                f"{key} is pas op {question.asked_on} gevraagd; kies die dag of een latere",
                f"{key} was asked on {question.asked_on} only; choose that day or a later one",
            )
        )
    if answer == "no" and not reason.strip():
        raise UsageError(Words("zeg bij nee waarom (--reason)", "say why with a no (--reason)"))
    stamp = casework.stamp(uow, by, question.subject, reason.strip())
    questions.settle(uow, key, answer, on, stamp)
    if answer == "yes":
        return _carried_out(casework, uow, question, on, by, reason)
    if question.kind == "stay":
        ref = subject_ref(uow, question.subject)
        raise Refused(
            Words(
                f"leg dan vast waarheen met ‘traject transfer {ref}’; dat beantwoordt {key}",
                f"then record where to with 'traject transfer {ref}'; that answers {key}",
            )
        )
    return Settled(question, answer, [], "")


def _asked(uow: UnitOfWork, key: str) -> Question:
    found = questions.question_by_id(uow, key)
    waiting = questions.open_questions(uow)
    if found is None:
        listing = ", ".join(each.id for each in waiting) or "–"
        raise NotFound(Words(f"er is geen vraag {key}; wel {listing}", f"no question {key}; there is {listing}"))
    if found.id not in {each.id for each in waiting}:
        raise Refused(
            Words(
                f"{key} is al beantwoord, of door iets anders achterhaald",
                f"{key} was answered already, or overtaken by something else",
            )
        )
    return found


def _carried_out(casework: Casework, uow: UnitOfWork, question: Question, on: date, by: By, reason: str) -> Settled:
    match question.kind:
        case "transfer":
            keys = [each.id for each in kept_of(uow, with_members(uow, question.subject, on))]
            command = Transfer(on, question.staff, question.municipality, anew=True)
            return Settled(question, "yes", transfer(casework, uow, keys, command, by, reason), "")
        case "stay":
            return Settled(question, "yes", [], "")
        case "open":
            return Settled(question, "yes", [], _opened(casework, uow, question, on, by))
        case "close":
            is_taken_back = _taken_back_or_closed(casework, uow, question, on, by, reason, STOPPED)
            return Settled(question, "yes", [], "", question.trajectory, is_taken_back)
        case "belongs":
            day = casework.load(uow, question.trajectory).trajectory.here_from
            opened = _opened(casework, uow, question, day or on, by)
            is_taken_back = _taken_back_or_closed(casework, uow, question, on, by, reason, DUPLICATE)
            return Settled(question, "yes", [], opened, question.trajectory, is_taken_back)
        case _:
            assert_never(question.kind)


def _taken_back_or_closed(
    casework: Casework, uow: UnitOfWork, question: Question, on: date, by: By, reason: str, outcome: str
) -> bool:
    """The opening is taken back where nobody worked on it, and True comes back; else it is closed."""
    written = casework.load(uow, question.trajectory)
    try:
        casework.take_back(uow, written, by, reason)
    except StepRefused:
        ways = ways_to_leave(written.compiled.workflow)
        outcome = outcome if outcome in ways else ways[0]
        day = not_before_last_move(written, on)
        casework.close(uow, ask.Close(question.trajectory, outcome, day), by, reason=reason)
        return False
    return True


def _opened(casework: Casework, uow: UnitOfWork, question: Question, on: date, by: By) -> str:
    """With what was known in the case before it; looked after as that was, where nobody else does."""
    before = casework.load(uow, question.trajectory)
    then = before.trajectory
    intake_on = then.intake_on or on
    resolved = casework.catalogue().resolve(question.workflow, question.municipality, intake_on)
    facts = known_of_person(uow, before, resolved.workflow, question.subject)
    opening = ask.Open(question.workflow, question.subject, question.municipality, on, intake_on, facts)
    done = casework.open(uow, opening, by)
    to = then.assigned.get("coordinator", "")
    if not done.trajectory.assigned.get("coordinator") and to and "coordinator" in roles_on(uow, to, by.today):
        casework.assign(uow, done.trajectory.id, to, "coordinator", on, by)
    return done.trajectory.id
