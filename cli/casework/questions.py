"""What is asked about people by what was just recorded, so that whoever caused it can answer at once."""

from collections.abc import Collection
from datetime import date

from cli.asked import Asked
from trajectories.people.questions import open_questions
from trajectories.repository.store import UnitOfWork
from trajectories.views.questions import told


def say_questions(asked: Asked, uow: UnitOfWork, subjects: Collection[str], today: date) -> None:
    waiting = [each for each in open_questions(uow) if each.subject in subjects]
    for question, _, words in told(uow, waiting, today):
        answer = f"traject settle {question.id} yes"
        no = asked.pick("bij nee: no --reason …", "for no: no --reason …")
        asked.talk(f"{asked.say(words)}\n  {answer}  ({no})")
