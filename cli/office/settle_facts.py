"""Where trajectories of one client differ on a fact of theirs: asked on a terminal, listed elsewhere."""

from collections.abc import Sequence

import typer

from cli.asked import Asked, may_ask
from cli.casework.choosing import ask_number
from scheduler.bootstrap import App
from trajectories.casework.person_copies import OwnAnswers
from trajectories.people.references import subject_ref
from trajectories.views.person_facts import AnswersView, answers_view, choices, in_words

NOT_ALL = 4


def asked_or_listed(asked: Asked, app: App, differing: Sequence[OwnAnswers], *, as_json: bool) -> list[AnswersView]:
    """Those that still wait for an answer: what is not answered goes on as it is."""
    waiting = []
    for found in differing:
        with app.read() as uow:
            view = answers_view(uow, subject_ref(uow, found.person), found, asked.lang)
        if not (may_ask(as_json=as_json) and _answered(asked, app, found, view)):
            waiting.append(view)
    if not as_json:
        _list(asked, waiting)
    return waiting


def exit_where_waiting(waiting: Sequence[AnswersView]) -> None:
    if waiting:
        raise typer.Exit(NOT_ALL)


def _answered(asked: Asked, app: App, found: OwnAnswers, view: AnswersView) -> bool:
    """The last number leaves it as it is."""
    asked.talk(asked.pick(f"{view.client}: ‘{view.label}’ is niet overal hetzelfde.", _differs_in_english(view)))
    values = choices(view)
    for number, value in enumerate(values, 1):
        where = ", ".join(each.trajectory or view.client for each in view.answers if each.value == value)
        typer.echo(f"{number:>3}  {in_words(value, asked.lang)} ({where})", err=True)
    typer.echo(f"{len(values) + 1:>3}  {asked.pick('later beantwoorden', 'answer later')}", err=True)
    number = ask_number(asked, asked.pick("Wat klopt (nummer)", "Which is right (number)"), len(values) + 1)
    if number > len(values):
        return False
    reason = typer.prompt(asked.pick("Waarom", "Why"), err=True)
    with app.write() as uow:
        app.casework.settle_fact(uow, found.person, found.name, values[number - 1], app.by(uow), reason)
    return True


def _differs_in_english(view: AnswersView) -> str:
    return f"{view.client}: '{view.label}' is not the same everywhere."


def _list(asked: Asked, waiting: Sequence[AnswersView]) -> None:
    if waiting:
        asked.talk(
            asked.pick(
                "Feiten waarover trajecten van één cliënt verschillen; elk gaat verder met het eigen antwoord, tot u "
                "zegt wat klopt:",
                "Facts on which trajectories of one client differ; each goes on with its own answer, until you say "
                "which is right:",
            )
        )
    for view in waiting:
        answers = ", ".join(
            f"{each.trajectory or view.client} {in_words(each.value, asked.lang)}" for each in view.answers
        )
        asked.talk(f"  {view.client} {view.label}: {answers}")
        asked.talk(f"    traject client fact settle {view.client} {view.name} … --reason …")
