"""`traject settle`: yes or no to a question about people."""

from typing import Annotated, Literal

import typer

from cli.asked import Asked
from cli.casework.transfer import say_transferred, transferred_views
from cli.json_document import print_json
from cli.options import AsJson, On, on_day, one_of
from cli.session import writing
from trajectories.service import settling
from trajectories.views.questions import SettledView
from workflows.words import Words

YES_NO = {"yes": Words("ja", "yes"), "no": Words("nee", "no")}
yes_or_no = one_of(Words("antwoord", "answer"), YES_NO)


def _said(typed: str) -> Literal["yes", "no"]:
    return "yes" if yes_or_no(typed) == "yes" else "no"


def settle(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ID", help="q12, as show, digest and doctor name it.")],
    answer: Annotated[str, typer.Argument(metavar="yes|no", help="A yes is carried out at once.")],
    reason: Annotated[str, typer.Option(help="Why; needed with a no, and kept apart from the history.")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question about a client or household with yes or no; a yes is carried out at once."""
    asked: Asked = ctx.obj
    said = _said(answer)
    with writing(asked) as (app, uow, by):
        day = on_day(on, by.today)
        done = settling.settle(app.casework, uow, question.lower(), said, day, by, reason)
        moved = transferred_views(uow, done.transferred, by.today)
    if as_json:
        return print_json(SettledView(question, said, moved, done.opened or None, done.closed or None))
    if said == "no":
        return typer.echo(asked.pick(f"{question}: nee; er verandert niets.", f"{question}: no; nothing changes."))
    typer.echo(asked.pick(f"{question}: ja.", f"{question}: yes."))
    say_transferred(asked, moved)
    if done.opened:
        typer.echo(asked.pick(f"{done.opened} is geopend.", f"{done.opened} was opened."))
    if done.is_taken_back:
        nl, en = (
            "de opening is teruggedraaid, want er was nog niets in gedaan",
            "its opening was taken back, as nobody had worked on it",
        )
        typer.echo(asked.pick(f"{done.closed}: {nl}.", f"{done.closed}: {en}."))
    elif done.closed:
        typer.echo(asked.pick(f"{done.closed} is gesloten.", f"{done.closed} was closed."))
