"""Questions about people that wait for someone's yes or no: asked once, shown until they are settled."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, assert_never

from sqlalchemy import literal_column, select

from trajectories.history import events as ev
from trajectories.history.people_events import Answer, Because, QuestionKind
from trajectories.people.rows import write
from trajectories.repository.aliases import stands_for
from trajectories.repository.store import Prepared, Stamp, UnitOfWork
from trajectories.repository.tables import MEMBERSHIP, QUESTION
from trajectories.repository.trajectories import KeptCase, kept_of, running, whose


class Question(NamedTuple):
    """As events.QuestionAsked. staff: an id."""

    id: str
    kind: QuestionKind
    because: Because
    subject: str
    trajectory: str
    workflow: str
    municipality: str
    staff: str
    asked_on: date
    settled_on: str
    answer: Answer | Literal[""]


COLUMNS = [QUESTION.c[name] for name in Question._fields]
OPEN = Prepared(select(*COLUMNS).where(QUESTION.c.settled_on == literal_column("''")).order_by(QUESTION.c.number))


def ask_whether(uow: UnitOfWork, asked: ev.QuestionAsked, on: date, stamp: Stamp) -> str:
    """The id of the question, which may be open already. One about the same with another answer in it is overtaken.

    A second case of a kind is asked about once: who said no after the same case is not asked again, and empty comes
    back.
    """
    for each in _about(uow, asked):
        same = (each.municipality, each.staff) == (asked.municipality, asked.staff)
        if not each.settled_on and same:
            return each.id
        if not each.settled_on:
            settle(uow, each.id, "overtaken", on, stamp)
        if asked.kind == "open" and each.answer == "no":
            return ""
    key = f"q{uow.next_number('q')}"
    write(uow, key, [(asked, on)], stamp)
    return key


def settle(uow: UnitOfWork, key: str, answer: Answer, on: date, stamp: Stamp) -> None:
    write(uow, key, [(ev.QuestionSettled(answer), on)], stamp)


def overtake(uow: UnitOfWork, subject: str, kinds: tuple[QuestionKind, ...], on: date, stamp: Stamp) -> None:
    """What was asked about a subject was answered by what happened since."""
    unsettled = QUESTION.c.settled_on == "", QUESTION.c.subject == subject, QUESTION.c.kind.in_(kinds)
    for each in _read(uow, *unsettled):
        settle(uow, each.id, "overtaken", on, stamp)


def question_by_id(uow: UnitOfWork, key: str) -> Question | None:
    found = _read(uow, QUESTION.c.id == key)
    return found[0] if found else None


def open_questions(uow: UnitOfWork) -> list[Question]:
    """In the order of asking; without those about what closed, or runs, by now."""
    return [each for each in _as_questions(uow.fetch(OPEN)) if _still_asked(uow, each)]


def ask_ahead(uow: UnitOfWork) -> None:
    """What `open_questions` will ask."""
    uow.ask_ahead(OPEN)


def _still_asked(uow: UnitOfWork, question: Question) -> bool:
    match question.kind:
        case "open":
            return not running(uow, question.workflow, [question.subject])
        case "close":
            return question.trajectory in running(uow, question.workflow, [question.subject])
        case "transfer":
            return any(goes_elsewhere(each, question.municipality, question.staff) for each in _kept(uow, question))
        case "stay":
            return bool(_kept(uow, question))
        case "belongs":
            subject, _ = whose(uow, question.trajectory)
            is_theirs = stands_for(uow, subject) == stands_for(uow, question.subject)
            return not is_theirs and question.trajectory in running(uow, question.workflow, [subject])
        case _:
            assert_never(question.kind)


def goes_elsewhere(case: KeptCase, municipality: str, staff: str) -> bool:
    """Whether a case would be counted elsewhere, or looked after by someone else than does so now."""
    return municipality not in ("", case.municipality) or (bool(staff) and case.coordinator not in ("", staff))


def _kept(uow: UnitOfWork, question: Question) -> list[KeptCase]:
    """What runs for the subject, and for who is in it now."""
    members = select(MEMBERSHIP.c.person).where(MEMBERSHIP.c.household == question.subject, MEMBERSHIP.c.until_on == "")
    return kept_of(uow, [question.subject, *uow.connection.execute(members).scalars()])


def _about(uow: UnitOfWork, asked: ev.QuestionAsked) -> list[Question]:
    """Of the same kind, about the same; a question whether all stays gives way to one where it goes, and back."""
    kinds = ("transfer", "stay") if asked.kind in ("transfer", "stay") else (asked.kind,)
    same = (QUESTION.c.subject == asked.subject, QUESTION.c.workflow == asked.workflow)
    found = _read(uow, QUESTION.c.kind.in_(kinds), *same, QUESTION.c.trajectory == asked.trajectory)
    return found


def _read(uow: UnitOfWork, *conditions: Any) -> list[Question]:
    return _as_questions(uow.connection.execute(select(*COLUMNS).where(*conditions).order_by(QUESTION.c.number)))


def _as_questions(rows: Iterable[Sequence[Any]]) -> list[Question]:
    found = [Question(*row) for row in rows]
    return [each._replace(asked_on=date.fromisoformat(str(each.asked_on))) for each in found]
