"""Questions about people that wait for yes or no, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from trajectories.people.names import called
from trajectories.people.questions import Question
from trajectories.people.references import subject_ref
from trajectories.people.staff import staff_on
from trajectories.repository.store import UnitOfWork
from workflows.catalogue.place_names import place_name
from workflows.documents import ABSENT, Absent
from workflows.words import Lang, Words


class QuestionView(NamedTuple):
    """kind: transfer, stay, open, close or belongs. subject: a reference. coordinator: the new one, a name. trajectory:
    of a question whether another is opened, the one before; of one whether it is closed or is theirs, that one."""

    question: str
    kind: str
    because: str
    subject: str
    text: str
    asked_on: date
    trajectory: str | None
    workflow: str | None
    municipality: str | None
    coordinator: str | None


class PlaceView(NamedTuple):
    municipality: str
    coordinator: str | None
    variant: str


class TransferredView(NamedTuple):
    """opened: the case that goes on in its stead. terms: the deadlines that run on as they are."""

    trajectory: str
    workflow: str
    subject: str
    before: PlaceView
    after: PlaceView
    opened: str | None
    terms: list[str]


class SettledView(NamedTuple):
    """opened: the case that a yes opened; closed: the one that it closed, or of which it took the opening back."""

    question: str
    answer: str
    transferred: list[TransferredView]
    opened: str | None
    closed: str | None


class TransferView(NamedTuple):
    """dry_run: nothing was written."""

    transferred: list[TransferredView]
    dry_run: bool | Absent = ABSENT


def question_words(question: Question, whom: str, ref: str, coordinator: str) -> Words:
    """What is asked, in one or two sentences. whom: the client, as said first; ref: as said after that, and typed.

    coordinator: the name of the new one, empty where that stays.
    """
    because = _because(question, whom)
    match question.kind:
        case "transfer":
            asked = _transfer_words(ref, coordinator, place_name(question.municipality))
            return Words(f"{because.nl} {asked.nl}", f"{because.en} {asked.en}")
        case "stay":
            return Words(
                f"{because.nl} Blijft wat voor {ref} loopt waar het is? Zo niet: traject transfer {ref}",
                f"{because.en} Does what runs for {ref} stay where it is? If not: traject transfer {ref}",
            )
        case "open":
            was, kind = question.trajectory, question.workflow
            return Words(
                f"{because.nl} Wordt er opnieuw {kind} geopend, na {was} dat gesloten is?",
                f"{because.en} Is another {kind} opened, after {was}, which was closed?",
            )
        case "close":
            key, kind = question.trajectory, question.workflow
            return Words(
                f"{because.nl} Wordt {key} ({kind}), dat voor deze leeftijd niet zou zijn geopend, gesloten?",
                f"{because.en} Is {key} ({kind}), which would not have been opened at that age, closed?",
            )
        case "belongs":
            key, kind = question.trajectory, question.workflow
            return Words(
                f"{because.nl} {key} ({kind}) is intussen geopend en blijft staan waar het staat. Hoort het bij {ref}? "
                "Dan wordt het daar geopend, en hier teruggedraaid of als dubbel gesloten.",
                f"{because.en} {key} ({kind}) was opened meanwhile and stays where it is. Is it {ref}'s? Then it is "
                "opened there, and here taken back or closed as a duplicate.",
            )
        case _:
            assert_never(question.kind)


def _transfer_words(ref: str, coordinator: str, place: Words) -> Words:
    if not place.nl:
        return Words(f"Gaat wat voor {ref} loopt naar {coordinator}?", f"Does what runs for {ref} go to {coordinator}?")
    if not coordinator:
        return Words(
            f"Telt wat voor {ref} loopt voortaan mee in {place.nl}?",
            f"Is what runs for {ref} counted in {place.say('en')} from now on?",
        )
    return Words(
        f"Gaat wat voor {ref} loopt naar {coordinator}, en telt het voortaan mee in {place.nl}?",
        f"Does what runs for {ref} go to {coordinator}, and is it counted in {place.say('en')} from now on?",
    )


def _because(question: Question, ref: str) -> Words:
    on = question.asked_on
    match question.because:
        case "moved":
            return Words(f"{ref} is verhuisd ({on}).", f"{ref} moved ({on}).")
        case "joined":
            return Words(f"{ref} hoort nu bij een huishouden ({on}).", f"{ref} joined a household ({on}).")
        case "split":
            return Words(f"{ref} verliet het huishouden ({on}).", f"{ref} left the household ({on}).")
        case "returned":
            return Words(f"{ref} is terug ({on}).", f"{ref} returned ({on}).")
        case "aged":
            return Words(f"Voor de leeftijd van {ref} geldt iets anders ({on}).", f"{ref} is of another age ({on}).")
        case "reopened":
            return Words(
                f"Voor het huishouden van {ref} is een traject geopend ({on}).",
                f"A trajectory was opened for the household of {ref} ({on}).",
            )
        case "merged":
            return Words(
                f"{ref} bleek twee keer ingevoerd ({on}).", f"{ref} turned out to have been entered twice ({on})."
            )
        case "unmerged":
            return Words(f"{ref} is toch een ander ({on}).", f"{ref} is someone else after all ({on}).")
        case "born":
            return Words(f"{ref} heeft een andere geboortedatum ({on}).", f"{ref} has another birth date ({on}).")
        case _:
            assert_never(question.because)


def told(
    uow: UnitOfWork, questions: Iterable[Question], today: date, *, leaves_office: bool = False
) -> list[tuple[Question, str, Words]]:
    """Each with the reference of its subject, and its words. leaves_office: without the name of the client."""
    asked = list(questions)
    names = names_on(uow, today) if asked else {}
    clients = {} if leaves_office else called(uow, (each.subject for each in asked), today)
    found = []
    for each in asked:
        ref = subject_ref(uow, each.subject)
        whom = str(clients[each.subject]._replace(ref=ref)) if each.subject in clients else ref
        found.append((each, ref, question_words(each, whom, ref, names.get(each.staff, ""))))
    return found


def names_on(uow: UnitOfWork, today: date) -> Mapping[str, str]:
    return {key: each.name for key, each in staff_on(uow, today).items()}


def question_views(uow: UnitOfWork, questions: Iterable[Question], today: date, lang: Lang) -> list[QuestionView]:
    names = names_on(uow, today)
    return [
        QuestionView(
            question=each.id,
            kind=each.kind,
            because=each.because,
            subject=ref,
            text=words.say(lang),
            asked_on=each.asked_on,
            trajectory=each.trajectory or None,
            workflow=each.workflow or None,
            municipality=each.municipality or None,
            coordinator=names.get(each.staff),
        )
        for each, ref, words in told(uow, questions, today)
    ]
