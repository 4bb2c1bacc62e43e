"""Groups of commands that show the lines of the table; a command is loaded when it runs or shows its own help."""

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli.commands import Command, Group
from cli.late import by_name


class NotLoaded(TyperCommand):
    """A command of the table: its name and line are known, its options not yet."""

    def __init__(self, command: Command) -> None:
        super().__init__(name=command.name, help=command.help)
        self.place = command.place


class LazyGroup(TyperGroup):
    """Shows the lines of the table; loads a command when it is the one that was typed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, loaded(command), rest


def loaded(command: Any) -> Any:
    """The command with its options, as typer makes it from its function."""
    if not isinstance(command, NotLoaded):
        return command
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(command.name)(by_name(f"cli.{command.place}"))
    return typer.main.get_command(alone)


def listed(entries: Sequence[Command | Group]) -> dict[str, Any]:
    """By name, in the order of the help."""
    return {each.name: _group(each) if isinstance(each, Group) else NotLoaded(each) for each in entries}


def _group(group: Group) -> LazyGroup:
    return LazyGroup(name=group.name, help=group.help, no_args_is_help=True, commands=listed(group.commands))
