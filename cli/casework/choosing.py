"""A choice by its number, and yes or no, asked on a terminal."""

import typer

from cli.asked import Asked


def ask_number(asked: Asked, question: str, last: int) -> int:
    """From 1; asks again until it is one of them."""
    while True:
        answer = str(typer.prompt(question, err=True))
        if answer.isdigit() and 1 <= int(answer) <= last:
            return int(answer)
        typer.echo(asked.pick(f"Kies 1 tot en met {last}.", f"Choose 1 to {last}."), err=True)


YES, NO = frozenset(("j", "ja", "y", "yes")), frozenset(("n", "nee", "no"))


def ask_yes(asked: Asked, question: str, *, default: bool = False) -> bool:
    """Asks again until it is yes or no, in either language; nothing typed is the default, which stands in capitals."""
    yes, no = asked.pick("j", "y"), "n"
    shown = f"{yes.upper()}/{no}" if default else f"{yes}/{no.upper()}"
    while True:
        answer = str(typer.prompt(f"{question} [{shown}]", default="", show_default=False, err=True)).strip().lower()
        if answer in YES or (not answer and default):
            return True
        if answer in NO or not answer:
            return False
        typer.echo(asked.pick("Antwoord met ja of nee.", "Answer yes or no."), err=True)
