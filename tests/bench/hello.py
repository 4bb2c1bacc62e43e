"""The least a command line of this kind can do: the floor of `--help` and of `show`. Run as a program of its own."""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def hello(name: Annotated[str, typer.Option(help="Whom to greet.")] = "world") -> None:
    """Greets."""
    typer.echo(f"hello {name}")


@app.command()
def ask(database: str, key: str) -> None:
    """One query, by way of sqlmodel."""
    from sqlmodel import create_engine, text

    with create_engine(database).connect() as connection:
        typer.echo(connection.execute(text("SELECT state FROM trajectory WHERE id = :key"), {"key": key}).scalar_one())


if __name__ == "__main__":
    app()
