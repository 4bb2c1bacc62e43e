"""A choice by its number, asked on a terminal."""

import typer

from cli.asked import Asked


def ask_number(asked: Asked, question: str, last: int) -> int:
    """From 1; asks again until it is one of them."""
    while True:
        answer = str(typer.prompt(question, err=True))
        if answer.isdigit() and 1 <= int(answer) <= last:
            return int(answer)
        typer.echo(asked.pick(f"Kies 1 tot en met {last}.", f"Choose 1 to {last}."), err=True)
