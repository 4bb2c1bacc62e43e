"""Questions about people that wait for someone's yes or no: asked once, shown until they are settled."""

from datetime import date
from typing import Any, Literal, NamedTuple, assert_never

from sqlalchemy import select

from trajectories.history import events as ev
from trajectories.history.people_events import Answer, Because, QuestionKind
from trajectories.people.rows import write
from trajectories.repository.store import Stamp, UnitOfWork
from trajectories.repository.tables import QUESTION, TRAJECTORY


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
    for each in open_questions(uow):
        if each.subject == subject and each.kind in kinds:
            settle(uow, each.id, "overtaken", on, stamp)


def question_by_id(uow: UnitOfWork, key: str) -> Question | None:
    found = _read(uow, QUESTION.c.id == key)
    return found[0] if found else None


def open_questions(uow: UnitOfWork) -> list[Question]:
    """In the order of asking; without those about what closed, or runs, by now."""
    return [each for each in _read(uow, QUESTION.c.settled_on == "") if _still_asked(uow, each)]


def _still_asked(uow: UnitOfWork, question: Question) -> bool:
    query = select(TRAJECTORY.c.id).where(TRAJECTORY.c.closed_on == "", TRAJECTORY.c.subject == question.subject)
    match question.kind:
        case "open":
            return not uow.connection.execute(query.where(TRAJECTORY.c.workflow == question.workflow)).first()
        case "transfer" | "stay":
            return bool(uow.connection.execute(query).first())
        case _:
            assert_never(question.kind)


def _about(uow: UnitOfWork, asked: ev.QuestionAsked) -> list[Question]:
    """Of the same kind, about the same; a question whether all stays gives way to one where it goes, and back."""
    kinds = ("transfer", "stay") if asked.kind in ("transfer", "stay") else (asked.kind,)
    same = (QUESTION.c.subject == asked.subject, QUESTION.c.workflow == asked.workflow)
    found = _read(uow, QUESTION.c.kind.in_(kinds), *same, QUESTION.c.trajectory == asked.trajectory)
    return found


def _read(uow: UnitOfWork, *conditions: Any) -> list[Question]:
    rows = uow.connection.execute(select(*COLUMNS).where(*conditions).order_by(QUESTION.c.number))
    return [Question(*row)._replace(asked_on=date.fromisoformat(row.asked_on)) for row in rows]
