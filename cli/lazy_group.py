"""Groups of commands that show the lines of the table; a command is loaded when it runs or shows its own help."""

import gc
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli import in_dutch
from cli.commands import Command, Group
from cli.late import by_name
from workflows.words import Lang


class Spoken:
    """A command or group whose help is in the language of who asks; what it is called stays English."""

    lang: Lang = "en"

    def format_help(self, ctx: Any, formatter: Any) -> None:
        titles = import_module("typer.rich_utils")  # slow, and only for help
        for name, words in in_dutch.TITLES.items():
            setattr(titles, name, words[self.lang == "en"])
        super().format_help(ctx, formatter)  # type: ignore[misc]  # typer's own, beside which this is mixed in

    def get_usage(self, ctx: Any) -> str:
        text: str = super().get_usage(ctx)  # type: ignore[misc]
        return in_dutch.usage(text) if self.lang == "nl" else text

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None and self.lang == "nl":
            option.help = in_dutch.help_of(option.help)
        return option


class SpokenCommand(Spoken, TyperCommand):
    """One command."""


class NotLoaded(SpokenCommand):
    """A command of the table: its name and line are known, its options not yet."""

    def __init__(self, command: Command, lang: Lang) -> None:
        super().__init__(name=command.name, help=in_dutch.help_of(command.help) if lang == "nl" else command.help)
        self.place = command.place
        self.lang = lang


class LazyGroup(Spoken, TyperGroup):
    """Shows the lines of the table; loads a command when it is the one that was typed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, loaded(command), rest


def loaded(command: Any) -> Any:
    """The command with its options, as typer makes it from its function."""
    if not isinstance(command, NotLoaded):
        return command
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(command.name, cls=SpokenCommand)(by_name(f"cli.{command.place}"))
    if not gc.isenabled():  # from here on what comes may go; what was loaded stays and need not be looked through
        gc.freeze()
        gc.enable()
    return spoken(typer.main.get_command(alone), command.lang)


def spoken(command: Any, lang: Lang) -> Any:
    """The same command, in that language."""
    command.lang = lang
    return in_dutch.told(command) if lang == "nl" else command


def listed(entries: Sequence[Command | Group], lang: Lang) -> dict[str, Any]:
    """By name, in the order of the help."""
    return {each.name: _group(each, lang) if isinstance(each, Group) else NotLoaded(each, lang) for each in entries}


def _group(group: Group, lang: Lang) -> Any:
    commands = listed(group.commands, lang)
    return spoken(LazyGroup(name=group.name, help=group.help, no_args_is_help=True, commands=commands), lang)
